#' What each hidden unit gives
#'
#' The universal approximation theorem in one picture, for a network with one input: below, each hidden unit's share of
#' the output (its weight times its activation); above, their sum, which is the model, with the data. Several fits stand
#' side by side. With several hidden layers the units are those of the last one.
#'
#' @param fit A fit by [ann()] with one numeric input and a hidden layer, or a list of such fits.
#' @param ... More such fits; their names become the titles. Also settings: `main`, `xlab`, `ylab`, `col`, `lwd`, `pch`,
#'   `cex`.
#' @param epoch NULL for the end, or a recorded epoch (0 is the start).
#' @param output For several responses or classes: the name or number of the one that is drawn.
#' @return A list with an element a fit, invisibly: a data frame with the input, `sum` (the output's bias and all
#'   shares; with an output activation the weighted sum before it), `fitted` (after it), and a column a unit.
#' @section Errors: A fit with more inputs, or without a hidden layer, is refused.
#' @references Cybenko (1989); Hornik, Stinchcombe & White (1989), *Neural Networks* 2, 359-366.
#' @seealso [plot.descent()], [plot_boundary()] for two inputs
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
  drawn <- lapply(fits, unit_shares, epoch = epoch, output = output)
  draw_units(drawn, names(fits), dots[!others])
}

draw_units <- function(drawn, names, theirs, limits = units_limits(drawn)) {
  default <- vapply(drawn, function(d) sprintf("%d unit%s", ncol(d$shares), if (ncol(d$shares) > 1) "s" else ""), "")
  titles <- if (is.null(names)) default else ifelse(nzchar(names), names, default)
  n <- length(drawn)
  old <- par(c("mfcol", touched_par))
  on.exit(par(old))
  par(mfcol = c(2, n))
  for (i in seq_len(n)) {
    draw_sum(drawn[[i]], styled(list(main = titles[i], ylim = limits$top, ylab = if (i == 1) drawn[[i]]$label else ""),
                                theirs))
    draw_shares(drawn[[i]], list(ylim = limits$bottom, ylab = if (i == 1) "Share of each unit" else ""), theirs)
  }
  result <- lapply(drawn, function(d) {
    data.frame(setNames(list(d$x), d$name), sum = d$sum, fitted = d$fitted, d$shares, check.names = FALSE)
  })
  invisible(setNames(result, titles))
}

# One scale for all fits: what is above, and what is below.
units_limits <- function(drawn) {
  list(top = range_of(lapply(drawn, function(d) c(d$y, near_range(d$y, d$fitted))), add = 0.02),
       bottom = range_of(lapply(drawn, function(d) d$shares), 0, add = 0.02))
}

# The last hidden layer's activations times the output's weights, over the range of the input.
unit_shares <- function(fit, epoch, output) {
  check_fit(fit, "plot_units")
  layers <- length(fit$hyperparameters$hidden)
  if (!is_network(fit) || layers == 0) {
    stop("plot_units() needs a network with a hidden layer, as ann(y ~ x, hidden = 4) makes it.", call. = FALSE)
  }
  input <- one_input(fit)
  if (is.null(input)) {
    stop("plot_units() needs a network with one numeric input and no offset; plot_boundary() draws two.", call. = FALSE)
  }
  output <- one_output(fit, output)
  moment <- at_epoch(fit, epoch)
  weights <- moment$coefficients$output[, output]
  units <- predict(moment, input$newdata, type = "units")
  last <- startsWith(colnames(units), paste0("hidden", layers, ":"))
  units <- units[, last, drop = FALSE]
  colnames(units) <- sub(".*:", "", colnames(units))
  shares <- sweep(units, 2, weights[colnames(units)], "*")
  fitted <- as.matrix(predict(moment, input$newdata))[, output]
  sum <- as.matrix(predict(moment, input$newdata, type = "link"))[, output]
  label <- if (ncol(as.matrix(fit$fitted.values)) > 1) outputs_of(fit)[output] else observed_label(fit)
  list(x = input$newdata[[1]], name = input$name, shares = shares, sum = unname(sum), fitted = unname(fitted),
       points = input$x, y = as.matrix(input$y)[, output], label = label)
}

draw_sum <- function(d, theirs) {
  look <- styled(list(xlab = "", xlim = range_of(d$x), pch = 19, cex = 0.7, lwd = 2.5), theirs)
  look$col <- okabe_ito[["black"]]
  open_plot(look)
  rows <- drawn_rows(length(d$y))
  points(d$points[rows], d$y[rows], pch = look$pch, cex = look$cex, col = adjustcolor("grey40", 0.5))
  (if (length(d$x) == 1) points else lines)(d$x, d$fitted, col = look$col, lwd = look$lwd * line_size())
}

draw_shares <- function(d, ours, theirs) {
  n <- ncol(d$shares)
  theirs <- theirs[setdiff(names(theirs), c("main", "ylab", "ylim"))]
  look <- styled(c(ours, list(xlab = d$name, xlim = range_of(d$x), col = palette_of(n), lwd = 1.7)), theirs)
  open_plot(look)
  abline(h = 0, col = "grey60")
  matplot(d$x, d$shares, type = if (length(d$x) == 1) "p" else "l", pch = 19, add = TRUE, lty = line_types(n),
          col = look$col, lwd = look$lwd * line_size())
}
