#' Neural networks by back-propagation
#'
#' Fits a multi-layer perceptron of any depth and width to one or several numeric responses or to classes, on the same
#' training loop as [gd_lm()] and [neuron()], and keeps the whole path. A network without hidden layers
#' (`hidden = integer(0)`) is a linear model or a neuron.
#'
#' With `scaling = "standardize"` inputs are centred and divided by their standard deviation for training, and numeric
#' responses behind an identity output too; the cost stays that of the responses in their own units, so that of several
#' the one with the largest variance counts most in it.
#' Coefficients, errors and histories are on the data's own scale always; `eta`, `l1`, `l2`, `clip` and `tol` refer to
#' the scale of training. Peak memory is the data, one standardized copy of the design (none with `scaling = "none"` and
#' plain numeric predictors), another with the numbers of a row side by side where mini-batches are shuffled, and the
#' histories: at most about a million numbers each for coefficients and gradients unless `record` asks for more.
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
#' @param cost What is minimised, see [cost()]; by default `"cross_entropy"` behind softmax, and behind sigmoid where the
#'   response lies between 0 and 1; else `"mse"`.
#' @param bias `"learn"`; `"none"`: no biases; `"fixed"`: biases are kept at their start values, as published worked
#'   examples do.
#' @param init How the first weights are drawn, see [init_glorot()]; NULL for the rule that suits the activation.
#' @param eta Learning rate: one positive number, a function of the epoch, or NULL for the optimizer's own: 0.1 for
#'   `"gd"`, 0.01 for `"momentum"` and `"nesterov"`, else as listed in [optimizers].
#' @param start Start values instead of drawn ones: a list of matrices as `coef()` returns (rows `"(Intercept)"` then
#'   inputs, columns units), a vector of all of them in that order, or one number for all.
#' @param scaling `"standardize"`, `"none"`, or `"whiten"` (the inputs made uncorrelated too).
#' @param l2,l1 Penalties: l2/2 sum w^2 and l1 sum abs(w) are added to the cost, over the weights of the scale of
#'   training, biases left out. With `"adamw"` l2 is the decoupled decay.
#' @param dropout Share of hidden units that is switched off at random in every training step, in \[0, 1); those left
#'   are scaled up by 1 / (1 - dropout), so that predictions need no change. Errors in the history are those of
#'   training.
#' @param clip Longest gradient: a longer one is shortened to this Euclidean norm before a step.
#' @param validation A share of the rows in \[0, 1), drawn at random and held out, or a data frame with the same
#'   variables: its error is recorded every epoch.
#' @param patience Stop after so many epochs without a smaller validation error; the best coefficients come back.
#' @param restarts How many times to start from new weights; the fit with the smallest (validation) error comes back,
#'   and `fit$restarts` lists all.
#' @return A list of class `c("ann", "descent")`, with the fields of [gd_lm()]; `coefficients` is a list with one matrix
#'   a layer (`hidden1`, ..., `output`), rows `"(Intercept)"` then inputs, columns units. With several outputs
#'   `fitted.values` and `residuals` are matrices. Besides: `levels` of the classes, `best_epoch` (with a validation
#'   set), `validation_rows`, `restarts`. What `history` holds is read by [coef_history()] and its kin, which name each
#'   weight.
#' @section Errors: Every argument is checked before any work, and the message says what it must be and what came. A fit
#'   that is interrupted or diverges comes back as it was last, with a warning.
#' @references Rumelhart, Hinton & Williams (1986), Nature 323, 533-536; Goodfellow, Bengio & Courville (2016), *Deep
#'   Learning*, chapters 6 to 8; Srivastava et al. (2014) for dropout; Prechelt (1998) for early stopping.
#' @seealso [neuron()], [predict.ann()], [summary.ann()], [check_gradient()], [activation()], [optimizers],
#'   [init_glorot()]
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
                tol = 0, record = NULL, progress = interactive(), model = TRUE) {
  call <- match.call()
  check_formula(formula)
  if (!missing(data)) check_data(data)
  hyper <- list(hidden = check_hidden(hidden), activation = hidden_activations(activation, length(hidden)),
                output = if (!is.null(output)) as_activation(output, "output"),
                cost = if (!is.null(cost)) as_cost(cost),
                bias = check_choice(bias, "bias", c("learn", "none", "fixed")),
                init = check_init(init), eta = eta, epochs = check_count(epochs, "epochs"), start = start,
                scaling = check_choice(scaling, "scaling", scalings), optimizer = as_optimizer(optimizer, batch_size),
                batch_size = batch_size, shuffle = shuffle, l2 = check_nonnegative(l2, "l2"),
                l1 = check_nonnegative(l1, "l1"), dropout = check_share(dropout, "dropout"),
                clip = check_number(clip, "clip", "one positive number", function(x) x > 0),
                validation = check_validation(validation),
                patience = check_number(patience, "patience", "one whole number that is 1 or larger, or Inf",
                                        function(x) x >= 1 && x == round(x)),
                restarts = check_count(restarts, "restarts", 1), tol = tol, record = record)
  if (is.null(eta) || identical(eta, "auto")) hyper$eta <- network_rate(hyper$optimizer)
  if (is.finite(patience) && is.numeric(validation) && validation == 0) {
    stop("`patience` must be Inf without a `validation` share or data frame: it counts epochs without a better one.",
         call. = FALSE)
  }
  if (is.finite(hyper$clip) && rule_of(hyper$optimizer)$search) {
    stop("`clip` must be Inf with the optimizer \"", hyper$optimizer$name, "\", whose steps are as long as its line search finds, not ",
         format(hyper$clip), ".", call. = FALSE)
  }
  settings <- network_settings(hyper, hyper$epochs, progress)
  check_flag(model, "model")
  frame <- read_frame(call, parent.frame(), c("formula", "data", "subset", "weights", "na.action"))
  terms <- attr(frame, "terms")
  target <- network_response(frame)
  hyper <- choose_output(hyper, target)
  lean <- if (model) lean_environment(terms, if (!missing(data)) data) else terms
  fit <- list(call = call, terms = lean, model = if (model) structure(frame, terms = lean),
              xlevels = factor_levels(frame),
              na.action = attr(frame, "na.action"), levels = target$levels,
              variables = data_variables(terms, if (!missing(data)) data), hyperparameters = hyper)
  parts <- read_network(frame, contrasts, target, hyper, fit)
  fit$validation_rows <- parts$validation_rows
  fit[c("contrasts", "weights", "offset")] <- list(parts$design$contrasts, parts$weights, parts$offset)
  fit_restarts(fit, parts, settings)
}

