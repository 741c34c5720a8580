# What CONTRIBUTING.md promises of the source, and that the tools that check it see a breach.

source_root <- function() {
  root <- test_path("../..")
  skip_if_not(file.exists(file.path(root, "tools", "callgraph.R")), "the source is not here")
  root
}

tool <- function(file) {
  functions <- new.env()
  sys.source(file.path(source_root(), "tools", file), functions)
  functions
}

callgraph <- function() tool("callgraph.R")

# A small package in a new folder; `...` are its R files, by name.
small_package <- function(..., namespace = "export(gd_lm)") {
  folder <- tempfile("package")
  dir.create(file.path(folder, "R"), recursive = TRUE)
  files <- list(RcppExports.R = "kernel_a <- function(x) .Call(`_a`, x)", ...)
  for (name in names(files)) writeLines(files[[name]], file.path(folder, "R", name))
  writeLines(namespace, file.path(folder, "NAMESPACE"))
  folder
}

measured <- function(folder) {
  rules <- callgraph()$measure(folder, choices = c("relu", "sse", "whiten", "adam"))
  names(rules) <- vapply(rules, `[[`, "", "what")
  rules
}

test_that("a cycle between files is found, and who merely calls into it is not in it", {
  rules <- measured(small_package(
    a.R = "one <- function(x) two(x)", b.R = "two <- function(x) lapply(x, three)", c.R = "three <- function(x) one(x)",
    above.R = "four <- function(x) one(x)", below.R = "five <- function(x) x", also.R = "six <- function() five()"
  ))
  expect_setequal(rules[["files in cycles"]]$who, c("a.R", "b.R", "c.R"))
  # a local variable of the same name is no call
  local <- small_package(a.R = "one <- function(x) two(x)", b.R = "two <- function(x) { one <- x; one + 1 }")
  expect_identical(measured(local)[["files in cycles"]]$found, 0L)
})

test_that("layers rise from what calls nothing", {
  tools <- callgraph()
  folder <- small_package(a.R = "one <- function() two()", b.R = "two <- function() three() + four()",
                          c.R = "three <- function() four()", d.R = "four <- function() 1")
  layer <- tools$layers(tools$file_graph(tools$read_definitions(file.path(folder, "R"))))
  expect_identical(layer[c("d.R", "c.R", "b.R", "a.R")], c(d.R = 1L, c.R = 2L, b.R = 3L, a.R = 4L))
})

test_that("callers of kernels are counted by file", {
  rules <- measured(small_package(a.R = c("f <- function(x) kernel_a(x)", "g <- function(x) lapply(x, kernel_a)"),
                                  b.R = "h <- function(x) f(x)"))
  expect_identical(rules[["files that call kernels"]]$who, "a.R")
})

test_that("the name of a choice is found in every form that code gives it, and where it may stand it is let be", {
  names_in <- function(code, file = "a.R") {
    files <- list(code)
    names(files) <- file
    rules <- measured(do.call(small_package, files))
    c(rules[["files with a choice's name"]]$found, rules[["the same, defaults and calls included"]]$found)
  }
  found <- c(1L, 1L)
  expect_identical(names_in("f <- function(x) x == \"relu\""), found)
  expect_identical(names_in("f <- function(x) x %in% c(\"mse\", \"sse\")"), found)
  expect_identical(names_in("f <- function(x) switch(x, relu = 1, 2)"), found)
  expect_identical(names_in("f <- function(x) x$adam"), found)
  expect_identical(names_in("rows <- list(whiten = 1)"), found)
  expect_identical(names_in("f <- function(cost = \"sse\") cost"), found)  # not exported
  expect_identical(names_in("f <- function(d) gd_lm(y ~ x, d, \"sse\")"), found)  # not named
  expect_identical(names_in("f <- function(d) gd_lm(y ~ x, d, note = \"sse\")"), found)  # no argument for choices
  expect_identical(names_in("gd_lm <- function(cost = \"mse\") cost == \"sse\""), found)  # the body of an exported one
  allowed <- c(0L, 1L)
  expect_identical(names_in("gd_lm <- function(formula, cost = \"sse\") cost"), allowed)
  expect_identical(names_in("f <- function(d) gd_lm(y ~ x, d, cost = \"sse\", scaling = \"whiten\")"), allowed)
  expect_identical(names_in("f <- function(d) descent::gd_lm(y ~ x, d, cost = \"sse\")"), allowed)
  expect_identical(names_in("shown <- quote(gd_lm(y ~ x, cost = c(\"mse\", \"sse\")))"), allowed)
  nothing <- c(0L, 0L)
  expect_identical(names_in("f <- function(x) x  # \"relu\""), nothing)
  expect_identical(names_in("f <- function(x) x == \"relu\"", "choice-activation.R"), nothing)
  expect_identical(names_in("f <- function(x) x == \"whiten\"", "map.R"), nothing)
})

test_that("questions about the kind of a fit are counted, others are not", {
  rules <- measured(small_package(a.R = c(
    "f <- function(x) if (inherits(x, \"neuron\") && is_logistic(x)) class(x)[1]",
    "g <- function(x) inherits(x, c(\"glm\", \"ann\")) || class(x)[[1]] == \"gd_lm\"",
    "h <- function(x) inherits(x, \"formula\") || class(x)[2] == \"descent\""
  )))
  expect_identical(rules[["kind tests"]]$found, 5L)
})

test_that("an import that nothing reads is named, one that only registers a method is not", {
  rules <- measured(small_package(
    a.R = c("f <- function(x) median(x)", "nobs.fit <- function(object, ...) 1", "g <- function() quote(sd(x))"),
    namespace = c("S3method(nobs,fit)", "importFrom(Rcpp,evalCpp)", "importFrom(stats,median)", "importFrom(stats,mad)",
                  "importFrom(stats,nobs)", "importFrom(stats,sd)")
  ))
  expect_identical(rules[["imports that nothing reads"]]$who, "mad")
})

