# Oracles: central differences of predict(), coef(), arithmetic by hand. tests/clients/effects.R has marginaleffects.

# The slope of predict() by one variable, row by row, by five points.
differences <- function(fit, data, variable, ...) {
  h <- 1e-3 * sd(data[[variable]])
  at <- function(by) {
    data[[variable]] <- data[[variable]] + by
    unname(as.matrix(predict(fit, data, ...)))
  }
  (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)
}

expect_slopes <- function(fit, data, variables, tolerance = 1e-7, ...) {
  slopes <- as.data.frame(input_slopes(fit, data, ...))
  for (variable in variables) {
    expected <- differences(fit, data, variable, ...)
    found <- slopes$slope[slopes$variable == variable]
    expect_equal(found, as.vector(expected), tolerance = tolerance, label = paste(variable, deparse1(formula(fit))))
  }
}

test_that("slopes of a linear model are its coefficients, with lm's standard errors", {
  fit <- gd_lm(mpg ~ wt + hp + qsec, mtcars, weights = carb, scaling = "whiten")
  table <- summary(input_slopes(fit))
  expect_identical(table$variable, c("wt", "hp", "qsec"))
  expect_equal(table$average, unname(coef(fit)[-1]))
  exact <- coef(summary(lm(mpg ~ wt + hp + qsec, mtcars, weights = carb)))
  expect_equal(table$std.error, unname(exact[-1, 2]))
  expect_identical(table$sd, c(0, 0, 0))
  expect_identical(table$positive, c(0, 0, 1))
  slopes <- input_slopes(fit, mtcars[1:3, ], "hp")
  expect_identical(nrow(slopes), 3L)
  expect_equal(slopes$slope, rep(unname(coef(fit)["hp"]), 3))
  expect_identical(slopes$value, mtcars$hp[1:3])
})

test_that("a 2-2-1 network worked through by hand", {
  # hidden: h1 = sigmoid(0.1 + 0.5 a - 0.2 b), h2 = tanh-free second unit sigmoid(-0.3 + 0.4 a + 0.6 b)
  # output: y = sigmoid(0.2 + 1.5 h1 - 0.7 h2), at a = 1, b = 2
  h1 <- 1 / (1 + exp(-(0.1 + 0.5 * 1 - 0.2 * 2)))
  h2 <- 1 / (1 + exp(-(-0.3 + 0.4 * 1 + 0.6 * 2)))
  y <- 1 / (1 + exp(-(0.2 + 1.5 * h1 - 0.7 * h2)))
  by_a <- y * (1 - y) * (1.5 * h1 * (1 - h1) * 0.5 - 0.7 * h2 * (1 - h2) * 0.4)
  by_b <- y * (1 - y) * (1.5 * h1 * (1 - h1) * -0.2 - 0.7 * h2 * (1 - h2) * 0.6)
  data <- data.frame(a = c(1, 0), b = c(2, 1), y = c(0, 1))
  fit <- ann(y ~ a + b, data, hidden = 2, output = "sigmoid", cost = "half_mse", scaling = "none", epochs = 0,
             start = list(matrix(c(0.1, 0.5, -0.2, -0.3, 0.4, 0.6), 3), matrix(c(0.2, 1.5, -0.7), 3)))
  slopes <- input_slopes(fit, data[1, ])
  expect_equal(slopes$slope, c(by_a, by_b), tolerance = 1e-14)
  link <- input_slopes(fit, data[1, ], type = "link")
  expect_equal(link$slope, c(by_a, by_b) / (y * (1 - y)), tolerance = 1e-14)
})

