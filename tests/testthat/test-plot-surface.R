mse_at <- function(a, b, x, y) mean((y - a - b * x)^2)

test_that("the surface is the cost, by hand, and its minimum lm's", {
  data <- oracle_line()$data
  fit <- picture_line(epochs = 100)
  s <- off_screen(plot_surface(fit, grid = 12))
  expect_identical(dim(s$cost), c(12L, 12L))
  by_hand <- outer(s$x, s$y, Vectorize(function(a, b) mse_at(a, b, data$x, data$y)))
  expect_equal(s$cost, by_hand)
  expect_equal(s$minimum, unname(coef(lm(y ~ x, data))))
  expect_equal(s$paths$path[c("x", "y")], setNames(as.data.frame(coef_history(fit))[-1], c("x", "y")))
  expect_equal(as.matrix(s$paths$path[1, -1]), matrix(1, 1, 2), ignore_attr = TRUE)
  inside <- function(v, axis) all(v >= min(axis) & v <= max(axis))
  expect_true(inside(s$paths$path$x, s$x) && inside(s$paths$path$y, s$y))
})

test_that("every model's cost at its end is the fit's error", {
  set.seed(1)
  w <- rep(1:2, 16)
  fits <- list(
    gd_lm(mpg ~ wt + offset(qsec), mtcars, weights = w, epochs = 20, cost = "half_mse", progress = FALSE),
    gd_lm(mpg ~ wt, mtcars, epochs = 20, cost = "huber", progress = FALSE),
    neuron(am ~ wt, mtcars, weights = w, cost = "cross_entropy", eta = "auto", epochs = 20, progress = FALSE),
    neuron(am ~ wt + hp, mtcars, bias = -1, scaling = "standardize", epochs = 20, progress = FALSE),
    ann(mpg ~ wt + hp, mtcars, hidden = 3, epochs = 20, progress = FALSE),
    ann(Species ~ ., iris, hidden = c(3, 2), epochs = 20, validation = 0.2, progress = FALSE)
  )
  for (fit in fits) {
    theta <- unlist(lapply(coef(fit), as.vector), use.names = FALSE)
    expect_equal(cost_function(fit)(cbind(theta, theta)), rep(fit$error, 2), ignore_attr = TRUE)
  }
})

test_that("a neuron's minimum is glm's; separated classes have none", {
  fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 50,
                progress = FALSE)
  s <- off_screen(plot_surface(fit, grid = 10))
  expect_equal(s$minimum, unname(coef(glm(am ~ wt, binomial, mtcars))), tolerance = 1e-3)
  apart <- suppressWarnings(neuron(y ~ x, data.frame(x = 1:4 - 2.5, y = c(0, 0, 1, 1)), cost = "cross_entropy",
                                   eta = "auto", epochs = 50, progress = FALSE))
  expect_null(off_screen(plot_surface(apart, grid = 10))$minimum)
})

test_that("of larger models two coefficients are drawn, the others at their end", {
  fit <- gd_lm(mpg ~ wt + hp + qsec, mtcars, scaling = "standardize", epochs = 30, progress = FALSE)
  s <- off_screen(plot_surface(fit, which = c("hp", "wt"), grid = 10))
  b <- coef(fit)
  values <- with(mtcars, b[["(Intercept)"]] + s$y[3] * wt + s$x[2] * hp + b[["qsec"]] * qsec)
  expect_equal(s$cost[2, 3], mean((mtcars$mpg - values)^2))
  expect_equal(s$paths$path$x, coef_history(fit)$hp)
  expect_identical(off_screen(plot_surface(fit, which = c(3, 2), grid = 10))$cost, s$cost)
  words <- drawn(plot_surface(fit, which = c("hp", "wt"), grid = 10))$words$text
  expect_true(all(c("hp", "wt", "2 other coefficients at the final values", "start", "end", "minimum") %in% words))
  expect_error(plot_surface(fit, which = "weight"), "`which` must be the names or numbers.*not \"weight\"")
  expect_error(plot_surface(fit, which = c(1, 9)), "`which` must be")
})

test_that("one coefficient gives a curve", {
  fit <- gd_lm(dist ~ speed - 1, cars, eta = 4e-4, epochs = 10, progress = FALSE)
  s <- off_screen(plot_surface(fit, grid = 15))
  expect_equal(s$cost, vapply(s$x, function(b) mean((cars$dist - b * cars$speed)^2), 0))
  expect_equal(s$minimum, unname(coef(lm(dist ~ speed - 1, cars))))
  expect_null(s$y)
})

test_that("several fits share a surface and are named by what differs", {
  slow <- picture_line(epochs = 50)
  heavy <- gd_lm(y ~ x, oracle_line()$data, eta = 0.1, start = 1, epochs = 50, optimizer = "momentum", progress = FALSE)
  s <- off_screen(plot_surface(slow, heavy, grid = 10))
  expect_named(s$paths, c("gd, eta 0.01", "momentum, eta 0.1"))
  expect_named(off_screen(plot_surface(slow, Heavy = heavy, grid = 10))$paths, c("gd, eta 0.01", "Heavy"))
  expect_error(off_screen(plot_surface(slow, gd_lm(y ~ 1, oracle_line()$data, progress = FALSE))), "another surface")
})

test_that("a path that diverges is drawn until it leaves the picture", {
  fit <- suppressWarnings(picture_line(epochs = 10))
  away <- suppressWarnings(gd_lm(y ~ x, oracle_line()$data, eta = 1.2, start = 1, epochs = 500, allow_divergence = TRUE,
                                 progress = FALSE))
  s <- off_screen(plot_surface(away, grid = 10))
  path <- s$paths$path
  out <- path$x < min(s$x) | path$x > max(s$x) | path$y < min(s$y) | path$y > max(s$y)
  expect_identical(which(out), nrow(path))
  expect_gt(nrow(path), 2)
  expect_true(all(is.finite(s$cost)))
})

test_that("a fit without a path is refused", {
  fit <- picture_line(epochs = 5, record = FALSE)
  expect_error(plot_surface(fit), "plot_surface\\(\\) needs a fit that kept its path")
  expect_error(plot_surface(lm(dist ~ speed, cars)), "`fit` must be a fit by gd_lm")
})
