# A table in a database as a source of rows: what its columns are, how a statement is sent, and what is said when that
# fails. Nothing is ever written there.

# from: the query (or the quoted name) that the statements read; columns: the type of each column that is used;
# log: the statements that were sent, and those that a fit which goes on had sent before; shards: where the rows lie
# (table-shards.R).
table_source <- function(data, used = NULL, progress = FALSE, rows = 1000) {
  con <- dbplyr::remote_con(data)
  dialect <- table_dialect(con)
  all <- as.character(dplyr::tbl_vars(data))
  source <- list(dialect = dialect, from = table_query(data, con), names = all, log = new.env(), progress = progress)
  source$log$sql <- source$log$before <- character()
  if (!is_open(con)) return(source)
  places <- find_places(source)
  source$shards <- places$shards
  source$dialect[c("fence", "sums_fence")] <- list(places$fence, places$sums_fence)
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
  if (is.list(column)) return("raw bytes or lists")
  if (is.factor(column) || is.character(column)) return("text")
  if (is.object(column)) return("dates or times")
  # SQLite has no logical values: RSQLite says so of columns in which it saw no value
  if (is.logical(column)) return(if (dialect$name == "sqlite") "numeric" else "logical")
  if (is.numeric(column)) "numeric" else paste("of the type", typeof(column))
}
