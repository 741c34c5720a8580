# ann() of a table, and mini-batches of one unit: what is trained on blocks of rows.

# One unit by mini-batches: the spec of all rows, with another problem.
block_unit_spec <- function(spec, frame, targets, about) {
  blocks <- table_blocks(frame, targets, about$order_by, about$block)
  design <- list(bias = frame$design$intercept)
  model <- kernel_model(c(length(frame$design$columns), 1), design$bias, spec$activations, spec$cost)
  ready <- function(block) kernel_data(block$x, block$y, block$weights, block$offset, block$rows)
  map <- spec$map
  sums <- cost_sums(model, spec$output, function(g) map_pullback(map, g))
  all <- block_cost(blocks, "cost and gradient", sums, ready)
  problem <- list(model = model, wrap = !is.null(map), blocks = blocks, ready = ready,
                  sums = function(u) sums(map_apply(map, u)), cost = function(u) all(map_apply(map, u)))
  spec$random <- spec$settings$shuffle
  spec$problem <- batch_problem(problem, map, spec$random)
  spec$values <- function(theta) {
    found <- last_pass(function() all(theta))
    list(fitted = numeric(), residuals = numeric(), cost = if (is.null(found)) spec$problem$last() else found$error)
  }
  spec$frame <- frame
  spec$longest <- function() ask_longest(frame, targets, map)
  new_table_spec(spec, "table_batch_model")
}

# The squared length of the longest row in the coordinates of training.
ask_longest <- function(frame, targets, map) {
  dialect <- frame$source$dialect
  p <- length(frame$design$columns)
  at <- diag(p + 1)
  if (!frame$design$intercept) at <- at[, -1, drop = FALSE]
  f <- map_columns(map, at)
  quoted <- c(if (p > 0) sql_name(dialect, paste0("c", seq_len(p))))
  squares <- vapply(seq_len(ncol(f)), function(j) {
    sum <- sql_sum(c(sql_number(f[1, j]), if (p > 0) sprintf("%s * %s", quoted, sql_number(f[-1, j]))))
    sprintf("(%s) * (%s)", sum, sum)
  }, "")
  ask_sums(frame$source, sprintf("MAX(%s)", sql_sum(squares)), design_rows(frame, targets), "the longest row")[[1]]
}

#' @export
batch_curvature.table_batch_model <- function(model, spec) {
  if (is.null(spec$bound) || spec$settings$batch == 0) return(NextMethod())
  per_row <- curvature_bound(spec$output, 1) * spec$longest()
  if (is_sum(spec$output)) per_row * spec$settings$batch * max(1, spec$table$heaviest) else per_row
}

# ---- networks --------------------------------------------------------------------------------------------------------

block_network_spec <- function(hyper, settings, frame, about) {
  frame$design <- without_bias(frame$design)
  aim <- network_aim(frame)
  hyper <- choose_output(hyper, aim$target(c(0, 1)))
  targets <- aim$columns(hyper$output)
  sums <- table_moments(frame, targets)
  hyper <- choose_output(hyper, aim$target(sums$range))
  settings <- whole_batch(settings, sums$rows)
  validation <- hyper$validation
  check_network_table(hyper, settings)
  data <- pseudo_network_rows(frame, sums, aim, names(targets))
  spec <- network_spec_of(replace(hyper, "validation", 0), settings, data)
  spec$hyper <- hyper
  if (is_table(validation)) spec$hyper$validation <- list(name = "a table")  # a fit holds no connection
  ready <- ready_network(spec$statistics, hyper)
  blocks <- table_blocks(frame, targets, about$order_by, about$block)
  model <- spec$problem$model
  all_sums <- cost_sums(model, spec$output)
  cost <- block_cost(blocks, "cost and gradient", all_sums, ready)
  batch <- settings$batch > 0
  held <- if (is_table(validation)) held_out_cost(validation, frame, targets, model, ready, spec, about)
  worth <- if (is.null(spec$map)) 1 else spec$map$cost
  problem <- list(model = model, wrap = FALSE, blocks = blocks, ready = ready, sums = all_sums, cost = cost,
                  validate = held)
  passes <- 0
  slopes <- list(evaluate = cost, passes = function(more = 0) passes <<- passes + more)
  spec$problem <- if (batch) batch_problem(problem, spec$map, spec$random) else
    c(statement_problem(slopes, NULL), model = list(model))
  spec$table <- c(sums[c("rows", "dropped", "weight", "counted", "logs", "spread")], list(label = frame$label))
  if (is.null(aim$levels) && length(targets) == 1 && is.null(frame$offset)) {
    spec$table$ends <- ends_by_moments(sums$spread[nrow(sums$spread), ], sums$rows, hyper$cost$range[2] == 1)
  }
  measures <- block_measures(blocks, model, ready, spec$output, length(aim$levels),
                             row_numbers(aim$levels, spec$table$ends, hyper, spec$statistics))
  names <- if (is.null(aim$levels) && length(aim$names) > 1) aim$names
  found <- NULL
  spec$measured <- function() found
  spec$values <- function(theta) {
    found <<- last_pass(function() measures(map_inverse(spec$map, theta)))
    if (!is.null(names) && !is.null(found)) found$r.squared <<- stats::setNames(found$r.squared, names)
    cost <- if (batch) if (is.null(found)) spec$problem$last() else found$error * worth
    list(fitted = numeric(), residuals = numeric(), cost = cost)
  }
  spec$table$missing <- if (sums$dropped > 0) ask_missing(frame)
  spec$frame <- frame
  new_table_spec(spec, "table_network_model")
}

