#' What a fit predicts over two inputs
#'
#' The plane of two inputs, coloured by the predicted probability (two classes), the predicted class (more; the paler,
#' the less certain) or the predicted value, with the data as points. Of two classes the first is drawn as circles, the
#' second as crosses, as the lecture draws a truth table. Rows that were held out to validate are drawn lighter. Further
#' inputs stay at their medians, factors at their most frequent level; the line below the title says so.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()] with two numeric inputs at least.
#' @param which Names of two numeric variables of the formula; by default the first two.
#' @param epoch NULL for the end (after early stopping that is the best epoch), or a recorded epoch (0 is the start).
#' @param grid Cells along each axis, one whole number from 10 on; their centres are predicted.
#' @param output For several numeric responses: the name or number of the one that is drawn.
#' @param plane FALSE draws the points alone.
#' @param ... Settings of the picture: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `col` and `pch` (one colour and
#'   one sign per class), `cex`.
#' @return A list, invisibly: `x`, `y`, the centres of the cells; `value`, a matrix of predictions (one row for each x),
#'   or for more than two classes `class`, a matrix of their numbers, and `probability`, that of the predicted class;
#'   `points`, a data frame with `x`, `y` and `observed` (and `set` where rows were held out); `kind`, what was drawn:
#'   `"probability"`, `"class"` or `"value"`.
#' @section Errors: A model with fewer than two numeric inputs, and names that are none of its inputs, are refused.
#' @seealso [predict.ann()], [plot_units()] for one input
#' @seealso In the course: `vignette("neuron", package = "descent")` and
#'   `vignette("approximation", package = "descent")`.
#' @examples
#' fit <- neuron(am ~ wt + hp, transform(mtcars, am = factor(am, labels = c("automatic", "manual"))),
#'               cost = "cross_entropy", scaling = "standardize", eta = "auto")
#' plot_boundary(fit)
#' plot_boundary(fit, plane = FALSE)
#' set.seed(1)
#' plot_boundary(ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 200))
#' @export
plot_boundary <- function(fit, which = NULL, epoch = NULL, grid = 100, output = 1, plane = TRUE, ...) {
  check_fit(fit, "plot_boundary")
  theirs <- list(...)
  check_flag(plane, "plane")
  picture <- plane_picture(fit, which, epoch, check_count(grid, "grid", 10), output, theirs$xlim, theirs$ylim)
  draw_plane(picture, theirs, plane)
}

draw_plane <- function(plane, theirs, filled = TRUE) {
  n <- max(1, length(plane$classes))
  style <- styled(list(
    main = if (filled) plane$main else "The data", sub = if (filled) plane$sub else "", xlab = plane$names[1],
    ylab = plane$names[2], xlim = plane$xlim, ylim = plane$ylim, cex = 1, pch = plane$pch, col = inked(plane$col)
  ), theirs)
  if (n > 1) style[c("pch", "col")] <- list(rep_len(style$pch, n), rep_len(style$col, n))
  old <- par(touched_par)
  on.exit(par(old))
  split <- any(plane$points$set == "validation")
  above <- if (plane$kind == "value" && !split) 0 else 1.1
  open_plot(style, grid = !filled, above = above, tight = TRUE)
  if (filled) {
    switch(plane$kind, probability = fill_probability(plane, style), class = fill_classes(plane, style),
           value = fill_values(plane, style))
  }
  draw_points(plane, style)
  if (above > 0) boundary_key(plane, style, split)
  box(col = ink())
  invisible(c(plane[c("x", "y", if (plane$kind == "class") c("class", "probability") else "value")],
              list(points = plane$points[if (split) TRUE else c("x", "y", "observed")], kind = plane$kind)))
}

# A pixel image of colours; rows of `colours` go with x, columns with y. With `coarse`, for films, whose size is that of
# their colours, a plane has few colours and none between them.
paint <- function(plane, colours) {
  n <- nrow(colours)
  rasterImage(t(colours)[n:1, ], plane$xlim[1], plane$ylim[1], plane$xlim[2], plane$ylim[2],
              interpolate = !isTRUE(plane$coarse))
}

