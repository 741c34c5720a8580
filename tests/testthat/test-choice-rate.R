test_that("\"auto\" and the stable rate follow the rule: 2 / lambda_max for gradient descent, more with momentum", {
  expect_identical(automatic_rate(opt_gd(), 4), 1 / 4)
  expect_identical(automatic_rate(opt_adam(), 4), 0.01)
  expect_identical(automatic_rate(opt_gd(), 0), 1)
  expect_identical(stable_rate(opt_gd(), 4), 2 / 4)
  expect_identical(stable_rate(opt_momentum(0.5), 4), 3 / 4)
  expect_identical(stable_rate(opt_nesterov(0.5), 4), 2 * 1.5 / 2 / 4)
  expect_identical(stable_rate(opt_adam(), 4), Inf)
  expect_identical(vapply(c("gd", "momentum", "adam", "lbfgs"), function(rule) network_rate(as_optimizer(rule)), 0),
                   c(gd = 0.1, momentum = 0.01, adam = 0.01, lbfgs = 1))
})

test_that("the bounds are where a step on a parabola of curvature 1 begins to grow", {
  # the step is linear in its state: its largest eigenvalue passes 1 in size at the bound
  grows <- function(rule, eta) {
    settings <- as.list(rule$settings)
    step <- function(w, v) {
      home <- list2env(c(settings, list(w = w, g = w, v = v, eta = eta)))
      for (line in as.list(rule_of(rule)$step)) eval(line, home)
      c(home$w, if (is.null(home$v)) 0 else home$v)
    }
    max(Mod(eigen(cbind(step(1, 0), step(0, 1)))$values)) > 1
  }
  for (rule in list(opt_gd(), opt_momentum(0.9), opt_momentum(0.3), opt_nesterov(0.9), opt_nesterov(0.3))) {
    bound <- stable_rate(rule, 1)
    expect_false(grows(rule, 0.999 * bound), info = format(rule))
    expect_true(grows(rule, 1.001 * bound), info = format(rule))
  }
})

test_that("a function of the epoch is asked for the epochs that come, and must return a rate", {
  expect_identical(expand_rate(function(epoch) 1 / epoch, 4, 2), c(1 / 5, 1 / 6))
  expect_identical(expand_rate(0.3, 4, 2), 0.3)
  expect_identical(expand_rate(function(epoch) 7, 0, 0), 0)
  expect_error(expand_rate(function(epoch) if (epoch == 6) -1 else 1, 4, 2), "not -1 as for epoch 6")
  expect_error(check_rate(function() 1), "a function without an argument")
  expect_error(check_rate("auto"), "`eta` must be one positive number or a function of the epoch, not \"auto\"")
  expect_identical(gd_lm(dist ~ speed, cars, eta = function(epoch) 1e-3 / epoch, epochs = 0)$epochs, 0)
})
