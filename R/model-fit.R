# From the description of a model to a fit: one skeleton for all models. What differs by model are two hooks: the rate
# that "auto" means, and the judgement of what was reached; diagnose() knows the remedies.

# about: the fields of a fit that describe its data; old: the fit that goes on, NULL for a first one.
fit_model <- function(spec, about, old = NULL, allow_divergence = TRUE) {
  settings <- spec$settings
  first <- if (is.null(old)) 0 else old$epochs
  if (identical(settings$eta, "auto")) {
    settings$eta <- automatic_rate(settings$optimizer, batch_curvature(spec$model, spec))
  }
  rates <- expand_rate(settings$eta, first, settings$epochs)
  check_rates(spec, rates, allow_divergence)

  if (is.null(old)) {
    state <- start_state(if (is.null(spec$start)) draw_start(spec) else spec$start)
    about$seed <- if (spec$random) generator(needed = TRUE)
  } else {
    state <- old$optimizer_state
    # mini-batches that begin only now: the caller's generator decides their order, and stays where it is
    if (spec$random && is.null(state$seed)) state$seed <- generator(needed = TRUE)
    about$seed <- old$seed
  }
  finish_whole({
    outcome <- with_generator(state$seed, train(spec$problem, settings, state, first, history_names(spec), spec$map,
                                                spec$penalised, training_mask(spec), rates))
    fit <- c(about, finish(spec, outcome))
    fit$hyperparameters <- spec$hyper
    fit$hyperparameters$eta <- settings$eta
    fit$hyperparameters$epochs <- first + settings$epochs
    fit$history <- read_history(outcome, old$history)
    fit <- judge(spec$model, spec, fit)
    give_warnings(fit, spec$verb, old)
    new_fit(fit, spec$verb)
  })
}

# One name per weight takes as long as an epoch in a large network: its histories get them when they are asked for.
history_names <- function(spec) if (spec$verb != "ann") spec$design$names

# What was learnt, on the data's own scale.
finish <- function(spec, outcome) {
  state <- outcome$state
  stopped <- is.finite(spec$settings$patience) && length(state$best)
  kept <- if (stopped) state$best else state$theta
  theta <- map_apply(spec$map, kept)
  values <- fitted_values(spec, theta)
  worth <- if (is.null(spec$map)) 1 else spec$map$cost
  plain <- spec$settings$batch == 0 && !stopped && !isTRUE(spec$hyper$dropout > 0)
  error <- final_error(spec, kept, theta, values, if (plain) state$error * worth)
  c(list(coefficients = named_coefficients(spec, theta), fitted.values = values$fitted, residuals = values$residuals,
         error = error, objective = if (penalised(spec)) error + penalty(spec, kept) * worth,
         optimizer_state = state, epochs = outcome$epochs, stop = outcome$stop, weights = spec$weights,
         offset = spec$own_offset, contrasts = spec$design$contrasts, assign = spec$design$assign,
         levels = spec$levels, family = spec$family),
    if (!is.null(spec$problem$validation)) {
      list(best_epoch = state$best_epoch, best_error = state$best_error * worth,
           validation_rows = spec$validation_rows)
    })
}

penalised <- function(spec) spec$settings$l1 > 0 || spec$settings$l2 > 0

# l2 / 2 sum w^2 + l1 sum |w| over the weights of training.
penalty <- function(spec, u) {
  w <- u[spec$penalised == 1]
  sum(spec$settings$l2 / 2 * w^2 + spec$settings$l1 * abs(w))
}

named_coefficients <- function(spec, theta) {
  if (spec$verb == "ann") as_layers(theta, spec$layers) else setNames(theta, spec$design$names)
}

# list(fitted, residuals, cost): of all rows, trained on or not; cost NULL where it was not computed on the way.
fitted_values <- function(spec, theta) {
  if (!is.null(spec$values)) return(spec$values(theta))
  design <- spec$design
  if (length(spec$activations) == 1 && spec$activations[[1]]$linear && !is.matrix(spec$y)) {
    return(linear_fit(design, theta, spec$offset, spec$y))
  }
  units <- c(length(design$names) - design$bias, vapply(spec$layers, ncol, 0L, USE.NAMES = FALSE))
  several <- is.matrix(spec$y)
  data <- kernel_data(design$x, if (several) spec$y else list(spec$y), spec$weights, spec$offset, design$rows)
  if (several) data$names <- colnames(spec$y)
  finish_network(kernel_model(units, spec$bias, spec$activations, spec$cost), data, theta)
}

# The cost over the rows that are trained on. After epochs in batches, with dropout or of an earlier epoch, training
# does not know it; `known` is what it knows.
final_error <- function(spec, kept, theta, values, known) {
  if (!is.null(known)) return(known)
  if (is_linear(spec)) {
    parts <- spec$reduced
    return(spec$curvature / 2 * (sum((parts$z - drop(parts$r %*% theta))^2) + parts$rss_min))
  }
  if (is.null(spec$rows) && !is.null(values$cost)) return(values$cost)
  model <- replace(spec$problem$model, "dropout", 0)
  if (isTRUE(spec$problem$wrap)) kept <- theta
  training_cost(model, spec$problem$data, kept) * (if (is.null(spec$map)) 1 else spec$map$cost)
}

