# The page of playground(): its controls, with the values of a state, and the places of the pictures.

playground_page <- function(source, state) {
  tags <- shiny::tags
  box <- function(id, ...) {
    tags$figure(id = paste0(id, "-box"), tags$figcaption(id = paste0(id, "-title")),
                tags$div(id = id, class = "playground-picture"), ...)
  }
  shiny::tagList(
    playground_head(),
    tags$main(
      class = "descent playground",
      playground_bar(state),
      tags$div(
        class = "playground-body",
        tags$form(class = "playground-choices", onsubmit = "return false", `aria-label` = "Data and hyperparameters",
                  training_controls(source, state), data_controls(source, state),
                  network_controls(names(source$data), state)),
        tags$div(class = "playground-pictures", box("playground-network"), box("playground-error"),
                 box("playground-picture", view_controls()))
      ),
      tags$details(tags$summary("Weights"), tags$div(id = "playground-weights")),
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

playground_bar <- function(state) {
  tags <- shiny::tags
  tags$div(
    class = "playground-bar", tags$h1("Watch a network learn"),
    shiny::actionButton("run", "Run"), shiny::actionButton("step", "Step"), shiny::actionButton("reset", "Reset"),
    select_control("pace", "Epochs per frame", playground_paces, state$pace),
    tags$p(id = "playground-status", "Starting ..."),
    tags$button(type = "button", id = "playground-link", "Copy link"),
    tags$p(id = "playground-problem", role = "alert"),
    tags$div(id = "playground-live", class = "descent-hidden", role = "status", `aria-live` = "polite")
  )
}

control_group <- function(title, ..., class = NULL) {
  shiny::tags$fieldset(class = class, shiny::tags$legend(title), shiny::tags$div(class = "playground-fields", ...))
}

select_control <- function(id, label, choices, selected) {
  shiny::selectInput(id, label, choices, selected, selectize = FALSE, width = "100%")
}

count_control <- function(id, label, value, from, to, by = 1) {
  shiny::numericInput(id, label, value, from, to, by, width = "100%")
}

# Shown while the data set is one of these (`not`: none of these).
only_for <- function(sets, ..., not = FALSE) {
  test <- sprintf("[%s].indexOf(input.set) %s 0", paste0("'", sets, "'", collapse = ", "), if (not) "<" else ">=")
  shiny::conditionalPanel(test, ...)
}

# The rate, the activation and the optimizer first: they are what the lesson changes.
training_controls <- function(source, state) {
  own <- if (!is.null(source$fit)) as_the_fit
  control_group(
    "Training",
    select_control("eta", "Learning rate", c(own, playground_rates), state$eta),
    only_for("fit", not = TRUE,
             select_control("activation", "Activation", activation_names(joint = FALSE), state$activation)),
    select_control("optimizer", "Optimizer", c(own, batch_optimizers()), state$optimizer),
    select_control("batch", "Rows per batch", c(own, playground_batches), state$batch),
    only_for("fit", not = TRUE, select_control("cost", "Cost", c("Automatic" = "", cost_names()), state$cost)),
    select_control("penalty", "Penalty", c(own, playground_penalties), state$penalty),
    shiny::conditionalPanel("['l1', 'l2'].indexOf(input.penalty) >= 0",
                            select_control("size", "Size of the penalty", playground_sizes, state$size)),
    count_control("seed", "Seed", state$seed, 0, .Machine$integer.max)
  )
}

data_controls <- function(source, state) {
  own <- names(source$data)
  control_group(
    "Data", set_control(source, state),
      only_for(c("own", "fit"), not = TRUE, count_control("noise", "Noise", state$noise, 0, 5, 0.1)),
      only_for(c("own", "fit"), not = TRUE,
               count_control("draw", "Sample", state$draw, 0, .Machine$integer.max)),
      if (!is.null(own)) only_for("own", select_control("response", "To predict", own, state$response)),
      only_for("fit", not = TRUE,
               select_control("validation", "Held out", playground_shares, state$validation)),
      only_for(c("own", "fit"), not = TRUE, shiny::tags$button(type = "button", id = "again", "New data"))
    )
}

# How the plane is drawn; the server need not know.
view_controls <- function() {
  tags <- shiny::tags
  tags$div(class = "playground-view",
           tags$label(tags$input(type = "checkbox", id = "playground-held", checked = NA), "Show held-out rows"),
           tags$label(tags$input(type = "checkbox", id = "playground-discrete"), "Discretise the output"))
}

set_control <- function(source, state) {
  offered <- sets_offered(source)
  shiny::radioButtons("set", NULL, choiceNames = unname(Map(set_picture, names(offered), offered)),
                      choiceValues = unname(offered), selected = state$set, width = "100%")
}

# A data set as a small picture with its name.
set_picture <- function(name, set) {
  tags <- shiny::tags
  if (set %in% c("own", "fit")) return(tags$span(class = "playground-own", name))
  data <- playground_data(set, 70, noise = 0.15)
  across <- data[[1]]
  up <- if (length(data) == 3) data[[2]] else data$y * 1.5
  colour <- if (is.factor(data$y)) class_colours(2)[data$y] else if (length(data) == 3) {
    value_colours(16)[cut(data$y, 16, labels = FALSE)]
  } else {
    okabe_ito[["blue"]]
  }
  dots <- sprintf("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2\" fill=\"%s\"/>", 24 + 3.4 * across, 24 - 3.4 * up, colour)
  tags$span(title = name, shiny::HTML(sprintf("<svg viewBox=\"0 0 48 48\" role=\"img\" aria-label=\"%s\">%s</svg>", name,
                                              paste(dots, collapse = ""))))
}

network_controls <- function(own, state) {
  tick <- function(id, choices) {
    shiny::checkboxGroupInput(id, NULL, choices, state[[id]], inline = TRUE)
  }
  list(
    only_for("fit", not = TRUE, control_group(
      "Features", class = "playground-wide",
      only_for(playground_sets_offered[seq_len(6)], tick("plane", plane_features)),
      only_for(c("line", "sine"), tick("line", line_features)),
      if (length(own)) only_for("own", tick("columns", own))
    )),
    only_for("fit", not = TRUE, control_group(
      "Network", select_control("layers", "Hidden layers", 0:most_layers, state$layers),
      lapply(seq_len(most_layers), function(i) {
        shiny::conditionalPanel(sprintf("input.layers >= %d", i),
                                count_control(paste0("width", i), sprintf("Units in layer %d", i),
                                              state[[paste0("width", i)]], 1, most_width))
      })
    ))
  )
}
