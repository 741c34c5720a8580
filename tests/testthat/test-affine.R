# The map between the coefficients that training moves and those that a user reads, against matrices in plain R.

sparse_entries <- function(m) {
  at <- which(m != 0, arr.ind = TRUE)
  list(to = at[, 1], from = at[, 2], factor = m[at])
}

# theta = origin + scale * (F u), F standing `blocks` times on the diagonal and the identity behind them
dense_map <- function(f, blocks, size) {
  whole <- diag(size + blocks * (nrow(f) - ncol(f)))[, seq_len(size), drop = FALSE]
  whole[] <- 0
  for (b in seq_len(blocks) - 1) whole[seq_len(nrow(f)) + b * nrow(f), seq_len(ncol(f)) + b * ncol(f)] <- f
  rest <- size - blocks * ncol(f)
  for (j in seq_len(rest)) whole[blocks * nrow(f) + j, blocks * ncol(f) + j] <- 1
  whole
}

test_that("a map by its entries and a map by a triangle are the same matrices", {
  set.seed(1)
  r <- matrix(0, 4, 4)
  r[upper.tri(r, TRUE)] <- c(2, -1, 3, 0.5, 1, -2, 1, 0, 4, 1.5)
  f <- solve(r)
  for (blocks in 0:3) for (cost in c(1, 7)) {
    size <- 4 * blocks + 3
    common <- list(inner = 4, outer = 4, blocks = blocks, scale = runif(size, 0.5, 2), origin = rnorm(size), cost = cost)
    sparse <- c(list(forward = sparse_entries(f), backward = sparse_entries(t(r))), common)
    triangle <- c(list(triangle = r), common)
    whole <- dense_map(f, blocks, size)
    u <- rnorm(size)
    theta <- common$origin + common$scale * drop(whole %*% u)
    # dE/dtheta for a cost that is linear in theta, whose slopes are 1, 2, ...: by u it is F' (scale * slope)
    slope <- as.double(seq_len(size))
    by_u <- drop(crossprod(whole, common$scale * slope)) / cost
    for (map in list(sparse, triangle)) {
      expect_equal(kernel_outwards(map, u, FALSE), theta, tolerance = 1e-13)
      expect_equal(kernel_outwards(map, by_u, TRUE), slope, tolerance = 1e-13)
    }
  }
})

test_that("a map may lead from few numbers to many", {
  set.seed(2)
  f <- matrix(rnorm(12), 4)
  backward <- f %*% solve(crossprod(f))  # of the pseudo-inverse, transposed
  map <- list(forward = sparse_entries(f), backward = sparse_entries(backward), inner = 3, outer = 4, blocks = 2,
              scale = numeric(), origin = numeric(), cost = 1)
  u <- rnorm(8)
  expect_equal(kernel_outwards(map, u, FALSE), drop(dense_map(f, 2, 8) %*% u), tolerance = 1e-14)
  expect_equal(kernel_outwards(map, u, TRUE), drop(dense_map(backward, 2, 8) %*% u), tolerance = 1e-14)
})

test_that("without a map training and reported coefficients coincide", {
  expect_identical(kernel_outwards(NULL, c(1, 2), FALSE), c(1, 2))
  expect_identical(kernel_outwards(NULL, c(1, 2), TRUE), c(1, 2))
})

test_that("a triangle is applied by substitution: the digits do not suffer from the inverse", {
  # a triangle of condition 1e12; back substitution solves R theta = u with a residual of rounding size
  n <- 12
  r <- outer(1:n, 1:n, function(i, j) ifelse(i > j, 0, 1 / (i + j - 1)))
  u <- rep(1, n)
  map <- list(triangle = r, inner = n, outer = n, blocks = 1, scale = numeric(), origin = numeric(), cost = 1)
  theta <- kernel_outwards(map, u, FALSE)
  expect_identical(theta, backsolve(r, u))
  expect_lt(max(abs(drop(r %*% theta) - u)), 1e-9)
  expect_equal(kernel_outwards(map, u, TRUE), drop(crossprod(r, u)), tolerance = 1e-15)
})

