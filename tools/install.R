# Usage: Rscript tools/install.R [--user] [--slow] [--library folder] [package ...] [folder/ ...] [--try package ...]
#    or: Rscript tools/install.R [--user] --file descent_<version>.tar.gz
#
# Installs what is missing of DESCRIPTION's hard dependencies and of the packages named, and fails if it can't.
# The suggested packages that a folder's files mention are tried too, but the code must do without them.
# So are the packages after --try. With --file the package in that file is installed, beside what it needs.
# --user means that R_LIBS_USER was set on purpose.
# --library names a folder for what is missing, before R's own libraries: what is there stays as it is.
# --slow also builds suggested packages that take minutes from source; without it they are left out, and named.
# What the compilers say goes into _build/install, and is shown for what failed.

# From source these take a minute or more each on two cores: gifski compiles Rust, nanonext (for mirai) a TLS library,
# the others a large C, C++ or Fortran library each. car, for one, brings lme4 and quantreg.
slow_to_build <- c("gifski", "nanonext", "lme4", "quantreg", "RSQLite", "RPostgres", "sass", "httpuv", "stringi",
                   "magick", "vdiffr", "duckdb", "arrow")

logs <- file.path("_build", "install")

# The system's packages that some R packages want, as Debian and Ubuntu call them; most R packages name their own.
system_packages <- c(
  "cargo|rustc" = "cargo", "cmake" = "cmake", "gfortran|-lgfortran" = "gfortran", "Magick[+][+]" = "libmagick++-dev",
  "libpq|pg_config" = "libpq-dev", "libcurl" = "libcurl4-openssl-dev", "openssl/|libssl" = "libssl-dev",
  "libxml" = "libxml2-dev", "fontconfig" = "libfontconfig1-dev", "freetype" = "libfreetype6-dev",
  "libpng|png[.]h" = "libpng-dev", "libuv" = "libuv1-dev", "zlib[.]h|-lz\\b" = "zlib1g-dev",
  "-llapack|-lblas" = "liblapack-dev libblas-dev"
)

# A named vector: the lowest version that will do ("0" for any), by package.
dependencies <- function(fields) {
  given <- read.dcf("DESCRIPTION", fields)
  given <- trimws(unlist(strsplit(given[!is.na(given)], ",")))
  version <- ifelse(grepl(">=", given), gsub("^.*>=|[) ]", "", given), "0")
  names(version) <- sub("[ (\n].*", "", given)
  version[!names(version) %in% c("R", "")]
}

is_missing <- function(package, version) {
  !nzchar(system.file(package = package)) || utils::packageVersion(package) < version
}

missing_of <- function(versions) names(Filter(isTRUE, mapply(is_missing, names(versions), versions)))

mentioned <- function(packages, folders) {
  files <- list.files(folders, "[.](R|[Rrq]md)$", recursive = TRUE, full.names = TRUE)
  text <- unlist(lapply(files, readLines, warn = FALSE))
  Filter(function(p) any(grepl(paste0("\\b", p, "(::|[\"')])"), text)), packages)
}

# Where install.packages() would go, but without the question that it asks before it makes a library.
writable_library <- function(on_purpose) {
  own <- strsplit(Sys.getenv("R_LIBS_USER"), .Platform$path.sep, fixed = TRUE)[[1]][1]
  writable <- .libPaths()[file.access(.libPaths(), 2) == 0]
  if (length(writable) && !on_purpose) {
    return(writable[[1]])
  }
  dir.create(own, showWarnings = FALSE, recursive = TRUE)
  normalizePath(own)
}

# A library of its own, seen before the others.
own_library <- function(folder) {
  dir.create(folder, showWarnings = FALSE, recursive = TRUE)
  .libPaths(c(folder, .libPaths()))
  normalizePath(folder)
}

choose_repository <- function() {
  if (!length(getOption("repos")) || any(getOption("repos") %in% c("", "@CRAN@"))) {
    utils::chooseCRANmirror(ind = 1, local.only = TRUE)
  }
}

# Which of the packages would take long from source, alone or with what they bring.
slow_of <- function(packages, available) {
  Filter(function(p) {
    brought <- unlist(tools::package_dependencies(p, available, recursive = TRUE))
    any(!nzchar(vapply(intersect(c(p, brought), slow_to_build), function(q) system.file(package = q), "")))
  }, packages)
}

