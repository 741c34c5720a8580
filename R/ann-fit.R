# From the parts of ann() to a fit: the scale of training, the kernel's problem, restarts, and the way back.

# Training sees (x - centre) times `forward` (a vector: column by column, a matrix, or NULL), and its outputs are
# (y - shift) / unit: each response has its own unit, so that all are learnt at the same pace. The cost is that of the
# responses themselves, divided by cost_unit, so that a rate means the same whatever they are measured in.
training_scale <- function(parts, hyper) {
  design <- parts$design
  p <- length(design$names)
  learnt <- hyper$bias == "learn"
  scale <- list(centre = numeric(p), forward = NULL, inverse = NULL, shift = numeric(ncol(parts$y)),
                unit = rep(1, ncol(parts$y)), cost_unit = 1)
  if (hyper$scaling == "none") return(scale)
  rows <- if (length(parts$rows) < design$rows) parts$rows
  known <- kernel_moments(design$x, rows, length(parts$rows))
  centres <- known[1, ]
  spread <- known[2, ]
  constant <- spread <= 1e-10 * abs(centres) | spread == 0
  if (learnt) scale$centre <- centres
  if (hyper$scaling == "standardize") {
    scale$forward <- 1 / ifelse(constant, 1, spread)
    scale$inverse <- 1 / scale$forward
  } else if (p > 0) {
    s <- svd(kernel_rescale(design$x, rows, length(parts$rows), scale$centre, rep(1, p)), nu = 0)
    kept <- s$d > max(s$d, 0) * 1e-7 & s$d > 0
    root <- sqrt(length(parts$rows))
    scale$forward <- s$v[, kept, drop = FALSE] %*% diag(root / s$d[kept], sum(kept))
    scale$inverse <- diag(s$d[kept] / root, sum(kept)) %*% t(s$v[, kept, drop = FALSE])
  }
  if (is.null(parts$levels) && hyper$output$name == "identity") {
    y <- parts$y[parts$rows, , drop = FALSE]
    centred <- sweep(y, 2, colMeans(y))
    if (learnt) scale$shift <- colMeans(y)
    unit <- sqrt(colMeans(centred^2))
    unit[!(unit > 1e-10 * max(abs(y)))] <- 1
    squared <- !is.null(quadratic_scale(hyper$cost$name, 1))
    # huber and custom costs change their shape with the unit
    if (squared || hyper$cost$name == "mae") {
      scale$unit <- unit
      scale$cost_unit <- if (squared) mean(unit^2) else mean(unit)
    }
  }
  scale
}

design_column <- function(design, j) if (is.list(design$x)) design$x[[j]] else design$x[, j]

scaled_design <- function(design, scale, rows = NULL) {
  p <- length(design$names)
  n <- if (is.null(rows)) design$rows else length(rows)
  if (is.null(scale$forward)) {
    if (is.null(rows)) return(design$x)
    return(lapply(seq_len(p), function(j) design_column(design, j)[rows]))
  }
  if (!is.matrix(scale$forward)) return(kernel_rescale(design$x, rows, n, scale$centre, scale$forward))
  kernel_rescale(design$x, rows, n, scale$centre, rep(1, p)) %*% scale$forward
}

# ---- coefficients between the two scales ---------------------------------------------------------------------------

layer_sizes <- function(p, hyper, outputs) c(p, hyper$hidden, outputs)

last_block <- function(units, bias) {
  l <- length(units) - 1
  total <- sum((units[-length(units)] + bias) * units[-1])
  seq.int(total - (units[l] + bias) * units[l + 1] + 1, total)
}

bias_rows <- function(units) {
  last <- length(units)
  (seq_len(units[last]) - 1) * (units[last - 1] + 1) + 1
}

