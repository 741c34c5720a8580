#' One neuron
#'
#' Fits y = f(b + w1 x1 + w2 x2 + ...), a linear model behind an activation function f, by gradient descent, and keeps
#' the whole path. With `activation = "sigmoid"` and `cost = "cross_entropy"` it is the logistic regression of
#' [stats::glm()]; with `"identity"` a linear model.
#'
#' An epoch reads each block of rows once: forward, error and gradient in one pass. Where every predictor is one numeric
#' variable the columns are read where they lie, and the peak memory on top of the data is about four numbers
#' a row, whatever the `scaling`; a formula with factors, interactions or transformations takes one copy of
#' the design, and shuffled mini-batches take one of the data, in which the numbers of a row lie side by side.
#'
#' @inheritParams gd_lm
#' @param formula A formula, as for [stats::glm()]. The response is a numeric vector, a logical, or a factor with two
#'   levels (character counts as one, its levels sorted), of which the second counts as 1.
#' @param offset A known part of the weighted sum, one number a row, on the scale of the link.
#' @param activation The function f, see [activation()]: `"identity"`, `"sigmoid"`, `"tanh"`, `"relu"`, `"leaky_relu"`,
#'   `"elu"`, `"softplus"`, `"gelu"`, `"swish"`, or an [activation()] of your own.
#' @param cost What is minimised, see [cost()]; `"cross_entropy"` needs an output between 0 and 1, so the sigmoid or an
#'   activation of your own.
#' @param bias `"learn"`: the intercept is learnt as the other weights are; `"none"`: there is none; a number: it is
#'   fixed at that and not learnt, as the -3 of a worked example.
#' @param eta Learning rate: one positive number; a function of the epoch (1, 2, ...) that returns one; or `"auto"`, 1
#'   over a bound on the cost's curvature where one is known: with sigmoid and cross-entropy lambda_max / 4 of the
#'   linear model's (Boehning & Lindsay 1988).
#' @return A list of class `c("neuron", "descent")`, with the fields of [gd_lm()]. `fitted.values` are the outputs
#'   f(...), `converged` is, with sigmoid and cross-entropy, whether every coefficient lies within 0.001 standard errors
#'   of the minimum, else whether the gradient has all but vanished and the error has settled.
#' @section Errors: Every argument is checked before any work, and the message says what it must be and what came. When
#'   two classes are separated perfectly the cross-entropy has no minimum; a warning says so, and print() what to do.
#' @references Rosenblatt (1958); McCullagh & Nelder (1989), *Generalized Linear Models*, section 4; Boehning & Lindsay
#'   (1988), Annals of the Institute of Statistical Mathematics 40, 641-663.
#' @seealso [gd_lm()], [ann()], [activation()], [compare()], [stats::glm()]
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
                   progress = interactive(), allow_divergence = FALSE, model = TRUE) {
  call <- match.call()
  check_formula(formula)
  if (!missing(data)) check_data(data)
  settings <- training_settings(eta, epochs, optimizer, batch_size, shuffle, tol, record, progress)
  if (identical(activation, "softmax")) {
    stop("`activation` must be that of one output; softmax shares several among classes: use ann().", call. = FALSE)
  }
  activation <- as_activation(activation, "activation", kernel_names()$unit)
  cost <- as_cost(cost)
  check_pair(activation, cost)
  if (!identical(bias, "learn") && !identical(bias, "none") && !(is_number(bias) && is.finite(bias))) {
    stop_argument("bias", "\"learn\", \"none\" or one number at which it is fixed", describe(bias))
  }
  check_choice(scaling, "scaling", scalings)
  check_flag(allow_divergence, "allow_divergence")
  check_flag(model, "model")
  frame <- read_frame(call, parent.frame())
  settings <- whole_batch(settings, nrow(frame))
  parts <- read_neuron(frame, contrasts, cost, bias)
  fit <- describe_data(call, frame, parts, if (!missing(data)) data, model)
  fit$levels <- parts$levels
  fit$hyperparameters <- list(activation = activation, cost = cost, bias = bias, eta = eta, epochs = settings$epochs,
                              start = start, scaling = scaling, optimizer = settings$optimizer,
                              batch_size = batch_size, shuffle = shuffle, tol = tol, record = record)
  fit_neuron(fit, parts, settings, allow_divergence)
}

