# What a fit keeps of the environment in which its formula was written, so that it can be read again without the rest.

# The formula's environment holds whatever was there where it was written; with `data` given, a fit needs of it only the
# functions and constants that the formula names, as text too: get("k"). Functions keep what they name in turn.
lean_environment <- function(terms, data) {
  home <- environment(terms)
  if (!is.data.frame(data) || is.null(home) || is_lasting(home)) return(terms)
  kept <- list()
  lean <- lean_scope()
  names <- setdiff(names_in(attr(terms, "variables")[-1]), names(data))
  while (!is_lasting(home)) {
    here <- if (length(names)) names[vapply(names, exists, NA, home, inherits = FALSE)]
    for (name in setdiff(here, names(kept))) kept[name] <- list(lean(get(name, home)))
    home <- parent.env(home)
  }
  environment(terms) <- if (length(kept)) structure(list2env(kept, parent = home), lean = TRUE) else home
  terms
}

# Makes the function that takes what a value does not need away from it: of the environment of a function everything
# that the function cannot reach. Functions that share an environment share the new one, so that they still find each
# other, and what one of them assigns there.
lean_scope <- function() {
  old <- new <- list()
  scope <- function(envir) {
    if (is_lasting(envir)) return(envir)
    for (i in seq_along(old)) if (identical(old[[i]], envir)) return(new[[i]])
    made <- new.env(parent = scope(parent.env(envir)))
    old <<- c(old, envir)
    new <<- c(new, made)
    made
  }
  bring <- function(name, from) {
    from <- holder(name, from)
    to <- scope(from)
    if (is_lasting(from) || exists(name, to, inherits = FALSE)) return(invisible())
    # an argument that nobody has asked for yet, and that cannot be had, is not needed
    value <- tryCatch(get(name, from, inherits = FALSE), error = function(e) NULL)
    assign(name, value, to)  # a function may name itself
    assign(name, lean(value), to)
  }
  lean <- function(value) {
    if (is.list(value) && !is.object(value)) {
      value[] <- lapply(value, lean)
      return(value)
    }
    if (keeps_all(value)) return(value)
    home <- environment(value)
    for (name in unique(unlist(lapply(parts_of(value), names_in)))) bring(name, home)
    environment(value) <- scope(home)
    utils::removeSource(value)  # the text of the whole file in which it was written
  }
  lean
}

# What is no function, or reaches what it does not name. A classed function may be read in other ways than by a call, as
# by knots() of an ecdf().
keeps_all <- function(value) {
  typeof(value) != "closure" || is.object(value) || is_lasting(environment(value)) ||
    any(vapply(parts_of(value), looks_up, NA))
}

parts_of <- function(f) c(as.list(formals(f)), body(f))

# The environment, from this one upwards, that has a variable of this name, or the first that lasts.
holder <- function(name, from) {
  while (!is_lasting(from) && !exists(name, from, inherits = FALSE)) from <- parent.env(from)
  from
}

# The names in an expression, and its text, as far as it could be a name.
names_in <- function(expression) {
  names <- all.names(expression, unique = TRUE)
  text <- text_in(expression)
  if (is.null(text)) names else union(names, text[nzchar(text) & nchar(text, "bytes") < 1000])
}

text_in <- function(expression) {
  if (is.character(expression)) return(expression)
  found <- NULL
  if (is.call(expression)) for (part in given_parts(as.list(expression))) {
    if (is.character(part) || is.call(part)) found <- c(found, text_in(part))
  }
  found
}

# Whether an expression may reach values that it does not name: it takes hold of an environment, or makes names.
looks_up <- function(expression) {
  if (!is.call(expression)) return(FALSE)
  called <- if (is.name(expression[[1]])) as.character(expression[[1]]) else ""
  if (called %in% takes_environment) return(TRUE)
  if (called %in% takes_name && !(length(expression) > 1 && is.character(expression[[2]]))) return(TRUE)
  any(vapply(given_parts(as.list(expression)), looks_up, NA))
}

# The parts of a call without the arguments that are left out, as in x[1, ].
given_parts <- function(parts) parts[!vapply(parts, identical, NA, quote(x[])[[3]])]

takes_environment <- c("environment", "sys.function", "sys.frame", "sys.frames", "parent.frame", "parent.env",
                       "as.environment", "topenv", "ls", "objects", "parse", "str2lang", "str2expression")
takes_name <- c("get", "get0", "mget", "dynGet", "exists", "as.name", "as.symbol")

# Environments that a saved fit names without holding them.
is_lasting <- function(envir) {
  identical(envir, globalenv()) || identical(envir, emptyenv()) || identical(envir, baseenv()) || isNamespace(envir)
}
