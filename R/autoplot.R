#' The pictures as ggplot2 objects
#'
#' The same content as the base pictures, as objects of the package ggplot2 to which layers, scales and themes can be
#' added: both draw the same data, with the same axes, labels, marks and captions.
#'
#' @param object A fit by [gd_lm()], [neuron()] or [ann()], a history of one ([error_history()] and so on), an
#'   [activation()], a [cost()], a [compare()]d fit, or a [grid_search()].
#' @param which For a fit, one picture: those of [plot.descent()], `"error"`, `"coefficients"`, `"gradient"`, `"fit"`,
#'   `"fitted"`, `"residuals"`; or `"surface"` ([plot_surface()]), `"network"` ([plot_network()]), `"boundary"`
#'   ([plot_boundary()]), `"units"` ([plot_units()]), `"rates"` ([plot_rates()]), `"optimizers"` ([plot_optimizers()]),
#'   `"hyperparameter"` ([plot_hyperparameter()]), `"confusion"` ([plot_confusion()]), `"roc"` ([plot_roc()]).
#' @param epoch NULL for the end, or a recorded epoch, for the pictures that show one moment: the fit, the surface, the
#'   network, the boundary and the units.
#' @param log The logarithmic axes, as for [plot.descent_history]; by default as in the base picture.
#' @param from,to Where the weighted sum, or for a cost the difference y - d, begins and ends, two numbers.
#' @param ... For a fit, further arguments of the picture: `log` (`"error"`, `"coefficients"`, `"gradient"`, `"rates"`,
#'   `"optimizers"`); `epochs` (`"fit"`; how many to train: `"rates"`, `"optimizers"`); `variables`, the names of two
#'   inputs (`"boundary"`) or of one or two coefficients (`"surface"`); `directions`, `grid` (`"surface"`); `grid`,
#'   `output`, `plane` (`"boundary"`); `output` (`"units"`); `colour`, `most`, `what`, `row` (`"network"`); `eta`
#'   (`"rates"`, `"optimizers"`); `optimizer` (`"optimizers"`); `hyperparameter`, a list such as
#'   `list(eta = c(0.1, 0.2))` (`"hyperparameter"`); `newdata`, `rows` (`"confusion"`, `"roc"`). For an activation or a
#'   cost, more of them, by name or as objects: one panel each. Else nothing.
#' @return A ggplot object.
#' @section Errors: ggplot2 must be installed; an argument that the picture does not have is named; else as for the base
#'   pictures.
#' @seealso [plot.descent()]
#' @examples
#' if (requireNamespace("ggplot2", quietly = TRUE)) {
#'   fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 50)
#'   ggplot2::autoplot(fit, "coefficients")
#'   ggplot2::autoplot(fit, "surface", grid = 20)
#'   ggplot2::autoplot(activation("tanh"), "relu", "swish")
#' }
#' @name autoplot
NULL

#' @rdname autoplot
#' @method autoplot descent
#' @exportS3Method ggplot2::autoplot descent
autoplot.descent <- function(object, which = "error", epoch = NULL, ...) {
  need_package("ggplot2", "autoplot()")
  check_choice(which, "which", c(names(gg_pictures), names(gg_class_pictures)))
  draw <- c(gg_pictures, gg_class_pictures)[[which]]
  theirs <- list(...)
  refuse_unknown(theirs, setdiff(names(formals(draw)), c("fit", "epoch")))
  moment <- if ("epoch" %in% names(formals(draw))) list(epoch = epoch)
  if (is.null(moment) && !is.null(epoch)) {
    stop_argument("epoch", sprintf("NULL for the picture \"%s\", which shows all epochs or the end", which),
                  describe(epoch))
  }
  do.call(draw, c(list(fit = object), moment, theirs))
}

# What a picture does not know is a typing error.
refuse_unknown <- function(theirs, known) {
  stray <- if (length(theirs)) setdiff(if (is.null(names(theirs))) "" else names(theirs), known)
  if (!length(stray)) return(invisible())
  must <- if (length(known)) paste("arguments of the picture:", paste(known, collapse = ", ")) else "empty"
  stop_argument("...", must, if (nzchar(stray[1])) stray[1] else "a value without a name")
}

gg_pictures <- list(
  error = function(fit, log = NULL) gg_path(error_picture(error_history(fit), check_log(log))),
  coefficients = function(fit, log = NULL) {
    gg_coefficients(coefficient_picture(coef_history(fit), check_log(log, c("", "x"))))
  },
  gradient = function(fit, log = NULL) gg_path(gradient_picture(gradient_history(fit), check_log(log))),
  fit = function(fit, epoch, epochs = epoch) gg_fit(fit_picture(fit, epochs)),
  fitted = function(fit) gg_fitted(fitted_picture(fit)),
  residuals = function(fit) gg_residuals(residual_picture(fit)),
  surface = function(fit, epoch, variables = NULL, directions = NULL, grid = 60) {
    gg_surface(surface_picture(list(fit), variables, directions, check_count(grid, "grid", 10), epoch))
  },
  network = function(fit, epoch, colour = "weight", most = 30, what = NULL, row = 1) {
    check_choice(colour, "colour", c("weight", "gradient"))
    if (!is.null(what)) {
      check_choice(what, "what", c("forward", "backward"), ", or NULL")
      return(gg_network(flow_picture(fit, epoch, what, row, check_count(most, "most", 4))))
    }
    gg_network(network_picture(fit, epoch, colour, check_count(most, "most", 4)))
  },
  boundary = function(fit, epoch, variables = NULL, grid = 100, output = 1, plane = TRUE) {
    picture <- plane_picture(fit, variables, epoch, check_count(grid, "grid", 10), output)
    gg_plane(picture, check_flag(plane, "plane"))
  },
  units = function(fit, epoch, output = 1) gg_units(units_picture(fit, list(at_epoch(fit, epoch)), output)),
  rates = function(fit, eta = NULL, epochs = fit$epochs, log = NULL) {
    gg_runs(rates_picture(fit, eta, epochs, check_log(log)))
  },
  optimizers = function(fit, optimizer = eval(formals(plot_optimizers)$optimizer), eta = NULL, epochs = fit$epochs,
                        log = NULL) {
    gg_runs(optimizers_picture(fit, optimizer, eta, epochs, check_log(log)))
  }
)

