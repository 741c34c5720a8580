#' Activation functions and their slopes
#'
#' The function f(z) as a solid line and its slope f'(z), which back-propagation multiplies by, as a dashed one.
#'
#' @param x An [activation()]. For softmax, which has no slope of one unit alone, the share of one of two units is
#'   drawn, the other one's weighted sum being 0.
#' @param activations Names or [activation()] objects, in a vector or list; all of the table in [activation()] by
#'   default.
#' @param from,to Where the weighted sum z begins and ends, two numbers.
#' @param ... Settings of the picture: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `col`, `lwd`.
#' @return Invisibly a data frame with the columns `z`, `value` and `slope`, for `plot_activations()` a named list of
#'   them.
#' @section Errors: A name that is in no table is refused, with the nearest one that is.
#' @seealso [activation()]
#' @examples
#' plot(activation("tanh"))
#' plot(activation(~ x / (1 + abs(x))))
#' plot_activations()
#' plot_activations(c("sigmoid", "relu"))
#' @name plot_activations
NULL

#' @rdname plot_activations
#' @export
plot.activation <- function(x, from = -5, to = 5, ...) {
  old <- par(touched_par)
  on.exit(par(old))
  invisible(draw_activation(x, from, to, styled(list(main = x$name, xlab = "Weighted sum z"), list(...)), above = 1.1))
}

draw_activation <- function(x, from, to, theirs, above = 0) {
  data <- activation_data(x, from, to)
  look <- styled(list(ylab = "", xlim = c(from, to), lwd = 2, ylim = range_of(data$value, data$slope, add = 0.02),
                      col = unname(okabe_ito[c("blue", "orange")])), theirs)
  open_plot(look, above = above)
  abline(v = 0, col = "grey92", lwd = 0.8)
  lines(data$z, data$slope, col = look$col[2], lwd = look$lwd * line_size(), lty = 2)
  lines(data$z, data$value, col = look$col[1], lwd = look$lwd * line_size())
  if (above > 0) name_lines(key_above, look$col)
  data
}

name_lines <- function(f, col, ...) {
  f(legend = c("f(z)", "slope f'(z)"), col = col, lty = 1:2, lwd = 2, seg.len = 1.8, ...)
}

activation_data <- function(x, from, to) {
  check_number(from, "from", "one number", is.finite)
  check_number(to, "to", sprintf("one number above `from` (%s)", format(from)), function(v) is.finite(v) && v > from)
  if (x$joint) x <- activation_table[[x$alone]]
  z <- seq(from, to, length.out = 401)
  data.frame(z = z, value = x$value(z), slope = x$slope(z))
}

#' @rdname plot_activations
#' @export
plot_activations <- function(activations = activation_names(), from = -5, to = 5, ...) {
  if (inherits(activations, c("activation", "formula"))) activations <- list(activations)
  shown <- lapply(activations, function(f) if (inherits(f, "activation")) f else activation(f))
  names(shown) <- make.unique(vapply(shown, `[[`, "", "name"))
  old <- par(c("mfrow", touched_par))
  on.exit(par(old))
  par(mfrow = panels(length(shown) + 1))  # the last one is the legend's
  drawn <- lapply(setNames(nm = names(shown)), function(name) {
    title <- if (shown[[name]]$joint) paste(name, "(1 of 2 units)") else name
    draw_activation(shown[[name]], from, to, styled(list(main = title, xlab = "z"), list(...)))
  })
  par(mai = rep(0.02, 4))
  plot.new()
  colours <- styled(list(col = unname(okabe_ito[c("blue", "orange")])), list(...))$col
  name_lines(legend, colours, x = "left", bty = "n", cex = 1.2)
  invisible(drawn)
}

# Rows and columns for n panels, on a page about as wide as the device.
panels <- function(n) {
  shape <- par("din")[1] / par("din")[2]
  columns <- seq_len(n)
  rows <- ceiling(n / columns)
  skew <- abs(log(shape / columns * rows / 1.25)) + 0.4 * (columns * rows - n) / n
  best <- which.min(skew)
  c(rows[best], columns[best])
}
