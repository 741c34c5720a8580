# Usage: Rscript tools/install.R [--user] [package ...] [folder/ ...] [--try package ...]
#
# Installs what is missing of DESCRIPTION's hard dependencies and of the packages named, and fails if it can't.
# The suggested packages that a folder's files mention are tried too, but the code must do without them.
# So are the packages after --try.
# --user means that R_LIBS_USER was set on purpose.

args <- commandArgs(trailingOnly = TRUE)
tried <- args[cumsum(args == "--try") > 0 & args != "--try"]
args <- args[cumsum(args == "--try") == 0]
folders <- grep("/$", args, value = TRUE)
named <- setdiff(args, c(folders, "--user"))

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

hard <- dependencies(c("Depends", "Imports", "LinkingTo"))
soft <- dependencies("Suggests")
hard <- c(hard, soft[names(soft) %in% named])
hard[setdiff(named, names(hard))] <- "0"
soft <- soft[setdiff(mentioned(names(soft), folders), names(hard))]
soft[setdiff(tried, names(c(soft, hard)))] <- "0"

missing <- function(versions) names(Filter(isTRUE, mapply(is_missing, names(versions), versions)))
wanted <- missing(c(hard, soft))

if (length(wanted)) {
  lib <- writable_library("--user" %in% args)
  .libPaths(c(lib, .libPaths()))
  message("Installing ", paste(wanted, collapse = ", "), " into ", lib)
  if (!length(getOption("repos")) || any(getOption("repos") %in% c("", "@CRAN@"))) {
    utils::chooseCRANmirror(ind = 1, local.only = TRUE)
  }
  options(timeout = max(600, getOption("timeout")))
  utils::install.packages(wanted, lib = lib, Ncpus = max(1L, parallel::detectCores(), na.rm = TRUE))
}

if (length(missing(soft))) {
  message("Going on without ", paste(missing(soft), collapse = ", "))
}
if (length(missing(hard))) {
  stop("Could not install ", paste(missing(hard), collapse = ", "), call. = FALSE)
}
