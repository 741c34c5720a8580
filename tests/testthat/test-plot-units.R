curve_data <- function() data.frame(x = seq(-2, 2, length.out = 30), y = sin(2 * seq(-2, 2, length.out = 30)))

test_that("the units' shares and the bias add up to the model", {
  set.seed(1)
  fit <- ann(y ~ x, curve_data(), hidden = 3, activation = "tanh", epochs = 50, progress = FALSE)
  data <- off_screen(plot_units(fit))[[1]]
  w <- coef(fit)
  by_hand <- tanh(cbind(1, data$x) %*% w$hidden1)
  expect_equal(as.matrix(data[c("h1", "h2", "h3")]), sweep(by_hand, 2, w$output[-1, ], "*"), ignore_attr = TRUE)
  expect_equal(data$sum, unname(rowSums(data[c("h1", "h2", "h3")])) + w$output[[1, 1]])
  expect_equal(data$fitted, unname(predict(fit, data["x"])))
})

test_that("the units are the last hidden layer's, before the output's activation", {
  set.seed(1)
  data <- transform(curve_data(), y = y > 0)
  fit <- ann(y ~ x, data, hidden = c(4, 2), epochs = 20, progress = FALSE)
  shown <- off_screen(plot_units(fit, epoch = 5))[[1]]
  expect_named(shown, c("x", "sum", "fitted", "h1", "h2"))
  expect_equal(shown$sum, shown$h1 + shown$h2 + coef(fit, epoch = 5)$output[1, ], ignore_attr = TRUE)
  expect_equal(shown$fitted, 1 / (1 + exp(-shown$sum)))
})

test_that("fits stand side by side, from a list or one by one", {
  set.seed(1)
  fits <- lapply(c(1, 2, 16), function(units) ann(y ~ x, curve_data(), hidden = units, epochs = 5, progress = FALSE))
  picture <- drawn(data <- plot_units(fits))
  expect_named(data, c("1 unit", "2 units", "16 units"))
  expect_true(all(names(data) %in% picture$words$text))
  expect_equal(picture$points, 90)
  expect_named(off_screen(plot_units(fits[[1]], wide = fits[[3]])), c("1 unit", "wide"))
})

test_that("other models are refused", {
  expect_error(plot_units(gd_lm(dist ~ speed, cars, progress = FALSE)), "a network with a hidden layer")
  set.seed(1)
  expect_error(plot_units(ann(mpg ~ wt + hp, mtcars, epochs = 2, progress = FALSE)), "one numeric input")
  expect_error(plot_units(1), "`fit` must be a fit")
})
