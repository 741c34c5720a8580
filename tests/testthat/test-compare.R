# A fit beside other models: the same rows, the same response, and every coefficient.

test_that("models of other rows or of another response are refused", {
  fit <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
  expect_error(compare(fit, lm(mpg ~ wt, mtcars[-1, ])), "`lm` must be fitted to the rows of the fit, 32 of them, not to 31")
  expect_error(compare(fit, other = lm(hp ~ wt, mtcars)), "`other` must have the response of the fit (mpg)", fixed = TRUE)
  expect_error(compare(fit, lm(mpg ~ wt, mtcars[32:1, ])), "in the same rows and the same order")
  expect_error(compare(fit, lm(log(mpg) ~ wt, mtcars)), "must have the response of the fit")
  expect_error(compare(fit, lm(mpg ~ wt, mtcars), gd_lm(mpg ~ wt, mtcars[1:10, ])), "`gd_lm` must be fitted to the rows")
  unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")
  expect_error(compare(unit, glm(vs ~ wt, binomial, mtcars)), "must have the response of the fit (am)", fixed = TRUE)
  net <- oracle_with_seed(1, ann(am ~ wt, mtcars, epochs = 5))
  expect_error(compare(net, lm(am ~ wt, mtcars[1:10, ])), "32 of them, not to 10")
  # the same classes in other dress are the same
  factors <- glm(factor(am, labels = c("auto", "hand")) ~ wt, binomial, mtcars)
  expect_lt(max(abs(compare(unit, factors)$difference)), 1e-4)
  expect_no_error(compare(fit, nls(mpg ~ a + b * wt, mtcars, start = list(a = 30, b = -5))))
  expect_no_error(compare(fit, structure(list(coefficients = c(wt = 1)), class = "of_a_stranger")))
})

test_that("rows left out by na.exclude() do not hide a model's figure", {
  exact <- lm(Ozone ~ Wind, airquality)
  wanted <- sqrt(mean(residuals(exact)^2))
  for (ours in list(na.omit, na.exclude)) {
    for (theirs in list(na.omit, na.exclude)) {
      fit <- gd_lm(Ozone ~ Wind, airquality, scaling = "whiten", na.action = ours)
      both <- compare(fit, lm(Ozone ~ Wind, airquality, na.action = theirs), fit)
      expect_equal(unname(attr(both, "measures")), rep(wanted, 3), tolerance = 1e-9)
      expect_equal(unname(attr(compare(fit), "measures")), rep(wanted, 2), tolerance = 1e-9)
    }
  }
})

test_that("two coefficients of one name are two coefficients", {
  data <- data.frame(y = c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3), g = factor(rep(c("x", "y2"), 5)),
                     gy2 = c(2, 7, 1, 8, 2, 8, 1, 8, 2, 8))
  fit <- gd_lm(y ~ g + gy2, data, scaling = "whiten")
  exact <- lm(y ~ g + gy2, data)
  both <- compare(fit, exact)
  expect_equal(both$gd_lm, unname(coef(exact)), tolerance = 1e-9)
  expect_lt(max(abs(both$difference)), 1e-9)
  # confint.lm() looks coefficients up by name, so the oracle is its formula
  table <- coef(summary(exact))
  wanted <- table[, 1] + outer(table[, 2], qt(c(0.025, 0.975), 7))
  expect_equal(unname(confint(fit)), unname(wanted), tolerance = 1e-9)
  expect_equal(unname(confint(fit, "gy2")), unname(wanted[2:3, ]), tolerance = 1e-9)
  expect_equal(unname(confint(fit, c(3, 1))), unname(wanted[c(3, 1), ]), tolerance = 1e-9)
  expect_identical(rownames(confint(fit, 3)), "gy2")
  expect_error(confint(fit, "gz"), "names or numbers of coefficients")
  expect_error(confint(fit, 9), "names or numbers of coefficients")
})

test_that("counts and shares are compared by glm()'s deviance", {
  counts <- data.frame(s = c(3, 1, 2, 8), f = c(1, 4, 2, 3), x = 1:4)
  counts$share <- counts$s / (counts$s + counts$f)
  counts$n <- counts$s + counts$f
  exact <- glm(cbind(s, f) ~ x, binomial, counts)
  by_hand <- with(counts, sqrt(sum(n * (share - fitted(exact))^2) / sum(n)))
  fits <- list(neuron(cbind(s, f) ~ x, counts, cost = "cross_entropy", eta = "auto", scaling = "whiten"),
               neuron(share ~ x, counts, weights = n, cost = "cross_entropy", eta = "auto", scaling = "whiten"))
  for (fit in fits) {
    found <- compare(fit)
    measures <- attr(found, "measures")
    expect_equal(measures[, "deviance"], rep(deviance(exact), 2), tolerance = 1e-7, ignore_attr = TRUE)
    expect_equal(measures[["glm", "residual"]], by_hand, tolerance = 1e-7)
    expect_output(print(found), "Root mean squared residual of the shares, weighted by the trials, and deviance")
  }
  # a line that leaves 0 to 1 has no deviance
  line <- lm(share ~ x, transform(counts, share = c(0, 0, 0.9, 1)))
  expect_true(any(fitted(line) < 0 | fitted(line) > 1))
  steep <- neuron(share ~ x, transform(counts, share = c(0, 0, 0.9, 1)), cost = "cross_entropy", epochs = 5)
  expect_true(is.na(attr(compare(steep, line = line), "measures")["line", "deviance"]))
})
