#' Analysis of variance of linear models by gradient descent
#'
#' For one fit the sequential table of [stats::anova.lm()], whose sums of squares belong to the minimum: they come from
#' the data, and the heading says so while the fit is not there yet. For several fits the comparison of their residual
#' sums of squares as they are. A [neuron()] with sigmoid and cross-entropy gives the analysis of deviance of several
#' fits.
#'
#' @param object A fit by [gd_lm()] or [neuron()].
#' @param ... Further fits of the same response.
#' @param test For several logistic neurons: `"Chisq"` for a likelihood-ratio test, or NULL.
#' @return A data frame of class `"anova"`.
#' @section Errors: Fits of different numbers of rows, and costs without a sum of squares, are refused.
#' @seealso [stats::anova.lm()], [summary.gd_lm()]
#' @examples
#' anova(gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten"))
#' @name anova
NULL

#' @rdname anova
#' @export
anova.gd_lm <- function(object, ...) {
  fits <- list(object, ...)
  lapply(fits, need_squares, "anova")
  if (length(fits) > 1) return(compare_squares(fits))
  m <- minimum(object$qr_factor, names(object$coefficients))
  assign <- object$assign[m$qr$pivot][seq_len(m$rank)]
  squares <- m$effects[seq_len(m$rank)]^2
  labels <- attr(object$terms, "term.labels")
  used <- setdiff(unique(assign), 0)
  ss <- c(vapply(used, function(a) sum(squares[assign == a]), 0), m$rss)
  df <- c(vapply(used, function(a) sum(assign == a), 0L), object$df.residual)
  ms <- ss / df
  f <- c((ms / ms[length(ms)])[-length(ms)], NA)
  table <- data.frame(df, ss, ms, f, pf(f, df, object$df.residual, lower.tail = FALSE))
  dimnames(table) <- list(c(labels[used], "Residuals"), c("Df", "Sum Sq", "Mean Sq", "F value", "Pr(>F)"))
  where <- if (object$converged) "" else " (at the minimum, which this fit has not reached)"
  structure(table, heading = c(paste0("Analysis of Variance Table", where, "\n"),
                               paste("Response:", deparse1(formula(object)[[2]]))),
            class = c("anova", "data.frame"))
}

compare_squares <- function(fits) {
  same_rows(fits)
  warn_furthest(fits, "anova() of several fits")
  df <- vapply(fits, function(f) as.double(f$df.residual), 0)
  rss <- vapply(fits, weighted_squares, 0)
  change <- c(NA, -diff(df))
  ss <- c(NA, -diff(rss))
  largest <- which.min(df)
  f <- ss / change / (rss[largest] / df[largest])
  f[!is.na(change) & change == 0] <- NA
  table <- data.frame(df, rss, change, ss, f, pf(f, abs(change), df[largest], lower.tail = FALSE))
  dimnames(table) <- list(seq_along(fits), c("Res.Df", "RSS", "Df", "Sum of Sq", "F", "Pr(>F)"))
  structure(table, heading = c("Analysis of Variance Table\n", formulas_of(fits)), class = c("anova", "data.frame"))
}

same_rows <- function(fits) {
  rows <- vapply(fits, nobs, 0)
  if (length(unique(rows)) > 1) {
    stop(sprintf("the fits must have the same rows to be compared, not %s.", paste(rows, collapse = " and ")),
         call. = FALSE)
  }
}

formulas_of <- function(fits) {
  paste0("Model ", format(seq_along(fits)), ": ", vapply(fits, function(f) deparse1(formula(f)), ""), collapse = "\n")
}

#' @rdname anova
#' @export
anova.neuron <- function(object, ..., test = "Chisq") {
  fits <- list(object, ...)
  if (!all(vapply(fits, is_binomial, NA))) {
    refuse(object, "anova", "the deviances of several fits are compared for sigmoid with cross_entropy only")
  }
  if (length(fits) < 2) {
    stop("anova() of a neuron needs two fits or more, as anova(smaller, larger): one fit's terms are not refitted.",
         call. = FALSE)
  }
  same_rows(fits)
  warn_furthest(fits, "anova() of several fits")
  df <- vapply(fits, function(f) as.double(f$df.residual), 0)
  deviances <- vapply(fits, deviance, 0)
  table <- data.frame("Resid. Df" = df, "Resid. Dev" = deviances, Df = c(NA, -diff(df)),
                      Deviance = c(NA, -diff(deviances)),
                      check.names = FALSE)
  if (!is.null(test)) table[["Pr(>Chi)"]] <- pchisq(abs(table$Deviance), abs(table$Df), lower.tail = FALSE)
  structure(table, heading = c("Analysis of Deviance Table\n", formulas_of(fits)), class = c("anova", "data.frame"))
}
