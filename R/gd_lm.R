#' Linear models by gradient descent
#'
#' Fits a linear model as [stats::lm()] does, but by gradient descent, and keeps the whole path: the error, the
#' coefficients and the gradient of every epoch.
#'
#' For the quadratic costs on all rows (`batch_size = NULL`) the data are read once: they are reduced to a small
#' triangle by orthogonal reflections, and then an epoch costs p^2 operations however many rows there are. (With fewer
#' rows than coefficients the rows themselves are the smaller, and an epoch costs n p.) Error, gradient and path are
#' exact all the same. Peak memory is the data plus about two numbers a row (fitted values and
#' residuals); the model matrix is never built for all rows at once. Mini-batches, `"mae"` and `"huber"` read the rows
#' in every epoch; a formula with factors, interactions or transformations then takes
#' one copy of the design, and shuffling one of the data, in which the numbers of a row lie side by side.
#'
#' Where columns are collinear [stats::lm()] reports NA. Here the minimum is not unique, and gradient descent goes to
#' the one that is nearest to `start` (in the coordinates of `scaling`); [summary()] names the aliased columns.
#'
#' @param formula A formula, as for [stats::lm()]: `.`, interactions, `poly()`, `log()`, factors, `offset()` and `- 1`
#'   all work. The response is one numeric vector.
#' @param data A data frame with the variables; may be missing, then they are found where the formula was written.
#' @param subset Which rows to use, an expression in the variables of `data`.
#' @param weights Case weights, one number that is 0 or larger a row: a weight of 2 is the row twice in the cost.
#' @param na.action What to do with missing values, as for [stats::lm()]: [stats::na.omit()] by default;
#'   [stats::na.exclude()] pads residuals and fitted values. NaN is no missing value but an error.
#' @param offset A known part of the prediction, one number a row, in the response's units.
#' @param contrasts A list of contrasts for factors, as for [stats::lm()].
#' @param cost What is minimised, see [cost()]: `"mse"`, `"half_mse"`, `"sse"`, `"half_sse"`, `"mae"`, `"huber"`, or a
#'   [cost()] of your own.
#' @param eta Learning rate: one positive number; a function of the epoch (1, 2, ...) that returns one; or `"auto"`,
#'   which is 1/lambda_max of the cost's Hessian, so that the error falls at every step in every direction. With
#'   mini-batches lambda_max is bounded by the longest row's. For the rules with a rate of their own see [optimizers].
#' @param epochs Passes over the data, one whole number; 0 returns the start.
#' @param start Where to begin: one number for all coefficients, or a vector in the order of `coef()`, or a named one.
#' @param scaling `"none"`: gradient descent on the data as the formula says. `"standardize"`: on columns centred and
#'   divided by their standard deviation (without an intercept: divided by their root mean square only). `"whiten"`: in
#'   the coordinates in which the Hessian is the identity, where one step of `eta = 1` is the minimum. Coefficients,
#'   gradients and histories are reported on the data's own scale always; `tol` and the optimizer see the coordinates of
#'   training.
#' @param optimizer The rule of a step: a name or an object from [optimizers].
#' @param batch_size Rows a step: NULL for all (an epoch is one step); k for mini-batches of k rows, the last one
#'   smaller and averaged over its own size; 1 is stochastic gradient descent.
#' @param shuffle Draw a new order of the rows for every epoch of mini-batches, by R's generator as [sample()] would;
#'   FALSE takes them as they come.
#' @param tol Stop when the largest absolute entry of the gradient is at most `tol`; 0 runs every epoch.
#' @param record NULL: keep coefficients and gradients of every epoch while each is under about a million numbers, of
#'   evenly spaced epochs past that, the first and the last always; k: every k-th epoch; FALSE: the errors only.
#' @param progress Show a progress bar when training takes longer than a second.
#' @param allow_divergence Train even where `eta` is above the largest stable rate, to show what happens.
#' @param model Keep the model frame in the fit. Without it [resume()], [model.frame()] and friends read the data again,
#'   where the call was made.
#' @return A list of class `c("gd_lm", "descent")`: `coefficients` (named as lm names them), `fitted.values`,
#'   `residuals`, `error` (the cost at the coefficients), `history`, `hyperparameters`, `optimizer_state`, `epochs`
#'   (done), `converged` (every coefficient lies within 0.001 standard errors of the minimum), `stop` (why training
#'   ended), `call`, `terms`, `model`, `xlevels`, `contrasts`, `na.action`, `weights`, `offset`. Read it with `coef()`,
#'   `summary()`, `predict()` and lm's other verbs, [error_history()], [coef_history()], [gradient_history()].
#' @section Errors: Every argument is checked before any work, and the message says what it must be and what came. A
#'   rate above the largest stable one (2/lambda_max for `"gd"`) is refused with that bound. A fit that is interrupted
#'   or diverges comes back as it was last, with a warning.
#' @references Boyd & Vandenberghe (2004), *Convex Optimization*, section 9.3, for the rates; Golub & Van Loan (2013),
#'   *Matrix Computations*, section 5.1 and 5.2, for the reduction.
#' @seealso [neuron()], [compare()], [resume()], [coef_history()], [stats::lm()]
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
                  allow_divergence = FALSE, model = TRUE) {
  call <- match.call()
  check_formula(formula)
  if (!missing(data)) check_data(data)
  settings <- training_settings(eta, epochs, optimizer, batch_size, shuffle, tol, record, progress)
  cost <- as_cost(cost, kernel_names()$regression)
  check_choice(scaling, "scaling", scalings)
  check_flag(allow_divergence, "allow_divergence")
  check_flag(model, "model")
  frame <- read_frame(call, parent.frame())
  settings <- whole_batch(settings, frame_size(frame))
  parts <- read_linear(frame, contrasts, cost, settings)
  hyperparameters <- list(cost = cost, eta = eta, epochs = settings$epochs, start = start, scaling = scaling,
                          optimizer = settings$optimizer, batch_size = batch_size, shuffle = shuffle, tol = tol,
                          record = record)
  fit <- describe_data(call, frame, parts, if (!missing(data)) data, model)
  fit$hyperparameters <- hyperparameters
  fit_gd_lm(fit, parts, settings, allow_divergence)
}

