# Every rule against its formula in plain R, in both models, on all rows and in mini-batches.

rules <- names(oracle_optimizers)
optimizer_rules <- descent:::optimizer_rules
settings_of_rule <- list(adamw = list(decay = 0.01, penalised = c(FALSE, TRUE, TRUE)))
d <- data.frame(
  x1 = c(0.5, -1, 2, 0.3, -0.7, 1.1, -1.6, 0.2, 0.9, -0.4, 1.5), x2 = c(1, 0.2, -0.5, 1.4, -1.2, 0.6, 0.1, -0.9, 1.3,
    0.4, -0.3),
  y = c(1.2, -0.5, 0.7, 2.1, -1.4, 1.8, -0.2, -0.6, 2.4, 0.1, 0.8), w = c(1, 2, 0.5, 1.5, 1, 3, 1, 0.2, 1, 1, 2)
)
d$class <- c(1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0)
x <- cbind(1, d$x1, d$x2)

# The orders that sample() draws from this seed, epoch by epoch.
sample_orders <- function(seed, n, epochs) {
  orders <- oracle_with_seed(seed, lapply(seq_len(epochs), function(e) sample.int(n)))
  function(e) orders[[e]]
}

test_that("each rule of the oracle and the package has its partner", {
  expect_setequal(c(rules, "lbfgs"), names(optimizer_rules))
  makers <- paste0("opt_", names(optimizer_rules))
  expect_identical(setdiff(makers, getNamespaceExports("descent")), character())
  for (maker in makers) expect_identical(paste0("opt_", getExportedValue("descent", maker)()$name), maker)
})

test_that("gd_lm() steps by the rule, on all rows and in mini-batches", {
  for (rule in rules) {
    settings <- as.list(settings_of_rule[[rule]])
    whole <- gd_lm(y ~ x1 + x2, d, weights = w, eta = 0.05, epochs = 60, optimizer = rule, start = 0.2)
    o <- oracle_train_linear(x, d$y, d$w, 0.2, 0.05, 60, rule, settings = settings)
    expect_equal_relative(coef_history(whole)[, -1], o$path, 1e-10, 1e-2)
    expect_equal_relative(error_history(whole)$error, o$error, 1e-10)

    for (shuffle in c(FALSE, TRUE)) {
      fit <- oracle_with_seed(7, gd_lm(y ~ x1 + x2, d,
        weights = w, eta = 0.02, epochs = 40, optimizer = rule, start = 0.2, batch_size = 4, shuffle = shuffle
      ))
      o <- oracle_train_linear(x, d$y, d$w, 0.2, 0.02, 40, rule,
        batch_size = 4, order = if (shuffle) sample_orders(7, 11, 40), settings = settings
      )
      expect_equal_relative(coef_history(fit)[, -1], o$path, 1e-10, 1e-2)
      expect_equal_relative(error_history(fit)$error, o$error, 1e-10)
      expect_equal_relative(gradient_history(fit)[, -1], o$gradient, 1e-8, 1e-2)
      # the error of the fit is the exact one at the end, not a mean over batches
      expect_equal_relative(fit$error, oracle_cost("mse", d$y, x %*% coef(fit), d$w), 1e-12)
    }
  }
})

test_that("neuron() steps by the rule, on all rows and in mini-batches", {
  for (rule in rules) {
    settings <- settings_of_rule[[rule]]["decay"]
    l2 <- if (rule == "adamw") 0.01 else 0
    weights <- list(matrix(0.2, 3, 1))
    for (batch in if (rule == "rprop") list(NULL) else list(NULL, 3, 1)) {
      fit <- oracle_with_seed(3, neuron(class ~ x1 + x2, d,
        weights = w, offset = x1 / 2, eta = 0.03, epochs = 30, optimizer = rule, start = 0.2, cost = "cross_entropy",
        batch_size = batch
      ))
      o <- oracle_train_network(weights, x[, -1], d$class, d$w,
        output = "sigmoid", cost = "cross_entropy", eta = 0.03, epochs = 30, optimizer = rule, batch_size = batch,
        order = sample_orders(3, 11, 30), l2 = l2, offset = d$x1 / 2
      )
      expect_equal_relative(coef_history(fit)[, -1], o$path, 1e-10, 1e-2)
      expect_equal_relative(error_history(fit)$error, o$error, 1e-10)
    }
  }
})

