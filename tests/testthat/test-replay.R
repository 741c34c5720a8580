# What replay() puts into a page, against predict() and coef(epoch = ) as oracles; then the page itself in a browser.

drawn <- function(fit, frames = 120) rapply(descent:::replay_data(fit, frames), unclass, how = "replace")

curve_data <- data.frame(x = seq(-3, 3, length.out = 40))
curve_data$y <- sin(curve_data$x)
plane_data <- data.frame(a = rep(1:6, 6) / 2, b = rep(1:6, each = 6) / 3)
plane_data$class <- factor(ifelse(plane_data$a + plane_data$b > 3, "high", "low"))

test_that("the weights are those of the recorded epochs, the first and the last among them", {
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.01, epochs = 1000)
  data <- drawn(fit, frames = 50)
  expect_lte(length(data$epochs), 50)
  expect_identical(range(data$epochs), c(0, 1000))
  expect_gt(sum(data$epochs < 100), 10)
  for (i in c(1, 7, length(data$epochs))) {
    expect_equal(data$network$weights[i, ], unname(coef(fit, epoch = data$epochs[i])), tolerance = 1e-5)
  }
  expect_equal(data$error$at, fit$history$error[match(data$epochs, fit$history$error_epoch)], tolerance = 1e-5)
})

test_that("edges lead from the input and to the unit that the coefficient names", {
  set.seed(1)
  fit <- ann(class ~ a + b, plane_data, hidden = c(3, 2), epochs = 20)
  network <- drawn(fit)$network
  layers <- coef(fit, epoch = 20)
  expect_length(network$to, sum(lengths(layers)))
  for (e in seq_along(network$to)) {
    w <- layers[[network$layer[e] + 1]]
    below <- network$columns[[network$layer[e] + 1]]$units
    from <- if (network$from[e] < 0) "(Intercept)" else below[network$from[e] + 1]
    to <- network$columns[[network$layer[e] + 2]]$units[network$to[e] + 1]
    expect_equal(network$weights[21, e], w[from, to], tolerance = 1e-5)
  }
})

test_that("a fixed bias is drawn, and stays", {
  fit <- neuron(am ~ wt, mtcars, bias = -3, epochs = 10)
  network <- drawn(fit)$network
  expect_identical(network$from[1], -1)
  expect_identical(network$weights[, 1], rep(-3, 11))
})

test_that("packed numbers come back within a 4094th of their range, and missing ones as missing", {
  x <- matrix(c(-1, 0.123456, NA, 2, 5, -7), 3)
  back <- unpacked(descent:::pack(x, -1, 2))
  expect_lt(max(abs(back[1:2, 1] - x[1:2, 1])), 3 / 4094)
  expect_true(is.na(back[3, 1]))
  expect_equal(back[, 2], c(2, 2, -1))
  expect_equal(unpacked(descent:::pack(matrix(c(0, 0.5, 1)), 0, 1, 1))[, 1], c(0, 0.5, 1), tolerance = 1 / 62)
})

test_that("one predictor gives the curve that predict() gives, and units that add up to it", {
  set.seed(2)
  fit <- ann(y ~ x, curve_data, hidden = 3, activation = "tanh", epochs = 200)
  data <- drawn(fit)
  picture <- data$picture
  expect_identical(picture$type, "curve")
  now <- fit
  i <- 20
  now$coefficients <- coef(fit, epoch = data$epochs[i])
  oracle <- unname(predict(now, data.frame(x = picture$x)))
  curve <- unpacked(picture$curves[[1]])[, i]
  step <- (picture$curves[[1]]$hi - picture$curves[[1]]$lo) / 4000
  expect_lt(max(abs(curve - oracle)), step)
  shares <- rowSums(sapply(picture$shares$units, function(u) unpacked(u)[, i]))
  expect_lt(max(abs(shares + now$coefficients$output[1, 1] - oracle)),
            3 * (picture$shares$units[[1]]$hi - picture$shares$units[[1]]$lo) / 4000 + 1e-9)
  # transformations are no obstacle
  expect_identical(drawn(gd_lm(dist ~ poly(speed, 2), cars, epochs = 5))$picture$type, "curve")
})

