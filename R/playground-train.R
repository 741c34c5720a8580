# What a session of playground() trains: it begins, goes on with other settings, and starts from learnt weights where
# data change or a weight is set by hand. `state$phases` tells how the network came about, for the R code.

# Takes new choices, `chosen` (or the error that they are), into the state.
playground_change <- function(state, chosen, running, source) {
  state$held <- inherits(chosen, "error")
  if (state$held) {
    running(FALSE)
    state$note <- conditionMessage(chosen)
    return(invisible())
  }
  state$note <- NULL
  old <- state$choices
  state$choices <- chosen
  fresh <- is.null(state$fit) || (length(state$phases) == 1 && tail_phase(state)$epochs == 0 && chosen$kind != "fit")
  if (fresh || is.null(old) || other_model(old, chosen)) return(playground_begin(state, running, source))
  if (other_data(old, chosen) || (tail_phase(state)$epochs == 0 && chosen$kind != "fit")) {
    return(playground_from(state, present_weights(state), running, source))
  }
  state$pending <- changed_settings(state$applied, chosen$arguments)
}

# As they were given where training has not gone on since: on their way through the scaled inputs they would be rounded.
present_weights <- function(state) {
  last <- tail_phase(state)
  if (last$epochs == 0 && !is.null(last$start)) last$start else coef(state$fit)
}

tail_phase <- function(state) state$phases[[length(state$phases)]]

# Choices that make another model, so that learnt weights mean nothing in it.
other_model <- function(old, new) {
  set_aside <- function(x) {
    x$arguments[loop_settings] <- NULL
    if (x$kind != "own") x$numeric <- is.numeric(playground_data(x$set, 2)$y)
    x[setdiff(names(x), c("set", "noise", "draw"))]
  }
  if (old$kind == "fit" || new$kind == "fit") {
    return(!identical(old[c("kind", "seed")], new[c("kind", "seed")]))
  }
  !identical(set_aside(old), set_aside(new))
}

other_data <- function(old, new) !identical(old[c("set", "noise", "draw")], new[c("set", "noise", "draw")])

# What resume() is told: settings that are not as they were.
changed_settings <- function(old, new) {
  none <- list(l2 = 0, l1 = 0)
  value <- function(x, name) if (is.null(x[[name]])) none[[name]] else x[[name]]
  names <- Filter(function(name) !identical(value(old, name), value(new, name)), loop_settings)
  setNames(lapply(names, function(name) value(new, name)), names)
}

# Starts again, untrained; a fit that was given is first shown as it came, with `again` it starts again too.
playground_begin <- function(state, running, source, again = FALSE) {
  state$past <- NULL
  state$pending <- list()
  state$applied <- state$choices$arguments
  given <- state$choices$kind == "fit"
  state$fit <- NULL
  playground_try(state, running, {
    fit <- if (!given) playground_start(state$choices) else without_record(source$fit)
    state$phases <- list(list(type = if (given) "given" else "first", choices = state$choices, epochs = 0))
    if (given) state$applied <- fit$hyperparameters
    state$fit <- fit
    if (given && again) playground_from(state, NULL, running, source)
    state$pending <- changed_settings(state$applied, state$choices$arguments)
  })
}

# Goes on from these weights (NULL: those that the given fit began with) with the choices as they are now.
playground_from <- function(state, weights, running, source, edit = NULL) {
  playground_try(state, running, {
    given <- state$choices$kind == "fit"
    fit <- if (given) refit_from(source$fit, weights, state$choices) else playground_start(state$choices, weights)
    last <- tail_phase(state)
    unused <- length(state$phases) > 1 && last$epochs == 0
    if (unused) state$phases <- state$phases[-length(state$phases)]
    phase <- list(type = if (is.null(weights)) "again" else "from", choices = state$choices, epochs = 0,
                  start = weights, edits = c(if (unused) last$edits, edit))
    state$past <- if (is.null(weights)) NULL else join_past(state$past, state$fit)
    state$phases <- c(if (!is.null(weights)) state$phases, list(phase))
    state$applied <- state$choices$arguments
    state$pending <- list()
    state$fit <- fit
  })
}

# An error is a note in the page.
playground_try <- function(state, running, code) {
  tryCatch(code, error = function(e) {
    running(FALSE)
    state$note <- conditionMessage(e)
  })
  invisible()
}

playground_formula <- function(choices, envir = globalenv()) {
  quoted <- function(x) if (choices$kind == "own") sapply(x, function(n) deparse1(as.name(n), backtick = TRUE)) else x
  stats::as.formula(paste(quoted(choices$response), "~", paste(quoted(choices$features), collapse = " + ")), envir)
}

