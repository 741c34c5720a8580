#' One row per fit, and one row per observation
#'
#' `glance()` gives the figures that [summary()] prints, in one row: for least squares those of broom's `glance()` of an
#' `"lm"`, for logistic neurons those of a `"glm"`, and in every case `error`, `nobs`, `epochs` and `converged`.
#' `augment()` adds predictions and residuals to the data, and where an exact counterpart exists the leverages.
#'
#' @param x A fit by [gd_lm()], [neuron()] or [ann()].
#' @param data The data of the fit; by default its model frame.
#' @param newdata New data to predict instead. Either may be a `dplyr::tbl()`, which stays in its database: then the
#'   predictions alone are added.
#' @param type.predict `"response"` or `"link"`; as in broom the default is `"link"` for logistic neurons.
#' @param se_fit Add standard errors of the predictions, as `.se.fit`.
#' @param interval `"none"`, `"confidence"` or `"prediction"`: adds `.lower` and `.upper`.
#' @param conf.level Level of the interval.
#' @param ... Not used.
#' @return A tibble. `augment()` has the data and `.fitted`, `.resid`, `.hat`, `.sigma`, `.cooksd`, `.std.resid`, as far
#'   as they exist for the fit; several responses have columns `.fitted_<name>`; the classes of a network `.pred_class`
#'   and one column of probabilities `.pred_<level>` per class, of a data frame and of a `dplyr::tbl()` alike.
#' @section Errors: `data` must have the rows of the fit, with or without those that were left out as missing.
#' @seealso [tidy.descent()]
#' @examplesIf requireNamespace("generics", quietly = TRUE)
#' fit <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
#' generics::glance(fit)
#' generics::augment(fit)
#' set.seed(1)
#' flowers <- ann(Species ~ ., iris, hidden = 3, epochs = 200)
#' generics::augment(flowers, newdata = iris[c(1, 51, 101), ])
#' @method glance descent
#' @exportS3Method generics::glance descent
glance.descent <- function(x, ...) {
  check_dots(...)
  family <- if (is.null(x$family)) "none" else x$family
  warn_away(x, "glance()")
  figures <- quietly(switch(family, gaussian = glance_least_squares(x), binomial = glance_logistic(x),
                            glance_other(x)))
  figures$error <- x$error
  if (!is.null(x$best_error)) figures$validation <- x$best_error
  figures[c("epochs", "converged")] <- list(x$epochs, isTRUE(x$converged))
  as_tibble_of(figures)
}

glance_least_squares <- function(fit) {
  s <- if (is.null(fit$table)) summary(lm_at(fit, fit$coefficients)) else summary(fit)
  f <- if (is.null(s$fstatistic)) c(NA_real_, NA_real_, NA_real_) else s$fstatistic
  c(list(r.squared = s$r.squared, adj.r.squared = s$adj.r.squared, sigma = s$sigma, statistic = f[[1]],
         p.value = pf(f[[1]], f[[2]], f[[3]], lower.tail = FALSE), df = f[[2]]),
    likelihoods(fit), list(deviance = deviance(fit), df.residual = df.residual(fit), nobs = nobs(fit)))
}

glance_logistic <- function(fit) {
  intercept <- names(fit$coefficients)[1] == bias_row
  null <- if (!is.null(fit$table)) null_figures(fit, intercept) else
    list(null.deviance = fit$null.deviance, df.null = fit$df.null)
  c(null, likelihoods(fit),
    list(deviance = deviance(fit), df.residual = df.residual(fit), nobs = nobs(fit)))
}

likelihoods <- function(fit) {
  value <- logLik(fit)
  list(logLik = as.numeric(value), AIC = stats::AIC(value), BIC = stats::BIC(value))
}

glance_other <- function(fit) {
  figures <- list(parameters = length(flat_numbers(fit$coefficients)))
  if (!is.null(fit$levels)) {
    figures$accuracy <- or_else(confusion_of(fit)$accuracy, NA_real_)
  } else if (is_network(fit) && !is.null(fit$table)) {
    figures$r.squared <- or_else(fit$table$explained, NA_real_)
  } else {
    y <- as.matrix(fit$fitted.values + fit$residuals)
    w <- if (is.null(fit$weights)) rep(1, nrow(y)) else fit$weights
    total <- sum(w * sweep(y, 2, colSums(w * y) / sum(w))^2)
    figures$r.squared <- if (total > 0) 1 - sum(w * as.matrix(fit$residuals)^2) / total else NA_real_
  }
  c(figures, list(df.residual = df.residual(fit), nobs = nobs(fit)))
}

#' @rdname glance.descent
#' @method augment descent
#' @exportS3Method generics::augment descent
augment.descent <- function(x, data = NULL, newdata = NULL, type.predict = NULL, se_fit = FALSE, interval = "none",
                            conf.level = 0.95, ...) {
  check_dots(...)
  table <- if (is.null(newdata)) data else newdata
  interval <- check_choice(interval, "interval", c("none", "confidence", "prediction"))
  check_flag(se_fit, "se_fit")
  if (is.null(type.predict)) type.predict <- if (is_binomial(x)) "link" else "response"
  check_choice(type.predict, "type.predict", c("response", "link"))
  if (is_table(table)) return(augment_table(x, table, type.predict, se_fit, interval, conf.level))
  rows <- if (is.null(newdata)) if (is.null(data)) frame_of(x) else data else newdata
  if (!is.data.frame(rows)) stop_argument(if (is.null(newdata)) "data" else "newdata", "a data frame", describe(rows))
  own <- is.null(newdata)
  back <- if (own) rows_back(x, rows) else identity
  if ((own && has_exact(x)) || se_fit || interval != "none") warn_away(x, "augment()")
  added <- lapply(quietly(predicted_columns(x, newdata, type.predict, se_fit, interval, conf.level)), back)
  added <- c(added, if (own) lapply(diagnostic_columns(x, type.predict), back) else new_residuals(x, newdata))
  columns <- as.list(rows)
  named <- is.character(attr(rows, "row.names"))
  table <- c(if (named) list(.rownames = row.names(rows)), columns, lapply(added, unname_rows))
  as_tibble_of(table)
}

