# drop1(), add1() and sigma(): what is compared is compared at the minimum.

#' Terms to drop and to add, and the residual standard deviation
#'
#' `drop1()` and `add1()` compare models at their minima, which follow from the data: the tables are those of
#' [stats::lm()] and [stats::glm()] for the same formula, wherever the fit itself stands, so that [stats::step()] keeps
#' the terms that it would keep for them.
#'
#' @param object A fit by [gd_lm()] or a logistic [neuron()]; `sigma()` takes networks with numeric responses too.
#' @param scope The terms to drop or add, as a formula; for `drop1()` all by default.
#' @param ... For `drop1()` and `add1()` the other arguments of their methods: `scale`, `test`, `k`, ...; else not used.
#' @return `drop1()` and `add1()` a table of class `"anova"`; `sigma()` one number, or one per response of a network.
#' @section Errors: Fits without an exact counterpart are refused with the reason.
#' @seealso [anova.gd_lm()], [stats::step()]
#' @examples
#' fit <- gd_lm(mpg ~ wt + hp + qsec, mtcars, scaling = "whiten")
#' drop1(fit, test = "F")
#' formula(step(fit, trace = 0))
#' sigma(fit)
#' @name drop1
NULL

#' @rdname drop1
#' @exportS3Method stats::drop1 descent
drop1.descent <- function(object, scope, ...) {
  model <- minimum_model(object, "drop1")
  method <- term_method("drop1", model, list(...))
  if (missing(scope)) method(model, ...) else method(model, scope, ...)
}

#' @rdname drop1
#' @exportS3Method stats::add1 descent
add1.descent <- function(object, scope, ...) {
  model <- minimum_model(object, "add1")
  method <- term_method("add1", model, list(...))
  if (missing(scope)) stop("`scope` must name the terms to add, as ~ . + x; it is missing.", call. = FALSE)
  method(model, scope, ...)
}

term_method <- function(verb, model, given) {
  method <- utils::getS3method(verb, class(model)[1], envir = asNamespace("stats"))
  refuse_unread(given, verb, c(setdiff(names(formals(method))[-(1:2)], "..."), "trace"))  # step() passes `trace`
  method
}

#' @rdname drop1
#' @exportS3Method stats::sigma descent
sigma.descent <- function(object, ...) {
  check_dots(...)
  family <- object$family
  if (is.null(family) && !is_network(object)) need_squares(object, "sigma")
  if (!is.null(object$levels) && is.null(family)) {
    stop("sigma() makes no sense for classes: it is the standard deviation of numeric residuals.", call. = FALSE)
  }
  warn_away(object, "sigma()")
  if (!is.matrix(object$residuals)) {
    return(if (object$df.residual > 0) sqrt(deviance(object) / object$df.residual) else NaN)
  }
  # each response has its share of the parameters
  w <- if (is.null(object$weights)) rep(1, nrow(object$residuals)) else object$weights
  responses <- ncol(object$residuals)
  df <- sum(w > 0) - sum(lengths(object$coefficients)) / responses
  if (df > 0) sqrt(colSums(w * object$residuals^2) / df) else rep(NaN, responses)
}
