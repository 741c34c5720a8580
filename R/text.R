# Text for the console, in lines that are no wider than it.

# Prints text, broken between words; lines after the first are indented by `exdent` more.
say <- function(text, indent = 0, exdent = 0) {
  cat(strwrap(text, getOption("width") + 1, indent = indent, exdent = indent + exdent), sep = "\n")
}

# Names and beside each its text, which continues below itself.
say_pairs <- function(names, texts) {
  wide <- max(nchar(names))
  for (i in seq_along(names)) {
    lines <- strwrap(texts[[i]], max(20, getOption("width") - wide - 3))
    cat(sprintf("  %-*s  %s\n", wide, c(names[i], rep("", length(lines) - 1)), lines), sep = "")
  }
}

# A call or formula as lines of code, broken between its parts.
code_lines_within <- function(code, width = getOption("width"), first = 60) {
  for (cutoff in seq(min(first, width, 500), 20, by = -5)) {
    lines <- trimws(deparse(code, width.cutoff = cutoff), "right")
    if (max(nchar(lines)) <= width) break
  }
  lines
}

# Whether two letters of a name stand the other way round: mgp for mpg. apart: Levenshtein's distances.
are_swapped <- function(x, choices, apart) {
  letters <- function(name) paste(sort(strsplit(tolower(name), "")[[1]]), collapse = "")
  apart == 2 & nchar(choices) == nchar(x) & vapply(choices, letters, "") == letters(x)
}

# What a count must be, in an error about x: the largest whole number of a computer is named only where x is beyond it.
must_be_count <- function(from, x) {
  beyond <- is.numeric(x) && length(x) == 1 && isTRUE(x > .Machine$integer.max)
  if (beyond) return(sprintf("one whole number from %d to %d", from, .Machine$integer.max))
  sprintf("one whole number that is %d or larger", from)
}

print_call <- function(call) cat("Call:\n", paste(code_lines_within(call), collapse = "\n"), "\n\n", sep = "")

# How many of the columns with these widths fit into so many lines of the console.
columns_that_fit <- function(widths, lines = 1) {
  sum(cumsum(widths + 1) <= lines * getOption("width"))
}
