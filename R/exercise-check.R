#' @rdname exercise
#' @export
check_answer <- function(exercise, value, solution = FALSE) {
  if (!inherits(exercise, "exercise")) stop_argument("exercise", "what exercise(id) returned", describe(exercise))
  check_flag(solution, "solution")
  row <- exercise_rows()[[exercise$id]]
  kind <- exercise_kinds[[exercise$kind]]
  home <- draw_numbers(row, exercise$id, exercise$student)
  verdict <- judge_answer(kind$read(value, row, home), row, kind, home)
  structure(c(verdict, list(id = exercise$id, student = exercise$student,
                            solution = if (solution) worked_solution(row, home))), class = "answer_check")
}

# An answer becomes a value to compare, or a message that says why it cannot be one.
judge_answer <- function(read, row, kind, home) {
  verdict <- function(right, mistake, message) list(right = right, mistake = mistake, message = message)
  if (is.null(read$value)) return(verdict(FALSE, read$mistake, read$message))
  if (kind$same(read$value, home$answer, row, home)) return(verdict(TRUE, NA_character_, "Right."))
  for (name in names(row$mistakes)) {
    slip <- row$mistakes[[name]]
    if (kind$same(read$value, eval(slip$value, home), row, home)) {
      return(verdict(FALSE, name, paste("Not yet.", fill_text(eval(slip$sentence, home), home))))
    }
  }
  kind$unknown(read$value, row, home, verdict)
}

worked_solution <- function(row, home) {
  c(fill_text(row$solution, home), if (is.function(home$answer)) c("", paste0("    ", deparse(home$answer))))
}

#' @rdname exercise
#' @export
print.answer_check <- function(x, ...) {
  check_dots(...)
  cat(strwrap(x$message, getOption("width")), sep = "\n")
  if (!is.null(x$solution)) cat("", wrap_task(x$solution), sep = "\n")
  invisible(x)
}
