# Packages that explain a model from outside: what they show must be predict()'s.
source("helper.R")
pairs <- lm_pairs()
linear <- pairs["gd_lm"]
set.seed(1)
net <- ann(mpg ~ wt + hp + qsec, d, hidden = 3, epochs = 500)
flowers <- ann(Species ~ ., iris, hidden = 3, epochs = 200)
inputs <- d[c("wt", "hp", "qsec")]

# The average prediction with one input set to each value in turn: a partial dependence profile.
profile <- function(fit, data, name, values) {
  vapply(values, function(v) {
    data[[name]] <- v
    mean(predict(fit, data))
  }, 0)
}

with_client("caret", {
  same("caret", varImp(fit)$Overall, pairs)
  against("caret", "ann", "varImp(net)", varImp(net)$Overall, {
    slopes <- as.data.frame(input_slopes(net))
    vapply(names(inputs), function(n) mean(abs(slopes$slope[slopes$variable == n])) * sd(d[[n]]), 0)
  })
})
with_client("DALEX", {
  explained <- DALEX::explain(net, inputs, d$mpg, verbose = FALSE)
  against("DALEX", "ann", "explain(net)$y_hat", explained$y_hat, predict(net))
  values <- c(2, 3, 4)
  profiled <- DALEX::model_profile(explained, variables = "wt", variable_splits = list(wt = values), N = NULL)
  against("DALEX", "ann", "model_profile(explain(net), \"wt\")", profiled$agr_profiles$`_yhat_`,
          profile(net, inputs, "wt", values))
  classes <- DALEX::explain(flowers, iris[1:4], iris$Species, verbose = FALSE)
  against("DALEX", "ann", "explain(flowers)$y_hat", classes$y_hat, predict(flowers))
  against("DALEX", "gd_lm", "explain(fit)$residuals",
          DALEX::explain(linear$gd_lm$ours, d, d$mpg, verbose = FALSE)$residuals, residuals(linear$gd_lm$exact))
})
with_client("iml", {
  predictor <- iml::Predictor$new(net, data = inputs, y = d$mpg)
  against("iml", "ann", "Predictor$new(net)$predict(d)", predictor$predict(inputs)[[1]], predict(net))
  effect <- iml::FeatureEffect$new(predictor, "wt", method = "pdp", grid.points = c(2, 3, 4))
  against("iml", "ann", "FeatureEffect$new(net, \"wt\")", effect$results$.value, profile(net, inputs, "wt", c(2, 3, 4)))
})
with_client("pdp", {
  against("pdp", "ann", "partial(net, \"wt\", type = \"regression\")",
          pdp::partial(net, "wt", pred.grid = data.frame(wt = 2:4), train = d, type = "regression")$yhat,
          profile(net, inputs, "wt", 2:4))
})
with_client("lime", {
  explainer <- lime::lime(inputs, net, bin_continuous = FALSE)
  against("lime", "ann", "explain(d[1:2, ], lime(d, net))$prediction",
          unique(lime::explain(inputs[1:2, ], explainer, n_features = 2)$prediction), predict(net, inputs[1:2, ]))
  told <- lime::explain(iris[c(1, 101), 1:4], lime::lime(iris[1:4], flowers), n_labels = 1, n_features = 2)
  against("lime", "ann", "explain(iris, lime(iris, flowers))$label_prob", unique(told$label_prob),
          apply(predict(flowers, iris[c(1, 101), ]), 1, max))
})
with_client("kernelshap", {
  # Shapley values of a row sum to its prediction less the average prediction
  told <- kernelshap::permshap(net, inputs[1:3, ], bg_X = inputs, verbose = FALSE)
  against("kernelshap", "ann", "permshap(net)", rowSums(told$S) + mean(predict(net)), predict(net, inputs[1:3, ]))
  same("kernelshap", kernelshap(fit, d[1:3, c("wt", "hp", "gear")], bg_X = d, verbose = FALSE)$S, linear)
})
with_client("vip", {
  same("vip", vip::vi(fit, method = "permute", target = "mpg", metric = "rmse", train = d, pred_wrapper = predict), linear)
})
with_client("NeuralNetTools", {
  # by hand, on weights of standardized inputs: the share of each input in the weights into each hidden unit
  w <- coef(net)
  inner <- abs(w$hidden1[-1, ] * apply(inputs, 2, sd))
  share <- rowSums(sweep(inner, 2, colSums(inner), "/"))
  found <- garson(net, bar_plot = FALSE)
  against("NeuralNetTools", "ann", "garson(net)", found[names(inputs), "rel_imp"], share / sum(share))
  signed <- (w$hidden1[-1, ] * apply(inputs, 2, sd)) %*% w$output[-1, ] / sd(d$mpg)
  against("NeuralNetTools", "ann", "olden(net)", olden(net, bar_plot = FALSE)[names(inputs), "importance"], signed)
  against("NeuralNetTools", "ann", "plotnet(net)", { pdf(NULL); plotnet(net); dev.off(); 1 }, 1)
  profiles <- lekprofile(net, val_out = TRUE, steps = 5, group_vals = 0.5)[[1]]
  middle <- as.data.frame(lapply(inputs, quantile, 0.5, names = FALSE))
  along <- seq(min(d$wt), max(d$wt), length.out = 5)
  against("NeuralNetTools", "ann", "lekprofile(net)", profiles$Response[profiles$exp_name == "wt"],
          predict(net, cbind(wt = along, middle[c("hp", "qsec")])))
})
with_client("pROC", {
  same("pROC", as.numeric(auc(roc(d$third, as.numeric(predict(fit, type = "response"))))), pairs["neuron"])
})
with_client("ROCR", {
  same("ROCR", performance(prediction(as.numeric(predict(fit, type = "response")), d$third), "auc")@y.values,
       pairs["neuron"])
})
finish("explain")
