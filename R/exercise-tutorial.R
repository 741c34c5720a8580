#' @rdname as_exam
#' @param student Whose numbers the tutorial has, as in [exercise()].
#' @export
as_tutorial <- function(exercises, file, student = "class", title = "Exercises") {
  exercises <- check_exercises(exercises)
  student <- check_student(student)
  check_path(file)
  tasks <- lapply(exercises, exercise, student = student)
  write_files(text_file(c(tutorial_head(title), unlist(lapply(tasks, tutorial_lines))), file))
}

# learnr runs what stands in an exercise's chunk, and gives the last value to the chunk that ends in -check. That chunk
# is written for gradethis; where it is not installed, the few lines below understand it.
tutorial_head <- function(title) {
  c("---", paste0("title: ", encodeString(title, quote = "\"")), "output:",
    "  learnr::tutorial:", "    mathjax: null", "runtime: shiny_prerendered", "---", "",
    "```{r setup, include = FALSE}",
    "library(learnr)",
    "library(descent)",
    "if (requireNamespace(\"gradethis\", quietly = TRUE)) {",
    "  library(gradethis)",
    "  gradethis_setup()",
    "} else {",
    "  tutorial_options(exercise.checker = function(check_code, envir_result, last_value, ...) {",
    "    home <- new.env(parent = envir_result)",
    "    home$.result <- last_value",
    "    home$grade_this <- function(expr) expr",
    "    home$pass <- function(message) list(message = message, correct = TRUE, location = \"append\")",
    "    home$fail <- function(message) list(message = message, correct = FALSE, location = \"append\")",
    "    eval(parse(text = check_code), home)",
    "  })",
    "}",
    "```")
}

tutorial_lines <- function(task) {
  say <- switch(task$kind, number = "# compute here; the last line is your answer",
                choice = "# your letter, between quotation marks",
                letters = "# all letters, between quotation marks, as \"bd\"")
  call <- sprintf("descent::exercise(%s, student = %s)", deparse(task$id), deparse(task$student))
  solution <- sub("^    ", "", answer_key(task)$solution)
  start <- if (is.null(task$skeleton)) say else sub("^[a-z]+ <- ", "", task$skeleton)
  c("", paste("##", task$title), "", markdown_list(task_lines(task)), "",
    sprintf("```{r %s, exercise = TRUE}", task$id), start, "```", "",
    sprintf("```{r %s-check}", task$id),
    "grade_this({",
    "  verdict <- tryCatch(",
    sprintf("    descent::check_answer(%s, .result),", call),
    "    error = function(e) list(right = FALSE, message = conditionMessage(e))",
    "  )",
    "  if (verdict$right) pass(verdict$message) else fail(verdict$message)",
    "})",
    "```", "", sprintf("```{r %s-solution}", task$id),
    if (task$kind == "code") deparse(answer_key(task)$answer) else paste("#", solution[nzchar(solution)]),
    "```")
}
