#' A fit as lm() and glm() would have returned it
#'
#' Many packages ask for an object of class `"lm"` or `"glm"`, with its QR decomposition. These functions make one of a
#' fit, at the coefficients that gradient descent has reached: residuals, fitted values, standard errors and leverages
#' are those of the fit. Where columns are collinear, `lm()`'s coefficients are NA; the fitted values stay the fit's.
#'
#' @param fit For `as_lm()` a fit by [gd_lm()] with a squared error, or by [neuron()] with a squared error and the
#'   identity; for `as_glm()` also a [neuron()] with the sigmoid and the cross-entropy.
#' @return `as_lm()` an object of class `"lm"`, `as_glm()` one of class `c("glm", "lm")` with the family
#'   `binomial()` or `gaussian()`; its number of Fisher scoring iterations is 0, since none were made.
#' @section Errors: A fit without an exact counterpart is refused with the reason. A fit that has not converged gives a
#'   warning, with its distance to the minimum in standard errors.
#' @seealso [compare()] for the exact method beside the fit; [stats::lm()], [stats::glm()].
#' @seealso In the course: `vignette("clients", package = "descent")`.
#' @examples
#' fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten")
#' summary(as_lm(fit))
#' unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")
#' summary(as_glm(unit))
#' @export
as_lm <- function(fit) {
  check_fit(fit, "as_lm")
  if (!is_gaussian(fit)) {
    refuse_exact(fit, "as_lm", "lm() minimises squared errors behind the identity")
  }
  model <- lm_at(fit, fit$coefficients)
  warn_away(fit, "as_lm()")
  model
}

#' @rdname as_lm
#' @export
as_glm <- function(fit) {
  check_fit(fit, "as_glm")
  family <- fit$family
  if (is.null(family) || family == "nls") {
    refuse_exact(fit, "as_glm", "it needs squared errors behind the identity, or the cross-entropy behind a sigmoid")
  }
  model <- glm_at(fit, fit$coefficients)
  warn_away(fit, "as_glm()")
  model
}

refuse_exact <- function(fit, verb, why) {
  if (!is_network(fit)) refuse(fit, verb, why)
  stop(sprintf("%s() makes no sense for a network: %s.", verb, why), call. = FALSE)
}

# Whether there is an lm or a glm of the same model.
has_exact <- function(fit) isTRUE(fit$family %in% c("gaussian", "binomial"))

# The lm or glm that has what `verb` asks for, at the fit's coefficients.
exact_model <- function(fit, verb, warn = TRUE) {
  family <- fit$family
  if (is.null(family) || family == "nls") {
    refuse_exact(fit, verb, "it is known for linear models and for sigmoid neurons with the cross-entropy")
  }
  if (warn) warn_away(fit, paste0(verb, "()"))
  if (family == "binomial") glm_at(fit, fit$coefficients) else lm_at(fit, fit$coefficients)
}

# The same at the minimum.
minimum_model <- function(fit, verb) {
  family <- fit$family
  if (is.null(family) || family == "nls") {
    refuse_exact(fit, verb, "it is known for linear models and for sigmoid neurons with the cross-entropy")
  }
  if (family == "binomial") glm_at(fit, NULL) else lm_at(fit, NULL)
}

# ---- what lm() and glm() read of a fit -------------------------------------------------------------------------------

# x (with attributes `assign` and `contrasts`), y and offset, named by rows; the terms and the model frame. A bias that
# is not learnt is not a column of x: it becomes an offset of the formula.
exact_parts <- function(fit) {
  frame <- frame_of(fit)
  terms <- fit$terms
  x <- model.matrix(terms, frame, fit$contrasts)
  offset <- fit$offset
  bias <- fit$hyperparameters$bias
  if (!is.null(bias) && !identical(bias, "learn") && attr(terms, "intercept") == 1) {
    fixed <- terms_without_bias(fit, terms, frame, bias)
    terms <- fixed$terms
    frame <- fixed$frame
    at <- attr(x, "assign") != 0
    x <- structure(x[, at, drop = FALSE], assign = attr(x, "assign")[at], contrasts = attr(x, "contrasts"))
    offset <- with_fixed_bias(offset, bias, nrow(x))
  }
  y <- setNames(as.double(observed_sum(fit)), rownames(x))
  environment(terms) <- home_of(fit)
  attr(frame, "terms") <- terms
  list(x = x, y = y, offset = offset, terms = terms, frame = frame)
}

