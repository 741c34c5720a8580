# The same model trained several times from the same start, with one hyperparameter at several values.

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

# data: run (a factor), whatever `columns` has for each run, epoch, error, diverged.
runs_picture <- function(runs, names, columns, main, log = NULL, sub = "") {
  away <- vapply(runs, has_diverged, NA)
  data <- do.call(rbind, lapply(seq_along(runs), function(i) {
    history <- runs[[i]]$history
    thin_rows(data.frame(run = names[i], columns[i, , drop = FALSE], epoch = history$error_epoch, error = history$error,
                         diverged = away[i], row.names = NULL))
  }))
  data$run <- factor(data$run, unique(names))
  rownames(data) <- NULL
  top <- 3 * max(vapply(runs, function(run) run$history$error[1], 0))
  calm <- data$error[is.finite(data$error) & data$error <= top]
  last <- settling(runs, away)
  if (is.null(log)) log <- log_axis(calm)
  logged <- grepl("y", log)
  list(data = data, away = away, top = top, labels = ifelse(away, paste(names, "diverges"), names), main = main,
       sub = sub, log = log, xlab = epoch_label(log), ylab = paste0("Error", if (logged) " (log scale)"),
       xlim = c(0, last), ylim = range_of(calm, if (any(away)) top * 0.98, log = logged, add = 0.02))
}

# ---- one hyperparameter at several values
# -----------------------------------------------------------------------------

# The fit's model trained with one of its verb's arguments at another value: what was left to the verb is left to it
# again, and the weights begin where the fit's began unless the value changes their number or how they are drawn.
vary <- function(fit, name, value, epochs) {
  verb <- verb_of(fit)
  arguments <- search_arguments(fit, verb)
  arguments[name] <- list(value)
  hyper <- hyper_from(verb, arguments)
  if (!name %in% c("start", "init", "hidden", "bias")) hyper$start <- from_own_start(fit)$start
  do.call(retrain, c(list(fit, epochs), hyper[names(hyper) != "epochs"]))
}

varied_names <- function(fit) setdiff(names(hyper_rows[[verb_of(fit)]]), c("epochs", "record", "restarts"))

# A value as the picture names it.
value_text <- function(value) {
  if (is.null(value)) return("default")
  if (is.character(value)) return(paste(value, collapse = ", "))
  if (is.function(value)) return("a function")
  if (inherits(value, "formula")) return(deparse1(value))
  if (is.object(value)) return(format(value))
  if (is.list(value)) return("a list")
  if (length(value) > 4) return(sprintf("%d numbers", length(value)))
  if (!length(value)) return("none")
  paste(if (is.numeric(value)) format_each(signif(value, 4)) else value, collapse = ", ")
}

hyperparameter_picture <- function(fit, name, values, epochs = fit$epochs, log = NULL) {
  check_choice(name, "...", varied_names(fit))
  single <- is.object(values) || is.function(values) || !length(values)
  values <- if (is.data.frame(values) || single) list(values) else as.list(values)
  runs <- lapply(values, function(value) vary(fit, name, value, check_count(epochs, "epochs")))
  text <- vapply(values, value_text, "")
  words <- vapply(values, function(v) is.character(v) || is.object(v), NA)
  labels <- make.unique(ifelse(words, text, paste(name, text)))
  runs_picture(runs, labels, data.frame(value = text), sprintf("Error at several values of %s", name), log,
               sub = if (identical(name, "cost")) "each error by its own cost" else "")
}

# The special cases: rates, and optimizers with the rate of each.
rates_picture <- function(fit, eta = NULL, epochs = fit$epochs, log = NULL) {
  if (is.null(eta)) eta <- shown_rates(fit)
  if (!is.numeric(eta) || length(eta) < 1 || !all(is.finite(eta)) || any(eta <= 0)) {
    stop_argument("eta", "positive numbers", describe(eta))
  }
  eta <- sort(unique(eta))
  runs <- lapply(eta, function(rate) retrain(fit, epochs, eta = rate))
  runs_picture(runs, paste("eta", format_each(signif(eta, 3))), data.frame(eta = eta),
               "Error at several learning rates", log)
}

optimizers_picture <- function(fit, optimizer, eta = NULL, epochs = fit$epochs, log = NULL) {
  if (inherits(optimizer, "optimizer")) optimizer <- list(optimizer)
  rules <- lapply(optimizer, function(x) check_batches(as_optimizer(x), fit$hyperparameters$batch_size))
  if (!is.null(eta) && (!is.numeric(eta) || !length(eta) %in% c(1, length(rules)) || any(!is.finite(eta) | eta <= 0))) {
    stop_argument("eta", sprintf("NULL, one positive number or %d of them, one per rule", length(rules)), describe(eta))
  }
  rates <- if (is.null(eta)) lapply(rules, rate_for, fit = fit) else as.list(rep_len(eta, length(rules)))
  runs <- Map(function(rule, rate) retrain(fit, epochs, eta = rate, optimizer = rule), rules, rates)
  names <- vapply(rules, `[[`, "", "name")
  repeated <- names %in% names[duplicated(names)]
  names[repeated] <- vapply(rules[repeated], format, "")
  rates <- vapply(runs, function(run) if (is.numeric(run$hyperparameters$eta)) run$hyperparameters$eta else NA_real_, 0)
  names <- paste0(names, ifelse(is.na(rates), "", paste0(" (", format_each(signif(rates, 2)), ")")))
  runs_picture(runs, names, data.frame(eta = rates), "Error by several optimizers", log,
               sub = paste0("in brackets: the learning rate eta", if (is.null(eta)) ", each rule's own default"))
}

# The rule's own rate; for rules that share gradient descent's rate, the fit's.
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
