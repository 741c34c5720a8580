# predict() and residuals() beside those of lm() and glm().

test_that("predictions, intervals and terms of a linear model are lm's", {
  d <- client_data()
  pair <- beside_lm(mpg ~ poly(wt, 2) + hp * gear, d, weights = qsec, na.action = na.exclude)
  new <- d[3:7, ]
  for (level in c(0.9, 0.95)) {
    for (interval in c("conf", "prediction")) {
      expect_equal(suppressWarnings(predict(pair$ours, new, interval = interval, level = level)),
                   suppressWarnings(predict(pair$exact, new, interval = interval, level = level)))
    }
  }
  expect_warning(predict(pair$ours, new, interval = "pred"), "has weights")
  expect_warning(expect_warning(predict(pair$ours, interval = "pred"), "future"), "has weights")
  expect_equal(predict(pair$ours, new, type = "terms"), predict(pair$exact, new, type = "terms"))
  expect_equal(predict(pair$ours, type = "terms", se.fit = TRUE), predict(pair$exact, type = "terms", se.fit = TRUE))
  expect_equal(predict(pair$ours, new, type = "terms", terms = "gear"), predict(pair$exact, new, type = "terms",
                                                                                terms = "gear"))
  for (type in c("working", "response", "deviance", "pearson", "partial")) {
    expect_equal(residuals(pair$ours, type), residuals(pair$exact, type), label = type)
  }
  pdf(NULL)
  on.exit(dev.off())
  plain <- beside_lm(mpg ~ wt + gear, d)
  expect_identical(termplot(plain$ours, plot = FALSE)$wt$x, termplot(plain$exact, plot = FALSE)$wt$x)
  expect_error(predict(plain$ours, new, interval = "c", scale = 3), "`scale` is not an argument here")
  expect_error(predict(plain$ours, type = "class"), "`type` must be one of \"response\"")
  expect_error(predict(plain$ours, interval = "tolerance"), "`interval` must be")
})

test_that("a logistic neuron's intervals are glm's on the link scale", {
  d <- client_data()
  pair <- beside_glm(third ~ wt + gear, d, weights = carb)
  new <- d[3:7, ]
  exact <- predict(pair$exact, new, se.fit = TRUE)
  band <- plogis(cbind(fit = exact$fit, lwr = exact$fit - qnorm(0.95) * exact$se.fit,
                       upr = exact$fit + qnorm(0.95) * exact$se.fit))
  expect_equal(predict(pair$ours, new, interval = "confidence", level = 0.9), band, tolerance = 1e-5)
  expect_equal(predict(pair$ours, new, interval = "conf", level = 0.9, type = "link"), qlogis(band), tolerance = 1e-5)
  both <- predict(pair$ours, new, se.fit = TRUE, interval = "confidence")
  expect_equal(both$se.fit, predict(pair$exact, new, type = "response", se.fit = TRUE)$se.fit, tolerance = 1e-5)
  expect_identical(colnames(both$fit), c("fit", "lwr", "upr"))
  expect_error(predict(pair$ours, new, interval = "prediction"), "no residual variance")
  for (type in c("response", "deviance", "pearson", "working", "partial")) {
    expect_equal(residuals(pair$ours, type), residuals(pair$exact, type), tolerance = 1e-5, label = type)
  }
  expect_equal(predict(pair$ours, new, type = "terms"), predict(pair$exact, new, type = "terms"), tolerance = 1e-5,
               ignore_attr = TRUE)
})