network_settings <- function(hyper, epochs, progress) {
  if (decays(hyper$optimizer) && hyper$l2 > 0) {
    hyper$optimizer <- with_decay(hyper$optimizer, hyper$l2)
    hyper$l2 <- 0
  }
  training_settings(hyper$eta, epochs, hyper$optimizer, hyper$batch_size, hyper$shuffle, hyper$tol, hyper$record,
                    progress, automatic = FALSE, patience = hyper$patience, l1 = hyper$l1, l2 = hyper$l2,
                    clip = hyper$clip)
}

check_hidden <- function(hidden) {
  must <- "whole numbers that are 1 or larger, one a layer, or integer(0) for no hidden layer"
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
  if (is.data.frame(validation)) return(validation)
  check_number(validation, "validation", "a share that is at least 0 and less than 1, or a data frame",
               function(x) x >= 0 && x < 1)
}

# The response as a matrix of targets, one column an output.
network_response <- function(frame) {
  y <- model.response(frame, "any")
  label <- deparse1(attr(attr(frame, "terms"), "variables")[[2]])
  if (is.logical(y) && is.null(dim(y))) y <- factor(y, c(FALSE, TRUE))
  if (is.character(y) && is.null(dim(y))) y <- factor(y)
  if (is.factor(y)) {
    seen <- unique(y)
    if (length(seen) < 2) stop_argument(label, "of two classes at least", sprintf("only of class \"%s\"", seen[1]))
    return(list(levels = levels(y), codes = as.integer(y), label = label))
  }
  if (!is.numeric(y) || (is.object(y) && !inherits(y, "AsIs"))) {
    stop_argument(label, "numbers (one vector, or several in cbind()), a logical or a factor", describe(y))
  }
  y <- as.matrix(y)
  storage.mode(y) <- "double"
  names <- colnames(y)
  if (is.null(names)) names <- if (ncol(y) == 1) label else paste0(label, seq_len(ncol(y)))
  y <- matrix(y, nrow(y), ncol(y), dimnames = list(NULL, names))
  check_finite(y, rep(label, ncol(y)))
  list(y = y, label = label)
}

