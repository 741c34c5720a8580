# Three statements in place of all rows: means, centred and scaled products, and the gradient at the solution, which
# corrects it. From them comes the triangle [R z; 0 rest] that the rows would be reduced to in memory. Nothing of the
# size of X'X is formed from uncentred columns, which would lose twice the digits that the columns share.
# Products first, then a correction: Bjorck (1996), Numerical Methods for Least Squares Problems, sections 2.2 and 2.9.

most_sums <- 500

# Named sums, in several statements where there are many. sums: SQL of aggregates, in a vector.
ask_sums <- function(source, sums, from, purpose) {
  names <- paste0("s", seq_along(sums))
  parts <- split(seq_along(sums), (seq_along(sums) - 1) %/% most_sums)
  values <- lapply(seq_along(parts), function(i) {
    at <- parts[[i]]
    part <- if (length(parts) > 1) sprintf("%s (part %d of %d)", purpose, i, length(parts)) else purpose
    ask_numbers(source, sum_statement(source, unname(sums[at]), names[at], from), part)
  })
  stats::setNames(unlist(values, use.names = FALSE), names(sums))
}

# Statement 1: rows, weights, means and ranges of the columns `names` of `from`.
ask_means <- function(frame, from, names, labels) {
  dialect <- frame$source$dialect
  quoted <- sql_name(dialect, names)
  w <- sql_name(dialect, "w")
  weighted <- !is.null(frame$weights)
  times <- if (weighted) paste(w, "* ") else ""
  apart <- !is.null(frame$source$shards)
  everything <- sql_select(dialect, sql_count(dialect), frame$source$from, frame$subset)
  all <- if (!apart) c(all = sprintf("(%s)", gsub("\n *", " ", everything)))
  sums <- c(all, rows = sql_count(dialect), if (weighted) {
    c(weight = sprintf("SUM(%s)", w), smallest = sprintf("MIN(%s)", w), largest = sprintf("MAX(%s)", w),
      counted = sql_count_if(dialect, paste(w, "> 0")),
      logs = sprintf("SUM(CASE WHEN %s > 0 THEN %s ELSE 0e0 END)", w, log_of(w, dialect)))
  }, sprintf("SUM(%s%s)", times, quoted), sprintf("MIN(%s)", quoted), sprintf("MAX(%s)", quoted))
  values <- ask_sums(frame$source, sums, from, "rows, means and ranges")
  if (apart) values <- c(all = count_all(frame), values)
  count_rows(frame, values)
  if (!weighted) values <- c(values, weight = values[["rows"]], counted = values[["rows"]], logs = 0)
  if (weighted) check_table_weights(values)
  q <- length(names)
  columns <- matrix(values[names(values) == ""], q, 3)
  bad <- which(!is.finite(rowSums(columns)))
  if (length(bad)) {
    stop(sprintf("`%s` must be finite and not so large that its sum overflows, but it runs from %s to %s.",
                 labels[bad[1]], format(columns[bad[1], 2]), format(columns[bad[1], 3])), call. = FALSE)
  }
  range <- columns[, 3] - columns[, 2]
  list(rows = values[["rows"]], dropped = values[["all"]] - values[["rows"]], weight = values[["weight"]],
       counted = values[["counted"]], logs = values[["logs"]], mean = columns[, 1] / values[["weight"]],
       heaviest = if (weighted) values[["largest"]] else 1, min = columns[, 2], max = columns[, 3],
       scale = 2^round(log2(ifelse(range > 0, range, pmax(1, abs(columns[, 2]))))))
}

# Rows, complete or not, of a table in several places.
count_all <- function(frame) {
  dialect <- frame$source$dialect
  from <- sql_select(dialect, paste("1 AS", sql_name(dialect, "one")), frame$source$from, frame$subset)
  unname(ask_sums(frame$source, sql_count(dialect), from, "all rows"))
}

log_of <- function(sql, dialect) by_dbplyr("log")$write(sql, list(dialect = dialect))

count_rows <- function(frame, values) {
  if (values[["rows"]] > 0 && (frame$missing != "na.fail" || values[["all"]] == values[["rows"]])) return(invisible())
  where <- if (is.null(frame$subset)) "" else " in `subset`"
  if (values[["rows"]] == 0) {
    stop(sprintf("`data` must have at least one row without missing values%s, not 0.", where), call. = FALSE)
  }
  counts <- ask_missing(frame)
  stop(sprintf("`data` must have no missing values%s with na.action = na.fail, but has: %s.", where,
               paste(sprintf("`%s` %s", names(counts), format(counts, trim = TRUE)), collapse = ", ")), call. = FALSE)
}

# How many rows lack each variable.
ask_missing <- function(frame) {
  dialect <- frame$source$dialect
  sums <- sprintf("%s - %s", sql_count(dialect), sql_count_if(dialect, frame$complete))
  counts <- ask_sums(frame$source, sums, frame$all_rows, "missing values by variable")
  names(counts) <- c(names(frame$variables), frame$response$names, if (!is.null(frame$weights)) "(weights)",
                     if (!is.null(frame$offset)) "(offset)")
  counts[counts > 0]
}

check_table_weights <- function(values) {
  if (values[["smallest"]] < 0 || !is.finite(values[["largest"]])) {
    stop_argument("weights", "finite numbers that are 0 or larger",
                  sprintf("numbers from %s to %s", format(values[["smallest"]]), format(values[["largest"]])))
  }
  if (values[["largest"]] == 0) stop_argument("weights", "positive in one row at least", "all 0")
}

# (c - mean) / scale of the columns, named z1, z2 ...; a scale is a power of two, so that it rounds nothing.
centred_rows <- function(dialect, from, names, means, extra = NULL) {
  quoted <- sql_name(dialect, names)
  columns <- sprintf("((%s - %s) * %s)", quoted, sql_number(means$mean), sql_number(1 / means$scale))
  names(columns) <- paste0("z", seq_along(columns))
  sql_select(dialect, sql_columns(dialect, c(columns, extra)), from, fenced = "sums")
}

# Statement 2: the products of [1 z1 z2 ...] with each other, a symmetric matrix.
ask_products <- function(source, from, names, weight, weighted, purpose = "centred products") {
  quoted <- sql_name(source$dialect, names)
  q <- length(names)
  times <- if (weighted) paste(sql_name(source$dialect, "w"), "* ") else ""
  at <- which(upper.tri(diag(q), diag = TRUE), arr.ind = TRUE)
  sums <- c(sprintf("SUM(%s%s)", times, quoted), sprintf("SUM(%s%s * %s)", times, quoted[at[, 1]], quoted[at[, 2]]))
  values <- ask_sums(source, sums, from, purpose)
  products <- matrix(0, q + 1, q + 1)
  products[1, ] <- products[, 1] <- c(weight, values[seq_len(q)])
  products[cbind(at[, 1], at[, 2]) + 1] <- products[cbind(at[, 2], at[, 1]) + 1] <- values[-seq_len(q)]
  if (!all(is.finite(products))) stop_overflow()
  products
}
