# Settings of the training loop as a verb makes them, for tests that call train() itself.
loop_settings <- function(eta, epochs, optimizer = "gd", batch = NULL, shuffle = TRUE, tol = 0, record = NULL, ...) {
  hyper <- list(eta = eta, optimizer = descent:::as_optimizer(optimizer), batch_size = batch, shuffle = shuffle,
                tol = tol, record = record, ...)
  descent:::training_settings(hyper, epochs, FALSE)
}
