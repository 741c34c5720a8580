# The scripts run in an R of their own, without descent: all of a list in one process, each in its own environment.
run_scripts <- function(scripts) {
  folder <- tempfile("scripts")
  dir.create(folder)
  for (i in seq_along(scripts)) writeLines(scripts[[i]], file.path(folder, sprintf("%03d.R", i)))
  runner <- file.path(folder, "run")
  writeLines(c(
    sprintf("setwd(%s)", deparse(folder)),
    "results <- lapply(sort(list.files(pattern = '[.]R$')), function(file) {",
    "  home <- new.env(parent = globalenv())",
    "  capture.output(sys.source(file, home))",
    "  mget(c('coefficients', 'E'), envir = home)",
    "})",
    "stopifnot(!'descent' %in% loadedNamespaces())",
    "saveRDS(results, 'results.rds')"
  ), runner)
  status <- system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(runner)), stdout = FALSE,
                    stderr = FALSE)
  if (status != 0) {
    message(paste(system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(runner)), stdout = TRUE,
                          stderr = TRUE), collapse = "\n"))
  }
  readRDS(file.path(folder, "results.rds"))
}

# `path`: how far the errors may be apart before the last quarter of the epochs.
expect_same_training <- function(fits, tolerance = 1e-12, path = tolerance) {
  results <- run_scripts(lapply(fits, as_r_code))
  for (i in seq_along(fits)) {
    fit <- fits[[i]]
    script <- unlist(results[[i]]$coefficients)
    ours <- unlist(coef(fit))
    expect_identical(lapply(list(results[[i]]$coefficients), names), lapply(list(coef(fit)), names))
    worst <- max(abs(script - ours) / pmax(abs(ours), 1))
    expect(worst <= tolerance, sprintf("%s: the script's coefficients are off by %.3g", names(fits)[i], worst))
    errors <- error_history(fit)$error
    if (!is.null(fit$seed) || isFALSE(fit$hyperparameters$shuffle)) errors <- errors[-1]
    errors <- head(errors, length(results[[i]]$E))  # with patience, up to the best epoch
    off <- abs(results[[i]]$E - errors) / pmax(abs(errors), 1)
    allowed <- ifelse(seq_along(errors) > 0.75 * length(errors), tolerance, path)
    expect(all(off <= allowed), sprintf("%s: the script's errors are off by %.3g", names(fits)[i], max(off)))
  }
}

cars2 <- transform(mtcars, hp = hp / 100, am2 = factor(am), gears = factor(gear), high = mpg > 20)

test_that("the script of a linear model ends where the fit does, for every cost, scaling and optimizer", {
  line <- oracle_line()
  fits <- list(lecture = gd_lm(y ~ x, line$data, eta = 0.01, epochs = 1000, start = 1))
  for (cost in c("mse", "half_mse", "sse", "half_sse", "mae", "huber")) {
    fits[[cost]] <- gd_lm(mpg ~ wt + hp, cars2, cost = cost, epochs = 40, eta = if (cost %in% c("sse", "half_sse"))
      1e-4 else 0.01, weights = qsec, start = c(1, 2, 3))
  }
  for (scaling in c("none", "standardize", "whiten")) {
    fits[[scaling]] <- gd_lm(mpg ~ wt + gears + offset(hp), cars2, scaling = scaling, epochs = 30, start = 0.5)
    fits[[paste(scaling, "-1")]] <- gd_lm(mpg ~ wt + hp - 1, cars2, scaling = scaling, epochs = 30, weights = cyl)
  }
  for (rule in names(optimizer_rules)) {
    fits[[rule]] <- gd_lm(mpg ~ wt + hp, cars2, optimizer = rule, scaling = "standardize", eta = "auto",
                          epochs = 25)
  }
  fits$collinear <- gd_lm(mpg ~ wt + I(2 * wt), cars2, scaling = "whiten", epochs = 10, eta = 0.3, start = 1)
  fits$schedule <- gd_lm(mpg ~ wt, cars2, eta = function(epoch) 0.05 / epoch, epochs = 20)
  fits$constant <- gd_lm(mpg ~ 1, cars2, epochs = 20, eta = 0.1)
  fits$constant_scaled <- gd_lm(mpg ~ 1, cars2, epochs = 20, eta = 0.1, scaling = "standardize")
  fits$resumed <- resume(gd_lm(mpg ~ wt, cars2, eta = 0.05, epochs = 20, optimizer = "adam"), 15)
  fits$tolerance <- gd_lm(mpg ~ wt, cars2, scaling = "standardize", eta = 0.3, tol = 0.01)
  expect_same_training(fits)
})