test_that("slopes are central differences of predict(), whatever the layers and the formula", {
  d <- mtcars
  d$gear <- factor(d$gear)
  smooth <- names(Filter(function(f) !f$joint && !length(f$kinks), activation_table))
  expect_true(all(c("sigmoid", "tanh", "softplus", "gelu", "swish") %in% smooth))
  for (activation in c(smooth, "elu")) {  # no unit is near elu's kink at the weights of this seed
    set.seed(1)
    fit <- ann(mpg ~ wt + hp, d, hidden = c(3, 2), activation = activation, epochs = 30)
    expect_slopes(fit, d, c("wt", "hp"))
  }
  own <- ann(mpg ~ wt + hp, d, hidden = 2, activation = activation(~ x / (1 + x^2)), epochs = 30, scaling = "whiten")
  expect_slopes(own, d, c("wt", "hp"))
  flowers <- ann(Species ~ ., iris, hidden = 3, epochs = 50)
  expect_slopes(flowers, iris, names(iris)[1:4])
  expect_slopes(flowers, iris, names(iris)[1:4], type = "link")
  two <- ann(cbind(mpg, qsec) ~ wt * hp, d, hidden = 2, epochs = 30)
  expect_slopes(two, d, c("wt", "hp"))
  bent <- ann(mpg ~ log(wt) + poly(hp, 2) + wt:gear + I(qsec^2) + splines::ns(drat, 3) + offset(sqrt(disp)), d,
              hidden = 2, epochs = 30)
  expect_slopes(bent, d, c("wt", "hp", "qsec", "drat", "disp"))
  line <- gd_lm(mpg ~ sqrt(wt) * gear + abs(hp - 100), d, scaling = "whiten", offset = log(qsec))
  expect_slopes(line, d, c("wt", "hp", "qsec"))
  for (bias in list("learn", "none", -3)) {
    unit <- neuron(am ~ wt * hp, d, cost = "cross_entropy", bias = bias, scaling = "whiten", eta = "auto", epochs = 30)
    suppressWarnings(expect_slopes(unit, d, c("wt", "hp")))
    suppressWarnings(expect_slopes(unit, d, c("wt", "hp"), type = "link"))
  }
})

test_that("factors are differences to the first level", {
  d <- mtcars
  d$gear <- factor(d$gear)
  d$manual <- d$am == 1
  d$make <- rep(c("b", "a"), 16)
  set.seed(1)
  fit <- ann(mpg ~ wt * gear + manual + make + factor(cyl), d, hidden = 2, epochs = 30)
  slopes <- as.data.frame(input_slopes(fit))
  expect_setequal(unique(slopes$variable), c("wt", "gear", "manual", "make", "cyl"))
  difference <- function(variable, to, from) {
    at <- function(level) {
      d[[variable]] <- if (is.factor(d[[variable]])) factor(level, levels(d[[variable]])) else level
      unname(predict(fit, d))
    }
    at(to) - at(from)
  }
  for (case in list(list("gear", "5", "3"), list("manual", TRUE, FALSE), list("make", "b", "a"), list("cyl", 8, 4))) {
    contrast <- paste(case[[2]], "-", case[[3]])
    expect_equal(slopes$slope[slopes$variable == case[[1]] & slopes$contrast == contrast], do.call(difference, case),
                 label = case[[1]])
  }
  exact <- lm(mpg ~ wt + gear, d)
  table <- summary(input_slopes(gd_lm(mpg ~ wt + gear, d, scaling = "whiten"), variables = "gear"))
  expect_equal(table$average, unname(coef(exact)[3:4]))
  expect_equal(table$std.error, unname(coef(summary(exact))[3:4, 2]))
  expect_error(input_slopes(gd_lm(mpg ~ cut(hp, 3), d, scaling = "whiten"), variables = "hp"), "through steps alone")
})

test_that("the delta method's standard errors of averages are right for neurons", {
  d <- na.omit(client_data())
  pair <- beside_glm(third ~ wt * qsec + gear, d, weights = carb)
  theta <- coef(pair$exact)
  x <- model.matrix(pair$exact)
  w <- d$carb / sum(d$carb)
  average <- function(theta) {  # of the slope by wt, and of the difference gear 4 - gear 3
    z <- drop(x %*% theta)
    flat <- x
    flat[, c("gear4", "gear5")] <- 0
    four <- flat
    four[, "gear4"] <- 1
    c(sum(w * plogis(z) * plogis(-z) * (theta["wt"] + theta["wt:qsec"] * d$qsec)),
      sum(w * (plogis(four %*% theta) - plogis(flat %*% theta))))
  }
  jacobian <- vapply(names(theta), function(n) {
    h <- 1e-5 * replace(0 * theta, n, 1)
    (average(theta + h) - average(theta - h)) / 2e-5
  }, numeric(2))
  expected <- sqrt(diag(jacobian %*% vcov(pair$exact) %*% t(jacobian)))
  table <- summary(input_slopes(pair$ours))
  at <- c(which(table$variable == "wt"), which(table$contrast == "4 - 3"))
  expect_equal(table$average[at], average(theta), tolerance = 1e-5)
  expect_equal(table$std.error[at], expected, tolerance = 1e-5)
  counted <- d[rep(seq_len(nrow(d)), d$carb), ]  # a weight of 2 is the row twice
  repeated <- summary(input_slopes(beside_glm(third ~ wt * qsec + gear, counted)$ours))
  expect_equal(table$sd, repeated$sd, tolerance = 1e-5)
  expect_equal(table$positive, repeated$positive)
  early <- neuron(am ~ wt, mtcars, cost = "cross_entropy", epochs = 3)
  expect_warning(input_slopes(early), class = "away_from_minimum")
  set.seed(1)
  expect_true(all(is.na(summary(input_slopes(ann(mpg ~ wt, mtcars, epochs = 3)))$std.error)))
})

