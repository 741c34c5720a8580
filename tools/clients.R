# Usage: Rscript tools/clients.R folder
#
# Installs the clients that tests/clients/ asks and that are not here into a library of their own, with all that they
# need: built packages of the system and CRAN's newer ones do not mix in one library. What cannot be built is left out.
install <- new.env()
sys.source(file.path("tools", "install.R"), install)

folder <- commandArgs(trailingOnly = TRUE)[1]
dir.create(folder, showWarnings = FALSE, recursive = TRUE)
folder <- normalizePath(folder)
named <- system2(file.path(R.home("bin"), "Rscript"), c("-e", shQuote("setwd(\"tests/clients\"); source(\"run.R\")"),
                                                        "list"), stdout = TRUE)
here <- nzchar(vapply(named, function(p) system.file(package = p), ""))
.libPaths(c(folder, .Library), include.site = FALSE)
install$choose_repository()
available <- utils::available.packages()
# what descent itself needs, and what the scripts call besides
wanted <- c(names(install$dependencies(c("Imports", "LinkingTo"))), "broom", "generics", named[!here])
wanted <- Filter(function(p) !nzchar(system.file(package = p)) && p %in% rownames(available), unique(wanted))
# one after the other: a package that fails must not lose the others
for (package in wanted) {
  begun <- Sys.time()
  utils::install.packages(package, lib = folder, quiet = TRUE, available = available)
  cat(package, if (nzchar(system.file(package = package))) "is installed" else "could not be built",
      sprintf("(%.0f s)\n", as.double(Sys.time() - begun, units = "secs")))
}
