# The data sets, the server without a browser, and the app in one.

default_inputs <- list(
  set = "circle", noise = 0.3, draw = 1, validation = "0.3", plane = c("x1", "x2"), line = "x", layers = "2", width1 = 4,
  width2 = 2, activation = "tanh", cost = "", optimizer = "adam", eta = "0.03", batch = "0", penalty = "",
  size = "0.001", seed = 1,
  pace = "5"
)

# Runs `code(session, state)` in a session of the server with these inputs.
play <- function(code, data = NULL, ..., fit = NULL) {
  skip_if_absent("shiny")
  skip_if_absent("jsonlite")
  source <- list(data = data, fit = fit, label = "flowers")
  shiny::testServer(descent:::playground_server(source), {
    do.call(session$setInputs, utils::modifyList(default_inputs, list(...)))
    code(session, session$userData$state)
  })
}

message_of <- function(state) descent:::playground_message(state, list(label = "flowers"))

# What the app's lines of code come to, run where the student would run them.
run_code <- function(text, ...) {
  home <- list2env(list(...), parent = globalenv())
  lines <- parse(text = sub("plot\\(fit\\)$", "", text))
  descent:::with_seed(1, for (line in lines) eval(line, home))
  home$fit
}

test_that("data sets have the rows, columns and classes they promise, and leave the generator alone", {
  set.seed(7)
  before <- .Random.seed
  for (name in c("circle", "xor", "gauss", "spiral")) {
    data <- playground_data(name, n = 60, noise = 0)
    expect_identical(dim(data), c(60L, 3L))
    expect_identical(as.vector(table(data$y)), c(30L, 30L), info = name)
    expect_identical(data, playground_data(name, n = 60, noise = 0))
    expect_false(identical(data, playground_data(name, n = 60, noise = 0, seed = 2)))
  }
  expect_identical(.Random.seed, before)
  xor <- playground_data("xor", noise = 0)
  expect_identical(xor$y == "blue", xor$x1 * xor$x2 > 0)
  circle <- playground_data("circle", noise = 0)
  expect_identical(circle$y == "blue", sqrt(circle$x1^2 + circle$x2^2) < 3)
  line <- playground_data("line", noise = 0)
  expect_equal(unname(coef(lm(y ~ x, line))), c(1, 0.5))
  plane <- playground_data("plane", noise = 0)
  expect_equal(unname(coef(lm(y ~ x1 + x2, plane))), c(0, 0.5, 0.5))
  hill <- playground_data("hill", n = 2000, noise = 0)
  expect_lt(max(abs(unlist(hill[which.max(hill$y), 1:2]) - 2.5)), 0.5)
  expect_lt(max(abs(unlist(hill[which.min(hill$y), 1:2]) + 2.5)), 0.5)
  noisy <- playground_data("plane", n = 2000, noise = 0.7)
  expect_equal(sigma(lm(y ~ x1 + x2, noisy)), 0.7, tolerance = 0.05)
  expect_error(playground_data("moons"), "`name` must be one of")
  expect_error(playground_data("xor", noise = -1), "`noise` must be one number that is 0 or larger, not -1")
})

test_that("steps train, reset starts again, a choice starts again, and the generator stays where it was", {
  set.seed(7)
  before <- .Random.seed
  play(function(session, state) {
    expect_identical(state$fit$epochs, 0)
    start <- coef(state$fit)
    session$setInputs(step = 1)
    session$setInputs(step = 2)
    expect_equal(state$fit$epochs, 2)
    expect_false(identical(coef(state$fit), start))
    session$setInputs(reset = 1)
    expect_identical(state$fit$epochs, 0)
    expect_identical(coef(state$fit), start)
    session$setInputs(step = 3)
    session$setInputs(layers = "1")
    expect_identical(state$fit$epochs, 0)
    expect_identical(names(coef(state$fit)), c("hidden1", "output"))
  })
  expect_identical(.Random.seed, before)
})

