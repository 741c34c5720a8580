# Packages that describe and draw models: the oracle is the same call on lm() or glm(), of networks predict().

test_that("insight's predictions and intervals are those of the lm and the glm", {
  skip_if_not_installed("insight")
  d <- client_data()
  pairs <- list(beside_lm(mpg ~ wt + hp + gear, d, weights = qsec), beside_glm(third ~ wt + hp + gear, d))
  for (pair in pairs) {
    for (level in c(0.8, 0.95)) {
      expect_equal(as.data.frame(insight::get_predicted(pair$ours, ci = level)),
                   as.data.frame(insight::get_predicted(pair$exact, ci = level)), tolerance = 1e-5)
    }
    expect_equal(as.data.frame(insight::get_predicted(pair$ours)), as.data.frame(insight::get_predicted(pair$exact)),
                 tolerance = 1e-6)
  }
})

test_that("insight's covariance warns away from the minimum, in one voice with vcov()", {
  skip_if_not_installed("insight")
  early <- gd_lm(mpg ~ wt + hp, mtcars, epochs = 3)
  expect_warning(found <- insight::get_varcov(early), class = "away_from_minimum")
  expect_equal(found, suppressWarnings(vcov(early)))
})

test_that("insight's predictions of a network are predict()'s", {
  skip_if_not_installed("insight")
  set.seed(1)
  net <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 20)
  at <- data.frame(wt = 2:4, hp = 100)
  expect_identical(as.data.frame(insight::get_predicted(net, data = at))$Predicted, unname(predict(net, at)))
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 20)
  long <- as.data.frame(insight::get_predicted(flowers, data = iris[c(1, 51), ]))
  expect_identical(long$Response, rep(levels(iris$Species), each = 2))
  expect_identical(long$Predicted, as.vector(predict(flowers, iris[c(1, 51), ])))
  classes <- insight::get_predicted(flowers, data = iris[c(1, 51), ], predict = "classification")
  expect_identical(as.character(classes), as.character(predict(flowers, iris[c(1, 51), ], type = "class")))
  # asked from outside the package, in which DALEX's method of the same name stands too
  told <- function(fit) eval(quote(insight::model_info(fit)), list(fit = fit), globalenv())
  expect_true(told(flowers)$is_multinomial)
  expect_false(told(flowers)$is_linear)
  expect_true(told(net)$is_linear)
})

test_that("ggpredict() has the values and the intervals that it has for lm() and glm()", {
  skip_if_not_installed("ggeffects")
  d <- transform(client_data(), third = as.integer(third))
  shown <- c("x", "predicted", "conf.low", "conf.high", "group")
  for (pair in list(beside_lm(mpg ~ wt + hp + gear, d), beside_glm(third ~ wt + hp, d))) {
    for (asked in list(list("wt"), list(c("hp", "wt"), ci.lvl = 0.8), list("wt [2, 3]", interval = "prediction"))) {
      draw <- function(fit) {
        suppressWarnings(as.data.frame(do.call(ggeffects::ggpredict, c(list(fit), asked, verbose = FALSE)))[shown])
      }
      expect_equal(draw(pair$ours), draw(pair$exact), tolerance = 1e-5, ignore_attr = TRUE)
    }
  }
})

test_that("ggpredict() draws the line of a network, and refuses several classes with the remedy", {
  set.seed(1)
  net <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 20)
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 20)
  grid <- data.frame(wt = c(2, 3), hp = 100)  # as ggeffects since 2.0 asks
  expect_identical(get_predictions.descent(net, grid)$predicted, unname(predict(net, grid)))
  expect_true(all(is.na(get_predictions.descent(net, grid)$conf.low)))
  long <- get_predictions.descent(flowers, iris[c(1, 51), 1:4])
  expect_identical(as.character(long$response.level), rep(levels(iris$Species), each = 2))
  expect_identical(long$predicted, as.vector(predict(flowers, iris[c(1, 51), ])))
  skip_if_not_installed("ggeffects")
  expect_no_warning(drawn <- ggeffects::ggpredict(net, "wt [2, 3]", verbose = FALSE))
  expect_equal(drawn$predicted, unname(predict(net, data.frame(wt = c(2, 3), hp = mean(mtcars$hp)))), tolerance = 1e-3)
  skip_if(utils::packageVersion("ggeffects") >= "2.0.0")
  expect_error(ggeffects::ggpredict(flowers, "Petal.Width"), "this fit has 3: take predict")
})

