# Every argument check, and one way to stop: the argument's name, what it must be, what came.

stop_argument <- function(name, must, came) {
  stop(sprintf("`%s` must be %s, not %s.", name, must, came), call. = FALSE)
}

# A short description of any object, for the end of an error message.
describe <- function(x) {
  if (is.null(x)) return("NULL")
  if (is.function(x)) return("a function")
  if (is.data.frame(x)) return(sprintf("a data frame with %d columns", length(x)))
  if (is.matrix(x)) return(sprintf("a %d x %d matrix", nrow(x), ncol(x)))
  if (inherits(x, "formula")) return(paste("the formula", deparse1(x)))
  if (is.factor(x)) return(sprintf("a factor with %d levels", nlevels(x)))
  if (is.object(x)) return(sprintf("an object of class \"%s\"", class(x)[1]))
  if (is.list(x)) return("a list")
  if (!is.atomic(x)) return(sprintf("a %s", typeof(x)))
  quoted <- if (is.character(x)) encodeString(x, quote = "\"") else format(x, digits = 10, trim = TRUE)
  if (length(x) == 1) return(quoted)
  if (length(x) == 0) return(sprintf("an empty %s vector", mode(x)))
  shown <- paste(head(quoted, 4), collapse = ", ")
  sprintf("%d values (%s%s)", length(x), shown, if (length(x) > 4) ", ..." else "")
}

is_number <- function(x) is.numeric(x) && length(x) == 1 && !is.na(x) && !is.object(x)

# ok: an expression of x, which is evaluated where x is one number.
check_number <- function(x, name, must, ok) {
  if (!is_number(x) || !ok) stop_argument(name, must, describe(x))
  as.double(x)
}

check_positive <- function(x, name) check_number(x, name, "one positive number", x > 0 && is.finite(x))

check_nonnegative <- function(x, name) {
  check_number(x, name, "one number that is 0 or larger", x >= 0 && is.finite(x))
}

check_share <- function(x, name) {
  check_number(x, name, "one number that is at least 0 and less than 1", x >= 0 && x < 1)
}

check_count <- function(x, name, from = 0) {
  check_number(x, name, must_be_count(from, x), x >= from && x <= .Machine$integer.max && x == round(x))
}

check_flag <- function(x, name) {
  if (!is.logical(x) || length(x) != 1 || is.na(x)) stop_argument(name, "TRUE or FALSE", describe(x))
  x
}

check_choice <- function(x, name, choices, other = NULL) {
  if (is.character(x) && length(x) == 1 && !is.na(x) && any(x == choices)) return(x)
  near <- if (is.character(x) && length(x) == 1 && !is.na(x)) nearest_name(x, choices)
  must <- sprintf("one of %s%s", paste0("\"", choices, "\"", collapse = ", "), if (is.null(other)) "" else other)
  came <- describe(x)
  if (length(near)) came <- sprintf("%s; did you mean \"%s\"?", came, near)
  came <- sub("[?]?$", if (length(near)) "?" else ".", came)
  stop(sprintf("`%s` must be %s, not %s", name, must, came), call. = FALSE)
}

# What was probably meant: a name that holds what was written, first at its start, or one that is a letter or two away.
nearest_name <- function(x, choices) {
  apart <- drop(utils::adist(x, choices, ignore.case = TRUE))
  begins <- nchar(x) > 2 & startsWith(tolower(choices), tolower(x))
  inside <- nchar(x) > 2 & grepl(tolower(x), tolower(choices), fixed = TRUE)
  close <- apart <= max(1, nchar(x) %/% 3) | are_swapped(x, choices, apart)
  abbreviates <- nchar(choices) > 1 & vapply(choices, is_abbreviation, NA, x)
  for (group in list(close, begins, inside, abbreviates)) {
    if (any(group)) return(choices[group][which.min(apart[group])])
  }
  NULL
}

