# A table in a database as a source of rows: what its columns are, how a statement is sent, and what is said when that
# fails. Nothing is ever written there.

# from: the query (or the quoted name) that the statements read; columns: the type of each column that is used;
# log: the statements that were sent; foreign, shards: where the rows lie (table-shards.R).
table_source <- function(data, used = NULL, progress = FALSE, rows = 1000) {
  con <- dbplyr::remote_con(data)
  dialect <- table_dialect(con)
  all <- as.character(dplyr::tbl_vars(data))
  source <- list(dialect = dialect, from = table_query(data, con), names = all, log = new.env(), progress = progress)
  source$log$sql <- character()
  source$foreign <- FALSE
  if (!is_open(con)) return(source)
  source[c("foreign", "shards")] <- find_shards(source)[c("foreign", "shards")]
  shown <- if (is.null(used)) all else intersect(all, used)
  if (length(shown) == 0) return(source)
  few <- dbplyr::sql_render(utils::head(data, rows), con)
  sample <- ask_table(source, sql_select(dialect, paste(sql_name(dialect, shown), collapse = ", "), few),
                      "the types of the columns")
  source$columns <- vapply(sample, column_type, "", dialect)
  source
}

# The text behind FROM: a table's name where the query is nothing else, so that engines see a plain table.
table_query <- function(data, con) {
  text <- as.character(dbplyr::sql_render(data, con))
  plain <- regmatches(text, regexec("^SELECT (?:[^\n]*[.])?[*]\n *FROM ([^\n]+)$", text, perl = TRUE))[[1]]
  if (length(plain)) structure(plain[2], table = TRUE) else text
}

column_type <- function(column, dialect) {
  if (inherits(column, c("Date", "POSIXt", "difftime", "hms"))) return("dates or times")
  if (is.list(column)) return("raw bytes or lists")
  if (is.factor(column) || is.character(column)) return("text")
  # SQLite has no logical values: RSQLite says so of columns in which it saw no value
  if (is.logical(column)) return(if (dialect$name == "sqlite") "numeric" else "logical")
  if (is.numeric(column)) "numeric" else paste("of the class", class(column)[1])
}

# The answer to one statement, its numbers as doubles. limit: the most rows that are fetched.
ask_table <- function(source, sql, purpose, limit = -1) {
  sql <- sql_statement(source$dialect, sql)
  source$log$sql <- c(source$log$sql, stats::setNames(as.character(sql), purpose))
  con <- source$dialect$con
  if (source$progress) cli::cli_progress_step(paste("Statement", length(source$log$sql), "for {purpose}"))
  answer <- tryCatch({
    result <- DBI::dbSendQuery(con, dbplyr::sql(sql))
    on.exit(suppressWarnings(try(DBI::dbClearResult(result), silent = TRUE)))
    DBI::dbFetch(result, limit)
  }, error = function(e) stop(explain_engine(e, con, purpose), call. = FALSE))
  for (j in which(vapply(answer, inherits, NA, "integer64"))) answer[[j]] <- as.double(answer[[j]])
  answer
}

explain_engine <- function(e, con, purpose) {
  said <- sub("[.]?\\s*$", "", conditionMessage(e))
  valid <- tryCatch(DBI::dbIsValid(con), error = function(e) FALSE)
  lost <- !valid || grepl("connection|terminat|closed", said, ignore.case = TRUE)
  sprintf("the database did not answer the statement for %s: %s. %s", purpose, said,
          if (lost) "The connection is lost: connect again, make the tbl() anew and fit again." else
            "Nothing was changed in the database.")
}

# One row of numbers, named; NULL is NA.
ask_numbers <- function(source, sql, purpose) {
  answer <- ask_table(source, sql, purpose)
  stats::setNames(vapply(answer, function(v) as.double(v[1]), 0), names(answer))
}
