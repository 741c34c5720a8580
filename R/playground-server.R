# The server of playground(): all that a session knows lives in its own environment, and training goes on in slices so
# short that the page is answered between them.

playground_server <- function(data, label) {
  force(data)
  force(label)
  function(input, output, session) {
    state <- new.env()
    state$sent <- 0
    state$pace <- 1
    running <- shiny::reactiveVal(FALSE)
    choices <- shiny::reactive(playground_choices(input, data))

    # Starts again, untrained, with what is chosen now.
    begin <- function() {
      state$fit <- NULL
      state$note <- NULL
      state$choices <- choices()
      tryCatch(state$fit <- playground_start(state$choices), error = function(e) {
        running(FALSE)
        state$note <- conditionMessage(e)
      })
      send()
    }
    send <- function() {
      state$sent <- state$sent + 1
      message <- playground_message(state$fit, state$choices, label)
      message[c("note", "running", "sent")] <- list(state$note, shiny::isolate(running()), state$sent)
      session$sendCustomMessage("descent-playground", message)
    }
    train <- function(epochs) {
      if (is.null(state$fit)) return(running(FALSE))
      withCallingHandlers(state$fit <- resume(state$fit, epochs, progress = FALSE), warning = function(w) {
        state$note <- conditionMessage(w)
        invokeRestart("muffleWarning")
      })
      if (state$fit$stop %in% c("diverged", "interrupted")) running(FALSE)
    }

    shiny::observeEvent(choices(), begin())
    shiny::observeEvent(input$reset, {
      running(FALSE)
      begin()
    })
    shiny::observeEvent(input$step, {
      running(FALSE)
      train(1)
      send()
    })
    shiny::observeEvent(input$run, {
      running(!running())
      if (!running()) send()
    })
    shiny::observe({
      if (!running()) return()
      shiny::invalidateLater(30, session)
      shiny::isolate({
        # a browser that cannot draw so fast is waited for, but not for ever
        behind <- state$sent - (if (is.null(input$drawn)) 0 else input$drawn)
        if (behind > 2 && as.numeric(Sys.time()) - state$at < 2) return()
        state$at <- as.numeric(Sys.time())
        begun <- proc.time()[["elapsed"]]
        epochs <- min(as.numeric(input$pace), state$pace)
        train(epochs)
        took <- max(0.001, proc.time()[["elapsed"]] - begun)
        state$pace <- max(1, floor(epochs * min(10, 0.1 / took)))  # a tenth of a second at most
        send()
      })
    })
    state$at <- 0
    session$userData$state <- state  # for tests
  }
}

# The page's inputs as arguments of ann(), by name; what ann() itself would take is left out.
playground_choices <- function(input, data) {
  set <- input$set
  kind <- if (set == "own") "own" else if (set %in% c("line", "sine")) "line" else "plane"
  features <- switch(kind, plane = input$plane, line = input$line, own = setdiff(input$columns, input$response))
  response <- if (kind == "own") input$response else "y"
  layers <- as.numeric(input$layers)
  widths <- lapply(seq_len(layers), function(i) input[[paste0("width", i)]])
  number <- function(x) if (is.null(x) || is.na(x)) NA_real_ else as.numeric(x)
  arguments <- list(
    hidden = if (layers) vapply(widths, number, 0) else integer(0), activation = input$activation,
    cost = nonempty(input$cost), eta = number(input$eta), optimizer = input$optimizer,
    batch_size = positive(number(input$batch)), validation = positive(number(input$validation))
  )
  if (nzchar(input$penalty)) arguments[[input$penalty]] <- number(input$size)
  list(set = set, kind = kind, features = features, response = response, noise = number(input$noise),
       seed = number(input$seed), data = if (kind == "own") data, arguments = Filter(Negate(is.null), arguments),
       variables = switch(kind, plane = c("x1", "x2"), line = "x"))
}

nonempty <- function(x) if (nzchar(x)) x
positive <- function(x) if (is.na(x) || x > 0) x

playground_formula <- function(choices, envir = globalenv()) {
  if (!length(choices$features)) stop("Choose at least one feature.", call. = FALSE)
  quoted <- function(x) if (choices$kind == "own") sapply(x, function(n) deparse1(as.name(n), backtick = TRUE)) else x
  stats::as.formula(paste(quoted(choices$response), "~", paste(quoted(choices$features), collapse = " + ")), envir)
}

# The fit before its first epoch.
playground_start <- function(choices) {
  seed <- check_count(choices$seed, "seed")
  data <- choices$data
  if (is.null(data)) data <- playground_data(choices$set, noise = choices$noise, seed = seed)
  arguments <- c(list(playground_formula(choices), data), choices$arguments,
                 list(epochs = 0, record = FALSE, progress = FALSE))
  fit <- with_seed(seed, do.call(ann, arguments))
  fit$call <- quote(ann())  # the call holds the data, which nobody should print
  fit
}

# What the page draws: one moment of a replay, and the code.
playground_message <- function(fit, choices, label) {
  if (is.null(fit)) return(list(code = ""))
  theta <- matrix(unlist(fit$coefficients, use.names = FALSE), 1)
  picture <- model_page(fit, names = if (is.null(choices$variables)) unique(fit$variables) else choices$variables,
                        data = playground_rows(fit, choices))$frames(theta)
  list(epoch = fit$epochs, error = error_page(fit), network = network_page(fit, theta),
       picture = picture, code = playground_code(choices, fit$epochs, label))
}

# The data that the page's variables stand in, also where no feature is the bare variable.
playground_rows <- function(fit, choices) {
  if (!is.null(choices$data)) return(choices$data)
  playground_data(choices$set, noise = choices$noise, seed = choices$seed)
}

# No argument is parted from its value.
wrap_call <- function(text) gsub("\001", " ", strwrap(gsub(" = ", "\001=\001", text), 90, exdent = 11))

# The lines that train the same network.
playground_code <- function(choices, epochs, label) {
  count <- function(x) format(x, scientific = FALSE)
  data <- if (choices$kind == "own") {
    sprintf("data <- na.omit(%s)", label)
  } else {
    sprintf("data <- playground_data(\"%s\", noise = %s, seed = %s)", choices$set, deparse1(choices$noise),
            count(choices$seed))
  }
  arguments <- vapply(choices$arguments, deparse1, "")
  arguments <- c(deparse1(playground_formula(choices)), "data", paste(names(arguments), "=", arguments),
                 paste("epochs =", count(epochs)))
  paste(c("library(descent)", data, sprintf("set.seed(%s)", count(choices$seed)),
          wrap_call(sprintf("fit <- ann(%s)", paste(arguments, collapse = ", "))), "plot(fit)"), collapse = "\n")
}
