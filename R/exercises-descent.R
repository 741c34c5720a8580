# Topic 3, gradient descent from scratch: the line y = a + b x and its mean squared error.

descent_exercises <- list(
  "derivative" = an_exercise(
    topic = 3, title = "A derivative by hand",
    draw = {
      x <- some(4, -3, 4)
      y <- some(4, -5, 8)
      a <- some(1, -2, 2)
      b <- some(1, -2, 2)
    },
    text = c("The error of the line a + b x is E = 1/n * sum (y - a - b x)^2. The data are", "",
             "    x = {x}", "    y = {y}", "",
             "What is dE/db, the derivative by the slope, at a = {a}, b = {b}?"),
    work = {
      r <- y - a - b * x
      n <- length(x)
    },
    answer = -2 / n * sum(x * r),
    mistakes = list(
      "sign" = slip(2 / n * sum(x * r), "The sign: b stands behind a minus, whose derivative is -x."),
      "factor-2" = slip(-sum(x * r) / n, "The factor 2 of the square is missing: the derivative of r^2 is 2 r dr/db."),
      "one-over-n" = slip(-2 * sum(x * r), "E is a mean: divide by n = {n}."),
      "x-left-out" = slip(-2 / n * sum(r),
                          "This is dE/da. For the slope, the chain rule adds the factor x in each row."),
      "error-itself" = slip(sum(r^2) / n, "This is the error E itself, not its derivative."),
      "residuals-squared" = slip(-2 / n * sum(x * r^2),
                                 "The derivative of the square is 2 r: the residual, not its square.")
    ),
    solution = c("    r = y - a - b x = {r}", "    x r = {x * r}, with the sum {sum(x * r)}",
                 "    dE/db = -2/{n} * {held(sum(x * r))} = {answer}")
  ),
  "one-step" = an_exercise(
    topic = 3, title = "One step of gradient descent",
    draw = {
      x <- some(4, -3, 4)
      y <- some(4, -5, 8)
      a <- some(1, -2, 2)
      b <- some(1, -2, 2)
      eta <- sample(c(0.05, 0.1, 0.15, 0.2), 1)
    },
    text = c("A line a + b x with the error E = 1/n * sum (y - a - b x)^2 learns from", "",
             "    x = {x}", "    y = {y}", "",
             "It stands at a = {a}, b = {b}, and the learning rate is {eta}. What is b after one step of gradient",
             "descent, in which both coefficients change at once?"),
    work = {
      r <- y - a - b * x
      n <- length(x)
      slope <- -2 / n * sum(x * r)
      a_new <- a + eta * 2 / n * sum(r)
    },
    answer = b - eta * slope,
    mistakes = list(
      "sign" = slip(b + eta * slope, "The sign: a step goes against the gradient, b - eta * dE/db."),
      "factor-2" = slip(b - eta * slope / 2, "The factor 2 of the square is missing in dE/db."),
      "one-over-n" = slip(b - eta * slope * n, "E is a mean: divide its derivative by n = {n}."),
      "wrong-point" = slip(b + eta * 2 / n * sum(x * (y - a_new - b * x)),
                           paste("The gradient at the wrong point: both derivatives belong to the old a and b,",
                                 "and you have used the new a already.")),
      "eta-forgotten" = slip(b - slope, "The step is the learning rate times the derivative: eta = {eta} is missing."),
      "x-left-out" = slip(b + eta * 2 / n * sum(r), "You took dE/da. In dE/db each residual is multiplied by its x."),
      "step-only" = slip(-eta * slope, "This is the step alone: add it to the old b = {b}."),
      "gradient-only" = slip(slope, "This is the derivative dE/db; now make the step, b - eta * dE/db.")
    ),
    solution = c("    r = y - a - b x = {r}", "    dE/db = -2/{n} * sum(x r) = {slope}",
                 "    {b} - {eta} * {held(slope)} = {answer}")
  ),
  "largest-rate" = an_exercise(
    topic = 3, title = "The largest stable learning rate",
    draw = x <- some(4, 0.5, 4),
    text = c("A line through the origin, b x, has the error E = 1/n * sum (y - b x)^2. The inputs are", "",
             "    x = {x}", "",
             "Above which learning rate does gradient descent diverge, whatever y is?"),
    work = {
      n <- length(x)
      curvature <- 2 / n * sum(x^2)
    },
    answer = 2 / curvature,
    mistakes = list(
      "one-over-lambda" = slip(1 / curvature,
                               "1 / lambda arrives in one step; larger rates still converge, up to 2 / lambda."),
      "factor-2" = slip(4 / curvature, "The second derivative of a square has a factor 2: lambda = 2/n * sum x^2."),
      "one-over-n" = slip(2 / (curvature * n), "E is a mean, so its curvature is divided by n = {n}."),
      "curvature" = slip(curvature, "This is the curvature lambda. The limit of the rate is 2 / lambda."),
      "not-squared" = slip(n / sum(x), "The curvature is the mean of x^2, times 2: square the inputs.")
    ),
    solution = c("The second derivative of E by b is the curvature", "",
                 "    lambda = 2/{n} * sum x^2 = {curvature}", "",
                 "A step changes b - b_min by the factor 1 - eta * lambda, which must lie between -1 and 1:", "",
                 "    eta < 2 / lambda = {answer}")
  ),
  "standardise" = an_exercise(
    topic = 3, title = "Back from standardised columns",
    draw = {
      x <- sample(10:90, 5)
      a <- some(1, 2, 9)
      b <- some(1, -4, 4)
    },
    text = c("A predictor has the values", "", "    x = {x}", "",
             "It is standardised, z = (x - mean) / sd with R's sd(), and gradient descent finds y = {a} + {held(b)}",
             "* z.",
             "What is the intercept of the same line on the scale of x?"),
    work = {
      n <- length(x)
      centre <- sum(x) / n
      spread <- sqrt(sum((x - centre)^2) / (n - 1))
    },
    answer = a - b * centre / spread,
    mistakes = list(
      "unchanged" = slip(a, "{a} is the height at z = 0, where x is its mean. The intercept is the height at x = 0."),
      "sign" = slip(a + b * centre / spread, "At x = 0 z is -mean / sd: mind the sign."),
      "sd-left-out" = slip(a - b * centre, "The slope on the scale of x is {b} / sd."),
      "sd-multiplied" = slip(a - b * centre * spread,
                             "The slope on the scale of x is {b} divided by the sd, not times it."),
      "sd-with-n" = slip(a - b * centre / (spread * sqrt((n - 1) / n)),
                         "R's sd() divides by n - 1 = {n - 1}, not by n."),
      "slope" = slip(b / spread, "This is the slope on the scale of x. The intercept is asked for.")
    ),
    solution = c("    mean = {centre}, sd = {spread}",
                 "    y = {a} + {held(b)} * (x - {centre}) / {spread}",
                 "    at x = 0:  {a} - {held(b)} * {centre} / {spread} = {answer}")
  ),
  "momentum-step" = an_exercise(
    topic = 3, title = "A step of momentum",
    draw = {
      w <- some(1, -2, 2)
      v <- some(1, -3, 3)
      g <- some(1, -3, 3)
      rho <- sample(c(0.6, 0.7, 0.8, 0.9), 1)
      eta <- sample(c(0.1, 0.15, 0.2, 0.25), 1)
    },
    text = c("Momentum remembers earlier gradients in a velocity v and steps with it:", "",
             "    v <- rho * v + gradient", "    w <- w - eta * v", "",
             "Before the step w = {w} and v = {v}; the gradient is {g}, rho = {rho}, eta = {eta}. What is w after",
             "the step?"),
    work = v_new <- rho * v + g,
    answer = w - eta * v_new,
    mistakes = list(
      "sign" = slip(w + eta * v_new, "The sign: the step goes against the velocity, w - eta * v."),
      "memory-forgotten" = slip(w - eta * g, "This is plain gradient descent: rho * v is missing."),
      "eta-forgotten" = slip(w - v_new, "The learning rate is missing: w - eta * v."),
      "old-velocity" = slip(w - eta * v, "You stepped with the old velocity: it changes first."),
      "rho-forgotten" = slip(w - eta * (v + g), "The old velocity is damped: rho * v."),
      "rho-at-gradient" = slip(w - eta * (v + rho * g), "rho belongs to the old velocity, not to the gradient."),
      "averaged" = slip(w - eta * (rho * v + (1 - rho) * g),
                        "Here the gradient is added whole. The factor 1 - rho belongs to the means of Adam."),
      "eta-inside" = slip(w - (rho * v + eta * g), "In this rule the learning rate multiplies the whole velocity.")
    ),
    solution = c("    v = {rho} * {held(v)} + {held(g)} = {v_new}", "    w = {w} - {eta} * {held(v_new)} = {answer}")
  )
)
