# What database engines do differently, in one place: the type of double numbers, NaN, logical values, the largest of
# several values. Quoting and the names of functions are dbplyr's.

# double: the name of the 8-byte type (dbplyr casts to NUMERIC on PostgreSQL, which is slow and not floating point, and
# DuckDB's FLOAT has 4 bytes). nan: how NaN is told from numbers: "equal" where NaN = NaN is true, "none" where the
# engine has no NaN, "ieee" where NaN = NaN is false. greatest: the function, or "values" for a subquery. random: a
# number between 0 and 1, new for each row. count: counts of more than 2^31 rows. strings: how texts are written where
# neither dbplyr nor the driver knows that a backslash is special there, or that a text is not ASCII. fence: what
# keeps the engine from putting the expressions of a subquery in the place of each of their names, where a network's
# would grow with every layer; `top` stands before the columns, `end` behind the query, `where` in the query around it.
# parallel: the one of columns that are summed next, where several processes read the table: OFFSET 0 would leave the
# sums to one of them, but what a LEFT JOIN adds is computed once, where the rows are read.
dialects <- list(
  sqlite = list(class = "SQLiteConnection", double = "REAL", nan = "none", greatest = "MAX",
                random = "(0.5e0 + RANDOM() / 18446744073709551616e0)",
                fence = list(end = "LIMIT -1", where = "1 = 1")),
  postgres = list(class = c("PqConnection", "PostgreSQLConnection", "PostgreSQL", "Redshift", "RedshiftConnection"),
                  double = "DOUBLE PRECISION", nan = "equal", greatest = "GREATEST", random = "RANDOM()",
                  fence = list(end = "OFFSET 0"), parallel = list(join = "LEFT JOIN LATERAL")),
  duckdb = list(class = "duckdb_connection", double = "DOUBLE", nan = "equal", greatest = "GREATEST",
                random = "RANDOM()"),
  mssql = list(class = c("Microsoft SQL Server", "MicrosoftSQLServer"), double = "FLOAT", nan = "none",
               greatest = "values", count = "COUNT_BIG(*)", strings = "national",
               random = "(ABS(CAST(CHECKSUM(NEWID()) AS FLOAT)) / 2147483648e0)",
               fence = list(top = "TOP (9223372036854775807)")),
  snowflake = list(class = "Snowflake", double = "DOUBLE", nan = "equal", greatest = "GREATEST", strings = "doubled",
                   random = "UNIFORM(0e0, 1e0, RANDOM())"),
  spark = list(class = c("Spark SQL", "spark_connection", "Hive", "Databricks"), double = "DOUBLE", nan = "equal",
               greatest = "GREATEST", random = "RAND()", strings = "escaped"),
  mysql = list(class = c("MariaDBConnection", "MySQLConnection", "MySQL", "MariaDB"), double = "DOUBLE",
               nan = "none", greatest = "GREATEST", random = "RAND()",
               fence = list(end = "LIMIT 18446744073709551615")),
  other = list(class = character(), double = "DOUBLE PRECISION", nan = "ieee", greatest = "GREATEST",
               random = "RANDOM()")
)

# The dialect of a connection, real or simulated; `con` goes to dbplyr for quoting and translation.
table_dialect <- function(con) {
  for (package in c("DBI", "dbplyr", "dplyr")) need_package(package, "Data in a database")
  known <- vapply(dialects, function(d) inherits(con, d$class), NA)
  dialect <- dialects[[if (any(known)) which(known)[1] else "other"]]
  dialect$name <- names(dialects)[if (any(known)) which(known)[1] else length(dialects)]
  dialect$con <- con
  dialect["sums_fence"] <- list(dialect$fence)
  dialect
}

sql_name <- function(dialect, name) {
  if (length(name) == 0) return(character())
  as.character(dbplyr::escape(dbplyr::ident(unname(name)), parens = FALSE, collapse = NULL, con = dialect$con))
}

sql_text <- function(dialect, value) {
  if (length(value) == 0) return(character())
  if (is.character(value) && !is.null(dialect$strings)) return(string_writers[[dialect$strings]](unname(value)))
  as.character(dbplyr::escape(unname(value), parens = FALSE, collapse = NULL, con = dialect$con))
}

string_writers <- list(
  national = function(x) paste0("N'", gsub("'", "''", x, fixed = TRUE), "'"),
  doubled = function(x) paste0("'", gsub("'", "''", gsub("\\", "\\\\", x, fixed = TRUE), fixed = TRUE), "'"),
  escaped = function(x) paste0("'", gsub("'", "\\'", gsub("\\", "\\\\", x, fixed = TRUE), fixed = TRUE), "'")
)

sql_count <- function(dialect) if (is.null(dialect$count)) "COUNT(*)" else dialect$count

# How many rows meet a condition, as a double, which no number of rows overflows.
sql_count_if <- function(dialect, condition) {
  values <- sql_double(dialect, c("1", "0"))
  sprintf("SUM(CASE WHEN %s THEN %s ELSE %s END)", condition, values[1], values[2])
}

