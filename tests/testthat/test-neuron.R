# One neuron: the course's digits, glm() and nls() at the minimum, the textbook's path, and gradients by differences.

test_that("the course's gate comes out digit by digit", {
  o <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, o$data, bias = o$bias, start = o$start, eta = o$eta, epochs = o$epochs)
  expect_named(coef(fit), c("x1", "x2"))
  expect_equal_relative(coef(fit), o$coefficients, 1e-12)
  history <- error_history(fit)
  expect_equal_relative(history$error[match(o$error_epochs, history$epoch)], o$error, 1e-12)
  # the printed values are those of the lecture's last forward pass, before its last step
  before <- coef(fit, epoch = 9999)
  last_pass <- plogis(-3 + before[[1]] * o$data$x1 + before[[2]] * o$data$x2)
  expect_equal(round(last_pass, 8), o$fitted)
  expect_lt(max(abs(fitted(fit) - o$fitted)), 3e-6)
  half_sse <- neuron(d ~ x1 + x2, o$data, bias = -3, start = o$start, eta = 0.1, epochs = 10000, cost = "half_sse")
  expect_lt(max(abs(fitted(half_sse) - o$fitted_half_sse)), 6e-5)
})

test_that("the path is the plain loop's for every activation and cost", {
  costs <- descent:::kernel_names()$cost
  for (activation in names(oracle_activations)) {
    for (cost in costs) {
      if (cost == "cross_entropy" && activation != "sigmoid") next
      p <- oracle_problem(integer(), activation, activation, cost, k = 1, seed = 3)
      data <- data.frame(d = p$d[, 1], p$x, w = p$w, o = p$offset)
      fit <- suppressWarnings(neuron(d ~ x1 + x2, data, weights = w, offset = o, activation = activation, cost = cost,
        eta = 0.01, epochs = 25, start = as.vector(p$weights[[1]])
      ))
      o <- oracle_train_network(p$weights, p$x, p$d, p$w, output = activation, cost = cost, eta = 0.01, epochs = 25,
        offset = p$offset
      )
      expect_equal_relative(coef_history(fit)[, -1], o$path, 1e-11, 1e-2)
      expect_equal_relative(error_history(fit)$error, o$error, 1e-11)
      expect_equal_relative(fitted(fit), o$y, 1e-11)
    }
  }
})

test_that("the bias may be fixed or left out", {
  p <- oracle_problem(integer(), "tanh", "tanh", k = 1)
  data <- data.frame(d = p$d[, 1], p$x, w = p$w)
  weights <- list(matrix(c(0.3, -0.2), 2, 1))
  for (bias in list("none", 0.7)) {
    fit <- neuron(d ~ x1 + x2, data, weights = w, activation = "tanh", bias = bias, eta = 0.1, epochs = 40,
                  start = c(x2 = -0.2, x1 = 0.3))
    o <- oracle_train_network(weights, p$x, p$d, p$w, output = "tanh", eta = 0.1, epochs = 40,
                              offset = if (is.numeric(bias)) bias else 0)
    expect_equal_relative(coef_history(fit)[, -1], o$path, 1e-11, 1e-2)
    expect_equal_relative(predict(fit, data), o$y, 1e-11)
    expect_equal_relative(predict(fit, data[3, ], type = "link"), atanh(o$y[3]), 1e-9)
  }
  expect_output(print(summary(fit)), "Fixed bias: 0.7")
  expect_identical(coef(neuron(d ~ x1 + x2 - 1, data)), coef(neuron(d ~ x1 + x2, data, bias = "none")))
})

