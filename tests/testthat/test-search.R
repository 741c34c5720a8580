test_that("the errors are those of fits on the folds, worked by hand", {
  data <- data.frame(x = c(1, 2, 3, 4, 5, 6), y = c(2, 3, 5, 4, 6, 8))
  fit <- gd_lm(y ~ x, data, eta = 0.01, epochs = 20)
  search <- grid_search(fit, eta = c(0.01, 0.02), epochs = c(5, 50), folds = 3, seed = 7)
  parts <- oracle_with_seed(7, draw_folds(list(values = data$y), 6, 3, NULL))
  expect_identical(as.vector(table(parts)), c(2L, 2L, 2L))
  for (i in 1:4) {
    errors <- vapply(1:3, function(k) {
      part <- data[parts != k, ]
      b <- oracle_train_linear(cbind(1, part$x), part$y, eta = search$eta[i], epochs = search$epochs[i])$coefficients
      mean((data$y[parts == k] - b[1] - b[2] * data$x[parts == k])^2)
    }, 0)
    expect_equal(search$error[i], mean(errors), tolerance = 1e-12)
    expect_equal(search$se[i], sd(errors) / sqrt(3), tolerance = 1e-12)
  }
  winner <- which.min(search$error)
  chosen <- best(search)
  expect_equal(coef(chosen), coef(gd_lm(y ~ x, data, eta = search$eta[winner], epochs = search$epochs[winner])))
  expect_identical(chosen$call$eta, search$eta[winner])
  expect_identical(chosen$call$data, quote(data))
})

test_that("classes, networks, lists of values, weights and a validation share are searched", {
  set.seed(1)
  state <- .Random.seed
  fit <- ann(Species ~ ., iris, hidden = 2, epochs = 30)
  set.seed(1)
  search <- grid_search(fit, hidden = list(3, c(4, 2)), activation = c("tanh", "relu"), folds = 3)
  expect_identical(.Random.seed, state)
  expect_identical(search$hidden, c("3", "4-2", "3", "4-2"))
  expect_true(all(search$accuracy > 1 / 3 & search$accuracy <= 1))
  expect_identical(as.data.frame(search), as.data.frame(grid_search(fit, hidden = list(3, c(4, 2)),
                                                                    activation = c("tanh", "relu"), folds = 3)))
  expect_equal(ncol(coef(best(search))$hidden1), if (which.min(search$error) %in% c(1, 3)) 3 else 4)

  weighted <- neuron(am ~ wt, mtcars, weights = carb, cost = "cross_entropy", scaling = "standardize", eta = 1,
                     epochs = 20, subset = cyl < 8)
  shared <- grid_search(weighted, epochs = c(10, 40), validation = 0.3, seed = 2)
  expect_true(all(is.na(shared$se)))
  used <- mtcars[mtcars$cyl < 8, ]
  out <- oracle_with_seed(2, draw_folds(list(values = used$am), nrow(used), 5, 0.3)) == 1
  again <- neuron(am ~ wt, used[!out, ], weights = carb, cost = "cross_entropy", scaling = "standardize", eta = 1,
                  epochs = 40)
  p <- predict(again, used[out, ])
  expect_equal(shared$error[2], -weighted.mean(log(ifelse(used$am[out] == 1, p, 1 - p)), used$carb[out]),
               tolerance = 1e-12)
})

test_that("the measure of every cost on the rows left out is the cost itself", {
  set.seed(3)
  cars2 <- transform(mtcars, gears = factor(gear))
  fits <- list(gd_lm(mpg ~ wt, cars2, cost = "huber", epochs = 5, eta = 0.01),
               gd_lm(mpg ~ wt, cars2, cost = "half_sse", epochs = 5, eta = 1e-4),
               neuron(am ~ wt + offset(hp / 100), cars2, epochs = 5), ann(gears ~ wt, cars2, epochs = 5),
               ann(cbind(am, vs) ~ wt, cars2, output = "sigmoid", epochs = 5),
               ann(cbind(mpg, qsec) ~ wt, cars2, cost = "mae", epochs = 5))
  for (fit in fits) expect_equal(measure_fit(fit, model.frame(fit))[["error"]], fit$error, tolerance = 1e-10)
})

