# What a person sees. Digits are few, so that every platform prints the same.

local_reproducible_output(width = 80)

test_that("print() shows parameters and hyperparameters apart, and where training stands", {
  line <- oracle_line()
  expect_snapshot(print(gd_lm(y ~ x, line$data, eta = 0.01, epochs = 1000, start = 1), digits = 4))
  expect_snapshot(print(gd_lm(dist ~ speed, cars, scaling = "whiten", optimizer = opt_momentum(0.5)), digits = 4))
  expect_snapshot(print(gd_lm(mpg ~ wt + I(2 * wt), mtcars, scaling = "standardize"), digits = 4))
  gate <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, gate$data, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000)
  expect_snapshot(print(fit, digits = 4))
})

test_that("summary() shows lm's table and the way that is left", {
  expect_snapshot(print(summary(gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 30)),
    digits = 3))
  expect_snapshot(print(summary(gd_lm(dist ~ speed, cars, cost = "huber", eta = 0.001, epochs = 10)), digits = 3))
  fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 20)
  expect_snapshot(print(summary(fit), digits = 3))
})

test_that("histories and hyperparameters print in short", {
  fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.125, epochs = 20)
  expect_snapshot(print(coef_history(fit), digits = 3))
  expect_snapshot(print(hyperparameters(fit)))
  expect_snapshot(print(anova(gd_lm(dist ~ speed, cars, scaling = "whiten")), digits = 3))
  expect_snapshot(print(compare(gd_lm(dist ~ speed, cars, epochs = 5)), digits = 3))
})


# Everything that prints, of one fit.
printed <- function(fit) {
  calls <- list(
    print = quote(print(fit)), summary = quote(print(summary(fit))), chosen = quote(print(hyperparameters(fit))),
    error = quote(print(error_history(fit))), path = quote(print(coef_history(fit))),
    gradients = quote(print(gradient_history(fit))), diagnosis = quote(print(diagnose(fit))),
    check = quote(print(check_gradient(fit))), slopes = quote(print(input_slopes(fit))),
    beside = quote(print(compare(fit, same = fit))), step = quote(print(explain_step(fit))),
    row = quote(print(explain_step(fit, row = 2)))
  )
  lapply(calls, function(call) suppressWarnings(capture.output(eval(call))))
}

test_that("no printed line is wider than the console", {
  set.seed(1)
  named <- transform(mtcars, gearbox = factor(am, labels = c("automatic", "manual")))
  fits <- list(
    gd_lm(mpg ~ wt + hp + factor(cyl) + qsec * drat, mtcars, scaling = "standardize", epochs = 50),
    gd_lm(mpg ~ wt + I(2 * wt) + hp, mtcars, scaling = "standardize", optimizer = "adam", epochs = 20),
    neuron(gearbox ~ wt + hp, named, cost = "cross_entropy", scaling = "whiten", eta = "auto", epochs = 20),
    ann(mpg ~ ., mtcars, hidden = c(4, 3), epochs = 60, validation = 0.3, patience = 30, l2 = 0.01),
    ann(cbind(mpg, hp) ~ wt + qsec, mtcars, hidden = 2, epochs = 20)
  )
  for (width in c(60, 80)) {
    old <- options(width = width)
    for (fit in fits) {
      text <- printed(fit)
      for (what in names(text)) {
        expect_lte(max(nchar(text[[what]])), width, label = paste("the widest line of", what, "in", deparse1(fit$call)))
      }
    }
    options(old)
  }
})

test_that("no printed line of a search, a failure, an exercise or an optimizer is wider than the console", {
  old <- options(width = 60)
  on.exit(options(old))
  narrow <- function(x) expect_lte(max(nchar(capture.output(print(x)))), 60, label = "the widest line")
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 5)
  narrow(suppressWarnings(grid_search(fit, hidden = list(2, c(4, 3)), l2 = c(0, 0.1), activation = c("tanh", "relu"),
                                      folds = 2)))
  for (name in eval(formals(example_failure)$name)) narrow(example_failure(name))
  narrow(exercise())
  narrow(opt_rprop())
  for (id in exercise()$id) {
    for (student in c("anna", "zoe", "07")) {
      ex <- exercise(id, student = student)
      narrow(ex)
      wrong <- switch(ex$kind, number = 1e9, choice = "a", code = function(...) NULL, "a")
      narrow(check_answer(ex, wrong, solution = TRUE))
    }
  }
})

test_that("a history of many weights is printed in part and says so", {
  set.seed(1)
  wide <- ann(Species ~ ., iris, hidden = 5, epochs = 30)
  text <- capture.output(print(coef_history(wide)))
  expect_lt(length(text), 30)
  expect_match(text[length(text)], "^[.]{3} and [0-9]+ more columns: as.data.frame\\(\\) has all of them[.]$")
  expect_length(as.data.frame(coef_history(wide)), 1 + length(unlist(coef(wide))))
  few <- capture.output(print(coef_history(gd_lm(mpg ~ wt + hp + qsec, mtcars, scaling = "standardize"))))
  expect_false(any(grepl("more columns", few)))
})

test_that("the rows that were left out are counted", {
  said <- function(x) grep("left out", capture.output(print(x)), value = TRUE)
  incomplete <- sum(is.na(airquality$Ozone))
  line <- sprintf("%d rows left out for missing values.", incomplete)
  fits <- list(gd_lm(Ozone ~ Wind, airquality, scaling = "whiten"), gd_lm(Ozone ~ Wind, airquality, cost = "mae"),
               neuron(I(Ozone > 40) ~ Wind, airquality, na.action = na.exclude, epochs = 5),
               oracle_with_seed(1, ann(Ozone ~ Wind, airquality, epochs = 5)))
  for (fit in fits) {
    expect_identical(said(fit), line)
    expect_identical(trimws(said(summary(fit))), line)
    expect_length(summary(fit)$na.action, incomplete)
  }
  one <- transform(mtcars, wt = replace(wt, 3, NA))
  expect_identical(said(gd_lm(mpg ~ wt, one)), "1 row left out for missing values.")
  expect_identical(said(gd_lm(mpg ~ hp, one)), character())
  # those of a data frame that validates too
  held <- oracle_with_seed(1, ann(mpg ~ wt, one[1:20, ], validation = transform(one[21:32, ], mpg = replace(mpg, 1:2, NA)),
                                  epochs = 5))
  expect_identical(said(held), c("1 row left out for missing values.", "2 rows of `validation` left out for missing values."))
  expect_identical(said(summary(held)), said(held))

})
