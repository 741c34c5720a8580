#' Hyperparameters of a fit
#'
#' What you chose, as against the parameters, `coef(fit)`, which were learnt from the data.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @return A named list of class `"hyperparameters"`, with a print method. `eta` is the number that `"auto"` came to;
#'   `epochs` counts those asked for, resumed ones included.
#' @section Errors: What is not a fit is refused.
#' @seealso [stats::coef()] for the parameters; [gd_lm()], [neuron()], [ann()] for what each hyperparameter means.
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @examples
#' hyperparameters(gd_lm(dist ~ speed, cars, scaling = "standardize"))
#' @export
hyperparameters <- function(fit) {
  check_fit(fit, "hyperparameters")
  structure(fit$hyperparameters, class = "hyperparameters")
}

#' @export
print.hyperparameters <- function(x, ...) {
  lines <- describe_hyperparameters(x)
  say_pairs(names(lines), lines)
  invisible(x)
}

# One line of text each, for print(), summary() and grid searches.
describe_hyperparameters <- function(x) {
  one <- function(name) {
    value <- x[[name]]
    if (is.null(value)) return(switch(name, batch_size = "all rows", record = "every epoch", "default"))
    if (inherits(value, c("activation", "cost", "optimizer", "init"))) return(format(value))
    if (name == "activation" && !length(value)) return("none")
    if (name == "activation" && is.list(value)) return(paste(unique(vapply(value, format, "")), collapse = ", "))
    if (name == "hidden" && !length(value)) return("none")
    describe_setting(value)
  }
  vapply(setNames(nm = names(x)), one, "")
}

describe_setting <- function(value) {
  if (is.function(value)) return("a function of the epoch")
  if (is.data.frame(value)) return(sprintf("%d rows", nrow(value)))
  if (is.list(value)) return("given")
  if (!is.numeric(value)) return(paste(value, collapse = ", "))
  if (length(value) > 4) sprintf("%d numbers", length(value)) else paste(format_each(value), collapse = ", ")
}
