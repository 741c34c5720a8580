# Training on blocks of rows: mini-batches, and networks on all rows. A block is fetched, handed to the compiled loop,
# and forgotten, so that memory does not grow with the table.

# query: of the columns c1, c2 ..., y (or y1, y2 ...), w and o in the order asked for; size: rows per block.
table_blocks <- function(frame, targets, order_by = NULL, size = 1e5) {
  dialect <- frame$source$dialect
  p <- length(frame$design$columns)
  own <- c(names(targets), if (!is.null(frame$weights)) "w", if (!is.null(frame$offset)) "o")
  names <- c(if (p > 0) paste0("c", seq_len(p)), own)
  if (!is.null(order_by)) {
    frame$order <- order_columns(order_by, frame)
    frame <- add_offset(frame)
  }
  rows <- design_rows(frame, targets)
  query <- sql_select(dialect, paste(sql_name(dialect, names), collapse = ", "), rows)
  if (!is.null(frame$order)) {
    keys <- paste(sql_name(dialect, names(frame$order)), collapse = ", ")
    query[] <- paste0(query, "\nORDER BY ", keys)
  }
  list(source = frame$source, query = sql_statement(dialect, query), size = size, p = p, targets = names(targets))
}

# The columns that say in which order rows come: `order_by = id`, or c(day, id).
order_columns <- function(order_by, frame) {
  parts <- if (is.call(order_by) && identical(order_by[[1]], quote(c))) as.list(order_by[-1]) else list(order_by)
  keys <- vapply(parts, function(e) {
    if (is.character(e) && length(e) == 1) e <- as.name(e)
    if (is.name(e) && as.character(e) %in% frame$source$names) {
      return(sql_name(frame$source$dialect, as.character(e)))
    }
    translate(e, frame$scope)$sql
  }, "")
  stats::setNames(keys, paste0("k", seq_along(keys)))
}

# Calls f(block) for each block of the table: list(x, y, weights, offset, rows) as the kernels take them. The statement
# is the same at every pass, and is kept once.
each_table_block <- function(blocks, purpose, f) {
  log <- blocks$source$log
  shown <- paste0(purpose, ", block by block (sent anew for each pass)")
  if (!shown %in% names(log$sql)) log$sql <- c(log$sql, stats::setNames(as.character(blocks$query), shown))
  con <- blocks$source$dialect$con
  guard <- function(code) {
    tryCatch(code, error = function(e) stop(explain_engine(e, con, purpose), call. = FALSE))
  }
  result <- guard(DBI::dbSendQuery(con, dbplyr::sql(blocks$query)))
  on.exit(suppressWarnings(try(DBI::dbClearResult(result), silent = TRUE)))
  repeat {
    rows <- guard(DBI::dbFetch(result, blocks$size))
    if (nrow(rows) == 0) break
    columns <- lapply(unname(as.list(rows)), as.double)
    names(columns) <- names(rows)
    f(list(x = unname(columns[seq_len(blocks$p)]), y = unname(columns[blocks$targets]), weights = columns$w,
           offset = columns$o, rows = nrow(rows)))
    if (nrow(rows) < blocks$size) break
  }
}

# Cost and gradient over all blocks, or over those that validate: the objective of training without its penalty.
# ready(block) is the kernel's data, theta the coefficients that the kernel takes.
block_cost <- function(blocks, purpose, sums, ready) {
  function(theta) {
    all <- sums(theta)
    each_table_block(blocks, purpose, function(block) all$add(ready(block)))
    all$result()
  }
}

