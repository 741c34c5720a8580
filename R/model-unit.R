# The description of a model with one unit: what gd_lm() and neuron() share.

# A linear activation with a quadratic cost makes a linear model, whatever the verb: on all rows its data are reduced
# once, and its curvature is known. Every other unit is a network without hidden layers.
unit_spec <- function(verb, hyper, settings, frame, contrasts, activation, target) {
  data <- unit_data(hyper, settings, frame, contrasts, activation, target)
  unit_spec_of(verb, hyper, whole_batch(settings, data$design$rows), data, activation)
}

# data: unit_data(), or the same made of a table's sums, which are reduced already (`qr_factor`).
unit_spec_of <- function(verb, hyper, settings, data, activation) {
  design <- data$design
  names <- design$names
  start <- expand_start(hyper$start, names)
  cost <- unclass(hyper$cost)  # the search for a method of `$` takes as long as the rest of a line
  activation <- unclass(activation)
  output <- cost_at_output(cost, activation)
  linear <- activation$linear && cost$quadratic
  bound <- curvature_bound(output, data$total)
  curvature <- if (linear) bound else 1 / data$total
  automatic <- identical(hyper$eta, "auto")
  factor <- data$qr_factor
  data$qr_factor <- NULL  # it stands in the spec once, wherever it comes from
  if (is.null(factor) && (activation$linear || automatic || hyper$scaling != "none")) {
    factor <- unit_reduction(data, verb)
  }
  reduced <- if (!is.null(factor)) split_factor(factor)
  map <- unit_map(hyper$scaling, reduced$r, names, data$total, curvature, start)
  full <- linear && settings$batch == 0
  trained <- if (linear) trained_factor(map, reduced$r, curvature) else NULL
  # a list is searched from its beginning: what is read most often comes first
  spec <- c(list(
    verb = verb, settings = settings, map = map, output = output, curvature = curvature, hyper = hyper, cost = cost,
    activations = list(activation), reduced = reduced, trained = trained,
    problem = if (full) linear_problem(reduced, trained, map, curvature / 2) else
      unit_problem(data, activation, map, cost)
  ), data, list(
    layers = list(output = unit_layer(names, data$label)),
    start = map_inverse(map, start), penalised = unit_penalised(names, map), learns = NULL,
    random = !full && settings$batch > 0 && settings$shuffle,
    family = unit_family(activation, cost, output), qr_factor = factor, bound = bound,
    largest = function() {
      if (is.null(bound)) return(NULL)
      if (is.null(factor)) factor <- unit_reduction(data, verb)
      largest_curvature(if (linear) trained else map_columns(map, split_factor(factor)$r), bound)
    }
  ))
  new_spec(spec, if (linear) "linear" else "unit")
}

# Which inference holds at the minimum: lm()'s, glm()'s, or for squares behind a curved activation nls()'s.
unit_family <- function(activation, cost, output) {
  if (!is.null(output$family)) output$family else if (cost$quadratic && !activation$linear) "nls"
}

# Design, response, weights and offset of one unit.
unit_data <- function(hyper, settings, frame, contrasts, activation, target) {
  response <- read_response(frame)
  aim <- target(response)
  activation <- unclass(activation)
  reduced <- activation$linear && unclass(hyper$cost)$quadratic && settings$batch == 0
  design <- read_design(frame, contrasts, whole = !reduced)
  learnt <- is.null(hyper$bias) || identical(hyper$bias, "learn")
  if (!learnt) design <- without_intercept(design)
  if (length(design$names) == 0) stop_empty(is.null(hyper$bias))
  if (!activation$linear) check_columns(design)
  weights <- weighted_by_trials(read_weights(frame), aim$trials)
  own <- read_offset(frame)
  list(design = design, y = aim$y, levels = aim$levels, label = response$label, weights = weights,
       own_offset = own, offset = with_fixed_bias(own, hyper$bias, design$rows),
       fixed = if (is.numeric(hyper$bias)) hyper$bias, bias = design$bias,
       total = if (is.null(weights)) as.double(design$rows) else sum(weights))
}

stop_empty <- function(plain) {
  must <- if (plain) "have a predictor or an intercept" else "have a predictor, or `bias` be \"learn\""
  stop("`formula` must ", must, ": without either there is nothing to learn.", call. = FALSE)
}

