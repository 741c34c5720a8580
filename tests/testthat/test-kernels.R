# The kernels for every kind of processor against R's own functions and plain R. Kernels that this processor cannot run
# are skipped by name: asked for, they would be replaced by the best that can run, and these would be tested twice.

copies <- c("portable", "baseline", "avx2", "avx512")

with_copy <- function(copy, code) {
  old <- Sys.getenv("DESCENT_KERNELS", NA)
  on.exit(if (is.na(old)) Sys.unsetenv("DESCENT_KERNELS") else Sys.setenv(DESCENT_KERNELS = old))
  Sys.setenv(DESCENT_KERNELS = copy)
  code
}

kernels_used <- function(copy) with_copy(copy, descent:::kernel_choices()$kernels)

skip_unless_run <- function(copy) {
  skip_if(kernels_used(copy) != copy, paste("this processor cannot run the kernels", copy))
}

test_that("the portable kernels run everywhere, a name that is none is replaced, and so is one that cannot run", {
  expect_identical(kernels_used("portable"), "portable")
  expect_true(kernels_used("nosuch") %in% copies)
  for (copy in copies) expect_true(kernels_used(copy) %in% c(copy, kernels_used("nosuch")))
})

# small and large, both signs, the borders of exp()'s range, of tanh's 1 and of the numbers below the normal ones
hard <- c(0, 5e-324, 1e-310, 2e-308, 1e-300, 1e-17, 1e-8, 0.1732, 0.34657359, 0.3466, 0.5, 1, 18.99, 19.1, 20, 36.7, 37,
          500, 700, 708.3, 708.5, 709.7, 709.8, 744.4, 745.13, 745.2, 746, 800, 1e4, 1e300)

for (copy in copies) test_that(paste(copy, "kernels: activations are R's functions, to a few last digits"), {
  skip_unless_run(copy)
  sizes <- 10^seq(-20, 2, length.out = 500)
  z <- c(hard, -hard, seq(-45, 45, length.out = 4001), sizes, -sizes)
  eps <- .Machine$double.eps
  for (name in names(oracle_activations)) {
    now <- with_copy(copy, descent:::kernel_activation(name, z))
    value <- oracle_activations[[name]]$value(z)
    tiny <- if (name == "gelu") 1e-280 else 2^-1022  # the C library's erfc() ends before pnorm() does
    off <- abs(now$value - value) / pmax(abs(value), tiny)
    expect_lt(max(off), switch(name, identity = , relu = 1e-300, leaky_relu = eps, gelu = 1e-12, 4 * eps),
              label = sprintf("%s, %s, at z = %.17g", copy, name, z[which.max(off)]))
    slope <- oracle_activations[[name]]$slope(z)
    expect_lt(max(abs(now$slope - slope)), 1e-14, label = sprintf("slope of %s, %s", copy, name))
  }
})

for (copy in copies) test_that(paste(copy, "kernels: Inf and NaN go in and come out as in R"), {
  skip_unless_run(copy)
  z <- c(Inf, -Inf, NaN, NA)
  for (name in c("sigmoid", "tanh", "softplus")) {
    value <- with_copy(copy, descent:::kernel_activation(name, z))$value
    expect_identical(is.na(value), c(FALSE, FALSE, TRUE, TRUE))
    expect_identical(value[1:2], oracle_activations[[name]]$value(z[1:2]) + 0)
  }
  minus_zero <- with_copy(copy, descent:::kernel_activation("tanh", -0))$value
  expect_identical(1 / minus_zero, -Inf)
})

evaluate <- function(problem, units, activations, cost, theta = unlist(problem$weights)) {
  model <- list(units = units, bias = TRUE, activations = as.list(activations), cost = cost, dropout = 0)
  data <- list(x = problem$x, y = problem$d, weights = problem$w, offset = problem$offset, rows = nrow(problem$x))
  descent:::kernel_evaluate(model, data, theta)
}

