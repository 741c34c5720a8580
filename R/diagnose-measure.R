# What diagnose() reads of a fit. This is the only file of diagnose-*.R that knows the fields of a fit and calls the
# functions that read its data: the rules see nothing but these measurements.

# An environment of measurements. Each is a promise, worked out when a rule first asks for it: an argument that is never
# given. In these arguments `m` is the environment itself.
# name: what the fit is called in the remedies. reads: whether data may be read again for a fit without its frame.
# exact: whether the distance to the minimum is needed whatever it takes.
measurements <- function(
    fit, name = "fit", reads = FALSE, exact = FALSE,
    # what ended training
    call = fit$call, family = fit$family, converged = isTRUE(fit$converged), df = fit$df.residual, stop = fit$stop,
    epochs = fit$epochs, best_epoch = fit$best_epoch, best_error = fit$best_error,
    # the settings
    hyper = fit$hyperparameters, planned = hyper$epochs, tol = if (is.null(hyper$tol)) 0 else hyper$tol,
    patience = hyper$patience, scaling = hyper$scaling, scaled = !identical(hyper$scaling, "none"),
    eta = if (is.numeric(hyper$eta)) hyper$eta, output = if (layered) hyper$output else hyper$activation,
    fixed_bias = is.numeric(hyper$bias), built_in_cost = !is_own(hyper$cost), allowed = hyper$cost$range,
    kinked = length(hyper$cost$kinks) > 0, batched = is_batched(fit), random = batched || isTRUE(hyper$dropout > 0),
    noise_words = if (batched) "mini-batch" else "set of units that dropout leaves",
    penalties = hyper[intersect(c("l2", "l1"), names(hyper))], rate = rate_of(hyper, m$epochs),
    rule_rate = rule_of(hyper$optimizer)$rate, default_rate = if (is.null(rule_rate)) 0.1 else rule_rate,
    automatic = !layered && (!is.null(rule_rate) || (if (unit) !is.null(rate_bound(hyper, 1)) else built_in_cost)),
    stable = largest_stable_rate(fit, m),
    # the error curve: with a penalty that of what is minimised
    history = fit$history, penalised = length(history$objective) > 0, error_epoch = history$error_epoch,
    error = if (penalised) history$objective else history$error, validation = history$validation, start = error[1],
    now = last(error), path = error_path(m$error, m$error_epoch), since = penalty_since(hyper$changed, m$error_epoch),
    # the gradient, and the way to the minimum
    gradient = gradient_sizes(fit), drift = mean_late_gradient(fit),
    squares = if (identical(m$family, "gaussian")) quadratic_measures(fit, exact || m$parameters <= most_exact),
    newton = if (identical(m$family, "binomial")) newton_measures(fit), speed = quadratic_speed(fit, m$squares),
    # the coefficients
    layered = is.list(fit$coefficients), unit = !layered && !is.null(hyper$activation),
    parameters = if (layered) sum(lengths(fit$coefficients)) else length(fit$coefficients),
    coefficient_names = if (!layered) names(fit$coefficients),
    inputs = any((if (layered) rownames(fit$coefficients[[1]]) else coefficient_names) != bias_row),
    input_count = if (layered) nrow(fit$coefficients[[1]]),
    output_weight = if (layered) largest_output_weight(fit$coefficients$output),
    alike = if (layered) units_alike(fit$coefficients), units = hidden_units(fit, reads),
    # the data
    rows = judged_rows(fit), n = if (is.null(m$rows)) rows_of(fit) else length(m$rows),
    response = deparse1(formula(fit$terms)[[2]]), numeric_classes = is.null(fit$levels),
    outputs = if (is.matrix(fit$fitted.values)) ncol(fit$fitted.values) else 1,
    values = if (is.null(fit$table)) matrix_rows(fit$fitted.values, m$rows), targets = targets_of(fit, m$rows),
    columns = input_columns(fit, reads), condition = input_condition(m$columns, m$squares, fit),
    determined = determined_columns(fit, m), spare_terms = spare_terms_of(fit, m$determined),
    separated = is_separated(fit, m)) {
  m <- environment()
}

# The largest weight, other than the bias, that leads to an output.
largest_output_weight <- function(weights) {
  weights <- weights[rownames(weights) != bias_row, , drop = FALSE]
  if (length(weights)) max(abs(weights)) else 0
}

# The element of the error history at which the penalty changed last ("l2 after epoch 1,000", as resume() notes it):
# only from there on what was minimised compares.
penalty_since <- function(changed, error_epoch) {
  at <- if (!is.null(changed)) grep("\\bl[12]\\b.* after epoch", changed, value = TRUE)
  if (length(at) == 0) return(1)
  epoch <- as.numeric(gsub(",", "", sub(".* epoch ", "", last(at))))
  max(1, which(error_epoch <= epoch))
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

# Which coefficients the inputs determine. The factor of a neuron holds its slopes too, so that there the inputs are
# read.
determined_columns <- function(fit, m) {
  if (m$layered || m$parameters > 500) return(NULL)
  factor <- if (!m$unit || is_gaussian(fit)) fit$qr_factor
  if (!is.null(factor)) return(estimable(factor))
  x <- if (m$parameters * NROW(fit$residuals) <= 1e6) input_columns(fit, FALSE, most_rows = Inf)
  if (!is.null(x)) estimable(if (is.null(m$rows)) x else x[m$rows, , drop = FALSE], response = FALSE)
}

# The terms that can be left out without a change of the fitted values, since lm() would drop all their columns.
spare_terms_of <- function(fit, determined) {
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

# ---- rows, targets, outputs ------------------------------------------------------------------------------------------

# The numbers of the rows that training used: not those held out, not those of weight 0. NULL: all.
judged_rows <- function(fit) {
  if (!is.null(fit$table)) return(NULL)
  if (is.null(fit$weights) && is.null(fit$validation_rows)) return(NULL)
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

# The response as training saw it. observed_sum() is the response but for rounding.
targets_of <- function(fit, rows) {
  y <- if (is.null(fit$table)) matrix_rows(fit$fitted.values, rows)
  if (!is.null(y)) observed_sum(fit, y, matrix_rows(fit$residuals, rows))
}

# ---- the data --------------------------------------------------------------------------------------------------------

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
  largest <- max(abs(x), 0)
  if (ncol(x) == 0 || !is.finite(largest) || largest == 0) return(1)
  d <- svd(x / largest, 0, 0)$d
  1 / min((d / max(d))[d > 1e-7 * max(d)])^2
}
