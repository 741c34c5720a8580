# Topic 4, a vanilla network from scratch: sigmoid units and back-propagation.

neuron_exercises <- list(
  "fixed-bias" = an_exercise(
    topic = 4, title = "A step of the neuron with a fixed bias",
    draw = {
      x1 <- c(0, 0, 1, 1)
      x2 <- c(0, 1, 0, 1)
      d <- sample(list(c(0, 0, 1, 1), c(0, 1, 1, 1), c(1, 0, 1, 1), c(1, 1, 0, 1)), 1)[[1]]
      w1 <- some(1, 0.5, 3)
      w2 <- some(1, 0.5, 3)
      eta <- sample(c(3, 4, 5, 6), 1)
    },
    text = c("The neuron of the course, y = f(w1 x1 + w2 x2 - 3) with the sigmoid f, has a bias that is not learnt.",
             "Its",
             "error is E = 1/(2n) * sum (d - y)^2, and the data are", "",
             "    x1 = {x1}", "    x2 = {x2}", "    d  = {d}", "",
             "With w1 = {w1}, w2 = {w2} and the learning rate {eta}: what is w1 after one step of gradient descent?"),
    work = {
      f <- function(z) 1 / (1 + exp(-z))
      z <- w1 * x1 + w2 * x2 - 3
      y <- f(z)
      slope <- -sum((d - y) * y * (1 - y) * x1) / 4
      y_unbiased <- f(z + 3)
    },
    answer = w1 - eta * slope,
    mistakes = list(
      "sign" = slip(w1 + eta * slope, "The sign: a step goes against the gradient, w1 - eta * dE/dw1."),
      "factor-2" = slip(w1 - eta * 2 * slope, "This cost has a 1/2 that takes the 2 of the square away."),
      "one-over-n" = slip(w1 - eta * 4 * slope, "E is a mean over the rows: divide the sum by n = 4."),
      "slope-forgotten" = slip(w1 + eta * sum((d - y) * x1) / 4,
                               "The slope of the sigmoid is missing: dy/dz = y (1 - y) in each row."),
      "slope-at-output" = slip(w1 + eta * sum((d - y) * f(y) * (1 - f(y)) * x1) / 4,
                               "The slope of the sigmoid is y (1 - y): y is f(z) already, do not apply f again."),
      "x-left-out" = slip(w1 + eta * sum((d - y) * y * (1 - y)) / 4,
                          "Each row's delta is multiplied by its input x1: rows with x1 = 0 do not count."),
      "wrong-input" = slip(w1 + eta * sum((d - y) * y * (1 - y) * x2) / 4, "This uses x2. The weight w1 carries x1."),
      "eta-forgotten" = slip(w1 - slope, "The step is the learning rate times the derivative: eta = {eta} is missing."),
      "bias-forgotten" = slip(w1 + eta * sum((d - y_unbiased) * y_unbiased * (1 - y_unbiased) * x1) / 4,
                              "The weighted sum has the fixed bias -3. It is not learnt, but it is there."),
      "gradient-only" = slip(slope, "This is dE/dw1; now make the step, w1 - eta * dE/dw1.")
    ),
    solution = c("    z = {z}", "    y = {y}", "    (d - y) y (1 - y) =", "    {(d - y) * y * (1 - y)}",
                 "    dE/dw1 = -1/4 * sum of these times x1 = {slope}",
                 "    {w1} - {eta} * {held(slope)} = {answer}")
  ),
  "delta" = an_exercise(
    topic = 4, title = "The delta of an output",
    draw = {
      z <- some(1, -2.5, 2.5, 2)
      d <- sample(c(0, 1), 1)
    },
    text = c("An output unit has the weighted sum z = {z} and the sigmoid as activation. Its target is d = {d}, the",
             "error",
             "of the one row is E = 1/2 * (d - y)^2. What is delta = dE/dz?"),
    work = {
      f <- function(z) 1 / (1 + exp(-z))
      y <- f(z)
    },
    answer = (y - d) * y * (1 - y),
    mistakes = list(
      "sign" = slip((d - y) * y * (1 - y), "The sign: the derivative of 1/2 (d - y)^2 by y is y - d."),
      "slope-forgotten" = slip(y - d, "This is dE/dy. The chain rule asks for dy/dz = y (1 - y) as well."),
      "slope-at-output" = slip((y - d) * f(y) * (1 - f(y)), "The slope is y (1 - y): y is f(z) already."),
      "slope-of-z" = slip((y - d) * z * (1 - z), "The slope of the sigmoid is y (1 - y), written in y and not in z."),
      "activation-forgotten" = slip((z - d) * y * (1 - y), "The error compares d with y = f(z), not with z."),
      "factor-2" = slip(2 * (y - d) * y * (1 - y), "The 1/2 of this cost takes the 2 of the square away."),
      "error-itself" = slip((d - y)^2 / 2 * y * (1 - y),
                            "That multiplies the error itself by the slope. Take its derivative first.")
    ),
    solution = c("    y = f({z}) = {y}", "    dE/dy = {y} - {d} = {y - d}",
                 "    dy/dz = {y} * (1 - {y}) = {y * (1 - y)}",
                 "    delta = {held(y - d)} * {y * (1 - y)} = {answer}")
  ),
  "chain" = an_exercise(
    topic = 4, title = "A chain of two units: the step of the first weight",
    draw = {
      x <- some(1, 0.5, 3)
      w <- some(1, -1.5, 1.5)
      v <- some(1, -3, 3)
      d <- sample(c(0, 1), 1)
      eta <- sample(5:9, 1)
    },
    text = c("One input, one hidden unit, one output, no biases: h = f(w x), y = f(v h), with the sigmoid f. The",
             "error of",
             "the one row is E = 1/2 * (d - y)^2, with", "",
             "    x = {x}, d = {d}, w = {w}, v = {v}, eta = {eta}", "",
             "Both weights make one step of gradient descent. What is w afterwards?"),
    work = {
      f <- function(z) 1 / (1 + exp(-z))
      h <- f(w * x)
      y <- f(v * h)
      delta <- (y - d) * y * (1 - y)
      v_new <- v - eta * delta * h
      slope <- delta * v * h * (1 - h) * x
    },
    answer = w - eta * slope,
    mistakes = list(
      "sign" = slip(w + eta * slope, "The sign: a step goes against the gradient."),
      "eta-forgotten" = slip(w - slope, "The learning rate is missing: w - eta * dE/dw."),
      "stepped-weight" = slip(w - eta * delta * v_new * h * (1 - h) * x, paste(
        "The gradient at the wrong point: you went back through the new v.",
        "All derivatives belong to the old weights.")),
      "weight-forgotten" = slip(w - eta * delta * h * (1 - h) * x,
                                "On the way back the delta passes through the weight v."),
      "output-slope-forgotten" = slip(w - eta * (y - d) * v * h * (1 - h) * x,
                                      "The output's slope y (1 - y) is missing in its delta."),
      "hidden-slope-forgotten" = slip(w - eta * delta * v * x, "The hidden unit's slope h (1 - h) is missing."),
      "x-left-out" = slip(w - eta * delta * v * h * (1 - h), "The last factor of the chain is the input x."),
      "other-weight" = slip(v_new, "This is the new v. The first weight, w, is asked for."),
      "gradient-only" = slip(slope, "This is dE/dw; now make the step.")
    ),
    solution = c("    h = {h}, y = {y}", "    output's delta = (y - d) y (1 - y) = {delta}",
                 "    hidden delta = {held(delta)} * {held(v)} * h (1 - h)", "                 = {slope / x}",
                 "    dE/dw = {held(slope / x)} * {x} = {slope}", "    {w} - {eta} * {held(slope)} = {answer}")
  ),
  "hidden-weight" = an_exercise(
    topic = 4, title = "The derivative by one weight of a hidden layer",
    draw = {
      x <- some(2, 0.5, 3)
      w <- matrix(some(4, -1.5, 1.5), 2)
      v <- matrix(some(4, -2, 2), 2)
      d <- sample(c(0, 1))
      i <- sample(2, 1)
      j <- sample(2, 1)
    },
    text = c("Two inputs, two hidden units, two outputs, all with the sigmoid and without biases. The error of the",
             "one row",
             "is E = 1/2 * sum (d - y)^2 over both outputs.", "",
             "    inputs  x1 = {x[1]}, x2 = {x[2]}",
             "    h1      weights {w[1, 1]} from x1, {w[2, 1]} from x2",
             "    h2      weights {w[1, 2]} from x1, {w[2, 2]} from x2",
             "    y1      weights {v[1, 1]} from h1, {v[2, 1]} from h2; target {d[1]}",
             "    y2      weights {v[1, 2]} from h1, {v[2, 2]} from h2; target {d[2]}", "",
             "What is the derivative of E by the weight from x{i} to h{j}?"),
    work = {
      f <- function(z) 1 / (1 + exp(-z))
      h <- f(c(sum(w[, 1] * x), sum(w[, 2] * x)))
      y <- f(c(sum(v[, 1] * h), sum(v[, 2] * h)))
      deltas <- (y - d) * y * (1 - y)
      arriving <- sum(deltas * v[j, ])
      bent <- h[j] * (1 - h[j])
    },
    answer = arriving * bent * x[i],
    mistakes = list(
      "sign" = slip(-arriving * bent * x[i], "The sign: an output's delta begins with y - d."),
      "first-path-only" = slip(deltas[1] * v[j, 1] * bent * x[i],
                               "h{j} feeds both outputs: its delta is a sum over both. The path over y2 is missing."),
      "second-path-only" = slip(deltas[2] * v[j, 2] * bent * x[i],
                                "h{j} feeds both outputs: its delta is a sum over both. The path over y1 is missing."),
      "output-slope-forgotten" = slip(sum((y - d) * v[j, ]) * bent * x[i],
                                      "The outputs' slopes y (1 - y) are missing in their deltas."),
      "hidden-slope-forgotten" = slip(arriving * x[i], "The slope h (1 - h) of the hidden unit is missing."),
      "weights-forgotten" = slip(sum(deltas) * bent * x[i],
                                 "On its way back each output's delta is multiplied by the weight it passes."),
      "x-left-out" = slip(arriving * bent,
                          "This is the hidden unit's delta. Times the input x{i} it is the derivative."),
      "wrong-input" = slip(arriving * bent * x[3 - i], "The weight carries x{i}, not x{3 - i}."),
      "wrong-unit" = slip(sum(deltas * v[3 - j, ]) * h[3 - j] * (1 - h[3 - j]) * x[i],
                          "This is the weight to h{3 - j}, not to h{j}."),
      "factor-2" = slip(2 * arriving * bent * x[i], "The 1/2 of this cost takes the 2 of the square away.")
    ),
    solution = c("    h = {h}", "    y = {y}", "    output deltas (y - d) y (1 - y) = {deltas}",
                 "    back to h{j}: {deltas[1]} * {held(v[j, 1])} + {held(deltas[2])} * {held(v[j, 2])}",
                 "               = {arriving}",
                 "    delta of h{j}: {held(arriving)} * h{j} (1 - h{j}) = {arriving * bent}",
                 "    derivative: {held(arriving * bent)} * {x[i]} = {answer}")
  ),
  "difference-quotient" = an_exercise(
    topic = 4, title = "A derivative without theory",
    draw = {
      h <- sample(c(0.01, 0.02, 0.05), 1)
      here <- some(1, 1, 3, 3)
      up <- round(here + sample(c(-1, 1), 1) * stats::runif(1, 0.05, 0.2), 3)
      down <- round(2 * here - up + stats::runif(1, 0.004, 0.02), 3)
    },
    text = c("You want to check a derivative of your own back-propagation. The error is {here} at the weight w,",
             "{up} at w + {h} and {down} at w - {h}. What is dE/dw by the central difference?"),
    answer = (up - down) / (2 * h),
    mistakes = list(
      "sign" = slip((down - up) / (2 * h), "The sign: the error to the right minus the error to the left."),
      "factor-2" = slip((up - down) / h, "The two points are 2 h apart, not h."),
      "one-sided" = slip((up - here) / h, "This uses one side only; the central difference is far more exact."),
      "not-divided" = slip(up - down, "Divide by the distance of the two points.")
    ),
    solution = "    ({up} - {down}) / (2 * {h}) = {answer}"
  )
)
