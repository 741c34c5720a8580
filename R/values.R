# What a model gives for the rows of a design, and what the rows say of its columns.

# What the kernels take: a model, and data.
kernel_model <- function(units, bias, activations, cost, dropout = 0) {
  list(units = units, bias = bias, activations = lapply(activations, for_kernel), cost = for_kernel(cost),
       dropout = dropout)
}

kernel_data <- function(x, y, weights, offset, rows, scale = numeric()) {
  list(x = x, y = y, weights = weights, offset = offset, rows = rows, scale = scale)
}

# offset + design theta, one number per row.
linear_values <- function(design, theta, offset) {
  values <- function(x, at, rows) block_values(x, design$bias, theta, subset_rows(offset, at), rows)
  if (is.null(design$piece)) return(values(design$x, NULL, design$rows))
  result <- numeric(design$rows)
  each_piece(design, function(x, at) result[at] <<- values(x, at, length(at)))
  result
}

# The same with y - values.
linear_fit <- function(design, theta, offset, y) {
  fitted <- linear_values(design, theta, offset)
  list(fitted = fitted, residuals = residuals_of(y, fitted))
}

# The smallest and the largest of the linear values.
linear_range <- function(design, theta) block_range(design$x, design$bias, theta, design$rows)

# Values, residuals and cost of a model on data that have targets.
network_fit <- function(model, data, theta) {
  fitted <- layer_outputs(model, data, theta, length(model$units) - 1, FALSE)
  cost <- attr(fitted, "cost")
  attr(fitted, "cost") <- NULL
  y <- if (is.list(data$y)) do.call(cbind, data$y) else data$y
  list(fitted = fitted, residuals = unname(y) - fitted, cost = cost)
}

# What a layer of the model (1 the first) gives for every row of a design, before (link = TRUE) or after its activation.
layer_values <- function(design, model, theta, offset, layer, link) {
  values <- function(x, rows, n) {
    layer_outputs(model, kernel_data(x, list(), NULL, subset_rows(offset, rows), n), theta, layer, link)
  }
  if (is.null(design$piece)) return(values(design$x, NULL, design$rows))
  result <- matrix(0, design$rows, model$units[layer + 1])
  each_piece(design, function(x, rows) result[rows, ] <<- values(x, rows, length(rows)))
  result
}

# What one unit gives for every row, before (link = TRUE) or after its activation. (No cost is asked for: any will do.)
unit_values <- function(design, theta, offset, activation, link = FALSE) {
  if (activation$linear) return(linear_values(design, theta, offset))
  model <- kernel_model(c(length(design$names) - design$bias, 1), design$bias, list(activation), cost_table[[1]])
  values <- layer_values(design, model, theta, offset, 1, link)
  dim(values) <- NULL
  values
}

# Mean and standard deviation of each column, weighted by the case weights: a weight of 2 is the row twice.
column_moments <- function(x, rows, count, weights = NULL) {
  if (is.null(weights)) {
    known <- block_moments(x, rows, count)
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
