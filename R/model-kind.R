# What a description of a model holds, and the kinds of models.

# spec: a list with the fields
#   verb         "gd_lm", "neuron" or "ann"
#   hyper        the hyperparameters, with the numbers that "auto" came to
#   settings     how to train (training_settings())
#   design, y, weights, offset   the data on their own scale; y has one column per output, or is a vector where there is
#                one; offset holds a fixed bias too
#   total        the sum of the weights, of the rows that are trained on
#   rows         the rows that are trained on, NULL for all; held_out: what validates
#   levels, label   the response's classes (NULL for numbers) and its name
#   activations  one per layer, the output's last; cost, output: the cost, and what it is behind this output
#   bias         does the kernel add a bias to each layer? (one unit may have the ones among its columns)
#   layers       the coefficients' shapes and names: a list of matrices
#   map          between the coefficients of training and those reported (map.R)
#   problem      what the kernel trains: kind "linear" or "network", and its data
#   start        the coefficients of training at epoch 0; NULL where they are drawn
#   penalised    1 for a weight, 0 for a bias; learns: 0 for a coefficient that keeps its start value, or NULL
#   random       does training draw numbers?
#   family       which inference holds at the minimum: "gaussian", "binomial", "nls" or NULL
#   qr_factor    the reduction of [X y] (minimum.R), where it was needed; reduced: its parts, split_factor()
#   largest      function(): the largest curvature of the cost in the coordinates of training, or NULL
#   model        the kind of the model: the S3 hooks of model-fit.R dispatch on it
# 0 for each coefficient that keeps its value: what does not learn, or where the gradient is 0 by the model.
# Left to rounding it would be some 1e-17, of which adam, rmsprop and rprop make steps of full length.
training_mask <- function(spec) {
  constant <- spec$map$constant
  if (!is.null(spec$learns) || length(constant) == 0) return(spec$learns)
  as.double(!seq_along(spec$penalised) %in% constant)
}

# The spec itself has no class, since `$` would then search for a method each time.
new_spec <- function(fields, kind) {
  fields$model <- model_kinds[[kind]]
  fields
}

model_kinds <- list(linear = structure(list(), class = c("linear_model", "unit_model")),
                    unit = structure(list(), class = "unit_model"),
                    network = structure(list(), class = "network_model"))
