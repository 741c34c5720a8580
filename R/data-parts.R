# Parts of the rows: those held out, and the classes that must be in every part.

# The class of each row, where the response has classes or is one column of two numbers; else NULL.
row_classes <- function(y, levels, codes) {
  if (!is.null(levels)) return(codes)
  if (NCOL(y) != 1) return(NULL)
  y <- plain_numbers(y)
  seen <- unique(y)
  if (length(seen) == 2) match(y, seen)
}

# The numbers of the rows held out: of each class its share, so that none is without rows to learn from.
draw_validation <- function(n, share, classes) {
  count <- max(1, floor(share * n))
  if (is.null(classes)) return(sort(sample.int(n, count)))
  rows <- split(seq_len(n), classes)
  wanted <- share * lengths(rows)
  most <- lengths(rows) - 1
  held <- pmin(floor(wanted), most)
  for (j in order(held - wanted)) {  # what rounding left over goes where it is missed most
    if (sum(held) < count && held[j] < most[j]) held[j] <- held[j] + 1
  }
  sort(unlist(Map(function(at, k) at[sample.int(length(at), k)], rows, held), use.names = FALSE))
}
