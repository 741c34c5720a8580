cars2 <- transform(mtcars, hp = hp / 100, am2 = factor(am), gears = factor(gear))

explained_fits <- function() {
  set.seed(1)
  fits <- list(
    line = gd_lm(mpg ~ wt + hp + offset(qsec), cars2, epochs = 5, eta = 0.02, weights = carb, start = 1),
    scaled = gd_lm(mpg ~ wt + gears, cars2, epochs = 5, scaling = "standardize"),
    whitened = gd_lm(mpg ~ wt + gears, cars2, epochs = 5, scaling = "whiten", eta = 0.4),
    logistic = neuron(am2 ~ wt + offset(hp), cars2, cost = "cross_entropy", epochs = 5),
    fixed = neuron(am ~ wt + hp, cars2, bias = -3, epochs = 5, activation = "tanh", cost = "huber"),
    own = neuron(mpg / 20 ~ wt, cars2, activation = activation(~ x / (1 + abs(x))), cost = cost(~ (d - y)^4),
                 epochs = 5),
    functions = neuron(mpg / 20 ~ wt, cars2, activation = activation(function(x) sin(x), function(x) cos(x)),
                       cost = cost(function(d, y) (d - y)^2, function(d, y) 2 * (y - d)), epochs = 5),
    network = ann(mpg ~ wt + hp, cars2, hidden = c(3, 2), epochs = 5, l2 = 0.1, l1 = 0.01),
    several = ann(cbind(mpg, qsec) ~ wt + hp, cars2, hidden = 3, epochs = 5, weights = carb, clip = 0.3),
    classes = ann(Species ~ ., iris, hidden = 3, epochs = 5, optimizer = "adamw", l2 = 0.1),
    softmax = ann(Species ~ ., iris, hidden = 2, cost = "mse", epochs = 5, optimizer = "gd"),
    biases = ann(mpg ~ wt, cars2, hidden = 2, bias = "fixed", epochs = 5)
  )
  for (activation in setdiff(kernel_names()$activation, "softmax")) {
    fits[[activation]] <- ann(mpg ~ wt + hp, cars2, hidden = 3, activation = activation, epochs = 4)
  }
  for (rule in names(optimizer_rules)) {
    fits[[paste("by", rule)]] <- gd_lm(mpg ~ wt + hp, cars2, optimizer = rule, scaling = "standardize", epochs = 6,
                                      eta = "auto")
  }
  fits
}

# what training recorded, on the scale that training saw
recorded_at <- function(fit, opened, epoch) {
  theta <- fit$history$coefficients[match(epoch, fit$history$epoch), ]
  if (inherits(fit, "ann")) {
    return(drop(map_inverse(descent:::reopen(fit)$map, theta)))
  }
  if (is.matrix(opened$scale$forward)) return(qr.solve(opened$scale$forward, theta - opened$scale$origin))
  if (is.null(opened$scale$forward)) return(theta)
  c(theta[1] + sum(theta[-1] * opened$scale$centre), theta[-1] / opened$scale$forward)
}

test_that("the numbers are the kernel's: gradient, error, and the coefficients before and after the step", {
  fits <- explained_fits()
  for (name in names(fits)) {
    fit <- fits[[name]]
    opened <- open_fit(fit, "test")
    for (epoch in c(1, 3)) {
      step <- explain_step(fit, epoch)
      exact <- kernel_evaluate(opened$problem$model, opened$problem$data, step$old)
      penalty <- opened$settings$l2 * step$old * opened$penalised +
        opened$settings$l1 * sign(step$old) * opened$penalised
      learns <- if (is.null(opened$learns)) 1 else opened$learns
      expect_equal(step$gradient, (exact$gradient + penalty) * learns, tolerance = 1e-12, info = name)
      expect_equal(attr(step, "pass")$error, exact$error, tolerance = 1e-12, info = name)
      expect_equal(step$old, unname(recorded_at(fit, opened, epoch - 1)), tolerance = 1e-10, info = name)
      expect_equal(step$new, unname(recorded_at(fit, opened, epoch)), tolerance = 1e-10, info = name)
    }
  }
})

