# Classes and counts: which classes a fit's response has, and what is said where it has none.

test_that("counts of successes and failures are what glm() makes of them", {
  zero <- data.frame(s = c(3, 0, 2, 4, 1), f = c(1, 0, 2, 1, 5), x = c(1, 2, 3, 4, 2.5), v = c(2, 1, 1, 3, 0))
  cases <- list(
    esoph = list(cbind(ncases, ncontrols) ~ unclass(agegp) + alcgp, esoph),
    mosaic = list(cbind(Freq * (Survived == "Yes"), Freq * (Survived == "No")) ~ Class + Sex,
                  as.data.frame(Titanic)),
    zero = list(cbind(s, f) ~ x, zero), weighted = list(cbind(s, f) ~ x, zero, weights = quote(v))
  )
  for (name in names(cases)) {
    given <- cases[[name]]
    exact <- suppressWarnings(do.call(glm, c(given, list(family = quote(binomial), epsilon = 1e-14))))
    fit <- do.call(neuron, c(given, list(cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 5000)))
    expect_true(fit$converged, info = name)
    for (verb in list(coef, vcov, deviance, df.residual, nobs, logLik, AIC, fitted, weights, hatvalues)) {
      expect_equal(unclass(verb(fit)), unclass(verb(exact)), tolerance = 1e-7, ignore_attr = TRUE, info = name)
    }
    for (type in c("response", "deviance", "pearson", "working")) {
      used <- weights(exact) > 0
      expect_equal(residuals(fit, type)[used], residuals(exact, type)[used], tolerance = 1e-6, info = paste(name, type))
    }
    expect_equal(predict(fit, given[[2]][1:3, ], type = "link"), predict(exact, given[[2]][1:3, ]), tolerance = 1e-7,
                 info = name)
    expect_equal(AIC(as_glm(fit)), AIC(exact), tolerance = 1e-7, info = name)
    expect_equal(summary(fit)$null.deviance, exact$null.deviance, tolerance = 1e-7, info = name)
    expect_lt(max(abs(compare(fit)$difference)), 1e-6)
  }
})

test_that("counts are the single trials, in the cost, the path and a search", {
  counts <- data.frame(s = c(3, 1, 2, 4), f = c(1, 4, 2, 1), x = c(0.5, -1, 0.3, 2))
  single <- data.frame(y = unlist(Map(function(s, f) rep(1:0, c(s, f)), counts$s, counts$f)),
                       x = rep(counts$x, counts$s + counts$f))
  for (optimizer in c("gd", "adam", "lbfgs")) {
    train <- function(formula, data) {
      neuron(formula, data, cost = "cross_entropy", optimizer = optimizer, scaling = "standardize", epochs = 25)
    }
    together <- train(cbind(s, f) ~ x, counts)
    apart <- train(y ~ x, single)
    expect_equal(coef_history(together), coef_history(apart), tolerance = 1e-10, ignore_attr = TRUE, info = optimizer)
    expect_equal(error_history(together), error_history(apart), tolerance = 1e-10, ignore_attr = TRUE, info = optimizer)
    expect_equal(predict(together, data.frame(x = 1)), predict(apart, data.frame(x = 1)), tolerance = 1e-10)
  }
  file <- tempfile(fileext = ".R")
  as_r_code(together <- train_plain <- neuron(cbind(s, f) ~ x, counts, cost = "cross_entropy", epochs = 7), file)
  home <- new.env()
  capture.output(sys.source(file, home))
  expect_equal(unname(home$coefficients), unname(coef(train_plain)), tolerance = 1e-10)
  step <- capture.output(print(explain_step(train_plain, 7)))
  expect_true(any(grepl("1/18 * w * (yhat - d)", step, fixed = TRUE)))
  # each fold's error by hand: minus the mean log-likelihood of its trials
  fit <- neuron(cbind(s, f) ~ x, rbind(counts, counts), cost = "cross_entropy", epochs = 5)
  found <- grid_search(fit, epochs = c(5, 10), folds = 2, seed = 3)
  parts <- oracle_with_seed(3, descent:::draw_folds(descent:::read_response(model.frame(fit)), 8, 2, NULL))
  all <- rbind(counts, counts)
  by_hand <- vapply(1:2, function(k) {
    p <- predict(update(fit, data = all[parts != k, ]), all[parts == k, ])
    held <- all[parts == k, ]
    -sum(held$s * log(p) + held$f * log(1 - p)) / sum(held$s + held$f)
  }, 0)
  expect_equal(found$error[1], mean(by_hand), tolerance = 1e-10)
  expect_identical(colnames(predict(fit, type = "prob")), c("f", "s"))
  expect_equal(unname(predict(fit, type = "prob")[, "s"]), unname(fitted(fit)))
})