# y ~ x with a fixed bias b is y ~ x - 1 + offset(b + 0 * x), which can be read again from any data.
terms_without_bias <- function(fit, terms, frame, bias) {
  if (length(fit$xlevels)) {
    stop("a factor beside a bias that is not learnt has no counterpart in lm() and glm(): without an intercept they ",
         "give a factor one more column. Write the dummy variables into `formula`, or learn the bias.", call. = FALSE)
  }
  wanted <- update(formula(terms), . ~ . - 1)
  if (is.numeric(bias)) {
    first <- attr(terms, "variables")[[3]]
    constant <- call("offset", call("+", bias, call("*", 0, first)))
    wanted[[3]] <- call("+", wanted[[3]], constant)
    frame[[deparse1(constant)]] <- rep(bias, nrow(frame))
  }
  made <- terms(wanted)
  attributes <- attributes(terms)[c("dataClasses", "predvars")]
  attr(made, "dataClasses") <- c(attributes$dataClasses, if (is.numeric(bias)) {
    setNames("numeric", names(frame)[ncol(frame)])
  })
  environment(made) <- environment(terms)
  attr(made, "predvars") <- predvars_of(made, terms)
  attr(frame, "terms") <- made
  list(terms = made, frame = frame)
}

# The variables of `made`, those that `terms` has too as it predicts with them (poly(), ns() with their knots).
predvars_of <- function(made, terms) {
  if (is.null(attr(terms, "predvars"))) return(attr(made, "variables"))
  old <- vapply(as.list(attr(terms, "variables"))[-1], deparse1, "")
  new <- attr(made, "variables")
  for (i in seq_along(new)[-1]) {
    at <- match(deparse1(new[[i]]), old)
    if (!is.na(at)) new[[i]] <- attr(terms, "predvars")[[at + 1]]
  }
  new
}

# The call that lm() or glm() would have kept.
exact_call <- function(fit, verb, terms) {
  call <- fit$call
  kept <- c("formula", "data", "subset", "weights", "na.action", "offset", "contrasts")
  call <- call[c(1L, match(kept, names(call), 0L))]
  call[[1L]] <- as.name(verb)
  same <- vapply(c("variables", "intercept"), function(a) identical(attr(terms, a), attr(fit$terms, a)), NA)
  if (!all(same)) call$formula <- formula(terms)
  call
}

lm_at <- function(fit, theta) {
  parts <- exact_parts(fit)
  w <- fit$weights
  model <- if (is.null(w)) stats::lm.fit(parts$x, parts$y, offset = parts$offset) else
    stats::lm.wfit(parts$x, parts$y, w, offset = parts$offset)
  if (!is.null(theta)) {
    values <- drop(parts$x %*% theta)
    model$coefficients[] <- if (model$rank == length(theta)) theta else
      projected(parts$x, values, w, model$coefficients)
    values <- sum_of(parts$offset, values)
    model$fitted.values <- setNames(values, names(parts$y))
    model$residuals <- parts$y - model$fitted.values
  }
  described <- list(na.action = fit$na.action, offset = parts$offset, contrasts = attr(parts$x, "contrasts"),
                    xlevels = .getXlevels(parts$terms, parts$frame), call = exact_call(fit, "lm", parts$terms),
                    terms = parts$terms, model = parts$frame)
  structure(c(model, described[!vapply(described, is.null, NA)]), class = "lm")
}

# The coefficients, NA where lm() has them, that give these weighted sums.
projected <- function(x, values, w, pattern) {
  kept <- !is.na(pattern)
  if (!is.null(w)) {
    x <- x * sqrt(w)
    values <- values * sqrt(w)
  }
  replace(pattern, kept, qr.coef(qr(x[, kept, drop = FALSE]), values))
}

# glm()'s object at theta, or at the minimum where theta is NULL: one weighted least-squares decomposition there.
glm_at <- function(fit, theta) {
  parts <- exact_parts(fit)
  family <- if (fit$family == "binomial") binomial() else gaussian()
  prior <- setNames(if (is.null(fit$weights)) rep(1, length(parts$y)) else fit$weights, names(parts$y))
  if (is.null(theta)) {
    theta <- glm_fit(parts$x, parts$y, prior, parts$offset, family)$coefficients
    theta[is.na(theta)] <- 0
  }
  model <- glm_pieces(parts, prior, family, theta)
  intercept <- attr(parts$terms, "intercept") == 1
  trials <- trials_of(fit)
  if (is.null(trials)) trials <- rep(1, length(parts$y))
  model <- c(model, glm_deviances(model, parts, prior, family, intercept, trials),
             list(converged = isTRUE(fit$converged), boundary = FALSE))
  call <- exact_call(fit, "glm", parts$terms)
  call$family <- as.name(family$family)
  described <- list(model = parts$frame, call = call, formula = formula(parts$terms), terms = parts$terms,
                    data = data_of(fit, environment(parts$terms)), offset = parts$offset,
                    control = stats::glm.control(), method = "glm.fit", contrasts = attr(parts$x, "contrasts"),
                    xlevels = .getXlevels(parts$terms, parts$frame))
  if (!is.null(fit$na.action)) described$na.action <- fit$na.action
  structure(c(model, described), class = c("glm", "lm"))
}

