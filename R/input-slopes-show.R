# print(), summary() and plot() of input_slopes().

#' @rdname input_slopes
#' @param object,x Slopes from `input_slopes()`.
#' @param ... For `plot()` settings of the picture such as `main` and `col`; else not used.
#' @export
summary.input_slopes <- function(object, ...) {
  check_dots(...)
  attr(object, "summary")
}

#' @rdname input_slopes
#' @param digits Significant digits to print.
#' @export
print.input_slopes <- function(x, digits = max(3L, getOption("digits") - 3L), ...) {
  check_dots(...)
  table <- summary(x)
  of <- if (attr(x, "type") == "link") "the weighted sum before the output" else "the prediction"
  say(sprintf("Slopes of %s by each input, over %d rows", of, max(x$row)))
  cat("\n")
  if (length(unique(table$output)) == 1) table$output <- NULL
  if (all(table$contrast == "slope")) table$contrast <- NULL
  if (all(is.na(table$std.error))) table$std.error <- NULL
  print(table, digits = digits, row.names = FALSE)
  cat("\n")
  say("positive: the share of rows where the prediction rises with the input.")
  if (!is.null(table$std.error)) say("std.error: the standard error of the average.")
  invisible(x)
}

#' @export
as.data.frame.input_slopes <- function(x, ...) {
  attributes(x) <- attributes(x)[c("names", "row.names")]
  class(x) <- "data.frame"
  x
}

#' @export
`[.input_slopes` <- function(x, ...) as.data.frame(x)[...]

#' @rdname input_slopes
#' @param variable The input to draw; the first by default. A factor's differences are drawn one column per level.
#' @param by Another variable of the data, that colours the points.
#' @param output The output to draw, by name or number, where there are several.
#' @export
plot.input_slopes <- function(x, variable = NULL, by = NULL, output = 1, ...) {
  names <- unique(x$variable)
  variable <- if (is.null(variable)) names[1] else check_choice(variable, "variable", names)
  outputs <- unique(x$output)
  output <- if (is.numeric(output)) outputs[check_count(output, "output", 1)] else
    check_choice(output, "output", outputs)
  if (is.na(output)) stop_argument("output", sprintf("a number from 1 to %d", length(outputs)), "a larger one")
  data <- attr(x, "data")
  if (!is.null(by)) by <- check_choice(by, "by", names(data))
  colours <- if (!is.null(by)) data[[by]]
  drawn <- as.data.frame(x)[x$variable == variable & x$output == output, ]
  old <- par(touched_par)
  on.exit(par(old))
  slopes <- all(drawn$contrast == "slope")
  heading <- list(main = sprintf("%s of %s by %s", if (slopes) "Slope" else "Difference", output, variable),
                  sub = if (length(outputs) > 1) other_outputs(outputs, output))
  draw <- if (slopes) draw_slopes else draw_differences
  draw(drawn, variable, colours, by, heading, list(...))
  invisible(drawn)
}

# Which of several outputs is drawn, and how another one is.
other_outputs <- function(outputs, output) {
  at <- match(output, outputs)
  sprintf("output %d of %d; output = \"%s\" draws the next", at, length(outputs), outputs[at %% length(outputs) + 1])
}

# The colour of each point and the legend that explains it: levels apart, numbers from blue to yellow.
colours_by <- function(values) {
  if (is.null(values)) return(list(col = adjustcolor(okabe_ito[["blue"]], 0.7)))
  if (!is.numeric(values) || length(unique(values)) <= 5) {
    groups <- factor(values)
    colours <- palette_of(nlevels(groups))
    return(list(col = colours[groups], labels = levels(groups), shown = colours))
  }
  colours <- hcl.colors(100, "viridis")
  at <- range(values, na.rm = TRUE)
  ends <- pretty(values, 3)
  ends <- ends[ends >= at[1] & ends <= at[2]]
  place <- function(v) colours[pmin(100, 1 + floor(99.999 * (v - at[1]) / diff(at)))]
  list(col = place(values), labels = format(ends), shown = place(ends))
}

draw_slopes <- function(drawn, variable, by, name, heading, theirs) {
  colour <- colours_by(by)
  known <- is.finite(drawn$slope) & is.finite(drawn$value)
  style <- styled(c(heading, list(
    xlab = variable, ylab = sprintf("Slope of %s", drawn$output[1]), pch = 19, cex = 0.8,
    xlim = range(drawn$value[known]), ylim = range(0, drawn$slope[known]), col = colour$col
  )), theirs)
  open_plot(style, right = if (!is.null(colour$labels)) c(name, colour$labels))
  abline(h = 0, col = "grey60")
  points(drawn$value, drawn$slope, pch = style$pch, cex = style$cex, col = style$col)
  explain_colours(colour, name)
}

draw_differences <- function(drawn, variable, by, name, heading, theirs) {
  colour <- colours_by(by)
  contrasts <- unique(drawn$contrast)
  at <- match(drawn$contrast, contrasts)
  style <- styled(c(heading, list(
    xlab = variable, ylab = sprintf("Difference of %s", drawn$output[1]), pch = 19, cex = 0.8,
    xlim = c(0.5, length(contrasts) + 0.5), ylim = range(0, drawn$slope, na.rm = TRUE),
    col = rep_len(colour$col, nrow(drawn))
  )), theirs)
  open_plot(style, right = if (!is.null(colour$labels)) c(name, colour$labels),
            x_ticks = list(at = seq_along(contrasts), labels = contrasts))
  abline(h = 0, col = "grey60")
  spread <- (rank(drawn$row) / nrow(drawn) - 0.5) * 0.6  # rows side by side, the same for each level
  points(at + spread, drawn$slope, pch = style$pch, cex = style$cex, col = style$col)
  explain_colours(colour, name)
}

explain_colours <- function(colour, name) {
  if (is.null(colour$labels)) return(invisible())
  par(xpd = NA)
  usr <- par("usr")
  legend(usr[2], usr[4], colour$labels, title = name, pch = 19, col = colour$shown, bty = "n", x.intersp = 0.6,
         title.adj = 0.2)
}
