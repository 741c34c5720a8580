# The formula's two directions: data to design, and newdata to design without the response.

test_that("predictions are lm's for every kind of formula, without the response", {
  d <- transform(mtcars, kind = c("p", "q", "r", "q"), big = hp > 120, f = factor(cyl))
  formulas <- list(
    mpg ~ wt, mpg ~ ., mpg ~ poly(wt, 3), mpg ~ log(hp) * f, mpg ~ kind + big, log(mpg) ~ I(wt^2) + scale(hp),
    mpg ~ f - 1, mpg ~ wt + offset(drat), mpg ~ factor(gear):wt, mpg ~ cbind(wt, hp), mpg ~ 1
  )
  for (formula in formulas) {
    use <- if (identical(formula, mpg ~ .)) mtcars else d
    new <- use[c(3, 17, 9), setdiff(names(use), "mpg")]
    a <- gd_lm(formula, use, scaling = "whiten")
    b <- lm(formula, use)
    expect_equal(predict(a, new), predict(b, new), tolerance = 1e-7, info = deparse1(formula))
    expect_equal(predict(a), predict(b), tolerance = 1e-7, info = deparse1(formula))
    expect_equal(predict(a, new[0, ]), numeric(), ignore_attr = TRUE, info = deparse1(formula))
  }
})

test_that("unseen levels and missing columns are named, extra columns do not matter", {
  fit <- gd_lm(breaks ~ wool * tension, warpbreaks, scaling = "whiten")
  expect_error(predict(fit, data.frame(wool = "C", tension = "L")),
               "`wool` must be one of the levels of the fit (\"A\", \"B\"), not \"C\".", fixed = TRUE)
  expect_error(predict(fit, data.frame(wool = "A")), "`newdata` must have the column `tension`; it has `wool`.",
    fixed = TRUE)
  expect_equal(unname(predict(fit, data.frame(extra = NA, tension = "L", wool = "B"))),
               mean(warpbreaks$breaks[warpbreaks$wool == "B" & warpbreaks$tension == "L"]))
  expect_error(predict(fit, 3), "`newdata` must be a data frame, not 3.", fixed = TRUE)
  # a variable of the same name where the formula was written is no stand-in
  wt <- mtcars$wt
  expect_error(predict(gd_lm(mpg ~ wt, mtcars), data.frame(hp = 1)), "`wt`")
})

test_that("rows with missing values are predicted as NA, or left out on request", {
  fit <- gd_lm(dist ~ speed, cars, scaling = "whiten")
  exact <- lm(dist ~ speed, cars)
  new <- data.frame(speed = c(5, NA, 15))
  expect_identical(is.na(predict(fit, new, na.action = na.exclude)), c("1" = FALSE, "2" = TRUE, "3" = FALSE))
  for (action in list(na.pass, na.omit)) {
    expect_equal(predict(fit, new, na.action = action), predict(exact, new, na.action = action), tolerance = 1e-8)
  }
  # an offset goes with its row
  d <- transform(cars, o = seq_along(speed))
  fit <- gd_lm(dist ~ speed, d, offset = o, scaling = "whiten")
  exact <- lm(dist ~ speed, d, offset = o)
  new <- data.frame(speed = c(5, NA, 15), o = c(100, 200, 300))
  for (action in list(na.pass, na.omit)) {
    expect_equal(predict(fit, new, na.action = action),
                 predict(exact, new)[if (identical(action, na.omit)) c(1, 3) else 1:3], tolerance = 1e-8)
  }
  outside <- rep(1, 50)
  by_vector <- gd_lm(dist ~ speed, cars, offset = outside, epochs = 1)
  expect_error(predict(by_vector, new), "`newdata` must have what the fit's `offset` is made of")
})

test_that("missing values in the data are treated as lm treats them", {
  for (action in list(na.omit, na.exclude)) {
    fit <- gd_lm(Ozone ~ Wind, airquality, na.action = action, scaling = "whiten")
    exact <- lm(Ozone ~ Wind, airquality, na.action = action)
    expect_equal(fitted(fit), fitted(exact), tolerance = 1e-8)
    expect_equal(residuals(fit), residuals(exact), tolerance = 1e-6)
    expect_equal(predict(fit), predict(exact), tolerance = 1e-8)
    expect_identical(fit$na.action, exact$na.action)
  }
  expect_error(gd_lm(Ozone ~ Wind, airquality, na.action = na.fail), "missing values")
  weighted <- gd_lm(Ozone ~ Wind, airquality, weights = Temp, na.action = na.exclude, epochs = 1)
  expect_identical(weights(weighted), as.double(weights(lm(Ozone ~ Wind, airquality, weights = Temp,
    na.action = na.exclude))))
})

