# Formulas over the columns of a table: which variables, which columns of the design, in which coding. Names, order and
# coding are model.matrix()'s, which is asked for them with a few made-up rows.

max_levels <- 1000
max_columns <- 2000

# What the formula's variables are: numbers, conditions or levels, and their SQL. `levels` are known where a fit has
# them, else they are asked for.
read_variable <- function(e, scope, levels = NULL) {
  inner <- e
  ordered <- FALSE
  given <- NULL
  made <- is.call(e) && is.name(e[[1]]) && as.character(e[[1]]) %in% c("factor", "as.factor", "ordered")
  if (made) {
    ordered <- as.character(e[[1]]) == "ordered" || isTRUE(e$ordered)
    extra <- setdiff(names(e)[-(1:2)], c("levels", "ordered"))
    if (length(extra)) refuse_expression(e, sprintf("has the argument `%s`", extra[1]))
    if (!is.null(e$levels)) given <- eval(e$levels, scope$envir)
    inner <- e[[2]]
  }
  value <- translate(inner, scope)
  if (!made && value$type %in% c("numeric", "any") && is.null(levels)) {
    return(list(kind = "numeric", sql = as_numeric_sql(value, scope$dialect, e)$sql))
  }
  if (!made && (value$type == "logical" || identical(levels, c(FALSE, TRUE)))) {
    condition <- as_condition(value, scope$dialect, e)$sql
    return(list(kind = "logical", sql = sql_indicator(condition, scope$dialect), levels = c("FALSE", "TRUE"),
                literals = c("1", "0")[2:1]))
  }
  if (value$type == "logical") value$sql <- as_numeric_sql(value, scope$dialect, e)$sql
  variable <- list(kind = "factor", sql = value$sql, type = value$type, ordered = ordered, given = given,
                   character = !made)
  if (is.null(levels)) variable else set_levels(variable, levels, scope$dialect)
}

# Levels as the engine compares them: a number by its value, where the column is one.
set_levels <- function(variable, levels, dialect) {
  variable$levels <- levels
  if (variable$type == "logical") {
    variable$literals <- c("0", "1")[match(levels, c("FALSE", "TRUE"))]
    return(variable)
  }
  numbers <- suppressWarnings(as.numeric(levels))
  numeric <- variable$type == "numeric" ||
    (variable$type == "any" && !variable$character && !anyNA(numbers) && all(as.character(numbers) == levels))
  if (numeric && variable$type == "any") variable$sql <- sql_double(dialect, variable$sql)
  variable$literals <- if (numeric) sql_number(numbers) else sql_text(dialect, levels)
  variable
}

# The values that a factor takes in the rows that are used, in factor()'s order.
ask_levels <- function(source, variable, name, label, from) {
  values <- ask_table(source, value_statement(source, name, from), sprintf("the levels of %s", label),
                      max_levels + 1)[[1]]
  if (length(values) > max_levels) {
    stop(sprintf("`%s` has more than %d levels: group the rare ones with dplyr::mutate(), or leave it out.", label,
                 max_levels), call. = FALSE)
  }
  levels <- levels(factor(if (variable$type == "logical") values == 1 else values))
  if (!is.null(variable$given)) levels <- intersect(as.character(variable$given), levels)
  set_levels(variable, levels, source$dialect)
}

# ---- the design -----------------------------------------------------------------------------------------------------

# terms with what model.frame() would add; a made-up frame in which every level occurs.
complete_terms <- function(terms, variables) {
  classes <- vapply(variables, function(v) {
    if (v$kind == "factor") if (v$ordered) "ordered" else if (v$character) "character" else "factor" else v$kind
  }, "")
  attr(terms, "predvars") <- attr(terms, "variables")
  attr(terms, "dataClasses") <- classes
  terms
}

made_up_frame <- function(terms, variables) {
  size <- max(2, lengths(lapply(variables, `[[`, "levels")))
  columns <- lapply(variables, function(v) {
    switch(v$kind, numeric = numeric(size), logical = rep_len(c(FALSE, TRUE), size),
           factor = factor(rep_len(v$levels, size), v$levels, ordered = v$ordered))
  })
  structure(columns, names = names(variables), row.names = seq_len(size), class = "data.frame", terms = terms)
}