# A tanh network and data for it; unlike oracle_problem() for any size, as nothing in it has a kink.
smooth_problem <- function(units, n) {
  oracle_with_seed(n, list(
    weights = Map(function(from, to) matrix(rnorm((from + 1) * to, sd = 0.5), from + 1), units[-3], units[-1]),
    x = matrix(rnorm(n * units[1]), n), d = matrix(rnorm(n * units[3]), n), w = runif(n, 0.5, 2),
    offset = rnorm(n, sd = 0.3)
  ))
}

for (copy in copies) test_that(paste(copy, "kernels: products of any shape: cost and gradient are plain R's"), {
  skip_unless_run(copy)
  # widths around the tiles' and the registers' borders; rows around those of a block
  shapes <- list(c(1, 1, 1), c(3, 2, 1), c(7, 9, 2), c(8, 8, 8), c(9, 13, 3), c(17, 16, 9), c(21, 31, 11))
  for (shape in shapes) for (n in c(1, 4, 7, 8, 9, 31, 128, 300, 1300)) {
    problem <- smooth_problem(shape, n)
    want <- oracle_backprop(problem$weights, problem$x, problem$d, "tanh", "identity", "half_mse", problem$w,
                            matrix(problem$offset, n, shape[3]))
    now <- with_copy(copy, evaluate(problem, shape, c("tanh", "identity"), "half_mse"))
    label <- sprintf("%s, %s, %d rows", copy, paste(shape, collapse = "-"), n)
    expect_lt(abs(now$error / want$error - 1), 1e-12, label = label)
    g <- oracle_flatten(want$gradient)
    expect_lt(max(abs(now$gradient - g)) / max(abs(g)), 1e-12, label = label)
  }
})

for (copy in copies) test_that(paste(copy, "kernels: every cost, for odd numbers of rows and outputs"), {
  skip_unless_run(copy)
  pairs <- c(lapply(descent:::kernel_names()$regression, function(cost) c("identity", cost)),
             list(c("tanh", "half_sse"), c("sigmoid", "cross_entropy"), c("softmax", "cross_entropy")))
  for (pair in pairs) for (n in c(3, 8, 13)) {
    problem <- oracle_problem(hidden = 5, activation = "sigmoid", output = pair[1], cost = pair[2], n = n, k = 3)
    want <- oracle_backprop(problem$weights, problem$x, problem$d, "sigmoid", pair[1], pair[2], problem$w,
                            matrix(problem$offset, n, 3))
    now <- with_copy(copy, evaluate(problem, c(2, 5, 3), c("sigmoid", pair[1]), pair[2]))
    expect_equal_relative(now$error, want$error, 1e-12)
    expect_equal_relative(now$gradient, oracle_flatten(want$gradient), 1e-10, tiny = 1e-6)
  }
})

for (copy in copies) test_that(paste(copy, "kernels: the reduction of rows keeps X'X, whatever the number of rows"), {
  skip_unless_run(copy)
  for (n in c(3, 8, 127, 128, 129, 257, 300)) for (p in c(1, 4, 15, 30, 70)) {
    x <- oracle_with_seed(n, matrix(rnorm(n * p), n))
    y <- oracle_with_seed(p, rnorm(n))
    w <- seq(0.5, 2, length.out = n)
    r <- with_copy(copy, descent:::kernel_reduce(matrix(0, p + 2, p + 2), x, TRUE, y, w, y / 2))
    all <- sqrt(w) * cbind(1, x, y / 2)
    expect_lt(max(abs(crossprod(r) - crossprod(all))) / max(crossprod(all)), 1e-13)
    expect_identical(r[lower.tri(r)], numeric((p + 2) * (p + 1) / 2))
  }
})

