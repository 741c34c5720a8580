# 500 epochs and 500 more are 1000 epochs, to the last bit.

# The call names another number of epochs; all else must be the same.
expect_same_fit <- function(object, expected, label) {
  differ <- Filter(function(name) !identical(object[[name]], expected[[name]]), setdiff(names(expected), "call"))
  expect(length(differ) == 0 && setequal(names(object), names(expected)),
    sprintf("%s: after resume() these fields differ: %s.", label, toString(differ))
  )
}

all_rules <- names(descent:::optimizer_rules)

test_that("gd_lm() goes on exactly, with every optimizer, batch and scaling", {
  for (rule in all_rules) {
    for (batch in list(NULL, 16)) {
      if (rule == "lbfgs" && !is.null(batch)) next
      for (scaling in c("none", "standardize", "whiten")) {
        train <- function(epochs) {
          gd_lm(mpg ~ wt + am, mtcars, weights = qsec, optimizer = rule, batch_size = batch, scaling = scaling,
                eta = 0.01, epochs = epochs)
        }
        whole <- oracle_with_seed(5, train(100))
        half <- oracle_with_seed(5, train(50))
        runif(3) # what the user draws in between is of no matter
        expect_same_fit(resume(half, 50), whole, paste("gd_lm", rule, batch, scaling))
      }
    }
  }
})

test_that("neuron() goes on exactly, with every optimizer, batch and scaling", {
  for (rule in all_rules) {
    for (batch in list(NULL, 16)) {
      if (rule == "lbfgs" && !is.null(batch)) next
      for (scaling in c("none", "standardize", "whiten")) {
        train <- function(epochs) {
          neuron(am ~ hp + disp, mtcars, cost = "cross_entropy", optimizer = rule, batch_size = batch,
                 scaling = scaling, eta = 0.01, epochs = epochs)
        }
        whole <- oracle_with_seed(5, train(60))
        half <- oracle_with_seed(5, train(30))
        expect_same_fit(resume(resume(half, 10), 20), whole, paste("neuron", rule, batch, scaling))
      }
    }
  }
})

test_that("the lecture's two fits go on exactly", {
  line <- oracle_line()
  train <- function(epochs) gd_lm(y ~ x, line$data, eta = 0.01, epochs = epochs, start = 1)
  expect_same_fit(resume(train(500), 500), train(1000), "line")
  gate <- oracle_gate()
  train <- function(epochs) neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), epochs = epochs)
  expect_same_fit(resume(train(500), 500), train(1000), "gate")
})

test_that("histories are joined as an uninterrupted run keeps them", {
  for (record in list(7, 100, FALSE)) {
    train <- function(epochs) gd_lm(dist ~ speed, cars, epochs = epochs, record = record)
    expect_same_fit(resume(resume(train(30), 3), 67), train(100), paste("record", record))
  }
  # past a million numbers, where every second epoch, and then every fourth, is kept
  train <- function(epochs) gd_lm(dist ~ speed, cars, epochs = epochs)
  fit <- train(1.3e6)
  expect_same_fit(resume(train(300001), 999999), fit, "thinned")
  expect_identical(unique(diff(coef_history(fit)$epoch)), 4)
  expect_identical(unique(diff(error_history(fit)$epoch)), 2)
})

test_that("the rate as a function, the tolerance and zero epochs go on too", {
  train <- function(epochs) gd_lm(dist ~ speed, cars, eta = function(epoch) 0.001 / sqrt(epoch), epochs = epochs)
  whole <- train(40)
  fit <- resume(train(10), 30)
  expect_identical(coef_history(fit), coef_history(whole))
  start <- gd_lm(dist ~ speed, cars, epochs = 0)
  expect_same_fit(resume(start, 20), gd_lm(dist ~ speed, cars, epochs = 20), "zero")
  expect_same_fit(resume(whole, 0), whole, "none")
  stopped <- gd_lm(dist ~ speed, cars, epochs = 10000, tol = 0.5)
  expect_identical(stopped$stop, "tolerance")
  expect_warning(same <- resume(stopped, 10), "nothing was trained")
  expect_identical(coef(same), coef(stopped))
  expect_warning(short <- gd_lm(dist ~ speed, cars, epochs = 10, tol = 0.5), "still larger than tol = 0.5")
  expect_identical(coef(resume(short, 9990)), coef(stopped))
})

