#' The pictures as ggplot2 objects
#'
#' The same content as the base pictures, as objects of the package ggplot2 to which layers, scales and themes can be
#' added.
#'
#' @param object A fit by [gd_lm()], [neuron()] or [ann()], a history of one ([error_history()] and so on), an
#'   [activation()], or a [compare()]d fit.
#' @param which For a fit, one picture: those of [plot.descent()], `"error"`, `"coefficients"`, `"gradient"`, `"fit"`,
#'   `"fitted"`, `"residuals"`; or `"surface"` ([plot_surface()]), `"network"` ([plot_network()]), `"boundary"`
#'   ([plot_boundary()]), `"units"` ([plot_units()]).
#' @param epoch NULL for the end, or a recorded epoch, for the last three pictures.
#' @param log `"y"` for a logarithmic axis, `""` for a linear one; by default as in the base picture.
#' @param from,to Where the weighted sum begins and ends, two numbers.
#' @param ... Not used.
#' @return A ggplot object.
#' @section Errors: ggplot2 must be installed; else as for the base pictures.
#' @seealso [plot.descent()]
#' @examples
#' if (requireNamespace("ggplot2", quietly = TRUE)) {
#'   fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 50)
#'   ggplot2::autoplot(fit, "coefficients")
#' }
#' @name autoplot
NULL

#' @rdname autoplot
#' @exportS3Method ggplot2::autoplot
autoplot.descent <- function(object, which = "error", epoch = NULL, ...) {
  check_choice(which, "which", names(gg_pictures))
  gg_pictures[[which]](object, epoch)
}

