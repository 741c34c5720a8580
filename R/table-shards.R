# Tables whose rows lie on other servers, behind PostgreSQL's foreign tables. PostgreSQL 15 sends an aggregate of one
# foreign table to its server, but not the parts of an aggregate over several: there each partition is asked for its own
# sums, and the few numbers are added up. (postgres_fdw documentation, "Remote Query Optimization".)

# shards: the names of the partitions, where there are several elsewhere; fence, sums_fence: how statements keep
# subqueries apart: not at all where the rows lie elsewhere, since a fence would keep the sums from being computed
# there.
find_places <- function(source) {
  dialect <- source$dialect
  if (dialect$name != "postgres" || !is_open(dialect$con)) return(dialect[c("fence", "sums_fence")])
  plan <- paste("EXPLAIN", sql_select(dialect, sql_count(dialect), source$from))
  plan <- ask_table(source, plan, "where the rows lie")
  if (!any(grepl("Foreign Scan", plan[[1]]))) {
    several <- any(grepl("Workers Planned", plan[[1]]))
    return(list(fence = dialect$fence, sums_fence = if (several) dialect$parallel else dialect$fence))
  }
  if (!isTRUE(attr(source$from, "table"))) return(list())
  parts <- ask_table(source, sprintf("SELECT relid::regclass::text AS part FROM pg_partition_tree(%s) WHERE isleaf",
                                     sql_text(dialect, as.character(source$from))), "the partitions")[[1]]
  list(shards = if (length(parts) > 1) parts)
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
