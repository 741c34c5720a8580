# The table of verdicts: what diagnose() finds in fits that were looked at, error curve by error curve.

expect_verdicts <- function(verdicts, envir = parent.frame()) {
  for (case in verdicts) {
    info <- deparse1(case$fit)
    fit <- oracle_with_seed(1, quietly(eval(case$fit, envir)))
    expect_identical(findings(fit), case$found, info = info)
    expect_identical(fit$converged, isTRUE(case$converged), info = info)
    expect_consistent(fit, info)
  }
}

verdict_case <- function(fit, ..., converged = FALSE) {
  list(fit = substitute(fit), found = as.character(c(...)), converged = converged)
}

test_that("the six failures fail as their names say, and their remedies do not", {
  expected <- list(
    zero_start = list(c("flat", "alike", "constant"), "falling"), saturated = list("saturated", "falling"),
    dead_relu = list(c("dead", "alike", "constant"), "falling"),
    rate_too_large = list(c("error_risen", "rate_too_large", "scale", "far"), c("scale", "far")),
    unscaled = list(c("scale", "far"), character()), separation = list("separated", character())
  )
  expect_setequal(names(expected), names(failures))
  for (name in names(expected)) {
    failure <- example_failure(name)
    expect_identical(findings(failure$fails), expected[[name]][[1]], info = name)
    expect_identical(findings(failure$remedy), expected[[name]][[2]], info = name)
    expect_identical(as.data.frame(failure$findings), as.data.frame(diagnose(failure$fails)))
    expect_consistent(failure$fails, name)
    expect_consistent(failure$remedy, name)
    # the code of every remedy runs and leads to a smaller error, but for the separated classes, which want a penalty
    for (finding in expected[[name]][[1]]) {
      helped <- run_remedy(failure$fails, finding)
      expect_false(finding %in% findings(helped), info = paste(name, finding))
      if (name != "separation") expect_lt(helped$error, failure$fails$error)
    }
  }
})

test_that("the lecture's fits", {
  line <- oracle_line()$data
  gate <- oracle_gate()$data
  expect_verdicts(list(
    # 2.897197 and 1.947528 beside lm()'s 2.897196 and 1.947528: 1e-5 standard errors
    verdict_case(gd_lm(y ~ x, line, eta = 0.01, epochs = 1000, start = 1), converged = TRUE),
    verdict_case(gd_lm(y ~ x, line, eta = 0.01, epochs = 200, start = 1), "far"),
    verdict_case(gd_lm(y ~ x, line, eta = 0.00001, epochs = 200, start = 1), "far", "rate_too_small"),
    verdict_case(gd_lm(y ~ x, line, eta = 1.2, epochs = 30, start = 1, allow_divergence = TRUE),
                 "error_risen", "rate_too_large", "far"),
    verdict_case(neuron(d ~ x1 + x2, gate, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000), "separated"),
    verdict_case(neuron(d ~ x1 + x2, gate, bias = -3, start = c(0.1, 0.5), epochs = 10000, cost = "half_sse"),
                 "separated"),
    verdict_case(neuron(d ~ x1 + x2, gate, epochs = 1), "falling")
  ))
})

