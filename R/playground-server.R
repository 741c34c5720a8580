# The server of playground(): all that a session knows lives in its own environment, and training goes on in slices so
# short that the page is answered between them.

playground_server <- function(data, label) {
  force(data)
  force(label)
  function(input, output, session) {
    state <- new.env()
    state$sent <- 0
    state$pace <- 1
    state$at <- 0
    running <- shiny::reactiveVal(FALSE)
    choices <- shiny::reactive(playground_choices(input, data))
    send <- function() {
      state$sent <- state$sent + 1
      message <- playground_message(state$fit, state$choices, label)
      message[c("note", "running", "sent")] <- list(state$note, shiny::isolate(running()), state$sent)
      session$sendCustomMessage("descent-playground", message)
    }
    begin <- function() {
      playground_begin(state, tryCatch(choices(), error = identity), running)
      send()
    }
    shiny::observeEvent(tryCatch(choices(), error = identity), begin())
    shiny::observeEvent(input$reset, {
      running(FALSE)
      begin()
    })
    shiny::observeEvent(input$step, {
      running(FALSE)
      playground_train(state, 1, running)
      send()
    })
    shiny::observeEvent(input$run, {
      running(!running())
      if (!running()) send()
    })
    shiny::observe({
      if (!running()) return()
      shiny::invalidateLater(30, session)
      shiny::isolate(if (playground_slice(state, input, running)) send())
    })
    session$userData$state <- state  # for tests
  }
}

# Starts again, untrained, with what is chosen now; `chosen` may be an error.
playground_begin <- function(state, chosen, running) {
  state$fit <- NULL
  state$note <- NULL
  stopped <- function(e) {
    running(FALSE)
    state$note <- conditionMessage(e)
  }
  if (inherits(chosen, "error")) return(stopped(chosen))
  state$choices <- chosen
  tryCatch(state$fit <- playground_start(state$choices), error = stopped)
}

playground_train <- function(state, epochs, running) {
  if (is.null(state$fit)) return(running(FALSE))
  withCallingHandlers(state$fit <- resume(state$fit, epochs, progress = FALSE), warning = function(w) {
    state$note <- conditionMessage(w)
    invokeRestart("muffleWarning")
  })
  if (state$fit$stop %in% c("diverged", "interrupted")) running(FALSE)
}

# A tenth of a second of training at most. FALSE where a browser that cannot draw so fast is waited for, but not for
# ever.
playground_slice <- function(state, input, running) {
  behind <- state$sent - (if (is.null(input$drawn)) 0 else input$drawn)
  if (behind > 2 && as.numeric(Sys.time()) - state$at < 2) return(FALSE)
  state$at <- as.numeric(Sys.time())
  begun <- proc.time()[["elapsed"]]
  epochs <- min(as.numeric(one_of(input$pace, playground_paces, "pace")), state$pace)
  playground_train(state, epochs, running)
  took <- max(0.001, proc.time()[["elapsed"]] - begun)
  state$pace <- max(1, floor(epochs * min(10, 0.1 / took)))
  TRUE
}

# What a browser sends is text that anybody may have written: only what the page offers is taken.
one_of <- function(x, offered, name) {
  if (length(x) != 1 || !as.character(x) %in% as.character(offered)) {
    stop(sprintf("`%s` must be one of what the page offers, not %s.", name, describe(x)), call. = FALSE)
  }
  x
}

some_of <- function(x, offered, name) {
  for (one in x) one_of(one, offered, name)
  x
}

whole_between <- function(x, from, to, name) {
  check_number(suppressWarnings(as.numeric(x)), name, sprintf("one whole number from %d to %d", from, to),
               function(v) v >= from && v <= to && v == round(v))
}

# The page's inputs as arguments of ann(), by name; what ann() itself would take is left out.
playground_choices <- function(input, data) {
  set <- one_of(input$set, c(if (!is.null(data)) "own", playground_sets_offered), "set")
  kind <- if (set == "own") "own" else if (set %in% c("line", "sine")) "line" else "plane"
  response <- if (kind == "own") one_of(input$response, names(data), "response") else "y"
  features <- switch(kind, plane = some_of(input$plane, plane_features, "plane"),
                     line = some_of(input$line, line_features, "line"),
                     own = setdiff(some_of(input$columns, names(data), "columns"), response))
  layers <- whole_between(input$layers, 0, most_layers, "layers")
  widths <- lapply(seq_len(layers), function(i) {
    whole_between(input[[paste0("width", i)]], 1, most_width, sprintf("units in layer %d", i))
  })
  number <- function(x) if (is.null(x) || is.na(x)) NA_real_ else as.numeric(x)
  arguments <- list(
    hidden = unlist(c(numeric(), widths)), activation = one_of(input$activation, activation_names(FALSE), "activation"),
    cost = nonempty(one_of(input$cost, c("", cost_names()), "cost")),
    eta = number(one_of(input$eta, playground_rates, "eta")),
    optimizer = one_of(input$optimizer, batch_optimizers(), "optimizer"),
    batch_size = positive(number(one_of(input$batch, playground_batches, "batch"))),
    validation = positive(number(one_of(input$validation, playground_shares, "validation")))
  )
  penalty <- one_of(input$penalty, playground_penalties, "penalty")
  if (nzchar(penalty)) arguments[[penalty]] <- number(one_of(input$size, playground_sizes, "size"))
  list(set = set, kind = kind, features = features, response = response,
       noise = check_number(number(input$noise), "noise", "one number from 0 to 5", function(x) x >= 0 && x <= 5),
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

# Lines are not broken between an argument and its value.
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