test_that("the kernel's gradients are central differences for every activation and cost", {
  for (activation in c(names(oracle_activations), "softmax")) {
    for (cost in descent:::kernel_names()$cost) {
      if (cost == "cross_entropy" && !activation %in% c("sigmoid", "softmax")) next
      outputs <- if (activation == "softmax") 3 else 1
      p <- oracle_problem(integer(), activation, activation, cost, k = outputs)
      model <- list(units = c(2, outputs), bias = TRUE, activations = list(activation), cost = cost, dropout = 0)
      data <- list(x = p$x, y = asplit(p$d, 2), weights = p$w, offset = p$offset, rows = 8)
      data$y <- lapply(data$y, as.vector)
      theta <- oracle_flatten(p$weights)
      now <- descent:::kernel_evaluate(model, data, theta)
      f <- function(theta) descent:::kernel_evaluate(model, data, theta)$error
      expect_equal_relative(now$gradient, oracle_numeric_gradient(f, theta), 1e-7, 1e-3)
      # and the error itself is the formula's
      o <- oracle_backprop(p$weights, p$x, p$d, output = activation, cost = cost, w = p$w, offset = p$offset)
      expect_equal_relative(now$error, o$error, 1e-12)
      expect_equal_relative(now$gradient, o$gradient[[1]], 1e-9, 1e-6)
    }
  }
})

test_that("the cross-entropy of a certain logit is finite and exact", {
  for (z in c(-800, 800)) {
    model <- list(units = c(1, 1), bias = FALSE, activations = list("sigmoid"), cost = "cross_entropy", dropout = 0)
    at <- function(d) {
      data <- list(x = matrix(z), y = list(d), weights = NULL, offset = NULL, rows = 1)
      descent:::kernel_evaluate(model, data, 1)
    }
    expect_identical(at(as.numeric(z > 0))$error, 0)
    expect_identical(at(as.numeric(z < 0))$error, 800)
    expect_identical(at(as.numeric(z < 0))$gradient, sign(z) * z)
  }
})

glm_cases <- list(
  plain = list(am ~ wt, mtcars),
  factor = list(factor(am) ~ hp + factor(cyl > 4), mtcars),
  logical = list(vs == 1 ~ mpg, mtcars),
  weights = list(am ~ hp + disp, mtcars, weights = quote(carb)),
  offset = list(am ~ wt + offset(qsec / 5), mtcars),
  proportions = list(p ~ dose, data.frame(p = c(1, 4, 9, 13, 18) / 20, dose = 0:4, n = 20), weights = quote(n)),
  missing = list(I(Ozone > 40) ~ Wind, airquality, na.action = quote(na.exclude)),
  subset = list(am ~ wt, mtcars, subset = quote(gear < 5))
)

glm_both <- function(case, ...) {
  list(unit = eval(as.call(c(list(quote(neuron)), case, list(cost = "cross_entropy", ...)))),
       # glm()'s standard errors are those of its last iteration but one
       glm = eval(as.call(c(list(quote(glm)), case, list(family = quote(binomial), epsilon = 1e-14, maxit = 50)))))
}

test_that("run to the minimum, sigmoid with cross-entropy is glm()", {
  for (name in names(glm_cases)) {
    fits <- glm_both(glm_cases[[name]], scaling = "whiten", eta = "auto", optimizer = "lbfgs", epochs = 100)
    a <- summary(fits$unit)
    b <- summary(fits$glm)
    expect_true(fits$unit$converged, info = name)
    expect_equal_relative(coef(fits$unit), coef(fits$glm), 1e-6)
    expect_identical(names(coef(fits$unit)), names(coef(fits$glm)), info = name)
    expect_equal_relative(a$coefficients, b$coefficients, 1e-5, 1e-6)
    expect_equal(vcov(fits$unit), vcov(fits$glm), tolerance = 1e-5, info = name)
    for (verb in list(logLik, AIC, BIC, deviance, df.residual, nobs)) {
      expect_equal_relative(verb(fits$unit), verb(fits$glm), 1e-7)
    }
    expect_equal_relative(confint(fits$unit), confint.default(fits$glm), 1e-5)
    for (type in c("deviance", "pearson", "response")) {
      expect_equal(residuals(fits$unit, type), residuals(fits$glm, type), tolerance = 1e-5, info = paste(name, type))
    }
    expect_equal(fitted(fits$unit), fitted(fits$glm), tolerance = 1e-6, info = name)
    for (type in c("link", "response")) {
      expect_equal(predict(fits$unit, type = type), predict(fits$glm, type = type), tolerance = 1e-6, info = name)
      a <- predict(fits$unit, eval(glm_cases[[name]][[2]])[1:3, ], type = type, se.fit = TRUE)
      b <- predict(fits$glm, eval(glm_cases[[name]][[2]])[1:3, ], type = type, se.fit = TRUE)
      expect_equal(a$fit, b$fit, tolerance = 1e-6, info = name)
      expect_equal(a$se.fit, b$se.fit, tolerance = 1e-5, info = name)
    }
  }
})

