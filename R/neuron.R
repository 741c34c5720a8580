#' One neuron
#'
#' Fits y = f(z) with the weighted sum z = b + w1 x1 + w2 x2 + ..., that is a linear model followed by an activation
#' function f, by gradient descent, and keeps the whole path. With `activation = "sigmoid"` and `cost = "cross_entropy"`
#' it is the logistic regression of [stats::glm()]; with `"identity"` a linear model.
#'
#' An epoch reads every row once: forward pass, error and gradient together. If every predictor is one numeric variable,
#' the columns are read without a copy, and training needs about four numbers per row on top of the data, whatever the
#' `scaling`. A formula with factors, interactions or transformations needs one copy of the design, and shuffled
#' mini-batches need one copy of the data.
#'
#' @inheritParams gd_lm
#' @param formula A formula, as for [stats::glm()]. The response is a numeric vector, a logical, or a factor with two
#'   levels (character counts as one, its levels sorted), of which the second counts as 1. With `cost =
#'   "cross_entropy"` it can also be `cbind(successes, failures)`: the output is then the share of successes, and a row
#'   counts as often as it has trials.
#' @param offset A known part of the weighted sum z, one number per row.
#' @param activation The function f, see [activation()]: `"identity"`, `"sigmoid"`, `"tanh"`, `"relu"`, `"leaky_relu"`,
#'   `"elu"`, `"softplus"`, `"gelu"`, `"swish"`, or an [activation()] of your own.
#' @param cost What is minimised, see [cost()]; `"cross_entropy"` needs an output between 0 and 1, so the sigmoid or an
#'   activation of your own.
#' @param bias `"learn"`: the intercept is learnt as the other weights are; `"none"`: there is none; a number: it is
#'   fixed at this value and not learnt, for example -3.
#' @param eta Learning rate: one positive number; a function of the epoch (1, 2, ...) that returns one; or `"auto"`, 1
#'   divided by a bound on the cost's curvature, where one is known: with sigmoid and cross-entropy a quarter of the
#'   largest curvature of the linear model (Boehning & Lindsay 1988).
#' @param scaling On which scale gradient descent works. `"none"`: on the columns as the formula makes them.
#'   `"standardize"`: on columns that are centred and divided by their standard deviation (without an intercept: only
#'   divided by their root mean square). `"whiten"`: in coordinates in which the columns are uncorrelated and of equal
#'   size, which saves many epochs. (A neuron's cost is not quadratic, so that no single step reaches the minimum.)
#'   Coefficients, gradients and histories are always reported on the data's own scale; `eta`, `tol` and the optimizer
#'   refer to the scale of training.
#' @return A list of class `c("neuron", "descent")`, with the fields of [gd_lm()]. `fitted.values` are the outputs
#'   f(...), `converged` is, with sigmoid and cross-entropy, whether every coefficient lies within 0.001 standard errors
#'   of the minimum; else whether the gradient is small against its size at the start and the error has settled.
#' @section Errors: Every argument is checked before any work, and the message says what it must be and what came. When
#'   two classes are separated perfectly the cross-entropy has no minimum; a warning says so, and print() what to do. A
#'   fit that is interrupted or diverges is returned as it stood after its last complete epoch, with a warning. With
#'   mini-batches the `error` there may be Inf: that of all rows together is too large for a number.
#' @references Rosenblatt (1958); McCullagh & Nelder (1989), *Generalized Linear Models*, section 4; Boehning & Lindsay
#'   (1988), Annals of the Institute of Statistical Mathematics 40, 641-663.
#' @seealso [gd_lm()], [ann()], [activation()], [compare()], [stats::glm()]
#' @seealso In the course: `vignette("neuron", package = "descent")`.
#' @examples
#' truth <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
#' fit <- neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000)
#' fit
#' fitted(fit)
#'
#' logistic <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")
#' compare(logistic)
#' @export
neuron <- function(formula, data, subset, weights, na.action, offset, contrasts = NULL,
                   activation = "sigmoid", cost = "half_mse", bias = "learn", eta = 0.1, epochs = 1000, start = 0,
                   scaling = "none", optimizer = "gd", batch_size = NULL, shuffle = TRUE, tol = 0, record = NULL,
                   progress = interactive(), allow_divergence = FALSE, model = TRUE, order_by = NULL, block = 1e5,
                   ...) {
  call <- match.call()
  refuse_arguments(names(formals(neuron)), ...)
  check_formula(formula, call$formula)
  if (missing(data)) data <- NULL
  if (!is_table(data)) data <- as_data(data)
  check_blocks(data, call)
  hyper <- choose_hyper("neuron", formals(neuron), names(call), environment())
  if (check_flag(allow_divergence, "allow_divergence")) call$allow_divergence <- TRUE  # whatever was written
  check_flag(model, "model")
  settings <- training_settings(hyper, hyper$epochs, check_flag(progress, "progress"))
  if (is_table(data)) {
    return(fit_table("neuron", call, parent.frame(), data, hyper, settings, allow_divergence))
  }
  frame <- read_frame(call, parent.frame(), data)
  spec <- model_spec("neuron", hyper, settings, frame, contrasts)
  fit_model(spec, describe_data(call, frame, data, model), allow_divergence = allow_divergence)
}
