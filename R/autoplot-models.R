# ggplots of the model at one moment: against the data, over two inputs, over two coefficients, as a network.

gg_fit <- function(picture) {
  n <- length(picture$values)
  by_epoch <- !is.null(picture$epochs)
  data <- long_form(picture$input$newdata[[1]], picture$values, "x")
  if (by_epoch) levels(data$column) <- count_text_each(picture$epochs)
  points <- long_form(picture$input$x, setNames(as.data.frame(picture$input$y),
                                                if (by_epoch) "" else names(picture$values)), "x")
  points$set <- rep(picture$set, length.out = nrow(points))
  named <- levels(data$column)[unique(round(seq(1, n, length.out = 5)))]
  colours <- if (by_epoch) {
    ggplot2::scale_colour_manual(breaks = named, values = setNames(gg_shades(n), levels(data$column)), name = "epoch")
  } else {
    gg_line_styles(n)
  }
  lines <- gg_aes(colour = "column", linetype = "column", group = "column")
  if (by_epoch) lines$linetype <- NULL
  gg(data, "x", "value") +
    (if (by_epoch) ggplot2::geom_point(gg_aes(shape = "set"), data = points, colour = "grey50") else
       ggplot2::geom_point(gg_aes(shape = "set", colour = "column"), data = points, alpha = 0.7)) +
    ggplot2::geom_line(lines, linewidth = 0.9) + colours + gg_sets(picture$set) + gg_frame(picture)
}

# The shades of the base picture on white paper.
gg_shades <- function(n) {
  ramp <- grDevices::colorRampPalette(c("#B3D4E8", okabe_ito[["blue"]], "#08306B"))(max(n, 2))
  if (n == 1) ramp[2] else ramp
}

gg_fitted <- function(picture) {
  data <- picture$data
  k <- length(picture$classes)
  if (!k) {
    n <- length(picture$outputs)
    data$output <- factor(data$output, picture$outputs)
    return(gg(data, "observed", "fitted") + ggplot2::geom_abline(linetype = 2, colour = "grey40") +
             ggplot2::geom_point(gg_aes(colour = "output", shape = "set"), alpha = 0.7) + gg_colours(n) +
             gg_sets(data$set) + gg_frame(picture))
  }
  data$place <- beside(as.numeric(data$observed))
  data$mark <- factor(ifelse(k > 2 & !data$right, "wrong", as.character(data$set)),
                      c("training", "validation", "wrong"), c(if (k > 2) "right" else "training", "held out", "wrong"))
  plot <- gg(data, "place", "fitted")
  level <- if (!is.null(picture$level)) {
    ggplot2::geom_hline(yintercept = picture$level, linetype = 2, colour = "grey40")
  }
  plot + level + ggplot2::geom_point(gg_aes(colour = "observed", shape = "mark"), alpha = 0.7) +
    gg_frame(picture, classes = picture$classes) +
    ggplot2::scale_colour_manual(values = class_colours(k), guide = "none", drop = FALSE) +
    ggplot2::scale_shape_manual(values = stats::setNames(c(19, 1, 4), levels(data$mark)), name = NULL,
                                guide = if (nlevels(droplevels(data$mark)) > 1) "legend" else "none")
}

gg_residuals <- function(picture) {
  picture$data$output <- factor(picture$data$output, picture$outputs)
  gg(picture$data, "fitted", "residual") + ggplot2::geom_hline(yintercept = 0, linetype = 2, colour = "grey40") +
    ggplot2::geom_point(gg_aes(colour = "output", shape = "set"), alpha = 0.7) + gg_colours(length(picture$outputs)) +
    gg_sets(picture$data$set) + gg_frame(picture)
}

