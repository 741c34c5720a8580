# Public questions and mistakes of students: what was said of these fits was not true once. The right value of each
# comes from lm(), glm() or arithmetic.

test_that("a neuron that raw inputs saturate in its first step has not converged", {
  exam <- exam_data()
  cases <- list(
    quote(neuron(label ~ s1 + s2, exam)), quote(neuron(am ~ hp, mtcars)),
    # variations: other inputs, a response of two classes, a longer way, momentum
    quote(neuron(am ~ disp, mtcars)), quote(neuron(factor(label) ~ s1, exam)),
    quote(neuron(am ~ hp, mtcars, epochs = 5000)), quote(neuron(vs ~ disp, mtcars, optimizer = "momentum"))
  )
  for (call in cases) {
    info <- deparse1(call)
    fit <- eval(call)
    y <- fit$fitted.values + fit$residuals
    expect_equal(fit$history$error[1], mean((y - 0.5)^2) / 2)  # the start: 0.5 in every row
    expect_gt(fit$error, fit$history$error[1])
    expect_false(fit$converged, info = info)
    expect_identical(findings(fit)[1], "error_risen", info = info)
    expect_true("scale" %in% findings(fit), info = info)
    constant <- diff(range(fitted(fit))) < 1e-6
    expect_identical("constant" %in% findings(fit), constant, info = info)
    expect_false("falling" %in% findings(fit), info = info)
    expect_consistent(fit, info)
    helped <- run_remedy(fit)
    expect_lt(helped$error, fit$history$error[1])
    expect_false(any(c("error_risen", "constant") %in% findings(helped)), info = info)
  }
  # the evidence holds the numbers
  expect_match(diagnose(neuron(label ~ s1 + s2, exam))["error_risen", "evidence"],
               "^0.125 at the start, 0.225 after 1,000 epochs$")
})

test_that("a unit without any gradient is flat from the start", {
  plateau <- activation(function(x) ifelse(x > 5, x - 5, 0), slope = function(x) as.numeric(x > 5))
  cases <- list(
    quote(neuron(mpg ~ wt, mtcars, activation = "relu")),  # relu(0) = 0, and its slope there is 0
    quote(neuron(mpg ~ hp + wt, mtcars, activation = "relu", scaling = "standardize")),
    quote(neuron(mpg ~ wt, mtcars, activation = "relu", start = -1)),
    quote(neuron(mpg ~ wt, mtcars, activation = plateau)),
    quote(neuron(am ~ wt, mtcars, start = 1e4))  # far out on the sigmoid the slope is 0 in double precision
  )
  for (call in cases) {
    fit <- quietly(eval(call))
    info <- deparse1(call)
    expect_identical(unname(fit$coefficients), rep_len(c(fit$hyperparameters$start), length(fit$coefficients)))
    expect_false(fit$converged, info = info)
    expect_identical(findings(fit)[1], "flat", info = info)
    expect_match(diagnose(fit)[1, "evidence"], "gradient at the start is 0,", info = info)
    expect_consistent(fit, info)
    expect_output(print(summary(fit)), "Not converged: the error is flat", info = info)
  }
  # a start where the relu has a slope ends at the straight line, which is positive for all of these cars
  helped <- run_remedy(neuron(mpg ~ wt, mtcars, activation = "relu"))
  expect_equal(unname(coef(helped)), unname(coef(lm(mpg ~ wt, mtcars))), tolerance = 1e-2)
  # inputs below 0 need a start below 0
  below <- data.frame(x = -(1:20), y = 1:20)
  expect_match(diagnose(neuron(y ~ x - 1, below, activation = "relu"))[1, "remedy"], "start = -0.1")
  expect_lt(run_remedy(neuron(y ~ x - 1, below, activation = "relu", eta = 0.001))$error, 1)
})

