# What diagnose() measures of classes and of hidden units.

# ---- separation ------------------------------------------------------------------------------------------------------

# Whether the classes are separated, so that the cost has no minimum: some direction of the coefficients lets the cost
# of no row rise and that of some row fall, for ever. The response must lie at the two ends of the output's range.
is_separated <- function(fit, m) {
  judged <- fit$separated  # row by row, when it was fitted
  if (isTRUE(judged) || (identical(m$family, "binomial") && isFALSE(judged))) return(judged)
  range <- value_range(m$output)
  if (!can_separate(m, range)) return(FALSE)
  at_end <- abs(m$targets - range[1]) < 1e-9 | abs(m$targets - range[2]) < 1e-9
  if (!isTRUE(all(at_end))) return(FALSE)
  if (m$layered) network_separates(fit, m, range) else unit_separates(fit, m, range)
}

# An output with two ends, and enough rows and epochs to ask.
can_separate <- function(m, range) {
  !is.null(m$output) && all(is.finite(range)) && !is.null(m$targets) && m$n > 1 && m$epochs > 0
}

# Each row on the side of its class.
all_right <- function(m, range) {
  joint <- m$outputs > 1 && all(abs(rowSums(m$values) - 1) < 1e-6)  # they share 1, as softmax's do
  if (!joint) return(all((m$values > mean(range)) == (m$targets > mean(range)) & m$values != mean(range)))
  own <- rowSums(m$values * m$targets)
  all(own > apply(m$values * (1 - m$targets), 1, max))
}

# Without a penalty, larger weights of the output layer lower the cost of rows that are all right, however large.
network_separates <- function(fit, m, range) {
  hyper <- fit$hyperparameters
  decay <- hyper$optimizer$settings["decay"]
  penalised <- isTRUE(hyper$l1 > 0) || isTRUE(hyper$l2 > 0) || isTRUE(decay[[1]] > 0)
  if (penalised || isTRUE(hyper$dropout > 0) || identical(hyper$bias, "fixed") || !is.null(fit$offset)) return(FALSE)
  all_right(m, range)
}

unit_separates <- function(fit, m, range) {
  # rows that do not depend on each other can be separated whatever their classes
  if (isTRUE(m$df <= 0) && m$parameters >= m$n) return(TRUE)
  if (!all_right(m, range)) return(FALSE)
  if (!m$fixed_bias && is.null(fit$offset)) return(TRUE)
  x <- if (m$parameters * NROW(fit$residuals) <= 1e6) input_columns(fit, FALSE, most_rows = Inf)
  if (is.null(x)) return(FALSE)
  if (!is.null(m$rows)) x <- x[m$rows, , drop = FALSE]
  has_direction(x, ifelse(m$targets[, 1] > mean(range), 1, -1))
}

# Whether some v has side * (x v) >= 0 in all rows and > 0 in some: the way of logistic regression's Newton steps, which
# has no end where there is such a v.
has_direction <- function(x, side, steps = 25) {
  x <- sweep(x, 2, pmax(apply(abs(x), 2, max), 1e-300), "/")
  theta <- numeric(ncol(x))
  for (i in seq_len(steps)) {
    p <- stats::plogis(drop(x %*% theta))
    slope <- drop(crossprod(x, (side > 0) - p))
    bend <- crossprod(x, x * (p * (1 - p))) + diag(1e-10, ncol(x))
    theta <- theta + tryCatch(solve(bend, slope), error = function(e) slope)
    if (!all(is.finite(theta))) return(FALSE)
    margin <- side * drop(x %*% theta)
    if (all(margin >= -1e-8 * max(abs(margin))) && any(margin > 0)) return(TRUE)
  }
  FALSE
}

# ---- the hidden units of a network -----------------------------------------------------------------------------------

# A list of vectors with one element per hidden unit: its name and layer; dead: its slope is 0 in every row; saturated:
# in 95 % of the rows its slope is less than 4 % of the steepest, as where a sigmoid gives 0.99, and what it passes on
# hardly changes with its input. NULL without hidden layers.
hidden_units <- function(fit, reads) {
  hyper <- fit$hyperparameters
  if (!length(hyper$hidden)) return(NULL)
  frame <- sampled_frame(fit, reads)
  if (is.null(frame)) return(NULL)
  design <- without_intercept(read_design(frame, fit$contrasts))
  layers <- fit$coefficients
  theta <- unlist(lapply(layers, as.vector), use.names = FALSE)
  model <- network_model(fit, length(design$names))
  hidden <- seq_along(hyper$hidden)
  states <- lapply(hidden, function(l) {
    unit_states(hyper$activation[[l]], layer_values(design, model, theta, NULL, l, TRUE), passed_on(fit, l))
  })
  column <- function(name) unlist(lapply(states, `[[`, name), use.names = FALSE)
  layer <- rep(hidden, vapply(layers[hidden], ncol, 0L))
  units <- unlist(lapply(layers[hidden], colnames), use.names = FALSE)
  list(unit = paste0(names(layers)[layer], ":", units), layer = layer, dead = column("dead"),
       saturated = column("saturated"))
}

# z: the weighted sums, one column per unit. strength: what one unit of the activation changes in the next layer.
unit_states <- function(activation, z, strength) {
  everywhere <- -50:50 / 10
  slopes <- abs(slope_at(activation, c(everywhere, z)))
  steepest <- max(slopes[seq_along(everywhere)])
  slope <- matrix(slopes[-seq_along(everywhere)], nrow(z))
  range <- value_range(activation)
  # an activation without bounds does not saturate, and where one side is open a slope of exactly 0 is for good
  bounded <- anyNA(range) || any(is.finite(range))
  open <- !anyNA(range) && !all(is.finite(range))
  dead <- open & colSums(slope != 0) == 0
  shallow <- slope <= 0.04 * steepest
  idle <- bounded & colMeans(shallow) > 0.95
  if (any(idle)) {  # a unit in its tail with a large weight behind it still bends the output
    reach <- strength * apply(z, 2, function(v) max(v) - min(v))
    idle <- idle & colMeans(shallow & slope * rep(reach, each = nrow(z)) <= 0.04) > 0.95
  }
  list(dead = dead, saturated = idle & !dead)
}

# The largest weight of each unit of layer l in the next layer, in the spread of what that layer gives: the response's
# behind an identity, else 1.
passed_on <- function(fit, l) {
  layers <- fit$coefficients
  w <- abs(layers[[l + 1]][colnames(layers[[l]]), , drop = FALSE])
  linear <- l + 1 == length(layers) && all(is.infinite(value_range(fit$hyperparameters$output)))
  spread <- if (linear) apply(as.matrix(fit$fitted.values + fit$residuals), 2, stats::sd) else rep(1, ncol(w))
  spread[!is.finite(spread) | spread == 0] <- 1
  apply(w / rep(spread, each = nrow(w)), 1, max)
}

slope_at <- function(activation, z) rep_len(activation$slope(as.double(z)), length(z))

# The names of the hidden layers all of whose units have the same weights.
units_alike <- function(layers) {
  hidden <- layers[-length(layers)]
  alike <- vapply(hidden, function(w) {
    ncol(w) > 1 && all(abs(w - w[, 1]) <= 1e-8 * max(abs(w), 1e-300)) && all(is.finite(w))
  }, NA)
  names(hidden)[alike]
}
