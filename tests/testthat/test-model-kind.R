test_that("every field of a spec is described, whatever the model and the data", {
  set.seed(1)
  data <- data.frame(x = rnorm(12), z = rnorm(12), w = 1:12, g = factor(rep(c("a", "b"), 6)))
  data$y <- data$x + rnorm(12)
  fits <- suppressWarnings(list(
    gd_lm(y ~ x + g, data, weights = w, scaling = "whiten"), gd_lm(y ~ x, data, batch_size = 4),
    neuron(g ~ x, data, bias = -1, offset = z / 9), neuron(y ~ x, data, activation = "identity"),
    ann(y ~ x + g, data, epochs = 3, validation = 0.25, bias = "fixed"),
    ann(g ~ x, data, epochs = 3, validation = data[1:4, ], scaling = "whiten")
  ))
  if (requireNamespace("dbplyr", quietly = TRUE) && requireNamespace("RSQLite", quietly = TRUE)) {
    con <- DBI::dbConnect(RSQLite::SQLite())
    on.exit(DBI::dbDisconnect(con))
    rows <- dplyr::copy_to(con, transform(data, g = as.character(g)), "rows")
    fits <- c(fits, suppressWarnings(list(
      gd_lm(y ~ x, rows), neuron(g ~ x, rows, epochs = 3), gd_lm(y ~ x, rows, batch_size = 4, epochs = 3),
      ann(y ~ x, rows, epochs = 3)
    )))
  }
  for (fit in fits) {
    names <- names(reopen(fit))
    expect_identical(setdiff(names, spec_fields), character())
    expect_identical(setdiff(spec_needs, names), character())
    expect_identical(anyDuplicated(names), 0L)
  }
})

test_that("a spec with a field that nobody knows, or without one that all need, is refused", {
  spec <- unclass(reopen(gd_lm(dist ~ speed, cars, scaling = "standardize")))
  expect_error(new_spec(c(spec, list(colour = 1)), "linear"), "a spec has no field `colour`.", fixed = TRUE)
  expect_error(new_spec(spec[names(spec) != "penalised"], "linear"), "a spec must have the field `penalised`.",
               fixed = TRUE)
  expect_error(new_table_spec(c(spec, list(row = 1)), "table_sums_model"), "no field `row`")
  expect_no_error(new_spec(spec, "linear"))
})
