# The check that data are finite.

# Values so near 0 that their squares are lost.
stop_near_zero <- function(label, largest) {
  stop(sprintf("`%s` must not be so near 0 that its squares underflow (at most %s): measure it in another unit.", label,
               format(largest, digits = 3)), call. = FALSE)
}

# Stops unless every column is finite, and says where it is not.
check_finite <- function(columns, labels) {
  counts <- count_nonfinite(columns)
  if (!any(counts)) return(invisible())
  at <- which(colSums(counts) > 0)[1]
  values <- if (is.list(columns)) columns[[at]] else columns[, at]
  stop(sprintf("`%s` must be finite, but it is %s in row %d.", labels[at], format(values[!is.finite(values)][1]),
               which(!is.finite(values))[1]), call. = FALSE)
}
