#' A fit beside lm(), glm() or any other model
#'
#' Puts the coefficients of a fit beside those of the exact method for the same model: [stats::lm()] for [gd_lm()],
#' [stats::glm()] with the binomial family for a sigmoid [neuron()] with the cross-entropy. Other models can be given
#' instead. Two fits of the same call after the same [set.seed()] are the same to the last bit on one kind of processor;
#' see [ann()].
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param ... Other models, anything with `coef()` or `predict()`; named arguments name their columns.
#' @param x A comparison.
#' @param digits Significant digits to print.
#' @return A data frame of class `"model_comparison"`: one row per coefficient, one column per model, and, with one
#'   other model, the `difference`. A coefficient that a model does not have is NA; `print()` shows those that two
#'   models share. The attribute `measures` says how well each model does on the rows of the fit: a named vector of
#'   root mean squared residuals, or for classes a matrix with one row per model and the columns `right` (the share of
#'   rows whose class is predicted right) and `deviance`; for shares, as of successes and failures, the columns are
#'   `residual` (the root mean squared residual of the shares, weighted by the trials) and `deviance`. `plot()` draws
#'   the coefficients side by side.
#' @section Errors: Models of other rows or of another response are refused. A neuron or network for which no exact
#'   method exists needs other models to compare with.
#' @seealso [coef.descent()], [summary.gd_lm()]
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("real-data", package = "descent")`.
#' @examples
#' compare(gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize"))
#' compare(gd_lm(mpg ~ wt, mtcars, epochs = 20), exact = lm(mpg ~ wt, mtcars))
#' @export
compare <- function(fit, ...) {
  check_fit(fit, "compare")
  others <- list(...)
  for (other in others) {
    if (!is.object(other) || is.data.frame(other) || is.factor(other)) {
      stop_argument("...", "models, with coef() or predict() methods", describe(other))
    }
  }
  given <- others
  if (length(others) == 0) others <- exact_method(fit)
  if (is.null(names(others)) || any(names(others) == "")) {
    unnamed <- if (is.null(names(others))) seq_along(others) else which(names(others) == "")
    names(others)[unnamed] <- vapply(others[unnamed], function(m) class(m)[1], "")
    names(others) <- make.unique(names(others))
  }
  for (i in seq_along(given)) check_same_rows(fit, given[[i]], names(others)[i])
  models <- c(setNames(list(fit), verb_of(fit)), others)
  names(models) <- make.unique(names(models))
  estimates <- lapply(models, flat_coef)
  rows <- unique(unlist(lapply(estimates, names)))
  table <- as.data.frame(lapply(estimates, function(b) unname(b[rows])), row.names = rows)
  names(table) <- names(models)
  if (length(models) == 2) table$difference <- table[[1]] - table[[2]]
  shared <- rowSums(vapply(estimates, function(b) rows %in% names(b), logical(length(rows)))) > 1
  structure(table, measures = measure_models(models, fit), note = if (!isTRUE(fit$converged)) verdict(fit),
            shared = shared, class = c("model_comparison", "data.frame"))
}

flat_coef <- function(model) {
  b <- tryCatch(coef(model), error = function(e) NULL)
  if (is.list(b)) b <- flat_layers(b)
  if (is.null(b) || is.matrix(b) || is.null(names(b))) return(setNames(numeric(), character()))
  setNames(b, make.unique(names(b)))
}

# Models whose model frame tells it must have been fitted to the same response in the same rows.
check_same_rows <- function(fit, model, name) {
  if (!is.null(fit$table) || !inherits(model, c("lm", "nls", "descent")) || !is.null(model$table)) return(invisible())
  own <- tryCatch(response_numbers(frame_of(fit)), error = function(e) NULL)
  other <- tryCatch(response_numbers(stats::model.frame(model)), error = function(e) NULL)
  if (is.null(own) || is.null(other)) return(invisible())
  if (NROW(own) != NROW(other)) {
    stop(sprintf("`%s` must be fitted to the rows of the fit, %d of them, not to %d.", name, NROW(own), NROW(other)),
         call. = FALSE)
  }
  if (!isTRUE(all.equal(own, other, tolerance = 1e-7))) {
    stop(sprintf("`%s` must have the response of the fit (%s), in the same rows and the same order.", name,
                 response_label(frame_of(fit))), call. = FALSE)
  }
}

# The response as numbers; of classes what tells them apart.
response_numbers <- function(frame) {
  y <- frame[[1]]
  if (is.character(y) || (is.factor(y) && nlevels(y) != 2)) {
    y <- as.character(y)
    return(match(y, sort(unique(y))))
  }
  y <- if (is.factor(y)) as.integer(y) - 1 else unclass(y)
  if (is.matrix(y)) matrix(as.double(y), nrow(y)) else plain_numbers(y)
}

# The exact method for the same model, on the rows that the fit holds.
exact_method <- function(fit) {
  if (is_binomial(fit) && !is.null(fit$table)) {
    stop("`...` must hold the models to compare with: the rows are in a database, and glm() needs them in memory. ",
         "For example compare(fit, glm = glm(formula, binomial, dplyr::collect(rows))).", call. = FALSE)
  }
  if (is_binomial(fit)) return(list(glm = exact_glm(fit)))
  if (!is.null(fit$family) || !is_network(fit) && output_activation(fit)$linear) {
    if (output_activation(fit)$linear) return(list(lm = exact_lm(fit)))
  }
  stop("`...` must hold the models to compare with: no exact method fits this one. ",
       "For example compare(fit, nnet = other).", call. = FALSE)
}

exact_lm <- function(fit) {
  spec <- reopen(fit)
  x <- exact_design(spec)
  exact <- if (is.null(spec$weights)) stats::lm.fit(x, spec$y, offset = spec$offset) else
    stats::lm.wfit(x, spec$y, spec$weights, offset = spec$offset)
  exact$terms <- fit$terms
  structure(exact, class = "lm")
}

exact_glm <- function(fit) {
  spec <- reopen(fit)
  weights <- if (is.null(spec$weights)) rep(1, length(spec$y)) else spec$weights
  exact <- suppressWarnings(stats::glm.fit(exact_design(spec), spec$y, weights = weights, offset = spec$offset,
                                           family = binomial()))
  exact$terms <- fit$terms
  structure(exact, class = c("glm", "lm"))
}

exact_design <- function(spec) {
  x <- design_matrix(spec$design)
  colnames(x) <- spec$design$names
  x
}

# How well each model does on the rows of the fit.
measure_models <- function(models, fit) {
  if (!is.null(fit$table)) return(measure_sums(models, fit))
  y <- as.matrix(observed_sum(fit))
  values <- lapply(models, function(model) {
    v <- tryCatch(as.vector(as.matrix(fitted(model))), error = function(e) NULL)
    left_out <- as.integer(model$na.action)
    if (length(left_out) && length(v) == length(y) + length(left_out) * ncol(y)) v <- v[!is.na(v)]
    if (is.numeric(v) && length(v) == length(y)) matrix(v, nrow(y))
  })
  if (!is.null(fit$levels) || is_binomial(fit) && all(abs(y - round(y)) < 1e-8)) {
    w <- if (is.null(fit$weights)) rep(1, nrow(y)) else fit$weights
    return(t(vapply(values, class_measures, c(right = 0, deviance = 0), round(y), w)))
  }
  if (is_binomial(fit)) {
    return(t(vapply(values, share_measures, c(residual = 0, deviance = 0), y, or_else(fit$weights, rep(1, nrow(y))))))
  }
  vapply(values, function(v) if (is.null(v)) NA_real_ else sqrt(mean((y - v)^2)), 0)
}

# v: the probability of the second class, or one column per class; y: 1 where the class was observed, else 0.
class_measures <- function(v, y, w) {
  if (is.null(v)) return(c(NA_real_, NA_real_))
  right <- class_number(v) == class_number(y)
  observed <- if (ncol(y) == 1) ifelse(y > 0.5, v, 1 - v) else rowSums(v * y)
  possible <- all(observed >= 0 & observed <= 1 + 1e-12, na.rm = TRUE)
  c(sum(w * right) / sum(w), if (possible) -2 * sum(w * log(observed)) else NA_real_)
}

# v: predicted shares; y: observed ones; w: the trials of each row. The deviance is glm()'s.
share_measures <- function(v, y, w) {
  if (is.null(v)) return(c(NA_real_, NA_real_))
  possible <- all(v >= 0 & v <= 1, na.rm = TRUE)
  deviance <- if (possible) sum(stats::binomial()$dev.resids(as.vector(y), as.vector(v), w)) else NA_real_
  c(sqrt(sum(w * (y - v)^2) / sum(w)), deviance)
}

# The same from the sums of a table, whose rows are in a database.
measure_sums <- function(models, fit) {
  parts <- if (!is.null(fit$table$factor)) split_factor(fit$qr_factor)
  one <- function(model) {
    theta <- flat_coef(model)[names(fit$coefficients)]
    if (is.null(parts) || anyNA(theta)) return(NA_real_)
    sqrt((sum((parts$z - drop(parts$r %*% theta))^2) + parts$rss_min) / fit$table$weight)
  }
  setNames(vapply(models, one, 0), names(models))
}

#' @rdname compare
#' @export
print.model_comparison <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  shared <- which(attr(x, "shared"))
  if (length(shared)) {
    print_estimates(x, head(shared, 20), digits)
  } else {
    say("Coefficients: none has the same name in two of the models.")
  }
  if (length(shared) < nrow(x) && length(shared) || length(shared) > 20) {
    say(sprintf("... and %d more: as.data.frame() has all of them.", nrow(x) - min(length(shared), 20)))
  }
  print_measures(attr(x, "measures"), digits)
  note <- attr(x, "note")
  if (!is.null(note)) {
    cat("\n")
    say(note)
  }
  invisible(x)
}

print_estimates <- function(x, rows, digits) {
  cat("Coefficients:\n")
  shown <- vapply(names(x), function(name) format(x[[name]][rows], digits = digits + 2), character(length(rows)))
  shown <- matrix(shown, length(rows), dimnames = list(attr(x, "row.names")[rows], names(x)))
  print(shown, quote = FALSE, right = TRUE)
}

print_measures <- function(measures, digits) {
  known <- if (is.matrix(measures)) measures[!is.na(measures[, 1]), , drop = FALSE] else measures[!is.na(measures)]
  if (!length(known)) return()
  what <- if (is.matrix(measures)) colnames(measures)[1] else "alone"
  cat("\n", c(right = "Share of rows predicted right, and deviance",
              residual = "Root mean squared residual of the shares, weighted by the trials, and deviance",
              alone = "Root mean squared residual")[[what]], ":\n", sep = "")
  print(known, digits = digits)
}
