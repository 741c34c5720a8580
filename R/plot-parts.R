# What the base pictures share: a figure with axes, title and legend, in text and margins that suit its size.

# What a picture changes in par(), to be put back: old <- par(touched_par); on.exit(par(old)).
touched_par <- c("cex", "mar", "mgp", "tcl", "las", "xpd")

picture_settings <- c("main", "sub", "xlab", "ylab", "xlim", "ylim", "log", "col", "lwd", "lty", "pch", "cex")

# The user's settings win over ours; a name that no picture knows is a typing error.
styled <- function(ours, theirs) {
  stray <- if (length(theirs)) {
    setdiff(c(names(theirs), if (is.null(names(theirs))) "a value without a name"), picture_settings)
  }
  if (length(stray)) {
    stray <- if (nzchar(stray[1])) stray[1] else "a value without a name"
    stop_argument("...", paste("settings of the picture:", paste(picture_settings, collapse = ", ")), stray)
  }
  for (name in names(theirs)) ours[[name]] <- theirs[[name]]
  ours
}

# ---- colours of the device: par(bg = "black", fg = "white") is a page too --------------------------------------------

paper <- function() if (par("bg") %in% c("transparent", NA)) "white" else par("bg")
dark_paper <- function() sum(grDevices::col2rgb(paper()) * c(0.299, 0.587, 0.114)) < 128

# The colour of text, or a share of it on the paper.
ink <- function(share = 1) mix(par("fg"), paper(), share)
mix <- function(a, b, share) {
  rgb <- grDevices::col2rgb(a) * share + grDevices::col2rgb(b)[, 1] * (1 - share)
  grDevices::rgb(rgb[1, ], rgb[2, ], rgb[3, ], maxColorValue = 255)
}

# The palette, its black as dark as the text.
line_colours <- function(n) inked(palette_of(n))
inked <- function(colours) replace(colours, colours == okabe_ito[["black"]], ink())

# n colours from faint to strong, for one thing at n moments.
shades <- function(n) {
  strong <- if (dark_paper()) "#BFE0F5" else "#08306B"
  ramp <- grDevices::colorRamp(c(mix(okabe_ito[["blue"]], paper(), 0.3), okabe_ito[["blue"]], strong))
  grDevices::rgb(ramp(if (n == 1) 1 else seq(0, 1, length.out = n)), maxColorValue = 255)
}

# ---- size -----------------------------------------------------------------------------------------------------------

# Text as large as the figure allows: 1 at 7 x 5 inches, smaller in a pane, larger on a projector.
text_size <- function() {
  size <- par("fin") / c(7, 5)
  min(1.7, max(0.55, min(prod(size)^if (prod(size) < 1) 0.27 else 0.38, 1.3 * sqrt(min(size)))))
}

# Lines and points grow with the text where a picture is large.
line_size <- function() max(1, text_size())

# ---- the figure -----------------------------------------------------------------------------------------------------

# Opens a figure with axes, labels and title, every margin as wide as the text in it. style: xlim, ylim, xlab, ylab,
# main, sub, log; right: the labels that will stand there; above: lines of text between the title and the axes; tight:
# the axes end with the limits.
open_plot <- function(style, right = NULL, grid = TRUE, x_ticks = NULL, y_ticks = NULL, above = 0,
                      tight = FALSE) {
  log <- if (is.null(style$log)) "" else style$log
  par(cex = text_size(), tcl = -0.25, las = 1, mgp = c(2, 0.45, 0), mai = rep(0.05, 4), xpd = FALSE)
  line <- par("cin")[2] * par("cex")
  plot.new()
  if (is.null(x_ticks)) x_ticks <- ticks_of(style$xlim, grepl("x", log))
  if (is.null(y_ticks)) y_ticks <- ticks_of(style$ylim, grepl("y", log))
  left <- wide(y_ticks$labels) + line * if (has_text(style$ylab)) 2.1 else 1
  top <- line * (0.5 + 1.35 * has_text(style$main) + 1.1 * has_text(style$sub) + above)
  room <- if (is.null(right)) max(line * 0.7, overhang(x_ticks, style$xlim, log, left)) else
    wide(right, 0.85) + line * 1.7
  par(mai = c(line * if (has_text(style$xlab)) 2.7 else 1.6, left, top, room))
  axis_style <- if (tight) "i" else "r"
  plot.window(style$xlim, style$ylim, log = log, xaxs = axis_style, yaxs = axis_style)
  if (grid) abline(h = y_ticks$at, col = ink(0.08), lwd = 0.8)
  axis(1, x_ticks$at, x_ticks$labels, lwd = 0, lwd.ticks = 1, col.ticks = ink(), col.axis = ink())
  axis(2, y_ticks$at, y_ticks$labels, lwd = 0, lwd.ticks = 1, col.ticks = ink(), col.axis = ink())
  box(bty = "l", col = ink())
  if (has_text(style$xlab)) mtext(style$xlab, 1, 1.6, cex = fitting(style$xlab, par("pin")[1]), col = ink())
  if (has_text(style$ylab)) {
    mtext(style$ylab, 2, wide(y_ticks$labels) / line + 0.9, las = 0, cex = fitting(style$ylab, par("pin")[2]),
          col = ink())
  }
  heading(style$main, style$sub, above)
}

