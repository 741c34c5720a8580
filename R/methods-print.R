# print() and what it shares with summary(): parameters and hyperparameters apart, and one line on convergence.

#' @export
print.descent <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  check_dots(...)
  cat(title_of(x), "\n\n", sep = "")
  print_call(x$call)
  cat("Parameters (learnt):\n")
  print_parameters(x, digits)
  cat("\nHyperparameters (chosen):\n")
  say(chosen_line(x), indent = 2)
  cat("\n")
  say(error_line(x, digits), exdent = 2)
  print_left_out(left_out(x))
  if (!is.null(x$table)) say(table_lines(x))
  say(verdict(x))
  if (undetermined(x)) say(undetermined_line(x))
  invisible(x)
}

# How many rows have missing values, those of the fit and those of a data frame that validates.
left_out <- function(x) {
  held <- x$hyperparameters$validation
  incomplete <- if (is.data.frame(held)) {
    used <- intersect(c(all.vars(x$terms), all.vars(x$call$weights)), names(held))
    sum(!stats::complete.cases(held[used]))
  }
  counts <- c(length(x$na.action), incomplete)
  whose <- c("", " of `validation`")[seq_along(counts)]
  sprintf("%s row%s%s left out for missing values.", format_each(counts), ifelse(counts == 1, "", "s"),
          whose)[counts > 0]
}

print_left_out <- function(lines, prefix = "") if (length(lines)) cat(paste0(prefix, lines), sep = "\n")

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
  back <- brought_back(x)
  where <- if (back) sprintf("at epoch %s, the best of %s", format(x$best_epoch), format(x$epochs)) else
    sprintf("after %s epoch%s", format(x$epochs), if (x$epochs == 1) "" else "s")
  line <- sprintf("Error (%s): %s at the start, %s %s", x$hyperparameters$cost$name, format(start, digits = digits),
                  format(x$error, digits = digits), where)
  if (!is.null(x$objective)) {
    line <- paste0(line, sprintf("; error and penalty together %s", format(x$objective, digits = digits)))
  }
  if (length(x$history$validation)) {
    validation <- if (back) x$best_error else utils::tail(x$history$validation, 1)
    line <- paste0(line, sprintf("; validation %s", format(validation, digits = digits)))
  }
  line
}

# With `patience` the coefficients are those of the epoch with the smallest validation error.
brought_back <- function(x) !is.null(x$best_epoch) && is.finite(x$hyperparameters$patience)

undetermined <- function(x) is_gaussian(x) && nobs(x) - x$df.residual < length(x$coefficients)

undetermined_line <- function(x) {
  near <- isTRUE(attr(estimable(x$qr_factor), "left") > rounding_of_columns)
  paste(if (near) "Columns are nearly collinear, more than lm() allows: many coefficients fit almost equally well." else
    "Columns are collinear, so many minima are equally good: the fit goes to the one that is nearest to its start.",
    "summary() names the columns.")
}

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