test_that("a combination that fails does not stop the search", {
  fit <- gd_lm(dist ~ speed, cars, eta = 0.001, epochs = 10)
  search <- grid_search(fit, eta = c(0.001, 10), folds = 2)
  expect_identical(is.na(search$error), c(FALSE, TRUE))
  expect_match(search$problem[2], "`eta` must be at most")
  expect_output(print(search), "! in 1 combination, the first: `eta` must be at most")
  expect_output(print(search), "Best: eta = 0.001")
  search$error[2] <- 1e200
  expect_output(print(search, digits = 4), paste0(format(search$error[1], digits = 4), ".*1e\\+200"))
  pdf(NULL)
  on.exit(dev.off())
  before <- par("mar")
  expect_identical(plot(search), as.data.frame(search))
  expect_identical(plot(grid_search(fit, cost = c("mse", "mae"), folds = 2))$cost, c("mse", "mae"))
  expect_identical(par("mar"), before)
})

test_that("the search finds data and settings where the caller has them", {
  inside <- function() {
    local_data <- transform(cars, rate = 1)
    steps <- 12
    fit <- gd_lm(dist ~ ., local_data, epochs = steps, eta = 0.001)
    grid_search(fit, eta = c(0.001, 0.002), folds = 2)
  }
  search <- inside()
  expect_false(anyNA(search$error))
  expect_identical(best(search)$epochs, 12)
  x <- cars$speed
  y <- cars$dist
  expect_false(anyNA(grid_search(gd_lm(y ~ x, eta = 0.001, epochs = 5), epochs = 1:2, folds = 2)$error))
})

test_that("wrong arguments are named", {
  fit <- gd_lm(dist ~ speed, cars, eta = 0.001, epochs = 10)
  expect_error(grid_search(fit), "`...` must hold the values to try")
  expect_error(grid_search(fit, etta = 1), "did you mean \"eta\"")
  expect_error(grid_search(fit, eta = 0.1, folds = 1),
               "`folds` must be one whole number from 2 to 50, the rows of the fit, not 1.")
  expect_error(grid_search(fit, eta = 0.1, validation = 1),
               "`validation` must be NULL or one number between 0 and 1, not 1.")
  expect_error(best(1), "`x` must be what grid_search")
})

test_that("a search shows its progress and is none the worse for it", {
  fit <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", epochs = 20, progress = FALSE)
  search <- function(progress) as.data.frame(grid_search(fit, eta = c(0.1, 0.2), folds = 2, progress = progress))
  expect_equal(search(TRUE), search(FALSE))
})

test_that("the values that were tried are the ticks of the picture", {
  fit <- picture_line(epochs = 5)
  search <- grid_search(fit, eta = c(0.013, 0.07, 0.3), folds = 2, progress = FALSE)
  expect_true(all(c("0.013", "0.07", "0.3", "best") %in% drawn(plot(search))$words$text))
  picture <- search_picture(search)
  expect_equal(picture$data$error, search$error[order(search$eta)])
  expect_equal(picture$best$error, min(search$error))
})

