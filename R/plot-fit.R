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
#' @return The data drawn, invisibly: a named list with a data frame a picture.
#' @section Errors: A fit with `record = FALSE` has no paths, and picture 4 needs one numeric input; the messages say
#'   what to do.
#' @seealso [plot_surface()], [plot_network()], [plot_boundary()], [plot_units()], [animate()], [histories]
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
  fit = function(x, epochs, ...) draw_fit(x, epochs, ...),
  fitted = function(x, epochs, ...) draw_fitted(x, ...),
  residuals = function(x, epochs, ...) draw_residuals(x, ...)
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

# A grid over the one numeric input of the model, or NULL where there are more or it is no plain number.
one_input <- function(fit) {
  inputs <- raw_inputs(fit)
  if (length(inputs) != 1 || !are_numbers(fit, inputs) || !is.null(fit$offset)) return(NULL)
  x <- as.vector(inputs[[1]])
  newdata <- setNames(data.frame(seq(min(x), max(x), length.out = if (min(x) < max(x)) 201 else 1)), names(inputs))
  list(newdata = newdata, x = x, y = observed(fit), name = names(inputs))
}

# The model's curve at several epochs: the grid and a column an epoch (for several outputs, at the last one, an output).
fit_curves <- function(fit, epochs) {
  input <- one_input(fit)
  if (is.null(input)) {
    stop("the picture \"fit\" needs a model with one numeric input and no offset; ",
         "plot(fit, which = \"fitted\") works for any.", call. = FALSE)
  }
  kept <- fit$history$epoch
  if (is.matrix(fit$fitted.values) && ncol(fit$fitted.values) > 1) {
    values <- predict(at_epoch(fit, if (length(epochs) == 1) epochs), input$newdata)
    return(list(input = input, values = as.data.frame(values), epochs = NULL))
  }
  if (length(kept) == 0 && !is.null(epochs)) check_recorded(fit, "plot(epochs = )")
  if (is.null(epochs)) epochs <- spread_epochs(kept)
  values <- if (length(kept) == 0) list(predict(fit, input$newdata)) else
    lapply(epochs, function(e) as.vector(predict(at_epoch(fit, e), input$newdata)))
  if (length(kept) == 0) epochs <- fit$epochs
  list(input = input, values = setNames(as.data.frame(values), paste0("epoch_", epochs)), epochs = epochs)
}

draw_fit <- function(fit, epochs = NULL, ...) {
  curves <- fit_curves(fit, epochs)
  input <- curves$input
  n <- length(curves$values)
  by_epoch <- !is.null(curves$epochs)
  look <- styled(list(
    xlab = input$name, ylab = observed_label(fit), main = if (by_epoch) "The fit, epoch by epoch" else "The fit",
    sub = if (by_epoch) sprintf(if (n > 1) "from the start (light) to epoch %s (dark)" else "epoch %s",
                                count_text(max(curves$epochs))),
    xlim = range_of(input$x), ylim = near_range(input$y, curves$values), pch = 19, cex = 0.8, lty = 1, lwd = 1.5,
    col = if (by_epoch) shades(n) else palette_of(n)), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look)
  rows <- drawn_rows(length(input$x))
  y <- as.matrix(input$y)
  for (j in seq_len(ncol(y))) {
    points(input$x[rows], y[rows, j], pch = look$pch, cex = look$cex,
           col = adjustcolor(if (by_epoch) "grey40" else rep_len(look$col, n)[j], 0.6))
  }
  widths <- rep(look$lwd, n)
  widths[if (by_epoch) n else seq_len(n)] <- 2 * look$lwd
  one <- nrow(input$newdata) == 1
  for (i in seq_len(n)) {
    (if (one) points else lines)(input$newdata[[1]], curves$values[[i]], col = rep_len(look$col, n)[i],
                                 lwd = widths[i] * line_size(), lty = look$lty)
  }
  if (!by_epoch) key(free_corner(input$x, y[, 1]), legend = names(curves$values), col = look$col, lwd = 2)
  invisible(cbind(input$newdata, curves$values))
}

shades <- function(n) tail(hcl.colors(n + 3, "Blues 3", rev = TRUE), n)