# Pictures that only some fits have.
gg_class_pictures <- list(
  confusion = function(fit, newdata = NULL, rows = NULL) gg_confusion(confusion_picture(fit, newdata, rows)),
  roc = function(fit, newdata = NULL, rows = NULL) gg_roc(roc_picture(fit, newdata, rows)),
  hyperparameter = function(fit, hyperparameter, epochs = fit$epochs, log = NULL) {
    if (!is.list(hyperparameter) || length(hyperparameter) != 1 || is.null(names(hyperparameter))) {
      stop_argument("hyperparameter", "a list with one named element, as list(eta = c(0.1, 0.2))",
                    describe(hyperparameter))
    }
    gg_runs(hyperparameter_picture(fit, names(hyperparameter), hyperparameter[[1]], epochs, check_log(log)))
  }
)

#' @rdname autoplot
#' @method autoplot error_history
#' @exportS3Method ggplot2::autoplot error_history
autoplot.error_history <- function(object, log = NULL, ...) {  # nolint: object_name_linter.
  refuse_unknown(list(...), "log")
  gg_path(error_picture(object, check_log(log)))
}

#' @rdname autoplot
#' @method autoplot gradient_history
#' @exportS3Method ggplot2::autoplot gradient_history
autoplot.gradient_history <- function(object, log = NULL, ...) {  # nolint: object_name_linter.
  refuse_unknown(list(...), "log")
  gg_path(gradient_picture(object, check_log(log)))
}

#' @rdname autoplot
#' @method autoplot coef_history
#' @exportS3Method ggplot2::autoplot coef_history
autoplot.coef_history <- function(object, log = NULL, ...) {  # nolint: object_name_linter.
  refuse_unknown(list(...), "log")
  gg_coefficients(coefficient_picture(object, check_log(log, c("", "x"))))
}

#' @rdname autoplot
#' @method autoplot activation
#' @exportS3Method ggplot2::autoplot activation
autoplot.activation <- function(object, ..., from = -5, to = 5) {
  more <- list(...)
  refuse_unknown(more[names(more) != ""], c("from", "to"))
  shown <- c(list(object), lapply(more, function(f) if (inherits(f, "activation")) f else activation(f)))
  names(shown) <- make.unique(vapply(shown, `[[`, "", "name"))
  gg_functions(lapply(shown, activation_picture, from, to))
}

#' @rdname autoplot
#' @method autoplot cost
#' @exportS3Method ggplot2::autoplot cost
autoplot.cost <- function(object, ..., from = -3, to = 3) {
  more <- list(...)
  refuse_unknown(more[names(more) != ""], c("from", "to"))
  shown <- c(list(object), lapply(more, as_cost))
  names(shown) <- make.unique(vapply(shown, `[[`, "", "name"))
  gg_functions(lapply(shown, cost_picture, from, to))
}

#' @rdname autoplot
#' @method autoplot grid_search
#' @exportS3Method ggplot2::autoplot grid_search
autoplot.grid_search <- function(object, ...) {  # nolint: object_name_linter.
  refuse_unknown(list(...), character())
  gg_search(search_picture(object))
}

#' @rdname autoplot
#' @method autoplot model_comparison
#' @exportS3Method ggplot2::autoplot model_comparison
autoplot.model_comparison <- function(object, ...) {  # nolint: object_name_linter.
  refuse_unknown(list(...), character())
  models <- setdiff(names(object), "difference")
  rows <- attr(object, "row.names")
  data <- long_form(seq_along(rows), as.data.frame(unclass(object)[models]), "coefficient")
  data$coefficient <- data$coefficient + (as.integer(data$column) - (length(models) + 1) / 2) * 0.18
  gg(data, "value", "coefficient") + ggplot2::geom_vline(xintercept = 0, colour = "grey80") +
    ggplot2::scale_y_reverse(breaks = seq_along(rows), labels = short_names(rows)) +
    ggplot2::geom_point(gg_aes(colour = "column", shape = "column"), size = 3, stroke = 1.2) +
    ggplot2::scale_shape_manual(values = rep_len(c(19, 4, 2, 0, 5), length(models))) +
    gg_colours(length(models)) +
    ggplot2::labs(x = "Coefficient", y = NULL, shape = NULL, title = "Coefficients side by side")
}