test_that("classes and two numbers are spread over the folds, and another formula may have weights", {
  data <- data.frame(x = sin(1:23), class = rep(c("a", "b", "c"), c(12, 6, 5)), bit = rep(0:1, c(18, 5)))
  for (name in c("class", "bit")) {
    frame <- model.frame(stats::reformulate("x", name), data)
    parts <- oracle_with_seed(1, draw_folds(descent:::read_response(frame), 23, 5, NULL))
    expect_true(all(table(parts, data[[name]]) >= 1), label = name)
  }
  # a class of one row: that fold cannot be measured by a neuron, and it is said why; a network knows the level
  one <- data.frame(x = sin(1:20), class = factor(rep(c("a", "b"), c(19, 1))))
  found <- grid_search(neuron(class ~ x, one, epochs = 5), eta = c(0.1, 1))
  expect_true(all(is.finite(found$error)))
  expect_match(found$problem, "1 of 5 folds could not be measured: `class` must be of two classes, not only of class \"a\"")
  three <- data.frame(x = sin(1:20), class = factor(rep(c("a", "b", "c"), c(10, 9, 1))))
  net <- oracle_with_seed(1, ann(class ~ x, three, epochs = 5))
  expect_identical(grid_search(net, hidden = list(2, 3))$problem, c("", ""))
  # a level of a predictor with one row
  level <- transform(one, y = cos(1:20))
  expect_true(all(is.finite(grid_search(gd_lm(y ~ class, level, epochs = 5), eta = c(0.1, 0.2))$error)))
  weighted <- gd_lm(mpg ~ wt, mtcars, weights = qsec, epochs = 5)
  found <- grid_search(weighted, formula = list(mpg ~ wt, mpg ~ .), folds = 3)
  expect_true(all(is.finite(found$error)))
  expect_identical(names(coef(best(found)))[1:3][-1], if (which.min(found$error) == 1) c("wt", NA) else c("cyl", "disp"))
})

test_that("a search uses the rows that the fit holds, whatever its data have become", {
  make <- function(dd) gd_lm(y ~ x, dd, epochs = 5)
  good <- data.frame(x = sin(1:20), y = cos(1:20))
  fit <- make(good)
  right <- as.data.frame(grid_search(fit, eta = c(0.1, 0.3)))
  dd <- data.frame(x = 1:9, y = 1)
  expect_equal(as.data.frame(grid_search(fit, eta = c(0.1, 0.3))), right, ignore_attr = TRUE)
  direct <- gd_lm(y ~ x, good, epochs = 5)
  good <- good[order(good$y), ][1:12, ]
  expect_equal(as.data.frame(grid_search(direct, eta = c(0.1, 0.3))), right, ignore_attr = TRUE)
})

test_that("a formula that the data do not fit is a row with its problem", {
  fit <- gd_lm(mpg ~ wt, mtcars, epochs = 5)
  found <- grid_search(fit, formula = list(mpg ~ wt, mpg ~ zz, mpg ~ log(wt) + no_such(hp)), folds = 3)
  expect_identical(is.na(found$error), c(FALSE, TRUE, TRUE))
  expect_identical(found$problem[1], "")
  expect_match(found$problem[2], "zz")
  expect_match(found$problem[3], "no_such")
  expect_equal(found$error[1], grid_search(fit, formula = list(mpg ~ wt, mpg ~ hp), folds = 3)$error[1])
  expect_identical(names(coef(best(found))), c("(Intercept)", "wt"))
  y <- mtcars$mpg
  x <- mtcars$wt
  free <- grid_search(gd_lm(y ~ x, epochs = 5), formula = list(y ~ x, y ~ nowhere_at_all), folds = 3)
  expect_match(free$problem[2], "nowhere_at_all")
  expect_true(is.finite(free$error[1]))
})

test_that("formulas of another response are refused before any work", {
  fit <- gd_lm(mpg ~ wt, mtcars, epochs = 5)
  must <- "`formula` must be formulas with the response of the fit (mpg), not"
  expect_error(grid_search(fit, formula = list(mpg ~ wt, am ~ wt)), paste(must, "am."), fixed = TRUE)
  expect_error(grid_search(fit, formula = list(log(mpg) ~ wt)), paste(must, "log(mpg)."), fixed = TRUE)
  expect_error(grid_search(fit, formula = list(mpg ~ wt, ~ wt)), paste(must, "without one."), fixed = TRUE)
  unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 5, scaling = "standardize")
  expect_error(grid_search(unit, formula = list(am ~ wt, vs ~ wt)), "response of the fit (am), not vs.", fixed = TRUE)
  net <- oracle_with_seed(1, ann(Species ~ Petal.Width, iris, epochs = 5))
  expect_error(grid_search(net, formula = list(rev(Species) ~ Petal.Width)), "(Species), not rev(Species)", fixed = TRUE)
  expect_identical(grid_search(fit, formula = list(mpg ~ wt, I(mpg) ~ wt), folds = 2)$problem, c("", ""))
})

