# Peak memory on top of the data, each fit in a process of its own: what the system saw, and what R's heap held.
# Usage: Rscript bench/memory.R
source("helpers.R")
there <- present(c("fastglm", "speedglm"))

work <- list(
  "1e6 x 10, linear" = list(n = 1e6, p = 10, binary = FALSE, run = c(
    "gd_lm(y ~ ., d, epochs = 1000)", "lm(y ~ ., d)"
  )),
  "1e6 x 50, linear" = list(n = 1e6, p = 50, binary = FALSE, run = c(
    "gd_lm(y ~ ., d, epochs = 1000)", "lm(y ~ ., d)"
  )),
  "1e6 x 10, binary" = list(n = 1e6, p = 10, binary = TRUE, run = c(
    'neuron(y ~ ., d, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = "auto", tol = 1e-9)',
    "glm(y ~ ., binomial, d)",
    if (there[["speedglm"]]) "speedglm::speedglm(y ~ ., d, family = binomial())",
    if (there[["fastglm"]]) "fastglm::fastglm(cbind(1, as.matrix(d[-1])), d$y, binomial())"
  )),
  "Predictions, 1e6 x 10" = list(n = 1e6, p = 10, binary = FALSE, before = c(
    "fit <- gd_lm(y ~ ., d[1:1000, ])", "exact <- lm(y ~ ., d[1:1000, ])"
  ), run = c("predict(fit, d)", "predict(exact, d)"))
)

simulate <- function(n, p, binary) {
  set.seed(1)
  d <- data.frame(y = 0, matrix(rnorm(n * p), n))
  signal <- 0.2 + 0.5 * d$X1 - 0.3 * d$X2
  d$y <- if (binary) as.numeric(runif(n) < plogis(signal)) else signal + rnorm(n)
  d
}

# The child resets the system's high-water mark after the data are read; where there is none R's own count must do.
child <- '
suppressPackageStartupMessages(library(descent))
d <- readRDS("%s")
%s
status <- function(field) {
  line <- if (file.exists("/proc/self/status")) grep(field, readLines("/proc/self/status"), value = TRUE)
  if (length(line)) as.numeric(gsub("[^0-9]", "", line)) / 1024 else NA
}
invisible(gc(reset = TRUE))
heap <- sum(gc()[, 2])
try(writeLines("5", "/proc/self/clear_refs"), silent = TRUE)
resident <- status("VmRSS")
begun <- Sys.time()
result <- %s
took <- as.double(Sys.time() - begun, units = "secs")
cat(took, status("VmHWM") - resident, sum(gc()[, 6]) - heap, as.numeric(object.size(d)) / 2^20, "\n")
'

measure <- function(expression, file, before) {
  script <- tempfile(fileext = ".R")
  writeLines(sprintf(child, file, paste(before, collapse = "\n"), expression), script)
  as.double(strsplit(tail(system2("Rscript", script, stdout = TRUE, stderr = FALSE), 1), " ")[[1]])
}

cat("\n## Peak memory on top of the data\n\nEach fit in a process of its own, medians of 3. The peak is the larger of what",
    "the system saw and what R's heap held.\n\n")
cat("| work | call | system | R's heap | peak / data | time |\n|---|---|---|---|---|---|\n")
for (name in names(work)) {
  one <- work[[name]]
  file <- tempfile(fileext = ".rds")
  saveRDS(simulate(one$n, one$p, one$binary), file, compress = FALSE)
  peaks <- lapply(one$run, function(expression) {
    m <- vapply(1:3, function(i) measure(expression, file, one$before), numeric(4))
    peak <- pmax(m[2, ], m[3, ])
    middle <- apply(m, 1, median)
    cat(sprintf("| %s | `%s` | %.0f MB | %.0f MB | %.2f | %s |\n", name, expression, middle[2], middle[3],
                median(peak) / middle[4], duration(middle[1])))
    list(peak = peak, data = middle[4])
  })
  unlink(file)
  ours <- peaks[[1]]$peak
  against <- function(rival, theirs) {
    at_the_head(paste0(name, ": peak memory on top of the data"), sprintf("%.0f MB", median(ours)), rival,
                sprintf("%.0f MB", median(theirs)), median(ours) / median(theirs), min(ours / theirs),
                max(ours / theirs))
  }
  against(sub("[(].*", "()", one$run[2]), peaks[[2]]$peak)
  if (one$binary) against("the data themselves", peaks[[1]]$data)
}
