#' Plots of a fit's path
#'
#' The error, the coefficients or the gradient over the epochs.
#'
#' @param x A history, by [error_history()], [coef_history()] or [gradient_history()].
#' @param log `"y"` for a logarithmic axis, `""` for a linear one; by default logarithmic where the values fall by more
#'   than a factor of 20.
#' @param main The title.
#' @param ... Other settings of the picture: `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `col`, `lwd`, `lty`, `pch`, `cex`.
#' @return The data drawn, invisibly: a data frame with a row an epoch, thinned to 2000 rows. For gradients the columns
#'   are `epoch` and `norm`, the gradient's Euclidean length.
#' @section Errors: A setting that no picture knows is named.
#' @seealso [histories], [plot.descent()]
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
  shown <- thin_rows(as.data.frame(x))
  draw_curves(shown, if (is.null(log)) log_axis(unlist(shown[-1])) else log, main, "Error", list(...))
  invisible(shown)
}

#' @rdname plot.descent_history
#' @export
plot.gradient_history <- function(x, log = NULL, main = "Size of the gradient", ...) {
  shown <- thin_rows(as.data.frame(x))
  shown <- data.frame(epoch = shown$epoch, norm = sqrt(rowSums(shown[-1]^2)))
  draw_curves(shown, if (is.null(log)) log_axis(shown$norm) else log, main, "Norm of the gradient",
              list(...))
  invisible(shown)
}

#' @rdname plot.descent_history
#' @export
plot.coef_history <- function(x, main = "Coefficients during training", ...) {
  exact <- attr(x, "reference")
  shown <- thin_rows(as.data.frame(x))
  values <- shown[-1]
  many <- length(values) > 12
  look <- styled(list(
    xlab = "Epoch", ylab = "Coefficient", main = main, xlim = range_of(shown$epoch), lwd = if (many) 1 else 2,
    ylim = range_of(path_range(values, exact), add = 0.02), lty = if (many) 1 else line_types(length(values)),
    col = if (many) adjustcolor(okabe_ito[["blue"]], 0.35) else palette_of(length(values)), pch = 19,
    sub = paste(c(if (any(is.finite(exact))) "dashed: the exact minimum",
                  if (many) sprintf("%d coefficients", length(values))), collapse = "; ")), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  labels <- if (!many) short_names(names(values))
  open_plot(look, right = labels)
  if (!is.null(exact)) abline(h = exact, col = look$col, lty = 2)
  matplot(shown$epoch, values, type = if (nrow(shown) == 1) "p" else "l", lty = look$lty, lwd = look$lwd * line_size(),
          col = look$col, pch = look$pch, add = TRUE)
  if (!many) end_labels(unlist(values[nrow(values), ]), labels, rep_len(look$col, length(values)))
  invisible(shown)
}

# A path that runs away is shown where it still can be read: around the start, the exact values and the first steps.
path_range <- function(values, exact = NULL) {
  exact <- as.double(exact)  # NULL where no exact method is known
  values <- unlist(values, use.names = FALSE)
  values <- values[is.finite(values)]
  exact <- exact[is.finite(exact)]
  all <- range_of(values, exact)
  middle <- stats::quantile(abs(values), 0.5, names = FALSE)
  if (max(abs(all)) > 1e4 * max(middle, abs(exact), 1e-8)) {
    bound <- 10 * max(middle, abs(exact))
    return(c(max(all[1], -bound), min(all[2], bound)))
  }
  all
}

# One line a column over the epochs, named in a legend where there are several; a dot at the epoch `mark`.
draw_curves <- function(shown, log, main, ylab, theirs, mark = NULL) {
  values <- shown[-1]
  log <- if (is.null(theirs$log)) log else theirs$log
  look <- styled(list(
    xlab = "Epoch", ylab = paste0(ylab, if (log == "y") " (log scale)"), main = main, log = log,
    xlim = range_of(shown$epoch), ylim = range_of(values, log = log == "y", add = 0.02), lty = seq_along(values),
    lwd = 2, col = palette_of(length(values)), pch = 19), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look)
  if (log == "y") values[values <= 0] <- NA
  matplot(shown$epoch, values, type = if (nrow(shown) == 1) "p" else "l", lty = look$lty, lwd = look$lwd * line_size(),
          col = look$col, pch = look$pch, add = TRUE)
  if (!is.null(mark)) {
    now <- which.min(abs(shown$epoch - mark))
    points(rep(shown$epoch[now], length(values)), unlist(values[now, ]), pch = 19, cex = 1.6, col = look$col)
  }
  if (length(values) > 1) {
    names <- replace(names(values), names(values) == "error", "training")
    key(free_corner(rep(shown$epoch, length(values)), unlist(values)), legend = names, col = look$col, lty = look$lty,
        lwd = look$lwd * line_size())
  }
}
