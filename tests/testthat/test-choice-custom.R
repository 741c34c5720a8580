# The rows that R has of each choice against the compiled tables, and what they say against plain numbers.

test_that("the tables of R and C++ have the same names, and each rule the same settings, in the same order", {
  compiled <- kernel_choices()[c("activation", "cost", "optimizer")]
  expect_identical(names(activation_table), compiled$activation)
  expect_identical(names(cost_table), compiled$cost)
  expect_identical(lapply(optimizer_rules, function(rule) as.character(names(rule$settings))), compiled$optimizer)
  expect_identical(kernel_names()[c("activation", "cost", "optimizer")], compiled[c("activation", "cost", "optimizer")])
})

test_that("each activation's expressions are the compiled function and slope, finite at +-800", {
  z <- c(-800, -30, -2, -0.5, 0, 0.25, 3, 800)
  for (f in Filter(function(f) !f$joint, activation_table)) {
    a <- run_code(f, f$code$value, list(z = z))
    slope <- run_code(f, f$code$slope, list(z = z, a = a))
    expect_equal(a, f$value(z), tolerance = 1e-14, info = f$name)
    expect_equal(rep_len(slope, length(z)), f$slope(z), tolerance = 1e-14, info = f$name)
    expect_true(all(is.finite(c(a, slope))), info = f$name)
    # values lie in the range, which is not wider than they need
    wide <- f$value(seq(-60, 60, by = 1 / 64))
    expect_true(all(wide >= f$range[1] - 1e-12 & wide <= f$range[2] + 1e-12), info = f$name)
    for (end in which(is.finite(f$range))) expect_lt(min(abs(wide - f$range[end])), 1e-4)
    expect_identical(f$linear, isTRUE(all.equal(wide, seq(-60, 60, by = 1 / 64))), info = f$name)
  }
  softmax <- activation_table$softmax
  at <- matrix(c(800, 1, -800, 0, 2, 5), 2)
  a <- run_code(softmax, softmax$code$value, list(z = at))
  expect_equal(a, oracle_softmax(at))
  up <- matrix(c(0.3, -1, 2, 0.5, 0, 1), 2)
  expected <- t(vapply(1:2, function(i) drop(up[i, ] %*% (diag(a[i, ]) - outer(a[i, ], a[i, ]))), numeric(3)))
  expect_equal(run_code(softmax, softmax$code$backward, list(a = a, up = up)), expected)
})

test_that("kinks are where a slope, or the slope's slope, jumps", {
  for (f in Filter(function(f) !f$joint, activation_table)) {
    jump <- function(at) {
      h <- 1e-6
      first <- abs(f$slope(at + h) - f$slope(at - h))
      second <- abs((f$slope(at + 2 * h) - f$slope(at + h)) - (f$slope(at - h) - f$slope(at - 2 * h))) / h
      first > 0.1 || second > 0.1
    }
    expect_identical(jump(0), 0 %in% f$kinks, info = f$name)
    expect_false(any(vapply(c(-2.3, -1, 1, 1.7), jump, NA)), info = f$name)
  }
  for (cost in cost_table[cost_names(linear_activation)]) {
    h <- 1e-6
    for (at in c(-1, 0, 1)) {
      slope <- function(r) cost$slope(0, r)
      first <- abs(slope(at + h) - slope(at - h))
      second <- abs((slope(at + 2 * h) - slope(at + h)) - (slope(at - h) - slope(at - 2 * h))) / h
      expect_identical(first > 0.1 || second > 0.1, at %in% cost$kinks, info = paste(cost$name, at))
    }
  }
})

test_that("a name without a row is an error at once, with the names that there are", {
  expect_error(activation("gelo"), "`f` must be one of \"identity\".*did you mean \"gelu\"?")
  expect_error(as_cost("msee"), "`cost` must be one of \"mse\".*did you mean \"mse\"?")
  expect_error(as_optimizer("adm"), "`optimizer` must be one of \"gd\".*did you mean \"adam\"?")
  expect_error(check_init("hee"), "`init` must be one of \"glorot\".*did you mean \"he\"?")
  broken <- opt_adam()
  broken$name <- "adan"
  expect_error(gd_lm(dist ~ speed, cars, optimizer = broken), "`optimizer` must be one of .*not \"adan\"")
  short <- opt_adam()
  short$settings <- short$settings[c("beta1", "epsilon")]
  expect_error(gd_lm(dist ~ speed, cars, optimizer = short), "an optimizer with the settings .*not one without `beta2`")
  expect_error(check_init(structure(list(name = "hee"), class = "init")), "did you mean \"he\"")
})

test_that("settings reach the compiled rule by name, whatever their order", {
  turned <- opt_adam(0.5, 0.7, 0.01)
  turned$settings <- rev(turned$settings)
  fits <- lapply(list(opt_adam(0.5, 0.7, 0.01), turned), function(rule) {
    gd_lm(dist ~ speed, cars, optimizer = rule, epochs = 20)
  })
  expect_identical(coef(fits[[1]]), coef(fits[[2]]))
})

test_that("a choice is one object, however it was given, and a fit holds it", {
  expect_identical(as_activation("tanh", "activation"), activation("tanh"))
  expect_identical(as_activation(activation("tanh"), "activation"), activation("tanh"))
  expect_identical(as_optimizer("adam"), opt_adam())
  expect_identical(check_init("normal"), init_normal())
  fit <- ann(mpg ~ wt, mtcars, hidden = c(2, 2), activation = c("tanh", "relu"), epochs = 1)
  hyper <- hyperparameters(fit)
  expect_s3_class(hyper$activation[[2]], "activation")
  expect_s3_class(hyper$output, "activation")
  expect_s3_class(hyper$cost, "cost")
  expect_s3_class(hyper$optimizer, "optimizer")
  expect_identical(unserialize(serialize(fit, NULL))$hyperparameters$activation, hyper$activation)
  expect_output(print(hyper), "cost +mse\n")
  expect_output(print(hyper), "activation +tanh, relu\n")
  expect_output(print(as_cost("half_mse")), "Cost: half_mse, 1/(2n) sum (d - y)^2", fixed = TRUE)
  expect_output(print(cost(~ (d - y)^4)), "Cost: the mean of ~(d - y)^4", fixed = TRUE)
})

test_that("an own formula is kept as an expression in the names of the tables", {
  k <- 3
  own <- activation(~ x / (1 + k * abs(x)))
  expect_identical(own$code$value, quote(z / (1 + 3 * abs(z))))
  z <- c(-2, 0.5, 4)
  expect_equal(run_code(own, own$code$slope, list(z = z, a = own$value(z))), own$slope(z))
  given <- activation(function(x) sin(x), function(x) cos(x))
  expect_equal(run_code(given, given$code$value, list(z = z)), sin(z))
  expect_equal(run_code(given, given$code$slope, list(z = z)), cos(z))
  loss <- cost(~ (d - y)^4)
  expect_equal(run_code(loss, loss$code$slope, list(d = 1, y = z)), loss$slope(1, z))
  expect_equal(cost_value(loss, linear_activation, matrix(1, 3), matrix(z)), mean((1 - z)^4))
})
