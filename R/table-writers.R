# How each R function is written in SQL: arithmetic here, every operation in brackets; the names of functions are
# dbplyr's.

# Where an expression is read. columns: the type of each column by name; envir: where other names are looked up, as
# constants; dialect: of the engine. quoted: SQL that stands for a name (the z of an activation, say). limit: exp() of
# more is exp(limit), and of less than -limit 0, so that no engine stops with an overflow or an underflow.
sql_scope <- function(dialect, columns = character(), envir = baseenv(), quoted = list(), limit = NULL) {
  list(dialect = dialect, columns = columns, envir = envir, quoted = quoted, limit = limit,
       writers = sql_writers)
}

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

# PostgreSQL and SQLite stop with an underflow where R gives 0.
write_exp <- function(a, scope) {
  raw <- by_dbplyr("exp")$write(a, scope)
  limit <- if (is.null(scope$limit)) 700 else scope$limit
  above <- if (!is.null(scope$limit)) sprintf(" WHEN %s > %g THEN %s", a, limit, sql_number(exp(limit))) else ""
  sprintf("CASE WHEN %s < -%g THEN 0e0%s ELSE %s END", a, limit, above, raw)
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
  among <- sprintf("(%s IS NOT NULL AND %s IN (%s))", value$sql, value$sql, paste(written, collapse = ", "))
  sql_value(among, "logical")
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
    if (length(e) == 2) return(translate(e[[2]], scope))
    values <- lapply(lapply(as.list(e[-1]), translate, scope), as_numeric_sql, scope$dialect, e)
    sql_value(sprintf("(%s + %s)", values[[1]]$sql, values[[2]]$sql))
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
  pnorm = list(operands = 1, numeric = TRUE, type = "numeric", write = function(a, scope) {
    write_pnorm(a, function(b) write_exp(b, scope))
  }),
  dnorm = list(operands = 1, numeric = TRUE, type = "numeric", write = function(a, scope) {
    sprintf("(%s * %s)", sql_number(stats::dnorm(0)), write_exp(sprintf("(-0.5 * %s * %s)", a, a), scope))
  }),
  sqrt = by_dbplyr("sqrt"), abs = by_dbplyr("abs"), sign = by_dbplyr("sign"), floor = by_dbplyr("floor"),
  ceiling = by_dbplyr("ceiling"), sin = by_dbplyr("sin"), cos = by_dbplyr("cos"),
  pmax = extreme(">"), pmin = extreme("<")
)

# Functions of one number with a writer of their own, write_<name>().
own_writers <- all.vars(~ exp + log1p + expm1 + tanh)
sql_writers[own_writers] <- lapply(own_writers, function(name) {
  list(operands = 1, numeric = TRUE, type = "numeric", write = get(paste0("write_", name)))
})
