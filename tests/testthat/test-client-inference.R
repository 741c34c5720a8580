# The oracle is the same call on lm() or glm(); tests/clients/inference.R asks more of them.

test_that("sandwich: vcovHC(), vcovCL(), NeweyWest(), vcovBS() are lm's and glm's", {
  skip_if_not_installed("sandwich")
  d <- client_data()
  for (pair in list(beside_lm(mpg ~ wt + gear, d, weights = qsec), beside_lm(mpg ~ wt + size + hp, d))) {
    for (type in c("HC0", "HC1", "HC3")) {
      expect_equal(sandwich::vcovHC(pair$ours, type = type), sandwich::vcovHC(pair$exact, type = type), label = type)
    }
    set.seed(1)
    drawn <- sandwich::vcovBS(pair$ours, R = 5)
    set.seed(1)
    expect_equal(drawn, sandwich::vcovBS(pair$exact, R = 5))
  }
  pair <- beside_lm(mpg ~ wt + qsec, mtcars)
  expect_equal(sandwich::vcovCL(pair$ours, ~ cyl, type = "HC1"), sandwich::vcovCL(pair$exact, ~ cyl))
  expect_equal(sandwich::NeweyWest(pair$ours), sandwich::NeweyWest(pair$exact))
  pair <- beside_glm(third ~ wt + qsec, d, weights = carb)
  expect_equal(sandwich::vcovHC(pair$ours), sandwich::vcovHC(pair$exact), tolerance = 1e-5)
  expect_equal(sandwich::bread(pair$ours), sandwich::bread(pair$exact), tolerance = 1e-5)
  early <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 3, scaling = "standardize")
  expect_warning(sandwich::estfun(early), class = "away_from_minimum")
})

test_that("lmtest, multcomp and clubSandwich use the distribution that is right", {
  d <- client_data()
  linear <- beside_lm(mpg ~ wt + gear, d)
  logistic <- beside_glm(third ~ wt + qsec, d)
  if (requireNamespace("lmtest", quietly = TRUE)) {
    for (pair in list(linear, logistic)) {
      expect_equal(lmtest::coeftest(pair$ours)[, 4], lmtest::coeftest(pair$exact)[, 4], tolerance = 1e-5)
      expect_equal(lmtest::waldtest(pair$ours, "wt"), lmtest::waldtest(pair$exact, "wt"), tolerance = 1e-5,
                   ignore_attr = TRUE)
    }
    expect_equal(lmtest::coefci(logistic$ours), lmtest::coefci(logistic$exact), tolerance = 1e-3)
  }
  skip_if_not_installed("multcomp")
  p <- function(fit) summary(multcomp::glht(fit, "wt = 0"))$test$pvalues[1]
  expect_equal(p(linear$ours), p(linear$exact))
  expect_equal(p(logistic$ours), p(logistic$exact), tolerance = 1e-5)
  skip_if_not_installed("clubSandwich")
  robust <- function(fit) clubSandwich::vcovCR(fit, cluster = d$cyl, type = "CR2")
  expect_equal(robust(linear$ours), robust(linear$exact), ignore_attr = TRUE)
})

test_that("car compares minima", {
  skip_if_not_installed("car")
  early <- gd_lm(mpg ~ wt + hp + gear, client_data(), scaling = "standardize", epochs = 3)
  exact <- lm(mpg ~ wt + hp + gear, client_data())
  expect_equal(as.matrix(car::Anova(early)), as.matrix(car::Anova(exact)))
  expect_warning(car::linearHypothesis(early, "wt = 0"), class = "away_from_minimum")
  fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten")
  expect_equal(car::vif(fit), car::vif(lm(mpg ~ wt + hp, mtcars)))
  expect_error(car::vif(ann(mpg ~ wt, mtcars, epochs = 2)), "no sense for a network")
})

