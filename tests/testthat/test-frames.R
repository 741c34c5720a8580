test_that("a design made in pieces of rows gives what lm() gives", {
  set.seed(2)
  n <- 3e5
  d <- data.frame(g = factor(sample(letters[1:8], n, TRUE)), x = rnorm(n))
  d$y <- as.integer(d$g) + d$x + rnorm(n)
  fit <- gd_lm(y ~ g + x, d, scaling = "whiten", epochs = 2, model = FALSE)
  exact <- lm(y ~ g + x, d)
  expect_gt(n * length(coef(fit)), 2e6)  # else it would have been one piece
  expect_null(fit$model)
  expect_equal(coef(fit), coef(exact), tolerance = 1e-9)
  expect_equal(unname(fitted(fit)), unname(fitted(exact)), tolerance = 1e-9)
  some <- d[c(7, n), ]
  expect_equal(predict(fit, d, se.fit = TRUE)$se.fit[c(7, n)], predict(exact, some, se.fit = TRUE)$se.fit,
               tolerance = 1e-7)

  d$y <- d$y > 5
  unit <- neuron(y ~ g + x, d, bias = -1, epochs = 2)
  expect_equal(unname(predict(unit, d)), unname(fitted(unit)), tolerance = 1e-14)
})

test_that("a matrix of numbers as the one predictor is read where it lies", {
  x <- as.matrix(mtcars[c("wt", "hp", "qsec")])
  y <- mtcars$mpg
  for (formula in list(y ~ x, y ~ x - 1)) {
    fit <- gd_lm(formula, scaling = "whiten")
    expect_equal(coef(fit), coef(lm(formula)), tolerance = 1e-8)
    expect_equal(predict(fit, list(x = x[3:5, ])), fitted(fit)[3:5], ignore_attr = TRUE)
  }
  bare <- unname(x)
  expect_named(coef(gd_lm(y ~ bare, scaling = "whiten")), names(coef(lm(y ~ bare))))
  unit <- neuron(am ~ x, cbind(mtcars["am"], x = I(x)), bias = 0.5, epochs = 3)
  expect_named(coef(unit), c("xwt", "xhp", "xqsec"))
})

test_that("predictions on the data of the fit use the right columns, whatever else the frame holds", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten", weights = qsec)
  expect_equal(predict(fit), fitted(fit))
  expect_equal(predict(fit, mtcars), fitted(fit))
})

test_that("a neuron trained in other coordinates meets glm(), and goes on exactly", {
  exact <- glm(am ~ wt + hp, binomial, mtcars)
  for (scaling in c("standardize", "whiten")) {
    quiet <- function(epochs) {
      suppressWarnings(neuron(am ~ wt + hp, mtcars, cost = "cross_entropy", scaling = scaling, optimizer = "lbfgs",
                              eta = "auto", epochs = epochs))
    }
    fit <- quiet(60)
    expect_equal(coef(fit), coef(exact), tolerance = 1e-6)
    expect_identical(coef(resume(quiet(5), 55)), coef(fit))
  }
})
