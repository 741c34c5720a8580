#' Predictions of a linear model or a neuron
#'
#' What a fit gives for new rows, or for its own: values, classes and their probabilities, with standard errors and
#' intervals where they exist, at the end of training or as the fit stood after an earlier epoch.
#'
#' If every term is one numeric variable, the columns of `newdata` are read without a copy, and prediction needs about
#' four numbers per row on top of it. With factors, interactions or transformations the design is made in pieces of at
#' most about 500,000 numbers.
#'
#' @param object A fit by [gd_lm()] or [neuron()].
#' @param newdata A data frame with the predictors (the response is not needed; other columns are ignored); without it
#'   the data of the fit. Rows with missing values give NA. Or a `dplyr::tbl()`, which is predicted in its database, see
#'   [as_sql()].
#' @param se.fit Return standard errors too.
#' @param interval `"none"`, `"confidence"` or `"prediction"`, as for [stats::predict.lm()]. A neuron's confidence
#'   interval is made on the scale of the weighted sum, so that it stays in the activation's range.
#' @param level Level of the interval, between 0 and 1.
#' @param type `"response"`, the output f(z); `"link"`, the weighted sum z; `"class"`, the class whose value is nearer
#'   to the output (of classes and of 0 and 1 the number 0.5 divides them, of -1 and 1 it is 0); `"prob"`, the
#'   probabilities of both classes; `"terms"`, what each term of the formula adds to z, as for [stats::predict.lm()].
#' @param terms For `type = "terms"` which ones; all by default.
#' @param na.action What to do with rows of `newdata` that have missing values.
#' @param epoch NULL for the fit, or the number of a recorded epoch (0 is the start).
#' @param ... Not used: an argument that is not known is refused.
#' @return A numeric vector, one number per row; with an interval a matrix with the columns `fit`, `lwr`, `upr`; with
#'   `se.fit` a list of `fit`, `se.fit`, `df`, `residual.scale`. `type = "class"` gives a factor with the response's
#'   levels, ordered where they are, or of a numeric response one of its two values, `"prob"` a matrix with one column
#'   per class, `"terms"` one with one column per term.
#' @section Errors: A missing column or an unseen level is named. A response of more than two numbers has no classes.
#' @seealso [gd_lm()], [neuron()], [stats::predict.lm()]
#' @seealso In the course: `vignette("neuron", package = "descent")` and `vignette("real-data", package = "descent")`.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "whiten")
#' predict(fit, data.frame(speed = c(10, 20)), interval = "confidence")
#' unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")
#' predict(unit, data.frame(wt = c(2, 4)), type = "class")
#' @name predict
NULL

#' @rdname predict
#' @export
predict.gd_lm <- function(object, newdata, se.fit = FALSE, interval = c("none", "confidence", "prediction"),
                          level = 0.95, type = c("response", "link", "terms"), terms = NULL,
                          na.action = stats::na.pass, epoch = NULL, ...) {
  check_dots(...)
  type <- prediction_type(type, c("response", "link", "terms"))
  interval <- interval_kind(interval)
  if (!missing(newdata) && is_table(newdata)) {
    refuse_for_table(type = type == "terms")
    inference <- table_inference(object, se.fit, interval, level, type, epoch)
    return(predict_table(at_epoch(object, epoch), newdata, "response", inference = inference))
  }
  check_flag(se.fit, "se.fit")
  level <- check_level(level)
  newdata <- if (!missing(newdata)) newdata
  object <- at_epoch(object, epoch)
  if (type == "terms") return(predict_terms(object, newdata, terms, se.fit, na.action))
  rows <- prediction_rows(object, newdata, na.action)
  fit <- rows$named(linear_values(rows$design, object$coefficients, rows$offset))
  if (!se.fit && interval == "none") return(fit)
  what <- if (se.fit) "predict(se.fit = TRUE)" else "predict(interval = )"
  refuse_epoch(epoch, if (se.fit) "se.fit" else "interval")
  need_squares(object, what)
  warn_away(object, what)
  sigma2 <- residual_variance(object)
  m <- minimum(object$qr_factor, names(object$coefficients))
  se <- rows$named(sqrt(sigma2 * row_forms(rows$design, m$unscaled, m$kept)))
  if (interval != "none") {
    width <- qt((1 + level) / 2, object$df.residual) *
      sqrt(se^2 + if (interval == "prediction") sigma2 else 0)
    fit <- cbind(fit = fit, lwr = fit - width, upr = fit + width)
    if (interval == "prediction") warn_future(object, newdata)
  }
  if (!se.fit) return(fit)
  list(fit = fit, se.fit = se, df = object$df.residual, residual.scale = sqrt(sigma2))
}

