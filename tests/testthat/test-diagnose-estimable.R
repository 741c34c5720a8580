# What the data determine: coefficients, standard errors, sigma, and tests of nested models, as lm() and glm() have
# them.

# By definition: e_j lies in the row space of X when appending it as a row does not raise the rank.
oracle_estimable <- function(x) {
  x <- sweep(x, 2, pmax(sqrt(colSums(x^2)), 1e-300), "/")
  rank <- qr(x)$rank
  vapply(seq_len(ncol(x)), function(j) qr(rbind(x, diag(ncol(x))[j, ]))$rank == rank, NA)
}

test_that("a coefficient is estimable when its unit vector lies in the row space", {
  groups <- factor(rep(c("a", "b", "c"), each = 4))
  cases <- list(
    cbind(1, model.matrix(~ groups - 1)), cbind(1, model.matrix(~ groups - 1), 12:1),
    model.matrix(~ block + N * P * K, npk), cbind(1, 1:6, 2 * (1:6)), cbind(1:6, 0, 1), cbind(1:6 * 1e6, 1:6 * 1e-6, 1),
    model.matrix(mpg ~ ., mtcars[1:5, ]), diag(4), cbind(c(1, 1, 0, 0), c(0, 0, 1, 1), c(1, 1, 1, 1), c(1, 0, 0, 0))
  )
  for (x in cases) {
    expect_identical(c(estimable(unname(x), response = FALSE)), oracle_estimable(unname(x)))
  }
  # by hand: the sum of the groups' columns is the intercept's, so that none of the four can be told, but the slope can
  expect_identical(c(estimable(cbind(1, model.matrix(~ groups - 1), 12:1), response = FALSE)), c(rep(FALSE, 4), TRUE))
  for (seed in 1:20) {
    x <- oracle_with_seed(seed, matrix(sample(-1:1, 40, TRUE), 8) %*% matrix(sample(0:1, 30, TRUE), 5))
    expect_identical(c(estimable(x, response = FALSE)), oracle_estimable(x))
  }
})

test_that("coefficients that the data do not determine have no standard errors, whatever the start", {
  data <- oracle_with_seed(1, {
    d <- data.frame(g = rep(c("a", "b", "c"), each = 20))
    d$y <- c(5, 5.1, 9)[factor(d$g)] + rnorm(60)
    d$x <- rnorm(60)
    cbind(d, model.matrix(~ g - 1, d))
  })
  exact <- lm(y ~ g + x, data)
  for (start in c(0, 3)) {
    fit <- gd_lm(y ~ ga + gb + gc + x, data, epochs = 5000, start = start)
    expect_equal(unname(fitted(fit)), unname(fitted(exact)), tolerance = 1e-6)
    table <- coef(summary(fit))
    expect_true(all(is.na(table[1:4, 2:4])))
    expect_equal(table["x", ], coef(summary(exact))["x", ], tolerance = 1e-5)
    expect_true(all(is.na(confint(fit)[1:4, ])))
    expect_equal(confint(fit)["x", ], confint(exact)["x", ], tolerance = 1e-5, ignore_attr = TRUE)
    expect_true(all(is.na(vcov(fit)[1:4, ])) && all(is.na(vcov(fit)[, 1:4])))
    kept <- vcov(fit, complete = FALSE)  # as lm(), without the aliased column
    expect_identical(dim(kept), c(4L, 4L))
    expect_equal(kept["x", "x"], vcov(exact)["x", "x"], tolerance = 1e-6)
    expect_identical(summary(fit)$df, c(4L, 56L, 5L))
    expect_match(diagnose(fit)["aliased", "evidence"], "1 of 5 columns.*\\(Intercept\\), ga, gb, gc$")
    expect_equal(unname(fitted(run_remedy(fit, "aliased"))), unname(fitted(exact)), tolerance = 1e-3)
  }
  # a neuron: glm()'s standard error for what is determined
  pass <- transform(data, d = as.integer(y + x > 7))
  exact <- glm(d ~ g + x, binomial, pass)
  unit <- neuron(d ~ ga + gb + gc + x, pass, cost = "cross_entropy", eta = "auto", epochs = 20000, scaling = "whiten")
  expect_true(all(is.na(coef(summary(unit))[1:4, 2])))
  expect_equal(coef(summary(unit))["x", 1:2], coef(summary(exact))["x", 1:2], tolerance = 1e-3)
  expect_match(diagnose(unit)["aliased", "evidence"], "\\(Intercept\\), ga, gb, gc$")
})

test_that("sigma() counts what the data determine", {
  aliased <- gd_lm(yield ~ block + N * P * K, npk, scaling = "whiten")
  expect_equal(sigma(aliased), sigma(lm(yield ~ block + N * P * K, npk)))
  expect_equal(sigma(gd_lm(mpg ~ wt, mtcars, scaling = "whiten", weights = qsec)),
               sigma(lm(mpg ~ wt, mtcars, weights = qsec)))
  expect_equal(sigma(neuron(mpg ~ wt, mtcars, activation = "identity", scaling = "whiten", eta = "auto")),
               sigma(lm(mpg ~ wt, mtcars)))
  logistic <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 5000)
  exact <- glm(am ~ wt, binomial, mtcars)
  expect_equal(sigma(logistic), sqrt(deviance(exact) / df.residual(exact)), tolerance = 1e-6)
  expect_identical(sigma(quietly(gd_lm(mpg ~ wt + hp, mtcars[1:3, ], scaling = "whiten"))), NaN)
  expect_error(sigma(gd_lm(mpg ~ wt, mtcars, cost = "mae", epochs = 5)), "squared errors")
  set.seed(1)
  expect_error(sigma(ann(mpg ~ wt, mtcars, epochs = 5)), "makes no sense for a network")
  expect_error(sigma(aliased, 3), "is not an argument here")
})

