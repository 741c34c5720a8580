# The template of a lecture: it must knit as it is, offline, as slides and as a handout.

drafted <- function() {
  skip_if_absent("rmarkdown")
  skip_if_absent("htmlwidgets")
  skip_if_not(rmarkdown::pandoc_available("2.0"), "pandoc is not here")
  folder <- tempfile("lecture")
  dir.create(folder)
  rmarkdown::draft(file.path(folder, "lecture.Rmd"), template = "descent-lecture", package = "descent", edit = FALSE)
}

# Without the pictures, which are long.
read_text <- function(file) {
  text <- gsub("base64,[A-Za-z0-9+/=%]+", "", paste(readLines(file, warn = FALSE, encoding = "UTF-8"), collapse = " "))
  gsub("\\s+", " ", text)
}

has <- function(text, part) grepl(part, text, fixed = TRUE)

test_that("the lecture knits to one file of slides that needs nothing else", {
  file <- drafted()
  lines <- readLines(file)
  # fewer steps: the numbers stand in the first chunk, where a teacher changes them
  lines <- sub("^steps <- 1000", "steps <- 200", lines)
  expect_true(any(grepl("^steps <- 200", lines)))
  writeLines(lines, file)
  html <- rmarkdown::render(file, quiet = TRUE, envir = new.env(),
                            output_format = lecture_slides(engine = "slidy"))
  text <- read_text(html)
  expect_identical(list.files(dirname(file)), c("lecture.Rmd", "lecture.html"))
  expect_true(has(text, "<math"))
  expect_true(has(text, "html-widget"))
  expect_true(has(text, "\"last\":200"))
  expect_false(grepl("#&gt; (Error|Warning)", text))
  loads <- "<(img|script|link|iframe)\\b[^>]*(src|href)=\"(https?:)?//[^>]*>"
  expect_length(regmatches(text, gregexpr(loads, text))[[1]], 0)
  # no slide is empty: nothing that shows no text stands before the first heading
  slides <- strsplit(text, "<div[^>]*class=\"[^\"]*\\bslide\\b", perl = TRUE)[[1]][-1]
  expect_gt(length(slides), 20)
  expect_true(all(grepl("<h1", slides)))
  # the topics in the order of the course
  at <- vapply(exercise_topics, function(topic) regexpr(topic, text, fixed = TRUE)[1], 0)
  expect_true(all(at > 0) && !is.unsorted(at))
  expect_true(has(text, exercise("count-parameters", student = "my class")$text[1]))
  # options are asked for by their letters, so the slide must show letters
  expect_true(has(text, ".reveal ol[type=\"a\"] { list-style-type: lower-alpha; }"))
  # the loops end where the fits do
  plain <- gsub("<[^>]*>", "", text)
  loops <- regmatches(plain, gregexpr("max\\(abs\\(c\\([^#]*#&gt; \\[1\\] [0-9.e-]+", plain))[[1]]
  expect_length(loops, 2)
  expect_lt(max(as.numeric(sub(".* ", "", loops))), 1e-9)
})

test_that("the handout has pictures that stand still", {
  file <- drafted()
  tex <- rmarkdown::render(file, quiet = TRUE, envir = new.env(), output_format = rmarkdown::latex_document())
  text <- read_text(tex)
  expect_gte(lengths(regmatches(text, gregexpr("includegraphics", text))), 7)
  expect_false(grepl("html-widget|<div", text))
  expect_false(grepl("Error in", text))
})

test_that("the engine is revealjs where it is installed, and an unknown one is refused", {
  skip_if_absent("rmarkdown")
  skip_if_not(rmarkdown::pandoc_available("2.0"), "pandoc is not here")
  expect_s3_class(lecture_slides(engine = "slidy"), "rmarkdown_output_format")
  expect_error(lecture_slides(engine = "beamer"), "`engine` must be one of \"revealjs\", \"slidy\", not \"beamer\"")
  if (requireNamespace("revealjs", quietly = TRUE)) {
    expect_match(lecture_slides()$pandoc$to, "revealjs")
  } else {
    expect_identical(lecture_slides()$pandoc$to, "slidy")
    expect_error(lecture_slides(engine = "revealjs"), "needs the package revealjs")
  }
  # what the caller says wins
  expect_false(any(lecture_slides(engine = "slidy", pandoc_args = character())$pandoc$args == "--mathml"))
})
