# What pictures show must be so. Each test draws the picture, or reads what is drawn.

# Early stopping: 307 epochs, the coefficients are those of epoch 257.
stopped_fit <- function(...) {
  set.seed(4)
  d <- data.frame(x = runif(80, -3, 3))
  d$y <- sin(2 * d$x) + rnorm(80) / 2
  ann(y ~ x, d, hidden = 20, activation = "tanh", epochs = 4000, validation = 0.3, patience = 50, eta = 0.05,
      progress = FALSE, ...)
}

words_of <- function(expr, ...) drawn(expr, ...)$words$text

test_that("after early stopping every picture ends at the best epoch, and the error curve marks it", {
  fit <- stopped_fit()
  best <- fit$best_epoch
  expect_lt(best, fit$epochs)
  expect_equal(coef(fit), coef(fit, epoch = best))
  note <- sprintf("epoch %d, the best of %d", best, fit$epochs)
  curves <- off_screen(plot(fit, "fit"))$fit
  expect_identical(names(curves)[ncol(curves)], paste0("epoch_", best))
  expect_equal(curves[[ncol(curves)]], unname(predict(fit, curves["x"])))
  expect_true(any(grepl(note, words_of(plot(fit, "fit")), fixed = TRUE)))
  expect_identical(max(off_screen(plot(fit, "coefficients"))$coefficients$epoch), best)
  expect_identical(max(off_screen(plot(fit, "gradient"))$gradient$epoch), best)
  expect_identical(max(off_screen(plot(fit, "error"))$error$epoch), as.double(fit$epochs))
  expect_true(paste("best epoch,", best) %in% words_of(plot(fit, "error")))
  mark <- error_picture(error_history(fit))$mark
  expect_equal(mark$epoch, best)
  expect_equal(mark$values[["validation"]], fit$best_error)
  path <- off_screen(plot_surface(fit, grid = 10))$paths$path
  expect_equal(tail(path$epoch, 1), best)
  expect_equal(unlist(tail(path, 1)[c("x", "y")], use.names = FALSE),
               unname(flat_coef(fit)[two_coefficients(fit, NULL, names(flat_coef(fit)))]))
  expect_true(note %in% words_of(plot_network(fit)))
  expect_identical(off_screen(plot_network(fit))$lines$value, off_screen(plot_network(fit, epoch = best))$lines$value)
  page <- replay_data(fit, 50)
  expect_equal(max(page$epochs), best)
  expect_equal(page$last, best)
  expect_equal(as.double(page$error$best), best)
  expect_match(page$note, sprintf("Training ran for %d epochs; .* the best one, epoch %d", fit$epochs, best))
  old <- options(knitr.in.progress = TRUE)
  on.exit(options(old))
  expect_equal(max(off_screen(animate(fit, what = "error", frames = 5))), best)
})

test_that("the best epoch ends the path where it was not recorded, and without early stopping the last one does", {
  fit <- stopped_fit(record = 100)
  expect_false(fit$best_epoch %in% fit$history$epoch)
  path <- recorded_path(fit)
  expect_equal(path$epoch, c(0, 100, 200, fit$best_epoch))
  expect_equal(path$theta[4, ], unname(flat_coef(fit)))
  expect_silent(off_screen(plot_network(fit, epoch = fit$best_epoch)))
  all <- ann(mpg ~ wt, mtcars, hidden = 2, validation = 0.3, epochs = 40, progress = FALSE)
  expect_equal(tail(recorded_path(all)$epoch, 1), 40)
  expect_null(error_picture(error_history(all))$mark)
})