# cross-entropy takes the logarithm of the output
check_pair <- function(activation, cost) {
  if (cost$name == "cross_entropy" && !is_own(activation) && !activation$name %in% c("sigmoid", "softmax")) {
    stop(sprintf("`cost` must be one for any output with the activation \"%s\", such as \"half_mse\", not %s.",
                 activation$name, "\"cross_entropy\": that needs outputs between 0 and 1, as the sigmoid's"),
         call. = FALSE)
  }
}

read_neuron <- function(frame, contrasts, cost, bias) {
  response <- unit_response(frame, cost)
  design <- read_design(frame, contrasts)
  if (!identical(bias, "learn")) design <- without_intercept(design)
  if (length(design$names) == 0) {
    stop("`formula` must have a predictor, or `bias` be \"learn\": without either there is nothing to learn.",
         call. = FALSE)
  }
  check_columns(design)
  weights <- read_weights(frame)
  list(design = design, y = response$y, levels = response$levels, weights = weights, offset = read_offset(frame),
       weight = if (is.null(weights)) as.double(nrow(frame)) else sum(weights))
}

# The response as numbers: the second of two levels and TRUE are 1.
unit_response <- function(frame, cost) {
  y <- read_response(frame)
  levels <- NULL
  if (is.character(y) && is.null(dim(y))) y <- factor(y)
  if (is.factor(y)) {
    if (nlevels(y) != 2) {
      came <- if (nlevels(y) == 1) sprintf("only of the class \"%s\"", levels(y)) else paste(nlevels(y), "levels")
      stop_argument(response_label(frame), "a factor or character with two levels (for more classes there is ann())",
                    came)
    }
    levels <- levels(y)
    y <- as.integer(y) - 1
  } else if (is.logical(y)) {
    levels <- c("FALSE", "TRUE")
    y <- as.double(y)
  } else if (is.matrix(y) && ncol(y) > 1) {
    stop_argument(response_label(frame), "one vector (for several responses there is ann())", describe(y))
  } else if (!is.numeric(y) || (is.object(y) && !inherits(y, "AsIs"))) {
    stop_argument(response_label(frame), "numbers, a logical or two classes", describe(y))
  }
  y <- as.double(y)
  check_finite(list(y), response_label(frame))
  smallest <- min(y)
  largest <- max(y)
  if (cost$name == "cross_entropy" && (smallest < 0 || largest > 1)) {
    stop_argument(response_label(frame), "between 0 and 1 for the cross-entropy", format(y[y < 0 | y > 1][1]))
  }
  if (!is.null(levels) && smallest == largest) {
    stop_argument(response_label(frame), "of two classes", sprintf("only of class \"%s\"", levels[y[1] + 1]))
  }
  if (is.null(levels) && cost$name == "cross_entropy" && (largest == 0 || smallest == 1)) {
    stop_argument(response_label(frame), "of two classes for the cross-entropy", sprintf("always %g", y[1]))
  }
  list(y = y, levels = levels)
}

# What is added to every weighted sum: the offset, and a bias that is fixed.
link_offset <- function(offset, bias, rows) {
  if (!is.numeric(bias)) return(offset)
  if (is.null(offset)) rep(bias, rows) else offset + bias
}

