# Fits that go wrong, or right, in known ways, for the tests of diagnose().

# Two scores of 100 pupils and whether they passed; raw scores of 30 to 100 saturate a sigmoid in its first step.
exam_data <- function() {
  oracle_with_seed(6, {
    data <- data.frame(s1 = runif(100, 30, 100), s2 = runif(100, 30, 99))
    data$label <- as.integer(data$s1 + data$s2 + rnorm(100, 0, 15) > 125)
    data
  })
}

plane_data <- function() {
  oracle_with_seed(1, {
    data <- data.frame(x = rnorm(50), z = rnorm(50))
    data$y <- 1 + 2 * data$x - data$z + rnorm(50) / 2
    data
  })
}

quietly <- function(code) suppressWarnings(code)

findings <- function(fit) rownames(diagnose(fit))

# What a remedy gives: its code is run as it stands, where the fit is called `fit`.
run_remedy <- function(fit, finding = 1) {
  code <- diagnose(fit)[finding, "remedy"]
  oracle_with_seed(1, quietly(eval(parse(text = code), list2env(list(fit = fit), parent = parent.frame()))))
}

# converged, the line of print() and the table must not contradict each other.
expect_consistent <- function(fit, info = NULL) {
  table <- diagnose(fit)
  line <- attr(table, "verdict")
  testthat::expect_identical(startsWith(line, "Converged"), fit$converged, info = info)
  printed <- paste(capture.output(print(fit)), collapse = " ")
  testthat::expect_match(gsub(" +", " ", printed), substr(line, 1, 60), fixed = TRUE, info = info)
  if (!fit$converged) testthat::expect_gt(nrow(table), 0)
  for (code in table$remedy) testthat::expect_silent(parse(text = code))
}
