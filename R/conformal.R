# Prediction intervals and prediction sets of networks, by split-conformal inference: what the network got wrong in the
# validation rows, which it has not learnt from, tells how wrong it will be. The method and its guarantee: Vovk,
# Gammerman & Shafer (2005), Algorithmic Learning in a Random World; Lei, G'Sell, Rinaldo, Tibshirani & Wasserman
# (2018), Distribution-free predictive inference for regression, JASA 113, 1094-1111.

# What predict.ann() gives with an interval.
network_interval <- function(fit, newdata, type, interval, level, local, se.fit, na.action, epoch) {
  if (se.fit) {
    stop("predictions of a network have no standard errors: `interval = \"prediction\"` gives intervals that rest on ",
         "its validation rows.", call. = FALSE)
  }
  if (interval_kind(interval) == "confidence") {
    stop_argument("interval", "\"none\" or \"prediction\" for a network, whose line has no standard errors",
                  describe(interval))
  }
  if (!is.null(epoch)) stop("`epoch` must be NULL with `interval`, which rests on the end of training.", call. = FALSE)
  if (!type %in% c("response", "class")) {
    stop_argument("type", "\"response\", or \"class\" for sets of classes, with an interval", describe(type))
  }
  check_flag(local, "local")
  make <- if (type == "class") conformal_sets else conformal_interval
  make(fit, newdata, check_level(level), local, na.action)
}

# What was observed and predicted in the rows held out, and the design of all rows.
calibration_rows <- function(fit) {
  held <- fit$validation_rows
  if (length(held)) {
    if (!is.null(fit$weights)) held <- held[fit$weights[held] > 0]
    values <- as.matrix(fit$fitted.values)[held, , drop = FALSE]
    return(list(values = values, observed = values + as.matrix(fit$residuals)[held, , drop = FALSE], rows = held))
  }
  if (!is.data.frame(fit$hyperparameters$validation)) {
    stop("prediction intervals of a network rest on rows that it has not learnt from: refit it with a validation ",
         "share, as in update(fit, validation = 0.3).", call. = FALSE)
  }
  given <- fit$hyperparameters$validation
  values <- as.matrix(stats::predict(fit, given))
  observed <- validation_targets(fit, given)
  known <- stats::complete.cases(values, observed)
  list(values = values[known, , drop = FALSE], observed = observed[known, , drop = FALSE], data = given[known, ])
}

validation_targets <- function(fit, data) {
  y <- eval(attr(fit$terms, "variables")[[2]], data, environment(fit$terms))
  if (is.null(fit$levels)) return(as.matrix(y))
  codes <- match(as.character(y), fit$levels)
  if (length(fit$levels) == 2) matrix(codes - 1) else diag(length(fit$levels))[codes, , drop = FALSE]
}

# The smallest score that at least level (m + 1) of m + 1 exchangeable scores do not exceed; Inf where there are too
# few.
conformal_quantile <- function(scores, level) {
  m <- length(scores)
  at <- ceiling((m + 1) * level - 1e-9)
  if (at > m) Inf else sort(scores)[at]
}

warn_few <- function(m, level) {
  needed <- ceiling(level / (1 - level) - 1e-9)
  if (m >= needed) return(invisible())
  warning(sprintf("%d validation rows are too few for the level %s: it takes at least %d, and without them the %s.", m,
                  format(level), needed, "interval is infinite and the set has all classes"), call. = FALSE)
}

# The matrix fit, lwr, upr of new rows; of several responses a list of them. `local`: the width follows the errors of
# the nearest training rows.
conformal_interval <- function(fit, newdata, level, local, na.action = stats::na.pass) {
  if (!is.null(fit$levels)) {
    stop("classes have prediction sets: predict(fit, newdata, type = \"class\", interval = \"prediction\").",
         call. = FALSE)
  }
  held <- calibration_rows(fit)
  warn_few(nrow(held$values), level)
  values <- if (is.null(newdata)) stats::predict(fit) else stats::predict(fit, newdata, na.action = na.action)
  names <- if (is.matrix(values)) rownames(values) else names(values)
  values <- as.matrix(values)
  result <- lapply(seq_len(ncol(values)), function(k) {
    errors <- abs(held$observed[, k] - held$values[, k])
    width <- if (local) {
      scale <- local_scale(fit, k)
      conformal_quantile(errors / scale(held), level) * scale(list(newdata = newdata, na.action = na.action))
    } else {
      conformal_quantile(errors, level)
    }
    structure(cbind(fit = values[, k], lwr = values[, k] - width, upr = values[, k] + width),
              dimnames = list(names, c("fit", "lwr", "upr")))
  })
  if (length(result) == 1) result[[1]] else setNames(result, colnames(values))
}

