# The names in the data of what the model reads, and their values in the fit's rows; NULL where they cannot be found.
raw_inputs <- function(fit) {
  variables <- setdiff(all.vars(delete.response(fit$terms)), constants_of(fit))
  frame <- tryCatch(frame_of(fit), error = function(e) NULL)
  if (is.null(frame)) return(NULL)
  columns <- lapply(setNames(nm = variables), function(name) frame[[name]])
  absent <- vapply(columns, is.null, NA)
  if (any(absent)) {  # inside log(), poly() ...: only the data themselves have them
    found <- find_columns(fit, frame, variables[absent])
    if (is.null(found)) return(NULL)
    columns[absent] <- found
  }
  if (any(vapply(columns, function(x) !is.null(dim(x)), NA))) return(NULL)
  structure(columns, class = "data.frame", row.names = .set_row_names(nrow(frame)))
}

# The columns of the data frame that the call names, where one in sight still gives the values of the model frame.
find_columns <- function(fit, frame, variables) {
  expressions <- as.list(attr(delete.response(fit$terms), "variables"))[-1]
  expressions <- Filter(function(e) any(all.vars(e) %in% variables), expressions)
  agrees <- function(data) {
    if (!is.data.frame(data) || !all(variables %in% names(data))) return(FALSE)
    if (anyNA(match(rownames(frame), rownames(data)))) return(FALSE)
    data <- data[rownames(frame), , drop = FALSE]
    all(vapply(expressions, function(e) {
      isTRUE(all.equal(as.vector(eval(e, data, environment(fit$terms))), as.vector(frame[[deparse1(e)]])))
    }, NA))
  }
  for (home in c(list(environment(fit$terms)), rev(sys.frames()), list(globalenv()))) {
    data <- tryCatch(eval(fit$call$data, home), error = function(e) NULL)
    good <- tryCatch(agrees(data), error = function(e) FALSE)
    if (isTRUE(good)) return(data[rownames(frame), variables, drop = FALSE])
  }
  NULL
}

# Which inputs can take any number: not those that the formula makes classes of, as factor(x).
are_numbers <- function(fit, inputs) {
  used <- lapply(as.list(attr(fit$terms, "variables"))[-1], all.vars)
  kinds <- attr(fit$terms, "dataClasses")[seq_along(used)]
  if (is.null(kinds)) {  # after dget() without a model frame the levels tell the classes
    labels <- vapply(as.list(attr(fit$terms, "variables"))[-1], deparse1, "")
    kinds <- ifelse(labels %in% names(fit$xlevels), "factor", "numeric")
  }
  vapply(names(inputs), function(name) {
    uses <- kinds[vapply(used, function(variables) name %in% variables, NA)]
    is.numeric(inputs[[name]]) && all(uses == "numeric" | startsWith(uses, "nmatrix"))
  }, NA)
}

# Numbers that the formula names but that are no columns, as k in I(x^k).
constants_of <- function(fit) setdiff(all.vars(delete.response(fit$terms)), fit$variables)

# A grid over the one numeric input of the model, or NULL where there are more or it is no plain number.
one_input <- function(fit, points = 201) {
  inputs <- raw_inputs(fit)
  if (length(inputs) != 1 || !are_numbers(fit, inputs) || !is.null(fit$offset)) return(NULL)
  rows <- counted(fit)
  x <- as.vector(inputs[[1]])[rows]
  newdata <- setNames(data.frame(seq(min(x), max(x), length.out = if (min(x) < max(x)) points else 1)), names(inputs))
  list(newdata = newdata, x = x, y = unname(observed_values(fit))[rows, , drop = FALSE], name = names(inputs))
}

# The numeric variables that a page draws the model over, one or two, as they stand in the data; NULL where there are
# factors, offsets or more of them, or where the data cannot be found any more.
plain_inputs <- function(fit, data = NULL, names = unique(fit$variables)) {
  if (!length(names) %in% 1:2 || !is.null(fit$offset)) return(NULL)
  frame <- tryCatch(frame_of(fit), error = function(e) NULL)
  columns <- if (is.null(data)) raw_inputs(fit)[names] else data[rownames(frame), names, drop = FALSE]
  columns <- tryCatch(as.list(columns), error = function(e) NULL)
  plain <- function(x) {
    is.numeric(x) && is.null(dim(x)) && length(x) == nrow(frame) && all(is.finite(x)) && min(x) < max(x)
  }
  if (length(columns) != length(names) || !all(vapply(columns, plain, NA))) return(NULL)
  # factor(x) knows no values but those it has seen
  between <- data.frame(lapply(columns, function(x) min(x) + 0.3819 * diff(range(x))), check.names = FALSE)
  if (inherits(try(suppressWarnings(predict(fit, between)), silent = TRUE), "try-error")) return(NULL)
  columns
}

# The response as numbers, shaped as fitted(fit) is.
observed <- function(fit) {
  y <- observed_values(fit)
  if (!is.matrix(fit$fitted.values)) return(as.vector(y))
  matrix(y, nrow(y), dimnames = list(NULL, colnames(fit$fitted.values)))
}
