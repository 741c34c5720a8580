# A fit that was changed, cut short or made by another version is read, or refused by an error that names the field.

test_that("every field that a new fit has is what fit_fields says", {
  for (fit in suppressWarnings(mutation_fits())) {
    for (name in names(unclass(fit))) expect_no_error(do.call(`$`, list(fit, name)))
    expect_setequal(setdiff(names(unclass(fit)), names(fit_fields)), character())
    expect_identical(current_fit(fit), fit)
  }
})

test_that("an error names the field, what it must be and what came", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 3)
  changed <- function(...) utils::modifyList(fit, list(...), keep.null = TRUE)
  refused <- function(expr, ...) {
    said <- conditionMessage(expect_error(expr, class = "descent_stale_fit"))
    for (text in c(..., "made by another version of descent. Make the fit again.")) expect_match(said, text, fixed = TRUE)
  }
  refused(vcov(changed(qr_factor = diag(3))), "`qr_factor` must be a matrix with 4 columns, not a 3 x 3 matrix")
  refused(predict(changed(coefficients = 1:2)), "`coefficients` must be numbers with names, not 2 values (1, 2)")
  refused(coef(changed(coefficients = fit$coefficients[-1])), "`coefficients` must be 3 numbers with names")
  short <- fit
  short$optimizer_state$theta <- short$optimizer_state$theta[-1]
  refused(resume(short), "`optimizer_state$gradient` must be 2 numbers, not 3 values")
  for (value in list(-1, numeric(), "none", NA, 0.5)) {
    since <- fit
    since$optimizer_state["best_since"] <- list(value)
    refused(resume(since), "`optimizer_state$best_since` must be a whole number >= 0")
  }
  stopped <- ann(mpg ~ wt, mtcars, epochs = 6, validation = 0.25, patience = 3)
  stopped$best_epoch <- -7
  refused(replay(stopped), "`best_epoch` must be the epoch of the smallest validation error, not -7")
  fit$history$epoch <- NULL
  refused(coef_history(fit), "`history$epoch` must be numbers, not NULL")
  unit <- neuron(am ~ wt, mtcars, epochs = 3)
  unit$hyperparameters$activation <- NULL
  refused(predict(unit), "`hyperparameters$activation` must be as the verb takes it, not NULL")
  net <- ann(mpg ~ wt, mtcars, epochs = 3)
  net$hyperparameters$hidden <- 4:5
  refused(predict(net), "`coefficients` must be a list with one matrix of numbers per layer, not a list")
  refused(resume(net), "`hyperparameters$activation` must be one activation per hidden layer")
})

test_that("a fit that does not say whether it has converged, or its classes are separated, still answers", {
  fit <- gd_lm(mpg ~ wt, mtcars, epochs = 3)
  unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 3)
  fit$converged <- unit$converged <- NA
  unit$separated <- NULL
  expect_match(attr(compare(fit), "note"), "^Not converged")
  expect_match(attr(compare(unit), "note"), "^Not converged")
  expect_match(attr(anova(fit), "heading"), "which this fit has not reached", all = FALSE)
  expect_identical(nrow(coef_history(unit)), 4L)
})

test_that("a fit without a version is brought up to date where it can be", {
  # what the layout was before it had a version: choices by name alone, the reduction as `root`, no objective
  earlier <- function(fit) {
    class <- class(fit)
    fit <- unclass(fit)
    by_name <- function(x) if (is.object(x)) list(name = x$name) else lapply(x, by_name)
    for (part in intersect(c("cost", "activation", "output"), names(fit$hyperparameters))) {
      fit$hyperparameters[[part]] <- by_name(fit$hyperparameters[[part]])
    }
    fit$root <- fit$qr_factor
    fit[c("qr_factor", "family", "version")] <- NULL
    fit$history[c("objective", "gradient_sizes")] <- NULL
    fit$optimizer_state$objective <- NULL
    structure(fit, class = class)
  }
  set.seed(1)
  fits <- list(
    gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 20),
    neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 20, optimizer = "adam", batch_size = 8),
    neuron(am ~ wt, mtcars, activation = "tanh", epochs = 20, record = FALSE),
    ann(mpg ~ wt + hp, mtcars, hidden = c(3, 2), epochs = 20, activation = c("relu", "tanh"))
  )
  for (fit in fits) {
    old <- earlier(fit)
    expect_identical(predict(old), predict(fit))
    expect_identical(capture.output(print(old)), capture.output(print(fit)))
    expect_identical(coef(resume(old, 5)), coef(resume(fit, 5)))
    expect_mapequal(current_fit(old)$optimizer_state, fit$optimizer_state)
    kept <- setdiff(names(fit$history), if (isFALSE(fit$hyperparameters$record)) "gradient_sizes")  # not known then
    expect_mapequal(current_fit(old)$history[kept], fit$history[kept])
    others <- setdiff(names(fit), c("history", "optimizer_state"))
    for (name in others) expect_equal(current_fit(old)[[name]], fit[[name]])
  }
  expect_equal(vcov(earlier(fits[[2]])), vcov(fits[[2]])) |> expect_warning() |> expect_warning()
  old <- earlier(ann(mpg ~ wt, mtcars, l2 = 0.1, epochs = 3))
  expect_error(predict(old), "no `version` and a penalty", class = "descent_stale_fit")
  later <- fits[[1]]
  later$version <- 99
  expect_error(print(later), "the fit has the layout 99, and this version of descent knows 0 to 1", class = "descent_stale_fit")
  expect_error(coef(structure(list(coefficients = 1), class = c("gd_lm", "descent"))), "no `version`")
})

