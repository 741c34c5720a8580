# What the page of playground() offers, its first state, and what comes back from it as arguments of ann().

# What the features of the data sets are called in the page and in a formula.
plane_features <- c("x1" = "x1", "x2" = "x2", "x1\u00b2" = "I(x1^2)", "x2\u00b2" = "I(x2^2)", "x1 x2" = "I(x1 * x2)",
                    "sin x1" = "sin(x1)", "sin x2" = "sin(x2)")
line_features <- c("x" = "x", "x\u00b2" = "I(x^2)", "x\u00b3" = "I(x^3)", "sin x" = "sin(x)")

# The server takes members of these sets alone.
playground_sets_offered <- c(Circle = "circle", "Exclusive or" = "xor", "Two clouds" = "gauss", Spiral = "spiral",
                             Plane = "plane", "Hill and hollow" = "hill", Line = "line", Sine = "sine")
playground_shares <- c("None" = 0, "10 %" = 0.1, "30 %" = 0.3, "50 %" = 0.5)
playground_rates <- c(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)
playground_batches <- c("All" = 0, 1, 10, 30)
playground_penalties <- c("None" = "", "L2" = "l2", "L1" = "l1")
playground_sizes <- c(0.0001, 0.001, 0.01, 0.1, 1)
playground_paces <- c(1, 5, 20, 100)
most_layers <- 4
most_width <- 50

# Beside these a fit's own rate, optimizer and batches are offered, as "fit".
as_the_fit <- c("As the fit" = "fit")

# source: list(data, fit, label), what playground() was given.
playground_kind <- function(set) {
  if (set %in% c("own", "fit")) set else if (set %in% c("line", "sine")) "line" else "plane"
}

sets_offered <- function(source) {
  c(if (!is.null(source$fit)) c("Your fit" = "fit"), if (!is.null(source$data)) c("Your data" = "own"),
    playground_sets_offered)
}

# ---- the state of the page ------------------------------------------------------------------------------------------

# Every control with its first value.
playground_defaults <- function(source) {
  own <- names(source$data)
  guess <- own[length(own)]
  with_fit <- function(value) if (is.null(source$fit)) value else "fit"
  list(set = unname(sets_offered(source)[1]), noise = 0.3, draw = 1, validation = 0.3,
       plane = c("x1", "x2"), line = "x", response = guess, columns = head(setdiff(own, guess), 10),
       layers = 2, width1 = 4, width2 = 2, width3 = 2, width4 = 2, activation = first_choices$activation, cost = "",
       optimizer = with_fit(first_choices$optimizer),
       eta = with_fit(0.03), batch = with_fit(0), penalty = with_fit(""), size = 0.001, seed = 1, pace = 5)
}

# `state` as a list by name; an address is taken apart. Unknown names stop where `strict`, else they are left out.
playground_state <- function(state, source, strict = TRUE) {
  defaults <- playground_defaults(source)
  if (is.character(state) && length(state) == 1 && is.null(names(state))) {
    state <- from_address(sub("^[^?]*[?]", "", state))
  }
  if (!is.null(state) && (!is.list(state) || is.null(names(state)))) {
    stop_argument("state", "NULL, a list of the page's choices by name, or an address of the page", describe(state))
  }
  stray <- setdiff(names(state), names(defaults))
  if (strict && length(stray)) {
    stop_argument("state", paste("made of the page's choices:", paste(names(defaults), collapse = ", ")), stray[1])
  }
  chosen <- defaults
  for (name in intersect(names(state), names(defaults))) chosen[name] <- list(state[[name]])
  playground_choices(chosen, source)
  one_of(chosen$pace, playground_paces, "pace")
  chosen
}

# The state as the query of an address: several values of one choice are parted by commas.
to_address <- function(state) {
  encode <- function(x) utils::URLencode(as.character(x), reserved = TRUE)
  text <- vapply(state, function(x) encode(paste(vapply(as.character(x), encode, ""), collapse = ",")), "")
  paste(names(state), text, sep = "=", collapse = "&")
}

