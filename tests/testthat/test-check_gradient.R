test_that("every kind of fit passes, at the start and at the end", {
  set.seed(1)
  fits <- list(
    gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 5),
    gd_lm(mpg ~ wt, mtcars, cost = "huber", epochs = 5),
    neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 5), neuron(am ~ wt + hp, mtcars, bias = -1, epochs = 5),
    neuron(mpg ~ wt, mtcars, activation = "softplus", weights = hp, epochs = 5),
    ann(Species ~ ., iris, hidden = c(4, 3), epochs = 5, progress = FALSE),
    ann(mpg ~ wt, mtcars, hidden = 3, activation = "relu", cost = "mae", epochs = 5, l2 = 0.1, progress = FALSE),
    ann(mpg ~ wt, mtcars, hidden = 3, activation = ~ x / (1 + abs(x)), cost = ~ (d - y)^4, epochs = 5, progress = FALSE)
  )
  for (fit in fits) for (epoch in c(0, 5)) expect_lt(max(check_gradient(fit, epoch)$difference), 1e-6)
})

test_that("a wrong slope is found out, and where", {
  wrong <- activation(function(x) x^2, slope = function(x) x)
  set.seed(1)
  fit <- ann(mpg ~ wt, mtcars, hidden = 2, activation = wrong, epochs = 3, progress = FALSE)
  check <- check_gradient(fit, 0)
  expect_gt(max(check$difference), 0.1)
  expect_match(check$coefficient[which.max(check$difference)], "^1:")
  expect_output(print(check), "Largest relative difference: .*, at 1:")
})

test_that("it draws what it found", {
  fit <- gd_lm(dist ~ speed, cars, epochs = 3)
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  drawn <- plot(check_gradient(fit, 0))
  expect_identical(drawn$coefficient, names(coef(fit)))
})

test_that("right derivatives are not called wrong where inputs are far from 0 or weights start at a kink", {
  d <- transform(mtcars, far = qsec + 1000, further = wt * 1e4 + 1e6)
  set.seed(2)
  fits <- suppressWarnings(list(
    neuron(am ~ far - 1, d, epochs = 2, eta = 1e-8), neuron(am ~ further + hp - 1, d, cost = "cross_entropy", epochs = 2, eta = 1e-15),
    ann(mpg ~ far + further, d, hidden = 3, bias = "none", epochs = 2),
    ann(am ~ further, d, hidden = c(3, 2), activation = "tanh", bias = "none", epochs = 2),
    ann(mpg ~ far, d, hidden = 4, activation = "elu", bias = "none", epochs = 2)
  ))
  for (fit in fits) for (epoch in c(0, 2)) expect_lt(max(check_gradient(fit, epoch)$difference), 1e-5)
  # all weighted sums are 0, where the slope of relu jumps from 0 to 1
  kinked <- suppressWarnings(list(
    neuron(am ~ wt, mtcars, activation = "relu", start = 0, epochs = 2),
    neuron(mpg ~ wt + hp, mtcars, activation = "leaky_relu", start = 0, epochs = 0),
    ann(mpg ~ wt, mtcars, hidden = 2, activation = "relu", start = c(0, 0, 0, 0, 1, 1, 1), epochs = 1, scaling = "none")
  ))
  for (fit in kinked) {
    check <- check_gradient(fit, 0)
    expect_true(anyNA(check$difference))
    expect_lt(max(check$difference, 0, na.rm = TRUE), 1e-5)
    expect_output(print(check), "Not compared: [0-9]+, where the coefficients are at a kink of (relu|leaky_relu)")
  }
  # a slope that is wrong is not excused by a kink elsewhere
  wrong <- activation(function(x) pmax(x, 0), slope = function(x) 2 * (x > 0))
  fit <- suppressWarnings(neuron(am ~ wt, mtcars, activation = wrong, start = 0.3, epochs = 1))
  expect_gt(max(check_gradient(fit, 0)$difference), 0.4)
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expect_no_error(plot(check_gradient(kinked[[1]], 0)))
})
