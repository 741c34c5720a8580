# What the ggplots share: data in long form, axes, colours, line types and signs.

# Long form, as ggplot2 wants it: the key, `column` (a factor in the order of the columns) and `value`.
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

gg_colours <- function(n, name = NULL, colours = palette_of(n)) {
  ggplot2::scale_colour_manual(values = colours, name = name, guide = if (n > 12 || n == 1) "none" else "legend")
}

# Colours, and past seven of them other line types; both in one legend.
gg_line_styles <- function(n, name = NULL, types = line_types(n)) {
  list(gg_colours(n, name), ggplot2::scale_linetype_manual(values = types, name = name,
                                                           guide = if (n > 12 || n == 1) "none" else "legend"))
}

# The axes of a picture: its limits, its ticks, its labels.
gg_frame <- function(picture, classes = NULL, xlim = picture$xlim, ylim = picture$ylim) {
  log <- if (is.null(picture$log)) "" else picture$log
  y <- ticks_of(ylim, grepl("y", log))
  scale <- if (grepl("y", log)) ggplot2::scale_y_log10 else ggplot2::scale_y_continuous
  x <- if (grepl("x", log)) {
    ticks <- log_epochs(picture)$ticks
    ggplot2::scale_x_continuous(trans = "log1p", breaks = ticks$at - 1, labels = ticks$labels, guide = gg_sparse())
  } else {
    ticks <- if (length(classes)) list(at = seq_along(classes), labels = classes) else ticks_of(xlim)
    ggplot2::scale_x_continuous(breaks = ticks$at, labels = ticks$labels, guide = gg_sparse())
  }
  list(x, scale(breaks = y$at, labels = y$labels), ggplot2::coord_cartesian(xlim = xlim, ylim = ylim),
       ggplot2::labs(x = picture$xlab, y = picture$ylab, title = picture$main, subtitle = shown_text(picture$sub)))
}

shown_text <- function(text) if (has_text(text)) paste(strwrap(text, 75), collapse = "\n")

# Held-out rows are open circles.
gg_sets <- function(set) {
  ggplot2::scale_shape_manual(values = c(training = 19, validation = 1), name = NULL,
                              labels = c("training", "held out"), drop = FALSE,
                              guide = if (any(set == "validation")) "legend" else "none")
}
