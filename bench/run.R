# Runs every table of this folder, each in a process of its own, and writes results.md, which nothing else writes.
# Usage: Rscript bench/run.R [script ...], from the repository's root; without names all of them. Some of them by name go
# into _build/bench.md: results.md is always one run of all.
setwd("bench")
source("helpers.R")

chosen <- commandArgs(trailingOnly = TRUE)
tables <- c("linear.R", "neuron.R", "network.R", "history.R", "memory.R", "scaling.R", "tables.R")
if (length(chosen)) tables <- intersect(chosen, tables)

others <- c("descent", "nnet", "ANN2", "RSNNS", "neuralnet", "speedglm", "fastglm", "biglm", "RcppEigen", "sgd",
            "gradDescent", "RPostgres")
results <- if (length(chosen)) file.path("..", "_build", "bench.md") else "results.md"
dir.create(dirname(results), showWarnings = FALSE)
there <- suppressMessages(present(others))
versions <- c(vapply(others[there], function(p) paste(p, utils::packageVersion(p)), ""), python_versions())

head <- tempfile()
Sys.setenv(BENCH_HEAD = head)
begun <- Sys.time()
failed <- FALSE
sections <- list()

# Written after every script: what was measured is kept even where the run is cut short.
report <- function() {
  took <- as.double(Sys.time() - begun, units = "mins")
  writeLines(c(
    "# Speed and memory", "",
    sprintf("Measured on %s by bench/run.R (%s) in %.0f minutes, one thread, double precision.", format(Sys.Date()),
            paste(names(sections), collapse = ", "), took),
    "Medians of at least five interleaved rounds with their range; a ratio is ours over theirs, so below 1 is faster.",
    "The calibration beside each table shows how fast the machine was just then.", "",
    paste0("- ", machine()),
    paste0("- ", paste(versions, collapse = ", ")),
    if (any(!there)) paste0("- not installed, so not measured: ", paste(others[!there], collapse = ", ")),
    if (file.exists(head)) c(
      "", "## Where descent stands", "",
      "The whole call, with its formula and its history; the tables below name the other contenders.", "",
      "| work | descent | reference | its figure | ratio | over the rounds |", "|---|---|---|---|---|---|",
      readLines(head)
    ),
    unlist(sections)
  ), results)
}

for (script in tables) {
  message("Running ", script)
  out <- suppressWarnings(system2("Rscript", script, stdout = TRUE))
  if (!is.null(attr(out, "status"))) {
    failed <- TRUE
    out <- c(out, "", sprintf("%s stopped with an error.", script))
  }
  cat(out, sep = "\n")
  sections[[script]] <- out
  report()
}
quit(status = as.integer(failed))
