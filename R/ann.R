#' Neural networks by back-propagation
#'
#' Fits a multi-layer perceptron of any depth and width to one or several numeric responses or to classes, on the same
#' training loop as [gd_lm()] and [neuron()], and keeps the whole path. A network without hidden layers
#' (`hidden = integer(0)`) is a linear model or a neuron.
#'
#' With `scaling = "standardize"` the inputs are centred and divided by their standard deviation for training, and so
#' are numeric responses with an identity output. The cost is still that of the responses in their own units, so that
#' among several responses the one with the largest variance counts most. Coefficients, errors and histories are always
#' on the data's own scale; `eta`, `l1`, `l2`, `clip` and `tol` refer to the scale of training.
#'
#' Peak memory is the data, one standardized copy of the design (none with `scaling = "none"` and plain numeric
#' predictors), one more copy for shuffled mini-batches, and the histories: at most about a million numbers each for
#' coefficients and gradients, unless `record` asks for more.
#'
#' All that is drawn comes from R's generator: after the same [set.seed()] the same call gives the same fit, to the last
#' bit, on processors of the same kind. The compiled loop exists once for each kind (baseline, AVX2, AVX-512), and each
#' adds in another order, so that fits of two kinds differ in their last digits, and after long training in more. Rules
#' that divide a gradient by its own size, as `"adam"`, make full steps of a gradient that is 0 but for rounding. Where
#' the model knows that it is 0 (a fixed bias, an input that is 0 or constant in all rows, a unit that is 0 in all rows)
#' it is exactly 0, and the weight keeps its value.
#'
#' @inheritParams gd_lm
#' @param formula A formula, as `y ~ .`. The response is a numeric vector, several in `cbind(y1, y2)`, a logical, or a
#'   factor (character counts as one): two classes get one sigmoid output, of which the second class is 1; more classes
#'   a softmax with one output each. Factors, interactions, `poly()`, `offset()` and so on work as in [stats::lm()].
#' @param hidden Units of each hidden layer, whole numbers; `integer(0)` for none.
#' @param activation Activation of the hidden layers, one for all or a vector or list with one for each, see
#'   [activation()].
#' @param output Activation of the output; by default `"identity"` for numbers, `"sigmoid"` for two classes, `"softmax"`
#'   for more.
#' @param cost What is minimised, see [cost()]. By default `"cross_entropy"` with a softmax output, and with a sigmoid
#'   output whose responses lie between 0 and 1; else `"mse"`.
#' @param bias `"learn"`; `"none"`: no biases; `"fixed"`: biases are kept at their start values, as published worked
#'   examples do.
#' @param init How the first weights are drawn, see [init_glorot()]; NULL for the rule that suits the activation.
#' @param eta Learning rate: one positive number, a function of the epoch, or NULL for the optimizer's own: 0.1 for
#'   `"gd"`, 0.01 for `"momentum"` and `"nesterov"`, else as listed in [optimizers].
#' @param start Start values instead of drawn ones: a list of matrices as `coef()` returns (rows `"(Intercept)"` and the
#'   inputs, columns units), a vector of all of them in that order, or one number for all.
#' @param scaling `"standardize"`, `"none"`, or `"whiten"` (the inputs made uncorrelated too).
#' @param l2,l1 Penalties: l2/2 sum w^2 and l1 sum abs(w) are added to the cost, over the weights of the scale of
#'   training, biases left out. With `"adamw"` l2 is the decoupled decay.
#' @param dropout Share of hidden units that is switched off at random in every training step, in \[0, 1); those left
#'   are scaled up by 1 / (1 - dropout), so that predictions need no change. Errors in the history are those of
#'   training.
#' @param clip Longest gradient: a longer one is shortened to this Euclidean norm before a step.
#' @param validation A share of the rows in \[0, 1), drawn at random and held out, or a data frame with the same
#'   variables; the error on these rows is recorded in every epoch. With classes, or a response of two numbers, the
#'   share is taken from each class, so that every class keeps rows to learn from.
#' @param patience Stop after this many epochs without a smaller validation error; the fit then has the coefficients of
#'   the best epoch.
#' @param restarts How many times training starts, each time from newly drawn weights; the fit with the smallest error
#'   (validation error, where there is one) is returned, and `fit$restarts` lists all errors.
#' @return A list of class `c("ann", "descent")`, with the fields of [gd_lm()]; `coefficients` is a list with one matrix
#'   per layer (`hidden1`, ..., `output`): its rows are `"(Intercept)"` and the inputs, its columns the units. With
#'   several outputs `fitted.values` and `residuals` are matrices. Besides: `levels` of the classes, `best_epoch` (with
#'   a validation set), `validation_rows`, `restarts`. [error_history()], [coef_history()] and [gradient_history()] read
#'   `history` and name each weight.
#' @section Errors: Every argument is checked before any work, and the message says what it must be and what came. A fit
#'   that is interrupted or diverges is returned as it stood after its last complete epoch, with a warning. With
#'   mini-batches the `error` there may be Inf: that of all rows together is too large for a number.
#' @references Rumelhart, Hinton & Williams (1986), Nature 323, 533-536; Goodfellow, Bengio & Courville (2016), *Deep
#'   Learning*, chapters 6 to 8; Srivastava et al. (2014) for dropout; Prechelt (1998) for early stopping.
#' @seealso [neuron()], [predict.ann()], [summary.ann()], [check_gradient()], [activation()], [optimizers],
#'   [init_glorot()]
#' @seealso In the course: `vignette("backprop", package = "descent")` and
#'   `vignette("approximation", package = "descent")`.
#' @examples
#' set.seed(1)
#' flowers <- ann(Species ~ ., iris, hidden = 4, epochs = 200)
#' flowers
#' predict(flowers, iris[c(1, 51, 101), ], type = "class")
#'
#' xor <- data.frame(a = c(0, 0, 1, 1), b = c(0, 1, 0, 1), y = c(0, 1, 1, 0))
#' fit <- ann(y ~ a + b, xor, hidden = 4, output = "sigmoid", epochs = 500, eta = 0.05)
#' round(fitted(fit), 2)
#' @export
ann <- function(formula, data, subset, weights, na.action, contrasts = NULL,
                hidden = 3, activation = "sigmoid", output = NULL, cost = NULL, bias = "learn", init = NULL, eta = NULL,
                epochs = 1000, start = NULL, scaling = "standardize", optimizer = "adam", batch_size = NULL,
                shuffle = TRUE, l2 = 0, l1 = 0, dropout = 0, clip = Inf, validation = 0, patience = Inf, restarts = 1,
                tol = 0, record = NULL, progress = interactive(), model = TRUE, order_by = NULL, block = 1e5, ...) {
  call <- match.call()
  refuse_arguments(names(formals(ann)), ...)
  check_formula(formula, call$formula)
  if (missing(data)) data <- NULL
  if (!is_table(data)) data <- as_data(data)
  check_blocks(data, call)
  hyper <- choose_hyper("ann", formals(ann), names(call), environment())
  check_flag(model, "model")
  settings <- training_settings(hyper, hyper$epochs, check_flag(progress, "progress"))
  if (is_table(data)) return(fit_table("ann", call, parent.frame(), data, hyper, settings))
  frame <- read_frame(call, parent.frame(), data, c("formula", "data", "subset", "weights", "na.action"))
  about <- describe_data(call, frame, data, model)
  spec <- model_spec("ann", hyper, settings, frame, contrasts, about)
  fit_restarts(spec, about)
}
