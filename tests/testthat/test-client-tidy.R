# The oracle is broom's table of the same lm() or glm().

test_that("tidy() and glance() are broom's of lm() and glm(), with `converged`", {
  skip_if_not_installed("broom")
  d <- client_data()
  for (pair in list(beside_lm(mpg ~ log(wt) + hp * gear, d, weights = qsec), beside_lm(mpg ~ 1, d),
                    beside_lm(mpg ~ wt + qsec - 1, d))) {
    expect_equal(generics::tidy(pair$ours)[1:5], generics::tidy(pair$exact), ignore_attr = TRUE)
    ours <- generics::tidy(pair$ours, conf.int = TRUE, conf.level = 0.9)
    expect_equal(ours[1:7], generics::tidy(pair$exact, conf.int = TRUE, conf.level = 0.9), ignore_attr = TRUE)
    expect_true(all(ours$converged))
    expect_s3_class(ours, "tbl_df")
    expect_equal(generics::glance(pair$ours)[1:12], generics::glance(pair$exact), ignore_attr = TRUE)
    expect_identical(names(generics::glance(pair$ours)), c(names(generics::glance(pair$exact)), "error", "epochs",
                                                           "converged"))
  }
  pair <- beside_glm(third ~ wt + gear, d, weights = carb, offset = qsec / 20)
  expect_equal(generics::tidy(pair$ours)[1:5], generics::tidy(pair$exact), tolerance = 1e-6, ignore_attr = TRUE)
  expect_equal(generics::glance(pair$ours)[1:8], generics::glance(pair$exact), tolerance = 1e-6, ignore_attr = TRUE)
  odds <- generics::tidy(pair$ours, conf.int = TRUE, exponentiate = TRUE)
  expect_equal(odds$estimate, unname(exp(coef(pair$exact))), tolerance = 1e-6)
  wald <- exp(confint.default(pair$exact))
  expect_equal(cbind(odds$conf.low, odds$conf.high), unname(wald), tolerance = 1e-6)
})

test_that("tidy(vcov = ) takes a matrix, a function and a name of sandwich", {
  skip_if_not_installed("sandwich")
  skip_if_not_installed("lmtest")
  pair <- beside_lm(mpg ~ wt + hp, mtcars)
  robust <- sandwich::vcovHC(pair$exact, type = "HC3")
  wanted <- unclass(lmtest::coeftest(pair$exact, vcov. = robust))
  for (given in list(robust, function(fit) robust, "HC3")) {
    table <- generics::tidy(pair$ours, vcov = given)
    expect_equal(as.matrix(table[2:5]), wanted[, 1:4], ignore_attr = TRUE)
  }
  expect_error(generics::tidy(pair$ours, vcov = diag(2)), "`vcov` must be a 3 x 3 matrix")
  expect_error(generics::tidy(pair$ours, vcov = 3), "`vcov` must be")
})

test_that("tidy(epoch = ) is the path, and histories become long tables", {
  skip_if_not_installed("generics")
  early <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 3)
  path <- generics::tidy(early, epoch = c(0, 2))
  expect_identical(path$epoch, rep(c(0, 2), each = 3))
  expect_identical(path$estimate, unname(c(coef(early, epoch = 0), coef(early, epoch = 2))))
  expect_true(all(is.na(path$p.value)) && !any(path$converged))
  expect_error(generics::tidy(early, epoch = 9), "a recorded epoch")
  long <- generics::tidy(coef_history(early))
  expect_identical(names(long), c("epoch", "term", "value"))
  expect_identical(long$value[long$term == "wt"], coef_history(early)$wt)
  expect_identical(generics::tidy(error_history(early))$value, error_history(early)$error)
  expect_warning(generics::tidy(early), "standard errors from the minimum", class = "away_from_minimum")
  expect_warning(generics::glance(early), "standard errors from the minimum", class = "away_from_minimum")
  expect_warning(expect_warning(generics::augment(early, se_fit = TRUE), class = "away_from_minimum"), NA)
  expect_no_warning(generics::augment(early, newdata = mtcars[1:3, ]))
})