test_that("two predictors give the plane that predict() gives, from the lower left on", {
  set.seed(3)
  fit <- ann(class ~ a + b, plane_data, hidden = 2, epochs = 50)
  data <- drawn(fit)
  picture <- data$picture
  side <- picture$side
  at <- function(lim, k) lim[1] + (k - 0.5) / side * diff(lim)
  values <- unpacked(picture$plane)
  i <- length(data$epochs)
  for (cell in list(c(1, 1), c(side, 1), c(7, 30))) {
    newdata <- data.frame(a = at(picture$xlim, cell[1]), b = at(picture$ylim, cell[2]))
    expect_equal(values[(cell[2] - 1) * side + cell[1], i], unname(predict(fit, newdata)), tolerance = 1e-3)
  }
  expect_length(picture$maps$layers[[2]], 2)
  three <- ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 2, epochs = 100)
  picture <- drawn(three)$picture
  winner <- unpacked(picture$winner)[, ncol(unpacked(picture$winner))]
  grid <- expand.grid(Petal.Length = at(picture$xlim, seq_len(side)), Petal.Width = at(picture$ylim, seq_len(side)))
  expect_identical(round(winner) + 1, as.numeric(predict(three, grid, type = "class")))
})

test_that("anything else is fitted against observed", {
  fit <- gd_lm(mpg ~ ., mtcars, scaling = "standardize", epochs = 100)
  data <- drawn(fit)
  expect_identical(data$picture$type, "observed")
  expect_equal(data$picture$observed, mtcars$mpg)
  expect_equal(unpacked(data$picture$fitted)[, 101], unname(fitted(fit)), tolerance = 1e-3)
  expect_identical(drawn(gd_lm(mpg ~ factor(cyl), mtcars, epochs = 5))$picture$type, "observed")
  classes <- ann(Species ~ ., iris, hidden = 2, epochs = 20)
  own <- fitted(classes)[cbind(1:150, as.integer(iris$Species))]
  expect_equal(unpacked(drawn(classes)$picture$fitted)[, 21], unname(own), tolerance = 1e-3)
})

test_that("pages stay under a megabyte, whatever the size of the network", {
  skip_if_absent("jsonlite")
  set.seed(4)
  wide <- as.data.frame(matrix(rnorm(40 * 50), 50))
  wide$y <- rnorm(50)
  fit <- ann(y ~ ., wide, hidden = c(200, 200), epochs = 40)
  data <- drawn(fit)
  expect_match(data$network$note, "10 of 40 inputs, 10 of 200 units of hidden layer 1")
  expect_identical(data$network$columns[[1]]$more, 30L)
  expect_lte(length(data$network$to), 11 * 10 * 2 + 11)
  long <- ann(class ~ a + b, plane_data, hidden = c(12, 12), epochs = 2000)
  for (page in list(descent:::replay_data(fit, 120), descent:::replay_data(long, 5000))) {
    expect_lt(nchar(jsonlite::toJSON(page, auto_unbox = TRUE, digits = I(16), null = "null", na = "null")), 1e6)
  }
})

test_that("odd fits are drawn too", {
  one_row <- data.frame(x = 1, y = 2)
  constant <- data.frame(x = 1:5, y = 1)
  odd <- list(
    one = suppressWarnings(gd_lm(y ~ x, one_row, epochs = 3)), one_ann = ann(y ~ x, one_row, hidden = 2, epochs = 3),
    untrained = gd_lm(dist ~ speed, cars, epochs = 0), intercept = gd_lm(dist ~ 1, cars, epochs = 3),
    constant = gd_lm(y ~ x, constant, start = c(1, 0), epochs = 3),
    several = ann(cbind(mpg, hp) ~ wt, mtcars, hidden = 2, epochs = 5),
    logical = neuron(am == 1 ~ wt, mtcars, epochs = 5), offset = gd_lm(dist ~ speed + offset(speed), cars, epochs = 5),
    diverged = suppressWarnings(gd_lm(dist ~ speed, cars, eta = 0.01, epochs = 1000, allow_divergence = TRUE))
  )
  for (name in names(odd)) {
    data <- drawn(odd[[name]])
    expect_true(data$picture$type %in% c("curve", "plane", "observed"), info = name)
    expect_identical(nrow(data$network$weights), length(data$epochs), info = name)
  }
  data <- drawn(odd$diverged)
  expect_match(data$note, "diverged")
  # the data stay in sight
  expect_lt(data$picture$ylim[2], 300)
  expect_equal(data$picture$points$y[[1]], cars$dist)
})

