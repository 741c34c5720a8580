# How far a fit is from its minimum: against lm() and glm(), and against the epochs that it really takes.

test_that("the distance is lm()'s, in lm()'s standard errors", {
  cases <- list(
    quote(gd_lm(mpg ~ wt + hp, mtcars, epochs = 300)),
    quote(gd_lm(mpg ~ wt + hp, mtcars, weights = qsec, scaling = "standardize", epochs = 20)),
    quote(gd_lm(mpg ~ wt, mtcars, batch_size = 8, eta = 0.01, epochs = 30)),
    quote(gd_lm(mpg ~ factor(cyl) * wt, mtcars, cost = "sse", epochs = 100, offset = hp / 50)),
    quote(neuron(mpg ~ wt + hp, mtcars, activation = "identity", scaling = "standardize", eta = "auto", epochs = 12)),
    quote(neuron(mpg ~ wt - 1, mtcars, activation = "identity", cost = "sse", weights = qsec, eta = 1e-5, epochs = 9))
  )
  for (call in cases) {
    set.seed(3)
    fit <- eval(call)
    call <- call[!names(call) %in% c("scaling", "epochs", "eta", "cost", "batch_size", "activation")]
    call[[1]] <- quote(lm)
    exact <- eval(call)
    away <- abs(coef(fit) - coef(exact)) / coef(summary(exact))[, 2]
    q <- quadratic_measures(fit)
    expect_equal(q$away, max(away), tolerance = 1e-6)
    expect_gte(q$bound, max(away) * (1 - 1e-9))
    expect_identical(fit$converged, max(away) <= 0.001)
  }
})

test_that("converged turns TRUE in the epoch that was announced", {
  for (scaling in c("standardize", "none")) {
    for (verb in list(
      function(...) gd_lm(mpg ~ wt + disp, mtcars, scaling = scaling, eta = "auto", ...),
      function(...) neuron(mpg ~ wt + disp, mtcars, activation = "identity", scaling = scaling, eta = "auto", ...)
    )) {
      fit <- verb(epochs = 1)
      needed <- quadratic_speed(fit)$epochs_needed
      expect_true(resume(fit, needed)$converged)
      expect_gt(needed, 5)
      expect_false(resume(fit, floor(needed * 0.995) - 1)$converged)
    }
  }
  # of collinear columns the fitted values must arrive
  twice <- gd_lm(mpg ~ wt + I(2 * wt), mtcars, epochs = 2)
  needed <- quadratic_speed(twice)$epochs_needed
  there <- resume(twice, needed)
  expect_true(there$converged)
  expect_false(resume(twice, floor(needed * 0.995) - 1)$converged)
  expect_equal(unname(fitted(there)), unname(fitted(lm(mpg ~ wt, mtcars))), tolerance = 1e-3)
})

test_that("a logistic neuron has arrived where glm() has", {
  fits <- lapply(c(5, 50, 200, 1000, 4000), function(epochs) {
    neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = epochs)
  })
  exact <- glm(am ~ wt, binomial, mtcars, epsilon = 1e-14)
  away <- vapply(fits, function(f) max(abs(coef(f) - coef(exact)) / coef(summary(exact))[, 2]), 0)
  expect_identical(vapply(fits, `[[`, NA, "converged"), away <= 0.001)
  expect_true(any(away <= 0.001) && any(away > 0.001))
  near <- which(away < 0.1 & away > 0.001)[1]
  expect_equal(newton_measures(fits[[near]])$away, away[near], tolerance = 0.1)
})

test_that("extreme singular values are svd()'s", {
  for (seed in 1:4) {
    x <- oracle_with_seed(seed, matrix(rnorm(900 * 300), 900))
    x[, 1] <- x[, 1] * 10^seed
    r <- qr.R(qr(x, LAPACK = TRUE))
    expect_equal(extreme_singular_values(r), range(svd(r, 0, 0)$d), tolerance = 1e-8)
  }
  hilbert <- chol(1 / outer(1:6, 1:6, function(i, j) i + j - 1))
  expect_equal(extreme_singular_values(hilbert), range(svd(hilbert)$d), tolerance = 1e-8)
  expect_equal(extreme_singular_values(diag(4)), c(1, 1))
  expect_equal(extreme_singular_values(matrix(1:6, 2)), range(svd(matrix(1:6, 2))$d))
})

test_that("summary() of many coefficients tells the same as of few", {
  skip_on_cran()
  data <- oracle_with_seed(1, as.data.frame(matrix(rnorm(700 * 521), 700)))
  data$V2 <- data$V2 * 30 + 5
  fit <- gd_lm(V1 ~ ., data, epochs = 5)
  said <- summary(fit)
  exact <- lm(V1 ~ ., data)
  lambda <- 2 / nrow(data) * svd(model.matrix(exact), 0, 0)$d^2
  expect_equal(said$largest_rate, 2 / max(lambda), tolerance = 1e-8)
  expect_equal(said$condition, max(lambda) / min(lambda), tolerance = 1e-6)
  expect_true(is.na(said$epochs_needed))
  whole <- gd_lm(V1 ~ ., data, scaling = "whiten")
  expect_equal(coef(summary(whole)), coef(summary(exact)), tolerance = 1e-7)
})

