# ann() of a table by blocks of rows, against the same rows in memory.

with_flowers <- function(code) {
  flowers <- cbind(as_seen(iris), id = 1:150)
  with_sqlite(function(con) {
    table <- as_table(con, flowers)
    code(table, flowers, con)
  })
}

expect_same_fit <- function(here, memory, tolerance = 1e-9) {
  expect_equal(here$coefficients, memory$coefficients, tolerance = tolerance)
  expect_equal(here$history, memory$history, tolerance = tolerance)
  expect_equal(here$error, memory$error, tolerance = tolerance)
}

test_that("all rows, mini-batches, penalties and scalings give the fit of the rows in memory", {
  with_flowers(function(table, flowers, con) {
    calls <- list(
      function(data, ...) ann(Species ~ Sepal.Length + Petal.Width, data, hidden = 4, epochs = 15, ...),
      function(data, ...) ann(Sepal.Length ~ Species + Petal.Width, data, hidden = 3, epochs = 15, scaling = "whiten",
                              l1 = 0.01, weights = id, ...),
      function(data, ...) ann(cbind(Sepal.Length, Sepal.Width) ~ Petal.Width, data, hidden = 3, epochs = 15,
                              optimizer = "lbfgs", ...),
      function(data, ...) ann((Species == "setosa") ~ Petal.Width, data, hidden = integer(), epochs = 15,
                              scaling = "none", bias = "none", ...),
      function(data, ...) ann(Species ~ Petal.Width, data, hidden = c(3, 2), activation = c("tanh", "gelu"),
                              epochs = 10, l2 = 0.01, batch_size = 32, clip = 1, ...)
    )
    for (call in calls) {
      set.seed(1)
      here <- call(table, order_by = id)
      set.seed(1)
      memory <- call(flowers)
      expect_same_fit(here, memory)
    }
  })
})

test_that("the same seed and order_by give the same fit, resume() goes on, and blocks do not matter without a shuffle", {
  with_flowers(function(table, flowers, con) {
    fit <- function(...) {
      set.seed(1)
      ann(Species ~ Petal.Width, table, hidden = 2, batch_size = 25, order_by = c(Species, "id"), ...)
    }
    expect_identical(fit(epochs = 6)$coefficients, fit(epochs = 6)$coefficients)
    expect_same_fit(resume(fit(epochs = 3), 3), fit(epochs = 6), 1e-12)
    expect_same_fit(fit(epochs = 4, shuffle = FALSE, block = 50), fit(epochs = 4, shuffle = FALSE, block = 75), 1e-12)
    expect_error(fit(epochs = 1, block = 0), "`block` must be one whole number")
  })
})

test_that("a filtered table validates, and early stopping brings the best epoch back", {
  with_flowers(function(table, flowers, con) {
    odd <- dplyr::filter(table, id %% 2 == 1)
    even <- dplyr::filter(table, id %% 2 == 0)
    set.seed(1)
    here <- ann(Species ~ Petal.Width, odd, validation = even, hidden = 3, batch_size = 25, patience = 3, epochs = 40,
                order_by = id, optimizer = "gd", eta = 3)
    set.seed(1)
    memory <- ann(Species ~ Petal.Width, flowers[flowers$id %% 2 == 1, ], validation = flowers[flowers$id %% 2 == 0, ],
                  hidden = 3, batch_size = 25, patience = 3, epochs = 40, optimizer = "gd", eta = 3)
    expect_same_fit(here, memory)
    expect_identical(here$best_epoch, memory$best_epoch)
    expect_equal(here$best_error, memory$best_error, tolerance = 1e-9)
    expect_lt(length(serialize(here, NULL)), 1e5)
    expect_error(ann(Species ~ Petal.Width, table, validation = 0.2), "`validation` must be a dplyr::tbl")
    expect_error(ann(Species ~ Petal.Width, odd, validation = even), "`batch_size` must be a number")
  })
})

test_that("the rows are read once per epoch and once at the end, and the start's error comes with the first epoch", {
  with_flowers(function(table, flowers, con) {
    original <- each_table_block
    replace <- function(f) replace_function("each_table_block", f)
    on.exit(replace(original))
    reads <- 0
    replace(function(...) {
      reads <<- reads + 1
      original(...)
    })
    fit <- function(data, ...) {
      set.seed(1)
      ann(Species ~ Petal.Width + Sepal.Width, data, hidden = 2, epochs = 3, batch_size = 25, l2 = 0.01, ...)
    }
    here <- fit(table, order_by = id)
    expect_equal(reads, 4)
    expect_same_fit(here, fit(flowers))
    reads <- 0
    suppressWarnings(expect_same_fit(fit(table, order_by = id, tol = 1e-8), fit(flowers, tol = 1e-8)))
    expect_equal(reads, 5)  # the start may be good enough already
    wild <- function(data, ...) {
      set.seed(1)
      suppressWarnings(ann(Sepal.Length ~ Petal.Width, data, hidden = 2, activation = "relu", optimizer = "gd",
                           eta = 1e200, epochs = 3, batch_size = 25, scaling = "none", ...))
    }
    here <- wild(table, order_by = id)
    expect_identical(here$stop, "diverged")
    expect_same_fit(here, wild(flowers))
  })
})

