# The chain rule from a model's output to its inputs: through the layers, as back-propagation goes, and one step
# further, through the formula to the variables of the data.

# ---- through the layers ----------------------------------------------------------------------------------------------

# A model as layers: a list of weight matrices and of activations. A linear model and a neuron have one layer.
model_layers <- function(fit) {
  theta <- fit$coefficients
  activations <- layer_activations(fit)
  if (is_network(fit)) {
    return(list(weights = theta, activations = activations, bias = rownames(theta[[1]])[1] == bias_row))
  }
  label <- if (is.null(fit$table)) read_response(frame_of(fit))$label else deparse1(formula(fit)[[2]])
  weights <- list(output = unit_layer(names(theta), label))
  weights$output[] <- theta
  list(weights = weights, activations = activations, bias = names(theta)[1] == bias_row)
}

bias_row <- "(Intercept)"

# An activation for matrices, and the way back through it: what a change of its value is worth for a change of z. One
# that is joint has no slope of each unit alone.
activation_functions <- function(choice) {
  if (choice$joint) {
    return(list(value = function(z) eval(choice$code$value, list(z = z), baseenv()),
                backward = function(up, z, a) eval(choice$code$backward, list(up = up, z = z, a = a), baseenv())))
  }
  shaped <- function(f) {
    function(z) {
      z[] <- f(as.vector(z))
      z
    }
  }
  slope <- shaped(choice$slope)
  list(value = shaped(choice$value), slope = slope, backward = function(up, z, a) up * slope(z))
}

# Values of the outputs (n x k), their slopes by the columns of x (n x p x k) and by the offset (n x k). What
# back-propagation carries to the weights, the deltas, is carried one layer further, to the inputs:
#   delta_L = dy_k / dz_L,  delta_{l-1} = (delta_l W_l') * f'(z_{l-1}),  dy_k / dx = delta_1 W_1'.
# `link`: of the weighted sums before the output's activation.
output_slopes <- function(layers, x, offset = NULL, link = FALSE) {
  passed <- forward_pass(layers, x, offset)
  last <- length(layers$weights)
  outputs <- ncol(passed$sums[[last]])
  slopes <- array(0, c(nrow(x), ncol(x), outputs))
  by_offset <- matrix(0, nrow(x), outputs)
  for (k in seq_len(outputs)) {
    delta <- output_delta(passed, k, link)
    by_offset[, k] <- rowSums(delta)
    for (l in rev(seq_len(last))) {
      delta <- delta %*% t(inner_weights(layers, l))
      if (l > 1) delta <- delta * passed$functions[[l - 1]]$slope(passed$sums[[l - 1]])
    }
    slopes[, , k] <- delta
  }
  list(values = if (link) passed$sums[[last]] else passed$values, slopes = slopes, offset = by_offset)
}

inner_weights <- function(layers, l) {
  w <- layers$weights[[l]]
  if (layers$bias) w[-1, , drop = FALSE] else w
}

forward_pass <- function(layers, x, offset) {
  functions <- lapply(layers$activations, activation_functions)
  sums <- list()
  last <- length(layers$weights)
  for (l in seq_len(last)) {
    z <- x %*% inner_weights(layers, l)
    if (layers$bias) z <- sweep(z, 2, layers$weights[[l]][1, ], "+")
    if (l == last && !is.null(offset)) z <- z + offset
    sums[[l]] <- z
    x <- functions[[l]]$value(z)
  }
  list(sums = sums, values = x, functions = functions)
}

# dy_k / dz, one column per output.
output_delta <- function(passed, k, link) {
  last <- length(passed$sums)
  z <- passed$sums[[last]]
  alone <- matrix(0, nrow(z), ncol(z))
  alone[, k] <- 1
  if (link) alone else passed$functions[[last]]$backward(alone, z, passed$values)
}

# ---- through the formula ---------------------------------------------------------------------------------------------

# The slopes of the design's columns, and of the offset, by one numeric variable of the data: of each term by the
# product rule. model.matrix() multiplies the parts of a term, so that a part replaced by its slope gives the term's.
# `column`: which column of a variable that is a matrix.
design_slopes <- function(fit, rows, variable, column = NULL) {
  terms <- rows$terms
  expressions <- as.list(attr(terms, "variables"))[-1]
  predicted <- as.list(if (is.null(attr(terms, "predvars"))) attr(terms, "variables") else attr(terms, "predvars"))[-1]
  factors <- attr(terms, "factors")
  offsets <- attr(terms, "offset")
  design <- NULL
  offset <- numeric(rows$n)
  for (i in seq_along(expressions)) {
    if (!variable %in% all.vars(expressions[[i]])) next
    part <- if (i %in% offsets) NULL else rows$frame[[i]]
    if (!is.null(part) && !is.numeric(part)) next  # steps have no slope
    slope <- part_slope(predicted[[i]], variable, column, rows, environment(terms))
    if (i %in% offsets) {
      offset <- offset + as.vector(slope)
      next
    }
    frame <- rows$frame
    frame[[i]][] <- slope
    one <- model.matrix(terms, frame, contrasts.arg = fit$contrasts)
    held <- c(0, which(factors[i, ] > 0))
    one[, !attr(one, "assign") %in% held[-1]] <- 0
    design <- sum_of(design, one)
  }
  if (!is.null(rows$call_offset) && variable %in% all.vars(rows$call_offset)) {
    offset <- offset + as.vector(part_slope(rows$call_offset, variable, column, rows, environment(terms)))
  }
  list(design = if (is.null(design)) matrix(0, rows$n, length(rows$columns)) else
    unname(design[, rows$columns, drop = FALSE]), offset = if (any(offset != 0)) offset)
}

# The slope of one expression by a variable: symbolic where D() can, else by five points, whose error is of the fourth
# order and which is exact for polynomials up to that degree.
part_slope <- function(expression, variable, column, rows, envir) {
  derived <- if (is.null(column)) derived_by(expression, variable)
  value <- function(data) as.matrix(eval(expression, data, envir))
  if (!is.null(derived)) {
    slope <- tryCatch(as.double(eval(derived, rows$data, envir)), error = function(e) NULL)
    if (length(slope) %in% c(1, rows$n)) return(rep_len(slope, rows$n))
  }
  x <- rows$data[[variable]]
  at <- if (is.null(column)) x else x[, column]
  spread <- sd(at, na.rm = TRUE)
  if (!is.finite(spread) || spread == 0) spread <- max(1, abs(at), na.rm = TRUE)
  for (step in spread * c(1e-3, 1e-6)) {
    moved <- function(by) {
      data <- rows$data
      if (is.null(column)) data[[variable]] <- at + by else data[[variable]][, column] <- at + by
      value(data)
    }
    slope <- (8 * (moved(step) - moved(-step)) - (moved(2 * step) - moved(-2 * step))) / (12 * step)
    if (all(is.finite(slope[!is.na(at), ]))) break
  }
  slope
}

derived_by <- function(expression, variable) {
  while (is.call(expression) && as.character(expression[[1]])[1] %in% c("I", "(", "offset")) {
    expression <- expression[[2]]
  }
  tryCatch(derive(expression, variable), error = function(e) NULL)
}
