# How the user's own formulas and functions become activations and costs, and how the expressions of all are run.

# The kernel takes its own choices by name and the user's by their two functions.
for_kernel <- function(choice) if (is_own(choice)) choice else .subset2(choice, "name")
is_own <- function(choice) .subset2(choice, "own")  # `$` would search for a method of the choice's class

# Runs an expression of a row: in the user's own functions' case it calls them, `value` and `slope`.
run_code <- function(choice, code, data) {
  home <- if (is_own(choice)) baseenv() else asNamespace("stats")
  eval(code, c(data, choice[c("value", "slope")]), home)
}

# value and slope of the user's own formula (derived by stats::D) or functions, for activation() and cost(); of a
# formula also its `body` and what was `derived` from it.
own_function <- function(f, slope, variables, verb) {
  wanted <- sprintf("a formula in %s, or a function with `slope`", paste(variables, collapse = " and "))
  own <- if (inherits(f, "formula")) {
    own_formula(f, slope, variables, verb, wanted)
  } else if (is.function(f)) {
    if (!is.function(slope)) {
      stop_argument("slope", sprintf("a function, the derivative of `f`, as in %s(f, slope = function(%s) ...)", verb,
                                     paste(variables, collapse = ", ")), describe(slope))
    }
    list(name = "custom", value = f, slope = slope)
  } else {
    known <- if (verb == "activation") "a name, " else ""
    aside <- if (is.character(f) && verb == "cost") " (a cost that has a name is given by it, as cost = \"mse\")"
    stop_argument("f", paste0(known, wanted, aside), describe(f))
  }
  trial <- rep(list(c(0.25, 0.75)), length(variables))
  for (g in own[c("value", "slope")]) {
    result <- do.call(g, trial)
    if (!is.numeric(result) || length(result) != 2) {
      stop_argument("f", "vectorised: one number back for each number", describe(result))
    }
  }
  own
}

own_formula <- function(f, slope, variables, verb, wanted) {
  if (length(f) != 2) stop_argument("f", paste("one-sided,", wanted), describe(f))
  stray <- setdiff(all.vars(f), variables)
  constants <- mget(stray, envir = environment(f), inherits = TRUE, ifnotfound = list(NULL))
  unknown <- stray[!vapply(constants, is_number, NA)]
  if (length(unknown)) stop_argument("f", wanted, sprintf("one that also holds `%s`", unknown[1]))
  last <- variables[length(variables)]
  body <- do.call(substitute, list(f[[2]], constants))
  derived <- if (is.null(slope)) {
    tryCatch(derive(body, last), error = function(e) {
      stop(sprintf("the slope of %s cannot be derived (%s): give it, %s(f = , slope = function(%s) ...).",
                   deparse1(f[[2]]), conditionMessage(e), verb, paste(variables, collapse = ", ")), call. = FALSE)
    })
  }
  list(name = deparse1(f), value = as_function(as_long(body, last), variables, baseenv()),
       slope = if (is.null(slope)) as_function(as_long(derived, last), variables, baseenv()) else slope,
       body = as_long(body, last), derived = derived)
}

# A constant must come back as long as what went in.
as_long <- function(e, variable) if (variable %in% all.vars(e)) e else call("+", e, call("*", 0, as.name(variable)))

# stats::D() with two more rules, |u|' = sign(u) u' and sign(u)' = 0, put in where D() meets them.
derive <- function(body, variable) {
  inner <- list()
  hide <- function(e) {  # abs(u) and sign(u) become symbols that D() takes for constants, and are put right after
    if (!is.call(e)) return(e)
    e[-1] <- lapply(e[-1], hide)
    head <- as.character(e[[1]])[1]
    if (head %in% c("abs", "sign")) {
      inner[[length(inner) + 1]] <<- list(head = head, call = e)
      return(as.name(sprintf(".inner%d", length(inner))))
    }
    e
  }
  show <- function(e) {
    symbols <- setNames(lapply(inner, `[[`, "call"), sprintf(".inner%d", seq_along(inner)))
    for (i in seq_along(inner)) e <- do.call(substitute, list(e, symbols))
    e
  }
  hidden <- hide(body)
  total <- D(hidden, variable)
  for (i in seq_along(inner)) {
    if (inner[[i]]$head == "sign") next
    outer <- D(hidden, sprintf(".inner%d", i))
    argument <- show(inner[[i]]$call[[2]])
    total <- call("+", total, call("*", outer, call("*", call("sign", argument), derive(argument, variable))))
  }
  show(total)
}
