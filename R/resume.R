#' Go on training
#'
#' Goes on exactly where a fit stopped: 500 epochs and 500 more equal 1000, to the last bit, for every optimizer and for
#' mini-batches too (the optimizer's state and the generator's position are part of the fit).
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param epochs How many epochs more, one whole number.
#' @param progress Show a progress bar when training takes longer than a second.
#' @return A fit like `fit`, with the longer history. R's generator stays where the caller left it.
#' @section Errors: A fit without its model frame (`model = FALSE`) whose data cannot be found again,
#'   or have changed since, is refused.
#' @seealso [gd_lm()], [neuron()], [ann()]
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 500)
#' more <- resume(fit, 500)
#' more$epochs
#' @export
resume <- function(fit, epochs = fit$hyperparameters$epochs, progress = interactive()) {
  check_fit(fit, "resume")
  spec <- reopen(fit, epochs = check_count(epochs, "epochs"), progress = check_flag(progress, "progress"))
  again <- fit_model(spec, data_fields(fit), old = fit)
  again$restarts <- fit$restarts
  again
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
