test_that("the confusion picture is the table of predicted and observed classes", {
  set.seed(1)
  fit <- ann(Species ~ ., iris, hidden = 3, epochs = 60, validation = 0.3, progress = FALSE)
  oracle <- function(rows) table(observed = iris$Species[rows], predicted = predict(fit, iris[rows, ], type = "class"))
  held <- fit$validation_rows
  picture <- drawn(counts <- plot_confusion(fit))
  expect_equal(counts, unclass(oracle(held)), ignore_attr = TRUE)
  share <- 100 * sum(diag(oracle(held))) / length(held)
  expect_true(sprintf("right: %.1f %% of 45 rows held out", share) %in% picture$words$text)
  expect_equal(off_screen(plot_confusion(fit, rows = "training")), unclass(oracle(-held)), ignore_attr = TRUE)
  expect_equal(off_screen(plot_confusion(fit, rows = "all")), unclass(oracle(1:150)), ignore_attr = TRUE)
  expect_equal(off_screen(plot_confusion(fit, iris[1:60, ])), unclass(oracle(1:60)), ignore_attr = TRUE)
  expect_true(all(levels(iris$Species) %in% picture$words$text))
})

test_that("two classes, 0 and 1, and case weights are counted too", {
  fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 100,
                weights = rep(1:2, 16), progress = FALSE)
  counts <- off_screen(plot_confusion(fit))
  oracle <- xtabs(rep(1:2, 16) ~ mtcars$am + I(as.numeric(fitted(fit) > 0.5)))
  expect_equal(counts, unclass(oracle), ignore_attr = TRUE)
  expect_identical(dimnames(counts), list(observed = c("0", "1"), predicted = c("0", "1")))
})

test_that("the area under the curve is Wilcoxon's statistic, ties and all", {
  fit <- neuron(factor(am) ~ wt, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 100,
                progress = FALSE)
  picture <- drawn(roc <- plot_roc(fit))
  p <- fitted(fit)
  wilcoxon <- suppressWarnings(wilcox.test(p[mtcars$am == 1], p[mtcars$am == 0]))$statistic
  expect_equal(roc$area[["1"]], unname(wilcoxon) / (13 * 19))
  expect_true(sprintf("1: area %.3f", roc$area) %in% picture$words$text)
  at <- roc$curve[7, ]
  expect_equal(at$true, mean(p[mtcars$am == 1] >= at$threshold))
  expect_equal(at$false, mean(p[mtcars$am == 0] >= at$threshold))
  expect_equal(unlist(roc$curve[1, c("false", "true")], use.names = FALSE), c(0, 0))
  expect_equal(unlist(tail(roc$curve, 1)[c("false", "true")], use.names = FALSE), c(1, 1))
  now <- roc_picture(fit)$now
  expect_equal(now$true, mean(p[mtcars$am == 1] > 0.5))
  expect_equal(now$false, mean(p[mtcars$am == 0] > 0.5))
  set.seed(1)
  flowers <- ann(Species ~ ., iris, hidden = 3, epochs = 40, progress = FALSE)
  areas <- off_screen(plot_roc(flowers))$area
  p <- fitted(flowers)[, "versicolor"]
  one <- suppressWarnings(wilcox.test(p[iris$Species == "versicolor"], p[iris$Species != "versicolor"]))$statistic
  expect_equal(areas[["versicolor"]], unname(one) / 5000)
})

test_that("fits to numbers and wrong rows are refused", {
  fit <- gd_lm(mpg ~ wt, mtcars, epochs = 2, progress = FALSE)
  expect_error(plot_confusion(fit), "plot_confusion\\(\\) needs a fit to classes")
  expect_error(plot_roc(fit), "plot_roc\\(\\) needs a fit to classes")
  two <- neuron(factor(am) ~ wt, mtcars, epochs = 2, progress = FALSE)
  expect_error(plot_roc(two, rows = "validation"), "`rows` must be \"training\" for a fit that held no rows out")
  expect_error(plot_roc(two, rows = "test"), "`rows` must be one of")
  expect_error(plot_roc(two, mtcars, rows = "all"), "`rows` must be NULL")
  expect_error(plot_roc(two, 1:3), "`newdata` must be a data frame")
  expect_error(off_screen(plot_roc(two, colour = 2)), "`...` must be settings of the picture.*not colour")
})