test_that("a neuron's other intervals are nls's, to first order", {
  unit <- neuron(mpg ~ wt, mtcars, activation = "softplus", cost = "half_mse", scaling = "standardize",
                 optimizer = "lbfgs", epochs = 300)
  curve <- nls(mpg ~ log1p(exp(a + b * wt)), mtcars, start = list(a = 37, b = -5))
  z <- coef(curve)[[1]] + coef(curve)[[2]] * c(2, 4)
  j <- cbind(1, c(2, 4)) * plogis(z)
  se <- sqrt(diag(j %*% vcov(curve) %*% t(j)))
  band <- suppressWarnings(predict(unit, data.frame(wt = c(2, 4)), interval = "prediction"))
  half <- qt(0.975, 30) * sqrt(se^2 + sigma(curve)^2)
  expect_equal(unname(band[, "upr"] - band[, "fit"]), half, tolerance = 1e-3)
  line <- neuron(mpg ~ wt, mtcars, activation = "identity", scaling = "whiten", eta = "auto", epochs = 5)
  new <- data.frame(wt = c(2, 4))
  expect_equal(predict(line, new, interval = "prediction"), predict(lm(mpg ~ wt, mtcars), new, interval = "prediction"))
})

test_that("probabilities are n x k with the level names, for every class of fit", {
  set.seed(1)
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 30)
  expect_identical(predict(flowers, iris[1:3, ], type = "prob"), predict(flowers, iris[1:3, ]))
  d <- transform(mtcars, gearbox = factor(am, labels = c("automatic", "manual")))
  for (fit in list(ann(gearbox ~ wt, d, hidden = 2, epochs = 30),
                   neuron(gearbox ~ wt, d, cost = "cross_entropy", epochs = 30))) {
    p <- predict(fit, d[1:3, ], type = "prob")
    expect_identical(colnames(p), c("automatic", "manual"))
    expect_equal(p[, "manual"], predict(fit, d[1:3, ]))
    expect_equal(unname(rowSums(p)), c(1, 1, 1))
    expect_error(predict(fit, type = "raw"), "\"prob\" for the probabilities")
    expect_error(predict(fit, type = "probs"), "\"prob\" for the probabilities")
  }
  numbers <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 3)
  expect_identical(colnames(predict(numbers, type = "prob")), c("0", "1"))
  expect_error(predict(ann(mpg ~ wt, mtcars, epochs = 2), type = "prob"), "numeric response")
  expect_error(predict(neuron(mpg ~ wt, mtcars, activation = "identity", epochs = 2, eta = 0.01), type = "prob"),
               "numeric response")
})

test_that("predict(epoch = ) is as the fit stood then", {
  early <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 5)
  expect_equal(unname(predict(early, mtcars[1:3, ], epoch = 2)),
               drop(as.matrix(cbind(1, mtcars[1:3, c("wt", "hp")])) %*% coef(early, epoch = 2)), ignore_attr = TRUE)
  expect_error(predict(early, epoch = 2, se.fit = TRUE), "`epoch` must be NULL")
  expect_error(predict(early, epoch = 99), "a recorded epoch")
  set.seed(1)
  net <- ann(mpg ~ wt, mtcars, hidden = 2, epochs = 5)
  expect_identical(predict(net, epoch = 5), predict(net))
  expect_false(identical(predict(net, epoch = 1), predict(net)))
})

test_that("likelihoods, criteria and comparisons warn away from the minimum", {
  small <- gd_lm(mpg ~ wt + qsec, mtcars, scaling = "standardize", epochs = 3)
  big <- gd_lm(mpg ~ wt + qsec + hp, mtcars, scaling = "standardize", epochs = 3)
  calls <- list(quote(logLik(big)), quote(AIC(big)), quote(BIC(big)), quote(extractAIC(big)), quote(anova(big, small)),
                quote(sigma(big)), quote(predict(big, se.fit = TRUE)), quote(predict(big, interval = "confidence")),
                quote(vcov(big)), quote(confint(big)))
  for (call in calls) {
    expect_warning(expect_warning(eval(call), class = "away_from_minimum"), NA, label = deparse1(call))
  }
  fine <- gd_lm(mpg ~ wt + qsec, mtcars, scaling = "whiten")
  big <- fine
  small <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
  for (call in calls) expect_no_warning(eval(call))
})
