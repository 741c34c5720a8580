# Topic 2, universal approximation: what sums of bent lines can do.

approximation_exercises <- list(
  "kink" = an_exercise(
    topic = 2, title = "Where a relu unit bends",
    draw = {
      b <- some(1, -3, 3, 2)
      w <- some(1, -3, 3, 2)
    },
    text = c("A hidden unit gives max(0, z) with z = {b} + {held(w)} * x. At which x does its line bend?"),
    answer = -b / w,
    mistakes = list(
      "sign" = slip(b / w, "The bend is where z = 0, so that b + w x = 0: solve it for x and mind the sign."),
      "upside-down" = slip(-w / b, "Solve b + w x = 0 for x: the weight goes below the fraction bar."),
      "weight-forgotten" = slip(-b, "z = 0 means w x = -b: there is a division by the weight still to do."),
      "height" = slip(b, "This is z at x = 0, the height of the line there.")
    ),
    solution = c("The unit bends where its weighted sum is 0:", "",
                 "    {b} + {held(w)} * x = 0", "    x = -{held(b)} / {held(w)} = {answer}")
  ),
  "pieces" = an_exercise(
    topic = 2, title = "The slope of a curve made of bent lines",
    draw = {
      b <- some(3, -2, 2)
      w <- some(3, -2, 2)
      v <- some(3, -2, 2)
      at <- some(1, -2, 2)
    },
    text = c("The curve of a network with one input and three relu units is", "",
             "    y = {v[1]} * max(0, {b[1]} + {held(w[1])} * x)",
             "      + {held(v[2])} * max(0, {b[2]} + {held(w[2])} * x)",
             "      + {held(v[3])} * max(0, {b[3]} + {held(w[3])} * x)", "",
             "What is its slope dy/dx at x = {at}?"),
    work = {
      z <- b + w * at
      on <- as.numeric(z > 0)
    },
    answer = sum(v * w * on),
    mistakes = list(
      "all-units" = slip(sum(v * w), "A unit whose z is negative at x = {at} is flat there and adds nothing."),
      "wrong-units" = slip(sum(v * w * (1 - on)), "The units that count are those with z > 0, not the others."),
      "output-weights-forgotten" = slip(sum(w * on), "The output multiplies each unit by its own weight."),
      "input-weights-forgotten" = slip(sum(v * on), "The slope of max(0, b + w x) is w where it is not 0: not 1."),
      "height" = slip(sum(v * z * on), "This is the height y at x = {at}, not the slope.")
    ),
    solution = c("At x = {at} the weighted sums are {z}. Units with z > 0 have the slope w, the others 0:", "",
                 "    v * slopes = {v * w * on}, and their sum is {answer}")
  ),
  "without-bend" = an_exercise(
    topic = 2, title = "A network without a bend",
    draw = {
      b <- some(2, -2, 2)
      w <- some(2, -2, 2)
      v <- some(2, -2, 2)
      b3 <- some(1, -2, 2)
    },
    text = c("In a network with one input, all units have the identity as activation:", "",
             "    h1 = {b[1]} + {held(w[1])} * x",
             "    h2 = {b[2]} + {held(w[2])} * x",
             "    y  = {b3} + {held(v[1])} * h1 + {held(v[2])} * h2", "",
             "It is nothing but a straight line. What is the slope of that line?"),
    answer = sum(v * w),
    mistakes = list(
      "intercept" = slip(b3 + sum(v * b), "This is where the line begins, its height at x = 0."),
      "sums-multiplied" = slip(sum(v) * sum(w), "Each path has its own product: v1 w1 + v2 w2."),
      "output-weights-forgotten" = slip(sum(w), "The output multiplies each hidden unit by a weight."),
      "product" = slip(prod(v, w), "Weights along one path are multiplied; the two paths are added.")
    ),
    solution = c("Put h1 and h2 into y and collect what stands before x, one product per path:", "",
                 "    {v[1]} * {held(w[1])} + {held(v[2])} * {held(w[2])} = {answer}")
  )
)
