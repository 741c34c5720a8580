#' The network as a diagram
#'
#' Units as circles, weights as lines: blue and solid for positive, orange and dashed for negative, the wider the
#' larger. Bias units are squares. A linear model and a neuron are networks without hidden layers and drawn as such.
#'
#' A line's width is relative to the largest weight that its layer had on the recorded path as far as the end of the
#' fit, biases apart, so that the pictures of two epochs compare; a derivative's is relative to the largest of its
#' epoch. In the first layer the weights are multiplied by the standard deviations of their inputs first, so that inputs
#' on different scales compare; the numbers written on the lines of small networks are the weights themselves.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param epoch NULL for the end (after early stopping that is the best epoch), or a recorded epoch (0 is the start).
#' @param colour What the lines show: `"weight"`, or `"gradient"` for the cost's derivative by each weight.
#' @param most The most units of a layer that are drawn, one whole number from 4 on; of a larger layer the first and the
#'   last ones are, and the line below the title says so.
#' @param values Write the numbers on the lines; by default where there are at most 16.
#' @param ... Settings of the picture: `main`, `sub`, `col` (two colours: positive, negative), `lwd` (the widest line).
#' @return A list, invisibly: `units`, a data frame with the columns `layer` (0 for the inputs), `unit`, `x`, `y`,
#'   `bias`, one row per drawn unit; `lines`, a data frame with `layer`, `from`, `to`, `value`, `width` (between 0 and
#'   1), one row per drawn weight.
#' @section Errors: `epoch` and `colour = "gradient"` need a fit that recorded its path; the message says how to refit.
#' @seealso [coef.descent()], [gradient_history()]
#' @examples
#' unit <- neuron(am ~ wt + hp, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto")
#' plot_network(unit)
#' set.seed(1)
#' fit <- ann(Species ~ ., iris, hidden = 4, epochs = 100)
#' plot_network(fit)
#' plot_network(fit, epoch = 0, colour = "gradient")
#' @export
plot_network <- function(fit, epoch = NULL, colour = "weight", most = 30, values = NULL, ...) {
  check_fit(fit, "plot_network")
  check_choice(colour, "colour", c("weight", "gradient"))
  picture <- network_picture(fit, epoch, colour, check_count(most, "most", 4))
  draw_network(picture, if (!is.null(values)) check_flag(values, "values"), list(...))
}

