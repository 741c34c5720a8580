# What diagnose() looks for: one row per finding, in the order in which a person should read them. A rule measures and
# returns NULL, or its evidence in words with the numbers. `severity`: "event" (what ended training), "problem" or
# "note"; `blocks`: with this finding a fit has not converged; `title`: how the line of print() begins; `plain`: the
# rest of print() shows the evidence alone. m: the measurements, see measurements().

rule <- function(finding, measure, remedy, severity = "problem", blocks = TRUE, title = "Not converged",
                 plain = severity == "event") {
  list(finding = finding, measure = measure, remedy = remedy, severity = severity, blocks = blocks, title = title,
       plain = plain)
}

# ---- how training ended, and what the error curve shows --------------------------------------------------------------

path_rules <- list(
  diverged = rule("training diverged", title = "Diverged", severity = "event", measure = function(m) {
    if (m$stop != "diverged") return(NULL)
    sprintf("in epoch %s%s the error or a coefficient was no longer finite; these are the coefficients of epoch %s",
            count(m$epochs + 1), if (is.null(m$eta)) "" else sprintf(", with eta = %s,", short(m$eta)),
            count(m$epochs))
  }, remedy = gentler_code),
  interrupted = rule("training was interrupted", severity = "event", plain = FALSE, measure = function(m) {
    if (m$stop != "interrupted") return(NULL)
    sprintf("after epoch %s of %s", count(m$epochs), count(m$planned))
  }, remedy = function(m) resume_code(m, max(1, m$planned - m$epochs))),
  stopped_early = rule("training stopped early", title = "Stopped early", severity = "event", measure = function(m) {
    if (m$stop != "patience") return(NULL)
    sprintf("the validation error had not fallen for %s epochs: %s at epoch %s, %s, %s at epoch %s",
            count(m$epochs - m$best_epoch),
            short(m$best_error), count(m$best_epoch), "whose coefficients these are",
            short(last(m$validation)), count(m$epochs))
  }, remedy = function(m) resume_code(m, max(100, m$planned - m$epochs))),
  nothing_learnt = rule("nothing has been learnt yet", measure = function(m) {
    if (m$epochs == 0) "0 epochs"
  }, remedy = function(m) if (is.finite(epochs_left(m))) further_code(m) else resume_code(m, 1000)),
  flat = rule("the error is flat from the start", measure = function(m) {
    if (!is_flat(m)) return(NULL)
    sprintf("the largest entry of the gradient at the start is %s, and the error %s after %s epochs as at the start",
            short(m$gradient[1]), short(m$now), count(m$epochs))
  }, remedy = other_start_code),
  error_risen = rule("the error rose", measure = function(m) {
    if (has_risen(m)) from_to(m)
  }, remedy = gentler_code),
  oscillating = rule("the error oscillates", measure = function(m) {
    if (!oscillates(m)) return(NULL)
    p <- m$path
    sprintf("it rose in %.0f %% of the last %d recorded steps, between %s and %s%s", 100 * p$rises, p$steps,
            short(p$lowest), paste0(short(p$highest), with_penalty(m)),
            if (m$kinked) "; a cost with a kink needs a rate that falls" else "")
  }, remedy = function(m) if (m$kinked || m$random) falling_rate_code(m) else gentler_code(m)),
  rate_too_large = rule("the learning rate is too large", blocks = FALSE, measure = function(m) {
    largest <- m$stable
    if (is.null(m$eta) || !is.finite(largest) || m$eta <= largest || m$converged) return(NULL)
    # of a neuron the bound is safe, not sharp
    if (!identical(m$family, "gaussian") && !has_risen(m) && !oscillates(m)) return(NULL)
    sprintf("eta = %s; the largest stable rate is %s", short(m$eta), short(largest))
  }, remedy = gentler_code)
)

# ---- what the outputs and the units show -----------------------------------------------------------------------------

