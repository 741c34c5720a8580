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

test_that("two numbers other than 0 and 1 are classes, and the threshold lies half-way between them", {
  data <- transform(mtcars, sign = 2 * am - 1, tens = 10 * am + 10)
  cases <- list(
    tanh = list(neuron(sign ~ wt, data, activation = "tanh", epochs = 100, progress = FALSE), c(-1, 1)),
    network = list(oracle_with_seed(1, ann(sign ~ wt, data, output = "tanh", epochs = 50, progress = FALSE)), c(-1, 1)),
    tens = list(neuron(tens ~ wt, data, activation = "identity", eta = "auto", progress = FALSE), c(10, 20)),
    # the line leaves the interval from 0 to 1
    bits = list(gd_lm(am ~ wt, data, scaling = "whiten", progress = FALSE), c(0, 1))
  )
  for (name in names(cases)) {
    fit <- cases[[name]][[1]]
    ends <- cases[[name]][[2]]
    labels <- as.character(ends)
    y <- as.vector(fitted(fit))
    nearer <- factor(ends[1 + (abs(y - ends[2]) < abs(y - ends[1]))], ends)
    counts <- off_screen(plot_confusion(fit))
    expect_equal(unclass(counts), unclass(table(factor(data$am, labels = labels), nearer)), ignore_attr = TRUE,
                 info = name)
    expect_identical(dimnames(counts), list(observed = labels, predicted = labels), info = name)
    expect_equal(sum(off_screen(plot_confusion(fit, data[5:9, ]))), 5, info = name)
    picture <- drawn(roc <- plot_roc(fit))
    one <- suppressWarnings(wilcox.test(y[data$am == 1], y[data$am == 0]))$statistic
    expect_equal(roc$area, setNames(unname(one) / (13 * 19), labels[2]), info = name)
    now <- roc_picture(fit)$now
    expect_equal(c(now$true, now$false), c(mean(nearer[data$am == 1] == ends[2]), mean(nearer[data$am == 0] == ends[2])),
                 info = name)
    expect_true(any(grepl(paste("threshold", mean(ends)), picture$words$text)), info = name)
  }
  net <- oracle_with_seed(1, ann(cbind(hand = am, auto = 1 - am) ~ wt, data, output = "softmax", epochs = 50))
  counts <- off_screen(plot_confusion(net))
  expect_equal(unclass(counts), unclass(table(data$am == 0, fitted(net)[, "auto"] > 0.5)), ignore_attr = TRUE)
})

test_that("other numbers, other classes and rows that are not here are refused", {
  data <- transform(mtcars, sign = 2 * am - 1)
  fit <- neuron(sign ~ wt, data, activation = "tanh", epochs = 5, progress = FALSE)
  data$sign[3] <- 0.5
  expect_error(plot_confusion(fit, data), "`newdata` must have responses of the fit's classes \\(-1, 1\\) only; row Datsun")
  expect_error(plot_roc(fit, transform(data, sign = NA)), "`newdata` must have a row without missing values")
  expect_error(plot_confusion(neuron(gear ~ wt, mtcars, activation = "identity", eta = "auto", progress = FALSE)),
               "two numbers such as 0 and 1, or -1 and 1")
  several <- oracle_with_seed(1, ann(cbind(am, vs) ~ wt, mtcars, output = "sigmoid", epochs = 5))
  expect_error(plot_confusion(several), "needs a fit to classes")
  share <- transform(mtcars, share = ifelse(am == 1, 0.8, 0.3))
  expect_error(plot_roc(neuron(share ~ wt, share, cost = "cross_entropy", epochs = 5, progress = FALSE)), "two numbers")
  # a level that the fit does not know
  net <- oracle_with_seed(1, ann(factor(gear) ~ wt, mtcars[mtcars$gear < 5, ], epochs = 5))
  expect_error(plot_confusion(net, mtcars), "row Porsche 914-2 has another")
})

test_that("a fit of a table has no rows here, and its classes with newdata", {
  skip_if_not_installed("RSQLite")
  skip_if_not_installed("dbplyr")
  con <- DBI::dbConnect(RSQLite::SQLite())
  on.exit(DBI::dbDisconnect(con))
  data <- transform(mtcars, sign = 2 * am - 1)
  DBI::dbWriteTable(con, "cars", data)
  fit <- neuron(sign ~ wt, dplyr::tbl(con, "cars"), activation = "tanh", epochs = 20, progress = FALSE)
  expect_error(plot_confusion(fit), "plot_confusion\\(\\) needs the rows, which are in the database")
  expect_error(plot_roc(fit), "plot_roc\\(\\) needs the rows")
  expect_equal(off_screen(plot_confusion(fit, data)), unclass(summary(fit)$confusion), ignore_attr = TRUE)
})
