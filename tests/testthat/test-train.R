# What the one training loop promises whatever it trains: stops, records, interrupts, orders.

test_that("tol stops at the first epoch whose gradient is small enough", {
  fit <- gd_lm(dist ~ speed, cars, epochs = 50000, tol = 0.01)
  expect_identical(fit$stop, "tolerance")
  sizes <- apply(abs(gradient_history(fit)[, -1]), 1, max)
  expect_lte(sizes[length(sizes)], 0.01)
  expect_true(all(sizes[-length(sizes)] > 0.01))
  expect_identical(fit$epochs, max(error_history(fit)$epoch))
  expect_warning(gd_lm(dist ~ speed, cars, epochs = 10, tol = 0.01), "resume")
})

test_that("epoch 0 is the start, and no epochs give it back", {
  fit <- gd_lm(dist ~ speed, cars, epochs = 0, start = c(-10, 3))
  expect_identical(coef(fit), c("(Intercept)" = -10, speed = 3))
  expect_identical(coef(fit), coef(fit, epoch = 0))
  expect_equal_relative(fit$error, mean((cars$dist + 10 - 3 * cars$speed)^2), 1e-12)
  expect_identical(nrow(error_history(fit)), 1L)
  expect_output(print(fit), "Not converged")
})

test_that("record keeps what it says, the first and the last epoch always", {
  kept <- function(record, epochs = 25) {
    fit <- gd_lm(dist ~ speed, cars, epochs = epochs, record = record)
    whole <- gd_lm(dist ~ speed, cars, epochs = epochs)
    at <- coef_history(fit)$epoch
    expect_identical(as.data.frame(coef_history(fit)), `rownames<-`(as.data.frame(coef_history(whole))[at + 1, ], NULL))
    expect_identical(gradient_history(fit)$speed, gradient_history(whole)$speed[at + 1])
    expect_identical(coef(fit), coef(whole))
    at
  }
  expect_identical(kept(NULL), as.numeric(0:25))
  expect_identical(kept(1), as.numeric(0:25))
  expect_identical(kept(10), c(0, 10, 20, 25))
  expect_identical(kept(25), c(0, 25))
  expect_identical(kept(1000), c(0, 25))
  fit <- gd_lm(dist ~ speed, cars, epochs = 25, record = FALSE)
  expect_identical(error_history(fit)$epoch, as.numeric(0:25))
  for (verb in list(coef_history, gradient_history, function(fit) coef(fit, epoch = 3))) {
    expect_error(verb(fit), "record = FALSE.*update\\(fit, record = NULL\\)")
  }
  for (scaling in c("standardize", "whiten")) {
    fit <- gd_lm(dist ~ speed, cars, scaling = scaling, epochs = 25, record = FALSE)
    expect_identical(coef(fit), coef(gd_lm(dist ~ speed, cars, scaling = scaling, epochs = 25)))
  }
})

test_that("long paths are thinned evenly to about a million numbers", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 800000)
  epochs <- coef_history(fit)$epoch
  expect_identical(unique(diff(epochs)), 4)
  expect_identical(range(epochs), c(0, 800000))
  expect_lte(length(epochs) * 3, 1e6 + 6)
  expect_identical(nrow(error_history(fit)), 800001L)
})

test_that("with mini-batches the history holds means, and the fit the exact error", {
  expect_output(print(error_history(gd_lm(dist ~ speed, cars, epochs = 3, batch_size = 10))),
    "means over the mini-batches")
  expect_no_match(capture.output(print(error_history(gd_lm(dist ~ speed, cars, epochs = 3, batch_size = 50)))), "means")
  # a batch that holds every row is the full batch, and draws nothing
  expect_identical(coef(gd_lm(dist ~ speed, cars, batch_size = 500, epochs = 9)), coef(gd_lm(dist ~ speed, cars,
    epochs = 9)))
})

test_that("the same seed gives the same fit", {
  train <- function() neuron(am ~ wt, mtcars, batch_size = 5, epochs = 20)
  set.seed(8)
  first <- train()
  second <- train()
  set.seed(8)
  expect_identical(coef(train()), coef(first))
  expect_false(identical(coef(second), coef(first)))
})

test_that("divergence of a neuron comes back as its last finite state, with a remedy", {
  grows <- quote(neuron(mpg ~ disp, mtcars, activation = "identity", eta = 1, epochs = 500, allow_divergence = TRUE))
  expect_warning(fit <- eval(grows), "diverged at epoch [0-9]+ with eta = 1 .*largest stable rate.*scaling = \"standardize\"")
  expect_identical(fit$stop, "diverged")
  expect_true(all(is.finite(coef(fit))) && is.finite(fit$error) && !fit$converged)
  expect_identical(fit$epochs, max(coef_history(fit)$epoch))
  expect_identical(coef(fit), coef(fit, epoch = fit$epochs))
})

