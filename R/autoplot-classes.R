# ggplots of classes and of grid searches.

gg_confusion <- function(picture) {
  k <- length(picture$classes)
  data <- expand.grid(observed = seq_len(k), predicted = seq_len(k))
  data$count <- as.vector(picture$counts)
  data$share <- as.vector(picture$share)
  data$label <- format_each(data$count)
  gg(data, "predicted", "observed") + ggplot2::geom_tile(gg_aes(fill = "share"), colour = "white") +
    ggplot2::geom_tile(data = data[data$observed == data$predicted, ], fill = NA, colour = "grey40", width = 0.97,
                       height = 0.97) +
    ggplot2::geom_text(gg_aes(label = "label")) +
    ggplot2::scale_fill_gradient(low = "white", high = mix_white(okabe_ito[["blue"]], 0.75), limits = c(0, 1),
                                 name = "share of\nobserved") +
    ggplot2::scale_x_continuous(breaks = seq_len(k), labels = picture$classes, expand = c(0, 0)) +
    ggplot2::scale_y_reverse(breaks = seq_len(k), labels = picture$classes, expand = c(0, 0)) +
    ggplot2::labs(x = picture$xlab, y = picture$ylab, title = picture$main, subtitle = shown_text(picture$sub))
}

gg_roc <- function(picture) {
  n <- length(picture$area)
  data <- picture$curve
  levels(data$class) <- picture$labels
  plot <- gg(data, "false", "true") + ggplot2::geom_abline(linetype = 3, colour = "grey40") +
    ggplot2::geom_path(gg_aes(colour = "class", linetype = "class"), linewidth = 0.9) +
    ggplot2::scale_colour_manual(values = palette_of(n), name = NULL) +
    ggplot2::scale_linetype_manual(values = rep_len(1:6, n), name = NULL) + gg_frame(picture)
  if (is.null(picture$now)) plot else plot + ggplot2::geom_point(data = picture$now, size = 2.5,
                                                                 colour = okabe_ito[["blue"]])
}

gg_search <- function(picture) {
  data <- picture$data
  if (picture$kind == "ranking") {
    data$place <- seq_len(nrow(data))
    return(gg(data, "error", "place") +
             ggplot2::geom_segment(gg_aes(x = "low", xend = "high", yend = "place"), colour = "grey60") +
             ggplot2::geom_point(colour = okabe_ito[["blue"]], size = 2) +
             ggplot2::scale_y_reverse(breaks = data$place, labels = picture$labels) +
             ggplot2::labs(x = picture$xlab, y = NULL, title = picture$main, subtitle = shown_text(picture$sub)))
  }
  n <- length(picture$groups)
  ticks <- picture$ticks
  scale <- if (grepl("x", picture$log)) ggplot2::scale_x_log10 else ggplot2::scale_x_continuous
  gg(data, "at", "error") + ggplot2::geom_segment(gg_aes(y = "low", yend = "high", xend = "at", colour = "group"),
                                                  alpha = 0.5) +
    ggplot2::geom_line(gg_aes(colour = "group", linetype = "group")) + ggplot2::geom_point(gg_aes(colour = "group")) +
    ggplot2::geom_point(data = picture$best, shape = 1, size = 5) + gg_line_styles(n, types = rep_len(1:5, n)) +
    scale(breaks = ticks$at, labels = ticks$labels, guide = gg_sparse()) +
    ggplot2::coord_cartesian(ylim = picture$ylim) +
    ggplot2::labs(x = picture$xlab, y = picture$ylab, title = picture$main, subtitle = shown_text(picture$sub))
}
