# Accuracy without tuning: ann() with its defaults beside nnet() with the best of several sizes, 5-fold
# cross-validation. Rscript bench/accuracy.R prints a table; numbers are means over five ways to cut the folds.
suppressPackageStartupMessages({
  library(descent)
  library(nnet)
})

tasks <- list(
  "Species ~ ., iris" = list(Species ~ ., iris),
  "mpg ~ ., mtcars" = list(mpg ~ ., mtcars),
  "class ~ ., na.omit(MASS::biopsy)[-1]" = list(class ~ ., na.omit(MASS::biopsy)[-1])
)

# The share of classes right, or the root mean squared error, over all folds.
cross_validate <- function(formula, data, fit, seeds = 1:5, folds = 5) {
  y <- data[[all.vars(formula)[1]]]
  mean(vapply(seeds, function(seed) {
    set.seed(seed)
    fold <- sample(rep_len(seq_len(folds), nrow(data)))
    score <- unlist(lapply(seq_len(folds), function(k) {
      p <- fit(formula, data[fold != k, ], data[fold == k, ])
      if (is.factor(y)) as.character(p) == as.character(y[fold == k]) else (p - y[fold == k])^2
    }))
    if (is.factor(y)) mean(score) else sqrt(mean(score))
  }, 0))
}

by_ann <- function(formula, train, test) {
  classes <- is.factor(train[[all.vars(formula)[1]]])
  predict(ann(formula, train, record = FALSE, progress = FALSE), test, type = if (classes) "class" else "response")
}

by_nnet <- function(size, decay) {
  function(formula, train, test) {
    classes <- is.factor(train[[all.vars(formula)[1]]])
    fit <- nnet(formula, train, size = size, decay = decay, linout = !classes, maxit = 500, trace = FALSE)
    predict(fit, test, type = if (classes) "class" else "raw")
  }
}

sizes <- c(1, 2, 3, 5, 8)
for (name in names(tasks)) {
  task <- tasks[[name]]
  classes <- is.factor(task[[2]][[all.vars(task[[1]])[1]]])
  best <- if (classes) max else min
  rivals <- vapply(c(0, 0.01), function(decay) {
    best(vapply(sizes, function(size) cross_validate(task[[1]], task[[2]], by_nnet(size, decay)), 0))
  }, 0)
  cat(sprintf("%-40s %s  ann() %.3f  nnet(), best of sizes %s: %.3f, with decay 0.01: %.3f\n", name,
              if (classes) "share right" else "RMSE       ", cross_validate(task[[1]], task[[2]], by_ann),
              paste(sizes, collapse = " "), rivals[1], rivals[2]))
}
