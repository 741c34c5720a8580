# What can be read of a picture, on every ground and at every size.

test_that("the epochs are logarithmic where all happens at once, and the axis says so; the lecture's stay linear", {
  fast <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", progress = FALSE)
  expect_true("Epoch (log scale)" %in% drawn(plot(fast, "error"))$words$text)
  expect_true("Epoch (log scale)" %in% drawn(plot(fast, "coefficients"))$words$text)
  line <- picture_line(epochs = 1000)
  for (which in c("error", "coefficients", "gradient")) {
    words <- drawn(plot(line, which))$words$text
    expect_true("Epoch" %in% words)
    expect_false("Epoch (log scale)" %in% words)
  }
  expect_identical(error_page(fast)$log, error_picture(error_history(fast))$log)
})

test_that("each logarithmic axis can be asked for, and epoch 0 keeps its place", {
  line <- picture_line(epochs = 100)
  for (log in c("", "x", "y", "xy", "yx")) {
    picture <- drawn(plot(line, "error", log = log))
    expect_identical("Epoch (log scale)" %in% picture$words$text, grepl("x", log))
    expect_identical("Error (log scale)" %in% picture$words$text, grepl("y", log))
    expect_true("0" %in% picture$words$text)
  }
  expect_silent(off_screen(plot(line, "gradient", log = "x")))
  expect_true("Epoch (log scale)" %in% drawn(plot(line, "coefficients", log = "x"))$words$text)
  expect_error(off_screen(plot(line, "coefficients", log = "y")), "`log` must be one of")
  expect_error(off_screen(plot(line, "error", log = "z")), "`log` must be one of")
  x <- off_screen({
    plot(line, "error", log = "x")
    graphics::par("usr")[1:2]
  })
  expect_equal(10^mean(x), sqrt(101))  # epoch e stands at e + 1, from 1 to 101
})

test_that("signs do not need colours: negative weights are dashed, classes have shapes, labels are dark", {
  set.seed(1)
  fit <- ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 20, progress = FALSE)
  dashes <- function(expr) sum(grepl("^\\[ [0-9. ]+ ?\\] 0 d$", uncompressed(expr)))
  expect_gt(dashes(plot_network(fit)), 1)
  expect_length(unique(class_marks(3)), 3)
  plane <- plane_picture(fit)
  expect_identical(plane$pch, class_marks(3))
  # text is black in every picture with named lines: fills of text by rgb
  for (draw in list(quote(plot(picture_line(epochs = 20), "coefficients")), quote(plot_rates(picture_line(epochs = 20))),
                    quote(plot_units(ann(dist ~ speed, cars, hidden = 3, epochs = 5, progress = FALSE))))) {
    lines <- uncompressed(eval(draw))
    at <- grep(" Tj", lines, fixed = TRUE)
    colours <- grep(" scn$", lines)
    used <- unique(lines[vapply(at, function(i) max(colours[colours < i]), 0)])
    dark <- vapply(strsplit(used, " "), function(v) all(as.numeric(v[1:3]) < 0.3), NA)
    expect_true(all(dark), label = deparse1(draw))
  }
})

test_that("on black paper nothing is black", {
  line <- picture_line(epochs = 20)
  set.seed(1)
  net <- ann(dist ~ speed, cars, hidden = 3, epochs = 5, progress = FALSE)
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 5, validation = 0.2, progress = FALSE)
  for (draw in expression(plot(line, "fit"), plot(line, "error"), plot(line, "coefficients"), plot(flowers, "fitted"),
                          plot_network(net), plot_units(net), plot_rates(line), plot(activation("tanh")),
                          plot(compare(line)), plot_confusion(flowers), plot_roc(flowers), plot_costs("mse"),
                          plot_network(net, what = "backward"))) {
    lines <- uncompressed({
      graphics::par(bg = "black", fg = "white")
      eval(draw)
    })
    black <- grep("^0.000 0.000 0.000 (scn|SCN)$", lines)
    # the page itself is painted black; no stroke and no text is
    inked <- grep("( Tj|^S$| S$| l S$)", lines)
    colour <- vapply(inked, function(i) {
      kind <- if (grepl("Tj", lines[i])) " scn$" else " SCN$"
      before <- grep(kind, lines[seq_len(i)])
      if (length(before)) max(before) else 0L
    }, 0L)
    expect_false(any(colour %in% black), label = deparse1(draw))
  }
})