test_that("the user's generator stays where it was", {
  fit <- oracle_with_seed(1, gd_lm(dist ~ speed, cars, batch_size = 10, epochs = 5))
  set.seed(11)
  before <- .Random.seed
  more <- resume(fit, 5)
  expect_identical(.Random.seed, before)
  expect_identical(runif(1), oracle_with_seed(11, runif(1)))
})

test_that("without the model frame the data are read again, and changes are noticed", {
  home <- function() {
    own <- cars
    fit <- gd_lm(dist ~ speed, own, epochs = 5, model = FALSE)
    expect_null(fit$model)
    expect_identical(coef(resume(fit, 5)), coef(gd_lm(dist ~ speed, cars, epochs = 10)))
    own <- cars[1:10, ]
    expect_error(resume(fit, 5), "from 50 rows, but its data have 10")
    rm(own)
    expect_error(resume(fit, 5), "model = FALSE.*cannot be read again")
  }
  home()
})

test_that("what is not a fit, or not a count, is refused", {
  expect_error(resume(lm(dist ~ speed, cars)), "`fit` must be a fit by gd_lm(), neuron() or ann()", fixed = TRUE)
  expect_error(resume(gd_lm(dist ~ speed, cars), -1), "`epochs` must be one whole number")
})

test_that("after early stopping training goes on from the last epoch, and says so", {
  train <- function(patience, epochs = 1000, ...) {
    oracle_with_seed(1, ann(mpg ~ ., mtcars, validation = 0.3, patience = patience, epochs = epochs, ...))
  }
  cases <- list(adam = list(patience = 5), batches = list(patience = 4, batch_size = 8),
                sgd = list(patience = 3, optimizer = "momentum", eta = 0.05))
  for (name in names(cases)) {
    stopped <- do.call(train, cases[[name]])
    expect_identical(stopped$stop, "patience")
    last <- stopped$epochs
    expect_message(more <- resume(stopped, 2),
                   sprintf("goes on from epoch %d, the last one, not from epoch %d", last, stopped$best_epoch))
    expect_identical(more$epochs, last + 2)
    # the path is that of a fit without patience: nothing is skipped and nothing is done twice
    whole <- do.call(train, replace(cases[[name]], c("patience", "epochs"), list(Inf, last + 2)))
    expect_identical(more$history, whole$history, info = name)
    # patience counts anew, and goes on counting when training is resumed once more
    long <- suppressMessages(resume(stopped, 300))
    again <- suppressMessages(resume(more, 298))
    expect_identical(again$history, long$history, info = name)
    v <- c(error_history(long)$validation)
    expect_equal(long$best_epoch, which.min(v) - 1, info = name)
    expect_identical(coef(long), coef(long, epoch = long$best_epoch), info = name)
    waited <- long$epochs - max(long$best_epoch, last)
    if (long$stop == "patience") expect_equal(waited, cases[[name]]$patience, info = name)
  }
  # where training had not stopped early, 500 and 500 are 1000 still
  half <- train(20, epochs = 60)
  whole <- train(20, epochs = 120)
  expect_identical(half$stop, "epochs")
  expect_same_fit(suppressMessages(resume(half, 60)), whole, "patience not used up")
})

test_that("a rate that changes on the way is a rate that depends on the epoch, everywhere", {
  slower <- function(epoch) if (epoch <= 40) 0.1 else 0.02
  trainers <- list(
    function(epochs, eta) gd_lm(mpg ~ wt, mtcars, scaling = "standardize", eta = eta, epochs = epochs),
    function(epochs, eta) neuron(am ~ wt, mtcars, eta = eta, epochs = epochs, optimizer = "momentum"),
    function(epochs, eta) ann(am ~ wt, mtcars, hidden = 2, eta = eta, epochs = epochs, batch_size = 8)
  )
  for (train in trainers) {
    whole <- oracle_with_seed(3, train(100, slower))
    parts <- resume(resume(oracle_with_seed(3, train(40, 0.1)), 25, eta = 0.02), 35)
    expect_identical(coef(parts), coef(whole))
    expect_identical(error_history(parts), error_history(whole))
    script <- new.env()
    grDevices::pdf(NULL)
    utils::capture.output(eval(parse(text = as_r_code(parts)), script))
    grDevices::dev.off()
    expect_equal(unname(unlist(script$coefficients)), unname(unlist(coef(whole))), tolerance = 1e-9)
    if (is.null(hyperparameters(parts)$batch_size)) {
      for (epoch in c(20, 60)) expect_identical(explain_step(parts, epoch)$new, explain_step(whole, epoch)$new)
    }
    expect_null(hyperparameters(parts)$changed)
    twice <- resume(resume(parts, 5, eta = 0.3), 5, eta = function(epoch) 1 / epoch)
    expect_identical(vapply(c(40, 41, 100, 101, 105, 106), hyperparameters(twice)$eta, 0),
                     c(0.1, 0.02, 0.02, 0.3, 0.3, 1 / 106))
  }
})