# In a process of its own, so that a crash is one failure. DESCENT_EXHAUSTIVE=yes changes every field of every kind of fit
# for every verb (20 minutes of one core), DESCENT_EXHAUSTIVE=3/20 a twentieth of that, the third (a minute); else one
# in some hundred, others at each run.
test_that("every verb answers for a changed fit, or says what is wrong with it", {
  skip_on_cran()
  library_path <- dirname(dirname(system.file("DESCRIPTION", package = "descent")))
  skip_if_not(file.exists(file.path(library_path, "descent", "libs")), "descent is not installed")
  part <- mutation_part(Sys.getenv("DESCENT_EXHAUSTIVE"))
  seed <- as.integer(Sys.getenv("DESCENT_SEED", "1"))  # others by the environment variable
  files <- c(script = tempfile(fileext = ".R"), out = tempfile(), now = tempfile())
  writeLines(c(
    sprintf(".libPaths(c(%s))", paste(deparse(.libPaths()), collapse = "")),
    sprintf("library(descent, lib.loc = %s)", deparse(library_path)),
    sprintf("source(%s)", deparse(normalizePath(test_path("helper-mutations.R")))),
    "grDevices::pdf(NULL)",
    sprintf("fits <- suppressWarnings(mutation_fits(few = %s))", is.null(part)),
    sprintf("set.seed(%d)", seed),
    sprintf("result <- mutation_failures(fits, mutation_verbs(), 0.003, function(text) writeLines(text, %s), %s)",
            deparse(files[["now"]]), deparse(part)),
    sprintf("saveRDS(result, %s)", deparse(files[["out"]]))
  ), files[["script"]])
  status <- system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", files[["script"]]), stdout = FALSE, stderr = FALSE)
  last <- if (file.exists(files[["now"]])) readLines(files[["now"]]) else "nothing"
  expect(status == 0 && file.exists(files[["out"]]),
         sprintf("R ended with status %d at seed %d, after %s.", status, seed, last))
  if (!file.exists(files[["out"]])) return()
  result <- readRDS(files[["out"]])
  expect_gt(result$tried, 150)
  expect(length(result$wrong) == 0, paste(c(sprintf("Errors that are not the package's own, at seed %d:", seed),
                                            result$wrong), collapse = "\n"))
})

test_that("the parts of the mutation test are all of it, each case once", {
  for (n in c(1, 19, 400)) {
    rows <- lapply(1:20, function(i) mutation_rows(n, c(i, 20)))
    expect_identical(sort(unlist(rows)), seq_len(n))
    expect_lte(diff(range(lengths(rows))), 1)
  }
  expect_identical(mutation_rows(400, c(1, 1)), 1:400)
  expect_null(mutation_part(""))
  expect_identical(mutation_part("yes"), c(1, 1))
  expect_identical(mutation_part("3/20"), c(3L, 20L))
  for (wrong in c("21/20", "0/20", "3", "a/b", "1/2/3", "3/")) expect_error(mutation_part(wrong), "yes, or a part")
})

test_that("the mutation test finds what it looks for", {
  fit <- gd_lm(mpg ~ wt, mtcars, epochs = 2)
  paths <- mutation_paths(fit)
  expect_true(list("coefficients") %in% paths && list(c("optimizer_state", "theta")) %in% paths)
  expect_length(mutate_at(fit, c("history", "error"), mutation_changes$shorter)$history[["error"]], 2) |>
    expect_error(class = "descent_stale_fit")
  unchecked <- list(subscript = function(fit) unclass(fit)[["history"]][["coefficients"]][, 2], clear = coef)
  result <- mutation_failures(list(gd_lm = fit), unchecked)
  expect_gt(length(result$wrong), 5)
  expect_true(all(grepl("subscript()", result$wrong, fixed = TRUE)))
})
