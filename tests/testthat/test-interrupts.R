# Ctrl-C in a process of its own, which sends itself the signal at the moment that is meant.

# Runs R code in another process; returns what its last value was.
interrupted_run <- function(code) {
  skip_on_os("windows")
  library_path <- dirname(dirname(system.file("DESCRIPTION", package = "descent")))
  skip_if_not(file.exists(file.path(library_path, "descent", "libs")), "descent is not installed")
  out <- tempfile(fileext = ".rds")
  script <- tempfile(fileext = ".R")
  writeLines(c(
    sprintf(".libPaths(c(%s))", paste(deparse(.libPaths()), collapse = "")),
    sprintf("library(descent, lib.loc = %s)", deparse(library_path)),
    "press <- function() tools::pskill(Sys.getpid(), tools::SIGINT)", "said <- character()",
    "listen <- function(expr) withCallingHandlers(expr, warning = function(w) {",
    "  said <<- c(said, conditionMessage(w))", "  invokeRestart('muffleWarning')", "})",
    "value <- local({", code, "})", sprintf("saveRDS(list(value = value, said = said), %s)", deparse(out))
  ), script)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", script), stdout = FALSE, stderr = FALSE, timeout = 60)
  if (file.exists(out)) readRDS(out)
}

# A rate that presses Ctrl-C in the first epoch of its `at`-th fit.
slow_rate <- c("fits <- 0", "rate <- function(epoch) {", "  if (epoch == 1) {", "    fits <<- fits + 1",
               "    if (fits == at) press()", "  }", "  0.01", "}")

test_that("grid_search() stops at once, and returns what was measured", {
  back <- interrupted_run(c(
    "at <- 5", slow_rate,
    "fit <- neuron(am ~ wt, mtcars, epochs = 20)",
    "took <- system.time(search <- listen(grid_search(fit, eta = list(0.01, rate, 0.1), epochs = c(20, 40000), folds = 3,",
    "                                                progress = FALSE)))[[3]]",
    "list(search = as.data.frame(search), took = took, best = best(search)$hyperparameters$eta, fits = fits)"
  ))
  expect_false(is.null(back))
  search <- back$value$search
  expect_match(back$said, "the search was interrupted: [0-9] of 6 combinations were not measured", all = FALSE)
  expect_identical(nrow(search), 6L)
  cut <- is.na(search$error)
  expect_true(any(cut) && !all(cut))
  expect_match(search$problem[cut], "not measured: the search was interrupted")
  expect_lte(back$value$fits, 5)
  expect_lt(back$value$took, 20)
})

test_that("grid_search() that is interrupted in its first combination says so, restarts and workers' rounds too", {
  for (verb in c("neuron(am ~ wt, mtcars, epochs = 30000", "ann(am ~ wt, mtcars, hidden = 2, restarts = 3, epochs = 30000")) {
    back <- interrupted_run(c(
      "at <- 2", slow_rate, sprintf("fit <- %s, record = FALSE, progress = FALSE)", sub("epochs = 30000", "epochs = 2", verb)),
      "tryCatch(listen(grid_search(fit, eta = list(rate), epochs = c(30000, 40000), folds = 5, progress = FALSE)),",
      "         error = conditionMessage)"
    ))
    expect_identical(back$value, "the search was interrupted before a combination was measured.")
  }
})

test_that("a second interrupt does not lose the fit that the first one saved", {
  for (verb in c("neuron(am ~ wt, mtcars, epochs = 1e7, record = FALSE, progress = FALSE, activation = own)",
                 "ann(mpg ~ wt, mtcars, hidden = 3, epochs = 1e7, record = FALSE, progress = FALSE, activation = own)")) {
    back <- interrupted_run(c(
      "calls <- 0",
      "own <- activation(function(x) {", "  calls <<- calls + 1", "  if (calls > 50) press()", "  x / (1 + abs(x))",
      "}, function(x) 1 / (1 + abs(x))^2)",
      sprintf("fit <- listen(%s)", verb),
      "list(stop = fit$stop, epochs = fit$epochs, fitted = fit$fitted.values)"
    ))
    expect_identical(back$value$stop, "interrupted")
    expect_length(back$value$fitted, 32)
    expect_match(back$said, "interrupted after epoch", all = FALSE)
  }
})

test_that("an interrupt after training that was not interrupted does what it always does", {
  back <- interrupted_run(c(
    "calls <- -1", "own <- activation(function(x) {", "  if (calls >= 0) calls <<- calls + 1",
    "  if (calls > 1) press()", "  x / (1 + abs(x))", "}, function(x) 1 / (1 + abs(x))^2)",
    "done <- 0", "calls <- 0  # the first is the forward pass of training, with which it ends at epoch 0",
    "tryCatch(for (i in 1:5) {", "  neuron(am ~ wt, mtcars, epochs = 0, progress = FALSE, activation = own)",
    "  done <- done + 1", "}, interrupt = function(e) NULL)", "done"
  ))
  expect_identical(back$value, 0)
})

test_that("an interrupt within the first forward pass is an interrupt, not an error that blames the data", {
  back <- interrupted_run(c(
    "calls <- -1", "own <- activation(function(x) {", "  if (calls >= 0) press()", "  x / (1 + abs(x))",
    "}, function(x) 1 / (1 + abs(x))^2)", "calls <- 0",
    "tryCatch(neuron(am ~ wt, mtcars[rep(1:32, 1e5), ], epochs = 5, progress = FALSE, activation = own),",
    "         interrupt = function(e) 'interrupt', error = conditionMessage)"
  ))
  expect_identical(back$value, "interrupt")
})