# Trains from several starts, where `restarts` asks for it, and keeps the best fit.
fit_restarts <- function(spec, about) {
  if (spec$hyper$restarts == 1) return(fit_model(spec, about))
  rows <- list()
  best <- NULL
  for (i in seq_len(spec$hyper$restarts)) {
    one <- fit_model(spec, about)
    score <- if (is.null(one$best_error)) one$error else one$best_error
    rows[[i]] <- list(restart = i, error = one$error, validation = score, epochs = one$epochs, stop = one$stop)
    if (is.null(best) || isTRUE(score < smallest)) {
      best <- one
      smallest <- score
    }
    if (one$stop == "interrupted") break
  }
  best$restarts <- do.call(rbind, lapply(rows, as.data.frame))
  if (is.null(best$best_error)) best$restarts$validation <- NULL
  best
}

is_linear <- function(spec) inherits(spec$model, "linear_model")

# ---- hook 1: the rate that "auto" means, and the largest stable one -------------------------------------------------

# The largest curvature that a step can meet: that of the whole cost, or a bound on that of any mini-batch, its longest
# row's.
batch_curvature <- function(model, spec) UseMethod("batch_curvature")

#' @export
batch_curvature.unit_model <- function(model, spec) {
  activation <- spec$activations[[1]]
  if (is.null(spec$bound)) {
    must <- sprintf("a number or a function of the epoch with the activation \"%s\" and the cost \"%s\"",
                    activation$name, spec$cost$name)
    stop_argument("eta", must, paste("\"auto\": no bound on their curvature is known (there is one for sigmoid with",
                                     "cross_entropy, and for identity with a cost that has a name)"))
  }
  batch <- spec$settings$batch
  if (batch == 0) return(spec$largest())
  per_row <- curvature_bound(spec$output, 1) * longest_row(spec$design, spec$map)
  if (is_sum(spec$output)) per_row * batch * max(1, spec$weights) else per_row
}

# Stops where no rate is small enough for a linear model.
check_rates <- function(spec, rates, allow) {
  if (allow || !is_linear(spec)) return(invisible())
  stable <- stable_rate(spec$settings$optimizer, 1)
  batch <- spec$settings$batch
  share <- if (batch > 0 && is_sum(spec$output)) min(1, batch / spec$design$rows) else 1
  # the trace bounds the largest curvature and costs nothing
  if (min(rates) * spec$curvature * sum(spec$trained^2) * share <= stable) return(invisible())
  check_stable(rates, stable_rate(spec$settings$optimizer, spec$largest() * share), allow)
}

# ---- hook 2: the judgement ------------------------------------------------------------------------------------------

# Adds what the inference rests on, and whether the minimum is reached.
judge <- function(model, spec, fit) UseMethod("judge")

#' @export
judge.linear_model <- function(model, spec, fit) {
  parts <- spec$reduced
  fit$qr_factor <- spec$qr_factor
  fit$df.residual <- counted_rows(spec$weights, spec$design$rows) - rank_of(parts$r, parts$full)
  fit$converged <- judge_converged(fit, parts)
  fit
}

#' @export
judge.unit_model <- function(model, spec, fit) {
  fit <- add_information(spec, fit)
  fit$separated <- spec$cost$range[2] == 1 && separates(spec$design, fit$coefficients, spec$y, spec$weights)
  fit$converged <- judge_converged(fit)
  if (identical(spec$family, "binomial") && fit$converged && flat(fit, spec$design)) {
    fit$separated <- TRUE
    fit$converged <- FALSE
  }
  fit
}

#' @export
judge.network_model <- function(model, spec, fit) {
  fit$df.residual <- counted_rows(spec$weights, spec$design$rows) - sum(lengths(spec$layers))
  fit$converged <- judge_converged(fit)
  fit
}

# The factor of the weighted tangent design, from which standard errors and the Newton step to the minimum come:
# for sigmoid and cross-entropy the Fisher information X'W p (1 - p) X, as glm() has it; for squared errors J'WJ with
# J = f'(z) X, as nls() has it. Its last column is the working residual.
add_information <- function(spec, fit) {
  design <- spec$design
  rows <- counted_rows(spec$weights, design$rows)
  fit$df.residual <- rows -
    if (is.null(spec$reduced)) length(design$names) else rank_of(spec$reduced$r, spec$reduced$full)
  if (is.null(spec$family)) {
    fit["qr_factor"] <- list(spec$qr_factor)
    return(fit)
  }
  squared <- spec$cost$quadratic
  activation <- spec$activations[[1]]
  values <- if (squared) {
    without_tiny(activation$slope(unit_values(design, fit$coefficients, spec$offset, activation, link = TRUE)))
  } else {
    fit$fitted.values
  }
  fit$qr_factor <- reduce_tangent(design, fit$residuals, values, spec$weights, squared)
  r <- split_factor(fit$qr_factor)$r
  if (!overflows(r)) fit$df.residual <- rows - rank_of(r)
  fit
}