# What a fit keeps of its data. With the model frame it needs no environment to read them again.
describe_data <- function(call, frame, parts, data, model) {
  terms <- attr(frame, "terms")
  lean <- if (model) lean_environment(terms, data) else terms
  variables <- data_variables(terms, data)
  attr(frame, "terms") <- lean
  list(call = call, terms = lean, model = if (model) frame, xlevels = factor_levels(frame),
       contrasts = parts$design$contrasts, na.action = attr(frame, "na.action"), weights = parts$weights,
       offset = parts$offset, assign = parts$design$assign, variables = variables)
}

scalings <- c("none", "standardize", "whiten")

# The frame's design, response, weights and offset, and what [X y] reduces to.
read_linear <- function(frame, contrasts, cost, settings) {
  quadratic <- !is.null(quadratic_scale(cost$name, 1))
  y <- numeric_response(frame)
  weights <- read_weights(frame)
  offset <- read_offset(frame)
  design <- read_design(frame, contrasts, whole = !(quadratic && settings$batch == 0))
  if (length(design$names) == 0) {
    stop("`formula` must have a predictor or an intercept: without either there is nothing to learn.", call. = FALSE)
  }
  root <- reduce_design(design, weights, y, offset)
  if (overflows(root)) {
    check_finite(list(y), response_label(frame))
    each_piece(design, function(x, rows) check_columns(replace(design, "x", list(x))))
    stop_overflow()
  }
  list(design = design, y = y, weights = weights, offset = offset, root = root, quadratic = quadratic,
       weight = if (is.null(weights)) as.double(length(y)) else sum(weights))
}

numeric_response <- function(frame) {
  y <- read_response(frame)
  if (is.matrix(y) && ncol(y) > 1) {
    stop_argument(response_label(frame), "one numeric vector (for several responses there is ann())", describe(y))
  }
  if (is.factor(y) || is.character(y)) {
    stop_argument(response_label(frame), "one numeric vector (for classes there are neuron() and ann())", describe(y))
  }
  if (!(is.numeric(y) || is.logical(y)) || (is.object(y) && !inherits(y, "AsIs"))) {
    stop_argument(response_label(frame), "one numeric vector", describe(y))
  }
  as.double(y)
}

