# A fit as one SELECT: the variables, the design, and one subquery per layer, whose columns are the units.

# A fit's layers on the data's own scale, whatever its verb: weights (a matrix with one column per unit, the bias first
# where there is one) and activation of each.
fit_layers <- function(fit) {
  if (is_network(fit)) return(Map(list, weights = fit$coefficients, activation = layer_activations(fit)))
  list(list(weights = matrix(fit$coefficients, dimnames = list(names(fit$coefficients), "output")),
            activation = output_activation(fit)))
}

# Does the first layer's first row stand for the intercept?
has_bias <- function(fit) {
  names <- if (is_network(fit)) rownames(fit$coefficients[[1]]) else names(fit$coefficients)
  length(names) > 0 && names[1] == "(Intercept)"
}

# How statements of a fit are written: the dialect, the columns that pass through to the end, and a prefix that no
# column of theirs has.
score_writer <- function(dialect, keep = character()) {
  prefix <- "d_"
  while (any(startsWith(keep, prefix))) prefix <- paste0(prefix, "_")
  list(dialect = dialect, keep = keep, name = function(...) paste0(prefix, ...),
       quote = function(...) sql_name(dialect, paste0(prefix, ...)))
}

# SELECT of the columns that pass, and of new ones.
pass_select <- function(writer, columns, from, where = NULL, fenced = TRUE) {
  kept <- sql_name(writer$dialect, writer$keep)
  columns <- c(kept, if (length(columns)) sql_columns(writer$dialect, columns))
  sql_select(writer$dialect, paste(columns, collapse = ",\n  "), from, where, fenced)
}

# The innermost queries: the fit's variables (NULL where a number is NaN), then its design; `known` is 1, or NULL where
# a level is none of the fit's.
score_design <- function(fit, writer, columns, from, extra = list()) {
  dialect <- writer$dialect
  terms <- stats::delete.response(fit$terms)
  scope <- sql_scope(dialect, columns, environment(terms))
  known <- attr(terms, "variables")
  labels <- vapply(as.list(known)[-1], deparse1, "")
  classes <- attr(terms, "dataClasses")
  at <- setdiff(seq_along(labels), attr(terms, "offset"))
  variables <- lapply(stats::setNames(at, labels[at]), function(i) {
    levels <- if (isTRUE(classes[[labels[i]]] == "logical")) c(FALSE, TRUE) else fit$xlevels[[labels[i]]]
    v <- read_variable(known[[i + 1]], scope, levels)
    v$name <- writer$name("v", i)
    v
  })
  offsets <- c(lapply(attr(terms, "offset"), function(i) known[[i + 1]][[2]]),
               if (!is.null(fit$call$offset)) list(fit$call$offset))
  sql <- vapply(variables, function(v) if (v$kind == "numeric") sql_clean(dialect, v$sql) else v$sql, "")
  names(sql) <- vapply(variables, `[[`, "", "name")
  if (length(offsets)) {
    total <- sql_sum(vapply(offsets, number_of, "", scope, "offset"))
    sql <- c(sql, stats::setNames(sql_clean(dialect, total), writer$name("o")))
  }
  sql <- c(sql, unlist(extra))
  inner <- pass_select(writer, sql, from, fenced = FALSE)
  design <- coded_design(fit, terms, variables, dialect)
  names(design$columns) <- if (length(design$columns)) writer$name("c", seq_along(design$columns))
  coded <- Filter(function(v) v$kind == "factor", variables)
  tests <- vapply(coded, function(v) {
    sprintf("%s IN (%s)", sql_name(dialect, v$name), paste(v$literals, collapse = ", "))
  }, "")
  passed <- c(if (length(offsets)) writer$name("o"), names(extra))
  columns <- c(design$columns, stats::setNames(sql_name(dialect, passed), passed),
               if (length(tests)) stats::setNames(sql_double(dialect, sprintf("CASE WHEN %s THEN 1 END", paste(
                 tests, collapse = " AND "))), writer$name("known")))
  list(query = pass_select(writer, columns, inner), inputs = names(design$columns), known = length(tests) > 0,
       offset = length(offsets) > 0)
}

# NaN counts as missing, as in predict().
sql_clean <- function(dialect, sql) {
  if (dialect$nan == "none") sql else sprintf("CASE WHEN %s THEN %s END", sql_known(dialect, sql), sql)
}

coded_design <- function(fit, terms, variables, dialect) {
  labels <- vapply(as.list(attr(terms, "variables"))[-1], deparse1, "")
  all <- stats::setNames(rep(list(list(kind = "numeric", name = "")), length(labels)), labels)
  all[names(variables)] <- variables
  table_design(terms, all, fit$contrasts, dialect)
}

