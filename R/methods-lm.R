# lm's verbs for gd_lm() and neuron(), and those that all fits share.

#' Parameters of a fit
#'
#' The learnt coefficients, at the end or as they stood after any recorded epoch.
#'
#' @param object A fit by [gd_lm()], [neuron()] or [ann()].
#' @param epoch NULL for the end, or the number of a recorded epoch (0 is the start).
#' @param ... Not used.
#' @return A named numeric vector; for [ann()] a list of matrices, one per layer: rows `"(Intercept)"` then inputs,
#'   columns units.
#' @section Errors: An epoch that was not recorded is refused, with the nearest ones that were.
#' @seealso [coef_history()], [hyperparameters()]
#' @seealso In the course: `vignette("linear-model", package = "descent")`.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 50)
#' coef(fit)
#' coef(fit, epoch = 1)
#' @export
coef.descent <- function(object, epoch = NULL, ...) {
  check_dots(..., .ignored = "na.rm")  # survey's regTermTest()
  if (is.null(epoch)) return(object$coefficients)
  check_recorded(object, "coef(epoch = )")
  kept <- object$history$epoch
  theta <- object$history$coefficients[match(check_epoch(epoch, kept), kept), ]
  if (is.list(object$coefficients)) return(as_layers(theta, object$coefficients))
  theta
}

#' @export
fitted.descent <- function(object, epoch = NULL, ...) {
  check_dots(...)
  need_rows(object, "fitted()")
  if (is.null(epoch)) named_values(object, object$fitted.values) else predict(object, epoch = epoch)
}

#' @export
formula.descent <- function(x, ...) {
  check_dots(...)
  if (is_of(parent.frame(), "visreg") && has_exact(x)) stand_in(x, "visreg", "fit")
  formula <- formula(x$terms)
  environment(formula) <- home_of(x)
  formula
}

#' @export
terms.descent <- function(x, ...) {
  check_dots(...)
  x$terms
}

#' @export
nobs.descent <- function(object, use.fallback = FALSE, ...) {  # nolint: object_name_linter. nobs()'s name.
  check_dots(...)
  if (!is.null(object$table)) return(object$table$counted)
  if (!is.null(object$weights)) sum(object$weights != 0) else NROW(object$fitted.values)
}

#' @export
df.residual.descent <- function(object, ...) {
  check_dots(...)
  object$df.residual
}

# The working weights of a logistic neuron are those of weighted least squares in glm(), at the coefficients reached.
#' @export
weights.descent <- function(object, type = c("prior", "working"), ...) {
  check_dots(...)
  type <- check_kind(type, "type", c("prior", "working"))
  w <- object$weights
  if (type == "working" && is_binomial(object)) w <- exact_model(object, "weights", warn = FALSE)$weights
  if (is.null(w)) NULL else naresid(object$na.action, w)
}

#' @export
family.gd_lm <- function(object, ...) {
  check_dots(...)
  gaussian()
}

#' @export
family.neuron <- function(object, ...) {
  check_dots(...)
  if (is_binomial(object)) return(binomial())
  if (object$hyperparameters$activation$linear) return(gaussian())
  refuse(object, "family", "only sigmoid with cross_entropy (binomial) and identity (gaussian) are of a family")
}

# With `data`, `subset` or `na.action` the frame is made of these, as for lm().
#' @export
model.frame.descent <- function(formula, data, subset, na.action, ...) {
  check_dots(..., .ignored = c("xlev", "drop.unused.levels"))
  given <- as.list(match.call(expand.dots = FALSE))
  given <- given[names(given) %in% c("data", "subset", "na.action")]
  given <- lapply(given, eval, parent.frame())
  if (length(Filter(Negate(is.null), given)) == 0) return(frame_of(formula))
  call <- formula$call
  call <- call[c(1L, match(c("data", "subset", "weights", "na.action", "offset"), names(call), 0L))]
  call[[1L]] <- quote(stats::model.frame)
  call[names(given)] <- given
  call[c("formula", "xlev", "drop.unused.levels")] <- list(formula$terms, formula$xlevels, TRUE)
  eval(call, home_of(formula))
}

# The formula of a fit that came with `data` remembers only the functions and constants it names. What update() adds is
# looked up where update() is called.
#' @export
update.descent <- function(object, formula., ..., evaluate = TRUE) { # nolint: object_name_linter. update()'s name.
  if (is.null(object$call)) return(NULL)  # `$` checks it, which NextMethod() does not
  call <- NextMethod(evaluate = FALSE)
  home <- environment(call$formula)
  if (isTRUE(attr(home, "lean"))) environment(call$formula) <- list2env(as.list(home), parent = parent.frame())
  if (!is.null(home) && is_lasting(home)) environment(call$formula) <- parent.frame()
  if (evaluate) eval(call, parent.frame()) else call
}

