# Linear models: the course's digits, lm() at the minimum, and the textbook's path on the way there.

test_that("the course's straight line comes out digit by digit", {
  o <- oracle_line()
  fit <- gd_lm(y ~ x, o$data, eta = o$eta, epochs = o$epochs, start = o$start)
  expect_equal_relative(coef(fit), o$coefficients, 1e-13)
  expect_named(coef(fit), c("(Intercept)", "x"))
  history <- error_history(fit)
  expect_equal_relative(history$error[match(o$error_epochs, history$epoch)], o$error, 1e-13)
  expect_identical(history$epoch, as.numeric(0:1000))
})

# Each with what lm() takes; evaluated by both.
exact_cases <- list(
  cars = list(dist ~ speed, cars),
  mtcars = list(mpg ~ ., mtcars),
  airquality = list(Ozone ~ Solar.R + Wind + Temp, airquality),
  iris = list(Sepal.Length ~ ., iris),
  warpbreaks = list(breaks ~ wool * tension, warpbreaks),
  longley = list(Employed ~ ., longley),
  stackloss = list(stack.loss ~ ., stackloss),
  swiss = list(Fertility ~ ., swiss),
  powers = list(y ~ x + I(x^2) + I(x^3) + I(x^4) + I(x^5), data.frame(x = 1:20, y = cos(1:20) + (1:20) / 5)),
  raw_poly = list(y ~ poly(x, 5, raw = TRUE), data.frame(x = 1:20, y = cos(1:20) + (1:20) / 5)),
  weights = list(mpg ~ wt + hp, mtcars, weights = quote(qsec)),
  zero_weights = list(mpg ~ wt + hp, mtcars, weights = quote(ifelse(cyl == 6, 0, disp))),
  offset = list(mpg ~ wt + hp, mtcars, offset = quote(drat * 2)),
  offset_term = list(mpg ~ wt + offset(drat * 2) + offset(gear), mtcars, weights = quote(carb)),
  subset = list(mpg ~ wt + factor(cyl), mtcars, subset = quote(gear > 3)),
  no_intercept = list(mpg ~ wt + hp - 1, mtcars, weights = quote(qsec)),
  no_intercept_factor = list(breaks ~ tension - 1, warpbreaks),
  contrasts = list(breaks ~ wool * tension, warpbreaks, contrasts = list(tension = "contr.sum",
    wool = "contr.helmert")),
  functions = list(log(mpg) ~ poly(wt, 2) + log(hp) + qsec:factor(am), mtcars),
  exclude = list(Ozone ~ Wind, airquality, na.action = quote(na.exclude)),
  intercept_only = list(dist ~ 1, cars),
  character = list(mpg ~ wt + kind, transform(mtcars, kind = c("a", "b", "c", "b"))),
  logical = list(mpg ~ wt * heavy, transform(mtcars, heavy = hp > 120)),
  integer = list(y ~ k, data.frame(k = 1:9, y = c(2L, 1L, 4L, 4L, 6L, 5L, 9L, 7L, 8L)))
)

fit_both <- function(case, ...) {
  list(gd = eval(as.call(c(list(quote(gd_lm)), case, list(...)))), lm = eval(as.call(c(list(quote(lm)), case))))
}

test_that("whitened, every model of lm() comes out: coefficients, errors, R squared, F and p", {
  for (name in names(exact_cases)) {
    fits <- fit_both(exact_cases[[name]], scaling = "whiten")
    a <- summary(fits$gd)
    b <- summary(fits$lm)
    expect_true(fits$gd$converged, info = name)
    expect_identical(names(coef(fits$gd)), names(coef(fits$lm)), info = name)
    expect_equal_relative(coef(fits$gd), coef(fits$lm), 1e-8)
    expect_equal_relative(a$coefficients, b$coefficients, 1e-8)
    expect_equal_relative(a$sigma, b$sigma, 1e-8)
    expect_identical(as.numeric(a$df), as.numeric(b$df), info = name)
    if (!is.null(b$fstatistic)) {
      expect_equal_relative(c(a$r.squared, a$adj.r.squared), c(b$r.squared, b$adj.r.squared), 1e-8)
      expect_equal_relative(a$fstatistic, b$fstatistic, 1e-8)
    }
    expect_equal(a$cov.unscaled, b$cov.unscaled, tolerance = 1e-8, info = name)
    expect_lt(max(a$distance), 1e-5)
    expect_equal(fitted(fits$gd), fitted(fits$lm), tolerance = 1e-9, info = name)
    expect_equal(residuals(fits$gd), residuals(fits$lm), tolerance = 1e-6, info = name)
    expect_identical(nobs(fits$gd) + 0, nobs(fits$lm) + 0, info = name)
  }
})