test_that("counts that are none, or meet another cost, are refused", {
  counts <- data.frame(s = c(3, 1, 2), f = c(1, 4, 2), x = 1:3)
  expect_error(neuron(cbind(s, f) ~ x, counts), "or cbind(successes, failures) with the cost \"cross_entropy\"",
               fixed = TRUE)
  expect_error(neuron(cbind(s, -f) ~ x, counts, cost = "cross_entropy"),
               "`cbind(s, -f)` must be numbers of successes and failures that are 0 or larger, not -1.", fixed = TRUE)
  expect_error(neuron(cbind(0 * s, f) ~ x, counts, cost = "cross_entropy"), "must be successes and failures, not no suc")
  expect_error(neuron(cbind(s, f, x) ~ x, counts, cost = "cross_entropy"), "must be one vector")
  fit <- neuron(cbind(s, f) ~ x, counts, cost = "cross_entropy", epochs = 3)
  expect_error(predict(fit, type = "class"), "counts of successes and failures, which are no classes")
})

test_that("an ordered response gives ordered classes", {
  data <- transform(mtcars, two = cut(mpg, 2, labels = c("low", "high"), ordered_result = TRUE),
                    three = cut(mpg, 3, labels = c("low", "middle", "high"), ordered_result = TRUE))
  fits <- list(neuron(two ~ wt, data, epochs = 50), oracle_with_seed(1, ann(two ~ wt, data, epochs = 50)),
               oracle_with_seed(1, ann(three ~ wt, data, epochs = 50)))
  for (fit in fits) {
    observed <- model.frame(fit)[[1]]
    for (classes in list(predict(fit, type = "class"), predict(fit, data[3:5, ], type = "class"))) {
      expect_true(is.ordered(classes))
      expect_identical(levels(classes), levels(observed))
    }
    expect_type(unname(predict(fit, type = "class") >= "low"), "logical")
  }
  # plain factors stay plain, and a factor of FALSE and TRUE is no logical vector
  expect_false(is.ordered(predict(neuron(factor(am) ~ wt, mtcars, epochs = 5), type = "class")))
  expect_s3_class(predict(neuron(factor(am == 1) ~ wt, mtcars, epochs = 5), type = "class"), "factor")
  expect_type(predict(neuron(am == 1 ~ wt, mtcars, epochs = 5), type = "class"), "logical")
})

test_that("of a numeric response of two values each output is nearer to one of them", {
  data <- transform(mtcars, sign = 2 * am - 1, tens = 10 * am + 10)
  cases <- list(
    tanh = list(neuron(sign ~ wt, data, activation = "tanh", epochs = 2000), c(-1, 1)),
    identity = list(neuron(tens ~ wt, data, activation = "identity", eta = "auto"), c(10, 20)),
    bits = list(neuron(am ~ wt, data, eta = 1), 0:1)
  )
  for (name in names(cases)) {
    fit <- cases[[name]][[1]]
    ends <- cases[[name]][[2]]
    wanted <- ends[1 + (abs(fitted(fit) - ends[2]) < abs(fitted(fit) - ends[1]))]
    expect_equal(unname(predict(fit, type = "class")), wanted, info = name)
    expect_equal(unname(predict(fit, data[1:4, ], type = "class")), wanted[1:4], info = name)
    own <- model.frame(fit)[[1]]
    expect_equal(summary(fit)$accuracy, mean(wanted == own), info = name)
    expect_gt(mean(wanted == own), 0.9)
    expect_equal(unclass(summary(fit)$confusion), unclass(table(own, wanted)), ignore_attr = TRUE, info = name)
  }
  network <- oracle_with_seed(1, ann(sign ~ wt, data, output = "tanh", epochs = 200))
  expect_equal(predict(network, type = "class"), ifelse(unname(fitted(network)) > 0, 1, -1), ignore_attr = TRUE)
  # more than two values, or one: no classes
  expect_error(predict(neuron(gear ~ wt, data, activation = "identity", eta = "auto"), type = "class"),
               "not of two numbers, which has no classes, not \"class\"")
  expect_error(predict(oracle_with_seed(1, ann(mpg ~ wt, data, epochs = 2)), type = "class"), "no classes")
  expect_error(predict(oracle_with_seed(1, ann(cbind(mpg, hp) ~ wt, data, epochs = 2)), type = "class"), "several")
  expect_null(summary(neuron(gear ~ wt, data, activation = "identity", eta = "auto"))$confusion)
  # shares between 0 and 1 are no classes
  shares <- transform(mtcars, share = ifelse(am == 1, 0.8, 0.3))
  expect_error(predict(neuron(share ~ wt, shares, cost = "cross_entropy"), type = "class"), "no classes")
})