# The design of newdata, or of the fit's own rows; `named` puts back names and rows that were left out.
prediction_rows <- function(fit, newdata, na.action) {
  if (is.null(newdata)) {
    frame <- frame_of(fit)
    return(list(design = read_design(frame, fit$contrasts, delete.response(fit$terms), whole = FALSE),
                offset = fit$offset, named = function(values) named_values(fit, values)))
  }
  rows <- read_newdata(fit, newdata, na.action)
  names <- rownames(rows$frame)
  rows$named <- function(values) {
    if (!is.factor(values)) values[is.nan(values)] <- NA
    if (is.matrix(values)) rownames(values) <- names else names(values) <- names
    if (is.null(rows$dropped)) values else napredict(rows$dropped, values)
  }
  rows
}

#' @rdname predict
#' @export
predict.neuron <- function(object, newdata, type = c("response", "link", "class", "prob", "terms"), se.fit = FALSE,
                           interval = c("none", "confidence", "prediction"), level = 0.95, terms = NULL,
                           na.action = stats::na.pass, epoch = NULL, ...) {
  check_dots(..., .ignored = "re.form")  # performance says to any model what lme4 knows
  type <- prediction_type(type, c("response", "link", "class", "prob", "terms"))
  interval <- interval_kind(interval)
  check_flag(se.fit, "se.fit")
  if (!missing(newdata) && is_table(newdata)) {
    refuse_for_table(type = type == "terms")
    inference <- table_inference(object, se.fit, interval, level, type, epoch)
    return(predict_table(at_epoch(object, epoch), newdata, type, inference = inference))
  }
  level <- check_level(level)
  newdata <- if (!missing(newdata)) newdata
  object <- at_epoch(object, epoch)
  if (type == "terms") return(predict_terms(object, newdata, terms, se.fit, na.action))
  rows <- prediction_rows(object, newdata, na.action)
  if (!identical(object$hyperparameters$bias, "learn")) rows$design <- without_intercept(rows$design)
  rows$offset <- with_fixed_bias(rows$offset, object$hyperparameters$bias, rows$design$rows)
  inference <- se.fit || interval != "none"
  if (inference) refuse_epoch(epoch, if (se.fit) "se.fit" else "interval")
  if (type %in% c("class", "prob")) {
    if (inference) stop_argument("type", "\"response\" or \"link\" with `se.fit` and `interval`", describe(type))
    return(unit_classes(object, rows, type))
  }
  if (inference) return(unit_inference(object, rows, type == "link", se.fit, interval, level, newdata))
  activation <- object$hyperparameters$activation
  rows$named(unit_values(rows$design, object$coefficients, rows$offset, activation, type == "link"))
}

unit_classes <- function(fit, rows, type) {
  values <- unit_values(rows$design, fit$coefficients, rows$offset, fit$hyperparameters$activation)
  if (type == "prob") {
    need_probabilities(fit)
    return(rows$named(class_probabilities(fit, values)))
  }
  rows$named(nearer_class(fit, values))
}

unit_inference <- function(fit, rows, link, se.fit, interval, level, newdata) {
  m <- covariance(fit)
  warn_away(fit, if (se.fit) "predict(se.fit = TRUE)" else "predict(interval = )")
  activation <- fit$hyperparameters$activation
  z <- unit_values(rows$design, fit$coefficients, rows$offset, activation, TRUE)
  se <- sqrt(row_forms(rows$design, m$unscaled, m$kept))
  predicted <- interval == "prediction"
  if (predicted && (is_binomial(fit) || link)) {
    stop_argument("interval", "\"confidence\" for classes and for the weighted sum: they have no residual variance",
                  "\"prediction\"")
  }
  values <- if (interval == "none") {
    if (link) z else activation$value(z)
  } else {
    if (predicted) warn_future(fit, newdata)
    unit_interval(activation, z, se, interval_quantile(fit, level), link, if (predicted) residual_variance(fit) else 0)
  }
  if (!se.fit) return(rows$named(values))
  if (!link) se <- se * abs(activation$slope(z))
  list(fit = rows$named(values), se.fit = rows$named(se), df = fit$df.residual,
       residual.scale = if (is_binomial(fit)) 1 else sqrt(residual_variance(fit)))
}