glm_fit <- function(x, y, prior, offset, family) {
  suppressWarnings(stats::glm.fit(x, y, prior, offset = offset, family = family))
}

glm_pieces <- function(parts, prior, family, theta) {
  z <- setNames(sum_of(parts$offset, drop(parts$x %*% theta)), names(parts$y))
  mu <- family$linkinv(z)
  slope <- family$mu.eta(z)
  y <- if (family$family == "binomial") replace(parts$y, prior == 0, 0) else parts$y
  used <- prior > 0 & slope != 0
  root <- sqrt(prior * slope^2 / family$variance(mu))
  working <- z - (if (is.null(parts$offset)) 0 else parts$offset) + (y - mu) / slope
  least <- stats::lm.fit((parts$x * root)[used, , drop = FALSE], (working * root)[used], tol = 1e-11)
  coefficients <- least$coefficients
  coefficients[] <- if (least$rank == length(theta)) theta else
    projected(parts$x, drop(parts$x %*% theta), root^2, coefficients)
  at <- seq_len(min(ncol(parts$x), nrow(least$qr$qr)))
  triangle <- least$qr$qr[at, , drop = FALSE]
  triangle[row(triangle) > col(triangle)] <- 0
  list(coefficients = coefficients, residuals = (y - mu) / slope, fitted.values = mu, effects = least$effects,
       R = structure(triangle, dimnames = rep(list(colnames(least$qr$qr)), 2)), rank = least$rank,
       qr = structure(unclass(least$qr)[c("qr", "rank", "qraux", "pivot", "tol")], class = "qr"), family = family,
       linear.predictors = z,
       weights = replace(root^2, !used, 0), prior.weights = prior, y = y)
}

glm_deviances <- function(model, parts, prior, family, intercept, trials) {
  y <- model$y
  mu <- model$fitted.values
  deviance <- sum(family$dev.resids(y, mu, prior))
  rows <- sum(prior != 0)
  list(deviance = deviance,
       aic = family$aic(y, trials, mu, prior, deviance) + 2 * model$rank,
       null.deviance = null_deviance(y, prior, parts$offset, family, intercept), iter = 0L,
       df.residual = rows - model$rank, df.null = rows - intercept)
}

# The deviance of the model that has the intercept and the offset alone.
null_deviance <- function(y, prior, offset, family, intercept) {
  null <- if (!intercept) family$linkinv(if (is.null(offset)) 0 * y else offset) else
    if (is.null(offset)) rep(sum(prior * y) / sum(prior), length(y)) else
      glm_fit(rep(1, length(y)), y, prior, offset, family)$fitted.values
  sum(family$dev.resids(y, null, prior))
}

# What summary.glm() has of a logistic model.
logistic_figures <- function(fit) {
  intercept <- names(fit$coefficients)[1] == bias_row
  likelihood <- quietly(logLik(fit))
  covariance <- quietly(stats::vcov(fit, complete = FALSE))
  c(list(deviance = deviance(fit), df.residual = fit$df.residual), null_figures(fit, intercept),
    list(aic = -2 * as.numeric(likelihood) + 2 * attr(likelihood, "df"), dispersion = 1, cov.unscaled = covariance,
         cov.scaled = covariance))
}

# The deviance of the intercept alone.
null_figures <- function(fit, intercept) {
  if (!is.null(fit$table)) {
    return(list(null.deviance = fit$table$null.deviance, df.null = fit$table$counted - intercept))
  }
  y <- as.vector(observed_sum(fit))
  prior <- if (is.null(fit$weights)) rep(1, length(y)) else fit$weights
  offset <- with_fixed_bias(fit$offset, fit$hyperparameters$bias, length(y))
  list(null.deviance = null_deviance(y, prior, offset, binomial(), intercept), df.null = sum(prior != 0) - intercept)
}

# The data frame that the fit was made of, where its call still finds it; else what the fit holds of it.
data_of <- function(fit, home) {
  if (is.null(fit$call$data)) return(home)
  if (finds_data(fit, home)) as_data(eval(fit$call$data, home)) else frame_of(fit)
}
