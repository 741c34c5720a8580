# What a person sees. Digits are few, so that every platform prints the same.

local_reproducible_output(width = 80)

test_that("print() shows parameters and hyperparameters apart, and where training stands", {
  line <- oracle_line()
  expect_snapshot(print(gd_lm(y ~ x, line$data, eta = 0.01, epochs = 1000, start = 1), digits = 4))
  expect_snapshot(print(gd_lm(dist ~ speed, cars, scaling = "whiten", optimizer = opt_momentum(0.5)), digits = 4))
  expect_snapshot(print(gd_lm(mpg ~ wt + I(2 * wt), mtcars, scaling = "standardize"), digits = 4))
  gate <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000)
  expect_snapshot(print(fit, digits = 4))
})

test_that("summary() shows lm's table and the way that is left", {
  expect_snapshot(print(summary(gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 30)),
    digits = 3))
  expect_snapshot(print(summary(gd_lm(dist ~ speed, cars, cost = "huber", eta = 0.001, epochs = 10)), digits = 3))
  fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 20)
  expect_snapshot(print(summary(fit), digits = 3))
})

test_that("histories and hyperparameters print in short", {
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.125, epochs = 20)
  expect_snapshot(print(coef_history(fit), digits = 3))
  expect_snapshot(print(hyperparameters(fit)))
  expect_snapshot(print(anova(gd_lm(dist ~ speed, cars, scaling = "whiten")), digits = 3))
  expect_snapshot(print(compare(gd_lm(dist ~ speed, cars, epochs = 5)), digits = 3))
})
