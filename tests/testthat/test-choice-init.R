test_that("each rule draws from its distribution, with R's generator", {
  draw <- function(init, inputs, units, activation = "tanh", output = FALSE) {
    descent:::draw_layer(init, inputs, units, TRUE, descent::activation(activation), output)
  }
  set.seed(1)
  w <- draw(NULL, 50, 400)
  expect_lte(max(abs(w)), sqrt(6 / 450))
  expect_equal(sd(w), sqrt(6 / 450) / sqrt(3), tolerance = 0.02)
  expect_equal(sd(draw(NULL, 50, 400, "relu")), sqrt(2 / 50), tolerance = 0.02)
  expect_equal(range(draw(init_uniform(0.3), 50, 400)), c(-0.3, 0.3), tolerance = 1e-3)
  expect_equal(sd(draw(init_normal(0.2), 50, 400)), 0.2, tolerance = 0.02)
  expect_identical(draw(init_zero(), 2, 3), matrix(0, 3, 3))
  spread <- c(glorot = sqrt(6 / 450) / sqrt(3), he = sqrt(2 / 50), uniform = 0.7 / sqrt(3), normal = 0.1, zero = 0)
  expect_setequal(names(spread), names(descent:::init_rules))
  for (rule in names(spread)) {
    expect_equal(sd(draw(descent:::check_init(rule), 50, 400)), spread[[rule]], tolerance = 0.02, info = rule)
  }
  expect_identical(draw(init_he(), 2, 3, output = TRUE)[1, ], numeric(3))
  set.seed(2)
  a <- draw(NULL, 2, 3)
  set.seed(2)
  expect_identical(a, matrix(runif(9, -1, 1) * sqrt(6 / 5), 3))
})

test_that("units that start alike stay alike", {
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 3, init = init_zero(), epochs = 20, progress = FALSE)
  w <- coef(fit)$hidden1
  expect_equal(w[, 1], w[, 2])
  expect_equal(w[, 1], w[, 3])
})

test_that("sizes are checked", {
  expect_error(init_uniform(-1), "`range` must be one positive number, not -1.")
  expect_error(init_normal("a"), "`sd` must be one positive number, not \"a\".")
})

test_that("each rule has its function, and what is no rule is refused with all of them", {
  makers <- paste0("init_", names(descent:::init_rules))
  expect_identical(setdiff(makers, getNamespaceExports("descent")), character())
  for (maker in makers) expect_identical(paste0("init_", getExportedValue("descent", maker)()$name), maker)
  expect_error(ann(mpg ~ wt, mtcars, init = 3), paste0(makers, "()", collapse = ", "), fixed = TRUE)
})