# They add up, block by block: sums(theta) is list(add(data), result()).
cost_sums <- function(model, output, inwards = identity, gradient = TRUE) {
  model <- replace(model, "dropout", 0)
  function(theta) {
    error <- 0
    slope <- 0
    total <- 0
    add <- function(data) {
      w <- block_weight(data, output)
      if (w == 0) return()
      found <- if (gradient) cost_gradient(model, data, theta) else list(error = training_cost(model, data, theta))
      if (gradient) slope <<- slope + w * found$gradient
      error <<- error + w * found$error
      total <<- total + w
    }
    result <- function() {
      if (is_sum(output)) total <- 1
      list(error = error / total, gradient = if (gradient) inwards(slope / total))
    }
    list(add = add, result = result)
  }
}

# What a block counts in the mean over all rows.
block_weight <- function(data, output) {
  if (is_sum(output)) 1 else if (is.null(data$weights)) data$rows else sum(data$weights)
}

# ---- one epoch after the other, block by block -----------------------------------------------------------------------

# The state with the cost at the start, which the pass of the first epoch has found on its way, unless that pass ended
# early.
at_start <- function(after, start, problem, state, training) {
  if (identical(after, "interrupted")) stop("training was interrupted before its first epoch.", call. = FALSE)
  at_cost(state, if (is.character(after)) problem$cost(state$theta) else start$result(), training)
}

# problem: model, wrap, blocks, ready, cost(u) and sums(u) (block_cost() and cost_sums() in the coordinates of
# training), validate(u) or NULL. The cost at the start is found in the pass of the first epoch, unless it may end
# training.
batch_problem <- function(problem, map, random) {
  last <- NULL
  list(kind = "statements", model = problem$model, wrap = problem$wrap, validation = problem$validate,
       last = function() last, run = function(training, state, ask) {
         worth <- if (is.null(map)) 1 else map$cost
         first <- is.nan(state$error)
         later <- first && training$tol == 0 && training$epochs > 0
         if (first && !later) state <- at_cost(state, problem$cost(state$theta), training)
         if (first && !is.null(problem$validate)) state$validation <- problem$validate(state$theta)$error
         path <- new_path(training, map, worth, !is.null(problem$validate))
         stop <- NULL
         epoch <- training$first
         seed <- NULL
         while (TRUE) {
           if (!later) path$write(epoch, FALSE, state)
           if (!is.null(problem$validate) && state$validation < state$best_error) {
             state[c("best", "best_error", "best_epoch", "best_since")] <-
               list(state$theta, state$validation, epoch, epoch)
           }
           stop <- stop_reason(training, state, epoch)
           if (!is.null(stop)) break
           seed <- if (random) generator()
           start <- if (later) problem$sums(state$theta)
           after <- if (ask(epoch, state$error)) "interrupted" else
             block_epoch(problem, training, state, epoch - training$first + 1, ask, start)
           if (later) {
             state <- at_start(after, start, problem, state, training)
             path$write(epoch, FALSE, state)
             later <- FALSE
           }
           if (is.character(after)) {
             stop <- after
             break
           }
           state <- after
           epoch <- epoch + 1
         }
         path$write(epoch, TRUE, state)
         last <<- state$error * worth
         cut <- stop %in% c("diverged", "interrupted")
         state["seed"] <- list(if (random) if (cut) seed else generator())
         list(stop = stop, epochs = epoch, history = path$history(), state = state)
       })
}

stop_reason <- function(training, state, epoch) {
  if (training$tol > 0 && max(abs(state$gradient)) <= training$tol) return("tolerance")
  if (training$patience > 0 && epoch - state$best_since >= training$patience) return("patience")
  if (epoch - training$first == training$epochs) "epochs"
}

# The pass after training, which finds the exact error; a second interrupt leaves it out.
last_pass <- function(pass) {
  tryCatch(pass(), interrupt = function(i) {
    warning("the pass over the rows that finds the exact error was interrupted: `error` is that of the last epoch.",
            call. = FALSE)
    NULL
  })
}

at_cost <- function(state, found, training) {
  found <- penalised_cost(found, state$theta, training)
  state[c("error", "objective", "gradient")] <- found[c("error", "objective", "gradient")]
  state
}

