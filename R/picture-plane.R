# The model over two inputs: which it is drawn over, its predictions on a grid of cells, and the data.

# kind: "probability" (one output between 0 and 1 and a response of two values), "class" (several classes) or "value".
# x, y: the centres of the cells, xlim, ylim: the edges of the grid; `value`, or `class` and `probability`, a row for
# each x, and `all`, the probabilities of all classes; `points`: the data; `names`: the two inputs; `rest`: where the
# other inputs stand.
plane_picture <- function(fit, which = NULL, epoch = NULL, grid = 100, output = 1, xlim = NULL, ylim = NULL) {
  frame <- plane_frame(fit, which, grid, xlim, ylim)
  plane <- plane_values(fit, frame, predicted_at(list(at_epoch(fit, epoch)), frame$newdata), output)
  plane$sub <- caption(if (!is.null(epoch) || stopped_early(fit)) moment_note(fit, epoch), plane$rest,
                       if (plane$kind == "value") "points: observed, in the same colours",
                       thinned_note(nrow(plane$points)))
  plane
}

# The grid of cells over two inputs, the other inputs in the middle of theirs.
plane_frame <- function(fit, which = NULL, grid = 100, xlim = NULL, ylim = NULL, inputs = raw_inputs(fit)) {
  numeric <- names(inputs)[are_numbers(fit, inputs)]
  if (length(numeric) < 2) {
    other <- if (!is.null(one_input(fit))) "plot(fit, which = \"fit\") draws one input" else
      "plot(fit, which = \"fitted\") works for any"
    stop(sprintf("plot_boundary() needs a fit with two numeric inputs whose data can be found, not %d; %s.",
                 length(numeric), other), call. = FALSE)
  }
  if (is.null(which)) which <- numeric[1:2]
  if (!is.character(which) || length(which) != 2 || !all(which %in% numeric) || which[1] == which[2]) {
    stop_argument("which", sprintf("the names of two of the numeric inputs (%s)", list_names(numeric)), describe(which))
  }
  rows <- counted(fit)
  xlim <- if (is.null(xlim)) range_of(inputs[[which[1]]][rows], add = 0.06) else xlim
  ylim <- if (is.null(ylim)) range_of(inputs[[which[2]]][rows], add = 0.06) else ylim
  x <- centres(xlim, grid)
  y <- centres(ylim, grid)
  others <- lapply(inputs[setdiff(names(inputs), which)], middle_of)
  newdata <- setNames(data.frame(rep(x, grid), rep(y, each = grid)), which)
  newdata[names(others)] <- lapply(others, function(value) rep(value, grid^2))
  list(x = x, y = y, xlim = xlim, ylim = ylim, names = which, rest = others_note(others), newdata = newdata,
       points = data.frame(x = inputs[[which[1]]][rows], y = inputs[[which[2]]][rows]), rows = rows)
}

centres <- function(limits, n) limits[1] + (seq_len(n) - 0.5) / n * diff(limits)

# values: cells x outputs x moments, the last moment is drawn.
plane_values <- function(fit, frame, values, output = 1) {
  grid <- length(frame$x)
  seen <- unname(observed_values(fit))[frame$rows, , drop = FALSE]
  now <- matrix(values[, , dim(values)[3]], dim(values)[1])
  plane <- c(frame[c("x", "y", "xlim", "ylim", "names", "rest", "points")], list(label = response_label_of(fit)))
  plane$points$set <- held_out(fit, frame$rows)
  if (ncol(now) > 1 && !is.null(fit$levels)) {
    class <- class_number(now)
    plane[c("kind", "classes", "all")] <- list("class", fit$levels, now)
    plane$class <- matrix(class, grid)
    plane$probability <- matrix(now[cbind(seq_along(class), class)], grid)
    plane$points$observed <- factor(fit$levels[class_number(seen)], fit$levels)
    return(titled_plane(plane))
  }
  output <- if (ncol(now) > 1) one_output(fit, output) else 1
  if (ncol(now) > 1) plane$label <- outputs_of(fit)[output]
  plane$output <- output
  plane$value <- matrix(now[, output], grid)
  plane$points$observed <- seen[, output]
  plane$kind <- "value"
  known <- values[, output, ]
  if (all(seen[, output] %in% 0:1) && isTRUE(all(known >= 0 & known <= 1))) {
    plane$kind <- "probability"
    plane$classes <- if (is.null(fit$levels)) paste(plane$label, "=", 0:1) else fit$levels
    plane$label <- sprintf("%s = %s", plane$label, if (is.null(fit$levels)) 1 else fit$levels[2])
    plane$points$observed <- factor(plane$classes[seen[, output] + 1], plane$classes)
  }
  titled_plane(plane)
}

titled_plane <- function(plane) {
  k <- length(plane$classes)
  plane$main <- sprintf(if (plane$kind == "probability") "Probability of %s" else "Predicted %s", plane$label)
  if (k) plane[c("col", "pch")] <- list(class_colours(k), class_marks(k))
  if (plane$kind == "class") plane$borders <- class_borders(plane)
  if (plane$kind == "value") {
    plane$range <- range_of(plane$value, plane$points$observed)
    plane$levels <- contour_levels(plane$value)
  }
  if (plane$kind == "probability") {
    apart <- isTRUE(any(plane$value < 0.5) && any(plane$value > 0.5))
    plane$levels <- if (apart) c(0.1, 0.25, 0.5, 0.75, 0.9) else numeric()
  }
  plane
}

# The lines between the classes: where the lead of each over all others is 0.
class_borders <- function(plane) {
  lines <- lapply(seq_along(plane$classes), function(j) {
    lead <- matrix(plane$all[, j] - do.call(pmax, as.data.frame(plane$all[, -j])), length(plane$x))
    grDevices::contourLines(plane$x, plane$y, lead, levels = 0)
  })
  unlist(lines, recursive = FALSE)
}

contour_levels <- function(values) {
  values <- values[is.finite(values)]
  if (!length(values) || diff(range(values)) <= 1e-12 * max(abs(values))) return(numeric())
  at <- pretty(range(values), 8)
  at[at > min(values) & at < max(values)]
}

middle_of <- function(x) {
  if (is.numeric(x)) return(median(x))
  most <- names(which.max(table(x)))
  if (is.factor(x)) factor(most, levels(x)) else if (is.logical(x)) most == "TRUE" else most
}

others_note <- function(others) {
  if (!length(others)) return(NULL)
  values <- vapply(others, function(v) if (is.numeric(v)) format(signif(v, 3)) else as.character(v), "")
  if (length(values) > 3) return(sprintf("the %d other inputs at their medians", length(values)))
  paste(paste(names(others), "=", values), collapse = ", ")
}

# How much of its colour a cell shows, by how far its class leads.
class_share <- function(probability, k) 0.1 + 0.4 * pmin(1, pmax(0, (probability - 1 / k) / (1 - 1 / k)))

# Five colours from the first class to the last; the middle one belongs to neither.
probability_ramp <- function(col) {
  c(col[1], mix_white(col[1], 0.5), "#FFFFFF", mix_white(col[2], 0.5), col[2])
}

# Colours with a share of 1 - `share` white.
mix_white <- function(colours, share) {
  rgb <- grDevices::col2rgb(colours)
  share <- rep(share, each = 3, length.out = length(rgb))
  mixed <- 255 - (255 - rgb) * share
  grDevices::rgb(mixed[1, ], mixed[2, ], mixed[3, ], maxColorValue = 255)
}