fit_gd_lm <- function(fit, parts, settings, allow_divergence = TRUE, old = NULL) {
  hyper <- fit$hyperparameters
  design <- parts$design
  names <- design$names
  p <- length(names)
  start <- expand_start(hyper$start, names)
  reduced <- split_root(parts$root)
  r <- reduced$r
  factor <- quadratic_scale(hyper$cost$name, parts$weight)
  curvature <- if (parts$quadratic) 2 * factor else 1 / parts$weight
  k <- coordinates(hyper$scaling, r, names, design$rows, parts$weight, curvature, start)
  linear <- parts$quadratic && settings$batch == 0

  rotated <- if (hyper$scaling == "whiten") diag(1 / sqrt(curvature), k$size) else in_coordinates(k, r)
  delayedAssign("largest", largest_curvature(rotated, curvature))  # not needed where a small rate is given
  if (identical(settings$eta, "auto")) {
    settings$eta <- automatic_rate(settings$optimizer, if (settings$batch == 0) largest else
      batch_curvature(parts, k, hyper$cost$name, settings$batch))
  }
  fit$hyperparameters$eta <- settings$eta
  first <- if (is.null(old)) 0 else old$epochs
  if (parts$quadratic) {
    shown <- if (hyper$cost$name %in% c("sse", "half_sse") && settings$batch > 0)
      min(1, settings$batch / design$rows) else 1
    # the trace bounds the largest curvature and costs nothing
    rates <- expand_rate(settings$eta, first, settings$epochs)
    if (min(rates) > stable_rate(settings$optimizer, curvature * sum(rotated^2) * shown)) {
      check_stable(rates, stable_rate(settings$optimizer, largest * shown), allow_divergence)
    }
  }

  problem <- if (linear) {
    linear_problem(reduced, rotated, k, factor, hyper$scaling)
  } else {
    network_problem(design, parts$y, parts$weights, parts$offset, list(name = "identity"), hyper$cost, k)
  }
  state <- if (is.null(old)) start_state(to_coordinates(k, start)) else old$optimizer_state
  random <- !linear && settings$batch > 0 && settings$shuffle
  if (random && is.null(old)) fit$seed <- generator(needed = TRUE)
  view <- coordinates_view(k)
  outcome <- with_generator(state$seed, train(problem, settings, state, first, names, view,
                                              penalised = is_weight(names, k)))

  theta <- kernel_outwards(view, outcome$state$theta, FALSE)
  finished <- finish_linear(design, theta, parts$y, parts$offset)
  excess <- reduced$z - drop(r %*% theta)
  error <- if (linear) outcome$state$error else if (parts$quadratic) {
    factor * (sum(excess^2) + reduced$rest)
  } else {
    kernel_cost(problem$model, problem$data, theta)
  }
  learnt <- list(coefficients = setNames(theta, names), fitted.values = finished$fitted,
                 residuals = finished$residuals, error = error,
                 history = read_history(outcome, old$history), optimizer_state = outcome$state,
                 epochs = outcome$epochs, root = parts$root, stop = outcome$stop,
                 df.residual = counted_rows(parts) - rank_of(r))
  fit[names(learnt)] <- learnt
  fit$hyperparameters$epochs <- first + settings$epochs
  fit$converged <- if (parts$quadratic) near_minimum(fit, excess) else settled(fit)
  fit <- new_fit(fit, "gd_lm")
  if (is.null(old)) warn_undetermined(p, design$rows)
  outcome$planned <- first + settings$epochs
  warn_stop(outcome, settings, if (parts$quadratic && is.finite(stable_rate(settings$optimizer, largest)))
    sprintf("The largest stable rate is %s.", format(stable_rate(settings$optimizer, largest), digits = 6)) else
      "A smaller `eta` or `scaling = \"standardize\"` helps.")
  fit
}

warn_undetermined <- function(coefficients, rows) {
  if (coefficients <= rows) return(invisible())
  warning(sprintf("%d coefficients are more than %d row%s can determine: %s", coefficients, rows,
                  if (rows == 1) "" else "s",
                  "of the many minima the fit goes to the one that is nearest to `start`."), call. = FALSE)
}

counted_rows <- function(parts) if (is.null(parts$weights)) parts$design$rows else sum(parts$weights > 0)

# A fit is a plain list: the documented fields first, in that order, the rest as they come.
new_fit <- function(fit, class) {
  first <- c("coefficients", "fitted.values", "residuals", "error", "history", "hyperparameters", "optimizer_state",
             "epochs", "converged", "call", "terms", "model", "xlevels", "contrasts", "na.action", "weights", "offset")
  known <- match(first, names(fit), 0L)
  fit <- fit[c(known, seq_along(fit)[-known])]
  class(fit) <- c(class, "descent")
  fit
}

linear_problem <- function(reduced, rotated, k, factor, scaling) {
  z <- reduced$z
  rest <- reduced$rest
  if (!is.null(k)) z <- z - drop(reduced$r %*% k$origin)
  if (scaling == "whiten") {  # the part of z that no coordinate reaches belongs to the rest
    axes <- k$columns(reduced$r) / rotated[1, 1]
    reached <- drop(crossprod(axes, z))
    rest <- rest + max(0, sum((z - axes %*% reached)^2))
    z <- reached
  }
  list(kind = "linear", r = rotated, z = z, rest = rest, scale = factor)
}