test_that("a fit that diverged keeps its data and shows its first swings", {
  data <- oracle_line()$data
  fit <- suppressWarnings(gd_lm(y ~ x, data, eta = 1, start = 1, epochs = 1000, allow_divergence = TRUE,
                                progress = FALSE))
  expect_equal(observed(fit), data$y)
  expect_equal(fit_picture(fit)$input$y[, 1], data$y)
  expect_true(diff(fit_picture(fit)$ylim) < 3.2 * diff(range(data$y)))
  shown <- off_screen(plot(fit, "coefficients"))$coefficients
  exact <- coef(lm(y ~ x, data))
  far <- function(theta) max(abs(theta - exact))
  rows <- as.matrix(shown[-1])
  expect_lte(far(rows[nrow(rows), ]), 12 * far(c(1, 1)))
  expect_gt(far(unlist(coef_history(fit)[nrow(rows) + 1, -1])), 12 * far(c(1, 1)))
  expect_gt(sum(diff(sign(diff(shown$x))) != 0), 10)  # swings, not a block
  expect_true(any(grepl("diverges: the first 32 of 1,000 epochs", words_of(plot(fit, "coefficients")))))
  # beyond what digits can hold
  huge <- suppressWarnings(gd_lm(dist ~ speed, cars, eta = 1, epochs = 500, allow_divergence = TRUE, progress = FALSE))
  expect_equal(off_screen(plot(huge, "fitted"))$fitted$observed, cars$dist)
  expect_equal(fit_picture(huge)$input$y[, 1], cars$dist)
})

test_that("observed values are those of the response, for every kind of it", {
  set.seed(1)
  iris2 <- droplevels(iris[iris$Species != "setosa", ])
  fits <- list(
    gd_lm(mpg ~ wt, mtcars, epochs = 2, progress = FALSE), gd_lm(am == 1 ~ wt, mtcars, epochs = 2, progress = FALSE),
    neuron(am == 1 ~ wt, mtcars, epochs = 2, progress = FALSE), neuron(Species ~ Petal.Width, iris2, epochs = 2,
                                                                       progress = FALSE),
    ann(as.character(Species) ~ Petal.Width, iris2, epochs = 2, progress = FALSE),
    ann(Species ~ Petal.Width, iris, epochs = 2, progress = FALSE),
    ann(Species ~ Petal.Width, iris2, output = "softmax", epochs = 2, progress = FALSE),
    ann(cbind(mpg, hp) ~ wt, mtcars, epochs = 2, validation = 0.2, progress = FALSE)
  )
  for (fit in fits) expect_equal(unname(observed(fit)), unname(fit$fitted.values + fit$residuals))
})

test_that("the surface of a diverged fit holds the other coefficients at the exact minimum, and says so", {
  fit <- suppressWarnings(gd_lm(mpg ~ wt + hp, mtcars, eta = 1e-3, epochs = 100, allow_divergence = TRUE,
                                progress = FALSE))
  exact <- lm(mpg ~ wt + hp, mtcars)
  surface <- off_screen(plot_surface(fit, grid = 12))
  expect_equal(surface$minimum, unname(coef(exact)[1:2]))
  expect_lt(max(abs(surface$x)), 200)
  at <- with(mtcars, surface$x[3] + surface$y[5] * wt + coef(exact)[["hp"]] * hp)
  expect_equal(surface$cost[3, 5], mean((mtcars$mpg - at)^2))
  expect_true("1 other coefficient at the exact minimum, for the fit diverges" %in%
                words_of(plot_surface(fit, grid = 12)))
})

test_that("a network's slice calls its lowest point that, and the path has a plane of its own", {
  set.seed(1)
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 3, epochs = 60, progress = FALSE)
  words <- words_of(plot_surface(fit, grid = 12))
  expect_true("lowest point of this slice" %in% words)
  expect_false("minimum" %in% words)
  expect_true(any(grepl("^11 other coefficients at the final values, where the path's own arrive at its end only$", words)))
  # the principal directions, by prcomp() without its centring as the oracle
  path <- as.matrix(coef_history(fit)[-1])
  end <- path[nrow(path), ]
  oracle <- prcomp(sweep(path, 2, end), center = FALSE)
  plane <- direction_plane(fit, "path", NULL)
  expect_equal(abs(crossprod(plane$basis, oracle$rotation[, 1:2])), diag(2), ignore_attr = TRUE)
  surface <- off_screen(plot_surface(fit, directions = "path", grid = 12))
  expect_equal(abs(as.matrix(surface$paths$path[c("x", "y")])), abs(oracle$x[, 1:2]), ignore_attr = TRUE)
  share <- round(100 * sum(oracle$sdev[1:2]^2) / sum(oracle$sdev^2))
  expect_true(sprintf("%d %% of the path's movement lies in this plane", share) %in%
                words_of(plot_surface(fit, directions = "path", grid = 12)))
  # on the plane the cost is the network's, by predict()
  at <- end + plane$basis %*% c(surface$x[4], surface$y[9])
  moved <- with_coefficients(fit, drop(at))
  expect_equal(surface$cost[4, 9], mean((mtcars$mpg - predict(moved, mtcars))^2))
})

