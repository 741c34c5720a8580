# What the scripts of this folder share: how contenders race, how absent ones are named, how the table is printed.

# One thread for everybody. Packages with OpenMP look at this when R starts, so it can't be set from here.
if (Sys.getenv("OMP_NUM_THREADS") != "1")
  message("Start R with OMP_NUM_THREADS=1: packages with OpenMP take all cores.")

# The packages that are there, and a line that names those that are not.
present <- function(packages) {
  there <- vapply(packages, requireNamespace, NA, quietly = TRUE)
  if (any(!there)) message("Not installed, skipped: ", paste(packages[!there], collapse = ", "))
  there
}

# A contender whose seconds are taken elsewhere, as in another process: f() returns them.
elsewhere <- function(f) structure(list(run = f), class = "elsewhere")

# Machines drift: a 512^3 product and a million tanh, beside every round, show by how much.
calibration <- local({
  a <- matrix(seq_len(512^2) / 512^2, 512)
  x <- seq(-3, 3, length.out = 1e6)
  function() c(product = seconds(function() a %*% a), tanh = seconds(function() tanh(x)))
})

# Seconds of one call; short ones are repeated until they fill `span`, so that the clock's tick is of no account.
seconds <- function(f, span = 0.02) {
  if (inherits(f, "elsewhere")) return(f$run())
  times <- 1
  repeat {
    begun <- Sys.time()
    for (i in seq_len(times)) f()
    took <- as.double(Sys.time() - begun, units = "secs")
    if (took >= span) return(took / times)
    times <- ceiling(times * min(20, max(2, 1.2 * span / max(took, 1e-6))))
  }
}

# Runs a named list of contenders (functions without arguments, elsewhere(), or NULL: absent) in `rounds` rounds, each
# in turn in every round, and the calibration beside them. The first round warms up and does not count. The first
# contender is ours; `ratio` is our median over theirs, `low` and `high` its range over the rounds (each round's own
# ratio).
race <- function(title, contenders, rounds = 5) {
  contenders <- Filter(Negate(is.null), contenders)
  times <- matrix(NA_real_, rounds, length(contenders), dimnames = list(NULL, names(contenders)))
  drift <- matrix(NA_real_, rounds, 2)
  for (round in 0:rounds) {
    for (name in names(contenders)) {
      gc(FALSE)
      took <- seconds(contenders[[name]])
      if (round > 0) times[round, name] <- took
    }
    if (round > 0) drift[round, ] <- calibration()
  }
  ratio <- times[, 1] / times
  middle <- apply(times, 2, median)
  result <- data.frame(
    work = title, contender = names(contenders), seconds = middle,
    fastest = apply(times, 2, min), slowest = apply(times, 2, max),
    ratio = middle[1] / middle, low = apply(ratio, 2, min), high = apply(ratio, 2, max),
    product = median(drift[, 1]), tanh = median(drift[, 2]), row.names = NULL
  )
  show_race(result)
  invisible(result)
}

show_race <- function(result) {
  cat("\n## ", result$work[1], "\n\n", sep = "")
  cat(sprintf("Calibration: 512^3 product %s, a million tanh %s.\n\n", duration(result$product[1]),
              duration(result$tanh[1])))
  cat("| contender | median | range | ratio (ours / theirs) | range |\n|---|---|---|---|---|\n")
  with(result, cat(sprintf("| %s | %s | %s to %s | %.3g | %.3g to %.3g |", contender, duration(seconds),
                           duration(fastest), duration(slowest), ratio, low, high), sep = "\n"))
  cat("\n")
}

duration <- function(s) {
  ifelse(s < 1e-3, sprintf("%.3g us", s * 1e6), ifelse(s < 1, sprintf("%.3g ms", s * 1e3), sprintf("%.3g s", s)))
}

# Python's contenders: `script`, run in a process of its own on one thread; it prints the seconds of the work alone (its
# start and the reading of the data do not count). NULL, with a line that says so, where `module` is absent.
# BENCH_PYTHON may name the interpreter, and BENCH_PYTHON_LIBRARY a folder with the BLAS that numpy is to load.
python <- function(script, module, ...) {
  if (!python_has(module)) return(NULL)
  arguments <- shQuote(c(script, module, ...))
  elsewhere(function() as.double(tail(run_python(arguments), 1)))
}

run_python <- function(arguments) {
  threads <- paste0(c("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "=1")
  library <- Sys.getenv("BENCH_PYTHON_LIBRARY")
  suppressWarnings(system2(interpreter(), arguments, stdout = TRUE, stderr = FALSE,
                           env = c(threads, if (nzchar(library)) paste0("LD_LIBRARY_PATH=", library))))
}

interpreter <- function() Sys.getenv("BENCH_PYTHON", "python3")

python_has <- local({
  known <- list()
  function(module) {
    if (is.null(known[[module]])) {
      known[[module]] <<- identical(tail(run_python(c("-c", shQuote(sprintf("import %s; print('yes')", module)))), 1),
                                    "yes")
      if (!known[[module]]) message("Not installed, skipped: ", module, " (Python)")
    }
    known[[module]]
  }
})

# What ran where, for the head of a report.
machine <- function() {
  cpu <- tryCatch(sub(".*: *", "", grep("^(model name|machdep.cpu.brand_string)", readLines("/proc/cpuinfo"),
                                        value = TRUE)[1]), error = function(e) Sys.info()[["machine"]])
  info <- extSoftVersion()
  c(sprintf("%s, %d cores, %s", cpu, parallel::detectCores(), utils::sessionInfo()$running), R.version.string,
    sprintf("BLAS %s, LAPACK %s", info[["BLAS"]], La_version()))
}
