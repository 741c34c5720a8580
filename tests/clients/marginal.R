# Slopes, predictions and comparisons by marginaleffects, and input_slopes() beside them.
source("helper.R")
# marginaleffects calls this function of R 4.4 in any R
if (!exists("%||%", baseenv())) `%||%` <- function(x, y) if (is.null(x)) y else x
pairs <- lm_pairs()
set.seed(1)
net <- ann(mpg ~ log(wt) + hp * gear, d, hidden = 3, activation = "tanh", epochs = 300)
flowers <- ann(Species ~ ., iris, hidden = 3, epochs = 100)
bent <- gd_lm(mpg ~ poly(wt, 2) + hp * gear, d, scaling = "whiten")
unit <- neuron(third ~ wt * hp + gear, d, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = "auto",
               epochs = 200)
by_name <- function(table) {
  table <- as.data.frame(table)
  table[order(table$term, table$contrast), c("estimate", "std.error")]
}
ours <- function(fit, ...) {
  table <- summary(input_slopes(fit, ...))
  contrast <- ifelse(table$contrast == "slope", "dY/dX", table$contrast)
  table <- table[order(table$variable, contrast), ]
  data.frame(estimate = table$average, std.error = table$std.error)
}

with_client("marginaleffects", {
  same("marginaleffects", by_name(avg_slopes(fit)), pairs, 1e-4)
  same("marginaleffects", as.data.frame(predictions(fit, type = "response"))[c("estimate", "std.error")], pairs, 1e-4)
  same("marginaleffects", by_name(avg_comparisons(fit, variables = list(wt = 1))), pairs, 1e-4)
  against("marginaleffects", "gd_lm", "avg_slopes(fit) beside input_slopes(fit)", ours(bent), by_name(avg_slopes(bent)), 1e-4)
  against("marginaleffects", "neuron", "avg_slopes(fit) beside input_slopes(fit)", ours(unit), by_name(avg_slopes(unit)),
          1e-4)
  against("marginaleffects", "neuron", "avg_slopes(fit, type = \"link\") beside input_slopes(type = \"link\")",
          ours(unit, type = "link"), by_name(avg_slopes(unit, type = "link")), 1e-4)
  against("marginaleffects", "ann", "avg_slopes(net, vcov = FALSE) beside input_slopes(net)", ours(net)$estimate,
          { a <- as.data.frame(avg_slopes(net, vcov = FALSE)); a$estimate[order(a$term, a$contrast)] }, 1e-5)
  against("marginaleffects", "ann", "avg_slopes(flowers, vcov = FALSE) beside input_slopes(flowers)", {
    table <- summary(input_slopes(flowers))
    table$average[order(table$variable, table$output)]
  }, { a <- as.data.frame(avg_slopes(flowers, vcov = FALSE)); a$estimate[order(a$term, a$group)] }, 1e-4)
  warned <- tryCatch({ avg_slopes(net); FALSE }, warning = function(w) TRUE)
  against("marginaleffects", "ann", "avg_slopes(net) without a warning", as.numeric(warned), 0)
  against("marginaleffects", "ann", "predictions(net)$estimate", as.data.frame(predictions(net, vcov = FALSE))$estimate,
          predict(net))
})
finish("marginal")
