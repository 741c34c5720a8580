mse_at <- function(a, b, x, y) mean((y - a - b * x)^2)

test_that("the surface is the cost, by hand, and its minimum lm's", {
  data <- oracle_line()$data
  fit <- picture_line(epochs = 100)
  s <- off_screen(plot_surface(fit, grid = 12))
  expect_identical(dim(s$cost), c(12L, 12L))
  by_hand <- outer(s$x, s$y, Vectorize(function(a, b) mse_at(a, b, data$x, data$y)))
  expect_equal(s$cost, by_hand)
  expect_equal(s$minimum, unname(coef(lm(y ~ x, data))))
  expect_equal(s$paths$path[c("x", "y")], setNames(as.data.frame(coef_history(fit))[-1], c("x", "y")))
  expect_equal(as.matrix(s$paths$path[1, -1]), matrix(1, 1, 2), ignore_attr = TRUE)
  inside <- function(v, axis) all(v >= min(axis) & v <= max(axis))
  expect_true(inside(s$paths$path$x, s$x) && inside(s$paths$path$y, s$y))
})

test_that("every model's cost at its end is the fit's error", {
  set.seed(1)
  w <- rep(1:2, 16)
  fits <- list(
    gd_lm(mpg ~ wt + offset(qsec), mtcars, weights = w, epochs = 20, cost = "half_mse", progress = FALSE),
    gd_lm(mpg ~ wt, mtcars, epochs = 20, cost = "huber", progress = FALSE),
    neuron(am ~ wt, mtcars, weights = w, cost = "cross_entropy", eta = "auto", epochs = 20, progress = FALSE),
    neuron(am ~ wt + hp, mtcars, bias = -1, scaling = "standardize", epochs = 20, progress = FALSE),
    ann(mpg ~ wt + hp, mtcars, hidden = 3, epochs = 20, progress = FALSE),
    ann(Species ~ ., iris, hidden = c(3, 2), epochs = 20, validation = 0.2, progress = FALSE)
  )
  for (fit in fits) {
    theta <- unlist(lapply(coef(fit), as.vector), use.names = FALSE)
    expect_equal(cost_function(fit)(cbind(theta, theta)), rep(fit$error, 2), ignore_attr = TRUE)
  }
})

test_that("a neuron's minimum is glm's; separated classes have none", {
  fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 50,
                progress = FALSE)
  s <- off_screen(plot_surface(fit, grid = 10))
  expect_equal(s$minimum, unname(coef(glm(am ~ wt, binomial, mtcars))), tolerance = 1e-3)
  apart <- suppressWarnings(neuron(y ~ x, data.frame(x = 1:4 - 2.5, y = c(0, 0, 1, 1)), cost = "cross_entropy",
                                   eta = "auto", epochs = 50, progress = FALSE))
  expect_null(off_screen(plot_surface(apart, grid = 10))$minimum)
})

test_that("of larger models two coefficients are drawn, the others at their end", {
  fit <- gd_lm(mpg ~ wt + hp + qsec, mtcars, scaling = "standardize", epochs = 30, progress = FALSE)
  s <- off_screen(plot_surface(fit, which = c("hp", "wt"), grid = 10))
  b <- coef(fit)
  values <- with(mtcars, b[["(Intercept)"]] + s$y[3] * wt + s$x[2] * hp + b[["qsec"]] * qsec)
  expect_equal(s$cost[2, 3], mean((mtcars$mpg - values)^2))
  expect_equal(s$paths$path$x, coef_history(fit)$hp)
  expect_identical(off_screen(plot_surface(fit, which = c(3, 2), grid = 10))$cost, s$cost)
  words <- drawn(plot_surface(fit, which = c("hp", "wt"), grid = 10))$words$text
  expect_true(all(c("hp", "wt", "2 other coefficients at the final values", "start", "end", "minimum") %in% words))
  expect_error(plot_surface(fit, which = "weight"), "`which` must be the names or numbers.*not \"weight\"")
  expect_error(plot_surface(fit, which = c(1, 9)), "`which` must be")
})

test_that("one coefficient gives a curve", {
  fit <- gd_lm(dist ~ speed - 1, cars, eta = 4e-4, epochs = 10, progress = FALSE)
  s <- off_screen(plot_surface(fit, grid = 15))
  expect_equal(s$cost, vapply(s$x, function(b) mean((cars$dist - b * cars$speed)^2), 0))
  expect_equal(s$minimum, unname(coef(lm(dist ~ speed - 1, cars))))
  expect_null(s$y)
})

test_that("several fits share a surface and are named by what differs", {
  slow <- picture_line(epochs = 50)
  heavy <- gd_lm(y ~ x, oracle_line()$data, eta = 0.1, start = 1, epochs = 50, optimizer = "momentum", progress = FALSE)
  s <- off_screen(plot_surface(slow, heavy, grid = 10))
  expect_named(s$paths, c("gd, eta 0.01", "momentum, eta 0.1"))
  expect_named(off_screen(plot_surface(slow, Heavy = heavy, grid = 10))$paths, c("gd, eta 0.01", "Heavy"))
  expect_error(off_screen(plot_surface(slow, gd_lm(y ~ 1, oracle_line()$data, progress = FALSE))), "another surface")
})