test_that("a published step of back-propagation reads as it was published", {
  mazur <- oracle_mazur()
  fit <- ann(cbind(o1, o2) ~ i1 + i2, as.data.frame(cbind(mazur$x, mazur$d)), hidden = 2, start = mazur$weights,
             output = "sigmoid", cost = "half_sse", bias = "fixed", eta = 0.5, optimizer = "gd", scaling = "none",
             epochs = 3)
  step <- explain_step(fit)
  expect_equal(step$new, oracle_flatten(mazur$after_one), tolerance = 1e-7)
  expect_equal(as.vector(attr(step, "pass")$a[[1]]), mazur$hidden, tolerance = 1e-8)
  text <- capture.output(print(step))
  expect_true(any(grepl("z[h1] = 0.35 + 0.15 * 0.05 + 0.2 * 0.1 = 0.3775", text, fixed = TRUE)))
  expect_true(any(grepl("E = 1/2 * sum((d - yhat)^2) = 0.5 * (0.549622 + 0.0471201) = 0.298371", text, fixed = TRUE)))
  expect_true(any(grepl("dE/da[h1] = 0.138499 * 0.4 - 0.0380982 * 0.5 = 0.0363503", text, fixed = TRUE)))
  expect_true(all(nchar(text) <= 80))
})

test_that("the lecture's neuron is explained with its fixed bias, row by row and for one row", {
  gate <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10)
  y <- plogis(-3 + 0.1 * gate$data$x1 + 0.5 * gate$data$x2)
  by_hand <- -with(gate$data, c(sum((d - y) * y * (1 - y) * x1), sum((d - y) * y * (1 - y) * x2))) / 4
  step <- explain_step(fit)
  expect_equal(step$gradient, by_hand, tolerance = 1e-14)
  expect_equal(step$new, c(0.1, 0.5) - 0.1 * by_hand, tolerance = 1e-14)
  expect_output(print(step), "z = -3 + 0.1 * x1 + 0.5 * x2", fixed = TRUE)
  expect_output(print(explain_step(fit, row = 3)), "z = -3 + 0.1 * 1 + 0.5 * 0 = -2.9", fixed = TRUE)
})

test_that("every fit prints in every format, for all rows and for one", {
  fits <- explained_fits()
  for (name in names(fits)) {
    for (format in c("text", "latex", "markdown")) {
      for (row in list(NULL, 2)) {
        lines <- capture.output(print(explain_step(fits[[name]], 2, row, format)))
        expect_gt(length(lines), 20)
        expect_false(any(grepl("NA|NULL|\u0001", lines)), info = paste(name, format))
        if (format == "text") next
        text <- paste(lines, collapse = "\n")
        count <- function(what) lengths(regmatches(text, gregexpr(what, text, perl = TRUE)))
        expect_identical(count("(?<!\\\\)\\{"), count("(?<!\\\\)\\}"), info = paste(name, format))
        expect_identical(count("left[(|]"), count("right[)|]"), info = paste(name, format))
        expect_identical(count("begin\\{"), count("end\\{"), info = paste(name, format))
      }
    }
  }
  wide <- ann(mpg ~ ., mtcars, hidden = 30, epochs = 2)
  expect_output(print(explain_step(wide)), "18 units more")
  expect_output(print(explain_step(wide)), "as.data.frame\\(\\) has all")
  expect_identical(dim(as.data.frame(explain_step(wide))), c(361L, 8L))
})

test_that("a knitted page gets markdown, a console text", {
  skip_if_absent("knitr")
  fit <- gd_lm(dist ~ speed, cars, eta = 0.001, epochs = 2)
  page <- knitr::knit_print(explain_step(fit, format = "markdown"))
  expect_s3_class(page, "knit_asis")
  expect_match(page, "\\\\begin\\{aligned\\}")
})

test_that("what is not one step is refused with the reason", {
  fit <- gd_lm(dist ~ speed, cars, eta = 0.001, epochs = 5)
  expect_error(explain_step(fit, 6), "`epoch` must be one whole number from 1 to 5, the epochs of the fit, not 6.",
               fixed = TRUE)
  expect_error(explain_step(fit, 0), "`epoch`")
  expect_error(explain_step(fit, row = 51), "`row` must be NULL or one whole number from 1 to 50, not 51.",
               fixed = TRUE)
  expect_error(explain_step(fit, format = "html"), "`format` must be one of")
  expect_error(explain_step(gd_lm(dist ~ speed, cars, batch_size = 10, eta = 0.001, epochs = 2)), "batch_size")
  expect_error(explain_step(lm(dist ~ speed, cars)), "`fit` must be")
})