install <- function(packages, library, available) {
  dir.create(logs, showWarnings = FALSE, recursive = TRUE)
  options(timeout = max(600, getOption("timeout")))
  # fs looks for libuv, and brings its own copy.
  Sys.setenv(USE_BUNDLED_LIBUV = "1")
  brought <- unlist(tools::package_dependencies(packages, available, recursive = TRUE))
  new <- Filter(function(p) !nzchar(system.file(package = p)), unique(c(packages, brought)))
  cat(sprintf("Installing %s into %s, %d packages with what they need ...\n", toString(packages), library, length(new)))
  begun <- Sys.time()
  utils::install.packages(packages, lib = library, Ncpus = max(1L, parallel::detectCores(), na.rm = TRUE), quiet = TRUE,
                          keep_outputs = logs, available = available)
  cat(sprintf("... %.0f s\n", as.double(Sys.time() - begun, units = "secs")))
}

# What a failed package's log says is missing from the system.
wanted_from_system <- function(log) {
  named <- grep("^\\s*[*-]?\\s*deb(ian)?:", log, value = TRUE, ignore.case = TRUE)
  if (length(named)) return(unique(trimws(sub("[(].*", "", sub("^[^:]*:", "", named)))))
  errors <- grep("error|not found|cannot find|No such file|missing|required", log, value = TRUE, ignore.case = TRUE)
  unname(system_packages[vapply(names(system_packages), function(p) any(grepl(p, errors)), NA)])
}

show_failures <- function(since) {
  files <- list.files(logs, "[.]out$", full.names = TRUE)
  files <- files[file.mtime(files) >= since]
  for (file in files) {
    package <- sub("[.]out$", "", basename(file))
    if (nzchar(system.file(package = package))) next
    log <- readLines(file, warn = FALSE)
    cat(sprintf("\n==> %s\n", file), utils::tail(log, 25), sep = "\n")
    wanted <- wanted_from_system(log)
    cat(sprintf("%s could not be built%s. Debian and Ubuntu may have it built: r-cran-%s\n", package,
                if (length(wanted)) paste(": it needs", toString(wanted)) else "", tolower(package)))
  }
}

install_file <- function(file, library) {
  cat(sprintf("Installing %s into %s ...\n", basename(file), library))
  status <- system2(file.path(R.home("bin"), "R"), c("CMD", "INSTALL", "-l", shQuote(c(library, file))),
                    stdout = file.path("_build", "install.log"), stderr = file.path("_build", "install.log"))
  if (status != 0) {
    cat(utils::tail(readLines(file.path("_build", "install.log")), 30), sep = "\n")
    stop("Could not install ", basename(file), call. = FALSE)
  }
  cat("library(descent) loads it, vignette(\"descent\") lists the pages of the course.\n")
}

main <- function(args) {
  if ("--file" %in% args) {
    return(install_file(args[which(args == "--file") + 1], writable_library("--user" %in% args)))
  }
  at <- match("--library", args)
  own <- if (!is.na(at)) own_library(args[at + 1])
  if (!is.na(at)) args <- args[-c(at, at + 1)]
  after <- cumsum(args == "--try") > 0
  tried <- setdiff(args[after], "--try")
  args <- args[!after]
  folders <- grep("/$", args, value = TRUE)
  named <- setdiff(args, c(folders, "--user", "--slow"))
  hard <- dependencies(c("Depends", "Imports", "LinkingTo"))
  soft <- dependencies("Suggests")
  hard <- c(hard, soft[names(soft) %in% named])
  hard[setdiff(named, names(hard))] <- "0"
  soft <- soft[setdiff(mentioned(names(soft), folders), names(hard))]
  soft[setdiff(tried, names(c(soft, hard)))] <- "0"

  slow <- character()
  if (length(missing_of(c(hard, soft)))) {
    library <- if (is.null(own)) writable_library("--user" %in% args) else own
    .libPaths(c(library, .libPaths()))
    choose_repository()
    available <- utils::available.packages()
    from_source <- !"--slow" %in% args && identical(getOption("pkgType"), "source")
    if (from_source) slow <- slow_of(missing_of(soft), available)
    wanted <- setdiff(missing_of(c(hard, soft)), slow)
    begun <- Sys.time()
    if (length(wanted)) install(wanted, library, available)
    show_failures(begun)
  }
  without <- missing_of(soft)
  if (length(without)) {
    cat("Going on without ", toString(without), ": what needs them is skipped.",
        if (length(slow)) sprintf(" SLOW=yes builds %s, which takes minutes.", toString(slow)), "\n", sep = "")
  }
  if (length(missing_of(hard))) stop("Could not install ", toString(missing_of(hard)), call. = FALSE)
}

if (sys.nframe() == 0) main(commandArgs(trailingOnly = TRUE))
