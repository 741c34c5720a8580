# What a fit of a table knows of its rows, and stands in for them with.

# print(): the rows, those left out, and the statements.
table_lines <- function(fit) {
  facts <- fit$table
  if (is.null(facts)) return(character())
  count <- function(n) format(n, big.mark = ",", scientific = FALSE, trim = TRUE)
  left <- if (facts$dropped > 0) sprintf("; %s left out for missing values (%s)", count(facts$dropped),
                                         paste(names(facts$missing), count(facts$missing), collapse = ", "))
  passes <- if (!is.null(facts$passes)) sprintf("; cost and gradient asked for %s times", count(facts$passes))
  sprintf("Data: %s rows in a database%s%s. show_query(fit) prints the statements.", count(facts$rows),
          if (is.null(left)) "" else left, if (is.null(passes)) "" else passes)
}

# What needs rows is told where they are.
need_rows <- function(fit, what = "this") {
  if (is.null(fit$table)) return(invisible())
  name <- deparse1(fit$call$data)
  stop(sprintf("%s needs the rows, which are in the database: predict(fit, %s) or augment(fit, %s) %s.", what, name,
               name, "computes with them there"), call. = FALSE)
}

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
