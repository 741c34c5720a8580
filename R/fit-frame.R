# The rows of a fit: its model frame, kept or read again, and its response.

# The model frame, read again where the fit does not hold it. Data that have changed since are refused.
frame_of <- function(fit) {
  if (!is.null(fit$model)) return(structure(fit$model, terms = fit$terms))
  need_rows(fit)
  home <- environment(fit$terms)
  parts <- c("formula", "data", "subset", "weights", "na.action", "offset")
  frame <- tryCatch(read_frame(fit$call, home, as_data(eval(fit$call$data, home)), parts), error = function(e) {
    stop(sprintf("the fit was made with model = FALSE, and its data cannot be read again (%s).", conditionMessage(e)),
         call. = FALSE)
  })
  rows <- NROW(fit$residuals)
  if (frame_size(frame) != rows) {
    stop(sprintf("the fit was made with model = FALSE from %d rows, but its data have %d now.", rows,
                 frame_size(frame)), call. = FALSE)
  }
  change <- tryCatch(change_of(fit, frame), error = conditionMessage)
  if (!is.null(change)) {
    stop(sprintf("the fit was made with model = FALSE, and its data have changed since: %s. Refit it with update(fit).",
                 sub("[.]$", "", change)), call. = FALSE)
  }
  frame
}

# What is no longer as it was when the fit was made: the columns, the response, the weights, or what the model gives for
# a row.
change_of <- function(fit, frame) {
  design <- read_design(frame, fit$contrasts)
  inputs <- if (is_network(fit)) rownames(fit$coefficients[[1]]) else names(fit$coefficients)
  columns <- list(setdiff(inputs, "(Intercept)"), setdiff(design$names, "(Intercept)"))
  if (!identical(columns[[1]], columns[[2]])) {
    apart <- lapply(list(setdiff(columns[[1]], columns[[2]]), setdiff(columns[[2]], columns[[1]])), utils::head, 6)
    said <- c(sprintf("of the columns %s is missing", apart[[1]]), sprintf("the column %s was not there", apart[[2]]))
    return(if (length(said)) paste(said, collapse = " and ") else "the columns are in another order")
  }
  then <- as.matrix(fit$fitted.values) + as.matrix(fit$residuals)
  now <- fit_target(fit, read_response(frame))
  if (!identical(dim(now), dim(then))) return(sprintf("the response had %d columns, and has %d", ncol(then), ncol(now)))
  size <- max(abs(fit$fitted.values), abs(fit$residuals))
  change <- c(first_change("the response", then, now, size),
              first_change("the weight", fit$weights, read_weights(frame), max(fit$weights, 0)))
  ended <- at_end(fit)
  if (is.null(change) && !is.null(ended)) {
    values <- output_values(ended, design, read_offset(frame))
    change <- first_change("the model's output", as.matrix(fit$fitted.values), values, size)
  }
  change[1]
}

# The first row where two matrices differ by more than rounding.
first_change <- function(what, then, now, size) {
  if (is.null(then) != is.null(now)) return(sprintf("%s is%s given", what, if (is.null(now)) " not" else ""))
  if (is.null(then)) return(NULL)
  differ <- rowSums(abs(as.matrix(then) - as.matrix(now)) > 1e-8 * size, na.rm = TRUE) > 0
  if (!is.finite(size) || !any(differ)) return(NULL)
  row <- which(differ)[1]
  shown <- function(x) paste(format(as.matrix(x)[row, ], digits = 6, trim = TRUE), collapse = ", ")
  sprintf("%s of row %d was %s, and is %s", what, row, shown(then), shown(now))
}

# The fit at the coefficients that its fitted values belong to, NULL where they are not known any more: at_epoch()
# changes the coefficients alone.
at_end <- function(fit) {
  if (nrow(fit$history$coefficients) == 0) return(fit)
  at <- match(end_epoch(fit), fit$history$epoch)
  if (is.na(at)) NULL else with_coefficients(fit, fit$history$coefficients[at, ])
}

# The response as numbers, one column per output, from the data that the fit holds. The sum of fitted values and
# residuals would do, but not where a fit has diverged beyond what digits can hold.
observed_values <- function(fit) {
  frame <- tryCatch(frame_of(fit), error = function(e) NULL)
  if (is.null(frame)) return(as.matrix(observed_sum(fit)))
  fit_target(fit, read_response(frame))
}

fit_target <- function(fit, response) UseMethod("fit_target")

#' @export
fit_target.gd_lm <- function(fit, response) as.matrix(numeric_target(response)$y)

#' @export
fit_target.neuron <- function(fit, response) as.matrix(unit_target(response, fit$hyperparameters$cost$range)$y)

#' @export
fit_target.ann <- function(fit, response) target_matrix(network_target(response), fit$hyperparameters$output)
