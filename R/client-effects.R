# Packages that describe and draw models: easystats (insight, parameters, performance), ggplot2.

#' @exportS3Method insight::get_statistic descent
get_statistic.descent <- function(x, ...) call_of("insight", "get_statistic")(exact_model(x, "get_statistic"), ...)

#' @exportS3Method insight::get_varcov descent
get_varcov.descent <- function(x, ...) call_of("insight", "get_varcov")(exact_model(x, "get_varcov"), ...)

#' @exportS3Method insight::get_df descent
get_df.descent <- function(x, ...) call_of("insight", "get_df")(exact_model(x, "get_df", warn = FALSE), ...)

#' @exportS3Method insight::get_loglikelihood descent
get_loglikelihood.descent <- function(x, ...) {
  call_of("insight", "get_loglikelihood")(exact_model(x, "get_loglikelihood"), ...)
}

# Networks, and neurons without an exact counterpart, have predictions without intervals.
#' @exportS3Method insight::get_predicted descent
get_predicted.descent <- function(x, data = NULL, predict = "expectation", ...) {
  if (has_exact(x)) {
    asked <- as_ggpredict_asks(x, parent.frame())
    if (!is.null(asked)) return(asked)
    return(call_of("insight", "get_predicted")(exact_model(x, "get_predicted"), data = data, predict = predict, ...))
  }
  type <- if (identical(predict, "link")) "link" else if (identical(predict, "classification")) "class" else "response"
  values <- if (is.null(data)) stats::predict(x, type = type) else stats::predict(x, data, type = type)
  if (is.matrix(values)) {
    if (is_of(parent.frame(), "ggeffects")) {
      stop("ggpredict() draws one output, and this fit has ", ncol(values), ": take predict(fit, newdata), or ",
           "plot(input_slopes(fit)).", call. = FALSE)
    }
    values <- data.frame(Row = rep(seq_len(nrow(values)), ncol(values)),
                         Response = rep(colnames(values), each = nrow(values)), Predicted = as.vector(values))
  }
  values <- if (is.data.frame(values)) values else unname(values)
  structure(values, predict = predict, class = c("get_predicted", class(values)))
}

# ggpredict() of ggeffects before 2.0 asks get_predicted() for a model that it does not know, without the level and the
# kind of the interval. It is asked in its turn for the exact model, with all that it was told itself. NULL where the
# caller is another.
as_ggpredict_asks <- function(fit, caller) {
  if (!is_of(caller, "ggeffects")) return(NULL)
  verb <- get0("select_prediction_method", asNamespace("ggeffects"), inherits = FALSE)
  at <- which(vapply(seq_len(sys.nframe()), function(i) identical(sys.function(i), verb), NA))
  if (length(at) == 0) return(NULL)
  told <- mget(setdiff(names(formals(verb)), "..."), envir = sys.frame(max(at)))
  exact <- exact_model(fit, "ggpredict")
  grid <- do.call(verb, replace(told, c("model", "model_class"), list(exact, oldClass(exact)[1])))
  structure(data.frame(Predicted = grid$predicted, CI_low = grid$conf.low, CI_high = grid$conf.high),
            class = c("get_predicted", "data.frame"))
}

# Of ggeffects since 2.0, which is where the generic is; registered when it is loaded.
get_predictions.descent <- function(model, data_grid = NULL, ...) {
  if (has_exact(model)) {
    return(call_of("ggeffects", "get_predictions")(exact_model(model, "get_predictions"), data_grid = data_grid, ...))
  }
  values <- stats::predict(model, data_grid)
  columns <- if (is.matrix(values)) colnames(values)
  grid <- data_grid[rep(seq_len(nrow(data_grid)), max(1, length(columns))), , drop = FALSE]
  if (length(columns)) grid$response.level <- factor(rep(columns, each = nrow(data_grid)), levels = columns)
  cbind(grid, predicted = as.vector(values), conf.low = NA_real_, conf.high = NA_real_)
}

# nolint start: object_name_linter. The names are the package's.
#' @exportS3Method effects::Effect descent
Effect.descent <- function(focal.predictors, mod, ...) {
  if (!has_exact(mod)) {
    stop("effects needs a linear predictor and its covariance, which this fit has not: input_slopes(fit) gives the ",
         "slopes, ggeffects::ggpredict(fit, ) the predictions.", call. = FALSE)
  }
  call_of("effects", "Effect")(focal.predictors, exact_model(mod, "Effect"), ...)
}
# nolint end

# Without a covariance there are slopes and predictions, without their standard errors.
#' @exportS3Method margins::margins descent
margins.descent <- function(model, data = call_of("margins", "find_data")(model, parent.frame()), ...) {
  given <- list(...)
  if (is.null(model$family)) given[c("vce", "vcov")] <- list("none", NA)
  do.call(utils::getS3method("margins", "default", envir = asNamespace("margins")), c(list(model, data = data), given))
}

#' @exportS3Method prediction::prediction descent
prediction.descent <- function(model, data = call_of("prediction", "find_data")(model, parent.frame()), ...) {
  given <- list(...)
  if (is.null(model$family)) given$calculate_se <- FALSE
  do.call(utils::getS3method("prediction", "default", envir = asNamespace("prediction")),
          c(list(model, data = data), given))
}

# A network for more than two classes is of no family that stats knows.
#' @exportS3Method insight::model_info ann
model_info.ann <- function(x, ...) {
  if (length(x$levels) < 3) return(NextMethod())
  info <- call_of("insight", "model_info")(stats::lm(c(0, 1, 3) ~ 1))
  info[vapply(info, is.logical, NA)] <- FALSE
  info$is_multinomial <- info$is_categorical <- TRUE
  info$family <- "multinomial"
  info$link_function <- "logit"
  info
}

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