# The fit before its first epoch, with drawn weights or from given ones.
playground_start <- function(choices, weights = NULL) {
  seed <- check_count(choices$seed, "seed")
  arguments <- c(list(playground_formula(choices), playground_rows(choices)), choices$arguments,
                 list(start = weights, epochs = 0, record = FALSE, progress = FALSE))
  fit <- with_seed(seed, do.call(ann, arguments))
  fit$call <- quote(ann())  # the call holds the data, which nobody should print
  fit
}

playground_rows <- function(choices) {
  if (!is.null(choices$data)) return(choices$data)
  if (choices$kind != "fit") playground_data(choices$set, noise = choices$noise, seed = choices$draw)
}

without_record <- function(fit) {
  fit$hyperparameters["record"] <- list(FALSE)
  fit
}

# The given fit before its first epoch, from these weights or from its own.
refit_from <- function(fit, weights, choices) {
  hyper <- from_own_start(fit)
  if (!is.null(weights)) hyper$start <- weights
  hyper[names(choices$arguments)] <- choices$arguments
  hyper["record"] <- list(FALSE)
  with_seed(check_count(choices$seed, "seed"), fit_model(reopen(fit, hyper, 0), data_fields(fit)))
}

# ---- weights set by hand -------------------------------------------------------------------------------------------

# change: list(layer, from, to, value), as the page sends it: names as in coef(), "bias" for the bias.
playground_set <- function(state, change, running, source) {
  if (is.null(state$fit) || state$held) return(invisible())
  playground_try(state, running, {
    weights <- present_weights(state)
    value <- suppressWarnings(as.numeric(change$value))
    check_number(value, "weight", "one number from -1e6 to 1e6", abs(value) <= 1e6)
    from <- if (identical(change$from, "bias")) "(Intercept)" else one_text(change$from)
    if (is.list(weights)) {
      layer <- whole_between(change$layer, 1, length(weights), "layer")
      to <- one_text(change$to)
      known <- from %in% rownames(weights[[layer]]) && to %in% colnames(weights[[layer]])
      place <- sprintf("%s[%s, %s]", names(weights)[layer], deparse1(from), deparse1(to))
      if (known) weights[[layer]][from, to] <- value
    } else {
      known <- from %in% names(weights)
      place <- sprintf("[%s]", deparse1(from))
      if (known) weights[from] <- value
    }
    if (!known) stop("this weight is not one that is learnt.", call. = FALSE)
    edit <- sprintf("w%s%s <- %s", if (is.list(weights)) "$" else "", place, deparse1(value))
    playground_from(state, weights, running, source, edit)
  })
}

one_text <- function(x) if (is.character(x) && length(x) == 1 && !is.na(x)) x else ""

# ---- training ------------------------------------------------------------------------------------------------------

playground_train <- function(state, epochs, running) {
  if (is.null(state$fit) || isTRUE(state$held)) return(running(FALSE))
  before <- state$fit$epochs
  changed <- state$pending
  playground_try(state, running, {
    go_on <- function() do.call(resume, c(list(state$fit, epochs, progress = FALSE), changed))
    seed <- check_count(state$choices$seed, "seed")
    fit <- withCallingHandlers(
      if (length(changed)) with_seed(seed, go_on()) else go_on(),
      warning = function(w) {
        state$note <- conditionMessage(w)
        invokeRestart("muffleWarning")
      },
      message = function(m) invokeRestart("muffleMessage")
    )
    if (length(changed)) {
      phase <- list(type = "resume", changed = changed, choices = state$choices, epochs = 0)
      state$phases <- c(state$phases, list(phase))
      state$applied <- state$choices$arguments
      state$pending <- list()
    }
    last <- length(state$phases)
    state$phases[[last]]$epochs <- state$phases[[last]]$epochs + fit$epochs - before
    state$fit <- fit
  })
  if (is.null(state$fit) || state$fit$stop %in% c("diverged", "interrupted")) running(FALSE)
}

# A tenth of a second of training at most. FALSE where a browser that cannot draw so fast is waited for, but not
# for ever.
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

# ---- the error curve over all phases --------------------------------------------------------------------------------

# The error history of what was trained before the present fit began, a data frame, and where it ends.
join_past <- function(past, fit) if (fit$epochs == 0) past else whole_history(fit, past)

past_epochs <- function(past) if (is.null(past)) 0 else past$epoch[nrow(past)]

# The history of the present fit, its epochs counted on from the past.
whole_history <- function(fit, past) {
  now <- error_history(fit)
  now$objective <- NULL
  if (is.null(past)) return(now)
  now$epoch <- now$epoch + past_epochs(past)
  best <- attr(now, "best")
  whole <- rbind(as.data.frame(past), as.data.frame(now))
  structure(whole, best = if (!is.null(best)) best + past_epochs(past), batches = attr(now, "batches"),
            diverged = attr(now, "diverged"), class = class(now))
}
