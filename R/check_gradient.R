#' Every derivative beside a numeric one
#'
#' Back-propagation gives the derivative of the cost by each coefficient exactly; a difference quotient gives it nearly.
#' `check_gradient()` puts the two side by side, at the coefficients of a fit or at those of an earlier epoch.
#'
#' The numeric derivative is the central difference of fourth order,
#' (8 (E(w + h) - E(w - h)) - (E(w + 2h) - E(w - 2h))) / (12 h), on standardized inputs with h = 1e-3 times the
#' coefficient's size, 1 at least (1e-5 where the activation or the cost has a kink, which a long difference would step
#' over). Where that is not the derivative, h is also tried a tenth, a hundredth and a thousandth as long, and the two
#' quotients that agree best settle it. A coefficient at a kink itself, as every weight of a relu unit that starts at 0,
#' has another slope on each side: it is not compared, and its difference is NA. The relative difference is measured
#' against the larger of the two, but at least a thousandth of the largest derivative and the rounding error of the
#' quotient: near a minimum all derivatives are 0. Penalties (`l1`, `l2`) and dropout are left out.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param epoch NULL for the end, or a recorded epoch (0 is the start, where the derivatives are largest).
#' @param x What `check_gradient()` returned.
#' @param digits Significant digits to print.
#' @param ... For `plot()`: settings of the picture, as `main` or `col`.
#' @return A data frame of class `"gradient_check"`: `coefficient`, `analytic`, `numeric`, `difference` (relative), a
#'   row per coefficient. `plot()` draws the numeric against the analytic derivatives.
#' @section Errors: An epoch that was not recorded is refused.
#' @references Nocedal & Wright (2006), *Numerical Optimization*, section 8.1.
#' @seealso [gradient_history()], [activation()]
#' @seealso In the course: `vignette("backprop", package = "descent")`.
#' @examples
#' set.seed(1)
#' fit <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 20)
#' check_gradient(fit, epoch = 0)
#' @export
check_gradient <- function(fit, epoch = NULL) {
  check_fit(fit, "check_gradient")
  theta <- coef(fit, epoch = epoch)
  names <- names(if (is.list(theta)) flat_layers(theta) else theta)
  problem <- training_problem(fit)
  theta <- problem$inwards(as.double(unlist(theta, use.names = FALSE)))
  cost <- problem$evaluate
  at <- cost(theta)
  kinks <- kinked_choices(fit)
  step <- pmax(abs(theta), 1) * (if (length(kinks)) 1e-5 else 1e-3)
  numeric <- vapply(seq_along(theta), function(j) {
    error_at <- function(by) cost(replace(theta, j, theta[j] + by))$error
    difference_quotient(error_at, step[j], at$error, at$gradient[j], max(abs(at$gradient)), length(kinks) > 0)
  }, 0)
  rounding <- problem$gradient_outwards(1e7 * .Machine$double.eps * abs(at$error) / step)
  analytic <- problem$gradient_outwards(at$gradient)
  numeric <- problem$gradient_outwards(numeric)
  floor <- pmax(abs(analytic), abs(numeric), 1e-3 * max(abs(analytic)), abs(rounding))
  result <- data.frame(coefficient = names, analytic = analytic, numeric = numeric,
                       difference = ifelse(floor > 0, abs(analytic - numeric) / floor, 0))[learns(fit), ]
  rownames(result) <- NULL
  structure(result, epoch = if (is.null(epoch)) fit$epochs else epoch, kinks = kinks,
            class = c("gradient_check", "data.frame"))
}

learns <- function(fit) {
  if (identical(fit$hyperparameters$bias, "fixed")) !is_bias(fit$coefficients) else TRUE
}

# The activations and the cost whose slope jumps somewhere.
kinked_choices <- function(fit) {
  choices <- c(layer_activations(fit), list(fit$hyperparameters$cost))
  unique(vapply(Filter(function(choice) length(choice$kinks) > 0, choices), `[[`, "", "name"))
}

# The derivative by central differences of fourth order. How far a step may go depends on what the coefficient does:
# where the quotient is not the gradient, shorter steps are tried, and the two quotients that agree best settle it. NA
# where the slopes on the two sides stay apart: the coefficients are at a kink, which has no derivative.
difference_quotient <- function(error_at, step, error, gradient, largest, kinks) {
  quotient <- function(h) (8 * (error_at(h) - error_at(-h)) - (error_at(2 * h) - error_at(-2 * h))) / (12 * h)
  first <- quotient(step)
  near <- function(a, b, tolerance) abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-3 * largest)
  if (isTRUE(near(first, gradient, 1e-6))) return(first)
  tried <- c(first, quotient(step / 10), quotient(step / 100), quotient(step / 1000))
  h <- step / 1000
  if (kinks && !isTRUE(near((error_at(h) - error) / h, (error - error_at(-h)) / h, 0.01))) return(NA_real_)
  tried[which.min(abs(diff(tried))) + 1]
}

#' @rdname check_gradient
#' @export
print.gradient_check <- function(x, digits = 5, ...) {
  n <- nrow(x)
  worst <- which.max(x$difference)
  kinked <- is.na(x$difference)
  say(sprintf("Gradient at epoch %s: %d derivative%s, by back-propagation and by difference quotients",
              format(attr(x, "epoch")), n, if (n == 1) "" else "s"))
  if (length(worst)) {
    say(sprintf("Largest relative difference: %s, at %s", format(x$difference[worst], digits = 3),
                x$coefficient[worst]))
  }
  if (any(kinked)) {
    say(sprintf("Not compared: %d, where the coefficients are at a kink of %s and the two sides have other slopes",
                sum(kinked), paste(attr(x, "kinks"), collapse = " or ")))
  }
  cat("\n")
  shown <- as.data.frame(unclass(x))
  print(head(shown, 10), digits = digits, row.names = FALSE)
  if (n > 10) cat(sprintf("... and %d more\n", n - 10))
  invisible(x)
}

#' @rdname check_gradient
#' @export
plot.gradient_check <- function(x, ...) {
  range <- range_of(x$analytic, x$numeric[!is.na(x$numeric)], add = 0.02)
  style <- styled(list(xlab = "By back-propagation", ylab = "By difference quotient", main = "Every derivative, twice",
                       sub = sprintf("largest relative difference: %s",
                                     format(max(x$difference, -Inf, na.rm = TRUE), digits = 2)),
                       xlim = range, ylim = range, pch = 19, cex = 1,
                       col = adjustcolor(okabe_ito[["blue"]], 0.6)), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  open_plot(style)
  abline(0, 1, lty = 2, col = "grey40")
  points(x$analytic, x$numeric, pch = style$pch, col = style$col, cex = style$cex)
  invisible(as.data.frame(unclass(x)))
}
