# Leverages, influence and the rest of what stats reads off the decomposition of an lm or a glm.

#' Leverages, influence and model terms of a fit
#'
#' What [stats::lm()] and [stats::glm()] offer for a fitted model, for a [gd_lm()] with a squared error and a sigmoid
#' [neuron()] with the cross-entropy: the numbers are those functions' own, at the coefficients that gradient descent
#' has reached.
#' Functions that are no generics, `dffits()`, `covratio()` and `influence.measures()`, take a [gd_lm()]
#' directly and a neuron as [as_glm()].
#'
#' @param model,object,x,z A fit by [gd_lm()] or [neuron()]; `variable.names()`, `case.names()` and `labels()` take
#'   networks too.
#' @param nsim Number of responses to simulate.
#' @param seed NULL, or a seed for the random numbers.
#' @param full For `variable.names()` keep aliased coefficients; for `case.names()` rows of weight 0.
#' @param ... Passed to the method of `"lm"` or `"glm"`; what that does not take is refused.
#' @return What the method for `"lm"` or `"glm"` returns.
#' @section Errors: Other costs, activations and networks have no leverages and say so. Away from the minimum a warning
#'   gives the distance in standard errors.
#' @seealso [as_lm()], [stats::influence.measures()]
#' @examples
#' fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten")
#' head(hatvalues(fit))
#' head(cooks.distance(fit))
#' influence.measures(fit)
#' @name influence
#' @aliases hatvalues rstandard rstudent cooks.distance
NULL

# Calls a verb of stats for the exact model, with arguments that its method knows.
on_exact <- function(verb, fit, ..., warn = TRUE) {
  model <- exact_model(fit, verb, warn)
  method <- utils::getS3method(verb, oldClass(model)[1], optional = TRUE, envir = asNamespace("stats"))
  if (is.null(method)) method <- utils::getS3method(verb, "lm", envir = asNamespace("stats"))
  refuse_unread(list(...), verb, setdiff(names(formals(method))[-1], "..."))
  method(model, ...)
}

#' @rdname influence
#' @exportS3Method stats::hatvalues descent
hatvalues.descent <- function(model, ...) {
  on_exact("hatvalues", model, ..., warn = is_binomial(model))
}

#' @rdname influence
#' @exportS3Method stats::rstandard descent
rstandard.descent <- function(model, ...) on_exact("rstandard", model, ...)

#' @rdname influence
#' @exportS3Method stats::rstudent descent
rstudent.descent <- function(model, ...) on_exact("rstudent", model, ...)

#' @rdname influence
#' @exportS3Method stats::cooks.distance descent
cooks.distance.descent <- function(model, ...) on_exact("cooks.distance", model, ...)

#' @rdname influence
#' @exportS3Method stats::dfbeta descent
dfbeta.descent <- function(model, ...) on_exact("dfbeta", model, ...)

#' @rdname influence
#' @exportS3Method stats::dfbetas descent
dfbetas.descent <- function(model, ...) on_exact("dfbetas", model, ...)

#' @rdname influence
#' @exportS3Method stats::influence descent
influence.descent <- function(model, ...) on_exact("influence", model, ...)

#' @rdname influence
#' @exportS3Method stats::effects descent
effects.descent <- function(object, ...) {
  on_exact("effects", object, ..., warn = is_binomial(object))
}

#' @rdname influence
#' @exportS3Method stats::alias descent
alias.descent <- function(object, ...) on_exact("alias", object, ..., warn = FALSE)

#' @rdname influence
#' @exportS3Method stats::dummy.coef descent
dummy.coef.descent <- function(object, ...) on_exact("dummy.coef", object, ..., warn = FALSE)

#' @rdname influence
#' @exportS3Method stats::proj descent
proj.descent <- function(object, ...) on_exact("proj", object, ...)

