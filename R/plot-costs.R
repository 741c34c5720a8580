#' Costs and their slopes
#'
#' What one output of one row costs, as a solid line, and the slope of that by the output y, where back-propagation
#' begins, as a dashed one: over the difference y - d, or, for a cost of shares such as the cross-entropy, over the
#' output y where d = 1 was observed.
#'
#' @param x A [cost()].
#' @param costs Names or [cost()] objects, in a vector or list; all of the table in [cost()] by default.
#' @param from,to Where the difference y - d begins and ends, two numbers.
#' @param ... Settings of the picture: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `col`, `lwd`.
#' @return Invisibly a data frame with the columns `y`, `value` and `slope` (d is 0, for shares 1), for `plot_costs()` a
#'   named list of them.
#' @section Errors: A name that is in no table is refused, with the nearest one that is.
#' @seealso [cost()], [plot_activations()]
#' @seealso In the course: `vignette("neuron", package = "descent")`.
#' @examples
#' plot(cost(~ (d - y)^4))
#' plot_costs()
#' plot_costs(c("mse", "mae", "huber"))
#' @name plot_costs
NULL

#' @rdname plot_costs
#' @export
plot.cost <- function(x, from = -3, to = 3, ...) {
  old <- par(touched_par)
  on.exit(par(old))
  picture <- cost_picture(x, from, to)
  draw_function(picture, styled(picture[c("main", "xlab")], list(...)), above = 1.1)
  invisible(picture$data)
}

#' @rdname plot_costs
#' @export
plot_costs <- function(costs = cost_names(), from = -3, to = 3, ...) {
  if (inherits(costs, c("cost", "formula"))) costs <- list(costs)
  shown <- lapply(costs, as_cost)
  names(shown) <- make.unique(vapply(shown, `[[`, "", "name"))
  draw_functions(lapply(shown, cost_picture, from, to), list(...))
}
