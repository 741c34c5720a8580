#' What is wrong with a fit, and what to do
#'
#' Looks at the path and the result of training for what usually goes wrong, and gives for each finding what was
#' measured, and code that helps.
#'
#' It looks for training that diverged, was interrupted or stopped early; an error that rose, oscillates, is flat from
#' the start or was still falling; a learning rate that is too large or too small; inputs of very different scale; an
#' output that cannot reach the response; constant predictions; units that are dead, saturated or all alike; classes
#' that are separated perfectly; over-fitting; few rows for many weights; collinear columns; and a perfect fit.
#'
#' The line on convergence in `print()` and `summary()` is the first finding that stands in the way of `converged`.
#'
#' What needs the data (units, scales, collinear columns) is measured on 5,000 evenly spaced rows at most.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param x What `diagnose()` returned.
#' @param ... Not used.
#' @return A data frame of class `"diagnosis"` with one row per finding, named by it (`error_risen`, `oscillating`,
#'   ...): `finding` and `evidence`, the words and what was measured, and `remedy`, code that runs as it stands after
#'   the fit. No rows: nothing was found. The attribute `severity` says of each row whether it is an `"event"` (how
#'   training ended), a `"problem"` or a `"note"`; the attribute `verdict` is the line of `print()`.
#' @section Errors: What is not a fit is refused.
#' @references Goodfellow, Bengio & Courville (2016), *Deep Learning*, sections 8.2 and 11.5; Albert & Anderson (1984),
#'   Biometrika 71, 1-10, for separation; Searle (1971), *Linear Models*, section 5.4, for collinear columns.
#' @seealso [example_failure()], whose fits fail on purpose; [resume()], [stats::update()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @examples
#' fit <- gd_lm(mpg ~ disp + hp + wt, mtcars)
#' diagnose(fit)
#' diagnose(update(fit, scaling = "standardize"))
#' @export
diagnose <- function(fit, ...) {
  check_fit(fit, "diagnose")
  check_dots(...)
  symbol <- substitute(fit)
  named <- is.name(symbol) || (is.call(symbol) && identical(symbol[[1]], quote(`$`)))
  name <- if (named) deparse1(symbol, backtick = TRUE) else "fit"
  m <- measurements(fit, name, reads = TRUE)
  rules <- diagnosis_rules
  evidence <- sapply(names(rules), function(id) evidence_of(id, rules[[id]], m), simplify = FALSE)
  found <- !vapply(evidence, is.null, NA)
  first <- m$obstacles[1]
  column <- function(values) unname(vapply(values, as.character, ""))
  structure(
    data.frame(finding = column(lapply(rules[found], `[[`, "finding")), evidence = column(evidence[found]),
               remedy = column(lapply(rules[found], function(rule) rule$remedy(m))), row.names = names(rules)[found]),
    severity = column(lapply(rules[found], `[[`, "severity")), verdict = verdict_of(m),
    arrived = m$converged, obstacle = first, class = c("diagnosis", "data.frame")
  )
}

# Nothing that concerns the way to the minimum is said of a fit that has arrived. m$obstacles: what has been found so
# far, for the rules that speak only where nothing else explains why the fit has not arrived.
evidence_of <- function(id, rule, m) {
  if (m$converged && rule$blocks && rule$severity != "event") return(NULL)
  evidence <- rule$measure(m)
  if (rule$blocks && !is.null(evidence)) m$obstacles <- c(m$obstacles, id)
  evidence
}

#' @rdname diagnose
#' @export
print.diagnosis <- function(x, ...) {
  width <- getOption("width")
  say <- function(text, initial, prefix = strrep(" ", nchar(initial))) {
    cat(strwrap(text, width, initial = initial, prefix = prefix), sep = "\n")
  }
  if (nrow(x) == 0) {
    say(paste("Nothing found.", attr(x, "verdict")), "")
    return(invisible(x))
  }
  for (i in seq_len(nrow(x))) {
    label <- format(paste0(i, "."), width = nchar(nrow(x)) + 2)
    say(sprintf("%s: %s.", capital(x$finding[i]), x$evidence[i]), label)
    cat(strrep(" ", nchar(label)), "Try: ", x$remedy[i], "\n", sep = "")
  }
  if (isTRUE(attr(x, "arrived"))) say(attr(x, "verdict"), "")
  invisible(x)
}

# ---- what print(), summary() and the verbs take from it --------------------------------------------------------------

# The judgement of `converged`. Linear models and logistic neurons: every coefficient lies within 0.001 standard errors
# of the minimum. All others: the gradient is small against its size at the start, the error has settled below where it
# began, and no finding stands in the way.
judge_converged <- function(fit, parts = split_factor(fit$qr_factor)) {
  if (fit$stop == "diverged") return(FALSE)
  if (is_gaussian(fit)) return(at_quadratic_minimum(quadratic_measures(fit, parts = parts)))
  fit$converged <- FALSE
  m <- measurements(fit, exact = TRUE)
  if (identical(m$family, "binomial")) return(!m$separated && at_newton_minimum(m$newton))
  has_settled(m) && is.null(first_obstacle(m, c(path_rules, output_rules)))
}

