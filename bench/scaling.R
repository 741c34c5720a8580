# Time against rows, predictors and weights: it should grow in proportion to the work. Draws scaling.png beside this
# file. Usage: Rscript bench/scaling.R
source("helpers.R")
library(descent)

simulate <- function(n, p) {
  set.seed(1)
  x <- matrix(rnorm(n * p), n)
  d <- data.frame(y = as.numeric(x[, 1] + rnorm(n) > 0))
  d$x <- x
  d
}

# `run(value)` gives a function of the number of epochs. A short call shows what the work around the training costs; the
# time of an epoch is what twice as many epochs take more, with enough of them (some `work` units each) to be seen.
grow <- function(title, unit, values, run, units, work = 1e8) {
  do.call(rbind, lapply(values, function(value) {
    fit <- run(value)
    epochs <- max(2, round(work / units(value)))
    fit(epochs)
    rounds <- replicate(5, c(seconds(function() fit(1)), seconds(function() fit(epochs)),
                             seconds(function() fit(2 * epochs))))
    data.frame(work = title, unit = unit, value = value, call = median(rounds[1, ]),
               epoch = above_noise((min(rounds[3, ]) - min(rounds[2, ])) / epochs))
  }))
}

# A difference that the machine's other work has swallowed is not known.
above_noise <- function(x) if (x > 0) x else NA

# A linear model's epochs cost nothing that depends on its rows: the call is what grows.
linear <- function(title, unit, values, n = identity, p = identity) {
  do.call(rbind, lapply(values, function(value) {
    d <- simulate(n(value), p(value))
    fit <- function() suppressWarnings(gd_lm(y ~ x, d, epochs = 1000, record = FALSE))
    fit()
    data.frame(work = title, unit = unit, value = value, call = median(replicate(5, seconds(fit))), epoch = NA)
  }))
}
unit <- function(n, p) {
  d <- simulate(n, p)
  function(epochs) suppressWarnings(neuron(y ~ x, d, eta = 1e-3, epochs = epochs, record = FALSE))
}
network <- function(n, hidden, ...) {
  d <- simulate(n, 10)
  function(epochs) {
    ann(y ~ x, d, hidden = hidden, activation = "tanh", optimizer = "gd", eta = 1e-4, epochs = epochs, record = FALSE,
        scaling = "none", ...)
  }
}
weights <- function(hidden) sum(head(c(11, hidden + 1), -1) * hidden, tail(hidden, 1) + 1)
one_layer <- round(10^seq(0, 4, 0.5))
two_layers <- round(10^seq(0, 2.5, 0.5))

tables <- list(
  linear("gd_lm(), 10 predictors", "rows", 10^(2:6), p = function(value) 10),
  grow("neuron(), 10 predictors", "rows", 10^(2:6), function(n) unit(n, 10), function(n) 50 * n),
  grow("ann(), 16 hidden units", "rows", 10^(2:6), function(n) network(n, 16), function(n) 500 * n),
  linear("gd_lm(), 10,000 rows", "predictors", 4^(0:4), n = function(value) 1e4),
  linear("gd_lm(), 100 rows", "predictors", 10^(0:4), n = function(value) 100),
  grow("neuron(), 1000 rows", "predictors", 10^(0:4), function(p) unit(1000, p), function(p) 5000 * p + 2e4),
  grow("ann(), one hidden layer, 1000 rows", "weights", one_layer, function(h) network(1000, h),
       function(h) 2000 * weights(h)),
  grow("ann(), two hidden layers, 1000 rows", "weights", two_layers, function(h) network(1000, c(h, h)),
       function(h) 2000 * weights(c(h, h))),
  grow("ann(), two hidden layers, batches of 32", "weights", two_layers,
       function(h) network(1000, c(h, h), batch_size = 32), function(h) 2000 * weights(c(h, h)))
)
# Width is told as the number of weights it makes.
tables <- lapply(tables, function(t) {
  if (t$unit[1] == "weights") {
    deep <- grepl("two", t$work[1])
    t$value <- vapply(t$value, function(h) weights(if (deep) c(h, h) else h), 0)
  }
  t$shown <- if (anyNA(t$epoch)) t$call else t$epoch
  t
})

power <- function(t) coef(lm(log(shown) ~ log(value), t))[[2]]
last_power <- function(t) diff(log(tail(t$shown, 2))) / diff(log(tail(t$value, 2)))
count <- function(x) format(x, big.mark = ",", trim = TRUE, scientific = FALSE)

cat("\n## Time against rows, predictors and weights\n\n")
cat("An epoch's time is what more epochs take more; a linear model's epochs cost next to nothing, so there it is the",
    "whole call's.", "The fixed cost is a call of one epoch at the smallest size. The power is that of the size to",
    "which the time grows: over the whole range by least squares on logarithms, and between the two largest.",
    "1 is proportional; with more rows than predictors a linear model's reduction is of power 2 in many of them.\n\n",
    sep = "\n")
cat("![Time against rows, predictors and weights](scaling.png)\n\n")
cat("| work | times | fixed cost | power | at the end |\n|---|---|---|---|---|\n")
for (t in tables) {
  cat(sprintf("| %s | %s | %s | %.2f | %.2f |\n", t$work[1],
              paste(sprintf("%s %s: %s", count(t$value), t$unit, duration(t$shown)), collapse = "; "),
              duration(t$call[1]), power(t), last_power(t)))
}

png("scaling.png", 1500, 520, res = 120)
par(mfrow = c(1, 3), mar = c(4, 4.4, 2.5, 0.6), mgp = c(2.8, 0.7, 0), las = 1)
colours <- c("#0072B2", "#D55E00", "#009E73")
# Logarithmic axes with a mark for every second decade at most.
decades <- function(side, range) {
  at <- seq(floor(log10(range[1])), ceiling(log10(range[2])), by = if (diff(log10(range)) > 5) 2 else 1)
  axis(side, 10^at, parse(text = sprintf("10^%d", as.integer(at))))
}
for (unit_name in c("rows", "predictors", "weights")) {
  shown <- Filter(function(t) t$unit[1] == unit_name, tables)
  all <- do.call(rbind, shown)
  high <- max(all$shown) * 20
  plot(all$value, all$shown, log = "xy", type = "n", xlab = unit_name, ylab = "seconds", axes = FALSE,
       main = paste("Time against", unit_name), ylim = c(min(all$shown), high))
  decades(1, range(all$value))
  decades(2, c(min(all$shown), high))
  box(bty = "l")
  for (i in seq_along(shown)) {
    t <- shown[[i]]
    proportional <- tail(t$shown, 1) * t$value / tail(t$value, 1)
    lines(t$value, proportional, lty = 3, col = "grey40")
    lines(t$value, t$shown, type = "b", col = colours[i], pch = 19, lwd = 2)
  }
  legend("topleft", c(vapply(shown, function(t) t$work[1], ""), "proportional"), bty = "n", cex = 0.9,
         col = c(colours[seq_along(shown)], "grey40"), lty = rep(c(1, 3), c(length(shown), 1)),
         lwd = rep(c(2, 1), c(length(shown), 1)), pch = c(rep(19, length(shown)), NA))
}
invisible(dev.off())
