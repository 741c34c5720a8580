# What it costs to keep every epoch's coefficients and gradients: the same training with the history and without it.
# Usage: Rscript bench/history.R
source("helpers.R")
library(descent)

set.seed(5)
gate <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
xor <- transform(gate, d = c(0, 1, 1, 0))
numbers <- function(n, p) {
  x <- matrix(rnorm(n * p), n)
  list(x = x, d = sin(x[, 1]) + x[, p])
}

network <- function(data, hidden, epochs, batch = NULL) {
  function(record) {
    ann(d ~ ., data.frame(data), hidden = hidden, activation = "tanh", optimizer = "gd", eta = 0.01,
        scaling = "none", epochs = epochs, batch_size = batch, record = record, progress = FALSE)
  }
}
fits <- list(
  "neuron, 4 rows, 10,000 epochs" = function(record) {
    neuron(d ~ x1 + x2, gate, bias = -3, start = c(0.1, 0.5), epochs = 10000, record = record, progress = FALSE)
  },
  "2-4-1, 4 rows, 10,000 epochs" = network(xor, 4, 10000),
  "1-20-1, 1000 rows, 2000 epochs" = network(numbers(1000, 1), 20, 2000),
  "20-64-32-1, 10,000 rows, 20 epochs of batches of 32" = network(numbers(1e4, 20), c(64, 32), 20, 32),
  "20-64-32-1, 3000 rows, 200 epochs" = network(numbers(3000, 20), c(64, 32), 200),
  "96-102-1, 3000 rows, 20 epochs of batches of 32" = network(numbers(3000, 96), 102, 20, 32),
  "96-102-1, 3000 rows, 100 epochs" = network(numbers(3000, 96), 102, 100)
)

results <- lapply(names(fits), function(title) {
  fit <- fits[[title]]
  # the first contender is the one with the history
  compete(title, list(kept = function() fit(1), none = function() fit(FALSE)))
})

cat("\n## The history of every epoch kept against none\n\n",
    "Both are whole calls. The history holds a row of coefficients and one of gradients for every epoch.\n\n",
    "| training | weights | every epoch kept | none | ratio | range |\n|---|---|---|---|---|---|\n", sep = "")
for (result in results) {
  weights <- length(unlist(coef(fits[[result$work[1]]](FALSE))))
  with(result, cat(sprintf("| %s | %s | %s | %s | %.3g | %.3g to %.3g |\n", work[1], format(weights, big.mark = ","),
                           duration(seconds[1]), duration(seconds[2]), ratio[2], low[2], high[2])))
}

worst <- results[[which.max(vapply(results, function(r) r$ratio[2], 0))]]
with(worst, at_the_head(sprintf("Every epoch's history kept; the dearest of %d: %s", length(fits), work[1]),
                        duration(seconds[1]), "none kept", duration(seconds[2]), ratio[2], low[2], high[2]))
