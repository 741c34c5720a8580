# What grid_search() returns, printed and drawn.

#' @rdname grid_search
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
  for (name in intersect(c("error", "se", "rmse", "accuracy", "training"), names(shown))) {
    shown[[name]] <- format_column(shown[[name]], digits)
  }
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

# One format for the column, but for fits that diverged: they would force e+00 upon all.
format_column <- function(x, digits) {
  far <- !is.na(x) & x > 1e6 * min(x, na.rm = TRUE)
  replace(format(replace(x, far, NA), digits = digits), far, format(x[far], digits = digits))
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
  others <- setdiff(attr(x, "tried"), along)
  hidden <- if (any(!many)) sprintf("%d not shown: far worse, or not fitted", sum(!many))
  look <- styled(list(xlab = paste0(along, if (wide) " (log scale)"), ylab = "Error", main = main,
                      sub = paste(c(if (length(others)) paste("a line for each", paste(others, collapse = ", ")),
                                    hidden), collapse = "; "),
                      xlim = range_of(at, log = wide), ylim = range_of((x$error - se)[many], (x$error + se)[many]),
                      log = if (wide) "x" else "", pch = 19, lwd = 2, col = palette_of(nlevels(groups))), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look, above = 1.1)
  for (k in seq_len(nlevels(groups))) {
    rows <- which(groups == levels(groups)[k] & many)
    rows <- rows[order(at[rows])]
    segments(at[rows], (x$error - se)[rows], at[rows], (x$error + se)[rows], col = adjustcolor(look$col[k], 0.5))
    lines(at[rows], x$error[rows], type = "b", pch = look$pch, lwd = look$lwd, col = look$col[k])
  }
  best <- best_row(x)
  points(at[best], x$error[best], cex = 2.4, lwd = 2)
  named <- if (nlevels(groups) > 1) levels(groups)
  key_above(c(named, "best"), pch = c(rep(look$pch, length(named)), 1), col = c(look$col[seq_along(named)], 1))
}

plot_ranking <- function(x, tried, main, ...) {
  order <- head(order(x$error), 15)
  values <- lapply(as.data.frame(x)[order, tried, drop = FALSE], format, digits = 4, trim = TRUE, justify = "none")
  labels <- do.call(paste, c(unname(values), sep = ", "))
  se <- ifelse(is.na(x$se[order]), 0, x$se[order])
  error <- x$error[order]
  rows <- seq_along(order)
  look <- styled(list(xlab = "Error", ylab = "", main = main, sub = paste(tried, collapse = ", "),
                      xlim = range_of(error - se, error + se), ylim = c(length(rows) + 0.5, 0.5), pch = 19,
                      col = okabe_ito[["blue"]], lwd = 2), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look, grid = FALSE, y_ticks = list(at = rows, labels = labels))
  segments(error - se, rows, error + se, rows, col = adjustcolor(look$col, 0.5), lwd = look$lwd)
  points(error, rows, pch = look$pch, col = look$col)
}
