# The script's data: as they are, and on the scale of training.

code_data <- function(s, rds) {
  where <- function(name) if (s$batched) paste0(name, "_all") else name
  raw <- s$raw
  n <- nrow(raw$x)
  column <- function(m, j) {
    broken(sprintf("%s = c(%s)", r_names(colnames(m)[j]), paste(r_numbers(m[, j]), collapse = ", ")), 2)
  }
  bound <- function(m) {
    if (ncol(m) == 0) return(sprintf("matrix(0, %d, 0)", n))
    c("cbind(", comma(lapply(seq_len(ncol(m)), function(j) column(m, j))), ")")
  }
  vector <- function(x) broken(sprintf("c(%s)", paste(r_numbers(x), collapse = ", ")), 0)
  lines <- if (is.null(rds)) {
    c("", "# ---- the data: inputs x and observed values d", assign_code(where("x"), bound(raw$x)),
      assign_code(where("d"), bound(raw$y)),
      if (!is.null(s$weights)) assign_code(where("weight"), vector(s$weights)),
      if (!is.null(raw$offset)) assign_code(where("offset"), vector(raw$offset)))
  } else {
    c(sprintf("# The data are in %s, beside this script.", basename(rds)), "",
      sprintf("data <- readRDS(%s)", deparse(basename(rds))), sprintf("%s <- data$x", where("x")),
      sprintf("%s <- data$d", where("d")), if (!is.null(s$weights)) sprintf("%s <- data$weight", where("weight")),
      if (!is.null(raw$offset)) sprintf("%s <- data$offset", where("offset")))
  }
  c(lines, sprintf("n <- nrow(%s)", where("x")), code_scaling(s, where))
}

# From the data's own scale to that of training.
code_scaling <- function(s, where) {
  scale <- s$scale
  x <- where("x")
  lines <- character()
  if (is.matrix(scale$forward)) {
    lines <- c("# whitened columns: uncorrelated, all of the same spread",
               assign_code("forward",
                           broken(sprintf("matrix(%s, %d)", r_vector(scale$forward), nrow(scale$forward)), 0)))
    if (any(scale$centre != 0)) lines <- c(lines, assign_code("centre", broken(r_vector(scale$centre), 0)))
    if (!is.null(scale$origin)) {
      lines <- c(lines, assign_code("origin", broken(r_vector(scale$origin), 0)))
      if (any(scale$origin != 0)) {
        lines <- c(lines, sprintf("%s <- %sdrop(%s %%*%% origin)", where("offset"),
                                  if (is.null(s$raw$offset)) "" else paste(where("offset"), "+ "), x))
      }
    }
    inner <- if (any(scale$centre != 0)) sprintf("sweep(%s, 2, centre)", x) else x
    lines <- c(lines, sprintf("%s <- %s %%*%% forward", x, inner))
  } else if (length(scale$forward)) {
    lines <- c("# standardized columns: (x - mean) / sd",
               assign_code("centre", broken(r_vector(scale$centre), 0)),
               assign_code("spread", broken(r_vector(1 / scale$forward), 0)),
               sprintf("%s <- sweep(sweep(%s, 2, centre), 2, spread, \"/\")", x, x))
  }
  if (any(scale$shift != 0, scale$unit != 1)) {
    lines <- c(lines, "# standardized responses",
               if (!is.null(s$raw$offset) && is.null(s$offset))
                 sprintf("%s <- %s - %s", where("d"), where("d"), where("offset")),
               sprintf("shift <- %s", r_vector(scale$shift)), sprintf("unit <- %s", r_vector(scale$unit)),
               sprintf("%s <- sweep(%s, 2, shift) / %s", where("d"), where("d"),
                       if (is.null(s$ratio)) "unit" else r_numbers(scale$root)),
               if (!is.null(s$ratio)) c("# each response in its own unit, the cost in their common one",
                                        sprintf("ratio <- unit / %s", r_numbers(scale$root))))
  }
  lines
}