test_that("running trains in slices until it is paused", {
  play(function(session, state) {
    session$setInputs(run = 1)
    for (i in 1:5) {
      session$setInputs(drawn = state$sent)
      session$elapse(40)
    }
    reached <- state$fit$epochs
    expect_gt(reached, 3)
    session$setInputs(run = 2)
    session$elapse(200)
    expect_identical(state$fit$epochs, reached)
  })
})

test_that("the R code trains the same network, to the last bit", {
  cases <- list(
    list(),
    list(set = "spiral", batch = "10", penalty = "l2", plane = c("x1", "x2", "sin(x1)", "I(x1 * x2)"), seed = 5,
         draw = 7),
    list(set = "sine", activation = "relu", layers = "0", line = c("x", "I(x^2)"), validation = "0", optimizer = "gd"),
    list(set = "xor", plane = "I(x1 * x2)", cost = "mse", penalty = "l1")
  )
  for (case in cases) {
    do.call(play, c(list(function(session, state) {
      for (i in 1:7) session$setInputs(step = i)
      message <- message_of(state)
      again <- run_code(message$code)
      expect_identical(coef(again), coef(state$fit))
      expect_identical(again$epochs, state$fit$epochs)
      expect_identical(message$picture$type, if (identical(case$set, "sine")) "curve" else "plane")
    }), case))
  }
})

test_that("a data frame of one's own is learnt, with odd names and missing values", {
  flowers <- iris
  names(flowers)[1] <- "sepal length"
  flowers[3, 2] <- NA
  play(function(session, state) {
    session$setInputs(step = 1)
    expect_identical(colnames(coef(state$fit)$output), levels(iris$Species))
    message <- message_of(state)
    expect_match(message$code, "data <- na.omit(flowers)", fixed = TRUE)
    expect_identical(coef(run_code(message$code, flowers = flowers)), coef(state$fit))
  }, data = na.omit(flowers), set = "own", response = "Species", columns = names(flowers)[1:4])
})

test_that("what cannot be trained is said, not thrown", {
  play(function(session, state) {
    session$setInputs(plane = character())
    expect_match(state$note, "feature")
    session$setInputs(step = 1, run = 1)
    session$setInputs(plane = "x1", width1 = NA)
    expect_match(state$note, "`units in layer 1` must be")
    session$setInputs(width1 = 3, set = "line", cost = "cross_entropy")
    expect_match(state$note, "cost")
    session$setInputs(cost = "", optimizer = "gd", eta = "3", activation = "identity", line = c("x", "I(x^3)"))
    expect_null(state$note)
    for (i in 2:60) session$setInputs(step = i)
    expect_match(state$note, "diverged")
    expect_silent(message_of(state))
  })
})

test_that("what else goes on in the same R does not disturb a session", {
  alone <- NULL
  play(function(session, state) {
    for (i in 1:5) session$setInputs(step = i)
    alone <<- coef(state$fit)
  }, batch = "10")
  play(function(session, state) {
    for (i in 1:5) {
      session$setInputs(step = i)
      resume(descent:::playground_start(replace(state$choices, "seed", 9)), 2)
      runif(3)
    }
    expect_identical(coef(state$fit), alone)
  }, batch = "10")
})

test_that("`data` must be a data frame with something to learn", {
  skip_if_absent("shiny")
  skip_if_absent("jsonlite")
  expect_error(playground(1:3), "`data` must be NULL, a data frame, or a fit by .*, not 3 values")
  expect_error(playground(data.frame(x = 1:3)), "at least two columns")
  expect_s3_class(playground(iris), "shiny.appobj")
})

test_that("rate, batches, penalty, optimizer, noise and data keep the weights; other changes start again", {
  kept <- list(eta = "0.3", batch = "10", penalty = "l2", optimizer = "gd", noise = 0.5, draw = 4, set = "spiral")
  for (name in names(kept)) {
    play(function(session, state) {
      for (i in 1:5) session$setInputs(step = i)
      before <- coef(state$fit)
      do.call(session$setInputs, kept[name])
      expect_equal(coef(state$fit), before, info = name)
      expect_equal(message_of(state)$epoch, 5, info = name)
      for (i in 6:8) session$setInputs(step = i)
      expect_equal(message_of(state)$epoch, 8, info = name)
      expect_false(identical(coef(state$fit), before), info = name)
      expect_length(message_of(state)$error$epoch, if (name %in% c("noise", "draw", "set")) 10 else 9)
      # the code leads there too
      expect_identical(coef(run_code(message_of(state)$code)), coef(state$fit), info = name)
    })
  }
  started <- list(seed = 2, layers = "1", width1 = 3, activation = "relu", cost = "mse", plane = "x1", set = "plane",
                  validation = "0")
  for (name in names(started)) {
    play(function(session, state) {
      for (i in 1:3) session$setInputs(step = i)
      do.call(session$setInputs, started[name])
      expect_null(state$note)
      expect_identical(message_of(state)$epoch, 0, info = name)
    })
  }
})

