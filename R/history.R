#' The path of a fit
#'
#' What training went through, epoch by epoch: row e holds the coefficients after e epochs (epoch 0 is the start), and
#' the error and the gradient *at* those coefficients. With mini-batches the error and the gradient of row e > 0 are the
#' means over the batches of epoch e; `fit$error` is always the exact error at the final coefficients.
#'
#' Which epochs are kept is the fit's `record`. Coefficients and gradients are on the data's own scale.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @return A data frame with one row per recorded epoch, the first column `epoch`, and a `plot()` method of its own:
#'   `error_history()` has the column `error`, the cost of the data alone (besides `objective`, error + penalty, where
#'   there is a penalty, and `validation` where there is a validation set). The others have one column per coefficient,
#'   named as `coef()` names them (in networks `layer:input->unit`).
#' @section Errors: A fit with `record = FALSE` has no coefficient and gradient histories; the message says how to
#'   refit.
#' @seealso `coef(fit, epoch = )` for the coefficients of one epoch; [plot.descent_history()].
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("backprop", package = "descent")`.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 50)
#' error_history(fit)
#' head(coef_history(fit))
#' plot(gradient_history(fit))
#' @name histories
NULL

#' @rdname histories
#' @export
error_history <- function(fit) {
  check_fit(fit, "error_history")
  h <- fit$history
  columns <- list(epoch = h$error_epoch, error = h$error)
  if (length(h$objective)) columns$objective <- h$objective
  if (length(h$validation)) columns$validation <- h$validation
  new_history(columns, "error_history", fit, label = "Error")
}

#' @rdname histories
#' @export
coef_history <- function(fit) {
  check_fit(fit, "coef_history")
  check_recorded(fit, "coef_history")
  new_history(c(list(epoch = fit$history$epoch), columns_of(fit, "coefficients")), "coef_history", fit,
              label = "Coefficients", reference = reference_coefficients(fit))
}

#' @rdname histories
#' @export
gradient_history <- function(fit) {
  check_fit(fit, "gradient_history")
  check_recorded(fit, "gradient_history")
  columns <- c(list(epoch = fit$history$epoch), columns_of(fit, "gradients"))
  new_history(columns, "gradient_history", fit, label = "Gradient")
}

columns_of <- function(fit, what) {
  m <- fit$history[[what]]
  setNames(lapply(seq_len(ncol(m)), function(j) m[, j]), names(coef_flat(fit)))
}

new_history <- function(columns, class, fit, ...) {
  structure(columns, row.names = .set_row_names(length(columns$epoch)), batches = is_batched(fit),
            best = best_epoch(fit), diverged = has_diverged(fit), ...,
            class = c(class, "descent_history", "data.frame"))
}

check_recorded <- function(fit, verb) {
  if (nrow(fit$history$coefficients) == 0) {
    if (!grepl(")$", verb)) verb <- paste0(verb, "()")
    stop(sprintf("%s needs a fit that kept its path, but this one was made with record = FALSE: %s", verb,
                 "refit it with update(fit, record = NULL)."), call. = FALSE)
  }
}

#' @export
print.descent_history <- function(x, ...) {
  n <- nrow(x)
  cat(attr(x, "label"), " at ", n, " recorded epoch", if (n != 1) "s", "\n", sep = "")
  if (isTRUE(attr(x, "batches")) && !inherits(x, "coef_history")) {
    cat("(after epoch 0: means over the mini-batches of an epoch)\n")
  }
  shown <- as.data.frame(x)
  ends <- list(head(shown, if (n > 12) 6 else n), if (n > 12) tail(shown, 3))
  widths <- vapply(seq_along(shown), function(j) {
    max(nchar(names(shown)[j]), nchar(format(ends[[1]][[j]])), nchar(format(ends[[2]][[j]])))
  }, 0)
  kept <- max(columns_that_fit(widths, 2) - 1, 2)  # two blocks of columns, which may break before they are full
  more <- length(shown) - kept
  if (more > 1) ends <- lapply(ends, function(rows) rows[seq_len(kept)]) else more <- 0
  print(ends[[1]], ..., row.names = FALSE)
  if (n > 12) {
    cat("...\n")
    print(ends[[2]], ..., row.names = FALSE)
  }
  if (more) say(sprintf("... and %d more columns: as.data.frame() has all of them.", more))
  invisible(x)
}

#' @export
as.data.frame.descent_history <- function(x, ...) {
  columns <- unclass(x)
  attributes(columns) <- list(names = names(x), row.names = .set_row_names(length(columns[[1]])))
  class(columns) <- "data.frame"
  columns
}

#' @export
`[.descent_history` <- function(x, ...) as.data.frame(x)[...]

# What an exact method says of the same model: the dashed lines of the plots. NULL where there is none.
reference_coefficients <- function(fit) {
  if (is_gaussian(fit)) return(minimum(fit$qr_factor, names(fit$coefficients))$coefficients)
  if (is_binomial(fit) && !isTRUE(fit$separated) && isTRUE(fit$converged)) {
    return(fit$coefficients + minimum(fit$qr_factor, names(fit$coefficients))$coefficients)
  }
  NULL
}