augment_table <- function(fit, table, type, se.fit, interval, level) {
  asked <- se.fit || interval != "none"
  if (is_network(fit)) refuse_for_table(se_fit = se.fit, interval = interval != "none")
  inference <- if (asked) table_inference(fit, se.fit, interval, level, type)
  if (is_network(fit) && !is.null(fit$levels) && type == "response") type <- "classes"
  predict_table(fit, table, type, keep = as.character(dplyr::tbl_vars(table)), inference = inference)
}

unname_rows <- function(x) if (is.matrix(x)) x else unname(x)

# Puts what belongs to the rows of a fit into the rows of `data`, which may hold those that were left out.
rows_back <- function(fit, data) {
  n <- NROW(fit$residuals)
  left_out <- as.integer(fit$na.action)
  if (nrow(data) == n) return(function(values) values)
  if (nrow(data) == n + length(left_out)) {
    at <- setdiff(seq_len(nrow(data)), left_out)
    return(function(values) {
      whole <- values[rep(NA_integer_, nrow(data))]
      whole[at] <- values
      whole
    })
  }
  stop_argument("data", sprintf("a data frame with the %d rows of the fit", n), sprintf("one with %d", nrow(data)))
}

# .fitted and what belongs to it, one element per row that is predicted, without the rows that were left out.
predicted_columns <- function(fit, newdata, type, se_fit, interval, level) {
  whole <- unfiltered(fit)
  ask <- function(...) if (is.null(newdata)) stats::predict(whole, ...) else stats::predict(whole, newdata, ...)
  if (is_network(fit)) return(network_columns(fit, ask, type, se_fit, interval))
  types <- eval(formals(utils::getS3method("predict", verb_of(fit)))$type)
  arguments <- if ("link" %in% types) list(type = type) else list()
  columns <- list(.fitted = do.call(ask, arguments))
  if (interval != "none") {
    bounds <- suppressWarnings(do.call(ask, c(arguments, list(interval = interval, level = level))))
    columns[c(".lower", ".upper")] <- list(bounds[, "lwr"], bounds[, "upr"])
  }
  if (se_fit) columns$.se.fit <- do.call(ask, c(arguments, list(se.fit = TRUE)))$se.fit
  columns
}

network_columns <- function(fit, ask, type, se_fit, interval) {
  if (se_fit) stop("`se_fit` must be FALSE for a network: its predictions have no standard errors.", call. = FALSE)
  if (!is.null(fit$levels) && type == "response") {
    values <- as.matrix(ask())
    if (ncol(values) == 1) values <- cbind(1 - values, values)
    probabilities <- lapply(seq_len(ncol(values)), function(j) values[, j])
    return(c(list(.pred_class = ask(type = "class")), setNames(probabilities, paste0(".pred_", fit$levels))))
  }
  values <- ask(type = type)
  if (!is.matrix(values)) return(list(.fitted = values))
  setNames(lapply(seq_len(ncol(values)), function(j) values[, j]), paste0(".fitted_", colnames(values)))
}

diagnostic_columns <- function(fit, type) {
  family <- fit$family
  if (is.null(family) || family == "nls") {
    if (!is.null(fit$levels)) return(NULL)
    r <- fit$residuals
    if (!is.matrix(r)) return(list(.resid = r))
    return(setNames(lapply(seq_len(ncol(r)), function(j) r[, j]), paste0(".resid_", colnames(r))))
  }
  model <- exact_model(unfiltered(fit), "augment", warn = FALSE)
  influence <- stats::influence(model, do.coef = FALSE)
  columns <- list(.hat = influence$hat, .sigma = influence$sigma, .cooksd = stats::cooks.distance(model, influence),
                  .std.resid = stats::rstandard(model, influence))
  if (!is.null(fit$weights)) {  # rows of weight 0 have no influence: 0, as broom has it
    used <- fit$weights != 0
    columns <- lapply(columns, function(v) {
      if (length(v) == sum(used)) replace(numeric(length(used)), used, v) else v
    })
    columns$.std.resid[!used] <- NA
  }
  c(list(.resid = if (family == "gaussian") fit$residuals else stats::residuals(model, "deviance")), columns)
}

# A fit that knows nothing of rows left out: what is read of it has one element per row that was used.
unfiltered <- function(fit) {
  fit["na.action"] <- list(NULL)
  fit
}

# The residuals of new rows whose response is there.
new_residuals <- function(fit, newdata) {
  response <- attr(fit$terms, "variables")[[2]]
  if (!all(all.vars(response) %in% names(newdata)) || !is.null(fit$levels) ||
        is_binomial(fit) || is_network(fit)) return(NULL)
  y <- tryCatch(as.double(eval(response, newdata, environment(fit$terms))), error = function(e) NULL)
  if (length(y) != nrow(newdata)) return(NULL)
  list(.resid = y - as.double(stats::predict(fit, newdata)))
}
