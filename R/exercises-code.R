# Exercises in which a function is to be completed. It is tried on `cases`, which the task does not show.

code_exercises <- list(
  "code-gradient" = an_exercise(
    topic = 3, title = "Code to complete: the gradient of a line", kind = "code",
    text = c("Complete the function, so that it returns the two derivatives of E = 1/n * sum (y - a - b x)^2: that by",
             "a, then that by b. For trying:", "", "    x = {x}", "    y = {y}", "    a = {a}, b = {b}", "",
             "The first of them is then {first}."),
    skeleton = c("gradient <- function(a, b, x, y) {", "  residual <- ___", "  c(___, ___)", "}"),
    draw = {
      x <- some(3, -2, 3)
      y <- some(3, -3, 5)
      a <- some(1, -1, 1)
      b <- some(1, -1, 1)
    },
    work = {
      first <- -2 * mean(y - a - b * x)
      cases <- lapply(c(4, 7), function(n) {
        list(a = some(1, -2, 2), b = some(1, -2, 2), x = some(n, -3, 4), y = some(n, -5, 8))
      })
    },
    answer = function(a, b, x, y) {
      residual <- y - a - b * x
      c(-2 * mean(residual), -2 * mean(x * residual))
    },
    mistakes = list(
      "sign" = slip(function(a, b, x, y) 2 * c(mean(y - a - b * x), mean(x * (y - a - b * x))),
                    "The sign: a and b stand behind a minus in the residual."),
      "factor-2" = slip(function(a, b, x, y) -c(mean(y - a - b * x), mean(x * (y - a - b * x))),
                        "The factor 2 of the square is missing."),
      "one-over-n" = slip(function(a, b, x, y) -2 * c(sum(y - a - b * x), sum(x * (y - a - b * x))),
                          "E is a mean: divide by n, whatever n is."),
      "x-left-out" = slip(function(a, b, x, y) -2 * mean(y - a - b * x) * c(1, 1),
                          "The second derivative has the factor x in each row, inside the mean."),
      "x-outside" = slip(function(a, b, x, y) -2 * mean(y - a - b * x) * c(1, mean(x)),
                         "x belongs inside the mean: each residual is multiplied by its own x."),
      "order" = slip(function(a, b, x, y) -2 * c(mean(x * (y - a - b * x)), mean(y - a - b * x)),
                     "The order: first the derivative by a, then that by b."),
      "slope-forgotten" = slip(function(a, b, x, y) -2 * c(mean(y - a), mean(x * (y - a))),
                               "The residual is y - a - b * x: b is not used.")
    ),
    solution = "One way:"
  ),
  "code-descent" = an_exercise(
    topic = 3, title = "Code to complete: the whole descent", kind = "code",
    text = c("Complete the loop of the lecture for a line a + b x with the error E = 1/n * sum (y - a - b x)^2. It",
             "returns the intercept and the slope after the last epoch. For trying:", "",
             "    x = {x}", "    y = {y}", "",
             "With eta = 0.1 and 2000 epochs it should come close to coef(lm(y ~ x))."),
    skeleton = c("descend <- function(x, y, eta, epochs, a, b) {", "  for (epoch in seq_len(epochs)) {",
                 "    residual <- ___", "    dEda <- ___", "    dEdb <- ___", "    a <- ___", "    b <- ___", "  }",
                 "  c(a, b)", "}"),
    draw = {
      x <- c(-1, 0, 1) + some(3, -0.4, 0.4)
      y <- some(3, -2, 4)
    },
    work = cases <- lapply(c(4, 6), function(n) {
      list(x = some(n, -1.5, 1.5), y = some(n, -3, 5), eta = 0.1, epochs = n - 1, a = some(1, -1, 1),
           b = some(1, -1, 1))
    }),
    answer = function(x, y, eta, epochs, a, b) {
      for (epoch in seq_len(epochs)) {
        residual <- y - a - b * x
        dEda <- -2 * mean(residual)  # nolint: object_name_linter. The lecture's name.
        dEdb <- -2 * mean(x * residual)  # nolint: object_name_linter.
        a <- a - eta * dEda
        b <- b - eta * dEdb
      }
      c(a, b)
    },
    mistakes = list(
      "sign" = slip(wrong_descent(step = 1), "The sign: a step goes against the gradient."),
      "factor-2" = slip(wrong_descent(factor = 1), "The factor 2 of the square is missing in both derivatives."),
      "one-over-n" = slip(wrong_descent(total = sum), "E is a mean: divide its derivatives by n."),
      "wrong-point" = slip(wrong_descent(renew = TRUE), paste(
        "The gradient at the wrong point: compute both derivatives before either coefficient changes.")),
      "x-left-out" = slip(wrong_descent(carried = function(x) 1), "The derivative by b has the factor x in each row."),
      "eta-forgotten" = slip(wrong_descent(use = 1), "The learning rate is missing in the step."),
      "one-epoch-short" = slip(wrong_descent(fewer = 1), "The loop makes one epoch less than it should.")
    ),
    solution = "One way:"
  ),
  "code-neuron" = an_exercise(
    topic = 4, title = "Code to complete: a step of the neuron", kind = "code",
    text = c("Complete the step of a sigmoid neuron whose bias b is fixed, with the error E = 1/(2n) * sum (d - y)^2.",
             "It returns the two new weights. For trying:", "",
             "    w1 = {w1}, w2 = {w2}, b = -3, eta = {eta}", "    x1 = 0, 0, 1, 1", "    x2 = 0, 1, 0, 1",
             "    d = 0, 0, 1, 1", "", "The first new weight is then {first}."),
    skeleton = c("step <- function(w1, w2, b, x1, x2, d, eta) {", "  y <- ___", "  delta <- ___",
                 "  c(w1 - ___, w2 - ___)", "}"),
    draw = {
      w1 <- some(1, 0.1, 2)
      w2 <- some(1, 0.1, 2)
      eta <- sample(2:6, 1)
    },
    work = {
      cases <- lapply(c(4, 6), function(n) {
        list(w1 = some(1, -1, 1), w2 = some(1, -1, 1), b = some(1, -2, 1), x1 = some(n, -2, 2), x2 = some(n, -2, 2),
             d = rep_len(c(0, 1, 1), n), eta = sample(2:5, 1))
      })
      first <- round(wrong_step()(w1, w2, -3, c(0, 0, 1, 1), c(0, 1, 0, 1), c(0, 0, 1, 1), eta)[1], 6)
    },
    answer = function(w1, w2, b, x1, x2, d, eta) {
      y <- 1 / (1 + exp(-(w1 * x1 + w2 * x2 + b)))
      delta <- -(d - y) * y * (1 - y)
      slopes <- c(mean(delta * x1), mean(delta * x2))
      c(w1, w2) - eta * slopes
    },
    mistakes = list(
      "sign" = slip(wrong_step(step = 1), "The sign: a step goes against the gradient."),
      "one-over-n" = slip(wrong_step(total = sum), "E is a mean over the rows: divide by n, whatever n is."),
      "factor-2" = slip(wrong_step(factor = 2), "The 1/2 of this cost takes the 2 of the square away."),
      "slope-forgotten" = slip(wrong_step(slope = function(y) 1), "The slope of the sigmoid, y (1 - y), is missing."),
      "x-left-out" = slip(wrong_step(carried = function(x) 1),
                          "Each weight's derivative has the factor x of its input."),
      "eta-forgotten" = slip(wrong_step(use = 1), "The learning rate is missing in the step."),
      "bias-forgotten" = slip(wrong_step(bias = 0),
                              "The weighted sum has the bias b; it is not learnt, but it is there."),
      "sign-of-exponent" = slip(wrong_step(exponent = 1), "The sigmoid is 1 / (1 + exp(-z)): mind the minus.")
    ),
    solution = "One way:"
  )
)

# The lecture's loop, and the neuron's step, with one thing wrong.
wrong_descent <- function(step = -1, factor = 2, total = mean, carried = identity, use = NULL, renew = FALSE,
                          fewer = 0) {
  function(x, y, eta, epochs, a, b) {
    if (!is.null(use)) eta <- use
    for (epoch in seq_len(epochs - fewer)) {
      a_new <- a + step * eta * -factor * total(y - a - b * x)
      at <- if (renew) a_new else a
      b <- b + step * eta * -factor * total(carried(x) * (y - at - b * x))
      a <- a_new
    }
    c(a, b)
  }
}

wrong_step <- function(step = -1, factor = 1, total = mean, slope = function(y) y * (1 - y), carried = identity,
                       use = NULL, bias = NULL, exponent = -1) {
  function(w1, w2, b, x1, x2, d, eta) {
    if (!is.null(use)) eta <- use
    if (!is.null(bias)) b <- bias
    y <- 1 / (1 + exp(exponent * (w1 * x1 + w2 * x2 + b)))
    delta <- -factor * (d - y) * slope(y)
    c(w1 + step * eta * total(delta * carried(x1)), w2 + step * eta * total(delta * carried(x2)))
  }
}
