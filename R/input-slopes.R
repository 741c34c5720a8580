#' What each input does to the prediction
#'
#' The slope of the prediction by each input, row by row, exactly: the chain rule that back-propagation follows to the
#' weights is followed one layer further, to the inputs, and through the formula (`log(x)`, `poly(x, 2)`, `x:z`, `I()`,
#' offsets) to the variables of the data. For a linear model without transformations these are its coefficients; for a
#' network they tell how it uses an input, in which direction and whether everywhere alike. They do not tell what would
#' happen if an input were changed in the world: the model has seen correlated inputs, not experiments.
#'
#' A factor has no slope: for each level but the first it is the prediction with that level less the prediction with
#' the first one, all other inputs as they are. Rows of the fit count in averages with their weights.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param newdata A data frame with the predictors; by default the data of the fit.
#' @param variables Which inputs, by the names they have in the data; all by default.
#' @param type `"response"`: the slope of the prediction (for classes of the probabilities); `"link"`: that of the
#'   weighted sum before the output's activation.
#' @return A data frame of class `"input_slopes"` with one row per row of the data, input and output: `row`, `variable`,
#'   `contrast` (`"slope"`, or the two levels), `output`, `value` (of the input) and `slope`. `summary()` gives one row
#'   per input: `average`, `sd`, `positive` (the share of rows with a positive slope) and `std.error`, the average's
#'   standard error by the delta method, for linear models and neurons; `print()` shows that table. `plot()` draws
#'   slopes against the input.
#' @section Errors: A variable that the formula does not use, and one that enters through steps alone (`cut(x, 3)`), are
#'   refused; so is a fit whose data cannot be read again, with the remedy.
#' @references Greene (2018), *Econometric Analysis*, section 17.3 (average partial effects and the delta method);
#'   Goodfellow, Bengio & Courville (2016), *Deep Learning*, section 6.5.
#' @seealso [coef.descent()], [predict.ann()], [explain_step()]
#' @seealso In the course: `vignette("real-data", package = "descent")`.
#' @examples
#' input_slopes(gd_lm(mpg ~ log(wt) + hp, mtcars, scaling = "whiten"))
#' set.seed(1)
#' fit <- ann(mpg ~ wt + hp + factor(am), mtcars, hidden = 3, epochs = 500)
#' slopes <- input_slopes(fit)
#' slopes
#' plot(slopes, "wt", by = "hp")
#' @export
input_slopes <- function(fit, newdata = NULL, variables = NULL, type = c("response", "link")) {
  check_fit(fit, "input_slopes")
  type <- check_kind(type, "type", c("response", "link"))
  data <- if (is.null(newdata)) raw_data(fit) else newdata
  rows <- slope_rows(fit, data)
  chosen <- chosen_inputs(rows, variables)
  layers <- model_layers(fit)
  link <- type == "link"
  here <- output_slopes(layers, rows$x, rows$offset, link)
  used <- if (is.null(newdata)) fit$weights
  parts <- lapply(chosen, function(variable) {
    if (is.null(rows$levels[[variable]])) numeric_slopes(fit, rows, layers, here, variable, link, used)
    else level_differences(fit, data, rows, layers, variable, link, used)
  })
  parts <- do.call(c, parts)
  table <- do.call(rbind, lapply(parts, `[[`, "rows"))
  row.names(table) <- NULL
  new_input_slopes(table, do.call(rbind, lapply(parts, `[[`, "summary")), rows$data, fit, type)
}

new_input_slopes <- function(table, summary, data, fit, type) {
  if (!is.null(fit$family) && !isTRUE(fit$converged)) warn_away(fit, "the standard error of a slope")
  row.names(summary) <- NULL
  structure(table, summary = summary, data = data, type = type, networks = is_network(fit),
            class = c("input_slopes", "data.frame"))
}

# ---- rows ------------------------------------------------------------------------------------------------------------

# What the slopes are taken at: the raw variables, their model frame, design (without intercept) and offset.
slope_rows <- function(fit, data) {
  read <- read_newdata(fit, data, stats::na.pass)
  terms <- delete.response(terms_to_predict(fit))
  columns <- setdiff(rownames(model_layers(fit)$weights[[1]]), "(Intercept)")
  if (length(columns) == 0) stop("input_slopes() needs a predictor, and `formula` has none.", call. = FALSE)
  x <- model.matrix(terms, read$frame, contrasts.arg = fit$contrasts)
  bias <- if (!is_network(fit)) fit$hyperparameters$bias
  offset <- with_fixed_bias(read$offset, bias, nrow(read$frame))
  list(data = data, frame = read$frame, terms = terms, columns = columns, x = unname(x[, columns, drop = FALSE]),
       offset = offset, n = nrow(read$frame), call_offset = fit$call$offset, inputs = inputs_of(fit, data),
       levels = input_levels(fit, data))
}

