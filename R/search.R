#' Hyperparameters, tuned apart from parameters
#'
#' Fits the same model again with every combination of the hyperparameters given, each time on a part of the rows, and
#' measures the error on the rows that were left out. Parameters are learnt on the one part, hyperparameters chosen on
#' the other.
#'
#' All combinations meet the same folds and the same random numbers, so that they are compared on equal terms; with the
#' same `seed` the result is the same, on any workers. R's generator stays where it was.
#'
#' The fits run one after another, or on the workers that you have set up, the first of these that there is:
#'
#' | set up by | taken back by | needs |
#' |---|---|---|
#' | `mirai::daemons(4)` | `mirai::daemons(0)` | the package mirai |
#' | `future::plan("multisession", workers = 4)` | `future::plan("sequential")` | the packages future and future.apply |
#' | `parallel::setDefaultCluster(parallel::makeCluster(4))` | `parallel::setDefaultCluster(NULL)` | nothing |
#'
#' Workers pay where a fit takes a second or more. On other machines descent must be installed too.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param ... The values to try of any arguments of the fit's call, as `eta = c(0.01, 0.1)`; a list where a value is
#'   more than one number or word, as `hidden = list(3, c(8, 4))`. For `plot()`, settings of the picture, as `xlim`,
#'   `col` or `lwd`; for `print()`, not used.
#' @param folds Number of folds, one whole number that is 2 or larger: each fold is left out once. Classes are spread
#'   evenly over the folds.
#' @param validation NULL, or a share of the rows between 0 and 1 that is left out once, instead of folds.
#' @param seed One whole number, from which folds and start weights are drawn.
#' @param progress Show a progress bar when the search takes longer than a second.
#' @param x What `grid_search()` returned.
#' @param n How many of the best combinations to print.
#' @param digits Significant digits to print.
#' @param main Title of the plot.
#' @return A data frame of class `"grid_search"`, a row a combination in the order of the values given: the
#'   hyperparameters; `error`, the mean over the folds of the fit's cost on the rows left out, and `se` its standard
#'   error; `rmse` or, for classes, `accuracy` on the rows left out; `training`, the mean error on the rows learnt from;
#'   and `problem`, the first warning or error met. `best()` returns the fit with the best values (the smallest error;
#'   where `cost` itself is tried, the best rmse or accuracy) on all rows.
#' @section Errors: Names that are no arguments of the fit are refused, as are folds with fewer than a row each. A
#'   combination that cannot be fitted does not stop the search: its error is NA, and `problem` says why.
#' @references Hastie, Tibshirani & Friedman (2009), *The Elements of Statistical Learning*, section 7.10.
#' @seealso [hyperparameters()]
#' @examples
#' fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 50)
#' search <- grid_search(fit, eta = c(0.001, 0.01, 0.1), epochs = c(20, 200))
#' search
#' plot(search)
#' best(search)
#' @order 1
#' @export
grid_search <- function(fit, ..., folds = 5, validation = NULL, seed = 1, progress = interactive()) {
  check_fit(fit, "grid_search")
  values <- check_grid(list(...), fit)
  seed <- check_count(seed, "seed")
  frame <- frame_of(fit)
  n <- nrow(frame)
  if (is.null(validation)) {
    folds <- check_number(folds, "folds", sprintf("one whole number from 2 to %d, the rows of the fit", n),
                          function(x) x >= 2 && x <= n && x == round(x))
  } else {
    validation <- check_number(validation, "validation", "NULL or one number between 0 and 1",
                               function(x) x > 0 && x < 1)
  }
  parts <- with_seed(seed, draw_folds(model.response(frame), n, folds, validation))
  recipe <- search_recipe(fit, frame, parent.frame())
  grid <- expand.grid(lapply(values, seq_along), KEEP.OUT.ATTRS = FALSE)
  left_out <- if (is.null(validation)) seq_len(folds) else 1
  tasks <- expand.grid(fold = left_out, combination = seq_len(nrow(grid)))
  outcomes <- run_tasks(nrow(tasks), search_task(recipe, values, grid, tasks, parts, seed),
                        check_flag(progress, "progress"))
  measured <- do.call(rbind, outcomes)
  table <- as.data.frame(Map(column_of, values, grid), stringsAsFactors = FALSE, optional = TRUE)
  table <- cbind(table, summarise_folds(measured, tasks$combination, length(left_out)))
  structure(table, values = Map(function(v, at) v[at], values, grid), recipe = recipe, seed = seed,
            tried = names(values),
            design = if (is.null(validation)) sprintf("%d folds", folds) else
              sprintf("%s %% of the rows left out", format(100 * validation)),
            class = c("grid_search", "data.frame"))
}

