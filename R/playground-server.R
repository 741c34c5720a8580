# The server of playground(): all that a session knows lives in its own environment, and training goes on in slices so
# short that the page is answered between them.

# source: list(data, fit, label), what playground() was given.
playground_server <- function(source) {
  force(source)
  function(input, output, session) {
    state <- new.env()
    state$sent <- 0
    state$pace <- 1
    state$at <- 0
    running <- shiny::reactiveVal(FALSE)
    choices <- shiny::reactive(tryCatch(playground_choices(input, source), error = identity))
    send <- function() {
      state$sent <- state$sent + 1
      message <- playground_message(state, source)
      message[c("note", "running", "sent")] <- list(state$note, shiny::isolate(running()), state$sent)
      message$address <- shiny::isolate(page_address(input, source))
      session$sendCustomMessage("descent-playground", message)
    }
    stop_running <- function() running(FALSE)
    shiny::observeEvent(choices(), {
      playground_change(state, choices(), running, source)
      send()
    })
    shiny::observeEvent(input$reset, {
      stop_running()
      playground_change(state, choices(), running, source)
      if (!state$held) playground_begin(state, running, source, again = TRUE)
      send()
    })
    shiny::observeEvent(input$step, {
      stop_running()
      playground_train(state, 1, running)
      send()
    })
    shiny::observeEvent(input$run, {
      running(!running())
      if (!running()) send()
    })
    shiny::observeEvent(input$weight, {
      playground_set(state, input$weight, running, source)
      send()
    })
    shiny::observe({
      if (!running()) return()
      shiny::invalidateLater(30, session)
      shiny::isolate(if (playground_slice(state, input, running)) send())
    })
    session$userData$state <- state  # for tests
  }
}

page_address <- function(input, source) {
  names <- names(playground_defaults(source))
  to_address(Filter(function(x) length(x) > 0, setNames(lapply(names, function(name) input[[name]]), names)))
}

# What the page draws: one moment of a replay, and the code.
playground_message <- function(state, source) {
  fit <- state$fit
  if (is.null(fit)) return(list(code = ""))
  theta <- matrix(unlist(fit$coefficients, use.names = FALSE), 1)
  choices <- state$choices
  picture <- model_page(fit, names = if (is.null(choices$variables)) unique(fit$variables) else choices$variables,
                        data = playground_rows(choices))$frames(theta)
  whole <- with_past(fit, state$past)
  list(epoch = whole$epochs, error = error_page(whole), network = network_page(fit, theta), picture = picture,
       code = playground_code(state$phases, source$label))
}
