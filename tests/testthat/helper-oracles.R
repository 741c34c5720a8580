# The oracles: what the package computes, written a second time in plain R, without one function of the package.
# They are slow and literal on purpose, so that a reader can check each line against the formula beside it.
#
# Shapes everywhere: x is n x p, d (targets) and y (predictions) are n x k, w holds n case weights, and a network's
# weights are a list with one matrix per layer: row 1 the bias (if the layer has one), then one row per input; one
# column per unit. Whether a layer has a bias is seen from its matrix: it has one row more than the layer has inputs.

# ---- Activations: value g(z) and slope g'(z), finite wherever z is ---------------------------------------------------

# 1 / (1 + e^-z); plogis() is 0 from -709.8 down, where the true value is not.
oracle_logistic <- function(z) {
  small <- exp(-abs(z))
  ifelse(z >= 0, 1, small) / (1 + small)
}

oracle_activations <- list(
  identity = list(value = function(z) z, slope = function(z) replace(z, TRUE, 1)),
  # slope s(z) s(-z), since 1 - s(z) = s(-z) loses no digits
  sigmoid = list(value = oracle_logistic, slope = function(z) plogis(z) * plogis(-z)),
  # slope 1 - tanh^2 = 1 / cosh^2
  tanh = list(value = function(z) tanh(z), slope = function(z) 1 / cosh(z)^2),
  relu = list(value = function(z) pmax(z, 0), slope = function(z) (z > 0) * 1),
  leaky_relu = list(value = function(z) ifelse(z > 0, z, 0.01 * z), slope = function(z) ifelse(z > 0, 1, 0.01)),
  # z above 0, e^z - 1 below
  elu = list(
    value = function(z) ifelse(z > 0, z, expm1(pmin(z, 0))),
    slope = function(z) ifelse(z > 0, 1, exp(pmin(z, 0)))
  ),
  # log(1 + e^z) = max(z, 0) + log(1 + e^-|z|)
  softplus = list(value = function(z) pmax(z, 0) + log1p(exp(-abs(z))), slope = function(z) plogis(z)),
  # z Phi(z)
  gelu = list(value = function(z) z * pnorm(z), slope = function(z) pnorm(z) + z * dnorm(z)),
  # z s(z); slope s + z s (1 - s)
  swish = list(
    value = function(z) z * oracle_logistic(z),
    slope = function(z) plogis(z) * (1 + z * plogis(-z))
  )
)

# A name, or the student's own list(value, slope).
oracle_activation <- function(choice) if (is.character(choice)) oracle_activations[[choice]] else choice

# e^z_j / sum_k e^z_k in each row of an n x k matrix, shifted by the row's largest entry so that nothing overflows.
oracle_softmax <- function(z) {
  e <- exp(z - apply(z, 1, max))
  e / rowSums(e)
}

# ---- Costs -----------------------------------------------------------------------------------------------------------

# The loss of one target d and one prediction y, and its derivative with respect to y. 0 log 0 and 0/0 count as 0.
oracle_losses <- list(
  squared = list(value = function(d, y) (d - y)^2, slope = function(d, y) -2 * (d - y)),
  absolute = list(value = function(d, y) abs(d - y), slope = function(d, y) -sign(d - y)),
  huber = list(
    value = function(d, y) ifelse(abs(d - y) <= 1, (d - y)^2 / 2, abs(d - y) - 1 / 2),
    slope = function(d, y) ifelse(abs(d - y) <= 1, -(d - y), -sign(d - y))
  ),
  binary = list(
    value = function(d, y) -ifelse(d == 0, 0, d * log(y)) - ifelse(d == 1, 0, (1 - d) * log1p(-y)),
    slope = function(d, y) -ifelse(d == 0, 0, d / y) + ifelse(d == 1, 0, (1 - d) / (1 - y))
  ),
  categorical = list(
    value = function(d, y) -ifelse(d == 0, 0, d * log(y)),
    slope = function(d, y) -ifelse(d == 0, 0, d / y)
  )
)

