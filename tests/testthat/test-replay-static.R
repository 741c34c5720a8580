# Epochs of a replay side by side, and documents that no browser shows.

test_that("plot() of a replay draws the epochs asked for, as predict() has them", {
  skip_if_absent("htmlwidgets")
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60)
  set.seed(1)
  plane <- ann(am ~ wt + hp, mtcars, hidden = 2, epochs = 30)
  many <- ann(Species ~ ., iris, hidden = 2, epochs = 30)
  for (one in list(fit, plane, many)) {
    file <- tempfile(fileext = ".svg")
    grDevices::svg(file, 7, 5)
    shown <- plot(replay(one, static = c(0, 7, 30)))
    grDevices::dev.off()
    expect_identical(shown, c(0, 7, 30))
    expect_gt(file.size(file), 5000)
  }
  # every picture says its epoch and the error there, and has the points of the data
  seen <- drawn(plot(replay(fit, static = c(0, 7, 60))))
  errors <- vapply(c(0, 7, 60), function(e) error_history(fit)$error[e + 1], 0)
  expect_true(all(sprintf("epoch %d, error %s", c(0, 7, 60), vapply(errors, function(e) {
    format(signif(e, 3), big.mark = ",")
  }, "")) %in% seen$words$text))
  expect_equal(seen$points, 150)
  expect_error(replay(fit, static = c(0, 61)), "`static` must be NULL or up to 12 recorded epochs, from 0 to 60, not 2 values",
               fixed = TRUE)
})

test_that("a document for paper gets pictures, one for the browser the widget", {
  skip_if_absent("htmlwidgets")
  skip_if_absent("knitr")
  folder <- tempfile("knit")
  dir.create(folder)
  old <- setwd(folder)
  on.exit(setwd(old))
  writeLines(c("```{r, echo = FALSE}", "library(descent)", "fit <- gd_lm(dist ~ speed, cars, epochs = 20)",
               "replay(fit, static = c(0, 3, 20))", "```"), "page.Rmd")
  knit <- function(to) {
    old <- knitr::opts_knit$get("rmarkdown.pandoc.to")
    on.exit(knitr::opts_knit$set(rmarkdown.pandoc.to = old))
    knitr::opts_knit$set(rmarkdown.pandoc.to = to)
    unlink("figure", recursive = TRUE)
    readLines(knitr::knit("page.Rmd", quiet = TRUE, envir = new.env()), warn = FALSE)
  }
  for (to in list("latex", "docx", "gfm", "markdown", NULL)) {
    text <- knit(to)
    expect_false(any(grepl("html-widget", text)), info = to)
    expect_true(any(grepl("unnamed-chunk-1-1", text)), info = to)
    expect_length(list.files("figure"), 1)
  }
  expect_false(any(grepl("Error", text)))
  text <- knit("html")
  expect_true(any(grepl("html-widget", text)))
  expect_length(list.files("figure"), 0)
})
