# What the scripts of this folder share: how contenders race, how absent ones are named, how the table is printed.

# One thread for everybody. Packages with OpenMP look at this when R starts, so it can't be set from here.
if (Sys.getenv("OMP_NUM_THREADS") != "1")
  message("Start R with OMP_NUM_THREADS=1: packages with OpenMP take all cores.")

# A setting made for some other machine would keep OpenBLAS from choosing the kernels for this one.
Sys.unsetenv(c("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"))

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
compete <- function(title, contenders, rounds = 5) {
  contenders <- Filter(Negate(is.null), contenders)
  times <- matrix(NA_real_, rounds, length(contenders), dimnames = list(NULL, names(contenders)))
  drift <- matrix(NA_real_, rounds, 2)
  for (round in 0:rounds) {
    for (name in names(contenders)) {
      # a new process has its own way to warm up
      if (round == 0 && inherits(contenders[[name]], "elsewhere")) next
      gc(FALSE)
      took <- seconds(contenders[[name]])
      if (round > 0) times[round, name] <- took
    }
    if (round > 0) drift[round, ] <- calibration()
  }
  ratio <- times[, 1] / times
  middle <- apply(times, 2, median)
  data.frame(
    work = title, contender = names(contenders), seconds = middle,
    fastest = apply(times, 2, min), slowest = apply(times, 2, max),
    ratio = middle[1] / middle, low = apply(ratio, 2, min), high = apply(ratio, 2, max),
    product = median(drift[, 1]), tanh = median(drift[, 2]), row.names = NULL
  )
}

# compete(), with its table; the contenders that `headline` names also stand at the head of the report.
race <- function(title, contenders, rounds = 5, headline = NULL) {
  result <- compete(title, contenders, rounds)
  show_race(result)
  for (i in match(intersect(headline, result$contender), result$contender)) {
    with(result, at_the_head(title, duration(seconds[1]), contender[i], duration(seconds[i]), ratio[i], low[i],
                             high[i]))
  }
  invisible(result)
}

# run.R names the file in which it collects the lines for the head of the report.
at_the_head <- function(work, ours, rival, theirs, ratio, low, high) {
  file <- Sys.getenv("BENCH_HEAD")
  if (nzchar(file)) {
    cat(sprintf("| %s | %s | %s | %s | **%.2g** | %.2g to %.2g |\n", work, ours, rival, theirs, ratio, low, high),
        file = file, append = TRUE)
  }
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
# BENCH_PYTHON may name the interpreter, and BENCH_PYTHON_LIBRARY a folder with the BLAS that Python is to load: R keeps
# its own.
python <- function(script, module, ...) {
  program <- interpreter(module)
  if (is.null(program)) return(NULL)
  arguments <- shQuote(c(script, module, ...))
  elsewhere(function() as.double(tail(run_python(program, arguments), 1)))
}

run_python <- function(program, arguments) {
  # Left to itself the C library gives memory back at every step, and fetching it again takes numpy up to ten times as
  # long as the arithmetic, or not at all, by chance.
  settings <- c("OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1",
                "MALLOC_TRIM_THRESHOLD_=1000000000", "MALLOC_MMAP_THRESHOLD_=1000000000")
  library <- Sys.getenv("BENCH_PYTHON_LIBRARY")
  suppressWarnings(system2(program, arguments, stdout = TRUE, stderr = FALSE,
                           env = c(settings, if (nzchar(library)) paste0("LD_LIBRARY_PATH=", library))))
}

# The first Python that has the module: one that a user put before the system's often lacks what the system has.
interpreter <- local({
  found <- list()
  function(module) {
    if (is.null(found[[module]])) {
      candidates <- Sys.which(c(Sys.getenv("BENCH_PYTHON"), "python3", "/usr/bin/python3"))
      test <- c("-c", shQuote(sprintf("import %s; print('yes')", module)))
      has <- function(program) nzchar(program) && identical(tail(run_python(program, test), 1), "yes")
      found[[module]] <<- Find(has, candidates, nomatch = "")
      if (!nzchar(found[[module]])) message("Not installed, skipped: ", module, " (Python)")
    }
    if (nzchar(found[[module]])) found[[module]]
  }
})

# The versions of Python's packages, and the BLAS that they load.
python_versions <- function() {
  modules <- Filter(function(m) !is.null(suppressMessages(interpreter(m))), c("numpy", "torch", "sklearn"))
  version <- function(m) {
    ask <- sprintf("import %s as m; print(m.__name__, m.__version__)", m)
    tail(run_python(interpreter(m), c("-c", shQuote(ask))), 1)
  }
  blas <- if (!is.null(suppressMessages(interpreter("threadpoolctl")))) {
    ask <- paste("import numpy, threadpoolctl as t; print('Python\\'s BLAS:', *['%s %s (%s)' % (i['internal_api'],",
                 "i['version'], i.get('architecture')) for i in t.threadpool_info() if i['user_api'] == 'blas'])")
    tail(run_python(interpreter("threadpoolctl"), c("-c", shQuote(ask))), 1)
  }
  c(vapply(modules, version, ""), blas)
}

# What ran where, for the head of a report.
machine <- function() {
  cpu <- tryCatch(sub(".*: *", "", grep("^(model name|machdep.cpu.brand_string)", readLines("/proc/cpuinfo"),
                                        value = TRUE)[1]), error = function(e) Sys.info()[["machine"]])
  info <- extSoftVersion()
  c(sprintf("%s, %d cores, %s", cpu, parallel::detectCores(), utils::sessionInfo()$running), R.version.string,
    sprintf("BLAS %s, LAPACK %s", info[["BLAS"]], La_version()))
}
