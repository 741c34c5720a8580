# lm's remaining verbs on fits, and what keeps a fit alive outside its session.

test_that("intervals and standard errors of predictions are lm's", {
  cases <- list(list(mpg ~ wt + factor(cyl), mtcars), list(dist ~ poly(speed, 2), cars), list(mpg ~ wt + hp - 1,
    mtcars))
  for (case in cases) {
    a <- gd_lm(case[[1]], case[[2]], scaling = "whiten")
    b <- lm(case[[1]], case[[2]])
    new <- case[[2]][c(2, 11, 30), ]
    for (interval in c("confidence", "prediction")) {
      expect_equal(predict(a, new, interval = interval, level = 0.9), predict(b, new, interval = interval, level = 0.9),
                   tolerance = 1e-7)
    }
    expect_equal(predict(a, new, se.fit = TRUE), predict(b, new, se.fit = TRUE), tolerance = 1e-7)
    expect_equal_relative(predict(a, se.fit = TRUE), predict(b, se.fit = TRUE), 1e-7)
    expect_equal(predict(a, interval = "confidence"), predict(b, interval = "confidence"), tolerance = 1e-7)
    expect_warning(predict(a, interval = "prediction"), "_future_")
  }
  expect_error(predict(a, level = 2), "`level` must be one number between 0 and 1, not 2.", fixed = TRUE)
})

test_that("vcov() and confint() of a fit that has not converged say so, in summary()'s words", {
  early <- gd_lm(dist ~ speed, cars, epochs = 10)
  for (verb in list(vcov, confint)) {
    expect_warning(verb(early), "^Not converged: a coefficient is still .* standard errors from the minimum.*update")
  }
  logistic <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 10)
  expect_warning(confint(logistic), "Not converged")
  expect_output(suppressWarnings(print(summary(early))), strtrim(verdict(early), 60), fixed = TRUE)
  there <- gd_lm(dist ~ speed, cars, scaling = "whiten")
  expect_silent(vcov(there))
  expect_silent(confint(there))
})

test_that("anova() is lm's table, and glm's for logistic neurons", {
  for (formula in list(mpg ~ wt * hp + factor(cyl), mpg ~ poly(wt, 2) - 1)) {
    a <- anova(gd_lm(formula, mtcars, weights = qsec, scaling = "whiten"))
    b <- anova(lm(formula, mtcars, weights = qsec))
    expect_equal(as.data.frame(a), as.data.frame(b), tolerance = 1e-7, ignore_attr = "heading")
  }
  small <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
  big <- update(small, . ~ . + hp + qsec)
  expect_equal(as.data.frame(anova(small, big)), as.data.frame(anova(lm(mpg ~ wt, mtcars), lm(mpg ~ wt + hp + qsec,
    mtcars))),
               tolerance = 1e-7, ignore_attr = "heading")
  expect_output(print(anova(gd_lm(mpg ~ wt, mtcars, epochs = 3))), "which this fit has not reached")
  expect_error(anova(small, gd_lm(mpg ~ wt, mtcars[1:20, ])), "to the same rows, not to 32 and 20")
  unit <- function(formula) {
    neuron(formula, mtcars, cost = "cross_entropy", scaling = "whiten", eta = 1, optimizer = "lbfgs", epochs = 50)
  }
  a <- anova(unit(am ~ 1), unit(am ~ hp))
  b <- anova(glm(am ~ 1, binomial, mtcars), glm(am ~ hp, binomial, mtcars), test = "Chisq")
  expect_equal_relative(as.matrix(a)[2, ], as.matrix(b)[2, ], 1e-6)
  expect_error(anova(unit(am ~ hp)), "two fits or more")
  expect_error(anova(neuron(am ~ hp, mtcars)), "makes no sense")
})

test_that("update() refits with what is named, also within a function", {
  fit <- gd_lm(mpg ~ wt, mtcars, epochs = 50)
  expect_equal(coef(update(fit, . ~ . + hp)), coef(gd_lm(mpg ~ wt + hp, mtcars, epochs = 50)))
  expect_equal(update(fit, epochs = 10)$epochs, 10)
  expect_identical(hyperparameters(update(fit, scaling = "whiten"))$scaling, "whiten")
  inner <- function() {
    w <- mtcars$qsec
    k <- 3
    first <- gd_lm(mpg ~ wt, mtcars, weights = w, epochs = 5)
    root <- function(x) x^(1 / k)
    update(first, . ~ . + root(hp))
  }
  expect_equal(unname(coef(inner())), unname(coef(gd_lm(mpg ~ wt + I(hp^(1 / 3)), mtcars, weights = qsec, epochs = 5))))
})

