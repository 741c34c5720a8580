# Tables whose rows lie on other servers, behind PostgreSQL's foreign tables. PostgreSQL 15 sends an aggregate of one
# foreign table to its server, but not the parts of an aggregate over several: there each partition is asked for its own
# sums, and the few numbers are added up. (postgres_fdw documentation, "Remote Query Optimization".)

# foreign: do rows lie elsewhere? shards: the names of the partitions, where there are several.
find_shards <- function(source) {
  con <- source$dialect$con
  if (source$dialect$name != "postgres" || !is_open(con)) return(list(foreign = FALSE))
  plan <- ask_table(source, paste("EXPLAIN", sql_select(source$dialect, "*", source$from)), "where the rows lie")
  if (!any(grepl("Foreign Scan", plan[[1]]))) return(list(foreign = FALSE))
  if (!isTRUE(attr(source$from, "table"))) return(list(foreign = TRUE))
  parts <- ask_table(source, sprintf("SELECT relid::regclass::text AS part FROM pg_partition_tree(%s) WHERE isleaf",
                                     sql_text(source$dialect, as.character(source$from))), "the partitions")[[1]]
  list(foreign = TRUE, shards = if (length(parts) > 1) parts)
}

# A query of the source as the same query of one of its partitions.
on_shard <- function(source, query, shard) {
  put <- function(text) {
    gsub(paste0("\nFROM ", source$from), paste0("\nFROM ", shard), text, fixed = TRUE)
  }
  result <- put(query)
  attributes(result) <- attributes(query)
  attr(result, "with") <- put(attr(query, "with"))
  result
}

# One statement of aggregates over all rows: of the whole, or added up from the partitions'.
sum_statement <- function(source, sums, names, from) {
  dialect <- source$dialect
  one <- sql_select(dialect, sql_columns(dialect, sums, names), from)
  if (is.null(source$shards)) return(one)
  legs <- vapply(source$shards, function(shard) {
    sprintf("(\n%s\n)", sql_indent(sql_statement(dialect, on_shard(source, one, shard))))
  }, "")
  whole <- ifelse(grepl("^MIN", sums), "MIN", ifelse(grepl("^MAX", sums), "MAX", "SUM"))
  sql_select(dialect, sql_columns(dialect, sprintf("%s(%s)", whole, sql_name(dialect, names)), names),
             paste(legs, collapse = "\nUNION ALL\n"))
}

# The different values of a column.
value_statement <- function(source, name, from) {
  quoted <- sql_name(source$dialect, name)
  one <- sql_select(source$dialect, quoted, from)
  one[] <- paste0(one, "\nGROUP BY ", quoted)
  if (is.null(source$shards)) return(one)
  legs <- vapply(source$shards, function(shard) {
    sprintf("(\n%s\n)", sql_indent(sql_statement(source$dialect, on_shard(source, one, shard))))
  }, "")
  paste(legs, collapse = "\nUNION\n")
}
