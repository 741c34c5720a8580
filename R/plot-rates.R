#' The same model at several values of one hyperparameter
#'
#' Trains the model of a fit again from the start of the fit, once for each value, and draws the error curves side by
#' side. `plot_hyperparameter()` takes any one argument of the fit; `plot_rates()` and `plot_optimizers()` are special
#' cases of it, which choose values by themselves. A run whose error grows beyond three times its start leaves the
#' picture, where a triangle marks it as diverging.
#'
#' The weights begin where those of the fit began, and mini-batches come in the fit's own order, so that the curve of
#' the fit's own value is the fit's. Only where the value decides how many weights there are or how they are drawn
#' (`hidden`, `bias`, `init`, `start`) do they begin anew.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()]: its model, data, start and other hyperparameters are used.
#' @param ... For `plot_hyperparameter()` one argument of the fit with the values to try, in a vector or a list (a list
#'   where one value is more than a number or a word, as `hidden = list(3, c(8, 4))`). Also settings of the picture:
#'   `main`, `sub`, `xlab`, `ylab`, `xlim`, `ylim`, `log`, `col`, `lwd`, `lty`.
#' @param eta For `plot_rates()`: two or more positive numbers; by default for [gd_lm()] shares of the largest stable
#'   rate, the last just above it, else the fit's own rate times 0.1, 0.3, 1, 3 and 10. For `plot_optimizers()`: NULL
#'   for the fit's own rate with the gradient rules and each other rule's default (see [optimizers]), one number for
#'   all, or one per rule.
#' @param optimizer Names of optimizers, or a list of them and of objects such as `opt_momentum(0.5)`.
#' @param epochs How many epochs to train, one whole number.
#' @return A data frame, invisibly: `run` (a factor: the value), `value` as text or `eta` as a number, `epoch`, `error`,
#'   `diverged`. Of several costs each error is that of its own cost.
#' @section Errors: Rates that are not positive, rules that do not exist, and arguments that the fit does not have are
#'   named. A fit with `record = FALSE` and drawn weights has lost its start; the message says how to refit.
#' @seealso [plot_surface()] for the paths of several fits; [optimizers]; [hyperparameters()]
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("hyperparameters", package = "descent")`.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", epochs = 40)
#' plot_rates(fit, eta = c(0.01, 0.1, 0.5, 1.1))
#' plot_optimizers(fit, c("gd", "momentum", "adam"))
#' plot_hyperparameter(fit, scaling = c("none", "standardize", "whiten"))
#' @export
plot_rates <- function(fit, eta = NULL, epochs = fit$epochs, ...) {
  check_fit(fit, "plot_rates")
  draw_runs(rates_picture(fit, eta, epochs, list(...)$log), list(...))
}

#' @rdname plot_rates
#' @export
plot_optimizers <- function(fit, optimizer = c("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "rprop"),
                            eta = NULL, epochs = fit$epochs, ...) {
  check_fit(fit, "plot_optimizers")
  draw_runs(optimizers_picture(fit, optimizer, eta, epochs, list(...)$log), list(...))
}

#' @rdname plot_rates
#' @export
plot_hyperparameter <- function(fit, ..., epochs = fit$epochs) {
  check_fit(fit, "plot_hyperparameter")
  dots <- list(...)
  hyper <- names(dots) %in% varied_names(fit)
  if (sum(hyper) != 1) {
    must <- sprintf("one argument of the fit with the values to try (%s)", paste(varied_names(fit), collapse = ", "))
    stray <- setdiff(names(dots)[!hyper], picture_settings)
    came <- if (any(hyper)) sprintf("%d", sum(hyper)) else if (length(stray)) stray[1] else "none"
    stop_argument("...", must, came)
  }
  draw_runs(hyperparameter_picture(fit, names(dots)[hyper], dots[[which(hyper)]], epochs, dots$log), dots[!hyper])
}

draw_runs <- function(picture, theirs) {
  n <- length(picture$labels)
  style <- styled(c(picture[c("xlab", "ylab", "main", "sub", "xlim", "ylim", "log")],
                    list(lwd = 2, lty = line_types(n), col = line_colours(n))), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  axis <- log_epochs(style)
  open_plot(axis$style, right = picture$labels, x_ticks = axis$ticks)
  colours <- rep_len(style$col, n)
  types <- rep_len(style$lty, n)
  edge <- if (grepl("y", style$log)) 10^par("usr")[4] else par("usr")[4]
  ends <- vapply(seq_len(n), function(i) {
    run <- picture$data[as.integer(picture$data$run) == i, ]
    finite <- run[is.finite(run$error) & (!grepl("y", style$log) | run$error > 0), ]
    lines(axis$at(finite$epoch), pmin(finite$error, 1e6 * picture$top), lwd = style$lwd * line_size(), col = colours[i],
          lty = types[i])
    if (nrow(finite) == 1) points(axis$at(finite$epoch), finite$error, pch = 19, col = colours[i])
    if (!picture$away[i]) return(if (nrow(finite)) tail(finite$error, 1) else edge)
    out <- c(finite$epoch[finite$error > edge], max(finite$epoch, 0))[1]
    points(axis$at(out), edge, pch = 24, bg = colours[i], col = colours[i], cex = 1.2, xpd = NA)
    edge
  }, 0)
  end_labels(ends, picture$labels, colours, types)
  invisible(picture$data)
}
