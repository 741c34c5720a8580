#' A playground for networks
#'
#' A Shiny app in which a network learns while you watch: choose the data, the features, the hidden layers, the
#' activation, the cost, the optimizer, the rate, the batches and the penalty; run, pause, step and start again. It
#' shows the decision boundary or the curve, the error curves, the network with its weights, and what each hidden unit
#' has learnt, and gives the R code of what is seen.
#'
#' Training is [resume()] in short slices, so the page stays at hand while it runs; several people at one server do not
#' disturb each other, and R's own generator stays where it was.
#'
#' @param data NULL for the data sets of [playground_data()] only; or a data frame of your own, with a column to predict
#'   (a number, a factor, text or a logical) and others to predict it from. Rows with missing values are left out.
#' @param ... Options of [shiny::shinyApp()], as `port`, `host` or `launch.browser`.
#' @return A Shiny app, which runs when printed.
#' @section Errors: `data` that is not a data frame, or has fewer than two columns or rows, is refused. The packages
#'   shiny and jsonlite are needed. What cannot be trained is said in the page.
#' @seealso [replay()] for a fit that has been trained, [playground_data()], [ann()]
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

# What the features of the data sets are called in the page and in a formula.
plane_features <- c("x1" = "x1", "x2" = "x2", "x1\u00b2" = "I(x1^2)", "x2\u00b2" = "I(x2^2)", "x1 x2" = "I(x1 * x2)",
                    "sin x1" = "sin(x1)", "sin x2" = "sin(x2)")
line_features <- c("x" = "x", "x\u00b2" = "I(x^2)", "x\u00b3" = "I(x^3)", "sin x" = "sin(x)")

playground_page <- function(data) {
  tags <- shiny::tags
  file <- function(...) system.file(..., package = "descent", mustWork = TRUE)
  choose <- function(id, label, choices, selected = NULL) {
    shiny::selectInput(id, label, choices, selected, selectize = FALSE, width = "100%")
  }
  sets <- c(Circle = "circle", "Exclusive or" = "xor", "Two clouds" = "gauss", Spiral = "spiral", Line = "line",
            Sine = "sine")
  own <- names(data)
  guess <- if (!is.null(data)) own[length(own)]
  group <- function(title, ...) tags$fieldset(tags$legend(title), ...)
  box <- function(id) {
    tags$figure(tags$figcaption(id = paste0(id, "-title")), tags$div(id = id, class = "playground-picture"))
  }
  only <- shiny::conditionalPanel
  count <- function(id, label, value, from, to, by = 1) {
    shiny::numericInput(id, label, value, from, to, by, width = "100%")
  }
  scripts <- c("htmlwidgets/lib/draw.js", "htmlwidgets/lib/network.js", "htmlwidgets/lib/picture.js",
               "playground/playground.js")
  shiny::tagList(
    tags$head(
      tags$title("descent playground"), tags$link(rel = "icon", href = "data:,"),
      tags$meta(name = "viewport", content = "width=device-width, initial-scale=1"),
      lapply(c("htmlwidgets/lib/draw.css", "playground/playground.css"), function(f) shiny::includeCSS(file(f))),
      lapply(scripts, function(f) shiny::includeScript(file(f)))
    ),
    tags$main(
      class = "descent playground",
      tags$h1("Watch a network learn"),
      tags$div(
        class = "playground-bar",
        shiny::actionButton("run", "Run"), shiny::actionButton("step", "Step"), shiny::actionButton("reset", "Reset"),
        choose("pace", "Epochs a picture", c(1, 5, 20, 100), 5), tags$p(id = "playground-status", "Starting ..."),
        tags$p(id = "playground-problem", role = "alert"),
        tags$div(id = "playground-live", class = "descent-hidden", role = "status", `aria-live` = "polite")
      ),
      tags$div(
        class = "playground-body",
        tags$form(
          class = "playground-choices", onsubmit = "return false", `aria-label` = "Data and hyperparameters",
          group(
            "Data",
            choose("set", "Data set", c(if (!is.null(data)) c("Your data" = "own"), sets)),
            only("input.set !== 'own'", count("noise", "Noise", 0.3, 0, 5, 0.1)),
            if (!is.null(data)) only("input.set === 'own'", choose("response", "To predict", own, guess)),
            choose("validation", "Held out to validate", c("None" = 0, "10 %" = 0.1, "30 %" = 0.3, "50 %" = 0.5), 0.3)
          ),
          group(
            "Features",
            only("['circle', 'xor', 'gauss', 'spiral'].indexOf(input.set) >= 0",
                 shiny::checkboxGroupInput("plane", NULL, plane_features, c("x1", "x2"))),
            only("['line', 'sine'].indexOf(input.set) >= 0",
                 shiny::checkboxGroupInput("line", NULL, line_features, "x")),
            if (!is.null(data)) only("input.set === 'own'", shiny::checkboxGroupInput(
              "columns", NULL, own, head(setdiff(own, guess), 10)))
          ),
          group(
            "Network",
            choose("layers", "Hidden layers", 0:4, 2),
            lapply(1:4, function(i) {
              only(sprintf("input.layers >= %d", i),
                   count(paste0("width", i), sprintf("Units in layer %d", i), c(4, 2, 2, 2)[i], 1, 50))
            }),
            choose("activation", "Activation", activation_names(joint = FALSE), "tanh")
          ),
          group(
            "Training",
            choose("cost", "Cost", c("What suits" = "", cost_names())),
            choose("optimizer", "Optimizer", batch_optimizers(), "adam"),
            choose("eta", "Learning rate", c(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3), 0.03),
            choose("batch", "Rows in a batch", c("All" = 0, 1, 10, 30), 0),
            choose("penalty", "Penalty", c("None" = "", "L2" = "l2", "L1" = "l1")),
            only("input.penalty !== ''", choose("size", "Size of the penalty", c(0.0001, 0.001, 0.01, 0.1, 1), 0.001)),
            count("seed", "Seed", 1, 0, .Machine$integer.max)
          )
        ),
        tags$div(class = "playground-pictures", box("playground-picture"), box("playground-network"),
                 box("playground-error"))
      ),
      tags$details(tags$summary("Show me the R code"), tags$pre(id = "playground-code"),
                   tags$button(type = "button", id = "playground-copy", "Copy"))
    )
  )
}
