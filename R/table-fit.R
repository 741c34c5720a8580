# gd_lm(), neuron() and ann() of a table in a database: the same specs and the same training, on sums or on blocks of
# rows. A fit keeps no row and no connection.

fit_table <- function(verb, call, envir, data, hyper, settings, allow_divergence = TRUE) {
  parts <- as.list(call)[intersect(c("formula", "subset", "weights", "offset", "na.action", "contrasts"), names(call))]
  seed <- generator(needed = TRUE)
  frame <- table_frame(parts, data, envir, settings$progress)
  spec <- table_spec(verb, hyper, settings, frame, block_order(call, envir))
  about <- about_table(call, frame)
  # whatever the packages of the database have drawn, the same seed gives the same fit
  assign(".Random.seed", seed, globalenv())
  if (verb == "ann") fit_restarts(spec, about) else fit_model(spec, about, allow_divergence = allow_divergence)
}

# The fields of a fit that describe its data.
about_table <- function(call, frame) {
  columns <- as.data.frame(stats::setNames(rep(list(numeric()), length(frame$source$names)), frame$source$names),
                           optional = TRUE)
  used <- all.vars(attr(frame$terms, "variables")[-2])
  list(call = call, terms = lean_environment(frame$terms, columns), model = NULL,
       xlevels = if (length(frame$xlevels)) frame$xlevels, na.action = NULL,
       variables = used[used %in% frame$source$names])
}

# Sums serve where the cost is quadratic behind a linear output, and one unit on all rows; else blocks of rows come.
table_spec <- function(verb, hyper, settings, frame, order) {
  if (verb == "ann") return(block_network_spec(hyper, settings, frame, order))
  activation <- if (verb == "gd_lm") linear_activation else hyper$activation
  make <- if (activation$linear && hyper$cost$quadratic) sums_spec else slope_spec
  make(verb, hyper, settings, frame, activation, order)
}

# In which order and in how large blocks rows come, where they do.
block_order <- function(call, envir) {
  block <- if (is.null(call$block)) 1e5 else eval(call$block, envir)
  order_by <- call$order_by
  if (is.name(order_by) && grepl("^[.][.][0-9]+$", as.character(order_by))) {  # given through the dots of a caller
    order_by <- eval(quote(substitute(list(...))), envir)[[as.integer(substring(order_by, 3)) + 1]]
  }
  list(order_by = order_by, block = check_count(block, "block", 1))
}

# ---- least squares by sums -------------------------------------------------------------------------------------------

sums_spec <- function(verb, hyper, settings, frame, activation, order) {
  check_number_response(frame)
  if (!is.null(hyper$bias)) frame <- fix_bias(frame, hyper$bias)
  sums <- table_triangle(frame)
  sums$missing <- if (sums$dropped > 0) ask_missing(frame)
  shares <- hyper$cost$range[2] == 1
  ends <- if (is.null(frame$offset)) ends_by_moments(sums$spread[length(frame$design$columns) + 1, ], sums$rows, shares)
  facts <- c(sums[c("rows", "dropped", "missing", "weight", "counted", "logs", "heaviest", "triangle")],
             list(ends = ends, label = frame$label, targets = frame$targets, spread = sums$spread,
                  offset = !is.null(frame$offset), contrasts = frame$design$contrasts,
                  assign = frame$design$assign, factor = sums$root,
                  names = frame$design$names, statements = sent_statements(frame$source)))
  settings <- whole_batch(settings, sums$rows)
  spec <- least_squares_spec(verb, hyper, settings, facts, activation)
  if (settings$batch > 0) block_unit_spec(spec, frame, c(y = sql_name(frame$source$dialect, "y")), order) else spec
}

# The spec from what a fit keeps: no database is needed to look at it again.
least_squares_spec <- function(verb, hyper, settings, facts, activation) {
  data <- pseudo_rows(facts)
  spec <- unit_spec_of(verb, hyper, settings, data, activation)
  spec$table <- facts
  spec$values <- function(theta) list(fitted = numeric(), residuals = numeric(), cost = NULL)
  new_table_spec(spec, "table_sums_model")
}

