# print() and what it shares with summary(): parameters and hyperparameters apart, and one line on convergence.

#' @export
print.descent <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  cat(title_of(x), "\n\n", sep = "")
  print_call(x$call)
  cat("Parameters (learnt):\n")
  print_parameters(x, digits)
  cat("\nHyperparameters (chosen):\n")
  say(chosen_line(x), indent = 2)
  cat("\n")
  say(error_line(x, digits), exdent = 2)
  if (!is.null(x$table)) say(table_lines(x))
  say(verdict(x))
  if (undetermined(x)) say(undetermined_line)
  invisible(x)
}

print_parameters <- function(x, digits) {
  if (is.list(x$coefficients)) return(print_layers(x, digits))
  print(format(x$coefficients, digits = digits), quote = FALSE)
}

title_of <- function(x) {
  UseMethod("title_of")
}

#' @export
title_of.gd_lm <- function(x) "Linear model, fitted by gradient descent"

#' @export
title_of.neuron <- function(x) sprintf("Neuron with the activation %s", x$hyperparameters$activation$name)

#' @export
title_of.ann <- function(x) "Neural network, fitted by back-propagation"

chosen_line <- function(x) {
  text <- describe_hyperparameters(x$hyperparameters)
  text <- text[setdiff(names(text), c("start", "record", "shuffle", "init"))]
  if (text[["tol"]] == "0") text <- text[names(text) != "tol"]
  paste(names(text), text, collapse = "; ")
}

error_line <- function(x, digits) {
  start <- x$history$error[1]
  line <- sprintf("Error (%s): %s at the start, %s", x$hyperparameters$cost$name, format(start, digits = digits),
                  format(x$error, digits = digits))
  if (brought_back(x)) {
    return(sprintf("%s at epoch %s, the best of %s; validation %s", line, format(x$best_epoch), format(x$epochs),
                   format(x$best_error, digits = digits)))
  }
  line <- sprintf("%s after %s epoch%s", line, format(x$epochs), if (x$epochs == 1) "" else "s")
  if (!is.null(x$objective)) {
    line <- paste0(line, sprintf("; with the penalty %s", format(x$objective, digits = digits)))
  }
  if (length(x$history$validation)) {
    line <- paste0(line, sprintf("; validation %s", format(utils::tail(x$history$validation, 1), digits = digits)))
  }
  line
}

# With `patience` the coefficients are those of the epoch with the smallest validation error.
brought_back <- function(x) !is.null(x$best_epoch) && is.finite(x$hyperparameters$patience)

undetermined <- function(x) is_gaussian(x) && nobs(x) - x$df.residual < length(x$coefficients)

undetermined_line <- paste("Columns are collinear, so many minima are equally good: the fit goes to the one that is",
                           "nearest to its start. summary() names the columns.")

print_layers <- function(x, digits) {
  if (sum(lengths(x$coefficients)) > 60) {
    cat(sprintf("  %-8s %s weights (%d x %d)\n", names(x$coefficients), lengths(x$coefficients),
                vapply(x$coefficients, nrow, 0L), vapply(x$coefficients, ncol, 0L)), sep = "")
    return(invisible())
  }
  for (name in names(x$coefficients)) {
    cat(name, ":\n", sep = "")
    print(x$coefficients[[name]], digits = digits)
  }
}
