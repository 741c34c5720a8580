test_that("each rate's curve is that of a fit with this rate", {
  data <- oracle_line()$data
  fit <- picture_line(epochs = 30)
  drawn_rates <- off_screen(plot_rates(fit, c(0.1, 0.01), epochs = 20))
  expect_identical(levels(drawn_rates$run), c("eta 0.01", "eta 0.1"))
  for (eta in c(0.01, 0.1)) {
    alone <- gd_lm(y ~ x, data, eta = eta, start = 1, epochs = 20, progress = FALSE)
    expect_equal(drawn_rates$error[drawn_rates$eta == eta], error_history(alone)$error)
  }
  expect_false(any(drawn_rates$diverged))
})

test_that("the default rates end above the largest stable one, and that run is said to diverge", {
  fit <- picture_line(epochs = 300)
  picture <- drawn(data <- plot_rates(fit))
  largest <- max(data$eta)
  x <- cbind(1, oracle_line()$data$x)
  stable <- 2 / max(eigen(2 / 100 * crossprod(x))$values)
  expect_gt(largest, stable)
  expect_lt(sort(unique(data$eta), decreasing = TRUE)[2], stable)
  expect_identical(unique(data$eta[data$diverged]), largest)
  expect_true(any(grepl("diverges", picture$words$text)))
})

test_that("optimizers start together and are named with their rates", {
  set.seed(1)
  fit <- ann(mpg ~ wt, mtcars, hidden = 2, epochs = 10, batch_size = 8, progress = FALSE)
  before <- .Random.seed
  data <- off_screen(plot_optimizers(fit, c("gd", "adam"), eta = c(0.1, 0.02)))
  expect_identical(.Random.seed, before)
  expect_identical(levels(data$run), c("gd (0.1)", "adam (0.02)"))
  starts <- data$error[data$epoch == 0]
  expect_equal(starts[1], starts[2])
  expect_identical(off_screen(plot_optimizers(fit, c("gd", "adam"), eta = c(0.1, 0.02))), data)
  own <- off_screen(plot_optimizers(fit, list(opt_momentum(0.5), "momentum"), eta = 0.01))
  expect_length(levels(own$run), 2)
})

test_that("wrong rates and rules are named", {
  fit <- picture_line(epochs = 5)
  expect_error(plot_rates(fit, c(0.1, -1)), "`eta` must be positive numbers")
  expect_error(plot_optimizers(fit, "adm"), "`optimizer` must be one of")
  expect_error(plot_optimizers(fit, c("gd", "adam"), eta = 1:3), "`eta` must be NULL, one positive number or 2")
  expect_error(plot_rates(lm(dist ~ speed, cars)), "`fit` must be")
})

test_that("fits at the edge have rates too", {
  one <- suppressWarnings(gd_lm(y ~ x, data.frame(x = 1, y = 2), epochs = 5, progress = FALSE))
  flat <- gd_lm(y ~ x, data.frame(x = 1:5, y = 0), epochs = 5, progress = FALSE)
  for (fit in list(one, flat, picture_line(epochs = 5, record = FALSE))) {
    expect_identical(clipped(drawn(data <- plot_rates(fit, epochs = 5), 4, 3)), character())
    expect_true(all(data$epoch %in% 0:5))
  }
})

test_that("any one argument of the fit is varied, from the fit's own start", {
  gate <- oracle_gate()
  unit <- neuron(d ~ x1 + x2, gate$data, bias = gate$bias, start = gate$start, eta = gate$eta, epochs = 50,
                 progress = FALSE)
  runs <- off_screen(plot_hyperparameter(unit, cost = c("half_mse", "cross_entropy")))
  expect_identical(levels(runs$run), c("half_mse", "cross_entropy"))
  expect_equal(runs$error[runs$run == "half_mse"], error_history(unit)$error)
  alone <- update(unit, cost = "cross_entropy")
  expect_equal(runs$error[runs$run == "cross_entropy"], error_history(alone)$error)
  fit <- picture_line(epochs = 20)
  same <- off_screen(plot_hyperparameter(fit, eta = c(0.01, 0.1)))
  expect_equal(same[c("run", "epoch", "error")], off_screen(plot_rates(fit, c(0.01, 0.1)))[c("run", "epoch", "error")])
  set.seed(1)
  net <- ann(mpg ~ wt, mtcars, hidden = 2, epochs = 10, batch_size = 8, progress = FALSE)
  for (values in list(list(activation = c("sigmoid", "relu")), list(l2 = c(0, 0.1)), list(batch_size = list(NULL, 8)),
                      list(optimizer = list("adam", opt_momentum(0.5))), list(scaling = c("standardize", "none")))) {
    runs <- off_screen(do.call(plot_hyperparameter, c(list(net), values)))
    starts <- runs$error[runs$epoch == 0]
    if (!names(values) %in% c("activation", "l2")) expect_equal(starts[1], starts[2])
    own <- if (names(values) == "batch_size") 2 else 1
    expect_equal(runs$error[as.integer(runs$run) == own], error_history(net)$error)
  }
  widths <- off_screen(plot_hyperparameter(net, hidden = list(2, c(3, 2)), epochs = 3))
  expect_identical(levels(widths$run), c("hidden 2", "hidden 3, 2"))
  words <- drawn(plot_hyperparameter(unit, cost = c("half_mse", "mse"), epochs = 5))$words$text
  expect_true(all(c("Error at several values of cost", "each error by its own cost") %in% words))
  expect_error(plot_hyperparameter(net), "`...` must be one argument of the fit with the values to try.*not none")
  expect_error(plot_hyperparameter(net, etaa = 1), "not etaa")
  expect_error(plot_hyperparameter(net, eta = 1, l2 = 1), "not 2")
  expect_error(plot_hyperparameter(net, activation = "rellu"), "did you mean \"relu\"")
})
