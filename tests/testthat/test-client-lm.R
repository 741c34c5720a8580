# The oracle is the same call on lm() or glm().

verbs <- c("hatvalues", "rstandard", "rstudent", "cooks.distance", "dfbeta", "dfbetas", "influence", "effects", "alias",
           "dummy.coef", "case.names", "variable.names", "sigma", "drop1", "kappa", "qr", "simulate")
seeded <- function(verb, model) {
  if (verb != "simulate") return(get(verb)(model))
  simulate(model, 2, seed = 1)
}

test_that("as_lm() is lm()'s object in every component", {
  d <- client_data()
  pairs <- list(beside_lm(mpg ~ log(wt) + hp * gear, d, weights = qsec), beside_lm(mpg ~ poly(wt, 2) - 1, d),
                beside_lm(mpg ~ wt + size + hp, d), beside_lm(mpg ~ wt + hp, d, offset = qsec / 3, weights = none),
                beside_lm(mpg ~ hp, d, na.action = na.exclude))
  for (pair in pairs) {
    made <- as_lm(pair$ours)
    expect_setequal(names(made), names(pair$exact))
    for (field in setdiff(names(pair$exact), c("call", "effects"))) {
      expect_equal(made[[field]], pair$exact[[field]], label = field, ignore_formula_env = TRUE)
    }
    expect_equal(summary(made)$coefficients, summary(pair$exact)$coefficients)
  }
})

test_that("as_glm() is glm()'s object in every component", {
  d <- client_data()
  pairs <- list(beside_glm(am ~ wt + hp, d), beside_glm(third ~ gear + wt, d, weights = carb),
                beside_glm(am ~ hp, d, offset = qsec / 9, na.action = na.exclude),
                beside_glm(third ~ wt + size, d, weights = none))
  for (pair in pairs) {
    made <- as_glm(pair$ours)
    expect_setequal(names(made), names(pair$exact))
    for (field in setdiff(names(pair$exact), c("call", "iter", "control", "qr", "R", "effects"))) {
      expect_equal(made[[field]], pair$exact[[field]], tolerance = 1e-6, label = field, ignore_formula_env = TRUE)
    }
    expect_equal(abs(qr.R(made$qr)), abs(qr.R(pair$exact$qr)), tolerance = 1e-6)
    expect_equal(summary(made)$coefficients, summary(pair$exact)$coefficients, tolerance = 1e-6)
  }
})

test_that("a bias that is not learnt is an offset of the glm", {
  fit <- neuron(am ~ wt + hp, mtcars, bias = -3, cost = "cross_entropy", scaling = "whiten", eta = "auto",
                optimizer = "lbfgs", epochs = 200)
  exact <- glm(am ~ wt + hp - 1 + offset(rep(-3, 32)), binomial, mtcars)
  expect_equal(coef(summary(as_glm(fit))), coef(summary(exact)), tolerance = 1e-4)
  expect_equal(predict(as_glm(fit), mtcars[3:5, ]), predict(fit, mtcars[3:5, ], type = "link"))
  none <- neuron(am ~ poly(wt, 2), mtcars, bias = "none", cost = "cross_entropy", scaling = "whiten", eta = "auto",
                 optimizer = "lbfgs", epochs = 200)
  exact <- glm(am ~ poly(wt, 2) - 1, binomial, mtcars)
  expect_equal(coef(summary(as_glm(none))), coef(summary(exact)), tolerance = 1e-4)
  expect_equal(predict(as_glm(none), mtcars[3:5, ]), predict(none, mtcars[3:5, ], type = "link"))
  expect_error(as_glm(neuron(am ~ factor(gear), mtcars, bias = -1, cost = "cross_entropy", epochs = 2)),
               "no counterpart")
})

