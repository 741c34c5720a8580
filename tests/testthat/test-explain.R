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
  expect_true(any(grepl("E = 1/2 sum (d - y)^2 = 0.298371", text, fixed = TRUE)))
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
  expect_output(print(step), "z = -3 + 0.1 x1 + 0.5 x2", fixed = TRUE)
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