# The state after one pass over the blocks; or why it ended: "diverged" or "interrupted". start: sums at the start.
block_epoch <- function(problem, training, state, number, ask, start = NULL) {
  plan <- training
  plan[c("first", "epochs", "tol", "patience", "every", "error_every")] <- list(0, 1, 0, 0, 1, 1)
  plan$eta <- training$eta[min(number, length(training$eta))]
  plan["names"] <- list(NULL)
  batches <- 0
  error <- 0
  objective <- 0
  gradient <- 0
  stop <- NULL
  inner <- replace(state, c("best", "best_error", "best_epoch", "best_since"), list(numeric(), Inf, 0, 0))
  tryCatch(allowInterrupts(each_table_block(problem$blocks, "blocks of rows", function(block) {
    if (!is.null(stop)) return()
    count <- ceiling(block$rows / training$batch)
    data <- problem$ready(block)
    if (!is.null(start)) start$add(data)
    out <- run_network(problem$model, data, NULL, plan, inner, ask)
    if (out$stop != "epochs") {
      stop <<- out$stop
      return()
    }
    inner <<- out$state
    error <<- error + count * inner$error
    objective <<- objective + count * inner$objective
    gradient <<- gradient + count * inner$gradient
    batches <<- batches + count
  })), interrupt = function(i) stop <<- "interrupted")
  if (!is.null(stop)) return(stop)
  state[c("theta", "memory", "steps")] <- inner[c("theta", "memory", "steps")]
  state$error <- error / batches
  state$objective <- objective / batches
  state$gradient <- gradient / batches
  if (!is.null(problem$validate)) state$validation <- problem$validate(state$theta)$error
  if (is.finite(state$objective) && all(is.finite(state$theta))) state else "diverged"
}

# With l1/2 and l2 penalties, and no slope for what is not learnt.
penalised_cost <- function(found, theta, training) {
  w <- training$penalised * theta
  found$objective <- found$error + training$l1 * sum(abs(w)) + training$l2 / 2 * sum(w^2)
  found$gradient <- found$gradient + training$l1 * sign(w) + training$l2 * w
  if (length(training$learns)) found$gradient <- found$gradient * training$learns
  found
}

# The history as the kernel keeps it: every k-th epoch, the first and the last.
new_path <- function(training, map, worth, validated) {
  errors <- list()
  path <- list()
  due <- function(epoch, every, last, kept) {
    every > 0 && (length(kept) == 0 || (last && kept[[length(kept)]]$epoch < epoch) ||
                    (!last && epoch %% every == 0 && kept[[length(kept)]]$epoch < epoch))
  }
  write <- function(epoch, last, state) {
    if (due(epoch, training$error_every, last, errors)) {
      errors[[length(errors) + 1]] <<- list(epoch = epoch, error = state$error * worth,
                                           objective = state$objective * worth,
                                           validation = state$validation * worth)
    }
    if (due(epoch, training$every, last, path)) {
      path[[length(path) + 1]] <<- list(epoch = epoch, theta = map_apply(map, state$theta),
                                       gradient = map_gradient(map, state$gradient))
    }
  }
  history <- function() {
    number <- function(list, name) vapply(list, function(one) as.double(one[[name]]), 0)
    rows <- function(name) {
      m <- do.call(rbind, lapply(path, `[[`, name))
      if (is.null(m)) m <- matrix(0, 0, length(training$penalised))
      if (!is.null(training$names)) dimnames(m) <- list(NULL, training$names)
      m
    }
    penalised <- training$l1 > 0 || training$l2 > 0
    list(error_epoch = number(errors, "epoch"), error = number(errors, "error"),
         objective = if (penalised) number(errors, "objective") else numeric(),
         validation = if (validated) number(errors, "validation") else numeric(), epoch = number(path, "epoch"),
         coefficients = rows("theta"), gradients = rows("gradient"))
  }
  list(write = write, history = history)
}