# The first finding that stands in the way, with its evidence.
first_obstacle <- function(m, rules = diagnosis_rules) {
  m$obstacles <- NULL
  for (id in names(rules)) {
    evidence <- if (rules[[id]]$blocks) evidence_of(id, rules[[id]], m)
    if (!is.null(evidence)) return(c(rules[[id]], evidence = evidence))
  }
  NULL
}

# Whether the cost has a minimum, and standard errors and tests a meaning: not where the classes are separated.
has_minimum <- function(fit) !measurements(fit)$separated

# One line on convergence, with what to do.
verdict <- function(fit, name = "fit") verdict_of(measurements(fit, name))

verdict_of <- function(m) {
  first <- first_obstacle(m)
  if (is.null(first)) return(arrived_in_words(m))
  what <- if (first$plain) first$evidence else sprintf("%s (%s)", first$finding, first$evidence)
  sprintf("%s: %s. Try %s.", first$title, what, first$remedy(m))
}

arrived_in_words <- function(m) {
  if (!m$converged) return("Not converged.")
  perfect <- !is.null(m$squares) && m$squares$perfect
  if (perfect) {
    return("Converged: the residuals have vanished beside the response; a perfect fit has no standard errors.")
  }
  if (!is.null(m$squares) || !is.null(m$newton)) {
    return("Converged: every coefficient lies within 0.001 standard errors of the minimum.")
  }
  "Converged: the gradient has all but vanished and the error has settled below where it began."
}

# The warnings that a fit is given on its way to the user, a character vector. old: the fit that was resumed.
stop_warning <- function(fit, old = NULL) {
  m <- measurements(fit)
  rules <- diagnosis_rules
  found <- function(name) !is.null(rules[[name]]$measure(m))
  try <- function(name) rules[[name]]$remedy(m)
  c(
    if (is.null(old) && !m$layered && m$parameters > m$n) sprintf("%s.", aliased_in_words(m)),
    if (found("interrupted")) sprintf("training was interrupted after epoch %s of %s; %s, and %s goes on.",
                                      count(m$epochs), count(m$planned), "the fit is what was learnt until then",
                                      try("interrupted")),
    if (found("diverged")) divergence_in_words(m, try("diverged")),
    if (found("tolerance")) sprintf("the gradient is still larger than tol = %s after %s epochs; %s goes on.",
                                    short(m$tol), count(m$epochs), try("tolerance")),
    if (trained_nothing(m, old)) {
      sprintf("nothing was trained: no entry of the gradient is larger than tol = %s. Try update(%s, tol = 0).",
              short(m$tol), m$name)
    },
    if (identical(m$family, "binomial") && found("separated")) {
      sprintf("%s: %s. Try %s.", rules$separated$finding, rules$separated$measure(m), try("separated"))
    },
    if (is.null(old) && found("out_of_reach")) sprintf("%s: %s. Try %s.", rules$out_of_reach$finding,
                                                       rules$out_of_reach$measure(m), try("out_of_reach"))
  )
}

# Whether a fit was resumed whose gradient had met the tolerance already.
trained_nothing <- function(m, old) {
  !is.null(old) && old$epochs == m$epochs && m$planned > m$epochs && m$stop == "tolerance"
}

divergence_in_words <- function(m, remedy) {
  bound <- if (is.finite(m$stable)) sprintf(" (the largest stable rate is %s)", short(m$stable, 6)) else ""
  sprintf("training diverged at epoch %s with eta = %s%s; %s, after epoch %s. Try %s.", count(m$epochs + 1),
          short(m$rate), bound, "the fit is the last finite one", count(m$epochs), remedy)
}

# fields: those of a fit that is being made, which `$` need not check; old: the fit that was resumed.
give_warnings <- function(fields, verb, old = NULL) {
  if (needs_no_warning(fields)) return(invisible())
  class(fields) <- verb
  for (text in stop_warning(fields, old)) warning(text, call. = FALSE)
}

# Told from the fields alone, as it is of most fits: all measurements take longer than a small fit.
needs_no_warning <- function(fields) {
  few <- is_network(fields) || length(fields$coefficients) <= rows_of(fields)
  if (!few || fields$stop != "epochs" || fields$hyperparameters$tol > 0 || isTRUE(fields$separated)) return(FALSE)
  range <- value_range(unclass(output_activation(fields)))
  if (all(is.infinite(range))) return(TRUE)
  # a response that was taken lies where its cost asks for it
  if (lies_within(unclass(fields$hyperparameters$cost)$range, range)) return(TRUE)
  is.null(fields$table) && lies_within(range(observed_sum(fields)), range)
}
