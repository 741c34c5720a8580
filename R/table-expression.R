# R expressions as SQL: what a formula, a subset or an activation is made of. An expression becomes list(sql, type), the
# type "numeric", "logical", "text" or, where nobody knows the column, "any". Arithmetic is written out here, with every number as a double of 17 digits and
# every operation in brackets; the names of functions and the quoting are dbplyr's.

# columns: the type of each column by name; envir: where other names are looked up, as constants; dialect: of the
# engine. quoted: SQL that stands for a name (the z of an activation, say). clamp: exp() of more than 700 is exp(700), so
# that no engine stops with an overflow.
sql_scope <- function(dialect, columns = character(), envir = baseenv(), quoted = list(), clamp = FALSE) {
  list(dialect = dialect, columns = columns, envir = envir, quoted = quoted, clamp = clamp)
}

sql_value <- function(sql, type = "numeric") list(sql = sql, type = type)

translate <- function(e, scope) {
  if (is.name(e)) return(translate_name(as.character(e), scope))
  if (is.numeric(e) && length(e) == 1) return(sql_value(sql_number(as.double(e))))
  if (is.character(e) && length(e) == 1 && !is.na(e)) return(sql_value(sql_text(scope$dialect, e), "text"))
  if (is.logical(e) && length(e) == 1 && !is.na(e)) return(sql_value(if (e) "1 = 1" else "1 = 0", "logical"))
  if (!is.call(e)) refuse_expression(e, "is not a number, a text or a column")
  constant <- constant_value(e, scope)
  if (!is.null(constant)) return(translate(constant, scope))
  name <- if (is.name(e[[1]])) as.character(e[[1]]) else deparse1(e[[1]])
  name <- sub("^(base|stats)::", "", name)
  writer <- sql_writers[[name]]
  if (is.null(writer)) refuse_function(e, name)
  if (!is.null(names(e)) && any(nzchar(names(e)[-1])) && !name %in% "ifelse") e <- as.call(unname(as.list(e)))
  if (!is.null(writer$operands)) {
    if (!length(e[-1]) %in% writer$operands) refuse_expression(e, "has another number of arguments than is known here")
    operands <- lapply(as.list(e[-1]), translate, scope)
    if (isTRUE(writer$numeric)) operands <- lapply(operands, as_numeric_sql, scope$dialect, e)
    if (isTRUE(writer$logical)) operands <- lapply(operands, as_condition, scope$dialect, e)
    return(sql_value(do.call(writer$write, c(lapply(operands, `[[`, "sql"), list(scope = scope))), writer$type))
  }
  writer$write(e, scope)
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
  stop(sprintf("`%s` must be a column of the table or one number where the formula was written; the table has %s.", name,
               paste0("`", head(names(scope$columns), 8), "`", collapse = ", ")), call. = FALSE)
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

refuse_function <- function(e, name) {
  basis <- c("poly", "ns", "bs", "scale", "cut", "spline", "natural_spline", "b_spline", "pspline", "rcs", "s", "te")
  if (name %in% basis) {
    stop(sprintf("`%s` cannot be computed in the database: %s() depends on all rows at once. %s", deparse1(e), name,
                 paste("Write its columns out, as x + I(x^2) or I((x - 10) / 3) with numbers of your own,",
                       "or compute them with dplyr::mutate().")), call. = FALSE)
  }
  stop(sprintf("`%s` cannot be computed in the database: %s() is not known there. %s It knows %s.", deparse1(e), name,
               "Compute the column with dplyr::mutate().", paste(shown_writers(), collapse = ", ")), call. = FALSE)
}

shown_writers <- function() {
  c("+ - * / ^", "comparisons", setdiff(grep("^[a-z]", names(sql_writers), value = TRUE, ignore.case = TRUE), "I"),
    "I()")
}

# ---- how each function is written ----------------------------------------------------------------------------------

infix <- function(operator) {
  list(operands = 2, numeric = TRUE, type = "numeric",
       write = function(a, b, scope) sprintf("(%s %s %s)", a, operator, b))
}

# A function by the name that dbplyr has for it in this engine.
by_dbplyr <- function(name) {
  list(operands = 1, numeric = TRUE, type = "numeric", write = function(a, scope) {
    as.character(dbplyr::translate_sql_(list(call(name, dbplyr::sql(a))), con = scope$dialect$con))
  })
}

junction <- function(operator) {
  list(operands = 2, logical = TRUE, type = "logical",
       write = function(a, b, scope) sprintf("(%s %s %s)", a, operator, b))
}

pass <- function(type) list(operands = 1, numeric = type == "numeric", type = type, write = function(a, scope) a)

comparison <- function(operator) {
  list(write = function(e, scope) {
    a <- translate(e[[2]], scope)
    b <- translate(e[[3]], scope)
    texts <- c(a$type, b$type) == "text"
    if (any(texts) && !all(texts | c(a$type, b$type) == "any")) refuse_expression(e, "compares text with numbers")
    if (!any(texts)) {
      a <- as_numeric_sql(a, scope$dialect, e)
      b <- as_numeric_sql(b, scope$dialect, e)
    }
    sql_value(sprintf("(%s %s %s)", a$sql, operator, b$sql), "logical")
  })
}

# exp() of numbers below -700 is 0 (PostgreSQL and SQLite stop with an underflow).
write_exp <- function(a, scope) {
  raw <- by_dbplyr("exp")$write(a, scope)
  sprintf("CASE WHEN %s < -700 THEN 0e0%s ELSE %s END", a, if (scope$clamp) {
    sprintf(" WHEN %s > 700 THEN %s", a, sql_number(exp(700)))
  } else "", raw)
}

# Where 1 + a rounds, log(u) a / (u - 1) with u = 1 + a takes the rounding back (Kahan; Higham 2002, section 1.14).
write_log1p <- function(a, scope) {
  log <- by_dbplyr("log")$write(sprintf("(1 + %s)", a), scope)
  sprintf("CASE WHEN 1 + %s = 1 THEN %s ELSE %s * (%s / ((1 + %s) - 1)) END", a, a, log, a, a)
}

# Taylor's series where exp(a) - 1 would cancel
write_expm1 <- function(a, scope) {
  factors <- sql_number(1 / factorial(8:1))
  series <- Reduce(function(inner, f) sprintf("(%s + %s * %s)", f, a, inner), factors[-1], factors[1])
  sprintf("CASE WHEN ABS(%s) < 0.05 THEN %s * %s ELSE %s - 1 END", a, a, series, write_exp(a, scope))
}

# tanh(a) = (1 - t) / (1 + t) with t = exp(-2 abs(a)), signed; its series near 0, where 1 - t would cancel.
write_tanh <- function(a, scope) {
  t <- write_exp(sprintf("(-2 * ABS(%s))", a), scope)
  factors <- sql_number(rev(c(1, -1 / 3, 2 / 15, -17 / 315, 62 / 2835, -1382 / 155925)))
  series <- Reduce(function(inner, f) sprintf("(%s + %s * %s * %s)", f, a, a, inner), factors[-1], factors[1])
  sprintf("CASE WHEN ABS(%s) < 0.1 THEN %s * %s WHEN %s > 0 THEN %s ELSE -%s END", a, a, series, a,
          sprintf("((1 - %s) / (1 + %s))", t, t), sprintf("((1 - %s) / (1 + %s))", t, t))
}

write_choice <- function(e, scope) {
  if (length(e) != 4) refuse_expression(e, "has another number of arguments than is known here")
  condition <- as_condition(translate(e[[2]], scope), scope$dialect, e)
  yes <- as_numeric_sql(translate(e[[3]], scope), scope$dialect, e)
  no <- as_numeric_sql(translate(e[[4]], scope), scope$dialect, e)
  sql_value(sprintf("CASE WHEN %s THEN %s WHEN NOT (%s) THEN %s END", condition$sql, yes$sql, condition$sql, no$sql))
}

write_in <- function(e, scope) {
  value <- translate(e[[2]], scope)
  values <- tryCatch(eval(e[[3]], scope$envir), error = function(err) refuse_expression(e, "needs values that R knows"))
  if (anyNA(values) || length(values) == 0 ||
        (value$type != "any" && is.character(values) != (value$type == "text"))) {
    refuse_expression(e, "needs values of the column's own type, none of them missing")
  }
  written <- if (is.character(values)) sql_text(scope$dialect, values) else sql_number(as.double(values))
  value <- if (is.character(values)) value else as_numeric_sql(value, scope$dialect, e)
  sql_value(sprintf("(%s IN (%s))", value$sql, paste(written, collapse = ", ")), "logical")
}

write_missing <- function(e, scope) {
  value <- translate(e[[2]], scope)
  sql <- if (value$type == "numeric") sprintf("NOT (%s)", sql_known(scope$dialect, value$sql)) else
    sprintf("(%s) IS NULL", value$sql)
  if (value$type == "numeric") sql <- sprintf("(%s IS NULL OR %s)", value$sql, sql)
  sql_value(sprintf("(%s)", sql), "logical")
}

write_log <- function(e, scope) {
  a <- as_numeric_sql(translate(e[[2]], scope), scope$dialect, e)$sql
  log <- by_dbplyr("log")$write(a, scope)
  if (length(e) == 2) return(sql_value(log))
  base <- constant_value(e[[3]], scope)
  if (is.null(base)) refuse_expression(e, "needs a base that is a number")
  sql_value(sprintf("(%s / %s)", log, sql_number(log(base))))
}

write_minus <- function(e, scope) {
  values <- lapply(lapply(as.list(e[-1]), translate, scope), as_numeric_sql, scope$dialect, e)
  sql_value(if (length(values) == 1) sprintf("(-%s)", values[[1]]$sql) else
    sprintf("(%s - %s)", values[[1]]$sql, values[[2]]$sql))
}

# R multiplies for a square, which every engine rounds alike.
write_power <- function(e, scope) {
  a <- as_numeric_sql(translate(e[[2]], scope), scope$dialect, e)$sql
  power <- if (is.numeric(e[[3]])) e[[3]] else constant_value(e[[3]], scope)
  if (identical(as.double(power), 2)) return(sql_value(sprintf("(%s * %s)", a, a)))
  b <- as_numeric_sql(translate(e[[3]], scope), scope$dialect, e)$sql
  sql_value(sprintf("POWER(%s, %s)", a, b))
}

extreme <- function(better) {
  list(operands = 2, numeric = TRUE, type = "numeric", write = function(a, b, scope) {
    sprintf("CASE WHEN %s %s %s THEN %s WHEN %s IS NOT NULL THEN %s END", a, better, b, a, a, b)
  })
}

sql_writers <- list(
  "+" = list(write = function(e, scope) {
    if (length(e) == 2) translate(e[[2]], scope) else {
      values <- lapply(lapply(as.list(e[-1]), translate, scope), as_numeric_sql, scope$dialect, e)
      sql_value(sprintf("(%s + %s)", values[[1]]$sql, values[[2]]$sql))
    }
  }),
  "-" = list(write = write_minus), "*" = infix("*"), "/" = infix("/"), "^" = list(write = write_power),
  "(" = list(write = function(e, scope) translate(e[[2]], scope)),
  I = list(write = function(e, scope) translate(e[[2]], scope)),
  "==" = comparison("="), "!=" = comparison("<>"), "<" = comparison("<"), ">" = comparison(">"),
  "<=" = comparison("<="), ">=" = comparison(">="),
  "&" = junction("AND"), "&&" = junction("AND"), "|" = junction("OR"), "||" = junction("OR"),
  "!" = list(operands = 1, logical = TRUE, type = "logical", write = function(a, scope) sprintf("(NOT %s)", a)),
  "%in%" = list(write = write_in), is.na = list(write = write_missing), ifelse = list(write = write_choice),
  as.numeric = pass("numeric"), as.double = pass("numeric"),
  log = list(write = write_log), log2 = list(write = function(e, scope) {
    write_log(call("log", e[[2]], 2), scope)
  }), log10 = list(write = function(e, scope) write_log(call("log", e[[2]], 10), scope)),
  exp = list(operands = 1, numeric = TRUE, type = "numeric", write = write_exp),
  log1p = list(operands = 1, numeric = TRUE, type = "numeric", write = write_log1p),
  expm1 = list(operands = 1, numeric = TRUE, type = "numeric", write = write_expm1),
  tanh = list(operands = 1, numeric = TRUE, type = "numeric", write = write_tanh),
  pnorm = list(operands = 1, numeric = TRUE, type = "numeric", write = function(a, scope) write_pnorm(a, scope)),
  dnorm = list(operands = 1, numeric = TRUE, type = "numeric", write = function(a, scope) {
    sprintf("(%s * %s)", sql_number(stats::dnorm(0)), write_exp(sprintf("(-0.5 * %s * %s)", a, a), scope))
  }),
  sqrt = by_dbplyr("sqrt"), abs = by_dbplyr("abs"), sign = by_dbplyr("sign"), floor = by_dbplyr("floor"),
  ceiling = by_dbplyr("ceiling"), sin = by_dbplyr("sin"), cos = by_dbplyr("cos"),
  pmax = extreme(">"), pmin = extreme("<")
)
