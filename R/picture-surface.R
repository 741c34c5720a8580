# The cost over one or two coefficients, or over a plane through the end of the path, and the paths of one or more fits.

# x, y: the axes; `cost`, a row for each x (a vector where there is no y); `paths`: data frames with epoch, x, y;
# `minimum`: the lowest point, or NULL; `path_cost`, of one coefficient; `diverged`: which fits diverge; labels.
surface_picture <- function(fits, which = NULL, directions = NULL, grid = 60, epoch = NULL, xlim = NULL, ylim = NULL) {
  fit <- fits[[1]]
  check_same_surface(fits)
  last <- max(vapply(fits, function(each) as.double(each$epochs), 0))
  if (!is.null(epoch)) check_trained(epoch, last, most = last)
  plane <- if (is.null(directions)) slice_plane(fit, which) else direction_plane(fit, directions, which)
  cost <- cost_function(fit)
  plane$costs_at <- function(points) {  # in blocks: a column of coefficients for each point would be large
    block <- ceiling(seq_len(nrow(points)) * length(plane$theta) / 1e6)
    unlist(lapply(split(seq_len(nrow(points)), block), function(rows) {
      cost(plane$theta + plane$basis %*% t(points[rows, , drop = FALSE]))
    }), use.names = FALSE)
  }
  diverged <- vapply(fits, has_diverged, NA)
  paths <- lapply(fits, path_on, plane = plane)
  names(paths) <- path_labels(fits)
  bottom <- lowest_point(fit, plane)
  flat <- ncol(plane$basis) == 1
  x <- axis_points(lapply(paths, `[[`, "x"), diverged, c(bottom[1], plane$reach), xlim, grid)
  y <- if (!flat) axis_points(lapply(paths, `[[`, "y"), diverged, c(bottom[2], plane$reach), ylim, grid)
  points <- if (flat) cbind(x) else cbind(rep(x, grid), rep(y, each = grid))
  inside <- flat || all(bottom >= c(x[1], y[1]) & bottom <= c(x[grid], y[grid]))
  surface <- list(x = x, y = y, cost = plane$costs_at(points), diverged = diverged, labels = plane$labels,
                  lowest = plane$lowest)
  surface$paths <- Map(function(path, out) if (out) until_outside(path, x, y) else path, paths, diverged)
  if (!flat) surface$cost <- matrix(surface$cost, grid)
  if (!is.null(epoch)) surface$paths <- lapply(surface$paths, function(path) path[path$epoch <= epoch, ])
  if (flat) surface$path_cost <- lapply(surface$paths, function(path) plane$costs_at(cbind(path$x)))
  surface["minimum"] <- list(if (length(bottom) && inside) bottom)
  named_surface(surface, fit, epoch, plane$note)
}

named_surface <- function(surface, fit, epoch, note) {
  cost <- fit$hyperparameters$cost$name
  flat <- is.null(surface$y)
  surface$main <- sprintf("The cost (%s) over %s", cost,
                          if (flat) "the coefficient" else if (is.null(note$plane)) "two coefficients" else note$plane)
  surface$sub <- caption(if (!is.null(epoch)) paste("epoch", count_text(epoch)), note$others)
  surface$xlab <- surface$labels[1]
  surface$ylab <- if (flat) "Cost" else surface$labels[2]
  surface$levels <- if (!flat) cost_levels(surface$cost)
  surface
}

check_same_surface <- function(fits) {
  theta <- coef_flat(fits[[1]])
  same <- vapply(fits, function(f) {
    check_recorded(f, "plot_surface")
    identical(names(coef_flat(f)), names(theta)) &&
      identical(f$hyperparameters$cost$name, fits[[1]]$hyperparameters$cost$name)
  }, NA)
  if (!all(same)) stop("`...` must hold fits with the coefficients and the cost of `fit`: others have another surface.",
                       call. = FALSE)
}

# ---- the plane that is drawn ----------------------------------------------------------------------------------------

