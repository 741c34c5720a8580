test_that("the default pictures suit the fit", {
  off_screen({
    line <- picture_line(epochs = 20)
    expect_named(plot(line), c("error", "coefficients", "fit"))
    expect_named(plot(gd_lm(mpg ~ wt + hp, mtcars, epochs = 5, progress = FALSE)), c("error", "coefficients", "fitted"))
    expect_named(plot(picture_line(epochs = 5, record = FALSE)), c("error", "fitted"))
    expect_named(plot(line, 6:5), c("residuals", "fitted"))
    expect_identical(plot(line, 3), plot(line, "gradient"))
    expect_false(withVisible(plot(line, 1))$visible)
  })
  expect_error(plot(line, 7), "`which` must be numbers from 1 to 6.*not 7")
  expect_error(plot(line, "errors"), "`which` must be.*not \"errors\"")
})

test_that("the curve at an epoch is the line through its coefficients", {
  fit <- picture_line(epochs = 30)
  data <- off_screen(plot(fit, "fit", epochs = c(0, 10, 30)))$fit
  expect_named(data, c("x", "epoch_0", "epoch_10", "epoch_30"))
  expect_equal(range(data$x), range(oracle_line()$data$x))
  for (epoch in c(0, 10, 30)) {
    b <- coef(fit, epoch = epoch)
    expect_equal(data[[paste0("epoch_", epoch)]], b[[1]] + b[[2]] * data$x)
  }
  expect_lte(ncol(off_screen(plot(fit, "fit"))$fit), 13)
})

test_that("transformed inputs are drawn over the data's own variable", {
  fit <- gd_lm(mpg ~ poly(wt, 2), mtcars, scaling = "whiten", epochs = 5, eta = 1, progress = FALSE)
  data <- off_screen(plot(fit, "fit"))$fit
  exact <- lm(mpg ~ poly(wt, 2), mtcars)
  expect_equal(data[[ncol(data)]], unname(predict(exact, data.frame(wt = data$wt))))
  expect_error(off_screen(plot(gd_lm(mpg ~ factor(cyl), mtcars, progress = FALSE), "fit")), "one numeric input")
})

test_that("fitted and residuals are the fit's, with a point a row", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 30, progress = FALSE)
  picture <- drawn(data <- plot(fit, "residuals")$residuals)
  expect_equal(data$residual, mtcars$mpg - unname(fitted(fit)))
  expect_equal(picture$points, nrow(mtcars))
  picture <- drawn(data <- plot(fit, "fitted")$fitted)
  expect_equal(data$observed, mtcars$mpg)
  expect_equal(data$fitted, unname(fitted(fit)))
  expect_equal(picture$points, nrow(mtcars))
})

test_that("classes are drawn by class, with the probability of the row's own", {
  set.seed(1)
  fit <- ann(Species ~ ., iris, hidden = 3, epochs = 20, progress = FALSE)
  data <- off_screen(plot(fit, "fitted"))$fitted
  expect_identical(data$observed, iris$Species)
  expect_equal(data$fitted, unname(fitted(fit)[cbind(1:150, as.integer(iris$Species))]))
  two <- neuron(am ~ wt, transform(mtcars, am = factor(am, labels = c("auto", "manual"))), cost = "cross_entropy",
                eta = "auto", epochs = 20, progress = FALSE)
  data <- off_screen(plot(two, "fitted"))$fitted
  expect_equal(as.integer(data$observed), mtcars$am + 1)
  expect_equal(data$fitted, unname(fitted(two)))
  expect_true("P(am = manual)" %in% drawn(plot(two, "fit"))$words$text)
})

test_that("a large fit is drawn by some thousand of its rows, and says so", {
  set.seed(1)
  x <- rnorm(1e4)
  fit <- gd_lm(x ~ I(x^2), epochs = 2, progress = FALSE)
  picture <- drawn(data <- plot(fit, "residuals")$residuals)
  expect_identical(nrow(data), 10000L)
  expect_equal(picture$points, 4000)
  expect_true("4,000 of 10,000 rows drawn" %in% picture$words$text)
})

test_that("fits at the edge are drawn too", {
  fits <- list(
    one_row = suppressWarnings(gd_lm(y ~ x, data.frame(x = 1, y = 2), epochs = 5, progress = FALSE)),
    constant = gd_lm(y ~ x, data.frame(x = 1:5, y = 0), epochs = 5, progress = FALSE),
    no_epoch = gd_lm(dist ~ speed, cars, epochs = 0, progress = FALSE),
    diverged = suppressWarnings(gd_lm(dist ~ speed, cars, eta = 1, epochs = 500, allow_divergence = TRUE,
                                      progress = FALSE))
  )
  expect_identical(fits$diverged$stop, "diverged")
  for (name in names(fits)) {
    for (which in names(fit_pictures)) {
      picture <- drawn(plot(fits[[name]], which), 4, 3)
      expect_identical(clipped(picture), character(), label = paste(name, which))
    }
  }
})

test_that("without a record the path's pictures say how to refit", {
  fit <- picture_line(epochs = 5, record = FALSE)
  for (which in c("coefficients", "gradient")) {
    expect_error(off_screen(plot(fit, which)), "refit it with update\\(fit, record = NULL\\)")
  }
  data <- off_screen(plot(fit, "fit"))$fit
  expect_equal(data$epoch_5, coef(fit)[[1]] + coef(fit)[[2]] * data$x)
})
