#' Summary of a linear model by gradient descent
#'
#' lm's table at the coefficients that were reached, and where they stand: how far from the minimum in standard errors,
#' the largest stable rate, the condition number, and how many epochs the rest of the way needs.
#'
#' @param object A fit by [gd_lm()].
#' @param x A summary.
#' @param digits Significant digits to print.
#' @param signif.stars Print significance stars.
#' @param ... Passed to [stats::printCoefmat()].
#' @return A list of class `"summary.gd_lm"`: what [stats::summary.lm()] has (`coefficients`, `sigma`, `df`,
#'   `r.squared`, `adj.r.squared`, `fstatistic`, `cov.unscaled`, `aliased`) and `distance` (of each coefficient to the
#'   minimum, in standard errors), `minimum` (the coefficients there), `largest_rate` (2/lambda_max for `"gd"`),
#'   `best_rate` (2/(lambda_min + lambda_max), the best in the long run), `condition` (lambda_max/lambda_min in the
#'   coordinates of training), `epochs_needed` (until every coefficient is within 0.001 standard errors, for `"gd"` at a
#'   constant rate on all rows; else NA). For a cost that is not quadratic the table has the estimates alone.
#' @seealso [gd_lm()], [compare()], [vcov.descent()]
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("real-data", package = "descent")`.
#' @examples
#' summary(gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 30))
#' @export
summary.gd_lm <- function(object, ...) {
  check_dots(...)
  fit <- object
  result <- list(call = fit$call, terms = fit$terms, residuals = if (is.null(fit$table)) residuals(fit, "pearson"),
                 weights = fit$weights, na.action = fit$na.action, left_out = left_out(fit),
                 fit = fit[c("hyperparameters", "history", "error", "epochs", "stop", "converged", "separated",
                             "coefficients", "qr_factor", "df.residual", "family", "version")])
  class(result$fit) <- class(fit)
  result$verdict <- verdict(fit)
  theta <- fit$coefficients
  if (!is_gaussian(fit)) {
    result$coefficients <- cbind(Estimate = theta)
    return(structure(result, class = "summary.gd_lm"))
  }
  m <- minimum(fit$qr_factor, names(theta))
  df <- fit$df.residual
  sigma <- sqrt(residual_variance(fit))
  se <- sigma * sqrt(m$variances)
  t <- theta / se
  q <- quadratic_measures(fit)
  t[rounding_alone(fit, q, m)] <- NA
  result$coefficients <- cbind(Estimate = theta, "Std. Error" = se, "t value" = t,
                               "Pr(>|t|)" = if (df > 0) 2 * pt(abs(t), df, lower.tail = FALSE) else NaN * t)
  result$aliased <- setNames(!(seq_along(theta) %in% m$kept), names(theta))
  result$undetermined <- setNames(!m$estimable, names(theta))
  result$sigma <- sigma
  result$df <- c(m$rank, df, length(theta))
  intercept <- names(theta)[1] == "(Intercept)"
  result <- c(result, explained_squares(fit, intercept, m$rank, df))
  result$cov.unscaled <- structure(m$unscaled, dimnames = rep(list(names(theta)[m$kept]), 2))
  result$minimum <- m$coefficients
  result$distance <- if (q$perfect) NA * theta else distance(fit, m)
  structure(c(result, quadratic_speed(fit, q)), class = "summary.gd_lm")
}

# In a perfect fit, which coefficients are no larger than what rounding, or the distance left to the minimum m,
# explains. Warns, as summary.lm() does.
rounding_alone <- function(fit, q, m = minimum(fit$qr_factor, names(fit$coefficients))) {
  if (!(q$perfect && fit$df.residual > 0 && at_quadratic_minimum(q))) return(integer())
  warning("essentially perfect fit: standard errors and p-values are rounding", call. = FALSE)
  left <- pmax(.Machine$double.eps * q$size * sqrt(m$variances), abs(fit$coefficients - m$coefficients), na.rm = TRUE)
  which(abs(fit$coefficients) <= 10 * left)
}

#' @rdname summary.gd_lm
#' @export
print.summary.gd_lm <- function(x, digits = max(3L, getOption("digits") - 3L),
                                signif.stars = getOption("show.signif.stars"), ...) {
  cat("\n")
  print_call(x$call)
  print_residuals(x$residuals, digits, weighted = !is.null(x$weights))
  if (!is.null(x$sigma)) {
    if (any(x$undetermined)) {
      cat("\n")
      say(sprintf("Coefficients: (collinear, so not determined by the data and without standard errors: %s)",
                  list_names(names(x$undetermined)[x$undetermined], 12)))
    } else {
      cat("\nCoefficients:\n")
    }
    printCoefmat(x$coefficients, digits = digits, signif.stars = signif.stars, na.print = "NA", ...)
    cat("\nResidual standard error:", format(signif(x$sigma, digits)), "on", x$df[2], "degrees of freedom\n")
    print_left_out(x$left_out, "  ")
    if (!is.null(x$fstatistic)) {
      f <- x$fstatistic
      cat("Multiple R-squared: ", formatC(x$r.squared, digits = digits), ",\tAdjusted R-squared: ",
          formatC(x$adj.r.squared, digits = digits), "\nF-statistic: ", formatC(f[1], digits = digits), " on ", f[2],
          " and ", f[3], " DF,  p-value: ", format.pval(pf(f[1], f[2], f[3], lower.tail = FALSE), digits = digits),
          "\n", sep = "")
    }
  } else {
    cat("\nCoefficients (no standard errors: the cost is not quadratic):\n")
    print(x$coefficients, digits = digits)
    print_left_out(x$left_out)
  }
  cat("\nGradient descent:\n")
  say(error_line(x$fit, digits), indent = 2, exdent = 2)
  if (!is.null(x$sigma)) {
    rows <- c(
      "distance to the minimum" = if (all(is.finite(x$distance)))
        sprintf("at most %s standard errors", format(max(x$distance), digits = 3)) else
          "no standard errors to measure it",
      "largest stable rate" = paste0(format(x$largest_rate, digits = digits), " (used: ",
                                     describe_hyperparameters(x$fit$hyperparameters["eta"]), ")"),
      "best rate in the long run" = format(x$best_rate, digits = digits),
      "condition number" = format(x$condition, digits = digits),
      "epochs still needed" = if (is.na(x$epochs_needed)) "not known for this training" else
        format(x$epochs_needed, big.mark = ",", digits = 3)
    )
    if (any(x$aliased)) rows <- rows[names(rows) != "epochs still needed"]
    say_pairs(names(rows), rows)
  }
  say(x$verdict, indent = 2)
  cat("\n")
  invisible(x)
}

print_residuals <- function(r, digits, weighted = FALSE) {
  if (is.null(r)) return(cat("Residuals: in the database, as the rows\n"))
  r <- r[!is.na(r)]
  cat(if (weighted) "Weighted Residuals:\n" else "Residuals:\n")
  if (length(r) > 5) print(setNames(quantile(r, names = FALSE), c("Min", "1Q", "Median", "3Q", "Max")), digits = digits)
  else print(r, digits = digits)
}

#' Summary of a neuron
#'
#' The coefficients with standard errors where the cost has them (cross-entropy behind a sigmoid: [stats::glm()]'s;
#' squared costs: [stats::nls()]'s), the error, and where training stands. For classes also the confusion table.
#'
#' @param object A fit by [neuron()].
#' @inheritParams summary.gd_lm
#' @return A list of class `"summary.neuron"`: `coefficients` (a matrix), `distance` (of each coefficient to the minimum
#'   by a Newton step, in standard errors; logistic neurons only), `confusion` and `accuracy` for a response of two
#'   classes, `df`; for logistic neurons also what [stats::summary.glm()] has: `deviance`, `df.residual`,
#'   `null.deviance`, `df.null`, `aic`, `dispersion`, `cov.unscaled` and `cov.scaled`.
#' @seealso [neuron()], [vcov.descent()]
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("real-data", package = "descent")`.
#' @examples
#' summary(neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto"))
#' @export
summary.neuron <- function(object, ...) {
  check_dots(...)
  fit <- object
  theta <- fit$coefficients
  logistic <- is_binomial(fit)
  result <- list(call = fit$call, residuals = if (is.null(fit$table)) residuals(fit), na.action = fit$na.action,
                 left_out = left_out(fit),
                 df = c(length(theta), fit$df.residual),
                 fit = fit[c("hyperparameters", "history", "error", "epochs", "stop", "converged", "separated",
                             "coefficients", "df.residual", "levels", "qr_factor", "family", "version")])
  class(result$fit) <- class(fit)
  result$verdict <- verdict(fit)
  result$coefficients <- cbind(Estimate = theta)
  m <- NULL
  if ((logistic || (has_squares(fit) && has_minimum(fit))) && fit$df.residual > 0) {
    m <- covariance(fit)
    se <- sqrt(m$variances)
    ratio <- theta / se
    if (is_gaussian(fit)) ratio[rounding_alone(fit, quadratic_measures(fit))] <- NA
    result$coefficients <- cbind(Estimate = theta, "Std. Error" = se, ratio,
                                 if (logistic) 2 * pnorm(-abs(ratio)) else 2 * pt(-abs(ratio), fit$df.residual))
    colnames(result$coefficients)[3:4] <- if (logistic) c("z value", "Pr(>|z|)") else c("t value", "Pr(>|t|)")
  }
  if (logistic) {
    if (is.null(m)) m <- covariance(fit)
    result$df <- c(m$rank, fit$df.residual, length(theta))
    result$distance <- abs(m$coefficients) / sqrt(m$variances)
    result <- c(result, logistic_figures(fit))
  }
  result <- c(result, confusion_of(fit))
  structure(result, class = "summary.neuron")
}