# One layer: a subquery of weighted sums z, then those of the activations a. `pass`: names of further columns to carry.
score_layer <- function(writer, query, layer, l, inputs, bias, known, offset, fixed, pass = character(),
                        activate = TRUE) {
  dialect <- writer$dialect
  quoted <- sql_name(dialect, inputs)
  z <- writer$name("z", l, "_", seq_len(ncol(layer$weights)))
  sums <- vapply(seq_along(z), function(u) {
    w <- layer$weights[, u]
    constant <- (if (bias) w[[1]] else 0) + fixed
    if (bias) w <- w[-1]
    terms <- c(if (constant != 0 || length(w) == 0) sql_number(constant),
               if (length(w)) sprintf("%s * %s", quoted, sql_number(unname(w))), if (offset) writer$quote("o"))
    sum <- sql_sum(terms)
    if (known) sprintf("%s * (%s)", writer$quote("known"), sum) else sum
  }, "")
  carried <- stats::setNames(sql_name(dialect, pass), pass)
  query <- pass_select(writer, c(stats::setNames(sums, z), carried), query)
  if (!activate) return(list(query = query, names = z))
  a <- writer$name("a", l, "_", seq_along(z))
  act <- write_rows(writer, query, list(a), list(layer$activation$code$value), list(z = z), c(z, pass))
  list(query = act$query, names = a, z = z)
}

# New columns from expressions over the units of a layer. outputs: a list of vectors of names, one name per unit;
# codes: an expression for each; given: the columns that a name in them stands for, one per unit (or one for all).
# What runs over the units of a row, rowSums() and apply(, 1, max), gets a column and a subquery of its own first.
# limit: of the exponents, see sql_scope().
write_rows <- function(writer, query, outputs, codes, given, pass, limit = 700) {
  dialect <- writer$dialect
  units <- length(outputs[[1]])
  hoisted <- hoist_rows(codes)
  scope_of <- function(u, known) {
    one <- lapply(known, function(names) sql_name(dialect, names[min(u, length(names))]))
    sql_scope(dialect, envir = baseenv(), quoted = one, limit = limit)
  }
  written <- function(code, u) {
    value <- translate(code, scope_of(u, given))
    as_numeric_sql(value, dialect, code)$sql
  }
  for (step in hoisted$steps) {
    each <- vapply(seq_len(units), function(u) written(step$inner, u), "")
    sql <- if (step$what == "sum") sql_sum(each) else sql_greatest(dialect, each)
    name <- writer$name("row", step$number, "_", sub(paste0("^", writer$name("")), "", outputs[[1]][1]))
    query <- pass_select(writer, c(stats::setNames(sql, name), stats::setNames(sql_name(dialect, pass), pass)), query)
    pass <- c(pass, name)
    given[[step$symbol]] <- name
  }
  columns <- unlist(Map(function(names, code) {
    stats::setNames(vapply(seq_along(names), function(u) written(code, u), ""), names)
  }, outputs, hoisted$codes))
  carried <- stats::setNames(sql_name(dialect, pass), pass)
  list(query = pass_select(writer, c(columns, carried), query))
}

# Takes rowSums(e) and apply(e, 1, max) out of expressions, the innermost first.
hoist_rows <- function(codes) {
  steps <- list()
  take <- function(e) {
    if (!is.call(e)) return(e)
    e[-1] <- lapply(as.list(e[-1]), take)
    what <- if (identical(e[[1]], quote(rowSums))) "sum" else
      if (identical(e[[1]], quote(apply)) && identical(e[[4]], quote(max))) "max"
    if (is.null(what)) return(e)
    for (step in steps) if (identical(step$inner, e[[2]]) && step$what == what) return(as.name(step$symbol))
    number <- length(steps) + 1
    symbol <- paste0(".row", number)
    steps[[number]] <<- list(inner = e[[2]], what = what, symbol = symbol, number = number)
    as.name(symbol)
  }
  codes <- lapply(codes, take)
  list(codes = codes, steps = steps)
}

# All layers of a fit. -> query, z and a (the names of the output's columns), units (those of the hidden activations).
score_query <- function(fit, writer, columns, from, activate = TRUE, keep_units = FALSE) {
  start <- score_design(fit, writer, columns, from)
  layers <- fit_layers(fit)
  query <- start$query
  inputs <- start$inputs
  units <- character()
  bias <- has_bias(fit)
  fixed <- fit$hyperparameters$bias
  for (l in seq_along(layers)) {
    last <- l == length(layers)
    offset <- last && start$offset
    pass <- c(if (keep_units) units, if (start$offset && !last) writer$name("o"))
    done <- score_layer(writer, query, layers[[l]], l, inputs, bias, l == 1 && start$known, offset,
                        if (last && is.numeric(fixed)) fixed else 0, pass, activate || !last)
    query <- done$query
    inputs <- done$names
    if (!last) units <- c(units, done$names)
  }
  list(query = query, names = inputs, units = units)
}

# An R function of the user's own has no SQL.
check_written <- function(choice) {
  if (is.null(choice) || !is_own(choice) || !any(c("value", "slope") %in% unlist(lapply(choice$code, all.names)))) {
    return(invisible())
  }
  stop("an activation or cost of the fit is an R function, which a database does not know: give it as a formula.",
       call. = FALSE)
}
