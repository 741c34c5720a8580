#' A fit in a database
#'
#' Any fit by [gd_lm()], [neuron()] or [ann()], made from a data frame or from a table, is one SELECT statement: a
#' subquery for the columns of the design and one or two for each layer. `predict()` of a `dplyr::tbl()` wraps it, and
#' stays in the database until it is collected. With `se.fit` or `interval` it has the columns `.se.fit`, `.lower` and
#' `.upper` beside `.fitted` (for [gd_lm()] and [neuron()]).
#'
#' Numbers are written with as many digits as it takes to read the same double back, and every column is cast to an
#' 8-byte floating-point number. Exponentials are kept from overflowing, so that weighted sums of +-800 give 0 and 1
#' and no error; a softmax is taken from the row's maximum. A missing value, a NaN and a level that the fit does not
#' know give NULL.
#'
#' Formulas may hold columns, arithmetic, `^`, `log()`, `exp()`, `sqrt()`, `abs()`, `I()`, comparisons, factors,
#' interactions and offsets. What depends on all rows at once, as `poly()` or `scale()`, is refused by name.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()]. An activation or cost of your own must be a formula.
#' @param con A connection from [DBI::dbConnect()], or a simulated one such as `dbplyr::simulate_postgres()`.
#' @param type What is computed, as by `predict()`: `"response"`, `"link"`, `"class"`, `"prob"`, or for a
#'   network `"units"`.
#' @param what `"prediction"`, or `"gradient"`: the cost and its gradient at the fit's coefficients as one query over
#'   rows that have the response too. It shows back-propagation: forward columns, deltas, sums.
#' @param from The table that is read: a name, a `dplyr::tbl()`, or a query in [dbplyr::sql()].
#' @param keep Names of the table's columns that the result keeps.
#' @param newdata A `dplyr::tbl()` to predict; for `check_sql()` a data frame with the predictors.
#' @param x A fit.
#' @param ... Not used.
#' @return `as_sql()`: the statement, of class `"sql"`. Its columns are those of `keep` and `.fitted` (`.class` for
#'   `type = "class"`), or one for each output, class or unit, as `.fitted_setosa`; for gradients `cost` and one for
#'   each coefficient. `check_sql()`: the largest difference to `predict()`, relative to the largest prediction,
#'   invisibly; it prints it. `show_query()`: the fit, invisibly; it prints every statement that was sent to fit it,
#'   those of [resume()] after those of the calls before.
#' @section Fits of a table: The levels of a factor are those of all rows, sorted as [factor()] sorts them: a database
#'   keeps no order of levels. Where it matters, give one in the formula, `factor(size, levels = c("S", "M", "L"))`.
#'   [summary()], [vcov()] and the other verbs need no database; [fitted()] and [residuals()] do, and `predict(fit,
#'   tbl)` has what they would say. An interrupt cancels the running statement and keeps what was learnt until then.
#'   Where PostgreSQL is to notice it at once, connect with `dbConnect(RPostgres::Postgres(), check_interrupts = TRUE)`;
#'   without it R hears the interrupt when the statement has ended.
#' @section Errors: A formula or an activation that has no SQL is refused by name, with the remedy. `check_sql()` writes
#'   the rows to a temporary table and says so where that is not allowed.
#' @seealso [predict()][predict.gd_lm]
#' @seealso In the course: `vignette("database", package = "descent")`.
#' @examplesIf requireNamespace("RSQLite", quietly = TRUE) && requireNamespace("dbplyr", quietly = TRUE)
#' con <- DBI::dbConnect(RSQLite::SQLite())
#' DBI::dbWriteTable(con, "cars", cars)
#' fit <- gd_lm(dist ~ speed, cars, scaling = "whiten")
#' as_sql(fit, con, from = "cars", keep = "speed")
#' predict(fit, dplyr::tbl(con, "cars"))
#' check_sql(fit, con, cars)
#' DBI::dbDisconnect(con)
#' @export
as_sql <- function(fit, con, type = c("response", "link", "class", "prob", "units"), what = c("prediction", "gradient"),
                   from = "newdata", keep = character()) {
  check_fit(fit, "as_sql")
  type <- check_kind(type, "type", c("response", "link", "class", "prob", "units"))
  what <- check_kind(what, "what", c("prediction", "gradient"))
  dialect <- table_dialect(con)
  for (choice in c(layer_activations(fit), list(fit$hyperparameters$cost))) check_written(choice)
  rows <- rows_behind(from, dialect)
  if (what == "gradient") return(dbplyr::sql(gradient_query(fit, dialect, rows)))
  columns <- if (is_table(from)) table_source(from)$columns
  if (is.null(columns)) columns <- unknown_columns(fit)
  dbplyr::sql(prediction_query(fit, score_writer(dialect, keep), type, columns, rows))
}

