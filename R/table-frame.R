# A verb's call over a table: what model.frame() is for data in memory. The result says which statements give which
# numbers; no row is read here but the first few, and the levels.

# parts: the call's own expressions (formula, subset, weights, offset, na.action).
# -> source, terms, variables, response, design, and the names in the query `rows`: v1, v2 ... the variables that the
#    formula names, y (or y1, y2 ...), w the weights, o the offset.
table_frame <- function(parts, data, envir, progress = FALSE) {
  formula <- stats::as.formula(eval(parts$formula, envir))
  written <- list(formula, parts$subset, parts$weights, parts$offset)
  used <- unique(unlist(lapply(written, all.vars)))
  source <- table_source(data, if (!"." %in% used) used, progress)
  terms <- table_formula(formula, source)
  scope <- sql_scope(source$dialect, source$columns, environment(terms))
  known <- attr(terms, "variables")
  labels <- vapply(as.list(known)[-1], deparse1, "")
  if (attr(terms, "response") == 0) {
    stop("`formula` must have a response, as y ~ x, not ", deparse1(formula(terms)), ".", call. = FALSE)
  }
  offsets <- lapply(attr(terms, "offset"), function(i) known[[i + 1]][[2]])
  if (!is.null(parts$offset)) offsets <- c(offsets, list(parts$offset))
  predictors <- setdiff(seq_along(labels), c(1, attr(terms, "offset")))
  variables <- lapply(stats::setNames(predictors, labels[predictors]), function(i) read_variable(known[[i + 1]], scope))
  for (i in seq_along(variables)) variables[[i]]$name <- paste0("v", i)
  frame <- list(source = source, scope = scope, terms = terms, variables = variables, label = labels[1],
                response = read_targets(known[[2]], labels[1], scope), missing = missing_rule(parts$na.action, envir),
                weights = if (!is.null(parts$weights)) number_of(parts$weights, scope, "weights"),
                offset = if (length(offsets)) sql_sum(vapply(offsets, number_of, "", scope, "offset")),
                subset = if (!is.null(parts$subset)) condition_of(parts$subset, scope))
  complete_frame(frame, eval(parts$contrasts, envir))
}

table_formula <- function(formula, source) {
  like <- as.data.frame(stats::setNames(rep(list(numeric()), length(source$names)), source$names),
                        check.names = FALSE, optional = TRUE)
  names(like) <- source$names
  terms <- if (inherits(formula, "terms")) formula else stats::terms(formula, data = like)
  factors <- attr(terms, "factors")
  if (length(factors) && any(factors[1, ] > 0) && attr(terms, "response") == 1) {
    stop(sprintf("`formula` must not have its response `%s` among the predictors.", rownames(factors)[1]),
         call. = FALSE)
  }
  terms
}

number_of <- function(e, scope, name) {
  value <- translate(e, scope)
  if (value$type == "text") stop_argument(name, "numbers, one per row", sprintf("text (%s)", deparse1(e)))
  as_numeric_sql(value, scope$dialect, e)$sql
}

condition_of <- function(e, scope) as_condition(translate(e, scope), scope$dialect, e)$sql

missing_rule <- function(expression, envir) {
  rule <- if (is.null(expression)) getOption("na.action") else eval(expression, envir)
  if (is.null(rule)) rule <- "na.omit"
  for (known in c("na.omit", "na.exclude", "na.fail")) {
    if (identical(rule, known) || identical(rule, getExportedValue("stats", known))) return(known)
  }
  stop_argument("na.action", "na.omit or na.fail for a table in a database", describe(rule))
}

# The response: numbers, or the one variable whose values are classes.
read_targets <- function(e, label, scope) {
  if (is.call(e) && identical(e[[1]], quote(cbind))) {
    parts <- as.list(e[-1])
    names <- vapply(parts, deparse1, "")
    if (!is.null(names(parts))) names[nzchar(names(parts))] <- names(parts)[nzchar(names(parts))]
    return(list(kind = "numeric", sql = vapply(parts, number_of, "", scope, label), names = names))
  }
  variable <- read_variable(e, scope)
  c(variable, list(names = label))
}