# What is printed, recomputed from what is printed: every member of an equation in which only numbers stand (or names
# whose numbers stand in the lines above) must be what its last member says, to the digits that are shown.
equation_lines <- function(text) {
  text <- text[grepl("^    ", text)]
  at <- cumsum(!grepl("^        ", text))
  lines <- vapply(split(text, at), function(x) paste(trimws(x), collapse = " "), "")
  unname(lines[grepl(" = ", lines, fixed = TRUE)])
}

value_of <- function(text, known, noise = 0) {
  for (name in names(known)[order(-nchar(names(known)))]) {
    text <- gsub(name, sprintf("(%.17g)", known[[name]]), text, fixed = TRUE)
  }
  e <- tryCatch(str2lang(text), error = function(e) NULL)
  if (is.null(e) || length(all.vars(e)) || any(c("f", "loss") %in% all.names(e))) return(NULL)
  blur <- function(e) {
    if (is.numeric(e)) return(if (signif(e, 5) != e) e * (1 + noise * sample(c(-1, 1), 1)) else e)
    if (is.call(e)) e[-1] <- lapply(e[-1], blur)
    e
  }
  eval(blur(e))
}

# How many members were checked.
expect_sums <- function(text, known, info) {
  checked <- 0
  for (line in equation_lines(text)) {
    members <- strsplit(line, " = ", fixed = TRUE)[[1]]
    value <- suppressWarnings(as.numeric(tail(members, 1)))
    if (is.na(value)) next
    for (member in members[-c(1, length(members))]) {
      if (grepl("sum(", member, fixed = TRUE)) next
      given <- value_of(member, known)
      if (is.null(given)) next
      allowed <- max(abs(replicate(20, value_of(member, known, 5e-6)) - given), abs(value) * 5e-6, 1e-300)
      testthat::expect(abs(given - value) <= 2 * allowed, sprintf("%s: %s is %.7g in: %s", info, member, given, line))
      checked <- checked + 1
    }
    if (!members[1] %in% c("m", "v", "s", "w", "change", "size", "last")) known[[members[1]]] <- value
  }
  checked
}

test_that("the printed arithmetic adds up, member by member, for every choice", {
  fits <- explained_fits()
  fits$rescaled <- ann(cbind(mpg, qsec) ~ wt + hp, cars2, hidden = c(2, 2), activation = c("elu", "gelu"), epochs = 5)
  set.seed(5)
  for (name in names(fits)) {
    fit <- fits[[name]]
    opened <- open_fit(fit, "test")
    row <- 3
    labels <- if (ncol(opened$y) > 1 || length(opened$start) > 1) sprintf("d[%s]", colnames(opened$y)) else "d"
    known <- as.list(setNames(opened$y[row, ], labels))
    if (!is.null(opened$weights)) known[[" w "]] <- opened$weights[row]
    text <- capture.output(print(explain_step(fit, 2, row)))
    checked <- expect_sums(text, known, name)
    expect_gt(checked, if (name == "functions") 3 else 7)
    expect_gt(expect_sums(capture.output(print(explain_step(fit, 2))), list(), name), 1)
  }
})

test_that("the factor 2, the share of a row and f'(z) say where they come from", {
  gate <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10)
  text <- paste(capture.output(print(explain_step(fit, row = 3))), collapse = "\n")
  expect_match(text, "dE/dyhat = 1/(2 * 4) * 2 * (yhat - d) = 0.25 * (0.0521536 - 1) = -0.236962", fixed = TRUE)
  expect_match(text, "f'(z) = yhat * (1 - yhat) = 0.0521536 * (1 - 0.0521536) = 0.0494336", fixed = TRUE)
  expect_match(text, "w = w - eta * g = 0.1 - 0.1 * (-0.029192) = 0.102919", fixed = TRUE)
  # all rows: the same formulas, with the first row's numbers
  expect_output(print(explain_step(fit)), "= 1/(2 * 4) * 2 * (yhat - d) = 0.25 * (0.0474259 - 0) =", fixed = TRUE)
})

