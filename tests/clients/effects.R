# Predictions, slopes and comparisons by packages that draw and explain models.
source("helper.R")
pairs <- lm_pairs()
linear <- pairs["gd_lm"]

with_client("effects", {
  same("effects", as.data.frame(Effect("wt", fit)), pairs)
  same("effects", as.data.frame(Effect(c("wt", "gear"), fit)), linear)
  same("effects", lapply(allEffects(fit), as.data.frame), pairs)
  same("effects", as.data.frame(predictorEffect("hp", fit)), pairs)
})
with_client("insight", {
  same("insight", get_parameters(fit)$Estimate, pairs)
  same("insight", get_data(fit), pairs)
  same("insight", n_obs(fit), pairs)
  same("insight", get_varcov(fit), pairs)
  same("insight", get_statistic(fit)$Statistic, pairs)
  same("insight", get_df(fit, type = "residual"), pairs)
  same("insight", unlist(model_info(fit)[c("is_linear", "is_binomial", "is_logit")]), pairs)
  same("insight", get_residuals(fit), linear)
  same("insight", get_sigma(fit), linear)
  same("insight", get_loglikelihood(fit), pairs)
})
with_client("ggeffects", {
  same("ggeffects", as.data.frame(ggpredict(fit, "wt"))[c("x", "predicted")], pairs)
  same("ggeffects", as.data.frame(ggpredict(fit, c("hp", "gear")))[c("x", "predicted", "group")], linear)
})
with_client("parameters", {
  same("parameters", as.data.frame(model_parameters(fit))$p, linear)
  same("parameters", as.data.frame(model_parameters(fit, ci_method = "wald"))[c("Coefficient", "SE", "p")], pairs)
})
with_client("performance", {
  same("performance", as.data.frame(model_performance(fit))[c("AIC", "BIC", "RMSE", "Sigma")], pairs)
  same("performance", r2(fit), linear)
  same("performance", check_collinearity(fit)$VIF, pairs)
  same("performance", performance_aic(fit), pairs)
})
with_client("ggplot2", {
  same("ggplot2", fortify(fit)[c(".hat", ".resid", ".cooksd")], linear)
  smooth <- function(method, arguments) {
    p <- ggplot(mtcars, aes(wt, mpg)) + geom_smooth(method = method, formula = y ~ x, method.args = arguments, n = 7)
    ggplot_build(p)$data[[1]][c("x", "y", "ymin", "ymax")]
  }
  against("ggplot2", "gd_lm", "geom_smooth(method = gd_lm)", smooth(gd_lm, list(scaling = "whiten")), smooth(lm, list()))
  logistic <- function(method, arguments) {
    p <- ggplot(mtcars, aes(wt, vs)) + geom_smooth(method = method, formula = y ~ x, method.args = arguments, n = 7)
    ggplot_build(p)$data[[1]][c("x", "y", "ymin", "ymax")]
  }
  against("ggplot2", "neuron", "geom_smooth(method = neuron)",
          logistic(neuron, list(cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = "auto")),
          logistic(glm, list(family = binomial)), 1e-4)
  against("ggplot2", "ann", "geom_smooth(method = ann, se = FALSE)", {
    set.seed(1)
    p <- ggplot(mtcars, aes(wt, mpg)) + geom_smooth(method = ann, formula = y ~ x, se = FALSE, n = 7)
    ggplot_build(p)$data[[1]]$y
  }, {
    set.seed(1)
    fit <- ann(mpg ~ wt, mtcars)
    predict(fit, data.frame(wt = seq(min(mtcars$wt), max(mtcars$wt), length.out = 7)))
  })
})
finish("effects")