test_that("an output that cannot reach the response is told at once, and by print()", {
  classes <- transform(mtcars, class = am + 1)
  cases <- list(
    quote(neuron(mpg ~ wt, mtcars)), quote(ann(mpg ~ wt, mtcars, output = "sigmoid")),
    quote(neuron(class ~ wt, classes)), quote(ann(class ~ wt, classes, output = "sigmoid")),
    quote(neuron(mpg ~ wt, mtcars, activation = "tanh")), quote(neuron(-mpg ~ wt, mtcars, activation = "softplus")),
    quote(neuron(qsec ~ wt, mtcars, cost = "mae", scaling = "standardize"))
  )
  for (call in cases) {
    info <- deparse1(call)
    set.seed(1)
    expect_warning(fit <- eval(call), "output cannot reach the response", info = info)
    expect_false(fit$converged, info = info)
    expect_identical(findings(fit)[1], "out_of_reach", info = info)
    expect_false("falling" %in% findings(fit), info = info)
    expect_consistent(fit, info)
    expect_false("out_of_reach" %in% findings(run_remedy(fit)), info = info)
  }
  fit <- quietly(neuron(mpg ~ wt, mtcars))
  expect_match(diagnose(fit)[1, "evidence"], "from 0 to 1, the response goes from 10.4 to 33.9: 100 % of the rows")
  expect_equal(unname(coef(resume(run_remedy(fit), 2000))), unname(coef(lm(mpg ~ wt, mtcars))), tolerance = 1e-4)
  expect_identical(diagnose(quietly(neuron(class ~ wt, classes)))[1, "remedy"],
                   "update(fit, as.numeric(class == 2) ~ .)")
  # what can be reached, or nearly so, is not complained of
  expect_silent(neuron(am ~ wt, mtcars))
  expect_silent(neuron(mpg ~ wt, mtcars, activation = "relu", start = 0.1))
  near <- data.frame(x = 1:20, y = c(-0.01, plogis(seq(-3, 3, length.out = 18)), 1.01))
  expect_false("out_of_reach" %in% findings(neuron(y ~ x, near, scaling = "standardize")))
})

test_that("\"still falling\" is said only where the error falls", {
  exam <- exam_data()
  plane <- plane_data()
  risen <- neuron(label ~ s1 + s2, exam, cost = "cross_entropy", epochs = 100)
  expect_gt(risen$error, 100 * risen$history$error[1])
  expect_true(all(c("error_risen", "oscillating", "rate_too_large", "scale") %in% findings(risen)))
  exact <- glm(label ~ s1 + s2, binomial, exam)
  expect_equal(unname(coef(run_remedy(risen))), unname(coef(exact)), tolerance = 1e-2)
  # an absolute error steps across its kink for ever
  kinks <- list(quote(gd_lm(y ~ x + z, plane, cost = "mae")), quote(gd_lm(y ~ x, plane, cost = "mae", eta = 2)),
                quote(neuron(y ~ x + z, plane, activation = "identity", cost = "mae", eta = 1)))
  for (call in kinks) {
    fit <- eval(call)
    steps <- diff(fit$history$error)
    expect_gt(mean(steps[500:1000] > 0), 0.2)
    expect_identical(findings(fit), "oscillating", info = deparse1(call))
    expect_match(diagnose(fit)$remedy, "eta = function\\(e\\) .* / sqrt\\(e\\)")
    helped <- run_remedy(fit)
    expect_lt(helped$error, fit$error)
    expect_false("oscillating" %in% findings(helped), info = deparse1(call))
  }
  # at 2e-30 nothing falls any more
  line <- data.frame(x = 1:6, y = 3 + 2 * (1:6))
  for (fit in list(gd_lm(y ~ x, line, epochs = 3000), neuron(y ~ x, line, activation = "identity", eta = 0.1,
                                                            epochs = 3000))) {
    expect_lt(fit$error, 1e-25)
    expect_true(fit$converged)
    expect_identical(findings(fit), "perfect")
  }
  # what does fall is said to, with how fast
  set.seed(1)
  falls <- ann(mpg ~ wt + hp, mtcars, epochs = 200)
  error <- falls$history$error
  expect_identical(findings(falls), "falling")
  expect_match(diagnose(falls)$evidence, sprintf("by %s %% in the last 20 epochs", format(signif(
    100 * (error[181] - error[201]) / error[181], 2))))
})

