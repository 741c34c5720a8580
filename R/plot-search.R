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
  look <- styled(c(picture[c("main", "sub", "xlab", "ylab", "xlim", "ylim", "log")],
                   list(pch = 19, lwd = 2, col = line_colours(n), lty = rep_len(1:5, n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look, above = 1.1, x_ticks = picture$ticks)
  for (k in seq_len(n)) {
    rows <- picture$data[as.integer(picture$data$group) == k, ]
    segments(rows$at, rows$low, rows$at, rows$high, col = adjustcolor(look$col[k], 0.5))
    lines(rows$at, rows$error, type = "b", pch = look$pch, lwd = look$lwd, col = look$col[k],
          lty = rep_len(look$lty, n)[k])
  }
  points(picture$best$at, picture$best$error, cex = 2.4, lwd = 2, col = ink())
  named <- if (n > 1) picture$groups
  key_above(c(named, "best"), pch = c(rep(look$pch, length(named)), 1),
            col = c(look$col[seq_along(named)], ink()), pt.cex = c(rep(1, length(named)), 1.5))
}

draw_ranking <- function(picture, theirs) {
  look <- styled(c(picture[c("main", "sub", "xlab", "ylab", "xlim", "ylim")],
                   list(pch = 19, col = okabe_ito[["blue"]], lwd = 2)), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  rows <- seq_len(nrow(picture$data))
  open_plot(look, grid = FALSE, y_ticks = list(at = rows, labels = short_names(picture$labels, 30)))
  abline(h = rows, col = ink(0.08))
  segments(picture$data$low, rows, picture$data$high, rows, col = adjustcolor(look$col, 0.5), lwd = look$lwd)
  points(picture$data$error, rows, pch = look$pch, col = look$col)
}
