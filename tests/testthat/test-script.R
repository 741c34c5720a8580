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
  for (cost in kernel_names()$regression) {
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

test_that("one to three weights are written as a lecture writes them, and the result is printed and drawn", {
  line <- oracle_line()
  text <- as_r_code(gd_lm(y ~ x, line$data, eta = 0.01, epochs = 1000, start = 1))
  for (wanted in c("yhat <- alpha[i] + beta[i] * x", "E[i] <- sum((y - yhat)^2)/n", "dEdbeta[i] <- sum(delta * x)/n",
                   "alpha[i + 1] <- alpha[i] - eta * dEdalpha[i]")) {
    expect_true(wanted %in% trimws(text), info = wanted)
  }
  expect_match(tail(text, 1), "^plot\\(.*E, type = \"l\"")
  expect_true("print(coefficients, digits = 10)" %in% text)
  gate <- oracle_gate()
  text <- as_r_code(neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 100))
  expect_true("z <- bias + w1[i] * x1 + w2[i] * x2" %in% trimws(text))
  expect_true("bias <- -3" %in% text)
})

test_that("means and standard deviations are computed, weighted ones too", {
  script <- function(formula, weights = NULL) {
    call <- as.call(c(quote(gd_lm), list(formula, quote(cars2), weights = weights, scaling = "standardize",
                                     epochs = 5)))
    paste(as_r_code(eval(call)), collapse = "\n")
  }
  network <- function(formula, weights = NULL) {
    call <- as.call(c(quote(ann), list(formula, quote(cars2), weights = weights, hidden = 2, epochs = 5)))
    paste(as_r_code(eval(call)), collapse = "\n")
  }
  expect_match(script(mpg ~ wt), "mean_wt <- mean(wt)\nsd_wt <- sd(wt)\n", fixed = TRUE)
  expect_match(script(mpg ~ wt, quote(carb)), "mean_wt <- sum(weight * wt)/sum(weight)\n", fixed = TRUE)
  expect_match(script(mpg ~ wt, quote(carb)), "sd_wt <- sqrt(sum(weight * (wt - mean_wt)^2)/(sum(weight) - 1))",
               fixed = TRUE)
  expect_match(script(mpg ~ .), "centre <- colMeans(x)\nspread <- apply(x, 2, sd)\n", fixed = TRUE)
  set.seed(1)
  expect_match(network(mpg ~ wt + hp), "centre <- colMeans(x)\nspread <- apply(x, 2, sd)\n", fixed = TRUE)
  expect_match(network(mpg ~ wt + hp), "shift <- colMeans(d)\n", fixed = TRUE)
  expect_match(network(mpg ~ wt + hp, quote(carb)), "centre <- colSums(weight * x)/sum(weight)\n", fixed = TRUE)
})

test_that("scalars train as matrices do, for every rule, cost, scaling, weight and offset", {
  fits <- list(
    log_loss = neuron(am ~ wt + hp, cars2, cost = "cross_entropy", scaling = "standardize", epochs = 30),
    shifted = neuron(am ~ wt + hp + qsec + offset(hp), cars2, weights = carb, epochs = 30, scaling = "standardize"),
    free = gd_lm(mpg ~ 0 + wt + hp + qsec, cars2, epochs = 30, scaling = "standardize", weights = carb),
    flat = suppressWarnings(ann(mpg ~ wt + hp, cars2, hidden = integer(0), scaling = "none", l1 = 0.01, l2 = 0.1,
                                epochs = 30)),
    bare = suppressWarnings(ann(am ~ wt + hp, cars2, hidden = integer(0), bias = "none", scaling = "none",
                                epochs = 30)),
    clash = gd_lm(mpg ~ n + E + alpha, transform(cars2, n = wt, E = hp, alpha = qsec / 10), epochs = 30, eta = 1e-3),
    odd = gd_lm(log(mpg) ~ I(wt^2) + poly(hp, 2), cars2, epochs = 30, eta = 1e-3)
  )
  for (rule in setdiff(names(optimizer_rules), "lbfgs")) {
    fits[[rule]] <- gd_lm(mpg ~ wt + hp, cars2, optimizer = rule, eta = 0.001, epochs = 20, weights = carb)
    fits[[paste(rule, "scheduled")]] <- gd_lm(mpg ~ wt, cars2, optimizer = rule, eta = function(e) 0.01 / e, epochs = 9)
  }
  expect_same_training(fits)
  scripts <- lapply(fits, as_r_code)
  expect_true(all(vapply(scripts, function(s) any(grepl("for (i in 1:(epochs + 1))", s, fixed = TRUE)), NA)))
})

