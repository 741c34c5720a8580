# Time against rows, predictors and width: it should grow in proportion to the work. Draws scaling.png beside this file.
# Usage: Rscript bench/scaling.R
source("helpers.R")
library(descent)

simulate <- function(n, p) {
  set.seed(1)
  d <- data.frame(y = 0, matrix(rnorm(n * p), n))
  d$y <- as.numeric(d$X1 + rnorm(n) > 0)
  d
}

# The median time of `run(value)` for each value.
grow <- function(title, values, unit, run) {
  time <- vapply(values, function(v) {
    f <- run(v)
    f()
    median(replicate(5, seconds(f)))
  }, 0)
  data.frame(work = title, unit = unit, value = values, seconds = time)
}

linear <- function(n, p) {
  d <- simulate(n, p)
  function() gd_lm(y ~ ., d, epochs = 100)
}
unit <- function(n, p, epochs) {
  d <- simulate(n, p)
  function() neuron(y ~ ., d, cost = "cross_entropy", eta = 0.1, epochs = epochs, record = FALSE)
}
network <- function(n, hidden) {
  d <- simulate(n, 10)
  function() ann(y ~ ., d, hidden = hidden, activation = "tanh", eta = 0.01, epochs = 10, record = FALSE)
}

tables <- list(
  grow("gd_lm(), 10 predictors", 10^(2:6), "rows", function(n) linear(n, 10)),
  grow("neuron(), 10 predictors, 10 epochs", 10^(2:6), "rows", function(n) unit(n, 10, 10)),
  grow("ann(), 16 hidden units, 10 epochs", 10^(2:5), "rows", function(n) network(n, 16)),
  grow("gd_lm(), 100,000 rows", c(2, 8, 32, 128), "predictors", function(p) linear(1e5, p)),
  grow("neuron(), 100,000 rows, 10 epochs", c(2, 8, 32, 128), "predictors", function(p) unit(1e5, p, 10)),
  grow("ann(), 2000 rows, 10 epochs", c(1, 10, 100, 1000), "hidden units", function(h) network(2000, h))
)

cat("\n## Time against rows, predictors and width\n\n")
cat("The last column is the time's power of the value between the two largest: 1 is proportional, and a linear model's",
    "reduction is of power 2 in the predictors.\n\n")
cat("| work | ", "times | power |\n|---|---|---|\n", sep = "")
for (t in tables) {
  last <- tail(t, 2)
  cat(sprintf("| %s | %s | %.2f |\n", t$work[1],
              paste(sprintf("%s %s: %s", format(t$value, big.mark = ",", trim = TRUE, scientific = FALSE), t$unit,
                            duration(t$seconds)), collapse = "; "),
              diff(log(last$seconds)) / diff(log(last$value))))
}

png("scaling.png", 1200, 420, res = 110)
par(mfrow = c(1, 3), mar = c(4.2, 4.6, 2.5, 0.5), las = 1)
colours <- c("#0072B2", "#D55E00", "#009E73")
for (unit_name in c("rows", "predictors", "hidden units")) {
  shown <- Filter(function(t) t$unit[1] == unit_name, tables)
  all <- do.call(rbind, shown)
  plot(all$value, all$seconds, log = "xy", type = "n", xlab = unit_name, ylab = "seconds",
       main = paste("Time against", unit_name), ylim = range(all$seconds) * c(0.7, 4))
  for (i in seq_along(shown)) {
    lines(shown[[i]]$value, shown[[i]]$seconds, type = "b", col = colours[i], pch = 19, lwd = 2)
  }
  legend("topleft", vapply(shown, function(t) t$work[1], ""), col = colours, lwd = 2, pch = 19, bty = "n", cex = 0.85)
}
invisible(dev.off())