test_that("emmeans are lm's and glm's, and of a network predict()'s, without standard errors", {
  skip_if_not_installed("emmeans")
  d <- client_data()
  table <- function(fit, ...) as.data.frame(emmeans::emmeans(fit, ...))
  linear <- beside_lm(mpg ~ wt * gear, d, weights = qsec)
  expect_equal(table(linear$ours, ~ gear), table(linear$exact, ~ gear))
  logistic <- beside_glm(third ~ wt + gear, d)
  expect_equal(table(logistic$ours, ~ gear, type = "response"), table(logistic$exact, ~ gear, type = "response"),
               tolerance = 1e-5)
  set.seed(1)
  net <- ann(mpg ~ wt * gear, d, hidden = 2, epochs = 50)
  at <- data.frame(wt = mean(d$wt), gear = levels(d$gear))
  expect_no_warning(means <- suppressMessages(table(net, ~ gear)))
  expect_equal(means$emmean, unname(predict(net, at)))
  expect_true(all(is.na(means$SE) & is.na(means[[5]])))
  trend <- as.data.frame(emmeans::emtrends(net, ~ 1, var = "wt"))
  expect_equal(trend$wt.trend, mean(input_slopes(net, at, "wt")[["slope"]]), tolerance = 1e-3)
  flowers <- ann(Species ~ Petal.Width + Petal.Length, iris, hidden = 2, epochs = 50)
  shares <- table(flowers, ~ Species | Petal.Width, at = list(Petal.Width = c(0.5, 1.5)))
  at <- data.frame(Petal.Width = c(0.5, 1.5), Petal.Length = mean(iris$Petal.Length))
  expect_equal(shares$emmean, as.vector(t(predict(flowers, at))))
  expect_identical(as.character(shares$Species), rep(levels(iris$Species), 2))
})

test_that("rms and survey read the coefficients and their covariance", {
  d <- client_data()
  pairs <- list(beside_lm(mpg ~ wt + hp + gear, d), beside_glm(third ~ wt + hp, d))
  for (pair in pairs) {
    expect_identical(vcov(pair$ours, regcoef.only = TRUE), vcov(pair$ours))
    expect_error(vcov(pair$ours, regcoef.only = TRUE, robust = TRUE), "`robust` is not an argument")
    expect_error(coef(pair$ours, na.rm = TRUE, 3, 4), "not an argument")
    if (requireNamespace("rms", quietly = TRUE)) {
      expect_equal(rms::vif(pair$ours), rms::vif(pair$exact), tolerance = 1e-5)
    }
    if (requireNamespace("survey", quietly = TRUE)) {
      expect_equal(c(survey::regTermTest(pair$ours, ~ hp)$p), c(survey::regTermTest(pair$exact, ~ hp)$p), tolerance = 1e-5)
    }
  }
})

test_that("clustered standard errors are of the kind that lm() and glm() have without `type`, and of every other", {
  skip_if_not_installed("sandwich")
  d <- client_data()
  pairs <- list(beside_lm(mpg ~ wt + hp + gear, d), beside_lm(mpg ~ wt + hp, d, weights = qsec, na.action = na.exclude),
                beside_glm(third ~ wt + hp, d), beside_glm(third ~ wt + hp, d, weights = carb))
  for (pair in pairs) {
    for (type in list(NULL, "HC0", "HC1", "HC2", "HC3")) {
      expect_no_warning(ours <- sandwich::vcovCL(pair$ours, cluster = ~ cyl, type = type))
      # glm() keeps the working weights of its last but one iteration
      expect_equal(ours, sandwich::vcovCL(pair$exact, cluster = ~ cyl, type = type),
                   tolerance = if (inherits(pair$ours, "gd_lm")) 1e-8 else 1e-3)
    }
    expect_equal(c(weights(pair$ours, "working")), c(weights(pair$exact, "working")), tolerance = 1e-5,
                 ignore_attr = TRUE)
  }
  expect_error(weights(pairs[[1]]$ours, "other"), "`type` must be one of")
})

test_that("MASS drops and adds terms as for lm() and glm(), with missing values in what it drops", {
  skip_if_not_installed("MASS")
  d <- client_data()
  d$hp[c(3, 7)] <- NA
  for (pair in list(beside_lm(mpg ~ wt + hp + gear, d), beside_glm(third ~ wt + hp, d))) {
    expect_equal(MASS::dropterm(pair$ours), MASS::dropterm(pair$exact), tolerance = 1e-5, ignore_attr = TRUE)
    expect_equal(MASS::addterm(pair$ours, ~ . + qsec), MASS::addterm(pair$exact, ~ . + qsec), tolerance = 1e-5,
                 ignore_attr = TRUE)
  }
  d <- na.omit(d)
  pair <- beside_lm(mpg ~ wt + hp + gear + carb, d)
  expect_equal(MASS::stepAIC(pair$ours, trace = 0)$anova$AIC, MASS::stepAIC(pair$exact, trace = 0)$anova$AIC)
})