test_that("settings other than the defaults reach the rule", {
  choices <- list(
    list(opt_momentum(0.5), "momentum", list(rho = 0.5)), list(opt_nesterov(0.3), "nesterov", list(rho = 0.3)),
    list(opt_adagrad(0.1), "adagrad", list(epsilon = 0.1)),
    list(opt_rmsprop(0.8, 0.1), "rmsprop", list(alpha = 0.8, epsilon = 0.1)),
    list(opt_adam(0.5, 0.7, 0.01), "adam", list(beta1 = 0.5, beta2 = 0.7, epsilon = 0.01)),
    list(opt_adamw(0.5, 0.7, 0.01, 0.3), "adamw", list(decay = 0.3, penalised = c(FALSE, TRUE, TRUE), beta1 = 0.5,
      beta2 = 0.7, epsilon = 0.01)),
    list(opt_rprop(0.4, 1.1, 0.001, 0.06), "rprop", list(minus = 0.4, plus = 1.1, smallest = 0.001, largest = 0.06))
  )
  for (choice in choices) {
    fit <- gd_lm(y ~ x1 + x2, d, eta = 0.05, epochs = 40, optimizer = choice[[1]])
    o <- oracle_train_linear(x, d$y, eta = 0.05, epochs = 40, optimizer = choice[[2]], settings = choice[[3]])
    expect_equal_relative(coef_history(fit)[, -1], o$path, 1e-10, 1e-2)
  }
})

test_that("the rate may change with the epoch, for each rule", {
  eta <- function(epoch) 0.1 / sqrt(epoch)
  for (rule in setdiff(rules, "rprop")) {
    fit <- gd_lm(y ~ x1 + x2, d, eta = eta, epochs = 30, optimizer = rule, batch_size = 5, shuffle = FALSE)
    o <- oracle_train_linear(x, d$y, eta = eta, epochs = 30, optimizer = rule, batch_size = 5,
      settings = as.list(settings_of_rule[[rule]])
    )
    expect_equal_relative(coef_history(fit)[, -1], o$path, 1e-10, 1e-2)
  }
})

test_that("lbfgs finds the minimum of lm() and glm() in a few dozen epochs, its error rising by rounding at most", {
  fit <- gd_lm(mpg ~ wt + hp + qsec, mtcars, optimizer = "lbfgs", epochs = 60)
  expect_equal_relative(coef(fit), coef(lm(mpg ~ wt + hp + qsec, mtcars)), 1e-6)
  error <- error_history(fit)$error
  expect_true(all(diff(error) <= 1e-14 * error[-1]))  # at the minimum its last digit flickers
  unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", optimizer = "lbfgs", eta = "auto", epochs = 60)
  expect_equal_relative(coef(unit), coef(glm(am ~ wt, binomial, mtcars)), 1e-6)
  expect_error(gd_lm(dist ~ speed, cars, optimizer = "lbfgs", batch_size = 5), "mini-batches")
})

test_that("lbfgs goes on to the minimum where the fall of the error drowns in its rounding", {
  left <- function(verb, ...) {
    fit <- verb(..., optimizer = "lbfgs", epochs = 100)
    gradients <- abs(as.matrix(gradient_history(fit)[, -1]))
    max(tail(gradients, 1)) / max(gradients[1, ])
  }
  expect_lt(left(gd_lm, mpg ~ wt + hp, mtcars, cost = "huber", scaling = "standardize"), 1e-13)
  expect_lt(left(neuron, mpg / 40 ~ wt + hp, mtcars, activation = "tanh", scaling = "standardize", eta = 1), 1e-13)
  expect_lt(left(ann, Species ~ ., iris, hidden = integer(0), l2 = 0.01), 1e-13)
})

test_that("\"auto\" is the rule's own rate where it has one", {
  for (rule in c("adagrad", "rmsprop", "adam", "adamw", "rprop")) {
    expect_identical(hyperparameters(gd_lm(dist ~ speed, cars, optimizer = rule, epochs = 1))$eta, 0.01)
  }
  # mini-batches of a gradient rule: the steepest row bounds them all, so the error cannot explode
  fit <- oracle_with_seed(1, gd_lm(dist ~ speed, cars, batch_size = 1, epochs = 20))
  expect_equal_relative(hyperparameters(fit)$eta, 1 / (2 * (1 + 25^2)), 1e-12)
})

test_that("settings out of range are refused by name", {
  expect_error(opt_momentum(1), "`rho` must be one number that is at least 0 and less than 1, not 1.", fixed = TRUE)
  expect_error(opt_adam(beta2 = -0.1), "`beta2`")
  expect_error(opt_adam(epsilon = 0), "`epsilon`")
  expect_error(opt_rprop(grow = 1), "`grow`")
  expect_error(opt_rprop(largest = 1e-7), "`largest`")
  expect_error(opt_adamw(decay = NA), "`decay`")
  expect_identical(format(opt_momentum(0.5)), "momentum (rho 0.5)")
})
