# What summary(), sigma() and anova() say of a fit at its minimum, as lm() and glm() say it.

#' The residual standard deviation
#'
#' The root of the residual sum of squares (of a logistic neuron the deviance) divided by the residual degrees of
#' freedom. These count what the data determine: of collinear columns each only once.
#'
#' @param object A fit by [gd_lm()], [neuron()] or [ann()].
#' @param ... Not used.
#' @return One number; NaN where no degree of freedom is left, as for [stats::lm()].
#'   For a network with numeric responses one number per response, each with its share of the parameters.
#' @section Errors: A network for classes is refused, and so is a cost that is neither squared nor the cross-entropy.
#' @seealso [stats::sigma()], [summary.gd_lm()]
#' @examples
#' # block and N:P:K overlap in part: 11 of the 12 coefficients count, as for lm()
#' sigma(gd_lm(yield ~ block + N * P * K, npk, scaling = "whiten"))
#' @export
#' @importFrom stats sigma
sigma.descent <- function(object, ...) {
  check_dots(...)
  if (is_network(object)) return(network_sigma(object))
  if (!identical(object$family, "binomial")) need_squares(object, "sigma")
  warn_away(object, "sigma()")
  df <- object$df.residual
  if (df > 0) sqrt(deviance(object) / df) else NaN
}

# One number per numeric response; each has its share of the parameters.
network_sigma <- function(fit) {
  if (!is.null(fit$levels)) stop("sigma() makes no sense for classes.", call. = FALSE)
  need_rows(fit, "sigma()")
  r <- as.matrix(fit$residuals)
  w <- if (is.null(fit$weights)) rep(1, nrow(r)) else fit$weights
  if (length(fit$validation_rows)) w[fit$validation_rows] <- 0
  df <- sum(w > 0) - sum(lengths(fit$coefficients)) / ncol(r)
  if (df <= 0) return(rep(NaN, ncol(r)))
  value <- sqrt(colSums(w * r^2) / df)
  if (ncol(r) == 1) unname(value) else value
}

# R squared, adjusted, and the F statistic, as summary.lm() has them: the offset belongs to the fitted values; an
# intercept alone explains nothing, and has no F statistic.
explained_squares <- function(fit, intercept, rank, df) {
  rss <- weighted_squares(fit)
  mss <- if (is.null(fit$table)) fitted_squares(fit, intercept) else fit$table$explained
  explained <- rank - intercept
  if (explained <= 0) return(list(r.squared = 0, adj.r.squared = 0))
  share <- mss / (mss + rss)
  if (df <= 0) return(list(r.squared = share, adj.r.squared = NaN))
  list(r.squared = share, adj.r.squared = 1 - (1 - share) * ((rank + df - intercept) / df),
       fstatistic = c(value = (mss / explained) / (rss / df), numdf = explained, dendf = df))
}

# The weighted sum of squares of the fitted values about their mean, or about 0.
fitted_squares <- function(fit, intercept) {
  values <- fit$fitted.values
  w <- if (is.null(fit$weights)) rep(1, length(values)) else fit$weights
  sum(w * (values - if (intercept) sum(w * values) / sum(w) else 0)^2)
}

# ---- several models --------------------------------------------------------------------------------------------------

# The models that can be compared with the first: as anova.lm() does, those with another response are left out with a
# warning, and models of other rows are refused.
comparable_models <- function(fits) {
  response <- vapply(fits, function(f) deparse1(formula(f)[[2]]), "")
  same <- response == response[1]
  if (!all(same)) {
    warning(sprintf("left out, since their response is not that of model 1 (%s): %s", response[1],
                    paste(unique(response[!same]), collapse = ", ")), call. = FALSE)
    fits <- fits[same]
  }
  rows <- vapply(fits, nobs, 0)
  if (any(rows != rows[1])) {
    stop(sprintf("the models must be fitted to the same rows, not to %s of them.", paste(rows, collapse = " and ")),
         call. = FALSE)
  }
  data <- lapply(fits, compared_data)
  for (i in seq_along(data)[-1]) {
    if (!isTRUE(all.equal(data[[1]], data[[i]], tolerance = 1e-7))) {
      stop(sprintf("the fits must have the same rows and weights to be compared; those of model %d differ.", i),
           call. = FALSE)
    }
  }
  fits
}

# The response and the weights of a fit, by lm(), glm() or here, as far as rows tell them apart.
compared_data <- function(fit) {
  response <- as.double(stats::fitted(fit) + stats::residuals(fit, type = "response"))
  weights <- as.double(stats::weights(fit))
  list(response = response, weights = if (length(weights)) weights else rep(1, length(response)))
}

