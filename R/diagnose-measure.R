# What diagnose() reads of a fit. This is the only file of diagnose-*.R that knows the fields of a fit and calls the
# functions that read its data: the rules see nothing but these measurements.

# An environment of measurements. What costs anything is a promise, worked out when a rule first asks for it.
# name: what the fit is called in the remedies. reads: whether data may be read again for a fit without its frame.
# exact: whether the distance to the minimum is needed whatever it takes.
measurements <- function(fit, name = "fit", reads = FALSE, exact = FALSE) {
  hyper <- fit$hyperparameters
  history <- fit$history
  call <- fit$call
  stop <- fit$stop
  epochs <- fit$epochs
  planned <- hyper$epochs
  family <- fit$family
  converged <- isTRUE(fit$converged)
  layered <- is.list(fit$coefficients)
  unit <- !layered && !is.null(hyper$activation)
  output <- if (layered) hyper$output else hyper$activation
  kinked <- length(hyper$cost$kinks) > 0
  random <- is_batched(fit) || isTRUE(hyper$dropout > 0)
  scaling <- hyper$scaling
  scaled <- !identical(scaling, "none")
  eta <- if (is.numeric(hyper$eta)) hyper$eta
  error_epoch <- history$error_epoch
  error <- if (length(history$objective)) history$objective else history$error  # with a penalty: what is minimised
  validation <- history$validation
  start <- error[1]
  now <- error[length(error)]
  df <- fit$df.residual
  parameters <- if (layered) sum(lengths(fit$coefficients)) else length(fit$coefficients)
  separated <- isTRUE(fit$separated)
  delayedAssign("path", error_path(error, error_epoch))
  delayedAssign("gradient", gradient_sizes(fit))
  delayedAssign("drift", mean_late_gradient(fit))
  delayedAssign("rate", rate_of(hyper, epochs))
  delayedAssign("rows", training_rows(fit))
  delayedAssign("values", if (is.null(fit$table)) matrix_rows(fit$fitted.values, rows))
  delayedAssign("targets", targets_of(fit, rows))
  delayedAssign("squares", if (identical(family, "gaussian")) {
    quadratic_measures(fit, exact || parameters <= most_exact)
  })
  delayedAssign("newton", if (identical(family, "binomial")) newton_measures(fit))
  delayedAssign("speed", quadratic_speed(fit, squares))
  delayedAssign("columns", input_columns(fit, reads))
  delayedAssign("condition", input_condition(columns, squares, fit))
  delayedAssign("units", hidden_units(fit, reads))
  about_data(environment(), fit)
  about_stop(environment(), fit)
}

# Of the data and the coefficients.
about_data <- function(m, fit) {
  hyper <- fit$hyperparameters
  m$coefficient_names <- if (!m$layered) names(fit$coefficients)
  m$inputs <- m$layered || any(m$coefficient_names != "(Intercept)")
  m$outputs <- if (is.matrix(fit$fitted.values)) ncol(fit$fitted.values) else 1
  m$input_count <- if (m$layered) nrow(fit$coefficients[[1]])
  m$alike <- if (m$layered) units_alike(fit$coefficients) else character()
  m$response <- deparse1(formula(fit$terms)[[2]])
  m$fixed_bias <- is.numeric(hyper$bias)
  m$built_in_cost <- !is_own(hyper$cost)
  delayedAssign("n", if (is.null(m$rows)) rows_of(fit) else length(m$rows), assign.env = m)
  delayedAssign("numeric_classes", is.null(fit$levels), assign.env = m)
  delayedAssign("determined", determined_columns(fit, m), assign.env = m)
  delayedAssign("spare_terms", spare_terms(fit, m$determined), assign.env = m)
  delayedAssign("separated", is_separated(fit, m), assign.env = m)
  m
}

# Of the settings and of what ended training.
about_stop <- function(m, fit) {
  hyper <- fit$hyperparameters
  m$tol <- if (is.null(hyper$tol)) 0 else hyper$tol
  m$patience <- if (is.null(hyper$patience)) Inf else hyper$patience
  m$best_epoch <- fit$best_epoch
  m$best_error <- fit$best_error
  m$noise_words <- if (is_batched(fit)) "mini-batch" else "set of units that dropout leaves"
  own_rate <- rule_of(hyper$optimizer)$rate
  m$default_rate <- if (is.null(own_rate)) 0.1 else own_rate
  m$automatic <- !m$layered && (!m$unit || !is.null(own_rate) || !is.null(rate_bound(hyper, 1)))
  delayedAssign("stable", largest_stable_rate(fit, m), assign.env = m)
  m
}

# The largest rate at which every step lowers the error, where that is known; else Inf.
largest_stable_rate <- function(fit, m) {
  if (is_batched(fit)) return(Inf)
  if (!is.null(m$squares)) return(if (m$parameters <= most_exact) m$speed$largest_rate else Inf)
  hyper <- fit$hyperparameters
  bound <- if (m$unit) rate_bound(hyper, weight_of(fit))
  if (is.null(bound) || m$scaled || is.null(m$columns) || !is.null(fit$weights)) return(Inf)
  largest <- svd(m$columns, 0, 0)$d[1]^2 * length(fit$residuals) / nrow(m$columns)
  stable_rate(hyper$optimizer, bound * largest)
}

# Which coefficients the inputs determine. The factor of a neuron holds its slopes too, so that there the inputs are read.
determined_columns <- function(fit, m) {
  if (m$layered || m$parameters > 500) return(NULL)
  factor <- if (!m$unit || is_gaussian(fit)) fit$qr_factor
  if (!is.null(factor)) return(estimable(factor))
  x <- if (m$parameters * NROW(fit$residuals) <= 1e6) input_columns(fit, FALSE, most_rows = Inf)
  if (!is.null(x)) estimable(if (is.null(m$rows)) x else x[m$rows, , drop = FALSE], response = FALSE)
}