gg_surface <- function(surface) {
  marks <- function(x, y, mark) data.frame(x = x, y = y, mark = factor(mark, c("start", "end", surface$lowest)))
  path <- surface$paths[[1]]
  shapes <- ggplot2::scale_shape_manual(values = stats::setNames(c(1, 19, 4), c("start", "end", surface$lowest)),
                                        name = NULL)
  if (is.null(surface$y)) {
    path$y <- surface$path_cost[[1]]
    plot <- gg(data.frame(x = surface$x, y = surface$cost), "x", "y") + ggplot2::geom_line(colour = "grey40")
    surface$minimum <- if (length(surface$minimum)) c(surface$minimum, min(surface$cost))
  } else {
    data <- data.frame(expand.grid(x = surface$x, y = surface$y), cost = as.vector(surface$cost))
    plot <- gg(data, "x", "y") +
      ggplot2::geom_contour_filled(gg_aes(z = "cost"), breaks = surface$levels, show.legend = FALSE) +
      ggplot2::scale_fill_manual(values = surface_colours(length(surface$levels) - 1), drop = FALSE) +
      gg_level_labels(surface, surface$cost, surface$levels[-c(1, length(surface$levels))], number_text,
                      surface_marks(replace(surface, "paths", list(surface$paths[1]))))
  }
  rows <- nrow(path)
  ends <- rbind(if (rows) marks(path$x[1], path$y[1], "start"),
                if (rows && !surface$diverged[1]) marks(path$x[rows], path$y[rows], "end"),
                if (length(surface$minimum)) marks(surface$minimum[1], surface$minimum[2], surface$lowest))
  plot + ggplot2::geom_path(data = path, mapping = gg_aes(x = "x", y = "y"), colour = okabe_ito[["orange"]]) +
    ggplot2::geom_point(data = ends, mapping = gg_aes(x = "x", y = "y", shape = "mark"), size = 3, stroke = 1.2,
                        colour = ifelse(ends$mark == surface$lowest, "black", okabe_ito[["orange"]])) + shapes +
    ggplot2::coord_cartesian(range(surface$x), if (!is.null(surface$y)) range(surface$y), expand = is.null(surface$y)) +
    ggplot2::labs(x = surface$xlab, y = surface$ylab, title = surface$main, subtitle = shown_text(surface$sub))
}

gg_network <- function(net) {
  lines <- net$lines[order(net$lines$width), ]
  lines$sign <- factor(ifelse(lines$value < 0, "negative", "positive"), c("positive", "negative"))
  lines$wide <- pmax(0.15, 1.6 / (1 + max(0, nrow(lines) - 60) / 100) * lines$width * ifelse(lines$bias, 0.5, 1))
  first <- net$units[net$units$layer == 0, ]
  final <- net$units[net$units$layer == max(net$units$layer), ]
  hidden <- net$units[!net$units$bias & net$units$layer > 0 & net$units$layer < max(net$units$layer), ]
  net$units$kind <- ifelse(net$units$bias, "bias", "unit")
  size <- min(5, 60 / net$slots)
  gg(lines, "x0", "y0") +
    ggplot2::geom_segment(gg_aes(xend = "x1", yend = "y1", colour = "sign", linetype = "sign", alpha = "width",
                                 linewidth = "wide")) +
    ggplot2::geom_point(data = net$units, mapping = gg_aes(x = "x", y = "y", shape = "kind"), fill = "white",
                        size = size) +
    gg_unit_text(net, hidden, size) +
    (if (nrow(net$gaps)) ggplot2::geom_text(gg_aes(x = "x", y = "y"), data = net$gaps, label = "...", angle = 90)) +
    ggplot2::scale_colour_manual(values = unname(okabe_ito[c("blue", "orange")]), drop = FALSE, name = NULL) +
    ggplot2::scale_linetype_manual(values = c("solid", "42"), drop = FALSE, name = NULL) +
    ggplot2::scale_shape_manual(values = c(bias = 22, unit = 21), name = NULL,
                                guide = if (any(net$units$bias)) "legend" else "none") +
    ggplot2::scale_alpha(range = c(0.25, 1), limits = c(0, 1), guide = "none") + ggplot2::scale_linewidth_identity() +
    ggplot2::scale_x_continuous(breaks = unique(net$units$layer), labels = net$headings,
                                expand = ggplot2::expansion(add = if (is.null(net$what)) 0.1 else 0.3)) +
    ggplot2::scale_y_continuous(breaks = first$y, labels = short_names(first$unit), guide = gg_sparse(),
      expand = ggplot2::expansion(if (is.null(net$what)) 0.05 else 0.1),
      sec.axis = ggplot2::dup_axis(breaks = final$y, labels = short_names(final$unit), guide = gg_sparse())) +
    ggplot2::theme(panel.grid = ggplot2::element_blank(), legend.position = "bottom") +
    ggplot2::labs(x = NULL, y = NULL, title = net$main, subtitle = shown_text(net$sub))
}

