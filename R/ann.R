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
  check_formula(formula)
  if (missing(data)) data <- NULL
  if (!is_table(data)) data <- as_data(data)
  check_blocks(data, call)
  hyper <- ann_choices(hidden, activation, output, cost, bias, init, eta, epochs, start, scaling, optimizer, batch_size,
                       shuffle, l2, l1, dropout, clip, validation, patience, restarts, tol, record)
  check_flag(model, "model")
  settings <- training_settings(hyper, epochs, check_flag(progress, "progress"))
  if (is_table(data)) return(fit_table("ann", call, parent.frame(), data, hyper, settings))
  frame <- read_frame(call, parent.frame(), data, c("formula", "data", "subset", "weights", "na.action"))
  about <- describe_data(call, frame, data, model)
  spec <- model_spec("ann", hyper, settings, frame, contrasts, about)
  fit_restarts(spec, about)
}

ann_choices <- function(hidden, activation, output, cost, bias, init, eta, epochs, start, scaling, optimizer,
                        batch_size, shuffle, l2, l1, dropout, clip, validation, patience, restarts, tol, record) {
  hidden <- check_hidden(hidden)
  output <- unquoted(output, "output", activation_names())
  cost <- unquoted(cost, "cost", cost_names())
  chosen <- list(
    hidden = hidden,
    activation = hidden_activations(unquoted(activation, "activation", activation_names()), length(hidden)),
    output = if (!is.null(output)) as_activation(output, "output"),
    cost = if (!is.null(cost)) as_cost(cost), bias = check_choice(bias, "bias", c("learn", "none", "fixed")),
    init = check_init(init), l2 = check_nonnegative(l2, "l2"), l1 = check_nonnegative(l1, "l1"),
    dropout = check_share(dropout, "dropout"), clip = check_number(clip, "clip", "one positive number", is_positive),
    validation = check_validation(validation),
    patience = check_number(patience, "patience", "one whole number that is 1 or larger, or Inf",
                            function(x) x >= 1 && x == round(x)),
    restarts = check_count(restarts, "restarts", 1)
  )
  optimizer <- as_optimizer(unquoted(optimizer, "optimizer", names(optimizer_rules)), batch_size)
  if (is.null(eta) || identical(eta, "auto")) eta <- network_rate(optimizer)
  loop <- loop_choices(eta, epochs, start, scaling, optimizer, batch_size, shuffle, tol, record)
  first <- c("hidden", "activation", "output", "cost", "bias", "init")
  hyper <- c(chosen[first], loop[c("eta", "epochs", "start", "scaling", "optimizer", "batch_size", "shuffle")],
             chosen[setdiff(names(chosen), first)], loop[c("tol", "record")])
  check_together(hyper)
  hyper
}

is_positive <- function(x) x > 0

# Arguments that do not go together.
check_together <- function(hyper) {
  if (is.finite(hyper$patience) && is.numeric(hyper$validation) && hyper$validation == 0) {
    stop("`patience` must be Inf without a `validation` share or data frame: it counts epochs without a better one.",
         call. = FALSE)
  }
  if (is.finite(hyper$clip) && rule_of(hyper$optimizer)$search) {
    stop_argument("clip", sprintf("Inf with the optimizer \"%s\", whose steps are as long as its line search finds",
                                  hyper$optimizer$name), format(hyper$clip))
  }
}

check_hidden <- function(hidden) {
  if (length(hidden) == 0 || (is.numeric(hidden) && identical(as.double(hidden), 0))) return(numeric())
  must <- "whole numbers that are 1 or larger, one per layer, or integer(0) for no hidden layer"
  if (!is.numeric(hidden) || is.object(hidden) || anyNA(hidden) || any(hidden < 1 | hidden != round(hidden)) ||
        any(hidden > 1e6)) {
    stop_argument("hidden", must, describe(hidden))
  }
  as.double(hidden)
}

# One activation for all hidden layers, or one for each.
hidden_activations <- function(x, layers) {
  one <- inherits(x, "activation") || inherits(x, "formula") || is.function(x)
  choices <- if (one) list(x) else as.list(x)
  if (!length(choices) %in% c(1, layers)) {
    stop_argument("activation", sprintf("one activation, or one for each of the %d hidden layers", layers),
                  sprintf("%d of them", length(choices)))
  }
  lapply(rep_len(choices, layers), as_activation, "activation", joint = FALSE)
}

check_validation <- function(validation) {
  if (is_table(validation)) return(validation)
  if (is.data.frame(validation)) return(validation)
  if (is.object(validation)) return(as_data(validation, "validation"))
  check_number(validation, "validation", "a share that is at least 0 and less than 1, or a data frame",
               function(x) x >= 0 && x < 1)
}
