# The cost of a reopened model as a function of its coefficients, and its training problem in plain R matrices.

# list(evaluate, inwards, gradient_outwards, cost_unit): the fit's cost on its training rows as the kernel evaluates it,
# on standardized inputs, where a step of one size suits every coefficient; the ways in and out, and what one unit of
# its errors is worth. Penalties and dropout are left out.
training_problem <- function(fit) {
  need_sums(fit, "this")
  spec <- reopen(fit, replace(fit$hyperparameters, "scaling", even_scaling))
  map <- spec$map
  problem <- spec$problem
  if (problem$kind == "linear") problem <- unit_problem(spec, spec$activations[[1]], map, spec$cost)
  problem$model$dropout <- 0
  evaluate <- if (problem$wrap) {
    function(u) {
      at <- cost_gradient(problem$model, problem$data, map_apply(map, u))
      at$gradient <- map_pullback(map, at$gradient)
      at
    }
  } else {
    function(u) cost_gradient(problem$model, problem$data, u)
  }
  list(evaluate = evaluate, inwards = function(theta) map_inverse(map, theta),
       gradient_outwards = function(g) map_gradient(map, g), cost_unit = if (is.null(map)) 1 else map$cost)
}

# A fit's training problem on the scale that training saw, for explain_step() and as_r_code(). They treat all models
# alike, since a linear model and a neuron are networks without hidden layers.
#   x, y, weights, offset, fixed   what training read; raw: the same on the data's own scale
#   scale     the way between the two: (x - centre) times `forward` (one number per column, a matrix, or NULL);
#             theta = origin + ...; (y - shift) / unit; cost_unit: what one unit of the cost is worth; root
#   ratio     what each output is multiplied by before it meets its target, where responses have scales of their own
#   start     the first coefficients, a list of matrices; penalised, learns: shaped as they are; moves: training_mask()
#   problem   what the kernel gets
open_fit <- function(fit, verb) {
  check_fit(fit, verb)
  if (isTRUE(fit$hyperparameters$dropout > 0)) {
    stop(sprintf("%s() cannot follow dropout: which units are off is drawn inside the compiled loop. %s", verb,
                 "Refit with dropout = 0."), call. = FALSE)
  }
  if (!is.null(fit$hyperparameters$changed)) {
    stop(sprintf("%s() follows training with one set of hyperparameters, but resume() changed %s.", verb,
                 paste(fit$hyperparameters$changed, collapse = ", ")), call. = FALSE)
  }
  need_sums(fit, paste0(verb, "()"))
  spec <- reopen(fit)
  opened <- if (is.null(spec$statistics)) open_unit(spec) else open_network(spec, fit, verb)
  c(opened, list(settings = spec$settings, epochs = fit$epochs, cost = spec$cost, activations = spec$activations,
                 learns = spec$learns, moves = training_mask(spec), seed = fit$seed,
                 weights = subset_rows(spec$weights, spec$rows)))
}

open_unit <- function(spec) {
  design <- spec$design
  map <- spec$map
  whitened <- !is.null(map) && is.null(map$spread)
  bias <- !whitened && has_intercept(design)
  shown <- if (bias) without_intercept(design) else design
  raw <- matrix(as.double(design_matrix(shown)), design$rows, length(shown$names), dimnames = list(NULL, shown$names))
  scale <- list(centre = numeric(ncol(raw)), forward = NULL, origin = NULL, shift = 0, unit = 1, cost_unit = 1)
  offset <- spec$own_offset
  if (whitened) {
    scale$forward <- if (is.null(map$matrix)) backsolve(map$triangle, diag(map$inner)) else map$matrix
    scale$origin <- map$origin
    if (any(map$origin != 0)) offset <- sum_of(offset, drop(raw %*% map$origin))
  } else if (!is.null(map)) {
    scale$forward <- 1 / if (bias) map$spread[-1] else map$spread
    if (bias) scale$centre <- map$centre[-1]
  }
  x <- scale_inputs(raw, scale)
  from <- c(if (bias) "(Intercept)", colnames(x))
  y <- matrix(spec$y, dimnames = list(NULL, spec$label))
  scaled <- list(design = list(x = unname(x), bias = bias, names = from, rows = design$rows), y = spec$y,
                 weights = spec$weights, offset = with_fixed_bias(offset, spec$fixed, design$rows))
  list(x = x, y = y, offset = offset, fixed = spec$fixed, raw = list(x = raw, y = y, offset = spec$own_offset),
       scale = scale, bias = bias, names = design$names, penalised = spec$penalised,
       start = list(output = matrix(spec$start, length(from), 1, dimnames = list(from, spec$label))),
       problem = unit_problem(scaled, spec$activations[[1]], NULL, spec$cost))
}

open_network <- function(spec, fit, verb) {
  s <- spec$statistics
  first <- if (nrow(fit$history$coefficients)) map_inverse(spec$map, fit$history$coefficients[1, ]) else spec$start
  if (is.null(first)) {
    stop(sprintf("%s() needs the weights that training began with, but this fit was made with %s", verb,
                 "record = FALSE and drawn weights: refit it with record = NULL."), call. = FALSE)
  }
  names <- spec$design$names
  at <- if (is.null(spec$rows)) seq_len(nrow(spec$y)) else spec$rows
  raw <- vapply(seq_along(names), function(j) as.double(design_column(spec$design, j)[at]), numeric(length(at)))
  raw <- matrix(raw, length(at), length(names), dimnames = list(NULL, names))
  scale <- list(centre = s$centre, forward = if (is.null(s$spread)) s$matrix else 1 / s$spread, shift = s$shift,
                unit = s$factor, cost_unit = s$cost, root = cost_root(spec$cost, s$cost))
  x <- scale_inputs(raw, scale)
  ratio <- scale$unit / scale$root
  layers <- layer_template(colnames(x), spec$hyper$hidden, colnames(spec$y), spec$bias)
  list(x = x, y = spec$problem$data$y, offset = spec$problem$data$offset,
       raw = list(x = raw, y = spec$y[at, , drop = FALSE], offset = subset_rows(spec$offset, spec$rows)),
       scale = scale, ratio = if (any(ratio != 1)) ratio, bias = spec$bias, start = as_layers(first, layers),
       penalised = spec$penalised, problem = spec$problem)
}

# (x - centre) times `forward`, one number per column or a matrix; the columns of a matrix have no names of their own.
scale_inputs <- function(raw, scale) {
  if (is.null(scale$forward)) return(raw)
  x <- sweep(raw, 2, scale$centre)
  if (!is.matrix(scale$forward)) return(sweep(x, 2, scale$forward, "*"))
  x <- x %*% scale$forward
  dimnames(x) <- list(NULL, paste0("u", seq_len(ncol(x)))[seq_len(ncol(x))])
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
  train(problem, settings, start_state(theta), 0, penalised = opened$penalised, learns = opened$moves)$state
}
