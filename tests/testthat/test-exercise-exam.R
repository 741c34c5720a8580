folder_for <- function() {
  folder <- tempfile("exam")
  dir.create(folder)
  folder
}

all_ids <- function() exercise()$id

home_cases <- function(task) draw_numbers(exercise_rows()[[task$id]], task$id, task$student)$cases[[1]]

test_that("the sheet has every student's numbers, the key every answer, and nothing else is written", {
  folder <- folder_for()
  file <- file.path(folder, "sheet.Rmd")
  written <- as_exam(c("one-step", "error-curve"), n = 12, file = file, secret = "s")
  expect_identical(sort(list.files(folder, all.files = TRUE, no.. = TRUE)), c("sheet-key.Rmd", "sheet.Rmd"))
  expect_identical(unname(written), file.path(folder, c("sheet.Rmd", "sheet-key.Rmd")))
  sheet <- readLines(file)
  key <- readLines(file.path(folder, "sheet-key.Rmd"))
  expect_identical(sum(grepl("^# [0-9]+$", sheet)), 12L)
  for (student in c("01", "12")) {
    task <- exercise("one-step", paste0(student, "s"))
    x <- paste(plain_number(task$numbers$x), collapse = ", ")
    expect_true(any(grepl(x, sheet, fixed = TRUE)))
    answer <- answer_key(task)$answer
    expect_true(any(grepl(sprintf("| %s | %s |", student, plain_number(answer)), key, fixed = TRUE)))
    expect_true(check_answer(task, answer)$right)
  }
})

test_that("no exercise gives its answer away on the sheet", {
  folder <- folder_for()
  as_exam(setdiff(all_ids(), "tuning"), n = 2, file = file.path(folder, "a.Rmd"))
  sheet <- readLines(file.path(folder, "a.Rmd"))
  for (id in c("one-step", "delta", "chain", "hidden-weight", "class-probability")) {
    answer <- answer_key(exercise(id, "01"))$answer
    expect_false(any(grepl(plain_number(answer), sheet, fixed = TRUE)), info = id)
  }
})

test_that("a sheet that cannot be written whole leaves the old one", {
  folder <- folder_for()
  file <- file.path(folder, "a.Rmd")
  writeLines("old", file)
  expect_error(as_exam("one-step", students = c("anna", "Anna"), file = file), "`students` must be names that differ")
  expect_identical(readLines(file), "old")
  as_exam("one-step", students = c("anna", "bert"), file = file)
  expect_true(any(readLines(file) == "# bert"))
  expect_error(as_exam("one-step", file = file.path(folder, "no", "a.Rmd")), "`file` must be one path")
  expect_error(as_exam("one-step", file = file.path(folder, "a.html")), "`file` must be one path that ends in .Rmd")
  expect_error(as_exam("one-stp", file = file), "did you mean \"one-step\"")
  expect_error(as_exam("one-step", n = 0, file = file), "`n` must be")
  expect_identical(sort(list.files(folder)), c("a-key.Rmd", "a.Rmd"))
})

test_that("Markdown shows every task as it stands", {
  skip_if_absent("rmarkdown")
  skip_if_not(rmarkdown::pandoc_available("2.0"), "pandoc is not here")
  plain <- function(lines) gsub("[[:space:]\u00a0]|\\\\|[\"\u201c\u201d\u2019']", "", paste(lines, collapse = ""))
  source <- tempfile(fileext = ".md")
  target <- tempfile(fileext = ".txt")
  for (id in all_ids()) {
    task <- exercise(id, "anna")
    lines <- c(markdown_list(task_lines(task)), "", answer_key(task)$solution)
    writeLines(lines, source)
    rmarkdown::pandoc_convert(source, "plain", "markdown", target, options = "--wrap=none")
    # a list's letters stay; pandoc may write a) as a.
    expect_identical(gsub("([a-f])\\)", "\\1.", plain(readLines(target, encoding = "UTF-8"))),
                     gsub("([a-f])\\)", "\\1.", plain(lines)), info = id)
  }
})