test_that("coef(epoch = ) reads the path and refuses what it does not hold", {
  fit <- gd_lm(dist ~ speed, cars, epochs = 40, record = 10)
  expect_identical(coef(fit, epoch = 20), unlist(coef_history(fit)[3, -1]))
  expect_error(coef(fit, epoch = 21), "recorded epoch (near it: 20, 30; the last is 40), not 21.", fixed = TRUE)
  expect_error(coef(fit, epoch = -1), "`epoch` must be")
})

test_that("histories are data frames with their own class", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 12)
  expect_named(error_history(fit), c("epoch", "error"))
  expect_named(coef_history(fit), c("epoch", names(coef(fit))))
  expect_named(gradient_history(fit), c("epoch", names(coef(fit))))
  for (history in list(error_history(fit), coef_history(fit), gradient_history(fit))) {
    expect_s3_class(history, "data.frame")
    expect_identical(dim(history)[1], 13L)
    expect_identical(history$epoch, as.numeric(0:12))
    expect_identical(class(as.data.frame(history)), "data.frame")
    expect_identical(nrow(history[history$epoch > 3, ]), 9L)
  }
  # row e: the error at the coefficients after e epochs
  b <- coef(fit, epoch = 7)
  expect_equal_relative(error_history(fit)$error[8], mean((mtcars$mpg - cbind(1, mtcars$wt, mtcars$hp) %*% b)^2), 1e-12)
})

test_that("compare() measures classes by the share that is right and the deviance", {
  unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")
  exact <- glm(am ~ wt, binomial, mtcars)
  measures <- attr(compare(unit), "measures")
  expect_equal(measures["glm", ], c(right = mean((fitted(exact) > 0.5) == mtcars$am), deviance = deviance(exact)))
  expect_equal(measures["neuron", ], measures["glm", ], tolerance = 1e-8)
  # case weights count in both
  w <- rep(1:2, 16)
  weighted <- neuron(am ~ wt, mtcars, weights = w, cost = "cross_entropy", scaling = "whiten", eta = "auto")
  exact <- glm(am ~ wt, binomial, mtcars, weights = w)
  measures <- attr(compare(weighted), "measures")
  expect_equal(measures["glm", ], c(right = sum(w * ((fitted(exact) > 0.5) == mtcars$am)) / sum(w),
                                    deviance = deviance(exact)), tolerance = 1e-8)
  # several classes: the log-probability of the observed one
  skip_if_absent("nnet")
  set.seed(1)
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 100)
  other <- nnet::multinom(Species ~ Petal.Width, iris, trace = FALSE)
  both <- compare(flowers, multinom = other)
  measures <- attr(both, "measures")
  expect_equal(measures["multinom", "deviance"], deviance(other), tolerance = 1e-8)
  expect_equal(measures["multinom", "right"], mean(predict(other) == iris$Species))
  expect_equal(measures["ann", "right"], mean(predict(flowers, type = "class") == iris$Species))
  expect_equal(measures["ann", "deviance"], 2 * 150 * flowers$error)
})

test_that("compare() of models without a common coefficient prints no rows of NA", {
  skip_if_absent("nnet")
  set.seed(1)
  net <- ann(mpg ~ wt + hp, mtcars, hidden = 8, epochs = 100)
  old <- nnet::nnet(mpg ~ wt + hp, mtcars, size = 3, linout = TRUE, trace = FALSE)
  text <- capture.output(print(compare(net, nnet = old)))
  expect_false(any(grepl("\\bNA\\b", text)))
  expect_match(text, "none has the same name", all = FALSE)
  expect_match(text, "Root mean squared residual", all = FALSE)
  # a column that lm() leaves out is NA there and still a coefficient of both
  twice <- gd_lm(mpg ~ wt + I(2 * wt), mtcars, scaling = "standardize")
  expect_match(capture.output(print(compare(twice))), "I\\(2 [*] wt\\).*NA", all = FALSE)
  # the longest tables are cut, and say so
  long <- capture.output(print(compare(net, again = net)))
  expect_match(long, "^[.]{3} and 13 more: as.data.frame", all = FALSE)
})

