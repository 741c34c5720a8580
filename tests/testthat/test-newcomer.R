# What a newcomer types and reads: slips that were once silent or answered in words of base R.

test_that("arguments with a few values name themselves, and an unknown `type` is not passed over", {
  line <- gd_lm(mpg ~ wt, mtcars, epochs = 2)
  expect_error(predict(line, mtcars, interval = "both"), "`interval` must be one of \"none\".*not \"both\"")
  expect_error(predict(line, mtcars, type = "class"), "`type` must be one of \"response\".*not \"class\"")
  expect_identical(predict(line, mtcars, type = "response"), predict(line, mtcars))
  unit <- neuron(am ~ wt, mtcars, epochs = 2)
  expect_error(predict(unit, mtcars, type = "probability"), "`type` must be one of.*not \"probability\"")
  expect_error(predict(unit, mtcars, type = "prob"), "for a numeric response, not \"prob\"")
  net <- ann(mpg ~ wt, mtcars, hidden = 1, epochs = 2)
  expect_error(predict(net, mtcars, type = "prob"), "for a numeric response, not \"prob\"")
})

test_that("a near miss is one that a person would call near", {
  choices <- c("zero_start", "saturated", "rate_too_large", "cross_entropy", "gd")
  near <- function(x) descent:::nearest_name(x, choices)
  expect_identical(near("rate"), "rate_too_large")
  expect_identical(near("entropy"), "cross_entropy")
  expect_identical(near("sgd"), "gd")
  expect_identical(near("saturatd"), "saturated")
  expect_null(near("foo"))
  expect_null(near(""))
})

test_that("a rate without an epoch, a subset without rows, a named cost and a bare function are told what to do", {
  expect_error(gd_lm(mpg ~ wt, mtcars, eta = function() 1), "`eta` must be .*not a function without an argument")
  expect_error(gd_lm(mpg ~ wt, mtcars, subset = cyl == 99), "`subset` \\(cyl == 99\\), not 0")
  expect_error(cost("mse"), "formula in d and y.*cost = \"mse\"")
  expect_error(activation(plogis),
               "`slope` must be a function, the derivative.*activation\\(f, slope = function\\(x\\)")
})

test_that("compare() takes models only, and says when the fit is not there yet", {
  early <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 5)
  expect_error(compare(early, 3), "`...` must be models.*not 3")
  expect_output(print(compare(early)), "Not converged")
  there <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten", eta = 1, epochs = 2)
  expect_failure(expect_output(print(compare(there)), "onverged"))
})

test_that("a fit stopped early says so, and which rows and epoch its numbers belong to", {
  set.seed(1)
  fit <- ann(mpg ~ ., mtcars, validation = 0.2, patience = 5, epochs = 2000, eta = 0.1, progress = FALSE)
  expect_identical(fit$stop, "patience")
  expect_output(print(fit), sprintf("at epoch %d, the best of %d", fit$best_epoch, fit$epochs))
  expect_output(print(fit), "Stopped early: the validation error had not fallen for 5 epochs")
  expect_output(print(summary(fit)), "trained on 26 rows \\(6 held out for validation\\)")
})

test_that("verbs of lm that a network has not say why", {
  fit <- ann(mpg ~ wt, mtcars, hidden = 1, epochs = 2)
  expect_error(anova(fit), "makes no sense for a network")
  expect_error(AIC(fit), "makes no sense for a network")
  logistic <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 2)
  expect_error(anova(logistic), "needs two fits or more")
})

test_that("an activation prints as a table without column numbers", {
  expect_identical(utils::capture.output(print(activation("identity")))[3:4],
                   c("f(z)         -2        -1         0         1         2",
                     "f'(z)         1         1         1         1         1"))
})