# The plane of points theta + basis %*% (x, y): the axes are one or two coefficients themselves. The others stay at the
# end of the fit; where that has diverged, at the exact minimum if one is known, else at the start.
slice_plane <- function(fit, which) {
  theta <- coef_flat(fit)
  names <- names(theta)
  at <- two_coefficients(fit, which, names)
  where <- "final"
  if (has_diverged(fit)) {
    exact <- if (is_gaussian(fit)) reference_coefficients(fit)
    theta <- if (is.null(exact)) fit$history$coefficients[1, ] else replace(exact, is.na(exact), 0)
    where <- if (is.null(exact)) "first" else "exact"
  }
  others <- length(theta) - length(at)
  s <- if (others == 1) "" else "s"
  text <- c(final = sprintf("at the final value%s", s), exact = "at the exact minimum, for the fit diverges",
            first = "where training began, for the fit diverges")[[where]]
  if (!is_gaussian(fit) && where == "final") {
    text <- sprintf("%s, where the path's own arrive at its end only", text)
  }
  basis <- matrix(0, length(theta), length(at))
  basis[cbind(at, seq_along(at))] <- 1
  list(theta = replace(unname(theta), at, 0), basis = basis, labels = names[at], at = at,
       note = list(others = if (others) sprintf("%d other coefficient%s %s", others, s, text)),
       lowest = if (others && !is_gaussian(fit)) "lowest point of this slice" else "minimum")
}

# The plane through the end of the fit along two directions (Li et al. 2018): the principal directions of the path, or
# two random ones, of which each unit's weights are as long as the unit's weights are.
direction_plane <- function(fit, directions, which) {
  check_choice(directions, "directions", c("random", "path"))
  if (!is.null(which)) stop("`which` must be NULL where `directions` are given: they are no single coefficients.",
                            call. = FALSE)
  theta <- unname(coef_flat(fit))
  if (has_diverged(fit)) {
    exact <- reference_coefficients(fit)
    theta <- if (is.null(exact)) fit$history$coefficients[1, ] else unname(replace(exact, is.na(exact), 0))
  }
  if (length(theta) < 2) stop("`directions` need a model with two coefficients at least.", call. = FALSE)
  movement <- sweep(thin_rows(data.frame(readable_path(fit)$theta), 500), 2, theta)
  movement <- as.matrix(movement)
  basis <- if (directions == "path") path_directions(movement) else random_directions(fit)
  held <- qr.fitted(qr(basis), t(movement))
  all <- sum(movement^2)
  share <- if (all > 0) sum(held^2) / all else 0
  plane <- list(theta = theta, basis = basis, at = integer(), lowest = "lowest point of this plane",
                reach = if (directions == "random") c(-1, 1),
                labels = sprintf(if (directions == "path") "principal direction %d" else "random direction %d", 1:2))
  plane$note <- list(plane = if (directions == "path") "the plane of the path" else "a random plane",
                     others = sprintf("%.0f %% of the path's movement lies in this plane", 100 * share))
  plane
}

path_directions <- function(movement) {
  parts <- svd(movement, nu = 0, nv = min(2, dim(movement)))
  basis <- parts$v
  if (ncol(basis) < 2 || parts$d[2] <= 1e-12 * parts$d[1]) {  # a straight path: any direction across it
    across <- replace(numeric(nrow(parts$v)), which.min(abs(parts$v[, 1])), 1)
    basis <- qr.Q(qr(cbind(parts$v[, 1], across)))
  }
  basis
}

# Two directions that span a plane: where units have a single weight each, both may be the same one, and are drawn
# again.
random_directions <- function(fit) {
  layers <- if (is_network(fit)) fit$coefficients else list(as.matrix(fit$coefficients))
  biases <- lapply(layers, function(w) rownames(w) == "(Intercept)")
  single <- sum(mapply(function(w, bias) sum(!bias) * ncol(w), layers, biases)) < 2
  one <- function() {
    unlist(Map(function(w, bias) {
      if (single || all(bias)) bias[] <- FALSE
      d <- matrix(stats::rnorm(length(w)), nrow(w))
      d[bias, ] <- 0
      long <- function(m) sqrt(colSums(m[!bias, , drop = FALSE]^2))
      sweep(d, 2, ifelse(long(w) > 0, long(w), 1) / long(d), "*")  # weights of 0 have no length of their own
    }, layers, biases), use.names = FALSE)
  }
  for (try in 1:50) {
    basis <- cbind(one(), one())
    if (qr(basis)$rank == 2) break
  }
  basis
}