gg_pictures <- list(
  error = function(fit, epoch) autoplot.error_history(error_history(fit)),
  coefficients = function(fit, epoch) autoplot.coef_history(coef_history(fit)),
  gradient = function(fit, epoch) autoplot.gradient_history(gradient_history(fit)),
  fit = function(fit, epoch) {
    curves <- fit_curves(fit, epoch)
    data <- long_form(curves$input$newdata[[1]], curves$values, "x")
    by_epoch <- !is.null(curves$epochs)
    if (by_epoch) levels(data$column) <- count_text(curves$epochs)
    points <- data.frame(x = curves$input$x, y = as.matrix(curves$input$y)[, 1])
    named <- levels(data$column)[unique(round(seq(1, nlevels(data$column), length.out = 5)))]
    blues <- setNames(shades(nlevels(data$column)), levels(data$column))
    colours <- if (by_epoch) ggplot2::scale_colour_manual(breaks = named, values = blues, name = "epoch") else
      gg_colours(length(curves$values), NULL)
    gg(data, "x", "value") + ggplot2::geom_point(data = points, mapping = gg_aes(x = "x", y = "y"), colour = "grey50") +
      ggplot2::geom_line(gg_aes(colour = "column", group = "column"), linewidth = 0.9) + colours +
      ggplot2::coord_cartesian(ylim = near_range(curves$input$y, curves$values)) +
      ggplot2::labs(x = curves$input$name, y = observed_label(fit), title = "The fit, epoch by epoch")
  },
  fitted = function(fit, epoch) {
    data <- fitted_data(fit)
    classes <- is.factor(data$observed)
    labels <- ggplot2::labs(x = paste("Observed", deparse1(formula(fit)[[2]])), title = "Fitted against observed",
                            y = if (classes) "Fitted probability" else "Fitted")
    plot <- gg(data, "observed", "fitted") + labels
    if (classes) return(plot + ggplot2::geom_jitter(width = 0.2, height = 0, colour = okabe_ito[["blue"]], alpha = 0.6))
    plot + ggplot2::geom_abline(linetype = 2, colour = "grey40") +
      ggplot2::geom_point(gg_aes(colour = "output"), alpha = 0.7) + gg_colours(length(unique(data$output)), NULL)
  },
  residuals = function(fit, epoch) {
    data <- data.frame(fitted = as.vector(fit$fitted.values), residual = as.vector(fit$residuals))
    gg(data, "fitted", "residual") + ggplot2::geom_hline(yintercept = 0, linetype = 2, colour = "grey40") +
      ggplot2::geom_point(colour = okabe_ito[["blue"]], alpha = 0.7) +
      ggplot2::labs(x = "Fitted", y = "Residual (observed - fitted)", title = "Residuals against fitted values")
  },
  surface = function(fit, epoch) {
    surface <- surface_data(list(fit), NULL, 60)
    if (is.null(surface$y)) {
      stop("autoplot(which = \"surface\") needs a fit with two coefficients at least.", call. = FALSE)
    }
    data <- data.frame(expand.grid(x = surface$x, y = surface$y), cost = as.vector(surface$cost))
    path <- surface$paths[[1]]
    path <- path[path$epoch <= if (is.null(epoch)) Inf else epoch, ]
    ends <- data.frame(path[c(1, nrow(path)), c("x", "y")], mark = factor(c("start", "end"), c("start", "end")))
    gg(data, "x", "y") +
      ggplot2::geom_contour_filled(gg_aes(z = "cost"), breaks = cost_levels(surface$cost, 12), show.legend = FALSE) +
      ggplot2::scale_fill_manual(values = surface_colours(12)) +
      ggplot2::geom_path(data = path, mapping = gg_aes(x = "x", y = "y"), colour = okabe_ito[["orange"]]) +
      ggplot2::geom_point(data = ends, mapping = gg_aes(x = "x", y = "y", shape = "mark"), size = 3,
                          colour = okabe_ito[["orange"]]) +
      ggplot2::scale_shape_manual(values = c(start = 1, end = 19), name = NULL) +
      ggplot2::coord_cartesian(range(surface$x), range(surface$y), expand = FALSE) +
      ggplot2::labs(x = surface$names[1], y = surface$names[2],
                    title = sprintf("The cost (%s) over two coefficients", fit$hyperparameters$cost$name))
  },
  network = function(fit, epoch) {
    net <- diagram(fit, network_layers(fit, epoch, "weight"), "weight", 30)
    lines <- net$lines[order(net$lines$width), ]
    lines$sign <- factor(ifelse(lines$value < 0, "negative", "positive"), c("positive", "negative"))
    first <- net$units[net$units$layer == 0, ]
    final <- net$units[net$units$layer == max(net$units$layer), ]
    ggplot2::ggplot() +
      ggplot2::geom_segment(
        data = lines, linewidth = min(1, 40 / nrow(lines)),
        mapping = gg_aes(x = "x0", y = "y0", xend = "x1", yend = "y1", colour = "sign", alpha = "width")
      ) +
      ggplot2::geom_point(data = net$units, mapping = gg_aes(x = "x", y = "y"), shape = 21, fill = "white",
                          size = min(4, 50 / net$slots)) +
      ggplot2::scale_colour_manual(values = unname(okabe_ito[c("blue", "orange")]), drop = FALSE, name = NULL) +
      ggplot2::scale_alpha(range = c(0.15, 1), guide = "none") +
      ggplot2::scale_x_continuous(breaks = unique(net$units$layer), labels = net$headings) +
      ggplot2::scale_y_continuous(breaks = first$y, labels = short_names(first$unit), guide = gg_sparse(),
        sec.axis = ggplot2::dup_axis(breaks = final$y, labels = short_names(final$unit), guide = gg_sparse())) +
      ggplot2::theme_minimal() +
      ggplot2::theme(panel.grid = ggplot2::element_blank(), legend.position = "bottom", plot.title.position = "plot") +
      ggplot2::labs(x = NULL, y = NULL, title = "The network and its weights")
  },
  boundary = function(fit, epoch) {
    plane <- boundary_data(fit, NULL, epoch, 100, 1)
    data <- expand.grid(x = plane$x, y = plane$y)
    labels <- ggplot2::labs(x = plane$names[1], y = plane$names[2], subtitle = plane$rest)
    if (plane$kind == "class") {
      data$class <- factor(plane$classes[plane$class], plane$classes)
      return(gg(data, "x", "y") + ggplot2::geom_raster(gg_aes(fill = "class"), alpha = 0.35) +
               ggplot2::geom_point(data = plane$points, mapping = gg_aes(colour = "observed", shape = "observed")) +
               gg_colours(length(plane$classes), "observed") + gg_colours(length(plane$classes), "predicted", "fill") +
               ggplot2::labs(shape = "observed", title = paste("Predicted", plane$label)) + labels)
    }
    data$value <- as.vector(plane$value)
    plot <- gg(data, "x", "y") + ggplot2::geom_raster(gg_aes(fill = "value")) + labels
    if (plane$kind == "value") {
      return(plot + ggplot2::scale_fill_viridis_c(name = plane$label) +
               ggplot2::geom_point(data = plane$points, mapping = gg_aes(fill = "observed"), shape = 21,
                                   colour = "white") +
               ggplot2::labs(title = paste("Predicted", plane$label)))
    }
    plot + ggplot2::scale_fill_gradient2(low = okabe_ito[["orange"]], mid = "white", high = okabe_ito[["blue"]],
                                         midpoint = 0.5, limits = 0:1, name = "probability") +
      ggplot2::geom_point(data = plane$points, mapping = gg_aes(shape = "observed")) +
      ggplot2::labs(title = paste("Probability of", plane$label), shape = NULL)
  },
  units = function(fit, epoch) {
    d <- unit_shares(fit, epoch, 1)
    panel <- function(name) factor(name, c("data and sum", "share of each unit"))
    shares <- long_form(d$x, as.data.frame(d$shares), "x")
    shares$panel <- panel("share of each unit")
    top <- data.frame(x = d$x, value = d$fitted, panel = panel("data and sum"))
    points <- data.frame(x = d$points, value = d$y, panel = panel("data and sum"))
    gg(shares, "x", "value") + ggplot2::geom_line(gg_aes(colour = "column"), linewidth = 0.9) +
      ggplot2::geom_point(data = points, colour = "grey50") + ggplot2::geom_line(data = top, linewidth = 1.1) +
      ggplot2::facet_wrap("panel", ncol = 1, scales = "free_y") + gg_colours(ncol(d$shares), "unit") +
      ggplot2::labs(x = d$name, y = NULL, title = "What each hidden unit gives")
  }
)

