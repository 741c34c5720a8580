# The quantile by hand; coverage on simulated data, where it is known. Set DESCENT_EXTENDED=true for the 200 data sets.

curve_data <- function(n) {
  x <- runif(n, -2, 2)
  data.frame(x = x, y = sin(2 * x) + (0.1 + 0.3 * (x > 0)) * rnorm(n))
}

inside <- function(y, band) y >= band[, "lwr"] & y <= band[, "upr"]

test_that("the half-width is the validation residual of the right rank", {
  expect_identical(conformal_quantile(c(5, 1, 4, 2, 3, 9, 8, 7, 6), 0.9), 9)  # ceiling(10 * 0.9) = 9th of 9
  expect_identical(conformal_quantile(c(5, 1, 4, 2, 3, 9, 8, 7, 6), 0.5), 5)
  expect_identical(conformal_quantile(1:9, 0.95), Inf)
  set.seed(1)
  fit <- ann(y ~ x, curve_data(100), hidden = 4, epochs = 200, validation = 0.3)
  band <- predict(fit, data.frame(x = c(-1, 0, NA)), interval = "prediction", level = 0.8)
  expect_identical(colnames(band), c("fit", "lwr", "upr"))
  expect_identical(band[, "fit"], predict(fit, data.frame(x = c(-1, 0, NA))))
  errors <- sort(abs(residuals(fit)[fit$validation_rows]))
  width <- unname(errors[ceiling((length(errors) + 1) * 0.8)])
  expect_equal(unname(band[1:2, "upr"] - band[1:2, "fit"]), c(width, width))
  expect_equal(unname(band[1:2, "fit"] - band[1:2, "lwr"]), c(width, width))
  expect_true(all(is.na(band[3, ])))
  expect_equal(predict(fit, interval = "pred"), predict(fit, fit$model, interval = "prediction", level = 0.95))
})

test_that("locally scaled intervals are wide where errors are large", {
  set.seed(2)
  fit <- ann(y ~ x, curve_data(600), hidden = 6, activation = "tanh", epochs = 500, validation = 0.3)
  band <- predict(fit, data.frame(x = c(-1, 1)), interval = "prediction", level = 0.9, local = TRUE)
  width <- band[, "upr"] - band[, "lwr"]
  expect_gt(width[2] / width[1], 2)
  # by hand: the mean of the absolute residuals of the nearest rows, plus a tenth of the overall mean
  used <- setdiff(seq_len(600), fit$validation_rows)
  r <- abs(residuals(fit))
  scale <- function(x) {
    near <- order(abs(fit$model$x[used] - x))[seq_len(round(sqrt(length(used))))]
    mean(r[used][near]) + 0.1 * mean(r[used])
  }
  scores <- r[fit$validation_rows] / vapply(fit$model$x[fit$validation_rows], scale, 0)
  q <- sort(unname(scores))[ceiling(181 * 0.9)]
  expect_equal(unname(width), 2 * q * c(scale(-1), scale(1)))
})

test_that("classes have prediction sets", {
  set.seed(3)
  flowers <- ann(Species ~ ., iris, hidden = 3, epochs = 30, validation = 0.3)
  sets <- predict(flowers, iris, type = "class", interval = "prediction", level = 0.9)
  p <- predict(flowers, iris)
  truth <- p[cbind(seq_len(150), as.integer(iris$Species))][flowers$validation_rows]
  limit <- sort(unname(1 - truth))[ceiling(46 * 0.9)]
  expect_identical(unname(sets), unname(1 - p <= limit | p == apply(p, 1, max)))
  expect_identical(colnames(sets), levels(iris$Species))
  wide <- predict(flowers, iris, type = "class", interval = "prediction", level = 0.9, local = TRUE)
  expect_true(all(rowSums(wide) >= 1))
  two <- ann(factor(am) ~ wt + hp, mtcars, hidden = 2, epochs = 100, validation = 0.4)
  sets <- predict(two, mtcars, type = "class", interval = "prediction", level = 0.8)
  expect_identical(colnames(sets), c("0", "1"))
  p <- predict(two, mtcars)
  expect_true(all(sets[p > 0.5, "1"]) && all(sets[p < 0.5, "0"]))
})

test_that("a validation data frame is read again, and its lack is explained", {
  set.seed(4)
  held <- curve_data(50)
  fit <- ann(y ~ x, curve_data(100), hidden = 4, epochs = 100, validation = held)
  errors <- sort(abs(held$y - predict(fit, held)))
  band <- predict(fit, data.frame(x = 0), interval = "prediction", level = 0.9)
  expect_equal(unname(band[, "upr"] - band[, "fit"]), unname(errors[ceiling(51 * 0.9)]))
  without <- ann(y ~ x, curve_data(50), hidden = 2, epochs = 10)
  expect_error(predict(without, interval = "prediction"), "update(fit, validation = 0.3)", fixed = TRUE)
  expect_error(predict(fit, interval = "confidence"), "interval")
  expect_error(predict(fit, se.fit = TRUE), "standard errors")
  expect_error(predict(fit, interval = "prediction", type = "units"), "interval")
  few <- ann(y ~ x, curve_data(20), hidden = 2, epochs = 10, validation = 0.2)
  expect_warning(band <- predict(few, interval = "prediction", level = 0.95), "at least 19")
  expect_true(all(is.infinite(band[, "upr"])))
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 5, validation = 0.2)
  expect_error(predict(flowers, interval = "prediction"), "type = \"class\"")
  expect_error(predict(fit, type = "class", interval = "prediction"), "class|prediction sets")
})

test_that("coverage is the level, over 200 simulated data sets", {
  skip_if_not(identical(Sys.getenv("DESCENT_EXTENDED"), "true"), "DESCENT_EXTENDED is not set")
  set.seed(5)
  covered <- vapply(seq_len(200), function(i) {
    fit <- ann(y ~ x, curve_data(300), hidden = 5, activation = "tanh", epochs = 300, validation = 0.3, record = FALSE)
    new <- curve_data(500)
    classes <- curve_data(300)
    classes$y <- factor(ifelse(classes$y > 0.4, "high", ifelse(classes$y < -0.4, "low", "middle")))
    net <- ann(y ~ x, classes, hidden = 5, activation = "tanh", epochs = 300, validation = 0.3, record = FALSE)
    unseen <- curve_data(500)
    truth <- ifelse(unseen$y > 0.4, "high", ifelse(unseen$y < -0.4, "low", "middle"))
    of <- function(local) {
      sets <- predict(net, unseen, type = "class", interval = "prediction", level = 0.9, local = local)
      mean(sets[cbind(seq_len(500), match(truth, colnames(sets)))])
    }
    c(absolute = mean(inside(new$y, predict(fit, new, interval = "prediction", level = 0.9))),
      local = mean(inside(new$y, predict(fit, new, interval = "prediction", level = 0.9, local = TRUE))),
      sets = of(FALSE), adaptive = of(TRUE))
  }, numeric(4))
  message("coverage at level 0.9: ", paste(rownames(covered), round(rowMeans(covered), 4), collapse = ", "))
  expect_lt(max(abs(rowMeans(covered)[c("absolute", "local", "sets")] - 0.9)), 0.02)
  expect_gt(rowMeans(covered)[["adaptive"]], 0.88)
})
