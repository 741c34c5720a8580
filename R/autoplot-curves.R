# ggplots of curves over the epochs and of functions.

gg_path <- function(picture) {
  values <- picture$shown[-1]
  n <- length(values)
  data <- long_form(picture$shown$epoch, setNames(values, picture$names), "epoch")
  if (grepl("y", picture$log)) data <- data[is.finite(data$value) & data$value > 0, ]
  plot <- gg(data, "epoch", "value") +
    ggplot2::geom_line(gg_aes(colour = "column", linetype = "column"), linewidth = 0.9) +
    gg_line_styles(n, types = seq_len(n)) + gg_frame(picture)
  if (nrow(picture$shown) == 1) plot <- plot + ggplot2::geom_point(gg_aes(colour = "column"))
  mark <- picture$mark
  if (is.null(mark)) return(plot)
  at <- data.frame(epoch = mark$epoch, value = unname(mark$values),
                   column = factor(picture$names, picture$names))
  plot + ggplot2::geom_vline(xintercept = mark$epoch, linetype = 3, colour = "grey40") +
    ggplot2::geom_point(gg_aes(colour = "column"), data = at, shape = 21, fill = "white", stroke = 1.2, size = 2.5) +
    ggplot2::labs(subtitle = paste("dotted: best epoch,", count_text(mark$epoch)))
}

gg_coefficients <- function(picture) {
  values <- picture$shown[-1]
  n <- length(values)
  data <- long_form(picture$shown$epoch, values, "epoch")
  types <- gg_aes(colour = "column", linetype = "column")
  plot <- gg(data, "epoch", "value") +
    (if (n > 12) ggplot2::geom_line(gg_aes(group = "column"), colour = okabe_ito[["blue"]], alpha = 0.35) else
       ggplot2::geom_line(types, linewidth = 0.9)) +
    gg_frame(picture) + if (n <= 12) gg_line_styles(n)
  if (nrow(picture$shown) == 1) plot <- plot + ggplot2::geom_point(gg_aes(colour = "column"))
  exact <- picture$exact[is.finite(picture$exact)]
  if (!length(exact)) return(plot)
  lines <- data.frame(column = factor(names(exact), names(values)), at = unname(exact))
  plot + ggplot2::geom_hline(data = lines, mapping = gg_aes(yintercept = "at", colour = "column"), linetype = 2,
                             show.legend = FALSE)
}

gg_runs <- function(picture) {
  data <- picture$data[is.finite(picture$data$error), ]
  if (grepl("y", picture$log)) data <- data[data$error > 0, ]
  n <- length(picture$labels)
  levels(data$run) <- picture$labels
  gg(data, "epoch", "error") +
    ggplot2::geom_line(gg_aes(colour = "run", linetype = "run"), linewidth = 0.9) + gg_line_styles(n) +
    gg_frame(picture)
}

gg_functions <- function(pictures) {
  names <- pictures[[1]]$names
  data <- do.call(rbind, lapply(names(pictures), function(name) {
    picture <- pictures[[name]]
    shown <- long_form(picture$data[[1]], setNames(picture$data[c("value", "slope")], names), "z")
    shown$panel <- factor(if (length(pictures) > 1) picture$main else name)
    shown
  }))
  data$panel <- factor(data$panel, unique(data$panel))
  plot <- gg(data, "z", "value") +
    ggplot2::geom_line(gg_aes(colour = "column", linetype = "column"), linewidth = 0.9) +
    gg_line_styles(2, types = 1:2) +
    ggplot2::labs(x = pictures[[1]]$xlab, y = NULL, title = if (length(pictures) == 1) pictures[[1]]$main)
  if (length(pictures) > 1) plot + ggplot2::facet_wrap("panel", scales = "free_y") else plot
}

gg_units <- function(picture) {
  panel <- function(name) factor(name, c(picture$label, "Share of each unit"))
  named <- named_units(picture$shares)
  shares <- as.data.frame(matrix(picture$shares[, , 1], length(picture$x), dimnames = list(NULL, picture$units)))
  data <- long_form(picture$x, shares[named], "x")
  data$panel <- panel("Share of each unit")
  top <- data.frame(x = picture$x, value = picture$fitted[, 1], panel = panel(picture$label))
  points <- data.frame(x = picture$points, value = picture$y, set = picture$set, panel = panel(picture$label))
  n <- length(named)
  plot <- gg(data, "x", "value")
  if (length(shares) > n) {
    rest <- long_form(picture$x, shares[-named], "x")
    rest$panel <- panel("Share of each unit")
    plot <- plot + ggplot2::geom_line(gg_aes(group = "column"), data = rest, colour = "grey75", linewidth = 0.4)
  }
  plot + ggplot2::geom_line(gg_aes(colour = "column", linetype = "column"), linewidth = 0.9) +
    ggplot2::geom_point(gg_aes(shape = "set"), data = points, colour = "grey50") +
    ggplot2::geom_line(data = top, linewidth = 1.1) + ggplot2::facet_wrap("panel", ncol = 1, scales = "free_y") +
    gg_line_styles(n, "unit", rep_len(c(1, 2, 4, 5, 6, 1, 2), n)) + gg_sets(picture$set) +
    ggplot2::labs(x = picture$name, y = NULL, title = count_units(length(picture$units)), subtitle = sum_note(picture))
}
