# Back-propagation as one query: forward columns, deltas from the output back, and sums. It is for seeing; training in a
# database asks shorter statements (table-slopes.R).

gradient_query <- function(fit, dialect, from) {
  layers <- fit_layers(fit)
  size <- sum(vapply(layers, function(layer) length(layer$weights), 0L))
  if (size > 500) {
    stop_argument("fit", "a network with at most 500 weights to be written as one query of its gradient",
                  sprintf("one with %d", size))
  }
  writer <- score_writer(dialect)
  columns <- gradient_columns(fit)
  targets <- target_columns(fit, writer, columns)
  start <- score_design(fit, writer, columns, subset_of(fit, from, dialect, columns), targets)
  walk <- forward_walk(fit, writer, start, layers, names(targets))
  walk <- backward_walk(fit, writer, walk, layers, names(targets))
  sum_slopes(fit, writer, walk, layers, start)
}

# The columns that the fit and its response need, of types that are not known.
gradient_columns <- function(fit) {
  names <- unique(c(fit$variables, all.vars(attr(fit$terms, "variables")[[2]]), all.vars(fit$call$weights),
                    all.vars(fit$call$offset), all.vars(fit$call$subset)))
  stats::setNames(rep("any", length(names)), names)
}

subset_of <- function(fit, from, dialect, columns) {
  if (is.null(fit$call$subset)) return(from)
  scope <- sql_scope(dialect, columns, environment(fit$terms))
  sql_select(dialect, "*", from, condition_of(fit$call$subset, scope))
}

# SQL of the targets and the weights by name.
target_columns <- function(fit, writer, columns) {
  dialect <- writer$dialect
  scope <- sql_scope(dialect, columns, environment(fit$terms))
  response <- attr(fit$terms, "variables")[[2]]
  outputs <- ncol(fit_layers(fit)[[length(fit_layers(fit))]]$weights)
  levels <- fit$levels
  if (!is.null(levels)) {
    logical <- identical(levels, c("FALSE", "TRUE"))
    v <- read_variable(response, scope, if (logical) c(FALSE, TRUE) else levels)
    at <- if (outputs == 1) 2 else seq_along(levels)
    sql <- if (logical && outputs == 1) v$sql else
      sql_double(dialect, sprintf("CASE WHEN %s = %s THEN 1e0 WHEN %s IS NOT NULL THEN 0e0 END", v$sql, v$literals[at],
                                  v$sql))
  } else {
    sql <- sql_clean(dialect, read_targets(response, "response", scope)$sql)
  }
  names(sql) <- writer$name("t", seq_along(sql))
  if (!is.null(fit$call$weights)) {
    sql <- c(sql, stats::setNames(number_of(fit$call$weights, scope, "weights"), writer$name("w")))
  }
  sql
}

# All layers forward, every column kept: z and a (names by layer), inputs (of each layer), all.
forward_walk <- function(fit, writer, start, layers, extra) {
  query <- start$query
  inputs <- list(start$inputs)
  z <- list()
  bias <- has_bias(fit)
  fixed <- fit$hyperparameters$bias
  all <- c(start$inputs, extra)
  for (l in seq_along(layers)) {
    last <- l == length(layers)
    offset <- last && start$offset
    pass <- c(all, if (start$offset && !last) writer$name("o"), if (l == 1 && start$known) writer$name("known"))
    done <- score_layer(writer, query, layers[[l]], l, inputs[[l]], bias, l == 1 && start$known, offset,
                        if (last && is.numeric(fixed)) fixed else 0, pass)
    query <- done$query
    z[[l]] <- done$z
    inputs[[l + 1]] <- done$names
    all <- unique(c(all, done$z, done$names, if (start$offset && !last) writer$name("o")))
  }
  list(query = query, z = z, a = inputs[-1], inputs = inputs, all = all)
}