test_that("sheet and key knit", {
  skip_if_absent("rmarkdown")
  skip_if_not(rmarkdown::pandoc_available("2.0"), "pandoc is not here")
  folder <- folder_for()
  written <- as_exam(all_ids(), n = 2, file = file.path(folder, "sheet.Rmd"))
  for (file in written) {
    html <- rmarkdown::render(file, quiet = TRUE, envir = new.env())
    expect_gt(file.size(html), 1000)
  }
})

test_that("R/exams reads every exercise: number, tolerance, options", {
  skip_if_absent("exams")
  folder <- folder_for()
  files <- as_exam(all_ids(), n = 3, file = file.path(folder, "bank"), format = "exams", secret = "s")
  expect_identical(sort(basename(files)), sort(list.files(file.path(folder, "bank"))))
  options(descent.student = "02")
  on.exit(options(descent.student = NULL), add = TRUE)
  read <- exams::xexams(files, n = 1, driver = list(sweave = list(quiet = TRUE), read = NULL, transform = NULL,
                                                    write = NULL))[[1]]
  for (i in seq_along(files)) {
    id <- names(files)[i]
    meta <- read[[i]]$metainfo
    task <- exercise(id, "02s")
    key <- answer_key(task)
    if (task$kind == "number") {
      expect_identical(meta$type, "num")
      expect_equal(meta$solution, key$answer, tolerance = 1e-8, info = id)
      expect_equal(meta$tolerance, key$tolerance, tolerance = 0.01, info = id)
    } else if (task$kind == "code") {
      expect_identical(meta$type, "num")
      expect_equal(meta$solution, utils::tail(do.call(key$answer, home_cases(task)), 1), tolerance = 1e-8, info = id)
    } else {
      expect_identical(meta$type, if (task$kind == "choice") "schoice" else "mchoice")
      expect_identical(paste(letters[which(meta$solution)], collapse = ""), key$answer, info = id)
      expect_length(read[[i]]$questionlist, length(task$options))
    }
    expect_gt(length(read[[i]]$solution), 0)
  }
})

# The chunks of a document: their code by label.
chunks_of <- function(file) {
  lines <- readLines(file)
  open <- grep("^```\\{r", lines)
  close <- vapply(open, function(i) i + which(lines[-seq_len(i)] == "```")[1], 0)
  label <- sub("^```\\{r ([^,}]*).*", "\\1", lines[open])
  setNames(Map(function(from, to) lines[seq_len(to - from - 1) + from], open, close), label)
}

test_that("the tutorial's checks, run as learnr runs them, say what check_answer() says", {
  folder <- folder_for()
  file <- file.path(folder, "tutorial.Rmd")
  as_tutorial(all_ids(), file, student = "anna")
  chunks <- chunks_of(file)
  expect_true(all(c(all_ids(), paste0(all_ids(), "-check"), paste0(all_ids(), "-solution")) %in% names(chunks)))
  # the checker that stands in the document for want of gradethis, with what learnr would give it
  checker <- NULL
  home <- new.env()
  home$tutorial_options <- function(exercise.checker) checker <<- exercise.checker # nolint: object_name_linter.
  setup <- parse(text = chunks$setup)
  eval(setup[[3]][[4]], home)
  run <- function(id, value) {
    checker(check_code = paste(chunks[[paste0(id, "-check")]], collapse = "\n"), envir_result = globalenv(),
            last_value = value)
  }
  for (id in all_ids()) {
    task <- exercise(id, "anna")
    key <- answer_key(task)
    expect_identical(run(id, key$answer), list(message = "Right.", correct = TRUE, location = "append"), info = id)
    for (part in c("", "-check", "-solution")) {
      expect_silent(parse(text = gsub("___", "NULL", chunks[[paste0(id, part)]])))
    }
  }
  verdict <- run("one-step", "text")
  expect_false(verdict$correct)
  expect_match(verdict$message, "one finite number")
})

test_that("the tutorial renders with learnr", {
  skip_if_absent("learnr")
  folder <- folder_for()
  file <- as_tutorial(all_ids(), file.path(folder, "tutorial.Rmd"))
  expect_true(file.exists(rmarkdown::render(file, quiet = TRUE)))
})
