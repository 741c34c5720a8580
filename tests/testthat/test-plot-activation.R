test_that("function and slope are drawn as they are", {
  data <- off_screen(plot(activation("tanh"), from = -3, to = 3))
  expect_equal(range(data$z), c(-3, 3))
  expect_equal(data$value, tanh(data$z))
  expect_equal(data$slope, 1 - tanh(data$z)^2)
  own <- off_screen(plot(activation(~ x / (1 + abs(x)))))
  expect_equal(own$slope, 1 / (1 + abs(own$z))^2)
})

test_that("softmax is drawn as one of two shares", {
  data <- off_screen(plot(activation("softmax")))
  expect_equal(data$value, exp(data$z) / (exp(data$z) + 1))
  expect_equal(data$slope, data$value * (1 - data$value))
})

test_that("every activation of the table has a panel, and the user's layout stays", {
  picture <- drawn(data <- plot_activations())
  expect_named(data, kernel_names()$activation)
  expect_true(all(setdiff(names(data), "softmax") %in% picture$words$text))
  expect_true(picture$par_kept)
  some <- off_screen(plot_activations(list("relu", activation(~ x^3))))
  expect_named(some, c("relu", "~x^3"))
  expect_equal(some[[2]]$slope, 3 * some[[2]]$z^2)
})

test_that("wrong limits and names are refused", {
  expect_error(off_screen(plot(activation("tanh"), from = 2, to = 1)), "`to` must be one number above `from`.*not 1")
  expect_error(plot_activations("rellu"), "did you mean \"relu\"")
})
