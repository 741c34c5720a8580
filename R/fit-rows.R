# What is known of the rows of a fit, in memory or in a database.

# Rows of the fit, in memory or in a database.
rows_of <- function(fit) if (is.null(fit$table)) NROW(fit$residuals) else fit$table$rows

# Rows that count, the sum of their weights and of the weights' logarithms.
row_facts <- function(fit) {
  if (!is.null(fit$table)) return(fit$table[c("counted", "weight", "logs")])
  w <- fit$weights
  rows <- NROW(fit$residuals)
  if (is.null(w)) return(list(counted = rows, weight = as.double(rows), logs = 0))
  list(counted = sum(w > 0), weight = sum(w), logs = sum(log(w[w > 0])))
}

# The sum of the weights.
weight_of <- function(fit) {
  if (!is.null(fit$table)) return(fit$table$weight)
  if (is.null(fit$weights)) as.double(length(fit$residuals)) else sum(fit$weights)
}

is_batched <- function(fit) {
  batch <- fit$hyperparameters$batch_size
  !is.null(batch) && batch < rows_of(fit) - length(fit$validation_rows)
}

# The length of the weighted response, offset included.
size_by_sums <- function(facts) {
  p <- ncol(facts$triangle)
  response <- if (facts$offset) facts$triangle[, p - 1] + facts$triangle[, p] else facts$triangle[, p]
  sqrt(sum(response^2))
}

# print(): the rows, those left out, and the statements.
table_lines <- function(fit) {
  facts <- fit$table
  if (is.null(facts)) return(character())
  count <- function(n) format(n, big.mark = ",", scientific = FALSE, trim = TRUE)
  left <- if (facts$dropped > 0) sprintf("; %s left out for missing values (%s)", count(facts$dropped),
                                         paste(names(facts$missing), count(facts$missing), collapse = ", "))
  passes <- if (isTRUE(facts$passes > 0)) sprintf("; cost and gradient asked for %s times", count(facts$passes))
  sprintf("Data: %s rows in a database%s%s. show_query(fit) prints the statements.", count(facts$rows),
          if (is.null(left)) "" else left, if (is.null(passes)) "" else passes)
}

# Stops a function that needs the rows, and says where they are.
need_rows <- function(fit, what = "this") {
  if (is.null(fit$table)) return(invisible())
  name <- deparse1(fit$call$data)
  only <- intersect(c("order_by", "block"), names(fit$call))  # arguments that a data frame has no use for
  stop(sprintf(paste("%s needs the rows, which are in the database: predict(fit, %s) or augment(fit, %s) computes with",
                     "them there, and update(fit, data = dplyr::collect(%s)%s) fits them here."), what, name, name,
               name, paste(sprintf(", %s = NULL", only), collapse = "")), call. = FALSE)
}

# Where the cost is quadratic, a few rows with the same sums can stand in for all rows.
need_sums <- function(fit, what) if (is.null(fit$table$factor) || is_batched(fit)) need_rows(fit, what)

# What is said where such rows are shown, else NULL.
stand_in_note <- function(fit, n) {
  if (is.null(fit$table)) return(NULL)
  sprintf(paste("The fit's rows are in a database. The %s row%s here %s not among them: made-up rows whose sums (of",
                "the columns, their squares and products) are those of all %s rows, so that error, gradient and step",
                "are the table's."), format(n), if (n == 1) "" else "s", if (n == 1) "is" else "are",
          format(fit$table$rows, big.mark = ",", scientific = FALSE))
}
