# What pictures show, computed once: base graphics, ggplot2, replay() and animate() only draw what the functions of the
# picture-*.R files return. This file has what all of them share: which epochs, which rows, which colours.

# The recorded path as far as the end of the fit: `epoch`, and `theta` with one row per epoch.
recorded_path <- function(fit) {
  history <- fit$history
  end <- end_epoch(fit)
  kept <- history$epoch <= end
  path <- list(epoch = history$epoch[kept], theta = history$coefficients[kept, , drop = FALSE])
  if (any(kept) && tail(path$epoch, 1) != end) {
    path$epoch <- c(path$epoch, end)
    path$theta <- rbind(path$theta, unlist(fit$coefficients, use.names = FALSE), deparse.level = 0)
  }
  path
}

# One fit per row of `thetas`.
moments_of <- function(fit, thetas) lapply(seq_len(nrow(thetas)), function(i) with_coefficients(fit, thetas[i, ]))

# What the moments predict: an array of points x outputs x moments.
predicted_at <- function(moments, newdata, type = "response") {
  stacked(lapply(moments, function(fit) {
    # beyond the data log(x) and similar functions may be NaN; such points are left out of the picture
    as.matrix(suppressWarnings(predict(fit, newdata, type = type)))
  }))
}

stacked <- function(matrices) array(unlist(matrices), c(dim(matrices[[1]]), length(matrices)))

# The k-th column of each moment, side by side.
slab <- function(values, k) matrix(values[, k, ], dim(values)[1])

# What a picture says of its moment.
moment_note <- function(fit, epoch = NULL) {
  if (is.null(epoch)) epoch <- end_epoch(fit)
  best <- if (identical(as.double(epoch), as.double(c(best_epoch(fit), NA)[1]))) {
    sprintf(", the best of %s", count_text(fit$epochs))
  }
  paste0("epoch ", count_text(epoch), best)
}

# ---- epochs ---------------------------------------------------------------------------------------------------------

# So many of the recorded epochs, closer together at the start, where most happens.
spread_epochs <- function(kept, n = 12) {
  if (length(kept) <= n) return(kept)
  at <- unique(round(exp(seq(0, log(length(kept)), length.out = n))))
  extra <- setdiff(seq_along(kept), at)
  kept[sort(c(at, head(extra, n - length(at))))]
}

# How many rows of a path that diverges can be read: its first swings around the minimum, or around the start where no
# minimum is known, until it is 12 times as far away as it began.
first_swings <- function(theta, home = NULL, least = 5) {
  home <- if (is.null(home) || !all(is.finite(home))) theta[1, ] else home
  away <- apply(abs(sweep(theta, 2, home)), 1, max)
  begun <- away[away > 0][1]
  far <- which(!(away <= 12 * begun))
  min(nrow(theta), max(least, c(far, nrow(theta) + 1)[1] - 1))
}

# The path that a still picture shows: of a diverged fit the first swings.
readable_path <- function(fit) {
  path <- recorded_path(fit)
  if (length(path$epoch) < 2 || !has_diverged(fit)) return(path)
  shown <- seq_len(first_swings(path$theta, reference_coefficients(fit)))
  list(epoch = path$epoch[shown], theta = path$theta[shown, , drop = FALSE])
}

# Whether most of what there is to see happens within the first fiftieth of the epochs: a logarithmic axis shows it.
begins_fast <- function(epoch, values, log_y = FALSE) {
  last <- epoch[length(epoch)]
  if (length(epoch) < 3 || last < 50) return(FALSE)
  values <- as.matrix(values)
  values[!is.finite(values)] <- NA
  if (log_y) values <- log(replace(values, values <= 0, NA))
  spread <- function(m) apply(m, 2, function(v) if (all(is.na(v))) 0 else diff(range(v, na.rm = TRUE)))
  all <- spread(values)
  early <- spread(values[epoch <= 0.02 * last, , drop = FALSE])
  moving <- all > 1e-12 * max(abs(values), na.rm = TRUE)
  any(moving) && mean(early[moving] / all[moving]) > 0.75
}