test_that("batches, penalty and optimizer that change on the way act from there on", {
  data <- data.frame(x = (1:20) / 10)
  data$y <- 1 + 2 * data$x
  set.seed(2)
  half <- ann(y ~ x, data, hidden = integer(), scaling = "none", optimizer = "gd", eta = 0.1, epochs = 30)
  # one step by hand: the mean squared error and l2 / 2 w^2
  step <- function(b, w, rows, l2 = 0) {
    e <- b + w * data$x[rows] - data$y[rows]
    c(b - 0.1 * 2 * mean(e), w - 0.1 * (2 * mean(e * data$x[rows]) + l2 * w))
  }
  now <- coef(half)$output[, 1]
  expect_equal(unname(coef(resume(half, 1, l2 = 0.5))$output[, 1]), step(now[[1]], now[[2]], 1:20, 0.5))
  expect_match(hyperparameters(resume(half, 1, l2 = 0.5))$changed, "l2 after epoch 30")
  third <- resume(resume(half, 1, l2 = 0.5), 1, l2 = 0)
  twice <- step(now[[1]], now[[2]], 1:20, 0.5)
  expect_equal(unname(coef(third)$output[, 1]), step(twice[1], twice[2], 1:20))
  ordered <- ann(y ~ x, data, hidden = integer(), scaling = "none", optimizer = "gd", eta = 0.1, epochs = 30,
                 shuffle = FALSE, start = list(output = matrix(0, 2, 1)))
  now <- coef(ordered)$output[, 1]
  first <- step(now[[1]], now[[2]], 1:10)
  expect_equal(unname(coef(resume(ordered, 1, batch_size = 10))$output[, 1]), step(first[1], first[2], 11:20))
  # momentum remembers nothing at first
  now <- coef(half)$output[, 1]
  expect_equal(unname(coef(resume(half, 1, optimizer = "momentum"))$output[, 1]), step(now[[1]], now[[2]], 1:20))
  expect_error(as_r_code(third), "resume() changed l2 after epoch 30, l2 after epoch 31", fixed = TRUE)
})

test_that("what makes another model is not changed on the way", {
  fit <- gd_lm(dist ~ speed, cars, epochs = 5)
  expect_error(resume(fit, 5, hidden = 3), "`...` must be hyperparameters that can change in training: eta, optimizer",
               fixed = TRUE)
  expect_error(resume(fit, 5, eta = -1), "`eta` must be one positive number or a function of the epoch, not -1.",
               fixed = TRUE)
  expect_error(resume(fit, 5, l2 = 1), "not l2", fixed = TRUE)
  expect_error(resume(gd_lm(dist ~ speed, cars, epochs = 5, batch_size = 10), 5, optimizer = "lbfgs"), "mini-batches")
})

