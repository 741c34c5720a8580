#' Predictions of a linear model or a neuron
#'
#' Where every term is one numeric variable the columns of `newdata` are read where they lie, and the peak memory on top
#' of it is about four numbers a row; a formula with factors, interactions or transformations takes the design in
#' pieces of at most about 500,000 numbers.
#'
#' @param object A fit by [gd_lm()] or [neuron()].
#' @param newdata A data frame with the predictors (the response is not needed; other columns are ignored); without it
#'   the data of the fit. Rows with missing values give NA.
#' @param se.fit Return standard errors too.
#' @param interval `"none"`, `"confidence"` or `"prediction"`, as for [stats::predict.lm()].
#' @param level Level of the interval, between 0 and 1.
#' @param type For a neuron: `"response"`, the output f(z); `"link"`, the weighted sum z; `"class"`, the class whose
#'   output is nearer (0.5 divides them).
#' @param na.action What to do with rows of `newdata` that have missing values.
#' @param ... Not used.
#' @return A numeric vector, one number a row; with an interval a matrix with the columns `fit`, `lwr`, `upr`; with
#'   `se.fit` a list of `fit`, `se.fit`, `df`, `residual.scale`. `type = "class"` gives a factor with the response's
#'   levels (or a 0/1 vector).
#' @section Errors: A missing column or an unseen level is named.
#' @seealso [gd_lm()], [neuron()], [stats::predict.lm()]
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
                          level = 0.95, na.action = stats::na.pass, ...) {
  if (!is.null(list(...)$type)) check_choice(list(...)$type, "type", "response")
  if (!missing(newdata) && is_table(newdata)) {
    refuse_for_table(se.fit = !isFALSE(se.fit), interval = !missing(interval) && !identical(interval, "none"))
    return(predict_table(object, newdata))
  }
  interval <- check_kind(interval, "interval", c("none", "confidence", "prediction"))
  check_flag(se.fit, "se.fit")
  level <- check_number(level, "level", "one number between 0 and 1", function(x) x > 0 && x < 1)
  rows <- prediction_rows(object, if (!missing(newdata)) newdata, na.action)
  fit <- rows$named(linear_values(rows$design, object$coefficients, rows$offset))
  if (!se.fit && interval == "none") return(fit)
  need_squares(object, if (se.fit) "predict(se.fit = TRUE)" else "predict(interval = )")
  sigma2 <- residual_variance(object)
  m <- minimum(object$qr_factor, names(object$coefficients))
  se <- rows$named(sqrt(sigma2 * row_forms(rows$design, m$unscaled, m$kept)))
  if (interval != "none") {
    width <- qt((1 + level) / 2, object$df.residual) *
      sqrt(se^2 + if (interval == "prediction") sigma2 else 0)
    fit <- cbind(fit = fit, lwr = fit - width, upr = fit + width)
    if (interval == "prediction" && missing(newdata)) {
      warning("predictions on the data of the fit refer to _future_ responses", call. = FALSE)
    }
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
predict.neuron <- function(object, newdata, type = c("response", "link", "class"), se.fit = FALSE,
                           na.action = stats::na.pass, ...) {
  type <- check_kind(type, "type", c("response", "link", "class"))
  check_flag(se.fit, "se.fit")
  if (!missing(newdata) && is_table(newdata)) {
    refuse_for_table(se.fit = se.fit)
    return(predict_table(object, newdata, type))
  }
  hyper <- object$hyperparameters
  rows <- prediction_rows(object, if (!missing(newdata)) newdata, na.action)
  if (!identical(hyper$bias, "learn")) rows$design <- without_intercept(rows$design)
  offset <- with_fixed_bias(rows$offset, hyper$bias, rows$design$rows)
  values <- unit_values(rows$design, object$coefficients, offset, hyper$activation, type == "link")
  if (type == "class") {
    classes <- values > 0.5
    if (is.null(object$levels)) return(rows$named(as.numeric(classes)))
    if (identical(object$levels, c("FALSE", "TRUE"))) return(rows$named(classes))
    labels <- factor(object$levels[classes + 1], object$levels)
    names(labels) <- names(rows$named(as.numeric(classes)))
    return(labels)
  }
  fit <- rows$named(values)
  if (!se.fit) return(fit)
  m <- covariance(object)
  se <- sqrt(row_forms(rows$design, m$unscaled, m$kept))
  if (type == "response") {
    z <- unit_values(rows$design, object$coefficients, offset, hyper$activation, TRUE)
    se <- se * abs(hyper$activation$slope(z))
  }
  list(fit = fit, se.fit = rows$named(se), df = object$df.residual,
       residual.scale = if (is_binomial(object)) 1 else sqrt(residual_variance(object)))
}
