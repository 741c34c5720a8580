test_that("no two files define the same name: the later one would silently win", {
  folder <- test_path("../../R")
  skip_if_not(dir.exists(folder), "the source is not here")
  defined <- unlist(lapply(list.files(folder, "[.]R$", full.names = TRUE), function(file) {
    calls <- Filter(function(e) is.call(e) && identical(e[[1]], quote(`<-`)) && is.name(e[[2]]), as.list(parse(file)))
    vapply(calls, function(e) as.character(e[[2]]), "")
  }))
  expect_gt(length(defined), 100)
  expect_identical(defined[duplicated(defined)], character())
})
