# What the rules of diagnose() ask of the measurements m: each question once, with the numbers at which it is answered.

last <- function(x) x[length(x)]

# Of the error curve: where it stood at nine tenths of the epochs (late), and the steps of its last part.
error_path <- function(error, epoch) {
  n <- length(error)
  end <- epoch[n]
  tail <- max(1, n - 50):n
  shown <- error[tail[epoch[tail] >= 0.5 * end]]
  steps <- diff(shown)
  at <- max(1, min(findInterval(0.9 * end, epoch, left.open = TRUE) + 1, n - 1))
  list(late = error[at], late_epochs = end - epoch[at], window = error[at:n], steps = length(steps),
       rises = if (length(steps)) mean(steps > 0) else 0, lowest = min(shown), highest = max(shown),
       swing = if (length(steps)) mean(abs(steps)) else 0, travelled = sum(abs(steps)), net = shown[1] - last(shown))
}

is_flat <- function(m) {
  m$epochs > 0 && !m$converged && isTRUE(m$gradient[1] <= 1e-12 * min(1, sqrt(m$start))) &&
    isTRUE(abs(m$now - m$start) <= 1e-9 * m$start)
}

# Errors of mini-batches and under dropout are noisy, so that a rise must be larger there.
has_risen <- function(m) {
  if (m$epochs == 0) return(FALSE)
  !is.finite(m$now) || m$now > m$error[m$since] * (1 + if (m$random) 0.01 else 1e-4)
}

oscillates <- function(m) {
  p <- m$path
  if (m$converged || p$steps < 10 || !is.finite(p$travelled)) return(FALSE)
  up_and_down <- p$rises >= 0.2 && p$rises <= 0.8 && abs(p$net) <= 0.5 * p$travelled
  if (!m$random) return(up_and_down && p$swing > 1e-3 * abs(m$now))
  # errors of mini-batches are noise around their mean: only swings of the size of the start are more than that
  up_and_down && p$swing > 0.3 * abs(m$now) && isTRUE(p$highest > 0.5 * m$start)
}

still_falls <- function(m) {
  p <- m$path
  if (m$converged || m$epochs == 0 || !is.finite(p$late)) return(FALSE)
  fall <- p$late - m$now
  if (!m$random) return(fall > 1e-3 * abs(p$late))
  # between noisy errors only a fall of the means that noise does not explain counts
  half <- seq_len(length(p$window) %/% 2)
  if (length(half) < 3) return(fall > 0.01 * abs(p$late))
  noise <- stats::sd(p$window) * sqrt(2 / length(half))
  mean(p$window[half]) - mean(p$window[-half]) > max(2 * noise, 1e-3 * abs(p$late))
}

# The last gradient is large beside the mean of the late ones: steps go to and fro across the minimum.
bounces <- function(m) isTRUE(m$drift < 0.5 * m$gradient[2]) && m$path$highest - m$path$lowest <= 0.01 * abs(m$now)

# The judgement where no standard error tells: the error has settled below where it began, and the gradient is small
# against its size at the start. At a cost's kink a gradient never vanishes: there its late mean is small, which is the
# drift of the coefficients, and the error no longer swings.
has_settled <- function(m) {
  if (m$epochs == 0 || m$stop == "diverged" || m$stop == "interrupted") return(FALSE)
  small <- if (m$kinked) m$drift <= 0.02 * m$gradient[1] else m$gradient[2] <= 1e-3 * m$gradient[1]
  before <- m$error[m$since]
  if (!isTRUE(small && m$now < before - 1e-6 * abs(before) && is.finite(m$start))) return(FALSE)
  window <- m$path$window
  all(is.finite(window)) && max(window) - min(window) <= max(1e-3 * abs(m$now), 1e-6 * abs(m$start))
}