# The query of the variables, and with the levels the design.
complete_frame <- function(frame, contrasts) {
  frame <- add_offset(frame)
  dialect <- frame$source$dialect
  rows <- sql_select(dialect, paste(sql_name(dialect, names(frame$columns)), collapse = ", "), frame$all_rows,
                     frame$complete)
  frame <- find_levels(frame, rows)
  labels <- vapply(as.list(attr(frame$terms, "variables"))[-1], deparse1, "")
  all <- stats::setNames(rep(list(list(kind = "numeric", name = "")), length(labels)), labels)
  all[names(frame$variables)] <- frame$variables
  frame$terms <- complete_terms(frame$terms, all)
  attr(frame$terms, "dataClasses")[[1]] <- frame$response$kind
  frame$design <- table_design(frame$terms, all, contrasts, dialect)
  frame$xlevels <- lapply(Filter(function(v) v$kind == "factor", frame$variables), `[[`, "levels")
  frame
}

find_levels <- function(frame, rows) {
  for (i in which(vapply(frame$variables, `[[`, "", "kind") == "factor")) {
    frame$variables[[i]] <- ask_levels(frame$source, frame$variables[[i]], frame$variables[[i]]$name,
                                       names(frame$variables)[i], rows)
  }
  if (frame$response$kind == "factor") {
    frame$response <- ask_levels(frame$source, frame$response, "y", frame$label, rows)
  }
  frame
}

# The query of all rows, and what makes a row complete.
add_offset <- function(frame) {
  dialect <- frame$source$dialect
  outputs <- if (length(frame$response$sql) > 1) paste0("y", seq_along(frame$response$sql)) else "y"
  sql <- c(vapply(frame$variables, `[[`, "", "sql"), frame$response$sql, frame$weights, frame$offset)
  names(sql) <- c(vapply(frame$variables, `[[`, "", "name"), outputs, if (!is.null(frame$weights)) "w",
                  if (!is.null(frame$offset)) "o")
  frame$columns <- sql
  frame$heavy <- any(grepl("CASE|EXP|LN|LOG|POWER", sql)) || any(vapply(frame$variables, `[[`, "", "kind") != "numeric")
  frame$all_rows <- sql_select(dialect, sql_columns(dialect, c(sql, frame$order)), frame$source$from, frame$subset)
  quoted <- sql_name(dialect, names(sql))
  given <- c(frame$variables, list(frame$response))[seq_along(sql)]  # factor(levels =) leaves other values out
  kinds <- vapply(given, function(v) if (is.null(v$kind)) "numeric" else v$kind, "")
  texts <- kinds == "factor"
  frame$complete <- ifelse(texts, paste(quoted, "IS NOT NULL"), sql_known(dialect, quoted))
  for (i in which(texts)) {
    if (is.null(given[[i]]$given)) next
    literals <- set_levels(given[[i]], as.character(given[[i]]$given), dialect)$literals
    frame$complete[i] <- sprintf("%s IN (%s)", quoted[i], paste(literals, collapse = ", "))
  }
  frame
}

# The design's columns c1, c2 ..., the targets and weights, of the complete rows.
design_rows <- function(frame, targets) {
  dialect <- frame$source$dialect
  columns <- frame$design$columns
  names(columns) <- if (length(columns)) paste0("c", seq_along(columns))
  keys <- names(frame$order)
  extra <- c(stats::setNames(sql_name(dialect, keys), keys), if (!is.null(frame$weights)) c(w = sql_name(dialect, "w")),
             if (!is.null(frame$offset)) c(o = sql_name(dialect, "o")))
  sql_select(dialect, sql_columns(dialect, c(columns, targets, extra)), frame$all_rows, frame$complete,
             fenced = if (frame$heavy) "sums" else FALSE)
}

# ---- the response of one unit ---------------------------------------------------------------------------------------

check_number_response <- function(frame) {
  if (length(frame$response$sql) > 1) {
    stop_argument(frame$label, paste("one numeric column of the table (for several responses there is ann();",
                                     "cbind(successes, failures) needs the rows in memory)"), "several columns")
  }
  if (frame$response$kind == "factor") {
    stop_argument(frame$label, "one numeric vector (for classes there are neuron() and ann())", "text")
  }
}

# A neuron's bias that is not learnt: the intercept leaves the design, and a number joins the offset.
fix_bias <- function(frame, bias) {
  if (identical(bias, "learn") || !frame$design$intercept) return(frame)
  frame$design$intercept <- FALSE
  frame$design$names <- frame$design$names[-1]
  frame$design$assign <- frame$design$assign[-1]
  if (is.numeric(bias)) {
    frame$offset <- if (is.null(frame$offset)) sql_number(bias) else
      sql_sum(c(frame$offset, sql_number(bias)))
    frame <- add_offset(frame)
  }
  frame
}
