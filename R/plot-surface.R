#' The cost over two coefficients, and the path down it
#'
#' Filled contours of the cost with the path of gradient descent on them, from the start (ring) to the end (dot; after
#' early stopping that is the best epoch), and the minimum (cross). With one coefficient the cost is drawn as a curve.
#' The cost is that of all the fit's training rows, without `l2` and `l1`.
#'
#' A model with more coefficients is cut through its end: the other coefficients stay at their final values, where the
#' path's own arrive at its end only, and the cross is the lowest point of this slice. Of a fit that diverged the others
#' stay at the exact minimum instead, or, where none is known, at the start; the line below the title says which.
#'
#' `directions` cut elsewhere, as Li et al. (2018) do: through the end along two directions of all coefficients
#' together. `"path"` takes the two principal directions of the recorded path, on which the path belongs; `"random"`
#' draws two directions with R's generator and makes each unit's part of them as long as the unit's weights are (biases
#' stay, unless there is one weight only). The line below the title says how much of the path's movement the plane
#' holds.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()] that recorded its path.
#' @param ... More fits of the same model to the same data, at other rates or with other optimizers, whose paths are
#'   drawn on the same surface; their names become the legend. Also settings: `main`, `sub`, `xlab`, `ylab`, `xlim`,
#'   `ylim`, `col`, `lwd`.
#' @param which Names or numbers of two coefficients, in the order of `names(coef(fit))` (for [ann()] that of the
#'   columns of [coef_history()]); by default the first two, for [ann()] the two that moved most.
#' @param directions NULL for two coefficients, `"path"` or `"random"`.
#' @param type `"contour"`, or `"persp"` for a view of the surface in three dimensions.
#' @param grid Points along each axis, one whole number from 10 on.
#' @param epoch NULL for the whole path, or the epoch where it stops.
#' @param theta,phi For `type = "persp"`: the angles of the view, in degrees.
#' @return A list, invisibly: `x`, `y` and the matrix `cost` (a row for each x), `paths`, a list of data frames with the
#'   columns `epoch`, `x`, `y`, and `minimum`, the lowest point of the surface (NULL where it is not in the picture).
#'   With `directions`, x and y count steps along them from the end.
#'   With one coefficient `y` is left out.
#' @section Errors: A fit with `record = FALSE` has no path, and fits of different models have different surfaces; the
#'   messages say so.
#' @references Li, Xu, Taylor, Studer & Goldstein (2018), Visualizing the loss landscape of neural nets, NeurIPS.
#' @seealso [plot_rates()], [plot_optimizers()], [animate()]
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("take-home", package = "descent")`.
#' @examples
#' slow <- gd_lm(dist ~ I(speed - 15), cars, eta = 0.005, epochs = 60)
#' fast <- gd_lm(dist ~ I(speed - 15), cars, eta = 0.03, epochs = 60)
#' plot_surface(slow)
#' plot_surface(slow, fast)
#' plot_surface(slow, type = "persp", grid = 30)
#' set.seed(1)
#' plot_surface(ann(mpg ~ wt + hp, mtcars, hidden = 3, epochs = 100), directions = "path", grid = 25)
#' @export
plot_surface <- function(fit, ..., which = NULL, type = "contour", grid = 60, epoch = NULL, theta = 35, phi = 35,
                         directions = NULL) {
  check_fit(fit, "plot_surface")
  check_choice(type, "type", c("contour", "persp"))
  dots <- list(...)
  others <- vapply(dots, inherits, NA, "descent")
  theirs <- dots[!others]
  surface <- surface_picture(c(list(fit), dots[others]), which, directions, check_count(grid, "grid", 10), epoch,
                             theirs$xlim, if (length(which) != 1) theirs$ylim)
  draw_surface(surface, theirs, type, theta, phi)
}

draw_surface <- function(surface, theirs, type = "contour", theta = 35, phi = 35) {
  n <- length(surface$paths)
  style <- styled(c(surface[c("main", "sub", "xlab", "ylab")], list(
    lwd = 2, xlim = range(surface$x), ylim = range_of(if (is.null(surface$y)) surface$cost else surface$y,
                                                      add = if (is.null(surface$y)) 0.02 else 0),
    col = path_colours(n), lty = rep_len(c(1, 5, 4, 2, 6), n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  if (is.null(surface$y)) {
    draw_cost_curve(surface, style)
  } else if (type == "contour") {
    draw_contours(surface, style)
  } else {
    draw_landscape(surface, style, theta, phi)
  }
  invisible(surface[c("x", if (!is.null(surface$y)) "y", "cost", "paths", "minimum")])
}

path_colours <- function(n) c(okabe_ito[["orange"]], palette_of(7)[c(7, 3, 4, 5, 1, 6)])[(seq_len(n) - 1) %% 7 + 1]

surface_colours <- function(n) head(hcl.colors(round(1.7 * n), "Blues 3", rev = TRUE), n)

draw_contours <- function(surface, style) {
  open_surface(surface, style)
  levels <- surface$levels
  graphics::.filled.contour(surface$x, surface$y, surface$cost, levels, surface_colours(length(levels) - 1))
  label_contours(surface, surface$cost, levels[-c(1, length(levels))], lwd = 0.6, text = number_text,
                 marks = surface_marks(surface))
  draw_paths(surface, style, function(path) path[c("x", "y")], surface$minimum)
  box(col = ink())
}

# Room for the marks' key, and for the paths' names where there are several.
open_surface <- function(surface, style, tight = TRUE) {
  open_plot(style, grid = FALSE, above = if (length(surface$paths) > 1) 2.1 else 1.1, tight = tight)
}

draw_cost_curve <- function(surface, style) {
  open_surface(surface, style, tight = FALSE)
  lines(surface$x, surface$cost, col = ink(0.65), lwd = line_size())
  surface$paths <- Map(function(path, cost) cbind(path, y = cost[seq_len(nrow(path))]), surface$paths,
                       surface$path_cost)
  lowest <- if (length(surface$minimum)) c(surface$minimum, min(surface$cost))
  draw_paths(surface, style, function(path) path[c("x", "y")], lowest, ground = paper(), mark = ink())
}

# Seen from above or in perspective: `place` says where on the page a path lies. A pale line below each path keeps it in
# sight on its ground.
draw_paths <- function(surface, style, place, minimum, ground = "white", mark = "black") {
  size <- line_size()
  n <- length(surface$paths)
  colours <- rep_len(style$col, n)
  types <- rep_len(style$lty, n)
  for (i in seq_len(n)) {
    at <- as.data.frame(place(surface$paths[[i]]))
    rows <- nrow(at)
    if (rows == 0) next
    lines(at$x, at$y, col = adjustcolor(ground, 0.7), lwd = (style$lwd + 2) * size)
    lines(at$x, at$y, col = colours[i], lwd = style$lwd * size, lty = types[i])
    if (rows <= 150) points(at$x, at$y, pch = 19, cex = 0.45, col = colours[i])
    points(at$x[1], at$y[1], pch = 21, bg = ground, col = colours[i], lwd = 2, cex = 1.3)
    if (!surface$diverged[i]) points(at$x[rows], at$y[rows], pch = 19, col = colours[i], cex = 1.3)
  }
  low <- !is.null(minimum)
  if (low) {
    points(minimum[1], minimum[2], pch = 4, lwd = 5, cex = 1.3, col = adjustcolor(ground, 0.8))
    points(minimum[1], minimum[2], pch = 4, lwd = 2.5, cex = 1.3, col = mark)
  }
  several <- n > 1
  marks <- if (several) ink(0.7) else inked(colours[1])
  key_above(c("start", if (!all(surface$diverged)) "end", if (low) surface$lowest),
            pch = c(21, if (!all(surface$diverged)) 19, if (low) 4), pt.bg = paper(),
            col = c(marks, if (!all(surface$diverged)) marks, if (low) ink()), pt.lwd = 2)
  if (several) key_above(names(surface$paths), up = 1, lwd = 2, col = inked(colours), lty = types, seg.len = 2)
}

draw_landscape <- function(surface, style, theta, phi) {
  keys <- if (length(surface$paths) > 1) 2.1 else 1.1
  old <- par(c("col.axis", "col.lab"))
  on.exit(par(old))
  par(cex = text_size(), xpd = NA, col.axis = ink(), col.lab = ink())
  line <- par("cin")[2] * par("cex")
  par(mai = line * c(1.3, 1.6, 0.5 + 1.35 * has_text(style$main) + 1.1 * has_text(style$sub) + keys, 0.8))
  cost <- surface$cost
  n <- dim(cost)
  middle <- (cost[-1, -1] + cost[-n[1], -1] + cost[-1, -n[2]] + cost[-n[1], -n[2]]) / 4
  shade <- surface_colours(40)[findInterval(middle, cost_levels(cost, 40), all.inside = TRUE)]
  view <- persp(surface$x, surface$y, cost, theta = theta, phi = phi, col = shade, border = adjustcolor("grey30", 0.15),
                xlab = paste0("\n", style$xlab), ylab = paste0("\n", style$ylab), zlab = "\nCost",
                ticktype = "detailed", nticks = 4, expand = 0.65, cex.axis = 0.75, cex.lab = 0.85, d = 2)
  heading(style$main, style$sub, above = keys)
  inside <- function(path) {
    path$x >= surface$x[1] & path$x <= surface$x[n[1]] & path$y >= surface$y[1] & path$y <= surface$y[n[2]]
  }
  place <- function(path) {
    path <- path[inside(path), ]
    trans3d(path$x, path$y, surface_height(surface, path$x, path$y) + 0.01 * diff(range(cost)), view)
  }
  low <- surface$minimum
  draw_paths(surface, style, place, if (!is.null(low)) {
    unlist(trans3d(low[1], low[2], surface_height(surface, low[1], low[2]), view))
  })
}

# The surface's own height, between the points of the grid.
surface_height <- function(surface, x, y) {
  cost <- surface$cost
  i <- pmin(findInterval(x, surface$x), nrow(cost) - 1)
  j <- pmin(findInterval(y, surface$y), ncol(cost) - 1)
  u <- (x - surface$x[i]) / (surface$x[2] - surface$x[1])
  v <- (y - surface$y[j]) / (surface$y[2] - surface$y[1])
  (1 - u) * (1 - v) * cost[cbind(i, j)] + u * (1 - v) * cost[cbind(i + 1, j)] +
    (1 - u) * v * cost[cbind(i, j + 1)] + u * v * cost[cbind(i + 1, j + 1)]
}
