# What predict() offers besides values: classes and their probabilities, intervals, terms.

prediction_type <- function(type, choices) {
  if (identical(type, choices)) return(choices[1])
  if (is.character(type) && length(type) == 1 && type %in% c("raw", "probs", "probabilities")) {
    stop_argument("type", "\"prob\" for the probabilities of classes", describe(type))
  }
  check_choice(type, "type", choices)
}

# An interval's name may be shortened, as in lm().
interval_kind <- function(interval, choices = c("none", "confidence", "prediction")) {
  if (identical(interval, choices)) return(choices[1])
  at <- if (is.character(interval) && length(interval) == 1 && nzchar(interval)) pmatch(interval, choices)
  if (length(at) == 1 && !is.na(at)) choices[at] else check_choice(interval, "interval", choices)
}

check_level <- function(level) {
  check_number(level, "level", "one number between 0 and 1", level > 0 && level < 1)
}

# Standard errors belong to the end of training.
refuse_epoch <- function(epoch, what) {
  if (is.null(epoch)) return(invisible())
  stop(sprintf("`epoch` must be NULL with `%s`: standard errors hold at the end of training.", what), call. = FALSE)
}

# predict(type = "terms") is lm()'s, or glm()'s on the link scale, at the coefficients of the fit.
predict_terms <- function(fit, newdata, terms, se.fit, na.action) {
  model <- exact_model(fit, "predict(type = \"terms\")", warn = se.fit)
  given <- list(model, type = "terms", se.fit = se.fit, na.action = na.action)
  if (!is.null(newdata)) given$newdata <- newdata
  given["terms"] <- list(terms)
  do.call(stats::predict, given)
}

warn_future <- function(fit, newdata) {
  if (is.null(newdata)) warning("predictions on the data of the fit refer to _future_ responses", call. = FALSE)
  if (!is.null(fit$weights) || (!is.null(fit$table) && !is.null(fit$call$weights))) {
    warning("the prediction interval takes the variance to be the same in all new rows, though the fit has weights.",
            call. = FALSE)
  }
}

# Does a unit's output rise with its sum everywhere? Then an interval of the sum becomes one of the output.
rises <- function(activation) all(activation$slope(seq(-30, 30, by = 0.05)) >= 0)

# fit, lwr and upr of a unit's output from its weighted sum z and the standard error of that; `spread` is the residual
# variance that a prediction adds.
unit_interval <- function(activation, z, error, width, link, spread) {
  if (link || (spread == 0 && rises(activation))) {
    ends <- cbind(fit = z, lwr = z - width * error, upr = z + width * error)
    if (!link) ends[] <- activation$value(as.vector(ends))
    return(ends)
  }
  value <- activation$value(z)
  error <- sqrt((activation$slope(z) * error)^2 + spread)
  cbind(fit = value, lwr = value - width * error, upr = value + width * error)
}

# What is left of the response once all terms but one are taken away, as residuals.lm() has it; for logistic neurons on
# the scale of the weighted sum.
partial_residuals <- function(fit) {
  stats::residuals(exact_model(fit, "residuals(type = \"partial\")", warn = FALSE), type = "partial")
}