# delta = dE/dz of each layer: at the output from the cost, below from the deltas above.
backward_walk <- function(fit, writer, walk, layers, extra) {
  dialect <- writer$dialect
  top <- length(layers)
  targets <- extra[extra != writer$name("w")]
  f <- layers[[top]]$activation
  pair <- cost_at_output(fit$hyperparameters$cost, f)
  given <- list(z = walk$z[[top]], y = walk$a[[top]], a = walk$a[[top]], d = targets)
  name_of <- function(what, l) writer$name(what, l, "_", seq_along(walk$z[[l]]))
  loss <- name_of("loss", top)
  delta <- name_of("delta", top)
  add <- function(outputs, codes, given) {
    walk$query <<- write_rows(writer, walk$query, outputs, codes, given, walk$all)$query
    walk$all <<- c(walk$all, unlist(outputs))
  }
  if (pair$fused) {
    add(list(loss, delta), list(pair$loss, pair$delta), given)
  } else if (f$joint) {
    up <- name_of("up", top)
    add(list(loss, up), list(pair$loss, pair$slope), given)
    add(list(delta), list(f$code$backward), list(a = walk$a[[top]], up = up))
  } else {
    add(list(loss, delta), list(pair$loss, call("*", pair$slope, f$code$slope)), given)
  }
  walk$delta <- list()
  walk$delta[[top]] <- delta
  bias <- has_bias(fit)
  for (l in rev(seq_len(top - 1))) {
    weights <- layers[[l + 1]]$weights
    if (bias) weights <- weights[-1, , drop = FALSE]
    above <- sql_name(dialect, walk$delta[[l + 1]])
    up <- name_of("up", l)
    sums <- vapply(seq_len(nrow(weights)), function(u) sql_sum(sprintf("%s * %s", above, sql_number(weights[u, ]))), "")
    columns <- c(stats::setNames(sql_name(dialect, walk$all), walk$all), stats::setNames(sums, up))
    walk$query <- pass_select(writer, columns, walk$query)
    walk$all <- c(walk$all, up)
    walk$delta[[l]] <- name_of("delta", l)
    add(list(walk$delta[[l]]), list(call("*", quote(up), layers[[l]]$activation$code$slope)),
        list(z = walk$z[[l]], a = walk$a[[l]], up = up))
  }
  walk$loss <- loss
  walk
}

# The sums over the rows that are complete.
sum_slopes <- function(fit, writer, walk, layers, start) {
  dialect <- writer$dialect
  bias <- has_bias(fit)
  top <- length(layers)
  pair <- cost_at_output(fit$hyperparameters$cost, layers[[top]]$activation)
  weighted <- !is.null(fit$call$weights)
  w <- writer$quote("w")
  total <- sql_double(dialect, if (weighted) sprintf("SUM(%s)", w) else sql_count(dialect))
  share <- translate(pair$share, sql_scope(dialect, quoted = list(n = total, k = sql_number(length(walk$loss)))))$sql
  times <- if (weighted) paste(w, "* ") else ""
  sums <- unlist(lapply(seq_along(layers), function(l) {
    inputs <- sql_name(dialect, walk$inputs[[l]])
    unlist(lapply(sql_name(dialect, walk$delta[[l]]), function(delta) {
      c(if (bias) sprintf("SUM(%s%s)", times, delta),
        if (length(inputs)) sprintf("SUM(%s%s * %s)", times, delta, inputs))
    }))
  }))
  names <- if (is_network(fit)) flat_names(fit$coefficients) else names(fit$coefficients)
  loss <- sprintf("SUM(%s%s)", times, sql_sum(sql_name(dialect, walk$loss)))
  columns <- stats::setNames(sprintf("%s * %s", share, c(loss, sums)), c("cost", names))
  complete <- paste(sql_name(dialect, c(walk$loss[1], walk$delta[[1]][1], if (weighted) writer$name("w"))),
                    "IS NOT NULL")
  sql_statement(dialect, sql_select(dialect, sql_columns(dialect, columns), walk$query, complete))
}