test_that("the script of a neuron ends where the fit does, for every activation, bias and cost", {
  gate <- oracle_gate()
  fits <- list(lecture = neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000))
  for (activation in setdiff(kernel_names()$activation, "softmax")) {
    fits[[activation]] <- neuron(mpg / 20 ~ wt + hp, cars2, activation = activation, start = c(0.1, 0.2, -0.3),
                                 epochs = 50)
  }
  fits$logistic <- neuron(am2 ~ wt + hp, cars2, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 50)
  fits$offset <- neuron(high ~ wt + offset(hp), cars2, bias = "none", epochs = 50, scaling = "standardize",
                        weights = carb)
  k <- 3
  fits$own <- neuron(mpg / 20 ~ wt, cars2, activation = activation(~ x / (1 + k * abs(x))), cost = cost(~ (d - y)^4),
                     epochs = 30)
  fits$functions <- neuron(mpg / 20 ~ wt, cars2, activation = activation(function(x) sin(x), function(x) cos(x)),
                           epochs = 30)
  fits$probability <- neuron(am ~ wt, cars2, cost = "cross_entropy", epochs = 30,
                             activation = activation(~ 0.5 + x / (2 * (1 + abs(x)))))
  expect_same_training(fits)
})

test_that("the script of a network ends where the fit does, for every kind of output, layer and penalty", {
  set.seed(2)
  fits <- list(
    deep = ann(mpg ~ wt + hp, cars2, hidden = c(4, 3), epochs = 60),
    several = ann(cbind(mpg, qsec) ~ wt + gears, cars2, hidden = 3, activation = "tanh", epochs = 60, weights = carb),
    robust = ann(cbind(mpg, qsec) ~ wt, cars2, hidden = 3, cost = "huber", epochs = 40),
    both = ann(cbind(mpg, qsec) ~ wt + offset(hp), cars2, hidden = 3, epochs = 40),
    yes_no = ann(cbind(am, vs) ~ wt, cars2, hidden = 2, output = "sigmoid", epochs = 40),
    classes = ann(Species ~ ., iris, hidden = 3, epochs = 40),
    two = ann(am2 ~ wt + hp, cars2, hidden = 2, epochs = 40, scaling = "whiten"),
    plain = ann(high ~ wt + hp, cars2, hidden = 2, bias = "none", scaling = "none", epochs = 40),
    fixed = ann(mpg ~ wt + hp, cars2, hidden = 2, bias = "fixed", epochs = 40, optimizer = "gd"),
    flat = ann(mpg ~ wt + hp + offset(qsec), cars2, hidden = integer(0), epochs = 40),
    penalties = ann(mpg ~ wt + hp, cars2, hidden = 3, l2 = 0.1, l1 = 0.01, clip = 0.5, epochs = 40),
    decay = ann(mpg ~ wt + hp, cars2, hidden = 3, optimizer = "adamw", l2 = 0.1, epochs = 40),
    softmax = ann(Species ~ ., iris, hidden = 2, cost = "mse", epochs = 30, optimizer = "gd"),
    search = ann(mpg ~ wt + hp, cars2, hidden = 2, activation = "tanh", optimizer = "lbfgs", epochs = 12, l2 = 0.01),
    stopped = ann(mpg ~ wt + hp, cars2, hidden = 3, validation = 0.3, patience = 5, epochs = 200, eta = 0.1),
    restarts = ann(mpg ~ wt, cars2, hidden = 2, restarts = 3, epochs = 30)
  )
  for (activation in setdiff(kernel_names()$activation, "softmax")) {
    fits[[activation]] <- ann(mpg ~ wt + hp, cars2, hidden = 3, activation = activation, epochs = 25)
  }
  mazur <- oracle_mazur()
  fits$mazur <- ann(cbind(o1, o2) ~ i1 + i2, as.data.frame(cbind(mazur$x, mazur$d)), hidden = 2, start = mazur$weights,
                    output = "sigmoid", cost = "half_sse", bias = "fixed", eta = 0.5, optimizer = "gd",
                    scaling = "none", epochs = 200)
  expect_same_training(fits)
})

