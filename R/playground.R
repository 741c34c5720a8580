#' A playground for networks
#'
#' A Shiny app in which a network learns while you watch: choose the data, the features, the hidden layers, the
#' activation, the cost, the optimizer, the rate, the batches and the penalty; run, pause, step and start again. It
#' shows the decision boundary or the curve, the error curves, the network with its weights, and what each hidden unit
#' has learnt, and gives the R code that makes the same fit.
#'
#' Training calls [resume()] again and again, so that the page answers meanwhile; several people at one server do not
#' disturb each other, and R's own generator stays where it was.
#'
#' @param data NULL for the data sets of [playground_data()] only; or a data frame of your own, with a column to predict
#'   (a number, a factor, text or a logical) and others to predict it from. Rows with missing values are left out.
#' @param ... Options of [shiny::shinyApp()], as `port`, `host` or `launch.browser`.
#' @return A Shiny app, which runs when printed.
#' @section Errors: `data` that is not a data frame, or has fewer than two columns or rows, is refused. The packages
#'   shiny and jsonlite are needed. What cannot be trained is said in the page.
#' @seealso [replay()] for a fit that has been trained, [playground_data()], [ann()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @references The idea is that of the TensorFlow Playground (Smilkov, Carter, Sculley, Viegas & Wattenberg 2017).
#' @examples
#' if (interactive() && requireNamespace("shiny", quietly = TRUE)) {
#'   playground()
#'   playground(iris)
#' }
#' @export
playground <- function(data = NULL, ...) {
  need_package("shiny", "playground()")
  need_package("jsonlite", "playground()")
  label <- deparse1(substitute(data))
  if (!is.null(data)) {
    if (!is.data.frame(data)) stop_argument("data", "NULL or a data frame", describe(data))
    data <- stats::na.omit(as.data.frame(data))
    if (length(data) < 2 || nrow(data) < 2) {
      stop_argument("data", "a data frame with at least two columns and two complete rows",
                    sprintf("one of %d and %d", length(data), nrow(data)))
    }
  }
  shiny::shinyApp(playground_page(data), playground_server(data, label), options = list(...))
}