test_that("rows that na.exclude() left out come back as NA in classes, with newdata too", {
  data <- transform(mtcars, two = factor(am, labels = c("auto", "hand")), three = factor(cyl), flag = am == 1)
  data$wt[3] <- NA
  data$mpg[7] <- NA
  fits <- list(
    neuron(two ~ wt + mpg, data, na.action = na.exclude, epochs = 20),
    neuron(flag ~ wt + mpg, data, na.action = na.exclude, epochs = 20),
    neuron(am ~ wt + mpg, data, na.action = na.exclude, epochs = 20),
    oracle_with_seed(1, ann(two ~ wt + mpg, data, na.action = na.exclude, epochs = 20)),
    oracle_with_seed(1, ann(three ~ wt + mpg, data, na.action = na.exclude, epochs = 20))
  )
  for (fit in fits) {
    label <- paste(class(fit)[1], deparse1(formula(fit)))
    own <- predict(fit, type = "class")
    expect_length(own, 32)
    expect_identical(which(is.na(own)), c("Datsun 710" = 3L, "Duster 360" = 7L), info = label)
    expect_identical(names(own), rownames(data), info = label)
    for (action in list(na.pass, na.exclude)) {
      expect_identical(predict(fit, data, type = "class", na.action = action), own, info = label)
    }
    expect_identical(predict(fit, data, type = "class", na.action = na.omit), own[-c(3, 7)], info = label)
    for (values in list(fitted(fit), residuals(fit), fitted(fit, epoch = 10), residuals(fit, epoch = 10))) {
      expect_identical(which(is.na(as.matrix(values)[, 1])), c(3L, 7L), ignore_attr = TRUE, info = label)
    }
    # the rows left out are left out of the fit itself
    expect_equal(sum(summary(fit)$confusion), 30, info = label)
  }
})

test_that("a table of classes counts weights", {
  weights <- rep(0:2, length.out = 32)
  often <- mtcars[rep(1:32, weights), ]
  expect_equal(summary(neuron(am ~ wt, mtcars, weights = weights))$confusion, summary(neuron(am ~ wt, often))$confusion)
  fit <- oracle_with_seed(1, ann(factor(cyl) ~ wt, mtcars, weights = weights, epochs = 50))
  same <- oracle_with_seed(1, ann(factor(cyl) ~ wt, often, epochs = 50))
  expect_equal(summary(fit)$confusion, summary(same)$confusion, tolerance = 1e-8)
  expect_equal(summary(fit)$accuracy, summary(same)$accuracy)
  line <- oracle_with_seed(1, ann(mpg ~ wt, mtcars, weights = weights, epochs = 50))
  twin <- oracle_with_seed(1, ann(mpg ~ wt, often, epochs = 50))
  expect_equal(summary(line)$r.squared, summary(twin)$r.squared, tolerance = 1e-8)
})

test_that("predict(type = \"class\") gives what the response was, whichever verb made the fit", {
  data <- transform(mtcars, flag = am == 1, sign = 2 * am - 1, text = ifelse(am == 1, "hand", "auto"))
  data$kind <- factor(data$text, c("hand", "auto"))
  for (response in c("flag", "sign", "text", "kind", "am")) {
    formula <- reformulate("wt", response)
    fits <- list(neuron(formula, data, epochs = 5, activation = if (response == "sign") "tanh" else "sigmoid"),
                 oracle_with_seed(1, ann(formula, data, epochs = 5)),
                 if (response == "flag") oracle_with_seed(1, ann(formula, data, output = "softmax", epochs = 5)))
    observed <- if (response == "text") factor(data$text) else data[[response]]
    for (fit in Filter(Negate(is.null), fits)) {
      classes <- unname(predict(fit, data, type = "class"))
      info <- paste(response, class(fit)[1])
      expect_identical(class(classes), class(observed), info = info)
      expect_identical(levels(classes), levels(observed), info = info)
      expect_true(all(classes %in% observed), info = info)
      counts <- summary(fit)$confusion
      wanted <- table(factor(observed), factor(classes, sort(unique(observed))))
      expect_identical(as.vector(counts), as.vector(wanted), info = info)
      expect_equal(summary(fit)$accuracy, mean(classes == observed), info = info)
    }
  }
  # a network says both how much it explains and how many it places right
  both <- summary(fits[[2]])
  expect_true(all(c("r.squared", "confusion") %in% names(both)))
  expect_null(summary(oracle_with_seed(1, ann(mpg ~ wt, data, epochs = 5)))$confusion)
})
