# NIST's certified values for linear regression: as many digits as lm(), or one fewer.

# Estimates, standard errors, residual standard deviation and R squared beside the certified ones: the fewest digits of
# each that agree.
digits_of <- function(summary, set) {
  found <- list(estimate = summary$coefficients[, 1], error = summary$coefficients[, 2], sigma = summary$sigma,
                r.squared = summary$r.squared)
  mapply(function(values, certified) min(nist_digits(unname(values), certified)), found, set[3:6])
}

test_that("the certified values come out at lm()'s digits", {
  for (name in setdiff(names(nist_sets()), "filip")) {
    set <- nist_sets()[[name]]
    exact <- digits_of(suppressWarnings(summary(lm(set[[1]], set[[2]]))), set)
    fit <- gd_lm(set[[1]], set[[2]], scaling = "whiten")
    expect_true(fit$converged, info = name)
    found <- digits_of(suppressWarnings(summary(fit)), set)
    expect_true(all(found >= exact - 1), info = paste(name, toString(round(rbind(found, exact), 1))))
    # the digits do not come from many epochs: one step is the whole way
    one <- gd_lm(set[[1]], set[[2]], scaling = "whiten", eta = 1, epochs = 1)
    expect_true(all(digits_of(suppressWarnings(summary(one)), set) >= exact - 1), info = name)
    # every row twice, by weights, and a neuron with the identity
    data <- cbind(set[[2]], case_weight = 2)
    exact <- min(nist_digits(coef(lm(set[[1]], data, weights = case_weight)), set[[3]]))
    twice <- gd_lm(set[[1]], data, scaling = "whiten", weights = case_weight)
    expect_gte(min(nist_digits(coef(twice), set[[3]])), exact - 1)
    unit <- neuron(set[[1]], data, activation = "identity", cost = "mse", scaling = "whiten", eta = "auto")
    expect_identical(coef(unit), coef(fit), info = name)
  }
})

test_that("a noise-free polynomial is told as a perfect fit, as lm() tells it", {
  for (name in c("wampler1", "wampler2")) {
    set <- nist_sets()[[name]]
    fit <- gd_lm(set[[1]], set[[2]], scaling = "whiten")
    expect_warning(summary(fit), "essentially perfect fit")
    expect_match(paste(capture.output(print(fit)), collapse = " "), "residuals have vanished")
    expect_true("perfect" %in% rownames(diagnose(fit)))
  }
})

test_that("Filip's columns are nearly collinear: the fit is lm()'s, and it is said", {
  set <- nist_sets()$filip
  exact <- lm(set[[1]], set[[2]])
  expect_identical(exact$rank, 10L)  # of 11 columns, by lm()'s tolerance of 1e-7
  fit <- gd_lm(set[[1]], set[[2]], scaling = "whiten")
  expect_true(fit$converged)
  expect_equal(fitted(fit), fitted(exact), tolerance = 1e-8)
  expect_equal(sigma(fit), sigma(exact), tolerance = 1e-8)
  expect_equal(summary(fit)$r.squared, summary(exact)$r.squared, tolerance = 1e-8)
  expect_identical(df.residual(fit), as.integer(df.residual(exact)), ignore_attr = TRUE)
  kept <- !is.na(coef(exact))
  expect_equal(coef(fit)[kept], coef(exact)[kept], tolerance = 1e-6)
  expect_identical(unname(coef(fit)[!kept]), 0)  # it stays at the start
  found <- diagnose(fit)
  expect_match(found["aliased", "evidence"], "^1 of 11 columns nearly depend on others")
  expect_output(print(fit), "nearly collinear")
  expect_true(all(is.na(summary(fit)$coefficients[, 2])))
  # columns that depend on others to rounding are said to depend, without "nearly"
  exactly <- gd_lm(mpg ~ wt + I(2 * wt) + hp, mtcars, scaling = "whiten")
  expect_match(diagnose(exactly)["aliased", "evidence"], "^1 of 4 columns depend on others")
  expect_output(print(exactly), "Columns are collinear")
  # columns that are nearly, but less than lm() allows, alike: its coefficients
  near <- transform(mtcars, other = wt + 1e-9 * qsec)
  close <- gd_lm(mpg ~ wt + other, near, scaling = "whiten")
  expect_equal(fitted(close), fitted(lm(mpg ~ wt + other, near)), tolerance = 1e-8)
  expect_match(diagnose(close)["aliased", "evidence"], "nearly depend on others")
})
