# What must hold of every model, tried on models drawn at random. DESCENT_MODELS=2000 tries so many, in place of 100.

test_that("what must hold of every model holds of random ones", {
  count <- suppressWarnings(as.integer(Sys.getenv("DESCENT_MODELS", "100")))
  if (is.na(count)) count <- 100L
  on_cran <- !identical(Sys.getenv("NOT_CRAN"), "true")
  if (on_cran) count <- 10L
  # the first models are the same at each run; those of a longer run are others every day
  seeds <- seq_len(count) + if (count > 100) as.integer(Sys.Date()) * 10000 else 0
  copies <- Filter(function(copy) with_kernels(copy, compiled_choices()$kernels) == copy, c("portable", "baseline", "avx2"))
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  before <- get0(".Random.seed", globalenv())
  on.exit(if (!is.null(before)) assign(".Random.seed", before, globalenv()), add = TRUE)
  for (seed in seeds) {
    set.seed(seed, "Mersenne-Twister", "Inversion", "Rejection")
    model <- random_model()
    faults <- tryCatch(model_faults(model, copies), error = function(e) paste("it ends in an error:", conditionMessage(e)))
    expect(length(faults) == 0, sprintf("Seed %d, %s: these do not hold:\n%s", seed, deparse1(model$call),
                                        paste("*", faults, collapse = "\n")))
  }
})

test_that("a fault of a model is found", {
  set.seed(1)
  model <- random_model()
  expect_identical(model_faults(model), character())
  expect_match(model_faults(model, again = function(fit, ...) {
    fit <- resume(fit, ...)
    fit$coefficients <- if (is.list(fit$coefficients)) lapply(fit$coefficients, `*`, 1 + 1e-15) else fit$coefficients * (1 + 1e-15)
    fit
  }), "resume() goes on exactly", fixed = TRUE, all = FALSE)
})