#' @export
model.matrix.descent <- function(object, ...) {
  model.matrix(object$terms, model.frame(object, ...), object$contrasts)
}

# ---- residuals and likelihood -----------------------------------------------------------------------------------

#' @export
residuals.gd_lm <- function(object, type = c("working", "response", "deviance", "pearson", "partial"), epoch = NULL,
                            ...) {
  check_dots(...)
  type <- match.arg(type)
  if (type == "partial") return(partial_residuals(at_epoch(object, epoch)))
  r <- residuals_at(object, epoch)
  if (type %in% c("deviance", "pearson") && !is.null(object$weights)) r <- r * sqrt(object$weights)
  named_residuals(object, r)
}

# observed - fitted, as the fit stood after an epoch.
residuals_at <- function(fit, epoch) {
  if (is.null(epoch)) return(fit$residuals)
  y <- observed_values(fit)
  values <- unname(y - as.matrix(raw_values(at_epoch(fit, epoch))))
  if (ncol(values) == 1) as.vector(values) else `colnames<-`(values, colnames(y))
}

# Fitted values of all rows of the fit, without names.
raw_values <- function(fit) output_values(fit, read_design(frame_of(fit), fit$contrasts), fit$offset)

#' @export
residuals.neuron <- function(object, type = c("response", "deviance", "pearson", "working", "partial"), epoch = NULL,
                             ...) {
  check_dots(...)
  type <- match.arg(type)
  if (type == "partial") return(partial_residuals(at_epoch(object, epoch)))
  r <- residuals_at(object, epoch)
  if (type == "working") return(named_residuals(object, working_residuals(at_epoch(object, epoch), r)))
  if (type != "response" && is_binomial(object)) {
    p <- if (is.null(epoch)) object$fitted.values else drop(raw_values(at_epoch(object, epoch)))
    y <- observed_sum(object, p, r)
    r <- switch(type, pearson = r / sqrt(p * (1 - p)),
                deviance = sign(r) * sqrt(pmax(0, 2 * (entropy_part(y, p) + entropy_part(1 - y, 1 - p)))))
  }
  if (type != "response" && !is.null(object$weights)) r <- r * sqrt(object$weights)
  named_residuals(object, r)
}

entropy_part <- function(y, p) ifelse(y == 0, 0, y * log(y / p))

#' @export
deviance.gd_lm <- function(object, ...) {
  check_dots(...)
  weighted_squares(object)
}

#' @export
deviance.neuron <- function(object, ...) {
  check_dots(...)
  if (is_binomial(object) && !is.null(object$table)) return(object$table$deviance)
  if (is_binomial(object)) return(sum(residuals.neuron(object, "deviance")^2, na.rm = TRUE))
  weighted_squares(object)
}

#' @export
logLik.gd_lm <- function(object, ...) {
  check_dots(...)
  need_squares(object, "logLik")
  warn_away(object, "logLik()")
  gaussian_likelihood(object, minimum(object$qr_factor, names(object$coefficients))$rank)
}

gaussian_likelihood <- function(fit, rank) {
  known <- row_facts(fit)
  n <- known$counted
  value <- 0.5 * (known$logs - n * (log(2 * pi) + 1 - log(n) + log(weighted_squares(fit))))
  structure(value, nall = n, nobs = n, df = rank + 1, class = "logLik")
}

#' @export
logLik.neuron <- function(object, ...) {
  check_dots(...)
  rank <- nobs(object) - object$df.residual
  if (!is_binomial(object)) {
    need_squares(object, "logLik")
    warn_away(object, "logLik()")
    return(gaussian_likelihood(object, rank))
  }
  warn_away(object, "logLik()")
  if (!is.null(object$table)) {
    return(structure(object$table$likelihood, nobs = nobs(object), df = rank, class = "logLik"))
  }
  p <- object$fitted.values
  y <- observed_sum(object)
  w <- if (is.null(object$weights)) rep(1, length(y)) else object$weights
  # whole numbers of successes in whole numbers of trials can come in many orders, as glm() counts
  trials <- trials_of(object)
  if (is.null(trials) || all(trials <= 1)) trials <- w
  counts <- trials == round(trials) & abs(trials * y - round(trials * y)) < 1e-6 & trials > 0
  orders <- sum(ifelse(counts, w / trials * lchoose(trials, round(trials * y)), 0))
  value <- orders + sum(w * (ifelse(y == 0, 0, y * log(p)) + ifelse(y == 1, 0, (1 - y) * log1p(-p))))
  structure(value, nobs = nobs(object), df = rank, class = "logLik")
}

