# Columns that depend on others, wholly or nearly, as lm() judges them.

# How much of the columns that qr() drops does not depend on those it keeps, as a share of their lengths.
dependence <- function(pieces, r) {
  dropped <- pieces$pivot[-seq_len(pieces$rank)]
  if (!length(dropped)) return(1)
  left <- qr.R(pieces)[-seq_len(pieces$rank), -seq_len(pieces$rank), drop = FALSE]
  max(sqrt(colSums(left^2)) / pmax(sqrt(colSums(r[, dropped, drop = FALSE]^2)), 1e-300), 0)
}

# A column that depends on others leaves this share of its length to rounding.
rounding_of_columns <- 1e-11

# What the columns of R that lm() would keep reach.
reached_basis <- function(r) {
  pieces <- qr(r, tol = 1e-7)
  qr.Q(pieces)[, seq_len(pieces$rank), drop = FALSE]
}

# The singular directions of R within it, one per column.
reached_axes <- function(r) {
  basis <- reached_basis(r)
  basis %*% svd(crossprod(basis, r), nv = 0)$u
}
