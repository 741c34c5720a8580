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

# What the base function draws for a fit, as it returns it.
base_pictures <- list(
  error = function(fit) plot(fit, "error")$error, coefficients = function(fit) plot(fit, "coefficients")$coefficients,
  gradient = function(fit) plot(fit, "gradient")$gradient, fit = function(fit) plot(fit, "fit")$fit,
  fitted = function(fit) plot(fit, "fitted")$fitted, residuals = function(fit) plot(fit, "residuals")$residuals,
  surface = function(fit) plot_surface(fit), network = function(fit) plot_network(fit),
  boundary = function(fit) plot_boundary(fit), units = function(fit) plot_units(fit)[[1]],
  rates = function(fit) plot_rates(fit, eta = c(0.01, 0.02), epochs = 5),
  optimizers = function(fit) plot_optimizers(fit, c("gd", "adam"), epochs = 5),
  confusion = function(fit) plot_confusion(fit), roc = function(fit) plot_roc(fit),
  hyperparameter = function(fit) plot_hyperparameter(fit, batch_size = list(5, 10), epochs = 3)
)
same_arguments <- list(rates = list(eta = c(0.01, 0.02), epochs = 5),
                       optimizers = list(optimizer = c("gd", "adam"), epochs = 5),
                       hyperparameter = list(hyperparameter = list(batch_size = list(5, 10)), epochs = 3))

# The numbers of a base picture, as vectors that must be drawn.
numbers_of <- function(which, base) {
  values <- function(data) unlist(data, use.names = FALSE)
  switch(which,
         error = , coefficients = , gradient = list(values(base[-1])),
         fit = list(values(base[-1])), fitted = list(base$fitted), residuals = list(base$fitted, base$residual),
         surface = c(list(as.vector(base$cost)), list(base$paths[[1]]$x), if (!is.null(base$y)) list(base$paths[[1]]$y)),
         network = list(base$lines$width, base$units$x, base$units$y),
         boundary = list(as.vector(if (is.null(base$class)) base$value else NULL), base$points$x, base$points$y),
         units = c(list(base$fitted), unname(as.list(base[-(1:3)]))),
         rates = , optimizers = , hyperparameter = list(base$error),
         confusion = list(as.vector(base)), roc = list(base$curve$false, base$curve$true))
}

# Whether a ggplot draws these numbers: in the data of one of its layers, as they are or on their logarithmic axis.
draws <- function(plot, values) {
  layers <- c(list(as.data.frame(plot$data)), lapply(plot$layers, function(layer) {
    if (is.data.frame(layer$data)) layer$data
  }), layers_of(plot))
  columns <- unlist(lapply(layers, function(data) Filter(is.numeric, as.list(data))), recursive = FALSE)
  named <- lapply(Filter(function(data) all(c("column", "value") %in% names(data)), layers), function(data) {
    unname(split(data$value, data$column))
  })
  columns <- lapply(c(columns, unlist(named, recursive = FALSE)), function(v) sort(v[is.finite(v)]))
  values <- sort(values[is.finite(values)])
  wanted <- list(values, values[values > 0], suppressWarnings(log10(values[values > 0])))
  any(vapply(wanted, function(w) {
    any(vapply(columns, function(v) length(v) >= length(w) && isTRUE(all.equal(v, w, tolerance = 1e-6)), NA))
  }, NA))
}

test_that("for every fit and picture autoplot() draws the base picture's numbers, or both refuse", {
  fits <- picture_fits()
  compared <- 0
  for (name in names(fits)) {
    trained <- names(same_arguments)  # these pictures train again, which takes its time
    for (which in setdiff(names(base_pictures), if (!name %in% c("line", "gate", "classes", "early")) trained)) {
      info <- paste(name, which)
      base <- tryCatch(off_screen(base_pictures[[which]](fits[[name]])), error = function(e) NULL)
      plot <- tryCatch(do.call(ggplot2::autoplot, c(list(fits[[name]], which), same_arguments[[which]])),
                       error = function(e) NULL)
      expect_identical(is.null(plot), is.null(base), info = info)
      if (is.null(base) || is.null(plot)) next
      layers_of(plot)
      for (values in numbers_of(which, base)) {
        if (!length(values)) next
        expect_true(draws(plot, values), info = info)
        compared <- compared + 1
      }
    }
  }
  expect_gt(compared, 200)
  # numbers of another fit are not found, so that the test could fail
  for (which in c("error", "fitted", "network", "surface")) {
    other <- numbers_of(which, off_screen(base_pictures[[which]](fits$plane)))
    expect_false(draws(ggplot2::autoplot(fits$table, which), other[[1]]), info = which)
  }
})
