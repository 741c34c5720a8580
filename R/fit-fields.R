# What each field of a fit is. A fit may come from a file, from another version of the package, or changed by hand:
# whoever reads a field of one, with `$`, gets what is described here, or an error that names the field.

# A check gets the field and the fit, and returns NULL, or what the field must be; of a list with parts wrong_part(). It
# reads other fields with .subset2(), unchecked: of two fields that do not fit together either may be the wrong one.
must_be <- function(must, ok) function(x, fit) if (!isTRUE(ok(x, fit))) must
null_or <- function(check) function(x, fit) if (!is.null(x)) check(x, fit)

wrong_part <- function(name, must, came) list(name = name, must = must, came = came)

part_of <- function(fit, field, name) {
  x <- .subset2(fit, field)
  if (is.list(x)) .subset2(x, name)
}

is_text <- function(x) is.character(x) && length(x) == 1 && !is.na(x)
is_value <- function(x) is.numeric(x) && length(x) == 1 && is.null(dim(x))  # may be NA, Inf or NaN
is_known <- function(x) is_value(x) && !is.na(x)
is_epoch <- function(x) is_known(x) && is.finite(x) && x >= 0 && x == round(x)  # or a number of steps
is_switch <- function(x) is.logical(x) && length(x) == 1 && !is.na(x)

number_field <- must_be("one number", function(x, fit) is_value(x))

# One per row of the residuals.
row_field <- function(must) must_be(must, function(x, fit) is.numeric(x) && fits_rows(x, fit))
fits_rows <- function(x, fit) {
  residuals <- .subset2(fit, "residuals")
  is.null(residuals) || NROW(x) == NROW(residuals)
}

# What each field is, in the order in which a fit holds them.
fit_fields <- list(
  coefficients = function(x, fit) coefficients_problem(x, fit),
  fitted.values = must_be("numbers, as many as `residuals`", function(x, fit) {
    residuals <- .subset2(fit, "residuals")
    is.numeric(x) && (is.null(residuals) || length(x) == length(residuals))
  }),
  residuals = must_be("numbers, as many as `fitted.values`: observed - fitted", function(x, fit) {
    fitted <- .subset2(fit, "fitted.values")
    is.numeric(x) && (is.null(fitted) || length(x) == length(fitted))
  }),
  error = number_field,                   # the cost of the data at the coefficients
  objective = null_or(number_field),      # error + penalty, where there is one: what training made small
  history = function(x, fit) history_problem(x, fit),                    # as read_history() makes it
  hyperparameters = function(x, fit) hyperparameters_problem(x, fit),    # what was chosen, as classed objects
  optimizer_state = function(x, fit) state_problem(x, fit),              # enough to resume bit-identically
  epochs = must_be("one number", function(x, fit) is_known(x) && x >= 0),     # done
  converged = must_be("TRUE, FALSE or NA", function(x, fit) is.logical(x) && length(x) == 1),
  call = must_be("the call that made the fit", function(x, fit) is.call(x)),
  terms = must_be("the terms of the formula", function(x, fit) inherits(x, c("terms", "formula")) && is.call(x)),
  model = null_or(must_be("a data frame with one column per variable and one row per residual", is_model_frame)),
  xlevels = function(x, fit) if (!has_levels(x, fit)) "a list of the levels of each factor",
  contrasts = must_be("a list with the contrasts of each factor", has_contrasts),
  na.action = null_or(must_be("the rows that were left out", function(x, fit) {
    is.numeric(x) && inherits(x, c("omit", "exclude"))
  })),
  weights = null_or(row_field("one number per row")),
  offset = null_or(row_field("one number per row")),
  stop = must_be("why training ended", function(x, fit) is_text(x) && x %in% stop_reasons),
  df.residual = must_be("one number", function(x, fit) is_known(x)),
  family = null_or(must_be("\"gaussian\", \"binomial\" or \"nls\"",        # which inference holds at the minimum
                           function(x, fit) is_text(x) && x %in% c("gaussian", "binomial", "nls"))),
  levels = null_or(must_be("the names of the response's classes", function(x, fit) {
    columns <- if (is_table_fit(fit)) length(x) else NCOL(.subset2(fit, "fitted.values"))
    is.character(x) && !anyNA(x) && length(x) == max(2, columns)
  })),
  variables = must_be("the names of the predictors' variables", has_variables),
  assign = null_or(must_be("the term of each coefficient", function(x, fit) is.numeric(x))),
  # the generator before the first epoch, where training draws numbers
  seed = null_or(must_be("a state of R's generator", function(x, fit) is.integer(x) && length(x) > 1)),
  # the reduction that inference rests on (minimum.R)
  qr_factor = function(x, fit) factor_problem(x, fit),
  # do the predictors separate two classes?
  separated = null_or(must_be("TRUE or FALSE", function(x, fit) is_switch(x))),
  best_epoch = must_be("the epoch of the smallest validation error",
                       function(x, fit) validation_number(x, fit) && (is.null(x) || is_epoch(x))),
  best_error = must_be("the smallest validation error", validation_number),
  validation_rows = must_be("the numbers of the rows that validate", function(x, fit) {
    share <- part_of(fit, "hyperparameters", "validation")
    if (is.null(x)) return(!is_value(share) || share == 0)
    is.numeric(x) && length(x) > 0 && !anyNA(x) && x[1] >= 1 &&
      (is_table_fit(fit) || max(x) <= NROW(.subset2(fit, "residuals")))
  }),
  restarts = null_or(must_be("a data frame with one row per start", function(x, fit) is.data.frame(x))),
  # of rows in a database (table-fit.R)
  table = null_or(must_be("what the statements told of the rows", function(x, fit) is.list(x))),
  version = must_be("the version of the fit's layout", function(x, fit) is_known(x))
)

