test_that("the plane holds the predictions, the points the data", {
  data <- transform(mtcars, am = factor(am, labels = c("auto", "manual")))
  fit <- neuron(am ~ wt + hp, data, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 50,
                progress = FALSE)
  picture <- drawn(plane <- plot_boundary(fit, grid = 11))
  expect_identical(plane$kind, "probability")
  expect_equal(plane$value[3, 7], unname(predict(fit, data.frame(wt = plane$x[3], hp = plane$y[7]))))
  expect_equal(plane$points, data.frame(x = data$wt, y = data$hp, observed = data$am))
  expect_true(all(c("wt", "hp", "auto", "manual", "Probability of am = manual") %in% picture$words$text))
  expect_true(min(plane$x) < min(data$wt) && max(plane$y) > max(data$hp))
  start <- off_screen(plot_boundary(fit, epoch = 0, grid = 11))
  expect_equal(start$value, matrix(0.5, 11, 11))
})

test_that("three classes are shown by the most probable one", {
  set.seed(1)
  fit <- ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 100, progress = FALSE)
  plane <- off_screen(plot_boundary(fit, grid = 12))
  expect_identical(plane$kind, "class")
  at <- data.frame(Petal.Length = plane$x[c(1, 6, 12)], Petal.Width = plane$y[c(1, 6, 12)])
  expect_equal(plane$class[cbind(c(1, 6, 12), c(1, 6, 12))], unname(as.integer(predict(fit, at, type = "class"))))
  expect_equal(plane$probability[6, 6], max(predict(fit, at[2, ])))
  expect_identical(plane$points$observed, iris$Species)
})

test_that("other inputs stay at their medians or most frequent level, and the picture says so", {
  data <- transform(mtcars, cyl = factor(cyl))
  fit <- gd_lm(mpg ~ log(wt) * hp + cyl + qsec, data, scaling = "whiten", eta = 1, epochs = 3, progress = FALSE)
  picture <- drawn(plane <- plot_boundary(fit, c("wt", "qsec"), grid = 10))
  expect_identical(plane$kind, "value")
  at <- data.frame(wt = plane$x[2], qsec = plane$y[9], hp = median(data$hp), cyl = "8")
  expect_equal(plane$value[2, 9], unname(predict(fit, at)))
  expect_true(any(grepl("hp = 123, cyl = 8", picture$words$text)))
})

test_that("one of several responses is chosen", {
  set.seed(1)
  fit <- ann(cbind(mpg, hp) ~ wt + qsec, mtcars, hidden = 2, epochs = 20, progress = FALSE)
  plane <- off_screen(plot_boundary(fit, grid = 10, output = "hp"))
  at <- data.frame(wt = plane$x[4], qsec = plane$y[4])
  expect_equal(plane$value[4, 4], predict(fit, at)[1, "hp"], ignore_attr = TRUE)
  expect_equal(plane$points$observed, mtcars$hp)
  expect_error(plot_boundary(fit, output = "disp"), "`output` must be the name or number of one output \\(mpg, hp\\)")
})

test_that("too few numeric inputs and wrong names are refused", {
  fit <- gd_lm(mpg ~ wt + factor(cyl), mtcars, progress = FALSE)
  expect_error(plot_boundary(fit), "two numeric inputs .*, not 1")
  fit <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 5, progress = FALSE)
  expect_error(plot_boundary(fit, c("wt", "cyl")), "`which` must be the names of two of the numeric inputs .wt, hp.")
})

test_that("a fit with too few numbers is told of a picture that it has", {
  one <- neuron(am ~ wt, mtcars, epochs = 2, progress = FALSE)
  with_factor <- neuron(am ~ wt + factor(cyl), mtcars, epochs = 2, progress = FALSE)
  said <- function(fit) tryCatch(plot_boundary(fit), error = conditionMessage)
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  for (fit in list(one, with_factor, neuron(am ~ factor(cyl), mtcars, epochs = 2, progress = FALSE))) {
    which <- sub('.*plot[(]fit, which = "([a-z]+)".*', "\\1", said(fit))
    expect_true(which %in% c("fit", "fitted"))
    expect_no_error(plot(fit, which = which))
  }
  expect_match(said(one), "which = \"fit\") draws one input", fixed = TRUE)
})