# "gaussian", "binomial" (with its logit), or NULL for whatever has no such deviance.
model_family <- function(model) {
  if (!is.list(model)) return(NULL)
  if (!is.null(model$hyperparameters)) return(model$family)
  known <- tryCatch(family(model), error = function(e) NULL)
  if (identical(known$family, "gaussian") && known$link == gaussian()$link) return("gaussian")
  if (identical(known$family, "binomial") && known$link == "logit") "binomial"
}

check_models <- function(fits, family, wanted) {
  for (fit in fits) if (!identical(model_family(fit), family)) stop_argument("...", wanted, describe(fit))
}

# Models of squared errors, by gd_lm(), neuron() or lm(): the table of anova.lm().
compare_squares <- function(fits, test = "F") {
  check_models(fits, "gaussian", "linear models with squared errors, by gd_lm(), neuron() or lm()")
  if (!is.null(test)) check_choice(test, "test", c("F", "Chisq", "Cp"))
  fits <- comparable_models(fits)
  if (length(fits) < 2) return(NULL)
  warn_furthest(fits, "anova() of several fits")
  df <- vapply(fits, function(f) as.double(df.residual(f)), 0)
  rss <- vapply(fits, deviance, 0)
  table <- data.frame(df, rss, c(NA, -diff(df)), c(NA, -diff(rss)))
  dimnames(table) <- list(seq_along(fits), c("Res.Df", "RSS", "Df", "Sum of Sq"))
  largest <- which.min(df)
  if (!is.null(test)) {
    table <- stats::stat.anova(table, test, rss[largest] / df[largest], df[largest], nobs(fits[[1]]))
  }
  structure(table, heading = c("Analysis of Variance Table\n", formulas_of(fits)), class = c("anova", "data.frame"))
}

# Logistic models, by neuron() or glm(): the table of anova.glm().
compare_deviances <- function(fits, test = "Chisq") {
  check_models(fits, "binomial", "logistic models, by neuron() with sigmoid and cross_entropy, or by glm()")
  if (!is.null(test)) check_choice(test, "test", c("Chisq", "LRT", "Rao", "F", "Cp"))
  fits <- comparable_models(fits)
  if (length(fits) < 2) return(NULL)
  warn_furthest(fits, "anova() of several fits")
  df <- vapply(fits, function(f) as.double(df.residual(f)), 0)
  deviances <- vapply(fits, deviance, 0)
  table <- data.frame(df, deviances, c(NA, -diff(df)), c(NA, -diff(deviances)))
  dimnames(table) <- list(seq_along(fits), c("Resid. Df", "Resid. Dev", "Df", "Deviance"))
  if (identical(test, "F")) warning("an F test is not appropriate for classes, whose dispersion is 1", call. = FALSE)
  if (identical(test, "Rao")) table$Rao <- c(NA, mapply(score_statistic, fits[-length(fits)], fits[-1]))
  if (!is.null(test)) table <- stats::stat.anova(table, test, 1, Inf, nobs(fits[[1]]))
  structure(table, heading = c("Analysis of Deviance Table\n", formulas_of(fits)), class = c("anova", "data.frame"))
}

# Rao's score statistic of two nested logistic models: the squares of the smaller model's working residuals that the
# columns of the larger explain (McCullagh & Nelder 1989, section 12.3). Negative where the second is the smaller.
score_statistic <- function(first, second) {
  grows <- df.residual(first) >= df.residual(second)
  small <- working_response(if (grows) first else second)
  x <- model.matrix(if (grows) second else first)
  used <- which(small$weights > 0)
  w <- small$weights[used]
  r <- small$residuals[used]
  left <- stats::lm.wfit(x[used, , drop = FALSE], r, w)$residuals
  centre <- if (any(colnames(x) == "(Intercept)")) sum(w * r) / sum(w) else 0
  (sum(w * (r - centre)^2) - sum(w * left^2)) * if (grows) 1 else -1
}

working_response <- function(fit) {
  p <- stats::fitted(fit)
  slope <- p * (1 - p)
  prior <- stats::weights(fit)
  list(residuals = stats::residuals(fit, type = "response") / slope, weights = slope * if (is.null(prior)) 1 else prior)
}

formulas_of <- function(fits) {
  paste0("Model ", format(seq_along(fits)), ": ", vapply(fits, function(f) deparse1(formula(f)), ""), collapse = "\n")
}
