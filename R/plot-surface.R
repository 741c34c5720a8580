#' The cost over two coefficients, and the path down it
#'
#' Filled contours of the cost with the path of gradient descent on them, from the start (ring) to the end (dot), and
#' the minimum (cross). A model with more coefficients is cut through its end: the other coefficients stay at their
#' final values. With one coefficient the cost is drawn as a curve. The cost is that of all the fit's rows, without
#' `l2` and `l1`.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()] that recorded its path.
#' @param ... More fits of the same model to the same data, at other rates or with other optimizers, whose paths are
#'   drawn on the same surface; their names become the legend. Also settings: `main`, `sub`, `xlab`, `ylab`, `xlim`,
#'   `ylim`, `col`, `lwd`.
#' @param which Names or numbers of two coefficients, in the order of `names(coef(fit))` (for [ann()] that of the
#'   columns of [coef_history()]); by default the first two, for [ann()] the two that moved most.
#' @param type `"contour"`, or `"persp"` for a view of the surface in three dimensions.
#' @param grid Points along each axis, one whole number from 10 on.
#' @param epoch NULL for the whole path, or the epoch where it stops.
#' @param theta,phi For `type = "persp"`: the angles of the view, in degrees.
#' @return A list, invisibly: `x`, `y` and the matrix `cost` (a row for each x), `paths`, a list of data frames with the
#'   columns `epoch`, `x`, `y`, and `minimum`, the lowest point of the surface (NULL where it is not in the picture).
#'   With one coefficient `y` is left out.
#' @section Errors: A fit with `record = FALSE` has no path, and fits of different models have different surfaces; the
#'   messages say so.
#' @seealso [plot_rates()], [plot_optimizers()], [animate()]
#' @examples
#' slow <- gd_lm(dist ~ I(speed - 15), cars, eta = 0.005, epochs = 60)
#' fast <- gd_lm(dist ~ I(speed - 15), cars, eta = 0.03, epochs = 60)
#' plot_surface(slow)
#' plot_surface(slow, fast)
#' plot_surface(slow, type = "persp", grid = 30)
#' @export
plot_surface <- function(fit, ..., which = NULL, type = "contour", grid = 60, epoch = NULL, theta = 35, phi = 35) {
  check_fit(fit, "plot_surface")
  check_choice(type, "type", c("contour", "persp"))
  dots <- list(...)
  others <- vapply(dots, inherits, NA, "descent")
  surface <- surface_data(c(list(fit), dots[others]), which, check_count(grid, "grid", 10), dots[!others])
  draw_surface(surface, fit$hyperparameters$cost$name, dots[!others], type, epoch, theta, phi)
}

