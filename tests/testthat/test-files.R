# Files are written whole or not at all.

# Runs code where every file that is written ends after `bytes`, as on a disk that is full, which is told by a warning only.
on_full_disk <- function(code, bytes = 100) {
  part <- function(new) {
    write <- new$write
    new$write <- function(to) {
      write(to)
      kept <- readBin(to, "raw", bytes)
      writeBin(kept, to)
      warning("Problem closing connection:  No space left on device", call. = FALSE)
    }
    new
  }
  maker <- new_file
  replace_function("new_file", function(path, write, whole) part(maker(path, write, whole)))
  on.exit(replace_function("new_file", maker))
  code
}

files_in <- function(folder) sort(list.files(folder, all.files = TRUE, no.. = TRUE))

new_folder <- function() {
  folder <- tempfile("files")
  dir.create(folder)
  folder
}

test_that("on a full disk every writer says so, leaves no half file and keeps the old one", {
  skip_if_not_installed("gifski")
  skip_if_not_installed("htmlwidgets")
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 3)
  set.seed(1)
  large <- gd_lm(y ~ x, data.frame(x = rnorm(3000), y = rnorm(3000)), epochs = 2)
  film <- function(file) animate(fit, file, frames = 2, width = 2, height = 2, res = 40, progress = FALSE)
  writers <- list(
    fit.R = function(file) as_r_code(fit, file), large.R = function(file) as_r_code(large, file),
    page.html = function(file) save_replay(replay(fit), file), film.gif = film,
    exam.Rmd = function(file) as_exam("one-step", n = 2, file = file), learn.Rmd = function(file) as_tutorial("one-step", file)
  )
  for (name in names(writers)) {
    folder <- new_folder()
    file <- file.path(folder, name)
    expect_error(on_full_disk(writers[[name]](file)), "could not be written .only a part of it is on the disk.*No space left")
    expect_identical(files_in(folder), character(), info = name)
    writeLines("old", file)
    expect_error(on_full_disk(writers[[name]](file)), "What was there before is unchanged.")
    expect_identical(readLines(file), "old", info = name)
    expect_identical(files_in(folder), name)
    expect_silent(writers[[name]](file))
    expect_gt(file.size(file), 500)
    expect_false(any(grepl("^[.]", files_in(folder))))
  }
  folder <- new_folder()
  expect_error(on_full_disk(as_exam(c("one-step", "delta"), n = 2, file = folder, format = "exams")), "could not be written")
  expect_identical(files_in(folder), character())
})

test_that("one file of several that cannot be written leaves all of them as they were", {
  folder <- new_folder()
  paths <- file.path(folder, c("a", "b"))
  for (path in paths) writeLines("old", path)
  broken <- new_file(paths[2], function(to) stop("no more room"), function(to) TRUE)
  expect_error(write_files(text_file("new", paths[1]), broken),
               "b\" could not be written \\(no more room\\). Is the disk full[?]")
  expect_identical(lapply(paths, readLines), list("old", "old"))
  expect_identical(files_in(folder), c("a", "b"))
  expect_warning(write_files(new_file(paths[1], function(to) {
    warning("a remark")
    file.create(to)
  }, file.exists)), "a remark")
})

test_that("what is written is what was asked for, to the last byte", {
  folder <- new_folder()
  path <- file.path(folder, "a.txt")
  for (lines in list("", c("a", "b"), c("\u00e4 \u20ac", strrep("x", 1e5)))) {
    write_files(text_file(lines, path))
    expect_identical(readLines(path, encoding = "UTF-8"), enc2utf8(lines))
  }
  write_files(data_file(list(x = matrix(c(1, NaN, NA, Inf), 2)), path))
  expect_identical(readRDS(path), list(x = matrix(c(1, NaN, NA, Inf), 2)))
})

test_that("a GIF is whole only with its last byte", {
  skip_if_not_installed("magick")
  skip_if_not_installed("gifski")
  folder <- new_folder()
  grDevices::png(file.path(folder, "%02d.png"), 240, 200)
  for (i in 1:3) plot(i)
  grDevices::dev.off()
  pictures <- list.files(folder, full.names = TRUE)
  file <- file.path(folder, "a.gif")
  for (package in c("gifski", "magick")) {
    gif_writer(function(name) name == package)(pictures, file, c(240, 200), 2)
    expect_true(gif_whole(file))
    bytes <- readBin(file, "raw", file.size(file))
    ends <- unique(round(seq(0, length(bytes) - 1, length.out = 150)))
    cut <- vapply(ends, function(end) {
      writeBin(bytes[seq_len(end)], file)
      isTRUE(tryCatch(gif_whole(file), error = function(e) FALSE))
    }, NA)
    expect_false(any(cut))
  }
})

test_that("a link stays a link, a file keeps its rights, and a device or a folder is no place for a file", {
  skip_on_os("windows")
  fit <- gd_lm(dist ~ speed, cars, epochs = 2)
  folder <- new_folder()
  paths <- file.path(folder, c("there.R", "link.R"))
  writeLines("old", paths[1])
  Sys.chmod(paths[1], "600")
  file.symlink(paths[1], paths[2])
  as_r_code(fit, paths[2])
  expect_identical(basename(Sys.readlink(paths[2])), "there.R")
  expect_gt(length(readLines(paths[1])), 20)
  expect_identical(format(file.mode(paths[1])), "600")
  skip_if_not(file.exists("/dev/null"))
  before <- file.info("/dev/null")[c("size", "mode")]
  expect_error(as_r_code(fit, "/dev/null"), "`file` must be a file on a disk, not the device")
  expect_identical(file.info("/dev/null")[c("size", "mode")], before)
  dir.create(file.path(folder, "d.html"))
  expect_error(as_r_code(fit, folder), "`file` must be a file, not the folder")
  expect_error(as_r_code(fit, file.path(folder, "no", "a.R")), "`file` must be in a folder that exists")
  skip_if_not_installed("htmlwidgets")
  expect_error(save_replay(replay(fit), file.path(folder, "d.html")), "`file` must be a file, not the folder")
  expect_error(save_replay(replay(fit), file.path(folder, "no", "a.html")), "`file` must be in a folder that exists")
})
