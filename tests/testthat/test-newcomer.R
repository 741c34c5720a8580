# What a newcomer types and reads: slips that were once silent or answered in words of base R.

test_that("arguments with a few values name themselves, and an unknown `type` is not passed over", {
  line <- gd_lm(mpg ~ wt, mtcars, epochs = 2)
  expect_error(predict(line, mtcars, interval = "both"), "`interval` must be one of \"none\".*not \"both\"")
  expect_error(predict(line, mtcars, type = "class"), "`type` must be one of \"response\".*not \"class\"")
  expect_identical(predict(line, mtcars, type = "response"), predict(line, mtcars))
  unit <- neuron(am ~ wt, mtcars, epochs = 2)
  expect_error(predict(unit, mtcars, type = "probability"), "`type` must be one of.*not \"probability\"")
  expect_error(predict(unit, mtcars, type = "prob"), "for a numeric response, not \"prob\"")
  net <- ann(mpg ~ wt, mtcars, hidden = 1, epochs = 2)
  expect_error(predict(net, mtcars, type = "prob"), "for a numeric response, not \"prob\"")
})

test_that("a near miss is one that a person would call near", {
  choices <- c("zero_start", "saturated", "rate_too_large", "cross_entropy", "gd")
  near <- function(x) descent:::nearest_name(x, choices)
  expect_identical(near("rate"), "rate_too_large")
  expect_identical(near("entropy"), "cross_entropy")
  expect_identical(near("sgd"), "gd")
  expect_identical(near("saturatd"), "saturated")
  expect_identical(near("dg"), "gd")
  expect_identical(descent:::nearest_name("mgp", names(mtcars)), "mpg")
  expect_null(descent:::nearest_name("wxyz", names(mtcars)))
  expect_error(gd_lm(mgp ~ wt, mtcars), "object 'mgp' not found; did you mean `mpg`?", fixed = TRUE)
  expect_null(near("foo"))
  expect_null(near(""))
})

test_that("a rate without an epoch, a subset without rows, a named cost and a bare function are told what to do", {
  expect_error(gd_lm(mpg ~ wt, mtcars, eta = function() 1), "`eta` must be .*not a function without an argument")
  expect_error(gd_lm(mpg ~ wt, mtcars, subset = cyl == 99), "`subset` \\(cyl == 99\\), not 0")
  expect_error(cost("mse"), "formula in d and y.*cost = \"mse\"")
  expect_error(activation(plogis),
               "`slope` must be a function, the derivative.*activation\\(f, slope = function\\(x\\)")
})

test_that("compare() takes models only, and says when the fit is not there yet", {
  early <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 5)
  expect_error(compare(early, 3), "`...` must be models.*not 3")
  expect_output(print(compare(early)), "Not converged")
  there <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten", eta = 1, epochs = 2)
  expect_failure(expect_output(print(compare(there)), "onverged"))
})

test_that("a fit stopped early says so, and which rows and epoch its numbers belong to", {
  set.seed(1)
  fit <- ann(mpg ~ ., mtcars, validation = 0.2, patience = 5, epochs = 2000, eta = 0.1, progress = FALSE)
  expect_identical(fit$stop, "patience")
  expect_output(print(fit), sprintf("at epoch %d, the best of %d", fit$best_epoch, fit$epochs))
  expect_output(print(fit), "Stopped early: the validation error had not fallen for 5 epochs")
  expect_output(print(summary(fit)), "trained on 26 rows \\(6 held out for\\s+validation\\)")
})

test_that("verbs of lm that a network has not say why", {
  fit <- ann(mpg ~ wt, mtcars, hidden = 1, epochs = 2)
  expect_error(anova(fit), "makes no sense for a network")
  expect_error(AIC(fit), "makes no sense for a network")
  logistic <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 2)
  expect_error(anova(logistic), "needs two fits or more")
})

test_that("an activation prints as a table without column numbers", {
  expect_identical(utils::capture.output(print(activation("identity")))[3:4],
                   c("f(z)         -2        -1         0         1         2",
                     "f'(z)         1         1         1         1         1"))
})

# The help pages of the source, as text, by file.
help_pages <- function() {
  files <- list.files(test_path("../../man"), "[.]Rd$", full.names = TRUE)
  skip_if(length(files) == 0, "the source is not here")
  pages <- lapply(files, function(file) {
    text <- capture.output(tools::Rd2txt(file, options = list(underline_titles = FALSE, width = 10000)))
    gsub("\\s+", " ", gsub("[\u2018\u2019]", "'", paste(text, collapse = " ")))
  })
  setNames(unlist(pages), sub("[.]Rd$", "", basename(files)))
}

