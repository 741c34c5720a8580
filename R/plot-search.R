#' @rdname grid_search
#' @export
plot.grid_search <- function(x, main = "Error on the rows left out", ...) {
  picture <- search_picture(x)
  draw <- switch(picture$kind, along = draw_along, ranking = draw_ranking)
  draw(picture, list(main = main, ...))
  invisible(as.data.frame(x))
}

# The values that were tried are the ticks, as many of them as there is room for.
draw_along <- function(picture, theirs) {
  n <- length(picture$groups)
  style <- styled(c(picture[c("main", "sub", "xlab", "ylab", "xlim", "ylim", "log")],
                    list(pch = 19, lwd = 2, col = line_colours(n), lty = rep_len(1:5, n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(style, above = 1.1, x_ticks = picture$ticks)
  for (k in seq_len(n)) {
    rows <- picture$data[as.integer(picture$data$group) == k, ]
    segments(rows$at, rows$low, rows$at, rows$high, col = adjustcolor(style$col[k], 0.5))
    lines(rows$at, rows$error, type = "b", pch = style$pch, lwd = style$lwd, col = style$col[k],
          lty = rep_len(style$lty, n)[k])
  }
  points(picture$best$at, picture$best$error, cex = 2.4, lwd = 2, col = ink())
  named <- if (n > 1) picture$groups
  key_above(c(named, "best"), pch = c(rep(style$pch, length(named)), 1),
            col = c(style$col[seq_along(named)], ink()), pt.cex = c(rep(1, length(named)), 1.5))
}

draw_ranking <- function(picture, theirs) {
  style <- styled(c(picture[c("main", "sub", "xlab", "ylab", "xlim", "ylim")],
                    list(pch = 19, col = okabe_ito[["blue"]], lwd = 2)), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  rows <- seq_len(nrow(picture$data))
  open_plot(style, grid = FALSE, y_ticks = list(at = rows, labels = short_names(picture$labels, 30)))
  abline(h = rows, col = ink(0.08))
  segments(picture$data$low, rows, picture$data$high, rows, col = adjustcolor(style$col, 0.5), lwd = style$lwd)
  points(picture$data$error, rows, pch = style$pch, col = style$col)
}
