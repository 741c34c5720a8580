#' What a fit predicts over two inputs
#'
#' The plane of two inputs, coloured by the predicted probability (two classes), the predicted class (more; the paler,
#' the less certain) or the predicted value, with the data as points. Further inputs stay at their medians, factors at
#' their most frequent level; the line below the title says so.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()] with two numeric inputs at least.
#' @param which Names of two numeric variables of the formula; by default the first two.
#' @param epoch NULL for the end, or a recorded epoch (0 is the start).
#' @param grid Points along each axis, one whole number from 10 on.
#' @param output For several numeric responses: the name or number of the one that is drawn.
#' @param ... Settings of the picture: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `col` (one colour a class), `pch`,
#'   `cex`.
#' @return A list, invisibly: `x`, `y`, the grid; `value`, a matrix of predictions (a row for each x), or for more than
#'   two classes `class`, a matrix of their numbers, and `probability`, that of the predicted class; `points`, a data
#'   frame with `x`, `y` and `observed`; `kind`, what was drawn: `"probability"`, `"class"` or `"value"`.
#' @section Errors: A model with fewer than two numeric inputs, and names that are none of its inputs, are refused.
#' @seealso [predict.ann()], [plot_units()] for one input
#' @examples
#' fit <- neuron(am ~ wt + hp, transform(mtcars, am = factor(am, labels = c("automatic", "manual"))),
#'               cost = "cross_entropy", scaling = "standardize", eta = "auto")
#' plot_boundary(fit)
#' set.seed(1)
#' plot_boundary(ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 200))
#' @export
plot_boundary <- function(fit, which = NULL, epoch = NULL, grid = 100, output = 1, ...) {
  check_fit(fit, "plot_boundary")
  plane <- boundary_data(fit, which, epoch, check_count(grid, "grid", 10), output, list(...))
  n <- max(1, length(plane$classes))
  look <- styled(list(
    main = switch(plane$kind, probability = sprintf("Probability of %s", plane$label),
                  class = paste("Predicted", plane$label), value = paste("Predicted", plane$label)),
    sub = paste(c(if (!is.null(epoch)) paste("epoch", count_text(epoch)), plane$rest,
                  if (plane$kind == "value") "points: observed, in the same colours",
                  thinned_note(nrow(plane$points))), collapse = "; "),
    xlab = plane$names[1], ylab = plane$names[2], xlim = range(plane$x), ylim = range(plane$y), cex = 1,
    pch = rep_len(c(21, 24, 22, 23, 25), n),
    # of two classes the second is blue, as positive weights are, and as in replay() and playground()
    col = if (n == 2) unname(okabe_ito[c("orange", "blue")]) else palette_of(n)), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look, grid = FALSE, above = if (plane$kind == "value") 0 else 1.1, tight = TRUE)
  switch(plane$kind, probability = draw_probability(plane, look), class = draw_classes(plane, look),
         value = draw_values(plane, look))
  box()
  invisible(plane[c("x", "y", if (plane$kind == "class") c("class", "probability") else "value", "points", "kind")])
}

boundary_data <- function(fit, which, epoch, grid, output, theirs = list()) {
  inputs <- raw_inputs(fit)
  numeric <- names(inputs)[are_numbers(fit, inputs)]
  if (length(numeric) < 2) {
    stop(sprintf("plot_boundary() needs a fit with two numeric inputs whose data can be found, not %d; %s.",
                 length(numeric), "plot(fit, which = \"fit\") draws one input"), call. = FALSE)
  }
  if (is.null(which)) which <- numeric[1:2]
  if (!is.character(which) || length(which) != 2 || !all(which %in% numeric) || which[1] == which[2]) {
    stop_argument("which", sprintf("the names of two of the numeric inputs (%s)", list_names(numeric)), describe(which))
  }
  axis <- function(name, limits) {
    limits <- if (is.null(limits)) range_of(inputs[[name]], add = 0.05) else limits
    seq(limits[1], limits[2], length.out = grid)
  }
  x <- axis(which[1], theirs$xlim)
  y <- axis(which[2], theirs$ylim)
  others <- lapply(inputs[setdiff(names(inputs), which)], middle_of)
  newdata <- setNames(data.frame(rep(x, grid), rep(y, each = grid)), which)
  newdata[names(others)] <- lapply(others, function(value) rep(value, grid^2))
  values <- predict(at_epoch(fit, epoch), newdata)
  seen <- observed(fit)
  label <- deparse1(formula(fit)[[2]])
  points <- data.frame(x = inputs[[which[1]]], y = inputs[[which[2]]])
  plane <- list(x = x, y = y, names = which, rest = others_note(others), label = label)
  if (is.matrix(values) && ncol(values) > 1 && !is.null(fit$levels)) {
    class <- max.col(values, "first")
    plane$class <- matrix(class, grid)
    plane$probability <- matrix(values[cbind(seq_along(class), class)], grid)
    plane$all <- values
    points$observed <- factor(fit$levels[max.col(seen, "first")], fit$levels)
    plane$classes <- fit$levels
    plane$kind <- "class"
  } else {
    if (is.matrix(values)) {
      output <- one_output(fit, output)
      values <- values[, output]
      seen <- seen[, output]
      plane$label <- outputs_of(fit)[output]
    }
    plane$value <- matrix(values, grid)
    points$observed <- as.vector(seen)
    binary <- all(points$observed %in% 0:1) && all(values >= 0 & values <= 1)
    plane$kind <- if (binary) "probability" else "value"
    if (binary) {
      plane$label <- sprintf("%s = %s", label, if (is.null(fit$levels)) 1 else fit$levels[2])
      plane$classes <- if (is.null(fit$levels)) paste(label, "=", 0:1) else fit$levels
      points$observed <- factor(plane$classes[points$observed + 1], plane$classes)
    }
  }
  plane$points <- points
  plane
}

