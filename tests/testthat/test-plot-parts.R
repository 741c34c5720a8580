test_that("every text of every picture lies on the page, at every size, and par() is left as found", {
  set.seed(1)
  line <- picture_line(epochs = 200)
  cars <- gd_lm(mpg ~ ., mtcars, scaling = "standardize", epochs = 50, progress = FALSE)
  flowers <- ann(Species ~ ., iris, hidden = 4, epochs = 20, validation = 0.2, progress = FALSE)
  wide <- data.frame(matrix(rnorm(50 * 40), 50, dimnames = list(NULL, paste0("a_rather_long_gene_name_", 1:40))))
  wide$y <- rnorm(50)
  wide <- ann(y ~ ., wide, hidden = 200, epochs = 2, progress = FALSE)
  curve <- data.frame(x = 1:20, y = sin(1:20 / 3))
  curve <- lapply(c(1, 3), function(units) ann(y ~ x, curve, hidden = units, epochs = 20, progress = FALSE))
  pictures <- expression(
    plot(line, "error"), plot(line, "coefficients"), plot(line, "gradient"), plot(line, "fit"),
    plot(cars, "coefficients"), plot(cars, "fitted"), plot(cars, "residuals"), plot(flowers, "error"),
    plot(flowers, "fitted"), plot(flowers, "residuals"), plot(compare(cars)), plot(check_gradient(line)),
    plot_surface(line, grid = 10),
    plot_surface(line, line, grid = 10), plot_surface(line, type = "persp", grid = 10),
    plot_surface(flowers, grid = 10), plot_rates(line, epochs = 30), plot_optimizers(line, epochs = 30),
    plot(activation("tanh")), plot_activations(), plot_network(line), plot_network(cars), plot_network(flowers),
    plot_network(wide, colour = "gradient"), plot_boundary(cars, grid = 10), plot_boundary(flowers, grid = 10),
    plot_units(curve)
  )
  for (i in seq_along(pictures)) {
    for (size in names(picture_sizes)) {
      picture <- drawn(eval(pictures[[i]]), picture_sizes[[size]][1], picture_sizes[[size]][2])
      label <- paste(deparse1(pictures[[i]]), "on", size)
      expect_gt(nrow(picture$words), 3, label = label)
      expect_identical(clipped(picture), character(), label = label)
      expect_gt(min(picture$words$size), if (size %in% c("page", "projector")) 4.5 else 3.5, label = label)
      expect_true(picture$par_kept, label = label)
    }
  }
})

test_that("a panel of the user's own layout is filled, and stays", {
  fit <- picture_line(epochs = 20)
  off_screen({
    graphics::par(mfrow = c(2, 2))
    for (which in c("error", "coefficients", "gradient", "fit")) plot(fit, which)
    expect_identical(graphics::par("mfrow"), c(2L, 2L))
  })
})

test_that("labels are moved apart, in order, and stay inside the limits", {
  at <- spread_labels(c(5, 5.1, 5.05, 9), 1, c(0, 9.5))
  expect_true(all(diff(sort(at)) >= 1 - 1e-5))
  expect_identical(order(at), order(c(5, 5.1, 5.05, 9)))
  expect_true(all(at >= 0 & at <= 9.5))
  crowded <- spread_labels(rep(1, 30), 1, c(0, 10))
  expect_true(all(crowded >= -1e-9 & crowded <= 10 + 1e-9))
  expect_identical(spread_labels(3, 1), 3)
})

test_that("ranges are finite and never empty", {
  expect_identical(range_of(c(1, 3, NA, Inf)), c(1, 3))
  expect_true(diff(range_of(c(2, 2))) > 0)
  expect_true(diff(range_of(0)) > 0)
  expect_identical(range_of(numeric()), c(0, 1))
  expect_true(all(range_of(c(-1, 0, 5), log = TRUE) > 0))
})

test_that("ticks lie in the range and are written without needless exponents", {
  for (range in list(c(0, 1000), c(-3, 4), c(2e-3, 7e-3), c(0, 3e8))) {
    ticks <- ticks_of(range)
    expect_gt(length(ticks$at), 2)
    expect_true(all(ticks$at >= range[1] - 0.05 * diff(range) & ticks$at <= range[2] + 0.05 * diff(range)))
    expect_equal(length(ticks$labels), length(ticks$at))
  }
  expect_identical(ticks_of(c(0, 10000))$labels[2], "2,000")
  expect_true(all(ticks_of(c(1e-12, 1), TRUE)$at %in% 10^(-12:0)))
  expect_identical(ticks_of(c(0.001, 10), TRUE)$labels, c("0.001", "0.01", "0.1", "1", "10"))
})

test_that("settings win over ours, and a wrong one is named", {
  fit <- picture_line(epochs = 5)
  expect_true("my title" %in% drawn(plot(fit, "error", main = "my title"))$words$text)
  expect_error(off_screen(plot(fit, "error", colour = 2)), "`...` must be settings of the picture.*not colour")
})
