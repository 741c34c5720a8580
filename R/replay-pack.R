# Numbers as a page holds them.

# As many digits as a screen shows of numbers that differ by so much. I() keeps an array of one number an array.
page_numbers <- function(x) {
  known <- x[is.finite(x)]
  spread <- if (length(known)) diff(range(known)) else 0
  digits <- if (spread > 0) 6 + ceiling(log10(max(abs(known)) / spread)) else 15
  I(signif(x, min(15, max(6, digits))))
}

wider <- function(range, by = 0.06) {
  width <- diff(range)
  range + c(-1, 1) * if (width > 0) by * width else max(1, abs(range[1])) * 0.5
}

# Numbers of a picture as text, two letters each (12 bits, finer than a screen) or one (6 bits); the last code means
# that there is no number. `values` has one column per frame; numbers outside lo to hi are drawn at the nearer one.
pack <- function(values, lo, hi, letters = 2) {
  alphabet <- c(LETTERS, base::letters, 0:9, "-", "_")
  missing <- 64^letters - 1
  code <- round(pmin(pmax((values - lo) / (hi - lo), 0), 1) * (missing - 1))
  code[is.na(values) | is.na(code)] <- missing
  text <- alphabet[code %% 64 + 1]
  if (letters == 2) text <- paste0(alphabet[code %/% 64 + 1], text)
  text <- matrix(text, nrow(values))
  list(lo = lo, hi = hi, letters = letters, frames = I(apply(text, 2, paste, collapse = "")))
}
