# drop1() and add1(): what is compared is compared at the minimum.

#' Terms to drop and to add
#'
#' `drop1()` and `add1()` compare models at their minima, which follow from the data: the tables are those of
#' [stats::lm()] and [stats::glm()] for the same formula, wherever the fit itself stands, so that [stats::step()] keeps
#' the terms that it would keep for them.
#'
#' @param object A fit by [gd_lm()] or a logistic [neuron()].
#' @param scope The terms to drop or add, as a formula; for `drop1()` all by default.
#' @param ... The other arguments of the methods for `"lm"` and `"glm"`: `scale`, `test`, `k`.
#' @return A table of class `"anova"`.
#' @section Errors: Fits without an exact counterpart are refused with the reason.
#' @seealso [anova.gd_lm()], [stats::step()]
#' @examples
#' fit <- gd_lm(mpg ~ wt + hp + qsec, mtcars, scaling = "whiten")
#' drop1(fit, test = "F")
#' formula(step(fit, trace = 0))
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

#' @exportS3Method MASS::dropterm descent
dropterm.descent <- function(object, ...) call_of("MASS", "dropterm")(minimum_model(object, "dropterm"), ...)

#' @exportS3Method MASS::addterm descent
addterm.descent <- function(object, ...) call_of("MASS", "addterm")(minimum_model(object, "addterm"), ...)

term_method <- function(verb, model, given) {
  method <- utils::getS3method(verb, oldClass(model)[1], envir = asNamespace("stats"))
  refuse_unread(given, verb, c(setdiff(names(formals(method))[-(1:2)], "..."), "trace"))  # step() passes `trace`
  method
}