test_that("keys stand above the axes, not on the data", {
  set.seed(1)
  two <- ann(cbind(mpg, hp) ~ wt, mtcars, hidden = 2, epochs = 5, validation = 0.2, progress = FALSE)
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 5, validation = 0.2, progress = FALSE)
  # the top of the axes lies above every tick label of the left axis
  above <- function(picture, names) {
    words <- picture$words
    ticks <- words[grepl("^-?[0-9.,]+$", words$text) & words$x < 1.2, ]
    all(words$y[words$text %in% names] > max(ticks$y))
  }
  expect_true(above(drawn(plot(two, "fitted")), c("mpg", "hp", "held out")))
  expect_true(above(drawn(plot(two, "residuals")), c("mpg", "hp")))
  expect_true(above(drawn(plot(flowers, "error")), c("training", "validation")))
  expect_true(above(drawn(plot(flowers, "residuals")), levels(iris$Species)))
  right <- drawn(plot(two, "fit"))$words
  expect_true(all(right$x[right$text %in% c("mpg", "hp")] > 6))
})

test_that("plot_units() names its curves, and two hundred units are no block", {
  set.seed(1)
  data <- data.frame(x = seq(-2, 2, length.out = 30), y = sin(seq(-2, 2, length.out = 30)))
  few <- ann(y ~ x, data, hidden = 3, epochs = 20, progress = FALSE)
  words <- drawn(plot_units(few))$words$text
  expect_true(all(c("h1", "h2", "h3") %in% words))
  expect_true(any(grepl("the shares below and the output's bias, added up", words)))
  many <- ann(y ~ x, data, hidden = 200, epochs = 5, progress = FALSE)
  words <- drawn(plot_units(many))$words$text
  expect_identical(sum(grepl("^h[0-9]+$", words)), 7L)
  expect_true("grey: the 193 units that move the output least" %in% words)
  shares <- off_screen(plot_units(many))[[1]]
  spread <- vapply(shares[-(1:3)], function(v) diff(range(v)), 0)
  named <- words[grepl("^h[0-9]+$", words)]
  expect_true(min(spread[named]) >= max(spread[setdiff(names(spread), named)]))
})

test_that("the lecture's truth table has circles and crosses, with and without the plane", {
  gate <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, gate$data, bias = gate$bias, start = gate$start, eta = gate$eta, epochs = 200,
                progress = FALSE)
  expect_identical(plane_picture(fit)$pch, c(1, 4))
  alone <- drawn(points <- plot_boundary(fit, plane = FALSE))
  # a circle and its white ground for each 0, and one in the key
  expect_equal(alone$points, 2 * 2 + 1)
  expect_true(all(c("d = 0", "d = 1", "The data") %in% alone$words$text))
  expect_identical(as.integer(points$points$observed) - 1, gate$data$d)
  # the user's sign is the key's
  own <- drawn(plot_boundary(fit, plane = FALSE, pch = 19))
  expect_equal(own$points, 4 * 2 + 2)
  expect_error(plot_boundary(fit, plane = 1), "`plane` must be TRUE or FALSE")
})

test_that("no label is clipped where panes are small", {
  line <- picture_line(epochs = 1000)
  set.seed(1)
  flowers <- ann(Species ~ ., iris, hidden = 4, epochs = 20, validation = 0.2, progress = FALSE)
  search <- grid_search(line, eta = c(0.01, 0.1), epochs = c(10, 20, 30), folds = 2, progress = FALSE)
  pictures <- expression(
    plot(line, "error"), plot(line, "error", log = "xy"), plot_surface(line, grid = 10), plot(compare(line)),
    plot_rates(line, epochs = 1000), plot(activation("tanh")), plot_surface(line, type = "persp", grid = 10),
    plot_surface(flowers, grid = 10), plot_surface(flowers, directions = "path", grid = 10),
    plot_boundary(flowers, grid = 10), plot(flowers, "fitted"), plot(flowers, "error"), plot_costs(),
    plot_confusion(flowers), plot_roc(flowers), plot_network(flowers, what = "forward"),
    plot_network(flowers, what = "backward"), plot(search), plot_hyperparameter(line, eta = c(0.01, 0.1), epochs = 20)
  )
  for (i in seq_along(pictures)) {
    for (size in list(c(5, 10 / 3), c(3.3, 2.6), c(7, 5), c(9.7, 6.9))) {
      picture <- drawn(eval(pictures[[i]]), size[1], size[2])
      expect_identical(clipped(picture), character(), label = paste(deparse1(pictures[[i]]), size[1], "inches"))
      expect_true(picture$par_kept)
    }
  }
})
