# Usage: Rscript tools/coverage.R
#
# Runs the tests on a copy of the package that counts which lines ran, and prints the share by file. The copy is the
# source package, unpacked into _build/coverage: covr leaves objects and counts beside the sources.
if (!requireNamespace("covr", quietly = TRUE)) {
  stop("covr is not installed: install.packages(\"covr\"), or apt install r-cran-covr", call. = FALSE)
}

copy <- file.path("_build", "coverage")
unlink(copy, recursive = TRUE)
dir.create(copy, recursive = TRUE)
old <- setwd(copy)
if (system2(file.path(R.home("bin"), "R"), c("CMD", "build", "--no-build-vignettes", "../.."))) quit(status = 1)
utils::untar(Sys.glob("descent_*.tar.gz"))
setwd(old)

Sys.setenv(NOT_CRAN = "true", MAKEFLAGS = paste0("-j", max(1L, parallel::detectCores(), na.rm = TRUE)))
measured <- covr::package_coverage(file.path(copy, "descent"), type = "tests", quiet = FALSE)
print(measured)
if (requireNamespace("DT", quietly = TRUE) && requireNamespace("htmltools", quietly = TRUE)) {
  covr::report(measured, file.path("_build", "coverage.html"), browse = FALSE)
}
