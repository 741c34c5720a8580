# What summary() says of a network of a table: its error, and R^2 or the table of classes, found in one pass over the
# blocks after training.

# classes: how many there are, 0 for numbers. -> function(u) of the coefficients of training.
block_measures <- function(blocks, model, ready, output, classes) {
  model <- replace(model, "dropout", 0)
  function(u) {
    error <- 0
    total <- 0
    sums <- NULL
    each_table_block(blocks, "cost and gradient", function(block) {
      data <- ready(block)
      found <- finish_network(model, data, u)
      fitted <- as.matrix(found$fitted)
      residuals <- as.matrix(found$residuals)
      if (is.null(sums)) sums <<- list(centre = colMeans(fitted + residuals), total = 0)
      more <- if (classes > 0) class_counts(fitted, fitted + residuals, classes) else
        square_sums(fitted, residuals, sums$centre)
      sums$total <<- sums$total + more
      w <- block_weight(data, output)
      if (w > 0) error <<- error + w * found$cost
      total <<- total + w
    })
    measured <- if (classes > 0) list(confusion = matrix(sums$total, classes)) else
      explained_shares(sums$total)
    c(list(error = if (is_sum(output)) error else error / total), measured)
  }
}

# Rows by observed and predicted class, in the order of a matrix.
class_counts <- function(fitted, observed, classes) {
  class_of <- function(m) if (ncol(m) == 1) 1 + (m[, 1] > 0.5) else max.col(m, "first")
  tabulate(class_of(observed) + classes * (class_of(fitted) - 1), classes^2)
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

# The classes or R^2 of a network of a table as summary() and glance() name them.
table_measures <- function(fit) {
  known <- fit$table
  if (is.null(known$confusion)) return(if (!is.null(known$r.squared)) known["r.squared"])
  counts <- known$confusion
  dimnames(counts) <- list(observed = fit$levels, predicted = fit$levels)
  list(confusion = as.table(counts), accuracy = sum(diag(counts)) / sum(counts))
}