# The variables of the fit's own rows, as they are in the data.
raw_data <- function(fit) {
  frame <- frame_of(fit)
  names <- unique(c(fit$variables, if (!is.null(fit$call$offset)) all.vars(fit$call$offset)))
  if (all(names %in% names(frame))) return(as.data.frame(unclass(frame)[names], row.names = rownames(frame)))
  home <- home_of(fit)
  if (is.null(fit$call$data)) {
    data <- tryCatch(get_all_vars(delete.response(fit$terms)), error = function(e) NULL)
    at <- suppressWarnings(as.integer(rownames(frame)))
  } else {
    data <- if (finds_data(fit, home)) as_data(eval(fit$call$data, home))
    at <- match(rownames(frame), rownames(data))
  }
  if (is.null(data) || anyNA(at) || max(at) > nrow(data)) {
    stop("`newdata` must be given: the formula transforms its variables, and the fit's data cannot be found again.",
         call. = FALSE)
  }
  data[at, , drop = FALSE]
}

# The levels of inputs that have no slope: factors, characters and logicals, and numbers that enter as a factor alone.
input_levels <- function(fit, data) {
  expressions <- as.list(attr(fit$terms, "variables"))[-(1:2)]
  classes <- attr(fit$terms, "dataClasses")
  if (is.null(classes)) classes <- vapply(fit$xlevels, function(levels) "factor", "")
  levels <- list()
  for (name in fit$variables) {
    column <- data[[name]]
    within <- vapply(expressions, function(e) name %in% all.vars(e), NA)
    labels <- vapply(expressions[within], deparse1, "")
    stepped <- length(labels) && all(classes[labels] %in% c("factor", "ordered", "character", "logical"))
    if (is.factor(column) || is.character(column) || is.logical(column)) {
      known <- if (is.logical(column)) c(FALSE, TRUE) else
        if (is.null(fit$xlevels[[name]])) levels(factor(column)) else fit$xlevels[[name]]
      levels[[name]] <- known
    } else if (stepped) {
      values <- sort(unique(column))
      whole <- length(labels) == 1 && length(values) <= max(2, length(fit$xlevels[[labels]]))
      levels[[name]] <- if (whole) values else NA
    }
  }
  levels
}

chosen_inputs <- function(rows, variables) {
  steps <- names(rows$levels)[vapply(rows$levels, function(l) length(l) == 1 && is.na(l[1]), NA)]
  if (is.null(variables)) return(setdiff(rows$inputs, steps))
  unknown <- setdiff(variables, rows$inputs)
  if (!is.character(variables) || length(variables) == 0 || length(unknown)) {
    stop_argument("variables", paste("inputs of the fit:", paste0("\"", rows$inputs, "\"", collapse = ", ")),
                  describe(if (length(unknown)) unknown else variables))
  }
  if (any(variables %in% steps)) {
    stop_argument("variables", "inputs with slopes or levels", sprintf("\"%s\", which enters through steps alone",
                                                                      intersect(variables, steps)[1]))
  }
  variables
}

# The variables of the data that the prediction depends on, an `offset` argument's included.
inputs_of <- function(fit, data) {
  unique(c(fit$variables, intersect(if (!is.null(fit$call$offset)) all.vars(fit$call$offset), names(data))))
}

# ---- slopes and differences ------------------------------------------------------------------------------------------

numeric_slopes <- function(fit, rows, layers, here, variable, link, weights) {
  value <- rows$data[[variable]]
  columns <- if (is.matrix(value)) seq_len(ncol(value)) else list(NULL)
  lapply(columns, function(column) {
    chain <- design_slopes(fit, rows, variable, column)
    slope <- vapply(seq_len(dim(here$slopes)[3]), function(k) {
      by_columns <- rowSums(matrix(here$slopes[, , k], rows$n) * chain$design)
      if (is.null(chain$offset)) by_columns else by_columns + here$offset[, k] * chain$offset
    }, numeric(rows$n))
    name <- if (is.null(column)) variable else
      paste0(variable, if (is.null(colnames(value))) column else colnames(value)[column])
    gradient <- function(w) slope_gradient(fit, layers, rows, chain, link, w)
    if (!is.null(column)) value <- value[, column]
    described(fit, matrix(slope, rows$n), name, "slope", value, weights, gradient)
  })
}