test_that("lm's other verbs agree with it at the minimum", {
  for (name in names(exact_cases)) {
    fits <- fit_both(exact_cases[[name]], scaling = "whiten")
    verbs <- list(vcov, confint, logLik, AIC, BIC, deviance, df.residual, weights)
    # extractAIC.lm() counts rows without weight
    if (name != "zero_weights") verbs <- c(verbs, extractAIC)
    for (verb in verbs) {
      expect_equal(c(verb(fits$gd)), c(verb(fits$lm)), tolerance = 1e-7, ignore_attr = TRUE, info = name)
    }
    expect_identical(dimnames(confint(fits$gd)), dimnames(confint(fits$lm)), info = name)
    expect_identical(attributes(logLik(fits$gd))$df + 0, attributes(logLik(fits$lm))$df + 0, info = name)
    for (type in c("working", "response", "deviance", "pearson")) {
      expect_equal(residuals(fits$gd, type), residuals(fits$lm, type), tolerance = 1e-6, info = paste(name, type))
    }
    expect_equal(model.matrix(fits$gd), model.matrix(fits$lm), ignore_attr = TRUE, info = name)
    expect_equal(formula(fits$gd), formula(fits$lm), ignore_attr = TRUE, info = name)
  }
})

test_that("unscaled, with eta from the curvature, the path is the plain loop's", {
  cases <- list(
    list(dist ~ speed, cars),
    list(mpg ~ wt + factor(cyl), mtcars, weights = quote(qsec)),
    list(mpg ~ wt + am - 1, mtcars, offset = quote(drat)),
    list(Ozone ~ Wind, airquality)
  )
  for (case in cases) {
    for (cost in c("mse", "half_mse", "sse", "half_sse")) {
      fits <- fit_both(case, epochs = 200, start = 0.5, cost = cost)
      x <- model.matrix(fits$lm)
      w <- weights(fits$lm)
      if (is.null(w)) w <- rep(1, nrow(x))
      offset <- if (is.null(fits$lm$offset)) 0 else fits$lm$offset
      divisor <- switch(cost, mse = sum(w) / 2, half_mse = sum(w), sse = 1 / 2, half_sse = 1)
      largest <- max(eigen(crossprod(x * sqrt(w)))$values) / divisor
      expect_equal_relative(hyperparameters(fits$gd)$eta, 1 / largest, 1e-12)
      o <- oracle_train_linear(x, model.response(model.frame(fits$lm)), w, 0.5, hyperparameters(fits$gd)$eta, 200,
        cost = cost, offset = offset
      )
      expect_equal_relative(coef_history(fits$gd)[, -1], o$path, 1e-11, 1)
      expect_equal_relative(coef(fits$gd), o$coefficients, 1e-12)
      expect_equal_relative(error_history(fits$gd)$error, o$error, 1e-12)
      expect_lt(max(abs(as.matrix(gradient_history(fits$gd)[, -1]) - o$gradient)) / max(abs(o$gradient)), 1e-12)
      expect_equal_relative(fits$gd$error, o$error[201], 1e-12)
    }
  }
})

test_that("scaled training is the plain loop on scaled columns, told on the data's scale", {
  # a weight of 2 is the row twice, in the standard deviation too
  w <- mtcars$qsec
  fit <- gd_lm(mpg ~ wt + hp, mtcars, weights = qsec, scaling = "standardize", eta = 0.1, epochs = 50)
  x <- cbind(mtcars$wt, mtcars$hp)
  mean <- colSums(x * w) / sum(w)
  sd <- sqrt(colSums(w * sweep(x, 2, mean)^2) / (sum(w) - 1))
  o <- oracle_train_linear(cbind(1, sweep(sweep(x, 2, mean), 2, sd, "/")), mtcars$mpg, w, eta = 0.1, epochs = 50)
  slopes <- sweep(o$path[, -1], 2, sd, "/")
  expect_equal_relative(coef_history(fit)[, -1], cbind(o$path[, 1] - slopes %*% mean, slopes), 1e-11, 1e-6)
  expect_equal_relative(error_history(fit)$error, o$error, 1e-12)

  # without an intercept nothing is centred; weights count as rows
  none <- gd_lm(mpg ~ wt + hp - 1, mtcars, weights = qsec, scaling = "standardize", eta = 0.1, epochs = 50)
  size <- sqrt(colSums(w * x^2) / (sum(w) - 1))
  o <- oracle_train_linear(sweep(x, 2, size, "/"), mtcars$mpg, w, eta = 0.1, epochs = 50)
  expect_equal_relative(coef_history(none)[, -1], sweep(o$path, 2, size, "/"), 1e-11, 1e-6)

  # whitened, one step of eta = 1 is the minimum
  one <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten", eta = 1, epochs = 1, start = 3)
  expect_equal_relative(coef(one), coef(lm(mpg ~ wt + hp, mtcars)), 1e-10)
  expect_equal(unname(coef(one, epoch = 0)), c(3, 3, 3), tolerance = 1e-12)
})

