# What the rows of the costs say, against the oracle.

test_that("each cost's share, loss and slope are those of the oracle, behind each output that it suits", {
  set.seed(1)
  z <- matrix(rnorm(12), 4)
  w <- c(1, 2, 0.5, 3)
  outputs <- list(identity = z, sigmoid = stats::plogis(z), softmax = oracle_softmax(z))
  for (cost in cost_table) for (output in names(outputs)) {
    f <- activation_table[[output]]
    if (!suits(cost, f)) next
    y <- outputs[[output]]
    d <- if (output == "identity") matrix(rnorm(12), 4) else diag(3)[c(1, 3, 2, 2), ]
    expect_equal(cost_value(cost, f, d, y, z, w), oracle_cost(cost$name, d, y, w, output), tolerance = 1e-12)
    at <- cost_at_output(cost, f)
    expected <- oracle_cost_slope(cost$name, d, y, w, output)
    share <- share_of(at, sum(w), 3)
    if (!at$fused) {
      expect_equal(share * w * cost$slope(d, y), expected, tolerance = 1e-12, info = cost$name)
    } else {
      delta <- share * w * run_code(cost, at$delta, list(d = d, y = y, z = z))
      jacobian <- function(i) if (f$joint) diag(y[i, ]) - outer(y[i, ], y[i, ]) else diag(y[i, ] * (1 - y[i, ]))
      chained <- t(vapply(1:4, function(i) drop(expected[i, ] %*% jacobian(i)), numeric(3)))
      expect_equal(delta, chained, tolerance = 1e-12, info = output)
      expect_equal(cost_value(cost, f, d, y, 800 * sign(z), w), oracle_cost_logits(d, 800 * sign(z), w, output))
    }
  }
})

test_that("the bound on a cost's curvature is reached and not passed", {
  curvature <- function(slope, at) (slope(at + 1e-4) - slope(at - 1e-4)) / 2e-4
  at <- seq(-3, 3, by = 0.1)  # the target 0.2 among them
  for (cost in Filter(function(cost) !is.na(cost$bend) && !0 %in% cost$kinks, cost_table)) {
    expect_equal(max(curvature(function(y) cost$slope(0.2, y), at)), cost$bend, tolerance = 1e-6, info = cost$name)
    expect_equal(curvature_bound(cost_at_output(cost, linear_activation), 8), cost$bend * share_of(cost, 8),
                 info = cost$name)
  }
  entropy <- cost_table$cross_entropy
  expect_equal(max(curvature(stats::plogis, seq(-3, 3, by = 0.01))), entropy$pairs$sigmoid$bend, tolerance = 1e-6)
  largest <- max(vapply(seq(0.01, 0.99, by = 0.01), function(p) {
    max(eigen(diag(c(p, 1 - p, 0)) - outer(c(p, 1 - p, 0), c(p, 1 - p, 0)))$values)
  }, 0))
  expect_equal(largest, entropy$pairs$softmax$bend)
  expect_null(curvature_bound(cost_at_output(cost_table$mse, activation("tanh")), 8))
  expect_null(curvature_bound(cost_at_output(cost(~ (d - y)^4), linear_activation), 8))
})

test_that("a cost that is straight in y has a slope for each row, in the pages and the script too", {
  fit <- gd_lm(mpg ~ wt, mtcars, cost = cost(~ 2 * d - y), eta = 0.01, epochs = 3)
  expect_identical(attr(explain_step(fit), "pass")$delta[[1]][, 1], rep(-1 / 32, 32))
  home <- new.env()
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  capture.output(eval(parse(text = as_r_code(fit)), home))
  expect_equal(home$coefficients, coef(fit), tolerance = 1e-13)
})
