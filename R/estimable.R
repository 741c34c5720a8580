# Which coefficients the data determine.

# A coefficient is estimable when its unit vector lies in the row space of the design: then every least-squares minimum
# has the same value for it, and it has a standard error. (Searle 1971, *Linear Models*, section 5.4.) R has the
# design's row space, so that no data are read again. qr_factor: the fit's factor, [R z; 0 rest], or R alone with
# response = FALSE. Gives TRUE or FALSE for each coefficient; the attribute `kept` has the columns that lm() would keep.
estimable <- function(qr_factor, response = TRUE) {
  r <- if (response) split_factor(qr_factor)$r else qr_factor
  p <- ncol(r)
  if (nrow(r) == p && independent(r)) return(structure(rep(TRUE, p), kept = seq_len(p)))
  pieces <- qr(r, tol = 1e-7)
  structure(estimable_columns(pieces, sqrt(colSums(r^2))), kept = pieces$pivot[seq_len(pieces$rank)])
}

# From qr()'s decomposition, with the lengths of the columns. Each dropped column is a combination b of those kept, so
# that nothing changes in the direction of (b, -1): a kept column that has no part in any is estimable.
estimable_columns <- function(pieces, size) {
  known <- rep(FALSE, length(size))
  at <- seq_len(pieces$rank)
  kept <- pieces$pivot[at]
  dropped <- pieces$pivot[-at]
  if (pieces$rank == 0 || length(dropped) == 0) return(replace(known, kept, TRUE))
  triangle <- qr.R(pieces)
  b <- backsolve(triangle[at, at, drop = FALSE], triangle[at, -at, drop = FALSE])
  share <- abs(b) * size[kept] / rep(pmax(size[dropped], 1e-300), each = length(at))
  replace(known, kept, rowSums(share > 1e-7) == 0)
}
