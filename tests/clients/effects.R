# Predictions, slopes and comparisons by packages that draw and explain models.
source("helper.R")
pairs <- lm_pairs()
linear <- pairs["gd_lm"]
set.seed(1)
net <- ann(mpg ~ wt + hp, d, hidden = 3, epochs = 200)
at <- data.frame(wt = 2:4, hp = mean(d$hp))

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
  same("insight", as.data.frame(get_predicted(fit, ci = 0.9)), pairs)
  against("insight", "ann", "get_predicted(net)", as.numeric(get_predicted(net, data = at)), predict(net, at))
})
with_client("ggeffects", {
  columns <- c("x", "predicted", "conf.low", "conf.high", "group")
  same("ggeffects", as.data.frame(ggpredict(fit, "wt"))[columns], pairs)
  same("ggeffects", as.data.frame(ggpredict(fit, c("hp", "gear"), ci.lvl = 0.9))[columns], linear)
  same("ggeffects", as.data.frame(ggpredict(fit, "wt", interval = "prediction"))[columns], linear)
  same("ggeffects", as.data.frame(ggeffect(fit, "wt"))[columns], pairs)
  same("ggeffects", as.data.frame(ggemmeans(fit, "wt"))[columns], pairs)
  against("ggeffects", "ann", "ggpredict(net, \"wt [2:4]\")", as.data.frame(ggpredict(net, "wt [2,3,4]"))$predicted,
          predict(net, at), 1e-4)
})
with_client("visreg", {
  same("visreg", visreg(fit, "wt", plot = FALSE)[c("fit", "res")], pairs)
  same("visreg", visreg(fit, "wt", by = "hp", scale = "response", plot = FALSE)$fit, pairs)
  same("visreg", visreg(fit, "wt", type = "contrast", plot = FALSE)$fit, pairs)
  against("visreg", "ann", "visreg(net, \"wt\")", {
    drawn <- visreg(net, "wt", plot = FALSE)$fit
    drawn[[4]] - predict(net, drawn[c("wt", "hp")])
  }, rep(0, 101))
})
with_client("margins", {
  same("margins", summary(margins(fit))$AME, pairs, 1e-4)
  same("margins", summary(margins(fit))$SE, pairs, 1e-3)
  against("margins", "ann", "margins(net)", colMeans(as.data.frame(margins(net))[c("dydx_hp", "dydx_wt")]),
          { s <- summary(input_slopes(net)); s$average[order(s$variable)] }, 1e-4)
})
with_client("jtools", {
  same("jtools", summ(if (inherits(fit, "descent")) as_glm(fit) else fit)$coeftable, pairs["neuron"])
  same("jtools", summ(if (inherits(fit, "descent")) as_lm(fit) else fit, robust = TRUE)$coeftable, linear)
})
with_client("parameters", {
  same("parameters", as.data.frame(model_parameters(fit))$p, linear)
  same("parameters", as.data.frame(p_value(fit)), pairs)
  same("parameters", as.data.frame(standard_error(fit)), pairs)
  same("parameters", as.data.frame(standardize_parameters(fit)), linear)
  same("parameters", coef(select_parameters(fit)), pairs)
  same("parameters", as.data.frame(model_parameters(fit, vcov = "HC3", ci_method = "wald"))$SE, linear)
  same("parameters", as.data.frame(model_parameters(fit, ci_method = "wald"))[c("Coefficient", "SE", "p")], pairs)
})
with_client("datawizard", same("datawizard", coef(standardize(fit)), pairs))
with_client("bayestestR", same("bayestestR", as.data.frame(ci(fit)), linear))
with_client("performance", {
  same("performance", as.data.frame(model_performance(fit))[c("AIC", "BIC", "RMSE", "Sigma")], pairs)
  same("performance", r2(fit), linear)
  same("performance", check_collinearity(fit)$VIF, pairs)
  same("performance", performance_aic(fit), pairs)
  same("performance", r2_nagelkerke(fit), pairs["neuron"])
  same("performance", r2_mcfadden(fit), pairs["neuron"])
  same("performance", r2_tjur(fit), pairs["neuron"])
  same("performance", { set.seed(1); unclass(check_predictions(fit))[1:3] }, linear)
  same("performance", as.numeric(check_heteroscedasticity(fit)), linear)
  same("performance", as.numeric(check_outliers(fit)), linear)
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