#' @export
judge.table_network_model <- function(model, spec, fit) {
  fit$df.residual <- spec$table$counted - sum(lengths(spec$layers))
  fit["weights"] <- list(NULL)
  fit$table <- c(spec$table, spec$measured()[-1])
  fit$table$statements <- sent_statements(spec$frame$source)
  fit$converged <- judge_converged(fit)
  fit
}

without_bias <- function(design) {
  if (design$intercept) {
    design$names <- design$names[-1]
    design$assign <- design$assign[-1]
  }
  design$intercept <- FALSE
  design
}

# The response: `columns(output)` the SQL of the targets, `target(range)` as choose_output() reads it.
network_aim <- function(frame) {
  response <- frame$response
  dialect <- frame$source$dialect
  y <- sql_name(dialect, "y")
  if (response$kind == "logical") {
    levels <- c("FALSE", "TRUE")
    literals <- c("0", "1")
  } else {
    levels <- response$levels
    literals <- response$literals
  }
  if (is.null(levels)) {
    names <- if (length(response$sql) > 1) paste0("y", seq_along(response$sql)) else "y"
    return(list(levels = NULL, names = response$names,
                columns = function(output) stats::setNames(sql_name(dialect, names), names),
                target = function(range) list(y = matrix(range, 2, length(names)), label = frame$label)))
  }
  if (length(levels) < 2) stop_argument(frame$label, "of two classes at least", sprintf("only of class \"%s\"", levels))
  columns <- function(output) {
    at <- if (length(levels) == 2 && !output$joint) 2 else seq_along(levels)
    sql <- vapply(at, function(j) sql_levels(dialect, y, literals, as.double(seq_along(literals) == j)), "")
    stats::setNames(sql, if (length(at) == 1) "y" else paste0("y", at))
  }
  list(levels = levels, columns = columns, target = function(range) list(levels = levels, label = frame$label),
       names_of = function(output) if (length(levels) == 2 && !output$joint) levels[2] else levels)
}

check_network_table <- function(hyper, settings) {
  if (is.data.frame(hyper$validation) || (is.numeric(hyper$validation) && hyper$validation > 0)) {
    stop_argument("validation", "a dplyr::tbl() (of the same table, filtered) where data are in a database",
                  describe(hyper$validation))
  }
  if (settings$batch > 0) return(invisible())
  if (is_table(hyper$validation)) {
    stop("`batch_size` must be a number where `validation` is given for a table in a database.", call. = FALSE)
  }
  if (hyper$dropout > 0) {
    stop("`batch_size` must be a number where `dropout` is given for a table in a database.", call. = FALSE)
  }
}

# Statements 1 and 2 of inputs and targets together.
table_moments <- function(frame, targets) {
  dialect <- frame$source$dialect
  p <- length(frame$design$columns)
  rows <- design_rows(frame, targets)
  names <- c(if (p > 0) paste0("c", seq_len(p)), names(targets))
  means <- ask_means(frame, rows, names, c(frame$design$names, rep(frame$label, length(targets))))
  extra <- if (!is.null(frame$weights)) c(w = sql_name(dialect, "w"))
  centred <- centred_rows(dialect, rows, names, means, extra)
  r <- ask_triangle(frame, centred, paste0("z", seq_along(names)), p, means$weight)
  aims <- p + seq_along(targets)
  c(means[c("rows", "dropped", "weight", "counted", "logs")],
    list(triangle = r %*% uncentre(means), spread = spread_of(r, means), range = rbind(means$min[aims],
                                                                                       means$max[aims])))
}

# A few rows with the sums of the table, from which the scale of training is taken as from rows in memory.
pseudo_network_rows <- function(frame, sums, aim, targets) {
  p <- length(frame$design$columns)
  few <- pseudo_rows(list(factor = sums$triangle, weight = sums$weight, names = c("(Intercept)", frame$design$names),
                          label = frame$label))
  m <- few$design$rows
  all <- cbind(few$design$x, few$y)
  y <- all[, p + seq_along(targets), drop = FALSE]
  colnames(y) <- if (is.null(aim$levels)) aim$names else if (length(targets) == 1) aim$levels[2] else aim$levels
  list(design = list(x = unname(all[, seq_len(p), drop = FALSE]), bias = FALSE, names = frame$design$names, rows = m,
                     contrasts = frame$design$contrasts),
       y = y, weights = few$weights, offset = NULL, rows = NULL, count = m, total = sums$weight, levels = aim$levels,
       label = frame$label)
}

# A block on the scale of training: network_problem() for rows that come later.
ready_network <- function(statistics, hyper) {
  root <- cost_root(hyper$cost, statistics$cost)
  scaled <- any(statistics$factor != 1)
  function(block) {
    design <- list(x = block$x, names = seq_along(block$x), rows = block$rows)
    offset <- block$offset
    y <- block$y
    if (!is.null(offset) && scaled) {
      y <- lapply(y, function(column) column - offset)
      offset <- NULL
    }
    y <- Map(function(column, shift) (column - shift) / root, y, statistics$shift)
    kernel_data(scaled_inputs(design, statistics, NULL, block$rows), unname(y), block$weights,
                if (!is.null(offset)) offset / root, block$rows, statistics$factor / root)
  }
}

# The error of the rows that validate: the same columns of another tbl().
held_out_cost <- function(validation, frame, targets, model, ready, spec, about) {
  held <- frame
  con <- frame$source$dialect$con
  held$source$from <- table_query(validation, con)
  held <- add_offset(held)
  blocks <- table_blocks(held, targets, NULL, about$block)
  block_cost(blocks, "validation", cost_sums(model, spec$output, gradient = FALSE), ready)
}
