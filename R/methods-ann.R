# Methods for networks alone: predictions of each kind, and a summary that says what is wrong with a fit.

#' Predictions of a network
#'
#' What a network gives for new rows, or for its own: values, classes and their probabilities, weighted sums or the
#' activations of its hidden units; with prediction intervals where rows were held out for validation.
#'
#' @param object A fit by [ann()].
#' @param newdata A data frame with the predictors (the response is not needed; other columns are ignored); without it
#'   the data of the fit. Rows with missing values give NA.
#' @param type `"response"`: the outputs (probabilities for classes; with two classes that of the second); `"class"`:
#'   the most probable class; `"prob"`: the probabilities of all classes; `"link"`: the weighted sums before the
#'   output's activation; `"units"`: the activation of every hidden unit.
#' @param interval `"none"`, or `"prediction"`: intervals in which new responses lie with the probability `level`, by
#'   split-conformal inference from the rows held out by `validation`; for `type = "class"` the sets of classes to which
#'   a row may belong. They hold on average over rows like those of the fit, whatever the network has learnt; where
#'   early stopping chose the epoch by the same rows they are a little too narrow.
#' @param level The probability, a number between 0 and 1.
#' @param local Let intervals be wide where errors are large (by the residuals of the nearest training rows), and sets
#'   large where classes are unsure.
#' @param se.fit Refused where TRUE: a network's predictions have no standard errors.
#' @param na.action What to do with rows of `newdata` that have missing values.
#' @param epoch NULL for the fit, or the number of a recorded epoch (0 is the start).
#' @param ... Not used: an argument that is not known is refused.
#' @return A vector, or with several outputs a matrix with one column each. For `"class"` what the response was: a
#'   factor (of text too), a logical vector, or numbers where the response has two values. For `"prob"` a matrix with
#'   one column per class; for `"units"` a matrix with one column per hidden unit, named `hidden1:h1` and so on. With
#'   an interval a matrix with the columns `fit`, `lwr`, `upr` (for several responses a list of them), or for classes a
#'   logical matrix with one column per class.
#' @section Errors: A missing column, an unseen level and classes of a numeric response are named.
#' @seealso [ann()]
#' @seealso In the course: `vignette("approximation", package = "descent")` and
#'   `vignette("real-data", package = "descent")`.
#' @examples
#' set.seed(1)
#' fit <- ann(Species ~ ., iris, hidden = 3, epochs = 100)
#' predict(fit, iris[c(1, 51, 101), ], type = "class")
#' round(predict(fit, iris[c(1, 51, 101), ]), 2)
#' curve <- ann(dist ~ speed, cars, hidden = 3, epochs = 200, validation = 0.4)
#' predict(curve, data.frame(speed = c(5, 20)), interval = "prediction", level = 0.9)
#' @references Lei, G'Sell, Rinaldo, Tibshirani & Wasserman (2018), Distribution-free predictive inference for
#'   regression, *Journal of the American Statistical Association* 113, 1094-1111; Papadopoulos, Vovk & Gammerman
#'   (2011), *Journal of Artificial Intelligence Research* 40, 815-840 (`local`); Sadinle, Lei & Wasserman (2019) and
#'   Romano, Sesia & Candes (2020) for sets of classes.
#' @export
predict.ann <- function(object, newdata, type = c("response", "class", "prob", "link", "units"), interval = "none",
                        level = 0.95, local = FALSE, se.fit = FALSE, na.action = stats::na.pass, epoch = NULL, ...) {
  check_dots(...)
  type <- prediction_type(type, c("response", "class", "prob", "link", "units"))
  if (type == "prob") need_probabilities(object)
  newdata <- if (!missing(newdata)) newdata
  if (is_table(newdata)) {
    refuse_for_table(se.fit = !isFALSE(se.fit), interval = !identical(interval, "none"))
    return(predict_table(at_epoch(object, epoch), newdata, type))
  }
  object <- at_epoch(object, epoch)
  if (is_of(parent.frame(), "visreg")) se.fit <- FALSE  # it asks any model, and draws the line alone without them
  if (interval_kind(interval) != "none" || check_flag(se.fit, "se.fit")) {
    return(network_interval(object, newdata, type, interval, level, local, se.fit, na.action, epoch))
  }
  rows <- prediction_rows(object, newdata, na.action)
  design <- without_intercept(rows$design)
  layers <- object$coefficients
  theta <- unlist(lapply(layers, as.vector), use.names = FALSE)
  outputs <- colnames(layers$output)
  last <- length(layers)
  model <- network_model(object, length(design$names))
  layer <- function(l, link = FALSE) layer_values(design, model, theta, if (l == last) rows$offset, l, link)
  if (type == "units") {
    if (last == 1) stop_argument("type", "\"response\" or \"link\" for a network without hidden layers", describe(type))
    values <- do.call(cbind, lapply(seq_len(last - 1), layer))
    colnames(values) <- unlist(lapply(names(layers)[-last], function(n) paste0(n, ":", colnames(layers[[n]]))))
    return(rows$named(values))
  }
  values <- layer(last, type == "link")
  colnames(values) <- outputs
  if (type == "prob") return(rows$named(class_probabilities(object, values)))
  if (type != "class") return(rows$named(if (ncol(values) == 1) as.vector(values) else values))
  rows$named(predicted_classes(object, values))
}

#' @export
residuals.ann <- function(object, type = "response", epoch = NULL, ...) {
  check_dots(...)
  check_choice(type, "type", c("response", "working"))
  named_residuals(object, residuals_at(object, epoch))
}