test_that("R squared and F are those of summary.lm(), of an intercept alone too", {
  measures <- c("r.squared", "adj.r.squared", "fstatistic")
  cases <- list(mpg ~ 1, mpg ~ wt, mpg ~ wt - 1, mpg ~ wt + hp + I(wt + hp), mpg ~ offset(hp / 20),
                mpg ~ offset(hp / 20) + wt)
  for (formula in cases) {
    for (weighted in c(FALSE, TRUE)) {
      w <- if (weighted) mtcars$qsec else rep(1, 32)
      data <- cbind(mtcars, w = w)
      fit <- summary(gd_lm(formula, data, weights = w, scaling = "whiten"))
      exact <- summary(lm(formula, data, weights = w))
      for (measure in measures) {
        expect_equal(fit[[measure]], exact[[measure]], tolerance = 1e-10, info = deparse1(formula))
      }
    }
  }
  expect_null(summary(gd_lm(mpg ~ 1, mtcars))$fstatistic)
})

test_that("anova() of several fits is anova.lm()'s and anova.glm()'s, with every test", {
  fits <- list(gd_lm(mpg ~ wt, mtcars, scaling = "whiten"), gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten"),
               neuron(mpg ~ wt * hp, mtcars, activation = "identity", scaling = "whiten", eta = "auto"))
  exact <- list(lm(mpg ~ wt, mtcars), lm(mpg ~ wt + hp, mtcars), lm(mpg ~ wt * hp, mtcars))
  same <- function(a, b, tolerance) {
    expect_identical(names(a), names(b))
    expect_equal(as.list(a), as.list(b), tolerance = tolerance)
  }
  for (test in c("F", "Chisq", "Cp")) {
    same(anova(fits[[1]], fits[[2]], fits[[3]], test = test),
         anova(exact[[1]], exact[[2]], exact[[3]], test = test), 1e-7)
  }
  same(anova(fits[[1]], exact[[2]]), anova(exact[[1]], exact[[2]]), 1e-7)
  same(anova(fits[[3]], exact[[1]]), anova(exact[[3]], exact[[1]]), 1e-7)
  same(anova(fits[[1]], fits[[2]], test = NULL), anova(exact[[1]], exact[[2]], test = NULL), 1e-7)
  units <- list(neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 5000),
                neuron(am ~ wt + hp, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 20000))
  exact <- list(glm(am ~ wt, binomial, mtcars, epsilon = 1e-12), glm(am ~ wt + hp, binomial, mtcars, epsilon = 1e-12))
  for (test in c("Chisq", "LRT", "Rao", "F", "Cp")) {
    same(quietly(anova(units[[1]], units[[2]], test = test)), quietly(anova(exact[[1]], exact[[2]], test = test)), 1e-5)
    same(quietly(anova(units[[2]], units[[1]], test = test)), quietly(anova(exact[[2]], exact[[1]], test = test)), 1e-5)
  }
  same(anova(units[[1]], exact[[2]]), anova(exact[[1]], exact[[2]], test = "Chisq"), 1e-5)
  expect_warning(anova(units[[1]], units[[2]], test = "F"), "F test is not appropriate")
})

test_that("models of other rows, responses or kinds are not compared without a word", {
  a <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
  expect_error(anova(a, gd_lm(mpg ~ wt + hp, mtcars[-1, ], scaling = "whiten")), "same rows, not to 32 and 31")
  expect_error(anova(a, gd_lm(mpg ~ wt + hp, mtcars[c(2:32, 2), ], scaling = "whiten")), "those of model 2 differ")
  expect_error(anova(a, gd_lm(mpg ~ wt + hp, mtcars, weights = qsec, scaling = "whiten")), "weights.*model 2 differ")
  b <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten")
  expect_warning(left <- anova(a, gd_lm(qsec ~ wt, mtcars, scaling = "whiten"), b),
                 "not that of model 1 \\(mpg\\): qsec")
  expect_equal(left, anova(a, b), ignore_attr = TRUE)
  expect_warning(alone <- anova(a, gd_lm(qsec ~ wt, mtcars, scaling = "whiten")), "left out")
  expect_equal(alone, anova(a))
  expect_error(anova(a, b, test = "Rao"), "`test` must be one of \"F\", \"Chisq\", \"Cp\"")
  expect_error(anova(a, 3), "linear models with squared errors.*not 3")
  logistic <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")
  expect_error(anova(a, logistic), "linear models with squared errors")
  expect_error(anova(logistic, a), "logistic models")
  expect_error(anova(logistic, glm(am ~ wt, binomial("probit"), mtcars)), "logistic models")
  expect_error(anova(logistic), "two fits or more")
})
