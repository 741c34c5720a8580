# What a description of a model holds, and the kinds of models.

# The fields of a spec, a plain list: with a class, `$` would search for a method each time.
spec_fields <- c(
  "verb",         # "gd_lm", "neuron" or "ann"
  "model",        # the kind of the model: the S3 hooks of model-fit.R dispatch on it
  "hyper",        # the hyperparameters, with the numbers that "auto" came to
  "settings",     # how to train (training_settings())
  # the data on their own scale
  "design",       # the predictors (data-design.R)
  "y",            # the response: one column per output, or a vector where there is one
  "weights",      # case weights, or NULL
  "offset",       # of the weighted sum, a fixed bias included; own_offset: without it
  "own_offset",
  "fixed",        # the bias of one unit where it is fixed
  "total",        # the sum of the weights of the rows that are trained on
  "count",        # the number of these rows; rows: which they are, NULL for all
  "rows",
  "validation_rows",  # the rows of the fit that validate; held_out: the data frame that does
  "held_out",
  "levels",       # the response's classes, NULL for numbers
  "label",        # its name
  # the model
  "activations",  # one per layer, the output's last
  "cost",
  "output",       # what the cost is behind this output (cost_at_output())
  "bias",         # does the kernel add a bias to each layer? (one unit may have the ones among its columns)
  "units",        # of a network: the widths, inputs first
  "layers",       # the coefficients' shapes and names: a list of matrices
  "family",       # which inference holds at the minimum: "gaussian", "binomial", "nls" or NULL
  # training
  "statistics",   # of a network: the scale of its inputs and outputs
  "map",          # between the coefficients of training and those reported (map.R)
  "problem",      # what the kernel trains: kind "linear" or "network", and its data
  "start",        # the coefficients of training at epoch 0; NULL where they are drawn
  "penalised",    # 1 for a weight, 0 for a bias
  "learns",       # 0 for a coefficient that keeps its start value, or NULL
  "random",       # does training draw numbers?
  # the curvature, of one unit
  "qr_factor",    # the reduction of [X y] (minimum.R), where it was needed
  "reduced",      # its parts, split_factor()
  "trained",      # R in the coordinates of training
  "curvature",    # of a linear model: the factor of R'R in the Hessian; of others 1 / total
  "bound",        # the bound on that factor; NULL where none is known
  "largest",      # function(): the largest curvature of the cost in the coordinates of training, or NULL
  # rows in a database
  "table",        # what the statements told of the rows
  "frame",        # where they are; slopes: the sums of which the gradient is made
  "slopes",
  "values",       # function(theta): what is known of the outputs
  "longest",      # function(): the longest row; measured: function(): what the last pass has found
  "measured"
)

# Those without which no model is trained.
spec_needs <- c("verb", "model", "hyper", "settings", "design", "y", "activations", "cost", "output", "layers",
                "problem", "penalised", "random")

# 0 for each coefficient that keeps its value: what does not learn, or where the gradient is 0 by the model.
# Left to rounding it would be some 1e-17, of which adam, rmsprop and rprop make steps of full length.
training_mask <- function(spec) {
  constant <- spec$map$constant
  if (!is.null(spec$learns) || length(constant) == 0) return(spec$learns)
  as.double(!seq_along(spec$penalised) %in% constant)
}

new_spec <- function(fields, kind) {
  fields$model <- model_kinds[[kind]]
  check_spec(names(fields))
  fields
}

# The spec of rows in a database, with the fields that only these have; kind: whose hooks come first.
new_table_spec <- function(fields, kind) {
  class(fields$model) <- c(kind, class(fields$model))
  check_spec(names(fields))
  fields
}

check_spec <- function(names) {
  stray <- is.na(match(names, spec_fields))
  if (any(stray)) stop("a spec has no field `", names[stray][1], "`.", call. = FALSE)
  missing <- is.na(match(spec_needs, names))
  if (any(missing)) stop("a spec must have the field `", spec_needs[missing][1], "`.", call. = FALSE)
}

model_kinds <- list(linear = structure(list(), class = c("linear_model", "unit_model")),
                    unit = structure(list(), class = "unit_model"),
                    network = structure(list(), class = "network_model"))