shades_of <- function(plane, few, many) if (isTRUE(plane$coarse)) few else many

fill_probability <- function(plane, style) {
  steps <- shades_of(plane, 20, 100)
  ramp <- colorRampPalette(probability_ramp(style$col))(steps + 1)
  at <- round(steps * plane$value) + 1
  paint(plane, matrix(mix_white(ramp[ifelse(is.finite(at), at, steps / 2 + 1)], 0.55), nrow(at)))
  if (length(plane$levels)) {
    half <- plane$levels == 0.5
    label_contours(plane, plane$value, plane$levels, lwd = ifelse(half, 2, 0.8), lty = ifelse(half, 1, 2))
  }
}

fill_classes <- function(plane, style) {
  k <- length(plane$classes)
  share <- class_share(plane$probability, k)
  if (isTRUE(plane$coarse)) share <- round(20 * share) / 20
  paint(plane, matrix(mix_white(style$col[plane$class], share), nrow(plane$class)))
  for (line in plane$borders) lines(line$x, line$y, col = "grey25", lwd = 1.2 * line_size())
}

fill_values <- function(plane, style) {
  shade <- value_shade(plane$value, plane$range, value_colours(shades_of(plane, 16, 64)))
  paint(plane, matrix(mix_white(shade, 0.85), nrow(plane$value)))
  if (length(plane$levels)) label_contours(plane, plane$value, plane$levels, lwd = 0.8)
}

value_shade <- function(v, range, colours = value_colours()) {
  n <- length(colours)
  colours[pmin(n, pmax(1, ceiling(n * (v - range[1]) / diff(range))))]
}

# Contours in black on the colours; each label has a pale background and is left out where it would cover another one or
# one of `marks`.
label_contours <- function(plane, values, levels, lwd, lty = 1, text = function(level) format(level, digits = 4),
                           marks = NULL) {
  contour(plane$x, plane$y, values, levels = levels, add = TRUE, drawlabels = FALSE, col = "grey15",
          lwd = lwd * line_size(), lty = lty)
  usr <- par("usr")
  half <- function(label) {
    c(strwidth(label, cex = 0.75) * 0.6 / diff(usr[1:2]), strheight(label, cex = 0.75) * 0.85 / diff(usr[3:4]))
  }
  labels <- level_labels(plane, values, levels, text, usr, half, marks)
  if (is.null(labels)) return(invisible())
  rect(labels$x - labels$wide, labels$y - labels$high, labels$x + labels$wide, labels$y + labels$high,
       col = adjustcolor("white", 0.8), border = NA)
  graphics::text(labels$x, labels$y, labels$label, cex = 0.75, col = "black")
}

draw_points <- function(plane, style) {
  rows <- drawn_rows(nrow(plane$points))
  at <- plane$points[rows, ]
  strength <- ifelse(at$set == "validation", 0.45, 1)
  if (plane$kind == "value") {
    fill <- value_shade(at$observed, plane$range)
    points(at$x, at$y, pch = if (is.null(style$pch)) 21 else style$pch, bg = fill, lwd = 1.2, cex = 1.2 * style$cex,
           col = ifelse(strength < 1, "black", "white"))
    return(invisible())
  }
  class <- as.integer(at$observed)
  colour <- mapply(adjustcolor, style$col[class], strength)
  # a white line below keeps a sign in sight on its own colour
  points(at$x, at$y, pch = style$pch[class], col = adjustcolor("white", 0.8), lwd = 4 * line_size(), cex = style$cex)
  points(at$x, at$y, pch = style$pch[class], col = colour, bg = colour, lwd = 2 * line_size(), cex = style$cex)
}

boundary_key <- function(plane, style, split) {
  classes <- plane$classes
  value <- plane$kind == "value"
  key_above(c(classes, if (value) "training", if (split) if (value) "held out" else "paler: held out"),
            pch = c(style$pch, if (value) c(21, 21) else if (split) NA), pt.lwd = 2,
            pt.bg = c(style$col, if (value) c("grey60", "grey60")),
            col = c(style$col, if (value) c("white", "black") else if (split) NA), pt.cex = 1.2)
}