fit_names <- names(fit_fields)
fit_version <- 1  # of this layout: see fit-layout.R

stop_reasons <- c("epochs", "tolerance", "patience", "diverged", "interrupted")

is_table_fit <- function(fit) !is.null(.subset2(fit, "table"))

# Stops for a field of a fit that a check has found wrong.
stop_field <- function(name, value, problem) {
  if (!is.list(problem)) problem <- wrong_part(name, problem, value)
  stop_stale(sprintf("the fit's field `%s` must be %s, not %s", problem$name, problem$must, describe(problem$came)))
}

# The one way to say that a fit is not one any more.
stop_stale <- function(what) {
  stop(errorCondition(paste0(what, ": it was changed, or made by another version of descent. Make the fit again."),
                      class = "descent_stale_fit"))
}

# ---- fields with parts -----------------------------------------------------------------------------------------------

# One number per column of the design, named, or one matrix per layer.
coefficients_problem <- function(x, fit) {
  hidden <- part_of(fit, "hyperparameters", "hidden")
  if (is.null(hidden)) {
    if (!is.numeric(x) || is.null(names(x)) || anyNA(x)) return("numbers with names")
    assign <- .subset2(fit, "assign")
    if (!is.null(assign) && length(assign) != length(x)) return(sprintf("%d numbers with names", length(assign)))
    return(NULL)
  }
  must <- "a list with one matrix of numbers per layer"
  if (!is.list(x) || length(x) != length(hidden) + 1 || is.null(names(x))) return(must)
  inputs <- NULL
  for (layer in x) {
    if (!is.matrix(layer) || !is.numeric(layer) || anyNA(layer)) return(must)
    bias <- identical(rownames(layer)[1], "(Intercept)")
    if (!is.null(inputs) && nrow(layer) != inputs + bias) return(must)
    inputs <- ncol(layer)
  }
}

coefficient_count <- function(fit) {
  theta <- .subset2(fit, "coefficients")
  if (is.list(theta)) sum(lengths(theta)) else length(theta)
}

history_parts <- c("error_epoch", "error", "objective", "validation", "epoch", "coefficients", "gradients",
                   "gradient_sizes")