test_that("what cannot be replayed is refused with the remedy", {
  skip_if_absent("htmlwidgets")
  unrecorded <- gd_lm(dist ~ speed, cars, epochs = 5, record = FALSE)
  expect_error(replay(unrecorded), "update(fit, record = NULL)", fixed = TRUE)
  expect_error(replay(lm(dist ~ speed, cars)), "`fit` must be a fit by gd_lm(), neuron() or ann()", fixed = TRUE)
  expect_error(replay(gd_lm(dist ~ speed, cars, epochs = 5), frames = 1), "`frames` must be one whole number that is 2")
})

test_that("the page plays, steps, obeys the keyboard, and stands several times on one page", {
  skip_without_browser("htmlwidgets")
  set.seed(5)
  line <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60)
  plane <- ann(class ~ a + b, plane_data, hidden = c(3, 2), epochs = 30)
  page <- htmlwidgets::appendContent(
    replay(line, elementId = "line"), replay(plane, elementId = "plane"),
    replay(suppressWarnings(gd_lm(dist ~ speed, cars, eta = 0.01, epochs = 1000, allow_divergence = TRUE))),
    replay(ann(Species ~ ., iris, hidden = 2, epochs = 5)),
    replay(suppressWarnings(gd_lm(y ~ x, data.frame(x = 1, y = 2), epochs = 0)))
  )
  file <- file.path(tempfile("page"), "index.html")
  dir.create(dirname(file))
  htmlwidgets::saveWidget(page, file, selfcontained = FALSE)
  expect_false(any(grepl("(src|href)=\"https?:", readLines(file, warn = FALSE))))
  with_page(paste0("file://", file), function(page) {
    wait_for(page, "document.querySelectorAll('.replay[data-epoch]').length === 5")
    epoch <- function(id = "line") {
      as.numeric(evaluate(page, sprintf("document.getElementById('%s').dataset.epoch", id)))
    }
    weights <- function() {
      evaluate(page, "[...document.querySelectorAll('#line .descent-weight')].map(t => t.textContent)")
    }
    slide <- function(id, to) {
      evaluate(page, sprintf(paste(
        "(function () { var s = document.querySelector('#%s .descent-slider'); s.value = %d;",
        "s.dispatchEvent(new Event('input')); })()"
      ), id, to))
    }
    expect_identical(epoch(), 0)
    before <- weights()
    slide("line", 10)
    expect_identical(epoch(), 10)
    shown <- as.numeric(sub("\u2212", "-", weights(), fixed = TRUE))
    expect_equal(shown, unname(coef(line, epoch = 10)), tolerance = 1e-3)
    expect_false(identical(before, weights()))
    expect_identical(epoch("plane"), 0)
    expect_match(evaluate(page, "document.querySelector('#line .descent-live').textContent"), "Epoch 10 of 60")

    evaluate(page, "document.querySelector('#line .descent-slider').focus()")
    press_key(page, "ArrowRight", number = 39)
    expect_identical(epoch(), 11)
    press_key(page, "ArrowLeft", number = 37)
    press_key(page, "ArrowLeft", number = 37)
    expect_identical(epoch(), 9)
    press_key(page, "End", number = 35)
    expect_identical(epoch(), 60)
    press_key(page, "Home", number = 36)
    expect_identical(epoch(), 0)
    expect_match(evaluate(page, "getComputedStyle(document.activeElement).outlineStyle"), "solid")

    # played from the first epoch to the last, by the space bar; then by the button
    evaluate(page, "document.querySelector('#line .descent-speed').value = 50")
    press_key(page, " ", "Space", " ", 32)
    expect_true(evaluate(page, "document.querySelector('#line .descent-play').getAttribute('aria-label') === 'Pause'"))
    wait_for(page, "document.getElementById('line').dataset.epoch === '60'", 30)
    wait_for(page, "document.querySelector('#line .descent-play').getAttribute('aria-label') === 'Play'")
    click(page, "#line .descent-play")
    wait_for(page, "Number(document.getElementById('line').dataset.epoch) < 60")
    click(page, "#line .descent-play")
    stopped <- epoch()
    Sys.sleep(0.3)
    expect_identical(epoch(), stopped)
    click(page, "#plane .descent-forward")
    expect_identical(epoch("plane"), 1)
    click(page, "#plane .descent-back")
    expect_identical(epoch("plane"), 0)

    # the page reads packed numbers as this file does
    script <- "descentDraw.unpack(JSON.parse(document.querySelector('script[data-for=plane]').text).x.picture.plane, 3)"
    expect_equal(evaluate(page, script), unpacked(drawn(plane)$picture$plane)[, 4])

    # the plane is another picture at the end
    image <- function() evaluate(page, "document.querySelectorAll('#plane figure')[2].innerHTML")
    first <- image()
    slide("plane", 30)
    expect_false(identical(first, image()))

    # this page is white whatever the reader prefers, and so are its replays; they are dark where a page is
    colour <- function(what = "#plane") {
      evaluate(page, sprintf("getComputedStyle(document.querySelector('%s')).backgroundColor", what))
    }
    prefer(page, "prefers-color-scheme", "dark")
    expect_identical(colour(), "rgb(255, 255, 255)")
    evaluate(page, "document.body.style.backgroundColor = '#222222'")
    resize_page(page, 1000)
    wait_for(page, "document.querySelector('#plane').dataset.theme === 'dark'")
    expect_identical(colour(), "rgb(23, 25, 28)")

    # any epoch by its number; one that the page does not hold gives the nearest
    ask_for <- function(epoch) {
      evaluate(page, sprintf(paste(paste("(function () { var n = document.querySelector('#line",
                                         ".descent-epoch'); n.value = %d;"),
                                   "n.dispatchEvent(new Event('change')); })()"), epoch))
    }
    ask_for(37)
    expect_identical(epoch(), 37)
    ask_for(999)
    expect_identical(epoch(), 60)
    expect_match(evaluate(page, "document.querySelector('#line .descent-status').textContent"), "nearest to 999")
    expect_identical(evaluate(page, "document.querySelector('#line .descent-epoch').value"), "60")
    expect_identical(evaluate(page, "document.querySelector('#line .descent-title').textContent"),
                     "Linear model, fitted by gradient descent: dist ~ speed")

    # the weights as numbers, for those who cannot see the lines
    evaluate(page, "document.querySelector('#plane details').open = true")
    wait_for(page, "document.querySelectorAll('#plane .descent-weights tbody tr').length === 20")
    cells <- evaluate(page, paste("[...document.querySelectorAll('#plane",
                                  ".descent-weights tbody td')].map(t => t.textContent)"))
    cells <- matrix(sub("\u2212", "-", cells, fixed = TRUE), ncol = 3, byrow = TRUE)
    at <- cells[, 1] == "a" & cells[, 2] == "h2"
    expect_equal(as.numeric(cells[at, 3]), coef(plane)$hidden1["a", "h2"], tolerance = 1e-4)
    evaluate(page, paste("document.querySelector('#plane .descent-hit').dispatchEvent(",
                         "new PointerEvent('pointerenter', { clientX: 9, clientY: 9 }))"))
    expect_match(evaluate(page, paste("document.querySelector('#plane",
                                      ".descent-card').textContent")), "\u2192 h1 ", fixed = TRUE)

    for (shape in list(c(1200, 3), c(700, 2), c(380, 1))) {
      resize_page(page, shape[1])
      wait_for(page, sprintf("document.querySelector('#plane .descent-panels').dataset.columns === '%d'", shape[2]))
      expect_true(evaluate(page, "document.documentElement.scrollWidth <= window.innerWidth"), info = shape[1])
    }
    expect_identical(page$errors, character())
  })
})

