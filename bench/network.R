# Networks against R's packages, a plain R loop, numpy, PyTorch and scikit-learn: the same layers, rows, batches and
# number of steps. Usage: Rscript bench/network.R
source("helpers.R")
library(descent)

there <- present(c("ANN2", "nnet", "neuralnet", "RSNNS"))

# One piece of work: data, widths and the rest, and what each package calls it.
network_work <- function(title, x, y, hidden, activation, output, cost, epochs, rate, batch = NULL, optimizer = "gd",
                         shuffle = TRUE, headline = NULL) {
  y <- as.matrix(y)
  frame <- data.frame(x)
  names(frame) <- paste0("x", seq_along(frame))
  frame$d <- if (output == "softmax") factor(max.col(y)) else if (ncol(y) > 1) y else as.vector(y)
  given <- frame["d"]
  given$x <- x
  path <- tempfile()
  on.exit(unlink(path))
  writeBin(c(as.double(x), as.double(y)), path)
  ours <- function(record, formula = d ~ ., data = frame) {
    force(record)
    function() suppressWarnings(
      ann(formula, data, hidden = hidden, activation = activation, output = output, cost = cost, eta = rate,
          epochs = epochs, scaling = "none", optimizer = optimizer, batch_size = batch, shuffle = shuffle,
          record = record, progress = FALSE))
  }
  widths <- c(ncol(x), hidden, ncol(y))
  other <- function(module, kind) {
    python("network.py", module, kind, optimizer, epochs, if (is.null(batch)) 0 else batch, rate, activation, output,
           paste(widths, collapse = "-"), shuffle, path)
  }
  alone <- function(epochs) {
    bare_problem(x, y, hidden, activation, output, cost, epochs, rate, batch, optimizer, shuffle)
  }
  one_layer <- length(hidden) == 1 && is.null(batch)
  logistic <- activation == "sigmoid" && output == "sigmoid"
  race(title, list(
    "descent, ann()" = ours(NULL),
    "descent, ann(record = FALSE)" = ours(FALSE),
    "descent, ann(record = FALSE), matrix given" = ours(FALSE, d ~ x, given),
    "descent, training alone" = alone(epochs),
    "numpy float64" = other("numpy", "float64"), "numpy float32" = other("numpy", "float32"),
    "PyTorch float64" = other("torch", "float64"), "PyTorch float32" = other("torch", "float32"),
    # its networks end in a sum or in classes
    "scikit-learn float64" = if (output != "sigmoid") other("sklearn", "float64"),
    "R loop" = if (optimizer == "gd" && shuffle) function() r_loop(x, y, widths, activation, output, epochs, rate, batch),
    "ANN2" = if (there[["ANN2"]] && shuffle) function() {
      target <- if (output == "softmax") max.col(y) else y
      ANN2::neuralnetwork(x, target, hidden, regression = output != "softmax", standardize = FALSE, val.prop = 0,
                          loss.type = if (output == "softmax") "log" else "squared", activ.functions = activation,
                          optim.type = if (optimizer == "gd") "sgd" else "adam", learn.rates = rate, n.epochs = epochs,
                          batch.size = if (is.null(batch)) nrow(x) else batch, verbose = FALSE)
    },
    "nnet (BFGS, at most as many steps)" = if (there[["nnet"]] && one_layer) function() {
      nnet::nnet(x, y, size = hidden, linout = output == "identity", maxit = epochs, abstol = 0, reltol = 0,
                 trace = FALSE)
    },
    "RSNNS" = if (there[["RSNNS"]] && one_layer) function() {
      RSNNS::mlp(x, y, size = hidden, maxit = epochs, learnFunc = "BackpropBatch", learnFuncParams = c(rate, 0),
                 hiddenActFunc = if (logistic) "Act_Logistic" else "Act_TanH", linOut = !logistic,
                 shufflePatterns = FALSE)
    },
    "neuralnet" = if (there[["neuralnet"]] && one_layer && logistic) function() {
      suppressWarnings(neuralnet::neuralnet(d ~ ., frame, hidden = hidden, linear.output = FALSE, stepmax = epochs,
                                            algorithm = "backprop", learningrate = rate, threshold = 1e-12))
    }
  ), headline = headline)
  # the error at the start and the data's turning round, which the others do not time, belong to the first epoch
  if (epochs == 1) race(paste0(title, ": each further epoch"), list(
    "descent, training alone" = elsewhere(function() (seconds(alone(5)) - seconds(alone(1))) / 4),
    "numpy float64" = other("numpy", "float64"), "PyTorch float64" = other("torch", "float64")
  ), headline = headline)
}