history_problem <- function(x, fit) {
  for (part in history_parts) {
    value <- if (is.list(x)) .subset2(x, part)
    if (!is.numeric(value)) return(wrong_part(paste0("history$", part), "numbers", value))
  }
  n <- length(x$error_epoch)
  rows <- length(x$epoch)
  sizes <- list(error = max(n, 1), objective = c(0, n), validation = c(0, n), gradient_sizes = 2)
  for (part in names(sizes)) {
    if (!length(x[[part]]) %in% sizes[[part]]) {
      return(wrong_part(paste0("history$", part), sprintf("%d numbers", max(sizes[[part]])), x[[part]]))
    }
  }
  p <- if (rows > 0) coefficient_count(fit)
  for (part in c("coefficients", "gradients")) {
    shape <- dim(x[[part]])
    if (length(shape) != 2 || shape[1] != rows || (rows > 0 && p > 0 && shape[2] != p)) {
      must <- sprintf("a matrix with %d row%s, one per recorded epoch, and one column per coefficient", rows,
                      if (rows == 1) "" else "s")
      return(wrong_part(paste0("history$", part), must, x[[part]]))
    }
  }
}

# What training goes on from.
state_problem <- function(x, fit) {
  part <- function(name) if (is.list(x)) .subset2(x, name)
  size <- length(part("theta"))
  vectors <- list(theta = size, gradient = size, best = c(0, size))
  for (name in names(vectors)) {
    value <- part(name)
    if (!is.numeric(value) || !length(value) %in% vectors[[name]] || (name == "theta" && anyNA(value))) {
      return(wrong_part(paste0("optimizer_state$", name), sprintf("%d numbers", size), value))
    }
  }
  for (name in c("error", "objective", "validation", "best_error")) {
    if (!is_value(part(name))) return(wrong_part(paste0("optimizer_state$", name), "one number", part(name)))
  }
  counts <- c("steps", "best_epoch", if (is.list(x) && "best_since" %in% names(x)) "best_since")  # fits before had none
  for (name in counts) {
    if (!is_epoch(part(name))) return(wrong_part(paste0("optimizer_state$", name), "a whole number >= 0", part(name)))
  }
  memory <- part("memory")
  if (!is.numeric(memory) || (length(memory) > 0 && length(memory) %% max(1, size) != 0)) {
    return(wrong_part("optimizer_state$memory", sprintf("a matrix with %d rows", size), memory))
  }
  seed <- part("seed")
  if (!is.null(seed) && !is.integer(seed)) return(wrong_part("optimizer_state$seed", "a state of R's generator", seed))
  p <- coefficient_count(fit)
  if (p > 0 && size > p) wrong_part("optimizer_state$theta", sprintf("at most %d numbers", p), x$theta)
}

# The reduction: as many columns as coefficients, and one for the response.
factor_problem <- function(x, fit) {
  if (is.null(x)) return(if (!is.null(.subset2(fit, "family"))) "a matrix")
  p <- coefficient_count(fit)
  if (!is.numeric(x) || length(dim(x)) != 2 || dim(x)[1] == 0 || (p > 0 && dim(x)[2] != p + 1)) {
    sprintf("a matrix with %d columns", p + 1)
  }
}

validation_number <- function(x, fit) {
  if (is.null(x)) length(part_of(fit, "optimizer_state", "best")) == 0 else is_known(x)
}

is_model_frame <- function(x, fit) {
  if (!is.data.frame(x)) return(FALSE)
  rows <- .row_names_info(x, 2L)
  if (length(x) == 0) return(FALSE)
  if (!all(vapply(x, NROW, 0L) == rows) || !inherits(attr(x, "terms"), c("terms", "formula"))) return(FALSE)
  classes <- attr(attr(x, "terms"), "dataClasses")
  all(names(classes) %in% names(x)) && (is_table_fit(fit) || fits_rows(x[[1]], fit)) &&
    all(vapply(x[names(classes)], stats::.MFclass, "") == classes)
}

