#' Cost functions
#'
#' What training makes small, by name or made from your own formula or functions. Over n rows and k outputs, with the
#' observed values d and the model's outputs y:
#'
#' | name | cost |
#' |---|---|
#' | `"mse"` | 1/(nk) sum (d - y)^2 |
#' | `"half_mse"` | 1/(2n) sum (d - y)^2 |
#' | `"sse"` | sum (d - y)^2 |
#' | `"half_sse"` | 1/2 sum (d - y)^2 |
#' | `"mae"` | 1/(nk) sum abs(d - y) |
#' | `"huber"` | 1/(nk) sum r^2 / 2 where abs(r) <= 1, else abs(r) - 1/2, with r = d - y |
#' | `"cross_entropy"` | -1/(nk) sum d log(y) + (1 - d) log(1 - y); with softmax -1/n sum d log(y) |
#'
#' With case weights w a mean divides by sum(w) instead of n, so that a weight of 2 is the row twice. The cross-entropy
#' of a sigmoid or softmax output is computed from its logit, so that it is finite for any finite logit.
#'
#' @param f A one-sided formula in `d` (observed) and `y` (output), as `~ (d - y)^4`, whose slope in `y` is derived
#'   symbolically; or a vectorised function of `d` and `y`. It gives the cost of one output; the mean is taken over all.
#' @param slope The derivative of `f` by `y`, a vectorised function of `d` and `y`; needed where `f` is a function.
#' @return An object of class `"cost"`: a list with `name` and the functions `value` and `slope`.
#' @section Errors: A formula that cannot be derived, and a function without `slope`, are refused with the remedy.
#' @references Bishop (2006), *Pattern Recognition and Machine Learning*, sections 3.1 and 4.3; Huber (1964).
#' @seealso [gd_lm()], [neuron()] and [ann()], which take it as `cost`; [activation()].
#' @examples
#' fourth <- cost(~ (d - y)^4)
#' fourth$slope(d = 1, y = c(0, 1, 2))
#' @export
cost <- function(f, slope = NULL) {
  own <- own_function(f, slope, c("d", "y"), "cost")
  structure(list(name = own$name, value = own$value, slope = own$slope), class = "cost")
}

#' @export
print.cost <- function(x, ...) {
  cat("Cost: the mean of ", x$name, "\n", sep = "")
  invisible(x)
}

as_cost <- function(x, choices = kernel_names()$cost) {
  if (inherits(x, "cost")) return(x)
  if (inherits(x, "formula")) return(cost(x))
  list(name = check_choice(x, "cost", choices, " or a cost()"))
}

# The quadratic costs: E = factor(W) x (sum of squares), W the sum of the weights.
quadratic_scale <- function(cost, weight) {
  switch(cost, mse = 1 / weight, half_mse = 0.5 / weight, sse = 1, half_sse = 0.5, NULL)
}