# The columns that a fit needs, where their types are not known.
unknown_columns <- function(fit) {
  names <- unique(c(fit$variables, all.vars(fit$call$offset)))
  stats::setNames(rep("any", length(names)), names)
}

rows_behind <- function(from, dialect) {
  if (is_table(from)) return(table_query(from, dialect$con))
  if ("sql" %in% class(from)) return(as.character(from))
  if (!is.character(from) || length(from) != 1) stop_argument("from", "a table's name or a tbl()", describe(from))
  structure(sql_name(dialect, from), table = TRUE)
}

prediction_query <- function(fit, writer, type, columns, rows) {
  dialect <- writer$dialect
  outputs <- colnames(fit_layers(fit)[[length(fit_layers(fit))]]$weights)
  if (type == "units" && length(fit_layers(fit)) == 1) {
    stop_argument("type", "\"response\", \"link\" or \"class\" for a fit without hidden layers", describe(type))
  }
  if (type %in% c("class", "prob")) check_classes(fit, type)
  scored <- score_query(fit, writer, columns, rows, activate = type != "link", keep_units = type == "units")
  if (type %in% c("class", "classes")) return(class_query(fit, writer, scored, type == "classes"))
  if (type == "prob") return(probability_query(fit, writer, scored))
  names <- if (type == "units") scored$units else scored$names
  shown <- if (type == "units") unit_names(fit) else outputs
  as <- if (length(names) == 1) ".fitted" else paste0(".fitted_", shown)
  sql_statement(dialect, pass_select(writer, stats::setNames(sql_name(dialect, names), as), scored$query,
                                     fenced = FALSE))
}

unit_names <- function(fit) {
  layers <- fit$coefficients
  unlist(lapply(names(layers)[-length(layers)], function(n) paste0(n, "_", colnames(layers[[n]]))))
}

check_classes <- function(fit, type) {
  if (type == "prob") return(need_probabilities(fit))
  outputs <- ncol(fit_layers(fit)[[length(fit_layers(fit))]]$weights)
  known <- if (is.null(fit$levels) && outputs == 1) two_values(fit) else classes_known(fit)
  if (is.null(known)) stop_no_classes(fit)
}

# One column per class; a single output is the probability of the second.
probability_query <- function(fit, writer, scored) {
  columns <- class_shares(fit, sql_name(writer$dialect, scored$names), ".fitted_")
  sql_statement(writer$dialect, pass_select(writer, columns, scored$query, fenced = FALSE))
}

class_shares <- function(fit, quoted, prefix) {
  if (length(quoted) == 1) quoted <- c(sprintf("1e0 - %s", quoted), quoted)
  stats::setNames(quoted, paste0(prefix, classes_known(fit)))
}

# The most probable class of a row, the first of several; `shares`: with the probabilities, as augment() names them.
class_query <- function(fit, writer, scored, shares = FALSE) {
  dialect <- writer$dialect
  quoted <- sql_name(dialect, scored$names)
  query <- scored$query
  if (length(quoted) == 1) {
    ends <- if (is.null(fit$levels)) two_values(fit) else c(0, 1)
    half <- sql_number(mean(ends))
    tests <- sprintf("%s %s %s", quoted, c("<=", ">"), half)
  } else {
    ends <- NULL
    top <- stats::setNames(sql_greatest(dialect, quoted), writer$name("top"))
    query <- pass_select(writer, c(stats::setNames(quoted, scored$names), top), query)
    tests <- sprintf("%s = %s", quoted, writer$quote("top"))
  }
  cases <- sprintf("WHEN %s THEN %s", tests, class_literals(fit, dialect, ends))
  columns <- c(.class = sprintf("CASE %s END", paste(cases, collapse = " ")))
  if (shares) columns <- c(stats::setNames(columns, ".pred_class"), class_shares(fit, quoted, ".pred_"))
  sql_statement(dialect, pass_select(writer, columns, query, fenced = FALSE))
}