# theta: start values on the data's scale, layers one below the other.
to_training_scale <- function(theta, scale, units, bias) {
  at <- last_block(units, bias)
  if (bias) theta[at[bias_rows(units)]] <- theta[at[bias_rows(units)]] - scale$shift
  theta[at] <- theta[at] / rep(scale$unit, each = length(at) / length(scale$unit))
  if (is.null(scale$forward)) return(theta)
  first <- seq_len((units[1] + bias) * units[2])
  block <- matrix(theta[first], units[1] + bias)
  weights <- block[seq_len(units[1]) + bias, , drop = FALSE]
  inner <- if (is.matrix(scale$forward)) scale$inverse %*% weights else weights * scale$inverse
  c(rbind(if (bias) block[1, ] + drop(crossprod(scale$centre, weights)), inner), theta[-first])
}

# The way back, as the kernel takes it.
network_view <- function(scale, units, bias) {
  at <- last_block(units, bias)
  size <- max(at)
  factor <- if (any(scale$unit != 1)) {
    replace(rep(1, size), at, rep(scale$unit, each = length(at) / length(scale$unit)))
  }
  shift <- if (any(scale$shift != 0)) replace(numeric(size), at[bias_rows(units)], scale$shift)
  view <- function(forward, backward, inner, outer, blocks) {
    new_view(forward, backward, inner, outer, blocks, as.double(factor), as.double(shift), scale$cost_unit)
  }
  if (is.null(scale$forward)) {
    if (is.null(factor) && is.null(shift) && scale$cost_unit == 1) return(NULL)
    none <- entries(matrix(0, 0, 0))
    return(view(none, none, 0, 0, 0))
  }
  if (is.matrix(scale$forward)) {
    forward <- entries(scale$forward)
    backward <- entries(t(scale$inverse))
    centre <- drop(scale$centre %*% scale$forward)
  } else {
    forward <- each_alone(scale$forward)
    backward <- each_alone(scale$inverse)
    centre <- scale$centre * scale$forward
  }
  if (bias) {
    forward <- beside_bias(forward, to = rep(1, length(centre)), from = seq_along(centre) + 1, factor = -centre)
    backward <- beside_bias(backward, to = seq_len(units[1]) + 1, from = rep(1, units[1]), factor = scale$centre)
  }
  view(forward, backward, length(centre) + bias, units[1] + bias, units[2])
}

each_alone <- function(factor) list(to = seq_along(factor), from = seq_along(factor), factor = factor)

# A bias before all others, which keeps its value, and what passes between it and them.
beside_bias <- function(map, to, from, factor) {
  list(to = c(1, to, map$to + 1), from = c(1, from, map$from + 1), factor = c(1, factor, map$factor))
}

# ---- the kernel's problem ------------------------------------------------------------------------------------------

network_data <- function(x, y, weights, offset, rows, scale = numeric()) {
  list(x = x, y = y, weights = weights, offset = offset, rows = rows, scale = scale)
}

network_kernel <- function(inputs, hyper, outputs, dropout = hyper$dropout) {
  list(units = c(inputs, hyper$hidden, outputs), bias = hyper$bias != "none",
       activations = c(lapply(hyper$activation, for_kernel), list(for_kernel(hyper$output))),
       cost = for_kernel(hyper$cost), dropout = dropout)
}

scaled_problem <- function(parts, hyper, scale) {
  rows <- if (length(parts$rows) < parts$design$rows) parts$rows
  piece <- function(design, y, weights, offset, rows) {
    n <- if (is.null(rows)) design$rows else length(rows)
    y <- if (is.null(rows)) y else y[rows, , drop = FALSE]
    # the squared cost divided by cost_unit is that of responses divided by its root
    root <- if (is.null(quadratic_scale(hyper$cost$name, 1))) scale$cost_unit else sqrt(scale$cost_unit)
    if (!is.null(offset) && any(scale$unit != 1)) {  # responses with units of their own: the output is an identity
      y <- y - take(offset, rows)
      offset <- NULL
    }
    network_data(scaled_design(design, scale, rows), (y - rep(scale$shift, each = n)) / root, take(weights, rows),
                 if (!is.null(offset)) take(offset, rows) / root, n, scale$unit / root)
  }
  data <- piece(parts$design, parts$y, parts$weights, parts$offset, rows)
  validation <- if (!is.null(parts$held_out)) {
    piece(parts$held_out$design, parts$held_out$y, NULL, parts$held_out$offset, NULL)
  } else if (length(parts$validation_rows)) {
    piece(parts$design, parts$y, parts$weights, parts$offset, parts$validation_rows)
  }
  inputs <- if (is.list(data$x)) length(data$x) else ncol(data$x)
  list(kind = "network", model = network_kernel(inputs, hyper, ncol(parts$y)), data = data, validation = validation)
}