# Replays in a page of their own, each in a section; handed to `code` in the browser.
with_sections <- function(widgets, code, width = 800, height = 600, before = "") {
  sections <- Map(function(widget, i) htmltools::tags$section(id = paste0("slide", i), widget), widgets,
    seq_along(widgets))
  file <- file.path(tempfile("page"), "index.html")
  dir.create(dirname(file))
  htmltools::save_html(htmltools::tagList(htmltools::HTML(before), sections), file, libdir = "lib")
  with_page(paste0("file://", file), code, width, height)
}

test_that("in a low window the slider and a whole picture are seen together", {
  skip_without_browser("htmlwidgets")
  set.seed(2)
  flowers <- ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 20)
  with_sections(list(replay(flowers)), function(page) {
    wait_for(page, "!!document.querySelector('.replay[data-epoch]')")
    box <- function(selector) {
      evaluate(page, sprintf(paste("(function () { var b = document.querySelector('%s').getBoundingClientRect();",
                                   "return [b.top, b.bottom]; })()"), selector))
    }
    for (k in 1:3) {
      figure <- sprintf("figure:nth-child(%d)", k)
      if (k > 1) {
        evaluate(page, sprintf(paste("window.scrollTo(0, document.querySelector('%s').getBoundingClientRect().top +",
                                     "window.scrollY - document.querySelector('.descent-bar').offsetHeight)"), figure))
      }
      expect_gte(box(".descent-slider")[1], 0)
      expect_lte(box(".descent-slider")[2], box(paste(figure, "svg"))[1])
      expect_lte(box(paste(figure, "svg"))[2], 360)
    }
    # at 320 pixels all classes keep their names
    resize_page(page, 320, 600)
    wait_for(page, "document.querySelector('.descent-panels').dataset.columns === '1'")
    names <- evaluate(page, paste("[...document.querySelectorAll('figure:nth-child(2)",
                                  "svg > text')].map(t => t.firstChild.nodeValue)"))
    expect_true(all(levels(iris$Species) %in% names))
    key <- evaluate(page, "[...document.querySelectorAll('figure:nth-child(3) li')].map(t => t.textContent)")
    expect_identical(key[1:3], levels(iris$Species))
    # a key entry has the colour of the points that it stands for
    colours <- evaluate(page, paste("[...document.querySelectorAll('figure:nth-child(3)",
                                    "li path')].map(p => p.getAttribute('stroke'))"))
    expect_identical(colours, descent:::class_colours(3))
    # and where there is room pictures grow
    resize_page(page, 1600, 900)
    wait_for(page, "document.querySelector('figure svg').getBoundingClientRect().height > 400")
    expect_identical(page$errors, character())
  }, 480, 360)
})