# A cost is E = sum_i w_i sum_j loss(d_ij, y_ij) / divisor, with W = sum_i w_i over n rows and k outputs:
oracle_costs <- list(
  mse = list(loss = "squared", divisor = function(sum_w, k) sum_w * k),
  half_mse = list(loss = "squared", divisor = function(sum_w, k) 2 * sum_w),
  sse = list(loss = "squared", divisor = function(sum_w, k) 1),
  half_sse = list(loss = "squared", divisor = function(sum_w, k) 2),
  mae = list(loss = "absolute", divisor = function(sum_w, k) sum_w * k),
  huber = list(loss = "huber", divisor = function(sum_w, k) sum_w * k),
  cross_entropy = list(loss = "binary", divisor = function(sum_w, k) sum_w * k),
  categorical = list(loss = "categorical", divisor = function(sum_w, k) sum_w)
)

# "cross_entropy" is the categorical one beside a softmax output and the binary one beside any other.
oracle_cost_row <- function(name, output) {
  oracle_costs[[if (name == "cross_entropy" && identical(output, "softmax")) "categorical" else name]]
}

# E, one number.
oracle_cost <- function(name, d, y, w = rep(1, NROW(y)), output = "sigmoid") {
  cost <- oracle_cost_row(name, output)
  d <- as.matrix(d)
  y <- as.matrix(y)
  sum(w * oracle_losses[[cost$loss]]$value(d, y)) / cost$divisor(sum(w), ncol(y))
}

# dE/dy, n x k.
oracle_cost_slope <- function(name, d, y, w = rep(1, NROW(y)), output = "sigmoid") {
  cost <- oracle_cost_row(name, output)
  d <- as.matrix(d)
  y <- as.matrix(y)
  w * oracle_losses[[cost$loss]]$slope(d, y) / cost$divisor(sum(w), ncol(y))
}

# Cross-entropy from the logits z, finite at +-800 where the one above meets log(0):
# binary log(1 + e^z) - d z; categorical sum_j d_j (log sum_k e^z_k - z_j).
oracle_cost_logits <- function(d, z, w = rep(1, NROW(z)), output = "sigmoid") {
  d <- as.matrix(d)
  z <- as.matrix(z)
  if (!identical(output, "softmax")) {
    return(sum(w * (oracle_activations$softplus$value(z) - d * z)) / (sum(w) * ncol(z)))
  }
  z <- z - apply(z, 1, max)
  sum(w * d * (log(rowSums(exp(z))) - z)) / sum(w)
}

# ---- Forward, backward -----------------------------------------------------------------------------------------------

# What a layer multiplies its weights with: the values before it, after a column of ones if it has a bias.
oracle_inputs <- function(a, weight) if (nrow(weight) > ncol(a)) cbind(1, a) else a

# z_l = inputs_l W_l, a_l = g_l(z_l); the offset joins the last z. `activation`: names (or a list of own activations),
# one per hidden layer, recycled. Returns lists z and a, one n x units matrix per layer, and y, the last a.
oracle_forward <- function(weights, x, activation = "sigmoid", output = "identity", offset = 0) {
  depth <- length(weights)
  choices <- c(rep_len(as.list(activation), depth - 1), list(output))
  y <- as.matrix(x)
  z <- a <- list()
  for (l in seq_len(depth)) {
    z[[l]] <- oracle_inputs(y, weights[[l]]) %*% weights[[l]]
    if (l == depth) z[[l]] <- z[[l]] + offset
    g <- if (identical(choices[[l]], "softmax")) oracle_softmax else oracle_activation(choices[[l]])$value
    y <- a[[l]] <- g(z[[l]])
  }
  list(z = z, a = a, y = y)
}

