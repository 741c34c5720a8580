# Tables in documents, and packages that work from tidy() and glance().
source("helper.R")
pairs <- lm_pairs()
linear <- pairs["gd_lm"]
set.seed(1)
net <- ann(mpg ~ wt + hp, d, hidden = 2, epochs = 20)
printed <- function(x) utf8ToInt(paste(utils::capture.output(x), collapse = "\n"))

with_client("broom", {
  same("broom", tidy(fit)[2:5], pairs)
  same("broom", tidy(fit, conf.int = TRUE)[6:7], linear)
  same("broom", glance(fit)[c("AIC", "BIC", "deviance", "df.residual", "nobs")], pairs)
  same("broom", augment(fit)[c(".fitted", ".resid", ".hat", ".cooksd", ".std.resid")], pairs)
  against("broom", "ann", "tidy(net)$estimate", tidy(net)$estimate, unlist(coef(net)))
})
with_client("xtable", {
  same("xtable", as.matrix(xtable(fit)), pairs)
  same("xtable", as.matrix(xtable(summary(fit))), pairs)
  against("xtable", "ann", "xtable(net)", as.matrix(xtable(net)), unlist(coef(net)))
})
with_client("knitr", {
  same("knitr", printed(print(kable(coef(summary(fit))))), linear)
  against("knitr", "gd_lm", "kable(summary(fit))", printed(print(kable(summary(linear$gd_lm$ours)))),
          printed(print(kable(coef(summary(linear$gd_lm$exact))))))
})
with_client("pander", same("pander", printed(pander(fit)), pairs))
with_client("flextable", same("flextable", as_flextable(fit)$body$dataset$estimate, pairs))
with_client("mice", {
  imputed <- suppressWarnings(mice(airquality, m = 3, seed = 1, printFlag = FALSE))
  pooled <- function(verb) summary(pool(verb))[c("estimate", "std.error", "p.value")]
  against("mice", "gd_lm", "pool(with(imputed, gd_lm(Ozone ~ Wind + Temp, scaling = \"whiten\")))",
          pooled(with(imputed, gd_lm(Ozone ~ Wind + Temp, scaling = "whiten"))),
          pooled(with(imputed, lm(Ozone ~ Wind + Temp))))
  against("mice", "neuron", "pool(with(imputed, neuron(I(Ozone > 40) ~ Wind, cost = \"cross_entropy\", ...)))",
          pooled(with(imputed, neuron(as.integer(Ozone > 40) ~ Wind, cost = "cross_entropy", scaling = "whiten",
                                      optimizer = "lbfgs", eta = "auto"))),
          pooled(with(imputed, glm(as.integer(Ozone > 40) ~ Wind, family = binomial))), 1e-4)
})
with_client("modelr", {
  same("modelr", add_predictions(d[1:5, ], fit)$pred, linear)
  same("modelr", rmse(fit, d), linear)
  same("modelr", add_residuals(d, fit)$resid, linear)
  halves <- { set.seed(1); crossv_kfold(d, 2)$train }
  against("modelr", "gd_lm", "gd_lm(mpg ~ wt, <resample>, scaling = \"whiten\")",
          coef(gd_lm(mpg ~ wt, halves[[1]], scaling = "whiten")), coef(lm(mpg ~ wt, halves[[1]])))
})
with_client("texreg", {
  figures <- function(e) c(e@coef, e@se, e@pvalues, e@gof)
  same("texreg", figures(extract(fit)), pairs)
})
with_client("huxtable", same("huxtable", printed(print_screen(huxreg(fit))), linear))
with_client("modelsummary", {
  same("modelsummary", printed(print(modelsummary(fit, output = "markdown", gof_map = c("nobs", "r.squared")))), linear)
  same("modelsummary", printed(print(modelsummary(fit, output = "markdown", gof_map = "nobs"))), pairs["neuron"])
  same("modelsummary", printed(print(modelsummary(fit, vcov = ~ cyl, output = "markdown", gof_map = "nobs"))), linear)
  same("modelsummary", printed(print(modelsummary(fit, vcov = "HC3", output = "markdown", gof_map = "nobs"))), linear)
})
with_client("gtsummary", {
  same("gtsummary", tbl_regression(fit)$table_body[c("estimate", "p.value")], linear)
})
with_client("stargazer", {
  same("stargazer", printed(stargazer(if (inherits(fit, "descent")) as_lm(fit) else fit, type = "text")), linear)
})
finish("tables")
