# A fit: a plain list without pointers, which saveRDS() keeps. new_fit() knows every field; check_fields()
# says whether a fit that comes back, from a file say, still is one.

# What each field is, in the order in which a fit holds them.
fit_fields <- list(
  coefficients = function(x) is.numeric(x) || (is.list(x) && all(vapply(x, is.matrix, NA))),
  fitted.values = is.numeric,       # one number per row, or a matrix with one column per output
  residuals = is.numeric,           # shaped as they are: observed - fitted
  error = is_one_number,            # the cost of the data at the coefficients
  objective = is_null_or(is.numeric),     # error + penalty, where there is one: what training made small
  history = is.list,                # as read_history() makes it
  hyperparameters = is.list,        # what was chosen, as classed objects
  optimizer_state = is.list,        # enough to resume bit-identically
  epochs = is_one_number,           # done
  converged = function(x) is.logical(x) && length(x) == 1,
  call = is.call, terms = function(x) inherits(x, "terms"),
  model = function(x) is.null(x) || is.data.frame(x),
  xlevels = is_null_or(is.list), contrasts = is_null_or(is.list), na.action = is_null_or(is.object),
  weights = is_null_or(is.numeric), offset = is_null_or(is.numeric),
  stop = is.character,              # why training ended: "epochs", "tolerance", "patience", "diverged", "interrupted"
  df.residual = is.numeric,
  family = is_null_or(is.character),      # which inference holds at the minimum
  levels = is_null_or(is.character),      # the response's classes
  variables = is.character,               # of the predictors, that newdata must have
  assign = is_null_or(is.numeric),        # the term of each coefficient
  seed = is_null_or(is.numeric),          # the generator before the first epoch, where training draws numbers
  qr_factor = is_null_or(is.matrix),      # the reduction that inference rests on (minimum.R)
  separated = is_null_or(is.logical),     # do the predictors separate two classes?
  best_epoch = is_null_or(is.numeric), best_error = is_null_or(is.numeric),  # of the validation error
  validation_rows = is_null_or(is.numeric), restarts = is_null_or(is.data.frame),
  table = is_null_or(is.list),            # what the statements told of rows in a database (table-fit.R)
  version = is.numeric              # of this layout
)
fit_version <- 1

fit_names <- names(fit_fields)

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

check_fields <- function(fields) {
  for (name in names(fields)) {
    if (!fit_fields[[name]](fields[[name]])) {
      stop(sprintf("the fit's field `%s` is not what it must be (%s): make the fit again.", name,
                   describe(fields[[name]])), call. = FALSE)
    }
  }
}

# A fit as this version of the package holds it; one of a layout that is not known is refused.
current_fit <- function(fit) {
  needed <- setdiff(names(fit_fields)[seq_len(21)], c("family", "levels", "assign", always_there))
  absent <- setdiff(needed, names(fit))
  version <- fit$version
  if (length(absent) || !identical(as.double(version), as.double(fit_version))) {
    stop(sprintf("the fit was made by another version of descent, or changed since%s: make it again.",
                 if (length(absent)) sprintf(" (it lacks `%s`)", absent[1]) else ""), call. = FALSE)
  }
  check_fields(unclass(fit))
  fit
}

# ---- reading a fit ---------------------------------------------------------------------------------------------------

is_network <- function(fit) is.list(fit$coefficients)
is_gaussian <- function(fit) identical(fit$family, "gaussian")
is_binomial <- function(fit) identical(fit$family, "binomial")
has_squares <- function(fit) is_gaussian(fit) || identical(fit$family, "nls")

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
  if (is.null(epoch) || identical(as.double(epoch), as.double(end_epoch(fit)))) return(fit)
  fit$coefficients <- coef(fit, epoch = epoch)
  fit
}

with_coefficients <- function(fit, theta) {
  fit$coefficients <- if (is_network(fit)) as_layers(theta, fit$coefficients) else theta
  fit
}

# The response as numbers, one column per output, from the data that the fit holds. The sum of fitted values and
# residuals would do, but not where a fit has diverged beyond what digits can hold.
observed_values <- function(fit) {
  frame <- tryCatch(frame_of(fit), error = function(e) NULL)
  if (is.null(frame)) return(as.matrix(fit$fitted.values) + as.matrix(fit$residuals))
  fit_target(fit, read_response(frame))
}

fit_target <- function(fit, response) UseMethod("fit_target")

#' @export
fit_target.gd_lm <- function(fit, response) as.matrix(numeric_target(response)$y)

#' @export
fit_target.neuron <- function(fit, response) as.matrix(unit_target(response, fit$hyperparameters$cost$range)$y)

#' @export
fit_target.ann <- function(fit, response) target_matrix(network_target(response), fit$hyperparameters$output)

# The smallest and the largest value of an output: NULL is that of a linear model.
value_range <- function(activation) if (is.null(activation)) c(-Inf, Inf) else activation$range
