# What grid_search() returns, printed and drawn.

#' @rdname grid_search
#' @param n How many of the best combinations to print.
#' @param digits Significant digits to print.
#' @export
print.grid_search <- function(x, n = 10, digits = 4, ...) {
  cat(sprintf("%d combination%s of %s, %s\n\n", nrow(x), if (nrow(x) == 1) "" else "s",
              paste(attr(x, "tried"), collapse = ", "), attr(x, "design")))
  shown <- as.data.frame(x)
  shown <- shown[order(shown$error), , drop = FALSE]
  problems <- shown$problem[shown$problem != ""]
  shown$problem <- ifelse(shown$problem == "", "", "!")
  if (!length(problems)) shown$problem <- NULL
  if (all(is.na(shown$se))) shown$se <- NULL
  print(head(shown, n), digits = digits, row.names = FALSE)
  if (nrow(x) > n) cat(sprintf("... and %d more\n", nrow(x) - n))
  if (length(problems)) {
    cat(strwrap(sprintf("! in %d combination%s, the first: %s", length(problems),
                        if (length(problems) == 1) "" else "s", problems[1]),
                getOption("width"), exdent = 2), sep = "\n")
  }
  if (any(!is.na(x$error))) {
    at <- best_row(x)
    values <- vapply(attr(x, "tried"), function(v) format(x[[v]][at]), "")
    cat("\nBest: ", paste(attr(x, "tried"), "=", values, collapse = ", "),
        ". best() fits it on all rows.\n", sep = "")
  }
  invisible(x)
}

#' @export
`[.grid_search` <- function(x, ...) as.data.frame(x)[...]

#' @export
as.data.frame.grid_search <- function(x, ...) {
  attributes(x) <- attributes(x)[c("names", "row.names")]
  class(x) <- "data.frame"
  x
}

#' @rdname grid_search
#' @param ... For `grid_search()`, see above; for `plot()`, passed to the plotting functions; else not used.
#' @export
plot.grid_search <- function(x, main = "Error on the rows left out", ...) {
  tried <- attr(x, "tried")
  numeric <- vapply(tried, function(v) is.numeric(x[[v]]) && length(unique(x[[v]])) > 1, NA)
  along <- if (any(numeric)) tried[numeric][which.max(vapply(tried[numeric], function(v) length(unique(x[[v]])), 0L))]
  groups <- if (length(setdiff(tried, along))) {
    interaction(as.data.frame(x)[setdiff(tried, along)], sep = ", ", drop = TRUE, lex.order = TRUE)
  } else {
    factor(rep("", nrow(x)))
  }
  if (is.null(along) || nlevels(groups) > 7) {
    plot_ranking(x, tried, main, ...)
  } else {
    plot_along(x, along, groups, main, ...)
  }
  invisible(as.data.frame(x))
}

plot_along <- function(x, along, groups, main, ...) {
  at <- x[[along]]
  wide <- min(at) > 0 && max(at) > 20 * min(at)
  se <- ifelse(is.na(x$se), 0, x$se)
  finite <- is.finite(x$error)
  many <- finite & x$error <= 20 * min(x$error[finite])  # a diverged fit would flatten all others
  colours <- palette_of(nlevels(groups))
  limits <- range((x$error - se)[many], (x$error + se)[many])
  limits[2] <- limits[2] + 0.25 * diff(limits)  # room for the legend
  graphics::plot(NA, xlim = range(at), ylim = limits, log = if (wide) "x" else "",
                 las = 1, xlab = paste0(along, if (wide) " (log scale)"),
                 ylab = "Error on the rows left out", main = main, ...)
  for (k in seq_len(nlevels(groups))) {
    rows <- which(groups == levels(groups)[k] & many)
    rows <- rows[order(at[rows])]
    graphics::segments(at[rows], (x$error - se)[rows], at[rows], (x$error + se)[rows],
                       col = adjustcolor(colours[k], 0.5))
    lines(at[rows], x$error[rows], type = "b", pch = 19, lwd = 2, col = colours[k])
  }
  best <- best_row(x)
  points(at[best], x$error[best], cex = 2.4, lwd = 2)
  others <- setdiff(attr(x, "tried"), along)
  if (nlevels(groups) > 1) {
    legend("top", legend = c(levels(groups), "best"), title = paste(others, collapse = ", "),
           horiz = nlevels(groups) < 5, pch = c(rep(19, nlevels(groups)), 1),
           col = c(colours, "black"), bty = "n", cex = 0.9)
  } else {
    legend("topright", legend = "best", pch = 1, pt.cex = 2, bty = "n", cex = 0.9)
  }
  if (any(!many)) {
    graphics::mtext(sprintf("%d not shown: far worse, or not fitted", sum(!many)), adj = 1, cex = 0.8 * par("cex"))
  }
}

plot_ranking <- function(x, tried, main, ...) {
  order <- head(order(x$error), 15)
  labels <- apply(as.data.frame(lapply(as.data.frame(x)[order, tried, drop = FALSE], format, digits = 4)), 1, paste,
                  collapse = ", ")
  old <- par(mar = pmax(par("mar"), c(0, min(14, 1 + 0.5 * max(nchar(labels))), 0, 0)))
  on.exit(par(old))
  se <- ifelse(is.na(x$se[order]), 0, x$se[order])
  error <- x$error[order]
  rows <- seq_along(order)
  graphics::plot(error, rows, xlim = range(error - se, error + se, na.rm = TRUE),
                 ylim = rev(range(rows) + c(-0.5, 0.5)), yaxt = "n", pch = 19, col = "#0072B2",
                 xlab = "Error on the rows left out", ylab = "", main = main, ...)
  graphics::segments(error - se, rows, error + se, rows, col = adjustcolor("#0072B2", 0.5))
  axis(2, rows, labels, las = 1, cex.axis = 0.85)
  graphics::mtext(paste(tried, collapse = ", "), side = 3, adj = 0, cex = 0.8 * par("cex"))
}