# More points than a line can show only make a file large: half of them evenly spread, half closer together at the
# start, and the epochs of `also` among them.
thin_rows <- function(shown, most = 2000, also = NULL) {
  n <- nrow(shown)
  if (n <= most) return(shown)
  shown[sort(unique(c(spread_rows(n, most), match(also, shown$epoch, nomatch = 0L)))), , drop = FALSE]
}

spread_rows <- function(n, most) {
  if (n <= most) return(seq_len(n))
  half <- max(2, most / 2)
  sort(unique(round(c(seq(1, n, length.out = half), exp(seq(0, log(n), length.out = half))))))
}

# ---- rows -----------------------------------------------------------------------------------------------------------

# Rows with the weight 0 are not drawn: they do not count anywhere.
counted <- function(fit) if (is.null(fit$weights)) seq_len(NROW(fit$fitted.values)) else which(fit$weights > 0)

# Rows of a scatter plot: beyond a few thousand, evenly spaced ones.
drawn_rows <- function(n, most = 4000) if (n <= most) seq_len(n) else unique(round(seq(1, n, length.out = most)))
thinned_note <- function(n, most = 4000) {
  if (n > most) sprintf("%s of %s rows drawn", count_text(most), count_text(n))
}

# Which rows training did not see.
held_out <- function(fit, rows) {
  factor(ifelse(rows %in% fit$validation_rows, "validation", "training"), c("training", "validation"))
}

# ---- colours and signs ----------------------------------------------------------------------------------------------

# Okabe & Ito (2008): told apart with any colour vision. Past seven lines the line type changes too.
okabe_ito <- c(blue = "#0072B2", orange = "#D55E00", green = "#009E73", purple = "#CC79A7", yellow = "#E69F00",
               sky = "#56B4E9", black = "#000000")
palette_of <- function(n) rep_len(unname(okabe_ito), n)
line_types <- function(n) rep_len(rep(1:5, each = length(okabe_ito)), n)

# Of two classes the second is blue, as positive weights are; and the lecture's signs, circles for 0, crosses for 1.
# Past seven classes come darker colours, and signs in another rhythm, so that no two of 56 classes look alike.
class_colours <- function(n) {
  if (n == 2) return(unname(okabe_ito[c("orange", "blue")]))
  darker <- c("#003F62", "#753400", "#00573F", "#70435C", "#7F5700", "#2F6380", "#808080")
  rep_len(c(unname(okabe_ito), darker), n)
}
class_marks <- function(n) if (n == 2) c(1, 4) else rep_len(c(1, 2, 0, 5, 6, 3, 8, 4), n)

# The colours of numbers in a plane.
value_colours <- function(n = 64) hcl.colors(n, "Viridis")

# ---- names ----------------------------------------------------------------------------------------------------------

count_text <- function(n) format(n, big.mark = ",", scientific = FALSE, trim = TRUE)
number_text <- function(x) vapply(x, function(v) format(signif(v, 3), big.mark = ","), "")

# The response and its outputs by name; for two classes the probability of the second.
response_label_of <- function(fit) deparse1(formula(fit)[[2]])
observed_label <- function(fit) {
  label <- response_label_of(fit)
  if (counts_successes(fit)) return(sprintf("Share of %s", classes_known(fit)[2]))
  if (length(fit$levels) == 2) sprintf("P(%s = %s)", label, fit$levels[2]) else label
}

outputs_of <- function(fit) {
  names <- colnames(fit$fitted.values)
  if (is.null(names)) response_label_of(fit) else names
}

one_output <- function(fit, output) {
  names <- outputs_of(fit)
  at <- if (is.character(output)) match(output, names) else output
  if (!is_number(at) || !at %in% seq_along(names)) {
    stop_argument("output", sprintf("the name or number of one output (%s)", list_names(names)), describe(output))
  }
  at
}

# Parts of a caption.
caption <- function(...) paste(c(...), collapse = "; ")