# A matrix a layer for each flat vector, named.
layer_template <- function(design, hyper, outputs) {
  bias <- hyper$bias != "none"
  inputs <- design$names
  layers <- list()
  widths <- c(hyper$hidden, length(outputs))
  for (l in seq_along(widths)) {
    last <- l == length(widths)
    units <- if (last) outputs else paste0("h", seq_len(widths[l]))
    layers[[if (last) "output" else paste0("hidden", l)]] <-
      matrix(0, length(inputs) + bias, length(units), dimnames = list(c(if (bias) "(Intercept)", inputs), units))
    inputs <- units
  }
  layers
}

is_bias <- function(layers) {
  unlist(lapply(layers, function(w) rep(rownames(w) == "(Intercept)" & seq_len(nrow(w)) == 1, ncol(w))),
         use.names = FALSE)
}

# Start values on the data's scale from what the user gave, or NULL for drawn ones.
given_start <- function(start, layers) {
  if (is.null(start)) return(NULL)
  size <- sum(lengths(layers))
  if (is.list(start)) {
    fits <- length(start) == length(layers) && all(vapply(start, is.numeric, NA)) &&
      all(mapply(function(a, b) identical(dim(as.matrix(a)), dim(b)), start, layers))
    if (!fits) {
      shapes <- function(x) {
        paste(vapply(x, function(w) paste(dim(as.matrix(w)), collapse = " x "), ""), collapse = ", ")
      }
      stop_argument("start", sprintf("a list of matrices as coef() returns (%s)", shapes(layers)),
                    sprintf("a list of %s", if (all(vapply(start, is.numeric, NA))) shapes(start) else "other things"))
    }
    start <- unlist(lapply(start, as.vector), use.names = FALSE)
  }
  if (!is.numeric(start) || !length(start) %in% c(1, size) || !all(is.finite(start))) {
    stop_argument("start", sprintf("a list of matrices as coef() returns, %d finite numbers, or one for all", size),
                  describe(start))
  }
  rep_len(as.double(start), size)
}

draw_start <- function(model, hyper) {
  last <- length(model$units) - 1
  choices <- c(hyper$activation, list(hyper$output))
  unlist(lapply(seq_len(last), function(l) {
    draw_layer(hyper$init, model$units[l], model$units[l + 1], model$bias, choices[[l]], l == last)
  }), use.names = FALSE)
}

fit_restarts <- function(fit, parts, settings) {
  parts$levels <- fit$levels
  rows <- list()
  best <- NULL
  for (i in seq_len(fit$hyperparameters$restarts)) {
    one <- fit_ann(fit, parts, settings)
    score <- if (is.null(one$best_error)) one$error else one$best_error
    rows[[i]] <- list(restart = i, error = one$error, validation = score, epochs = one$epochs, stop = one$stop)
    if (is.null(best) || isTRUE(score < smallest)) {
      best <- one
      smallest <- score
    }
    if (one$stop == "interrupted") break
  }
  if (fit$hyperparameters$restarts > 1) {
    best$restarts <- do.call(rbind, lapply(rows, as.data.frame))
    if (is.null(best$best_error)) best$restarts$validation <- NULL
  }
  best
}

