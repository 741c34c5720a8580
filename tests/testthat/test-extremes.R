# Numbers at the ends of what a double holds, and models without what most have.

test_that("values whose squares underflow are refused as those that overflow are", {
  refused <- function(expr, name) {
    expect_error(suppressWarnings(expr), sprintf("`%s` must not be so near 0 that its squares underflow", name), fixed = TRUE)
  }
  d <- transform(mtcars, tiny = wt * 1e-170, small = wt * 1e-100, low = mpg * 1e-170)
  for (scaling in c("none", "standardize", "whiten")) {
    refused(gd_lm(mpg ~ tiny + hp, d, scaling = scaling, eta = 1, epochs = 3, allow_divergence = TRUE), "tiny")
    refused(gd_lm(low ~ hp, d, scaling = scaling, epochs = 3), "low")
    if (scaling == "none") next
    refused(neuron(am ~ tiny, d, cost = "cross_entropy", scaling = scaling, eta = 1, epochs = 3), "tiny")
    refused(ann(mpg ~ tiny + hp, d, scaling = scaling, epochs = 3), "tiny")
  }
  refused(gd_lm(mpg ~ small, d, weights = rep(1e-100, 32), scaling = "whiten", eta = 1, epochs = 3), "small")
  # what is small but can be squared is fitted as it should be, as is a column of nothing but 0
  fit <- gd_lm(mpg ~ small + hp, d, scaling = "whiten", eta = 1, epochs = 3)
  expect_equal(unname(fitted(fit)), unname(fitted(lm(mpg ~ wt + hp, mtcars))), tolerance = 1e-10)
  expect_true(fit$converged)
  d$nothing <- 0
  fit <- gd_lm(mpg ~ nothing + hp, d, scaling = "standardize", epochs = 300)
  expect_equal(unname(fitted(fit)), unname(fitted(lm(mpg ~ hp, mtcars))), tolerance = 1e-6)
  # only rows without weight hold the numbers of a column: its sum of squares is 0, and it is not near 0
  d$rare <- replace(numeric(32), 5, 1)
  expect_no_error(suppressWarnings(gd_lm(mpg ~ rare + hp, d, weights = as.double(rare == 0), epochs = 3)))
})

test_that("weights whose sum cannot be divided by are refused", {
  for (weights in list(rep(5e-324, 32), rep(1e-300, 32), rep(1e308, 32))) {
    for (verb in list(gd_lm, neuron, ann)) {
      expect_error(verb(am ~ wt, mtcars, weights = weights, epochs = 3),
                   "`weights` must be of a sum that a number can be divided by, not of the sum")
    }
  }
  half <- suppressWarnings(gd_lm(mpg ~ wt, mtcars, weights = rep(1e-280, 32), epochs = 50))
  expect_equal(coef(half), coef(suppressWarnings(gd_lm(mpg ~ wt, mtcars, epochs = 50))), tolerance = 1e-12)
})

test_that("an error that is not finite at the start blames what makes it so", {
  for (scale in c(1e160, 1e300)) {
    d <- transform(mtcars, mpg = mpg * scale)
    for (scaling in c("none", "standardize")) {
      expect_error(ann(mpg ~ wt, d, scaling = scaling, epochs = 3), "the response, the predictors or `weights` are so large")
      expect_error(gd_lm(mpg ~ wt, d, scaling = scaling, epochs = 3), "^`mpg` must be .*squares overflow")
      expect_error(gd_lm(wt ~ hp + mpg, d, scaling = scaling, epochs = 3), "^`mpg` must be .*squares overflow")
    }
  }
  expect_error(neuron(am ~ wt, mtcars, activation = "identity", start = 1e200, batch_size = 4), "`start` must be where")
  expect_error(ann(mpg ~ wt, mtcars, scaling = "none", start = 1e200), "`start` must be where the error is finite")
})

test_that("more classes than memory holds are refused before any work", {
  d <- data.frame(f = factor(seq_len(5e4)), x = 1)
  expect_error(ann(f ~ x, d, epochs = 1), "`f` must be of fewer classes: 50,000 rows .* need 19 GB, not 50,000")
})

test_that("a network without predictors and biases is one of its hidden units at 0", {
  fits <- suppressWarnings(list(
    ann(mpg ~ 1, mtcars, hidden = 2, bias = "none", epochs = 3),
    ann(mpg ~ 1, mtcars, hidden = c(2, 3), bias = "none", scaling = "none", eta = 0.01, epochs = 3),
    ann(cbind(mpg, hp) ~ 1, mtcars, hidden = 2, bias = "none", scaling = "whiten", epochs = 3),
    ann(factor(cyl) ~ 1, mtcars, hidden = 2, bias = "none", epochs = 3)
  ))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  for (fit in fits) {
    weights <- unlist(lapply(coef(fit), as.vector), use.names = FALSE)
    expect_identical(unlist(coef_history(fit)[4, -1], use.names = FALSE), weights)
    expect_identical(dim(gradient_history(fit)), c(4L, length(weights) + 1L))
    # a start goes through the scaling and back, which costs last digits
    again <- suppressWarnings(update(fit, epochs = 5, start = coef(fit, epoch = 0)))
    expect_equal(coef(resume(fit, 2)), coef(again), tolerance = 1e-12)
    expect_lt(max(check_gradient(fit)$difference), 1e-6)
    home <- new.env()
    utils::capture.output(eval(parse(text = as_r_code(fit)), home))
    expect_equal(unlist(lapply(seq_along(coef(fit)), function(l) home[[paste0("W", l)]])), weights)
    expect_error(explain_step(fit), "needs a predictor or a bias")
    expect_error(input_slopes(fit), "needs a predictor")
    expect_no_error(plot(fit))
  }
  # sigmoid(0) = 1/2 from each of the two units
  expect_equal(unname(fitted(fits[[1]])), rep(sum(coef(fits[[1]])$output) / 2, 32), tolerance = 1e-12)
})

test_that("a picture of no fits is refused before a device is opened", {
  open <- grDevices::dev.list()
  for (none in list(NULL, list())) expect_error(plot_units(none), "`fit` must be a fit by gd_lm")
  expect_identical(grDevices::dev.list(), open)
})

test_that("a neuron whose slopes underflow has a summary, without standard errors", {
  data <- transform(mtcars, sign = 2 * am - 1)
  calls <- expression(
    neuron(sign ~ wt + hp, data, bias = -3, cost = "half_sse", eta = 0.1, epochs = 1),
    neuron(sign ~ wt + hp, data, activation = "tanh", cost = "sse", eta = 0.1, epochs = 1),
    neuron(am ~ wt, data, start = c(-400, 1), epochs = 0)
  )
  for (call in calls) {
    fit <- suppressWarnings(eval(call))
    slope <- fit$hyperparameters$activation$slope(predict(fit, type = "link"))
    expect_false(anyNA(fit$qr_factor))
    if (max(abs(slope)) < 1e-150) expect_true(all(is.na(vcov(fit) |> suppressWarnings())), label = deparse1(call))
    expect_output(print(suppressWarnings(summary(fit))), "Not converged")
  }
  expect_lt(max(abs(suppressWarnings(eval(calls[[1]])$hyperparameters$activation$slope(
    predict(eval(calls[[1]]), type = "link"))))), 1e-150)
})
