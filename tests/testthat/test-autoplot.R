skip_if_not_installed("ggplot2")

layers_of <- function(plot) ggplot2::ggplot_build(plot)$data

test_that("every picture is a ggplot that can be built, with the base picture's data", {
  set.seed(1)
  line <- picture_line(epochs = 20)
  flowers <- ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 10, progress = FALSE)
  curve <- ann(y ~ x, data.frame(x = 1:10, y = sin(1:10)), hidden = 3, epochs = 10, progress = FALSE)
  for (which in setdiff(names(gg_pictures), c("boundary", "units"))) {
    plot <- ggplot2::autoplot(line, which)
    expect_s3_class(plot, "ggplot")
    expect_gt(nrow(layers_of(plot)[[1]]), 0)
  }
  for (which in setdiff(names(gg_pictures), c("fit", "units"))) {
    expect_gt(nrow(layers_of(ggplot2::autoplot(flowers, which))[[1]]), 0)
  }
  for (which in setdiff(names(gg_pictures), "boundary")) {
    expect_gt(nrow(layers_of(ggplot2::autoplot(curve, which))[[1]]), 0)
  }
  expect_equal(layers_of(ggplot2::autoplot(line, "error"))[[1]]$y, error_history(line)$error)
  expect_identical(nrow(layers_of(ggplot2::autoplot(line, "residuals"))[[2]]), 100L)
  expect_identical(nrow(layers_of(ggplot2::autoplot(flowers, "network"))[[1]]), 3L * 3L + 4L * 3L)
})

test_that("histories, activations and comparisons have one too", {
  fit <- picture_line(epochs = 20)
  expect_equal(sort(layers_of(ggplot2::autoplot(coef_history(fit)))[[1]]$y), sort(unlist(coef_history(fit)[-1])),
               ignore_attr = TRUE)
  expect_equal(unique(layers_of(ggplot2::autoplot(coef_history(fit)))[[2]]$yintercept),
               unname(coef(lm(y ~ x, oracle_line()$data))))
  expect_s3_class(ggplot2::autoplot(gradient_history(fit)), "ggplot")
  values <- layers_of(ggplot2::autoplot(activation("tanh")))[[1]]
  expect_equal(values$y[values$group == 1], tanh(values$x[values$group == 1]))
  expect_identical(nrow(layers_of(ggplot2::autoplot(compare(fit)))[[2]]), 4L)
})

test_that("a wrong picture and a fit without a path are refused", {
  expect_error(ggplot2::autoplot(picture_line(epochs = 2), "errors"), "did you mean \"error\"")
  expect_error(ggplot2::autoplot(picture_line(epochs = 2, record = FALSE), "surface"), "refit it with update")
})