test_that("a separating direction is found where there is one, and only there", {
  side <- function(d) 2 * d - 1
  expect_true(has_direction(cbind(1, 1:6), side(c(0, 0, 0, 1, 1, 1))))
  expect_false(has_direction(cbind(1, 1:6), side(c(0, 0, 1, 0, 1, 1))))
  # one row of each class on the border: quasi-complete (Albert & Anderson 1984)
  expect_true(has_direction(cbind(1, c(1, 2, 3, 3, 4, 5)), side(c(0, 0, 1, 0, 1, 1))))
  # without an intercept all rows on one side of 0 cannot be told apart
  expect_false(has_direction(cbind(1:4), side(c(0, 1, 0, 1))))
  expect_true(has_direction(cbind(c(-2, -1, 1, 2)), side(c(0, 0, 1, 1))))
  for (seed in 1:20) {
    # random planes: glm() runs away exactly where there is a direction
    data <- oracle_with_seed(seed, data.frame(x = rnorm(12), z = rnorm(12), d = rbinom(12, 1, 0.5)))
    data$d[1:2] <- 0:1
    exact <- quietly(glm(d ~ x + z, binomial, data, epsilon = 1e-12, maxit = 200))
    expect_identical(has_direction(model.matrix(exact), side(data$d)), exact$deviance < 1e-6 ||
      max(abs(coef(exact))) > 1e3)
  }
})

test_that("a perfect fit is one beside the response less its offset, as lm() judges it", {
  set.seed(8)
  d <- data.frame(x = 1:20, o = 1e8)
  d$y <- d$o + d$x + rnorm(20) / 1000
  fit <- gd_lm(y ~ x, d, offset = o, scaling = "whiten", epochs = 3)
  expect_true(fit$converged)
  expect_false(quadratic_measures(fit)$perfect)
  expect_match(verdict(fit), "within 0.001 standard errors")
  by_lm <- expect_no_warning(summary(lm(y ~ x, d, offset = o)))
  expect_equal(summary(fit)$sigma, by_lm$sigma, tolerance = 1e-6)
  perfect <- gd_lm(x ~ y, data.frame(x = 1:20, y = 2 * (1:20)), scaling = "whiten", epochs = 3)
  expect_true(quadratic_measures(perfect)$perfect)
})

test_that("the rate of many coefficients is that of few: 1 over the largest curvature", {
  set.seed(1)
  shapes <- list(
    levels = model.matrix(~ factor(rep(1:600, 2))), normal = matrix(rnorm(700 * 600), 700),
    alike = matrix(rnorm(800 * 601), 800) + 10, wide = matrix(rnorm(520 * 900), 520), zero = matrix(0, 600, 600),
    one = diag(c(1e8, rep(1, 599))), twice = diag(c(3, 3, rep(1, 599)))
  )
  for (x in shapes) expect_equal(largest_square(x), svd(x, 0, 0)$d[1]^2, tolerance = 1e-8)
  d <- data.frame(y = rnorm(1200), f = factor(rep(1:600, 2)))
  fit <- gd_lm(y ~ f, d, epochs = 1)
  expect_equal(fit$hyperparameters$eta, 600 / svd(model.matrix(y ~ f, d), 0, 0)$d[1]^2, tolerance = 1e-8)
})

test_that("many collinear coefficients are judged as few are, without their singular directions", {
  set.seed(1)
  d <- as.data.frame(matrix(rnorm(700 * 510), 700))
  d$V2 <- d$V1 + d$V3
  d$y <- rowSums(d[4:9]) + rnorm(700)
  away <- gd_lm(y ~ ., d, scaling = "standardize", epochs = 5)
  there <- gd_lm(y ~ ., d, scaling = "whiten", eta = 1, epochs = 3)
  expect_false(away$converged)
  expect_true(there$converged)
  # the fitted values' distance to lm()'s, in standard errors
  exact <- lm(y ~ ., d)
  gap <- sqrt(sum((fitted(exact) - fitted(away))^2)) / sigma(exact)
  expect_equal(max(summary(away)$distance), gap, tolerance = 1e-6)
  few <- d[c("V1", "V2", "V3", "V4", "y")]
  for (epochs in c(5, 300)) {
    fit <- gd_lm(y ~ ., few, scaling = "standardize", epochs = epochs)
    along <- reached_axes(split_factor(fit$qr_factor)$r)
    way <- crossprod(along, way_left(fit, split_factor(fit$qr_factor)))
    expect_identical(fit$converged, max(abs(way)) / sigma(lm(y ~ ., few)) <= 0.001)
  }
})
