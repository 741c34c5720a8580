#' A playground for networks
#'
#' A Shiny app in which a network learns while you watch: choose the data, the features, the hidden layers, the
#' activation, the cost, the optimizer, the rate, the batches and the penalty; run, pause, step and start again. It
#' shows the network with its weights and what each hidden unit has learnt, the decision boundary or the curve, and the
#' error curves, and gives the R code that makes the same fit.
#'
#' The rate, the optimizer, the batches, the penalty, the noise and the data can change while the network learns: it
#' keeps its weights, so that "lower the rate when it jumps" can be tried. Other features, layers, units, activations,
#' costs and seeds make another network, which begins at epoch 0.
#'
#' A line of the network shows its weight where the pointer rests on it or where it is tapped; there, or in the table
#' "Weights", a weight can be set by hand. A unit under the pointer is drawn in the large plane. "Copy link" gives an
#' address that opens the page with the same choices.
#'
#' Training calls [resume()] again and again, so that the page answers meanwhile; several people at one server do not
#' disturb each other, and R's own generator stays where it was.
#'
#' @param data NULL for the data sets of [playground_data()] only; or a data frame of your own, with a column to predict
#'   (a number, a factor, text or a logical) and others to predict it from. Rows with missing values are left out. Or a
#'   fit by [gd_lm()], [neuron()] or [ann()]: the page begins with it as it is, "Reset" takes it back to the weights
#'   that it began with, and rate, optimizer and batches can be changed as for a network of the page.
#' @param state The page's first choices: NULL for the usual ones; a list by name, as
#'   `list(set = "spiral", layers = 1, width1 = 8, eta = 0.1)`; or an address that "Copy link" gave. The names are those
#'   in such an address.
#' @param ... Options of [shiny::shinyApp()], as `port`, `host` or `launch.browser`.
#' @return A Shiny app, which runs when printed.
#' @section Errors: `data` that is neither a data frame nor a fit, or has fewer than two columns or rows, is refused,
#'   and so is a `state` that the page does not offer. The packages shiny and jsonlite are needed. What cannot be
#'   trained is said in the page.
#' @seealso [replay()] for a fit that has been trained, [playground_data()], [ann()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @references The idea is that of the TensorFlow Playground (Smilkov, Carter, Sculley, Viegas & Wattenberg 2017).
#' @examples
#' if (interactive() && requireNamespace("shiny", quietly = TRUE)) {
#'   playground()
#'   playground(iris)
#'   playground(state = list(set = "spiral", layers = 2, width1 = 8, width2 = 4))
#'   truth <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
#'   playground(neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), epochs = 0))
#' }
#' @export
playground <- function(data = NULL, ..., state = NULL) {
  need_package("shiny", "playground()")
  need_package("jsonlite", "playground()")
  source <- playground_source(data, deparse1(substitute(data)))
  chosen <- playground_state(state, source)
  # an address with a query has the last word, as far as the page offers what it says
  page <- function(request) {
    query <- from_address(or_else(request$QUERY_STRING, ""))
    known <- c(chosen[setdiff(names(chosen), names(query))], query)
    playground_page(source, tryCatch(playground_state(known, source, strict = FALSE), error = function(e) chosen))
  }
  shiny::shinyApp(page, playground_server(source), options = list(...))
}

# What the page is about: data of one's own, a fit, or neither.
playground_source <- function(data, label) {
  if (is.null(data)) return(list(label = label))
  if (inherits(data, "descent")) {
    fit <- current_fit(data)
    need_rows(fit, "playground()")
    return(list(fit = fit, label = if (make.names(label) == label) label else "fit"))
  }
  if (!is.data.frame(data)) {
    stop_argument("data", "NULL, a data frame, or a fit by gd_lm(), neuron() or ann()", describe(data))
  }
  data <- stats::na.omit(as.data.frame(data))
  if (length(data) < 2 || nrow(data) < 2) {
    stop_argument("data", "a data frame with at least two columns and two complete rows",
                  sprintf("one of %d and %d", length(data), nrow(data)))
  }
  list(data = data, label = label)
}