# The classes as the response has them: text, logical values, or the two numbers `ends`.
class_literals <- function(fit, dialect, ends = NULL) {
  if (is.null(fit$levels)) {
    if (is.null(ends)) return(sql_text(dialect, colnames(fit$coefficients$output)))
    return(ifelse(ends %% 1 == 0 & abs(ends) < 1e9, sprintf("%.0f", ends), sql_number(ends)))
  }
  if (response_kind(fit) == "logical") vapply(c(FALSE, TRUE), sql_text, "", dialect = dialect) else
    sql_text(dialect, fit$levels)
}

# predict() and augment() of a tbl(): lazy.
predict_table <- function(fit, table, type = "response", keep = character(), inference = NULL) {
  con <- dbplyr::remote_con(table)
  dialect <- table_dialect(con)
  for (choice in layer_activations(fit)) check_written(choice)
  source <- table_source(table, c(keep, all.vars(fit$terms), all.vars(fit$call$offset)))
  absent <- setdiff(fit$variables, source$names)
  if (length(absent)) {
    stop(sprintf("`newdata` must have the column%s %s; it has %s.", if (length(absent) > 1) "s" else "",
                 paste0("`", absent, "`", collapse = ", "), paste0("`", head(source$names, 8), "`", collapse = ", ")),
         call. = FALSE)
  }
  columns <- if (is.null(source$columns)) unknown_columns(fit) else source$columns
  writer <- score_writer(dialect, keep)
  query <- if (is.null(inference)) prediction_query(fit, writer, type, columns, table_query(table, con)) else
    interval_query(fit, writer, columns, table_query(table, con), type == "link", inference)
  if (!is_open(con)) return(dbplyr::sql(query))
  dplyr::tbl(con, dbplyr::sql(query))
}

# Arguments of predict() that a table has no answer to.
refuse_for_table <- function(...) {
  given <- c(...)
  for (name in names(given)[given]) {
    stop_argument(name, "left out for a table in a database", "given: collect the rows and predict them in memory")
  }
}

#' @rdname as_sql
#' @export
check_sql <- function(fit, con, newdata, type = "response") {
  check_fit(fit, "check_sql")
  check_choice(type, "type", c("response", "link"))
  if (!is.data.frame(newdata)) stop_argument("newdata", "a data frame with the predictors", describe(newdata))
  rows <- as.data.frame(newdata)
  rows[vapply(rows, is.factor, NA)] <- lapply(rows[vapply(rows, is.factor, NA)], as.character)
  key <- "d_row"
  while (key %in% names(rows)) key <- paste0(key, "_")
  rows[[key]] <- seq_len(nrow(rows))
  table <- basename(tempfile("descent_"))
  tryCatch(DBI::dbWriteTable(con, table, rows, temporary = TRUE, row.names = FALSE), error = function(e) {
    stop(sprintf("check_sql() writes the rows to a temporary table, which the database does not allow here: %s",
                 conditionMessage(e)), call. = FALSE)
  })
  on.exit(try(DBI::dbRemoveTable(con, table), silent = TRUE))
  query <- as_sql(fit, con, type, from = dplyr::tbl(con, table), keep = key)
  got <- DBI::dbGetQuery(con, query)
  got <- as.matrix(got[order(got[[key]]), names(got) != key, drop = FALSE])
  link <- type == "link" && (is_network(fit) || !is.null(fit$hyperparameters$activation))
  want <- as.matrix(if (link) stats::predict(fit, newdata, type = "link") else stats::predict(fit, newdata))
  difference <- max(0, abs(got - want), na.rm = TRUE) / max(1e-300, abs(want), na.rm = TRUE)
  same <- identical(unname(is.na(got)), unname(is.na(want)))
  cat(sprintf("%s rows scored in the database (%s): largest difference to predict() %s%s\n", nrow(rows),
              table_dialect(con)$name, format(difference, digits = 2), if (same) "" else
                "; rows without a prediction DIFFER"))
  invisible(if (same) difference else NA_real_)
}

#' @rdname as_sql
#' @method show_query descent
#' @exportS3Method dplyr::show_query descent
show_query.descent <- function(x, ...) {
  if (is.null(x$table)) {
    stop("the fit was made in memory, and sent no statement to a database; as_sql(fit, con) is its prediction.",
         call. = FALSE)
  }
  sent <- x$table$statements
  cat(paste0("-- ", seq_along(sent), ": ", names(sent), "\n", sent, ";\n", collapse = "\n"))
  invisible(x)
}
