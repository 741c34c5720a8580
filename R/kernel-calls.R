# Every call of a kernel but those that train (train.R), each behind a function with a name of its own.

# ---- reductions ------------------------------------------------------------------------------------------------------

# Adds rows to the triangle of [1 X y].
fold_rows <- function(triangle, x, bias, y, weights = NULL, offset = NULL) {
  kernel_reduce(triangle, x, bias, y, weights, offset)
}

# The design weighted by the slopes' information, with the working residuals for a response. values: the slopes, where
# the error is `squared`; else the outputs p of a sigmoid, whose slope p (1 - p) is the information too.
reduce_tangent <- function(design, residuals, values, weights, squared) {
  if (design$rows >= length(design$names)) {
    return(kernel_information(design$x, design$bias, residuals, values, weights, squared))
  }
  slope <- if (squared) values else values * (1 - values)
  information <- (if (squared) slope^2 else slope) * (if (is.null(weights)) 1 else weights)
  reduce_design(design, information, ifelse(slope == 0, 0, residuals / slope))
}

# ---- maps ------------------------------------------------------------------------------------------------------------

# theta from u.
map_apply <- function(map, u) if (is.null(map)) u else kernel_outwards(map, u, FALSE)

# dE/dtheta from dE/du: cost / scale * (F^-1)' dE/du.
map_gradient <- function(map, slope) if (is.null(map)) slope else kernel_outwards(map, slope, TRUE)

# ---- values ----------------------------------------------------------------------------------------------------------

# offset + design theta, one number per row.
linear_values <- function(design, theta, offset) {
  values <- function(x, at, rows) kernel_linear_values(x, design$bias, theta, subset_rows(offset, at), rows)
  if (is.null(design$piece)) return(values(design$x, NULL, design$rows))
  result <- numeric(design$rows)
  each_piece(design, function(x, at) result[at] <<- values(x, at, length(at)))
  result
}

# The same with y - values.
linear_fit <- function(design, theta, offset, y) {
  fitted <- linear_values(design, theta, offset)
  list(fitted = fitted, residuals = kernel_residuals(y, fitted))
}

# The smallest and the largest of the linear values.
linear_range <- function(design, theta) kernel_linear_range(design$x, design$bias, theta, design$rows)

# Values, residuals and cost of a model on data that have targets.
network_fit <- function(model, data, theta) {
  fitted <- kernel_outputs(model, data, theta, length(model$units) - 1, FALSE)
  cost <- attr(fitted, "cost")
  attr(fitted, "cost") <- NULL
  y <- if (is.list(data$y)) do.call(cbind, data$y) else data$y
  list(fitted = fitted, residuals = unname(y) - fitted, cost = cost)
}

# What a layer of the model (1 the first) gives for every row of a design, before (link = TRUE) or after its activation.
layer_values <- function(design, model, theta, offset, layer, link) {
  values <- function(x, rows, n) {
    kernel_outputs(model, kernel_data(x, list(), NULL, subset_rows(offset, rows), n), theta, layer, link)
  }
  if (is.null(design$piece)) return(values(design$x, NULL, design$rows))
  result <- matrix(0, design$rows, model$units[layer + 1])
  each_piece(design, function(x, rows) result[rows, ] <<- values(x, rows, length(rows)))
  result
}

# What one unit gives for every row, before (link = TRUE) or after its activation.
unit_values <- function(design, theta, offset, activation, link = FALSE) {
  if (activation$linear) return(linear_values(design, theta, offset))
  model <- kernel_model(c(length(design$names) - design$bias, 1), design$bias, list(activation), cost_table$mse)
  values <- layer_values(design, model, theta, offset, 1, link)
  dim(values) <- NULL
  values
}

# Cost, and cost and gradient, of a model at coefficients of training.
training_cost <- function(model, data, theta) kernel_cost(model, data, theta)
cost_gradient <- function(model, data, theta) kernel_evaluate(model, data, theta)

# ---- columns ---------------------------------------------------------------------------------------------------------

# Mean and standard deviation of each column, weighted by the case weights: a weight of 2 is the row twice.
column_moments <- function(x, rows, count, weights = NULL) {
  if (is.null(weights)) {
    known <- kernel_moments(x, rows, count)
    return(list(mean = known[1, ], sd = known[2, ]))
  }
  total <- sum(weights)
  column <- function(j) subset_rows(if (is.list(x)) x[[j]] else x[, j], rows)
  of <- function(j) {
    v <- column(j)
    centre <- sum(weights * v) / total
    rest <- sum(weights * (v - centre)) / total
    centre <- centre + rest
    c(centre, sqrt(sum(weights * (v - centre)^2) / max(1, total - 1)))
  }
  known <- vapply(seq_len(if (is.list(x)) length(x) else ncol(x)), of, c(0, 0))
  list(mean = known[1, ], sd = known[2, ])
}

# (x - centre) * factor, column by column.
rescale_columns <- function(x, rows, count, centre, factor) kernel_rescale(x, rows, count, centre, factor)

# How many entries of each column are NA or NaN (first row), and how many infinite.
count_nonfinite <- function(columns) kernel_nonfinite(columns)

# ---- choices ---------------------------------------------------------------------------------------------------------

# Value and slope of an activation of the compiled table.
compiled_activation <- function(name, z) kernel_activation(name, as.double(z))

# The names in the compiled tables, and the settings of each optimizer in their order.
compiled_choices <- function() kernel_choices()

# Where the person has asked to stop, this is where R hears of it.
hear_interrupt <- function() kernel_interrupt()
