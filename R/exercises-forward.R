# Topic 1, how networks work: from inputs to outputs.

forward_exercises <- list(
  "count-parameters" = an_exercise(
    topic = 1, title = "Counting parameters", tolerance = 0,
    draw = {
      p <- sample(3:30, 1)
      h <- sample(4:25, 2)
      k <- sample(2:9, 1)
    },
    text = c("A network has {p} inputs, a first hidden layer of {h[1]} units, a second one of {h[2]} units, and {k}",
             "outputs. Every hidden unit and every output has a bias. How many parameters are learnt?"),
    work = {
      width <- c(p, h, k)
      weights <- sum(width[-4] * width[-1])
    },
    answer = weights + sum(h) + k,
    mistakes = list(
      "biases-forgotten" = slip(weights, "These are the weights alone: each unit has a bias besides."),
      "output-bias-forgotten" = slip(weights + sum(h), "The {k} outputs have a bias each, too."),
      "input-bias" = slip(weights + sum(width), "Inputs have no bias: they are numbers from the data, not units."),
      "units" = slip(sum(width), "You have counted the units. A parameter sits on each connection, and in each bias."),
      "product" = slip(prod(width), "Layers are connected with the next layer only: add the products, one per gap.")
    ),
    solution = c("Between two layers there is one weight per pair of units, and each unit has one bias:", "",
                 "    ({p} + 1) * {h[1]} + ({h[1]} + 1) * {h[2]} + ({h[2]} + 1) * {k} = {answer}")
  ),
  "forward-pass" = an_exercise(
    topic = 1, title = "A forward pass",
    draw = {
      x <- some(2, -2, 2)
      b <- some(2, -1, 1)
      w <- matrix(some(4, -2, 2), 2)
      v <- some(2, -3, 3)
      b3 <- some(1, -1, 1)
    },
    text = c("Two inputs feed two hidden units with the sigmoid f(z) = 1 / (1 + exp(-z)); the output is linear:", "",
             "    inputs  x1 = {x[1]}, x2 = {x[2]}",
             "    h1      bias {b[1]}, weights {w[1, 1]} from x1, {w[2, 1]} from x2",
             "    h2      bias {b[2]}, weights {w[1, 2]} from x1, {w[2, 2]} from x2",
             "    output  bias {b3}, weights {v[1]} from h1, {v[2]} from h2", "",
             "What is the output?"),
    work = {
      f <- function(z) 1 / (1 + exp(-z))
      z <- b + c(w[1, 1] * x[1] + w[2, 1] * x[2], w[1, 2] * x[1] + w[2, 2] * x[2])
      a <- f(z)
    },
    answer = b3 + sum(v * a),
    mistakes = list(
      "activation-forgotten" = slip(b3 + sum(v * z), "The hidden units pass on f(z), not their weighted sums z."),
      "hidden-bias-forgotten" = slip(b3 + sum(v * f(z - b)),
                                     "A hidden unit's weighted sum begins with its bias."),
      "output-bias-forgotten" = slip(sum(v * a), "The output has a bias, {b3}."),
      "bent-output" = slip(f(b3 + sum(v * a)), "The output is linear: no sigmoid there."),
      "sign-of-exponent" = slip(b3 + sum(v * (1 - a)), "The sigmoid is 1 / (1 + exp(-z)): mind the minus in exp(-z)."),
      "transposed" = slip(b3 + sum(v * f(b + w %*% x)),
                          "A unit adds up its own weights times all inputs: two weights have changed places.")
    ),
    solution = c("    z1 = {b[1]} + {held(w[1, 1])} * {held(x[1])} + {held(w[2, 1])} * {held(x[2])} = {z[1]}",
                 "    z2 = {b[2]} + {held(w[1, 2])} * {held(x[1])} + {held(w[2, 2])} * {held(x[2])} = {z[2]}",
                 "    a1 = f(z1) = {a[1]}",
                 "    a2 = f(z2) = {a[2]}",
                 "    output = {b3} + {held(v[1])} * {a[1]} + {held(v[2])} * {a[2]}", "           = {answer}")
  ),
  "class-probability" = an_exercise(
    topic = 1, title = "Softmax: from weighted sums to probabilities",
    draw = {
      z <- some(3, -2, 3)
      k <- sample(3, 1)
    },
    text = c("The three outputs of a classifier have the weighted sums (the logits)", "",
             "    z1 = {z[1]}, z2 = {z[2]}, z3 = {z[3]}", "",
             "and the softmax as activation. What probability does class {k} get?"),
    work = total <- sum(exp(z)),
    answer = exp(z[k]) / total,
    mistakes = list(
      "exp-forgotten" = slip(z[k] / sum(z), "Shares of z itself can be negative: take exp() of all three first."),
      "not-divided" = slip(exp(z[k]), "Divide by the sum over all classes, so that the probabilities add up to 1."),
      "alone" = slip(1 / (1 + exp(-z[k])), "This is the sigmoid of z{k} alone: the softmax compares all classes."),
      "sign" = slip(exp(-z[k]) / sum(exp(-z)), "exp(z), not exp(-z): the largest z gets the largest probability."),
      "logarithm" = slip(z[k] - log(total), "This is the logarithm of the probability."),
      "own-left-out" = slip(exp(z[k]) / (total - exp(z[k])), "The sum below includes class {k} itself.")
    ),
    solution = c("    exp(z) = {exp(z)}", "    sum = {total}", "    {exp(z[k])} / {total} = {answer}")
  )
)
