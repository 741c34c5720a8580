#' @rdname compare
#' @export
plot.model_comparison <- function(x, ...) {
  models <- setdiff(names(x), "difference")
  values <- as.matrix(as.data.frame(unclass(x)[models], row.names = attr(x, "row.names")))
  colnames(values) <- models
  rows <- seq_len(nrow(values))
  shift <- (seq_along(models) - (length(models) + 1) / 2) * 0.18
  style <- styled(list(xlab = "Coefficient", ylab = "", main = "Coefficients side by side",
                       xlim = range_of(values, 0, add = 0.03), ylim = c(length(rows) + 0.5, 0.5),
                       pch = rep_len(c(19, 4, 2, 0, 5), length(models)), col = line_colours(length(models)), cex = 1.2),
                  list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(style, grid = FALSE, y_ticks = list(at = rows, labels = short_names(attr(x, "row.names"))), above = 1.2)
  abline(v = 0, col = ink(0.25))
  abline(h = rows, col = ink(0.08))
  for (j in seq_along(models)) {
    points(values[, j], rows + shift[j], pch = style$pch[j], col = style$col[j], cex = style$cex, lwd = 2)
  }
  key_above(models, pch = style$pch, col = style$col)
  invisible(as.data.frame(values))
}
