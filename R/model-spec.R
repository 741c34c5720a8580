# The description of a model: made once from choices and data, by the verbs for a first fit and by reopen() for a fit
# that is looked at again. Everything that trains, evaluates or explains reads it.

# frame: the model frame; known: what a finished fit knows of its data (NULL for a first fit).
model_spec <- function(verb, hyper, settings, frame, contrasts, known = NULL) {
  spec_makers[[verb]](hyper, settings, frame, contrasts, known)
}

spec_makers <- list(
  gd_lm = function(hyper, settings, frame, contrasts, known) {
    unit_spec("gd_lm", hyper, settings, frame, contrasts, linear_activation, numeric_target)
  },
  neuron = function(hyper, settings, frame, contrasts, known) {
    unit_spec("neuron", hyper, settings, frame, contrasts, hyper$activation,
              function(response) unit_target(response, hyper$cost$range))
  },
  ann = function(hyper, settings, frame, contrasts, known) network_spec(hyper, settings, frame, contrasts, known)
)
