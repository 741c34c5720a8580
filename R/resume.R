#' Go on training
#'
#' Goes on exactly where a fit stopped: 500 epochs and 500 more equal 1000, to the last bit, for every optimizer and
#' for mini-batches too (the optimizer's state and the generator's position are part of the fit). How training goes on
#' can be changed: a smaller rate where the error jumps, say.
#'
#' After early stopping `coef()` gives the coefficients of the best epoch, but training goes on from the last one, and a
#' message says so. If `patience` had ended the training, it counts anew from there; a later epoch with a smaller
#' validation error becomes the best one.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param epochs How many epochs more, one whole number; with 0 nothing changes.
#' @param progress Show a progress bar when training takes longer than a second.
#' @param ... Hyperparameters that change from here on, by name: `eta` (a number or a function of the epoch, counted
#'   from the first one on), `optimizer` (which begins with nothing remembered), `batch_size`, and for [ann()] `l2`,
#'   `l1` and `clip`. A changed `eta` becomes one function of the epoch, so that [explain_step()] and [as_r_code()]
#'   still follow all of training; after other changes, which `hyperparameters(fit)` names as `changed`, these two
#'   refuse.
#'   Where mini-batches begin only here, the order of their rows comes from where R's generator stands, so that
#'   [set.seed()] before the call decides it.
#' @return A fit like `fit`, with the longer history. R's generator stays where the caller left it.
#' @section Errors: A fit without its model frame (`model = FALSE`) whose data cannot be found again, or have changed
#'   since, is refused, and so is a hyperparameter that makes another model, as `hidden`: [stats::update()] fits that.
#'   A changed rate above the largest stable one is refused as the first fit refuses it, unless that was made with
#'   `allow_divergence = TRUE`.
#' @seealso [gd_lm()], [neuron()], [ann()]
#' @seealso In the course: `vignette("real-data", package = "descent")`.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 500)
#' more <- resume(fit, 500)
#' more$epochs
#' slower <- resume(fit, 500, eta = 0.01)
#' @export
resume <- function(fit, epochs = fit$hyperparameters$epochs, progress = interactive(), ...) {
  check_fit(fit, "resume")
  check_count(epochs, "epochs")
  old <- with_changes(fit, list(...))
  if (epochs == 0) old <- fit  # nothing is trained with what would change
  spec <- reopen(old, epochs = epochs, progress = check_flag(progress, "progress"))
  if (epochs > 0 && stopped_early(fit) && fit$best_epoch < fit$epochs) {
    message(sprintf("Training goes on from epoch %s, the last one, not from epoch %s, whose coefficients coef() gives.",
                    format(fit$epochs), format(fit$best_epoch)))
  }
  # patience counts from here: else nothing would be trained
  if (fit$stop == "patience") old$optimizer_state$best_since <- fit$epochs
  again <- fit_model(spec, data_fields(fit), old = old, allow_divergence = may_diverge(fit, old))
  again$restarts <- fit$restarts
  again
}

# A fit goes on with its own rate, whatever that is; other rates must be stable, unless the fit's call allowed more.
may_diverge <- function(fit, old) {
  own <- c("eta", "optimizer", "batch_size")
  isTRUE(fit$call$allow_divergence) || identical(fit$hyperparameters[own], old$hyperparameters[own])
}

# Refuses what cannot change in training, and what is given twice.
check_changes <- function(given, known) {
  for (name in if (is.null(given)) "" else given) if (!name %in% known) {
    hint <- argument_hint(name, known)
    stop_argument("...", paste("hyperparameters that can change in training:", paste(known, collapse = ", ")),
                  if (nzchar(name)) paste0(name, if (startsWith(hint, "; here")) hint) else "a value without a name")
  }
  twice <- anyDuplicated(given)
  if (twice) stop_argument(given[twice], "given once", "several times")
}

# The fit with other hyperparameters from its last epoch on.
with_changes <- function(fit, changed) {
  if (!length(changed)) return(fit)
  hyper <- fit$hyperparameters
  known <- intersect(c("eta", "optimizer", "batch_size", "l2", "l1", "clip"), names(hyper))
  check_changes(names(changed), known)
  if ("eta" %in% names(changed)) hyper$eta <- rate_then(hyper$eta, fit$epochs, check_rate(changed$eta))
  for (name in setdiff(names(changed), "eta")) {
    hyper[name] <- list(hyper_rows[[verb_of(fit)]][[name]](changed[[name]]))
  }
  if ("optimizer" %in% names(changed)) fit$optimizer_state[c("memory", "steps")] <- list(matrix(0, 0, 0), 0)
  check_together(hyper)
  # what is given as it was is no change
  same <- Filter(function(name) identical(as.numeric(hyper[[name]]), as.numeric(fit$hyperparameters[[name]])),
                 intersect(c("batch_size", "l2", "l1", "clip"), names(changed)))
  hyper[same] <- fit$hyperparameters[same]
  others <- setdiff(names(changed), c("eta", same))
  if (length(others)) {
    note <- sprintf("%s after epoch %s", paste(others, collapse = " and "), count_text(fit$epochs))
    hyper$changed <- c(hyper$changed, note)
    fit$optimizer_state$error <- NaN  # error and gradient are measured again, as the new settings have them
  }
  fit$hyperparameters <- hyper
  fit
}

# The model of a fit trained again from the fit's own start, with other hyperparameters and the fit's own order of
# batches; its warnings are what a picture shows. The session's random numbers stay as they were.
retrain <- function(fit, epochs, ...) {
  changed <- list(...)
  hyper <- from_own_start(fit)
  hyper[names(changed)] <- changed
  hyper["record"] <- list(FALSE)
  with_generator(if (is.null(fit$seed)) generator(needed = TRUE) else fit$seed, suppressWarnings({
    spec <- reopen(fit, hyper, epochs)
    fit_model(spec, data_fields(fit))
  }))
}

# The hyperparameters of a fit with the weights that its training began with as `start`: drawn ones are in the history.
from_own_start <- function(fit) {
  hyper <- fit$hyperparameters
  if (!is.null(hyper$start)) return(hyper)
  if (nrow(fit$history$coefficients) == 0) {
    stop("this needs the weights that training began with, but the fit was made with record = FALSE and drawn ",
         "weights: refit it with update(fit, record = NULL).", call. = FALSE)
  }
  hyper$start <- as_layers(fit$history$coefficients[1, ], fit$coefficients)
  hyper
}