# The shortest literal that reads back as the same double. The exponent makes it a floating-point number, not a decimal
# one, in SQL Server, Spark, DuckDB and MariaDB; negative ones are bracketed, since -- begins a comment.
sql_number <- function(x) {
  if (!all(is.finite(x))) stop("a number in a statement must be finite, not ", x[!is.finite(x)][1], ".", call. = FALSE)
  text <- sprintf("%.17g", x)
  for (digits in 16:15) {
    shorter <- sprintf("%.*g", digits, x)
    same <- as.numeric(shorter) == x
    text[same] <- shorter[same]
  }
  plain <- !grepl("e", text, fixed = TRUE)
  text[plain] <- paste0(text[plain], "e0")
  ifelse(x < 0, paste0("(", text, ")"), text)
}

sql_double <- function(dialect, sql) sprintf("CAST(%s AS %s)", sql, dialect$double)

# Whether a number is known: neither NULL nor NaN.
sql_known <- function(dialect, sql) {
  switch(dialect$nan, none = sprintf("%s IS NOT NULL", sql), ieee = sprintf("%s = %s", sql, sql),
         equal = sprintf("%s <> CAST('NaN' AS %s)", sql, dialect$double))
}

# A logical value as a condition, where TRUE is a keyword or the number 1.
sql_condition <- function(dialect, sql) paste(sql, "=", sql_text(dialect, TRUE))

# a + b + c ... in brackets, balanced, since engines limit the depth of an expression.
sql_sum <- function(terms, operator = " + ") {
  if (length(terms) == 0) return("0e0")
  while (length(terms) > 1) {
    group <- (seq_along(terms) - 1) %/% 16
    terms <- vapply(split(terms, group), function(some) {
      if (length(some) == 1) some else paste0("(", paste(some, collapse = operator), ")")
    }, "", USE.NAMES = FALSE)
  }
  terms
}

# The largest of several numbers of a row.
sql_greatest <- function(dialect, terms) {
  if (length(terms) == 1) return(terms)
  if (dialect$greatest == "values") {
    return(sprintf("(SELECT MAX(v) FROM (VALUES %s) AS t(v))", paste0("(", terms, ")", collapse = ", ")))
  }
  while (length(terms) > 1) {
    group <- (seq_along(terms) - 1) %/% 50
    terms <- vapply(split(terms, group), function(some) {
      if (length(some) == 1) some else sprintf("%s(%s)", dialect$greatest, paste(some, collapse = ", "))
    }, "", USE.NAMES = FALSE)
  }
  terms
}

# expressions AS names, one per line
sql_columns <- function(dialect, expressions, as = names(expressions)) {
  quoted <- sql_name(dialect, as)
  paste0(expressions, ifelse(expressions == quoted, "", paste(" AS", quoted)), collapse = ",\n  ")
}

# SELECT ... FROM a query, or from a table. A query that was made here stands before the statement, in its WITH clause:
# engines limit how deep subqueries may nest (SQLite's parser to about a dozen). fenced: the query keeps its own
# columns; "sums" where these are summed next.
sql_select <- function(dialect, columns, from, where = NULL, fenced = FALSE) {
  if (isTRUE(attr(from, "fenced"))) where <- c(dialect$fence$where, where)
  made <- !is.null(attr(from, "fenced"))
  with <- attr(from, "with")
  source <- if (isTRUE(attr(from, "table"))) from else if (made && dialect$name != "mssql") {
    with <- c(with, as.character(from))
    sql_name(dialect, sprintf("descent_%d", length(with)))
  } else {
    sprintf("(\n%s\n) %s", sql_indent(from), sql_name(dialect, "q"))
  }
  fence <- if (identical(fenced, "sums")) dialect$sums_fence else if (fenced) dialect$fence
  fenced <- fenced != FALSE
  if (!is.null(fence$join)) {
    rows <- source
    if (length(where)) rows <- sprintf("(SELECT * FROM %s\nWHERE %s)", source, paste(where, collapse = "\n  AND "))
    text <- sprintf("SELECT q.*\nFROM %s p %s (SELECT\n  %s\n) q ON TRUE", rows, fence$join, columns)
    return(structure(text, fenced = TRUE, with = with))
  }
  text <- paste0("SELECT", if (!is.null(fence$top)) paste0(" ", fence$top), "\n  ", columns, "\nFROM ", source,
                 if (length(where)) paste0("\nWHERE ", paste(where, collapse = "\n  AND ")),
                 if (!is.null(fence$end)) paste0("\n", fence$end))
  structure(text, fenced = fenced, with = with)
}

# A query as one statement.
sql_statement <- function(dialect, query) {
  with <- attr(query, "with")
  if (length(with) == 0) return(as.character(query))
  named <- sprintf("%s AS (\n%s\n)", sql_name(dialect, paste0("descent_", seq_along(with))), sql_indent(with))
  paste0("WITH ", paste(named, collapse = ",\n"), "\n", query)
}

sql_indent <- function(text) paste0("  ", gsub("\n", "\n  ", text, fixed = TRUE))
