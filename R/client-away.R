# What holds at the minimum alone: likelihoods, standard errors and what follows from them.

# The distance to the minimum in standard errors, of the coefficient that is furthest away; Inf where there is none to
# go to, NA where no standard error measures it. Behind an activation it is the length of one Newton step.
standard_errors_away <- function(fit) {
  family <- fit$family
  if (is.null(family) || identical(fit$stop, "diverged") || fit$df.residual <= 0) return(NA_real_)
  if (isTRUE(fit$separated)) return(Inf)
  if (is_binomial(fit) && !is.finite(newton_measures(fit)$bound)) return(NA_real_)
  if (is_gaussian(fit)) return(max(distance(fit)))
  pieces <- minimum(fit$qr_factor, names(fit$coefficients))
  sigma <- if (is_binomial(fit)) 1 else sqrt(pieces$rss / fit$df.residual)
  away <- abs(pieces$coefficients) / (sigma * sqrt(pieces$variances))
  if (length(away) && all(is.na(away))) NA_real_ else max(0, away, na.rm = TRUE)
}

# Likelihoods, standard errors and what follows from them hold at the minimum. Where a fit has not reached it, this is
# the one warning, with the distance and what to do. Its class lets a caller silence it.
warn_away <- function(fit, verb) {
  if (isTRUE(fit$converged) || is.null(fit$family)) return(invisible())
  away <- standard_errors_away(fit)
  far <- if (is.finite(away)) sprintf("a coefficient is still %s standard errors from the minimum",
                                      format(away, digits = 2)) else blind_in_words(fit)
  text <- if (!is.null(far)) {
    sprintf("Not converged: %s, and %s holds only there. %s", far, verb, remedy_for(fit))
  } else {
    sprintf("%s (%s holds only at a minimum.)", verdict(fit), verb)
  }
  warning(structure(class = c("away_from_minimum", "warning", "condition"), list(message = text, call = NULL)))
}

# Where rows are wrong with certainty, nothing measures the distance to the minimum, and the words of diagnose() say it.
blind_in_words <- function(fit) {
  if (!is_binomial(fit) || identical(fit$stop, "diverged")) return(NULL)
  if (isTRUE(fit$separated) || fit$df.residual <= 0) return(NULL)
  if (!is.finite(newton_measures(fit)$bound)) wrong_with_certainty
}

# The same for several fits: one warning, of the fit that is furthest away.
warn_furthest <- function(fits, verb) {
  fits <- Filter(function(fit) is.list(fit$hyperparameters) && !isTRUE(fit$converged), fits)  # others may be lm()'s
  if (length(fits) == 0) return(invisible())
  away <- vapply(fits, standard_errors_away, 0)
  warn_away(fits[[which.max(replace(away, is.na(away), Inf))]], verb)
}

remedy_for <- function(fit) {
  m <- measurements(fit)
  first <- first_obstacle(m)
  if (is.null(first)) "" else sprintf("Try %s.", first$remedy(m))
}

# For verbs that call several others: one warning, not one from each of them.
quietly <- function(expr) {
  withCallingHandlers(expr, away_from_minimum = function(w) invokeRestart("muffleWarning"))
}

# Methods refuse arguments that nobody reads.
refuse_unread <- function(given, verb, known = character()) {
  unknown <- setdiff(if (is.null(names(given))) rep("", length(given)) else names(given), known)
  if (length(unknown) == 0) return(invisible())
  stop(sprintf("%s() has no argument %s%s.", verb,
               if (unknown[1] == "") "of that position" else sprintf("`%s`", unknown[1]),
               if (length(known)) sprintf(" (it has %s)", paste0("`", known, "`", collapse = ", ")) else ""),
       call. = FALSE)
}
