#' Slides for a lecture
#'
#' An output format for R Markdown: slides by the package revealjs where it is installed, otherwise by slidy, which
#' rmarkdown brings along. Formulas are written as MathML and everything stands in one file, so that the slides need no
#' network connection, neither when they are knitted nor when they are shown.
#'
#' The template "descent-lecture" uses it: `rmarkdown::draft("lecture.Rmd", template = "descent-lecture", package =
#' "descent")` writes a lecture in the order of the course, and `rmarkdown::render("lecture.Rmd")` makes the slides. Its
#' first chunk holds the numbers; change one and knit again. With `output_format = "pdf_document"` or `"word_document"`
#' the same file becomes a handout, in which pictures stand still. (A PDF by `"pdf_document"` needs LaTeX, for example
#' from `tinytex::install_tinytex()`. Without it print the slides from the browser, with revealjs after adding
#' `?print-pdf` to the address.) With Quarto, `quarto render lecture.Rmd` makes slides of the same file.
#'
#' @param ... Further arguments for `revealjs::revealjs_presentation()` or `rmarkdown::slidy_presentation()`, as
#'   `incremental` or `css`.
#' @param engine `"revealjs"` or `"slidy"`; NULL takes the first that is installed.
#' @return An output format, as `rmarkdown::output_format()` makes it.
#' @section Errors: The package rmarkdown is needed, and revealjs where it is asked for by name.
#' @seealso [exercise()], [replay()]; `vignette("exercises", package = "descent")`
#' @examples
#' if (requireNamespace("rmarkdown", quietly = TRUE)) {
#'   file <- tempfile(fileext = ".Rmd")
#'   rmarkdown::draft(file, template = "descent-lecture", package = "descent", edit = FALSE)
#' }
#' @export
lecture_slides <- function(..., engine = NULL) {
  need_package("rmarkdown", "lecture_slides()")
  engines <- c("revealjs", "slidy")
  if (is.null(engine)) engine <- engines[1 + !requireNamespace("revealjs", quietly = TRUE)]
  check_choice(engine, "engine", engines)
  ours <- list(mathjax = NULL, self_contained = TRUE, fig_width = 8, fig_height = 4, pandoc_args = "--mathml")
  theirs <- list(...)
  arguments <- c(ours[setdiff(names(ours), names(theirs))], theirs)
  if (engine == "slidy") {
    slides <- list(font_adjustment = -3, slide_level = 2)
    arguments <- c(arguments, slides[setdiff(names(slides), names(arguments))])
    return(do.call(rmarkdown::slidy_presentation, arguments))
  }
  need_package("revealjs", "lecture_slides(engine = \"revealjs\")")
  if (is.null(arguments$theme)) arguments$theme <- "white"  # others fetch fonts from the net
  if (is.null(arguments$reveal_options)) arguments$reveal_options <- list(width = 1200, height = 760)
  do.call(getExportedValue("revealjs", "revealjs_presentation"), c(arguments, list(center = FALSE)))
}