has_text <- function(text) !is.null(text) && any(nzchar(text))
wide <- function(text, size = 1) max(0, strwidth(text, "inches", cex = size))

# How far the last label below the axis reaches beyond the axis.
overhang <- function(ticks, limits, log, left) {
  n <- length(ticks$at)
  if (n == 0) return(0)
  span <- function(v) if (grepl("x", log)) log10(v) else v
  share <- (max(span(limits)) - span(ticks$at[n])) / abs(diff(span(limits)))
  wide(ticks$labels[n]) / 2 + 0.04 - max(0, share) * 0.8 * (par("fin")[1] - left)
}

# Title and the line below it, from the left edge of the axes, or so many inches from the figure's.
heading <- function(main, sub = NULL, above = 0, inches = par("mai")[2]) {
  room <- par("fin")[1] - inches - 0.05
  # a long title begins further to the left
  widest <- max(if (has_text(main)) strwidth(main, "inches", cex = 1.1, font = 2),
                if (has_text(sub)) strwidth(sub, "inches", cex = 0.85), 0)
  if (widest > room) {
    inches <- max(0.06, inches - (widest - room) * 1.05)
    room <- par("fin")[1] - inches - 0.05
  }
  at <- grconvertX(grconvertX(0, "nfc", "inches") + inches, "inches", "user")
  if (has_text(sub)) mtext(sub, 3, 0.2 + above, at = at, adj = 0, col = ink(0.75), cex = fitting(sub, room, 0.85))
  if (has_text(main)) {
    mtext(main, 3, 0.35 + above + 1.05 * has_text(sub), at = at, adj = 0, font = 2, col = ink(),
          cex = fitting(main, room, 1.1, font = 2))
  }
}

# The size for mtext() at which `text` fits into so many inches; never under half.
fitting <- function(text, room, size = 1, font = 1) {
  width <- strwidth(text, "inches", cex = size, font = font)
  par("cex") * size * min(1, max(0.5, 0.95 * room / width))
}

# Round values and how to write them; powers of ten where a logarithmic axis spans many.
ticks_of <- function(range, log = FALSE) {
  if (!log) {
    at <- pretty(range, 5)
    at <- at[at >= min(range) - 0.04 * diff(range) & at <= max(range) + 0.04 * diff(range)]
    large <- max(abs(at)) >= 1e7 || (max(abs(at)) < 1e-4 && max(abs(at)) > 0)
    return(list(at = at, labels = format(at, big.mark = ",", trim = TRUE, scientific = large)))
  }
  powers <- log10(range)
  if (diff(powers) < 2) {
    at <- as.vector(outer(c(1, 2, 5), 10^seq(floor(powers[1]), ceiling(powers[2]))))
    at <- at[at >= range[1] * 0.97 & at <= range[2] * 1.03]
    if (length(at) < 2) at <- pretty(range, 4)
    at <- at[at > 0]
    return(list(at = at, labels = vapply(at, format, "", big.mark = ",", digits = 4)))
  }
  k <- seq(ceiling(powers[1]), floor(powers[2]))
  k <- k[k %% max(1, ceiling(length(k) / 6)) == 0]
  plain <- max(k) <= 4 && min(k) >= -3
  labels <- if (plain) vapply(10^k, format, "", big.mark = ",", scientific = FALSE, drop0trailing = TRUE) else
    as.expression(lapply(k, function(k) bquote(10^.(k))))
  list(at = 10^k, labels = labels)
}

# Epochs on a logarithmic axis stand at epoch + 1, so that epoch 0, the start, has a place.
log_epochs <- function(style) {
  if (!grepl("x", style$log)) return(list(style = style, at = identity, ticks = NULL))
  last <- max(style$xlim)
  labels <- c(0, 10^seq(0, max(0, floor(log10(max(1, last))))))
  labels <- c(labels, if (last < 200) c(2, 5, 20, 50))
  labels <- sort(labels[labels >= min(style$xlim) & labels <= last])
  style$xlim <- style$xlim + 1
  list(style = style, at = function(epoch) epoch + 1, ticks = list(at = labels + 1, labels = count_text_each(labels)))
}

count_text_each <- function(n) vapply(n, count_text, "")
