# What differs by the kind of answer:
#   ask: how to answer     read: list(value =) from what the student gave, or list(message =), or an error
#   same: is answer a (which was read) the same as b (right, or mistaken)?
#   clear: can the answer and all mistakes be told apart with these numbers?
#   unknown: the verdict on an answer that is none of them
exercise_kinds <- list(
  number = list(
    ask = function(row) {
      digits <- if (row$tolerance > 0) ", to four significant digits or more"
      paste0("Answer with check_answer(ex, <number>)", digits, ".")
    },
    read = function(value, row, home) {
      if (!is_number(value) || !is.finite(value)) stop_argument("value", "one finite number", describe(value))
      list(value = as.double(value))
    },
    same = function(a, b, row, home) abs(a - b) <= row$tolerance * abs(b),
    clear = function(row, home) {
      values <- c(home$answer, vapply(row$mistakes, function(slip) as.double(eval(slip$value, home)), 0))
      apart <- abs(outer(values, values, "-")) - 4 * row$tolerance * outer(abs(values), abs(values), pmax)
      all(is.finite(values)) && abs(home$answer) > 0.01 && all(apart[upper.tri(apart)] > 0)
    },
    unknown = function(value, row, home, verdict) {
      near <- row$tolerance >= 1e-3 && abs(value - home$answer) <= 0.02 * abs(home$answer)
      if (!near) return(verdict(FALSE, NA_character_, no_known_mistake))
      verdict(FALSE, "rounded", "Not yet, but close. Compute with all digits and round only at the end.")
    }
  ),
  choice = list(
    ask = function(row) "Answer with check_answer(ex, \"<letter>\").",
    read = function(value, row, home) list(value = read_letters(value, home$options, "one letter", single = TRUE)),
    same = function(a, b, row, home) identical(a, b),
    clear = function(row, home) TRUE,
    unknown = function(value, row, home, verdict) verdict(FALSE, NA_character_, no_known_letter)
  ),
  letters = list(
    ask = function(row) "Answer with check_answer(ex, \"<letters>\"), as \"bd\".",
    read = function(value, row, home) list(value = read_letters(value, home$options, "a string of letters")),
    same = function(a, b, row, home) a %in% b,
    clear = function(row, home) TRUE,
    unknown = function(value, row, home, verdict) verdict(FALSE, NA_character_, no_known_letter)
  ),
  code = list(
    ask = function(row) "Answer with check_answer(ex, <function>). It is tried on other data than these.",
    read = function(value, row, home) run_answer(value, home$answer, home$cases),
    same = function(a, b, row, home) {
      if (is.function(b)) b <- run_cases(b, home$cases)
      all(abs(a - b) <= row$tolerance * pmax(abs(b), 1e-6))
    },
    clear = function(row, home) {
      outcomes <- c(list(home$answer), lapply(row$mistakes, function(slip) eval(slip$value, home)))
      outcomes <- lapply(outcomes, run_cases, home$cases)
      apart <- utils::combn(length(outcomes), 2, function(pair) {
        a <- outcomes[[pair[1]]]
        b <- outcomes[[pair[2]]]
        any(abs(a - b) > 4 * row$tolerance * pmax(abs(a), abs(b), 1e-6))
      })
      all(is.finite(unlist(outcomes))) && all(apart)
    },
    unknown = function(value, row, home, verdict) verdict(FALSE, NA_character_, no_known_mistake)
  )
)

no_known_mistake <- paste("Not yet, and it is none of the mistakes that are known here.",
                          "Write every step down, each with its numbers, and compare it with the formula.")

no_known_letter <- paste("Not yet. Go through the options one by one: say of each why it is right or wrong,",
                         "and which word or number of the task tells you.")

# Letters, in any order and with or without commas and spaces, or the text of one option.
read_letters <- function(value, options, must, single = FALSE) {
  ok <- is.character(value) && length(value) == 1 && !is.na(value)
  if (ok && value %in% options) return(letters[match(value, options)])
  given <- if (ok) strsplit(gsub("[^a-z]", "", tolower(value)), "")[[1]]
  known <- letters[seq_along(options)]
  if (!ok || !all(given %in% known) || anyDuplicated(given) || (single && length(given) != 1)) {
    stop_argument("value", sprintf("%s from %s to %s", must, known[1], known[length(known)]), describe(value))
  }
  paste(sort(given), collapse = "")
}

# What a function gives for all cases, one after the other.
run_cases <- function(f, cases) unlist(lapply(cases, function(case) as.double(do.call(f, case))))

# The student's function may stop, run for ever, or return something else: each is said, not thrown.
run_answer <- function(f, solution, cases) {
  if (!is.function(f)) stop_argument("value", "a function", describe(f))
  expected <- lapply(cases, function(case) length(do.call(solution, case)))
  given <- tryCatch({
    setTimeLimit(elapsed = 10, transient = TRUE)
    with_seed(1, lapply(cases, function(case) do.call(f, case)))
  }, error = function(e) e, finally = setTimeLimit())
  said <- function(mistake, ...) list(value = NULL, mistake = mistake, message = paste0("Not yet. ", ...))
  if (inherits(given, "error")) return(said("stops", "The function stops: ", conditionMessage(given)))
  for (i in seq_along(given)) {
    if (!is.numeric(given[[i]]) || length(given[[i]]) != expected[[i]]) {
      return(said("form", "The function must return ", count_of(expected[[i]], "number"), ", not ",
                  describe(given[[i]]), "."))
    }
    if (!all(is.finite(given[[i]]))) return(said("not-finite", "The function returns a value that is not finite."))
  }
  list(value = as.double(unlist(given)))
}

count_of <- function(n, what) paste0(n, " ", what, if (n != 1) "s")
