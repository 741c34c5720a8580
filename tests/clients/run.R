# Rscript run.R [table]: every group of checks in a process of its own, then a table of what agreed.
#
# A group is run with the packages that R finds, and again with those of CLIENTS_LIBRARY alone where that is set: builds
# of the tidyverse from two places do not mix in one library. Of both runs the one counts that was not skipped. The
# table, by default inst/clients.csv, is what the vignette "What works with what" shows. Ends with status 1 when a check
# fails.

arguments <- commandArgs(TRUE)
table <- normalizePath(if (length(arguments)) arguments[1] else "../../inst/clients.csv", mustWork = FALSE)
groups <- setdiff(sub("[.]R$", "", list.files(pattern = "[.]R$")), c("helper", "run"))
home <- dirname(system.file(package = "descent"))
own <- Sys.getenv("CLIENTS_LIBRARY")
settings <- c(list(character()), if (nzchar(own)) {
  list(c(paste0("R_LIBS=", own, .Platform$path.sep, home), paste0("R_LIBS_SITE=", file.path(tempdir(), "none"))))
})

run_group <- function(group, environment) {
  folder <- tempfile("clients")
  dir.create(folder)
  system2(file.path(R.home("bin"), "Rscript"), paste0(group, ".R"),
          env = c(environment, paste0("CLIENTS_TABLES=", folder), "TZ=UTC"))
  made <- file.path(folder, paste0(group, ".csv"))
  if (!file.exists(made)) stop("the group ", group, " ended before its end.", call. = FALSE)
  utils::read.csv(made, colClasses = "character")
}

rows <- do.call(rbind, lapply(groups, function(group) {
  do.call(rbind, lapply(settings, run_group, group = group))
}))
# one row per check: the run that was not skipped, or the one that failed
rank <- match(substr(rows$ok, 1, 4), c("FAIL", "ok", "skip"))
rows <- rows[order(rank), ]
rows <- rows[!duplicated(rows[c("group", "client", "fit", "call")]), ]
seen <- rows$fit != "-"
rows <- rows[seen | !(rows$client %in% rows$client[seen]), ]
rows <- rows[order(match(rows$group, groups), rows$client), ]
utils::write.csv(rows[c("group", "client", "version", "fit", "call", "ok")], table, row.names = FALSE)
failed <- grepl("^FAILED", rows$ok)
cat(sprintf("%d checks agree, %d do not, %d skipped\n", sum(rows$ok == "ok"), sum(failed), sum(grepl("^skip", rows$ok))))
if (any(failed)) print(rows[failed, c("client", "fit", "call")], row.names = FALSE)
quit(status = as.integer(any(failed)))