test_that("several changes after each other are all in the code", {
  play(function(session, state) {
    step <- function(...) {
      session$setInputs(...)
      for (i in 1:4) session$setInputs(step = stats::runif(1))
    }
    step()
    step(eta = "0.1")
    step(batch = "30", penalty = "l1")
    step(draw = 2)
    step(eta = "0.01", noise = 0.1)
    step(weight = list(layer = 1, from = "x2", to = "h3", value = "-1.5"))
    step(weight = list(layer = 3, from = "bias", to = "blue", value = 0.25), optimizer = "rmsprop")
    expect_null(state$note)
    message <- message_of(state)
    expect_equal(message$epoch, 28)
    expect_identical(coef(run_code(message$code)), coef(state$fit))
    expect_identical(length(gregexpr("resume\\(", message$code)[[1]]), 2L)
    session$setInputs(reset = 1)
    expect_identical(message_of(state)$epoch, 0)
    expect_identical(length(strsplit(message_of(state)$code, "\n")[[1]]), 6L)
  })
})

test_that("a weight that is set by hand is in the network, and one that there is not is refused", {
  play(function(session, state) {
    session$setInputs(step = 1)
    before <- coef(state$fit)
    session$setInputs(weight = list(layer = 2, from = "h1", to = "h2", value = 3.5))
    expect_equal(coef(state$fit)$hidden2["h1", "h2"], 3.5)
    now <- coef(state$fit)
    now$hidden2["h1", "h2"] <- before$hidden2["h1", "h2"]
    expect_equal(now, before)
    for (wrong in list(list(layer = 2, from = "h9", to = "h2", value = 1), list(layer = 9, from = "x1", to = "h1", value = 1),
                       list(layer = 1, from = "x1", to = "h1", value = "much"), list(layer = 1, value = 1e9), list())) {
      session$setInputs(weight = wrong)
      expect_match(state$note, "weight|layer")
      expect_equal(coef(state$fit)$hidden2["h1", "h2"], 3.5)
    }
  })
})

test_that("the lecture's neuron is the page's first network, and goes back to its start", {
  gate <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
  lecture <- function(epochs) neuron(d ~ x1 + x2, gate, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = epochs)
  inputs <- list(set = "fit", eta = "fit", optimizer = "fit", batch = "fit", penalty = "fit")
  do.call(play, c(list(function(session, state) {
    expect_identical(coef(state$fit), c(x1 = 0.1, x2 = 0.5))
    for (i in 1:10) session$setInputs(step = i)
    expect_identical(coef(state$fit), coef(lecture(10)))
    session$setInputs(eta = "1")
    for (i in 11:15) session$setInputs(step = i)
    expect_identical(coef(state$fit), coef(resume(lecture(10), 5, eta = 1)))
    expect_identical(coef(run_code(message_of(state)$code, flowers = lecture(0))), coef(state$fit))
    session$setInputs(weight = list(layer = 1, from = "x2", to = "d", value = 2))
    expect_equal(coef(state$fit)[["x2"]], 2)
    session$setInputs(weight = list(layer = 1, from = "bias", to = "d", value = 2))
    expect_match(state$note, "not one that is learnt")
    session$setInputs(reset = 1, eta = "fit")
    expect_identical(coef(state$fit), c(x1 = 0.1, x2 = 0.5))
    expect_identical(message_of(state)$network$weights[1, 1], -3)
    # from there on the page's own data
    session$setInputs(set = "circle", eta = "0.03", optimizer = "adam", batch = "0", penalty = "")
    expect_identical(names(coef(state$fit)), c("hidden1", "hidden2", "output"))
  }, fit = lecture(0)), inputs))
  set.seed(3)
  trained <- ann(Species ~ ., iris, hidden = 2, epochs = 20, l2 = 0.01, batch_size = 30)
  do.call(play, c(list(function(session, state) {
    expect_identical(message_of(state)$epoch, 20)
    session$setInputs(step = 1)
    expect_identical(coef(state$fit), coef(resume(trained, 1)))
    session$setInputs(penalty = "")
    session$setInputs(step = 2)
    expect_equal(hyperparameters(state$fit)$l2, 0)
    session$setInputs(reset = 1)
    expect_equal(coef(state$fit), coef(trained, epoch = 0))
  }, fit = trained), inputs))
})