two_coefficients <- function(fit, which, names) {
  if (is.null(which)) {
    if (length(names) <= 2 || !is_network(fit)) return(seq_len(min(2, length(names))))
    path <- recorded_path(fit)$theta
    moved <- apply(path, 2, function(path) diff(range_of(path)) * (length(unique(path)) > 1))
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

# A fit's path in the coordinates of the plane.
path_on <- function(fit, plane) {
  path <- recorded_path(fit)
  at <- if (length(plane$at)) path$theta[, plane$at, drop = FALSE] else
    t(qr.coef(qr(plane$basis), t(path$theta) - plane$theta))
  at <- data.frame(epoch = path$epoch, unname(at))
  names(at) <- c("epoch", "x", "y")[seq_along(at)]
  thin_rows(at)
}

# ---- the cost -------------------------------------------------------------------------------------------------------

# theta, one point per column -> the cost of each, over the fit's rows: by the reduced data where the cost is quadratic.
cost_function <- function(fit) {
  if (is_gaussian(fit)) {
    scale <- quadratic_scale(fit$hyperparameters$cost, weight_of(fit))
    parts <- split_factor(fit$qr_factor)
    return(function(theta) scale * (colSums((parts$z - parts$r %*% theta)^2) + parts$rss_min))
  }
  problem <- training_problem(fit)
  function(theta) {
    apply(theta, 2, function(column) problem$evaluate(problem$inwards(column))$error) * problem$cost_unit
  }
}

# The lowest point of the plane: exact where the cost is quadratic, else found from the end of the path; NULL where
# there is none.
lowest_point <- function(fit, plane) {
  if (is_gaussian(fit)) {
    parts <- split_factor(fit$qr_factor)
    reduced_residual <- parts$z - drop(parts$r %*% plane$theta)
    bottom <- qr.coef(qr(parts$r %*% plane$basis, tol = 1e-7), reduced_residual)
    return(if (!anyNA(bottom)) unname(bottom))
  }
  if (isTRUE(fit$separated) || has_diverged(fit)) return(NULL)
  from <- if (length(plane$at)) unname(coef_flat(fit)[plane$at]) else c(0, 0)
  step <- pmax(abs(from), if (length(plane$at)) 1e-3 else 1)
  value <- function(u) plane$costs_at(matrix(from + u * step, 1))
  start <- numeric(length(from))
  found <- tryCatch(stats::nlminb(start, value, control = list(iter.max = 60)), error = function(e) NULL)
  if (is.null(found) || found$convergence != 0 || any(abs(found$par) > 20)) return(NULL)
  from + found$par * step
}

# Where an axis runs: the paths and the minimum. Of a path that diverges, what is within reach of start and minimum.
axis_points <- function(paths, diverged, bottom, limits, grid) {
  if (!is.null(limits)) return(seq(limits[1], limits[2], length.out = grid))
  home <- range_of(vapply(paths, `[`, 0, 1), bottom, if (!all(diverged)) paths[!diverged])
  first_steps <- lapply(paths[diverged], function(path) {
    far <- !is.finite(path) | path < home[1] - 2 * diff(home) | path > home[2] + 2 * diff(home)
    path[cumsum(far) == 0]
  })
  range <- range_of(home, first_steps, add = 0.12)
  # the minimum is seen as one only where the cost rises again behind it
  if (length(bottom)) {
    reach <- 0.35 * max(abs(range - bottom[1]))
    range <- c(min(range[1], bottom[1] - reach), max(range[2], bottom[1] + reach))
  }
  seq(range[1], range[2], length.out = grid)
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
