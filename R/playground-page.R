# The page of playground(), and what it offers.

# What the features of the data sets are called in the page and in a formula.
plane_features <- c("x1" = "x1", "x2" = "x2", "x1\u00b2" = "I(x1^2)", "x2\u00b2" = "I(x2^2)", "x1 x2" = "I(x1 * x2)",
                    "sin x1" = "sin(x1)", "sin x2" = "sin(x2)")
line_features <- c("x" = "x", "x\u00b2" = "I(x^2)", "x\u00b3" = "I(x^3)", "sin x" = "sin(x)")

# What the page offers. The server takes members of these sets alone.
playground_sets_offered <- c(Circle = "circle", "Exclusive or" = "xor", "Two clouds" = "gauss", Spiral = "spiral",
                             Line = "line", Sine = "sine")
playground_shares <- c("None" = 0, "10 %" = 0.1, "30 %" = 0.3, "50 %" = 0.5)
playground_rates <- c(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)
playground_batches <- c("All" = 0, 1, 10, 30)
playground_penalties <- c("None" = "", "L2" = "l2", "L1" = "l1")
playground_sizes <- c(0.0001, 0.001, 0.01, 0.1, 1)
playground_paces <- c(1, 5, 20, 100)
most_layers <- 4
most_width <- 50

playground_page <- function(data) {
  tags <- shiny::tags
  box <- function(id) {
    tags$figure(tags$figcaption(id = paste0(id, "-title")), tags$div(id = id, class = "playground-picture"))
  }
  shiny::tagList(
    playground_head(),
    tags$main(
      class = "descent playground",
      tags$h1("Watch a network learn"),
      playground_bar(),
      tags$div(
        class = "playground-body",
        tags$form(class = "playground-choices", onsubmit = "return false", `aria-label` = "Data and hyperparameters",
                  training_controls(), data_controls(data), network_controls()),
        tags$div(class = "playground-pictures", box("playground-picture"), box("playground-network"),
                 box("playground-error"))
      ),
      tags$details(tags$summary("Show me the R code"), tags$pre(id = "playground-code"),
                   tags$button(type = "button", id = "playground-copy", "Copy"))
    )
  )
}

playground_head <- function() {
  tags <- shiny::tags
  file <- function(...) system.file(..., package = "descent", mustWork = TRUE)
  scripts <- c("htmlwidgets/lib/draw.js", "htmlwidgets/lib/network.js", "htmlwidgets/lib/picture.js",
               "playground/playground.js")
  tags$head(
    tags$title("descent playground"), tags$link(rel = "icon", href = "data:,"),
    tags$meta(name = "viewport", content = "width=device-width, initial-scale=1"),
    lapply(c("htmlwidgets/lib/draw.css", "playground/playground.css"), function(f) shiny::includeCSS(file(f))),
    lapply(scripts, function(f) shiny::includeScript(file(f)))
  )
}

playground_bar <- function() {
  tags <- shiny::tags
  tags$div(
    class = "playground-bar",
    shiny::actionButton("run", "Run"), shiny::actionButton("step", "Step"), shiny::actionButton("reset", "Reset"),
    choose_from("pace", "Epochs per frame", playground_paces, 5), tags$p(id = "playground-status", "Starting ..."),
    tags$p(id = "playground-problem", role = "alert"),
    tags$div(id = "playground-live", class = "descent-hidden", role = "status", `aria-live` = "polite")
  )
}

control_group <- function(title, ...) shiny::tags$fieldset(shiny::tags$legend(title), ...)

choose_from <- function(id, label, choices, selected = NULL) {
  shiny::selectInput(id, label, choices, selected, selectize = FALSE, width = "100%")
}

count_from <- function(id, label, value, from, to, by = 1) {
  shiny::numericInput(id, label, value, from, to, by, width = "100%")
}

data_controls <- function(data) {
  only <- shiny::conditionalPanel
  own <- names(data)
  guess <- if (!is.null(data)) own[length(own)]
  list(
    control_group(
      "Data",
      choose_from("set", "Data set", c(if (!is.null(data)) c("Your data" = "own"), playground_sets_offered)),
      only("input.set !== 'own'", count_from("noise", "Noise", 0.3, 0, 5, 0.1)),
      if (!is.null(data)) only("input.set === 'own'", choose_from("response", "To predict", own, guess)),
      choose_from("validation", "Held out to validate", playground_shares, 0.3)
    ),
    control_group(
      "Features",
      only("['circle', 'xor', 'gauss', 'spiral'].indexOf(input.set) >= 0",
           shiny::checkboxGroupInput("plane", NULL, plane_features, c("x1", "x2"))),
      only("['line', 'sine'].indexOf(input.set) >= 0",
           shiny::checkboxGroupInput("line", NULL, line_features, "x")),
      if (!is.null(data)) only("input.set === 'own'", shiny::checkboxGroupInput(
        "columns", NULL, own, head(setdiff(own, guess), 10)))
    )
  )
}

# The rate, the activation and the optimizer first: they are what the lesson changes.
training_controls <- function() {
  control_group(
    "Training",
    choose_from("eta", "Learning rate", playground_rates, 0.03),
    choose_from("activation", "Activation", activation_names(joint = FALSE), first_choices$activation),
    choose_from("optimizer", "Optimizer", batch_optimizers(), first_choices$optimizer),
    choose_from("cost", "Cost", c("Automatic" = "", cost_names())),
    choose_from("batch", "Rows per batch", playground_batches, 0),
    choose_from("penalty", "Penalty", playground_penalties),
    shiny::conditionalPanel("input.penalty !== ''",
                            choose_from("size", "Size of the penalty", playground_sizes, 0.001)),
    count_from("seed", "Seed", 1, 0, .Machine$integer.max)
  )
}

network_controls <- function() {
  control_group(
    "Network",
    choose_from("layers", "Hidden layers", 0:most_layers, 2),
    lapply(seq_len(most_layers), function(i) {
      shiny::conditionalPanel(sprintf("input.layers >= %d", i),
                              count_from(paste0("width", i), sprintf("Units in layer %d", i), c(4, 2, 2, 2)[i], 1,
                                         most_width))
    })
  )
}
