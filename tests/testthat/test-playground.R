# The data sets, the server without a browser, and the app in one.

default_inputs <- list(
  set = "circle", noise = 0.3, validation = "0.3", plane = c("x1", "x2"), line = "x", layers = "2", width1 = 4,
  width2 = 2, activation = "tanh", cost = "", optimizer = "adam", eta = "0.03", batch = "0", penalty = "",
  size = "0.001", seed = 1,
  pace = "5"
)

# Runs `code(session, state)` in a session of the server with these inputs.
play <- function(code, data = NULL, ...) {
  skip_if_absent("shiny")
  skip_if_absent("jsonlite")
  shiny::testServer(descent:::playground_server(data, "flowers"), {
    do.call(session$setInputs, utils::modifyList(default_inputs, list(...)))
    code(session, session$userData$state)
  })
}

message_of <- function(state) descent:::playground_message(state$fit, state$choices, "flowers")

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
    list(set = "spiral", batch = "10", penalty = "l2", plane = c("x1", "x2", "sin(x1)", "I(x1 * x2)"), seed = 5),
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
  expect_error(playground(1:3), "`data` must be NULL or a data frame, not 3 values")
  expect_error(playground(data.frame(x = 1:3)), "at least two columns")
  expect_s3_class(playground(iris), "shiny.appobj")
})

test_that("the app learns in a browser, stays at hand while it does, and serves two at once", {
  skip_without_browser("shiny")
  output <- tempfile()
  app <- processx::process$new(
    file.path(R.home("bin"), "Rscript"), c("-e", "shiny::runApp(descent::playground(), launch.browser = FALSE)"),
    stdout = output, stderr = output, cleanup_tree = TRUE,
    env = c("current", R_LIBS = paste(.libPaths(), collapse = ":"))
  )
  on.exit(app$kill_tree())
  listening <- function() grep("Listening on", readLines(output, warn = FALSE), value = TRUE)
  wait_until(function() length(listening()) > 0, "the app to start", 60)
  url <- sub(".*(http://[0-9.:]+).*", "\\1", listening())
  epoch <- function(page) as.numeric(evaluate(page, "document.getElementById('playground-status').dataset.epoch"))
  ready <- "document.getElementById('playground-status').dataset.epoch === '0'"
  choose <- function(page, id, value) {
    evaluate(page, sprintf(paste(
      "(function () { var s = document.getElementById('%s'); s.value = '%s';",
      "s.dispatchEvent(new Event('change', { bubbles: true })); })()"
    ), id, value))
  }
  with_page(url, function(page) {
    wait_for(page, ready, 30)
    choose(page, "batch", "10")
    wait_for(page, "document.getElementById('playground-code').textContent.indexOf('batch_size = 10') > 0")
    click(page, "#step")
    wait_for(page, "document.getElementById('playground-status').dataset.epoch === '1'")
    drawing <- "document.querySelector('#playground-picture svg').innerHTML"
    before <- evaluate(page, drawing)
    click(page, "#run")
    wait_for(page, "Number(document.getElementById('playground-status').dataset.epoch) > 50", 60)
    with_page(url, function(other) {
      wait_for(other, ready, 30)
      click(other, "#step")
      wait_for(other, "document.getElementById('playground-status').dataset.epoch === '1'")
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
    status <- evaluate(page, "document.getElementById('playground-status').textContent")
    shown <- sub(".*error ([^ ]+) .*", "\\1", status)
    expect_equal(as.numeric(sub("\u2212", "-", shown, fixed = TRUE)), tail(again$history$error, 1), tolerance = 0.01)
    expect_gt(evaluate(page, "document.querySelectorAll('#playground-network image').length"), 7)
    choose(page, "set", "sine")
    wait_for(page, ready)
    expect_identical(evaluate(page, "document.querySelectorAll('#playground-network image').length"), 0L)
    resize_page(page, 400)
    wait_for(page, "document.documentElement.scrollWidth <= window.innerWidth")
    expect_identical(page$errors, character())
  }, 1300, 900)
})