level_differences <- function(fit, data, rows, layers, variable, link, weights) {
  levels <- rows$levels[[variable]]
  at <- lapply(levels, function(level) {
    data[[variable]] <- if (is.factor(data[[variable]])) factor(rep(level, rows$n), levels) else rep(level, rows$n)
    moved <- slope_rows(fit, data)
    list(rows = moved, values = output_slopes(layers, moved$x[, , drop = FALSE], moved$offset, link)$values)
  })
  lapply(seq_along(levels)[-1], function(l) {
    gradient <- function(w) {
      value_gradient(fit, layers, at[[l]]$rows, link, w) - value_gradient(fit, layers, at[[1]]$rows, link, w)
    }
    described(fit, at[[l]]$values - at[[1]]$values, variable, paste(levels[l], "-", levels[1]), rows$data[[variable]],
              weights, gradient)
  })
}

described <- function(fit, slope, variable, contrast, value, weights, gradient) {
  outputs <- colnames(model_layers(fit)$weights[[length(model_layers(fit)$weights)]])
  n <- nrow(slope)
  rows <- data.frame(row = rep(seq_len(n), ncol(slope)), variable = variable, contrast = contrast,
                     output = rep(outputs, each = n), slope = as.vector(slope))
  rows$value <- if (is.numeric(value)) rep(as.double(value), ncol(slope)) else NA_real_
  w <- if (is.null(weights)) rep(1, n) else weights
  known <- stats::complete.cases(slope)
  w <- replace(w, !known, 0) / sum(w[known])
  average <- colSums(w[known] * slope[known, , drop = FALSE])
  apart <- sweep(slope[known, , drop = FALSE], 2, average)
  apart[abs(apart) <= 1e-12 * max(abs(slope[known, ]), 0)] <- 0  # differences by rounding count as 0
  spread <- colSums(w[known] * apart^2) * n_factor(weights, known)
  summary <- data.frame(variable = variable, contrast = contrast, output = outputs, average = average,
                        sd = sqrt(spread), positive = colSums(w[known] * (slope[known, , drop = FALSE] > 0)),
                        std.error = delta_error(fit, gradient, w))
  list(rows = rows, summary = summary)
}

n_factor <- function(weights, known) {
  n <- if (is.null(weights)) sum(known) else sum(weights[known])
  if (n > 1) n / (n - 1) else NA_real_
}

# ---- standard errors by the delta method -----------------------------------------------------------------------------

delta_error <- function(fit, gradient, w) {
  if (is.null(fit$family) || fit$df.residual <= 0) return(NA_real_)
  covariance <- quietly(stats::vcov(fit))
  g <- gradient(w)
  sqrt(drop(g %*% covariance %*% g))
}

# The weighted sum over rows of d(prediction) / d(coefficients): f'(z) x.
value_gradient <- function(fit, layers, rows, link, w) {
  unit <- forward_pass(layers, rows$x, rows$offset)
  slope <- if (link) 1 else unit$functions[[1]]$slope(unit$sums[[1]])[, 1]
  weighted_columns(layers, rows$x, w, slope)
}

# ... and of d(slope) / d(coefficients): f''(z) (dx theta) x + f'(z) dx.
slope_gradient <- function(fit, layers, rows, chain, link, w) {
  unit <- forward_pass(layers, rows$x, rows$offset)
  z <- unit$sums[[1]]
  f <- unit$functions[[1]]$slope
  first <- if (link) 1 else f(z)[, 1]
  h <- 1e-3
  second <- if (link) 0 else ((8 * (f(z + h) - f(z - h)) - (f(z + 2 * h) - f(z - 2 * h))) / (12 * h))[, 1]
  inner <- drop(chain$design %*% inner_weights(layers, 1))
  if (!is.null(chain$offset)) inner <- inner + chain$offset
  bent <- weighted_columns(layers, rows$x, w, second * inner)
  straight <- weighted_columns(layers, chain$design, w, first)
  if (layers$bias) straight[1] <- 0
  bent + straight
}

weighted_columns <- function(layers, x, w, factor) {
  total <- w * factor
  known <- w > 0
  c(if (layers$bias) sum(total[known]), colSums(total[known] * x[known, , drop = FALSE]))
}
