# What the diagrams share: the figure, the lines, the names beside it and the key.

# The figure, its margins as wide as the names beside it; how large a unit is, and a line of text.
open_diagram <- function(net, style, half = function(line, apart) min(0.75 * line, 0.4 * apart)) {
  par(cex = text_size(), mai = rep(0.05, 4), xpd = NA)
  line <- par("cin")[2] * par("cex")
  plot.new()
  last <- max(net$units$layer)
  first <- net$units[net$units$layer == 0 & !net$units$bias, ]
  final <- net$units[net$units$layer == last, ]
  broad <- function(text, cex = 0.9) max(0, strwidth(unlist(strsplit(text, "\n")), "inches", cex = cex))
  top <- line * 6.4
  apart <- 0.9 * (par("fin")[2] - top - 0.8 * line) / max(net$slots, 1)
  radius <- half(line, apart)
  margin <- function(names, heading) {
    max(broad(short_names(names)) + radius + 0.6 * line, broad(heading, 0.85) / 2 + 0.3 * line)
  }
  par(mai = c(line * 0.8, margin(first$unit, net$headings[1]), top, margin(final$unit, tail(net$headings, 1))))
  plot.window(c(0, last), c(0, 1), xaxs = "i", yaxs = "i")
  heading(style$main, style$sub, above = 3.5, inches = 0.5 * line)
  room <- 0.95 * par("pin")[1] / last
  text(seq_along(net$headings) - 1, 1 + 0.15 * line / par("pin")[2], net$headings, adj = c(0.5, 0), font = 3,
       cex = 0.85 * min(1, room / broad(net$headings, 0.85)), col = ink(0.75))
  list(radius = radius, line = line, last = last, first = first, final = final)
}

draw_lines <- function(lines, style) {
  lines <- lines[order(lines$width), ]
  crowd <- max(0, nrow(lines) - 60) / 400
  widest <- style$lwd * line_size() / (1 + crowd)
  known <- is.finite(lines$value) & lines$value != 0
  strength <- (0.25 + 0.75 * lines$width) / (1 + 0.6 * min(1, crowd))
  colour <- ifelse(known, style$col[1 + (lines$value < 0 & known)], ink(0.3))
  colour <- mapply(adjustcolor, colour, strength)
  # a dash is as long as its line is wide: a thick one needs few
  segments(lines$x0, lines$y0, lines$x1, lines$y1, col = colour, lty = ifelse(known & lines$value < 0, "42", "solid"),
           lwd = pmax(0.6, widest * ifelse(lines$bias, 0.5, 1) * lines$width), lend = "butt")
}

# As many of the names as can stand above each other.
write_names <- function(units, x, side, line) {
  if (nrow(units) == 0) return(invisible())
  apart <- if (nrow(units) > 1) min(-diff(units$y)) * par("pin")[2] else line
  size <- max(0.6, min(0.9, apart / (0.75 * line)))
  kept <- seq(1, nrow(units), by = ceiling(0.75 * line * size / apart * 0.999))
  text(x[kept], units$y[kept], short_names(units$unit[kept]), adj = c(side, 0.5), cex = size, col = ink())
}

diagram_key <- function(net, style, place, names = c("positive", "negative")) {
  bias <- any(net$units$bias)
  broad <- max(strwidth(names, cex = 0.85)) * if (max(nchar(names)) > 12) 1.12 else 1  # a gap behind long names
  legend(grconvertX(grconvertX(0, "nfc", "inches") + 0.2 * place$line, "inches", "user"),
         1 + place$line * 2.9 / par("pin")[2], yjust = 0.5, bty = "n", horiz = TRUE, text.col = ink(),
         legend = c(names, if (bias) "bias"), lwd = c(2.5, 2.5, if (bias) 0.5),
         col = c(style$col, if (bias) ink(0.6)), lty = c("solid", "42", if (bias) "solid"),
         pch = c(NA, NA, if (bias) 0), cex = 0.85, seg.len = 1.8, x.intersp = 0.6,
         text.width = broad)
}