# The names of hidden units, or what flows through all of them.
gg_unit_text <- function(net, hidden, size) {
  if (!is.null(net$what)) {
    net$units$label <- flow_text(net)$label
    return(ggplot2::geom_label(gg_aes(x = "x", y = "y", label = "label"), data = net$units, size = 2.8))
  }
  if (nrow(hidden) && size > 3) {
    ggplot2::geom_text(gg_aes(x = "x", y = "y", label = "unit"), data = hidden, size = 2.6)
  }
}

gg_plane <- function(plane, filled = TRUE) {
  data <- data.frame(expand.grid(x = plane$x, y = plane$y))
  data$value <- as.vector(if (plane$kind == "class") plane$probability else plane$value)
  if (plane$kind == "class") {
    data$fill <- mix_white(plane$col[(plane$class - 1) %% length(plane$col) + 1],
                           class_share(plane$probability, length(plane$classes)))
  }
  plot <- gg(data, "x", "y")
  if (filled) plot <- plot + gg_plane_fill(plane)
  plot + gg_plane_points(plane) + ggplot2::coord_cartesian(plane$xlim, plane$ylim, expand = FALSE) +
    ggplot2::labs(x = plane$names[1], y = plane$names[2], title = if (filled) plane$main else "The data",
                  subtitle = if (filled) shown_text(plane$sub))
}

gg_plane_fill <- function(plane) {
  if (plane$kind == "class") {
    borders <- do.call(rbind, Map(function(line, i) data.frame(x = line$x, y = line$y, line = i), plane$borders,
                                  seq_along(plane$borders)))
    return(list(ggplot2::geom_raster(gg_aes(fill = "fill")), ggplot2::scale_fill_identity(),
                if (length(borders)) ggplot2::geom_path(gg_aes(group = "line"), data = borders, colour = "grey25")))
  }
  probability <- plane$kind == "probability"
  lines <- function(levels, ...) {
    if (length(levels)) ggplot2::geom_contour(gg_aes(z = "value"), breaks = levels, colour = "grey15", ...)
  }
  list(ggplot2::geom_raster(gg_aes(fill = "value")), lines(setdiff(plane$levels, 0.5), linewidth = 0.3, linetype = 2),
       if (probability) lines(intersect(plane$levels, 0.5), linewidth = 0.9),
       gg_level_labels(plane, plane$value, plane$levels, format),
       if (probability) {
         ggplot2::scale_fill_gradientn(colours = mix_white(probability_ramp(plane$col), 0.55), limits = 0:1,
                                       name = "probability")
       } else {
         ggplot2::scale_fill_gradientn(colours = mix_white(value_colours(), 0.85), limits = plane$range,
                                       name = plane$label)
       })
}

# Each level written on its lines. How large the picture will be is not known here: labels get the room that they need
# in one of 4 by 3 inches.
gg_level_labels <- function(plane, values, levels, text, marks = NULL) {
  half <- function(label) c(0.008 + 0.0095 * nchar(label), 0.022)
  data <- level_labels(plane, values, levels, text, c(range(plane$x), range(plane$y)), half, marks)
  if (is.null(data)) return(NULL)
  ggplot2::geom_text(gg_aes(x = "x", y = "y", label = "label"), data = data, size = 2.8, check_overlap = TRUE)
}

gg_plane_points <- function(plane) {
  if (plane$kind == "value") {
    return(ggplot2::geom_point(gg_aes(fill = "observed"), data = plane$points, shape = 21,
                               colour = ifelse(plane$points$set == "validation", "black", "white")))
  }
  k <- length(plane$classes)
  plane$points$strength <- ifelse(plane$points$set == "validation", 0.45, 1)
  list(ggplot2::geom_point(gg_aes(colour = "observed", shape = "observed", alpha = "strength"), data = plane$points,
                           size = 2, stroke = 1.2), ggplot2::scale_alpha_identity(),
       ggplot2::scale_colour_manual(values = plane$col, drop = FALSE, name = NULL),
       ggplot2::scale_shape_manual(values = class_marks(k), drop = FALSE, name = NULL))
}
