# What stands in for the rows of a table.

# A few rows of equal weight that have the sums of all the rows of the table: the triangle turned by an orthogonal
# matrix whose first column is constant, so that the intercept's column is 1 in each of them. Whatever explains, draws
# or checks a least-squares fit can read them in place of the table.
pseudo_rows <- function(facts) {
  factor <- facts$factor
  m <- nrow(factor)
  turn <- qr.Q(qr(cbind(1, diag(m)[, -1, drop = FALSE])))
  rows <- turn %*% factor * sqrt(m / facts$weight)
  if (rows[1, 1] < 0) rows <- -rows
  p <- ncol(factor) - 1
  bias <- facts$names[1] == "(Intercept)"
  x <- rows[, setdiff(seq_len(p), if (bias) 1), drop = FALSE]
  weights <- rep(facts$weight / m, m)
  design <- list(x = unname(x), bias = bias, names = facts$names, assign = facts$assign, contrasts = facts$contrasts,
                 rows = m)
  list(design = design, y = rows[, p + 1], levels = NULL, label = facts$label, weights = weights, own_offset = NULL,
       offset = NULL, fixed = NULL, bias = bias, total = facts$weight, qr_factor = factor)
}