# delta_L = dE/dy J, with J the output's Jacobian: g'(z) on the diagonal or, for softmax, y_i (1[i = j] - y_j);
# delta_l = delta_{l+1} W'_{l+1} g'(z_l), the bias row left out; dE/dW_l = inputs'_l delta_l + l2 W + l1 sign(W), the
# penalties without the bias row. No pair of output and cost is fused, so keep away from saturated cross-entropies.
# Returns the error (penalties in it), the gradient (shaped as the weights), the deltas and y.
oracle_backprop <- function(weights, x, d, activation = "sigmoid", output = "identity", cost = "half_mse",
                            w = rep(1, NROW(x)), offset = 0, l2 = 0, l1 = 0) {
  x <- as.matrix(x)
  depth <- length(weights)
  activation <- rep_len(as.list(activation), depth - 1)
  pass <- oracle_forward(weights, x, activation, output, offset)
  slope <- oracle_cost_slope(cost, d, pass$y, w, output)
  error <- oracle_cost(cost, d, pass$y, w, output)
  gradient <- delta <- vector("list", depth)
  delta[[depth]] <- if (identical(output, "softmax")) {
    for (i in seq_len(nrow(x))) {
      y <- pass$y[i, ]
      slope[i, ] <- slope[i, ] %*% (diag(y, length(y)) - outer(y, y))
    }
    slope
  } else {
    slope * oracle_activation(output)$slope(pass$z[[depth]])
  }
  for (l in rev(seq_len(depth))) {
    before <- if (l == 1) x else pass$a[[l - 1]]
    inputs <- oracle_inputs(before, weights[[l]])
    not_bias <- utils::tail(seq_len(nrow(weights[[l]])), ncol(before))
    slopes <- weights[[l]][not_bias, , drop = FALSE]
    gradient[[l]] <- t(inputs) %*% delta[[l]]
    gradient[[l]][not_bias, ] <- gradient[[l]][not_bias, ] + l2 * slopes + l1 * sign(slopes)
    error <- error + l2 / 2 * sum(slopes^2) + l1 * sum(abs(slopes))
    dimnames(gradient[[l]]) <- dimnames(weights[[l]])
    if (l > 1) {
      delta[[l - 1]] <- (delta[[l]] %*% t(slopes)) * oracle_activation(activation[[l - 1]])$slope(pass$z[[l - 1]])
    }
  }
  names(gradient) <- names(weights)
  list(error = error, gradient = gradient, delta = delta, y = pass$y)
}

# df/dtheta by central differences D(h) = (f(theta + h) - f(theta - h)) / 2h at h, h/2 and h/4, extrapolated after
# Richardson: (4 D(h/2) - D(h)) / 3 has error h^4, and (16 E(h/2) - E(h)) / 15 of those has h^6. Good to 1e-9
# and better where f has no kink within h.
oracle_numeric_gradient <- function(f, theta, h = 1e-3) {
  vapply(seq_along(theta), function(j) {
    central <- function(h) {
      h <- replace(numeric(length(theta)), j, h * max(1, abs(theta[j])))
      (f(theta + h) - f(theta - h)) / (2 * h[j])
    }
    first <- vapply(h / c(1, 2, 4), central, 0)
    second <- (4 * first[-1] - first[-3]) / 3
    (16 * second[2] - second[1]) / 15
  }, 0)
}

# A list of weight matrices as one vector, layer by layer and column by column, and back.
oracle_flatten <- function(weights) unlist(lapply(weights, as.vector), use.names = FALSE)
oracle_unflatten <- function(theta, weights) {
  Map(function(m, end) replace(m, TRUE, theta[end - rev(seq_along(m)) + 1]), weights, cumsum(lengths(weights)))
}

# Which entries of that vector are biases; p is the number of inputs.
oracle_is_bias <- function(weights, p) {
  inputs <- c(p, vapply(weights, ncol, 0L))[seq_along(weights)]
  unlist(Map(function(m, inputs) as.vector(row(m) == 1 & nrow(m) > inputs), weights, inputs), use.names = FALSE)
}