from_to <- function(m) {
  before <- m$error[m$since]
  digits <- if (short(before) == short(m$now)) 7 else 4
  where <- if (m$since == 1) "at the start" else
    sprintf("at epoch %s, where the penalty changed", count(m$error_epoch[m$since]))
  sprintf("%s %s, %s after %s epoch%s%s", short(before, digits), where, short(m$now, digits), count(m$epochs),
          if (m$epochs == 1) "" else "s", with_penalty(m))
}

# What is minimised is the error and the penalty.
with_penalty <- function(m) if (m$penalised) ", penalty included" else ""

fall_in_words <- function(m) {
  epochs <- m$path$late_epochs
  sprintf("by %s in the last %s, to %s", percent((m$path$late - m$now) / m$path$late),
          if (epochs == 1) "epoch" else paste(count(epochs), "epochs"),
          paste0(short(m$now), with_penalty(m)))
}

# Whether a penalty has left next to nothing of the weights that lead to the output.
shrunk_by_penalty <- function(m) {
  m$layered && any(unlist(m$penalties) > 0) && isTRUE(m$output_weight < 1e-2)
}

wrong_with_certainty <- "rows are put into the wrong class with certainty, far from the minimum"

distance_left <- function(m) {
  if (m$converged) return(NULL)
  q <- m$squares
  if (!is.null(q)) {
    if (is.na(q$left)) return(NULL)
    text <- if (q$perfect) {
      sprintf("the fitted values are still %s of %s from a perfect fit", short(q$left / q$reference, 2),
              if (q$size > 0) "the response's length" else "their distance at the start")
    } else if (ncol(q$r) <= most_exact) {
      sprintf("a coefficient is still %s standard errors from the minimum", short(q$away, 3))
    } else {
      sprintf("coefficients are still up to %s standard errors from the minimum", short(q$bound, 3))
    }
    needed <- epochs_left(m)
    if (is.na(needed)) return(text)
    return(paste0(text, if (is.finite(needed)) sprintf(", which takes about %s more epochs", count(needed)) else
      ", which this rate never reaches"))
  }
  if (is.null(m$newton) || m$separated) return(NULL)
  if (!is.finite(m$newton$bound)) return(wrong_with_certainty)
  away <- if (m$parameters <= most_exact) m$newton$away else m$newton$bound
  sprintf("a coefficient is still about %s standard errors from the minimum, by a Newton step", short(away, 3))
}

epochs_left <- function(m) {
  if (is.null(m$squares) || m$parameters > most_exact) NA_real_ else m$speed$epochs_needed
}

# ---- rates and scales ------------------------------------------------------------------------------------------------

# Standardizing would help: it makes the condition number much smaller, and that is large.
scale_hurts <- function(m) {
  k <- m$condition
  !m$converged && !is.null(k) && isTRUE(k[["now"]] > 1e3 && k[["now"]] > 100 * k[["standardized"]])
}

# The share of its start that the error lost.
share_lost <- function(m) if (isTRUE(m$start > 0)) (m$start - m$now) / m$start else 0

rate_too_small <- function(m) {
  if (m$converged || m$epochs == 0) return(NULL)
  if (is.finite(m$stable) && !is.null(m$eta)) {
    if (m$eta >= 0.01 * m$stable / 2) return(NULL)
    return(sprintf("eta = %s; half of the largest stable rate is %s", short(m$eta), short(m$stable / 2)))
  }
  ratio <- m$gradient[2] / m$gradient[1]
  if (m$rate >= m$default_rate || !idles(m, ratio)) return(NULL)
  sprintf("eta = %s%s: after %s epochs the error has lost %s of its start, and the gradient is %s of what it was",
          short(m$rate), if (is.null(m$eta)) " at the end" else "", count(m$epochs), percent(share_lost(m)),
          percent(ratio))
}

# Whether error and gradient hardly changed (`ratio`: the gradient's size now, to that at the start), and nothing but
# the rate explains it.
idles <- function(m, ratio) {
  if (!isTRUE(ratio > 0.8) || share_lost(m) <= 0 || share_lost(m) >= 0.1) return(FALSE)
  stuck <- is_flat(m) || length(m$alike) || any(m$units$dead) || any(m$units$saturated)
  !stuck && !oscillates(m)
}

