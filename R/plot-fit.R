#' Plots of a fit
#'
#' Pictures of what training went through and came to, in the manner of [stats::plot.lm()]: `which` picks them, and
#' several in a row ask for a click where the device is interactive.
#'
#' | number | name | picture |
#' |---|---|---|
#' | 1 | `"error"` | the error curve, and the validation error's |
#' | 2 | `"coefficients"` | the paths of the coefficients, the exact values of [stats::lm()] or [stats::glm()] dashed |
#' | 3 | `"gradient"` | the Euclidean norm of the gradient |
#' | 4 | `"fit"` | for one numeric input: the model's curve through the points, epoch by epoch |
#' | 5 | `"fitted"` | fitted against observed values; for classes, the fitted probabilities of each class's rows |
#' | 6 | `"residuals"` | residuals against fitted values |
#'
#' @param x A fit by [gd_lm()], [neuron()] or [ann()].
#' @param which Numbers or names of the pictures; by default 1, 2 and 4 for one numeric input, else 1, 2 and 5; without
#'   a recorded path 1 and 5.
#' @param ask Wait before each new picture.
#' @param epochs For picture 4, the recorded epochs whose curve is drawn; by default a dozen, closer together at the
#'   start.
#' @param ... Settings of the pictures: `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `col`, `lwd`, `lty`, `pch`,
#'   `cex`.
#' @return The data drawn, invisibly: a named list with one data frame per picture.
#' @section Errors: A fit with `record = FALSE` has no paths, and picture 4 needs one numeric input; the messages say
#'   what to do.
#' @seealso [plot_surface()], [plot_network()], [plot_boundary()], [plot_units()], [animate()], [histories]
#' @seealso In the course: `vignette("linear-model", package = "descent")`.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60)
#' plot(fit)
#' plot(fit, which = "residuals")
#' @export
plot.descent <- function(x, which = NULL, ask = length(which) > 1 && grDevices::dev.interactive(), epochs = NULL,
                         ...) {
  which <- pictures_of(x, which)
  for (name in intersect(which, c("fit", "fitted", "residuals"))) need_rows(x, sprintf("plot(which = \"%s\")", name))
  if (ask) {
    old <- grDevices::devAskNewPage(TRUE)
    on.exit(grDevices::devAskNewPage(old))
  }
  invisible(lapply(setNames(nm = which), function(name) fit_pictures[[name]](x, epochs, ...)))
}

fit_pictures <- list(
  error = function(x, epochs, ...) plot(error_history(x), ...),
  coefficients = function(x, epochs, ...) plot(coef_history(x), ...),
  gradient = function(x, epochs, ...) plot(gradient_history(x), ...),
  fit = function(x, epochs, ...) draw_fit(fit_picture(x, epochs), list(...)),
  fitted = function(x, epochs, ...) draw_fitted(fitted_picture(x), list(...)),
  residuals = function(x, epochs, ...) draw_residuals(residual_picture(x), list(...))
)

pictures_of <- function(x, which) {
  names <- names(fit_pictures)
  if (is.null(which)) {
    if (nrow(x$history$coefficients) == 0) return(c("error", "fitted"))
    if (!is.null(x$table)) return(c("error", "coefficients"))
    return(c("error", "coefficients", if (is.null(one_input(x))) "fitted" else "fit"))
  }
  if (is.numeric(which) && length(which) && all(which %in% seq_along(names))) return(names[which])
  if (is.character(which) && length(which) && all(which %in% names)) return(which)
  stop_argument("which", sprintf("numbers from 1 to %d or names among %s", length(names),
                                 paste0("\"", names, "\"", collapse = ", ")), describe(which))
}