output_rules <- list(
  out_of_reach = rule("the output cannot reach the response", measure = function(m) {
    o <- reach_of(m)
    if (is.null(o) || !isTRUE(o$lost > 0.05)) return(NULL)
    sprintf("the activation gives values from %s to %s, the response goes from %s to %s: %s %% of the rows lie outside",
            short(o$range[1]), short(o$range[2]), short(o$response[1]), short(o$response[2]),
            short(100 * o$share, 3))
  }, remedy = reachable_code),
  dead = rule("hidden units are dead", measure = function(m) {
    unit_evidence(m, m$units$dead, "their slope is 0 in every row, so that they cannot learn", most = TRUE)
  }, remedy = revive_code),
  saturated = rule("hidden units are saturated", measure = function(m) {
    unit_evidence(m, m$units$saturated, "their slope is nearly 0 in 95 % of the rows, so that they hardly learn",
                  most = TRUE)
  }, remedy = fresh_units_code),
  alike = rule("all units of a layer are alike", measure = function(m) {
    if (length(m$alike)) sprintf("the same weights in every unit of %s: they get the same gradient at every step",
                                 listed(m$alike))
  }, remedy = other_start_code),
  constant = rule("all predictions are the same", measure = function(m) {
    at <- constant_outputs(m)
    if (length(at)) sprintf("%s in every row; the response goes from %s to %s", short(m$values[1, at[1]]),
                            short(min(m$targets[, at[1]])), short(max(m$targets[, at[1]])))
  }, remedy = function(m) {
    if (shrunk_by_penalty(m)) return(lighter_code(m))
    if (any(m$units$dead)) return(revive_code(m))
    if (any(m$units$saturated)) return(fresh_units_code(m))
    if (m$layered) other_start_code(m) else if (is_flat(m)) other_start_code(m) else gentler_code(m)
  }),
  separated = rule("the classes are separated perfectly", measure = function(m) {
    if (!m$separated) return(NULL)
    one <- !is.null(m$targets) && ncol(m$targets) == 1 && min(m$targets) == max(m$targets)
    why <- if (one) sprintf("the response is %s in every row", short(m$targets[1])) else
      sprintf("all %s rows are on the side of their class", count(m$n))
    sprintf("%s, so that the cost has no minimum and the %s grow without end", why,
            if (m$layered) "weights of the output" else "coefficients")
  }, remedy = separated_code),
  some_dead = rule("some hidden units are dead", severity = "note", blocks = FALSE, measure = function(m) {
    unit_evidence(m, m$units$dead, "their slope is 0 in every row, so that they cannot learn", most = FALSE)
  }, remedy = revive_code),
  some_saturated = rule("some hidden units are saturated", severity = "note", blocks = FALSE, measure = function(m) {
    unit_evidence(m, m$units$saturated, "their slope is nearly 0 in 95 % of the rows, so that they hardly learn",
                  most = FALSE)
  }, remedy = fresh_units_code)
)

# ---- what is left to do, and what to know of the data ----------------------------------------------------------------

rest_rules <- list(
  scale = rule("the inputs are badly scaled for one learning rate", blocks = FALSE, measure = function(m) {
    if (!scale_hurts(m)) return(NULL)
    sprintf("condition number %s, %s once they are standardized", short(m$condition[["now"]], 2),
            short(m$condition[["standardized"]], 2))
  }, remedy = rescale_code),
  far = rule("the minimum is not reached yet", plain = TRUE, measure = distance_left, remedy = further_code),
  rate_too_small = rule("the learning rate is too small", measure = rate_too_small, remedy = larger_rate_code),
  falling = rule("the error was still falling", measure = function(m) {
    if (length(m$obstacles) || !still_falls(m)) return(NULL)
    paste0(fall_in_words(m), if (!is.null(overfitting(m))) ", while the validation error rises")
  }, remedy = function(m) if (is.null(overfitting(m))) further_code(m) else patience_code(m)),
  noise = rule("the error has settled, but not the coefficients", measure = function(m) {
    if (length(m$obstacles) || !m$random || m$epochs == 0) return(NULL)
    sprintf("each %s pulls another way: the mean gradient is still %s of what it was", m$noise_words,
            percent(m$gradient[2] / m$gradient[1]))
  }, remedy = falling_rate_code),
  unsettled = rule("the gradient has not vanished", measure = function(m) {
    if (length(m$obstacles)) return(NULL)
    sprintf("its largest entry is %s, at the start it was %s", short(m$gradient[2]), short(m$gradient[1]))
  }, remedy = further_code),
  tolerance = rule("the gradient is above `tol`", blocks = FALSE, severity = "note", measure = function(m) {
    if (m$stop == "epochs" && m$tol > 0) sprintf("it is larger than tol = %s after %s epochs", short(m$tol),
                                                 count(m$epochs))
  }, remedy = function(m) resume_code(m, max(1, m$epochs))),
  overfitted = rule("the network is over-fitted", blocks = FALSE, measure = function(m) {
    v <- overfitting(m)
    if (is.null(v)) return(NULL)
    sprintf("the validation error rose from its best, %s at epoch %s, to %s, while the training error is %s",
            short(v$best), count(v$epoch), short(v$now), short(m$now))
  }, remedy = patience_code),
  few_rows = rule("the rows are few for so many weights", severity = "note", blocks = FALSE, measure = function(m) {
    if (m$layered && m$n * m$outputs < m$parameters) {
      sprintf("%s weights, %s rows", count(m$parameters), count(m$n))
    }
  }, remedy = fewer_units_code),
  aliased = rule("the data do not determine every coefficient", severity = "note", blocks = FALSE,
                 measure = aliased_in_words, remedy = drop_code),
  perfect = rule("the fit is essentially perfect", severity = "note", blocks = FALSE, measure = function(m) {
    q <- m$squares
    if (m$n > 1 && !is.null(q) && q$perfect && isTRUE(m$df > 0) && m$converged) {
      sprintf("at the minimum the residuals are %s of the response, so that standard errors and p-values are rounding",
              short(q$rest / max(q$reference, 1e-300), 2))
    }
  }, remedy = function(m) sprintf("coef(%s)", m$name))
)

diagnosis_rules <- c(path_rules, output_rules, rest_rules)
