# Every call of a kernel but those that train (train.R), each behind a function with a name of its own.

# ---- reductions ------------------------------------------------------------------------------------------------------

# Adds rows to the triangle of [1 X y].
fold_rows <- function(triangle, x, bias, y, weights = NULL, offset = NULL) {
  kernel_reduce(triangle, x, bias, y, weights, offset)
}

# The triangle of the tangent design: see reduce_tangent().
fold_tangent <- function(x, bias, residuals, values, weights, squared) {
  kernel_information(x, bias, residuals, values, weights, squared)
}

# ---- maps ------------------------------------------------------------------------------------------------------------

# theta from u.
map_apply <- function(map, u) if (is.null(map)) u else kernel_outwards(map, u, FALSE)

# dE/dtheta from dE/du: cost / scale * (F^-1)' dE/du.
map_gradient <- function(map, slope) if (is.null(map)) slope else kernel_outwards(map, slope, TRUE)

# ---- values ----------------------------------------------------------------------------------------------------------

# offset + [1 x] theta, one number per row.
block_values <- function(x, bias, theta, offset, rows) kernel_linear_values(x, bias, theta, offset, rows)

# The smallest and the largest of them, without the offset.
block_range <- function(x, bias, theta, rows) kernel_linear_range(x, bias, theta, rows)

# y - values, where R's own arithmetic would touch fresh memory page by page.
residuals_of <- function(y, values) kernel_residuals(y, values)

# What a layer of the model (1 the first) gives for each row of the data, before (link = TRUE) or after its activation;
# where the data have targets, with the attribute `cost`.
layer_outputs <- function(model, data, theta, layer, link) kernel_outputs(model, data, theta, layer, link)

# Cost, and cost and gradient, of a model at coefficients of training.
training_cost <- function(model, data, theta) kernel_cost(model, data, theta)
cost_gradient <- function(model, data, theta) kernel_evaluate(model, data, theta)

# ---- columns ---------------------------------------------------------------------------------------------------------

# The mean (first row) and the standard deviation of each column.
block_moments <- function(x, rows, count) kernel_moments(x, rows, count)

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