test_that("data are found again, rows with missing values stay, and mistakes are named", {
  local({
    here <- mtcars
    here$wt[4] <- NA
    fit <- gd_lm(mpg ~ log(wt) + hp, here, subset = cyl > 4, scaling = "whiten")
    slopes <- input_slopes(fit, variables = "wt")
    kept <- here$wt[here$cyl > 4 & !is.na(here$wt)]
    expect_equal(slopes$slope, unname(coef(fit)["log(wt)"]) / kept)
    new <- input_slopes(fit, here[3:5, ], "wt")
    expect_identical(is.na(new$slope), c(FALSE, TRUE, FALSE))
    expect_false(is.na(summary(new)$average))
  })
  lost <- local({
    here <- mtcars
    gd_lm(mpg ~ log(wt), here, scaling = "whiten")
  })
  expect_error(input_slopes(lost), "`newdata` must be given")
  expect_identical(nrow(input_slopes(lost, mtcars)), 32L)
  x <- mtcars$wt
  y <- mtcars$mpg
  expect_equal(input_slopes(gd_lm(y ~ log(x), scaling = "whiten"))$value, x)
  fit <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
  expect_error(input_slopes(fit, variables = "hp"), "`variables` must be inputs of the fit: \"wt\", not \"hp\"")
  expect_error(input_slopes(fit, type = "class"), "`type` must be")
  expect_error(input_slopes(fit, data.frame(hp = 1)), "must have the column `wt`")
  expect_error(input_slopes(lm(mpg ~ wt, mtcars)), "a fit by gd_lm")
  expect_error(summary(input_slopes(fit), 3), "not an argument")
})

test_that("print() shows the table, plot() draws and returns the points", {
  set.seed(1)
  fit <- ann(mpg ~ wt + hp + factor(gear), mtcars, hidden = 2, epochs = 100)
  slopes <- input_slopes(fit)
  expect_output(print(slopes), "Slopes of the prediction by each input, over 32 rows.*positive.*5 - 3.*share of rows")
  pdf(NULL)
  on.exit(dev.off())
  drawn <- plot(slopes, "wt", by = "hp")
  expect_identical(drawn$slope, slopes$slope[slopes$variable == "wt"])
  expect_identical(nrow(plot(slopes, "gear", by = "cyl")), 64L)
  expect_error(plot(slopes, "cyl"), "`variable` must be")
  expect_error(plot(slopes, by = "colour"), "`by` must be")
  expect_error(plot(slopes, output = 2), "`output` must be a number from 1 to 1")
})

test_that("plot() needs neither a variable nor another one for the colours", {
  set.seed(1)
  fit <- ann(mpg ~ wt + factor(am), mtcars, hidden = 2, epochs = 50)
  slopes <- input_slopes(fit)
  pdf(NULL)
  on.exit(dev.off())
  expect_identical(nrow(plot(slopes)), 32L)
  expect_identical(unique(plot(slopes, "wt")$variable), "wt")
  expect_identical(unique(plot(slopes, "am")$contrast), unique(slopes$contrast[slopes$variable == "am"]))
  expect_identical(nrow(plot(slopes, "wt", by = "am")), 32L)
})

test_that("the picture names output and input, and says how another output is drawn", {
  titles <- function(...) {
    seen <- list()
    real <- open_plot
    on.exit(replace_function("open_plot", real))
    replace_function("open_plot", function(look, ...) {
      seen <<- look[c("main", "sub")]
      stop("seen", call. = FALSE)
    })
    try(plot(...), silent = TRUE)
    seen
  }
  flowers <- oracle_with_seed(1, ann(Species ~ ., iris, epochs = 5))
  slopes <- input_slopes(flowers)
  expect_identical(titles(slopes)$main, "Slope of setosa by Sepal.Length")
  expect_identical(titles(slopes)$sub, "output 1 of 3; output = \"versicolor\" draws the next")
  expect_identical(titles(slopes, output = 3)$sub, "output 3 of 3; output = \"setosa\" draws the next")
  one <- input_slopes(oracle_with_seed(1, ann(mpg ~ wt + factor(cyl), mtcars, epochs = 5)))
  expect_identical(titles(one)$main, "Slope of mpg by wt")
  expect_null(titles(one)$sub)
  expect_identical(titles(one, variable = "cyl")$main, "Difference of mpg by cyl")
  expect_identical(titles(one, main = "mine")$main, "mine")
})