# Whether the letters of `short` stand in `x` in that order, the first one first: wt in weight.
is_abbreviation <- function(short, x) {
  letters <- strsplit(tolower(short), "")[[1]]
  if (!all(grepl("[a-z0-9]", letters))) return(FALSE)
  grepl(paste0("^", paste(letters, collapse = ".*")), tolower(x))
}

# An argument of which the usage lists all values, as match.arg() has it: the first where nothing was said.
check_kind <- function(x, name, choices) if (identical(x, choices)) choices[1] else check_choice(x, name, choices)

# Is it a table in a database?
is_table <- function(data) inherits(data, "tbl_lazy")

# What only rows from a database have.
check_blocks <- function(data, call) {
  given <- names(call)[names(call) == "order_by" | names(call) == "block"]
  if (length(given) == 0 || is_table(data)) return(invisible())
  stop_argument(given[1], "left out where `data` are in memory", deparse1(call[[given[1]]]))
}

# Whether one range lies in another; FALSE where one is not known.
lies_within <- function(inner, outer) isTRUE(inner[1] >= outer[1] && inner[2] <= outer[2])

# Predicates for the fields of a fit.
is_one_number <- function(x) is.numeric(x) && length(x) == 1
is_null_or <- function(is_kind) function(x) is.null(x) || is_kind(x)

check_fit <- function(fit, verb) {
  if (!inherits(fit, "descent")) {
    stop_argument("fit", sprintf("a fit by gd_lm(), neuron() or ann() for %s()", verb), describe(fit))
  }
}

# What only some users need is in Suggests.
need_package <- function(package, verb) {
  if (requireNamespace(package, quietly = TRUE)) return(invisible())
  stop(sprintf("%s needs the package %s: install.packages(\"%s\").", verb, package, package), call. = FALSE)
}

# Numbers as text, each by itself.
format_each <- function(x) vapply(x, format, "", digits = 6, trim = TRUE, big.mark = "")

# Refuses every argument in `...`: a misspelt argument must not be ignored silently. Called as check_dots(...).
# .ignored: what another package says to every model's method, whether it knows of it or not.
check_dots <- function(..., .ignored = character()) {
  if (...length() == 0) return(invisible())
  method <- sys.function(-1)
  given <- names(list(...))
  if (!is.null(given) && all(given %in% .ignored)) return(invisible())
  if (!is.null(given)) given <- given[!given %in% .ignored]
  stray <- if (is.null(given) || given[1] == "") "a value without a name" else sprintf("`%s`", given[1])
  known <- setdiff(names(formals(method)), "...")[-1]
  near <- if (!is.null(given)) nearest_name(given[1], known)
  there <- if (!length(known)) "there is none" else
    paste(if (length(known) == 1) "there is" else "there are", paste0("`", known, "`", collapse = ", "))
  stop(sprintf("%s is not an argument here; %s%s.", stray, there,
               if (length(near)) sprintf(" (did you mean `%s`?)", near) else ""), call. = FALSE)
}

# The value of an argument that names a choice. A name without its quotes is a function of R, or nothing.
unquoted <- function(x, name, choices) {
  say <- function(word) {
    stop(sprintf("`%s` must be in quotes: %s = \"%s\".", name, name, word), call. = FALSE)
  }
  withCallingHandlers(x, error = function(e) {
    word <- regmatches(conditionMessage(e), regexec("object '(.*)' not found", conditionMessage(e)))[[1]][2]
    if (!is.na(word) && word %in% choices) say(word)
  })
  if (!is.function(x)) return(x)
  for (word in choices) if (identical(x, get0(word, baseenv(), mode = "function"))) say(word)
  x
}

# A function such as opt_adam where what it returns was meant.
check_called <- function(x, name, makers) {
  if (!is.function(x)) return(invisible())
  for (maker in makers) if (identical(x, get(maker, topenv()))) {
    stop_argument(name, sprintf("%s(), with brackets", maker), sprintf("the function %s itself", maker))
  }
}

# The first letter as a capital.
capital <- function(text) paste0(toupper(substr(text, 1, 1)), substring(text, 2))