# ---- standard errors ---------------------------------------------------------------------------------------------

#' Covariance, confidence intervals and likelihood of a fit
#'
#' For [gd_lm()] these are [stats::lm()]'s, for a sigmoid [neuron()] with the cross-entropy [stats::glm()]'s, for a
#' neuron with a squared cost [stats::nls()]'s; all at the coefficients that were reached, so that they are those
#' functions' numbers at the minimum only. `vcov()` and `confint()` of a fit that has not converged warn in the words of
#' `summary()`, which tells how far from the minimum it is. For other costs they make no sense and say so.
#'
#' The weights of an [ann()] have none of these. Two units of a hidden layer with their weights exchanged are the same
#' network, and as a rule many other weights predict the same, so that no interval tells where a weight lies. What a
#' network has are intervals of its predictions, [`predict(interval = "prediction")`][predict.ann], and the slopes of
#' [input_slopes()].
#'
#' @param object A fit by [gd_lm()] or [neuron()].
#' @param parm Which coefficients, by name or number; all by default.
#' @param level Confidence level, a number between 0 and 1.
#' @param complete Keep aliased coefficients, as NA.
#' @param ... Not used.
#' @return `vcov()` a matrix, `confint()` a matrix with one row per coefficient (Wald intervals: t for [gd_lm()] and
#'   squared costs, normal for logistic neurons).
#' @section Errors: A cost without standard errors (`"mae"`, `"huber"`, your own) is refused with the reason, and so is
#'   a network.
#' @seealso [summary.gd_lm()], [compare()]
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "whiten")
#' vcov(fit)
#' confint(fit)
#' @export
vcov.descent <- function(object, complete = TRUE, ...) {
  check_dots(..., .ignored = c("regcoef.only", "intercepts"))  # rms
  m <- covariance(object)
  warn_away(object, "vcov()")
  names <- names(m$variances)
  known <- structure(m$unscaled, dimnames = rep(list(names[m$kept]), 2))
  if (!complete) return(known[order(m$kept), order(m$kept), drop = FALSE])
  open <- !m$estimable[m$kept]
  known[open, ] <- NA
  known[, open] <- NA
  all <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
  all[m$kept, m$kept] <- known
  all
}

#' @rdname vcov.descent
#' @export
confint.descent <- function(object, parm, level = 0.95, ...) {
  check_dots(...)
  level <- check_number(level, "level", "one number between 0 and 1", level > 0 && level < 1)
  theta <- object$coefficients
  se <- sqrt(covariance(object, "confint")$variances)
  warn_away(object, "confint()")
  at <- if (missing(parm)) seq_along(theta) else chosen_coefficients(parm, names(theta))
  tails <- c((1 - level) / 2, 1 - (1 - level) / 2)
  logistic <- is_binomial(object)
  quantiles <- if (logistic) qnorm(tails) else qt(tails, object$df.residual)
  result <- theta[at] + outer(se[at], quantiles)
  dimnames(result) <- list(names(theta)[at], paste(format(100 * tails, trim = TRUE, digits = 3), "%"))
  result
}

# Numbers of coefficients from their numbers or names; two of them can have the same name.
chosen_coefficients <- function(parm, names) {
  at <- if (is.numeric(parm)) seq_along(names)[parm] else
    unlist(lapply(parm, function(name) if (name %in% names) which(names == name) else NA))
  if (anyNA(at)) stop_argument("parm", "the names or numbers of coefficients", describe(parm))
  at
}

#' @export
extractAIC.descent <- function(fit, scale = 0, k = 2, ...) {
  check_dots(...)
  warn_away(fit, "extractAIC()")
  likelihood <- quietly(logLik(fit))
  if (!is_binomial(fit)) {  # as for lm: up to a constant
    n <- nobs(fit)
    edf <- n - fit$df.residual
    rss <- weighted_squares(fit)
    return(c(edf, if (scale > 0) rss / scale - n + k * edf else n * log(rss / n) + k * edf))
  }
  edf <- attr(likelihood, "df")
  c(edf, -2 * as.numeric(likelihood) + k * edf)
}

# The error of the output over the slope there: by how much the weighted sum is off, to first order.
working_residuals <- function(fit, errors) {
  rows <- prediction_rows(fit, NULL, stats::na.pass)
  if (!identical(fit$hyperparameters$bias, "learn")) rows$design <- without_intercept(rows$design)
  offset <- with_fixed_bias(rows$offset, fit$hyperparameters$bias, rows$design$rows)
  activation <- fit$hyperparameters$activation
  errors / activation$slope(unit_values(rows$design, fit$coefficients, offset, activation, TRUE))
}