# How large errors are around a row: the mean absolute residual of its nearest training rows (in standardized columns),
# kept away from 0 by a tenth of the mean over all. Papadopoulos, Vovk & Gammerman (2011), Regression conformal
# prediction with nearest neighbours, JAIR 40, 815-840.
local_scale <- function(fit, k) {
  columns <- function(design) {
    names <- design$names
    design_matrix(design)[, names != "(Intercept)", drop = FALSE]
  }
  all <- columns(prediction_rows(fit, NULL, stats::na.pass)$design)
  used <- setdiff(seq_len(nrow(all)), fit$validation_rows)
  centre <- colMeans(all[used, , drop = FALSE])
  spread <- apply(all[used, , drop = FALSE], 2, sd)
  spread[!(spread > 0)] <- 1
  standard <- function(x) sweep(sweep(x, 2, centre), 2, spread, "/")
  known <- standard(all[used, , drop = FALSE])
  errors <- abs(as.matrix(fit$residuals)[used, k])
  near <- min(length(used), max(10, round(sqrt(length(used)))))
  around <- function(x) {
    x <- standard(x)
    apply(x, 1, function(row) {
      if (anyNA(row)) return(NA_real_)
      apart <- colSums((t(known) - row)^2)
      mean(errors[order(apart)[seq_len(near)]])
    }) + 0.1 * mean(errors)
  }
  function(rows) {
    if (!is.null(rows$rows)) return(around(all[rows$rows, , drop = FALSE]))
    new <- if (is.null(rows$data)) rows$newdata else rows$data
    read <- prediction_rows(fit, new, if (is.null(rows$na.action)) stats::na.pass else rows$na.action)
    unname(read$named(around(columns(read$design))))
  }
}

# Which classes each new row may belong to: a logical matrix, one column per class. Plain: the classes whose probability
# is at least what the true classes of the validation rows as a rule had (Sadinle, Lei & Wasserman 2019, Least ambiguous
# set-valued classifiers, JASA 114, 223-234). `local`: the most probable classes until their sum suffices, so that sure
# rows have small sets and unsure rows large ones (Romano, Sesia & Candes 2020, NeurIPS 33).
conformal_sets <- function(fit, newdata, level, local, na.action = stats::na.pass) {
  if (is.null(fit$levels)) {
    stop("prediction sets are for classes: a numeric response has predict(fit, newdata, interval = \"prediction\").",
         call. = FALSE)
  }
  held <- calibration_rows(fit)
  warn_few(nrow(held$values), level)
  values <- if (is.null(newdata)) stats::predict(fit) else stats::predict(fit, newdata, na.action = na.action)
  names <- if (is.matrix(values)) rownames(values) else names(values)
  each_class <- function(m) if (ncol(m) == 1) cbind(1 - m, m) else m
  score <- if (local) cumulated else function(p) 1 - p
  truth <- each_class(held$observed) > 0.5
  scores <- score(each_class(held$values))
  limit <- conformal_quantile(rowSums(scores * truth), level)
  # the most probable class is in every set
  p <- each_class(as.matrix(values))
  inside <- score(p) <= limit | p == apply(p, 1, max)
  structure(inside, dimnames = list(names, fit$levels))
}

# The sum of the probabilities of a class and of all that are more probable.
cumulated <- function(p) {
  t(apply(p, 1, function(row) {
    order <- order(row, decreasing = TRUE)
    row[order] <- cumsum(row[order])
    row
  }))
}
