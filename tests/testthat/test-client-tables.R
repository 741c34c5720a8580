# Tables, explainers and engines: one test each that they show lm()'s, glm()'s or predict()'s numbers. tests/clients/ has
# more, and runs the packages that are not here.

test_that("summaries have what summary.lm() and summary.glm() have", {
  d <- client_data()
  pair <- beside_lm(mpg ~ wt + gear, d, weights = qsec)
  expect_equal(summary(pair$ours)$residuals, summary(pair$exact)$residuals)
  expect_output(print(summary(pair$ours)), "Weighted Residuals")
  pair <- beside_glm(third ~ wt + gear, d, weights = carb, offset = qsec / 20)
  ours <- summary(pair$ours)
  exact <- summary(pair$exact)
  for (field in c("deviance", "df.residual", "null.deviance", "df.null", "aic", "dispersion", "cov.unscaled",
                  "cov.scaled")) {
    expect_equal(ours[[field]], exact[[field]], tolerance = 1e-5, label = field)
  }
  expect_equal(as.data.frame(ours), as.data.frame(coef(exact)), tolerance = 1e-5)
})

test_that("xtable, pander and flextable have the table of the lm", {
  pair <- beside_lm(mpg ~ wt + hp, mtcars)
  set.seed(1)
  net <- ann(mpg ~ wt, mtcars, hidden = 2, epochs = 3)
  if (requireNamespace("xtable", quietly = TRUE)) {
    expect_equal(as.matrix(xtable::xtable(pair$ours)), as.matrix(xtable::xtable(pair$exact)))
    expect_equal(xtable::xtable(net)$Estimate, unlist(coef(net), use.names = FALSE))
  }
  if (requireNamespace("pander", quietly = TRUE)) {
    shown <- function(fit) gsub("gd_lm", "lm", utils::capture.output(pander::pander(fit)), fixed = TRUE)
    expect_identical(shown(pair$ours), shown(pair$exact))
  }
  skip_if_not_installed("knitr")
  expect_identical(knitr::kable(summary(pair$ours)), knitr::kable(coef(summary(pair$exact))))
  expect_identical(nrow(as.data.frame(summary(net))), 2L)
})

test_that("caret's importance is lm's, of a network that of its slopes", {
  skip_if_not_installed("caret")
  pair <- beside_lm(mpg ~ wt + hp, mtcars)
  expect_equal(caret::varImp(pair$ours), caret::varImp(pair$exact))
  set.seed(1)
  net <- ann(mpg ~ wt + factor(am), mtcars, hidden = 2, epochs = 50)
  slopes <- as.data.frame(input_slopes(net))
  importance <- caret::varImp(net)
  expect_equal(importance["wt", ], mean(abs(slopes$slope[slopes$variable == "wt"])) * sd(mtcars$wt))
  expect_equal(importance["am 1 - 0", ], mean(abs(slopes$slope[slopes$variable == "am"])))
})

test_that("DALEX, lime and NeuralNetTools read predict() and standardized weights", {
  set.seed(1)
  net <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 50)
  flowers <- ann(Species ~ ., iris, hidden = 2, epochs = 20)
  two <- ann(factor(am) ~ wt, mtcars, hidden = 2, epochs = 20)
  expect_identical(yhat.descent(flowers, iris[1:3, ]), predict(flowers, iris[1:3, ]))
  expect_identical(model_info.descent(flowers)$type, "multiclass")
  expect_identical(model_type.descent(net), "regression")
  expect_equal(predict_model.descent(two, mtcars[1:3, ], "prob")[["1"]], unname(predict(two, mtcars[1:3, ])))
  expect_identical(as.character(predict_model.descent(two, mtcars[1:3, ], "raw")$Response),
                   as.character(predict(two, mtcars[1:3, ], type = "class")))
  layers <- standardized_layers(net)
  x <- scale(as.matrix(mtcars[c("wt", "hp")]))
  h <- plogis(cbind(1, x) %*% layers$hidden1)
  expect_equal(drop(cbind(1, h) %*% layers$output), as.vector(scale(mtcars$mpg) + (predict(net) - mtcars$mpg) / sd(mtcars$mpg)),
               ignore_attr = TRUE)
  skip_if_not_installed("NeuralNetTools")
  expect_setequal(rownames(NeuralNetTools::garson(net, bar_plot = FALSE)), c("wt", "hp"))
})