test_that("without data the variables are found where the formula was written", {
  degree <- 2
  speed <- cars$speed
  dist <- cars$dist
  fit <- gd_lm(dist ~ I(speed^degree), scaling = "whiten")
  exact <- lm(dist ~ I(speed^degree))
  expect_equal_relative(coef(fit), coef(exact), 1e-8)
  expect_equal(predict(fit, data.frame(speed = 1:3)), predict(exact, data.frame(speed = 1:3)), tolerance = 1e-8)
  expect_error(predict(fit, data.frame(x = 1:3)), "`speed`")
  maker <- function() {
    double <- function(x) 2 * x
    y ~ double(x)
  }
  fit <- gd_lm(maker(), data.frame(x = 1:5, y = c(1, 3, 2, 5, 4)), scaling = "whiten")
  expect_equal_relative(predict(fit, data.frame(x = 3)), 3, 1e-9)
})

test_that("unusual data frames and names work", {
  d <- data.frame(`a b` = cars$speed, y = cars$dist, check.names = FALSE)
  d$M <- cbind(u = cars$speed, v = cars$speed^2)
  exact <- lm(y ~ `a b`, d)
  fit <- gd_lm(y ~ `a b`, d, scaling = "whiten")
  expect_identical(names(coef(fit)), names(coef(exact)))
  expect_equal(predict(fit, d[1:2, ]), predict(exact, d[1:2, ]), tolerance = 1e-8)
  T <- d # nolint: T_and_F_symbol_linter. A student's name for a data frame.
  matrix_fit <- gd_lm(y ~ M, T, scaling = "whiten") # nolint: T_and_F_symbol_linter.
  expect_equal(predict(matrix_fit, d[4:6, ]), predict(lm(y ~ M, d), d[4:6, ]), tolerance = 1e-7)
  tibble <- structure(d, class = c("tbl_df", "tbl", "data.frame"))
  expect_equal(coef(gd_lm(y ~ `a b`, tibble, scaling = "whiten")), coef(fit))
})

test_that("a variable with one value only is told for what it is", {
  d <- data.frame(y = 1:4, f = factor("a"), g = "a")
  expect_error(gd_lm(y ~ f, d), "2 or more levels")
})

test_that("a fit does not hold the place where it was made", {
  fits <- function() {
    junk <- rnorm(1e6)
    size <- 2
    list(gd_lm(dist ~ I(speed / size), cars, epochs = 2), neuron(am ~ wt, mtcars, epochs = 2),
         ann(am ~ wt, mtcars, epochs = 2))
  }
  for (fit in fits()) expect_lt(length(serialize(fit, NULL)), 1e5)
  expect_equal(predict(fits()[[1]], data.frame(speed = 10)), predict(gd_lm(dist ~ I(speed / 2), cars, epochs = 2),
    data.frame(speed = 10)))
})

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

test_that("what the formula names as text comes from where the formula was written", {
  make <- function() {
    k <- 3
    h <- 2
    large <- rnorm(1e5)
    own <- mtcars
    list(get = gd_lm(mpg ~ I(wt * get("k")), own, epochs = 5, scaling = "standardize"),
         mget = neuron(am ~ I(wt * get0("h", mode = "numeric")), own, epochs = 5),
         eval = ann(mpg ~ I(wt + eval(as.name("k"))), own, hidden = 2, epochs = 5))
  }
  set.seed(1)
  fits <- suppressWarnings(make())
  for (name in c("k", "h")) assign(name, 100, globalenv())
  on.exit(rm("k", "h", envir = globalenv()))
  for (fit in fits) {
    expect_equal(unname(predict(fit, mtcars)), unname(fitted(fit)), tolerance = 1e-12)
    expect_lt(length(serialize(fit, NULL)), 3e5)
    saved <- unserialize(serialize(fit, NULL))
    expect_equal(unname(predict(saved, mtcars)), unname(fitted(fit)), tolerance = 1e-12)
  }
})