# Base R, as somebody writes it who knows the matrices.
r_loop <- function(x, y, widths, activation, output, epochs, rate, batch) {
  act <- list(sigmoid = plogis, tanh = tanh, relu = function(z) pmax(z, 0), identity = identity,
              softmax = function(z) exp(z) / rowSums(exp(z)))
  slope <- list(sigmoid = function(a) a * (1 - a), tanh = function(a) 1 - a^2, relu = function(a) a > 0)
  w <- Map(function(a, b) matrix(rnorm((a + 1) * b, sd = a^-0.5), a + 1), head(widths, -1), widths[-1])
  last <- length(w)
  n <- nrow(x)
  for (epoch in seq_len(epochs)) {
    batches <- if (is.null(batch)) list(TRUE) else split(sample(n), ceiling(seq_len(n) / batch))
    for (rows in batches) {
      a <- list(x[rows, , drop = FALSE])
      for (l in seq_len(last)) a[[l + 1]] <- act[[if (l < last) activation else output]](cbind(1, a[[l]]) %*% w[[l]])
      delta <- (a[[last + 1]] - y[rows, , drop = FALSE]) / nrow(a[[1]])
      if (output == "sigmoid") delta <- delta * slope$sigmoid(a[[last + 1]])
      for (l in last:1) {
        gradient <- crossprod(cbind(1, a[[l]]), delta)
        if (l > 1) delta <- tcrossprod(delta, w[[l]][-1, , drop = FALSE]) * slope[[activation]](a[[l]])
        w[[l]] <- w[[l]] - rate * gradient
      }
    }
  }
  w
}

activation_of <- function(name) descent:::activation_table[[name]]

# The kernel as it is, without formula, frame and fit: what numpy and PyTorch are timed on too.
bare_problem <- function(x, y, hidden, activation, output, cost, epochs, rate, batch, optimizer, shuffle) {
  units <- c(ncol(x), hidden, ncol(y))
  set.seed(1)
  theta <- unlist(lapply(seq_along(units)[-1], function(l) {
    rbind(0, matrix(rnorm(units[l - 1] * units[l], sd = units[l - 1]^-0.5), units[l - 1]))
  }))
  layers <- lapply(c(rep(activation, length(hidden)), output), activation_of)
  model <- descent:::kernel_model(units, TRUE, layers, descent:::cost_table[[cost]])
  data <- descent:::kernel_data(x, y, NULL, NULL, nrow(x))
  hyper <- list(eta = rate, optimizer = descent:::as_optimizer(optimizer), batch_size = batch, shuffle = shuffle,
                tol = 0, record = FALSE)
  settings <- descent:::training_settings(hyper, epochs, FALSE)
  function() {
    descent:::train(list(kind = "network", model = model, data = data, validation = NULL), settings,
                    descent:::start_state(theta), 0)
  }
}

set.seed(7)
xor <- list(x = matrix(c(0, 0, 1, 1, 0, 1, 0, 1), 4), y = c(0, 1, 1, 0))
curve <- list(x = matrix(runif(1000, -3, 3)))
table20 <- list(x = matrix(rnorm(2e5), 1e4))
table20$y <- sin(table20$x[, 1]) + table20$x[, 2] * table20$x[, 3]
digits <- list(x = matrix(runif(784e4), 1e4), y = diag(10)[sample(10, 1e4, TRUE), ])

network_work("XOR, 2-4-1 sigmoid, 10,000 full-batch epochs", xor$x, xor$y, 4, "sigmoid", "sigmoid", "mse", 10000, 0.5,
             headline = "ANN2")
network_work("1-20-1 tanh, 1000 rows, 2000 full-batch epochs", curve$x, sin(curve$x), 20, "tanh", "identity", "mse",
             2000, 0.01, headline = "numpy float32")
network_work("20-64-32-1 tanh, 10,000 rows, batch 32, 10 epochs, SGD", table20$x, table20$y, c(64, 32), "tanh",
             "identity", "mse", 10, 0.01, 32, headline = "numpy float64")
network_work("20-64-32-1 tanh, 10,000 rows, batch 32, 10 epochs, Adam", table20$x, table20$y, c(64, 32), "tanh",
             "identity", "mse", 10, 0.001, 32, "adam", headline = "PyTorch float64")
network_work("784-128-10 relu softmax, 10,000 rows, batch 64, 1 epoch", digits$x, digits$y, 128, "relu", "softmax",
             "cross_entropy", 1, 0.01, 64, headline = "numpy float64")
network_work("784-128-10 relu softmax, rows as they come", digits$x, digits$y, 128, "relu", "softmax",
             "cross_entropy", 1, 0.01, 64, shuffle = FALSE)