test_that("family() of a network", {
  set.seed(1)
  expect_identical(family(ann(mpg ~ wt, mtcars, epochs = 2))$family, "gaussian")
  expect_identical(family(ann(factor(am) ~ wt, mtcars, epochs = 2))$family, "binomial")
  expect_error(family(ann(Species ~ ., iris, epochs = 2)), "makes no sense for this network")
})

test_that("ggplot2's geom_smooth() draws each class of fit", {
  skip_if_not_installed("ggplot2")
  ribbon <- function(method, ...) {
    p <- ggplot2::ggplot(mtcars, ggplot2::aes(wt, vs)) +
      ggplot2::geom_smooth(method = method, formula = y ~ x, method.args = list(...), n = 5)
    ggplot2::ggplot_build(p)$data[[1]]
  }
  columns <- c("x", "y", "ymin", "ymax")
  expect_equal(ribbon(gd_lm, scaling = "whiten")[columns], ribbon(lm)[columns])
  logistic <- ribbon(neuron, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = "auto")
  expect_equal(logistic[columns], ribbon(glm, family = binomial)[columns], tolerance = 1e-4)
  set.seed(1)
  line <- ribbon(ann, hidden = 2, epochs = 20)
  expect_identical(nrow(line), 5L)
  expect_null(line$ymin)
})

test_that("loading the package keeps the user's settings, and says nothing", {
  code <- paste("options(marginaleffects_model_classes = \"mine\"); library(descent);",
                "cat(getOption(\"marginaleffects_model_classes\"))")
  said <- system2(file.path(R.home("bin"), "Rscript"), c("-e", shQuote(code)), stdout = TRUE, stderr = TRUE,
                  env = paste0("R_LIBS=", paste(.libPaths(), collapse = .Platform$path.sep)))
  expect_identical(said, "mine gd_lm neuron ann")
})

test_that("parsnip's engine fits lm's line", {
  skip_if_not_installed("parsnip")
  spec <- parsnip::set_engine(parsnip::linear_reg(), "descent")
  fit <- parsnip::fit(spec, mpg ~ wt, mtcars)
  expect_equal(predict(fit, mtcars)$.pred, unname(predict(lm(mpg ~ wt, mtcars))))
  for (row in parsnip_models) expect_true("descent" %in% parsnip::get_from_env(row$model)$engine)
})

test_that("the engine's conversions give parsnip what it asks for", {
  expect_identical(parsnip_prediction("class")$post(c("b", "a"), list(lvl = c("a", "b"))), factor(c("b", "a")))
  p <- matrix(c(0.2, 0.8), 1, dimnames = list(NULL, c("a", "b")))
  expect_identical(names(parsnip_prediction("prob")$post(p, NULL)), c("a", "b"))
  band <- matrix(1:3, 1, dimnames = list("r", c("fit", "lwr", "upr")))
  expect_identical(as.list(parsnip_prediction("pred_int")$post(band, NULL)), list(.pred_lower = 2L, .pred_upper = 3L))
  expect_identical(parsnip_prediction("conf_int")$args$interval, "confidence")
})

test_that("texreg's table is that of the lm and the glm", {
  skip_if_not_installed("texreg")
  parts <- function(fit) {
    e <- texreg::extract(fit)
    list(e@coef.names, e@coef, e@se, e@pvalues, e@gof.names, e@gof)
  }
  pair <- beside_lm(mpg ~ wt + hp, mtcars)
  expect_equal(parts(pair$ours), parts(pair$exact))
  pair <- beside_glm(third ~ wt + hp, client_data())
  expect_equal(parts(pair$ours), parts(pair$exact), tolerance = 1e-5)
})