test_that("networks have one row per weight, and no standard errors", {
  skip_if_not_installed("generics")
  set.seed(1)
  net <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 20)
  table <- generics::tidy(net, conf.int = TRUE)
  expect_identical(anyDuplicated(table$term), 0L)
  at <- table$term == "1:wt->h2"
  expect_identical(table$estimate[at], coef(net)$hidden1["wt", "h2"])
  expect_identical(table[at, c("layer", "from", "to")], table[at, 2:4])
  expect_identical(unlist(table[at, 2:4], use.names = FALSE), c("hidden1", "wt", "h2"))
  expect_true(all(is.na(table$std.error)))
  figures <- generics::glance(net)
  expect_equal(figures$r.squared, 1 - sum(residuals(net)^2) / sum((mtcars$mpg - mean(mtcars$mpg))^2))
  expect_identical(figures$parameters, 9L)
  classes <- ann(Species ~ ., iris, hidden = 2, epochs = 50, validation = 0.2)
  expect_equal(generics::glance(classes)$accuracy, mean(predict(classes, type = "class") == iris$Species))
  expect_identical(generics::glance(classes)$validation, classes$best_error)
  expect_error(generics::tidy(net, vcov = diag(9)), "no standard errors")
  expect_error(generics::tidy(net, robust = TRUE), "no argument `robust`")
})

test_that("augment() is broom's", {
  skip_if_not_installed("broom")
  d <- client_data()
  same <- function(pair, ..., tolerance = 1e-8) {
    ours <- generics::augment(pair$ours, ...)
    exact <- generics::augment(pair$exact, ...)
    expect_setequal(names(ours), names(exact))
    expect_equal(as.list(ours)[names(exact)], as.list(exact), tolerance = tolerance, ignore_attr = TRUE)
  }
  for (pair in list(beside_lm(mpg ~ log(wt) + hp * gear, d, weights = qsec), beside_lm(mpg ~ hp, d))) {
    same(pair)
    same(pair, newdata = d[3:9, ])
    suppressWarnings(same(pair, newdata = d[3:9, -1], se_fit = TRUE, interval = "prediction"))  # lm() speaks of weights
    same(pair, interval = "confidence", conf.level = 0.95)
  }
  d$none <- replace(d$qsec, 5, 0)
  same(beside_lm(mpg ~ wt, d, weights = none))
  all <- generics::augment(beside_lm(mpg ~ hp, d)$ours, data = d)
  exact <- generics::augment(lm(mpg ~ hp, d, na.action = na.exclude), data = d)
  expect_equal(all$.fitted, exact$.fitted)
  same(beside_glm(third ~ wt + hp, d), tolerance = 1e-6)
  same(beside_glm(third ~ wt + hp, d), newdata = d[1:3, ], type.predict = "response", se_fit = TRUE, tolerance = 1e-6)
  expect_error(generics::augment(pair$ours, data = d[1:7, ]), "31 rows of the fit")
})

test_that("augment() gives classes and probabilities of networks", {
  skip_if_not_installed("generics")
  set.seed(1)
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 50)
  new <- generics::augment(flowers, newdata = iris[c(1, 51, 101), ])
  expect_identical(unname(new$.pred_class), unname(predict(flowers, iris[c(1, 51, 101), ], type = "class")))
  expect_equal(as.matrix(as.data.frame(new)[paste0(".pred_", levels(iris$Species))]),
               predict(flowers, iris[c(1, 51, 101), ]), ignore_attr = TRUE)
  two <- ann(factor(am) ~ wt, mtcars, hidden = 2, epochs = 20)
  new <- generics::augment(two)
  expect_equal(new$.pred_0 + new$.pred_1, rep(1, 32))
  expect_equal(new$.pred_1, unname(fitted(two)))
  several <- ann(cbind(mpg, qsec) ~ wt, mtcars, hidden = 2, epochs = 20)
  expect_equal(generics::augment(several)$.resid_qsec, unname(residuals(several)[, "qsec"]))
  expect_error(generics::augment(two, se_fit = TRUE), "no standard errors")
})
