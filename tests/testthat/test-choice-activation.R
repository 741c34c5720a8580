test_that("values and slopes are those of the formulas, and finite for any finite input", {
  z <- c(-800, -50, -3, -1, -1e-8, 0, 1e-8, 0.5, 2, 40, 800)
  for (name in names(oracle_activations)) {
    kernel <- activation(name)
    oracle <- oracle_activations[[name]]
    expect_equal(kernel$value(z), oracle$value(z), tolerance = 1e-14, info = name)
    expect_lt(max(abs(kernel$slope(z) - oracle$slope(z))), 1e-14)
    expect_true(all(is.finite(c(kernel$value(z), kernel$slope(z)))), info = name)
  }
  expect_setequal(c(names(oracle_activations), "softmax"), descent:::kernel_names()$activation)
})

test_that("slopes of formulas are derived, abs() and sign() too", {
  z <- c(-2, -0.3, 0.7, 3)
  cases <- list(~ x / (1 + abs(x)), ~ x^2, ~ sin(x) * exp(-x^2), ~ abs(abs(x) - 1), ~ x * sign(x), ~ 3,
                ~ atan(x), ~ log(1 + abs(x)))
  for (f in cases) {
    a <- activation(f)
    numeric <- vapply(z, function(at) oracle_numeric_gradient(a$value, at, 1e-3), 0)
    expect_equal(a$slope(z), numeric, tolerance = 1e-8, info = deparse(f))
  }
})

test_that("constants of the caller are taken, other variables and underivable formulas refused", {
  k <- 2
  expect_equal(activation(~ k * x)$slope(c(1, 5)), c(2, 2))
  expect_error(activation(~ x + unknown_thing), "also holds `unknown_thing`")
  expect_error(activation(~ bessel(x)), "cannot be derived.*slope = function\\(x\\)")
  expect_error(activation(function(x) x^2), "`slope` must be a function")
  expect_error(activation(function(x) sum(x), function(x) x), "vectorised")
  expect_error(activation("tanhh"), "did you mean \"tanh\"?")
})

test_that("a custom activation trains as the built-in one", {
  start <- list(matrix(c(0.1, 0.5, -0.2, -0.4), 2), matrix(c(0, 0.3, -0.5), 3))
  own <- ann(mpg ~ wt, mtcars, hidden = 2, activation = ~ tanh(x), start = start, epochs = 50, progress = FALSE)
  built <- ann(mpg ~ wt, mtcars, hidden = 2, activation = "tanh", start = start, epochs = 50, progress = FALSE)
  expect_equal(coef(own), coef(built), tolerance = 1e-9)
  unit <- neuron(am ~ wt, mtcars, activation = activation(~ 1 / (1 + exp(-x))), cost = "cross_entropy", epochs = 50)
  expect_equal(coef(unit), coef(neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 50)), tolerance = 1e-9)
})

test_that("a custom cost trains as the built-in one", {
  own <- gd_lm(dist ~ speed, cars, cost = ~ (d - y)^2, scaling = "standardize", eta = 0.1, epochs = 50)
  built <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 50)
  expect_equal(coef(own), coef(built), tolerance = 1e-10)
  expect_equal(cost(~ abs(d - y))$slope(d = c(1, 1), y = c(0, 3)), c(-1, 1))
  expect_error(cost(~ d + z), "also holds `z`")
})
