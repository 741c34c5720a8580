test_that("paths are drawn where no exact method is known", {
  pdf(NULL)
  on.exit(dev.off())
  truth <- data.frame(d = c(0, 0, 1, 1), x = c(0, 1, 2, 3))
  fit <- neuron(d ~ x, truth, bias = -3, epochs = 20)
  expect_null(attr(coef_history(fit), "reference"))
  shown <- plot(coef_history(fit))
  expect_equal(shown$x, unname(coef_history(fit)$x))
})