#' @export
judge.table_sums_model <- function(model, spec, fit) {
  parts <- split_factor(spec$qr_factor)
  fit$qr_factor <- spec$qr_factor
  fit["weights"] <- list(NULL)
  left <- parts$z - drop(parts$r %*% fit$coefficients)
  fit$df.residual <- spec$table$counted - rank_of(parts$r)
  fit$table <- spec$table
  # blocks of rows were sent after the sums
  if (!is.null(spec$frame)) fit$table$statements <- sent_statements(spec$frame$source)
  fit$table$squares <- sum(left^2) + parts$rss_min
  fit$table$explained <- explained_by_sums(spec$table, fit$coefficients)
  fit$converged <- judge_converged(fit)
  fit
}

# The weighted sum of squares of the fitted values (offset included) about their mean, or about 0.
explained_by_sums <- function(facts, theta) {
  p <- ncol(facts$triangle)
  intercept <- facts$names[1] == "(Intercept)"
  values <- numeric(p)
  values[seq_along(theta) + !intercept] <- theta
  if (facts$offset) values[p] <- 1
  parts <- drop(facts$triangle %*% values)
  sum((if (intercept) parts[-1] else parts)^2)
}

# ---- fits that are looked at again -----------------------------------------------------------------------------------

reopen_table <- function(fit, verb, hyper, epochs, progress) {
  settings <- training_settings(hyper, epochs, progress)
  if (!is.null(fit$table$factor) && settings$batch == 0) {
    return(least_squares_spec(verb, hyper, settings, fit$table, output_activation(fit)))
  }
  call <- fit$call
  data <- find_table(call$data, environment(fit$terms))
  parts <- as.list(call)[intersect(c("subset", "weights", "offset", "na.action"), names(call))]
  frame <- table_frame(c(parts, list(formula = fit$terms, contrasts = fit$contrasts)), data, environment(fit$terms),
                       progress)
  if (is.list(hyper$validation)) hyper$validation <- find_table(call$validation, environment(fit$terms))
  spec <- table_spec(verb, hyper, settings, frame, block_order(call, environment(fit$terms)))
  check_same_table(fit$table, spec$table)
  frame$source$log$before <- fit$table$statements
  if (!is.null(spec$slopes) && !is.null(fit$table$passes)) spec$slopes$passes(fit$table$passes)
  spec
}

# Stops where the rows are not those of the fit: another number of them, or columns that lie elsewhere.
check_same_table <- function(before, now) {
  changed <- function(what, was, is) {
    stop(sprintf("the table has changed since the fit was made: %s %s, and is %s now. Fit it again with update(fit).",
                 what, was, is), call. = FALSE)
  }
  if (before$rows != now$rows) changed("the number of its rows was", format(before$rows), format(now$rows))
  if (!isTRUE(all.equal(before$weight, now$weight, tolerance = 1e-9))) {
    changed("the sum of the weights was", format(before$weight), format(now$weight))
  }
  same <- mapply(function(a, b) isTRUE(all.equal(a, b, tolerance = 1e-9)), before$spread, now$spread)
  if (!all(same)) {
    stop("the table has changed since the fit was made: its columns have other values. Fit it again with update(fit).",
         call. = FALSE)
  }
}

# A fit holds no connection: its table is looked for by the name that the call gave it.
find_table <- function(name, home) {
  for (envir in c(list(home), rev(sys.frames()), list(globalenv()))) {
    found <- tryCatch(eval(name, envir), error = function(e) NULL)
    if (is_table(found)) return(found)
  }
  stop(sprintf("the fit's rows are in a database, and its table `%s` cannot be found: make the tbl() under that name.",
               deparse1(name)), call. = FALSE)
}