test_that("random directions are as long as each unit's weights, and leave biases alone", {
  set.seed(2)
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 3, epochs = 20, progress = FALSE)
  d <- as_layers(random_directions(fit)[, 2], fit$coefficients)
  for (l in names(d)) {
    expect_equal(sqrt(colSums(d[[l]][-1, , drop = FALSE]^2)), sqrt(colSums(coef(fit)[[l]][-1, , drop = FALSE]^2)))
    expect_true(all(d[[l]][1, ] == 0))
  }
  set.seed(3)
  one <- off_screen(plot_surface(fit, directions = "random", grid = 10))
  set.seed(3)
  expect_identical(off_screen(plot_surface(fit, directions = "random", grid = 10)), one)
  set.seed(3)
  moved <- with_coefficients(fit, drop(flat_coef(fit) + random_directions(fit) %*% c(one$x[2], one$y[7])))
  expect_equal(one$cost[2, 7], mean((mtcars$mpg - predict(moved, mtcars))^2))
  expect_error(plot_surface(fit, directions = "randm"), "did you mean \"random\"")
  expect_error(plot_surface(fit, which = 1:2, directions = "path"), "`which` must be NULL")
})

test_that("rates and optimizers begin where the fit began", {
  set.seed(1)
  d <- data.frame(x = 1:40, y = 3 * (1:40) + rnorm(40))
  for (fit in list(ann(y ~ x, d, hidden = 3, epochs = 20, progress = FALSE),
                   ann(y ~ x, d, hidden = 3, epochs = 20, batch_size = 8, progress = FALSE),
                   ann(y ~ x, d, hidden = 3, epochs = 20, validation = 0.25, progress = FALSE))) {
    before <- .Random.seed
    runs <- off_screen(plot_rates(fit, c(0.001, fit$hyperparameters$eta)))
    expect_identical(.Random.seed, before)
    expect_equal(unique(runs$error[runs$epoch == 0]), fit$history$error[1])
    same <- runs[runs$eta == fit$hyperparameters$eta, ]
    expect_equal(same$error, fit$history$error)  # the same batches too
    picture <- drawn(runs <- plot_optimizers(fit, c("gd", "adam")))
    expect_equal(runs$error[runs$epoch == 0], rep(fit$history$error[1], 2))
    expect_true("in brackets: the learning rate eta, each rule's own default" %in% picture$words$text)
  }
  lost <- ann(y ~ x, d, hidden = 3, epochs = 5, record = FALSE, progress = FALSE)
  expect_error(plot_rates(lost), "refit it with update\\(fit, record = NULL\\)")
  given <- ann(y ~ x, d, hidden = 3, epochs = 5, record = FALSE, start = 0.1, progress = FALSE)
  expect_equal(off_screen(plot_rates(given, 0.01))$error[1], given$history$error[1])
})

test_that("of three classes no line says what is right: signs do", {
  set.seed(1)
  fit <- ann(Species ~ ., iris, hidden = 3, epochs = 60, progress = FALSE)
  picture <- fitted_picture(fit)
  expect_null(picture$level)
  expect_identical(picture$data$right, predict(fit, type = "class") == iris$Species, ignore_attr = TRUE)
  drawn_picture <- drawn(plot(fit, "fitted"))
  expect_true(all(c("right", "wrong") %in% drawn_picture$words$text))
  expect_true(sprintf("right: %.0f %%", 100 * mean(picture$data$right)) %in% drawn_picture$words$text)
  expect_equal(drawn_picture$points, sum(picture$data$right) + 1)  # circles are right rows; and one in the key
  two <- neuron(am ~ wt, mtcars, cost = "cross_entropy", eta = "auto", epochs = 20, progress = FALSE)
  expect_null(fitted_picture(two)$level)  # a numeric response
  two <- neuron(factor(am) ~ wt, mtcars, cost = "cross_entropy", eta = "auto", epochs = 20, progress = FALSE)
  expect_identical(fitted_picture(two)$level, 0.5)
})