test_that("the gradient in the history is that of the data's own coordinates", {
  for (scaling in c("none", "standardize", "whiten")) {
    fit <- gd_lm(mpg ~ wt + am, mtcars, scaling = scaling, eta = 0.05, epochs = 5, start = 1)
    x <- model.matrix(fit)
    expected <- -2 / 32 * t(x) %*% (mtcars$mpg - x %*% t(as.matrix(coef_history(fit)[, -1])))
    expect_equal_relative(t(as.matrix(gradient_history(fit)[, -1])), expected, 1e-9)
  }
})

test_that("a weight of 2 is the row twice", {
  twice <- gd_lm(dist ~ speed, cars[c(1:50, 1:10), ], epochs = 100)
  weighted <- gd_lm(dist ~ speed, cars, weights = rep(2:1, c(10, 40)), epochs = 100)
  expect_equal_relative(coef(weighted), coef(twice), 1e-12)
  expect_equal_relative(error_history(weighted)$error, error_history(twice)$error, 1e-12)
})

test_that("robust costs follow the plain loop", {
  x <- cbind(1, cars$speed)
  robust <- Filter(function(name) !cost_table[[name]]$quadratic, cost_names(linear_activation))
  expect_true(all(c("mae", "huber") %in% robust))
  for (cost in robust) {
    fit <- gd_lm(dist ~ speed, cars, cost = cost, eta = 0.001, epochs = 300, start = 0.3)
    o <- oracle_train_linear(x, cars$dist, start = 0.3, eta = 0.001, epochs = 300, cost = cost)
    expect_equal_relative(coef(fit), o$coefficients, 1e-10)
    expect_equal_relative(error_history(fit)$error, o$error, 1e-10)
    expect_error(vcov(fit), "makes no sense")
    expect_error(anova(fit), "makes no sense")
    expect_output(print(summary(fit)), "no standard errors")
  }
  fourth <- gd_lm(dist ~ speed, cars, cost = cost(~ (d - y)^4 / 1e4), eta = 0.0001, epochs = 20)
  o <- oracle_loop(c(0, 0), function(theta, rows) {
    r <- cars$dist - as.vector(x %*% theta)
    list(error = mean(r^4) / 1e4, gradient = -4 / 1e4 * colMeans(x * r^3))
  }, 50, 0.0001, 20)
  expect_equal_relative(error_history(fourth)$error, o$error, 1e-10)
})

test_that("the minimum is the one nearest to the start where columns are collinear", {
  d <- transform(mtcars, double = 2 * wt, constant = 3)
  exact <- lm(mpg ~ wt, d)
  for (scaling in c("none", "whiten")) {
    fit <- gd_lm(mpg ~ wt + double, d, scaling = scaling, epochs = 20000, start = c(0, 1, 1), record = FALSE)
    b <- coef(fit)
    expect_true(fit$converged)
    expect_equal_relative(b[[2]] + 2 * b[[3]], coef(exact)[[2]], 1e-6)
    # the start's part along (2, -1), which the data do not see, stays
    expect_equal_relative(2 * b[[2]] - b[[3]], 1, 1e-6)
    expect_identical(summary(fit)$aliased, c("(Intercept)" = FALSE, wt = FALSE, double = TRUE))
    expect_equal_relative(summary(fit)$coefficients[3, 2], NA)
    expect_identical(df.residual(fit) + 0, df.residual(exact) + 0)
    expect_output(print(summary(fit)), "not determined by the data and without\\s+standard\\s+errors:\\s+wt,\\s+double")
    expect_true(all(is.na(summary(fit)$coefficients[2:3, 2:4])))
    expect_output(print(fit), "collinear")
    expect_equal_relative(fitted(fit), fitted(exact), 1e-6)
  }
  constant <- gd_lm(mpg ~ wt + constant, d, scaling = "standardize")
  expect_identical(which(summary(constant)$aliased), c(constant = 3L))
  expect_equal_relative(fitted(constant), fitted(exact), 1e-8)
  expect_no_match(capture.output(print(gd_lm(mpg ~ wt, d))), "collinear")
})

