# What summary() says of a network of a table: its error, R^2 and the table of classes, found in one pass over the
# blocks after training.

# classes: how many there are, 0 for numbers; number_of(m): the class of each row of outputs or targets as they are in
# training, NULL where there are none. -> function(u) of the coefficients of training.
block_measures <- function(blocks, model, ready, output, classes, number_of) {
  model <- replace(model, "dropout", 0)
  size <- max(2, classes)
  function(u) {
    error <- 0
    total <- 0
    sums <- NULL
    each_table_block(blocks, "cost and gradient", function(block) {
      data <- ready(block)
      found <- finish_network(model, data, u)
      fitted <- as.matrix(found$fitted)
      residuals <- as.matrix(found$residuals)
      observed <- fitted + residuals
      if (is.null(sums)) sums <<- list(centre = colMeans(observed), squares = 0, counts = 0)
      if (classes == 0) sums$squares <<- sums$squares + square_sums(fitted, residuals, sums$centre)
      if (!is.null(number_of)) {
        sums$counts <<- sums$counts + class_counts(number_of(observed), number_of(fitted), size, block$weights)
      }
      w <- block_weight(data, output)
      if (w > 0) error <<- error + w * found$cost
      total <<- total + w
    })
    measured <- c(if (classes == 0) explained_shares(sums$squares),
                  if (!is.null(number_of)) list(confusion = matrix(sums$counts, size)))
    c(list(error = if (is_sum(output)) error else error / total), measured)
  }
}

# The class of each row, from outputs or targets on the scale of training (as ready_network() makes it); NULL without
# classes.
row_numbers <- function(levels, ends, hyper, statistics) {
  if (!is.null(levels)) return(class_number)
  if (is.null(ends)) return(NULL)
  half <- (mean(ends) - statistics$shift) / cost_root(hyper$cost, statistics$cost)
  function(m) 1 + (m[, 1] > half)
}

# Rows by observed and predicted class, by weight, in the order of a matrix.
class_counts <- function(observed, predicted, classes, weights) {
  cell <- factor(observed + classes * (predicted - 1), seq_len(classes^2))
  if (is.null(weights)) tabulate(cell, classes^2) else as.vector(tapply(weights, cell, sum, default = 0))
}

# Of each output: rows, squares of what is left, sum and squares of the response about the first block's mean.
square_sums <- function(fitted, residuals, centre) {
  y <- sweep(fitted + residuals, 2, centre)
  rbind(nrow(y), colSums(residuals^2), colSums(y), colSums(y^2))
}

# R^2 of each output, and of all outputs together.
explained_shares <- function(sums) {
  all <- sums[4, ] - sums[3, ]^2 / sums[1, ]
  list(r.squared = ifelse(all > 0, 1 - sums[2, ] / all, NA),
       explained = if (sum(all) > 0) 1 - sum(sums[2, ]) / sum(all) else NA_real_)
}

# The two values of a numeric response from its range, mean and standard deviation: no value lies between where the
# variance is as large as the range and the mean allow, (mean - min) (max - mean).
ends_by_moments <- function(spread, rows, shares) {
  range <- spread$max - spread$min
  if (range == 0) return(two_ends(spread$min, shares))
  variance <- spread$sd^2 * (rows - 1) / rows
  between <- (spread$mean - spread$min) * (spread$max - spread$mean) - variance
  if (between * rows < 1e-4 * range^2) two_ends(c(spread$min, spread$max), shares)
}
