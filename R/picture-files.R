# Files are written beside their place and take it when they are complete; whether that will be possible is known before
# anything is drawn.

check_writable <- function(file) {
  folder <- dirname(file)
  if (!dir.exists(folder)) stop_argument("file", "in a folder that exists", sprintf("in \"%s\"", folder))
  probe <- tempfile("descent", folder)
  made <- suppressWarnings(file.create(probe))
  unlink(probe)
  if (!made || (file.exists(file) && file.access(file, 2) != 0)) {
    stop_argument("file", "in a folder that can be written to", sprintf("\"%s\"", file))
  }
}

beside_file <- function(file) {
  tempfile(sprintf(".%s-", basename(file)), dirname(file), paste0(".", tools::file_ext(file)))
}

take_place <- function(beside, file) {
  if (!file.rename(beside, file)) stop(sprintf("%s could not be written.", file), call. = FALSE)
}
