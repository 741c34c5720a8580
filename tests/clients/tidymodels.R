# The engine "descent" of parsnip.
source("helper.R")
invisible(lm_pairs())
d$class <- factor(d$third, labels = c("no", "yes"))

with_client("parsnip", {
  exact <- lm(mpg ~ wt + gear, d)
  line <- fit(set_engine(linear_reg(), "descent"), mpg ~ wt + gear, d)
  against("parsnip", "gd_lm", "linear_reg(): numeric", predict(line, d)$.pred, predict(exact, d))
  against("parsnip", "gd_lm", "linear_reg(): conf_int", predict(line, d, type = "conf_int"),
          predict(exact, d, interval = "confidence")[, 2:3])
  against("parsnip", "gd_lm", "linear_reg(): pred_int, level 0.8", predict(line, d, type = "pred_int", level = 0.8),
          predict(exact, d, interval = "prediction", level = 0.8)[, 2:3])
  against("parsnip", "gd_lm", "tidy(linear_reg())", tidy(line)[c("estimate", "p.value")], coef(summary(exact))[, c(1, 4)])
  weighted <- fit(set_engine(linear_reg(), "descent"), mpg ~ wt, d, case_weights = importance_weights(d$qsec))
  against("parsnip", "gd_lm", "linear_reg(): case weights", predict(weighted, d)$.pred,
          predict(lm(mpg ~ wt, d, weights = qsec), d))
  xy <- fit_xy(set_engine(linear_reg(), "descent"), d[c("wt", "hp")], d$mpg)
  against("parsnip", "gd_lm", "linear_reg(): fit_xy()", predict(xy, d)$.pred, predict(lm(mpg ~ wt + hp, d), d))
  logistic <- fit(set_engine(logistic_reg(), "descent"), class ~ wt + hp, d)
  odds <- glm(class ~ wt + hp, binomial, d)
  against("parsnip", "neuron", "logistic_reg(): prob", predict(logistic, d, type = "prob")$.pred_yes,
          predict(odds, d, type = "response"), 1e-5)
  against("parsnip", "neuron", "logistic_reg(): class", as.integer(predict(logistic, d)$.pred_class) - 1,
          as.numeric(predict(odds, d, type = "response") > 0.5))
  same_seed <- function(spec, formula, data) { set.seed(1); fit(set_engine(spec, "descent"), formula, data) }
  several <- same_seed(multinom_reg(penalty = 0.01), Species ~ ., iris)
  direct <- { set.seed(1); ann(Species ~ ., iris, hidden = integer(0), l2 = 0.01) }
  against("parsnip", "ann", "multinom_reg(): prob", predict(several, iris, type = "prob"), predict(direct))
  net <- same_seed(mlp("regression", hidden_units = 4, penalty = 0.1, epochs = 50, activation = "tanh", learn_rate = 0.02),
                   mpg ~ wt + hp, d)
  direct <- { set.seed(1); ann(mpg ~ wt + hp, d, hidden = 4, l2 = 0.1, epochs = 50, activation = "tanh", eta = 0.02) }
  against("parsnip", "ann", "mlp(): numeric", predict(net, d)$.pred, predict(direct, d))
  net <- same_seed(mlp("classification", hidden_units = 3, epochs = 50, dropout = 0.1), Species ~ ., iris)
  direct <- { set.seed(1); ann(Species ~ ., iris, hidden = 3, epochs = 50, dropout = 0.1) }
  against("parsnip", "ann", "mlp(): prob", predict(net, iris, type = "prob"), predict(direct))
  against("parsnip", "ann", "mlp(): class", as.integer(predict(net, iris)$.pred_class),
          as.integer(predict(direct, type = "class")))
  against("parsnip", "ann", "augment(mlp())", augment(net, iris)$.pred_setosa, predict(direct)[, "setosa"])
})
with_client("workflows", {
  suppressPackageStartupMessages({ library(parsnip); library(workflows) })
  flow <- add_model(add_formula(workflow(), mpg ~ wt + hp), set_engine(linear_reg(), "descent"))
  against("workflows", "gd_lm", "fit(workflow())", predict(fit(flow, d), d)$.pred, predict(lm(mpg ~ wt + hp, d), d))
})
with_client("recipes", if (requireNamespace("workflows", quietly = TRUE)) {
  suppressPackageStartupMessages({ library(parsnip); library(workflows); library(recipes) })
  recipe <- step_dummy(step_normalize(recipe(mpg ~ wt + gear, d), wt), gear)
  flow <- add_model(add_recipe(workflow(), recipe), set_engine(linear_reg(), "descent"))
  against("recipes", "gd_lm", "fit(workflow(<recipe>))", predict(fit(flow, d), d)$.pred, predict(lm(mpg ~ wt + gear, d), d))
})
with_client("rsample", {
  halves <- { set.seed(1); initial_split(d) }
  against("rsample", "gd_lm", "gd_lm(mpg ~ wt, <split>)", coef(gd_lm(mpg ~ wt, halves, scaling = "whiten")),
          coef(lm(mpg ~ wt, training(halves))))
})
with_client("yardstick", {
  exact <- lm(mpg ~ wt + gear, d)
  line <- gd_lm(mpg ~ wt + gear, d, scaling = "whiten")
  against("yardstick", "gd_lm", "rmse(augment(fit), mpg, .fitted)", rmse(generics::augment(line), mpg, .fitted)$.estimate,
          sqrt(mean(residuals(exact)^2)))
})
with_client("tune", {
  suppressPackageStartupMessages({ library(parsnip); library(workflows); library(rsample) })
  folds <- { set.seed(1); vfold_cv(d, 4) }
  rmse_of <- function(verb) {
    errors <- vapply(folds$splits, function(s) {
      held <- assessment(s)
      sqrt(mean((held$mpg - predict(verb(analysis(s)), held))^2))
    }, 0)
    mean(errors)
  }
  flow <- add_model(add_formula(workflow(), mpg ~ wt + hp), set_engine(linear_reg(), "descent"))
  found <- collect_metrics(fit_resamples(flow, folds))
  against("tune", "gd_lm", "fit_resamples()", found$mean[found$.metric == "rmse"],
          rmse_of(function(rows) lm(mpg ~ wt + hp, rows)))
  spec <- set_engine(mlp("regression", hidden_units = tune(), penalty = tune(), epochs = 50), "descent")
  grid <- data.frame(hidden_units = c(2, 3), penalty = c(0, 0.1))
  tried <- collect_metrics(tune_grid(add_model(add_formula(workflow(), mpg ~ wt + hp), spec), folds, grid = grid))
  against("tune", "ann", "tune_grid(): combinations tried", nrow(tried[tried$.metric == "rmse", ]), 2)
})
finish("tidymodels")