test_that("at its minimum, where only rounding is left to search in, L-BFGS and its script stay together", {
  search <- function(verb, ..., epochs = 100) verb(..., data = cars2, optimizer = "lbfgs", epochs = epochs)
  set.seed(2)
  expect_same_training(list(
    line = search(gd_lm, mpg ~ wt + hp, scaling = "standardize"),
    raw = search(gd_lm, mpg ~ wt + hp),
    robust = search(gd_lm, mpg ~ wt + hp, cost = "huber"),
    summed = search(gd_lm, mpg ~ wt + hp, cost = "sse"),
    exact = search(gd_lm, I(1 + 2 * wt - hp) ~ wt + hp),
    logistic = search(neuron, am2 ~ wt + hp, cost = "cross_entropy", scaling = "whiten", eta = "auto"),
    bent = search(neuron, mpg / 40 ~ wt + hp, activation = "tanh", eta = 1),
    classes = search(ann, gears ~ wt + hp, hidden = integer(0), l2 = 0.01),
    network = search(ann, mpg ~ wt + hp, hidden = 2, activation = "tanh", l2 = 0.01, epochs = 200)
    # on the way there one step magnifies rounding a thousandfold, by another factor on each kind of processor
  ), path = 1e-11)
})

test_that("mini-batches meet the rows in the same order", {
  set.seed(3)
  fits <- list(
    line = gd_lm(mpg ~ wt + hp, cars2, batch_size = 5, eta = 0.01, epochs = 12, weights = carb),
    scaled = gd_lm(mpg ~ wt + hp + offset(qsec), cars2, batch_size = 1, eta = 0.01, epochs = 5,
                   scaling = "standardize"),
    ordered = neuron(am ~ wt, cars2, batch_size = 7, shuffle = FALSE, epochs = 10, optimizer = "momentum"),
    unit = neuron(am ~ wt, cars2, batch_size = 7, epochs = 10, eta = function(epoch) 1 / epoch),
    network = ann(Species ~ ., iris, hidden = 3, batch_size = 16, epochs = 5, validation = 0.2),
    resumed = resume(ann(mpg ~ wt, cars2, hidden = 3, batch_size = 8, epochs = 5), 4)
  )
  expect_same_training(fits)
  set.seed(3)
  before <- runif(1)
  set.seed(3)
  code <- as_r_code(fits$line)
  expect_identical(runif(1), before)
})

test_that("the script is written to a file, with large data beside it", {
  folder <- tempfile("large")
  dir.create(folder)
  large <- data.frame(x = sin(1:4000), y = cos(1:4000))
  fit <- gd_lm(y ~ x, large, epochs = 5)
  expect_error(as_r_code(fit), "`file` must be given for data of 8000 numbers")
  as_r_code(fit, file.path(folder, "fit.R"))
  expect_true(all(c("fit.R", "fit.rds") %in% list.files(folder)))
  script <- file.path(folder, "fit.R")
  writeLines(c(sprintf("setwd(%s)", deparse(folder)), readLines(script), "saveRDS(coefficients, 'out.rds')"), script)
  system2(file.path(R.home("bin"), "Rscript"), c("--vanilla", shQuote(script)), stdout = FALSE)
  results <- readRDS(file.path(folder, "out.rds"))
  expect_equal(results, coef(fit), tolerance = 1e-12)
  expect_error(as_r_code(fit, 3), "`file` must be NULL or the name of one file, not 3")
})

test_that("what cannot be written out is refused with the reason", {
  set.seed(1)
  expect_error(as_r_code(ann(mpg ~ wt, cars2, hidden = 2, dropout = 0.2, epochs = 2)), "dropout")
  expect_error(as_r_code(ann(mpg ~ wt, cars2, hidden = 2, record = FALSE, epochs = 2)), "record = FALSE")
  steepness <- 2
  own <- activation(function(x) tanh(steepness * x), function(x) steepness * (1 - tanh(steepness * x)^2))
  expect_error(as_r_code(neuron(am ~ wt, cars2, activation = own, epochs = 2)), "`steepness`")
  expect_error(as_r_code(lm(mpg ~ wt, cars2)), "`fit` must be")
  expect_error(ann(mpg ~ wt, cars2, optimizer = "lbfgs", clip = 1), "`clip` must be Inf")
})

test_that("numbers in the script read back to the last bit", {
  set.seed(4)
  x <- c(0.1, 1 / 3, -2e300, 5e-324, 0, rnorm(2000) * 10^sample(-300:300, 2000, TRUE))
  expect_identical(as.numeric(vapply(r_numbers(x), function(s) eval(parse(text = s)), 0)), x)
  expect_identical(r_numbers(c(0.1, 2)), c("0.1", "2"))
})