# Each change of the data behind a fit that does not hold them: what is said, by every verb that reads them.
test_that("data that have changed since are noticed by every verb that reads them", {
  verbs <- list(predict = predict, resume = function(fit) resume(fit, 2), frame = model.frame, model.matrix = model.matrix,
                explain = explain_step, script = as_r_code, check = check_gradient, surface = plot_rates,
                epoch = function(fit) predict(fit, epoch = 1), slopes = input_slopes)
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  home <- environment()
  own <- mtcars
  own$gear <- factor(own$gear)
  quiet <- function(expr) suppressWarnings(expr)
  fits <- list(
    quiet(gd_lm(mpg ~ wt + gear, own, weights = qsec, epochs = 5, model = FALSE)),
    quiet(gd_lm(mpg ~ ., own, scaling = "whiten", eta = 1, epochs = 5, model = FALSE, record = FALSE)),
    quiet(neuron(am ~ wt + gear, own, bias = 0.5, offset = qsec / 100, epochs = 5, model = FALSE)),
    quiet(ann(gear ~ wt + hp, own, hidden = 2, epochs = 9, validation = 0.3, patience = 2, model = FALSE)),
    quiet(ann(cbind(mpg, hp) ~ ., own, hidden = 2, epochs = 5, model = FALSE))
  )
  unchanged <- own
  for (fit in fits) {
    for (name in names(verbs)) {
      if (name == "epoch" && isFALSE(fit$hyperparameters$record)) next
      expect_no_error(quiet(verbs[[name]](fit)))
    }
    expect_identical(coef(quiet(resume(fit, 3))), coef(quiet(resume(fit, 3))))
  }
  says <- function(fit, text, change) {
    own <- unchanged
    eval(substitute(change))
    assign("own", own, home)
    on.exit(assign("own", unchanged, home))
    for (name in names(verbs)) {
      if (name == "epoch" && isFALSE(fit$hyperparameters$record)) next
      expect_error(quiet(verbs[[name]](fit)), paste0("model = FALSE.*", text))
    }
  }
  says(fits[[1]], "the model's output of row 3 was .*, and is", own$wt[3] <- 9)
  says(fits[[1]], "the response of row 2 was 21, and is 42", own$mpg[2] <- 42)
  says(fits[[1]], "the weight of row 1 was 16.46, and is 1", own$qsec[1] <- 1)
  says(fits[[1]], "of row 1 was", own <- own[c(2:1, 3:32), ])
  says(fits[[1]], "of the columns gear5 is missing and the column gear6 was not there", levels(own$gear)[3] <- "6")
  says(fits[[2]], "the column new was not there", own$new <- rnorm(32))
  says(fits[[2]], "cannot be read again|of the columns wt is missing", own$wt <- NULL)
  says(fits[[3]], "the model's output of row 1 was", own$qsec[1] <- 99)
  says(fits[[3]], "the response of row 1 was 1, and is 0", own$am <- 1 - own$am)
  says(fits[[4]], "the response had 3 columns, and has 4", own$gear <- factor(replace(as.character(own$gear), 1, "9")))
  says(fits[[4]], "the model's output of row", own$hp <- own$hp * 2)
  says(fits[[5]], "the column new was not there", own$new <- rnorm(32))
})

test_that("a changed rate that is not stable is refused as a first fit refuses it", {
  message_of <- function(expr) tryCatch(expr, error = conditionMessage)
  trainers <- list(
    function(...) gd_lm(mpg ~ wt, mtcars, scaling = "standardize", epochs = 5, ...),
    function(...) gd_lm(mpg ~ wt + hp, mtcars, cost = "half_sse", scaling = "none", epochs = 5, ...),
    function(...) neuron(mpg ~ wt, mtcars, activation = "identity", scaling = "standardize", epochs = 5, ...)
  )
  for (train in trainers) {
    refusal <- message_of(train(eta = 5))
    expect_match(refusal, "`eta` must be at most .*, the largest rate at which this fit is stable, not 5. ")
    fit <- train(eta = 1e-7)
    expect_identical(message_of(resume(fit, 10, eta = 5)), refusal)
    expect_identical(message_of(resume(fit, 10, eta = function(epoch) 5)), refusal)
    expect_identical(resume(fit, 10, eta = 1e-8)$epochs, 15)
    # allowed by the fit's call, as a value or by a name
    bold <- TRUE
    allowed <- list(train(eta = 1e-7, allow_divergence = TRUE),
                    gd_lm(mpg ~ wt, mtcars, epochs = 5, allow_divergence = bold))
    for (one in allowed) expect_identical(suppressWarnings(resume(one, 3, eta = 5))$epochs, 8)
  }
  # with the fit's own rate training goes on, stable or not
  unstable <- suppressWarnings(trainers[[1]](eta = 5, allow_divergence = TRUE))
  unstable$call$allow_divergence <- NULL
  expect_identical(suppressWarnings(resume(unstable, 3))$epochs, 8)
  # another rule has another bound: the rate 1.2 is stable with momentum only
  fit <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", optimizer = "momentum", eta = 1.2, epochs = 5)
  expect_error(resume(fit, 5, optimizer = "gd"), "`eta` must be at most .*stable, not 1.2")
  expect_identical(resume(fit, 5, optimizer = "nesterov", eta = 0.1)$epochs, 10)
})