draw_network <- function(net, values, theirs) {
  if (is.null(values)) values <- nrow(net$lines) <= 16
  look <- styled(list(main = net$main, sub = net$sub, lwd = 5, col = unname(okabe_ito[c("blue", "orange")])), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  place <- open_diagram(net, look)
  draw_lines(net$lines, look)
  if (values) write_values(net$lines[order(net$lines$width), ], place$radius)
  draw_units_of(net, place)
  diagram_key(net, look, place)
  invisible(list(units = net$units[c("layer", "unit", "x", "y", "bias")],
                 lines = net$lines[setdiff(names(net$lines), "at")]))
}

# The figure, its margins as wide as the names beside it; how large a unit is, and a line of text.
open_diagram <- function(net, look) {
  par(cex = text_size(), mai = rep(0.05, 4), xpd = NA)
  line <- par("cin")[2] * par("cex")
  plot.new()
  last <- max(net$units$layer)
  first <- net$units[net$units$layer == 0 & !net$units$bias, ]
  final <- net$units[net$units$layer == last, ]
  broad <- function(text, cex = 0.9) max(0, strwidth(unlist(strsplit(text, "\n")), "inches", cex = cex))
  top <- line * 6.4
  apart <- 0.9 * (par("fin")[2] - top - 0.8 * line) / max(net$slots, 1)
  radius <- min(0.75 * line, 0.4 * apart)
  margin <- function(names, heading) {
    max(broad(short_names(names)) + radius + 0.6 * line, broad(heading, 0.85) / 2 + 0.3 * line)
  }
  par(mai = c(line * 0.8, margin(first$unit, net$headings[1]), top, margin(final$unit, tail(net$headings, 1))))
  plot.window(c(0, last), c(0, 1), xaxs = "i", yaxs = "i")
  heading(look$main, look$sub, above = 3.5, inches = 0.5 * line)
  room <- 0.95 * par("pin")[1] / last
  text(seq_along(net$headings) - 1, 1 + 0.15 * line / par("pin")[2], net$headings, adj = c(0.5, 0), font = 3,
       cex = 0.85 * min(1, room / broad(net$headings, 0.85)), col = ink(0.75))
  list(radius = radius, line = line, last = last, first = first, final = final)
}

draw_lines <- function(lines, look) {
  lines <- lines[order(lines$width), ]
  crowd <- max(0, nrow(lines) - 60) / 400
  widest <- look$lwd * line_size() / (1 + crowd)
  known <- is.finite(lines$value) & lines$value != 0
  strength <- (0.25 + 0.75 * lines$width) / (1 + 0.6 * min(1, crowd))
  colour <- ifelse(known, look$col[1 + (lines$value < 0 & known)], ink(0.3))
  colour <- mapply(adjustcolor, colour, strength)
  # a dash is as long as its line is wide: a thick one needs few
  segments(lines$x0, lines$y0, lines$x1, lines$y1, col = colour, lty = ifelse(known & lines$value < 0, "42", "solid"),
           lwd = pmax(0.6, widest * ifelse(lines$bias, 0.5, 1) * lines$width), lend = "butt")
}

draw_units_of <- function(net, place) {
  units <- net$units
  bias <- units$bias
  hidden <- !bias & units$layer > 0 & units$layer < place$last
  symbols(units$x[!bias], units$y[!bias], circles = rep(place$radius, sum(!bias)), inches = place$radius, add = TRUE,
          bg = paper(), fg = ink(0.85), lwd = line_size())
  if (any(bias)) {
    symbols(units$x[bias], units$y[bias], squares = rep(place$radius, sum(bias)), inches = 0.85 * place$line,
            add = TRUE, bg = ink(0.08), fg = ink(0.85), lwd = line_size())
    text(units$x[bias], units$y[bias], "1", cex = 0.7, col = ink())
  }
  names <- units$unit[hidden]
  inside <- if (any(hidden)) min(0.85, 1.6 * place$radius / max(strwidth(names, "inches"))) else 0
  if (inside > 0.4) text(units$x[hidden], units$y[hidden], names, cex = inside, col = ink())
  if (nrow(net$gaps)) {
    step <- 0.9 / (net$slots + 1) * 0.33
    points(rep(net$gaps$x, each = 3), rep(net$gaps$y, each = 3) + c(-step, 0, step), pch = 19, cex = 0.2, col = ink())
  }
  beside <- (place$radius + place$line * 0.25) / par("pin")[1] * place$last
  write_names(place$first, place$first$x - beside, 1, place$line)
  write_names(place$final, place$final$x + beside, 0, place$line)
}

diagram_key <- function(net, look, place) {
  bias <- any(net$units$bias)
  legend(grconvertX(grconvertX(0, "nfc", "inches") + 0.2 * place$line, "inches", "user"),
         1 + place$line * 2.9 / par("pin")[2], yjust = 0.5, bty = "n", horiz = TRUE, text.col = ink(),
         legend = c("positive", "negative", if (bias) "bias"), lwd = c(2.5, 2.5, if (bias) 0.5),
         col = c(look$col, if (bias) ink(0.6)), lty = c("solid", "42", if (bias) "solid"),
         pch = c(NA, NA, if (bias) 0), cex = 0.85, seg.len = 1.8, x.intersp = 0.6)
}

# As many of the names as can stand above each other.
write_names <- function(units, x, side, line) {
  if (nrow(units) == 0) return(invisible())
  apart <- if (nrow(units) > 1) min(-diff(units$y)) * par("pin")[2] else line
  size <- max(0.6, min(0.9, apart / (0.75 * line)))
  kept <- seq(1, nrow(units), by = ceiling(0.75 * line * size / apart * 0.999))
  text(x[kept], units$y[kept], short_names(units$unit[kept]), adj = c(side, 0.5), cex = size, col = ink())
}

# Each number near the unit that it comes from, where lines are still apart.
write_values <- function(lines, radius) {
  share <- 0.27
  x <- lines$x0 + share * (lines$x1 - lines$x0)
  y <- lines$y0 + share * (lines$y1 - lines$y0)
  text <- number_text(lines$value)
  # numbers of one layer stand above each other: apart by a line at least
  height <- strheight("0", cex = 0.8) * 1.7
  for (l in unique(lines$layer)) {
    at <- lines$layer == l
    y[at] <- spread_labels(y[at], height, c(0, 1))
  }
  half <- strwidth(text, cex = 0.8) / 2 * 1.1
  rect(x - half, y - height * 0.45, x + half, y + height * 0.45, col = adjustcolor(paper(), 0.85), border = NA)
  text(x, y, text, cex = 0.8, col = ink())
}