# A model without hidden layers on these rows, trained in the coordinates k.
network_problem <- function(design, y, weights, offset, activation, cost, k = NULL) {
  list(kind = "network", coordinates = k[c("size", "origin", "forward")], model = single_unit(design, activation, cost),
       data = list(x = design$x, y = list(y), weights = weights, offset = offset, rows = design$rows))
}

single_unit <- function(design, activation, cost = list(name = "mse")) {
  list(units = c(length(design$names) - design$bias, 1), bias = design$bias,
       activations = list(for_kernel(activation)), cost = for_kernel(cost), dropout = 0)
}

# What one unit gives for every row, before (link = TRUE) or after its activation.
unit_values <- function(design, theta, offset, activation, link = FALSE) {
  values <- layer_values(design, single_unit(design, activation), theta, offset, 1, link)
  dim(values) <- NULL
  values
}

linear_values <- function(design, theta, offset) {
  values <- function(x, at, rows) kernel_linear_values(x, design$bias, theta, take(offset, at), rows)
  if (is.null(design$piece)) return(values(design$x, NULL, design$rows))
  result <- numeric(design$rows)
  each_piece(design, function(x, at) result[at] <<- values(x, at, length(at)))
  result
}

# Fitted values and residuals.
finish_linear <- function(design, theta, y, offset) {
  if (is.null(design$piece)) return(kernel_finish_linear(design$x, design$bias, theta, y, offset))
  values <- linear_values(design, theta, offset)
  list(fitted = values, residuals = y - values)
}

is_weight <- function(names, k) if (is.null(k) || k$size == length(names)) names != "(Intercept)"

largest_curvature <- function(r, curvature) curvature * La.svd(small_root(r), 0, 0)$d[1]^2

# A bound on the curvature that any mini-batch can have: that of its longest row.
batch_curvature <- function(parts, k, cost, batch) {
  per_row <- 2 * quadratic_or_half(cost, 1) * longest_row(parts$design, k)
  if (cost %in% c("sse", "half_sse")) per_row * batch * max(1, parts$weights) else per_row
}

# The squared length of the longest row, in coordinates.
longest_row <- function(design, k) {
  longest <- 0
  each_block(design$rows, length(design$names), function(at) {
    longest <<- max(longest, rowSums(in_coordinates(k, design_matrix(design, at))^2))
  })
  longest
}

quadratic_or_half <- function(cost, weight) {
  scale <- quadratic_scale(cost, weight)
  if (is.null(scale)) 0.5 else scale
}

# One number, a vector in the order of coef(), or a named vector -> one number a coefficient.
expand_start <- function(start, names) {
  p <- length(names)
  if (!is.numeric(start) || is.object(start) || !is.null(dim(start)) || !all(is.finite(start)) ||
        !(length(start) %in% c(1, p))) {
    stop_argument("start", sprintf("one finite number, or %d in the order of coef() (%s)", p,
                                   paste(head(names, 6), collapse = ", ")), describe(start))
  }
  if (length(start) == 1 && is.null(names(start))) return(rep(as.double(start), p))
  if (!is.null(names(start))) {
    if (!setequal(names(start), names)) {
      stop_argument("start", sprintf("named as the coefficients (%s)", paste(head(names, 6), collapse = ", ")),
                    sprintf("named %s", paste(head(names(start), 6), collapse = ", ")))
    }
    start <- start[names]
  }
  as.double(start)
}

# The formula's environment holds whatever was there where it was written; with `data` given, a fit needs of it only the
# functions and constants that the formula names.
lean_environment <- function(terms, data) {
  home <- environment(terms)
  if (!is.data.frame(data) || is.null(home)) return(terms)
  kept <- list()
  names <- setdiff(unique(all.names(terms)), names(data))
  while (!is_lasting(home)) {
    here <- setdiff(names[vapply(names, exists, NA, home, inherits = FALSE)], names(kept))
    kept[here] <- mget(here, home)
    home <- parent.env(home)
  }
  environment(terms) <- if (length(kept)) structure(list2env(kept, parent = home), lean = TRUE) else home
  terms
}

# Environments that a saved fit names without holding them.
is_lasting <- function(envir) identical(envir, globalenv()) || identical(envir, emptyenv()) || isNamespace(envir)
