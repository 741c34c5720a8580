# Fits of earlier versions of the package, read as this one makes them.

# How a fit of each layout becomes one of the next; the first has no version.
layout_steps <- list(function(fit) from_unversioned(fit))

# A fit as this version of the package holds it; one that cannot be brought there is refused.
current_fit <- function(fit) {
  version <- .subset2(fit, "version")
  if (identical(version, fit_version)) return(fit)
  at <- if (is.null(version)) 0 else version
  if (!is_known(at) || !at %in% (seq_along(layout_steps) - 1)) {
    stop_stale(sprintf("the fit has the layout %s, and this version of descent knows 0 to %d", describe(version),
                       fit_version))
  }
  for (step in layout_steps[seq.int(at + 1, length(layout_steps))]) fit <- step(fit)
  fit
}

# Before layouts had versions, choices were names without their rows, and the reduction was called `root`. An error with
# a penalty was the sum of both then, and a fit does not tell them apart.
from_unversioned <- function(fit) {
  fields <- unclass(fit)
  hyper <- fields$hyperparameters
  if (!is.list(hyper) || !is.list(fields$history) || !is.list(fields$optimizer_state)) {
    stop_stale("the fit has no `version`")
  }
  if (isTRUE(hyper$l1 > 0) || isTRUE(hyper$l2 > 0)) {
    stop_stale("the fit has no `version` and a penalty, which its error holds too")
  }
  hyper$cost <- row_by_name(hyper$cost, cost_table)
  if (!is.null(hyper$output)) hyper$output <- row_by_name(hyper$output, activation_table)
  activation <- hyper$activation
  if (!is.null(activation)) {
    hyper$activation <- if (is.null(activation$name)) lapply(activation, row_by_name, activation_table) else
      row_by_name(activation, activation_table)
  }
  fields$hyperparameters <- hyper
  fields["qr_factor"] <- list(fields$root)
  if (is.null(hyper$hidden)) {
    activation <- if (is.null(hyper$activation)) linear_activation else hyper$activation
    fields$family <- unit_family(activation, hyper$cost, cost_at_output(hyper$cost, activation))
  }
  fields$history$objective <- numeric()
  gradients <- fields$history$gradients
  fields$history$gradient_sizes <- if (NROW(gradients)) ends_of(gradients) else c(NA_real_, NA_real_)
  fields$optimizer_state$objective <- fields$optimizer_state$error
  fields$version <- fit_version
  structure(fields[intersect(fit_names, names(fields))], class = oldClass(fit))
}

row_by_name <- function(choice, table) {
  row <- if (is.list(choice) && is_text(choice$name)) table[[choice$name]]
  if (is.null(row)) stop_stale("the fit has no `version` and a choice that is not in the tables")
  row
}
