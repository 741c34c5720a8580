# Usage: Rscript tools/library.R <library>
#
# Installs descent into the library when a source differs from what was installed there last, and says how long it took.
# What R and the compiler say goes into _build/library.log, and is shown on failure.
#
# Building the source package first leaves no objects in src/ and shows what .Rbuildignore leaves out by mistake. It is
# unpacked over _build/source, where the objects stay from one time to the next: make compiles a file again when it is
# newer than its object, and all of them are compiled when a header, the compiler or R has changed.

log_file <- file.path("_build", "library.log")
source_folder <- file.path("_build", "source", "descent")
objects_key <- file.path("_build", "source", "objects.txt")

# One line per file: its digest and its name. Objects are no sources.
digests <- function(files) {
  files <- sort(files[!grepl("[.](o|so|dll)$", files)])
  paste(unname(tools::md5sum(files)), files)
}

# What decides, besides the sources, what a compiled object looks like.
toolchain <- function() {
  setting <- function(name) {
    paste(system2(r_program, c("CMD", "config", name), stdout = TRUE, stderr = FALSE), collapse = " ")
  }
  flags <- vapply(c("CXX", "CXXFLAGS", "CPPFLAGS"), setting, "")
  compiler <- system2(sub(" .*", "", flags[["CXX"]]), "--version", stdout = TRUE, stderr = FALSE)[1]
  versions <- vapply(c("Rcpp", "RcppArmadillo"), function(p) format(utils::packageVersion(p)), "")
  unname(c(R.version.string, versions, flags, compiler))
}

r_program <- file.path(R.home("bin"), "R")

run <- function(program, arguments, folder = ".") {
  old <- setwd(folder)
  on.exit(setwd(old))
  output <- suppressWarnings(system2(program, shQuote(arguments), stdout = TRUE, stderr = TRUE))
  setwd(old)
  cat(output, file = log_file, sep = "\n", append = TRUE)
  if (!is.null(attr(output, "status"))) {
    cat(" failed; ", log_file, ":\n", sep = "")
    cat(utils::tail(readLines(log_file, warn = FALSE), 300), sep = "\n")
    quit(status = 1)
  }
}

# Copies what differs, so that only this becomes newer than its object, and removes what is no longer there.
mirror <- function(from, to) {
  files <- list.files(from, recursive = TRUE, all.files = TRUE)
  before <- list.files(to, recursive = TRUE, all.files = TRUE)
  unlink(file.path(to, setdiff(before[!grepl("[.](o|so|dll)$", before)], files)))
  digest <- function(folder) unname(tools::md5sum(file.path(folder, files)))
  there <- digest(to)
  changed <- files[is.na(there) | digest(from) != there]
  for (folder in unique(dirname(file.path(to, changed)))) dir.create(folder, showWarnings = FALSE, recursive = TRUE)
  file.copy(file.path(from, changed), file.path(to, changed), overwrite = TRUE, copy.date = FALSE)
}

unpack <- function() {
  fresh <- file.path("_build", "unpacked")
  unlink(c(fresh, Sys.glob(file.path("_build", "descent_*.tar.gz"))), recursive = TRUE)
  run(r_program, c("CMD", "build", "--no-build-vignettes", ".."), "_build")
  utils::untar(Sys.glob(file.path("_build", "descent_*.tar.gz")), exdir = fresh)
  mirror(file.path(fresh, "descent"), source_folder)
  unlink(fresh, recursive = TRUE)
}

# The C++ files that make will compile, once objects that others no longer fit are gone.
to_compile <- function() {
  src <- file.path(source_folder, "src")
  key <- c(toolchain(), digests(list.files(src, "([.]h|Makevars.*)$", full.names = TRUE)))
  objects <- list.files(src, "[.]o$", full.names = TRUE)
  orphaned <- objects[!file.exists(sub("[.]o$", ".cpp", objects))]
  known <- file.exists(objects_key) && identical(readLines(objects_key), key)
  unlink(c(if (known) orphaned else objects, list.files(src, "[.](so|dll)$", full.names = TRUE)))
  writeLines(key, objects_key)
  files <- list.files(src, "[.]cpp$", full.names = TRUE)
  compiled <- file.mtime(sub("[.]cpp$", ".o", files))
  files[is.na(compiled) | compiled < file.mtime(files)]
}

main <- function(library) {
  installed <- file.path(library, "descent", "DESCRIPTION")
  stamp <- file.path("_build", "installed.txt")
  folders <- c("R", "src", "inst", "data", "man")
  sources <- c("DESCRIPTION", "NAMESPACE", ".Rbuildignore", list.files(folders, recursive = TRUE, full.names = TRUE))
  now <- c(library, toolchain(), digests(sources))
  if (all(file.exists(stamp, installed)) && identical(readLines(stamp), now)) return(invisible())
  begun <- Sys.time()
  unlink(c(stamp, log_file))
  dir.create(library, showWarnings = FALSE, recursive = TRUE)
  unpack()
  compiled <- length(to_compile())
  cat(sprintf("Installing descent into %s, %s ...", sub(paste0(getwd(), "/"), "", library, fixed = TRUE),
              if (compiled) sprintf("%d C++ files to compile", compiled) else "nothing to compile"))
  flush(stdout())
  # Compiling Armadillo's templates is slow: use every core.
  Sys.setenv(MAKEFLAGS = paste0("-j", max(1L, parallel::detectCores(), na.rm = TRUE)))
  run(r_program, c("CMD", "INSTALL", paste0("--library=", library), source_folder))
  writeLines(now, stamp)
  cat(sprintf(" %.0f s\n", as.double(Sys.time() - begun, units = "secs")))
}

if (sys.nframe() == 0) main(commandArgs(trailingOnly = TRUE)[1])