# The output's activation and the cost, where they were left to us, and whether they suit the response.
choose_output <- function(hyper, target) {
  classes <- length(target$levels)
  if (is.null(hyper$output)) hyper$output <- default_output(classes)
  unit_interval <- classes > 0 || (all(target$y >= 0) && all(target$y <= 1))
  if (is.null(hyper$cost)) hyper$cost <- default_cost(hyper$output, unit_interval)
  check_pair(hyper$output, hyper$cost)
  if (is.finite(hyper$cost$range[1]) && !unit_interval) {
    stop_argument(target$label, "between 0 and 1 for the cross-entropy",
                  format(target$y[target$y < 0 | target$y > 1][1]))
  }
  if (hyper$output$joint && classes == 0 && ncol(target$y) < 2) {
    stop("`output` must be one for a single output, such as \"sigmoid\", not \"softmax\": that shares 1 among several.",
         call. = FALSE)
  }
  hyper
}

# Targets as the output has them: one column for two classes behind a sigmoid, else one a class.
target_matrix <- function(target, output) {
  if (is.null(target$levels)) return(target$y)
  if (length(target$levels) == 2 && !output$joint) {
    return(matrix(as.double(target$codes == 2), dimnames = list(NULL, target$levels[2])))
  }
  y <- matrix(0, length(target$codes), length(target$levels), dimnames = list(NULL, target$levels))
  y[cbind(seq_along(target$codes), target$codes)] <- 1
  y
}

read_network <- function(frame, contrasts, target, hyper, fit, validation_rows = NULL) {
  design <- without_intercept(read_design(frame, contrasts))
  check_columns(design)
  weights <- read_weights(frame)
  y <- target_matrix(target, hyper$output)
  rows <- seq_len(nrow(y))
  held_out <- NULL
  if (is.data.frame(hyper$validation)) {
    held_out <- read_validation(fit, hyper, colnames(y))
  } else if (hyper$validation > 0) {
    if (is.null(validation_rows)) {
      validation_rows <- sort(sample.int(length(rows), max(1, floor(hyper$validation * length(rows)))))
    }
    rows <- rows[-validation_rows]
    if (length(rows) == 0) {
      stop_argument("validation", "a share that leaves a row to train on", describe(hyper$validation))
    }
  }
  list(design = design, y = y, weights = weights, offset = read_offset(frame), rows = rows,
       validation_rows = validation_rows, held_out = held_out)
}

# The data frame given as `validation`, as the fit's own rows are read.
read_validation <- function(fit, hyper, outputs) {
  frame <- model.frame(fit$terms, hyper$validation, na.action = stats::na.omit, xlev = fit$xlevels)
  if (nrow(frame) == 0) stop_argument("validation", "a data frame with complete rows", "one without any")
  if (!is.null(fit$levels)) {
    y <- as.character(model.response(frame))
    if (!all(y %in% fit$levels)) {
      stop_argument("validation", "of the classes of the training rows", describe(setdiff(y, fit$levels)))
    }
    target <- list(levels = fit$levels, codes = match(y, fit$levels))
  } else {
    target <- network_response(frame)
  }
  design <- without_intercept(read_design(frame, fit$contrasts))
  list(design = design, y = target_matrix(target, hyper$output), offset = read_offset(frame))
}
