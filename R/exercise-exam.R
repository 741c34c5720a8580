#' Exercises on paper, in an exam system, in a tutorial
#'
#' `as_exam()` writes exercises for a class, each student with numbers of his or her own, and an answer key.
#' `as_tutorial()` writes them as a tutorial for the browser, which says at once what is right and which step went
#' wrong. `answer_key()` gives the answer of one exercise.
#'
#' With `format = "markdown"` `file` is a sheet in R Markdown with one section per student, and beside it, with `-key`
#' before the ending, stands the key: a table of all answers and the worked solutions. With `format = "exams"` `file` is
#' a folder of exercises for the package exams (R/exams), one file per exercise: numbers with their tolerance as `num`,
#' choices as `schoice` and `mchoice`. Each draws one of the students, so that exams2pdf(), exams2moodle() and their
#' like mix the same tasks; `options(descent.student = "07")` gives those of one student. A function to complete becomes
#' the number that it returns.
#'
#' The tutorial is a document for the package learnr. It is graded by gradethis where that is installed, otherwise by a
#' few lines of its own.
#'
#' @param exercises Names of exercises, as [exercise()] lists them.
#' @param n Number of students, named "01", "02", ...
#' @param file Where to write: a path that ends in `.Rmd`, or, with `format = "exams"`, a folder, which is made if it is
#'   not there. Nothing else is written, but for the key beside the sheet. A file that exists is replaced, by a whole
#'   one only.
#' @param format `"markdown"` or `"exams"`.
#' @param students Names, in place of `n`.
#' @param secret A word that is added to every name, so that nobody can look the answers up with this package.
#'   The numbers of student 07 are then those of `exercise(id, student = paste0("07", secret))`.
#' @param title The title of the document.
#' @return `as_exam()` and `as_tutorial()`: the paths written, invisibly. `answer_key()`: a list with `answer`,
#'   `tolerance` (the largest absolute difference that counts as right), `solution` (lines of Markdown), `mistakes` (the
#'   sentences about the known mistakes, by name) and `exams` (question, answer and tolerance as R/exams has them).
#' @section Errors: A name that is not in the list, students with the same name, a path in a folder that does not exist
#'   or with another ending are refused.
#' @references Zeileis, Umlauf & Leisch (2014), Journal of Statistical Software 58(1), on R/exams.
#' @seealso [exercise()]; `vignette("exercises", package = "descent")`
#' @examples
#' sheet <- tempfile(fileext = ".Rmd")
#' as_exam(c("one-step", "delta"), n = 3, file = sheet, secret = "spring")
#' head(readLines(sheet), 20)
#' answer_key(exercise("one-step", student = "01spring"))$answer
#' @export
as_exam <- function(exercises, n = 30, file, format = "markdown", students = NULL, secret = "", title = "Exercises") {
  exercises <- check_exercises(exercises)
  check_choice(format, "format", c("markdown", "exams"))
  students <- check_students(students, n)
  if (!is.character(secret) || length(secret) != 1 || is.na(secret)) {
    stop_argument("secret", "one word, as text", describe(secret))
  }
  if (format == "exams") return(write_exams(exercises, students, secret, check_folder(file)))
  check_path(file)
  key <- sub("[.]Rmd$", "-key.Rmd", file)
  tasks <- lapply(students, function(student) lapply(exercises, exercise, student = paste0(student, secret)))
  write_files(text_file(sheet_lines(tasks, students, title), file), text_file(key_lines(tasks, students, title), key))
  invisible(c(sheet = file, key = key))
}

#' @rdname as_exam
#' @param exercise What [exercise()] returned.
#' @export
answer_key <- function(exercise) {
  if (!inherits(exercise, "exercise")) stop_argument("exercise", "what exercise(id) returned", describe(exercise))
  row <- exercise_rows()[[exercise$id]]
  home <- draw_numbers(row, exercise$id, exercise$student)
  said <- lapply(row$mistakes, function(slip) {
    if (!is.null(eval(slip$value, home))) fill_text(eval(slip$sentence, home), home)
  })
  list(answer = home$answer, tolerance = if (is.numeric(home$answer)) row$tolerance * abs(home$answer) else 0,
       solution = worked_solution(row, home), mistakes = unlist(said), exams = exams_item(exercise, row, home))
}

# What R/exams asks for: a number with its tolerance, or a string of 0 and 1, one per option.
exams_item <- function(exercise, row, home) {
  question <- task_lines(exercise, options = FALSE)
  answer <- home$answer
  if (is.function(answer)) {
    arguments <- vapply(home$cases[[1]], function(value) deparse1(as.vector(value)), "")
    question <- c(question, "", "What is the last number that it returns for these arguments?", "",
                  paste0("    ", names(arguments), " = ", arguments))
    answer <- utils::tail(run_cases(answer, home$cases[1]), 1)
  }
  if (is.character(answer)) {
    on <- letters[seq_along(exercise$options)] %in% strsplit(answer, "")[[1]]
    return(list(question = question, answer = paste(as.integer(on), collapse = "")))
  }
  list(question = question, answer = format(answer, digits = 10),
       tolerance = format(row$tolerance * abs(answer), digits = 3))
}