fit_neuron <- function(fit, parts, settings, allow_divergence = TRUE, old = NULL) {
  hyper <- fit$hyperparameters
  design <- parts$design
  names <- design$names
  start <- expand_start(hyper$start, names)
  activation <- hyper$activation
  offset <- link_offset(parts$offset, hyper$bias, design$rows)
  bound <- curvature_bound(activation, hyper$cost, parts$weight)
  automatic <- identical(settings$eta, "auto")
  if (automatic && is.null(bound) && is.null(optimizer_rules[[settings$optimizer$name]]$rate)) {
    must <- sprintf("a number or a function of the epoch with the activation \"%s\" and the cost \"%s\"",
                    activation$name, hyper$cost$name)
    stop_argument("eta", must, paste("\"auto\": no bound on their curvature is known (there is one for sigmoid with",
                                     "cross_entropy, and for identity)"))
  }
  k <- NULL
  delayedAssign("r", design_root(design, parts$weights, parts$y))  # reads the data once, where it is needed
  delayedAssign("largest", largest_curvature(in_coordinates(k, r), if (is.null(bound)) 0 else bound))
  if (automatic || hyper$scaling != "none") {
    force(r)  # refuses what overflows, whatever is needed of it
    k <- coordinates(hyper$scaling, r, names, design$rows, parts$weight, 1 / parts$weight, start)
    if (automatic) {
      settings$eta <- automatic_rate(settings$optimizer, if (settings$batch == 0) largest else
        bound * parts$weight * longest_row(design, k))
    }
  }
  fit$hyperparameters$eta <- settings$eta
  first <- if (is.null(old)) 0 else old$epochs
  quadratic <- activation$name == "identity" && !is.null(quadratic_scale(hyper$cost$name, 1))
  if (quadratic && !is.function(settings$eta)) {
    check_stable(settings$eta, stable_rate(settings$optimizer, largest), allow_divergence)
  }

  problem <- network_problem(design, parts$y, parts$weights, offset, activation, hyper$cost, k)
  state <- if (is.null(old)) start_state(to_coordinates(k, start)) else old$optimizer_state
  random <- settings$batch > 0 && settings$shuffle
  if (random && is.null(old)) fit$seed <- generator(needed = TRUE)
  view <- coordinates_view(k)
  outcome <- with_generator(state$seed, train(problem, settings, state, first, names, view,
                                              penalised = is_weight(names, k)))

  theta <- kernel_outwards(view, outcome$state$theta, FALSE)
  fit$coefficients <- setNames(theta, names)
  fit$fitted.values <- unit_values(design, theta, offset, activation)
  fit$residuals <- parts$y - fit$fitted.values
  fit$error <- if (settings$batch == 0) outcome$state$error else
    kernel_cost(problem$model, problem$data, theta)
  fit$history <- read_history(outcome, old$history)
  fit$optimizer_state <- outcome$state
  fit$epochs <- outcome$epochs
  fit$hyperparameters$epochs <- first + settings$epochs
  fit$stop <- outcome$stop
  fit <- add_information(fit, design, parts, offset)
  fit$separated <- hyper$cost$name == "cross_entropy" && separates(design, theta, parts$y, parts$weights)
  if (is_logistic(fit)) {
    # rows that do not depend on each other can be separated, whatever their classes
    separable <- fit$df.residual <= 0 && all(parts$y == 0 | parts$y == 1)
    fit$converged <- !fit$separated && !separable && near_newton(fit)
    if (fit$converged && flat(fit, design)) {
      fit$separated <- TRUE
      fit$converged <- FALSE
    }
  } else {
    fit$converged <- settled(fit)
  }
  fit <- new_fit(fit, "neuron")
  if (is.null(old)) warn_undetermined(length(names), design$rows)
  if (fit$separated) {
    warning("the predictors separate the two classes perfectly, so the cross-entropy has no minimum and the ",
            "coefficients grow without end; print(fit) says what to do.", call. = FALSE)
  }
  outcome$planned <- first + settings$epochs
  warn_stop(outcome, settings, "A smaller `eta` or `scaling = \"standardize\"` helps.")
  fit
}

# Bound on the Hessian's factor of X'WX: identity with a quadratic cost, and sigmoid with cross-entropy (p (1 - p) <=
# 1/4).
curvature_bound <- function(activation, cost, weight) {
  if (activation$name == "identity" && !is.null(quadratic_scale(cost$name, weight))) {
    return(2 * quadratic_scale(cost$name, weight))
  }
  if (activation$name == "identity" && cost$name %in% c("huber", "mae")) return(1 / weight)
  if (activation$name == "sigmoid" && cost$name == "cross_entropy") return(0.25 / weight)
  NULL
}

# R of the design alone. Its response is not wanted, so that any y will do: what it adds is left out.
design_root <- function(design, weights, y) {
  r <- split_root(reduce_design(design, weights, y))$r
  if (overflows(r)) stop_overflow()
  r
}