one_output <- function(fit, output) {
  names <- outputs_of(fit)
  at <- if (is.character(output)) match(output, names) else output
  if (!is_number(at) || !at %in% seq_along(names)) {
    stop_argument("output", sprintf("the name or number of one output (%s)", list_names(names)), describe(output))
  }
  at
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

# A pixel image of colours; rows of `colours` go with x, columns with y.
paint <- function(plane, colours) {
  n <- nrow(colours)
  rasterImage(t(colours)[n:1, ], plane$x[1], plane$y[1], plane$x[n], plane$y[n], interpolate = TRUE)
}

draw_probability <- function(plane, look) {
  ramp <- colorRampPalette(c(look$col[1], mix_white(look$col[1], 0.5), "white", mix_white(look$col[2], 0.5),
                             look$col[2]))(101)
  at <- round(100 * plane$value) + 1
  paint(plane, matrix(mix_white(ramp[ifelse(is.finite(at), at, 51)], 0.55), nrow(at)))
  if (diff(range_of(plane$value)) > 0 && any(plane$value < 0.5) && any(plane$value > 0.5)) {
    contour(plane$x, plane$y, plane$value, levels = c(0.1, 0.25, 0.75, 0.9), add = TRUE, col = "grey35", lwd = 0.7,
            lty = 2, labcex = 0.65 * par("cex"))
    contour(plane$x, plane$y, plane$value, levels = 0.5, add = TRUE, lwd = 2 * line_size(), labcex = 0.75 * par("cex"))
  }
  draw_points(plane, look)
}

draw_classes <- function(plane, look) {
  k <- length(plane$classes)
  sure <- pmin(1, pmax(0, (plane$probability - 1 / k) / (1 - 1 / k)))
  paint(plane, matrix(mix_white(look$col[plane$class], 0.1 + 0.4 * sure), nrow(plane$class)))
  for (j in seq_len(k)) {
    lead <- matrix(plane$all[, j] - do.call(pmax, as.data.frame(plane$all[, -j])), nrow(plane$class))
    if (any(lead > 0, na.rm = TRUE) && any(lead < 0, na.rm = TRUE)) {
      contour(plane$x, plane$y, lead, levels = 0, add = TRUE, drawlabels = FALSE, col = "grey25",
              lwd = 1.2 * line_size())
    }
  }
  draw_points(plane, look)
}

draw_points <- function(plane, look) {
  rows <- drawn_rows(nrow(plane$points))
  class <- as.integer(plane$points$observed)[rows]
  points(plane$points$x[rows], plane$points$y[rows], pch = look$pch[class], bg = look$col[class], col = "white",
         lwd = 0.8, cex = look$cex)
  key_above(legend = plane$classes, pch = look$pch, pt.bg = look$col, col = "white", pt.cex = 1.2)
}

draw_values <- function(plane, look) {
  range <- range_of(plane$value, plane$points$observed)
  colours <- hcl.colors(64, "Viridis")
  shade <- function(v) colours[pmin(64, pmax(1, ceiling(64 * (v - range[1]) / diff(range))))]
  paint(plane, matrix(mix_white(shade(plane$value), 0.85), nrow(plane$value)))
  if (diff(range(plane$value)) > 0) {
    contour(plane$x, plane$y, plane$value, add = TRUE, col = "white", labcex = 0.75 * par("cex"))
  }
  rows <- drawn_rows(nrow(plane$points))
  points(plane$points$x[rows], plane$points$y[rows], pch = 21, bg = shade(plane$points$observed[rows]), col = "white",
         lwd = 1.2, cex = 1.2 * look$cex)
}

# Colours with a share of 1 - `share` white.
mix_white <- function(colours, share) {
  rgb <- grDevices::col2rgb(colours)
  share <- rep(share, each = 3, length.out = length(rgb))
  mixed <- 255 - (255 - rgb) * share
  grDevices::rgb(mixed[1, ], mixed[2, ], mixed[3, ], maxColorValue = 255)
}