test_that("a state is taken from a list and from an address, and the page offers all of it", {
  skip_if_absent("shiny")
  source <- list(data = iris, label = "iris")
  given <- list(set = "spiral", eta = 0.1, plane = c("x1", "I(x1 * x2)"), layers = 1, width1 = 7, noise = 0.1)
  state <- descent:::playground_state(given, source)
  expect_identical(state[names(given)], given)
  address <- descent:::to_address(state)
  back <- descent:::playground_state(paste0("http://127.0.0.1:1/?", address), source)
  expect_identical(lapply(back, as.character), lapply(state, as.character))
  own <- descent:::playground_state(list(set = "own", response = "Species", columns = names(iris)[c(1, 4)]), source)
  again <- descent:::playground_state(descent:::to_address(own), source)
  expect_identical(again$columns, c("Sepal.Length", "Petal.Width"))
  expect_error(playground(state = list(eta = 7)), "`eta` must be one of what the page offers, not 7.", fixed = TRUE)
  expect_error(playground(state = list(rate = 1)), "`state` must be made of the page's choices: set, .*, not rate")
  expect_error(playground(state = list(width1 = 51)), "units in layer 1` must be one whole number from 1 to 50, not 51")
  expect_error(playground(state = 3), "`state` must be NULL, a list of the page's choices by name")
  page <- as.character(descent:::playground_page(source, state))
  expect_match(page, "value=\"spiral\" checked", fixed = TRUE)
})

test_that("what is predicted is no feature, and widths are bounded on the server", {
  play(function(session, state) {
    expect_false("Species" %in% names(coef(state$fit)$hidden1[, 1]))
    session$setInputs(width1 = 12345)
    expect_match(state$note, "from 1 to 50, not 12345")
    session$setInputs(width1 = 3, response = "other")
    expect_match(state$note, "`response` must be one of what the page offers")
  }, data = iris, set = "own", response = "Species", columns = names(iris))
})

# The app in a process of its own, handed to `code` by its address.
with_app <- function(expression, code) {
  output <- tempfile()
  app <- processx::process$new(
    file.path(R.home("bin"), "Rscript"), c("-e", sprintf("shiny::runApp(%s, launch.browser = FALSE)", expression)),
    stdout = output, stderr = output, cleanup_tree = TRUE,
    env = c("current", R_LIBS = paste(.libPaths(), collapse = ":"))
  )
  on.exit(app$kill_tree())
  listening <- function() grep("Listening on", readLines(output, warn = FALSE), value = TRUE)
  wait_until(function() length(listening()) > 0, "the app to start", 60)
  code(sub(".*(http://[0-9.:]+).*", "\\1", listening()))
}

at_epoch_text <- function(epoch) sprintf("document.getElementById('playground-status').dataset.epoch === '%s'", epoch)

choose <- function(page, id, value) {
  evaluate(page, sprintf(paste(
    "(function () { var s = document.getElementById('%s'); s.value = '%s';",
    "s.dispatchEvent(new Event('change', { bubbles: true })); })()"
  ), id, value))
}

code_has <- function(text) {
  sprintf("document.getElementById('playground-code').textContent.indexOf('%s') > 0", text)
}

