# The way back: a finished fit -> the description of its model.

# The spec of a fit, to train, to evaluate or to explain it again. hyper: the fit's, or changed ones.
reopen <- function(fit, hyper = fit$hyperparameters, epochs = fit$epochs, progress = FALSE) {
  if (!is.null(fit$table)) return(reopen_table(fit, verb_of(fit), hyper, epochs, progress))
  frame <- frame_of(fit)
  model_spec(verb_of(fit), hyper, training_settings(hyper, epochs, progress), frame, fit$contrasts, fit)
}

verb_of <- function(fit) class(fit)[1]

# What a fit knows of its data, to make another fit of it.
data_fields <- function(fit) unclass(fit)[c("call", "terms", "model", "xlevels", "na.action", "variables")]