test_that("plain gradient descent with eta = \"auto\" meets glm() to 1e-6 as well", {
  fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 3000)
  expect_equal_relative(coef(fit), coef(glm(am ~ wt, binomial, mtcars)), 1e-6)
  expect_true(fit$converged)
  expect_true(all(diff(error_history(fit)$error) <= 1e-15))
  early <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 10)
  expect_false(early$converged)
  expect_output(print(early), "Not converged")
})

test_that("a squared cost is nls()", {
  set.seed(4)
  d <- data.frame(x = seq(-3, 3, length.out = 40))
  d$y <- plogis(0.5 + 1.2 * d$x) + rnorm(40, sd = 0.05)
  d$w <- runif(40, 0.5, 2)
  fit <- neuron(y ~ x, d, weights = w, eta = 1, optimizer = "lbfgs", epochs = 200)
  exact <- nls(y ~ plogis(a + b * x), d, start = c(a = 0, b = 1), weights = w, control = nls.control(tol = 1e-6))
  expect_equal_relative(coef(fit), coef(exact), 1e-6)
  expect_equal_relative(vcov(fit), vcov(exact), 1e-5)
  expect_equal_relative(summary(fit)$coefficients, summary(exact)$coefficients, 1e-5)
  for (verb in list(logLik, AIC, BIC, deviance, df.residual)) expect_equal_relative(verb(fit), verb(exact), 1e-7)
  expect_error(vcov(neuron(y ~ x, d, cost = "huber")), "makes no sense")
})

test_that("identity with a squared cost is gd_lm()", {
  unit <- neuron(mpg ~ wt + hp, mtcars, weights = qsec, activation = "identity", cost = "mse", scaling = "standardize",
                 epochs = 60)
  line <- gd_lm(mpg ~ wt + hp, mtcars, weights = qsec, cost = "mse", scaling = "standardize", eta = 0.1, epochs = 60)
  expect_equal_relative(coef_history(unit)[, -1], coef_history(line)[, -1], 1e-10, 1e-8)
  expect_error(neuron(mpg ~ hp, mtcars, activation = "identity", cost = "mse", eta = 1), "largest rate at which")
})

test_that("perfect separation is told, at once and when printed", {
  d <- data.frame(y = c(0, 0, 0, 1, 1, 1), x = 1:6)
  expect_warning(fit <- neuron(y ~ x, d, cost = "cross_entropy", scaling = "whiten", eta = "auto"),
    "classes are separated perfectly")
  expect_false(fit$converged)
  expect_output(print(fit), "separated perfectly")
  expect_output(print(summary(fit)), "separated perfectly")
  # on the border one row of each class: glm() ends with fitted probabilities of 0 and 1
  border <- data.frame(y = c(0, 0, 1, 0, 1, 1), x = c(1, 2, 3, 3, 4, 5))
  for (epochs in c(60, 1000)) {
    expect_warning(
      fit <- neuron(y ~ x, border, cost = "cross_entropy", optimizer = "lbfgs", eta = 1, scaling = "whiten",
        epochs = epochs),
      "classes are separated perfectly"
    )
    expect_false(fit$converged)
  }
  # with a fixed bias right answers alone are no separation: this minimum exists
  fixed <- data.frame(y = c(0, 1), x = c(1, 2))
  expect_silent(fit <- neuron(y ~ x, fixed, bias = -3, cost = "cross_entropy", eta = 1, epochs = 3000))
  expect_equal_relative(coef(fit), coef(glm(y ~ x - 1, binomial, fixed, offset = c(-3, -3))), 1e-6)
  expect_true(fit$converged)
  # far out on the wrong side there is no curvature to see
  expect_false(neuron(y ~ x, border, cost = "cross_entropy", start = 1000, epochs = 1)$converged)
})