# The functions that the code of a vignette calls.
called_in <- function(file) {
  code <- tempfile(fileext = ".R")
  old <- options(show.error.messages = FALSE)  # of chunks that run only where a package is found
  on.exit({
    unlink(code)
    options(old)
  })
  suppressMessages(knitr::purl(file, code, documentation = 0, quiet = TRUE))
  unique(all.names(parse(code, keep.source = FALSE)))
}

test_that("a help page points to the vignettes that show its functions, and to no other", {
  skip_if_absent("knitr")
  pages <- help_pages()
  sources <- list.files(test_path("../../vignettes"), "[.]Rmd$", full.names = TRUE)
  vignettes <- sub("[.]Rmd$", "", basename(sources))
  named <- lapply(pages, function(text) {
    unique(unlist(regmatches(text, gregexpr("(?<=vignette\\(\")[^\"]+", text, perl = TRUE))))
  })
  expect_setequal(intersect(unlist(named), vignettes), unlist(named))
  calls <- setNames(lapply(sources, called_in), vignettes)
  shown <- intersect(getNamespaceExports("descent"), unlist(calls))
  expect_gt(length(shown), 25)
  for (f in setdiff(shown, "best")) {
    with_f <- names(calls)[vapply(calls, function(calls) f %in% calls, NA)]
    page <- names(pages)[vapply(names(pages), function(name) {
      any(readLines(test_path("../../man", paste0(name, ".Rd"))) == sprintf("\\alias{%s}", f))
    }, NA)]
    expect_true(any(named[[page]] %in% c(with_f, "exercises")), info = f)
  }
})

test_that("no help page has a list that a bracket at the start of a line made by accident", {
  for (file in list.files(test_path("../../man"), "[.]Rd$", full.names = TRUE)) {
    expect_false(any(grepl("\\enumerate{", readLines(file), fixed = TRUE)), info = basename(file))
  }
})

test_that("help pages say \"one row per epoch\", not \"a row an epoch\"", {
  idiom <- paste0("\\b(rows?|columns?|numbers?|matrix|larger|frames|pixels|one) an? ",
                  "(row|epoch|step|layer|coefficient|column|model|frame|picture|inch|second|numeric)\\b")
  found <- function(text) as.character(unlist(regmatches(text, gregexpr(idiom, text, ignore.case = TRUE))))
  expect_length(found(c("a row a coefficient", "Rows a step: all", "one matrix a layer", "a row per epoch")), 3)
  pages <- help_pages()
  for (name in names(pages)) expect_identical(found(pages[[name]]), character(), info = name)
})

test_that("README's lines give what README shows", {
  file <- test_path("../../README.md")
  skip_if_not(file.exists(file), "the source is not here")
  lines <- readLines(file)
  blocks <- split(lines, cumsum(grepl("^```", lines)))
  blocks <- lapply(Filter(function(b) b[1] == "```r" && any(startsWith(b, "#>")), blocks), `[`, -1)
  expect_length(blocks, 3)
  old <- options(digits = 7, width = 80)
  on.exit(options(old))
  pdf(NULL)
  on.exit(dev.off(), add = TRUE)
  home <- new.env()
  for (block in blocks) {
    shown <- sub("^#> ?", "", block[startsWith(block, "#>")])
    calls <- parse(text = block[!startsWith(block, "#>")], keep.source = FALSE)
    printed <- unlist(lapply(calls, function(call) {
      capture.output({
        result <- withVisible(eval(call, home))
        if (result$visible && !identical(call[[1]], quote(plot))) print(result$value)
      })
    }))
    bare <- function(x) trimws(x, "right")[nzchar(trimws(x))]
    expect_identical(bare(printed), bare(shown))
  }
})

test_that("the demo runs when it is sourced, and leaves the session's own variables alone", {
  file <- system.file("examples/demo.R", package = "descent")
  home <- new.env(parent = globalenv())
  home$x <- "mine"
  text <- capture.output(suppressWarnings(sys.source(file, home)))
  expect_identical(as.list(home), list(x = "mine"))
  expect_match(text, "0.04742587 0.05752359 0.95730271 0.96489475", all = FALSE, fixed = TRUE)
  expect_lte(max(nchar(text[!grepl("^(Picture|The pictures)", text)])), 80)
})

test_that("an epoch that is no number is refused, without warnings of R's own", {
  fits <- list(gd_lm(mpg ~ wt, mtcars, eta = 0.01, epochs = 5), neuron(am ~ wt, mtcars, epochs = 5),
               oracle_with_seed(1, ann(mpg ~ wt, mtcars, epochs = 5)))
  for (fit in fits) {
    for (epoch in list("x", "5", TRUE, NA, list(5), mean, c(1, 2))) {
      expect_no_warning(expect_error(predict(fit, epoch = epoch), "`epoch` must be"))
    }
    expect_identical(predict(fit, epoch = 5L), predict(fit))
    expect_identical(predict(fit, epoch = 5), predict(fit))
  }
})