test_that("a weight of 0 is no row", {
  w <- rep(c(1, 0), 16)
  fit <- gd_lm(mpg ~ wt, mtcars, weights = w, epochs = 5, progress = FALSE)
  expect_identical(drawn(plot(fit, "fitted"))$points, 16)
  expect_identical(drawn(plot(fit, "residuals"))$points, 16)
  expect_equal(fit_picture(fit)$input$y[, 1], mtcars$mpg[w > 0])
  expect_length(replay_data(fit, 5)$picture$points$x, 16)
  two <- gd_lm(mpg ~ wt + hp, mtcars, weights = w, epochs = 5, progress = FALSE)
  expect_identical(nrow(off_screen(plot_boundary(two, grid = 10))$points), 16L)
})

test_that("plot_network() and replay() agree on widths, units and biases, and a weight is seen to grow", {
  set.seed(1)
  d <- data.frame(small = rnorm(50) / 1000, large = rnorm(50) * 1000)
  d$y <- d$small * 1000 + d$large / 1000 + rnorm(50) / 5
  fit <- ann(y ~ small + large, d, hidden = 3, epochs = 50, progress = FALSE)
  page <- replay_data(fit, 20)$network
  for (epoch in c(0, 50)) {
    net <- network_picture(fit, epoch)
    frame <- if (epoch == 0) 1 else nrow(page$weights)
    ours <- setNames(net$lines$width, paste(net$lines$layer, net$lines$from, net$lines$to))
    units <- lapply(page$columns, `[[`, "units")
    from <- mapply(function(l, k) if (k < 0) "(Intercept)" else units[[l + 1]][k + 1], page$layer, page$from)
    to <- mapply(function(l, k) units[[l + 2]][k + 1], page$layer, page$to)
    theirs <- pmin(1, abs(page$weights[frame, ]) * page$widths)
    expect_equal(theirs, unname(ours[paste(page$layer + 1, from, to)]), tolerance = 1e-5)
  }
  # one scale for all epochs: a line is as much thicker as its weight is larger
  first <- network_picture(fit, 0)$lines
  last <- network_picture(fit, 50)$lines
  expect_equal(last$width / first$width, abs(last$value / first$value))
  expect_equal(max(vapply(recorded_path(fit)$epoch, function(e) max(network_picture(fit, e)$lines$width), 0)), 1)
})

test_that("replay() keeps the digits in which numbers differ", {
  set.seed(1)
  d <- data.frame(x = 1:50, y = 1e6 + rnorm(50))
  fit <- gd_lm(y ~ x, d, scaling = "whiten", eta = 1, epochs = 3, progress = FALSE)
  shown <- unlist(replay_data(fit, 4)$picture$points$y)
  expect_lt(max(abs(shown - d$y)), diff(range(d$y)) * 1e-5)
  expect_identical(as.double(page_numbers(c(1, 2))), c(1, 2))
  expect_lt(nchar(format(page_numbers(c(pi, 100 * pi))[1], digits = 15)), 10)
})

test_that("classes have colours and signs of their own, however many there are", {
  for (n in c(2, 3, 7, 8, 12, 14)) expect_identical(anyDuplicated(class_colours(n)), 0L, info = n)
  for (n in c(8, 20, 56)) expect_identical(anyDuplicated(paste(class_colours(n), class_marks(n))), 0L, info = n)
})

test_that("the axis of counts says which share it is", {
  counts <- data.frame(good = c(3, 1, 2), bad = c(1, 4, 2), x = 1:3)
  expect_identical(observed_label(neuron(cbind(good, bad) ~ x, counts, cost = "cross_entropy", epochs = 3)),
                   "Share of good")
  expect_identical(observed_label(neuron(cbind(3 * x, 10 - x) ~ x, counts, cost = "cross_entropy", epochs = 3)),
                   "Share of success")
  expect_identical(observed_label(neuron(good / 10 ~ x, counts, cost = "cross_entropy", epochs = 3)), "good/10")
})