#' @rdname summary.neuron
#' @export
print.summary.neuron <- function(x, digits = max(3L, getOption("digits") - 3L),
                                 signif.stars = getOption("show.signif.stars"), ...) {
  cat("\n")
  print_call(x$call)
  say(paste(title_of(x$fit), "and the cost", x$fit$hyperparameters$cost$name))
  cat("\nCoefficients:\n")
  if (ncol(x$coefficients) > 1) printCoefmat(x$coefficients, digits = digits, signif.stars = signif.stars, ...)
  else print(x$coefficients, digits = digits)
  if (is.numeric(x$fit$hyperparameters$bias)) cat("Fixed bias: ", format(x$fit$hyperparameters$bias), "\n", sep = "")
  if (!is.null(x$confusion)) {
    cat("\nClasses, ", format(100 * x$accuracy, digits = 3), " % right:\n", sep = "")
    print(x$confusion)
  }
  if (length(x$left_out)) cat("\n")
  print_left_out(x$left_out)
  cat("\nGradient descent:\n")
  say(error_line(x$fit, digits), indent = 2, exdent = 2)
  if (!is.null(x$distance) && !isTRUE(x$fit$separated) && all(is.finite(x$distance))) {
    cat("  distance to the minimum   at most ", format(max(x$distance), digits = 3), " standard errors\n", sep = "")
  }
  say(x$verdict, indent = 2)
  cat("\n")
  invisible(x)
}

# As for a summary of lm() and glm(); what the data do not determine is NA.
#' @exportS3Method stats::vcov summary.gd_lm
vcov.summary.gd_lm <- function(object, complete = TRUE, ...) {
  check_dots(...)
  if (is.null(object$cov.unscaled)) stop("this summary has no covariance: vcov(fit) says why.", call. = FALSE)
  known <- object$cov.unscaled * if (is.null(object$sigma)) 1 else object$sigma^2
  names <- rownames(object$coefficients)
  if (!complete || identical(names, rownames(known))) return(known)
  all <- matrix(NA_real_, length(names), length(names), dimnames = list(names, names))
  all[rownames(known), rownames(known)] <- known
  all
}

#' @exportS3Method stats::vcov summary.neuron
vcov.summary.neuron <- vcov.summary.gd_lm
