# neuron() of a table, and gd_lm() with a cost that is not quadratic, on all rows: cost and gradient at given
# coefficients are one statement of sums. The training loop is the one of the data in memory.

slope_spec <- function(verb, hyper, settings, frame, activation, order) {
  frame <- fix_bias(frame, if (is.null(hyper$bias)) "learn" else hyper$bias)
  aim <- unit_aim(frame, hyper, verb)
  sums <- centred_table(frame, aim)
  hyper <- sampled_start(verb, hyper, frame, aim, sums, activation)
  facts <- c(sums[c("rows", "dropped", "weight", "counted", "logs", "heaviest", "spread")],
             list(label = frame$label, contrasts = frame$design$contrasts, assign = frame$design$assign,
                  factor_rows = sums$factor, names = frame$design$names, aim = aim))
  facts$missing <- if (sums$dropped > 0) ask_missing(frame)
  data <- pseudo_rows(list(factor = sums$factor, weight = sums$weight, names = frame$design$names, label = frame$label,
                           assign = frame$design$assign, contrasts = frame$design$contrasts))
  data$levels <- aim$levels
  settings <- whole_batch(settings, sums$rows)
  spec <- unit_spec_of(verb, hyper, settings, data, activation)
  slopes <- slope_sums(frame, sums, aim, activation, hyper$cost)
  spec$problem <- statement_problem(slopes, spec$map)
  spec$random <- FALSE
  spec$table <- facts
  spec$frame <- frame
  spec$slopes <- slopes
  spec$values <- function(theta) list(fitted = numeric(), residuals = numeric(), cost = NULL)
  spec <- new_table_spec(spec, "table_slopes_model")
  if (settings$batch > 0) block_unit_spec(spec, frame, c(y = aim$sql), order) else spec
}

# What one unit aims at: SQL of numbers, and the classes.
unit_aim <- function(frame, hyper, verb) {
  response <- frame$response
  y <- sql_name(frame$source$dialect, "y")
  if (verb == "gd_lm" || length(response$sql) > 1) check_number_response(frame)
  if (response$kind == "logical") return(list(sql = y, levels = c("FALSE", "TRUE")))
  if (response$kind != "factor") return(list(sql = y, levels = NULL))
  if (length(response$levels) != 2) {
    came <- if (length(response$levels) == 1) sprintf("only of the class \"%s\"", response$levels) else
      paste(length(response$levels), "levels")
    stop_argument(frame$label, "text with two values (for more classes there is ann())", came)
  }
  list(sql = sql_levels(frame$source$dialect, y, response$literals, 0:1), levels = response$levels)
}

# Statements 1 and 2 of a unit, without the response: the rows with centred columns z1, z2 ..., y, w and o; their
# triangle; and what the statements told.
centred_table <- function(frame, aim) {
  dialect <- frame$source$dialect
  p <- length(frame$design$columns)
  if (p + frame$design$intercept == 0) stop_empty(FALSE)
  rows <- design_rows(frame, c(y = aim$sql))
  names <- c(if (p > 0) paste0("c", seq_len(p)), "y")
  labels <- c(frame$design$names[seq_len(p) + frame$design$intercept], frame$label)
  means <- ask_means(frame, rows, names, labels)
  own <- c("y", if (!is.null(frame$weights)) "w", if (!is.null(frame$offset)) "o")
  inner <- seq_len(p)
  columns <- list(mean = means$mean[inner], scale = means$scale[inner])
  centred <- centred_rows(dialect, rows, names[inner], columns, stats::setNames(sql_name(dialect, own), own))
  z <- if (p > 0) paste0("z", inner)
  r <- if (p > 0) ask_triangle(frame, centred, z, p, means$weight) else matrix(sqrt(means$weight))
  columns[c("min", "max", "weight", "rows")] <- list(means$min[inner], means$max[inner], means$weight, means$rows)
  back <- uncentre(columns)
  kept <- c(if (frame$design$intercept) 1, inner + 1)
  factor <- upright(r %*% back[, kept, drop = FALSE])
  factor <- rbind(cbind(factor[seq_along(kept), , drop = FALSE], 0), 0)
  c(means[c("rows", "dropped", "weight", "counted", "logs", "heaviest")],
    list(from = centred, z = z, back = back[, kept, drop = FALSE], factor = unname(factor), means = columns,
         response = means$mean[p + 1], smallest = means$min[p + 1], largest = means$max[p + 1],
         spread = spread_of(r, columns)))
}

# The classes and numbers of a response, where the cost asks for them.
check_aim <- function(frame, sums, aim, range) {
  out <- c(sums$smallest, sums$largest)
  check_target_range(frame$label, out, range)
  same <- sums$smallest == sums$largest
  if (!is.null(aim$levels) && same) {
    stop_argument(frame$label, "of two classes", sprintf("only of class \"%s\"", aim$levels[sums$smallest + 1]))
  }
  if (is.null(aim$levels) && range[2] == 1 && (sums$largest == 0 || sums$smallest == 1)) {
    stop_argument(frame$label, "of two classes for the cross-entropy", sprintf("always %g", sums$smallest))
  }
}

