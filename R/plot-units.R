#' What each hidden unit gives
#'
#' The universal approximation theorem in one picture, for a network with one input: below, each hidden unit's share of
#' the output (its weight times its activation), named at its line; above, the model with the data: the shares and the
#' output's bias, added up. Several fits stand side by side. With several hidden layers the units are those of the last
#' one; of more than seven units those that move the output most have colours and names, the others are grey.
#'
#' @param fit A fit by [ann()] with one numeric input and a hidden layer, or a list of such fits.
#' @param ... More such fits; their names become the titles. Also settings: `main`, `xlab`, `ylab`, `col`, `lwd`, `pch`,
#'   `cex`.
#' @param epoch NULL for the end, or a recorded epoch (0 is the start).
#' @param output For several responses or classes: the name or number of the one that is drawn.
#' @return A list with one element per fit, invisibly: a data frame with the input, `sum` (the output's bias and all
#'   shares; with an output activation the weighted sum before it), `fitted` (after it), and one column per unit.
#' @section Errors: A fit with more inputs, or without a hidden layer, is refused.
#' @references Cybenko (1989); Hornik, Stinchcombe & White (1989), *Neural Networks* 2, 359-366.
#' @seealso [plot.descent()], [plot_boundary()] for two inputs
#' @seealso In the course: `vignette("approximation", package = "descent")`.
#' @examples
#' set.seed(1)
#' curve <- data.frame(x = seq(-3, 3, length.out = 60))
#' curve$y <- sin(2 * curve$x)
#' one <- ann(y ~ x, curve, hidden = 1, epochs = 300)
#' four <- ann(y ~ x, curve, hidden = 4, epochs = 300)
#' plot_units(one, four)
#' @export
plot_units <- function(fit, ..., epoch = NULL, output = 1) {
  dots <- list(...)
  others <- vapply(dots, inherits, NA, "descent")
  fits <- c(if (inherits(fit, "descent")) list(fit) else fit, dots[others])
  if (length(fits) == 0) check_fit(fit, "plot_units")
  for (each in fits) check_fit(each, "plot_units")
  pictures <- lapply(fits, function(each) units_picture(each, list(at_epoch(each, epoch)), output))
  draw_units(pictures, names(fits), dots[!others])
}

draw_units <- function(pictures, names, theirs, limits = units_limits(pictures)) {
  default <- vapply(pictures, function(d) count_units(length(d$units)), "")
  titles <- if (is.null(names)) default else ifelse(nzchar(names), names, default)
  n <- length(pictures)
  old <- par(c("mfcol", touched_par))
  on.exit(par(old))
  par(mfcol = c(2, n))
  for (i in seq_len(n)) {
    first <- i == 1
    top <- list(main = titles[i], ylim = limits$top, ylab = if (first) pictures[[i]]$label else "",
                sub = if (first) sum_note(pictures[[i]]))
    draw_sum(pictures[[i]], styled(top, theirs))
    draw_shares(pictures[[i]], list(ylim = limits$bottom, ylab = if (first) "Share of each unit" else ""), theirs)
  }
  result <- lapply(pictures, function(d) {
    shares <- matrix(d$shares[, , 1], length(d$x), dimnames = list(NULL, d$units))
    data.frame(setNames(list(d$x), d$name), sum = d$sum[, 1], fitted = d$fitted[, 1], shares, check.names = FALSE)
  })
  invisible(setNames(result, titles))
}

count_units <- function(n) sprintf("%d unit%s", n, if (n > 1) "s" else "")

sum_note <- function(picture) {
  paste0("the curve: ", if (picture$bent) "the output's activation of the", if (!picture$bent) "the",
         " shares below and the output's bias, added up")
}

draw_sum <- function(d, theirs) {
  style <- styled(list(xlab = "", xlim = range_of(d$x), cex = 0.7, lwd = 2.5), theirs)
  open_plot(style)
  rows <- drawn_rows(length(d$y))
  points(d$points[rows], d$y[rows], pch = set_marks(d$set, style$pch)[rows], cex = style$cex,
         col = adjustcolor(ink(0.65), 0.6))
  (if (length(d$x) == 1) points else lines)(d$x, d$fitted[, 1], col = ink(), lwd = style$lwd * line_size())
}

draw_shares <- function(d, ours, theirs) {
  k <- length(d$units)
  named <- named_units(d$shares)
  n <- length(named)
  theirs <- theirs[setdiff(names(theirs), c("main", "sub", "ylab", "ylim"))]
  rest <- if (k > n) sprintf("grey: the %d units that move the output least", k - n)
  style <- styled(c(ours, list(xlab = d$name, xlim = range_of(d$x), col = line_colours(n), lwd = 1.7, sub = rest)),
                  theirs)
  open_plot(style, right = d$units[named])
  abline(h = 0, col = ink(0.4))
  shares <- matrix(d$shares[, , 1], length(d$x))
  type <- if (length(d$x) == 1) "p" else "l"
  # the more units, the fainter each of them: the coloured ones stay in front
  faint <- ink(max(0.08, 0.25 - (k - n) / 1000))
  if (k > n) matplot(d$x, shares[, -named], type = type, pch = 19, lty = 1, lwd = 0.7, col = faint, add = TRUE)
  types <- rep_len(c(1, 2, 4, 5, 6, 1, 2), n)
  matplot(d$x, shares[, named], type = type, pch = 19, add = TRUE, lty = types, col = style$col,
          lwd = style$lwd * line_size())
  end_labels(shares[nrow(shares), named], d$units[named], rep_len(style$col, n), types)
}
