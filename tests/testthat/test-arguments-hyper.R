verbs <- list(gd_lm = gd_lm, neuron = neuron, ann = ann)
small <- data.frame(x = c(-1, 0, 1, 2), d = c(0, 1, 0, 1))
chosen <- function(fit) lapply(hyperparameters(fit), function(h) if (is.object(h)) format(h) else h)

test_that("each row is an argument of its verb, in the order of the usage", {
  for (verb in names(verbs)) {
    rows <- names(hyper_rows[[verb]])
    usage <- names(formals(verbs[[verb]]))
    expect_identical(usage[usage %in% rows], rows)
    left <- c("formula", "data", "subset", "weights", "na.action", "offset", "contrasts", "progress", "model",
              "allow_divergence", "order_by", "block", "...")
    expect_identical(setdiff(usage, left), rows)
  }
})

test_that("a default that is given is the default", {
  for (verb in names(verbs)) {
    plain <- suppressWarnings(verbs[[verb]](d ~ x, small))
    for (name in names(hyper_rows[[verb]])) {
      set.seed(1)
      given <- suppressWarnings(do.call(verbs[[verb]], c(list(d ~ x, small), formals(verbs[[verb]])[name])))
      expect_identical(chosen(given), chosen(plain), info = paste(verb, name))
    }
  }
})

test_that("an argument arrives by its name, by its place, through functions and from do.call()", {
  rate <- function(fit) fit$hyperparameters$eta
  expect_identical(rate(gd_lm(d ~ x, small, eta = 0.05)), 0.05)
  expect_identical(rate(gd_lm(d ~ x, small, , , , , NULL, "mse", 0.05)), 0.05)
  inner <- function(...) gd_lm(d ~ x, small, ...)
  outer <- function(step) inner(eta = step / 2, epochs = 10)
  expect_identical(rate(outer(0.1)), 0.05)
  expect_identical(rate(do.call(gd_lm, list(d ~ x, small, eta = 0.05))), 0.05)
  expect_identical(rate(do.call("ann", list(d ~ x, small, eta = 0.05, epochs = 5))), 0.05)
  # what comes through a function is checked as what is written
  expect_error(outer("a"), "non-numeric")
  expect_error(inner(eta = -1), "`eta` must be one positive number, \"auto\" or a function of the epoch, not -1.",
               fixed = TRUE)
  expect_error(inner(cost = mae), "`cost` must be in quotes: cost = \"mae\".", fixed = TRUE)
})

test_that("each argument is evaluated once, and only when it is given", {
  times <- 0
  rate <- function() {
    times <<- times + 1
    0.1
  }
  for (verb in verbs) {
    times <- 0
    suppressWarnings(verb(d ~ x, small, eta = rate(), epochs = 3))
    expect_identical(times, 1)
  }
})

test_that("arguments that depend on each other are checked together, also where one of them is a default", {
  expect_error(gd_lm(d ~ x, small, batch_size = 2, optimizer = "lbfgs"), "learn from mini-batches")
  expect_error(neuron(d ~ x, small, optimizer = opt_lbfgs(), batch_size = 2), "learn from mini-batches")
  expect_error(ann(d ~ x, small, patience = 5), "`patience` must be Inf without a `validation` share")
  expect_error(ann(d ~ x, small, optimizer = "lbfgs", clip = 1), "`clip` must be Inf with the optimizer \"lbfgs\"")
  expect_error(ann(d ~ x, small, activation = list("tanh", "relu")), "one activation, or one for each of the 1 hidden")
  expect_error(neuron(d ~ x, small, activation = "tanh", cost = "cross_entropy"), "needs outputs between 0 and 1")
})
