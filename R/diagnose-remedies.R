# The remedies of diagnose(): code that runs after the fit, made from what the fit's own call says.

update_code <- function(m, ...) sprintf("update(%s)", paste(c(m$name, ...), collapse = ", "))

resume_code <- function(m, epochs) sprintf("resume(%s, %s)", m$name, code_number(ceiling(epochs)))

code_number <- function(x) {
  format(x, digits = 6, scientific = if (abs(x) >= 1 && abs(x) < 1e15) FALSE else NA, trim = TRUE)
}

given <- function(m, argument) argument %in% names(m$call)

# What `eta` becomes once the inputs have another scale: NULL where it may stay.
new_rate <- function(m) {
  if (m$automatic) {
    if (m$unit || (given(m, "eta") && !identical(m$call$eta, "auto"))) "eta = \"auto\""
  } else if (given(m, "eta")) {
    if (m$layered) "eta = NULL" else if (!is.null(m$eta) && m$eta < 0.1) "eta = 0.1"
  }
}

rescale_code <- function(m) update_code(m, "scaling = \"standardize\"", new_rate(m))

# For an error that rose or swings, and for training that diverged.
gentler_code <- function(m) {
  if (scale_hurts(m) || (!m$scaled && m$layered)) return(rescale_code(m))
  if (m$automatic && (m$unit || given(m, "eta")) && !identical(m$call$eta, "auto")) {
    return(update_code(m, "eta = \"auto\""))
  }
  update_code(m, sprintf("eta = %s", code_number(signif(m$rate / 10, 2))))
}

falling_rate_code <- function(m) {
  update_code(m, sprintf("eta = function(e) %s / sqrt(e)", code_number(signif(m$rate, 2))))
}

larger_rate_code <- function(m) {
  if (m$automatic) return(update_code(m, "eta = \"auto\""))
  # the fall is in proportion to the rate while it is small: ten per cent of the start are aimed at
  factor <- 10^min(8, max(1, ceiling(log10(0.1 / share_lost(m)))))
  if (m$layered && m$rate * factor >= m$default_rate) return(update_code(m, "eta = NULL"))
  update_code(m, sprintf("eta = %s", code_number(signif(m$rate * factor, 2))))
}

# Where the rest needs far more epochs than were run, another scale comes first.
further_code <- function(m) {
  needed <- epochs_left(m)
  enough <- max(10 * m$epochs, 20000)
  if (is.finite(needed) && needed <= enough) return(resume_code(m, max(1, signif(1.05 * needed, 3))))
  if (!is.null(rate_too_small(m))) return(larger_rate_code(m))
  if ((m$random || bounces(m)) && !still_falls(m)) return(falling_rate_code(m))
  if (scale_hurts(m)) return(rescale_code(m))
  if (!is.na(needed) && !identical(m$scaling, exact_scaling)) {
    return(update_code(m, "scaling = \"whiten\"", if (given(m, "eta") || m$unit) "eta = \"auto\""))
  }
  resume_code(m, max(100, m$epochs))
}

# Where the start gives no gradient, or every unit the same.
other_start_code <- function(m) {
  if (!m$layered) {
    positive <- is.null(m$columns) || mean(rowSums(m$columns) > 0) >= 0.5
    return(update_code(m, sprintf("start = %s", if (positive) "0.1" else "-0.1")))
  }
  change <- c(if (given(m, "start")) "start = NULL", if (given(m, "init")) "init = NULL")
  update_code(m, if (is.null(change)) "init = init_normal(0.5)" else change)
}

# For a penalty that leaves nothing of the weights: a hundredth of it.
lighter_code <- function(m) {
  used <- unlist(Filter(function(x) x > 0, m$penalties))
  update_code(m, sprintf("%s = %s", names(used), vapply(used / 100, code_number, "")))
}

# For units that are dead or saturated: small weights drawn at random, inputs near 0, a penalty.
fresh_units_code <- function(m) {
  change <- c(if (given(m, "start")) "start = NULL", if (given(m, "init")) "init = NULL",
              if (!m$scaled) "scaling = \"standardize\"")
  if (is.null(change)) change <- "l2 = 0.01"
  update_code(m, change)
}

revive_code <- function(m) {
  if (given(m, "start") || given(m, "init")) fresh_units_code(m) else update_code(m, "activation = \"leaky_relu\"")
}

patience_code <- function(m) update_code(m, sprintf("patience = %s", code_number(max(10, ceiling(m$epochs / 20)))))

reachable_code <- function(m) {
  values <- unique(as.vector(m$targets))
  if (length(values) == 2 && all(is.finite(value_range(m$output)))) {
    return(update_code(m, sprintf("as.numeric(%s == %s) ~ .", m$response, code_number(max(values)))))
  }
  if (m$layered) return(update_code(m, "output = \"identity\""))
  update_code(m, "activation = \"identity\"", if (m$built_in_cost) "eta = \"auto\"" else "scaling = \"standardize\"")
}

# A penalty gives the coefficients a minimum; where ann() has no such model the classes can still be read.
separated_code <- function(m) {
  if (m$layered) return(update_code(m, "l2 = 0.001"))
  if (m$fixed_bias || !is.null(m$call$offset)) return(sprintf("predict(%s, type = \"class\")", m$name))
  kept <- m$call[c(1L, match(c("formula", "data", "subset", "weights", "na.action", "contrasts"), names(m$call), 0L))]
  kept[[1]] <- quote(ann)
  kept$hidden <- quote(integer(0))
  if (m$numeric_classes) kept$output <- default_output(2)$name
  kept$l2 <- 0.01
  deparse1(kept)
}

# As many units in one layer as give no more weights than there are numbers to learn from; a penalty where one unit has
# too many already.
fewer_units_code <- function(m) {
  units <- floor((m$n * m$outputs - m$outputs) / (m$input_count + 1 + m$outputs))
  update_code(m, if (units >= 1) sprintf("hidden = %d", as.integer(units)) else "l2 = 0.01")
}

# Terms all of whose columns depend on others can go.
drop_code <- function(m) {
  terms <- m$spare_terms
  if (!length(terms)) return(sprintf("summary(%s)", m$name))
  update_code(m, paste(". ~ .", paste("-", terms, collapse = " ")))
}
