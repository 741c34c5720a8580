#' Plots of a fit's path
#'
#' The error, the coefficients or the gradient over the epochs.
#'
#' @param x A history, by [error_history()], [coef_history()] or [gradient_history()].
#' @param log The logarithmic axes: `""`, `"x"`, `"y"` or `"xy"` (for coefficients `""` or `"x"`). By default the values
#'   are logarithmic where they fall by more than a factor of 20, and the epochs where most happens within the first
#'   fiftieth of them; the axis says so. Epoch 0, the start, keeps its place: epoch e stands at log(e + 1).
#' @param main The title.
#' @param ... Other settings of the picture: `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `col`, `lwd`, `lty`, `pch`, `cex`.
#' @return The data drawn, invisibly: a data frame with one row per epoch, thinned to 2000 rows. For gradients the
#'   columns are `epoch` and `norm`, the gradient's Euclidean length. After early stopping the error is drawn to its
#'   last epoch with a mark at the best one, coefficients and gradients as far as the best one. Of a path that diverges
#'   the coefficients of the first swings are drawn, and the line below the title says so.
#' @section Errors: A setting that no picture knows is named.
#' @seealso [histories], [plot.descent()]
#' @seealso In the course: `vignette("linear-model", package = "descent")`.
#' @examples
#' fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", eta = 0.05, epochs = 100)
#' plot(error_history(fit))
#' plot(coef_history(fit))
#' plot(gradient_history(fit), log = "")
#' @name plot.descent_history
NULL

#' @rdname plot.descent_history
#' @export
plot.error_history <- function(x, log = NULL, main = "Error during training", ...) {
  draw_path(error_picture(x, check_log(log)), list(main = main, ...))
}

#' @rdname plot.descent_history
#' @export
plot.gradient_history <- function(x, log = NULL, main = "Size of the gradient", ...) {
  draw_path(gradient_picture(x, check_log(log)), list(main = main, ...))
}

#' @rdname plot.descent_history
#' @export
plot.coef_history <- function(x, log = NULL, main = "Coefficients during training", ...) {
  draw_coefficients(coefficient_picture(x, check_log(log, c("", "x"))), list(main = main, ...))
}

check_log <- function(log, choices = c("", "x", "y", "xy", "yx")) {
  if (is.null(log)) NULL else check_choice(log, "log", choices)
}

draw_coefficients <- function(picture, theirs, now = NULL) {
  values <- picture$shown[-1]
  n <- length(values)
  many <- n > 12
  style <- styled(c(picture[c("xlab", "ylab", "main", "xlim", "ylim", "log", "sub")],
                    list(lwd = if (many) 1 else 2, lty = if (many) 1 else line_types(n), pch = 19,
                         col = if (many) adjustcolor(okabe_ito[["blue"]], 0.35) else line_colours(n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  axis <- log_epochs(style)
  labels <- if (!many) short_names(names(values))
  open_plot(axis$style, right = labels, x_ticks = axis$ticks)
  if (!is.null(picture$exact)) abline(h = picture$exact, col = style$col, lty = 2)
  matplot(axis$at(picture$shown$epoch), values, type = if (nrow(values) == 1) "p" else "l", lty = style$lty,
          lwd = style$lwd * line_size(), col = style$col, pch = style$pch, add = TRUE)
  if (!is.null(now)) {
    row <- which.min(abs(picture$shown$epoch - now))
    abline(v = axis$at(picture$shown$epoch[row]), lty = 3, col = ink(0.6))
    points(rep(axis$at(picture$shown$epoch[row]), n), unlist(values[row, ]), pch = 19, cex = 1.4, col = style$col)
  }
  if (!many) {
    end_labels(unlist(values[nrow(values), ]), labels, rep_len(style$col, n), rep_len(style$lty, n))
  }
  invisible(picture$shown)
}

# One line per column over the epochs, named in a legend where there are several; a line upright at the best epoch and
# dots at the epoch `now`.
draw_path <- function(picture, theirs, now = NULL) {
  values <- picture$shown[-1]
  n <- length(values)
  style <- styled(c(picture[c("xlab", "ylab", "main", "xlim", "ylim", "log", "sub")],
                    list(lty = seq_along(values), lwd = 2, col = line_colours(n), pch = 19)), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  marked <- !is.null(picture$mark)
  axis <- log_epochs(style)
  open_plot(axis$style, x_ticks = axis$ticks, above = if (n > 1 || marked) 1.1 else 0)
  if (grepl("y", style$log)) values[values <= 0] <- NA
  if (marked) {
    at <- axis$at(picture$mark$epoch)
    abline(v = at, lty = 3, col = ink(0.6))
  }
  matplot(axis$at(picture$shown$epoch), values, type = if (nrow(values) == 1) "p" else "l", lty = style$lty,
          lwd = style$lwd * line_size(), col = style$col, pch = style$pch, add = TRUE)
  if (marked) points(rep(at, n), picture$mark$values, pch = 21, bg = paper(), col = style$col, lwd = 2, cex = 1.2)
  if (!is.null(now)) {
    row <- which.min(abs(picture$shown$epoch - now))
    points(rep(axis$at(picture$shown$epoch[row]), n), unlist(values[row, ]), pch = 19, cex = 1.6, col = style$col)
  }
  if (n > 1 || marked) {
    lines <- if (n > 1) seq_len(n)
    key_above(c(picture$names[lines], if (marked) paste("best epoch,", count_text(picture$mark$epoch))),
              col = c(rep_len(style$col, n)[lines], if (marked) ink(0.6)), seg.len = 1.8,
              lty = c(rep_len(style$lty, n)[lines], if (marked) 3), lwd = 2)
  }
  invisible(picture$shown)
}

# Curves that are not the history of one fit, such as those of a failure and its remedy.
draw_curves <- function(shown, log, main, ylab, theirs) {
  picture <- curves_picture(shown, if (is.null(theirs$log)) log else theirs$log, main, ylab)
  draw_path(picture, theirs)
}