# Every variable of the predictors that is a factor or text has its levels.
has_levels <- function(x, fit) {
  terms <- .subset2(fit, "terms")
  classes <- attr(terms, "dataClasses")
  if (length(classes)) classes <- classes[-1]
  wanted <- names(classes)[classes %in% c("factor", "ordered", "character")]
  if (is.null(x)) return(length(wanted) == 0 || is_table_fit(fit))
  if (!is.list(x) || !all(vapply(x, is.character, NA)) || !all(lengths(x) > 0)) return(FALSE)
  frame <- .subset2(fit, "model")
  all(wanted %in% names(x)) && all(vapply(names(x), function(name) {
    column <- if (is.list(frame)) .subset2(frame, name)
    !is.factor(column) || identical(levels(column), x[[name]])
  }, NA))
}

# Those of the formula, and at least those that are columns of the model frame.
has_variables <- function(x, fit) {
  terms <- .subset2(fit, "terms")
  named <- if (inherits(terms, "terms")) all.vars(attr(terms, "variables")[-2]) else x
  is.character(x) && all(x %in% named) && all(intersect(named, names(.subset2(fit, "model"))) %in% x)
}

# Names of functions, functions, or a matrix with one row per level.
has_contrasts <- function(x, fit) {
  levels <- .subset2(fit, "xlevels")
  if (is.null(x)) return(length(levels) == 0 || is_table_fit(fit))
  is.list(x) && length(x) > 0 && !is.null(names(x)) && all(names(levels) %in% names(x)) &&
    all(vapply(names(x), function(name) {
      one <- x[[name]]
      if (is.matrix(one)) return(is.null(levels[[name]]) || nrow(one) == length(levels[[name]]))
      is.function(one) || (is_text(one) && exists(one, mode = "function"))
    }, NA))
}

# ---- hyperparameters -------------------------------------------------------------------------------------------------

is_chosen <- function(x, kind) {
  inherits(x, kind) && is.list(x) && is_text(x$name)
}

is_least <- function(least) function(x) is_known(x) && x >= least

# What a choice may be; NULL where it was left to us.
hyper_checks <- list(
  hidden = function(x) is.numeric(x) && !anyNA(x) && all(x >= 1),
  activation = function(x) {
    is_chosen(x, "activation") || (is.list(x) && !is.object(x) && all(vapply(x, is_chosen, NA, "activation")))
  },
  output = function(x) is_chosen(x, "activation"),
  cost = function(x) is_chosen(x, "cost"),
  bias = function(x) is_known(x) || (is_text(x) && x %in% c("learn", "none", "fixed")),
  init = function(x) is.null(x) || is_chosen(x, "init"),
  eta = function(x) is_known(x) || is.function(x),
  epochs = is_least(0),
  start = function(x) is.null(x) || is.numeric(x) || is.list(x),
  scaling = function(x) is_text(x) && x %in% scalings,
  optimizer = function(x) is_chosen(x, "optimizer"),
  batch_size = function(x) is.null(x) || (is_known(x) && x >= 1),
  shuffle = is_switch,
  l2 = is_least(0), l1 = is_least(0), dropout = is_least(0), clip = is_least(0),
  validation = function(x) is.data.frame(x) || is_table(x) || (is_known(x) && x >= 0 && x < 1),
  patience = is_least(1), restarts = is_least(1), tol = is_least(0),
  record = function(x) is.null(x) || isFALSE(x) || (is_known(x) && x >= 1)
)

hyperparameters_problem <- function(x, fit) {
  if (!is.list(x)) return("a list")
  for (name in names(hyper_rows[[oldClass(fit)[1]]])) {
    value <- .subset2(x, name)
    if (!hyper_checks[[name]](value)) {
      return(wrong_part(paste0("hyperparameters$", name), "as the verb takes it", value))
    }
  }
  if (is.numeric(x$bias) && (!is.null(x$hidden) || "(Intercept)" %in% names(.subset2(fit, "coefficients")))) {
    return(wrong_part("hyperparameters$bias", "\"learn\", \"none\" or \"fixed\", as it was", x$bias))
  }
  if (is.null(x$activation)) return(NULL)
  one <- is_chosen(x$activation, "activation")
  if (if (is.null(x$hidden)) !one else one || length(x$activation) != length(x$hidden)) {
    must <- if (is.null(x$hidden)) "an activation" else "one activation per hidden layer"
    wrong_part("hyperparameters$activation", must, x$activation)
  }
}