#' @rdname autoplot
#' @exportS3Method ggplot2::autoplot
autoplot.error_history <- function(object, log = NULL, ...) {  # nolint: object_name_linter.
  shown <- thin_rows(as.data.frame(object))
  names(shown)[names(shown) == "error"] <- "training"
  gg_curves(shown, if (is.null(log)) log_axis(unlist(shown[-1])) else log, "Error", "Error during training")
}

#' @rdname autoplot
#' @exportS3Method ggplot2::autoplot
autoplot.gradient_history <- function(object, log = NULL, ...) {  # nolint: object_name_linter.
  shown <- thin_rows(as.data.frame(object))
  shown <- data.frame(epoch = shown$epoch, norm = sqrt(rowSums(shown[-1]^2)))
  gg_curves(shown, if (is.null(log)) log_axis(shown$norm) else log, "Norm of the gradient",
            "Size of the gradient")
}

#' @rdname autoplot
#' @exportS3Method ggplot2::autoplot
autoplot.coef_history <- function(object, ...) {  # nolint: object_name_linter.
  exact <- attr(object, "reference")
  shown <- thin_rows(as.data.frame(object))
  plot <- gg_curves(shown, "", "Coefficient", "Coefficients during training") +
    ggplot2::coord_cartesian(ylim = path_range(shown[-1], exact))
  if (is.null(exact)) return(plot)
  plot + ggplot2::labs(subtitle = "dashed: the exact minimum") +
    ggplot2::geom_hline(data = data.frame(column = factor(names(exact), names(shown)[-1]), at = unname(exact)),
                        mapping = gg_aes(yintercept = "at", colour = "column"), linetype = 2, show.legend = FALSE)
}

#' @rdname autoplot
#' @exportS3Method ggplot2::autoplot
autoplot.activation <- function(object, from = -5, to = 5, ...) {
  data <- activation_data(object, from, to)
  data <- long_form(data$z, setNames(data[c("value", "slope")], c("f(z)", "slope f'(z)")), "z")
  gg(data, "z", "value") +
    ggplot2::geom_line(gg_aes(colour = "column", linetype = "column"), linewidth = 0.9) + gg_colours(2, NULL) +
    ggplot2::labs(x = "Weighted sum z", y = NULL, linetype = NULL, title = object$name)
}

#' @rdname autoplot
#' @exportS3Method ggplot2::autoplot
autoplot.model_comparison <- function(object, ...) {  # nolint: object_name_linter.
  models <- setdiff(names(object), "difference")
  rows <- attr(object, "row.names")
  data <- long_form(factor(rows, rev(rows)), as.data.frame(unclass(object)[models]), "coefficient")
  gg(data, "value", "coefficient") + ggplot2::geom_vline(xintercept = 0, colour = "grey80") +
    ggplot2::geom_point(gg_aes(colour = "column", shape = "column"), size = 3, stroke = 1.2) +
    ggplot2::scale_shape_manual(values = rep_len(c(19, 4, 2, 0, 5), length(models))) +
    gg_colours(length(models), NULL) +
    ggplot2::labs(x = "Coefficient", y = NULL, shape = NULL, title = "Coefficients side by side")
}

# Columns below each other: the key, `column` (a factor in the order of the columns) and `value`.
long_form <- function(key, columns, name) {
  data <- data.frame(rep(key, length(columns)), rep(factor(names(columns), names(columns)), each = length(key)),
                     unlist(columns, use.names = FALSE))
  setNames(data, c(name, "column", "value"))
}

gg <- function(data, x, y) {
  need_package("ggplot2", "autoplot()")
  ggplot2::ggplot(data, gg_aes(x = x, y = y)) + ggplot2::theme_minimal() +
    ggplot2::theme(panel.grid.minor = ggplot2::element_blank(), plot.title.position = "plot")
}

gg_sparse <- function() ggplot2::guide_axis(check.overlap = TRUE)

# Columns by name, without the names that a check of the code could not find.
gg_aes <- function(...) do.call(ggplot2::aes, lapply(list(...), as.name))

gg_colours <- function(n, name, aesthetic = "colour") {
  scale <- if (aesthetic == "fill") ggplot2::scale_fill_manual else ggplot2::scale_colour_manual
  scale(values = palette_of(n), name = name, guide = if (n > 12 || (n == 1 && is.null(name))) "none" else "legend")
}

gg_curves <- function(shown, log, ylab, title) {
  data <- long_form(shown$epoch, shown[-1], "epoch")
  if (log == "y") data <- data[is.finite(data$value) & data$value > 0, ]
  plot <- gg(data, "epoch", "value") + ggplot2::geom_line(gg_aes(colour = "column"), linewidth = 0.9) +
    gg_colours(length(shown) - 1, NULL) +
    ggplot2::labs(x = "Epoch", y = paste0(ylab, if (log == "y") " (log scale)"), title = title)
  if (nrow(data) == length(shown) - 1) plot <- plot + ggplot2::geom_point(gg_aes(colour = "column"))
  if (log == "y") plot + ggplot2::scale_y_log10() else plot
}
