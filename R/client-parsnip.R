# The engine "descent" of parsnip, registered when parsnip is loaded. Each row is one kind of model: how it is fitted,
# and under which name parsnip's tuning parameters go on to our arguments.

parsnip_models <- list(
  list(model = "linear_reg", mode = "regression", fit = quote(gd_lm(scaling = "whiten"))),
  list(model = "logistic_reg", mode = "classification",
       fit = quote(neuron(cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = "auto"))),
  list(model = "multinom_reg", mode = "classification", fit = quote(ann(hidden = integer(0))),
       arguments = c(penalty = "l2")),
  list(model = "mlp", mode = c("regression", "classification"), fit = quote(ann()),
       arguments = c(hidden_units = "hidden", penalty = "l2", dropout = "dropout", epochs = "epochs",
                     activation = "activation", learn_rate = "eta"))
)

#' Fits as models of parsnip
#'
#' When parsnip is loaded, `"descent"` is an engine of `linear_reg()` ([gd_lm()]), `logistic_reg()` (a sigmoid
#' [neuron()] with the cross-entropy), `multinom_reg()` and `mlp()` ([ann()]), in `workflow()`, `fit_resamples()` and
#' `tune_grid()` too. Other arguments of these functions are given to `set_engine()`. Linear and logistic models are
#' trained with `scaling = "whiten"` unless `set_engine()` says otherwise, so that they reach their minimum.
#'
#' | parsnip | descent |
#' |---|---|
#' | `hidden_units` | `hidden` |
#' | `penalty` | `l2` |
#' | `dropout` | `dropout` |
#' | `epochs` | `epochs` |
#' | `activation` | `activation` |
#' | `learn_rate` | `eta` |
#'
#' Predictions are of the types `"numeric"`, `"conf_int"`, `"pred_int"`, `"class"`, `"prob"` and `"raw"`, as far as the
#' model has them; `"pred_int"` of an `mlp()` needs `set_engine("descent", validation = 0.3)`.
#'
#' @examplesIf requireNamespace("parsnip", quietly = TRUE)
#' spec <- parsnip::set_engine(parsnip::linear_reg(), "descent")
#' parsnip::fit(spec, mpg ~ wt, mtcars)
#' @seealso [gd_lm()], [neuron()], [ann()]
#' @name parsnip_engine
NULL

register_parsnip <- function() {
  for (row in parsnip_models) {
    for (mode in row$mode) register_engine(row, mode)
  }
}

parsnip_call <- function(verb, ...) call_of("parsnip", verb)(...)

register_engine <- function(row, mode) {
  known <- parsnip_call("get_from_env", row$model)
  if (any(known$engine == "descent" & known$mode == mode)) return(invisible())
  parsnip_call("set_model_engine", row$model, mode, "descent")
  parsnip_call("set_dependency", row$model, "descent", "descent", mode)
  for (name in names(row$arguments)) {
    parsnip_call("set_model_arg", row$model, "descent", name, row$arguments[[name]], list(pkg = "dials", fun = name),
                 FALSE)
  }
  parsnip_call("set_fit", row$model, mode, "descent",
               list(interface = "formula", protect = c("formula", "data", "weights"),
                    func = c(pkg = "descent", fun = as.character(row$fit[[1]])),
                    defaults = c(as.list(row$fit)[-1], list(progress = FALSE))))
  parsnip_call("set_encoding", row$model, mode, "descent",
               list(predictor_indicators = "none", compute_intercept = FALSE, remove_intercept = FALSE,
                    allow_sparse_x = FALSE))
  for (type in prediction_types(row, mode)) {
    parsnip_call("set_pred", row$model, mode, "descent", type, parsnip_prediction(type))
  }
}

prediction_types <- function(row, mode) {
  if (mode == "classification") c("class", "prob", "raw") else
    c("numeric", "raw", "pred_int", if (row$model == "linear_reg") "conf_int")
}

# How parsnip asks predict() for a type, and what it makes of the answer.
parsnip_prediction <- function(type) {
  asked <- switch(type, class = list(type = "class"), prob = list(type = "prob"), numeric = , raw = list(),
                  conf_int = list(interval = "confidence", level = quote(level)),
                  pred_int = list(interval = "prediction", level = quote(level)))
  made <- switch(type, class = function(results, object) as_classes(results, object$lvl),
                 prob = function(results, object) as_tibble_of(as.list(as.data.frame(results))),
                 numeric = function(results, object) as.vector(results),
                 conf_int = , pred_int = function(results, object) {
                   as_tibble_of(list(.pred_lower = unname(results[, "lwr"]), .pred_upper = unname(results[, "upr"])))
                 })
  list(pre = NULL, post = made, func = c(fun = "predict"),
       args = c(list(object = quote(object$fit), newdata = quote(new_data)), asked))
}

as_classes <- function(results, levels) factor(as.character(results), levels)