# A random network with data it can be differentiated on, the targets as output and cost need them: one 1 a row for
# softmax, zeros and ones for cross_entropy, real numbers otherwise. Also uneven case weights, and an offset. Seeds are
# tried from `seed` on until no kink (z = 0 for relu, d = y for mae, |d - y| = 1 for huber; and no w = 0 for l1) is so
# near that a numeric derivative would step over it.
oracle_problem <- function(hidden = 3, activation = "sigmoid", output = "identity", cost = "half_mse", n = 8, p = 2,
                           k = 2, bias = TRUE, seed = 1) {
  units <- c(p, hidden, k)
  draw <- function() {
    weights <- lapply(seq_along(units)[-1], function(l) {
      names <- c(if (bias) "(Intercept)", paste0(if (l == 2) "x" else "h", seq_len(units[l - 1])))
      entries <- length(names) * units[l]
      entries <- runif(entries, 0.1, 1) * sample(c(-1, 1), entries, replace = TRUE)
      matrix(entries, length(names), units[l], dimnames = list(names, NULL))
    })
    x <- matrix(rnorm(n * p), n, p, dimnames = list(NULL, paste0("x", seq_len(p))))
    d <- matrix(rnorm(n * k), n, k)
    if (cost == "cross_entropy") d <- (d > 0) * 1
    if (identical(output, "softmax")) d <- diag(k)[sample(rep_len(seq_len(k), n)), , drop = FALSE]
    list(weights = weights, x = x, d = d, w = runif(n, 0.5, 2), offset = rnorm(n, sd = 0.3))
  }
  for (try in seed + 0:9999) {
    problem <- oracle_with_seed(try, draw()) # nolint: object_usage_linter. It stands in helper-data.R.
    pass <- oracle_forward(problem$weights, problem$x, activation, output, problem$offset)
    r <- abs(problem$d - pass$y)
    if (min(abs(unlist(pass$z)), r, abs(r - 1)) > 0.01) return(problem)
  }
  stop("No problem without a kink nearby was found.")
}

# ---- Optimizers: PyTorch's rules and defaults ------------------------------------------------------------------------

# Each is function(theta, g, eta, state, settings...) -> list(theta, state); the state starts as list().
oracle_kept <- function(state, name, like) if (is.null(state[[name]])) 0 * like else state[[name]]

oracle_optimizers <- list(
  gd = function(theta, g, eta, state) list(theta = theta - eta * g, state = state),
  # v = rho v + g; theta = theta - eta v
  momentum = function(theta, g, eta, state, rho = 0.9) {
    v <- rho * oracle_kept(state, "v", g) + g
    list(theta = theta - eta * v, state = list(v = v))
  },
  # v = rho v + g; theta = theta - eta (g + rho v)
  nesterov = function(theta, g, eta, state, rho = 0.9) {
    v <- rho * oracle_kept(state, "v", g) + g
    list(theta = theta - eta * (g + rho * v), state = list(v = v))
  },
  # s = s + g^2; theta = theta - eta g / (sqrt(s) + epsilon)
  adagrad = function(theta, g, eta, state, epsilon = 1e-10) {
    s <- oracle_kept(state, "s", g) + g^2
    list(theta = theta - eta * g / (sqrt(s) + epsilon), state = list(s = s))
  },
  # s = alpha s + (1 - alpha) g^2; theta = theta - eta g / (sqrt(s) + epsilon)
  rmsprop = function(theta, g, eta, state, alpha = 0.99, epsilon = 1e-8) {
    s <- alpha * oracle_kept(state, "s", g) + (1 - alpha) * g^2
    list(theta = theta - eta * g / (sqrt(s) + epsilon), state = list(s = s))
  },
  # m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; at step t
  # theta = theta - eta / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
  adam = function(theta, g, eta, state, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8) {
    t <- oracle_kept(state, "t", 0) + 1
    m <- beta1 * oracle_kept(state, "m", g) + (1 - beta1) * g
    v <- beta2 * oracle_kept(state, "v", g) + (1 - beta2) * g^2
    step <- eta / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
    list(theta = theta - step, state = list(t = t, m = m, v = v))
  },
  # theta = (1 - eta decay) theta where `penalised`; then Adam's step
  adamw = function(theta, g, eta, state, decay = 0, penalised = TRUE, ...) {
    theta <- theta * (1 - eta * decay * penalised)
    oracle_optimizers$adam(theta, g, eta, state, ...)
  },
  # Each entry has its own step, eta at first: times 1.2 while the gradient keeps its sign, times 0.5 when the sign
  # flips (within 1e-6 and 50). After a flip the gradient counts as 0, now and as next time's previous one.
  # theta = theta - step sign(g)
  rprop = function(theta, g, eta, state, minus = 0.5, plus = 1.2, smallest = 1e-6, largest = 50) {
    same <- g * oracle_kept(state, "previous", g)
    step <- if (is.null(state$step)) rep(eta, length(g)) else state$step
    step <- pmin(pmax(step * ifelse(same > 0, plus, ifelse(same < 0, minus, 1)), smallest), largest)
    g <- ifelse(same < 0, 0, g)
    list(theta = theta - step * sign(g), state = list(previous = g, step = step))
  }
)

