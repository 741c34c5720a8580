#' Go on training
#'
#' Goes on exactly where a fit stopped: 500 epochs and 500 more equal 1000, to the last bit, for every optimizer and for
#' mini-batches too (the optimizer's state and the generator's position are part of the fit).
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param epochs How many epochs more, one whole number.
#' @param progress Show a progress bar when training takes longer than a second.
#' @return A fit like `fit`, with the longer history. R's generator stays where the caller left it.
#' @section Errors: A fit without its model frame (`model = FALSE`) whose data cannot be found again is refused.
#' @seealso [gd_lm()], [neuron()], [ann()]
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 500)
#' more <- resume(fit, 500)
#' more$epochs
#' @export
resume <- function(fit, epochs = fit$hyperparameters$epochs, progress = interactive()) {
  check_fit(fit, "resume")
  hyper <- fit$hyperparameters
  settings <- settings_of(hyper, check_count(epochs, "epochs"), check_flag(progress, "progress"))
  continue(fit, settings)
}

# The settings that a fit was made with, for other epochs.
settings_of <- function(hyper, epochs, progress) {
  if (!is.null(hyper$hidden)) return(network_settings(hyper, epochs, progress))
  training_settings(hyper$eta, epochs, hyper$optimizer, hyper$batch_size, hyper$shuffle, hyper$tol, hyper$record,
                    progress)
}

# From where `old` stopped; with NULL the same model from its start.
continue <- function(fit, settings, old = fit) UseMethod("continue")

#' @export
continue.gd_lm <- function(fit, settings, old = fit) {
  frame <- frame_of(fit)
  settings <- whole_batch(settings, nrow(frame))
  parts <- read_linear(frame, fit$contrasts, fit$hyperparameters$cost, settings)
  fit_gd_lm(unclass(fit), parts, settings, old = old)
}

#' @export
continue.neuron <- function(fit, settings, old = fit) {
  frame <- frame_of(fit)
  settings <- whole_batch(settings, nrow(frame))
  parts <- read_neuron(frame, fit$contrasts, fit$hyperparameters$cost, fit$hyperparameters$bias)
  fit_neuron(unclass(fit), parts, settings, old = old)
}
