# Rscript run.R [table]: every group of checks in a process of its own, one line per check, then what agreed.
# Rscript run.R list: the names of the clients.
#
# A group is run with the packages that R finds, and again with those of CLIENTS_LIBRARY alone where that is set: builds
# of the tidyverse from two places do not mix in one library. Of both runs the one counts that was not skipped. `table`
# is a file for the table that the vignette "What works with what" shows. Ends with status 1 when a check fails.

arguments <- commandArgs(TRUE)
groups <- setdiff(sub("[.]R$", "", list.files(pattern = "[.]R$")), c("helper", "run"))
clients <- lapply(paste0(groups, ".R"), function(script) {
  lines <- grep("^with_client", readLines(script), value = TRUE)
  sub("^with_client[(]\"([^\"]+)\".*", "\\1", lines)
})
if (identical(arguments, "list")) {
  writeLines(unique(unlist(clients)))
  quit()
}

own <- Sys.getenv("CLIENTS_LIBRARY")
settings <- list(character())
if (nzchar(own)) {
  own <- normalizePath(own)
  found <- c(own, dirname(system.file(package = "descent")))
  settings[[2]] <- c(paste0("R_LIBS=", paste(found, collapse = .Platform$path.sep)),
                     paste0("R_LIBS_SITE=", file.path(tempdir(), "none")))
}

run_group <- function(group, environment) {
  folder <- tempfile("clients")
  dir.create(folder)
  system2(file.path(R.home("bin"), "Rscript"), paste0(group, ".R"),
          env = c(environment, paste0("CLIENTS_TABLES=", folder), "TZ=UTC"))
  made <- file.path(folder, paste0(group, ".csv"))
  if (!file.exists(made)) {
    return(data.frame(group = group, client = group, version = "-", fit = "-", call = "-", exact = "-", descent = "-",
                      ok = "FAILED: the script ended before its end"))
  }
  utils::read.csv(made, colClasses = "character")
}

rows <- do.call(rbind, lapply(groups, function(group) do.call(rbind, lapply(settings, run_group, group = group))))
# one row per check: the run that was not skipped, or the one that failed
rank <- match(substr(rows$ok, 1, 4), c("FAIL", "ok", "skip"))
rows <- rows[order(rank), ]
rows <- rows[!duplicated(rows[c("group", "client", "fit", "call")]), ]
seen <- rows$fit != "-"
rows <- rows[seen | !(rows$client %in% rows$client[seen]), ]
rows <- rows[order(match(rows$group, groups), match(rows$client, unlist(clients))), ]
if (length(arguments)) {
  columns <- c("group", "client", "version", "fit", "call", "ok")
  utils::write.csv(rows[columns], arguments[1], row.names = FALSE)
}

failed <- grepl("^FAILED", rows$ok)
skipped <- grepl("^skip", rows$ok)
without <- unique(rows$client[skipped & rows$fit == "-"])
if (length(without)) cat("Not installed, and skipped: ", toString(without), "\n", sep = "")
if (any(skipped & rows$fit != "-")) {
  cat("Skipped, because they fail for lm() or glm() too:\n")
  print(rows[skipped & rows$fit != "-", c("client", "fit", "call")], row.names = FALSE)
}
if (any(failed)) {
  cat("Failed:\n")
  print(rows[failed, c("client", "fit", "call", "exact", "descent", "ok")], row.names = FALSE)
}
cat(sprintf("%d passed, %d failed, %d skipped\n", sum(rows$ok == "ok"), sum(failed), sum(skipped)))
quit(status = as.integer(any(failed)))