test_that("a remedy of a formula that is tried names that formula", {
  unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 200, scaling = "standardize")
  found <- grid_search(unit, formula = list(am ~ wt, am ~ wt + hp + qsec), eta = 1)
  expect_match(found$problem[2], "ann(formula = am ~ wt + hp + qsec,", fixed = TRUE)
  dots <- grid_search(unit, formula = list(am ~ wt, am ~ .), eta = 1)
  expect_match(dots$problem[2], "formula = am ~ .,", fixed = TRUE)
})

test_that("a value that no combination can have is an error before any work", {
  line <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", epochs = 5, progress = FALSE)
  unit <- neuron(am ~ wt, mtcars, epochs = 5, progress = FALSE)
  net <- oracle_with_seed(1, ann(mpg ~ wt, mtcars, hidden = 2, epochs = 5, progress = FALSE))
  wrong <- function(fit, said, ...) expect_error(grid_search(fit, ..., folds = 2), said, fixed = TRUE)
  wrong(line, "`eta` must be one positive number, \"auto\" or a function of the epoch, not \"a\"", eta = "a")
  wrong(line, "`eta` must be one positive number, \"auto\" or a function of the epoch, not -1", eta = c(0.1, -1))
  wrong(line, "not \"a\"", eta = list(0.1, "a"))
  wrong(line, "c() makes text of numbers beside text; write list(\"auto\", 0.1).", eta = c("auto", 0.1))
  wrong(line, "`epochs` must be one whole number", epochs = c(5, 5.5))
  wrong(line, "did you mean \"adam\"?", optimizer = c("gd", "adm"), eta = c(0.1, 0.2))
  wrong(line, "`batch_size` must be", batch_size = c(1, 0))
  wrong(line, "`start` must be numbers", start = "a")
  wrong(line, "`formula` must be formulas, in a list where there are several", formula = list(mpg ~ wt, "mpg ~ hp"))
  wrong(line, "`contrasts` must be lists", contrasts = "contr.sum")
  wrong(line, "`allow_divergence` must be TRUE or FALSE, not \"a\"", allow_divergence = "a")
  wrong(line, "`...` must be one of", order_by = "wt")
  wrong(unit, "softmax shares several among classes", activation = c("sigmoid", "softmax"))
  wrong(unit, "`bias` must be", bias = list("learn", "a"))
  wrong(net, "`hidden` must be whole numbers", hidden = list(2, c(3, 2), -1), eta = c(0.01, 0.1))
  wrong(net, "`dropout` must be", dropout = c(0, 1.5), l2 = c(0, 0.1))
  wrong(net, "`init` must be", init = "a")
  wrong(net, "`patience` must be Inf without a `validation`", patience = 3)
  # nothing is trained, not even with the values before the wrong one
  asked <- 0
  rate <- function(epoch) {
    asked <<- asked + 1
    0.1
  }
  wrong(line, "not \"a\"", eta = list(rate, "a"))
  expect_identical(asked, 0)
  expect_true(all(is.finite(grid_search(line, eta = list(rate, "auto"), start = list(0, c(1, 2)), folds = 2)$error)))
  expect_gt(asked, 0)
})

test_that("values that do not go together, or fail in training only, are rows with their problem", {
  unit <- neuron(am ~ wt, mtcars, epochs = 5, progress = FALSE)
  found <- grid_search(unit, activation = c("sigmoid", "tanh"), cost = c("mse", "cross_entropy"), folds = 2)
  expect_identical(is.na(found$error), found$activation == "tanh" & found$cost == "cross_entropy")
  expect_match(found$problem[4], "outputs between 0 and 1")
  line <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", epochs = 5, progress = FALSE)
  found <- grid_search(line, eta = list(0.1, 1e9, function(epoch) "a"), folds = 2)
  expect_identical(is.na(found$error), c(FALSE, TRUE, TRUE))
  found <- grid_search(line, start = list(1, 1:3), folds = 2)
  expect_identical(is.na(found$error), c(FALSE, TRUE))
})
