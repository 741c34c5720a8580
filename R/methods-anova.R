#' Analysis of variance of linear models by gradient descent
#'
#' For one fit the sequential table of [stats::anova.lm()], whose sums of squares belong to the minimum: they come from
#' the data, and the heading says so while the fit is not there yet. For several fits the comparison of their residual
#' sums of squares as they are. A [neuron()] with sigmoid and cross-entropy gives the analysis of deviance of several
#' fits.
#'
#' @param object A fit by [gd_lm()] or [neuron()].
#' @param ... Further fits of the same response, also by [stats::lm()] or [stats::glm()].
#' @param test For several fits: `"F"`, `"Chisq"` or `"Cp"`; for logistic neurons `"Chisq"` or `"LRT"` (likelihood
#'   ratio), `"Rao"` (score), `"F"` or `"Cp"`; NULL for none. As for [stats::anova.glm()].
#' @return A data frame of class `"anova"`.
#' @section Errors: Fits of different rows or weights, and costs without a sum of squares, are refused; fits of another
#'   response are left out with a warning, as [stats::anova.lm()] does.
#' @seealso [stats::anova.lm()], [summary.gd_lm()]
#' @examples
#' anova(gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten"))
#' @name anova
NULL

#' @rdname anova
#' @export
anova.gd_lm <- function(object, ..., test = "F") {
  need_squares(object, "anova")
  table <- if (...length()) compare_squares(list(object, ...), test)
  if (!is.null(table)) return(table)
  m <- minimum(object$qr_factor, names(object$coefficients))
  assign <- object$assign[m$pivot][seq_len(m$rank)]
  squares <- m$effects[seq_len(m$rank)]^2
  labels <- attr(object$terms, "term.labels")
  used <- setdiff(unique(assign), 0)
  ss <- c(vapply(used, function(a) sum(squares[assign == a]), 0), m$rss)
  df <- c(vapply(used, function(a) sum(assign == a), 0L), object$df.residual)
  ms <- ss / df
  f <- c((ms / ms[length(ms)])[-length(ms)], NA)
  table <- data.frame(df, ss, ms, f, pf(f, df, object$df.residual, lower.tail = FALSE))
  dimnames(table) <- list(c(labels[used], "Residuals"), c("Df", "Sum Sq", "Mean Sq", "F value", "Pr(>F)"))
  where <- if (isTRUE(object$converged)) "" else "\n(at the minimum, which this fit has not reached)"
  structure(table, heading = c(paste0("Analysis of Variance Table", where, "\n"),
                               paste("Response:", deparse1(formula(object)[[2]]))),
            class = c("anova", "data.frame"))
}

#' @rdname anova
#' @export
anova.neuron <- function(object, ..., test = "Chisq") {
  if (!is_gaussian(object) && !is_binomial(object)) {
    refuse(object, "anova", "the deviances of several fits are compared for sigmoid with cross_entropy only")
  }
  if (!...length()) {
    stop("anova() of a neuron needs two fits or more, as anova(smaller, larger): one fit's terms are not refitted.",
         call. = FALSE)
  }
  table <- if (is_binomial(object)) compare_deviances(list(object, ...), test) else
    compare_squares(list(object, ...), if (missing(test)) "F" else test)
  if (is.null(table)) stop_argument("...", "of the same response", "of others only")
  table
}
