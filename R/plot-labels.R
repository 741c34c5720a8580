# Names in the base pictures: at the ends of lines and in legends, never on the data.

short_names <- function(names, most = 18) {
  long <- nchar(names) > most
  names[long] <- paste0(substr(names[long], 1, most - 2), "..")
  names
}

# Writes labels right of the axes at the heights y, moved apart where they would touch: dark text beside a dash in the
# colour and the type of its line.
end_labels <- function(y, labels, col, lty = 1) {
  size <- 0.85
  limits <- par("usr")[3:4]
  if (par("ylog")) limits <- 10^limits
  y <- pmin(pmax(y, limits[1]), limits[2])
  height <- grconvertY(y, "user", "inches")
  span <- grconvertY(limits, "user", "inches")
  line <- par("cin")[2] * par("cex")
  at <- spread_labels(height, line * size * 0.95, span)
  x <- grconvertX(par("plt")[2], "nfc", "inches")
  edge <- grconvertX(x + line * c(0.1, 0.4, 1.4, 1.5), "inches", "user")
  moved <- grconvertY(at, "inches", "user")
  segments(edge[1], y, edge[2], moved, col = col, xpd = NA)
  segments(edge[2], moved, edge[3], moved, col = col, lty = lty, lwd = 2 * line_size(), xpd = NA, lend = "butt")
  text(edge[4], moved, labels, adj = c(0, 0.5), col = ink(), cex = size, xpd = NA)
}

# Moves numbers apart until none is nearer to the next than `gap`, inside the limits.
spread_labels <- function(at, gap, limits = c(-Inf, Inf)) {
  if (length(at) < 2) return(at)
  gap <- min(gap, diff(limits) / (length(at) - 1))
  order <- order(at)
  sorted <- at[order]
  for (round in 1:100) {
    short <- which(diff(sorted) < gap * (1 - 1e-6))
    for (i in short) {
      move <- max(0, (gap - (sorted[i + 1] - sorted[i])) / 2)
      sorted[i] <- sorted[i] - move
      sorted[i + 1] <- sorted[i + 1] + move
    }
    if (!length(short)) break
  }
  # what is left: pushed up from the lower limit, then down from the upper one
  below <- gap * (seq_along(at) - 1)
  above <- rev(below)
  sorted <- below + cummax(pmax(sorted - below, limits[1]))
  sorted <- rev(cummin(rev(pmin(sorted + above, limits[2])))) - above
  at[order] <- sorted
  at
}

# A legend in one line, between the title and the axes (open_plot(above = 1.1)), or so many lines further up: smaller
# where it would not fit, then with shorter names.
key_above <- function(legend, ..., cex = 0.85, up = 0) {
  draw <- function(names, size, plot) {
    place <- grconvertY(1, "npc", "inches") + up * par("cin")[2] * par("cex")
    legend(grconvertX(0, "npc"), grconvertY(place, "inches", "user"), xjust = 0, yjust = 0.1, legend = names, ...,
           horiz = TRUE, bty = "n", xpd = NA, cex = size, x.intersp = 0.7, text.col = ink(), plot = plot)
  }
  legend <- short_names(legend, 30)
  right <- grconvertX(grconvertX(1, "nfc", "inches") - 0.04, "inches", "user")
  over <- function(names, size) {
    box <- draw(names, size, FALSE)$rect
    box$left + box$w > if (par("xlog")) log10(right) else right  # on a logarithmic axis the box is in powers of 10
  }
  for (most in c(30, 14, 9, 6)) {
    names <- short_names(legend, most)
    for (size in cex * c(1, 0.85, 0.7)) if (!over(names, size)) return(invisible(draw(names, size, TRUE)))
  }
  invisible(draw(names, cex * 0.6, TRUE))
}
