# What a fit gives for the rows of a design.

# What a fit gives for the rows of a design (with the intercept as the formula has it), one column per output, before
# (link = TRUE) or after the output's activation.
output_values <- function(fit, design, offset, link = FALSE) {
  activation <- output_activation(fit)
  hyper <- fit$hyperparameters
  if (!is_network(fit)) {
    if (!is.null(hyper$bias) && !identical(hyper$bias, "learn")) design <- without_intercept(design)
    offset <- with_fixed_bias(offset, hyper$bias, design$rows)
    return(as.matrix(unit_values(design, fit$coefficients, offset, activation, link)))
  }
  layers <- fit$coefficients
  design <- without_intercept(design)
  model <- network_model(fit, length(design$names))
  layer_values(design, model, unlist(lapply(layers, as.vector), use.names = FALSE), offset, length(layers), link)
}

# The kernel's model of a network on the data's own scale.
network_model <- function(fit, inputs) {
  kernel_model(c(inputs, vapply(fit$coefficients, ncol, 0L, USE.NAMES = FALSE)), fit$hyperparameters$bias != "none",
               layer_activations(fit), fit$hyperparameters$cost)
}
