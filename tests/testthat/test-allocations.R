# A library that counts how often memory is asked for, put before the C library's own.
allocation_counter <- function(folder) {
  source <- file.path(folder, "count.c")
  writeLines(c(
    "#include <stddef.h>",
    "extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);",
    "extern void *__libc_memalign(size_t, size_t);",
    "static long calls = 0;",
    "void *malloc(size_t n) { ++calls; return __libc_malloc(n); }",
    "void *calloc(size_t n, size_t m) { ++calls; return __libc_calloc(n, m); }",
    "void *realloc(void *p, size_t n) { ++calls; return __libc_realloc(p, n); }",
    "int posix_memalign(void **p, size_t a, size_t n) { ++calls; *p = __libc_memalign(a, n); return *p ? 0 : 12; }",
    "void allocations(double *n) { *n = (double) calls; }"
  ), source)
  library <- file.path(folder, "count.so")
  system2(file.path(R.home("bin"), "R"), c("CMD", "SHLIB", "-o", shQuote(library), shQuote(source)), stdout = FALSE,
          stderr = FALSE)
  if (file.exists(library)) library
}

test_that("nothing is allocated inside an epoch", {
  skip_on_cran()
  skip_on_os(c("windows", "mac", "solaris"))
  folder <- tempfile("count")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  counter <- allocation_counter(folder)
  skip_if(is.null(counter), "no C compiler, or another C library")
  script <- file.path(folder, "count.R")
  result <- file.path(folder, "counts.rds")
  writeLines(c(
    sprintf(".libPaths(c(%s))", paste(deparse(.libPaths()), collapse = "")),
    "library(descent)",
    sprintf("dyn.load(%s)", deparse(counter)),
    "allocations <- function() .C('allocations', n = 0)$n",
    "set.seed(1)",
    "x <- matrix(rnorm(40 * 30), 40)",
    "y <- matrix(rnorm(80), 40)",
    "units <- c(30, 20, 2)",
    "theta <- rnorm(31 * 20 + 21 * 2)",
    "network <- function(dropout = 0, activation = 'tanh') {",
    "  list(kind = 'network', data = list(x = x, y = y, weights = NULL, offset = NULL, rows = 40),",
    "       model = list(units = units, bias = TRUE, activations = list(activation, 'identity'), cost = 'mse',",
    "                    dropout = dropout))",
    "}",
    "frame <- data.frame(y = y[, 1] > 0, x)",
    "fits <- list(",
    "  linear = function(n) gd_lm(I(y * 1) ~ ., frame, epochs = n, record = FALSE),",
    "  whitened = function(n) neuron(y ~ ., frame, cost = 'cross_entropy', scaling = 'whiten', eta = 0.01,",
    "                                epochs = n, record = FALSE),",
    "  recorded = function(n) gd_lm(I(y * 1) ~ X1, frame, epochs = n)",
    ")",
    "train <- function(problem, n, optimizer = 'gd', batch = NULL, ...) {",
    "  hyper <- list(eta = 1e-3, optimizer = descent:::as_optimizer(optimizer), batch_size = batch, shuffle = TRUE,",
    "                tol = 0, record = FALSE, ...)",
    "  settings <- descent:::training_settings(hyper, n, FALSE)",
    "  descent:::train(problem, settings, descent:::start_state(theta), 0)",
    "}",
    "for (rule in names(descent:::optimizer_rules)) local({",
    "  rule <- rule",
    "  fits[[rule]] <<- function(n) train(network(), n, rule)",
    "})",
    "fits$batches <- function(n) train(network(), n, batch = 8)",
    "fits$odd_batches <- function(n) train(network(), n, 'adam', 7)",
    "fits$dropout <- function(n) train(network(0.3), n)",
    "fits$clipped <- function(n) train(network(), n, clip = 1e-3)",
    "fits$penalised <- function(n) train(network(), n, l1 = 0.1, l2 = 0.1)",
    "spent <- function(fit, n) {",
    "  before <- allocations()",
    "  suppressWarnings(fit(n))",
    "  allocations() - before",
    "}",
    "counts <- vapply(fits, function(fit) {",
    "  spent(fit, 1)",
    "  c(few = spent(fit, 100), many = spent(fit, 600))",
    "}, c(few = 0, many = 0))",
    sprintf("saveRDS(counts, %s)", deparse(result))
  ), script)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(script)), stdout = FALSE, stderr = FALSE,
          env = paste0("LD_PRELOAD=", shQuote(counter)))
  skip_if_not(file.exists(result), "the counter cannot be put before this C library")
  spent <- apply(readRDS(result), 2, diff)
  # 500 epochs more: one allocation in each would be 500; R's own, as of a longer history, are a few. Where rows are
  # shuffled or units dropped, R's generator writes its state down at the beginning of each epoch: one vector of its own.
  random <- names(spent) %in% c("batches", "odd_batches", "dropout")
  expect_identical(names(spent)[spent >= 50 & !random], character())
  expect_identical(names(spent)[spent >= 550], character())
  expect_length(spent, 8 + length(optimizer_rules))
})