# ---- outputs and units -----------------------------------------------------------------------------------------------

# The range of the output, that of the response, the share of the rows outside, and the squares that no coefficients can
# remove, as a share of the response's variance.
reach_of <- function(m) {
  range <- value_range(m$output)
  if (is.null(m$output) || anyNA(range) || all(is.infinite(range))) return(NULL)
  if (lies_within(m$allowed, range)) return(NULL)  # checked when the response was taken
  if (is.null(m$targets)) return(NULL)
  response <- range(m$targets)
  if (lies_within(response, range)) {
    return(list(range = range, response = response, share = 0, lost = 0))
  }
  beyond <- pmax(range[1] - m$targets, m$targets - range[2], 0)
  spread <- sum(sweep(m$targets, 2, colMeans(m$targets))^2)
  list(range = range, response = response, share = mean(rowSums(matrix(beyond > 1e-8, m$n)) > 0),
       lost = sum(beyond^2) / spread)
}

# The outputs that are the same in every row, where the response is not and there are inputs; all of them, or none.
constant_outputs <- function(m) {
  if (m$epochs == 0 || m$converged || is.null(m$targets) || m$n < 2 || !m$inputs) return(integer())
  # what has hardly begun to move, or moves still, is not stuck
  if (still_falls(m) || !is.null(rate_too_small(m))) return(integer())
  spread <- function(x) apply(x, 2, function(v) max(v) - min(v))
  of_values <- spread(m$values)
  of_targets <- spread(m$targets)
  same <- of_values <= 1e-6 * of_targets & of_targets > 0
  if (all(same)) which(same) else integer()
}

# `most`: whether in some layer most units are so, and that may be why the error is where it is.
unit_evidence <- function(m, which, words, most) {
  if (!any(which)) return(NULL)
  share <- tapply(which, m$units$layer, mean)
  if ((any(share > 0.5) && share_lost(m) < 0.99) != most) return(NULL)
  sprintf("%d of %d (%s): %s", sum(which), length(which), listed(m$units$unit[which]), words)
}

overfitting <- function(m) {
  v <- m$validation
  if (length(v) != length(m$error) || length(v) < 3 || m$stop == "patience") return(NULL)
  at <- which.min(v)
  risen <- length(at) && isTRUE(last(v) > 1.05 * v[at]) && m$error_epoch[at] < 0.9 * m$epochs
  if (risen && !has_risen(m)) list(best = v[at], epoch = m$error_epoch[at], now = last(v))
}

aliased_in_words <- function(m) {
  if (m$layered) return(NULL)
  if (m$parameters > m$n) {
    return(sprintf("%s coefficients are more than %s row%s can determine: of the many minima the fit goes to the %s",
                   count(m$parameters), count(m$n), if (m$n == 1) "" else "s", "one that is nearest to `start`"))
  }
  if (is.null(m$determined) || all(m$determined)) return(NULL)
  left <- attr(m$determined, "left")
  near <- left > rounding_of_columns
  how <- if (near) sprintf("nearly depend on others (all but %s of their length)", short(left, 2)) else
    "depend on others"
  sprintf("%d of %d columns %s, and many values fit %sequally well for %s",
          m$parameters - length(attr(m$determined, "kept")), m$parameters, how, if (near) "almost " else "",
          listed(m$coefficient_names[!m$determined]))
}

# ---- words -----------------------------------------------------------------------------------------------------------

short <- function(x, digits = 4) format(signif(x, digits), digits = digits, big.mark = ",", trim = TRUE)

count <- function(x) format(x, big.mark = ",", scientific = FALSE, trim = TRUE)

percent <- function(x) if (is.finite(x)) paste(short(100 * x, 2), "%") else "an unknown share"

listed <- function(names, most = 6) {
  paste0(paste(names[seq_len(min(most, length(names)))], collapse = ", "),
         if (length(names) > most) sprintf(" and %d more", length(names) - most))
}