check_grid <- function(values, fit) {
  verb <- class(fit)[1]
  if (length(values) == 0 || is.null(names(values)) || any(names(values) == "")) {
    stop("`...` must hold the values to try, by the arguments' names, as eta = c(0.01, 0.1).", call. = FALSE)
  }
  allowed <- setdiff(names(formals(verb)),
                     c("data", "subset", "weights", "na.action", "offset", "progress", "model", "record"))
  for (name in names(values)) check_choice(name, "...", allowed, sprintf(", the arguments of %s()", verb))
  lapply(setNames(nm = names(values)), function(name) {
    value <- values[[name]]
    if (is.function(value) || is.object(value) || is.null(value)) value <- list(value)
    if (length(value) == 0) stop_argument(name, "at least one value to try", describe(value))
    as.list(value)
  })
}

# A number of a fold for each row; with a validation share 1 for those left out, 0 for the rest. Classes are dealt out
# one after another, in a random order within each.
draw_folds <- function(y, n, folds, validation) {
  order <- sample.int(n)
  if (is.factor(y) || is.character(y) || is.logical(y)) order <- order[order(as.character(y)[order])]
  parts <- integer(n)
  if (is.null(validation)) {
    parts[order] <- rep_len(sample.int(folds), n)
  } else {
    count <- min(n - 1, max(1, round(validation * n)))
    parts[order[unique(round(seq(1, n, length.out = count)))]] <- 1
  }
  parts
}

# All that a worker needs to make the fit again: the call's arguments by their values, and the rows of the fit.
search_recipe <- function(fit, frame, envir) {
  given <- as.list(fit$call)[-1]
  data <- if (is.null(given$data)) get_all_vars(formula(fit$terms), environment(fit$terms)) else eval(given$data, envir)
  used <- match(rownames(frame), rownames(data))
  if (anyNA(used)) {
    stop("the data of the fit must still be there as they were: its rows cannot be found again.", call. = FALSE)
  }
  home <- if (is.null(environment(fit$terms))) envir else environment(fit$terms)
  rows <- data[used, , drop = FALSE]
  formula <- formula(fit$terms)
  own <- c("formula", "data", "subset", "weights", "na.action", "offset", "")
  arguments <- lapply(given[setdiff(names(given), own)], eval, envir)
  for (name in c("weights", "offset")) {
    if (is.null(given[[name]])) next
    rows[[paste0(".", name)]] <- rep_len(eval(given[[name]], data, home), nrow(data))[used]
    arguments[[name]] <- as.name(paste0(".", name))
  }
  arguments$progress <- FALSE
  list(verb = class(fit)[1], formula = formula, arguments = arguments, rows = rows, call = fit$call)
}

# The i-th fit of the search, with no more around it than it needs: all that stands here travels to the workers.
search_task <- function(recipe, values, grid, tasks, parts, seed) {
  function(i) {
    changed <- Map(function(v, at) v[[at]], values, grid[tasks$combination[i], , drop = FALSE])
    fit_and_measure(recipe, changed, parts == tasks$fold[i], seed + tasks$fold[i])
  }
}

# The fit by a recipe on some of its rows, with other arguments.
fit_recipe <- function(recipe, changed, rows) {
  arguments <- recipe$arguments
  arguments[names(changed)] <- changed
  if (is.null(changed$formula)) arguments$formula <- recipe$formula
  data <- recipe$rows[rows, , drop = FALSE]  # nolint: object_usage_linter. The call below names it.
  eval(as.call(c(list(as.name(recipe$verb)), arguments, list(data = quote(data)))))
}