test_that("leverages, influence and terms are those of lm() and glm()", {
  d <- client_data()
  for (pair in list(beside_lm(mpg ~ log(wt) + hp * gear, d, weights = none),
                    beside_lm(mpg ~ wt + hp + size, d, na.action = na.exclude))) {
    for (verb in c(verbs, "labels")) {
      expect_equal(suppressWarnings(seeded(verb, pair$ours)), suppressWarnings(seeded(verb, pair$exact)), label = verb,
                   ignore_formula_env = TRUE)
    }
    for (verb in c("dffits", "covratio", "influence.measures")) {
      if (verb == "influence.measures" && any(is.na(coef(pair$exact)))) next
      expect_equal(unclass(get(verb)(pair$ours))[1], unclass(get(verb)(pair$exact))[1], label = verb)
    }
  }
  expect_equal(proj(beside_lm(mpg ~ wt + gear, d)$ours), proj(lm(mpg ~ wt + gear, d)))
  pair <- beside_glm(am ~ wt + hp, d, weights = none)
  for (verb in setdiff(verbs, c("qr", "kappa", "effects"))) {
    expect_equal(seeded(verb, pair$ours), seeded(verb, pair$exact), tolerance = 1e-5, label = verb,
                 ignore_formula_env = TRUE)
  }
  expect_error(influence.measures(pair$ours), "qr")  # would treat it as an lm
  for (field in computed_fields$binomial) {
    expect_equal(do.call("$", list(pair$ours, field)), pair$exact[[field]], tolerance = 1e-6, label = field)
  }
})

test_that("drop1(), add1() and step() compare minima, as lm() and glm() do, wherever the fit stands", {
  d <- na.omit(client_data())
  early <- gd_lm(mpg ~ wt + hp + gear, d, scaling = "standardize", epochs = 3)
  exact <- lm(mpg ~ wt + hp + gear, d)
  expect_equal(drop1(early, test = "F"), drop1(exact, test = "F"))
  expect_equal(drop1(early, ~ hp, scale = 4), drop1(exact, ~ hp, scale = 4))
  expect_equal(add1(early, ~ . + qsec + wt:hp, test = "F"), add1(exact, ~ . + qsec + wt:hp, test = "F"))
  local({
    here <- d
    expect_equal(add1(gd_lm(mpg ~ wt, here, scaling = "whiten"), ~ . + hp), add1(lm(mpg ~ wt, here), ~ . + hp))
  })
  pair <- beside_glm(third ~ wt + hp, d)
  expect_equal(drop1(pair$ours, test = "Chisq"), drop1(pair$exact, test = "Chisq"), tolerance = 1e-6)
  expect_equal(add1(pair$ours, ~ . + drat), add1(pair$exact, ~ . + drat), tolerance = 1e-6)
  full <- beside_lm(mpg ~ wt + hp + qsec + drat + gear, d)
  ours <- step(full$ours, trace = 0)
  exact <- step(full$exact, trace = 0)
  expect_equal(formula(ours), formula(exact), ignore_formula_env = TRUE)
  expect_equal(ours$anova, exact$anova)
  expect_error(add1(early), "`scope` must")
  expect_error(drop1(early, tests = "F"), "no argument `tests`")
})

test_that("sigma() counts the rank, of networks the parameters", {
  expect_equal(sigma(gd_lm(mpg ~ wt + I(2 * wt), mtcars, scaling = "whiten")), sigma(lm(mpg ~ wt, mtcars)))
  unit <- neuron(mpg ~ wt, mtcars, activation = "softplus", cost = "half_sse", scaling = "standardize",
                 optimizer = "lbfgs", epochs = 200)
  curve <- nls(mpg ~ log1p(exp(a + b * wt)), mtcars, start = list(a = 37, b = -5))
  expect_equal(suppressWarnings(sigma(unit)), sigma(curve), tolerance = 1e-4)
  set.seed(1)
  net <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 20)
  expect_equal(sigma(net), sqrt(sum(residuals(net)^2) / (32 - 9)))
  two <- ann(cbind(mpg, qsec) ~ wt, mtcars, hidden = 2, epochs = 20)
  expect_equal(sigma(two), sqrt(colSums(residuals(two)^2) / (32 - 10 / 2)))
  expect_error(sigma(ann(factor(gear) ~ wt, mtcars, epochs = 2)), "no sense for classes")
  expect_error(sigma(gd_lm(mpg ~ wt, mtcars, cost = "mae", epochs = 2)), "makes no sense")
})