test_that("the lecture's neuron has classes that separate, and needs no other scale", {
  truth <- oracle_gate()$data
  unit <- neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000)
  # with w2 = -w1 / 2 every weighted sum but that of (0, 0) grows to its side, so that no weights are the best
  cost <- function(w1) mean((truth$d - plogis(-3 + w1 * truth$x1 - w1 / 2 * truth$x2))^2)
  expect_lt(cost(40), cost(20))
  expect_identical(findings(unit), "separated")
  expect_false(unit$converged)
  expect_no_match(attr(diagnose(unit), "verdict"), "resume|scaling|falling")
  expect_identical(quietly(eval(parse(text = diagnose(unit)$remedy), list(fit = unit))),
                   predict(unit, type = "class"))
  # without a minimum there are no standard errors, and no stars
  expect_identical(colnames(coef(summary(unit))), "Estimate")
  expect_no_match(capture.output(print(summary(unit))), "[*]|Pr\\(")
  # variations: other costs, a learnt bias, tanh with classes -1 and 1
  expect_true("separated" %in% findings(neuron(d ~ x1 + x2, truth, bias = -3, cost = "half_sse", start = c(0.1, 0.5),
                                               epochs = 5000)))
  expect_true("separated" %in% findings(neuron(d ~ x1, truth, epochs = 5000)))
  expect_true("separated" %in% findings(neuron(I(2 * d - 1) ~ x1, truth, activation = "tanh", epochs = 2000)))
  # right answers alone are no separation where a fixed bias gives them: this minimum exists
  fixed <- neuron(y ~ x, data.frame(y = c(0, 1), x = c(1, 2)), bias = -3, eta = 1, epochs = 20000)
  expect_equal(unname(fitted(fixed) > 0.5), c(FALSE, TRUE))
  expect_false("separated" %in% findings(fixed))
  expect_true(fixed$converged)
  best <- optimize(function(w) (plogis(-3 + w))^2 + (1 - plogis(-3 + 2 * w))^2, c(0, 10), tol = 1e-9)$minimum
  expect_equal(unname(coef(fixed)), best, tolerance = 1e-3)
})

test_that("a response of one class separates too, and it is said that there is but one", {
  one <- data.frame(x = 1:10, y = 1)
  fit <- neuron(y ~ x, one, epochs = 50)
  expect_match(diagnose(fit)["separated", "evidence"], "^the response is 1 in every row, so that the cost has no min")
  none <- neuron(y ~ x, transform(one, y = 0), epochs = 50)
  expect_match(diagnose(none)["separated", "evidence"], "^the response is 0 in every row")
})

test_that("where the rest needs millions of epochs, another scale comes first", {
  cases <- list(list(mpg ~ disp + hp + wt, mtcars), list(mpg ~ wt + disp, mtcars),
                list(Ozone ~ ., na.omit(airquality)), list(Volume ~ Height + Girth, trees))
  for (case in cases) {
    data <- case[[2]]
    fit <- gd_lm(case[[1]], data)
    exact <- lm(case[[1]], data)
    # distance and epochs by the textbook: in the Hessian's eigenvectors the way shrinks by 1 - eta lambda
    x <- model.matrix(exact)
    e <- eigen(2 / nrow(x) * crossprod(x), symmetric = TRUE)
    way <- drop(crossprod(e$vectors, coef(fit) - coef(exact)))
    se <- coef(summary(exact))[, 2]
    away <- function(n) max(abs(e$vectors %*% ((1 - fit$hyperparameters$eta * e$values)^n * way)) / se)
    evidence <- diagnose(fit)["far", "evidence"]
    expect_match(evidence, sprintf("still %s standard errors", format(signif(away(0), 3))), fixed = TRUE)
    needed <- as.numeric(gsub(",", "", sub(".*about ([0-9,]+) more.*", "\\1", evidence)))
    expect_gt(needed, 1e4)
    expect_lte(away(needed), 0.001)
    expect_gt(away(floor(0.99 * needed)), 0.001)
    expect_identical(diagnose(fit)["far", "remedy"], "update(fit, scaling = \"standardize\")")
    helped <- eval(parse(text = diagnose(fit)["far", "remedy"]))
    if (!helped$converged) helped <- run_remedy(helped)
    expect_true(helped$converged)
    expect_equal(coef(helped), coef(exact), tolerance = 1e-3)
  }
  # few epochs are simply run
  near <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 30)
  expect_match(diagnose(near)["far", "remedy"], "^resume\\(near, [0-9]+\\)$")
  expect_true(eval(parse(text = diagnose(near)["far", "remedy"]))$converged)
})

