# What lm() takes as `data`, and as `newdata`.

test_that("lists, tables and environments are data, as for lm()", {
  same <- function(data, new = data) {
    ours <- gd_lm(y ~ x, data, scaling = "whiten")
    exact <- lm(y ~ x, data)
    expect_equal(coef(ours), coef(exact))
    expect_equal(unname(predict(ours, new)), unname(predict(exact, new)))
  }
  same(list(x = c(1, 2, 4), y = c(1, 3, 4)))
  same(list2env(list(x = c(1, 2, 4), y = c(1, 3, 4))), data.frame(x = 3))
  table <- as.table(matrix(c(5, 3, 8, 2, 9, 1), 2, dimnames = list(x = c("a", "b"), y = c("c", "d", "e"))))
  expect_equal(coef(gd_lm(Freq ~ x + y, table, scaling = "whiten")), coef(lm(Freq ~ x + y, table)))
  expect_equal(predict(gd_lm(Freq ~ x + y, table, scaling = "whiten"), table), predict(lm(Freq ~ x + y, table), table))
  unequal <- list(x = c(1, 2, 4), y = c(1, 3, 4), k = 2)
  expect_equal(coef(gd_lm(y ~ I(x^k), unequal, scaling = "whiten")), coef(lm(y ~ I(x^k), unequal)))
  set.seed(1)
  net <- ann(y ~ x, list(x = 1:9, y = (1:9)^2), hidden = 2, epochs = 5)
  expect_identical(unname(predict(net, list(x = 1:9))), unname(fitted(net)))
  expect_error(gd_lm(y ~ x, list(1:3, 2:4)), "a list with names")
  expect_error(gd_lm(y ~ x, 3), "`data` must be a data frame, not 3")
  expect_error(gd_lm(y ~ x, "cars"), "a data frame, or dplyr::tbl(con, \"name\") of a table in a database, not \"cars\".",
               fixed = TRUE)
  expect_error(gd_lm(y ~ x, matrix(1:4, 2)), "`data` must be a data frame, not a 2 x 2 matrix")
  expect_error(gd_lm(y ~ x, factor("a")), "object 'y' not found|data frame")
})

test_that("resamples of modelr and splits of rsample are data", {
  skip_if_not_installed("modelr")
  half <- modelr::resample(mtcars, 1:20)
  expect_equal(coef(gd_lm(mpg ~ wt, half, scaling = "whiten")), coef(lm(mpg ~ wt, mtcars[1:20, ])))
  expect_equal(predict(gd_lm(mpg ~ wt, half, scaling = "whiten"), half), predict(lm(mpg ~ wt, half), half))
  skip_if_not_installed("rsample")
  set.seed(1)
  split <- rsample::initial_split(mtcars)
  expect_equal(coef(gd_lm(mpg ~ wt, split, scaling = "whiten")), coef(lm(mpg ~ wt, rsample::training(split))))
})

test_that("a fit that dput() has written and dget() has read predicts and goes on, as an lm does", {
  set.seed(1)
  fits <- list(gd_lm(mpg ~ poly(wt, 2) + factor(gear), mtcars, scaling = "whiten"),
               gd_lm(mpg ~ wt, mtcars, cost = "huber", epochs = 5),
               neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 5),
               neuron(mpg ~ wt, mtcars, activation = ~ log(1 + exp(x)), cost = ~ (d - y)^4, eta = 1e-6, epochs = 5),
               ann(mpg ~ wt, mtcars, hidden = 2, activation = "tanh", epochs = 5),
               ann(factor(gear) ~ wt, mtcars, hidden = 2, optimizer = opt_adam(beta1 = 0.8), epochs = 5))
  for (fit in fits) {
    for (control in list(c("keepNA", "keepInteger", "niceNames", "showAttributes"), "all")) {
      file <- tempfile()
      suppressWarnings(dput(fit, file, control = control))
      again <- suppressWarnings(dget(file))
      expect_equal(predict(again, mtcars[1:3, ]), predict(fit, mtcars[1:3, ]), label = deparse1(fit$call))
      expect_equal(coef(resume(again, 2)), coef(resume(fit, 2)), label = deparse1(fit$call))
      expect_identical(diagnose(again)$finding, diagnose(fit)$finding, label = deparse1(fit$call))
    }
  }
  file <- tempfile()
  suppressWarnings(dput(fits[[1]], file, control = "all"))
  expect_equal(predict(as_lm(dget(file)), mtcars[1:3, ]), predict(lm(mpg ~ poly(wt, 2) + factor(gear), mtcars), mtcars[1:3, ]))
})

test_that("a fit without a model frame that dget() has read predicts by its formula", {
  new <- transform(mtcars[1:4, ], gears = as.character(gear))
  made <- transform(mtcars, gears = as.character(gear))
  fits <- list(
    gd_lm(mpg ~ wt, mtcars, model = FALSE, epochs = 9),
    gd_lm(mpg ~ . - hp, mtcars, model = FALSE, epochs = 9, scaling = "standardize"),
    gd_lm(log(mpg) ~ wt * factor(cyl) - 1, mtcars, model = FALSE, epochs = 9, scaling = "standardize"),
    neuron(am ~ wt + offset(qsec / 20), mtcars, cost = "cross_entropy", model = FALSE, epochs = 9),
    oracle_with_seed(1, ann(mpg ~ wt + gears, made, model = FALSE, epochs = 9))
  )
  for (fit in fits) {
    expect_equal(predict(reread(fit), new), predict(fit, new), tolerance = 1e-8)
    expect_equal(suppressWarnings(input_slopes(reread(fit), new))$slope, suppressWarnings(input_slopes(fit, new))$slope,
                 tolerance = 1e-8)
  }
  for (fit in fits[c(1, 3)]) {
    inputs <- list(wt = 1:3, cyl = 4:6)
    expect_identical(are_numbers(reread(fit), inputs), are_numbers(fit, inputs))
  }
  curve <- gd_lm(mpg ~ poly(wt, 2), mtcars, model = FALSE, epochs = 50)
  expect_equal(predict(reread(curve), new), predict(curve, new), tolerance = 1e-8)
  expect_equal(suppressWarnings(input_slopes(reread(curve), new))$slope, suppressWarnings(input_slopes(curve, new))$slope,
               tolerance = 1e-8)
  gone <- (function() {
    cars_here <- mtcars
    gd_lm(mpg ~ scale(wt), cars_here, model = FALSE, epochs = 9)
  })()
  expect_error(predict(reread(gone), new), "scale() of `formula` needs the data of the fit, which dput() did not write",
               fixed = TRUE)
})