test_that("classes are predicted with the response's own labels", {
  d <- transform(mtcars, gear_box = factor(am, labels = c("automatic", "manual")))
  fit <- neuron(gear_box ~ wt, d, cost = "cross_entropy", scaling = "whiten", eta = "auto")
  wanted <- unname(ifelse(fitted(glm(am ~ wt, binomial, mtcars)) > 0.5, "manual", "automatic"))
  expect_identical(as.character(predict(fit, type = "class")), wanted)
  expect_identical(levels(predict(fit, type = "class")), c("automatic", "manual"))
  expect_identical(predict(fit, data.frame(wt = c(2, NA, 5)), type = "class"),
                   factor(c("1" = "manual", "2" = NA, "3" = "automatic"), c("automatic", "manual")))
  s <- summary(fit)
  expect_identical(as.vector(s$confusion), as.vector(table(d$gear_box, wanted)))
  expect_equal(s$accuracy, mean(wanted == d$gear_box))
  flag <- neuron(am == 1 ~ wt, mtcars, eta = 1)
  expect_type(predict(flag, type = "class"), "logical")
  expect_true(all(predict(neuron(am ~ wt, mtcars, eta = 1), type = "class") %in% 0:1))
})

test_that("a character response counts as a factor, its levels sorted", {
  cars2 <- transform(mtcars, box = ifelse(am == 1, "manual", "automatic"))
  cars3 <- transform(cars2, box = factor(box))
  both <- list(neuron(box ~ wt, cars2, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 200),
               neuron(box ~ wt, cars3, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 200))
  expect_identical(coef(both[[1]]), coef(both[[2]]))
  expect_identical(both[[1]]$levels, c("automatic", "manual"))
  expect_identical(predict(both[[1]], cars2, type = "class"), predict(both[[2]], cars2, type = "class"))
  expect_identical(summary(both[[1]])$confusion, summary(both[[2]])$confusion)
  expect_identical(coef(resume(both[[1]], 5)), coef(resume(both[[2]], 5)))
  expect_identical(as.data.frame(grid_search(both[[1]], eta = c(0.1, 1), folds = 3)),
                   as.data.frame(grid_search(both[[2]], eta = c(0.1, 1), folds = 3)))
  expect_error(neuron(rep("a", 32) ~ wt, mtcars), "not only of the class \"a\"")
  expect_error(neuron(rownames(mtcars) ~ wt, mtcars), "a factor or character with two levels .* not 32 levels")
  expect_error(neuron(cbind(box, box) ~ wt, cars2), "one vector")
  expect_error(ann(cbind(box, box) ~ wt, cars2), "must be numbers \\(one vector, or several in cbind\\(\\)\\)")
})

test_that("an activation and a cost of one's own follow the plain loop", {
  p <- oracle_problem(integer(), "identity", "identity", k = 1)
  data <- data.frame(d = p$d[, 1], p$x)
  own <- list(value = function(z) z / (1 + abs(z)), slope = function(z) 1 / (1 + abs(z))^2)
  o <- oracle_train_network(list(matrix(0.2, 3, 1)), p$x, p$d, output = own, eta = 0.1, epochs = 30)
  for (activation in list(activation(~ x / (1 + abs(x))), ~ x / (1 + abs(x)), activation(own$value, own$slope))) {
    fit <- neuron(d ~ x1 + x2, data, activation = activation, start = 0.2, epochs = 30)
    expect_equal_relative(coef_history(fit)[, -1], o$path, 1e-10, 1e-2)
  }
  by_cost <- neuron(d ~ x1 + x2, data, activation = ~ x / (1 + abs(x)), cost = cost(~ (d - y)^2 / 2), start = 0.2,
    epochs = 30)
  expect_equal_relative(coef_history(by_cost)[, -1], o$path, 1e-10, 1e-2)
})

