test_that("a diagnosis is a table with words, numbers and code, and prints in plain words", {
  fit <- gd_lm(mpg ~ disp + hp + wt, mtcars)
  table <- diagnose(fit)
  expect_s3_class(table, c("diagnosis", "data.frame"), exact = TRUE)
  expect_identical(names(table), c("finding", "evidence", "remedy"))
  expect_identical(rownames(table), c("scale", "far"))
  expect_identical(attr(table, "severity"), c("problem", "problem"))
  text <- capture.output(print(table))
  expect_match(text[1], "^1\\. The inputs are badly scaled")
  expect_true(any(grepl("Try: update(fit, scaling = \"standardize\")", text, fixed = TRUE)))
  expect_true(all(nchar(text) <= 80))
  there <- diagnose(gd_lm(mpg ~ wt, mtcars, scaling = "whiten"))
  expect_identical(dim(there), c(0L, 3L))
  expect_output(print(there), "^Nothing found. Converged")
})

test_that("remedies name the fit as the caller does", {
  my_fit <- gd_lm(mpg ~ disp + hp, mtcars)
  expect_match(diagnose(my_fit)$remedy, "^update\\(my_fit, ")
  expect_match(diagnose(gd_lm(mpg ~ disp + hp, mtcars))$remedy, "^update\\(fit, ")
  `a fit` <- my_fit
  expect_match(diagnose(`a fit`)$remedy, "^update\\(`a fit`, ")
})

test_that("what is no fit, and arguments that are not there, are refused", {
  expect_error(diagnose(lm(mpg ~ wt, mtcars)), "`fit` must be a fit by gd_lm\\(\\), neuron\\(\\) or ann\\(\\)")
  expect_error(diagnose(gd_lm(mpg ~ wt, mtcars), 3), "is not an argument here")
})

test_that("a fit that was saved, or made without its model frame, gives the same diagnosis", {
  set.seed(1)
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 2, activation = "relu", scaling = "none", epochs = 1,
             start = list(matrix(c(-1000, 0, 0, -1000, 1, 1), 3), matrix(1, 3, 1)))
  file <- tempfile()
  saveRDS(fit, file)
  expect_identical(as.data.frame(diagnose(readRDS(file))), as.data.frame(diagnose(fit)))
  lean <- fit
  lean$model <- NULL
  expect_identical(findings(lean), findings(fit))
})

test_that("rows held out, and rows of weight 0, are not what is judged", {
  # the response of the row of weight 0 is out of reach, those of the others are not
  data <- data.frame(x = 1:10, y = c(rep(0:1, 4), 0.5, 50), w = c(rep(1, 9), 0))
  expect_false("out_of_reach" %in% findings(quietly(neuron(y ~ x, data, weights = w, scaling = "standardize"))))
  data$w <- 1
  expect_true("out_of_reach" %in% findings(quietly(neuron(y ~ x, data, weights = w, scaling = "standardize"))))
})

test_that("every rule can be told apart: no two have the same name or words", {
  expect_identical(anyDuplicated(names(diagnosis_rules)), 0L)
  words <- vapply(diagnosis_rules, `[[`, "", "finding")
  expect_identical(anyDuplicated(words), 0L)
  for (rule in diagnosis_rules) expect_true(rule$severity %in% c("event", "problem", "note"))
})

test_that("print() needs little time beside its own", {
  fit <- gd_lm(mpg ~ disp + hp + wt, mtcars)
  each <- system.time(for (i in 1:50) verdict(fit))[["elapsed"]] / 50
  expect_lt(each, 0.05)  # a millisecond on an idle machine
})

test_that("the diagnosis of many coefficients takes no decomposition", {
  skip_on_cran()
  data <- oracle_with_seed(1, as.data.frame(matrix(rnorm(700 * 601), 700)))
  fit <- gd_lm(V1 ~ ., data, epochs = 2)
  counted <- 0
  count <- function() counted <<- counted + 1
  for (name in c("qr", "svd", "chol2inv", "backsolve")) {
    suppressMessages(trace(name, as.call(list(count)), print = FALSE, where = baseenv()))
  }
  on.exit(for (name in c("qr", "svd", "chol2inv", "backsolve")) suppressMessages(untrace(name, where = baseenv())))
  expect_match(verdict(fit), "up to .* standard errors from the minimum")
  expect_identical(counted, 0)
  summary(fit)
  expect_gt(counted, 0)
})

test_that("remedies of a cost of one's own run: no rate is known there", {
  calls <- expression(
    gd_lm(mpg ~ wt, mtcars, cost = cost(~ (d - y)^4), eta = 1e-8, epochs = 3),
    gd_lm(mpg ~ wt, mtcars, cost = cost(~ log(cosh(d - y))), eta = 1e-8, epochs = 3),
    gd_lm(mpg ~ wt, mtcars, cost = cost(~ (d - y)^4), eta = 0.1, epochs = 30),
    gd_lm(mpg ~ wt + disp, mtcars, cost = cost(~ abs(d - y)), eta = 0.1, epochs = 30),
    gd_lm(mpg ~ wt, mtcars, cost = cost(~ (d - y)^4), optimizer = "adam", eta = 1e-8, epochs = 3),
    neuron(mpg ~ wt, mtcars, activation = "identity", cost = cost(~ (d - y)^4), eta = 1e-8, epochs = 3),
    gd_lm(mpg ~ wt, mtcars, cost = "huber", eta = 1e-8, epochs = 3)
  )
  for (call in calls) {
    fit <- suppressWarnings(eval(call))
    remedies <- diagnose(fit)$remedy
    expect_gt(length(remedies), 0)
    for (code in remedies) expect_no_error(suppressWarnings(eval(parse(text = code))))
  }
  expect_identical(code, "update(fit, eta = \"auto\")")
})