test_that("effects has the intervals that it has for lm() and glm(), with weights of 0 and aliased levels too", {
  skip_if_not_installed("effects")
  d <- client_data()
  d$w <- replace(d$qsec, 5, 0)
  d$size <- factor(d$cyl)
  pairs <- list(beside_lm(mpg ~ wt + hp, d, weights = w), beside_lm(mpg ~ gear * size, d[d$gear != "5", ]),
                beside_glm(third ~ wt + hp, d))
  for (pair in pairs) {
    expect_equal(lapply(effects::allEffects(pair$ours), as.data.frame),
                 lapply(effects::allEffects(pair$exact), as.data.frame), tolerance = 1e-5, ignore_attr = TRUE)
  }
})

test_that("effects says why it cannot take a network", {
  skip_if_not_installed("effects")
  net <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 2)
  expect_error(effects::Effect("wt", net), "needs a linear predictor")
})

test_that("visreg() draws what it draws for lm() and glm(), and the line of a network", {
  skip_if_not_installed("visreg")
  d <- transform(na.omit(client_data()), third = as.integer(third))
  for (pair in list(beside_lm(mpg ~ wt + hp + gear, d), beside_glm(third ~ wt + hp, d))) {
    for (asked in list(list("wt"), list("wt", scale = "response"), list("wt", type = "contrast"))) {
      draw <- function(fit) do.call(visreg::visreg, c(list(fit), asked, data = list(d), plot = FALSE))[c("fit", "res")]
      expect_equal(draw(pair$ours), draw(pair$exact), tolerance = 1e-5)
    }
  }
  set.seed(1)
  net <- ann(mpg ~ wt + hp, d, hidden = 2, epochs = 20)
  expect_no_warning(drawn <- visreg::visreg(net, "wt", data = d, plot = FALSE)$fit)
  expect_equal(drawn[[4]], unname(predict(net, drawn[c("wt", "hp")])))
  expect_error(predict(net, se.fit = TRUE), "no standard errors")
})

test_that("margins() has lm's and glm's slopes, and those of a network", {
  skip_if_not_installed("margins")
  d <- transform(na.omit(client_data()), third = as.integer(third))
  for (pair in list(beside_lm(mpg ~ wt * hp, d), beside_glm(third ~ wt + hp, d))) {
    slopes <- function(fit) as.data.frame(summary(margins::margins(fit, data = d)))[c("AME", "SE")]
    expect_equal(slopes(pair$ours), slopes(pair$exact), tolerance = 1e-3)
  }
  set.seed(1)
  net <- ann(mpg ~ wt + hp, d, hidden = 2, epochs = 20)
  expect_no_warning(found <- margins::margins(net, data = d))
  expect_equal(mean(found$dydx_wt), mean(input_slopes(net, variables = "wt")[["slope"]]), tolerance = 1e-4)
})

test_that("easystats has lm's and glm's numbers where it knows models by their class", {
  d <- transform(client_data(), third = as.integer(third))
  pairs <- list(beside_lm(mpg ~ wt + hp + gear, d), beside_glm(third ~ wt + hp, d))
  same <- function(package, verb, ...) {
    if (!requireNamespace(package, quietly = TRUE)) return(invisible())
    for (pair in pairs) {
      value <- function(fit) {
        found <- suppressMessages(getExportedValue(package, verb)(fit, ...))
        if (is.data.frame(found)) as.data.frame(found) else stats::coef(found)
      }
      expect_equal(value(pair$ours), value(pair$exact), tolerance = 1e-5, ignore_attr = TRUE, label = verb)
    }
  }
  same("parameters", "p_value")
  same("parameters", "standard_error")
  same("parameters", "standardize_parameters")
  same("datawizard", "standardize")
  same("bayestestR", "ci")
  skip_if_not_installed("performance")
  expect_equal(performance::r2_nagelkerke(pairs[[2]]$ours), performance::r2_nagelkerke(pairs[[2]]$exact),
               tolerance = 1e-5)
  expect_equal(performance::r2_tjur(pairs[[2]]$ours), performance::r2_tjur(pairs[[2]]$exact), tolerance = 1e-5)
  set.seed(1)
  net <- ann(mpg ~ wt, d, hidden = 2, epochs = 2)
  expect_error(performance::check_predictions(net), "makes no sense for a network")
})