# Weighted sums (without offset or fixed bias, which cannot grow) with the right sign in every row: twice these
# coefficients are better than once, and so on for ever.
separates <- function(design, theta, y, weights) {
  right <- TRUE
  each_block(design$rows, 50 * length(theta), function(at) {
    if (!right) return()  # as a rule some row of the first, small block has settled it
    if (!is.null(weights)) at <- at[weights[at] > 0]
    d <- y[at]
    right <<- all(d == 0 | d == 1) && all((2 * d - 1) * (design_matrix(design, at) %*% theta) > 0)
  })
  right
}

# Standard errors that have grown faster than the way to the minimum has shrunk: the Newton step is nothing beside them,
# but still moves a weighted sum by a half and more, or some coefficients have no curvature left that the design would
# give them. Some rows of the two classes are separated, others lie on the border.
flat <- function(fit, design) {
  m <- minimum(fit$root, names(fit$coefficients))
  if (m$rank < length(design$names)) {
    curved <- qr(design_root(design, fit$weights, fit$fitted.values), tol = 1e-7)$rank
    if (m$rank < curved) return(TRUE)
  }
  step <- m$coefficients
  moved <- kernel_linear_range(design$x, design$bias, ifelse(is.na(step), 0, step), design$rows)
  max(abs(moved)) > 0.5
}

is_logistic <- function(fit) {
  fit$hyperparameters$activation$name == "sigmoid" && fit$hyperparameters$cost$name == "cross_entropy"
}

# The root of the weighted tangent design, from which standard errors and the Newton step to the minimum come:
# for sigmoid and cross-entropy the Fisher information X'W p (1 - p) X, as glm() has it; for squared errors J'WJ with
# J = f'(z) X, as nls() has it. Its last column is the working residual.
add_information <- function(fit, design, parts, offset) {
  cost <- fit$hyperparameters$cost$name
  squared <- !is.null(quadratic_scale(cost, 1))
  fit$df.residual <- counted_rows(parts) - length(design$names)
  if (!squared && !is_logistic(fit)) return(fit)
  values <- if (squared) {
    unit_slope(fit$hyperparameters$activation,
               unit_values(design, fit$coefficients, offset, fit$hyperparameters$activation, link = TRUE))
  } else {
    fit$fitted.values
  }
  fit$root <- reduce_tangent(design, fit$residuals, values, parts$weights, squared)
  r <- split_root(fit$root)$r
  if (!overflows(r)) fit$df.residual <- counted_rows(parts) - rank_of(r)
  fit
}

# The design weighted by the slopes' information, with the working residuals for a response. values: the slopes, where
# the error is `squared`; else the outputs p of a sigmoid, whose slope p (1 - p) is the information too.
reduce_tangent <- function(design, residuals, values, weights, squared) {
  if (design$rows >= length(design$names)) {
    return(kernel_information(design$x, design$bias, residuals, values, weights, squared))
  }
  slope <- if (squared) values else values * (1 - values)
  information <- (if (squared) slope^2 else slope) * (if (is.null(weights)) 1 else weights)
  reduce_design(design, information, ifelse(slope == 0, 0, residuals / slope))
}

unit_slope <- function(activation, z) {
  if (is_own(activation)) activation$slope(z) else kernel_activation(activation$name, z)$slope
}

# The Newton step from here, in standard errors: |R delta| bounds every coefficient's share.
near_newton <- function(fit) {
  # a row with the wrong class for certain pulls, but has no curvature that a Newton step could see
  certain <- min(fit$fitted.values) <= 0 || max(fit$fitted.values) >= 1
  if (certain && any(fit$fitted.values %in% c(0, 1) & abs(fit$residuals) > 1e-8)) return(FALSE)
  pieces <- minimum(fit$root, names(fit$coefficients))
  delta <- pieces$effects[seq_len(pieces$rank)]
  if (sqrt(sum(delta^2)) <= 0.001) return(TRUE)
  all(abs(pieces$coefficients) <= 0.001 * sqrt(pieces$variances), na.rm = TRUE)
}
