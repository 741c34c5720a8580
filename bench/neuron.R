# One neuron against a plain R loop, glm() and those who do glm()'s work faster. Usage: Rscript bench/neuron.R
source("helpers.R")
library(descent)

there <- present(c("fastglm", "speedglm", "biglm", "neuralnet", "sgd"))

# ---- The lecture's neuron: 4 rows, a fixed bias, 10,000 recorded epochs ----------------------------------------------

gate <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))

lecture_loop <- function(d, x1, x2) {
  w1 <- 0.1
  w2 <- 0.5
  path <- matrix(0, 10001, 3)
  for (epoch in 1:10001) {
    y <- 1 / (1 + exp(3 - w1 * x1 - w2 * x2))
    r <- y - d
    path[epoch, ] <- c(w1, w2, sum(r * r) / 8)
    delta <- r * y * (1 - y) / 4
    w1 <- w1 - 0.1 * sum(delta * x1)
    w2 <- w2 - 0.1 * sum(delta * x2)
  }
  path
}

race("The lecture's neuron, 4 rows, 10,000 recorded epochs, with formula", list(
  "descent, neuron()" = function() neuron(d ~ x1 + x2, gate, bias = -3, start = c(0.1, 0.5), epochs = 10000,
                                          progress = FALSE),
  "plain R loop" = function() lecture_loop(gate$d, gate$x1, gate$x2),
  "neuralnet, 10,000 steps" = if (there[["neuralnet"]]) function() {
    suppressWarnings(neuralnet::neuralnet(d ~ x1 + x2, gate, hidden = 0, linear.output = FALSE, algorithm = "backprop",
                                          learningrate = 0.1, stepmax = 10000, threshold = 1e-12))
  }
), rounds = 15, headline = "plain R loop")

# ---- A million rows, 10 columns -----------------------------------------------------------------------------------

set.seed(8)
n <- 1e6
x <- matrix(rnorm(n * 10), n, dimnames = list(NULL, paste0("x", 1:10)))
large <- data.frame(d = as.double(runif(n) < plogis(x %*% seq(-0.5, 0.5, length.out = 10))), x)
with_ones <- cbind(1, x)
model <- descent:::kernel_model(c(10, 1), TRUE, list(descent:::activation_table$sigmoid),
                                descent:::cost_table$cross_entropy)
data <- descent:::kernel_data(x, list(large$d), NULL, NULL, n)
theta <- numeric(11)

race("One full-batch epoch, cross-entropy, 1e6 x 10 (cost and gradient)", list(
  "descent, kernel" = function() descent:::cost_gradient(model, data, theta),
  "one pass over the data, sum of each column" = function() colSums(x),
  "plain R" = function() {
    y <- 1 / (1 + exp(-(with_ones %*% theta)))
    list(-mean(ifelse(large$d == 1, log(y), log(1 - y))), crossprod(with_ones, y - large$d) / n)
  }
), headline = "one pass over the data, sum of each column")

data_file <- tempfile()
writeBin(c(as.double(x), large$d), data_file)
scikit <- function(solver) python("logistic.py", "sklearn", solver, data_file, ncol(x))

race("1e6 x 10 to glm()'s coefficients (1e-6), with formula", list(
  "descent, neuron(), whitened L-BFGS" = function() {
    suppressWarnings(neuron(d ~ ., large, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = "auto",
                            epochs = 100, tol = 1e-8, progress = FALSE, model = FALSE))
  },
  "glm()" = function() glm(d ~ ., binomial, large),
  "speedglm(), formula" = if (there[["speedglm"]]) function() speedglm::speedglm(d ~ ., large, family = binomial()),
  "bigglm(), formula" = if (there[["biglm"]]) function() {
    biglm::bigglm(reformulate(colnames(x), "d"), large, family = binomial(), chunksize = 1e5)
  },
  "fastglm, matrix given" = if (there[["fastglm"]]) function() {
    fastglm::fastglm(with_ones, large$d, binomial(), method = 2)
  },
  "scikit-learn, Newton-Cholesky, matrix given" = scikit("newton-cholesky"),
  "scikit-learn, L-BFGS, matrix given" = scikit("lbfgs")
), headline = "glm()")

# ---- One row at a time ----------------------------------------------------------------------------------------------

race("One stochastic epoch, cross-entropy, 1e6 x 10, batches of one row", list(
  "descent, neuron(), formula" = function() {
    neuron(d ~ ., large, cost = "cross_entropy", eta = 0.01, epochs = 1, batch_size = 1, record = FALSE,
           progress = FALSE, model = FALSE)
  },
  "sgd, matrix given" = if (there[["sgd"]]) function() {
    sgd::sgd(with_ones, large$d, model = "glm", model.control = list(family = binomial()),
             sgd.control = list(method = "sgd", npasses = 1, pass = TRUE, shuffle = TRUE))
  }
))
