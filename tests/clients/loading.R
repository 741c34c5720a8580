# Loading the package: fast, silent, and without any of the clients.
source("helper.R")

# A library with descent and what it needs, and nothing else but R's own packages.
bare <- tempfile("library")
dir.create(bare)
needed <- tools::package_dependencies("descent", utils::installed.packages(), c("Depends", "Imports"), recursive = TRUE)
needed <- Filter(function(p) dirname(find.package(p)) != .Library, c("descent", needed[[1]]))
invisible(file.symlink(find.package(needed), file.path(bare, needed)))

alone <- function(code) {
  none <- paste0("R_LIBS_SITE=", file.path(bare, "none"))
  suppressWarnings(system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", "-e", shQuote(code)), stdout = TRUE,
                           stderr = TRUE, env = c(paste0("R_LIBS=", bare), none, "R_LIBS_USER=none")))
}

with_client("base", {
  said <- alone("library(descent)")
  holds("base", "-", "library(descent) says nothing", length(said) == 0, paste(said, collapse = " "))
  seconds <- vapply(1:5, function(i) as.numeric(alone("cat(system.time(library(descent))[[3]])")), 0)
  holds("base", "-", "library(descent) takes less than 0.3 s, the fastest of five", min(seconds) < 0.3,
        paste(min(seconds), "s"))
  loaded <- setdiff(strsplit(alone("library(descent); cat(loadedNamespaces())"), " ")[[1]],
                    c(rownames(utils::installed.packages(.Library, priority = "base")), needed))
  holds("base", "-", "library(descent) loads only what it imports", length(loaded) == 0, toString(loaded))
  fitted <- alone("library(descent); cat(coef(gd_lm(dist ~ speed, cars, scaling = \"whiten\")))")
  against("base", "gd_lm", "gd_lm() without any client installed", as.numeric(strsplit(fitted, " ")[[1]]),
          coef(lm(dist ~ speed, cars)))
})
finish("loading")