draw_surface <- function(surface, cost, theirs, type = "contour", epoch = NULL, theta = 35, phi = 35) {
  if (!is.null(epoch)) surface$paths <- lapply(surface$paths, function(path) path[path$epoch <= epoch, ])
  n <- length(surface$paths)
  look <- styled(list(
    main = sprintf("The cost (%s) over %s", cost,
                   if (is.null(surface$y)) "the coefficient" else "two coefficients"),
    sub = paste(c(if (!is.null(epoch)) paste("epoch", count_text(epoch)), if (surface$others > 0) {
      sprintf("%d other coefficient%s at the final value%s", surface$others, if (surface$others > 1) "s" else "",
              if (surface$others > 1) "s" else "")
    }), collapse = "; "),
    xlab = surface$names[1], ylab = if (is.null(surface$y)) "Cost" else surface$names[2], lwd = 2,
    xlim = range(surface$x), ylim = if (is.null(surface$y)) range_of(surface$cost, add = 0.02) else range(surface$y),
    col = c(okabe_ito[["orange"]], palette_of(7)[c(7, 3, 4, 5, 1, 6)])[(seq_len(n) - 1) %% 7 + 1]), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  if (is.null(surface$y)) {
    draw_cost_curve(surface, look)
  } else if (type == "contour") {
    draw_contours(surface, look)
  } else {
    draw_landscape(surface, look, theta, phi)
  }
  invisible(surface[c("x", if (!is.null(surface$y)) "y", "cost", "paths", "minimum")])
}

surface_data <- function(fits, which, grid, theirs = list()) {
  fit <- fits[[1]]
  for (each in fits) check_recorded(each, "plot_surface")
  theta <- coef_flat(fit)
  same <- vapply(fits, function(f) {
    identical(names(coef_flat(f)), names(theta)) &&
      identical(f$hyperparameters$cost$name, fit$hyperparameters$cost$name)
  }, NA)
  if (!all(same)) stop("`...` must hold fits with the coefficients and the cost of `fit`: others have another surface.",
                       call. = FALSE)
  at <- two_coefficients(fit, which, names(theta))
  paths <- lapply(fits, function(f) {
    path <- data.frame(epoch = f$history$epoch, f$history$coefficients[, at, drop = FALSE])
    names(path) <- c("epoch", "x", "y")[seq_along(path)]
    thin_rows(path)
  })
  names(paths) <- path_labels(fits)
  cost <- cost_function(fit)
  costs_at <- function(...) {
    points <- cbind(...)
    where <- matrix(theta, length(theta), nrow(points))
    where[at, ] <- t(points)
    cost(where)
  }
  bottom <- lowest_point(fit, at, theta, costs_at)
  gone <- vapply(fits, has_diverged, NA)
  x <- axis_points(lapply(paths, `[[`, "x"), gone, bottom[1], theirs$xlim, grid)
  surface <- list(x = x, names = names(theta)[at], gone = gone, others = length(theta) - length(at))
  if (length(at) == 1) {
    surface$paths <- paths
    surface$paths[gone] <- lapply(paths[gone], until_outside, x, NULL)
    surface$cost <- costs_at(x)
    surface$path_cost <- lapply(surface$paths, function(path) costs_at(path$x))
  } else {
    surface$y <- axis_points(lapply(paths, `[[`, "y"), gone, bottom[2], theirs$ylim, grid)
    surface$cost <- matrix(costs_at(rep(x, grid), rep(surface$y, each = grid)), grid)
    inside <- !is.null(bottom) && all(bottom >= c(x[1], surface$y[1]) & bottom <= c(x[grid], surface$y[grid]))
    bottom <- if (inside) bottom
    surface$paths <- paths
    surface$paths[gone] <- lapply(paths[gone], until_outside, x, surface$y)
  }
  surface["minimum"] <- list(bottom)
  surface
}

two_coefficients <- function(fit, which, names) {
  if (is.null(which)) {
    if (length(names) <= 2 || !is_network(fit)) return(seq_len(min(2, length(names))))
    moved <- apply(fit$history$coefficients, 2, function(path) diff(range_of(path)) * (length(unique(path)) > 1))
    return(sort(order(-moved)[1:2]))
  }
  at <- if (is.character(which)) match(which, names) else which
  if (!is.numeric(at) || !length(at) %in% 1:2 || anyNA(at) || !all(at %in% seq_along(names)) || anyDuplicated(at)) {
    stop_argument("which", sprintf("the names or numbers of one or two coefficients (%s%s)",
                                   paste(head(names, 6), collapse = ", "), if (length(names) > 6) ", ..." else ""),
                  describe(which))
  }
  at
}

# theta, a column a point -> the cost of each, over the fit's rows: by the root where the cost is quadratic.
cost_function <- function(fit) {
  if (is_gaussian(fit)) {
    weight <- row_facts(fit)$weight
    scale <- quadratic_scale(fit$hyperparameters$cost, weight)
    parts <- split_factor(fit$qr_factor)
    return(function(theta) scale * (colSums((parts$z - parts$r %*% theta)^2) + parts$rss_min))
  }
  problem <- training_problem(fit)
  function(theta) {
    apply(theta, 2, function(column) problem$evaluate(problem$inwards(column))$error) * problem$cost_unit
  }
}

# The minimum of the surface: exact where it is quadratic, else found from the end of the path; NULL where there is
# none.
lowest_point <- function(fit, at, theta, costs_at) {
  if (is_gaussian(fit)) {
    parts <- split_factor(fit$qr_factor)
    rest <- parts$z - drop(parts$r[, -at, drop = FALSE] %*% theta[-at])
    bottom <- qr.coef(qr(parts$r[, at, drop = FALSE], tol = 1e-7), rest)
    return(if (!anyNA(bottom)) unname(bottom))
  }
  if (isTRUE(fit$separated) || fit$stop == "diverged") return(NULL)
  from <- unname(theta[at])
  step <- pmax(abs(from), 1e-3)
  value <- function(u) costs_at(matrix(from + u * step, 1))
  found <- tryCatch(stats::nlminb(numeric(length(at)), value, control = list(iter.max = 60)), error = function(e) NULL)
  if (is.null(found) || found$convergence != 0 || any(abs(found$par) > 20)) return(NULL)
  from + found$par * step
}

# Where an axis runs: the paths and the minimum. Of a path that diverges, what is within reach of start and minimum.
axis_points <- function(paths, gone, bottom, limits, grid) {
  if (!is.null(limits)) return(seq(limits[1], limits[2], length.out = grid))
  home <- range_of(vapply(paths, `[`, 0, 1), bottom, if (!all(gone)) paths[!gone])
  first_steps <- lapply(paths[gone], function(path) {
    far <- !is.finite(path) | path < home[1] - 2 * diff(home) | path > home[2] + 2 * diff(home)
    path[cumsum(far) == 0]
  })
  range <- range_of(home, first_steps, add = 0.12)
  # the minimum is seen as one only where the cost rises again behind it
  if (length(bottom)) {
    reach <- 0.35 * max(abs(range - bottom))
    range <- c(min(range[1], bottom - reach), max(range[2], bottom + reach))
  }
  seq(range[1], range[2], length.out = grid)
}

has_diverged <- function(fit) {
  error <- fit$history$error
  fit$stop == "diverged" || !all(is.finite(error)) || tail(error, 1) > 3 * error[1]
}

# A path that diverges, up to its first step out of the picture.
until_outside <- function(path, x, y) {
  out <- path$x < x[1] | path$x > x[length(x)]
  if (!is.null(y)) out <- out | path$y < y[1] | path$y > y[length(y)]
  first <- which(out)[1]
  if (is.na(first)) path else path[seq_len(first), ]
}

# What tells the fits apart: the names given, else the hyperparameters that differ.
path_labels <- function(fits) {
  if (length(fits) == 1) return("path")
  given <- names(fits)
  if (is.null(given)) given <- rep("", length(fits))
  lines <- lapply(fits, function(f) describe_hyperparameters(f$hyperparameters))
  keys <- Reduce(intersect, lapply(lines, names))
  table <- vapply(lines, `[`, character(length(keys)), keys)
  differs <- keys[apply(table, 1, function(row) length(unique(row)) > 1)]
  differs <- head(intersect(c("optimizer", "eta", "batch_size", "scaling", "start", differs), differs), 2)
  found <- vapply(lines, function(line) {
    values <- sub(" [(].*", "", line[differs])
    paste(ifelse(differs == "optimizer", values, paste(differs, values)), collapse = ", ")
  }, "")
  if (!length(differs)) found <- paste("fit", seq_along(fits))
  make.unique(ifelse(nzchar(given), given, found))
}

# Levels closer together near the minimum, where the surface is flat.
cost_levels <- function(cost, n = 16) {
  range <- range_of(cost)
  range[1] + diff(range) * seq(0, 1, length.out = n)^2
}

surface_colours <- function(n) head(hcl.colors(round(1.7 * n), "Blues 3", rev = TRUE), n)

draw_contours <- function(surface, look) {
  open_plot(look, grid = FALSE, above = 1.1, tight = TRUE)
  cost <- surface$cost
  levels <- cost_levels(cost)
  graphics::.filled.contour(surface$x, surface$y, cost, levels, surface_colours(length(levels) - 1))
  contour(surface$x, surface$y, cost, levels = levels[-1], labels = format_levels(levels[-1]), add = TRUE,
          col = "grey45", lwd = 0.6, labcex = 0.65 * par("cex"))
  draw_paths(surface, look, function(path) path[c("x", "y")], surface$minimum)
  box()
}

format_levels <- function(x) vapply(x, function(v) format(signif(v, 3), big.mark = ","), "")

draw_cost_curve <- function(surface, look) {
  open_plot(look, above = 1.1)
  lines(surface$x, surface$cost, col = "grey40", lwd = line_size())
  paths <- surface$paths
  surface$paths <- Map(function(path, cost) cbind(path, y = cost[seq_len(nrow(path))]), paths, surface$path_cost)
  lowest <- if (length(surface$minimum)) c(surface$minimum, min(surface$cost))
  draw_paths(surface, look, function(path) path[c("x", "y")], lowest)
}

# seen from above or in perspective: `place` says where on the page a path lies
draw_paths <- function(surface, look, place, minimum) {
  size <- line_size()
  colours <- rep_len(look$col, length(surface$paths))
  all <- do.call(rbind, lapply(surface$paths, function(path) as.data.frame(place(path))))
  for (i in seq_along(surface$paths)) {
    at <- as.data.frame(place(surface$paths[[i]]))
    n <- nrow(at)
    if (n == 0) next
    lines(at$x, at$y, col = colours[i], lwd = look$lwd * size)
    if (n <= 150) points(at$x, at$y, pch = 19, cex = 0.45, col = colours[i])
    points(at$x[1], at$y[1], pch = 21, bg = "white", col = colours[i], lwd = 2, cex = 1.3)
    if (!surface$gone[i]) points(at$x[n], at$y[n], pch = 19, col = colours[i], cex = 1.3)
  }
  if (!is.null(minimum)) points(minimum[1], minimum[2], pch = 4, lwd = 2.5, cex = 1.3)
  several <- length(surface$paths) > 1
  marks <- if (several) "grey30" else colours[1]
  low <- !is.null(minimum)
  key_above(legend = c("start", "end", if (low) "minimum"), pch = c(21, 19, if (low) 4), pt.bg = "white",
            col = c(marks, marks, if (low) "black"), pt.lwd = 2)
  if (several) {
    key(free_corner(all[[1]], all[[2]]), legend = names(surface$paths), lwd = 2, col = colours, seg.len = 1.4)
  }
}

draw_landscape <- function(surface, look, theta, phi) {
  top <- 0.2 * text_size() * (2.8 + 1.1 * nzchar(look$sub))
  par(cex = text_size(), mai = c(0.05, 0.1, top, 0.1), mgp = c(2, 0.45, 0))
  cost <- surface$cost
  n <- dim(cost)
  middle <- (cost[-1, -1] + cost[-n[1], -1] + cost[-1, -n[2]] + cost[-n[1], -n[2]]) / 4
  levels <- cost_levels(cost, 40)
  shade <- surface_colours(40)[findInterval(middle, levels, all.inside = TRUE)]
  view <- persp(surface$x, surface$y, cost, theta = theta, phi = phi, col = shade, border = adjustcolor("grey30", 0.15),
                xlab = paste0("\n\n", look$xlab), ylab = paste0("\n\n", look$ylab), zlab = "\nCost",
                ticktype = "detailed", nticks = 4, expand = 0.65, cex.axis = 0.75, cex.lab = 0.85, d = 2)
  heading(look$main, look$sub, above = 1.1)
  inside <- function(path) {
    path$x >= surface$x[1] & path$x <= surface$x[n[1]] & path$y >= surface$y[1] & path$y <= surface$y[n[2]]
  }
  height <- function(x, y) {  # the surface's own height, between the points of the grid
    i <- pmin(findInterval(x, surface$x), n[1] - 1)
    j <- pmin(findInterval(y, surface$y), n[2] - 1)
    u <- (x - surface$x[i]) / (surface$x[2] - surface$x[1])
    v <- (y - surface$y[j]) / (surface$y[2] - surface$y[1])
    (1 - u) * (1 - v) * cost[cbind(i, j)] + u * (1 - v) * cost[cbind(i + 1, j)] +
      (1 - u) * v * cost[cbind(i, j + 1)] + u * v * cost[cbind(i + 1, j + 1)]
  }
  place <- function(path) {
    path <- path[inside(path), ]
    trans3d(path$x, path$y, height(path$x, path$y) + 0.01 * diff(range(cost)), view)
  }
  low <- surface$minimum
  draw_paths(surface, look, place, if (!is.null(low)) unlist(trans3d(low[1], low[2], height(low[1], low[2]), view)))
}
