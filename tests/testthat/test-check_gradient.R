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