for (copy in copies) test_that(paste(copy, "kernels: optimizers take PyTorch's steps, for any length"), {
  skip_unless_run(copy)
  rules <- names(oracle_optimizers)
  expect_setequal(c(rules, "lbfgs"), names(descent:::kernel_choices()$optimizer))  # lbfgs: see test-choice-optimizer.R
  problem <- oracle_problem(hidden = 5, n = 9)  # 3 * 5 + 6 * 2 = 27 coefficients
  for (rule in setdiff(rules, "adamw")) {
    fit <- with_copy(copy, {
      settings <- loop_settings(0.01, 5, rule, shuffle = FALSE)
      model <- list(units = c(2, 5, 2), bias = TRUE, activations = list("sigmoid", "identity"), cost = "half_mse",
                    dropout = 0)
      data <- list(x = problem$x, y = problem$d, weights = problem$w, offset = problem$offset, rows = 9)
      descent:::train(list(kind = "network", model = model, data = data), settings,
                      descent:::start_state(unlist(problem$weights)), 0)
    })
    want <- oracle_train_network(problem$weights, problem$x, problem$d, problem$w, eta = 0.01, epochs = 5,
                                 optimizer = rule, offset = problem$offset)
    expect_lt(max(abs(fit$state$theta - oracle_flatten(want$weights))), 1e-12, label = paste(copy, rule))
  }
})

for (copy in copies) test_that(paste(copy, "kernels: rows in any order, with or without a bias, are plain R's"), {
  skip_unless_run(copy)
  # narrow (inner products), wide (outer products of the rows themselves), and wider than 64 numbers per row
  shapes <- list(c(3, 2, 1), c(9, 13, 3), c(70, 8, 2))
  for (shape in shapes) for (bias in c(TRUE, FALSE)) for (batch in c(1, 7, 16)) {
    n <- 45
    problem <- smooth_problem(shape, n)
    weights <- if (bias) problem$weights else lapply(problem$weights, function(w) w[-1, , drop = FALSE])
    model <- list(units = shape, bias = bias, activations = list("tanh", "identity"), cost = "half_mse", dropout = 0)
    data <- list(x = problem$x, y = problem$d, weights = problem$w, offset = problem$offset, rows = n)
    settings <- loop_settings(0.01, 2, "gd", batch)
    set.seed(batch)
    fit <- with_copy(copy, descent:::train(list(kind = "network", model = model, data = data), settings,
                                           descent:::start_state(unlist(weights)), 0))
    set.seed(batch)
    orders <- replicate(2, sample.int(n), simplify = FALSE)
    want <- oracle_train_network(weights, problem$x, problem$d, problem$w, "tanh", eta = 0.01, epochs = 2,
                                 batch_size = batch, order = function(e) orders[[e]], offset = problem$offset)
    label <- sprintf("%s, %s, bias %s, batches of %d", copy, paste(shape, collapse = "-"), bias, batch)
    expect_lt(max(abs(fit$state$theta - oracle_flatten(want$weights))), 1e-12, label = label)
    expect_lt(max(abs(fit$history$error / want$error - 1)), 1e-11, label = label)
  }
})

for (copy in copies) test_that(paste(copy, "kernels: a shuffled run begins with the cost and gradient of all rows"), {
  skip_unless_run(copy)
  # one block and several, the last one of any length
  for (shape in list(c(3, 2, 1), c(9, 13, 3), c(70, 8, 2))) for (n in c(5, 45, 1300)) {
    problem <- smooth_problem(shape, n)
    want <- with_copy(copy, evaluate(problem, shape, c("tanh", "identity"), "half_mse"))
    model <- list(units = shape, bias = TRUE, activations = list("tanh", "identity"), cost = "half_mse", dropout = 0)
    data <- list(x = problem$x, y = problem$d, weights = problem$w, offset = problem$offset, rows = n)
    start <- descent:::start_state(unlist(problem$weights))
    fit <- with_copy(copy, descent:::train(list(kind = "network", model = model, data = data),
                                           loop_settings(0.01, 1, "gd", 4), start, 0))
    label <- sprintf("%s, %s, %d rows", copy, paste(shape, collapse = "-"), n)
    expect_identical(fit$history$error[1], want$error, label = label)
    expect_identical(unname(fit$history$gradients[1, ]), want$gradient, label = label)
  }
})

