# What the pictures share: colours, text and margins that suit the figure's size, ticks, labels at the ends of lines.

# Okabe & Ito (2008): told apart with any colour vision. Past seven lines the line type changes too.
okabe_ito <- c(blue = "#0072B2", orange = "#D55E00", green = "#009E73", purple = "#CC79A7", yellow = "#E69F00",
               sky = "#56B4E9", black = "#000000")
palette_of <- function(n) rep_len(unname(okabe_ito), n)
line_types <- function(n) rep_len(rep(1:5, each = length(okabe_ito)), n)

# What a picture changes in par(), to be put back: old <- par(touched_par); on.exit(par(old)).
touched_par <- c("cex", "mar", "mgp", "tcl", "las", "xpd")

# The user's settings win over ours; a name that no picture knows is a typing error.
styled <- function(ours, theirs) {
  known <- c("main", "sub", "xlab", "ylab", "xlim", "ylim", "log", "col", "lwd", "lty", "pch", "cex")
  stray <- if (length(theirs)) setdiff(c(names(theirs), if (is.null(names(theirs))) "a value without a name"), known)
  if (length(stray)) {
    stray <- if (nzchar(stray[1])) stray[1] else "a value without a name"
    stop_argument("...", paste("settings of the picture:", paste(known, collapse = ", ")), stray)
  }
  for (name in names(theirs)) ours[[name]] <- theirs[[name]]
  ours
}

# Text as large as the figure allows: 1 at 7 x 5 inches, smaller in a pane, larger on a projector.
text_size <- function() {
  size <- par("fin") / c(7, 5)
  min(1.7, max(0.55, min(prod(size)^if (prod(size) < 1) 0.27 else 0.38, 1.3 * sqrt(min(size)))))
}

# Lines and points grow with the text where a picture is large.
line_size <- function() max(1, text_size())

# Opens a figure with axes, labels and title, every margin as wide as the text in it. look: xlim, ylim, xlab, ylab,
# main, sub, log; right: the labels that will stand there; above: lines of text between the title and the axes; tight:
# the axes end with the limits.
open_plot <- function(look, right = NULL, grid = TRUE, x_ticks = NULL, y_ticks = NULL, above = 0,
                      tight = FALSE) {
  log <- if (is.null(look$log)) "" else look$log
  par(cex = text_size(), tcl = -0.25, las = 1, mgp = c(2, 0.45, 0), mai = rep(0.05, 4), xpd = FALSE)
  line <- par("cin")[2] * par("cex")
  plot.new()
  if (is.null(x_ticks)) x_ticks <- ticks_of(look$xlim, grepl("x", log))
  if (is.null(y_ticks)) y_ticks <- ticks_of(look$ylim, grepl("y", log))
  wide <- function(text) max(0, strwidth(text, "inches"))
  has <- function(text) !is.null(text) && nzchar(text)
  left <- wide(y_ticks$labels) + line * if (has(look$ylab)) 2.1 else 1
  top <- line * (0.5 + 1.35 * has(look$main) + 1.1 * has(look$sub) + above)
  par(mai = c(line * if (has(look$xlab)) 2.7 else 1.6, left, top,
              line * 0.7 + if (is.null(right)) 0 else wide(right) * 0.9 + line * 0.4))
  style <- if (tight) "i" else "r"
  plot.window(look$xlim, look$ylim, log = log, xaxs = style, yaxs = style)
  if (grid) abline(h = y_ticks$at, col = "grey92", lwd = 0.8)
  axis(1, x_ticks$at, x_ticks$labels, lwd = 0, lwd.ticks = 1)
  axis(2, y_ticks$at, y_ticks$labels, lwd = 0, lwd.ticks = 1)
  box(bty = "l")
  if (has(look$xlab)) mtext(look$xlab, 1, 1.6, cex = fitting(look$xlab, par("pin")[1]))
  if (has(look$ylab)) {
    mtext(look$ylab, 2, wide(y_ticks$labels) / line + 0.9, las = 0, cex = fitting(look$ylab, par("pin")[2]))
  }
  heading(look$main, look$sub, above)
}