# The terms that can be left out without a change of the fitted values, since lm() would drop all their columns.
spare_terms <- function(fit, determined) {
  kept <- attr(determined, "kept")
  if (is.null(kept) || is.null(fit$assign)) return(character())
  labels <- attr(fit$terms, "term.labels")
  spare <- setdiff(seq_along(labels), fit$assign[kept])
  labels[spare]
}

# The bound on a neuron's curvature that its rate rests on, NULL where none is known.
rate_bound <- function(hyper, weight) curvature_bound(cost_at_output(hyper$cost, hyper$activation), weight)

rate_of <- function(hyper, epochs) {
  if (is.numeric(hyper$eta)) return(hyper$eta)
  rate <- if (is.function(hyper$eta)) tryCatch(hyper$eta(max(1, epochs)), error = function(e) NULL)
  if (is_number(rate)) rate else 0.1
}

# The largest absolute entry of the gradient at the start and at the end; NA where it was not kept.
gradient_sizes <- function(fit) {
  kept <- fit$history$gradient_sizes
  if (length(kept) == 2) return(kept)
  gradients <- fit$history$gradients
  if (is.null(gradients) || nrow(gradients) < 2) return(c(NA_real_, NA_real_))
  c(max(abs(gradients[1, ]), 0), max(abs(gradients[nrow(gradients), ]), 0))
}

# The mean of the gradients over the last tenth of the recorded epochs: how fast the coefficients still drift.
mean_late_gradient <- function(fit) {
  gradients <- fit$history$gradients
  late <- which(fit$history$epoch >= 0.9 * fit$epochs)
  if (is.null(gradients) || length(late) < 10) return(NA_real_)
  max(abs(colMeans(gradients[late, , drop = FALSE])))
}

# ---- rows, targets, outputs --------------------------------------------------------------------------------------------

# The numbers of the rows that training used: not those held out, not those of weight 0. NULL: all.
training_rows <- function(fit) {
  if (!is.null(fit$table)) return(NULL)
  n <- NROW(fit$fitted.values)
  used <- rep(TRUE, n)
  if (length(fit$weights) == n) used <- fit$weights > 0
  if (length(fit$validation_rows)) used[fit$validation_rows] <- FALSE
  if (all(used)) NULL else which(used)
}

matrix_rows <- function(x, rows) {
  if (is.null(x)) return(NULL)
  x <- as.matrix(x)
  if (is.null(rows)) x else x[rows, , drop = FALSE]
}

# The response as training saw it. fitted + residuals is the response but for rounding.
targets_of <- function(fit, rows) {
  y <- if (is.null(fit$table)) matrix_rows(fit$fitted.values, rows)
  if (!is.null(y)) y + matrix_rows(fit$residuals, rows)
}

# ---- the data ------------------------------------------------------------------------------------------------------------

# The model frame where it can be had, some thousand rows of it at most, evenly spaced.
sampled_frame <- function(fit, reads, most = 5000) {
  frame <- if (is.null(fit$model) && reads) tryCatch(frame_of(fit), error = function(e) NULL) else fit$model
  if (is.null(frame)) return(NULL)
  n <- frame_size(frame)
  if (n <= most) frame else frame_rows(frame, unique(round(seq(1, n, length.out = most))), attr(frame, "terms"))
}

# What is known of each input: a column of ones where a bias is learnt, and the inputs. NULL where they are many.
input_columns <- function(fit, reads, most = 200, most_rows = 5000) {
  frame <- sampled_frame(fit, reads, most_rows)
  if (is.null(frame)) return(NULL)
  design <- read_design(frame, fit$contrasts)
  if (!is.null(fit$hyperparameters$bias) && !identical(fit$hyperparameters$bias, "learn")) {
    design <- without_intercept(design)
  }
  if (length(design$names) > most || length(design$names) < 1) return(NULL)
  x <- design_matrix(design)
  structure(x, dimnames = list(NULL, design$names))
}

# lambda_max / lambda_min of X'X as training sees it and, for a fit without scaling, as it would be standardized.
# Columns that depend on others have no part in it.
input_condition <- function(x, squares, fit) {
  if (!identical(fit$hyperparameters$scaling, "none")) return(NULL)
  if (!is.null(squares)) x <- if (ncol(squares$r) <= 200) squares$r
  if (is.null(x) || nrow(x) < 2) return(NULL)
  ones <- fit_has_bias(fit)
  if (ones) {
    mean <- drop(crossprod(x, x[, 1])) / sum(x[, 1]^2)
    centred <- x[, -1, drop = FALSE] - tcrossprod(x[, 1], mean[-1])
  } else {
    centred <- x
  }
  size <- sqrt(colSums(centred^2))
  kept <- size > 1e-8 * sqrt(colSums((if (ones) x[, -1, drop = FALSE] else x)^2))
  c(now = spectral_ratio(x), standardized = spectral_ratio(sweep(centred[, kept, drop = FALSE], 2, size[kept], "/")))
}

fit_has_bias <- function(fit) {
  if (!is.list(fit$coefficients)) return(identical(names(fit$coefficients)[1], "(Intercept)"))
  identical(fit$hyperparameters$bias, "learn") && attr(fit$terms, "intercept") == 1
}

spectral_ratio <- function(x) {
  if (ncol(x) == 0 || !all(is.finite(x))) return(1)
  d <- svd(x, 0, 0)$d^2
  if (max(d) == 0) return(1)
  max(d) / min(d[d > 1e-14 * max(d)])
}

# The smallest and the largest value of an output: NULL is that of a linear model.
value_range <- function(activation) if (is.null(activation)) c(-Inf, Inf) else activation$range