test_that("compare() puts the exact method beside the fit", {
  fit <- gd_lm(mpg ~ wt + factor(cyl), mtcars, weights = qsec, scaling = "whiten")
  table <- compare(fit)
  exact <- lm(mpg ~ wt + factor(cyl), mtcars, weights = qsec)
  expect_equal_relative(table$lm, coef(exact), 1e-12)
  expect_identical(rownames(table), names(coef(exact)))
  expect_lt(max(abs(table$difference)), 1e-9)
  unit <- neuron(am ~ wt, mtcars, offset = qsec / 10, cost = "cross_entropy", scaling = "whiten", eta = "auto")
  expect_equal_relative(compare(unit)$glm, coef(glm(am ~ wt, binomial, mtcars, offset = qsec / 10)), 1e-6)
  expect_named(compare(fit, mine = exact)[1:2], c("gd_lm", "mine"))
  expect_error(compare(neuron(am ~ wt, mtcars)), "no exact method")
})

test_that("hyperparameters and parameters are apart", {
  fit <- gd_lm(dist ~ speed, cars, optimizer = opt_momentum(0.5), batch_size = 10, epochs = 3)
  h <- hyperparameters(fit)
  expect_s3_class(h, "hyperparameters")
  expect_identical(h[c("epochs", "scaling", "batch_size")], list(epochs = 3, scaling = "none", batch_size = 10))
  expect_true(is.numeric(h$eta))
  shown <- capture.output(print(fit))
  expect_lt(grep("Parameters \\(learnt\\)", shown), grep("Hyperparameters \\(chosen\\)", shown))
  expect_error(hyperparameters(3), "`fit` must be a fit")
})

test_that("a fit is a plain list that a fresh process can read", {
  fits <- list(
    gd_lm(breaks ~ wool * tension, warpbreaks, scaling = "whiten"),
    neuron(am ~ poly(wt, 2), mtcars, batch_size = 8, epochs = 20, activation = ~ x / (1 + abs(x)))
  )
  file <- tempfile(fileext = ".rds")
  out <- tempfile(fileext = ".rds")
  saveRDS(fits, file)
  no_pointer <- function(x) {
    if (is.list(x)) all(vapply(unclass(x), no_pointer, NA)) else typeof(x) != "externalptr"
  }
  for (fit in fits) expect_true(no_pointer(fit))
  script <- tempfile(fileext = ".R")
  writeLines(c(
    sprintf("library(descent, lib.loc = %s)", deparse(dirname(dirname(system.file("DESCRIPTION",
      package = "descent"))))),
    sprintf("fits <- readRDS(%s)", deparse(file)),
    "new <- list(warpbreaks[c(1, 30), -1], data.frame(wt = c(2, 4)))",
    sprintf("saveRDS(list(Map(predict, fits, new), lapply(fits, function(f) coef(resume(f, 5)))), %s)", deparse(out))
  ), script)
  status <- system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", script), stdout = FALSE, stderr = FALSE)
  expect_identical(status, 0L)
  back <- readRDS(out)
  expect_identical(back[[1]], Map(predict, fits, list(warpbreaks[c(1, 30), -1], data.frame(wt = c(2, 4)))))
  expect_identical(back[[2]], lapply(fits, function(f) coef(resume(f, 5))))
})

test_that("where rows are wrong with certainty, no warning names a distance", {
  unit <- neuron(am ~ wt + hp + qsec, mtcars, cost = "cross_entropy", epochs = 20)
  said <- "Not converged: rows are put into the wrong class with certainty, far from the minimum, and %s holds only there. Try"
  expect_warning(vcov(unit), sprintf(said, "vcov()"), fixed = TRUE)
  expect_warning(confint(unit), sprintf(said, "confint()"), fixed = TRUE)
  expect_warning(logLik(unit), sprintf(said, "logLik()"), fixed = TRUE)
  expect_warning(predict(unit, mtcars[1:2, ], se.fit = TRUE), sprintf(said, "predict(se.fit = TRUE)"), fixed = TRUE)
  expect_warning(input_slopes(unit), sprintf(said, "the standard error of a slope"), fixed = TRUE)
  # one wrong row is enough, beside coefficients that are determined
  one <- data.frame(x = c(-1.2, -0.5, 0.3, 0.4, 0.9, 1000), d = c(0, 0, 1, 0, 1, 0))
  expect_warning(vcov(neuron(d ~ x, one, cost = "cross_entropy", epochs = 2, start = c(0, 1), eta = 1e-9)),
                 sprintf(said, "vcov()"), fixed = TRUE)
  # others are measured still
  expect_warning(vcov(neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 5, scaling = "standardize")),
                 "a coefficient is still [0-9.]+ standard errors")
})

