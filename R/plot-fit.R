#' Plots of a fit
#'
#' Pictures of what training went through, in the manner of [stats::plot.lm()]: `which` picks them, and several in a row
#' ask for a click where the device is interactive.
#'
#' @param x A fit by [gd_lm()] or [neuron()], or a history of one.
#' @param which Numbers of the pictures: 1 the error curve, 2 the coefficient paths, 3 the largest gradient entry, 4 for
#'   one predictor the line (or curve) moving through the points, else fitted against observed, 5 residuals against
#'   fitted values.
#' @param ask Wait before each new picture.
#' @param epochs For picture 4, the epochs whose line is drawn; by default a dozen, closer together at the start.
#' @param log `"y"` for a logarithmic axis, `""` for a linear one; by default logarithmic where the error falls by more
#'   than a factor of 20.
#' @param ... Passed to the plotting functions, as `main` or `col`.
#' @return The data drawn, invisibly: for a fit a named list with an element a picture.
#' @section Errors: A fit with `record = FALSE` has no paths; the message says how to refit.
#' @seealso [histories]
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60)
#' plot(fit)
#' plot(coef_history(fit))
#' @name plot
NULL

palette_of <- function(n) {
  # Okabe & Ito (2008): told apart with any colour vision
  base <- c("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
  rep_len(base, n)
}

#' @rdname plot
#' @export
plot.descent <- function(x, which = c(1, 2, 4), ask = length(which) > 1 && grDevices::dev.interactive(), epochs = NULL,
                         ...) {
  pictures <- list(error = picture_error, coefficients = picture_coefficients, gradient = picture_gradient,
                   fit = picture_fit, residuals = picture_residuals)
  if (!is.numeric(which) || !all(which %in% seq_along(pictures))) {
    stop_argument("which", sprintf("numbers from 1 to %d", length(pictures)), describe(which))
  }
  if (nrow(x$history$coefficients) == 0 && missing(which)) which <- c(1, 5)
  if (ask) {
    old <- grDevices::devAskNewPage(TRUE)
    on.exit(grDevices::devAskNewPage(old))
  }
  drawn <- list()
  for (i in which) drawn[[names(pictures)[i]]] <- pictures[[i]](x, epochs = epochs, ...)
  invisible(drawn)
}

picture_error <- function(x, epochs, ...) plot(error_history(x), ...)
picture_coefficients <- function(x, epochs, ...) plot(coef_history(x), ...)
picture_gradient <- function(x, epochs, ...) plot(gradient_history(x), ...)

picture_residuals <- function(x, epochs, main = "Residuals against fitted values", ...) {
  data <- data.frame(fitted = as.vector(x$fitted.values), residual = as.vector(x$residuals))
  graphics::plot(data$fitted, data$residual, xlab = "Fitted value", ylab = "Residual", main = main, las = 1,
                 pch = 19, col = adjustcolor("#0072B2", 0.6), ...)
  abline(h = 0, lty = 2, col = "grey40")
  invisible(data)
}

# One numeric predictor: the model's curve at several epochs; else fitted against observed.
picture_fit <- function(x, epochs = NULL, main = NULL, ...) {
  curve <- if (nrow(x$history$coefficients)) one_predictor(x)
  if (is.null(curve)) return(picture_observed(x, main = main, ...))
  kept <- x$history$epoch
  epochs <- if (is.null(epochs)) spread_epochs(kept) else intersect(epochs, kept)
  lines_at <- vapply(epochs, function(e) {
    moment <- x
    moment$coefficients <- coef(x, epoch = e)
    as.vector(predict(moment, curve$newdata))
  }, numeric(nrow(curve$newdata)))
  shade <- hcl.colors(length(epochs) + 2, "Blues 3", rev = TRUE)[-(1:2)]
  y <- range(curve$y, lines_at[is.finite(lines_at)])
  graphics::plot(curve$x, curve$y, xlab = curve$name, ylab = deparse1(formula(x)[[2]]), ylim = y, las = 1, pch = 19,
                 col = "grey55", main = if (is.null(main)) "The fit, from the start (light) to the end (dark)" else main, ...)
  for (i in seq_along(epochs)) {
    lines(curve$newdata[[1]], lines_at[, i], col = shade[i], lwd = if (i == length(epochs)) 3 else 1.5)
  }
  labelled <- unique(c(1, length(epochs)))
  legend("topleft", legend = paste("epoch", format(epochs[labelled], big.mark = ",", trim = TRUE)),
         col = shade[labelled], lwd = c(1.5, 3)[seq_along(labelled)], bty = "n", cex = 0.9)
  invisible(cbind(curve$newdata, setNames(as.data.frame(lines_at), paste0("epoch_", epochs))))
}

picture_observed <- function(x, main = NULL, ...) {
  data <- data.frame(observed = as.vector(x$fitted.values + x$residuals), fitted = as.vector(x$fitted.values))
  graphics::plot(data$fitted, data$observed, xlab = "Fitted", ylab = "Observed", las = 1, pch = 19,
                 col = adjustcolor("#0072B2", 0.6), main = if (is.null(main)) "Observed against fitted" else main, ...)
  abline(0, 1, lty = 2, col = "grey40")
  invisible(data)
}

# A grid over the one numeric variable of the formula, or NULL where there are more or it is no plain number.
one_predictor <- function(fit) {
  variables <- all.vars(delete.response(fit$terms))
  frame <- tryCatch(frame_of(fit), error = function(e) NULL)
  if (length(variables) != 1 || is.null(frame) || !is.null(fit$offset)) return(NULL)
  labels <- attr(fit$terms, "term.labels")
  x <- if (variables %in% names(frame)) frame[[variables]] else NULL
  if (is.null(x) || !is.numeric(x) || !is.null(dim(x)) || length(labels) == 0) return(NULL)
  if (length(unique(x)) < 2) return(NULL)
  newdata <- setNames(data.frame(seq(min(x), max(x), length.out = 101)), variables)
  list(newdata = newdata, x = x, y = as.vector(fit$fitted.values + fit$residuals), name = variables)
}

# About a dozen of the recorded epochs, closer together at the start, where most happens.
spread_epochs <- function(kept, n = 12) {
  at <- unique(round(exp(seq(0, log(length(kept)), length.out = n))))
  kept[at]
}

#' @rdname plot
#' @export
plot.error_history <- function(x, log = NULL, main = "Error during training", ...) {
  shown <- as.data.frame(x)
  curves <- shown[-1]
  values <- unlist(curves)
  values <- values[is.finite(values)]
  if (is.null(log)) log <- if (length(values) && min(values) > 0 && max(values) > 20 * min(values)) "y" else ""
  shown <- thin_rows(shown)
  one <- nrow(shown) == 1
  colours <- palette_of(2)[seq_along(curves)]
  matplot(shown$epoch, shown[-1], type = if (one) "p" else "l", lty = 1, lwd = 2, col = colours, pch = 19, log = log,
          las = 1, xlab = "Epoch", ylab = if (log == "y") "Error (log scale)" else "Error", main = main, ...)
  if (length(curves) > 1) {
    legend("topright", legend = c("training", "validation"), col = colours, lwd = 2, bty = "n")
  }
  invisible(shown)
}

#' @rdname plot
#' @export
plot.coef_history <- function(x, main = "Coefficients during training", ...) {
  exact <- attr(x, "reference")
  shown <- thin_rows(as.data.frame(x))
  draw_paths(shown, "Coefficient", main, exact, ...)
  invisible(shown)
}

#' @rdname plot
#' @export
plot.gradient_history <- function(x, main = "Gradient during training", log = NULL, ...) {
  shown <- thin_rows(as.data.frame(x))
  size <- apply(abs(shown[-1]), 1, max)
  positive <- size > 0 & is.finite(size)
  if (is.null(log)) log <- if (any(positive) && max(size[positive]) > 20 * min(size[positive])) "y" else ""
  use <- if (log == "y") positive else is.finite(size)
  graphics::plot(shown$epoch[use], size[use], type = if (sum(use) == 1) "p" else "l", lwd = 2, col = "#0072B2",
                 log = log, las = 1, xlab = "Epoch", main = main, pch = 19,
                 ylab = paste0("Largest entry of the gradient", if (log == "y") " (log scale)"), ...)
  invisible(data.frame(epoch = shown$epoch, largest = size))
}

# More points than a line can show only make a file large.
thin_rows <- function(shown, most = 2000) {
  n <- nrow(shown)
  if (n <= most) return(shown)
  shown[unique(c(round(seq(1, n, length.out = most)), n)), , drop = FALSE]
}

# One line a coefficient, the exact method's values dashed in the same colour, names at the right end.
draw_paths <- function(shown, ylab, main, exact = NULL, ...) {
  values <- shown[-1]
  many <- length(values) > 12
  colours <- if (many) rep(adjustcolor("#0072B2", 0.3), length(values)) else palette_of(length(values))
  types <- rep(1:3, each = 7)[pmin(seq_along(values), 21)]
  if (many) types[] <- 1
  range <- range(unlist(values), exact[is.finite(exact)], na.rm = TRUE, finite = TRUE)
  labelled <- !many
  if (labelled) {
    widest <- max(nchar(names(values)))
    old <- par(mar = pmax(par("mar"), c(0, 0, 0, min(10, 1.5 + 0.55 * widest))))
    on.exit(par(old))
  }
  matplot(shown$epoch, values, type = if (nrow(shown) == 1) "p" else "l", pch = 19, lty = types, lwd = 2, col = colours,
          las = 1, xlab = "Epoch", ylab = ylab, main = main, ylim = range, ...)
  if (!is.null(exact)) abline(h = exact, col = colours, lty = 2)
  if (labelled) {
    at <- spread_labels(unlist(values[nrow(values), ]), diff(par("usr")[3:4]) * par("cex") * 0.055)
    graphics::mtext(short_names(names(values)), side = 4, line = 0.3, at = at, las = 1, col = colours, cex = 0.85 * par("cex"))
  }
  if (!is.null(exact)) graphics::mtext("dashed: the exact minimum", side = 3, line = 0.2, adj = 1, cex = 0.8 * par("cex"), col = "grey30")
}

short_names <- function(names, most = 16) ifelse(nchar(names) > most, paste0(substr(names, 1, most - 1), "\u2026"), names)

# Moves labels apart until none is nearer to the next than `gap`.
spread_labels <- function(at, gap) {
  order <- order(at)
  sorted <- at[order]
  for (round in 1:50) {
    short <- which(diff(sorted) < gap)
    if (!length(short)) break
    for (i in short) {
      move <- (gap - (sorted[i + 1] - sorted[i])) / 2
      sorted[i] <- sorted[i] - move
      sorted[i + 1] <- sorted[i + 1] + move
    }
  }
  at[order] <- sorted
  at
}

#' @rdname plot
#' @export
plot.model_comparison <- function(x, ...) {
  models <- setdiff(names(x), "difference")
  values <- as.matrix(as.data.frame(unclass(x)[models], row.names = attr(x, "row.names")))
  rows <- seq_len(nrow(values))
  old <- par(mar = pmax(par("mar"), c(0, 2 + 0.5 * min(16, max(nchar(attr(x, "row.names")))), 0, 0)))
  on.exit(par(old))
  range <- range(values, na.rm = TRUE, finite = TRUE)
  graphics::plot(NA, xlim = range, ylim = c(nrow(values) + 0.5, 0.5), yaxt = "n", xlab = "Coefficient", ylab = "",
                 main = "Coefficients side by side", ...)
  abline(v = 0, col = "grey80")
  axis(2, rows, short_names(attr(x, "row.names")), las = 1)
  for (j in seq_along(models)) {
    points(values[, j], rows + (j - (length(models) + 1) / 2) * 0.18, pch = c(19, 4, 2, 0, 5)[(j - 1) %% 5 + 1],
           col = palette_of(length(models))[j], cex = 1.3, lwd = 2)
  }
  legend("bottomright", legend = models, pch = c(19, 4, 2, 0, 5)[(seq_along(models) - 1) %% 5 + 1],
         col = palette_of(length(models)), bty = "n")
  invisible(as.data.frame(values))
}