test_that("a perfect fit has no standard errors to be away from, and summary() warns as lm() does", {
  cases <- list(data.frame(x = 1:6, y = 3 + 2 * (1:6)), data.frame(x = 1:10, y = 5), data.frame(x = 1:10, y = 0),
                data.frame(x = seq(-1, 1, length.out = 9), y = 1e6 * seq(-1, 1, length.out = 9)))
  for (data in cases) {
    for (fit in list(gd_lm(y ~ x, data, scaling = "whiten"), gd_lm(y ~ x, data, epochs = 5000, start = 1))) {
      expect_equal(unname(coef(fit)), unname(coef(lm(y ~ x, data))), tolerance = 1e-6)
      expect_true(fit$converged)
      expect_identical(findings(fit), "perfect")
      expect_warning(said <- summary(fit), "essentially perfect fit")
      expect_no_match(capture.output(print(said)), "[0-9] standard errors")
      expect_consistent(fit)
    }
  }
  expect_warning(summary(lm(y ~ x, cases[[1]])), "essentially perfect fit")
  # a slope of 0 but for rounding, or for the rest of the way, is not tested, with gd_lm() and neuron() alike
  for (level in c(5, 0, -3e8)) {
    flat <- data.frame(x = 1:10, y = level)
    for (fit in list(gd_lm(y ~ x, flat, scaling = "whiten"), gd_lm(y ~ x, flat, epochs = 2600, start = 1),
                     neuron(y ~ x, flat, activation = "identity", eta = "auto", scaling = "standardize"))) {
      expect_warning(said <- summary(fit), "essentially perfect fit")
      expect_true(is.na(said$coefficients["x", 4]))
      expect_identical(is.na(said$coefficients[[1, 4]]), level == 0)
    }
  }
  # a slope that is there keeps its test, as lm() has it; a fit that is not there yet gets no such warning
  expect_lt(quietly(summary(gd_lm(y ~ x, cases[[1]], scaling = "whiten")))$coefficients["x", 4], 1e-16)
  expect_no_warning(summary(gd_lm(y ~ x, data.frame(x = 1:10, y = 5), epochs = 50)))
  # on its way: what is left is measured against the response, not in standard errors that are rounding
  early <- gd_lm(y ~ x, cases[[1]], epochs = 100)
  expect_match(diagnose(early)["far", "evidence"], "of the response's length from a perfect fit, which takes about")
  left <- sqrt(sum(residuals(early)^2) / sum(cases[[1]]$y^2))
  expect_match(diagnose(early)["far", "evidence"], format(signif(left, 2)), fixed = TRUE)
  expect_true(run_remedy(early, "far")$converged)
  # small noise is noise: no warning, distances in standard errors
  noisy <- transform(cases[[1]], y = y + c(1, -1, 0, 1, -1, 0) * 1e-6)
  expect_silent(summary(gd_lm(y ~ x, noisy, scaling = "whiten")))
  close <- gd_lm(y ~ x, noisy, epochs = 1500)
  ends <- abs(coef(close) - coef(lm(y ~ x, noisy))) / coef(summary(lm(y ~ x, noisy)))[, 2]
  expect_identical(close$converged, max(ends) <= 0.001)
})