#' @export
deviance.ann <- function(object, ...) {
  check_dots(...)
  if (object$hyperparameters$cost$range[2] != 1) {
    need_rows(object, "deviance()")
    return(weighted_squares(object))
  }
  refuse(object, "deviance", "it is the sum of squares of numeric responses; fit$error holds the cross-entropy")
}

#' @export
logLik.ann <- function(object, ...) {
  stop("logLik() makes no sense for a network: how many of its parameters count is not known. ",
       "Compare networks by grid_search() or a `validation` share.", call. = FALSE)
}

#' @export
anova.ann <- function(object, ...) {
  stop("anova() makes no sense for a network: its parameters are not tested one by one. ",
       "Compare networks by grid_search() or a `validation` share.", call. = FALSE)
}

#' Summary of a network
#'
#' The layers with their shapes, what was chosen, how good the fit is, and what is wrong with it: units that are dead or
#' saturated, predictions that are constant, training that had not settled.
#'
#' @param object A fit by [ann()].
#' @param x A summary.
#' @param digits Significant digits to print.
#' @param ... Not used.
#' @return A list of class `"summary.ann"`: `layers` (a data frame: inputs, units, activation, parameters), `error`,
#'   `validation`, `r.squared` (one number per numeric response), `accuracy` and `confusion` (classes, and a numeric
#'   response of two values), `restarts`, `verdict` (one line on convergence, as `print()` says it), and `warnings`, a
#'   character vector.
#' @seealso [ann()], [predict.ann()]
#' @seealso In the course: `vignette("approximation", package = "descent")` and
#'   `vignette("real-data", package = "descent")`.
#' @examples
#' set.seed(1)
#' summary(ann(Species ~ ., iris, hidden = 3, epochs = 100))
#' @export
summary.ann <- function(object, ...) {
  check_dots(...)
  hyper <- object$hyperparameters
  layers <- object$coefficients
  bias <- hyper$bias != "none"
  table <- data.frame(
    layer = names(layers), inputs = vapply(layers, nrow, 0L) - bias, units = vapply(layers, ncol, 0L),
    activation = vapply(layer_activations(object), `[[`, "", "name"),
    parameters = lengths(layers), row.names = NULL
  )
  result <- list(call = object$call, layers = table, error = object$error, fit = object[c(
    "hyperparameters", "history", "error", "objective", "epochs", "stop", "converged", "best_epoch", "best_error",
    "coefficients", "version")],
    restarts = object$restarts, na.action = object$na.action, left_out = left_out(object),
    rows = rows_of(object), held_out = length(object$validation_rows), parameters = sum(table$parameters))
  class(result$fit) <- class(object)
  result <- c(result, confusion_of(object))
  if (!is.null(object$table)) {
    result <- c(result, list(table = object$table))
    result$r.squared <- object$table$r.squared
  } else if (is.null(object$levels)) {
    y <- as.matrix(observed_sum(object))
    r <- as.matrix(object$residuals)
    w <- if (is.null(object$weights)) rep(1, nrow(y)) else object$weights
    total <- colSums(w * sweep(y, 2, colSums(w * y) / sum(w))^2)
    result$r.squared <- ifelse(total > 0, 1 - colSums(w * r^2) / total, NA)
  }
  result$verdict <- verdict(object)
  result$warnings <- complaints(object)
  structure(result, class = "summary.ann")
}

# What a person should know of this fit, one sentence each.
complaints <- function(fit) {
  found <- diagnose(fit)
  lines <- sprintf("%s: %s. Try %s.", capital(found$finding), found$evidence, found$remedy)
  first <- attr(found, "obstacle")
  if (length(first)) c(attr(found, "verdict"), lines[rownames(found) != first]) else lines
}

list_names <- function(names, most = 6) {
  paste0(paste(head(names, most), collapse = ", "),
         if (length(names) > most) sprintf(" and %d more", length(names) - most))
}

#' @rdname summary.ann
#' @export
print.summary.ann <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  check_dots(...)
  cat("\n")
  print_call(x$call)
  say(sprintf("Neural network with %d parameters, trained on %d rows%s", x$parameters, x$rows - x$held_out,
              if (x$held_out > 0) sprintf(" (%d held out for validation)", x$held_out) else ""))
  cat("\n")
  if (length(x$left_out)) cat(x$left_out, "", sep = "\n")
  print(x$layers, row.names = FALSE)
  cat("\nHyperparameters (chosen):\n")
  say(chosen_line(x$fit), indent = 2)
  cat("\n")
  say(error_line(x$fit, digits), exdent = 2)
  if (!is.null(x$fit$best_epoch) && !brought_back(x$fit)) {
    cat(sprintf("Smallest validation error: %s at epoch %s\n", format(x$fit$best_error, digits = digits),
                format(x$fit$best_epoch)))
  }
  if (!is.null(x$r.squared)) cat("R-squared:", format(x$r.squared, digits = digits), "\n")
  if (!is.null(x$confusion)) {
    cat("\nClasses, ", format(100 * x$accuracy, digits = 3), " % right:\n", sep = "")
    print(x$confusion)
  }
  if (!is.null(x$restarts)) {
    cat("\nRestarts (the best was kept):\n")
    print(x$restarts, row.names = FALSE, digits = digits)
  }
  cat("\n")
  say(x$verdict)
  for (line in setdiff(x$warnings, x$verdict)) say(line)
  cat("\n")
  invisible(x)
}
