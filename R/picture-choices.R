# What pictures read of the choices.

activation_label <- function(activation) if (is.null(activation)) "identity" else activation$name

# An activation of several units together, softmax, is drawn as the share of the first of two, the other's weighted sum
# being 0: the logistic function.
joint_activation <- function(activation) is.null(activation$slope)
drawn_activation <- function(activation) {
  if (joint_activation(activation)) list(value = stats::plogis, slope = stats::dlogis) else activation
}

# The reduced data of a fit whose cost is a sum of squares in its coefficients, or NULL: its surface and its minimum are
# exact then, and no row of the data is needed.
squares_of <- function(fit) if (inherits(fit, "gd_lm") && is_quadratic(fit)) fit$root