test_that("a tiny rate is not an arrival, whatever was recorded", {
  for (record in list(NULL, FALSE, 5)) {
    for (eta in c(1e-9, 1e-5)) {
      fit <- neuron(am ~ wt, mtcars, eta = eta, epochs = 10, record = record)
      expect_false(fit$converged)
      expect_identical(findings(fit), "rate_too_small")
      expect_lt(run_remedy(fit)$error, 0.95 * fit$error)
    }
    set.seed(1)
    network <- ann(mpg ~ wt, mtcars, eta = 1e-9, epochs = 20, record = record)
    expect_false(network$converged)
    expect_identical(findings(network), "rate_too_small")
    expect_lt(run_remedy(network)$error, 0.9 * network$error)
  }
  line <- gd_lm(mpg ~ wt, mtcars, eta = 1e-7, epochs = 50, record = FALSE)
  expect_true("rate_too_small" %in% findings(line))
  expect_lt(run_remedy(line, "rate_too_small")$error, line$error / 2)
  # and without a record an arrival is one
  set.seed(1)
  whole <- ann(am ~ wt, mtcars, hidden = integer(0), epochs = 3000)
  set.seed(1)
  bare <- ann(am ~ wt, mtcars, hidden = integer(0), epochs = 3000, record = FALSE)
  expect_true(whole$converged)
  expect_true(bare$converged)
  expect_identical(resume(bare, 10)$history$gradient_sizes[1], whole$history$gradient_sizes[1])
})

test_that("numbers at the edge of double precision are judged or refused, never NA", {
  huge <- data.frame(x = 1:6, y = c(1, 2, 3, 4, 5, 7) * 1e153)
  for (fit in list(gd_lm(y ~ x, huge), gd_lm(y ~ x, huge, epochs = 3),
                   quietly(neuron(y ~ x, huge, cost = "mae", epochs = 5)))) {
    expect_false(is.na(fit$converged))
    expect_consistent(fit)
    expect_output(print(summary(fit)), "onverged")
  }
  set.seed(1)
  network <- ann(y ~ x, huge, epochs = 5)
  expect_false(network$converged)
  expect_output(print(summary(network)), "Not converged")
  largest <- data.frame(x = 1:6, y = c(1.7e308, -1.7e308, 1e308, 5e307, 1e307, 1))
  for (fit in list(function() gd_lm(y ~ x, largest), function() ann(y ~ x, largest, epochs = 2))) expect_error(fit())
  # one row of 1.7e308 is a mean absolute error of 1.7e308
  wide <- data.frame(x = 1:6 * 1e307, y = c(0, 0, 1, 0, 1, 1))
  for (fit in list(neuron(y ~ x, wide, epochs = 20), neuron(y ~ x, wide, epochs = 20, cost = "half_sse"))) {
    expect_no_warning(capture.output(print(fit)))
    expect_no_warning(diagnose(fit))
    expect_false(fit$converged)
  }
  one <- quietly(neuron(y ~ x, largest[1, ], cost = "mae", epochs = 3))
  expect_false(one$converged)
  expect_consistent(one)
})

test_that("rows fewer than coefficients separate whatever their classes, and networks separate too", {
  for (rows in list(1:5, c(3:5, 30:31))) {
    expect_warning(expect_warning(
      fit <- neuron(am ~ ., mtcars[rows, ], cost = "cross_entropy", scaling = "standardize", eta = "auto", epochs = 50),
      "more than 5 rows can determine"), "classes are separated perfectly")
    expect_false(fit$converged)
    expect_identical(findings(fit)[1], "separated")
  }
  heavy <- transform(mtcars, size = cut(wt, c(0, 2.5, 3.5, 6), c("light", "middle", "heavy")), small = wt < 3)
  for (formula in list(size ~ wt, small ~ wt + hp, factor(small) ~ wt)) {
    set.seed(1)
    fit <- ann(formula, heavy, hidden = 4, eta = 0.05, epochs = 2000)
    expect_true(all(predict(fit, type = "class") == as.character(model.response(model.frame(fit)))))
    expect_true("separated" %in% findings(fit))
    expect_false(fit$converged)
    # larger weights of the output lower the error, as the finding says
    larger <- coef(fit)
    larger$output <- 2 * larger$output
    expect_lt(ann(formula, heavy, hidden = 4, start = larger, epochs = 0)$error, fit$error)
    expect_false("separated" %in% findings(run_remedy(fit, "separated")))
  }
  # wrong rows, or a penalty: there is a minimum
  set.seed(1)
  expect_false("separated" %in% findings(ann(Species ~ ., iris, hidden = 1, epochs = 300)))
  set.seed(1)
  penalised <- ann(am ~ wt, transform(mtcars, am = as.integer(wt < 3)), hidden = integer(0), output = "sigmoid",
                   l2 = 0.01, epochs = 5000)
  expect_true(penalised$converged)
  expect_identical(findings(penalised), character())
})

