# Linear models: descent with its formula against lm() and against bare solvers that are given a matrix.
# Usage: Rscript bench/linear.R
source("helpers.R")
library(descent)
there <- present(c("RcppEigen", "speedglm", "biglm", "gradDescent"))

# The lecture's loop, every epoch's coefficients and error kept, without the slower mean().
r_loop <- function(x, y, eta, epochs) {
  a <- b <- 1
  n <- length(x)
  path <- matrix(0, epochs + 1, 3)
  for (epoch in seq_len(epochs + 1)) {
    r <- y - a - b * x
    path[epoch, ] <- c(a, b, sum(r^2) / n)
    a <- a + eta * 2 * sum(r) / n
    b <- b + eta * 2 * sum(r * x) / n
  }
  path
}

set.seed(123)
x <- rnorm(100)
y <- 3 + 2 * x + rnorm(100)
race("The lecture's linear fit, 1000 recorded epochs, formula", list(
  "gd_lm()" = function() gd_lm(y ~ x, eta = 0.01, epochs = 1000, start = 1),
  "lm()" = function() lm(y ~ x),
  "R loop, 1000 epochs" = function() r_loop(x, y, 0.01, 1000),
  "gradDescent, 1000 epochs" = if (there[["gradDescent"]]) function() {
    gradDescent::GD(data.frame(x, y), alpha = 0.01, maxIter = 1000)
  }
), rounds = 15, headline = "lm()")

race("A million epochs at p = 2, the errors recorded", list(
  "gd_lm()" = function() gd_lm(y ~ x, eta = 0.01, epochs = 1e6, start = 1, record = FALSE),
  "R loop" = function() r_loop(x, y, 0.01, 1e6)
))

simulate <- function(n, p) {
  set.seed(1)
  x <- matrix(rnorm(n * p), n)
  list(x = x, y = drop(1 + x[, 1:2] %*% c(2, -1)) + rnorm(n))
}

# What a bare solver needs made beforehand (the matrix with its column of ones) is not counted.
solvers <- function(x, y) {
  whole <- cbind(1, x)
  list(
    ".lm.fit(), matrix" = function() .lm.fit(whole, y),
    "Eigen LLT, matrix" = if (there[["RcppEigen"]]) function() RcppEigen::fastLmPure(whole, y, method = 2L),
    "speedglm, matrix" = if (there[["speedglm"]]) function() speedglm::speedlm.fit(y, whole, intercept = TRUE)
  )
}

for (p in c(10, 50)) {
  made <- simulate(1e6, p)
  d <- data.frame(y = made$y, made$x)
  # these take as long as lm() does
  others <- if (p == 10) list(
    "speedlm(), formula" = if (there[["speedglm"]]) function() speedglm::speedlm(y ~ ., d),
    "biglm(), formula" = if (there[["biglm"]]) function() biglm::biglm(reformulate(names(d)[-1], "y"), d)
  )
  race(sprintf("1e6 x %d, formula, 1000 epochs", p), c(
    list("gd_lm()" = function() gd_lm(y ~ ., d, epochs = 1000), "lm()" = function() lm(y ~ ., d)),
    others, solvers(made$x, made$y)
  ), headline = "lm()")
  fit <- gd_lm(y ~ ., d, epochs = 10)
  race(sprintf("Predictions for 1e6 x %d new rows", p), list(
    "gd_lm()" = function() predict(fit, d), "matrix product" = function() cbind(1, made$x) %*% coef(fit)
  ))
  rm(d, made, fit)
}

made <- simulate(1e5, 200)
x <- made$x
y <- made$y
race("1e5 x 200, matrix given, 1000 epochs", c(
  list("gd_lm()" = function() gd_lm(y ~ x, epochs = 1000, record = FALSE)), solvers(x, y)
), headline = c("Eigen LLT, matrix", ".lm.fit(), matrix"))

set.seed(1)
d <- data.frame(g = factor(sample(letters, 1e6, TRUE)), x = rnorm(1e6))
d$y <- as.integer(d$g) / 10 + d$x + rnorm(1e6)
race("1e6 rows, a factor of 26 levels and a number, formula, 1000 epochs", list(
  "gd_lm()" = function() gd_lm(y ~ g + x, d, epochs = 1000), "lm()" = function() lm(y ~ g + x, d)
))
