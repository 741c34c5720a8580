# What a page loads when it is opened: sources, style sheets, imports, fonts. Links that a reader may click do not
# count.
loaded_from_outside <- function(html) {
  text <- paste(readLines(html, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  text <- gsub("base64,[A-Za-z0-9+/=%]+", "", text)
  # what stands in a page as text or code is escaped or quoted R, not markup
  tags <- "<(img|script|link|iframe|source|video|audio|object|embed)\\b[^>]*>"
  markup <- unlist(regmatches(text, gregexpr(tags, text)))
  outside <- grep("(src|href|data)\\s*=\\s*[\"']?(https?:)?//", markup, value = TRUE)
  style <- unlist(regmatches(text, gregexpr("(@import|url\\()\\s*[\"']?(https?:)?//[^\"')]*", text)))
  c(outside, style)
}

images_without_words <- function(html) {
  text <- paste(readLines(html, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  images <- unlist(regmatches(text, gregexpr("<img\\b[^>]*>", text)))
  images <- sub("src=\"[^\"]*\"", "", images)
  images[!grepl("alt=\"[^\"]{10,}\"", images)]
}

expect_whole_page <- function(html) {
  text <- paste(readLines(html, warn = FALSE, encoding = "UTF-8"), collapse = "\n")
  expect_identical(loaded_from_outside(html), character(), info = basename(html))
  expect_identical(images_without_words(html), character(), info = basename(html))
  expect_false(grepl("math inline\">|math display\">\\$", gsub("<math.*?</math>", "", text)), info = basename(html))
  expect_false(grepl("#> Warning", text), info = basename(html))
}

test_that("the search for outside resources finds them", {
  page <- tempfile(fileext = ".html")
  writeLines(c("<p><a href=\"https://example.org\">a link</a></p>",
               "<script src=\"https://example.org/a.js\"></script>",
               "<style>@import url(\"//example.org/b.css\"); p { background: url(http://example.org/c.png) }</style>",
               "<img src=\"data:image/png;base64,AAAA\" alt=\"\" />"), page)
  expect_length(loaded_from_outside(page), 3)
  expect_length(images_without_words(page), 1)
})

test_that("the cheat sheet builds into one page that needs nothing else", {
  skip_if_absent("rmarkdown")
  skip_if_not(rmarkdown::pandoc_available("2.0"), "pandoc is not here")
  source <- test_path("../../vignettes/cheatsheet.Rmd")
  skip_if_not(file.exists(source), "the source is not here")
  copied <- file.path(tempdir(), "cheatsheet.Rmd")
  file.copy(source, copied, overwrite = TRUE)
  html <- rmarkdown::render(copied, envir = new.env(), quiet = TRUE)
  expect_whole_page(html)
  expect_match(paste(readLines(html), collapse = ""), "<mfrac>")
})

test_that("the installed pages need nothing else, and every figure is described", {
  pages <- list.files(system.file("doc", package = "descent"), "[.]html$", full.names = TRUE)
  pages <- pages[basename(pages) != "index.html"]  # the list of pages is R's own
  # tools/check.sh runs this file on a package that was built with them
  skip_if(length(pages) == 0 && Sys.getenv("DESCENT_PAGES") != "built", "installed without vignettes")
  sources <- list.files(test_path("../../vignettes"), "[.]Rmd$")
  if (length(sources)) expect_setequal(basename(pages), sub("Rmd$", "html", sources))
  expect_gt(length(pages), 0)
  for (page in pages) expect_whole_page(page)
})

test_that("formulas are rendered without the net in every vignette", {
  sources <- list.files(test_path("../../vignettes"), "[.]Rmd$", full.names = TRUE)
  skip_if(length(sources) == 0, "the source is not here")
  for (source in sources) {
    lines <- readLines(source)
    expect_true(any(grepl("--mathml", lines)) && any(grepl("mathjax: null", lines)), info = basename(source))
    expect_true(any(grepl("VignetteIndexEntry", lines)), info = basename(source))
  }
})

test_that("pandoc has nothing to complain about in any vignette", {
  skip_if_absent("rmarkdown")
  skip_if_not(rmarkdown::pandoc_available("2.0"), "pandoc is not here")
  sources <- list.files(test_path("../../vignettes"), "[.]Rmd$", full.names = TRUE)
  skip_if(length(sources) == 0, "the source is not here")
  for (source in sources) {
    complaints <- tempfile()
    copied <- tempfile(fileext = ".md")
    writeLines(gsub("`r [^`]*`", "1", readLines(source)), copied)
    status <- system2(rmarkdown::pandoc_exec(), c("--from=markdown", "--to=html", "--mathml", shQuote(copied)),
                      stdout = FALSE, stderr = complaints)
    expect_identical(status, 0L, info = basename(source))
    expect_identical(readLines(complaints), character(), info = basename(source))
  }
})

test_that("the table of the page \"What works with what\" was made by the scripts as they are", {
  scripts <- list.files(test_path("../clients"), "[.]R$", full.names = TRUE)
  skip_if(length(scripts) == 0, "the source is not here")
  asked <- unlist(lapply(scripts, function(script) {
    lines <- grep("^with_client[(]", readLines(script), value = TRUE)
    sub("^with_client[(]\"([^\"]+)\".*", "\\1", lines)
  }))
  table <- utils::read.csv(system.file("clients.csv", package = "descent"), colClasses = "character")
  expect_setequal(table$client, asked)
  expect_false(any(grepl("FAILED", table$ok)))
  expect_gt(sum(table$ok == "ok"), 250)
})

# Lines in which inline R code stands between the dollar signs of a formula: an odd number of them before it, outside
# of code.
code_in_formula <- function(lines) {
  lines <- lines[cumsum(grepl("^```", lines)) %% 2 == 0]
  Filter(function(line) {
    pieces <- strsplit(line, "`", fixed = TRUE)[[1]]
    is_code <- seq_along(pieces) %% 2 == 0
    dollars <- cumsum(ifelse(is_code, 0, lengths(regmatches(pieces, gregexpr("$", pieces, fixed = TRUE)))))
    any(is_code & startsWith(pieces, "r ") & dollars %% 2 == 1)
  }, lines)
}

test_that("no formula of a page holds R code, which pandoc would meet where it reads the page before it is knitted", {
  expect_identical(code_in_formula(c("$a = `r x`$", "`r fit$a`", "$a$ and `r x` and $b$")), "$a = `r x`$")
  sources <- list.files(test_path("../../vignettes"), "[.]Rmd$", full.names = TRUE)
  skip_if(length(sources) == 0, "the source is not here")
  for (source in sources) expect_identical(code_in_formula(readLines(source)), character(), info = basename(source))
})