test_that("ticks are written as in plot(), and the theme is the one that was asked for", {
  skip_without_browser("htmlwidgets")
  large <- data.frame(x = 1:20, y = 1000 * (1:20) + 500)
  fit <- gd_lm(y ~ x, large, scaling = "standardize", epochs = 3)
  file <- tempfile(fileext = ".html")
  save_replay(replay(fit, theme = "dark"), file)
  with_page(paste0("file://", file), function(page) {
    wait_for(page, "!!document.querySelector('.replay[data-epoch]')")
    ticks <- evaluate(page, paste("[...document.querySelectorAll('figure:nth-child(3)",
                                  ".descent-axes text')].map(t => t.textContent)"))
    expect_true(all(c("5,000", "10,000", "20,000") %in% ticks))
    labels <- function(at) evaluate(page, sprintf("descentDraw.tickLabels(%s)", jsonlite::toJSON(at)))
    for (at in list(c(0, 0.5, 1), c(1000, 1500), c(-2, 0, 2), c(0.001, 0.0015), c(1e6, 2.5e6))) {
      expect_identical(sub("\u2212", "-", labels(at)), format(at, big.mark = ",", trim = TRUE, scientific = FALSE))
    }
    paper <- evaluate(page, paste("[document.body, document.querySelector('.replay')].map(e",
                                  "=> getComputedStyle(e).backgroundColor)"))
    expect_identical(paper, rep("rgb(23, 25, 28)", 2))
  })
  expect_error(replay(fit, theme = "blue"), "`theme` must be one of \"auto\", \"light\", \"dark\"", fixed = TRUE)
})

test_that("on slides it fits its slide when that is shown, and the clicker steps through epochs first", {
  skip_without_browser("htmlwidgets")
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60)
  script <- paste("<style>.future { display: none }</style><script>window.passed = 0;",
                  paste("document.addEventListener('keydown', function (e) { if",
                        "(e.key === 'PageDown') window.passed++; });</script>"))
  widgets <- list(replay(fit, elementId = "one", static = c(0, 10, 60), fragments = TRUE),
                  replay(fit, elementId = "two", fragments = TRUE))
  with_sections(widgets, function(page) {
    wait_for(page, "document.querySelectorAll('.replay[data-epoch]').length === 2")
    evaluate(page, "document.getElementById('slide2').className = 'future'; window.scrollTo(0, 0)")
    epoch <- function(id) as.numeric(evaluate(page, sprintf("document.getElementById('%s').dataset.epoch", id)))
    passed <- function() evaluate(page, "window.passed")
    seen <- numeric()
    for (i in 1:3) {
      press_key(page, "PageDown", number = 34)
      seen <- c(seen, epoch("one"))
    }
    expect_identical(seen, c(10, 60, 60))
    expect_identical(passed(), 1L)  # the third went to the slides
    press_key(page, "PageUp", number = 33)
    expect_identical(epoch("one"), 10)
    expect_identical(epoch("two"), 0)
    # the second slide is as wide as the window when it comes
    evaluate(page, paste("document.getElementById('slide1').className = 'future';",
                         "document.getElementById('slide2').className = ''"))
    wait_for(page, "document.querySelector('#two svg').getBoundingClientRect().width > 200")
    wait_for(page, paste("Math.abs(document.querySelector('#two svg').viewBox.baseVal.width -",
                         "document.querySelector('#two svg').clientWidth) < 2"))
    press_key(page, "PageDown", number = 34)
    expect_gt(epoch("two"), 0)
    expect_identical(epoch("one"), 10)
  }, before = script)
  expect_error(replay(fit, fragments = 1), "`fragments` must be TRUE or FALSE, not 1.", fixed = TRUE)
})