test_that("an interrupt gives the fit so far, which goes on exactly", {
  skip_on_os("windows")
  library_path <- dirname(dirname(system.file("DESCRIPTION", package = "descent")))
  skip_if_not(file.exists(file.path(library_path, "descent", "libs")), "descent is not installed")
  calls <- c(
    gd_lm = "gd_lm(dist ~ speed, cars, epochs = 2e9, progress = FALSE)",
    neuron = "{ set.seed(1); neuron(am ~ wt, mtcars[rep(1:32, 50), ], batch_size = 3, epochs = 1e6, record = 100) }",
    ann = paste("{ set.seed(1); ann(mpg ~ wt + hp, mtcars, activation = ~ x / (1 + abs(x)), hidden = c(8, 4),",
                "epochs = 1e7, record = FALSE, progress = FALSE) }")
  )
  for (name in names(calls)) {
    out <- tempfile(fileext = ".rds")
    ready <- tempfile()
    script <- tempfile(fileext = ".R")
    writeLines(c(
      sprintf("library(descent, lib.loc = %s)", deparse(library_path)),
      sprintf("cat(Sys.getpid(), '\\n', file = %s)", deparse(ready)),
      "told <- NULL",
      sprintf("fit <- withCallingHandlers(%s, warning = function(w) {", calls[[name]]),
      "  told <<- conditionMessage(w)", "  invokeRestart('muffleWarning')", "})",
      sprintf("saveRDS(list(fit = fit, told = told), %s)", deparse(out))
    ), script)
    system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", script), wait = FALSE, stdout = FALSE, stderr = FALSE)
    until <- function(file) {
      for (i in 1:300) {
        if (file.exists(file) && file.size(file) > 0) return(TRUE)
        Sys.sleep(0.1)
      }
      FALSE
    }
    expect_true(until(ready))
    Sys.sleep(if (nzchar(Sys.getenv("ASAN_OPTIONS"))) 10 else 2)  # with sanitizers all takes longer
    tools::pskill(as.integer(readLines(ready)[1]), tools::SIGINT)
    expect_true(until(out))
    Sys.sleep(0.2)
    back <- readRDS(out)
    expect_match(back$told, "interrupted after epoch [0-9,]+ of .*resume")
    fit <- back$fit
    expect_identical(fit$stop, "interrupted")
    expect_s3_class(fit, name)
    expect_gt(fit$epochs, 0)
    expect_identical(max(error_history(fit)$epoch), fit$epochs)
    expect_length(fitted(fit), length(residuals(fit)))
    expect_output(print(fit), "Not converged|Converged")
    more <- resume(fit, 3)
    expect_identical(more$epochs, fit$epochs + 3)
    if (name == "neuron") {
      set.seed(1)
      whole <- neuron(am ~ wt, mtcars[rep(1:32, 50), ], batch_size = 3, epochs = more$epochs, record = 100)
      expect_identical(coef(more), coef(whole))
      expect_identical(more$optimizer_state, whole$optimizer_state)
    }
  }
})

test_that("the progress bar does not change the fit", {
  run <- function(progress) neuron(am ~ wt, mtcars[rep(1:32, 500), ], epochs = 300, progress = progress)
  capture.output(shown <- suppressMessages(run(TRUE)), type = "message")
  expect_identical(coef(shown), coef(run(FALSE)))
})

test_that("what is recorded is the map back to the data's scale, and the chain rule through it", {
  centre <- c(2, -1, 0.5)
  spread <- c(3, 0.2, 1)
  mix <- matrix(c(1, 2, 0, -1, 1, 1, 0.5, 0, 2), 3)
  scales <- list(
    none = list(factor = c(1, 1)),
    standardize = list(spread = spread, factor = c(2, 5)),
    whiten = list(matrix = mix, inverse = solve(mix), factor = c(2, 5))
  )
  for (scale in scales) for (bias in c(TRUE, FALSE)) for (hidden in list(integer(), 4L, c(4L, 3L))) {
    scaled <- any(scale$factor != 1)
    scale$centre <- if (bias && scaled) centre else numeric(3)
    scale$shift <- if (bias) c(10, -4) else c(0, 0)
    scale$cost <- 7
    units <- c(3, hidden, 2)
    size <- sum((units[-length(units)] + bias) * units[-1])
    set.seed(1)
    theta <- rnorm(size)
    view <- network_map(scale, units, bias)
    there <- map_inverse(view, theta)
    expect_equal(kernel_outwards(view, there, FALSE), theta, tolerance = 1e-13)
    # a cost that is linear on the data's scale has its coefficients as its gradient there; the map is affine
    slope <- rnorm(size)
    origin <- kernel_outwards(view, numeric(size), FALSE)
    jacobian <- vapply(seq_len(size), function(j) kernel_outwards(view, as.double(seq_len(size) == j), FALSE) - origin,
                       numeric(size))
    expect_equal(kernel_outwards(view, drop(crossprod(jacobian, slope)), TRUE), slope * 7, tolerance = 1e-12)
  }
})