draw_fit <- function(picture, theirs) {
  input <- picture$input
  n <- length(picture$values)
  by_epoch <- !is.null(picture$epochs)
  style <- styled(c(picture[c("xlab", "ylab", "main", "sub", "xlim", "ylim")],
                    list(cex = 0.8, lty = if (by_epoch) 1 else line_types(n), lwd = 1.5,
                         col = if (by_epoch) shades(n) else line_colours(n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(style, right = if (!by_epoch) short_names(names(picture$values)))
  rows <- drawn_rows(length(input$x))
  for (j in seq_len(ncol(input$y))) {
    points(input$x[rows], input$y[rows, j], pch = set_marks(picture$set, style$pch)[rows], cex = style$cex,
           col = adjustcolor(if (by_epoch) ink(0.65) else rep_len(style$col, n)[j], 0.7))
  }
  widths <- rep(style$lwd, n)
  widths[if (by_epoch) n else seq_len(n)] <- 2 * style$lwd
  lines <- if (nrow(input$newdata) == 1) points else graphics::lines
  for (i in seq_len(n)) {
    lines(input$newdata[[1]], picture$values[[i]], col = rep_len(style$col, n)[i], lwd = widths[i] * line_size(),
          lty = rep_len(style$lty, n)[i])
  }
  if (!by_epoch) {
    end_labels(unlist(picture$values[nrow(picture$values), ]), short_names(names(picture$values)),
               rep_len(style$col, n), rep_len(style$lty, n))
  }
  invisible(cbind(input$newdata, picture$values))
}

# Rows that were held out are open circles.
set_marks <- function(set, pch = NULL) {
  if (is.null(pch)) ifelse(set == "validation", 1, 19) else rep_len(pch, length(set))
}

draw_fitted <- function(picture, theirs) {
  data <- picture$data
  classes <- picture$classes
  k <- length(classes)
  n <- if (k) k else length(picture$outputs)
  style <- styled(c(picture[c("main", "xlab", "ylab", "xlim", "ylim", "sub")],
                    list(cex = 0.9, col = inked(if (k) class_colours(k) else palette_of(n)))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  key <- fitted_key(picture, style)
  open_plot(style, x_ticks = if (k) list(at = seq_len(k), labels = classes), above = if (length(key$legend)) 1.1 else 0)
  rows <- drawn_rows(nrow(data))
  x <- as.numeric(data$observed)
  group <- if (k) x else match(data$output, picture$outputs)
  marks <- set_marks(data$set, style$pch)
  if (k > 2 && is.null(style$pch)) marks[!data$right] <- ifelse(data$set[!data$right] == "validation", 13, 4)
  if (!k) abline(0, 1, lty = 2, col = ink(0.65))
  if (!is.null(picture$level)) abline(h = picture$level, lty = 2, col = ink(0.65))
  points((if (k) beside(x) else x)[rows], data$fitted[rows], pch = marks[rows], cex = style$cex, lwd = 1.5,
         col = adjustcolor(rep_len(style$col, n)[group[rows]], 0.7))
  if (length(key$legend)) do.call(key_above, key)
  invisible(data[names(data) != "set" | any(data$set == "validation")])
}

# An even spread beside each class, the same each time, so that equal values do not hide each other.
beside <- function(x) x + ((seq_along(x) * 0.618034) %% 1 - 0.5) * 0.5

fitted_key <- function(picture, style) {
  several <- length(picture$outputs) > 1
  split <- any(picture$data$set == "validation")
  wrong <- length(picture$classes) > 2
  list(legend = c(if (several) picture$outputs, if (wrong) c("right", "wrong"), if (split && !wrong) "training",
                  if (split) "held out"),
       pch = c(if (several) rep(15, length(picture$outputs)), if (wrong) c(19, 4), if (split && !wrong) 19,
               if (split) 1),
       col = c(if (several) rep_len(style$col, length(picture$outputs)),
               rep(ink(0.75), 2 * wrong + (split && !wrong) + split)))
}

draw_residuals <- function(picture, theirs) {
  data <- picture$data
  n <- length(picture$outputs)
  style <- styled(c(picture[c("main", "xlab", "ylab", "xlim", "ylim", "sub")],
                    list(cex = 0.9, col = line_colours(n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  key <- fitted_key(picture, style)
  open_plot(style, above = if (length(key$legend)) 1.1 else 0)
  abline(h = 0, lty = 2, col = ink(0.65))
  rows <- drawn_rows(nrow(data))
  points(data$fitted[rows], data$residual[rows], pch = set_marks(data$set, style$pch)[rows], cex = style$cex, lwd = 1.5,
         col = adjustcolor(rep_len(style$col, n)[match(data$output, picture$outputs)][rows], 0.7))
  if (length(key$legend)) do.call(key_above, key)
  invisible(data[names(data) != "set" | any(data$set == "validation")])
}