# ---- Training --------------------------------------------------------------------------------------------------------

# The loop both models share. `evaluate(theta, rows)` returns the error and the gradient on those rows; `prepare` bounds
# the gradient just before the step; `eta` is a number or a function of the epoch. Returns path and gradient (epochs + 1
# rows, row e + 1 belongs to epoch e), error, and the optimizer's last state.
# All rows at once (batch_size NULL, or n and more): error and gradient are those at that epoch's theta.
# Mini-batches, in the order `order(epoch)` gives (as the rows come if NULL): row 1 is exact, the others are the plain
# means over the batches of the epoch, each met before its own step.
oracle_loop <- function(theta, evaluate, n, eta, epochs, optimizer = "gd", batch_size = NULL, order = NULL,
                        prepare = identity, settings = list()) {
  step <- if (is.function(optimizer)) optimizer else oracle_optimizers[[optimizer]]
  whole <- is.null(batch_size) || batch_size >= n
  state <- list()
  now <- evaluate(theta, seq_len(n))
  error <- c(now$error, rep(NA_real_, epochs))
  path <- gradient <- matrix(NA_real_, epochs + 1, length(theta))
  path[1, ] <- theta
  gradient[1, ] <- now$gradient
  for (e in seq_len(epochs)) {
    rate <- if (is.function(eta)) eta(e) else eta
    rows <- if (is.null(order) || whole) seq_len(n) else order(e)
    batches <- if (whole) list(rows) else split(rows, (seq_along(rows) - 1) %/% batch_size)
    met <- list()
    for (b in seq_along(batches)) {
      if (!whole) now <- met[[b]] <- evaluate(theta, batches[[b]])
      moved <- do.call(step, c(list(theta, prepare(now$gradient), rate, state), settings))
      theta <- moved$theta
      state <- moved$state
    }
    if (whole) now <- evaluate(theta, seq_len(n))
    if (whole) met <- list(now)
    path[e + 1, ] <- theta
    error[e + 1] <- mean(vapply(met, function(m) m$error, 0))
    gradient[e + 1, ] <- Reduce(`+`, lapply(met, function(m) m$gradient)) / length(met)
  }
  list(path = path, error = error, gradient = gradient, state = state)
}

# A linear model on a design matrix (its intercept is a column of ones): y = x theta + offset.
# Returns coefficients (the last ones), path, error, gradient, state.
oracle_train_linear <- function(x, y, w = rep(1, NROW(x)), start = 0, eta = 0.01, epochs = 1000, optimizer = "gd",
                                cost = "mse", batch_size = NULL, order = NULL, offset = 0, settings = list()) {
  x <- as.matrix(x)
  offset <- rep_len(offset, nrow(x))
  evaluate <- function(theta, rows) {
    part <- x[rows, , drop = FALSE]
    fitted <- as.vector(part %*% theta) + offset[rows]
    slope <- oracle_cost_slope(cost, y[rows], fitted, w[rows])
    list(error = oracle_cost(cost, y[rows], fitted, w[rows]), gradient = as.vector(t(part) %*% slope))
  }
  start <- rep_len(as.vector(start), ncol(x))
  fit <- oracle_loop(start, evaluate, nrow(x), eta, epochs, optimizer, batch_size, order, settings = settings)
  colnames(fit$path) <- colnames(fit$gradient) <- colnames(x)
  c(list(coefficients = fit$path[epochs + 1, ]), fit)
}

