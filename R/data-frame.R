# formula, data -> model frame; newdata -> model frame. The only place where model frames are made, for fitting, for
# validation and for prediction alike.

# The model frame of a verb's call. `data`, where it was given, is the value that the verb has already: it is evaluated
# once. The variables are evaluated once too: na.action works on the frame that they make.
read_frame <- function(call, envir, data, parts = c("formula", "data", "subset", "weights", "na.action", "offset")) {
  call <- call[c(1L, match(parts, names(call), 0L))]
  call[[1L]] <- quote(stats::model.frame)
  call$drop.unused.levels <- TRUE
  action <- if (any(names(call) == "na.action")) eval(call$na.action, envir) else default_action(data)
  call["na.action"] <- list(quote(stats::na.pass))
  if (!is.null(call$data)) call["data"] <- list(data)
  frame <- withCallingHandlers(eval(call, envir), error = function(e) explain_frame(e, call, data, envir))
  check_shapes(frame)
  if (anyNA(unclass(frame), recursive = TRUE)) frame <- drop_missing(frame, action)
  check_frame(frame, call$subset)
  frame
}

# As model.frame() finds it: the data's own, else the session's.
default_action <- function(data) {
  own <- attr(data, "na.action")
  if (!is.null(own) && mode(own) != "numeric") own else getOption("na.action")
}

# NA means that a value is missing, and na.action decides; NaN that a computation failed, and dropping it would hide
# that.
drop_missing <- function(frame, action) {
  for (name in setdiff(names(frame), c("(weights)", "(offset)"))) {
    column <- frame[[name]]
    if (is.numeric(column) && any(is.nan(column))) {
      at <- (which(is.nan(column))[1] - 1) %% nrow(frame) + 1
      stop(sprintf("`%s` must be finite, but it is NaN in row %d; make it NA to leave the row out.", name, at),
           call. = FALSE)
    }
  }
  if (is.null(action)) return(frame)
  kept <- match.fun(action)(frame)
  for (name in names(kept)) kept[[name]] <- complete_column(kept[[name]], frame[[name]])
  attr(kept, "terms") <- attr(frame, "terms")
  kept
}

# What model.frame() does to a column of which rows were left out: it keeps the attributes that poly() and similar
# functions need, their class included, and drops the levels that no longer occur.
complete_column <- function(column, before) {
  kept <- attributes(before)
  of_rows <- c("names", "dim", "dimnames", "tsp", "levels", if (is.null(dim(before)) || stats::is.ts(before)) "class")
  kept <- kept[!names(kept) %in% of_rows]
  for (name in setdiff(names(kept), names(attributes(column)))) attr(column, name) <- kept[[name]]
  if (is.factor(column) && length(unique(column)) < nlevels(column)) column <- column[, drop = TRUE]
  column
}

# Columns of more than two dimensions, and frames that are not as long as their rows, never reach a kernel.
check_shapes <- function(frame) {
  rows <- frame_size(frame)
  for (j in seq_along(frame)) {
    column <- .subset2(frame, j)
    d <- dim(column)
    if (is.null(d) && length(column) == rows) next
    name <- names(frame)[j]
    if (length(d) > 2) {
      stop_argument(name, "a vector, or a matrix with one row per observation",
                    sprintf("an array with %d dimensions", length(d)))
    }
    if (length(d) == 2 && is.factor(column)) stop_argument(name, "a vector of classes", "a factor with dimensions")
    if (NROW(column) != rows) stop_argument(name, sprintf("%d values, one per row", rows), sprintf("%d", NROW(column)))
  }
}

check_frame <- function(frame, subset) {
  terms <- attr(frame, "terms")
  if (attr(terms, "response") == 0) stop("`formula` must have a response, as y ~ x, not ",
                                         deparse1(formula(terms)), ".", call. = FALSE)
  if (frame_size(frame) == 0) {
    chosen <- if (is.null(subset)) "" else sprintf(" in `subset` (%s)", deparse1(subset))
    stop(sprintf("`data` must have at least one row without missing values%s, not 0.", chosen), call. = FALSE)
  }
  factors <- attr(terms, "factors")
  if (length(factors) && any(factors[1, ] > 0)) {
    stop(sprintf("`formula` must not have its response `%s` among the predictors.", rownames(factors)[1]),
         call. = FALSE)
  }
}

# nrow() asks for the columns too, which takes ten times as long.
frame_size <- function(frame) .row_names_info(frame, 2L)

# What model.frame() says of variables that do not fit, in our words; whatever else it says, as it says it.
explain_frame <- function(e, call, data, envir) {
  text <- conditionMessage(e)
  unknown <- regmatches(text, regexec("^object '(.*)' not found$", text))[[1]][2]
  if (!is.na(unknown)) stop_unknown(unknown, data)
  differs <- regmatches(text, regexec("variable lengths differ \\(found for '(.*)'\\)", text))[[1]][2]
  if (!is.na(differs)) text <- paste0(text, lengths_note(call, data, envir))
  for (part in c("weights", "offset")) {
    if (grepl(sprintf("(%s)", part), text, fixed = TRUE)) {
      stop(sprintf("`%s` must be numbers, one per row, but %s.", part, text), call. = FALSE)
    }
  }
  variable <- regmatches(text, regexec("\\(list\\).*'(.*)'", text))[[1]][2]
  if (!is.na(variable)) stop_argument(variable, "a vector, one value per row", "a list")
  if (grepl("protect", text, fixed = TRUE)) {
    stop("`formula` must have fewer terms: give so many predictors as one matrix, as in y ~ x with x a matrix.",
         call. = FALSE)
  }
  stop(text, call. = FALSE)
}

