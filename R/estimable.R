# Which coefficients the data determine.

# A coefficient is estimable when its unit vector lies in the row space of the design: then every least-squares minimum
# has the same value for it, and it has a standard error. (Searle 1971, *Linear Models*, section 5.4.) R has the
# design's row space, so that no data are read again. qr_factor: the fit's factor, [R z; 0 rest], or R alone with
# response = FALSE. Gives TRUE or FALSE for each coefficient; the attribute `kept` has the columns that lm() would keep,
# `left` how much of the others does not depend on them.
estimable <- function(qr_factor, response = TRUE) {
  r <- if (response) split_factor(qr_factor)$r else qr_factor
  p <- ncol(r)
  if (nrow(r) == p && independent(r)) return(structure(rep(TRUE, p), kept = seq_len(p)))
  pieces <- qr(r, tol = 1e-7)
  structure(estimable_columns(pieces, sqrt(colSums(r^2))), kept = pieces$pivot[seq_len(pieces$rank)],
            left = dependence(pieces, r))
}
