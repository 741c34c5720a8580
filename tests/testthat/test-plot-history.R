test_that("paths are drawn where no exact method is known", {
  pdf(NULL)
  on.exit(dev.off())
  truth <- data.frame(d = c(0, 0, 1, 1), x = c(0, 1, 2, 3))
  fit <- neuron(d ~ x, truth, bias = -3, epochs = 20)
  expect_null(attr(coef_history(fit), "reference"))
  shown <- plot(coef_history(fit))
  expect_equal(shown$x, unname(coef_history(fit)$x))
})

test_that("the histories' pictures draw the histories", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 40, eta = 0.1, progress = FALSE)
  off_screen({
    expect_equal(plot(error_history(fit))$error, error_history(fit)$error)
    expect_equal(plot(coef_history(fit)), as.data.frame(coef_history(fit)))
    norm <- sqrt(rowSums(as.data.frame(gradient_history(fit))[-1]^2))
    expect_equal(plot(gradient_history(fit)), data.frame(epoch = 0:40, norm = norm))
  })
})

test_that("the exact values are lm's, and coefficients are named at their lines", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 40, progress = FALSE)
  expect_equal(attr(coef_history(fit), "reference"), coef(lm(mpg ~ wt + hp, mtcars)))
  words <- drawn(plot(coef_history(fit)))$words
  expect_true(all(c("(Intercept)", "wt", "hp", "dashed: the exact minimum") %in% words$text))
  named <- words[words$text %in% c("(Intercept)", "wt", "hp"), ]
  expect_gt(min(diff(sort(named$y))), min(named$size) / 72 * 0.9)  # no label touches the next
})

test_that("many coefficients are counted instead of named", {
  x <- data.frame(matrix(sin(1:2000), 50))
  x$y <- cos(1:50)
  words <- drawn(plot(coef_history(gd_lm(y ~ ., x, epochs = 3, progress = FALSE))))$words$text
  expect_true("41 coefficients" %in% sub(".*; ", "", words))
})

test_that("a logarithmic axis is taken where the error falls far, and can be refused", {
  fit <- gd_lm(y ~ x, data.frame(x = 1:5 - 3, y = 2 * (1:5)), epochs = 30, eta = 0.1, progress = FALSE)
  expect_true("Error (log scale)" %in% drawn(plot(error_history(fit)))$words$text)
  expect_true("Error" %in% drawn(plot(error_history(fit), log = ""))$words$text)
})

test_that("the validation error has a line and a name", {
  set.seed(1)
  fit <- ann(mpg ~ wt, mtcars, hidden = 2, validation = 0.3, epochs = 10, progress = FALSE)
  picture <- drawn(data <- plot(error_history(fit)))
  expect_named(data, c("epoch", "error", "validation"))
  expect_true(all(c("training", "validation") %in% picture$words$text))
})

test_that("long histories are thinned, the last epoch kept", {
  fit <- picture_line(epochs = 5000)
  data <- off_screen(plot(error_history(fit)))
  expect_lte(nrow(data), 2001)
  expect_identical(range(data$epoch), c(0, 5000))
})
