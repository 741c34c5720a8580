#' Fits as tables
#'
#' What the packages broom, modelsummary, gtsummary and others ask of a model, as tibbles. `tidy()` has one row per
#' coefficient, `glance()` one row per fit, `augment()` one row per row of the data. All say in the column `converged`
#' whether the fit has reached its minimum: standard errors, p values and likelihoods are those of [stats::lm()] and
#' [stats::glm()] only there, and away from it a warning gives the distance.
#'
#' @param x A fit by [gd_lm()], [neuron()] or [ann()], or a history such as [error_history()].
#' @param conf.int Add the columns `conf.low` and `conf.high` (Wald intervals: t for squared errors, normal for logistic
#'   neurons).
#' @param conf.level Their level, a number between 0 and 1.
#' @param vcov Another covariance of the coefficients: a matrix, a function of the fit, or the name of one of
#'   [sandwich::vcovHC()]'s estimators as `"HC3"`.
#' @param exponentiate Report exp(estimate) and its interval: odds ratios of a logistic neuron.
#' @param epoch NULL for the end of training, or the numbers of recorded epochs: the coefficients as they stood then,
#'   without standard errors, with a column `epoch`.
#' @param ... Not used.
#' @return A tibble with the columns `term`, `estimate`, `std.error`, `statistic`, `p.value`, `converged`; of networks
#'   `term` is `1:wt->h1` (layer 1, from the input wt to the unit h1), `layer`, `from` and `to` name its parts, and
#'   there are no standard errors. Of a history `epoch`, `term` and `value`, one row per epoch and column, the long form
#'   that ggplot2 draws.
#' @section Errors: An epoch that was not recorded and a covariance of the wrong size are refused.
#' @seealso [glance.descent()], [augment.descent()], [summary.gd_lm()], [coef.descent()]
#' @examplesIf requireNamespace("generics", quietly = TRUE)
#' fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", eta = "auto", epochs = 200)
#' generics::tidy(fit, conf.int = TRUE)
#' generics::tidy(fit, epoch = c(0, 10))
#' head(generics::tidy(coef_history(fit)))
#' generics::glance(fit)
#' @method tidy descent
#' @exportS3Method generics::tidy descent
tidy.descent <- function(x, conf.int = FALSE, conf.level = 0.95, vcov = NULL, exponentiate = FALSE, epoch = NULL, ...) {
  refuse_unread(list(...), "tidy", c("effects", "parametric", "component"))  # mice and others say these to any model
  check_flag(conf.int, "conf.int")
  check_flag(exponentiate, "exponentiate")
  conf.level <- check_number(conf.level, "conf.level", "one number between 0 and 1", conf.level > 0 && conf.level < 1)
  terms <- coefficient_terms(x)
  if (is.null(epoch)) {
    table <- c(terms, list(estimate = flat_numbers(x$coefficients)), standard_errors(x, vcov))
  } else {
    if (!is.null(vcov)) {
      stop("`vcov` must be NULL with `epoch`: standard errors hold at the end of training.", call. = FALSE)
    }
    if (!is.numeric(epoch) || length(epoch) == 0) stop_argument("epoch", "NULL or numbers of epochs", describe(epoch))
    path <- lapply(epoch, function(e) flat_numbers(coef(x, epoch = e)))
    estimate <- unlist(path)
    table <- c(list(epoch = rep(epoch, each = length(terms$term))), lapply(terms, rep, length(epoch)),
               list(estimate = estimate), standard_errors(NULL, size = length(estimate)))
  }
  if (conf.int) {
    width <- interval_quantile(x, conf.level) * table$std.error
    table$conf.low <- table$estimate - width
    table$conf.high <- table$estimate + width
  }
  if (exponentiate) {
    for (name in intersect(names(table), c("estimate", "conf.low", "conf.high"))) table[[name]] <- exp(table[[name]])
  }
  table$converged <- rep(isTRUE(x$converged), length(table$estimate))
  as_tibble_of(table)
}

#' @rdname tidy.descent
#' @method tidy descent_history
#' @exportS3Method generics::tidy descent_history
tidy.descent_history <- function(x, ...) {
  check_dots(...)
  columns <- as.list(as.data.frame(x))
  epoch <- columns$epoch
  columns$epoch <- NULL
  as_tibble_of(list(epoch = rep(epoch, length(columns)), term = rep(names(columns), each = length(epoch)),
                    value = as.double(unlist(columns, use.names = FALSE))))
}

flat_numbers <- function(coefficients) as.double(unlist(coefficients, use.names = FALSE))

coefficient_terms <- function(fit) {
  layers <- fit$coefficients
  if (!is.list(layers)) return(list(term = names(layers)))
  list(term = flat_names(layers), layer = rep(names(layers), lengths(layers)),
       from = unlist(lapply(layers, function(w) rep(rownames(w), ncol(w))), use.names = FALSE),
       to = unlist(lapply(layers, function(w) rep(colnames(w), each = nrow(w))), use.names = FALSE))
}

# std.error, statistic and p.value of each coefficient; NA where the fit has none.
standard_errors <- function(fit, vcov = NULL, size = length(flat_numbers(fit$coefficients))) {
  none <- rep(NA_real_, size)
  if (is.null(fit) || is.null(fit$family)) {
    if (!is.null(vcov)) stop("`vcov` must be NULL: this fit has no standard errors.", call. = FALSE)
    return(list(std.error = none, statistic = none, p.value = none))
  }
  given <- covariance_from(fit, vcov)
  error <- none
  if (is.null(given)) {
    warn_away(fit, "tidy()")
    if (fit$df.residual > 0) error <- unname(sqrt(covariance(fit)$variances))
  } else {
    at <- if (is.null(rownames(given))) seq_len(size) else match(rownames(given), names(fit$coefficients))
    if (anyNA(at) || length(at) != nrow(given) || nrow(given) > size) {
      stop_argument("vcov", sprintf("a %d x %d matrix, a row and a column for each coefficient", size, size),
                    describe(given))
    }
    error[at] <- sqrt(diag(given))
  }
  statistic <- unname(fit$coefficients) / error
  list(std.error = error, statistic = statistic, p.value = 2 * pt(-abs(statistic), inference_df(fit)))
}

covariance_from <- function(fit, vcov) {
  if (is.null(vcov) || is.matrix(vcov)) return(vcov)
  if (is.function(vcov)) return(vcov(fit))
  if (is.character(vcov) && length(vcov) == 1) {
    need_package("sandwich", "tidy(vcov = )")
    return(sandwich::vcovHC(fit, type = vcov))
  }
  stop_argument("vcov", "a matrix, a function of the fit or a name as \"HC3\"", describe(vcov))
}

# Degrees of freedom of the t distribution; a logistic neuron's is the normal distribution.
inference_df <- function(fit) if (is_binomial(fit)) Inf else fit$df.residual

interval_quantile <- function(fit, level) {
  if (is.null(fit$family)) NA_real_ else qt((1 + level) / 2, inference_df(fit))
}

# A tibble, for those who have the package: its class alone makes one.
as_tibble_of <- function(columns) {
  rows <- if (length(columns)) NROW(columns[[1]]) else 0
  structure(columns, row.names = .set_row_names(rows), class = c("tbl_df", "tbl", "data.frame"))
}
