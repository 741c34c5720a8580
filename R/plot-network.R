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
#' @param what NULL for the weights or the gradient; or what flows when the network sees one row, as a computation graph
#'   shows it: `"forward"` writes each unit's value into it, `"backward"` its value and its delta, the derivative of the
#'   cost by its weighted sum. Lines show what a weight passes on: the value times the weight, or the delta times the
#'   weight.
#' @param row For `what`, the number of a row among those that are trained on.
#' @param ... Settings of the picture: `main`, `sub`, `col` (two colours: positive, negative), `lwd` (the widest line).
#' @return A list, invisibly: `units`, a data frame with the columns `layer` (0 for the inputs), `unit`, `x`, `y`,
#'   `bias`, one row per drawn unit; `lines`, a data frame with `layer`, `from`, `to`, `value`, `width` (between 0 and
#'   1), one row per drawn weight. With `what` the units have the columns `value` and `delta`, too, and the lines' value
#'   is what they pass on.
#' @section Errors: `epoch` and `colour = "gradient"` need a fit that recorded its path; the message says how to refit.
#' @seealso [coef.descent()], [gradient_history()], [explain_step()] for every factor of the flow
#' @seealso In the course: `vignette("backprop", package = "descent")`.
#' @examples
#' unit <- neuron(am ~ wt + hp, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto")
#' plot_network(unit)
#' set.seed(1)
#' fit <- ann(Species ~ ., iris, hidden = 4, epochs = 100)
#' plot_network(fit)
#' plot_network(fit, epoch = 0, colour = "gradient")
#' plot_network(fit, what = "backward", row = 51)
#' @export
plot_network <- function(fit, epoch = NULL, colour = "weight", most = 30, values = NULL, what = NULL, row = 1, ...) {
  check_fit(fit, "plot_network")
  check_choice(colour, "colour", c("weight", "gradient"))
  if (!is.null(what)) {
    check_choice(what, "what", c("forward", "backward"), ", or NULL")
    return(draw_flow(flow_picture(fit, epoch, what, row, check_count(most, "most", 4)), list(...)))
  }
  picture <- network_picture(fit, epoch, colour, check_count(most, "most", 4))
  draw_network(picture, if (!is.null(values)) check_flag(values, "values"), list(...))
}

draw_network <- function(net, values, theirs) {
  if (is.null(values)) values <- nrow(net$lines) <= 16
  style <- styled(list(main = net$main, sub = net$sub, lwd = 5, col = unname(okabe_ito[c("blue", "orange")])), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  place <- open_diagram(net, style)
  draw_lines(net$lines, style)
  if (values) write_values(net$lines[order(net$lines$width), ], place$radius)
  draw_units_of(net, place)
  diagram_key(net, style, place)
  invisible(list(units = net$units[c("layer", "unit", "x", "y", "bias")],
                 lines = net$lines[setdiff(names(net$lines), "at")]))
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