fit_ann <- function(fit, parts, settings, old = NULL) {
  hyper <- fit$hyperparameters
  design <- parts$design
  settings <- whole_batch(settings, length(parts$rows))
  layers <- layer_template(design, hyper, colnames(parts$y))
  units <- layer_sizes(length(design$names), hyper, ncol(parts$y))
  bias <- hyper$bias != "none"
  scale <- training_scale(parts, hyper)
  problem <- scaled_problem(parts, hyper, scale)
  given <- given_start(hyper$start, layers)
  first <- if (is.null(old)) 0 else old$epochs
  if (is.null(old)) {
    theta <- if (is.null(given)) draw_start(problem$model, hyper) else
      to_training_scale(given, scale, units, bias)
    state <- start_state(theta)
  } else {
    state <- old$optimizer_state
  }
  biased <- is_bias(layer_template(list(names = character(problem$model$units[1])), hyper, colnames(parts$y)))
  random <- hyper$dropout > 0 || (settings$batch > 0 && settings$shuffle)
  if (random && is.null(old)) fit$seed <- generator(needed = TRUE)
  view <- network_view(scale, units, bias)
  # a name a weight takes as long as an epoch in a large network: the histories get them when they are asked for
  outcome <- with_generator(state$seed, train(problem, settings, state, first, view = view, penalised = !biased,
                                              learns = if (hyper$bias == "fixed") !biased))

  stopped <- is.finite(hyper$patience) && length(outcome$state$best)
  kept <- if (stopped) outcome$state$best else outcome$state$theta
  theta <- kernel_outwards(view, kept, FALSE)
  fit$coefficients <- as_layers(theta, layers)
  # after epochs in batches, with dropout or of an earlier epoch, training does not know the cost of the whole data;
  # where that is all rows, it is measured on the way
  known <- settings$batch == 0 && hyper$dropout == 0 && !stopped
  final <- network_data(design$x, parts$y, parts$weights, parts$offset, design$rows)
  final$names <- colnames(parts$y)
  finished <- kernel_finish_network(network_kernel(units[1], hyper, ncol(parts$y), dropout = 0), final, theta)
  cost <- if (known) outcome$state$error * scale$cost_unit else
    if (length(parts$rows) == design$rows) finished$cost else
      kernel_cost(replace(problem$model, "dropout", 0), problem$data, kept) * scale$cost_unit
  fit$fitted.values <- finished$fitted
  fit$residuals <- finished$residuals
  # what training knows has the penalty in it
  fit$error <- if (known) cost else cost + scale$cost_unit * penalty(kept, !biased, settings)
  fit$history <- read_history(outcome, old$history)
  fit$optimizer_state <- outcome$state
  fit$epochs <- outcome$epochs
  fit$hyperparameters$epochs <- first + settings$epochs
  fit$stop <- outcome$stop
  if (!is.null(problem$validation)) {
    fit$best_epoch <- outcome$state$best_epoch
    fit$best_error <- outcome$state$best_error * scale$cost_unit
  }
  fit$df.residual <- sum(if (is.null(parts$weights)) design$rows else sum(parts$weights > 0)) - length(theta)
  fit$converged <- settled(fit)
  fit <- new_fit(fit, "ann")
  outcome$planned <- first + settings$epochs
  warn_stop(outcome, settings, "A smaller `eta`, `clip = 1` or `scaling = \"standardize\"` helps.")
  fit
}

penalty <- function(theta, penalised, settings) {
  if (settings$l1 == 0 && settings$l2 == 0) return(0)
  sum(settings$l2 / 2 * theta[penalised]^2 + settings$l1 * abs(theta[penalised]))
}

# What a layer gives for the rows of a design, on the data's own scale.
network_outputs <- function(design, theta, offset, hyper, units, layer, logit) {
  layer_values(design, network_kernel(units[1], hyper, units[length(units)], dropout = 0), theta, offset, layer, logit)
}

#' @export
continue.ann <- function(fit, settings, old = fit) {
  hyper <- fit$hyperparameters
  frame <- frame_of(fit)
  parts <- read_network(frame, fit$contrasts, network_response(frame), hyper, fit, fit$validation_rows)
  parts$levels <- fit$levels
  fit_ann(unclass(fit), parts, settings, old = old)
}