#' @rdname influence
#' @exportS3Method stats::simulate descent
simulate.descent <- function(object, nsim = 1, seed = NULL, ...) {
  check_dots(...)
  if (!is.null(seed)) return(on_exact("simulate", object, nsim = nsim, seed = seed))
  on_exact("simulate", object, nsim = nsim)
}

#' @rdname influence
#' @exportS3Method kappa descent
kappa.descent <- function(z, ...) kappa(exact_model(z, "kappa", warn = FALSE)$qr, ...)

#' @rdname influence
#' @exportS3Method qr descent
qr.descent <- function(x, ...) {
  check_dots(...)
  exact_model(x, "qr", warn = is_binomial(x))$qr
}

# ---- names -----------------------------------------------------------------------------------------------------------

#' @rdname influence
#' @exportS3Method stats::variable.names descent
variable.names.descent <- function(object, full = FALSE, ...) {
  check_dots(...)
  theta <- object$coefficients
  if (is.list(theta)) return(rownames(theta[[1]]))
  if (full || !is_gaussian(object)) return(names(theta))
  names(theta)[sort(minimum(object$qr_factor, names(theta))$kept)]
}

#' @rdname influence
#' @exportS3Method stats::case.names descent
case.names.descent <- function(object, full = FALSE, ...) {
  check_dots(...)
  values <- residuals(object)
  names <- if (is.matrix(values)) rownames(values) else names(values)
  w <- weights(object)
  if (full || is.null(w)) names else names[w != 0]
}

#' @rdname influence
#' @exportS3Method labels descent
labels.descent <- function(object, ...) {
  check_dots(...)
  labels <- attr(object$terms, "term.labels")
  if (!is_gaussian(object)) return(labels)
  assign <- object$assign[minimum(object$qr_factor, names(object$coefficients))$kept]
  labels[setdiff(unique(assign), 0)]
}

# ---- fields ----------------------------------------------------------------------------------------------------------

# Several functions of stats and car are no generics: they read `model$qr`, `model$rank` and, of a glm, fields such as
# `null.deviance`. A fit does not hold these; they are worked out when they are asked for. Of a logistic neuron there is
# no `qr`: influence.measures() and similar functions would take the neuron for an lm and compute wrong numbers.
computed_fields <- list(
  gaussian = c("qr", "rank", "effects"),
  binomial = c("rank", "linear.predictors", "y", "prior.weights", "deviance", "null.deviance", "aic", "df.null")
)

#' Fields of a fit
#'
#' A fit is a plain list, and `$` reads it as one: a fit of another version of the package is brought up to date on the
#' way, or refused, and a field that is not what it must be is an error that names it. What [stats::lm()] and
#' [stats::glm()] keep besides (`qr`, `rank`, `effects`; for logistic neurons also `null.deviance`, `aic`,
#' `linear.predictors`, `y` and others) is worked out when it is asked for, for functions such as [stats::dffits()] that
#' read it.
#'
#' @param x A fit.
#' @param name The name of a field.
#' @return The field, or NULL.
#' @section Errors: A field that was changed, or a fit of a version that is not known, is refused with an error of class
#'   `"descent_stale_fit"`.
#' @examples
#' neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")$null.deviance
#' @keywords internal
#' @export
`$.descent` <- function(x, name) {
  if (!identical(.subset2(x, "version"), fit_version)) x <- current_fit(x)
  value <- .subset2(x, name)
  if (name == "call") value <- written_call(value)
  check <- fit_fields[[name]]
  if (!is.null(check)) {
    problem <- check(value, x)
    if (!is.null(problem)) stop_field(name, value, problem)
    return(if (name == "terms") terms_of(x) else value)
  }
  if (!is.null(value)) return(value)
  if (!name %in% unlist(computed_fields, use.names = FALSE)) return(.subset2(x, name, exact = FALSE))
  family <- x$family
  if (is.null(family) || !name %in% computed_fields[[family]]) return(NULL)
  exact_model(x, name, warn = FALSE)[[name]]
}
