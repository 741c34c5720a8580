# What other packages' figures rest on: the family of a fit's likelihood, and whether the fit stands at its minimum.

# "gaussian": least squares, as lm() has them; "binomial": a logistic neuron, as glm() has it; "nls": a neuron with a
# squared error behind another activation; NULL: a fit without standard errors.
family_of <- function(fit) {
  if (!is.null(fit$family)) return(fit$family)
  if (inherits(fit, "ann")) return(NULL)
  hyper <- fit$hyperparameters
  if (!is.null(hyper$activation)) {
    if (is_logistic(fit)) return("binomial")
    if (!is_quadratic(fit)) return(NULL)
    return(if (hyper$activation$name == "identity") "gaussian" else "nls")
  }
  if (is_quadratic(fit)) "gaussian"
}

# The distance to the minimum in standard errors, of the coefficient that is furthest away; Inf where there is none to
# go to, NA where no standard error measures it. Behind an activation it is the length of one Newton step.
standard_errors_away <- function(fit) {
  family <- family_of(fit)
  if (is.null(family) || identical(fit$stop, "diverged") || fit$df.residual <= 0) return(NA_real_)
  if (isTRUE(fit$separated)) return(Inf)
  if (inherits(fit, "gd_lm")) return(max(distance(fit)))
  pieces <- minimum(fit$root, names(fit$coefficients))
  sigma <- if (family == "binomial") 1 else sqrt(pieces$rss / fit$df.residual)
  max(0, abs(pieces$coefficients) / (sigma * sqrt(pieces$variances)), na.rm = TRUE)
}

# Likelihoods, standard errors and what follows from them hold at the minimum. Where a fit has not reached it, this is
# the one warning, with the distance and what to do. Its class lets a caller silence it.
warn_away <- function(fit, verb) {
  if (isTRUE(fit$converged) || is.null(family_of(fit))) return(invisible())
  away <- standard_errors_away(fit)
  text <- if (is.finite(away)) {
    sprintf("Not converged: a coefficient is still %s standard errors from the minimum, and %s holds only there. %s",
            format(away, digits = 2), verb, remedy_for(fit))
  } else {
    sprintf("%s (%s holds only at a minimum.)", convergence_line(fit), verb)
  }
  warning(structure(class = c("away_from_minimum", "warning", "condition"), list(message = text, call = NULL)))
}

remedy_for <- function(fit) {
  more <- "Go on with resume(fit, epochs)"
  if (identical(fit$hyperparameters$scaling, "whiten")) return(paste0(more, "."))
  auto <- if (family_of(fit) == "binomial") ", eta = \"auto\"" else ""
  paste0(more, ", or refit with scaling = \"whiten\"", auto, ".")
}

# For verbs that call several others: one warning, not one from each of them.
quietly <- function(expr) {
  withCallingHandlers(expr, away_from_minimum = function(w) invokeRestart("muffleWarning"))
}

# Methods refuse arguments that nobody reads.
refuse_arguments <- function(given, verb, known = character()) {
  unknown <- setdiff(if (is.null(names(given))) rep("", length(given)) else names(given), known)
  if (length(unknown) == 0) return(invisible())
  stop(sprintf("%s() has no argument %s%s.", verb,
               if (unknown[1] == "") "of that position" else sprintf("`%s`", unknown[1]),
               if (length(known)) sprintf(" (it has %s)", paste0("`", known, "`", collapse = ", ")) else ""),
       call. = FALSE)
}
