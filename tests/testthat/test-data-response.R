# Responses, case weights and offsets: what is a number, what is a row, and what is left out, as lm() has it.

weighted_rows <- function() {
  data <- data.frame(x = sin(1:30), z = cos(2 * (1:30)), often = rep(0:2, 10))
  data$y <- data$x - data$z + sin(7 * (1:30)) / 3
  data$bit <- as.integer(data$y > 0 | (1:30) %% 7 == 0)
  data$class <- c("u", "v", "w")[1 + (data$y > -0.5) + (data$x > 0.5)]
  data
}

test_that("weights of 0, 1 and 2 are rows dropped, single and double, in every verb, cost and scaling", {
  data <- weighted_rows()
  rows <- data[rep(1:30, data$often), ]
  wild <- data
  wild[data$often == 0, c("x", "z", "y")] <- 1e5  # whatever stands in a row of weight 0
  expect_same <- function(verb, ...) {
    weighted <- oracle_with_seed(1, verb(..., data = wild, weights = often))
    repeated <- oracle_with_seed(1, verb(..., data = rows))
    info <- deparse1(substitute(list(...)))
    expect_equal(coef(weighted), coef(repeated), tolerance = 1e-9, info = info)
    expect_equal(error_history(weighted), error_history(repeated), tolerance = 1e-9, ignore_attr = TRUE, info = info)
  }
  for (scaling in c("none", "standardize", "whiten")) {
    for (cost in c("mse", "half_sse", "mae", "huber")) {
      expect_same(gd_lm, y ~ x + z, scaling = scaling, cost = cost, epochs = 20)
      expect_same(neuron, y ~ x + z, scaling = scaling, cost = cost, activation = "tanh", eta = 0.001, epochs = 20)
    }
    expect_same(neuron, bit ~ x + z, scaling = scaling, cost = "cross_entropy", eta = "auto", epochs = 20)
    for (formula in list(y ~ x + z, bit ~ x + z, class ~ x + z, cbind(x, y) ~ z)) {
      expect_same(ann, formula, scaling = scaling, epochs = 20)
    }
  }
})

test_that("rows without weight, offset or value are left out, those outside the subset before they are looked at", {
  data <- weighted_rows()
  data$weight <- data$often + 1
  data$known <- cos(1:30)
  data$x[3] <- NA
  same <- function(...) {
    call <- substitute(list(...))
    ours <- eval(as.call(c(quote(gd_lm), as.list(call)[-1], scaling = "whiten")))
    theirs <- eval(as.call(c(quote(lm), as.list(call)[-1])))
    expect_equal(coef(ours), coef(theirs), tolerance = 1e-9, info = deparse1(call))
    expect_identical(as.integer(ours$na.action), as.integer(theirs$na.action), info = deparse1(call))
    expect_equal(nobs(ours), nobs(theirs), info = deparse1(call))
  }
  same(y ~ x, data, weights = weight, subset = z > -0.5)
  same(y ~ x, data, weights = weight, offset = known)
  data$weight[c(5, 9)] <- NA
  data$known[c(7, 9)] <- NA
  same(y ~ x, data, weights = weight)
  same(y ~ x, data, offset = known)
  same(y ~ x + offset(known), data, weights = weight, subset = z > -0.5)
  same(y ~ x, data, weights = weight, offset = known, na.action = na.exclude)
  exact <- glm(bit ~ z, binomial, data, weights = weight, epsilon = 1e-14)
  unit <- neuron(bit ~ z, data, weights = weight, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 5000)
  expect_equal(coef(unit), coef(exact), tolerance = 1e-7)
  expect_identical(nobs(oracle_with_seed(1, ann(y ~ z, data, weights = weight, epochs = 2))), 28L, ignore_attr = TRUE)
})

test_that("what is numeric is a number, with a time or a label too", {
  expect_equal(coef(gd_lm(Nile ~ time(Nile), scaling = "whiten")), coef(lm(Nile ~ time(Nile))), tolerance = 1e-9)
  labelled <- mtcars
  classes <- c("haven_labelled", "vctrs_vctr", "double")
  labelled$mpg <- structure(mtcars$mpg, label = "Miles per gallon", class = classes)
  labelled$am <- structure(mtcars$am, labels = c(automatic = 0, manual = 1), class = class(labelled$mpg))
  expect_equal(coef(gd_lm(mpg ~ wt, labelled)), coef(gd_lm(mpg ~ wt, mtcars)))
  expect_equal(coef(neuron(am ~ wt, labelled)), coef(neuron(am ~ wt, mtcars)))
  expect_equal(oracle_with_seed(1, coef(ann(mpg ~ wt, labelled, epochs = 5, validation = 0.2))),
               oracle_with_seed(1, coef(ann(mpg ~ wt, mtcars, epochs = 5, validation = 0.2))))
  search <- function(data) as.data.frame(grid_search(gd_lm(mpg ~ wt, data, epochs = 5), epochs = c(2, 5)))
  expect_equal(search(labelled), search(mtcars))
  spans <- transform(cars, dist = as.difftime(dist, units = "mins"))
  expect_equal(unname(coef(gd_lm(as.numeric(dist) ~ speed, spans))), unname(coef(gd_lm(dist ~ speed, cars))))
  expect_error(gd_lm(Sys.Date() + 1:3 ~ c(1, 2, 4)), "must be one numeric vector, not an object of class \"Date\"")
})

test_that("a data frame that validates is checked as the rows of the fit are", {
  good <- weighted_rows()
  for (bad in c(Inf, -Inf)) {
    for (name in c("x", "y")) {
      held <- good[1:5, ]
      held[[name]][2] <- bad
      expect_error(ann(y ~ x, good, validation = held, epochs = 1),
                   sprintf("`%s` must be finite, but it is %s in row 2", name, bad), fixed = TRUE)
    }
  }
  held <- good[1:5, ]
  held$often[2] <- -1
  expect_error(ann(y ~ x, good, weights = often, validation = held, epochs = 1), "`weights` must be finite numbers")
  held$class[1] <- "other"
  expect_error(ann(class ~ x, good, validation = held, epochs = 1), "`validation` must be of the classes of the training")
})

test_that("a column of cbind() without a name gets one", {
  data <- data.frame(x = (1:8) / 8, a = rep(c(0, 1), 4))
  fit <- ann(cbind(a, 1 - a) ~ x, data, output = "softmax", epochs = 3)
  expect_identical(colnames(fitted(fit)), c("a", "y2"))
  expect_identical(colnames(predict(fit, data, type = "prob")), c("a", "y2"))
  expect_identical(colnames(fitted(ann(cbind(x^2, x, -x) ~ a, data, epochs = 3))), c("y1", "x", "y3"))
})