test_that("a record takes memory for the epochs that were done, not for those asked for", {
  # numbers of 8 bytes that were in use at most
  most <- function(expr) {
    before <- gc(reset = TRUE)["Vcells", "used"]
    force(expr)
    gc()["Vcells", 6] * 2^20 / 8 - before
  }
  d <- cars
  expect_lt(most(fit <- gd_lm(dist ~ speed, d, epochs = 1e8, record = 1, tol = 1000)), 1e7)
  expect_lt(fit$epochs, 10)
  expect_lt(most(fit <- neuron(am ~ wt, mtcars, epochs = 1e8, record = 1, tol = 1)), 1e7)
  expect_identical(fit$epochs, 0)
  held <- mtcars[1:5, ]
  set.seed(1)
  expect_lt(most(fit <- ann(mpg ~ ., mtcars, hidden = 30, eta = 10, epochs = 1e6, record = 1, validation = held,
                            patience = 2)), 2e7)
  expect_identical(fit$stop, "patience")
  expect_identical(nrow(coef_history(fit)), as.integer(fit$epochs + 1))
})

test_that("a record that grows is the one that had room from the beginning", {
  # 2^20 numbers are 349525 epochs of three coefficients, and 1048576 errors
  fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 1.2e6, record = 1)
  whole <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 1.2e6, record = 4)
  expect_identical(coef_history(fit)$epoch, as.double(0:1.2e6))
  expect_identical(error_history(fit)$epoch, as.double(0:1.2e6))
  at <- whole$history$epoch + 1
  for (part in c("coefficients", "gradients")) {
    expect_identical(fit$history[[part]][at, ], whole$history[[part]])
  }
  expect_identical(fit$history$error[at], whole$history$error)
  half <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 349530, record = 1)
  expect_identical(half$history$coefficients, fit$history$coefficients[1:349531, ])
  expect_identical(resume(half, 850470)$history$coefficients, fit$history$coefficients)
  wide <- mtcars[rep(1:32, 2), ]
  run <- function(record) {
    set.seed(2)
    ann(mpg ~ ., wide, hidden = c(120, 100), epochs = 90, record = record, l2 = 0.1, validation = 0.2)
  }
  expect_identical(run(1)$history$coefficients[1 + 10 * 0:9, ], run(10)$history$coefficients)
})

test_that("more epochs than a history can have rows are refused before training", {
  for (verb in list(gd_lm, neuron)) {
    expect_error(verb(am ~ wt, mtcars, epochs = 2^31 - 1, record = 1), "`record` must be larger.*fewer than 2\\^31 rows")
  }
  fit <- gd_lm(am ~ wt, mtcars, epochs = 2, record = 1)
  expect_error(resume(fit, 2^31 - 1), "`record` must be larger")
})

test_that("where a penalty begins or ends on the way, the objective without it is the error", {
  for (share in c(0, 0.3)) for (change in list(list(l2 = 0.1), list(l1 = 0.2), list(l2 = 0.1, l1 = 0.1))) {
    first <- oracle_with_seed(1, ann(mpg ~ wt, mtcars, hidden = 2, epochs = 5, validation = share))
    more <- do.call(resume, c(list(first, 5), change))
    for (fit in list(more, resume(more, 5), resume(resume(more, 5, l2 = 0, l1 = 0), 5, l2 = 0.2))) {
      h <- error_history(fit)
      expect_identical(h$objective[1:5], h$error[1:5])
      expect_true(all(h$objective[6:10] > h$error[6:10]))
      expect_output(print(fit), "error and penalty\\s+together")
      expect_output(print(summary(fit)), "mpg ~ wt")
      expect_s3_class(diagnose(fit), "diagnosis")
      expect_no_error(compare(first, fit))
    }
    ended <- resume(more, 5, l2 = 0, l1 = 0)
    h <- error_history(ended)
    expect_identical(h$objective[11:16], h$error[11:16])
    expect_identical(h$objective[1:10], error_history(more)$objective[1:10])
    expect_no_match(capture.output(print(ended)), "error and penalty")
  }
  # the penalty by hand: l2 / 2 w^2 of the one weight
  line <- ann(mpg ~ wt, mtcars, hidden = integer(), scaling = "none", epochs = 5, eta = 0.01)
  line <- resume(line, 3, l2 = 0.5)
  w <- coef_history(line)[[3]]
  expect_equal(error_history(line)$objective, error_history(line)$error + c(0, 0, 0, 0, 0, 1, 1, 1, 1) * 0.25 * w^2)
})

test_that("a mini-batch fit that diverged may have an infinite error, and says so", {
  set.seed(1)
  fit <- quietly(gd_lm(mpg ~ wt + hp, mtcars, eta = exp(-2), batch_size = 8, epochs = 200, allow_divergence = TRUE))
  expect_true(all(is.finite(coef(fit))))
  expect_identical(fit$error, mean((mtcars$mpg - predict(fit, mtcars))^2))
  expect_identical(fit$error, Inf)
  expect_false(fit$converged)
  said <- paste(utils::capture.output(print(fit)), collapse = " ")
  expect_match(said, "Inf after 10 epochs.*Diverged: in epoch 11")
  expect_match(rownames(diagnose(fit))[1], "diverged")
  expect_no_error(utils::capture.output(print(summary(fit)), print(diagnose(fit))))
})