test_that("training through a map is gradient descent in u, whichever way F is given", {
  set.seed(3)
  n <- 40
  x <- cbind(1, rnorm(n, 5), rexp(n))
  y <- drop(x %*% c(1, -2, 0.5) + rnorm(n))
  r <- qr.R(qr(x)) / sqrt(n)
  f <- backsolve(r, diag(3))
  common <- list(inner = 3, outer = 3, blocks = 1, scale = numeric(), origin = c(0.5, 0, -1), cost = 1)
  u <- c(0.1, 0.2, 0.3)
  path <- u
  for (epoch in 1:5) {  # mean of squares: dE/du = F' X'(X theta - y) 2 / n
    theta <- common$origin + drop(f %*% u)
    u <- u - 0.1 * drop(crossprod(x %*% f, x %*% theta - y)) * 2 / n
    path <- rbind(path, u)
  }
  thetas <- t(common$origin + f %*% t(path))
  gradients <- thetas
  for (i in seq_len(nrow(path))) gradients[i, ] <- crossprod(x, x %*% thetas[i, ] - y) * 2 / n
  model <- list(units = c(2, 1), bias = TRUE, activations = list("identity"), cost = "mse", dropout = 0)
  data <- list(x = x[, -1], y = list(y), weights = NULL, offset = NULL, rows = n, scale = numeric())
  for (map in list(c(list(triangle = r), common),
                   c(list(forward = sparse_entries(f), backward = sparse_entries(t(r))), common))) {
    training <- list(first = 0, epochs = 5, eta = 0.1, batch = 0, shuffle = FALSE, tol = 0, patience = 0,
                     optimizer = "gd", settings = numeric(), penalised = rep(1, 3), learns = numeric(), l1 = 0, l2 = 0,
                     clip = Inf, every = 1, error_every = 1, names = c("a", "b", "c"), map = map, wrap = TRUE)
    state <- start_state(c(0.1, 0.2, 0.3))
    run <- kernel_train_network(model, data, NULL, training, state, function(epoch, error) FALSE)
    expect_equal(run$state$theta, unname(u), tolerance = 1e-12)
    expect_equal(run$history$coefficients, unname(thetas), tolerance = 1e-12, ignore_attr = TRUE)
    expect_equal(run$history$gradients, unname(gradients), tolerance = 1e-11, ignore_attr = TRUE)
    expect_equal(run$history$error, colMeans((y - x %*% t(thetas))^2), tolerance = 1e-13, ignore_attr = TRUE)
  }
})

test_that("a whitened fit does not depend on the units of an input", {
  for (factor in c(1e-12, 1e-9, 1e-7, 1e9)) {
    d <- transform(mtcars, wt = wt * factor)
    fits <- function(d) {
      quietly({
        set.seed(1)
        list(gd_lm(mpg ~ wt + hp + qsec, d, scaling = "whiten", eta = 1, epochs = 2),
             neuron(am ~ wt + hp + qsec, d, cost = "cross_entropy", scaling = "whiten", eta = 1, epochs = 50),
             ann(mpg ~ wt + hp + qsec, d, hidden = 3, scaling = "whiten", epochs = 50),
             ann(am ~ wt + hp + qsec, d, hidden = 2, scaling = "whiten", bias = "none", epochs = 50, weights = carb))
      })
    }
    as_given <- fits(mtcars)
    scaled <- fits(d)
    for (i in seq_along(scaled)) expect_equal(fitted(scaled[[i]]), fitted(as_given[[i]]), tolerance = 1e-9, info = factor)
  }
  # a column that depends on others is still left out, and one that is constant stays where it was
  d <- transform(mtcars, twice = 2e-9 * wt, k = 0.1)
  set.seed(1)
  fit <- ann(mpg ~ wt + twice + hp + k, d, hidden = 2, scaling = "whiten", epochs = 20)
  set.seed(1)
  plain <- ann(mpg ~ wt + hp, d, hidden = 2, scaling = "whiten", epochs = 20)
  expect_identical(fit$epochs, plain$epochs)
  expect_true(all(is.finite(unlist(coef(fit)))))
  expect_equal(ncol(reopen(fit)$statistics$matrix), 2)
})
