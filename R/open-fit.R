# A fit's training problem in plain R matrices, on the scale that training saw. explain_step() and as_r_code() write it
# out; they treat all models alike, since a linear model and a neuron are networks without hidden layers.

# x, y, weights, offset: what training read; raw: the same on the data's own scale, and `scale` the way between the two.
# ratio: what each output is multiplied by before it meets its target, where several responses have units of their own.
# start: the first coefficients, a list of matrices; penalised, learns: shaped as they are. problem: what the kernel
# gets.
open_fit <- function(fit, verb) {
  check_fit(fit, verb)
  hyper <- fit$hyperparameters
  if (isTRUE(hyper$dropout > 0)) {
    stop(sprintf("%s() cannot follow dropout: which units are off is drawn inside the compiled loop. %s", verb,
                 "Refit with dropout = 0."), call. = FALSE)
  }
  opened <- if (inherits(fit, "ann")) open_network(fit, verb) else open_unit(fit)
  opened$settings <- whole_batch(settings_of(hyper, fit$epochs, FALSE), nrow(opened$x))
  opened$epochs <- fit$epochs
  opened$cost <- hyper$cost
  opened
}

open_unit <- function(fit) {
  hyper <- fit$hyperparameters
  frame <- frame_of(fit)
  unit <- inherits(fit, "neuron")
  design <- read_design(frame, fit$contrasts)
  if (unit && !identical(hyper$bias, "learn")) design <- without_intercept(design)
  y <- if (unit) unit_response(frame, hyper$cost)$y else numeric_response(frame)
  activation <- if (unit) hyper$activation else linear_activation
  weights <- fit$weights
  total <- if (is.null(weights)) length(y) else sum(weights)
  fixed <- if (unit && is.numeric(hyper$bias)) hyper$bias
  start <- expand_start(hyper$start, design$names)
  factor <- if (!unit) quadratic_scale(hyper$cost, total)
  k <- if (hyper$scaling != "none") {
    coordinates(hyper$scaling, design_root(design, weights, y), design$names, design$rows, total,
                if (is.null(factor)) 1 / total else 2 * factor, start)
  }
  whitened <- hyper$scaling == "whiten"
  bias <- !whitened && has_intercept(design)
  shown <- if (bias) without_intercept(design) else design
  raw <- matrix(as.double(design_matrix(shown)), design$rows, length(shown$names), dimnames = list(NULL, shown$names))
  scale <- list(centre = numeric(ncol(raw)), forward = NULL, origin = NULL, shift = 0, unit = 1, cost_unit = 1)
  if (whitened) scale[c("forward", "origin")] <- k[c("matrix", "origin")]
  if (hyper$scaling == "standardize") {
    scale$forward <- 1 / if (bias) k$scale[-1] else k$scale
    if (bias) scale$centre <- k$mean[-1]
  }
  offset <- fit$offset
  if (whitened && any(k$origin != 0)) offset <- sum_of(offset, drop(raw %*% k$origin))
  x <- scale_inputs(raw, scale)
  label <- response_label(frame)
  from <- c(if (bias) "(Intercept)", colnames(x))
  penalised <- is_weight(design$names, k)
  list(x = x, y = matrix(y, dimnames = list(NULL, label)), weights = weights, offset = offset, fixed = fixed,
       raw = list(x = raw, y = matrix(y, dimnames = list(NULL, label)), offset = fit$offset),
       scale = scale, bias = bias,
       activations = list(activation), names = names(fit$coefficients),
       start = list(output = matrix(to_coordinates(k, start), length(from), 1, dimnames = list(from, label))),
       penalised = if (is.null(penalised)) rep(1, length(from)) else as.double(penalised), learns = NULL,
       seed = fit$seed,
       problem = network_problem(list(x = unname(x), bias = bias, names = from, rows = design$rows), y, weights,
                                 link_offset(offset, fixed, design$rows), activation, hyper$cost))
}

open_network <- function(fit, verb) {
  hyper <- fit$hyperparameters
  frame <- frame_of(fit)
  parts <- read_network(frame, fit$contrasts, network_response(frame), hyper, fit, fit$validation_rows)
  parts$levels <- fit$levels
  design <- parts$design
  scale <- training_scale(parts, hyper)
  problem <- scaled_problem(parts, hyper, scale)
  units <- layer_sizes(length(design$names), hyper, ncol(parts$y))
  bias <- hyper$bias != "none"
  first <- if (nrow(fit$history$coefficients)) fit$history$coefficients[1, ] else
    given_start(hyper$start, fit$coefficients)
  if (is.null(first)) {
    stop(sprintf("%s() needs the weights that training began with, but this fit was made with %s", verb,
                 "record = FALSE and drawn weights: refit it with record = NULL."), call. = FALSE)
  }
  raw <- vapply(seq_along(design$names), function(j) as.double(design_column(design, j)[parts$rows]),
                numeric(length(parts$rows)))
  raw <- matrix(raw, length(parts$rows), length(design$names), dimnames = list(NULL, design$names))
  theta <- to_training_scale(first, scale, units, bias)
  x <- scale_inputs(raw, scale)
  inner <- design
  inner$names <- colnames(x)
  start <- as_layers(theta, layer_template(inner, hyper, colnames(parts$y)))
  rows <- if (length(parts$rows) < design$rows) parts$rows
  y <- if (is.null(rows)) parts$y else parts$y[rows, , drop = FALSE]
  scale$root <- if (hyper$cost$quadratic) sqrt(scale$cost_unit) else scale$cost_unit
  ratio <- scale$unit / scale$root
  list(x = x, y = problem$data$y, weights = take(parts$weights, rows),
       offset = problem$data$offset, raw = list(x = raw, y = y, offset = take(parts$offset, rows)), scale = scale,
       ratio = if (any(ratio != 1)) ratio,
       bias = bias, activations = c(hyper$activation, list(hyper$output)), start = start,
       penalised = as.double(!is_bias(start)), learns = if (hyper$bias == "fixed") as.double(!is_bias(start)),
       seed = fit$seed, problem = problem)
}

# (x - centre) times `forward`, a number a column or a matrix; the columns of a matrix have no names of their own.
scale_inputs <- function(raw, scale) {
  if (is.null(scale$forward)) return(raw)
  x <- sweep(raw, 2, scale$centre)
  if (!is.matrix(scale$forward)) return(sweep(x, 2, scale$forward, "*"))
  x <- x %*% scale$forward
  dimnames(x) <- list(NULL, sprintf("u%d", seq_len(ncol(x))))
  x
}

# Where training stood after so many epochs: the compiled loop is run again, which gives the optimizer's state too.
state_after <- function(opened, epochs) {
  settings <- opened$settings
  settings$epochs <- epochs
  settings$record <- FALSE
  settings[c("tol", "patience")] <- list(0, Inf)
  problem <- opened$problem
  problem["validation"] <- list(NULL)
  theta <- unlist(lapply(opened$start, as.vector), use.names = FALSE)
  train(problem, settings, start_state(theta), 0, penalised = opened$penalised, learns = opened$learns)$state
}
