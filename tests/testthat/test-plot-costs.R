test_that("costs and slopes are drawn as they are", {
  data <- off_screen(plot_costs())
  expect_named(data, cost_names())
  expect_equal(data$mse$value, data$mse$y^2)
  expect_equal(data$half_mse$slope, data$half_mse$y)
  expect_equal(data$mae$value, abs(data$mae$y))
  y <- data$huber$y
  expect_equal(data$huber$value, ifelse(abs(y) <= 1, y^2 / 2, abs(y) - 0.5))
  expect_equal(data$cross_entropy$value, -log(data$cross_entropy$y))
  expect_equal(data$cross_entropy$slope, -1 / data$cross_entropy$y)
  own <- off_screen(plot(cost(~ (d - y)^4), from = -1, to = 1))
  expect_equal(own$slope, 4 * own$y^3)
  picture <- drawn(plot_costs(c("mse", "cross_entropy")))
  expect_true(all(c("mse", "cross_entropy", "y - d", "Output y, with d = 1 observed", "slope by y") %in%
                    picture$words$text))
  expect_true(picture$par_kept)
  expect_error(plot_costs("msee"), "did you mean \"mse\"")
  expect_error(off_screen(plot(cost(~ (d - y)^4), from = 2, to = 1)), "`to` must be one number above `from`")
})
