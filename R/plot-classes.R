#' Classes predicted and observed
#'
#' `plot_confusion()` draws how many rows of each class are predicted as which; the stronger a cell's colour, the larger
#' its share of the observed class. `plot_roc()` draws the receiver operating characteristic: as the threshold falls,
#' the share of a class's rows that are found against the share of the other rows that are taken for it. Of two classes
#' the curve is that of the second, with a dot at the threshold 0.5; of more, each class stands against all others. The
#' area under a curve is the chance that a row of the class gets a higher probability than another row.
#'
#' @param fit A fit by [neuron()] or [ann()] to classes, or to 0 and 1 with an output between them.
#' @param newdata A data frame with predictors and response; NULL for rows of the fit.
#' @param rows Which rows of the fit: `"training"`, `"validation"` or `"all"`; by default those that were held out to
#'   validate, which training did not see, and else those trained on. The line below the title says which.
#' @param ... Settings of the picture: `main`, `sub`, `xlab`, `ylab`, `col`, `cex`, `lwd`, `lty`.
#' @return Invisibly, for `plot_confusion()` a matrix of counts (with case weights their sums), observed classes by
#'   predicted ones; for `plot_roc()` a list: `curve`, a data frame with `class`, `threshold`, `false` and `true`, the
#'   two shares, and `area`, a named vector.
#' @section Errors: A fit to more than two numbers is refused, and so is a fit of a table in a database without
#'   `newdata`: `summary(fit)` has its counts.
#' @references Fawcett (2006), An introduction to ROC analysis, *Pattern Recognition Letters* 27, 861-874.
#' @seealso [predict.ann()]; `plot(fit, "fitted")` for the probabilities row by row
#' @examples
#' set.seed(1)
#' fit <- ann(Species ~ ., iris, hidden = 3, epochs = 200, validation = 0.3)
#' plot_confusion(fit)
#' plot_confusion(fit, rows = "training")
#' plot_roc(fit)
#' @name plot_classes
NULL

#' @rdname plot_classes
#' @export
plot_confusion <- function(fit, newdata = NULL, rows = NULL, ...) {
  check_fit(fit, "plot_confusion")
  draw_confusion(confusion_picture(fit, newdata, rows), list(...))
}

#' @rdname plot_classes
#' @export
plot_roc <- function(fit, newdata = NULL, rows = NULL, ...) {
  check_fit(fit, "plot_roc")
  draw_roc(roc_picture(fit, newdata, rows), list(...))
}

draw_confusion <- function(picture, theirs) {
  k <- length(picture$classes)
  style <- styled(c(picture[c("main", "sub", "xlab", "ylab")],
                    list(xlim = c(0.5, k + 0.5), ylim = c(k + 0.5, 0.5), cex = 1, col = okabe_ito[["blue"]])), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  names <- list(at = seq_len(k), labels = short_names(picture$classes, 14))
  open_plot(style, grid = FALSE, x_ticks = names, y_ticks = names, tight = TRUE)
  at <- expand.grid(observed = seq_len(k), predicted = seq_len(k))
  share <- as.vector(picture$share)
  rect(at$predicted - 0.5, at$observed - 0.5, at$predicted + 0.5, at$observed + 0.5, border = paper(), lwd = 2,
       col = vapply(share, function(s) mix(style$col, paper(), 0.75 * s), ""))
  right <- at[at$observed == at$predicted, ]
  rect(right$predicted - 0.48, right$observed - 0.48, right$predicted + 0.48, right$observed + 0.48, border = ink(0.6),
       lwd = 1.5)
  text <- format_each(as.vector(picture$counts))
  room <- min(par("pin")) / k
  size <- style$cex * min(1.6, 0.75 * room / max(strwidth(text, "inches"), 0.01))
  text(at$predicted, at$observed, text, cex = size, col = ink())
  box(col = ink())
  invisible(picture$counts)
}

draw_roc <- function(picture, theirs) {
  n <- length(picture$area)
  style <- styled(c(picture[c("main", "sub", "xlab", "ylab", "xlim", "ylim")],
                    list(lwd = 2, lty = rep_len(1:6, n), col = line_colours(n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(style, above = 1.1)
  abline(0, 1, lty = 3, col = ink(0.6))
  for (k in seq_len(n)) {
    curve <- picture$curve[as.integer(picture$curve$class) == k, ]
    lines(curve$false, curve$true, col = rep_len(style$col, n)[k], lty = rep_len(style$lty, n)[k],
          lwd = style$lwd * line_size())
  }
  if (!is.null(picture$now)) points(picture$now$false, picture$now$true, pch = 19, cex = 1.3, col = style$col[1])
  key_above(picture$labels, col = rep_len(style$col, n), lty = rep_len(style$lty, n), lwd = 2, seg.len = 1.8)
  invisible(picture[c("curve", "area")])
}
