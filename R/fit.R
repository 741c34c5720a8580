# A fit: a plain list without pointers, which saveRDS() keeps. fit-fields.R knows what each field is.

# Fields that are there even where they are NULL.
always_there <- c("model", "xlevels", "contrasts", "na.action", "weights", "offset")

new_fit <- function(fields, verb) {
  fields$version <- fit_version
  at <- match(fit_names, names(fields), 0L)
  stray <- is.na(match(names(fields), fit_names))
  if (any(stray)) stop("a fit has no field `", names(fields)[stray][1], "`.", call. = FALSE)
  fields <- fields[at]
  fields <- fields[lengths(fields) > 0L | may_be_empty[at > 0L]]
  class(fields) <- c(verb, "descent")
  fields
}

may_be_empty <- fit_names %in% c(always_there, "coefficients", "fitted.values", "residuals", "hyperparameters",
                                 "variables")

# ---- reading a fit ---------------------------------------------------------------------------------------------------

is_network <- function(fit) is.list(fit$coefficients)
is_gaussian <- function(fit) identical(fit$family, "gaussian")
is_binomial <- function(fit) identical(fit$family, "binomial")
has_squares <- function(fit) is_gaussian(fit) || identical(fit$family, "nls")

# What was observed: fitted values and residuals together. dput() writes 15 digits of both, and of a class their sum is
# then 1 + 4e-16, which has no logarithm of 1 - y: what is that near to 0 or 1 is 0 or 1.
observed_sum <- function(fit, values = fit$fitted.values, residuals = fit$residuals) {
  y <- values + residuals
  if (!is_binomial(fit) && is.null(fit$levels)) return(y)
  near <- which(y != 0 & y != 1 & (abs(y) <= 1e-8 | abs(y - 1) <= 1e-8))
  if (length(near)) y[near] <- round(y[near])
  y
}

# The activation of the output, and those of all layers.
output_activation <- function(fit) {
  hyper <- fit$hyperparameters
  if (!is.null(hyper$output)) hyper$output else if (!is.null(hyper$activation)) hyper$activation else
    linear_activation
}

layer_activations <- function(fit) {
  c(if (is_network(fit)) fit$hyperparameters$activation, list(output_activation(fit)))
}

# The coefficients as one named vector.
coef_flat <- function(fit) if (is_network(fit)) flat_layers(fit$coefficients) else fit$coefficients

# Early stopping brings the coefficients of the best epoch back; then that epoch is the end of the fit.
stopped_early <- function(fit) {
  isTRUE(is.finite(fit$hyperparameters$patience)) && length(fit$optimizer_state$best) > 0
}
end_epoch <- function(fit) if (stopped_early(fit)) fit$best_epoch else fit$epochs
best_epoch <- function(fit) if (stopped_early(fit)) fit$best_epoch

has_diverged <- function(fit) {
  error <- fit$history$error
  fit$stop == "diverged" || !all(is.finite(error)) || tail(error, 1) > 3 * error[1]
}

# The fit as it stood after an epoch: what predict() and the pictures read.
at_epoch <- function(fit, epoch) {
  if (is.null(epoch) || (is_number(epoch) && epoch == end_epoch(fit))) return(fit)
  fit$coefficients <- coef(fit, epoch = epoch)
  fit
}

# One of the recorded epochs `kept`. name: the argument.
check_epoch <- function(epoch, kept, name = "epoch") {
  last <- max(kept)
  epoch <- check_trained(epoch, last, name)
  if (epoch %in% kept) return(epoch)
  near <- sort(kept[order(abs(kept - epoch))[seq_len(min(2, length(kept)))]])
  stop_argument(name, sprintf("a recorded epoch (near it: %s; the last is %s)", paste(in_full(near), collapse = ", "),
                              in_full(last)), in_full(epoch))
}

# A whole number from 0 on, in the words of a fit that ended after the epoch `last`.
check_trained <- function(epoch, last, name = "epoch", most = Inf) {
  check_number(epoch, name, sprintf("one whole number from 0 to %s, the epochs of the fit", in_full(last)),
               is.finite(epoch) && epoch >= 0 && epoch <= most && epoch == round(epoch))
}

in_full <- function(x) format(x, scientific = FALSE, trim = TRUE)

with_coefficients <- function(fit, theta) {
  fit$coefficients <- if (is_network(fit)) as_layers(theta, fit$coefficients) else
    setNames(theta, names(fit$coefficients))
  fit
}

# The smallest and the largest value of an output: NULL is that of a linear model.
value_range <- function(activation) if (is.null(activation)) c(-Inf, Inf) else activation$range
