# Runs the tests against the installed package and ends with the line 'N passed, N failed'.
# It counts expectations; a test that stops with an error has failed once, whatever it had passed before.
# Usage: Rscript tools/test.R [part of the names of test files]

Sys.setenv(NOT_CRAN = "true")

asked <- commandArgs(trailingOnly = TRUE)

count <- tryCatch(
  {
    results <- as.data.frame(testthat::test_dir(
      "tests/testthat",
      package = "descent",
      filter = if (length(asked)) asked[1],
      load_package = "installed",
      # One line for each file keeps a log readable, and every failure is worth a report.
      reporter = testthat::ProgressReporter$new(show_praise = FALSE, max_failures = Inf, update_interval = Inf),
      stop_on_failure = FALSE
    ))
    c(sum(results$passed), sum(results$failed, results$error), sum(results$skipped))
  },
  # A broken helper file, say, ends the run itself.
  error = function(e) {
    cat("Error:", conditionMessage(e), "\n")
    c(0, 1, 0)
  }
)

cat(sprintf("\n%d passed, %d failed%s\n", count[1], count[2], if (count[3]) sprintf(", %d skipped", count[3]) else ""))

# A run that tested nothing has shown nothing, so it is no success.
quit(status = as.integer(count[1] == 0 || count[2] > 0))
