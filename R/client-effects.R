# Packages that describe and draw models: easystats (insight, parameters, performance), ggplot2.

#' @exportS3Method insight::get_statistic descent
get_statistic.descent <- function(x, ...) call_of("insight", "get_statistic")(exact_model(x, "get_statistic"), ...)

#' @exportS3Method insight::get_df descent
get_df.descent <- function(x, ...) call_of("insight", "get_df")(exact_model(x, "get_df", warn = FALSE), ...)

#' @exportS3Method insight::get_loglikelihood descent
get_loglikelihood.descent <- function(x, ...) {
  call_of("insight", "get_loglikelihood")(exact_model(x, "get_loglikelihood"), ...)
}

#' @exportS3Method insight::get_predicted descent
get_predicted.descent <- function(x, ...) call_of("insight", "get_predicted")(exact_model(x, "get_predicted"), ...)

#' @exportS3Method insight::is_converged descent
is_converged.descent <- function(x, ...) isTRUE(x$converged)

#' @exportS3Method parameters::model_parameters descent
model_parameters.descent <- function(model, ...) {
  call_of("parameters", "model_parameters")(exact_model(model, "model_parameters"), ...)
}

#' @exportS3Method performance::model_performance descent
model_performance.descent <- function(model, ...) {
  call_of("performance", "model_performance")(exact_model(model, "model_performance"), ...)
}

#' @exportS3Method performance::r2 descent
r2.descent <- function(model, ...) call_of("performance", "r2")(exact_model(model, "r2"), ...)

#' @exportS3Method ggplot2::fortify descent
fortify.descent <- function(model, data = NULL, ...) {
  exact <- exact_model(model, "fortify")
  if (is.null(data)) data <- exact$model
  call_of("ggplot2", "fortify")(exact, data, ...)
}

# A fit without standard errors has slopes and predictions nevertheless.
#' @exportS3Method marginaleffects::get_vcov descent
get_vcov.descent <- function(model, ...) if (!is.null(model$family)) NextMethod()
