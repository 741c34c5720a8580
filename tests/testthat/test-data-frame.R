test_that("a formula may take columns of a matrix, with an index left out", {
  set.seed(1)
  data <- data.frame(y = rnorm(9))
  data$m <- matrix(rnorm(18), 9)
  new <- data[1:3, , drop = FALSE]
  for (formula in list(y ~ I(m[, 1]), y ~ m[, 2], y ~ log(abs(m[, 1])) + I(m[, 2]^2), y ~ I((m %*% diag(2))[, 1]))) {
    fit <- gd_lm(formula, data, eta = "auto", scaling = "whiten")
    expect_equal(unname(predict(fit, new)), unname(predict(lm(formula, data), new)), tolerance = 1e-8)
    expect_output(print(input_slopes(fit)))
  }
  column <- function(k) gd_lm(y ~ I(m[, k]) + I(get("k") * m[, 2]), data, eta = "auto")
  expect_named(as.list(environment(column(1)$terms)), "k")
})