test_that("with fewer rows than coefficients the path is that of the loop, the tangent what it should be", {
  set.seed(4)
  x <- matrix(rnorm(12 * 15), 12)
  d <- data.frame(y = rep(0:1, 6), w = runif(12, 0.5, 2))
  d$x <- x
  for (cost in c("half_mse", "cross_entropy")) {
    fit <- suppressWarnings(neuron(y ~ x, d, weights = w, cost = cost, epochs = 30, start = 0.1))
    want <- oracle_train_network(list(matrix(0.1, 16)), x, cbind(d$y), d$w, output = "sigmoid", cost = cost,
                                 eta = 0.1, epochs = 30)
    expect_equal_relative(unname(coef(fit)), as.vector(want$path[31, ]), 1e-12)
    expect_equal_relative(error_history(fit)$error, want$error, 1e-12)
    # the tangent at the fit, X'WX with the slopes in W
    p <- fitted(fit)
    slope <- p * (1 - p)
    information <- d$w * if (cost == "half_mse") slope^2 else slope
    expect_equal_relative(unname(crossprod(fit$qr_factor)[1:16, 1:16]), crossprod(sqrt(information) * cbind(1, x)), 1e-10,
                          1e-6)
    expect_output(print(summary(fit)), "Coefficients")
  }
})

test_that("standard errors of predictions leave aliased columns out, as glm() does", {
  d <- transform(mtcars, twice = 2 * wt)
  fit <- neuron(vs ~ wt + twice, d, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = "auto")
  exact <- suppressWarnings(predict(glm(vs ~ wt + twice, binomial, d), type = "response", se.fit = TRUE))
  expect_equal_relative(predict(fit, d, se.fit = TRUE)$se.fit, exact$se.fit, 1e-5)
  fit <- neuron(mpg ~ twice + wt + hp, d, activation = "identity", scaling = "whiten", eta = 1, epochs = 3)
  exact <- lm(mpg ~ twice + wt + hp, d)
  expect_identical(fit$df.residual, exact$df.residual)
  expect_equal_relative(predict(fit, d, se.fit = TRUE)$se.fit, predict(exact, se.fit = TRUE)$se.fit, 1e-8)
  expect_equal_relative(vcov(fit, complete = FALSE), vcov(exact, complete = FALSE), 1e-8)
})

test_that("nothing that needs no random numbers touches the generator", {
  set.seed(1)
  before <- .Random.seed
  neuron(am ~ hp, mtcars, epochs = 5)
  gd_lm(dist ~ speed, cars, epochs = 5)
  gd_lm(dist ~ speed, cars, batch_size = 10, shuffle = FALSE, epochs = 5)
  neuron(am ~ hp, mtcars, batch_size = 10, shuffle = FALSE, epochs = 5)
  neuron(am ~ hp, mtcars, batch_size = 32, epochs = 5)
  expect_identical(.Random.seed, before)
  rm(.Random.seed, envir = globalenv())
  neuron(am ~ hp, mtcars, epochs = 5)
  expect_false(exists(".Random.seed", globalenv()))
})

test_that("the caller's objects do not change", {
  d <- data.frame(y = c(0, 1, 0, 1, 1), x = c(1, 2, 3, 4, 6), k = 1:5, w = c(1, 2, 1, 1, 1))
  copy <- unserialize(serialize(d, NULL))
  start <- c(0.5, 0.25)
  neuron(y ~ x, d, weights = w, start = start, batch_size = 2, optimizer = "adam", epochs = 20)
  gd_lm(y ~ x, d, weights = w, start = start, offset = x, epochs = 20)
  fit <- gd_lm(y ~ x, d, start = start, epochs = 20)
  again <- unserialize(serialize(fit, NULL))
  resume(fit, 20)
  expect_identical(d, copy)
  expect_identical(start, c(0.5, 0.25))
  expect_identical(unserialize(serialize(fit, NULL)), again)
})