# Title and the line below it, from the left edge of the axes, or so many inches from the figure's.
heading <- function(main, sub = NULL, above = 0, inches = par("mai")[2]) {
  at <- grconvertX(grconvertX(0, "nfc", "inches") + inches, "inches", "user")
  has_sub <- !is.null(sub) && nzchar(sub)
  room <- par("fin")[1] - inches - 0.05
  if (has_sub) mtext(sub, 3, 0.2 + above, at = at, adj = 0, col = "grey30", cex = fitting(sub, room, 0.85))
  if (!is.null(main) && nzchar(main)) {
    mtext(main, 3, 0.35 + above + 1.05 * has_sub, at = at, adj = 0, font = 2, cex = fitting(main, room, 1.1, font = 2))
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

# The range of what is finite, never of width 0, with a share of it added at both ends.
range_of <- function(..., log = FALSE, add = 0) {
  values <- unlist(list(...))
  values <- values[is.finite(values) & (!log | values > 0)]
  if (length(values) == 0) return(if (log) c(0.1, 1) else c(0, 1))
  range <- range(values)
  if (log) return(if (diff(log10(range)) < 1e-9) range * c(0.5, 2) else range)
  if (diff(range) <= 1e-12 * max(abs(range))) return(range + c(-1, 1) * max(0.5 * (range[1] == 0), 0.1 * abs(range[1])))
  range + c(-1, 1) * add * diff(range)
}

# A logarithmic axis where the values fall by more than a factor of 20.
log_axis <- function(values) {
  values <- values[is.finite(values)]
  if (length(values) && all(values >= 0) && any(values > 0) && max(values) > 20 * min(values[values > 0])) "y" else ""
}

# More points than a line can show only make a file large.
thin_rows <- function(shown, most = 2000) {
  n <- nrow(shown)
  if (n <= most) return(shown)
  shown[unique(c(round(seq(1, n, length.out = most)), n)), , drop = FALSE]
}

short_names <- function(names, most = 18) {
  long <- nchar(names) > most
  names[long] <- paste0(substr(names[long], 1, most - 2), "..")
  names
}

# Writes labels right of the axes at the heights y, moved apart where they would touch.
end_labels <- function(y, labels, col) {
  size <- 0.85
  limits <- par("usr")[3:4]
  if (par("ylog")) limits <- 10^limits
  y <- pmin(pmax(y, limits[1]), limits[2])
  height <- grconvertY(y, "user", "inches")
  span <- grconvertY(limits, "user", "inches")
  line <- par("cin")[2] * par("cex")
  at <- spread_labels(height, line * size * 0.95, span)
  x <- grconvertX(par("plt")[2], "nfc", "inches")
  edge <- grconvertX(x + line * c(0.1, 0.35, 0.45), "inches", "user")
  moved <- grconvertY(at, "inches", "user")
  segments(edge[1], y, edge[2], moved, col = col, xpd = NA)
  text(edge[3], moved, labels, adj = c(0, 0.5), col = col, cex = size, xpd = NA)
}

# Moves numbers apart until none is nearer to the next than `gap`, inside the limits.
spread_labels <- function(at, gap, limits = c(-Inf, Inf)) {
  if (length(at) < 2) return(at)
  gap <- min(gap, diff(limits) / (length(at) - 1))
  order <- order(at)
  sorted <- at[order]
  for (round in 1:100) {
    short <- which(diff(sorted) < gap * (1 - 1e-6))
    for (i in short) {
      move <- max(0, (gap - (sorted[i + 1] - sorted[i])) / 2)
      sorted[i] <- sorted[i] - move
      sorted[i + 1] <- sorted[i + 1] + move
    }
    if (!length(short)) break
  }
  # what is left: pushed up from the lower limit, then down from the upper one
  below <- gap * (seq_along(at) - 1)
  above <- rev(below)
  sorted <- below + cummax(pmax(sorted - below, limits[1]))
  sorted <- rev(cummin(rev(pmin(sorted + above, limits[2])))) - above
  at[order] <- sorted
  at
}

# The corner of the axes that the fewest of these points share: where a legend hides least.
free_corner <- function(x, y) {
  usr <- par("usr")
  if (par("xlog")) x <- log10(x)
  if (par("ylog")) y <- log10(y)
  u <- (x - usr[1]) / diff(usr[1:2])
  v <- (y - usr[3]) / diff(usr[3:4])
  corners <- list(topright = c(1, 1), topleft = c(0, 1), bottomright = c(1, 0), bottomleft = c(0, 0))
  crowd <- vapply(corners, function(corner) {
    sum(abs(u - corner[1]) < 0.45 & abs(v - corner[2]) < 0.35, na.rm = TRUE)
  }, 0)
  names(corners)[which.min(crowd)]
}

key <- function(where, ...) {
  legend(where, ..., bg = adjustcolor("white", 0.8), box.col = NA, cex = 0.85, inset = 0.01)
}

# A legend in one line, between the title and the axes (open_plot(above = 1.1)).
key_above <- function(...) {
  legend(grconvertX(0, "npc"), grconvertY(1, "npc"), xjust = 0, yjust = 0.1, ..., horiz = TRUE, bty = "n", xpd = NA,
         cex = 0.85, x.intersp = 0.7)
}

count_text <- function(n) format(n, big.mark = ",", scientific = FALSE, trim = TRUE)

# So many of the recorded epochs, closer together at the start, where most happens.
spread_epochs <- function(kept, n = 12) {
  if (length(kept) <= n) return(kept)
  at <- unique(round(exp(seq(0, log(length(kept)), length.out = n))))
  extra <- setdiff(seq_along(kept), at)
  kept[sort(c(at, head(extra, n - length(at))))]
}

# Rows of a scatter plot: beyond a few thousand, evenly spaced ones.
drawn_rows <- function(n, most = 4000) if (n <= most) seq_len(n) else unique(round(seq(1, n, length.out = most)))
thinned_note <- function(n, most = 4000) {
  if (n > most) sprintf("%s of %s rows drawn", count_text(most), count_text(n))
}

# The names in the data of what the model reads, and their values in the fit's rows; NULL where they cannot be found.
raw_inputs <- function(fit) {
  variables <- setdiff(all.vars(delete.response(fit$terms)), constants_of(fit))
  frame <- tryCatch(frame_of(fit), error = function(e) NULL)
  if (is.null(frame)) return(NULL)
  columns <- lapply(setNames(nm = variables), function(name) frame[[name]])
  absent <- vapply(columns, is.null, NA)
  if (any(absent)) {  # inside log(), poly() ...: only the data themselves have them
    found <- find_columns(fit, frame, variables[absent])
    if (is.null(found)) return(NULL)
    columns[absent] <- found
  }
  if (any(vapply(columns, function(x) !is.null(dim(x)), NA))) return(NULL)
  structure(columns, class = "data.frame", row.names = .set_row_names(nrow(frame)))
}

# The columns of the data frame that the call names, where one in sight still gives the values of the model frame.
find_columns <- function(fit, frame, variables) {
  expressions <- as.list(attr(delete.response(fit$terms), "variables"))[-1]
  expressions <- Filter(function(e) any(all.vars(e) %in% variables), expressions)
  agrees <- function(data) {
    if (!is.data.frame(data) || !all(variables %in% names(data))) return(FALSE)
    if (anyNA(match(rownames(frame), rownames(data)))) return(FALSE)
    data <- data[rownames(frame), , drop = FALSE]
    all(vapply(expressions, function(e) {
      isTRUE(all.equal(as.vector(eval(e, data, environment(fit$terms))), as.vector(frame[[deparse1(e)]])))
    }, NA))
  }
  for (home in c(list(environment(fit$terms)), rev(sys.frames()), list(globalenv()))) {
    data <- tryCatch(eval(fit$call$data, home), error = function(e) NULL)
    good <- tryCatch(agrees(data), error = function(e) FALSE)
    if (isTRUE(good)) return(data[rownames(frame), variables, drop = FALSE])
  }
  NULL
}

# Which inputs can take any number: not those that the formula makes classes of, as factor(x).
are_numbers <- function(fit, inputs) {
  used <- lapply(as.list(attr(fit$terms, "variables"))[-1], all.vars)
  kinds <- attr(fit$terms, "dataClasses")[seq_along(used)]
  vapply(names(inputs), function(name) {
    uses <- kinds[vapply(used, function(variables) name %in% variables, NA)]
    is.numeric(inputs[[name]]) && all(uses == "numeric" | startsWith(uses, "nmatrix"))
  }, NA)
}

# Numbers that the formula names but that are no columns, as k in I(x^k).
constants_of <- function(fit) setdiff(all.vars(delete.response(fit$terms)), fit$variables)

# The response as numbers, and what to call it: for two classes the probability of the second.
observed <- function(fit) fit$fitted.values + fit$residuals
observed_label <- function(fit) {
  label <- deparse1(formula(fit)[[2]])
  if (length(fit$levels) == 2) sprintf("P(%s = %s)", label, fit$levels[2]) else label
}
