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