# What is added to every weighted sum: the offset, and a bias that is fixed.
with_fixed_bias <- function(offset, bias, rows) {
  if (!is.numeric(bias)) return(offset)
  if (is.null(offset)) rep(bias, rows) else offset + bias
}

# The reduction of the data; where numbers overflow it says which column is to blame.
unit_reduction <- function(data, verb) {
  factor <- reduce_design(data$design, data$weights, data$y, data$offset)
  shape <- dim(factor)
  squares <- .colSums(factor^2, shape[1L], shape[2L])
  if (is.finite(sum(squares))) {
    if (min(squares) < smallest_squares) check_near_zero(data, which(squares < smallest_squares))
    return(factor)
  }
  check_finite(list(data$y), data$label)
  each_piece(data$design, function(x, rows) check_columns(replace(data$design, "x", list(x))))
  names <- c(data$design$names, data$label)
  weights <- or_else(data$weights, 1)
  stop_overflow(names[!vapply(seq_along(names), function(j) is.finite(sum(weights * column_values(data, j)^2)), NA)])
}

# A column of the design by its number, or after the last one the response less its offset.
column_values <- function(data, j) {
  p <- length(data$design$names)
  if (j > p) return(data$y - or_else(data$offset, 0))
  linear_values(data$design, as.double(seq_len(p) == j), NULL)
}

# Sums of squares below this have lost digits: some squares were too small for a double.
smallest_squares <- 1e-280

# Of columns of the factor with such sums: is a predictor, or the response (the last), so near 0 that its squares
# vanish?
check_near_zero <- function(data, columns) {
  heaviest <- if (is.null(data$weights)) 1 else sqrt(max(data$weights))
  for (j in columns) {
    largest <- max(abs(column_values(data, j))) * heaviest
    if (largest > 0 && largest < 1e-140) stop_near_zero(c(data$design$names, data$label)[j], largest)
  }
}

unit_layer <- function(names, label) matrix(0, length(names), 1, dimnames = list(names, label))

# R in the coordinates of training.
trained_factor <- function(map, r, curvature) {
  if (is.null(map) || !is.null(map$spread)) map_columns(map, r) else diag(1 / sqrt(curvature), map$inner)
}

# scale * (|r u - z|^2 + rss_min) is the cost.
linear_problem <- function(reduced, trained, map, scale) {
  z <- reduced$z
  rss_min <- reduced$rss_min
  if (!is.null(map)) {
    if (length(map$origin)) z <- z - drop(reduced$r %*% map$origin)
    if (!is.null(map$matrix)) {  # the part of z that no coordinate reaches belongs to what is left at the minimum
      axes <- map_columns(map, reduced$r) / trained[1, 1]
      reached <- drop(crossprod(axes, z))
      rss_min <- rss_min + max(0, sum((z - axes %*% reached)^2))
      z <- reached
    }
  }
  list(kind = "linear", r = trained, z = z, rss_min = rss_min, scale = scale)
}

unit_problem <- function(data, activation, map, cost) {
  design <- data$design
  list(kind = "network", wrap = !is.null(map),
       model = kernel_model(c(length(design$names) - design$bias, 1), design$bias, list(activation), cost),
       data = kernel_data(design$x, list(data$y), data$weights, data$offset, design$rows))
}

unit_penalised <- function(names, map) {
  size <- map_size(map, length(names))
  if (size == length(names)) as.double(names != "(Intercept)") else rep(1, size)
}

# One number, a vector in the order of coef(), or a named vector -> one number per coefficient.
expand_start <- function(start, names) {
  p <- length(names)
  if (is_number(start) && is.finite(start) && is.null(names(start))) return(rep(as.double(start), p))
  if (!is.numeric(start) || is.object(start) || !is.null(dim(start)) || !all(is.finite(start)) ||
        !(length(start) %in% c(1, p))) {
    stop_argument("start", sprintf("one finite number, or %d in the order of coef() (%s)", p,
                                   paste(head(names, 6), collapse = ", ")), describe(start))
  }
  if (!is.null(names(start))) {
    if (!setequal(names(start), names)) {
      stop_argument("start", sprintf("named as the coefficients (%s)", paste(head(names, 6), collapse = ", ")),
                    sprintf("named %s", paste(head(names(start), 6), collapse = ", ")))
    }
    start <- start[names]
  }
  as.double(start)
}
