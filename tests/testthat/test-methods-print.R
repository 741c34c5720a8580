# What a person sees. Digits are few, so that every platform prints the same.

local_reproducible_output(width = 80)

test_that("print() shows parameters and hyperparameters apart, and where training stands", {
  line <- oracle_line()
  expect_snapshot(print(gd_lm(y ~ x, line$data, eta = 0.01, epochs = 1000, start = 1), digits = 4))
  expect_snapshot(print(gd_lm(dist ~ speed, cars, scaling = "whiten", optimizer = opt_momentum(0.5)), digits = 4))
  expect_snapshot(print(gd_lm(mpg ~ wt + I(2 * wt), mtcars, scaling = "standardize"), digits = 4))
  gate <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000)
  expect_snapshot(print(fit, digits = 4))
})

test_that("summary() shows lm's table and the way that is left", {
  expect_snapshot(print(summary(gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 30)),
    digits = 3))
  expect_snapshot(print(summary(gd_lm(dist ~ speed, cars, cost = "huber", eta = 0.001, epochs = 10)), digits = 3))
  fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 20)
  expect_snapshot(print(summary(fit), digits = 3))
})

test_that("histories and hyperparameters print in short", {
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.125, epochs = 20)
  expect_snapshot(print(coef_history(fit), digits = 3))
  expect_snapshot(print(hyperparameters(fit)))
  expect_snapshot(print(anova(gd_lm(dist ~ speed, cars, scaling = "whiten")), digits = 3))
  expect_snapshot(print(compare(gd_lm(dist ~ speed, cars, epochs = 5)), digits = 3))
})

test_that("the rows that were left out are counted", {
  said <- function(x) grep("left out", capture.output(print(x)), value = TRUE)
  incomplete <- sum(is.na(airquality$Ozone))
  line <- sprintf("%d rows left out for missing values.", incomplete)
  fits <- list(gd_lm(Ozone ~ Wind, airquality, scaling = "whiten"), gd_lm(Ozone ~ Wind, airquality, cost = "mae"),
               neuron(I(Ozone > 40) ~ Wind, airquality, na.action = na.exclude, epochs = 5),
               oracle_with_seed(1, ann(Ozone ~ Wind, airquality, epochs = 5)))
  for (fit in fits) {
    expect_identical(said(fit), line)
    expect_identical(trimws(said(summary(fit))), line)
    expect_length(summary(fit)$na.action, incomplete)
  }
  one <- transform(mtcars, wt = replace(wt, 3, NA))
  expect_identical(said(gd_lm(mpg ~ wt, one)), "1 row left out for missing values.")
  expect_identical(said(gd_lm(mpg ~ hp, one)), character())
  # those of a data frame that validates too
  held <- oracle_with_seed(1, ann(mpg ~ wt, one[1:20, ], validation = transform(one[21:32, ], mpg = replace(mpg, 1:2, NA)),
                                  epochs = 5))
  expect_identical(said(held), c("1 row left out for missing values.", "2 rows of `validation` left out for missing values."))
  expect_identical(said(summary(held)), said(held))
})