# variables: a named list in the order of the terms' variables, each with its `name` in the query. The columns of the
# design other than the intercept become SQL over those names.
table_design <- function(terms, variables, contrasts, dialect) {
  check_table_width(terms, variables)
  frame <- made_up_frame(terms, variables)
  matrix <- stats::model.matrix(terms, frame, contrasts)
  used <- attr(matrix, "contrasts")
  coding <- lapply(stats::setNames(nm = names(variables)), function(name) {
    column_coding(variables[[name]], used[[name]], frame[[name]], dialect)
  })
  factors <- factor_codes(terms, variables)
  columns <- unlist(lapply(seq_along(attr(terms, "term.labels")), function(t) {
    within <- which(factors[, t] > 0)
    parts <- lapply(within, function(i) {
      coding[[rownames(factors)[i]]][[if (factors[i, t] == 1) "contrast" else "full"]]
    })
    Reduce(function(a, b) c(outer(a, b, function(x, y) sprintf("(%s * %s)", x, y))), parts)
  }))
  intercept <- attr(terms, "intercept") == 1
  stopifnot(length(columns) + intercept == ncol(matrix))
  list(names = colnames(matrix), assign = attr(matrix, "assign"), contrasts = used, intercept = intercept,
       columns = as.character(columns))
}

# Which variables (rows, named as in a model frame) are in which terms. terms() itself quotes odd names.
term_factors <- function(terms) {
  factors <- attr(terms, "factors")
  if (length(factors)) rownames(factors) <- vapply(as.list(attr(terms, "variables"))[-1], deparse1, "")
  factors
}

# 1 for contrasts, 2 for one column per level: without an intercept, model.matrix() codes the first factor that way.
factor_codes <- function(terms, variables) {
  factors <- term_factors(terms)
  if (attr(terms, "intercept") == 1 || length(factors) == 0) return(factors)
  with_levels <- vapply(variables[rownames(factors)], function(v) length(v$levels) > 0, NA)
  first <- which(factors > 0 & with_levels)
  if (length(first)) factors[first[1]] <- 2
  factors
}

check_table_width <- function(terms, variables) {
  factors <- term_factors(terms)
  if (length(factors) == 0) return(invisible())
  sizes <- vapply(variables[rownames(factors)], function(v) max(1, length(v$levels)), 0)
  widths <- apply(factors, 2, function(codes) prod(sizes[codes > 0] - (codes[codes > 0] == 1 & sizes[codes > 0] > 1)))
  if (sum(widths) > max_columns) {
    stop(sprintf("`formula` makes %s columns of the levels in the table, and at most %d can be summed: leave out %s.",
                 format(sum(widths)), max_columns, sprintf("`%s`", names(which.max(widths)))), call. = FALSE)
  }
}

# One variable's columns in each of the two codings.
column_coding <- function(variable, contrast, values, dialect) {
  name <- sql_name(dialect, variable$name)
  if (variable$kind == "numeric") return(list(contrast = name, full = name))
  if (is.logical(values)) values <- factor(values, c(FALSE, TRUE))
  levels <- levels(values)
  coded <- function(m) {
    vapply(seq_len(ncol(m)), function(j) sql_levels(dialect, name, variable$literals, m[, j]), "")
  }
  if (is.matrix(contrast)) {
    matrix <- contrast
  } else if (!is.null(contrast) && length(levels) > 1) {
    stats::contrasts(values) <- contrast
    matrix <- stats::contrasts(values)
  }
  list(contrast = if (!is.null(contrast)) coded(unname(matrix)), full = coded(diag(length(levels))))
}

# A number for each level; the most frequent one stands behind ELSE.
sql_levels <- function(dialect, name, literals, numbers) {
  groups <- split(literals, match(numbers, unique(numbers)))
  values <- unique(numbers)
  rest <- which.max(lengths(groups))
  cases <- vapply(seq_along(groups)[-rest], function(g) {
    test <- if (length(groups[[g]]) == 1) sprintf("= %s", groups[[g]]) else
      sprintf("IN (%s)", paste(groups[[g]], collapse = ", "))
    sprintf("WHEN %s %s THEN %s", name, test, sql_double(dialect, sql_number(values[g])))
  }, "")
  otherwise <- sql_double(dialect, sql_number(values[rest]))
  if (length(cases)) sprintf("CASE %s ELSE %s END", paste(cases, collapse = " "), otherwise) else otherwise
}