test_that("long functions and long files are measured without comments and blank lines", {
  long <- c("# one", "", "f <- function(x) {", rep("  x <- x + 1", 10), "  # why", "}", "y <- 1")
  rules <- measured(small_package(a.R = long))
  expect_identical(unname(rules[["lines of the longest function"]]$found), 13L)
  expect_identical(unname(rules[["lines of code of the longest file"]]$found), 13L)
})

test_that("the names of choices are the package's own", {
  tools <- callgraph()
  choices <- tools$known_choices(tools$exports(source_root()))
  expect_true(all(c("identity", "sigmoid", "softmax", "sse", "cross_entropy", "gd", "lbfgs", "standardize", "whiten",
                    "glorot", "he", "zero") %in% choices))
})

test_that("the reference of the web site names every page of the help once, and every vignette", {
  root <- source_root()
  site <- readLines(file.path(root, "_pkgdown.yml"))
  pages <- lapply(Sys.glob(file.path(root, "man", "*.Rd")), readLines)
  field <- function(page, which) {
    gsub(sprintf("^\\\\%s[{]|[}]$", which), "", grep(paste0("^\\\\", which), page, value = TRUE))
  }
  topics <- vapply(pages, field, "", "name")
  vignettes <- sub("[.]Rmd$", "", list.files(file.path(root, "vignettes"), "[.]Rmd$"))
  in_articles <- seq_along(site) > which(site == "articles:")
  named_in <- function(lines) gsub("^ +- |[\"`]", "", grep("^ +- [^:]+$", lines, value = TRUE))
  internal <- vapply(pages, function(page) "\\keyword{internal}" %in% page, NA)
  listed <- named_in(site[!in_articles])
  expect_identical(listed[duplicated(listed)], character())
  expect_identical(setdiff(listed, topics), character())
  expect_identical(setdiff(topics[!internal], listed), character())
  expect_identical(sort(named_in(site[in_articles])), sort(vignettes))
  exported <- callgraph()$exports(root)
  expect_identical(setdiff(exported, unlist(lapply(pages, field, "alias"))), character())
})

test_that("CONTRIBUTING.md says what is in each room of R/", {
  root <- source_root()
  rooms <- unique(sub("[-.].*", "", list.files(file.path(root, "R"), "[.]R$")))
  table <- grep("^[|] `", readLines(file.path(root, "CONTRIBUTING.md")), value = TRUE)
  named <- unlist(regmatches(table, gregexpr("`[A-Za-z_]+`", table)))
  expect_identical(setdiff(rooms, gsub("`", "", named)), character())
})

test_that("what a failed package wants from the system is read from its log, as far as it says so", {
  wanted <- tool("install.R")$wanted_from_system
  # configure scripts of R packages name the system's package; a compiler or a build script names what it misses
  expect_identical(wanted(c("------ ANTICONF ERROR ------", "Configuration failed because libpq was not found. Try:",
                            " * deb: libpq-dev libssl-dev (Debian, Ubuntu, etc)", " * rpm: postgresql-devel")),
                   "libpq-dev libssl-dev")
  expect_identical(wanted("/bin/bash: line 1: cargo: command not found"), "cargo")
  expect_identical(wanted("fatal error: png.h: No such file or directory"), "libpng-dev")
  expect_length(wanted(c("g++ -I/usr/include/libpng -c a.cpp", "error: expected ';'")), 0)
})

test_that("packages that take minutes from source are found among what a package brings", {
  # slowgui depends on middle, which depends on nosuchslow
  available <- cbind(Package = c("slowgui", "middle", "nosuchslow", "quick"),
                     Depends = c("middle", "nosuchslow", NA, NA), Imports = NA, LinkingTo = NA)
  rownames(available) <- available[, "Package"]
  install <- tool("install.R")
  install$slow_to_build <- "nosuchslow"
  expect_identical(install$slow_of(c("slowgui", "quick", "nosuchslow"), available), c("slowgui", "nosuchslow"))
})

test_that("make library copies what differs and keeps the objects of what does not", {
  library <- tool("library.R")
  from <- tempfile()
  to <- tempfile()
  for (folder in c(from, to)) dir.create(file.path(folder, "src"), recursive = TRUE)
  write <- function(text, ...) writeLines(text, file.path(...))
  for (name in c("same.cpp", "edited.cpp", "new.cpp")) write("int a;", from, "src", name)
  write("int a;", to, "src", "same.cpp")
  for (name in c("edited.cpp", "gone.cpp")) write("int b;", to, "src", name)
  for (name in c("same.o", "edited.o", "gone.o")) write("", to, "src", name)
  Sys.setFileTime(list.files(to, recursive = TRUE, full.names = TRUE), Sys.time() - 60)
  library$mirror(from, to)
  expect_setequal(list.files(file.path(to, "src")),
                  c("same.cpp", "edited.cpp", "new.cpp", "same.o", "edited.o", "gone.o"))
  expect_identical(readLines(file.path(to, "src", "edited.cpp")), "int a;")

  library$source_folder <- to
  library$objects_key <- file.path(to, "objects.txt")
  writeLines(library$toolchain(), library$objects_key)
  expect_setequal(basename(library$to_compile()), c("edited.cpp", "new.cpp"))
  expect_setequal(list.files(file.path(to, "src"), "o$"), c("same.o", "edited.o"))
  # with another header every object goes
  write("int c;", to, "src", "a.h")
  expect_setequal(basename(library$to_compile()), c("same.cpp", "edited.cpp", "new.cpp"))
  expect_length(list.files(file.path(to, "src"), "o$"), 0)
})