test_that("the app learns in a browser, stays at hand while it does, and serves two at once", {
  skip_without_browser("shiny")
  with_app("descent::playground()", function(url) {
    epoch <- function(page) as.numeric(evaluate(page, "document.getElementById('playground-status').dataset.epoch"))
    with_page(url, function(page) {
      wait_for(page, at_epoch_text(0), 30)
      choose(page, "batch", "10")
      wait_for(page, code_has("batch_size = 10"))
      click(page, "#step")
      wait_for(page, at_epoch_text(1))
      drawing <- "document.querySelector('#playground-picture svg').innerHTML"
      before <- evaluate(page, drawing)
      click(page, "#run")
      wait_for(page, "Number(document.getElementById('playground-status').dataset.epoch) > 50", 60)
      with_page(url, function(other) {
        wait_for(other, at_epoch_text(0), 30)
        click(other, "#step")
        wait_for(other, at_epoch_text(1))
        # the other visitor's changes, too, are his own
        choose(other, "eta", "0.3")
        click(other, "#step")
        wait_for(other, code_has("eta = 0.3"))
        expect_identical(other$errors, character())
      })
      click(page, "#run")
      wait_for(page, "document.getElementById('run').textContent === 'Run'")
      stopped <- epoch(page)
      expect_gt(stopped, 50)
      expect_false(identical(before, evaluate(page, drawing)))
      # the other visitor's network has not touched this one: the code alone leads to the same error
      again <- run_code(evaluate(page, "document.getElementById('playground-code').textContent"))
      expect_identical(again$epochs, stopped)
      expect_identical(hyperparameters(again)$eta, 0.03)
      status <- evaluate(page, "document.getElementById('playground-status').textContent")
      shown <- sub(".*error ([^ ]+) .*", "\\1", status)
      expect_equal(as.numeric(sub("\u2212", "-", shown, fixed = TRUE)), tail(again$history$error, 1), tolerance = 0.01)
      expect_gt(evaluate(page, "document.querySelectorAll('#playground-network image').length"), 7)
      click(page, "#set input[value=sine]")
      wait_for(page, at_epoch_text(0))
      expect_identical(evaluate(page, "document.querySelectorAll('#playground-network image').length"), 0L)
      resize_page(page, 400)
      wait_for(page, "document.documentElement.scrollWidth <= window.innerWidth")
      expect_identical(page$errors, character())
    }, 1300, 900)
  })
})

test_that("on a laptop the rate, the network, the plane and the error curve are seen at once", {
  skip_without_browser("shiny")
  with_app("descent::playground()", function(url) {
    with_page(url, function(page) {
      wait_for(page, at_epoch_text(0), 30)
      for (size in list(c(1366, 768), c(1600, 1000), c(1280, 720))) {
        resize_page(page, size[1], size[2])
        Sys.sleep(0.3)
        bottoms <- evaluate(page, paste(
          "['#run', '#eta', '#activation', '#optimizer', '#playground-network svg', '#playground-picture svg',",
          "'#playground-error svg'].map(s => document.querySelector(s).getBoundingClientRect().bottom)"
        ))
        expect_true(all(bottoms > 0 & bottoms <= size[2]), info = paste(size, collapse = "x"))
        boxes <- evaluate(page, paste(
          "['network', 'picture', 'error'].map(n => { var b = document.querySelector('#playground-' + n + ' svg')",
          ".getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }).flat()"
        ))
        boxes <- matrix(boxes, 4)
        expect_lt(boxes[3, 1], boxes[1, 2])  # the plane stands right of the network
        expect_lt(boxes[4, 1], boxes[2, 3])  # and the curve below the network
      }
      # the first controls of the page are what the lesson changes
      first <- evaluate(page, "[...document.querySelectorAll('form select, form input')].slice(0, 3).map(e => e.id)")
      expect_identical(first, c("eta", "activation", "optimizer"))
    }, 1366, 768)
  })
})

