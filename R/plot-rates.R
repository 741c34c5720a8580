#' The same model at several learning rates, or by several optimizers
#'
#' Trains the model of a fit again from the same start, once for each rate or optimizer, and draws the error curves. A
#' run whose error grows beyond three times its start leaves the picture, where a triangle marks it as diverging.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()]: its model, data, start and other hyperparameters are used.
#' @param eta For `plot_rates()`: two or more positive numbers; by default for [gd_lm()] shares of the largest stable
#'   rate, the last just above it, else the fit's own rate times 0.1, 0.3, 1, 3 and 10. For `plot_optimizers()`: NULL
#'   for the fit's own rate with the gradient rules and each other rule's default (see [optimizers]), one number for
#'   all, or one a rule.
#' @param optimizer Names of optimizers, or a list of them and of objects such as `opt_momentum(0.5)`.
#' @param epochs How many epochs to train, one whole number.
#' @param ... Settings of the picture: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `log`, `col`, `lwd`, `lty`.
#' @return A data frame, invisibly: `run` (a factor: the rate or optimizer), `eta`, `epoch`, `error`, `diverged`.
#' @section Errors: Rates that are not positive, and rules that do not exist, are named.
#' @seealso [plot_surface()] for the paths of several fits; [optimizers]; [hyperparameters()]
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", epochs = 40)
#' plot_rates(fit, eta = c(0.01, 0.1, 0.5, 1.1))
#' plot_optimizers(fit, c("gd", "momentum", "adam"))
#' @export
plot_rates <- function(fit, eta = NULL, epochs = fit$epochs, ...) {
  check_fit(fit, "plot_rates")
  if (is.null(eta)) eta <- shown_rates(fit)
  if (!is.numeric(eta) || length(eta) < 1 || !all(is.finite(eta)) || any(eta <= 0)) {
    stop_argument("eta", "positive numbers", describe(eta))
  }
  eta <- sort(unique(eta))
  runs <- lapply(eta, function(rate) retrain(fit, epochs, eta = rate))
  draw_runs(runs, paste("eta", format_each(signif(eta, 3))), eta, "Error at several learning rates", list(...))
}

#' @rdname plot_rates
#' @export
plot_optimizers <- function(fit, optimizer = c("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "rprop"),
                            eta = NULL, epochs = fit$epochs, ...) {
  check_fit(fit, "plot_optimizers")
  if (inherits(optimizer, "optimizer")) optimizer <- list(optimizer)
  rules <- lapply(optimizer, as_optimizer, batch_size = fit$hyperparameters$batch_size)
  if (!is.null(eta) && (!is.numeric(eta) || !length(eta) %in% c(1, length(rules)) || any(!is.finite(eta) | eta <= 0))) {
    stop_argument("eta", sprintf("NULL, one positive number or %d of them, one a rule", length(rules)), describe(eta))
  }
  rates <- if (is.null(eta)) lapply(rules, rate_for, fit = fit) else as.list(rep_len(eta, length(rules)))
  runs <- Map(function(rule, rate) retrain(fit, epochs, eta = rate, optimizer = rule), rules, rates)
  names <- vapply(rules, `[[`, "", "name")
  repeated <- names %in% names[duplicated(names)]
  names[repeated] <- vapply(rules[repeated], format, "")
  rates <- vapply(runs, function(run) if (is.numeric(run$hyperparameters$eta)) run$hyperparameters$eta else NA_real_, 0)
  names <- paste0(names, ifelse(is.na(rates), "", paste0(" (", format_each(signif(rates, 2)), ")")))
  draw_runs(runs, names, rates, "Error by several optimizers", list(...))
}

# A rate of the rule's own, or for the rules that share gradient descent's, the fit's.
rate_for <- function(rule, fit) {
  own <- rule_of(rule)$rate
  if (!is.null(own)) return(own)
  if (is_gaussian(fit)) return("auto")
  if (is.null(rule_of(fit$hyperparameters$optimizer)$rate)) fit$hyperparameters$eta else 0.1
}

shown_rates <- function(fit) {
  hyper <- fit$hyperparameters
  if (is_gaussian(fit) && is.null(hyper$batch_size)) {
    one <- retrain(fit, 0, eta = "auto")$hyperparameters$eta
    bound <- stable_rate(hyper$optimizer, 1)
    if (is.finite(bound)) return(signif(one * bound * c(0.02, 0.1, 0.5, 0.95, 1.03), 3))
  }
  eta <- if (is.numeric(hyper$eta)) hyper$eta else 0.1
  signif(eta * c(0.1, 0.3, 1, 3, 10), 3)
}

# The epochs worth showing: until every run has all but settled, and half as long again.
settling <- function(runs, away) {
  last <- max(1, vapply(runs, function(run) max(run$history$error_epoch), 0))
  if (all(away)) return(last)
  still <- vapply(runs[!away], function(run) {
    error <- run$history$error
    moving <- abs(error - tail(error, 1)) > 0.003 * diff(range_of(error))
    max(run$history$error_epoch[moving], 0)
  }, 0)
  min(last, max(10, ceiling(1.5 * max(still))))
}

draw_runs <- function(runs, labels, rates, main, theirs) {
  start <- runs[[1]]$history$error[1]
  away <- vapply(runs, has_diverged, NA)
  data <- do.call(rbind, Map(function(run, label, rate, gone) {
    thin_rows(data.frame(run = label, eta = rate, epoch = run$history$error_epoch, error = run$history$error,
                         diverged = gone))
  }, runs, labels, rates, away))
  data$run <- factor(data$run, unique(labels))
  rownames(data) <- NULL
  top <- 3 * start
  calm <- data$error[is.finite(data$error) & data$error <= top]
  log <- if (is.null(theirs$log)) log_axis(calm) else theirs$log
  labels[away] <- paste(labels[away], "diverges")
  n <- length(runs)
  look <- styled(list(
    xlab = "Epoch", ylab = paste0("Error", if (log == "y") " (log scale)"), main = main, log = log,
    xlim = c(0, settling(runs, away)), lwd = 2, lty = line_types(n), col = palette_of(n),
    ylim = range_of(calm, if (any(away)) top * 0.98, log = log == "y", add = 0.02)), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look, right = labels)
  colours <- rep_len(look$col, n)
  ends <- numeric(n)
  for (i in seq_len(n)) {
    run <- data[data$run == levels(data$run)[i], ]
    finite <- run[is.finite(run$error) & (log != "y" | run$error > 0), ]
    edge <- if (log == "y") 10^par("usr")[4] else par("usr")[4]
    lines(finite$epoch, pmin(finite$error, 1e6 * top), lwd = look$lwd * line_size(), col = colours[i],
          lty = rep_len(look$lty, n)[i])
    if (nrow(finite) == 1) points(finite$epoch, finite$error, pch = 19, col = colours[i])
    ends[i] <- if (nrow(finite)) tail(finite$error, 1) else edge
    if (away[i]) {
      out <- c(finite$epoch[finite$error > edge], max(finite$epoch, 0))[1]
      points(out, edge, pch = 24, bg = colours[i], col = colours[i], cex = 1.2, xpd = NA)
      ends[i] <- edge
    }
  }
  end_labels(ends, labels, colours)
  invisible(data)
}