test_that("more coefficients than rows are allowed and told", {
  expect_warning(fit <- gd_lm(mpg ~ wt + hp + qsec, mtcars[1:3, ], scaling = "whiten"),
    "4 coefficients are more than 3")
  expect_equal_relative(fitted(fit), mtcars$mpg[1:3], 1e-8)
  expect_true(fit$converged)
  expect_output(print(summary(fit)), "on 0 degrees of freedom")
  expect_warning(one <- gd_lm(mpg ~ wt, mtcars[1, ]), "1 row can")
  expect_equal_relative(fitted(one), 21, 1e-10)
  expect_output(print(summary(one)), "no standard errors to measure it")
  alone <- gd_lm(mpg ~ 1, mtcars[1, ], scaling = "whiten")
  expect_equal_relative(coef(alone), 21, 1e-10)
})

test_that("a design of zeros has nothing to learn and says so", {
  for (scaling in c("none", "standardize", "whiten")) {
    expect_silent(fit <- gd_lm(y ~ z - 1, data.frame(y = 1:3, z = 0), scaling = scaling, start = 2))
    expect_equal(coef(fit), c(z = 2))
    expect_equal_relative(fit$error, 14 / 3, 1e-12)
    expect_silent(s <- summary(fit))
    expect_true(s$aliased)
  }
})

test_that("converged is a judgement about the distance, not about the stop", {
  near <- gd_lm(dist ~ speed, cars, epochs = 30000)
  far <- gd_lm(dist ~ speed, cars, epochs = 500)
  exact <- summary(lm(dist ~ speed, cars))$coefficients
  away <- function(fit) max(abs(coef(fit) - exact[, 1]) / exact[, 2])
  expect_lt(away(near), 0.001)
  expect_true(near$converged)
  expect_gt(away(far), 0.001)
  expect_false(far$converged)
  expect_equal_relative(max(summary(far)$distance), away(far), 1e-6)
  # the epochs that are still needed bring it there, and not many fewer do
  needed <- summary(far)$epochs_needed
  expect_true(resume(far, needed)$converged)
  expect_false(resume(far, floor(needed * 0.98) - 1)$converged)
  # a perfect fit has standard errors of rounding size only
  expect_true(gd_lm(y ~ x, data.frame(x = 1:6, y = 3 + 2 * (1:6)), scaling = "whiten")$converged)
  expect_false(gd_lm(y ~ x, data.frame(x = 1:6, y = 3 + 2 * (1:6)), epochs = 5)$converged)
})

test_that("summary reports the largest stable rate, the best one and the condition", {
  s <- summary(gd_lm(mpg ~ wt + hp, mtcars))
  lambda <- eigen(2 / 32 * crossprod(cbind(1, mtcars$wt, mtcars$hp)))$values
  expect_equal_relative(s$largest_rate, 2 / max(lambda), 1e-10)
  expect_equal_relative(s$best_rate, 2 / (max(lambda) + min(lambda)), 1e-10)
  expect_equal_relative(s$condition, max(lambda) / min(lambda), 1e-8)
})

test_that("a rate is refused exactly above the largest stable one", {
  bound <- summary(gd_lm(dist ~ speed, cars))$largest_rate
  expect_error(gd_lm(dist ~ speed, cars, eta = 1.001 * bound), format(bound, digits = 6), fixed = TRUE)
  expect_lt(diff(range(gd_lm(dist ~ speed, cars, eta = 0.999 * bound, epochs = 3000)$history$error[3000:3001])), 0.1)
  expect_warning(
    gone <- gd_lm(dist ~ speed, cars, eta = 1.5 * bound, epochs = 5000, allow_divergence = TRUE),
    "diverged at epoch [0-9]+ with eta = .* largest stable rate"
  )
  expect_identical(gone$stop, "diverged")
  expect_false(gone$converged)
  expect_true(all(is.finite(coef(gone))) && is.finite(gone$error))
  expect_identical(gone$epochs, max(error_history(gone)$epoch))
  expect_true(all(is.finite(as.matrix(coef_history(gone)))))
  expect_output(print(gone), "Diverged")
  # the same rules for the others: a step short of the bound shrinks a quadratic, a step past it does not
  for (rule in c("momentum", "nesterov")) {
    bound <- summary(gd_lm(dist ~ speed, cars, optimizer = rule))$largest_rate
    expect_error(gd_lm(dist ~ speed, cars, eta = 1.001 * bound, optimizer = rule), "largest rate")
    run <- function(share) {
      suppressWarnings(
        gd_lm(dist ~ speed, cars, eta = share * bound, optimizer = rule, epochs = 2000, allow_divergence = TRUE)
      )$error
    }
    expect_lt(run(0.99), 1000)
    expect_gt(run(1.01), 1e4)
  }
})