check_exercises <- function(ids) {
  if (!is.character(ids) || length(ids) == 0) stop_argument("exercises", "names of exercises", describe(ids))
  for (id in ids) check_choice(id, "exercises", names(exercise_rows()))
  unique(ids)
}

check_students <- function(students, n) {
  if (is.null(students)) {
    n <- check_count(n, "n", 1)
    return(formatC(seq_len(n), width = max(2, nchar(n)), flag = "0", format = "d"))
  }
  if (!is.character(students) || anyNA(students) || !all(nzchar(trimws(students)))) {
    stop_argument("students", "NULL or names, as text", describe(students))
  }
  same <- anyDuplicated(vapply(students, seed_of, 0))
  if (same) stop_argument("students", "names that differ", sprintf("\"%s\" twice", students[same]))
  students
}

check_path <- function(file) {
  ok <- is.character(file) && length(file) == 1 && grepl("[.]Rmd$", file) && dir.exists(dirname(file))
  if (!ok) stop_argument("file", "one path that ends in .Rmd, in a folder that exists", describe(file))
  check_writable(file)
}

check_folder <- function(file) {
  ok <- is.character(file) && length(file) == 1 && dir.exists(dirname(file)) && (dir.exists(file) || !file.exists(file))
  if (!ok) stop_argument("file", "one folder, to be made in a folder that exists", describe(file))
  dir.create(file, showWarnings = FALSE)
  file
}

document_head <- function(title, output) {
  c("---", paste0("title: ", encodeString(title, quote = "\"")), "output:", paste0("  ", output), "---", "",
    "```{css, echo = FALSE}", "h1 { break-before: page; font-size: 22px; }", "h1.title { break-before: auto; }",
    "h2 { font-size: 16px; }", "```")
}

sheet_lines <- function(tasks, students, title) {
  one <- function(task, number) {
    c("", sprintf("## %d. %s", number, task$title), "", markdown_list(task_lines(task)), "", "Answer:", "", "\\ ")
  }
  pages <- lapply(seq_along(students), function(i) {
    c("", if (i > 1) c("\\newpage", ""), paste("#", students[i]), unlist(Map(one, tasks[[i]], seq_along(tasks[[i]]))))
  })
  c(document_head(title, c("html_document: default", "pdf_document: default")), unlist(pages))
}

# Options need a line each, with Markdown's two spaces at the end.
markdown_list <- function(lines) sub("^([a-z]\\) .*)$", "\\1  ", lines)

key_lines <- function(tasks, students, title) {
  keys <- lapply(tasks, lapply, answer_key)
  short <- function(key) {
    if (is.function(key$answer)) "below" else if (is.numeric(key$answer)) plain_number(key$answer) else key$answer
  }
  ids <- vapply(tasks[[1]], function(task) task$id, "")
  answers <- matrix(vapply(keys, function(row) vapply(row, short, ""), ids), length(ids))
  table <- unlist(lapply(split(seq_along(ids), (seq_along(ids) - 1) %/% 5), function(at) {  # as wide as a page
    cells <- apply(answers[at, , drop = FALSE], 2, paste, collapse = " | ")
    c("", sprintf("| student | %s |", paste(ids[at], collapse = " | ")), paste0("|:---|", strrep("---:|", length(at))),
      sprintf("| %s | %s |", students, cells))
  }))
  worked <- lapply(seq_along(students), function(i) {
    c("", paste("#", students[i]), unlist(Map(function(task, key) {
      c("", paste("##", task$title), "", key$solution)
    }, tasks[[i]], keys[[i]])))
  })
  c(document_head(paste0(title, ": key"), "html_document: default"), table, "",
    "A number counts as right within a thousandth of it; what is counted must be exact.", unlist(worked))
}

write_exams <- function(ids, students, secret, folder) {
  files <- setNames(file.path(folder, paste0(ids, ".Rmd")), ids)
  do.call(write_files, lapply(ids, function(id) text_file(exams_lines(id, students, secret), files[[id]])))
  invisible(files)
}

# An exercise for R/exams: it draws one of the students and takes everything else from descent.
exams_lines <- function(id, students, secret) {
  chunk <- function(...) c("```{r, echo = FALSE, results = \"asis\"}", ..., "```")
  kind <- exercise_rows()[[id]]$kind
  listed <- kind %in% c("choice", "letters")
  c("```{r, include = FALSE}",
    "student <- getOption(\"descent.student\")",
    sprintf("if (is.null(student)) student <- sample(%s, 1)", deparse1(students)),
    sprintf("task <- descent::exercise(%s, student = paste0(student, %s))", deparse(id), deparse(secret)),
    "key <- descent::answer_key(task)",
    "```", "", "Question", "========", "",
    chunk("cat(key$exams$question, sep = \"\\n\")"), "",
    if (listed) c(chunk("exams::answerlist(task$options, markup = \"markdown\")"), ""),
    "Solution", "========", "",
    chunk("cat(key$solution, sep = \"\\n\")"), "",
    "Meta-information", "================",
    paste0("exname: ", id),
    paste0("extype: ", c(number = "num", code = "num", choice = "schoice", letters = "mchoice")[[kind]]),
    "exsolution: `r key$exams$answer`",
    if (!listed) "extol: `r key$exams$tolerance`")
}