from_address <- function(query) {
  parts <- shiny::parseQueryString(query)
  for (name in names(parts)) {
    pieces <- if (name %in% c("plane", "line", "columns")) strsplit(parts[[name]], ",")[[1]] else parts[[name]]
    parts[[name]] <- vapply(pieces, utils::URLdecode, "", USE.NAMES = FALSE)
  }
  parts
}

# ---- reading it -----------------------------------------------------------------------------------------------------

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
  x <- suppressWarnings(as.numeric(x))
  check_number(x, name, sprintf("one whole number from %d to %d", from, to), x >= from && x <= to && x == round(x))
}

page_number <- function(x) if (length(x) != 1 || is.na(x)) NA_real_ else suppressWarnings(as.numeric(x))

# The page's inputs as arguments of ann(), by name; what ann() itself would take is left out.
playground_choices <- function(input, source) {
  set <- one_of(input$set, sets_offered(source), "set")
  kind <- playground_kind(set)
  settings <- loop_inputs(input, if (kind == "fit") source$fit)
  if (kind == "fit") {
    return(list(set = set, kind = kind, seed = page_number(input$seed), arguments = settings))
  }
  response <- if (kind == "own") one_of(input$response, names(source$data), "response") else "y"
  features <- switch(kind, plane = some_of(input$plane, plane_features, "plane"),
                     line = some_of(input$line, line_features, "line"),
                     own = setdiff(some_of(input$columns, names(source$data), "columns"), response))
  if (!length(features)) stop("Choose at least one feature.", call. = FALSE)
  model <- list(hidden = hidden_inputs(input),
                activation = one_of(input$activation, activation_names(FALSE), "activation"),
                cost = nonempty(one_of(input$cost, c("", cost_names()), "cost")),
                validation = positive(page_number(one_of(input$validation, playground_shares, "validation"))))
  list(set = set, kind = kind, features = features, response = response,
       noise = check_noise(page_number(input$noise)),
       draw = whole_between(input$draw, 0, .Machine$integer.max, "sample"), seed = page_number(input$seed),
       data = if (kind == "own") source$data, arguments = Filter(Negate(is.null), c(model, settings)),
       variables = switch(kind, plane = c("x1", "x2"), line = "x"))
}

check_noise <- function(x) check_number(x, "noise", "one number from 0 to 5", x >= 0 && x <= 5)

hidden_inputs <- function(input) {
  layers <- whole_between(input$layers, 0, most_layers, "layers")
  unlist(c(numeric(), lapply(seq_len(layers), function(i) {
    whole_between(input[[paste0("width", i)]], 1, most_width, sprintf("units in layer %d", i))
  })))
}

# How training goes on, whatever is trained: these can change on the way.
loop_settings <- c("eta", "optimizer", "batch_size", "l2", "l1")

loop_inputs <- function(input, fit = NULL) {
  hyper <- fit$hyperparameters
  own <- if (!is.null(fit)) as_the_fit
  read <- function(name, offered, own_value, value = identity) {
    x <- one_of(input[[name]], c(offered, own), name)
    if (identical(as.character(x), unname(own))) own_value else value(x)
  }
  settings <- list(eta = read("eta", playground_rates, hyper$eta, page_number),
                   optimizer = read("optimizer", batch_optimizers(), hyper$optimizer),
                   batch_size = read("batch", playground_batches, hyper$batch_size,
                                     function(x) positive(page_number(x))))
  if (!is.null(fit) && is.null(hyper$l2)) return(settings)
  penalty <- one_of(input$penalty, c(playground_penalties, own), "penalty")
  if (!is.null(fit)) settings[c("l2", "l1")] <- if (penalty == "fit") hyper[c("l2", "l1")] else list(0, 0)
  if (!penalty %in% c("", "fit")) settings[[penalty]] <- page_number(one_of(input$size, playground_sizes, "size"))
  settings
}

nonempty <- function(x) if (nzchar(x)) x
positive <- function(x) if (is.na(x) || x > 0) x