test_that("weights are read and set on the network, units are shown, and the address holds the state", {
  skip_without_browser("shiny")
  with_app("descent::playground(state = list(set = 'xor', layers = 1, width1 = 3))", function(url) {
    address <- NULL
    with_page(url, function(page) {
      wait_for(page, at_epoch_text(0), 30)
      card <- "document.querySelector('.descent-card').textContent"
      over <- function(selector, type = "pointerenter") {
        evaluate(page, sprintf("document.querySelectorAll('%s')[0].dispatchEvent(new PointerEvent('%s', { clientX: 500, clientY: 200 }))",
                               selector, type))
      }
      over("#playground-network .descent-hit")
      expect_false(evaluate(page, "document.querySelector('.descent-card').hidden"))
      text <- evaluate(page, card)
      expect_match(text, "\u2192 h1", fixed = TRUE)
      over("#playground-network .descent-hit", "click")
      # the field stays there while the network learns
      click(page, "#step")
      wait_for(page, at_epoch_text(1))
      expect_identical(evaluate(page, "document.querySelectorAll('.descent-card input').length"), 1L)
      evaluate(page, paste("(function () { var i = document.querySelector('.descent-card input'); i.value = '2.5';",
                           "i.dispatchEvent(new Event('change')); })()"))
      wait_for(page, code_has("<- 2.5"))
      code <- evaluate(page, "document.getElementById('playground-code').textContent")
      expect_lt(min(abs(unlist(coef(run_code(code))) - 2.5)), 1e-12)

      # the table has the same weight, and sets weights too
      evaluate(page, "document.querySelector('#playground-weights').parentNode.open = true")
      wait_for(page, "document.querySelectorAll('#playground-weights input').length === 13")
      values <- as.numeric(evaluate(page, "[...document.querySelectorAll('#playground-weights input')].map(i => i.value)"))
      expect_equal(sort(values), sort(unname(unlist(coef(run_code(code))))), tolerance = 1e-5)

      # a unit in the large plane, and back
      title <- "document.getElementById('playground-picture-title').textContent"
      image <- "document.querySelector('#playground-picture image').getAttribute('href')"
      whole <- evaluate(page, image)
      over("#playground-network .descent-window")
      expect_identical(evaluate(page, title), "What x1 gives")
      expect_false(identical(evaluate(page, image), whole))
      over("#playground-network .descent-window", "pointerleave")
      expect_identical(evaluate(page, image), whole)
      click(page, "#playground-discrete")
      expect_false(identical(evaluate(page, image), whole))
      held <- "getComputedStyle(document.querySelector('#playground-picture .descent-out')).display"
      expect_false(evaluate(page, held) == "none")
      click(page, "#playground-held")
      expect_identical(evaluate(page, held), "none")

      # the link: copied, or shown where the browser has no clipboard
      evaluate(page, paste("Object.defineProperty(navigator, 'clipboard', { value: { writeText: t => { window.got = t;",
                           "return Promise.resolve(); } }, configurable: true })"))
      choose(page, "eta", "0.3")
      wait_for(page, "location.search.indexOf('eta=0.3') > 0")
      click(page, "#playground-link")
      wait_for(page, "document.getElementById('playground-link').textContent === 'Copied'")
      address <<- evaluate(page, "window.got")
      evaluate(page, paste("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });",
                           "window.prompt = function (a, b) { window.shown = b; };",
                           "document.execCommand = function () { return false; }"))
      wait_for(page, "document.getElementById('playground-link').textContent === 'Copy link'")
      click(page, "#playground-link")
      expect_identical(evaluate(page, "window.shown"), address)
      expect_identical(page$errors, character())
    }, 1366, 768)
    with_page(address, function(page) {
      wait_for(page, at_epoch_text(0), 30)
      expect_identical(evaluate(page, "document.getElementById('eta').value"), "0.3")
      expect_identical(evaluate(page, "document.querySelector('#set input:checked').value"), "xor")
      expect_identical(evaluate(page, "document.getElementById('width1').value"), "3")
      expect_identical(evaluate(page, "document.querySelectorAll('#set svg').length"), 8L)
    })
    # an address that somebody has changed does no harm
    with_page(paste0(url, "/?eta=abc&set=own&nothing=1"), function(page) {
      wait_for(page, at_epoch_text(0), 30)
      expect_identical(evaluate(page, "document.querySelector('#set input:checked').value"), "xor")
    })
  })
})