test_that("softmax is worked out as exp(z) over its sum, and finite where exp() is not", {
  set.seed(1)
  fit <- ann(Species ~ ., iris, hidden = integer(0), epochs = 3)
  z <- attr(explain_step(fit, row = 2), "pass")$z[[1]][2, ]
  text <- paste(trimws(capture.output(print(explain_step(fit, row = 2)))), collapse = " ")
  terms <- paste(sprintf("exp(%s)", vapply(z, format, "", digits = 6)), collapse = " + ")
  expect_match(text, sprintf("yhat[setosa] = exp(z[setosa])/sum(exp(z)) = exp(%s)/(%s) = %s",
                             format(z[[1]], digits = 6), terms,
                             format(exp(z[[1]]) / sum(exp(z)), digits = 6)), fixed = TRUE)
  expect_match(text, "delta[setosa] = 1/150 * (yhat[setosa] - d[setosa]) = 1/150 * (", fixed = TRUE)
  large <- ann(Species ~ ., iris, hidden = integer(0), epochs = 1, start = 300, scaling = "none")
  large <- ann(Species ~ ., iris, hidden = integer(0), epochs = 1, start = c(rep(0, 5), rep(200, 5), rep(-200, 5)),
               scaling = "none", optimizer = "gd")
  expect_output(print(explain_step(large, row = 2)), "exp(z[setosa] - max(z))/sum(exp(z - max(z)))", fixed = TRUE)
})

test_that("layers are named where there are several, and biases that are fixed have no gradient", {
  fit <- ann(mpg ~ wt, cars2, hidden = c(2, 2), bias = "fixed", epochs = 5)
  text <- capture.output(print(explain_step(fit, row = 1)))
  for (name in c("1:wt->h1", "2:h1->h1", "2:h2->h1", "3:h1->mpg")) {
    expect_true(any(grepl(paste0("^    ", name, " "), text)), info = name)
  }
  expect_true(any(grepl("z[2:h1] = ", text, fixed = TRUE)))
  biases <- grep("^    1:\\(Intercept\\)->h1", text, value = TRUE)
  expect_length(biases, 3)
  expect_match(biases[1], "fixed +fixed$")
  expect_match(biases[2], "fixed")
  expect_true(all(explain_step(fit)$gradient[explain_step(fit)$from == "(Intercept)"] == 0))
})

test_that("no line is wider than the console, no x stands for times, and y is not the prediction", {
  long <- setNames(cars2[c("mpg", "wt", "hp")], c("mpg", "a_name_that_is_longer_than_half_of_a_narrow_console_is_wide",
                                                   "x"))
  fits <- c(explained_fits(), list(long = gd_lm(mpg ~ ., long, epochs = 2, eta = 0.01),
                                   wide = ann(mpg ~ ., long, hidden = 3, epochs = 2)))
  for (width in c(40, 60, 80)) {
    old <- options(width = width)
    for (name in names(fits)) for (row in list(NULL, 2)) {
      text <- capture.output(print(explain_step(fits[[name]], 2, row)))
      expect_lte(max(nchar(text)), width)
      expect_false(any(grepl("[0-9a-z)] x [0-9a-z(]", text)) && name != "long", info = name)
      expect_false(any(grepl("(^|[^a-z_.])y([^a-z_.]|$)", text)), info = name)
    }
    options(old)
  }
})

test_that("markdown and LaTeX write y-hat, fractions and sums", {
  fit <- neuron(am ~ wt, cars2, epochs = 2)
  for (format in c("markdown", "latex")) {
    text <- paste(capture.output(print(explain_step(fit, row = 2, format = format))), collapse = "\n")
    expect_match(text, "\\frac{1}{2 \\cdot 32} \\cdot 2 \\cdot \\left(\\hat{y} - d\\right)", fixed = TRUE)
    expect_match(text, "\\dfrac{\\partial E}{\\partial \\hat{y}} &= ", fixed = TRUE)
    expect_no_match(text, "yhat|[^a-z]\\\\times")
  }
  skip_if_absent("rmarkdown")
})

test_that("a whitened network without an input that varies is explained", {
  flat <- data.frame(y = c(1, 2, 4, 3), x = 5)
  fit <- suppressWarnings(ann(y ~ x, flat, hidden = 2, scaling = "whiten", epochs = 4, optimizer = "gd"))
  step <- explain_step(fit, 2)
  expect_output(print(step), "z[h1] = ", fixed = TRUE)
  expect_output(print(explain_step(fit, 2, row = 1)), "z[h1] = ", fixed = TRUE)
})
