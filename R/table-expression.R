# R expressions as SQL: what a formula, a subset or an activation is made of. An expression becomes list(sql, type), the
# type "numeric", "logical", "text" or, where nobody knows the column, "any". Every number is a double of 17 digits; how
# each function is written stands in table-writers.R.

sql_value <- function(sql, type = "numeric") list(sql = sql, type = type)

translate <- function(e, scope) {
  if (is.name(e)) return(translate_name(as.character(e), scope))
  if (!is.call(e)) return(translate_value(e, scope))
  constant <- constant_value(e, scope)
  if (!is.null(constant)) return(translate(constant, scope))
  name <- if (is.name(e[[1]])) as.character(e[[1]]) else deparse1(e[[1]])
  name <- sub("^(base|stats)::", "", name)
  writer <- scope$writers[[name]]
  if (is.null(writer)) refuse_function(e, name, scope)
  if (!is.null(names(e)) && any(nzchar(names(e)[-1])) && !name %in% "ifelse") e <- as.call(unname(as.list(e)))
  if (is.null(writer$operands)) writer$write(e, scope) else write_operands(e, writer, scope)
}

translate_value <- function(e, scope) {
  if (length(e) == 1 && !is.na(e)) {
    if (is.character(e)) return(sql_value(sql_text(scope$dialect, e), "text"))
    if (is.logical(e)) return(sql_value(if (e) "1 = 1" else "1 = 0", "logical"))
  }
  if (is.numeric(e) && length(e) == 1) return(sql_value(sql_number(as.double(e))))
  refuse_expression(e, "is not a number, a text or a column")
}

# A function whose arguments are expressions of one type.
write_operands <- function(e, writer, scope) {
  if (!length(e[-1]) %in% writer$operands) refuse_expression(e, "has another number of arguments than is known here")
  operands <- lapply(as.list(e[-1]), translate, scope)
  if (isTRUE(writer$numeric)) operands <- lapply(operands, as_numeric_sql, scope$dialect, e)
  if (isTRUE(writer$logical)) operands <- lapply(operands, as_condition, scope$dialect, e)
  sql_value(do.call(writer$write, c(lapply(operands, `[[`, "sql"), list(scope = scope))), writer$type)
}

translate_name <- function(name, scope) {
  if (!is.null(scope$quoted[[name]])) return(sql_value(scope$quoted[[name]]))
  if (name %in% names(scope$columns)) {
    type <- scope$columns[[name]]
    sql <- sql_name(scope$dialect, name)
    return(switch(type, numeric = sql_value(sql_double(scope$dialect, sql)), any = sql_value(sql, "any"),
                  logical = sql_value(sql_condition(scope$dialect, sql), "logical"), text = sql_value(sql, "text"),
                  stop(sprintf("`%s` must be numbers, text or logical to be used, not %s; %s.", name, type,
                               "compute a number from it with dplyr::mutate()"), call. = FALSE)))
  }
  value <- get0(name, scope$envir)
  if ((is.numeric(value) || is.character(value) || is.logical(value)) && length(value) == 1 && !is.na(value)) {
    return(translate(unname(value), scope))
  }
  stop(sprintf("`%s` must be a column of the table or one number where the formula was written; the table has %s.",
               name, paste0("`", head(names(scope$columns), 8), "`", collapse = ", ")), call. = FALSE)
}

# What does not read a column is computed in R.
constant_value <- function(e, scope) {
  used <- all.vars(e)
  if (any(used %in% c(names(scope$columns), names(scope$quoted)))) return(NULL)
  heads <- setdiff(all.names(e), used)
  if (!all(heads %in% c("+", "-", "*", "/", "^", "(", "log", "exp", "sqrt", "abs", "I", "log2", "log10"))) return(NULL)
  value <- tryCatch(eval(e, scope$envir), error = function(e) NULL)
  if (is.numeric(value) && length(value) == 1 && is.finite(value)) as.double(value)
}

# A condition in arithmetic counts as 0 or 1, as in R.
as_numeric_sql <- function(value, dialect, e) {
  if (value$type == "text") refuse_expression(e, "computes with text")
  if (value$type == "numeric") return(value)
  if (value$type == "any") return(sql_value(sql_double(dialect, value$sql)))
  sql_value(sql_indicator(value$sql, dialect))
}

sql_indicator <- function(condition, dialect) {
  values <- sql_double(dialect, c("1", "0"))
  sprintf("CASE WHEN %s THEN %s WHEN NOT (%s) THEN %s END", condition, values[1], condition, values[2])
}

as_condition <- function(value, dialect, e) {
  if (value$type == "any") return(sql_value(sql_condition(dialect, value$sql), "logical"))
  if (value$type != "logical") refuse_expression(e, "needs conditions")
  value
}

refuse_expression <- function(e, why) {
  stop(sprintf("`%s` cannot be computed in the database: it %s. Compute the column with dplyr::mutate() first.",
               deparse1(e), why), call. = FALSE)
}

refuse_function <- function(e, name, scope) {
  basis <- c("poly", "ns", "bs", "scale", "cut", "spline", "natural_spline", "b_spline", "pspline", "rcs", "s", "te")
  if (name %in% basis) {
    stop(sprintf("`%s` cannot be computed in the database: %s() depends on all rows at once. %s", deparse1(e), name,
                 paste("Write its columns out, as x + I(x^2) or I((x - 10) / 3) with numbers of your own,",
                       "or compute them with dplyr::mutate().")), call. = FALSE)
  }
  stop(sprintf("`%s` cannot be computed in the database: %s() is not known there. %s It knows %s.", deparse1(e), name,
               "Compute the column with dplyr::mutate().", paste(shown_writers(scope), collapse = ", ")), call. = FALSE)
}

shown_writers <- function(scope) {
  c("+ - * / ^", "comparisons", setdiff(grep("^[a-z]", names(scope$writers), value = TRUE, ignore.case = TRUE), "I"),
    "I()")
}
