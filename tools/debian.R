# Usage: apt-cache pkgnames | Rscript tools/debian.R [package ...] [--try package ...]
#
# Prints Debian's names of the R packages that DESCRIPTION asks for, and of those named, where they are missing here and
# Debian has them. Where it has not, it is asked for the packages that they bring; but not for those after --try.
install <- new.env()
sys.source(file.path("tools", "install.R"), install)

input <- file("stdin")
known <- readLines(input)
close(input)
debian <- function(packages) paste0("r-cran-", tolower(packages))
wanted <- install$dependencies(c("Depends", "Imports", "LinkingTo", "Suggests"))
named <- commandArgs(trailingOnly = TRUE)
tried <- cumsum(named == "--try") > 0
wanted[named[!tried]] <- "0"
missing <- install$missing_of(wanted)
lacking <- missing[!debian(missing) %in% known]
if (length(lacking)) {
  install$choose_repository()
  brought <- tools::package_dependencies(lacking, utils::available.packages(), recursive = TRUE)
  missing <- c(missing, Filter(function(p) !nzchar(system.file(package = p)), unlist(brought)))
}
tried <- setdiff(named[tried], c("--try", names(wanted)))
missing <- c(missing, Filter(function(p) !nzchar(system.file(package = p)), tried))
cat(intersect(debian(missing), known), sep = "\n")