test_that("a page of its own follows the reader", {
  skip_without_browser("htmlwidgets")
  file <- tempfile(fileext = ".html")
  save_replay(replay(gd_lm(dist ~ speed, cars, epochs = 5)), file)
  with_page(paste0("file://", file), function(page) {
    paper <- function() {
      evaluate(page, "[document.body, document.querySelector('.replay')].map(e => getComputedStyle(e).backgroundColor)")
    }
    expect_identical(paper(), rep("rgb(255, 255, 255)", 2))
    prefer(page, "prefers-color-scheme", "dark")
    wait_for(page, "document.querySelector('.replay').dataset.theme === 'dark'")
    expect_identical(paper(), rep("rgb(23, 25, 28)", 2))
  })
})

test_that("one file holds the whole page, without pandoc", {
  skip_without_browser("htmlwidgets")
  tricky <- data.frame(x = 1:10, y = c(1, 3, 2, 5, 4, 6, 8, 7, 9, 10))
  names(tricky)[2] <- "</script><b>y"
  file <- tempfile(fileext = ".html")
  expect_identical(save_replay(replay(gd_lm(`</script><b>y` ~ x, tricky, eta = 0.01, epochs = 20)), file), file)
  alone <- file.path(tempfile("alone"), "page.html")
  dir.create(dirname(alone))
  file.rename(file, alone)
  with_page(paste0("file://", alone), function(page) {
    wait_for(page, "!!document.querySelector('.replay[data-epoch]')")
    click(page, ".descent-forward")
    expect_identical(evaluate(page, "document.querySelector('.replay').dataset.epoch"), "1")
    expect_identical(evaluate(page, "document.querySelectorAll('b').length"), 0L)
    expect_identical(page$errors, character())
  })
  expect_error(save_replay(1, "a.html"), "`widget` must be what replay() returned, not 1.", fixed = TRUE)
  expect_error(save_replay(replay(gd_lm(dist ~ speed, cars, epochs = 2)), "a.txt"), "`file` must be one path")
})

test_that("who prefers less motion gets a slow replay", {
  skip_without_browser("htmlwidgets")
  file <- file.path(tempfile("page"), "index.html")
  dir.create(dirname(file))
  widget <- replay(gd_lm(dist ~ speed, cars, epochs = 5), elementId = "calm")
  htmlwidgets::saveWidget(widget, file, selfcontained = FALSE)
  with_page("data:text/html,", function(page) {
    prefer(page, "prefers-reduced-motion", "reduce")
    ask(page, "Page.navigate", list(url = paste0("file://", file)))
    wait_for(page, "!!document.querySelector('#calm .descent-speed')")
    expect_identical(evaluate(page, "document.querySelector('#calm .descent-speed').value"), "2")
  })
})

test_that("the legend keeps each entry in one line where a page has rules of its own for lists, as revealjs has", {
  skip_without_browser("htmlwidgets")
  truth <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
  widget <- replay(neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), epochs = 5))
  style <- "<style>body ul { display: inline-block; margin: 0 0 0 1em; } body ul li { line-height: 1.2; }</style>"
  with_sections(list(widget), function(page) {
    wait_for(page, "!!document.querySelector('.replay[data-epoch]')")
    heights <- evaluate(page, "[...document.querySelectorAll('.descent-key li')].map(e => e.getBoundingClientRect().height)")
    expect_gte(length(heights), 4)
    expect_lt(max(unlist(heights)), 24)
    expect_identical(evaluate(page, "getComputedStyle(document.querySelector('.descent-key')).display"), "flex")
  }, before = style)
})
