# Every file that the package writes takes its place when it is complete: it is written under another name in the same
# folder, checked, and renamed. Whatever goes wrong, what was there before stays.

# `...`: one list per file, as from text_file(). All of them are complete before the first takes its place.
write_files <- function(...) {
  files <- list(...)
  paths <- vapply(files, function(f) f$path, "")
  real <- paths
  real[file.exists(paths)] <- normalizePath(paths[file.exists(paths)])  # a link stays a link
  beside <- mapply(beside_file, real)
  on.exit(unlink(beside))
  for (i in seq_along(files)) write_beside(files[[i]], beside[i])
  for (i in seq_along(files)) take_place(beside[i], real[i])
  invisible(paths)
}

# A `path`, how to write to another in its place, and how to see that what was written is whole: on a full disk not
# every function ends in an error.
new_file <- function(path, write, whole) list(path = path, write = write, whole = whole)

text_file <- function(lines, path) {
  bytes <- charToRaw(enc2utf8(paste0(lines, "\n", collapse = "")))
  new_file(path, function(to) writeBin(bytes, to), function(to) isTRUE(file.size(to) == length(bytes)))
}

data_file <- function(x, path) {
  new_file(path, function(to) saveRDS(x, to), function(to) identical(readRDS(to), x))
}

write_beside <- function(file, beside) {
  said <- character()
  fail <- function(reason) {
    stop(sprintf("%s could not be written (%s). Is the disk full? What was there before is unchanged.",
                 encodeString(file$path, quote = "\""), paste(c(reason, said), collapse = "; ")), call. = FALSE)
  }
  tryCatch(withCallingHandlers(file$write(beside), warning = function(w) {
    said <<- c(said, conditionMessage(w))
    tryInvokeRestart("muffleWarning")
  }), error = function(e) fail(conditionMessage(e)))
  whole <- tryCatch(file$whole(beside), error = function(e) FALSE)
  if (!whole) fail("only a part of it is on the disk")
  for (text in said) warning(text, call. = FALSE)
}

# Known before anything is computed or drawn.
check_writable <- function(file) {
  folder <- dirname(file)
  if (!dir.exists(folder)) stop_argument("file", "in a folder that exists", sprintf("in \"%s\"", folder))
  if (dir.exists(file)) stop_argument("file", "a file", sprintf("the folder \"%s\"", file))
  if (file.exists(file) && grepl("^/(dev/(?!shm/)|proc/)", normalizePath(file), perl = TRUE)) {
    stop_argument("file", "a file on a disk", sprintf("the device \"%s\"", file))
  }
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
  if (file.exists(file)) Sys.chmod(beside, file.mode(file), use_umask = FALSE)
  if (!suppressWarnings(file.rename(beside, file))) {
    stop(sprintf("%s could not be replaced by the new file.", encodeString(file, quote = "\"")), call. = FALSE)
  }
}

# A GIF is whole when its blocks, each with its length, lead to the byte that ends it, after a frame or more.
# https://www.w3.org/Graphics/GIF/spec-gif89a.txt
gif_whole <- function(path) {
  bytes <- as.integer(readBin(path, "raw", file.size(path)))
  table_size <- function(packed) if (packed >= 128) 3 * 2^(packed %% 8 + 1) else 0
  after_blocks <- function(at) {
    while (at <= length(bytes) && bytes[at] > 0) at <- at + bytes[at] + 1
    at + 1
  }
  frames <- 0
  at <- 14 + table_size(bytes[11])
  while (at <= length(bytes)) {
    if (bytes[at] == 0x3b) return(frames > 0)
    if (bytes[at] == 0x2c) frames <- frames + 1
    at <- after_blocks(if (bytes[at] == 0x2c) at + 11 + table_size(bytes[at + 9]) else at + 2)
  }
  FALSE
}