test_that("mini-batches that begin on the way leave the user's generator where it was", {
  trainers <- list(
    function(...) gd_lm(mpg ~ wt, mtcars, scaling = "standardize", eta = 0.1, epochs = 5, ...),
    function(...) neuron(am ~ wt, mtcars, eta = 0.1, epochs = 5, ...),
    function(...) ann(mpg ~ wt, mtcars, hidden = 2, epochs = 5, start = 0.1, ...),
    function(...) ann(mpg ~ wt, mtcars, hidden = 2, epochs = 5, start = 0.1, batch_size = 100, ...)
  )
  for (train in trainers) {
    fit <- train()
    set.seed(11)
    before <- .Random.seed
    once <- resume(fit, 5, batch_size = 8)
    expect_identical(.Random.seed, before)
    expect_identical(coef(resume(fit, 5, batch_size = 8)), coef(once))
    # in parts as in one, whatever is drawn in between
    part <- resume(fit, 2, batch_size = 8)
    runif(3)
    expect_identical(coef(resume(part, 3)), coef(once))
    # another seed, another order of rows
    set.seed(12)
    expect_false(identical(coef(resume(fit, 5, batch_size = 8)), coef(once)))
    # rows as they come need no generator
    ordered <- train(shuffle = FALSE)
    there <- oracle_with_seed(3, resume(ordered, 5, batch_size = 8))
    expect_identical(coef(resume(ordered, 5, batch_size = 8)), coef(there))
  }
  # the order is that of sample() from the seed: one epoch by hand
  rows <- oracle_with_seed(4, sample(32))
  fit <- gd_lm(mpg ~ wt, mtcars, eta = 0.01, epochs = 1)
  b <- coef(fit)
  x <- cbind(1, mtcars$wt)
  for (batch in split(rows, rep(1:2, each = 16))) {
    b <- b - 0.01 * 2 * colMeans(drop(x[batch, ] %*% b - mtcars$mpg[batch]) * x[batch, ])
  }
  expect_equal(coef(oracle_with_seed(4, resume(fit, 1, batch_size = 16))), b)
})

test_that("what is given as it was, or changes before no epoch, is no change", {
  full <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", eta = 0.1, epochs = 5)
  batches <- oracle_with_seed(1, gd_lm(mpg ~ wt, mtcars, eta = 0.01, batch_size = 8, epochs = 5))
  net <- oracle_with_seed(1, ann(mpg ~ wt, mtcars, hidden = 2, l2 = 0.1, clip = 2, epochs = 5))
  same <- list(
    list(full, list(batch_size = NULL)), list(full, list(eta = 0.1, batch_size = NULL)),
    list(batches, list(batch_size = 8)), list(batches, list(batch_size = 8L)),
    list(net, list(l2 = 0.1, l1 = 0, clip = 2, batch_size = NULL))
  )
  for (case in same) {
    more <- do.call(resume, c(list(case[[1]], 5), case[[2]]))
    expect_same_fit(more, resume(case[[1]], 5), toString(names(case[[2]])))
  }
  # only what differs is named
  expect_identical(hyperparameters(resume(net, 5, l2 = 0.1, l1 = 0.2))$changed, "l1 after epoch 5")
  for (change in list(list(batch_size = 4), list(eta = 0.02), list(optimizer = "adam"))) {
    for (fit in list(full, batches, net)) {
      expect_same_fit(do.call(resume, c(list(fit, 0), change)), fit, paste("no epochs", names(change)))
    }
  }
  expect_error(resume(full, 0, batch_size = 0), "`batch_size` must be")
  # a rate of its own that is not stable goes on when it is named
  wild <- suppressWarnings(gd_lm(mpg ~ wt, mtcars, eta = 1, epochs = 3, allow_divergence = TRUE))
  wild$call$allow_divergence <- NULL
  expect_identical(suppressWarnings(resume(wild, 2, eta = 1, batch_size = NULL))$epochs, 5)
})

test_that("a hyperparameter given twice is refused, and one by another name gets a hint", {
  fit <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", eta = 0.1, epochs = 5)
  net <- ann(mpg ~ wt, mtcars, hidden = 2, epochs = 5)
  expect_error(resume(fit, 5, eta = 0.1, eta = 0.2), "`eta` must be given once, not several times.", fixed = TRUE)
  expect_error(resume(net, 5, l2 = 0.1, eta = 0.1, l2 = 0.1), "`l2` must be given once", fixed = TRUE)
  expect_error(resume(fit, 5, lr = 0.1), "not lr; here it is `eta`.", fixed = TRUE)
  expect_error(resume(fit, 5, learning_rate = 0.1), "here it is `eta`.", fixed = TRUE)
  expect_error(resume(fit, 5, batch = 8), "not batch; here it is `batch_size`.", fixed = TRUE)
  expect_error(resume(net, 5, weight_decay = 0.1), "here it is `l2`.", fixed = TRUE)
  expect_error(resume(fit, 5, hidden = 3), "not hidden.", fixed = TRUE)
  expect_error(resume(fit, 5, interactive(), 0.1), "not a value without a name.", fixed = TRUE)
})
