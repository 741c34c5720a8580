# Data whose right answers are known from outside: the course's two examples and a published step of back-propagation.
# Nothing here disturbs the session's random numbers.

# Runs an expression with R's default generators at that seed, then puts the session's own random state back.
oracle_with_seed <- function(seed, code) {
  kinds <- RNGkind()
  old <- get0(".Random.seed", globalenv(), inherits = FALSE)
  on.exit({
    do.call(RNGkind, as.list(kinds))
    if (is.null(old)) rm(".Random.seed", envir = globalenv()) else assign(".Random.seed", old, globalenv())
  })
  set.seed(seed, "Mersenne-Twister", "Inversion", "Rejection")
  code
}

# The course's straight line: cost mse, 1000 steps at eta 0.01 from (1, 1). Its coefficients, and its error at epochs 0
# and 999.
oracle_line <- function() {
  x <- oracle_with_seed(123, rnorm(200))
  data <- data.frame(x = x[1:100], y = 3 + 2 * x[1:100] + x[101:200])
  list(
    data = data, eta = 0.01, epochs = 1000, start = 1,
    coefficients = c(2.89719694937354, 1.94752837381973),
    error = c(5.5957754989872157, 0.923441292618146), error_epochs = c(0, 999)
  )
}

# The course's sigmoid neuron with a fixed bias of -3: cost half_mse, 10000 steps at eta 0.1 from (0.1, 0.5). Its fitted
# values (also with half_sse), its weights, and its error at epochs 0 and 9999.
oracle_gate <- function() {
  list(
    data = data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1)),
    bias = -3, eta = 0.1, epochs = 10000, start = c(0.1, 0.5),
    fitted = c(0.04742587, 0.05752359, 0.95730271, 0.96489475), fitted_half_sse = c(0.0474, 0.0317, 0.9844, 0.9765),
    coefficients = c(6.11005755451743, 0.203636042122700),
    error = c(0.218373606170244, 0.00107670174601496), error_epochs = c(0, 9999)
  )
}

# A 2-2-2 sigmoid network, one row of data, worked through by hand in Matt Mazur, "A Step by Step Backpropagation
# Example" (2015), mattmazur.com. Cost half_sse; the biases are not updated. The published numbers: `hidden` and `y` of
# the first forward pass, the weights `after_one` step (the biases as they were), the error at the start and at the
# 10000th forward pass, which is epoch 9999. Two more that he prints are left out, the error 0.291027924 after one step
# and the outputs 0.015912196, 0.984065734 at the end: they come from a program that updates the output layer before it
# computes the hidden layer's deltas. The gradient proper gives 0.291027774 and 0.015913620, 0.984064274.
oracle_mazur <- function() {
  layer <- function(bias, into_1, into_2, inputs, units) {
    matrix(c(bias, into_1, bias, into_2), 3, 2, dimnames = list(c("(Intercept)", inputs), units))
  }
  i <- c("i1", "i2")
  h <- c("h1", "h2")
  o <- c("o1", "o2")
  list(
    x = matrix(c(0.05, 0.10), 1, 2, dimnames = list(NULL, i)),
    d = matrix(c(0.01, 0.99), 1, 2, dimnames = list(NULL, o)),
    eta = 0.5,
    weights = list(layer(0.35, c(0.15, 0.20), c(0.25, 0.30), i, h), layer(0.60, c(0.40, 0.45), c(0.50, 0.55), h, o)),
    after_one = list(
      layer(0.35, c(0.149780716, 0.19956143), c(0.24975114, 0.29950229), i, h),
      layer(0.60, c(0.35891648, 0.408666186), c(0.511301270, 0.561370121), h, o)
    ),
    hidden = c(0.593269992, 0.596884378), y = c(0.75136507, 0.772928465),
    error = c(0.298371109, 0.0000351085), error_epochs = c(0, 9999)
  )
}

# Puts another function in the place of one of the package's, until the old one is put back in the same way.
replace_function <- function(name, f) {
  home <- asNamespace("descent")
  unlockBinding(name, home)
  assign(name, f, home)
  lockBinding(name, home)
}

# What dget() makes of what dput() has written of a fit.
reread <- function(fit) {
  file <- tempfile()
  on.exit(unlink(file))
  dput(fit, file, control = c("keepNA", "keepInteger", "niceNames", "showAttributes", "quoteExpressions"))
  dget(file)
}