# A network (or, with one layer, a neuron). Paths are of the flat vector (oracle_flatten). The error and the gradient
# that are kept hold the penalties and are taken before `clip`, which makes the gradient g into g min(1, clip / |g|).
# "adamw" takes l2 as its decoupled decay, not into the cost. `learn_bias = FALSE` keeps biases at their start.
# Returns weights (the last ones), y, path, error, gradient, state.
oracle_train_network <- function(weights, x, d, w = rep(1, NROW(x)), activation = "sigmoid", output = "identity",
                                 cost = "half_mse", eta = 0.1, epochs = 100, optimizer = "gd", batch_size = NULL,
                                 order = NULL, l2 = 0, l1 = 0, clip = Inf, offset = 0, learn_bias = TRUE,
                                 settings = list()) {
  x <- as.matrix(x)
  d <- as.matrix(d)
  offset <- matrix(offset, nrow(d), ncol(d))
  bias <- oracle_is_bias(weights, ncol(x))
  decoupled <- identical(optimizer, "adamw")
  if (decoupled) settings <- c(list(decay = l2, penalised = !bias), settings)
  evaluate <- function(theta, rows) {
    now <- oracle_backprop(oracle_unflatten(theta, weights), x[rows, , drop = FALSE], d[rows, , drop = FALSE],
      activation, output, cost, w[rows], offset[rows, , drop = FALSE],
      l2 = if (decoupled) 0 else l2, l1 = l1
    )
    list(error = now$error, gradient = oracle_flatten(now$gradient) * (learn_bias | !bias))
  }
  bound <- function(g) g * min(1, clip / sqrt(sum(g^2)))
  if (clip == Inf) bound <- identity
  fit <- oracle_loop(
    oracle_flatten(weights), evaluate, nrow(x), eta, epochs, optimizer, batch_size, order, bound, settings
  )
  weights <- oracle_unflatten(fit$path[epochs + 1, ], weights)
  c(list(weights = weights, y = oracle_forward(weights, x, activation, output, offset)$y), fit)
}

# ---- Expectations ----------------------------------------------------------------------------------------------------

# Every entry of `object` is within `tolerance` of `expected`, relative to |expected| (to `tiny` where that is smaller:
# give the size below which a number is rounding). Attributes are ignored, lists unlisted; NA, NaN and Inf must agree.
expect_equal_relative <- function(object, expected, tolerance = 1e-9, tiny = 1e-12) {
  label <- deparse(substitute(object), 60L)[1]
  a <- as.numeric(unlist(object))
  b <- as.numeric(unlist(expected))
  failure <- ""
  if (length(a) != length(b) || length(b) == 0) {
    failure <- sprintf("`%s` has %d numbers, %d were expected (at least one).", label, length(a), length(b))
  } else {
    off <- abs(a - b) / pmax(abs(b), tiny)
    off[!is.finite(a) | !is.finite(b)] <- Inf
    off[mapply(identical, a, b)] <- 0
    worst <- which.max(off)
    if (off[worst] > tolerance) {
      failure <- sprintf(
        "`%s`: %d of %d numbers are off by more than %g (relative). Worst: number %d is %.15g, not %.15g, off by %.3g.",
        label, sum(off > tolerance), length(b), tolerance, worst, a[worst], b[worst], off[worst]
      )
    }
  }
  testthat::expect(!nzchar(failure), failure)
  invisible(object)
}

skip_if_absent <- function(pkg) {
  testthat::skip_if(!requireNamespace(pkg, quietly = TRUE), paste0("package '", pkg, "' is not installed"))
}
