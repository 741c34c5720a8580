# Networks against ANN2, nnet, neuralnet, numpy and PyTorch: the same layers, rows, batches and number of steps.
# Rscript bench/network.R writes its tables to standard output. Run from the repository's root or from bench/.

if (!exists("race")) source(if (file.exists("helpers.R")) "helpers.R" else "bench/helpers.R")
library(descent)

there <- present(c("ANN2", "nnet", "neuralnet"))
script <- if (file.exists("network.py")) "network.py" else "bench/network.py"

# One piece of work: data, widths and the rest, and what each package calls it.
network_work <- function(title, x, y, hidden, activation, output, cost, epochs, rate, batch = NULL, optimizer = "gd",
                         shuffle = TRUE, rounds = 5, slow = TRUE) {
  y <- as.matrix(y)
  frame <- data.frame(x)
  names(frame) <- paste0("x", seq_along(frame))
  frame$d <- if (output == "softmax") factor(max.col(y)) else if (ncol(y) > 1) y else as.vector(y)
  path <- tempfile()
  on.exit(unlink(path))
  writeBin(c(as.double(x), as.double(y)), path)
  set.seed(1)
  ours <- function(record) {
    force(record)
    function() suppressWarnings(
      ann(d ~ ., frame, hidden = hidden, activation = activation, output = output, cost = cost, eta = rate,
          epochs = epochs, scaling = "none", optimizer = optimizer, batch_size = batch, shuffle = shuffle,
          record = record, progress = FALSE))
  }
  widths <- paste(c(ncol(x), hidden, ncol(y)), collapse = "-")
  other <- function(module, kind) {
    python(script, module, kind, optimizer, epochs, if (is.null(batch)) 0 else batch, rate, activation, output, widths,
           shuffle, path)
  }
  problem <- bare_problem(x, y, hidden, activation, output, cost, epochs, rate, batch, optimizer, shuffle)
  race(title, c(list(
    "descent, ann()" = ours(NULL),
    "descent, ann(record = FALSE)" = ours(FALSE),
    "descent, training alone" = problem,
    "numpy float64" = other("numpy", "float64"), "numpy float32" = other("numpy", "float32"),
    "PyTorch float64" = other("torch", "float64"), "PyTorch float32" = other("torch", "float32")
  ), if (slow) list(
    "ANN2" = if (there[["ANN2"]]) function() {
      target <- if (output == "softmax") max.col(y) else y
      ANN2::neuralnetwork(x, target, hidden, regression = output != "softmax", standardize = FALSE, val.prop = 0,
                          loss.type = if (output == "softmax") "log" else "squared", activ.functions = activation,
                          optim.type = if (optimizer == "gd") "sgd" else "adam", learn.rates = rate, n.epochs = epochs,
                          batch.size = if (is.null(batch)) nrow(x) else batch, verbose = FALSE)
    },
    "nnet (BFGS, at most as many steps)" = if (there[["nnet"]] && length(hidden) == 1 && is.null(batch)) function() {
      nnet::nnet(x, y, size = hidden, linout = output == "identity", maxit = epochs, abstol = 0, reltol = 0,
                 trace = FALSE)
    }
  )), rounds)
}

# The kernel as it is, without formula, frame and fit: what numpy and PyTorch are timed on too.
bare_problem <- function(x, y, hidden, activation, output, cost, epochs, rate, batch, optimizer, shuffle) {
  units <- c(ncol(x), hidden, ncol(y))
  set.seed(1)
  theta <- unlist(lapply(seq_along(units)[-1], function(l) {
    rbind(0, matrix(rnorm(units[l - 1] * units[l], sd = units[l - 1]^-0.5), units[l - 1]))
  }))
  model <- list(units = units, bias = TRUE, activations = as.list(c(rep(activation, length(hidden)), output)),
                cost = cost, dropout = 0)
  data <- list(x = x, y = y, weights = NULL, offset = NULL, rows = nrow(x))
  settings <- descent:::training_settings(rate, epochs, optimizer, batch, shuffle, 0, FALSE, FALSE)
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

network <- rbind(
  network_work("XOR, 2-4-1 sigmoid, 10,000 full-batch epochs", xor$x, xor$y, 4, "sigmoid", "sigmoid", "mse", 10000, 0.5,
               shuffle = FALSE),
  network_work("1-20-1 tanh, 1000 rows, 2000 full-batch epochs", curve$x, sin(curve$x), 20, "tanh", "identity", "mse",
               2000, 0.01, shuffle = FALSE),
  network_work("20-64-32-1 tanh, 10,000 rows, batch 32, 10 epochs, SGD", table20$x, table20$y,
               c(64, 32), "tanh", "identity", "mse", 10, 0.01, 32),
  network_work("20-64-32-1 tanh, 10,000 rows, batch 32, 10 epochs, Adam", table20$x, table20$y,
               c(64, 32), "tanh", "identity", "mse", 10, 0.001, 32, "adam"),
  network_work("784-128-10 relu softmax, 10,000 rows, batch 64, 1 epoch", digits$x, digits$y, 128, "relu", "softmax",
               "cross_entropy", 1, 0.01, 64, slow = FALSE),
  network_work("784-128-10 relu softmax, rows as they come", digits$x, digits$y, 128, "relu", "softmax",
               "cross_entropy", 1, 0.01, 64, shuffle = FALSE, slow = FALSE)
)