# A variable that is nowhere: the column that was probably meant, or the data that were forgotten.
stop_unknown <- function(name, data) {
  near <- if (length(data)) nearest_name(name, names(data))
  hint <- if (length(near)) sprintf("; did you mean `%s`?", near) else
    if (is.null(data)) ": did you forget `data`?" else
      sprintf("; `data` has %s.", paste0("`", head(names(data), 8), "`", collapse = ", "))
  stop(sprintf("object '%s' not found%s", name, hint), call. = FALSE)
}

# How long the variables of the response and of each term are.
lengths_note <- function(call, data, envir) {
  formula <- tryCatch(stats::as.formula(eval(call$formula, envir)), error = function(e) NULL)
  if (is.null(formula)) return("")
  home <- if (is.null(environment(formula))) envir else environment(formula)
  variables <- c(as.list(attr(stats::terms(formula, data = data), "variables"))[-1], weights = call$weights,
                 offset = call$offset)
  rows <- vapply(variables, function(v) tryCatch(NROW(eval(v, data, home)), error = function(e) NA_integer_), 0L)
  names <- vapply(variables, deparse1, "")
  paste0(": ", paste(sprintf("`%s` has %d", names, rows)[!duplicated(rows)], collapse = ", "))
}

# written: the argument as it stands in the call; a formula that is written out is one.
check_formula <- function(formula, written) {
  if (is.call(written) && identical(written[[1L]], quote(`~`))) return(invisible())
  if (missing(formula)) stop("`formula` must be a formula, as y ~ x; it is missing.", call. = FALSE)
  withCallingHandlers(formula, error = function(e) {
    stop(sprintf("`formula` must be a formula, as y ~ x, but R says: %s.", conditionMessage(e)), call. = FALSE)
  })
  if (!inherits(formula, "formula") && !inherits(formula, "terms")) {
    came <- describe(formula)
    if (!is.character(formula)) stop_argument("formula", "a formula, as y ~ x", came)
  }
}

# .getXlevels() writes out every variable to find that none has levels.
factor_levels <- function(frame) {
  terms <- attr(frame, "terms")
  classes <- attr(terms, "dataClasses")[-1]  # the response's levels are not the predictors' business
  if (any(classes == "factor" | classes == "ordered" | classes == "character")) .getXlevels(terms, frame)
}

# ---- what a fit keeps, and the way back ------------------------------------------------------------------------------

# The fields of a fit that describe its data. With the model frame it needs no environment to read them again.
describe_data <- function(call, frame, data, model) {
  terms <- attr(frame, "terms")
  lean <- if (model) lean_environment(terms, data) else terms
  variables <- data_variables(terms, data)
  attr(frame, "terms") <- lean
  list(call = call, terms = lean, model = if (model) frame, xlevels = factor_levels(frame),
       na.action = attr(frame, "na.action"), variables = variables)
}

# The variables of the predictors that came from `data`: newdata must have them too.
# Without data they are as long as each other, which tells them from constants in the formula.
data_variables <- function(terms, data) {
  variables <- all.vars(attr(terms, "variables")[-2])
  if (is.data.frame(data)) return(variables[variables %in% names(data)])
  if (!anyNA(match(variables, dimnames(attr(terms, "factors"))[[1L]]))) return(variables)
  home <- if (is.environment(data)) data else environment(terms)
  rows <- vapply(variables, function(name) NROW(get0(name, home)), 0L)
  variables[rows == max(rows, 0L)]
}

sum_of <- function(a, b) if (is.null(a)) b else a + b

# Where the variables and data of a fit's call are looked up. The formula of a fit that came with `data` does not hold
# the function in which it was written; that function's frame is found while it is at work.
home_of <- function(fit) {
  home <- environment(fit$terms)
  lean <- isTRUE(attr(home, "lean"))
  if (is.null(fit$call$data) || is.null(home) || !(lean || is_lasting(home))) return(home)
  frames <- c(list(home), rev(sys.frames()), list(globalenv()))
  for (frame in frames) {
    if (!identical(frame, environment()) && finds_data(fit, frame)) break
  }
  if (identical(frame, home)) home else if (lean) list2env(as.list(home), parent = frame) else frame
}

finds_data <- function(fit, envir) {
  if (!is.null(fit$table)) return(is_table(tryCatch(eval(fit$call$data, envir), error = function(e) NULL)))
  rows <- NROW(fit$residuals) + length(fit$na.action)
  data <- tryCatch(as_data(eval(fit$call$data, envir)), error = function(e) NULL)
  is.data.frame(data) && (nrow(data) == rows || (!is.null(fit$call$subset) && nrow(data) > rows))
}
