#' A fit beside lm(), glm() or any other model
#'
#' Puts the coefficients of a fit beside those of the exact method for the same model: [stats::lm()] for [gd_lm()],
#' [stats::glm()] with the binomial family for a sigmoid [neuron()] with the cross-entropy. Other models can be given
#' instead.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param ... Other models, anything with `coef()` or `predict()`; named arguments name their columns.
#' @param x A comparison.
#' @param digits Significant digits to print.
#' @return A data frame of class `"model_comparison"`: one row per coefficient, one column per model, and, with one
#'   other model, the `difference`; the attributes `measures` (root mean squared residual of each model on the fit's
#'   rows, or its share of classes right and deviance) and `fits`. `plot()` draws the coefficients side by side.
#' @section Errors: A neuron or network for which no exact method exists needs other models to compare with.
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
  if (length(others) == 0) others <- exact_method(fit)
  if (is.null(names(others)) || any(names(others) == "")) {
    unnamed <- if (is.null(names(others))) seq_along(others) else which(names(others) == "")
    names(others)[unnamed] <- vapply(others[unnamed], function(m) class(m)[1], "")
    names(others) <- make.unique(names(others))
  }
  models <- c(setNames(list(fit), verb_of(fit)), others)
  names(models) <- make.unique(names(models))
  estimates <- lapply(models, flat_coef)
  rows <- unique(unlist(lapply(estimates, names)))
  table <- as.data.frame(lapply(estimates, function(b) unname(b[rows])), row.names = rows)
  names(table) <- names(models)
  if (length(models) == 2) table$difference <- table[[1]] - table[[2]]
  structure(table, measures = measure_models(models, fit), note = if (!fit$converged) verdict(fit),
            class = c("model_comparison", "data.frame"))
}

flat_coef <- function(model) {
  b <- tryCatch(coef(model), error = function(e) NULL)
  if (is.list(b)) b <- flat_layers(b)
  if (is.null(b) || is.matrix(b) || is.null(names(b))) return(setNames(numeric(), character()))
  b
}

# The exact method for the same model, on the rows that the fit holds.
exact_method <- function(fit) {
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
  y <- fit$fitted.values + fit$residuals
  one <- function(model) {
    values <- tryCatch(if (inherits(model, "glm")) fitted(model) else as.vector(unlist(fitted(model))),
                       error = function(e) NULL)
    if (length(values) != length(y)) return(NA_real_)
    sqrt(mean((y - values)^2))
  }
  setNames(vapply(models, one, 0), names(models))
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
  cat("Coefficients:\n")
  table <- as.data.frame(unclass(x), row.names = attr(x, "row.names"))
  names(table) <- names(x)
  shown <- vapply(table, function(column) format(column, digits = digits + 2), character(nrow(table)))
  if (is.null(dim(shown))) shown <- t(shown)
  dimnames(shown) <- list(attr(x, "row.names"), names(x))
  print(shown, quote = FALSE, right = TRUE)
  measures <- attr(x, "measures")
  if (any(!is.na(measures))) {
    cat("\nRoot mean squared residual:\n")
    print(measures[!is.na(measures)], digits = digits)
  }
  note <- attr(x, "note")
  if (!is.null(note)) cat("\n", paste(strwrap(note, width = getOption("width")), collapse = "\n"), "\n", sep = "")
  invisible(x)
}