test_that("mtcars, airquality, iris, cars", {
  air <- na.omit(airquality)
  expect_verdicts(list(
    verdict_case(gd_lm(mpg ~ wt, mtcars, scaling = "standardize"), converged = TRUE),
    verdict_case(gd_lm(mpg ~ ., mtcars), "scale", "far"),
    verdict_case(gd_lm(mpg ~ ., mtcars, scaling = "standardize"), "far"),
    verdict_case(gd_lm(mpg ~ ., mtcars, scaling = "whiten"), converged = TRUE),
    verdict_case(gd_lm(Ozone ~ ., air), "scale", "far"),
    verdict_case(gd_lm(Ozone ~ ., air, scaling = "standardize"), converged = TRUE),
    verdict_case(gd_lm(dist ~ speed, cars, optimizer = "momentum"), "scale", "far"),
    verdict_case(gd_lm(dist ~ speed, cars, optimizer = "lbfgs", epochs = 20), converged = TRUE),
    verdict_case(neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto"), converged = TRUE),
    verdict_case(neuron(am ~ wt, mtcars, cost = "cross_entropy"), "far"),
    verdict_case(ann(mpg ~ ., mtcars), "falling", "few_rows"),
    verdict_case(ann(mpg ~ wt, mtcars, hidden = 2, optimizer = "lbfgs"), "some_saturated", converged = TRUE),
    verdict_case(ann(dist ~ speed, cars, hidden = 1, optimizer = "lbfgs"), converged = TRUE),
    verdict_case(ann(mpg ~ ., mtcars, hidden = 8, validation = 0.3, patience = 20, epochs = 2000),
                 "stopped_early", "few_rows"),
    verdict_case(ann(mpg ~ ., mtcars, hidden = 8, validation = 0.3, epochs = 2000), "falling", "overfitted",
                 "few_rows"),
    verdict_case(ann(mpg ~ ., mtcars, hidden = 2, batch_size = 8), "falling"),
    verdict_case(ann(mpg ~ wt, mtcars, hidden = integer(0), batch_size = 8, epochs = 2000), "noise"),
    verdict_case(ann(Ozone ~ ., air, hidden = 4), "falling"),
    verdict_case(ann(Species ~ ., iris, hidden = 4), "falling"),
    verdict_case(ann(Species ~ Sepal.Length, iris, hidden = integer(0), epochs = 3000), converged = TRUE)
  ))
})

test_that("raw scores, kinks, counts, penalties, and what went on after an early stop", {
  exam <- exam_data()
  plane <- plane_data()
  expect_verdicts(list(
    # up in the first epoch and level from there, every row the same class
    verdict_case(neuron(label ~ s1 + s2, exam), "error_risen", "constant", "scale"),
    # up and down by a factor of ten for as long as it runs
    verdict_case(neuron(label ~ s1 + s2, exam, cost = "cross_entropy", epochs = 100), "error_risen", "oscillating",
                 "rate_too_large", "scale", "far"),
    verdict_case(neuron(label ~ s1 + s2, exam, cost = "cross_entropy", scaling = "whiten", eta = "auto"),
                 converged = TRUE),
    # down at once, then a band that does not become narrower; with a falling rate it does
    verdict_case(gd_lm(y ~ x + z, plane, cost = "mae"), "oscillating"),
    verdict_case(gd_lm(y ~ x + z, plane, cost = "mae", eta = function(e) 0.9 / sqrt(e)), converged = TRUE),
    verdict_case(neuron(cbind(ncases, ncontrols) ~ agegp + alcgp, esoph, cost = "cross_entropy", eta = "auto"), "far"),
    verdict_case(neuron(cbind(ncases, ncontrols) ~ agegp + alcgp, esoph, cost = "cross_entropy", eta = "auto",
                        scaling = "whiten"), converged = TRUE),
    verdict_case(neuron(2 * am - 1 ~ wt, mtcars, activation = "tanh", epochs = 3000), "falling"),
    # level to the eye, the gradient 1/66 of what it was
    verdict_case(ann(Species ~ ., iris, hidden = 4, epochs = 300, validation = 0.3, l2 = 0.05), "unsettled"),
    # the validation error falls again after the first stop, to a better epoch, and rises after that
    verdict_case(suppressMessages(resume(ann(mpg ~ ., mtcars, hidden = 8, validation = 0.3, patience = 20,
                                             epochs = 2000), 300)), "stopped_early", "few_rows")
  ))
})

test_that("digits with 3 and 30 hidden units", {
  skip_on_cran()
  expect_verdicts(list(verdict_case(ann(digit ~ ., digits, hidden = 3, epochs = 150), "falling"),
                       verdict_case(ann(digit ~ ., digits, hidden = 30, epochs = 300), "separated")))
})

test_that("fits that diverged, were interrupted, stopped early or were resumed", {
  gone <- quietly(gd_lm(dist ~ speed, cars, eta = 0.01, epochs = 2000, allow_divergence = TRUE))
  expect_identical(gone$stop, "diverged")
  expect_identical(findings(gone), c("diverged", "error_risen", "rate_too_large", "scale", "far"))
  expect_match(attr(diagnose(gone), "verdict"), "^Diverged: in epoch [0-9,]+, with eta = 0.01,")
  expect_lt(run_remedy(gone)$error, 1.01 * mean(residuals(lm(dist ~ speed, cars))^2))
  expect_consistent(gone)
  wild <- quietly(oracle_with_seed(1, ann(mpg ~ hp + wt, mtcars, optimizer = "gd", activation = "relu", eta = 1e3,
                                          epochs = 500, scaling = "none")))
  expect_identical(wild$stop, "diverged")
  expect_identical(findings(wild)[1], "diverged")
  expect_lt(run_remedy(wild)$error, 36)  # the variance of mpg
  # a fit as an interrupt after 40 of 100 epochs leaves it
  cut <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.01, epochs = 40)
  cut$stop <- "interrupted"
  cut$hyperparameters$epochs <- 100
  expect_identical(findings(cut), c("interrupted", "far"))
  expect_match(diagnose(cut)$evidence[1], "after epoch 40 of 100")
  expect_match(stop_warning(cut), "interrupted after epoch 40 of 100.*resume\\(fit, 60\\) goes on")
  whole <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.01, epochs = 100)
  expect_identical(coef(run_remedy(cut)), coef(whole))
  # going on changes the verdict when the minimum is reached, not before
  early <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 10)
  expect_identical(findings(early), "far")
  expect_identical(findings(resume(early, 5)), "far")
  expect_identical(findings(run_remedy(early)), character())
  none <- gd_lm(dist ~ speed, cars, epochs = 0)
  expect_identical(findings(none)[1], "nothing_learnt")
  expect_match(attr(diagnose(none), "verdict"), "^Not converged: nothing has been learnt yet")
  expect_length(stop_warning(gd_lm(dist ~ speed, cars, epochs = 5)), 0)
})
