# What lm's verbs share: names of rows, sums of squares, covariances, and how a verb is refused.

# Rows that na.exclude() left out come back as NA, and rows are named as in the data, as lm names them.
named_values <- function(fit, values) {
  if (is.matrix(values)) {
    rownames(values) <- row_names(fit)
  } else if (is.null(names(values))) {
    names(values) <- row_names(fit)
  }
  napredict(fit$na.action, values)
}

row_names <- function(fit) if (!is.null(fit$model)) rownames(fit$model)

named_residuals <- function(fit, values) {
  need_rows(fit, "residuals()")
  if (is.matrix(values)) rownames(values) <- row_names(fit) else names(values) <- row_names(fit)
  naresid(fit$na.action, values)
}

# The weighted sum of squared residuals. A linear model's factor has it without the rounding of large fitted values.
weighted_squares <- function(fit) {
  if (!is.null(fit$table)) return(fit$table$squares)
  if (is_gaussian(fit) && !is.null(fit$qr_factor) && all(is.finite(fit$coefficients))) {
    parts <- split_factor(fit$qr_factor)
    return(sum((parts$z - drop(parts$r %*% as.double(fit$coefficients)))^2) + parts$rss_min)
  }
  sum(fit$residuals^2 * (if (is.null(fit$weights)) 1 else fit$weights))
}

# NaN where no degree of freedom is left, as lm() has it even when the residuals are not quite 0.
residual_variance <- function(fit) if (fit$df.residual > 0) weighted_squares(fit) / fit$df.residual else NaN

need_squares <- function(fit, verb) {
  if (has_squares(fit)) return(invisible())
  refuse(fit, verb, "it rests on squared errors (or, for a sigmoid neuron, on the cross-entropy)")
}

refuse <- function(fit, verb, why) {
  stop(sprintf("%s() makes no sense for a fit with the cost \"%s\"%s: %s.", verb, fit$hyperparameters$cost$name,
               if (is.null(fit$hyperparameters$activation) || is_network(fit)) "" else
                 sprintf(" and the activation \"%s\"", fit$hyperparameters$activation$name), why), call. = FALSE)
}

# verb: the function that asks.
covariance <- function(fit, verb = "vcov") {
  if (is_network(fit)) {
    why <- if (length(fit$hyperparameters$hidden)) {
      paste("makes no sense for a network: its weights have no standard errors and no intervals, for as a rule other",
            "weights give the same predictions (its units exchanged, for one)")
    } else {
      paste("is not known for ann(): gd_lm() and neuron() have it, which without hidden layers are the same model",
            "where there is one output")
    }
    stop(sprintf(paste("%s() %s. Ask for intervals of what it predicts: predict(fit, newdata, interval =",
                       "\"prediction\"), of a fit with a `validation` share; or for what each input does:",
                       "input_slopes(fit)."), verb, why), call. = FALSE)
  }
  logistic <- is_binomial(fit)
  if (!logistic) need_squares(fit, verb)
  m <- minimum(fit$qr_factor, names(fit$coefficients))
  if (!logistic) {
    sigma2 <- residual_variance(fit)
    m$unscaled <- m$unscaled * sigma2
    m$variances <- m$variances * sigma2
  }
  m
}
