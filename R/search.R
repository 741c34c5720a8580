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
#' @return A data frame of class `"grid_search"`, one row per combination in the order of the values given: the
#'   hyperparameters; `error`, the mean over the folds of the fit's cost on the rows left out, and `se` its standard
#'   error; `rmse` or, for classes, `accuracy` on the rows left out; `training`, the mean error on the rows learnt from;
#'   and `problem`, the first warning or error met. `best()` returns the fit with the best values (the smallest error;
#'   where `cost` itself is tried, the best rmse or accuracy) on all rows.
#' @section Errors: Names that are no arguments of the fit are refused, as are folds with fewer than a row each, and a
#'   value that the fit would refuse in every combination, as `eta = -1`: nothing is trained then. A combination that
#'   cannot be fitted, for its values do not go together or training fails, does not stop the search: its error is NA,
#'   and `problem` says why. An interrupt stops the search with a warning; the combinations that were measured by then
#'   are returned, the others have NA.
#' @references Hastie, Tibshirani & Friedman (2009), *The Elements of Statistical Learning*, section 7.10.
#' @seealso [hyperparameters()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")` and
#'   `vignette("take-home", package = "descent")`.
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
                          folds >= 2 && folds <= n && folds == round(folds))
  } else {
    validation <- check_number(validation, "validation", "NULL or one number between 0 and 1",
                               validation > 0 && validation < 1)
  }
  parts <- with_seed(seed, draw_folds(read_response(frame), n, folds, validation))
  recipe <- search_recipe(fit, frame, values$formula, parent.frame())
  grid <- expand.grid(lapply(values, seq_along), KEEP.OUT.ATTRS = FALSE)
  check_tried(recipe, values, grid)
  left_out <- if (is.null(validation)) seq_len(folds) else 1
  tasks <- expand.grid(fold = left_out, combination = seq_len(nrow(grid)))
  outcomes <- run_tasks(nrow(tasks), search_task(recipe, values, grid, tasks, parts, seed),
                        check_flag(progress, "progress"))
  measured <- measured_tasks(outcomes, tasks$combination)
  table <- as.data.frame(Map(column_of, values, grid), stringsAsFactors = FALSE, optional = TRUE)
  table <- cbind(table, summarise_folds(measured, tasks$combination, length(left_out)))
  structure(table, values = Map(function(v, at) v[at], values, grid), recipe = recipe, seed = seed,
            tried = names(values),
            design = if (is.null(validation)) sprintf("%d folds", folds) else
              sprintf("%s %% of the rows left out", format(100 * validation)),
            class = c("grid_search", "data.frame"))
}

# One row per task. A combination of which a fold was left out by an interrupt is not measured.
measured_tasks <- function(outcomes, combination) {
  missing <- vapply(outcomes, is.null, NA)
  if (!any(missing)) return(do.call(rbind, outcomes))
  cut <- combination %in% combination[missing]
  if (all(cut)) stop("the search was interrupted before a combination was measured.", call. = FALSE)
  none <- replace(outcomes[[which(!cut)[1]]], c("error", "rmse", "accuracy", "training"), NA_real_)
  none$problem <- "not measured: the search was interrupted"
  outcomes[cut] <- list(none)
  left <- length(unique(combination[cut]))
  warning(sprintf("the search was interrupted: %d of %d combinations were not measured.", left,
                  length(unique(combination))), call. = FALSE)
  do.call(rbind, outcomes)
}

check_grid <- function(values, fit) {
  verb <- verb_of(fit)
  if (length(values) == 0 || is.null(names(values)) || any(names(values) == "")) {
    stop("`...` must hold the values to try, by the arguments' names, as eta = c(0.01, 0.1).", call. = FALSE)
  }
  allowed <- setdiff(names(formals(verb)),
                     c("data", "subset", "weights", "na.action", "offset", "progress", "model", "record", "order_by",
                       "block", "..."))
  for (name in names(values)) check_choice(name, "...", allowed, sprintf(", the arguments of %s()", verb))
  lapply(setNames(nm = names(values)), function(name) {
    value <- values[[name]]
    if (is.function(value) || is.object(value) || is.null(value)) value <- list(value)
    if (length(value) == 0) stop_argument(name, "at least one value to try", describe(value))
    value <- as.list(value)
    check_kinds(value, name)
    value
  })
}

summarise_folds <- function(measured, combination, folds) {
  by <- function(column, f) as.vector(tapply(measured[[column]], combination, f))
  mean_of <- function(x) if (all(is.na(x))) NA_real_ else mean(x, na.rm = TRUE)
  spread_of <- function(x) sd(x, na.rm = TRUE) / sqrt(sum(!is.na(x)))
  classes <- !all(is.na(measured$accuracy))
  table <- data.frame(error = by("error", mean_of), se = if (folds > 1) by("error", spread_of) else NA_real_)
  table[[if (classes) "accuracy" else "rmse"]] <- by(if (classes) "accuracy" else "rmse", mean_of)
  table$training <- by("training", mean_of)
  table$problem <- by("problem", function(x) c(x[x != ""], "")[1])
  lost <- by("error", function(x) sum(is.na(x)))
  some <- lost > 0 & lost < folds
  table$problem[some] <- sprintf("%d of %d folds could not be measured: %s", lost[some], folds, table$problem[some])
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
  check_flag(progress, "progress")
  tried <- changed
  if (!is.null(changed$formula)) changed$formula <- at_formula(x, at)
  frame <- recipe_frame(recipe, changed)
  for (name in names(tried)) recipe$about$call[name] <- tried[name]
  if (!is.null(changed$formula)) {
    described <- describe_data(recipe$about$call, frame, NULL, TRUE)
    recipe$about[names(described)] <- described
  }
  with_seed(attr(x, "seed"), fit_recipe(recipe, changed, rep(TRUE, frame_size(frame)), progress))
}

# Which of the formulas that were tried stands in that row.
at_formula <- function(x, row) {
  chosen <- attr(x, "values")$formula[[row]]
  Position(function(f) identical(f, chosen), attr(x, "recipe")$formulas)
}

best_row <- function(x) {
  score <- if (!"cost" %in% attr(x, "tried")) x$error else if (is.null(x$accuracy)) x$rmse else -x$accuracy
  if (all(is.na(score))) {
    stop("no combination of the search could be fitted: ", x$problem[1], call. = FALSE)
  }
  which.min(score)
}