test_that("a script assigns to no variable of the user's but those that hold the same data", {
  set.seed(1)
  frame <- transform(cars2, y = mpg, yhat = wt)
  fits <- list(ann(y ~ yhat + hp, frame, hidden = 2, epochs = 3), gd_lm(y ~ yhat, frame, epochs = 3, eta = 1e-3),
               ann(Species ~ ., iris, hidden = 2, batch_size = 10, epochs = 2),
               gd_lm(y ~ hp, frame, epochs = 3, optimizer = "lbfgs"))
  for (fit in fits) {
    home <- new.env()
    grDevices::pdf(NULL)
    capture.output(eval(parse(text = as_r_code(fit)), home))
    grDevices::dev.off()
    if (exists("y", home, inherits = FALSE)) expect_identical(home$y, frame$y)
  }
})

test_that("a rate that changes, epochs that stop early, and patience that did not stop are followed", {
  set.seed(4)
  steps <- c(0.05, 0.04, 0.03)
  fits <- list(
    one = gd_lm(mpg ~ wt, cars2, eta = function(epoch) 0.05 / epoch, epochs = 1),
    matrices = gd_lm(mpg ~ ., cars2[1:5], eta = function(epoch) 1e-6 / epoch, epochs = 1),
    looked_up = gd_lm(mpg ~ wt, cars2, eta = function(epoch) steps[epoch], epochs = 3),
    once = gd_lm(mpg ~ wt, cars2, eta = function(epoch) steps[epoch], epochs = 1),
    none = gd_lm(mpg ~ wt, cars2, eta = function(epoch) 0.05 / epoch, epochs = 0),
    best_first = ann(mpg ~ wt, cars2, hidden = 2, validation = 0.5, patience = 3, epochs = 50, optimizer = "gd",
                     eta = function(epoch) if (epoch == 1) 0.1 else 3),
    not_stopped = ann(mpg ~ wt + hp, cars2, hidden = 6, validation = 0.4, patience = 500, epochs = 300, eta = 0.1)
  )
  expect_lt(fits$not_stopped$best_epoch, 300)
  expect_identical(fits$not_stopped$stop, "epochs")
  expect_same_training(fits)
})

test_that("a mini-batch without weight counts nothing, in the script too", {
  set.seed(1)
  weights <- rep(c(1, 0, 0, 2), each = 8)
  expect_same_training(list(
    line = gd_lm(mpg ~ wt + hp, cars2, weights = weights, batch_size = 4, shuffle = FALSE, epochs = 6, eta = 0.01,
                 optimizer = "momentum"),
    network = ann(Species ~ ., iris, hidden = 2, weights = rep(c(0, 1, 1), 50), batch_size = 1, epochs = 3)
  ))
})

test_that("a whitened network without an input that varies has a script", {
  set.seed(1)
  flat <- data.frame(y = c(1, 2, 4, 3), x = 5)
  expect_same_training(list(
    none = suppressWarnings(ann(y ~ x, flat, hidden = 2, scaling = "whiten", epochs = 4, optimizer = "gd"))
  ))
})

test_that("names and levels of any kind are data, not code", {
  set.seed(2)
  odd <- c("New York, NY", "", NA, "say \"no\", or", "back\\slash", "line\nbreak, and", "it's `quoted`")
  frame <- data.frame(y = sin(1:70), x = cos(1:70), place = factor(rep(odd, 10), odd, exclude = NULL),
                      kind = factor(rep(c("New York, NY", "", "a, \"b\""), length.out = 70)))
  names(frame)[2] <- "a, \"b\" \\ `c`"
  fits <- list(
    line = gd_lm(y ~ ., frame, epochs = 5), standardized = gd_lm(y ~ ., frame, epochs = 5, scaling = "standardize"),
    network = ann(y ~ ., frame, hidden = 2, epochs = 3),
    classes = ann(kind ~ y, frame, hidden = 2, epochs = 3)
  )
  expect_same_training(fits)
  results <- run_scripts(lapply(fits, as_r_code))
  for (i in seq_along(fits)) {
    expect_identical(names(unlist(results[[i]]$coefficients)), names(unlist(coef(fits[[i]]))))
    if (is.list(coef(fits[[i]]))) expect_identical(lapply(results[[i]]$coefficients, dimnames),
                                                   lapply(coef(fits[[i]]), dimnames))
  }
})

test_that("lines are not longer than they need to be", {
  set.seed(1)
  for (fit in list(gd_lm(mpg ~ ., mtcars, scaling = "whiten"), ann(Species ~ ., iris, hidden = c(6, 5), epochs = 2))) {
    expect_lte(max(nchar(as_r_code(fit))), 115)
  }
})