test_that("a path that diverges is drawn until it leaves the picture", {
  fit <- suppressWarnings(picture_line(epochs = 10))
  away <- suppressWarnings(gd_lm(y ~ x, oracle_line()$data, eta = 1.2, start = 1, epochs = 500, allow_divergence = TRUE,
                                 progress = FALSE))
  s <- off_screen(plot_surface(away, grid = 10))
  path <- s$paths$path
  out <- path$x < min(s$x) | path$x > max(s$x) | path$y < min(s$y) | path$y > max(s$y)
  expect_identical(which(out), nrow(path))
  expect_gt(nrow(path), 2)
  expect_true(all(is.finite(s$cost)))
})

test_that("a fit without a path is refused", {
  fit <- picture_line(epochs = 5, record = FALSE)
  expect_error(plot_surface(fit), "plot_surface\\(\\) needs a fit that kept its path")
  expect_error(plot_surface(lm(dist ~ speed, cars)), "`fit` must be a fit by gd_lm")
})

test_that("the levels on contours touch neither each other nor a path, and stay inside, in both kinds of pictures", {
  fits <- list(
    line = gd_lm(dist ~ I(speed - 15), cars, eta = 0.005, epochs = 60, progress = FALSE),
    valley = gd_lm(dist ~ speed, cars, epochs = 300, progress = FALSE),
    neuron = neuron(am ~ wt + hp, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 200),
    saturated = neuron(am ~ wt, mtcars, eta = 1, epochs = 500, progress = FALSE),
    network = oracle_with_seed(1, ann(Species ~ ., iris, hidden = 3, epochs = 60, progress = FALSE))
  )
  # the segments of a path cross a box where one of many points between their ends lies in it
  crosses <- function(path, box) {
    if (nrow(path) < 2) return(FALSE)
    i <- seq_len(nrow(path) - 1)
    any(vapply(seq(0, 1, length.out = 41), function(u) {
      x <- (1 - u) * path$x[i] + u * path$x[i + 1]
      y <- (1 - u) * path$y[i] + u * path$y[i + 1]
      any(x > box$left & x < box$right & y > box$low & y < box$up)
    }, NA))
  }
  expect_apart <- function(labels, path, limits, info) {
    box <- with(labels, data.frame(left = x - wide, right = x + wide, low = y - high, up = y + high))
    expect_true(all(box$left >= limits[1] - 1e-9 * diff(limits[1:2]) & box$up <= limits[4] + 1e-9 * diff(limits[3:4])),
                info = info)
    pairs <- combn(nrow(box), 2)
    a <- box[pairs[1, ], ]
    b <- box[pairs[2, ], ]
    expect_false(any(a$left < b$right & b$left < a$right & a$low < b$up & b$low < a$up), info = info)
    expect_false(any(vapply(seq_len(nrow(box)), function(k) crosses(path, box[k, ]), NA)), info = info)
  }
  for (name in names(fits)) for (directions in list(NULL, "path", "random")) {
    info <- paste(name, directions)
    set.seed(2)
    surface <- surface_picture(list(fits[[name]]), directions = directions)
    limits <- c(range(surface$x), range(surface$y))
    path <- surface$paths[[1]]
    inner <- surface$levels[-c(1, length(surface$levels))]
    half <- function(label) c(0.01 * nchar(label), 0.02)
    labels <- level_labels(surface, surface$cost, inner, number_text, limits, half, surface_marks(surface))
    expect_gte(nrow(labels), 4)
    expect_apart(labels, path, limits, info)
    if (!requireNamespace("ggplot2", quietly = TRUE)) next
    layers <- gg_surface(surface)$layers
    shown <- Filter(function(layer) inherits(layer$geom, "GeomText"), layers)[[1]]$data
    shown$wide <- 0.006 * nchar(shown$label) * diff(limits[1:2])
    shown$high <- 0.012 * diff(limits[3:4])
    expect_apart(shown, path, limits, paste(info, "ggplot2"))
  }
})

test_that("two random directions span a plane where there is a single weight, or one for each unit, or weights of 0", {
  fits <- list(
    line = gd_lm(dist ~ speed, cars, eta = "auto", epochs = 20, progress = FALSE),
    logistic = neuron(am ~ wt, mtcars, eta = 1, epochs = 20, progress = FALSE),
    chain = oracle_with_seed(1, ann(dist ~ speed, cars, hidden = 1, epochs = 20, progress = FALSE)),
    zero = gd_lm(mpg ~ wt + hp, mtcars, eta = "auto", epochs = 0, progress = FALSE)
  )
  for (name in names(fits)) for (seed in 1:6) {
    set.seed(seed)
    basis <- random_directions(fits[[name]])
    size <- svd(basis, 0, 0)$d
    expect_gt(min(size) / max(size), 1e-6, label = paste(name, seed))
    expect_false(anyNA(surface_picture(list(fits[[name]]), directions = {
      set.seed(seed)
      "random"
    })$paths[[1]]), info = paste(name, seed))
  }
  # where there are weights enough, biases stay and each unit's part is as long as its weights
  several <- neuron(am ~ wt + hp, mtcars, scaling = "standardize", epochs = 20, progress = FALSE)
  basis <- random_directions(several)
  expect_identical(basis[1, ], c(0, 0))
  expect_equal(sqrt(colSums(basis^2)), rep(sqrt(sum(coef(several)[-1]^2)), 2))
})
