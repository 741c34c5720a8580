# How a statement is sent, and what is said when the database does not answer.

# A connection that can be asked, not a simulated one.
is_open <- function(con) methods::is(con, "DBIConnection") && !inherits(con, "TestConnection")

# All statements of a fit in their order, those of the calls before resume() first.
sent_statements <- function(source) c(source$log$before, source$log$sql)

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
          if (lost) "The connection is lost: connect again, make the tbl() anew and repeat the call." else
            "Nothing was changed in the database.")
}

# One row of numbers, named; NULL is NA.
ask_numbers <- function(source, sql, purpose) {
  answer <- ask_table(source, sql, purpose)
  stats::setNames(vapply(answer, function(v) as.double(v[1]), 0), names(answer))
}
