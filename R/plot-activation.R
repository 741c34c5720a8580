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
#' @seealso In the course: `vignette("neuron", package = "descent")`.
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
  picture <- activation_picture(x, from, to)
  draw_function(picture, styled(list(main = x$name, xlab = picture$xlab), list(...)), above = 1.1)
  invisible(picture$data)
}

#' @rdname plot_activations
#' @export
plot_activations <- function(activations = activation_names(), from = -5, to = 5, ...) {
  if (inherits(activations, c("activation", "formula"))) activations <- list(activations)
  shown <- lapply(activations, function(f) if (inherits(f, "activation")) f else activation(f))
  names(shown) <- make.unique(vapply(shown, `[[`, "", "name"))
  draw_functions(lapply(shown, activation_picture, from, to), list(...))
}

# A function and its slope, one panel each, and the legend in a panel of its own.
draw_functions <- function(pictures, theirs) {
  old <- par(c("mfrow", touched_par))
  on.exit(par(old))
  par(mfrow = panels(length(pictures) + 1))
  for (picture in pictures) draw_function(picture, styled(picture[c("main", "xlab")], theirs))
  par(mai = rep(0.02, 4))
  plot.new()
  colours <- styled(list(col = unname(okabe_ito[c("blue", "orange")])), theirs)$col
  size <- 1.2 * min(1, 0.8 * par("pin")[1] / strwidth(paste0("----", pictures[[1]]$names[2]), "inches", cex = 1.2))
  legend("left", legend = pictures[[1]]$names, col = colours, lty = 1:2, lwd = 2, seg.len = 1.8, bty = "n", cex = size,
         text.col = ink())
  invisible(lapply(pictures, `[[`, "data"))
}

draw_function <- function(picture, theirs, above = 0) {
  style <- styled(list(ylab = "", xlim = range(picture$data[[1]]), lwd = 2, ylim = picture$ylim,
                       col = unname(okabe_ito[c("blue", "orange")])), theirs)
  open_plot(style, above = above)
  abline(v = picture$middle, col = ink(0.08), lwd = 0.8)
  lines(picture$data[[1]], picture$data$slope, col = style$col[2], lwd = style$lwd * line_size(), lty = 2)
  lines(picture$data[[1]], picture$data$value, col = style$col[1], lwd = style$lwd * line_size())
  if (above > 0) key_above(picture$names, col = style$col, lty = 1:2, lwd = 2, seg.len = 1.8)
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