test_that("an interrupt in a later epoch keeps the epochs before, one in the first says that nothing was learnt", {
  with_flowers(function(table, flowers, con) {
    original <- run_network
    replace <- function(f) replace_function("run_network", f)
    on.exit(replace(original))
    calls <- 0
    interrupt_at <- 6
    replace(function(...) {
      calls <<- calls + 1
      if (calls == interrupt_at) {
        signalCondition(structure(class = c("interrupt", "condition"), list(message = "", call = NULL)))
      }
      original(...)
    })
    fit <- function(epochs) {
      set.seed(1)
      ann(Species ~ Petal.Width, table, hidden = 2, epochs = epochs, batch_size = 25, block = 50, order_by = id)
    }
    expect_warning(here <- fit(8), "interrupted after epoch 1 of 8")
    calls <- 100
    expect_equal(here$coefficients, fit(1)$coefficients, tolerance = 1e-12)
    expect_equal(resume(here, 2)$coefficients, fit(3)$coefficients, tolerance = 1e-12)
    calls <- 0
    interrupt_at <- 2
    expect_error(fit(8), "interrupted before its first epoch")
  })
})

test_that("a second interrupt leaves out the pass after training, and the fit is kept", {
  with_flowers(function(table, flowers, con) {
    original <- finish_network
    replace <- function(f) replace_function("finish_network", f)
    on.exit(replace(original))
    replace(function(...) {
      signalCondition(structure(class = c("interrupt", "condition"), list(message = "", call = NULL)))
      original(...)
    })
    for (formula in list(Species ~ Petal.Width, Sepal.Length ~ Petal.Width)) {
      fit <- function(data, ...) {
        set.seed(1)
        ann(formula, data, hidden = 2, epochs = 3, batch_size = 25, ...)
      }
      expect_warning(here <- fit(table, order_by = id), "the exact error was interrupted")
      expect_equal(here$error, here$history$error[4])
      expect_output(print(summary(here)), "after 3 epochs")
      expect_true(is.na(generics::glance(here)[[2]]))
      replace(original)
      expect_equal(here$coefficients, fit(flowers)$coefficients, tolerance = 1e-9)
      replace(function(...) signalCondition(structure(class = c("interrupt", "condition"), list(message = "",
                                                                                                call = NULL))))
    }
  })
})

test_that("summary() and glance() have the R^2 and the classes of the rows in memory", {
  with_flowers(function(table, flowers, con) {
    calls <- list(
      function(data, ...) ann(Species ~ Petal.Width, data, hidden = 3, epochs = 30, ...),
      function(data, ...) ann((Species == "virginica") ~ Petal.Width, data, hidden = 3, epochs = 30, ...),
      function(data, ...) ann(Sepal.Length ~ Species, data, hidden = 3, epochs = 30, batch_size = 32, ...),
      function(data, ...) ann(cbind(Sepal.Length, Sepal.Width) ~ Petal.Width, data, hidden = 3, epochs = 30, ...)
    )
    for (call in calls) {
      set.seed(1)
      here <- call(table, order_by = id)
      set.seed(1)
      memory <- call(flowers)
      figures <- c("confusion", "accuracy", "r.squared")
      expect_equal(summary(here)[figures], summary(memory)[figures], tolerance = 1e-9)
      expect_equal(generics::glance(here), generics::glance(memory), tolerance = 1e-9)
    }
    set.seed(1)
    blocks <- ann(Sepal.Length ~ Petal.Width, table, hidden = 2, epochs = 2, batch_size = 10, block = 40)
    rows <- dplyr::collect(generics::augment(blocks, table))
    expect_equal(summary(blocks)$r.squared, with(rows, 1 - sum((Sepal.Length - .fitted)^2) /
                                                   sum((Sepal.Length - mean(Sepal.Length))^2)), tolerance = 1e-9)
  })
})

test_that("dropout trains, and a summary needs no rows", {
  with_flowers(function(table, flowers, con) {
    set.seed(1)
    fit <- ann(Species ~ ., dplyr::select(table, -id), hidden = 5, dropout = 0.2, batch_size = 50, epochs = 30, eta = 0.05)
    expect_lt(fit$error, fit$history$error[1])
    expect_output(print(summary(fit)), "trained on 150 rows")
    predicted <- dplyr::collect(generics::augment(fit, table))
    expect_equal(nrow(predicted), 150)
    expect_equal(as.matrix(predicted[paste0(".pred_", unique(flowers$Species))]), unname(predict(fit, flowers)),
                 tolerance = 1e-12, ignore_attr = TRUE)
  })
})

test_that("sigma() and deviance() say that they need the rows, for one response, several and mini-batches", {
  with_flowers(function(table, flowers, con) {
    fits <- list(ann(Sepal.Length ~ Petal.Width, table, hidden = 2, epochs = 2),
                 ann(Sepal.Length ~ Petal.Width, table, hidden = 2, epochs = 2, batch_size = 10),
                 ann(cbind(Sepal.Length, Sepal.Width) ~ Petal.Width, table, hidden = 2, epochs = 2))
    for (fit in fits) {
      expect_error(sigma(fit), "sigma() needs the rows, which are in the database", fixed = TRUE)
      expect_error(deviance(fit), "deviance() needs the rows, which are in the database", fixed = TRUE)
    }
  })
})