for (copy in copies) test_that(paste(copy, "kernels: numbers that are not finite are counted wherever they stand"), {
  skip_unless_run(copy)
  count <- function(x) with_copy(copy, descent:::kernel_nonfinite(list(x)))[, 1]
  for (n in c(1, 2, 7, 8, 9, 17)) {
    expect_identical(count(rep(.Machine$double.xmax, n)), c(0L, 0L))
    for (at in seq_len(n)) {
      expect_identical(count(replace(numeric(n), at, NA)), c(1L, 0L))
      expect_identical(count(replace(rep(-1, n), at, -Inf)), c(0L, 1L))
    }
  }
  expect_identical(count(c(Inf, NA, -Inf, NaN, Inf)), c(2L, 3L))
  expect_identical(count(numeric()), c(0L, 0L))
})

# A gradient that is 0 by the model stays 0 where rounding would leave some 1e-17, of which rules that divide by the
# gradient's own size make steps of full length.
for (copy in copies) test_that(paste(copy, "kernels: a weight whose gradient is 0 by the model stays where it was"), {
  skip_unless_run(copy)
  set.seed(3)
  n <- 37
  d <- data.frame(a = rnorm(n), b = rnorm(n), zero = 0, k = 0.1, third = 1e3 / 3, large = 12345.678, y = rnorm(n),
                  c = rep_len(c(0, 1, 1), n))
  weight <- rep(1:0, c(30, 7))
  d$unseen <- ifelse(weight > 0, 0, d$b)
  constant <- c("k", "third", "large")
  dead <- list(rbind(c(-100, 0.1), c(0.1, 0.2), c(0.2, 0.1)), matrix(c(0.1, 0.2, 0.3), 3))
  expect_still <- function(fit, name) {
    ends <- lapply(list(coef(fit, epoch = 0), coef(fit)), function(w) if (is.list(w)) w[[1]][name, ] else w[name])
    expect_identical(ends[[1]], ends[[2]])
  }
  with_copy(copy, quietly(for (optimizer in c("adam", "rmsprop", "adagrad", "rprop")) {
    for (batch in list(NULL, 8)[if (optimizer == "rprop") 1 else 1:2]) {
      fit <- function(verb, formula, ...) {
        do.call(verb, list(formula, d, optimizer = optimizer, epochs = 20, eta = 0.05, batch_size = batch, ...))
      }
      for (scaling in c("none", "standardize")) {
        for (verb in c("gd_lm", "neuron", "ann")) {
          expect_still(fit(verb, c ~ a + zero, scaling = scaling), "zero")
          expect_still(fit(verb, c ~ a + unseen, scaling = scaling, weights = weight), "unseen")
        }
        expect_still(fit("ann", y ~ a + b, scaling = "none", bias = "fixed", start = 0.1), "(Intercept)")
      }
      for (verb in c("gd_lm", "neuron", "ann")) {
        expect_still(fit(verb, c ~ a + k + third + large, scaling = "standardize"), constant)
      }
      for (verb in c("gd_lm", "neuron")) {
        expect_still(fit(verb, c ~ a + k + third + large, scaling = "standardize", start = 0.5), constant)
      }
      relu <- fit("ann", y ~ a + b, activation = "relu", hidden = 2, scaling = "none", start = dead)
      expect_identical(unname(coef(relu)[[1]][, 1]), dead[[1]][, 1])
      expect_identical(unname(coef(relu)[[2]][2]), 0.2)
    }
  }))
})

test_that("the script and the step explained know a column that is constant", {
  set.seed(3)
  d <- data.frame(a = rnorm(37), k = 0.1, third = 1e3 / 3, large = 12345.678, y = rnorm(37))
  fit <- gd_lm(y ~ a + k + third + large, d, optimizer = "adam", scaling = "standardize", epochs = 20, eta = 0.05, start = 1)
  home <- new.env()
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  utils::capture.output(eval(parse(text = as_r_code(fit)), home))
  expect_equal(home$coefficients, coef(fit), tolerance = 1e-10)
  expect_identical(coef(resume(fit, 5)), coef(update(fit, epochs = 25)))
  expect_lt(max(check_gradient(fit)$difference), 1e-6)
})