test_that("15 digits of fitted values and residuals are enough for classes", {
  shares <- data.frame(x = sin(1:12), yes = c(0, 3, 5, 2, 0, 1, 4, 5, 2, 3, 1, 2))
  fits <- list(
    neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 200, scaling = "whiten"),
    neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 2000, scaling = "whiten", model = FALSE),
    neuron(cbind(yes, 5 - yes) ~ x, shares, cost = "cross_entropy", epochs = 200, scaling = "whiten")
  )
  for (fit in fits) {
    again <- reread(fit)
    expect_silent(now <- deviance(again))
    expect_equal(now, deviance(fit), tolerance = 1e-9)
    for (type in c("deviance", "pearson")) {
      expect_silent(r <- residuals(again, type = type))
      expect_equal(r, residuals(fit, type = type), tolerance = 1e-7)
    }
    expect_equal(suppressWarnings(as.numeric(logLik(again))), suppressWarnings(as.numeric(logLik(fit))),
                 tolerance = 1e-9)
    expect_equal(summary(again)$deviance, summary(fit)$deviance, tolerance = 1e-9)
    expect_equal(again$null.deviance, fit$null.deviance, tolerance = 1e-9)
    expect_identical(capture.output(print(summary(again))), capture.output(print(summary(fit))))
    expect_identical(capture.output(suppressWarnings(print(compare(again)))),
                     capture.output(suppressWarnings(print(compare(fit)))))
  }
  # the oracle of the first: -2 log-likelihood by hand
  p <- fitted(fits[[1]])
  expect_equal(deviance(reread(fits[[1]])), -2 * sum(log(ifelse(mtcars$am == 1, p, 1 - p))), tolerance = 1e-9)
  # a network of two classes
  net <- oracle_with_seed(1, ann(factor(am) ~ wt, mtcars, epochs = 20))
  expect_identical(summary(reread(net))$confusion, summary(net)$confusion)
})

test_that("an epoch that is no epoch of the fit is refused in the fit's own numbers, wherever it is given", {
  line <- gd_lm(mpg ~ wt, mtcars, epochs = 40, record = 10, progress = FALSE)
  net <- oracle_with_seed(1, ann(mpg ~ wt, mtcars, hidden = 2, epochs = 40, record = 10, progress = FALSE))
  verbs <- list(
    coef = function(fit, e) coef(fit, epoch = e), fitted = function(fit, e) fitted(fit, epoch = e),
    residuals = function(fit, e) residuals(fit, epoch = e),
    predict = function(fit, e) predict(fit, mtcars[1:2, ], epoch = e),
    network = function(fit, e) plot_network(fit, epoch = e), gradient = function(fit, e) check_gradient(fit, epoch = e),
    surface = function(fit, e) plot_surface(fit, epoch = e, grid = 10),
    explain = function(fit, e) explain_step(fit, epoch = e), tidy = function(fit, e) tidy.descent(fit, epoch = e),
    plot = function(fit, e) plot(fit, which = "fit", epochs = e)
  )
  wrong <- list(-1, 0.5, NA, NA_real_, NaN, c(0, 2.5), "a", "10", Inf, -Inf, TRUE, list(1), numeric(0), factor(1))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  for (fit in list(line, net)) for (name in names(verbs)) for (e in wrong) {
    # plot() and tidy() take several epochs
    said <- tryCatch({
      verbs[[name]](fit, e)
      "nothing"
    }, error = conditionMessage)
    info <- paste(class(fit)[1], name, deparse1(e), said)
    expect_match(said, "^`epochs?` must be (one whole number from [01] to 40, the epochs of the fit|NULL or numbers of)",
                 info = info)
    expect_match(said, ", not .*[.]$", info = info)
  }
  for (name in setdiff(names(verbs), c("surface", "explain"))) {
    expect_error(verbs[[name]](line, 41), "a recorded epoch (near it: 30, 40; the last is 40), not 41.", fixed = TRUE,
                 info = name)
    expect_error(verbs[[name]](line, 5), "recorded epoch (near it: 0, 10; the last is 40), not 5.", fixed = TRUE, info = name)
  }
  expect_error(plot_surface(line, epoch = 41), "one whole number from 0 to 40, the epochs of the fit, not 41")
  expect_silent(plot_surface(line, epoch = 5, grid = 10))
  # many epochs are written out
  long <- gd_lm(mpg ~ wt, mtcars, epochs = 100000, record = 50000, progress = FALSE)
  expect_error(coef(long, epoch = 99999), "near it: 50000, 100000; the last is 100000), not 99999.", fixed = TRUE)
  expect_error(coef(long, epoch = -1), "from 0 to 100000, the epochs of the fit, not -1")
})