test_that("going on after an early stop says what happened", {
  set.seed(1)
  fit <- ann(mpg ~ ., mtcars, hidden = 8, validation = 0.3, patience = 20, epochs = 2000)
  table <- diagnose(fit)
  expect_identical(rownames(table)[1], "stopped_early")
  v <- fit$history$validation
  expect_equal(fit$best_epoch, which.min(v) - 1)
  expect_match(table$evidence[1], sprintf("for 20 epochs: %s at epoch %d", format(signif(min(v), 4)), which.min(v) - 1))
  expect_match(attr(table, "verdict"), "^Stopped early: ")
  expect_length(stop_warning(fit), 0)
  # going on trains from the last epoch; a gradient that is small enough already is said
  more <- suppressMessages(resume(fit, 5))
  expect_identical(more$epochs, fit$epochs + 5)
  expect_length(stop_warning(more, old = fit), 0)
  flat <- gd_lm(dist ~ speed, cars, epochs = 10000, tol = 0.5)
  expect_warning(resume(flat, 10), "nothing was trained: no entry of the gradient is larger than tol = 0.5", fixed = TRUE)
})

test_that("a penalty that begins late is no risen error, and one that leaves nothing of the weights is named", {
  fit <- oracle_with_seed(1, ann(mpg ~ wt + hp, mtcars, epochs = 500))
  # the objective jumps with the penalty, far above where training began, and falls from there
  for (penalty in list(list(l2 = 10), list(l1 = 50), list(l2 = 3, l1 = 3))) {
    more <- do.call(resume, c(list(fit, 2), penalty))
    expect_gt(more$objective, fit$history$error[1])
    expect_lt(more$error, fit$history$error[1])
    expect_false("error_risen" %in% rownames(diagnose(more)))
    expect_false(grepl("rose", paste(capture.output(print(more)), collapse = " ")))
  }
  # one that rises after the change is said to, from there, and resumed fits know the change
  wild <- suppressWarnings(resume(fit, 3, l2 = 10, eta = 50))
  expect_match(diagnose(wild)["error_risen", "evidence"], "at epoch 500, where the penalty changed, .*penalty included")
  expect_match(diagnose(suppressWarnings(resume(wild, 1)))["error_risen", "evidence"], "at epoch 500, where")
  # the remedy is a smaller penalty, with which predictions differ again
  heavy <- oracle_with_seed(1, ann(mpg ~ wt + hp, mtcars, epochs = 800, l2 = 10))
  late <- resume(fit, 800, l2 = 10)
  for (name in c("heavy", "late")) {
    found <- diagnose(get(name))
    expect_true("constant" %in% rownames(found), info = name)
    remedy <- found["constant", "remedy"]
    expect_match(remedy, "l2 = 0.1", fixed = TRUE, info = name)
    again <- oracle_with_seed(1, eval(str2lang(sub("^update[(][a-z]+", paste0("update(", name), remedy))))
    expect_gt(diff(range(fitted(again))), 5)
  }
  # what is minimised is named where it is not the error alone
  ridge <- oracle_with_seed(1, ann(mpg ~ wt + hp, mtcars, l2 = 0.1, epochs = 200))
  expect_match(diagnose(ridge)$evidence[1], "penalty included")
  expect_no_match(diagnose(oracle_with_seed(1, ann(mpg ~ wt + hp, mtcars, epochs = 200)))$evidence[1], "penalty")
})