test_that("with fewer rows than coefficients the path is that of the loop, for every scaling, and lm's verbs work", {
  set.seed(4)
  x <- matrix(rnorm(12 * 15), 12)
  d <- data.frame(y = rnorm(12), w = runif(12), o = rnorm(12))
  d$x <- x
  wide <- function(...) suppressWarnings(gd_lm(y ~ x, d, weights = w, offset = o, ...))
  fit <- wide(eta = 0.02, epochs = 40, start = 0.5)
  want <- oracle_train_linear(cbind(1, x), d$y - d$o, d$w, start = 0.5, eta = 0.02, epochs = 40)
  expect_equal_relative(unname(as.matrix(coef_history(fit))[, -1]), unname(want$path), 1e-12)
  expect_equal_relative(error_history(fit)$error, want$error, 1e-12)
  # of the many minima, the nearest to the start: start + pseudo-inverse of what is left
  root <- sqrt(d$w) * cbind(1, x)
  nearest <- 0.5 + drop(MASS::ginv(root) %*% (sqrt(d$w) * (d$y - d$o) - root %*% rep(0.5, 16)))
  for (end in list(wide(scaling = "whiten", start = 0.5), wide(start = 0.5, optimizer = "lbfgs", epochs = 200))) {
    expect_equal_relative(unname(coef(end)), nearest, 1e-8)
    expect_true(end$converged)
    expect_equal_relative(fitted(end), d$y, 1e-8)
  }
  # standardized columns, of which a constant one keeps its scale
  d$x[, 3] <- 5
  scaled <- suppressWarnings(gd_lm(y ~ x, d, scaling = "standardize", eta = 0.02, epochs = 20))
  z <- cbind(1, scale(d$x))
  z[, 4] <- 0
  want <- oracle_train_linear(z, d$y, eta = 0.02, epochs = 20)
  expect_equal_relative(fitted(scaled), drop(z %*% want$coefficients), 1e-12)
  d$x <- x
  end <- wide(scaling = "whiten")
  exact <- lm(y ~ x, d, weights = w, offset = o)
  expect_identical(end$df.residual, exact$df.residual)
  expect_identical(unname(summary(end)$aliased), unname(is.na(coef(exact))))
  expect_true(is.nan(summary(end)$sigma))
  expect_identical(dim(vcov(end)), c(16L, 16L))
  expect_identical(dim(vcov(end, complete = FALSE)), c(12L, 12L))
  expect_identical(summary(wide(epochs = 5))$condition, Inf)
  again <- suppressWarnings(resume(wide(eta = 0.02, epochs = 15, start = 0.5), 25))
  expect_identical(coef(again), coef(fit))
  expect_lt(max(check_gradient(wide(epochs = 3))$difference), 1e-7)
  d$x[2, 3] <- 1e200
  for (scaling in c("none", "standardize", "whiten")) {
    expect_error(wide(scaling = scaling), "not so large that their squares overflow")
  }
  expect_error(neuron(I(w > 0.5) ~ x, d, cost = "cross_entropy", eta = "auto"), "squares overflow")
})

test_that("a column of zeros is no degree of freedom", {
  d <- transform(cars, nothing = 0)
  expect_identical(gd_lm(dist ~ speed + nothing, d, epochs = 1)$df.residual, lm(dist ~ speed + nothing, d)$df.residual)
})

test_that("large formulas are read in pieces without a difference", {
  set.seed(2)
  d <- data.frame(x = runif(70000), g = sample(letters, 70000, TRUE), y = rnorm(70000))
  fit <- gd_lm(y ~ x * g, d, scaling = "whiten", record = FALSE)
  exact <- lm(y ~ x * g, d)
  expect_equal_relative(coef(fit), coef(exact), 1e-8)
  expect_equal_relative(fitted(fit), fitted(exact), 1e-8, 1e-6)
})