# The data's range, and as much of the curves as lies within one such range of it: a diverged fit leaves the picture.
near_range <- function(y, curves) {
  data <- range_of(y)
  curves <- unlist(curves)
  range_of(data, curves[is.finite(curves) & curves > data[1] - diff(data) & curves < data[2] + diff(data)], add = 0.02)
}

# Observed and fitted values, row by row; for classes the observed class and its fitted probability.
fitted_data <- function(fit) {
  y <- observed(fit)
  fitted <- fit$fitted.values
  if (is.null(fit$levels)) {
    output <- if (is.matrix(fitted)) rep(outputs_of(fit), each = nrow(fitted)) else deparse1(formula(fit)[[2]])
    return(data.frame(observed = as.vector(y), fitted = as.vector(fitted), output = output))
  }
  if (is.matrix(fitted) && ncol(fitted) > 1) {
    class <- max.col(y, "first")
    return(data.frame(observed = factor(fit$levels[class], fit$levels),
                      fitted = fitted[cbind(seq_along(class), class)]))
  }
  data.frame(observed = factor(fit$levels[as.vector(y) + 1], fit$levels), fitted = as.vector(fitted))
}

outputs_of <- function(fit) {
  names <- colnames(fit$fitted.values)
  if (is.null(names)) deparse1(formula(fit)[[2]]) else names
}

draw_fitted <- function(fit, ...) {
  data <- fitted_data(fit)
  n <- nrow(data)
  rows <- drawn_rows(n)
  classes <- is.factor(data$observed)
  several <- classes && nlevels(data$observed) > 2
  x <- as.numeric(data$observed)
  outputs <- unique(data$output)
  look <- styled(list(
    main = "Fitted against observed",
    xlab = paste(c("Observed", if (classes) deparse1(formula(fit)[[2]])), collapse = " "),
    ylab = if (several) "Fitted probability of the row's own class" else if (classes) observed_label(fit) else "Fitted",
    xlim = if (classes) c(0.5, nlevels(data$observed) + 0.5) else range_of(data$observed, add = 0.02),
    ylim = if (classes) c(0, 1) else range_of(data$observed, data$fitted, add = 0.02), sub = thinned_note(n), pch = 19,
    cex = 0.9, col = palette_of(if (classes) nlevels(data$observed) else length(outputs))), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look, x_ticks = if (classes) list(at = seq_len(nlevels(data$observed)), labels = levels(data$observed)))
  colour <- rep_len(look$col, max(1, length(outputs), if (classes) nlevels(data$observed)))
  if (classes) {  # an even spread, the same each time, so that equal values do not hide each other
    place <- x + ((seq_along(x) * 0.618034) %% 1 - 0.5) * 0.5
    abline(h = 0.5, lty = 2, col = "grey40")
    points(place[rows], data$fitted[rows], pch = look$pch, cex = look$cex, col = adjustcolor(colour[x[rows]], 0.6))
  } else {
    abline(0, 1, lty = 2, col = "grey40")
    points(x[rows], data$fitted[rows], pch = look$pch, cex = look$cex,
           col = adjustcolor(colour[match(data$output, outputs)][rows], 0.6))
    if (length(outputs) > 1) key("topleft", legend = outputs, col = colour, pch = look$pch)
  }
  invisible(data)
}

draw_residuals <- function(fit, ...) {
  columns <- NCOL(fit$fitted.values)
  data <- data.frame(fitted = as.vector(fit$fitted.values), residual = as.vector(fit$residuals),
                     output = rep(outputs_of(fit), each = NROW(fit$fitted.values)))
  look <- styled(list(xlab = "Fitted", ylab = "Residual (observed - fitted)", main = "Residuals against fitted values",
                      xlim = range_of(data$fitted, add = 0.02), ylim = range_of(data$residual, 0, add = 0.02),
                      pch = 19, cex = 0.9, col = palette_of(columns), sub = thinned_note(nrow(data))), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(look)
  abline(h = 0, lty = 2, col = "grey40")
  rows <- drawn_rows(nrow(data))
  outputs <- unique(data$output)
  points(data$fitted[rows], data$residual[rows], pch = look$pch, cex = look$cex,
         col = adjustcolor(rep_len(look$col, columns)[match(data$output, outputs)][rows], 0.6))
  if (columns > 1) key(free_corner(data$fitted, data$residual), legend = outputs, col = look$col, pch = look$pch)
  invisible(data)
}
