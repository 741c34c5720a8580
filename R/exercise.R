#' Exercises that check themselves
#'
#' `exercise()` lists the exercises of the course by topic. `exercise("one-step", student = "anna")` gives one of them
#' with numbers that are drawn from the name, so that everybody has a task of his or her own and gets the same one
#' again tomorrow. `check_answer()` says that an answer is right, or which step went wrong: a sign, a factor 2, the
#' `1/n`, the gradient at the wrong point, a learning rate, an input or a slope that was left out. All of this needs no
#' server and no network connection.
#'
#' @param id The name of an exercise, as `exercise()` lists it.
#' @param student A name, or any other text. Capital letters and spaces around it make no difference. Without it you
#'   get the numbers of `"class"`, the same for everybody.
#' @param exercise What `exercise(id)` returned.
#' @param value The answer: one number; a letter, or the text, of the option chosen; a string of letters where several
#'   are asked for; or the function that was to be written.
#' @param solution TRUE shows the worked solution below the verdict.
#' @param x What `exercise()` or `check_answer()` returned.
#' @param ... Not used.
#' @return `exercise()` without a name is a data frame of class `"exercise_list"` with one row per exercise: `id`,
#'   `topic`, `title`, `kind`. With a name it is a list of class `"exercise"`: `id`, `student`, `topic`, `title`,
#'   `kind`, `numbers` (what was drawn), `text` (the task), `options` (of a choice) and `skeleton` (of a function to
#'   complete). `check_answer()` gives a list of class `"answer_check"`: `right` (TRUE or FALSE), `mistake` (the name of
#'   the mistake, or NA), `message`, `id`, `student`, and `solution` where it was asked for.
#' @section Numbers:
#' A number counts as right if it differs from the answer by at most a thousandth of it, so four significant digits are
#' enough; what is counted must be exact. Two numbers of one exercise, the answer and the results of the known mistakes,
#' are always further apart than that. The position of R's random number generator is left alone.
#' @section Errors: An exercise that does not exist is refused, with the list of names; so is an answer of the wrong
#'   kind.
#' @seealso [as_exam()] and [as_tutorial()] for teachers; `vignette("exercises", package = "descent")`
#' @examples
#' exercise()
#' ex <- exercise("one-step", student = "anna")
#' ex
#' check_answer(ex, 1.5)
#'
#' # a function to complete: it is tried on data of its own
#' ex <- exercise("code-gradient")
#' check_answer(ex, function(a, b, x, y) {
#'   r <- y - a - b * x
#'   c(-2 * mean(r), -2 * mean(r))
#' })
#' @order 1
#' @export
exercise <- function(id, student = "class") {
  if (missing(id)) return(list_exercises())
  check_choice(id, "id", names(exercise_rows()))
  row <- exercise_rows()[[id]]
  student <- check_student(student)
  numbers <- draw_numbers(row, id, student)
  text <- fill_text(row$text, numbers)
  numbers <- mget(row$drawn, numbers)
  structure(list(id = id, student = student, topic = row$topic, title = row$title, kind = row$kind, numbers = numbers,
                 text = text, options = numbers$options, skeleton = row$skeleton), class = "exercise")
}

exercise_topics <- c("How networks work", "Universal approximation", "Gradient descent from scratch",
                     "A vanilla network from scratch", "Hyperparameters")

# All exercises, in the order of the course. A function, since the tables are spread over files.
exercise_rows <- function() {
  rows <- c(forward_exercises, approximation_exercises, descent_exercises, neuron_exercises, tuning_exercises,
            choice_exercises, code_exercises)
  rows[order(vapply(rows, function(row) row$topic, 0))]
}

check_student <- function(student) {
  ok <- is.character(student) && length(student) == 1 && !is.na(student) && nzchar(trimws(student))
  if (!ok) stop_argument("student", "one name, as text", describe(student))
  trimws(student)
}

# A seed from a name: a polynomial of its characters modulo a prime, exact in double precision on every machine. Only
# A to Z are folded, since tolower() depends on the locale beyond them.
seed_of <- function(...) {
  text <- chartr(paste(LETTERS, collapse = ""), paste(letters, collapse = ""), enc2utf8(paste(..., sep = "/")))
  Reduce(function(hash, code) (33 * hash + code) %% 2147483647, utf8ToInt(text), 5381)
}

# Draws until the answer and all mistakes can be told apart. The environment holds the numbers, what `work` made of
# them, and `answer`.
draw_numbers <- function(row, id, student) {
  with_seed(seed_of(id, student), {
    for (attempt in 1:1000) {
      home <- new.env(parent = topenv())
      eval(row$draw, home)
      eval(row$work, home)
      home$answer <- eval(row$answer, home)
      if (exercise_kinds[[row$kind]]$clear(row, home)) return(home)
    }
    stop("no numbers found for the exercise \"", id, "\".", call. = FALSE)
  })
}

list_exercises <- function() {
  rows <- exercise_rows()
  field <- function(name, like) vapply(rows, function(row) row[[name]], like, USE.NAMES = FALSE)
  structure(data.frame(id = names(rows), topic = field("topic", 0), title = field("title", ""),
                       kind = field("kind", "")), class = c("exercise_list", "data.frame"))
}

#' @rdname exercise
#' @export
print.exercise_list <- function(x, ...) {
  check_dots(...)
  wide <- max(nchar(x$id))
  for (topic in unique(x$topic)) {
    cat(topic, ". ", exercise_topics[topic], "\n", sep = "")
    rows <- x[x$topic == topic, ]
    say_pairs(formatC(rows$id, width = -wide), rows$title)
  }
  cat("\nOne of them, with numbers of your own:\n")
  cat("  exercise(\"", x$id[1], "\", student = \"your name\")\n", sep = "")
  invisible(x)
}

#' @rdname exercise
#' @export
print.exercise <- function(x, ...) {
  check_dots(...)
  say(paste0(x$title, " [", x$id, ", numbers of ", x$student, "]"))
  cat("\n")
  cat(wrap_task(task_lines(x)), sep = "\n")
  cat("\n")
  say(exercise_kinds[[x$kind]]$ask(exercise_rows()[[x$id]]))
  invisible(x)
}

# The task as Markdown: lines that begin with four spaces are shown as they are.
task_lines <- function(x, options = TRUE) {
  listed <- if (options && !is.null(x$options)) c("", sprintf("%s) %s", letters[seq_along(x$options)], x$options))
  c(x$text, if (!is.null(x$skeleton)) c("", paste0("    ", x$skeleton)), listed)
}

# Lines that follow each other are one paragraph, except those that are shown as they are.
wrap_task <- function(lines) {
  alone <- startsWith(lines, "    ") | lines == "" | grepl("^[a-z]\\) ", lines)
  paragraph <- cumsum(alone | c(TRUE, head(alone, -1)))
  unlist(lapply(split(lines, paragraph), function(part) {
    if (startsWith(part[1], "    ") || part[1] == "") return(part)
    strwrap(paste(part, collapse = " "), getOption("width"), exdent = if (grepl("^[a-z]\\) ", part[1])) 3 else 0)
  }), use.names = FALSE)
}