test_that("what holds at the minimum warns away from it, with the distance and the remedy", {
  early <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 3)
  exact <- lm(mpg ~ wt + hp, mtcars)
  away <- max(abs(coef(early) - coef(exact)) / sqrt(diag(vcov(exact))))
  pattern <- function(verb) sprintf("still %s standard errors from the minimum, and %s", format(away, digits = 2), verb)
  for (verb in c("rstandard", "rstudent", "cooks.distance", "dfbetas", "influence", "sigma", "as_lm", "as_glm",
                 "simulate")) {
    expect_warning(get(verb)(early), pattern(verb), class = "away_from_minimum", fixed = TRUE)
  }
  logistic <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 20)
  newton <- suppressWarnings(glm(am ~ wt, binomial, mtcars, start = coef(logistic), control = glm.control(maxit = 1)))
  root <- chol(crossprod(cbind(1, mtcars$wt) * sqrt(fitted(logistic) * (1 - fitted(logistic)))))
  away <- max(abs(coef(newton) - coef(logistic)) / sqrt(diag(chol2inv(root))))
  expect_warning(as_glm(logistic), sprintf("still %s standard errors", format(away, digits = 2)), fixed = TRUE)
  for (verb in c("hatvalues", "alias", "drop1", "labels", "variable.names", "case.names")) {
    expect_no_warning(get(verb)(early))
  }
})

test_that("fits without an exact counterpart, and arguments that nobody reads, are refused", {
  squared <- neuron(am ~ wt, mtcars, epochs = 3)
  set.seed(1)
  net <- ann(mpg ~ wt, mtcars, epochs = 3)
  for (verb in c("hatvalues", "rstandard", "influence", "as_glm", "drop1", "simulate", "effects", "alias")) {
    expect_error(get(verb)(squared), "makes no sense for a fit with the cost \"half_mse\" and")
    expect_error(get(verb)(net), "makes no sense for a network")
  }
  expect_error(as_lm(neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 3)), "lm() minimises", fixed = TRUE)
  fit <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
  expect_error(hatvalues(fit, foo = 1), "no argument `foo`")
  expect_error(simulate(fit, 1, NULL, 3), "without a name is not an argument")
  expect_null(fit$y)
  expect_null(net$qr)
  expect_identical(fit$resid, fit$residuals)  # `$` matches the start of a name, as in any list
  expect_identical(variable.names(net), c("(Intercept)", "wt"))
  expect_identical(labels(net), "wt")
})

test_that("vcov() of a summary, model.frame(data = ) and model.matrix(data = ) are lm's and glm's", {
  d <- transform(client_data(), third = as.integer(third))
  for (pair in list(beside_lm(mpg ~ poly(wt, 2) + gear, d, weights = qsec, subset = carb < 5),
                    beside_glm(third ~ wt + gear, d))) {
    expect_equal(vcov(summary(pair$ours)), vcov(summary(pair$exact)), tolerance = 1e-5)
    for (frame in list(d[c(1, 4, 28), ], d[11:30, ])) {
      expect_equal(model.frame(pair$ours, data = frame), model.frame(pair$exact, data = frame), ignore_attr = "terms")
      expect_equal(model.matrix(pair$ours, data = frame), model.matrix(pair$exact, data = frame))
    }
    expect_identical(nrow(model.frame(pair$ours, subset = 1:4)), nrow(model.frame(pair$exact, subset = 1:4)))
  }
})