# ---- the statement ---------------------------------------------------------------------------------------------------

# list(share, evaluate, rows): `evaluate(theta)` asks for cost and gradient by theta; `rows(theta, columns)` is the
# query of z1, z2 ..., y, w, and t (the weighted sum), a = f(t) and further expressions over them.
slope_sums <- function(frame, sums, aim, activation, cost) {
  check_written(activation)
  check_written(cost)
  check_aim(frame, sums, aim, cost$range)
  dialect <- frame$source$dialect
  pair <- cost_at_output(cost, activation)
  writer <- score_writer(dialect, c(sums$z, "y", if (!is.null(frame$weights)) "w", if (!is.null(frame$offset)) "o"))
  writer$name <- function(...) paste0(...)
  quoted <- sql_name(dialect, c(sums$z, "y"))
  # products of several small numbers must not underflow, so that exponents stop earlier than in predictions
  rows <- function(theta, codes) {
    at <- drop(sums$back %*% theta)
    terms <- c(sql_number(at[1]), if (length(sums$z)) sprintf("%s * %s", quoted[seq_along(sums$z)], sql_number(at[-1])),
               if (!is.null(frame$offset)) sql_name(dialect, "o"))
    query <- pass_select(writer, c(t = sql_sum(terms)), sums$from)
    query <- write_rows(writer, query, list("a"), list(activation$code$value), list(z = "t"), "t",
                        300)$query
    symbols <- list(z = "t", a = "a", y = "a", d = "y")
    write_rows(writer, query, as.list(names(codes)), codes, symbols, c("t", "a"), 300)$query
  }
  delta <- if (pair$fused) pair$delta else call("*", pair$slope, activation$code$slope)
  share <- share_of(pair, sums$weight)
  weighted <- if (is.null(frame$weights)) "" else paste(sql_name(dialect, "w"), "* ")
  loss <- sql_name(dialect, "loss")
  slope <- sql_name(dialect, "delta")
  parts <- c(loss, slope, if (length(sums$z)) paste(slope, "*", sql_name(dialect, sums$z)))
  aggregates <- sprintf("SUM(%s%s)", weighted, parts)
  evaluate <- function(theta) {
    query <- rows(theta, list(loss = pair$loss, delta = delta))
    values <- ask_sums(frame$source, aggregates, query, "cost and gradient")
    list(error = share * values[[1]], gradient = share * drop(crossprod(sums$back, values[-1])))
  }
  made <- 0
  list(share = share, evaluate = evaluate, rows = rows, pair = pair, sums = sums, weighted = weighted,
       passes = function(more = 0) made <<- made + more)
}


# start = "sample": about ten thousand rows, drawn at random in the database and fitted in memory.
sampled_start <- function(verb, hyper, frame, aim, sums, activation) {
  if (!identical(hyper$start, "sample")) return(hyper)
  dialect <- frame$source$dialect
  p <- length(frame$design$columns)
  own <- c("y", if (!is.null(frame$weights)) "w", if (!is.null(frame$offset)) "o")
  names <- c(if (p > 0) paste0("c", seq_len(p)), own)
  share <- min(1, 1e4 / sums$rows)
  rows <- design_rows(frame, c(y = aim$sql))
  query <- sql_select(dialect, paste(sql_name(dialect, names), collapse = ", "), rows,
                      if (share < 1) sprintf("%s < %s", dialect$random, sql_number(share)))
  found <- ask_table(frame$source, query, "a sample of rows", 2e4)
  hyper$start <- 0
  if (nrow(found) < 2 * p + 10) return(hyper)
  x <- as.matrix(found[seq_len(p)])
  weights <- found$w
  design <- list(x = unname(x), bias = frame$design$intercept, names = frame$design$names, rows = nrow(x))
  data <- list(design = design, y = found$y,
               label = frame$label, weights = weights, own_offset = found$o, offset = found$o,
               bias = frame$design$intercept, total = if (is.null(weights)) nrow(x) else sum(weights))
  inner <- replace(hyper, c("scaling", "epochs", "tol"), list(scalings[length(scalings)], 100, 0))
  inner$optimizer <- opt_lbfgs()
  inner$eta <- 1
  inner["record"] <- list(FALSE)
  spec <- unit_spec_of(verb, inner, training_settings(inner, 100, FALSE), data, activation)
  outcome <- train(spec$problem, spec$settings, start_state(spec$start), 0, NULL, spec$map, spec$penalised)
  hyper$start <- as.vector(map_apply(spec$map, outcome$state$theta))
  hyper
}
