#' Linear models by gradient descent
#'
#' Fits a linear model as [stats::lm()] does, but by gradient descent, and keeps the whole path: the error, the
#' coefficients and the gradient of every epoch.
#'
#' For the quadratic costs on all rows (`batch_size = NULL`) the data are read once: orthogonal reflections reduce them
#' to a small triangle, and then an epoch with p coefficients costs p^2 operations, however many rows there are. (With
#' fewer rows than coefficients the rows are not reduced, and an epoch costs n p operations.) Error, gradient and path
#' are exact nevertheless. Peak memory is the data plus about two numbers per row (fitted values and residuals); the
#' model matrix is never built for all rows at once. Mini-batches, `"mae"` and `"huber"` read the rows in every epoch. A
#' formula with factors, interactions or transformations then needs one copy of the design, and shuffled mini-batches
#' need one copy of the data.
#'
#' Where columns are collinear, [stats::lm()] reports NA for some coefficients. Then the minimum is not unique, and
#' gradient descent goes to the one that is nearest to `start` (on the scale of training); [summary()] names the
#' collinear columns.
#'
#' @param formula A formula, as for [stats::lm()]: `.`, interactions, `poly()`, `log()`, factors, `offset()` and `- 1`
#'   all work. The response is one numeric vector.
#' @param data A data frame with the variables; may be missing, then they are found where the formula was written. Or a
#'   `dplyr::tbl()`: a table that stays in its database; see [as_sql()].
#' @param subset Which rows to use, an expression in the variables of `data`.
#' @param weights Case weights, one number per row, 0 or larger: a row with the weight 2 counts as two equal rows.
#' @param na.action What to do with missing values, as for [stats::lm()]: [stats::na.omit()] by default;
#'   [stats::na.exclude()] pads residuals and fitted values. NaN is not a missing value: it is an error.
#' @param offset A known part of the prediction, one number per row, in the units of the response.
#' @param contrasts A list of contrasts for factors, as for [stats::lm()].
#' @param cost What is minimised, see [cost()]: `"mse"`, `"half_mse"`, `"sse"`, `"half_sse"`, `"mae"`, `"huber"`, or a
#'   [cost()] of your own.
#' @param eta Learning rate: one positive number; a function of the epoch (1, 2, ...) that returns one; or `"auto"`,
#'   which is 1/lambda_max of the cost's Hessian, so that the error falls at every step in every direction. With
#'   mini-batches lambda_max is bounded by the longest row's. For the rules with a rate of their own see [optimizers].
#' @param epochs Passes over the data, one whole number; 0 returns the start.
#' @param start Where to begin: one number for all coefficients, or a vector in the order of `coef()`, or a named one.
#' @param scaling On which scale gradient descent works. `"none"`: on the columns as the formula makes them.
#'   `"standardize"`: on columns that are centred and divided by their standard deviation (without an intercept: only
#'   divided by their root mean square). `"whiten"`: in coordinates in which the Hessian is the identity, so that one
#'   step of `eta = 1` reaches the minimum. Coefficients, gradients and histories are always reported on the data's own
#'   scale; `eta`, `tol` and the optimizer refer to the scale of training.
#' @param optimizer The rule of a step: a name or an object from [optimizers].
#' @param batch_size Rows per step. NULL: all rows, so that an epoch is one step. A number k: mini-batches of k rows;
#'   the last one may be smaller and is averaged over its own size. 1 is stochastic gradient descent.
#' @param shuffle Draw a new order of the rows for every epoch of mini-batches, by R's generator as [sample()] would;
#'   FALSE takes them as they come.
#' @param tol Stop when the largest absolute entry of the gradient is at most `tol`; 0 runs every epoch.
#' @param record Which epochs the histories keep. NULL: every epoch, as long as the coefficients (and likewise the
#'   gradients) are fewer than about a million numbers; beyond that evenly spaced epochs, always with the first and the
#'   last. A number k: every k-th epoch. FALSE: the errors only.
#' @param progress Show a progress bar when training takes longer than a second.
#' @param allow_divergence Train even where `eta` is above the largest stable rate, to show what happens.
#' @param model TRUE keeps the model frame in the fit. With FALSE [resume()], [model.frame()] and similar functions read
#'   the data again, from the place where the call was made.
#' @param order_by,block Only for a table in a database whose rows are fetched (mini-batches, networks). `order_by` is
#'   the column, or several in `c()`, by which the rows are sorted, so that the same seed gives the same fit; `block` is
#'   how many rows are fetched at a time. Mini-batches are shuffled within a block.
#' @param ... Not used: an argument that is not known is refused, with the one that was probably meant.
#' @return A list of class `c("gd_lm", "descent")`: `coefficients` (named as lm names them), `fitted.values`,
#'   `residuals`, `error` (the cost at the coefficients), `history`, `hyperparameters`, `optimizer_state`, `epochs`
#'   (done), `converged` (every coefficient lies within 0.001 standard errors of the minimum), `stop` (why training
#'   ended), `call`, `terms`, `model`, `xlevels`, `contrasts`, `na.action`, `weights`, `offset`. Read it with `coef()`,
#'   `summary()`, `predict()` and lm's other verbs, [error_history()], [coef_history()], [gradient_history()].
#' @section Errors: Every argument is checked before any work, and the message says what it must be and what came. A
#'   rate above the largest stable one (2/lambda_max for `"gd"`) is refused with that bound. A fit that is interrupted
#'   or diverges is returned as it stood after its last complete epoch, with a warning. With mini-batches the `error`
#'   there may be Inf: that of all rows together is too large for a number.
#' @references Boyd & Vandenberghe (2004), *Convex Optimization*, section 9.3, for the rates; Golub & Van Loan (2013),
#'   *Matrix Computations*, section 5.1 and 5.2, for the reduction.
#' @seealso [neuron()], [compare()], [resume()], [coef_history()], [stats::lm()]
#' @seealso In the course: `vignette("linear-model", package = "descent")`.
#' @examples
#' set.seed(123)
#' x <- rnorm(100)
#' y <- 3 + 2 * x + rnorm(100)
#' fit <- gd_lm(y ~ x, eta = 0.01, epochs = 1000, start = 1)
#' fit
#' coef(fit, epoch = 10)
#' compare(fit)
#' plot(fit)
#' @export
gd_lm <- function(formula, data, subset, weights, na.action, offset, contrasts = NULL,
                  cost = "mse", eta = "auto", epochs = 1000, start = 0, scaling = "none", optimizer = "gd",
                  batch_size = NULL, shuffle = TRUE, tol = 0, record = NULL, progress = interactive(),
                  allow_divergence = FALSE, model = TRUE, order_by = NULL, block = 1e5, ...) {
  call <- match.call()
  refuse_arguments(names(formals(gd_lm)), ...)
  check_formula(formula, call$formula)
  if (missing(data)) data <- NULL
  if (!is_table(data)) data <- as_data(data)
  check_blocks(data, call)
  hyper <- choose_hyper("gd_lm", formals(gd_lm), names(call), environment())
  if (check_flag(allow_divergence, "allow_divergence")) call$allow_divergence <- TRUE  # whatever was written
  check_flag(model, "model")
  settings <- training_settings(hyper, hyper$epochs, check_flag(progress, "progress"))
  if (is_table(data)) {
    return(fit_table("gd_lm", call, parent.frame(), data, hyper, settings, allow_divergence))
  }
  frame <- read_frame(call, parent.frame(), data)
  spec <- model_spec("gd_lm", hyper, settings, frame, contrasts)
  fit_model(spec, describe_data(call, frame, data, model), allow_divergence = allow_divergence)
}