fit_and_measure <- function(recipe, changed, held_out, seed) {
  problem <- ""
  measured <- tryCatch(
    withCallingHandlers({
      changed["record"] <- list(FALSE)
      fit <- with_seed(seed, fit_recipe(recipe, changed, !held_out))
      c(measure_fit(fit, recipe$rows[held_out, , drop = FALSE]), training = fit$error)
    }, warning = function(w) {
      if (problem == "") problem <<- conditionMessage(w)
      invokeRestart("muffleWarning")
    }),
    error = function(e) {
      problem <<- conditionMessage(e)
      c(error = NA_real_, rmse = NA_real_, accuracy = NA_real_, training = NA_real_)
    }
  )
  data.frame(as.list(measured), problem = problem)
}

# The fit's cost on other rows, and a measure that does not depend on the cost.
measure_fit <- function(fit, newdata) {
  hyper <- fit$hyperparameters
  d <- eval(attr(fit$terms, "variables")[[2]], newdata, environment(fit$terms))
  output <- if (inherits(fit, "gd_lm")) linear_activation else
    if (inherits(fit, "neuron")) hyper$activation else hyper$output
  y <- as.matrix(predict(fit, newdata))
  z <- if (cost_at_output(hyper$cost, output)$fused) as.matrix(predict(fit, newdata, type = "link"))
  classes <- !is.null(fit$levels)
  if (classes) {
    codes <- match(as.character(d), fit$levels)
    d <- if (ncol(y) == 1) matrix(as.double(codes == 2)) else diag(length(fit$levels))[codes, , drop = FALSE]
  }
  d <- as.matrix(d) + 0
  weights <- if (is.null(newdata$.weights)) rep(1, nrow(newdata)) else newdata$.weights
  c(error = cost_value(hyper$cost, output, unname(d), unname(y), if (!is.null(z)) unname(z), weights),
    rmse = if (classes) NA else sqrt(sum(weights * (d - y)^2) / sum(weights) / ncol(y)),
    accuracy = if (classes) sum(weights * (codes == as.integer(classes_of(y, fit$levels)))) / sum(weights) else NA)
}

summarise_folds <- function(measured, combination, folds) {
  by <- function(column, f) as.vector(tapply(measured[[column]], combination, f))
  classes <- !all(is.na(measured$accuracy))
  table <- data.frame(error = by("error", mean),
                      se = if (folds > 1) by("error", function(x) sd(x) / sqrt(length(x))) else NA_real_)
  table[[if (classes) "accuracy" else "rmse"]] <- by(if (classes) "accuracy" else "rmse", mean)
  table$training <- by("training", mean)
  table$problem <- by("problem", function(x) c(x[x != ""], "")[1])
  table
}

# Plain values stay what they are; others are named.
column_of <- function(values, at) {
  plain <- vapply(values, function(v) is.atomic(v) && length(v) == 1 && !is.object(v), NA)
  if (all(plain)) return(unlist(values)[at])
  vapply(values, function(v) {
    if (inherits(v, "formula")) return(deparse1(v))
    if (is.numeric(v)) return(if (length(v)) paste(format_each(v), collapse = "-") else "none")
    text <- describe_hyperparameters(list(value = v))[[1]]
    if (length(text) == 1) text else paste(text, collapse = " ")
  }, "")[at]
}

#' @rdname grid_search
#' @order 2
#' @export
best <- function(x, progress = interactive()) {
  if (!inherits(x, "grid_search")) stop_argument("x", "what grid_search() returned", describe(x))
  at <- best_row(x)
  changed <- lapply(attr(x, "values"), `[[`, at)
  recipe <- attr(x, "recipe")
  recipe$arguments$progress <- check_flag(progress, "progress")
  fit <- with_seed(attr(x, "seed"), fit_recipe(recipe, changed, seq_len(nrow(recipe$rows))))
  fit$call <- recipe$call
  for (name in names(changed)) fit$call[name] <- changed[name]
  fit
}

best_row <- function(x) {
  score <- if (!"cost" %in% attr(x, "tried")) x$error else if (is.null(x$accuracy)) x$rmse else -x$accuracy
  if (all(is.na(score))) {
    stop("no combination of the search could be fitted: ", x$problem[1], call. = FALSE)
  }
  which.min(score)
}
