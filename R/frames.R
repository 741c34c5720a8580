# formula, data -> x, y, weights, offset; newdata -> x. The only place where model frames and matrices are made.

# The model frame of a verb's call. Dropping rows copies every column, so the frame is first taken as it is, and made
# anew with the user's na.action only where something is missing.
read_frame <- function(call, envir, parts = c("formula", "data", "subset", "weights", "na.action", "offset")) {
  call <- call[c(1L, match(parts, names(call), 0L))]
  call[[1L]] <- quote(stats::model.frame)
  call$drop.unused.levels <- TRUE
  chosen <- call$na.action
  call["na.action"] <- list(quote(stats::na.pass))
  frame <- withCallingHandlers(eval(call, envir), error = explain_frame)
  if (anyNA(unclass(frame), recursive = TRUE)) {
    refuse_missing(frame)
    call$na.action <- chosen
    frame <- eval(call, envir)
  }
  terms <- attr(frame, "terms")
  if (attr(terms, "response") == 0) stop("`formula` must have a response, as y ~ x, not ",
                                         deparse1(formula(terms)), ".", call. = FALSE)
  if (frame_size(frame) == 0) {
    chosen <- if (is.null(call$subset)) "" else sprintf(" in `subset` (%s)", deparse1(call$subset))
    stop(sprintf("`data` must have at least one row without missing values%s, not 0.", chosen), call. = FALSE)
  }
  factors <- attr(terms, "factors")
  if (length(factors) && any(factors[1, ] > 0)) {
    stop(sprintf("`formula` must not have its response `%s` among the predictors.", rownames(factors)[1]),
         call. = FALSE)
  }
  frame
}

# nrow() asks for the columns too, which takes ten times as long.
frame_size <- function(frame) .row_names_info(frame, 2L)

# What model.frame() says of variables that do not fit, in our words; whatever else it says, as it says it.
explain_frame <- function(e) {
  text <- conditionMessage(e)
  for (part in c("weights", "offset")) {
    if (grepl(sprintf("(%s)", part), text, fixed = TRUE)) {
      stop(sprintf("`%s` must be numbers, one a row, but %s.", part, text), call. = FALSE)
    }
  }
  variable <- regmatches(text, regexec("\\(list\\).*'(.*)'", text))[[1]][2]
  if (!is.na(variable)) stop_argument(variable, "a vector, one value a row", "a list")
  stop(text, call. = FALSE)
}

# NA means that a value is missing, and na.action decides; NaN that a computation failed, and dropping it would hide
# that.
refuse_missing <- function(frame) {
  read_weights(frame)
  for (name in names(frame)) {
    column <- frame[[name]]
    if (is.numeric(column) && any(is.nan(column))) {
      at <- (which(is.nan(column))[1] - 1) %% nrow(frame) + 1
      stop(sprintf("`%s` must be finite, but it is NaN in row %d; make it NA to leave the row out.", name, at),
           call. = FALSE)
    }
  }
}

# The response as it is; model.response() would make a name of every row's number.
read_response <- function(frame) .subset2(frame, 1L)

response_label <- function(frame) deparse1(attr(attr(frame, "terms"), "variables")[[2]])

# .getXlevels() writes out every variable to find that none has levels.
factor_levels <- function(frame) {
  terms <- attr(frame, "terms")
  classes <- attr(terms, "dataClasses")[-1]  # the response's levels are not the predictors' business
  if (any(c("factor", "ordered", "character") %in% classes)) .getXlevels(terms, frame)
}

# `data` may be missing, a data frame, or what model.frame() takes besides.
check_formula <- function(formula) {
  if (missing(formula)) stop("`formula` must be a formula, as y ~ x; it is missing.", call. = FALSE)
  if (!inherits(formula, "formula") && !inherits(formula, "terms")) {
    came <- describe(formula)
    if (!is.character(formula)) stop_argument("formula", "a formula, as y ~ x", came)
  }
}

read_weights <- function(frame) {
  w <- .subset2(frame, "(weights)")
  if (is.null(w)) return(NULL)
  if (!is.numeric(w)) stop_argument("weights", "numbers, one a row", describe(w))
  bad <- which(is.na(w) | w < 0 | w == Inf)
  if (length(bad)) {
    stop_argument("weights", "finite numbers that are 0 or larger", sprintf("%s (row %d)", format(w[bad[1]]), bad[1]))
  }
  if (!any(w > 0)) stop_argument("weights", "positive in one row at least", "all 0")
  as.double(w)
}

read_offset <- function(frame) {
  if (is.null(.subset2(frame, "(offset)")) && is.null(attr(attr(frame, "terms"), "offset"))) return(NULL)
  offset <- tryCatch(model.offset(frame), error = function(e) {
    stop_argument("offset", "numbers, one a row", "other values")
  })
  if (is.null(offset)) return(NULL)
  offset <- as.double(offset)
  if (length(offset) != nrow(frame)) {
    stop_argument("offset", sprintf("%d numbers, one a row", nrow(frame)), sprintf("%d", length(offset)))
  }
  if (!all(is.finite(offset))) stop_argument("offset", "finite", format(offset[!is.finite(offset)][1]))
  offset
}

# A design is what the kernels read of the predictors: `x`, a list of columns that lie where the caller put them or a
# matrix; `bias`, TRUE where the intercept's ones are not among them but the kernel's business; `names` of the
# coefficients. Where every term is one numeric variable nothing is copied; else model.matrix() does what it does for
# lm(), and where `whole` is FALSE and the matrix would be large, in pieces of rows when they are needed.
read_design <- function(frame, contrasts = NULL, terms = attr(frame, "terms"), whole = TRUE) {
  rows <- frame_size(frame)
  intercept <- attr(terms, "intercept") == 1
  # model.matrix() would make factors of them piece by piece, each with other levels
  for (j in which(vapply(frame, is.character, NA))) frame[[j]] <- factor(frame[[j]])
  columns <- plain_columns(frame, terms)
  if (!is.null(columns)) {
    labels <- attr(terms, "term.labels")
    return(list(x = columns, bias = intercept, names = c(if (intercept) "(Intercept)", labels),
                assign = c(if (intercept) 0L, seq_along(labels)), rows = rows))
  }
  x <- plain_matrix(frame, terms)
  if (!is.null(x)) {
    labels <- paste0(attr(terms, "term.labels"), if (is.null(colnames(x))) seq_len(ncol(x)) else colnames(x))
    return(list(x = x, bias = intercept, names = c(if (intercept) "(Intercept)", labels),
                assign = c(if (intercept) 0L, rep(1L, ncol(x))), rows = rows))
  }
  piece <- function(at) model.matrix(terms, frame_rows(frame, at, terms), contrasts)
  first <- if (rows > 0) piece(1L) else model.matrix(terms, frame, contrasts)
  large <- !whole && as.double(rows) * ncol(first) > 2e6
  list(x = if (!large) model.matrix(terms, frame, contrasts), bias = FALSE, names = colnames(first),
       assign = attr(first, "assign"), contrasts = attr(first, "contrasts"), rows = rows, piece = if (large) piece)
}

# Some rows of a model frame, numbered anew: `[` would keep their names, and a name a row costs more than the row.
frame_rows <- function(frame, at, terms) {
  columns <- lapply(frame, function(column) if (is.matrix(column)) column[at, , drop = FALSE] else column[at])
  structure(columns, row.names = .set_row_names(length(at)), terms = terms, class = "data.frame")
}

# Calls f(at) with the numbers of so many rows that a matrix of `columns` columns of them stays small.
each_block <- function(rows, columns, f) {
  size <- max(1000, floor(5e5 / columns))
  for (first in seq.int(1, by = size, length.out = ceiling(rows / size))) f(seq.int(first, min(first + size - 1, rows)))
}

# Calls f(x, rows) for all rows of a design, in pieces where it is too large for one matrix; x as a kernel takes it.
each_piece <- function(design, f) {
  if (is.null(design$piece)) return(f(design$x, NULL))
  each_block(design$rows, length(design$names), function(at) f(design$piece(at), at))
}

# The model matrix itself, or some of its rows.
design_matrix <- function(design, at = NULL) {
  x <- if (!is.null(design$piece)) design$piece(if (is.null(at)) seq_len(design$rows) else at) else
    if (is.list(design$x)) do.call(cbind, lapply(design$x, take, at)) else
      if (is.null(at)) design$x else design$x[at, , drop = FALSE]
  if (design$bias) x <- cbind(rep(1, if (is.null(at)) design$rows else length(at)), x)
  unname(x)
}

# x'Mx of each row x of a design, `kept` of its columns.
row_forms <- function(design, m, kept = seq_along(design$names)) {
  forms <- numeric(design$rows)
  each_block(design$rows, length(design$names), function(at) {
    x <- design_matrix(design, at)[, kept, drop = FALSE]
    forms[at] <<- rowSums((x %*% m) * x)
  })
  forms
}

take <- function(x, rows) if (is.null(rows) || is.null(x)) x else x[rows]

has_intercept <- function(design) length(design$names) > 0 && design$names[1] == "(Intercept)"

without_intercept <- function(design) {
  if (!has_intercept(design)) return(design)
  if (!is.null(design$piece)) {
    piece <- design$piece
    design$piece <- function(at) piece(at)[, -1, drop = FALSE]
  } else if (!design$bias) {
    design$x <- design$x[, -1, drop = FALSE]
  }
  design$bias <- FALSE
  design$names <- design$names[-1]
  design$assign <- design$assign[-1]
  design
}

# The frame's own columns where each term is one plain numeric variable, else NULL.
plain_columns <- function(frame, terms) {
  factors <- attr(terms, "factors")
  if (length(factors) == 0) return(list())
  if (any(attr(terms, "order") > 1L)) return(NULL)
  # by name: the frame may hold the response where the terms do not
  columns <- .subset(frame, match(dimnames(factors)[[1L]], names(frame))[.row(dim(factors))[factors > 0]])
  for (j in seq_along(columns)) {
    column <- columns[[j]]
    if (!is.numeric(column) || is.object(column) || !is.null(dim(column))) return(NULL)
    if (!is.double(column)) columns[[j]] <- as.double(column)
  }
  columns
}

# The one predictor where it is a matrix of numbers, else NULL.
plain_matrix <- function(frame, terms) {
  factors <- attr(terms, "factors")
  if (length(attr(terms, "term.labels")) != 1 || sum(factors) != 1) return(NULL)
  x <- frame[[match(rownames(factors)[factors > 0], names(frame))]]
  if (is.matrix(x) && is.double(x) && !is.object(x) && ncol(x) > 1) x
}

check_columns <- function(design) {
  x <- design$x
  if (length(x)) check_finite(x, if (is.list(x) && design$bias) design$names[-1] else design$names)
}

# The variables of the predictors that came from `data`: newdata must have them too.
# Without data they are as long as each other, which tells them from constants in the formula.
data_variables <- function(terms, data) {
  variables <- all.vars(attr(terms, "variables")[-2])
  if (is.data.frame(data)) return(variables[variables %in% names(data)])
  if (all(variables %in% rownames(attr(terms, "factors")))) return(variables)
  home <- if (is.environment(data)) data else environment(terms)
  rows <- vapply(variables, function(name) NROW(get0(name, home)), 0L)
  variables[rows == max(rows, 0L)]
}

# newdata -> frame, design and offset for a fit, without the response.
read_newdata <- function(fit, newdata, na.action, call_offset = fit$call$offset) {
  if (!is.data.frame(newdata) && !is.list(newdata)) stop_argument("newdata", "a data frame", describe(newdata))
  absent <- setdiff(fit$variables, names(newdata))
  if (length(absent)) {
    stop(sprintf("`newdata` must have the column%s %s; it has %s.", if (length(absent) > 1) "s" else "",
                 paste0("`", absent, "`", collapse = ", "),
                 if (length(newdata)) paste0("`", head(names(newdata), 8), "`", collapse = ", ") else "none"),
         call. = FALSE)
  }
  terms <- delete.response(fit$terms)
  for (name in names(fit$xlevels)) {
    column <- newdata[[name]]
    if (is.null(column)) next
    unseen <- setdiff(unique(as.character(column[!is.na(column)])), fit$xlevels[[name]])
    if (length(unseen)) {
      stop(sprintf("`%s` must be one of the levels of the fit (%s), not %s.", name,
                   paste0("\"", fit$xlevels[[name]], "\"", collapse = ", "), describe(unseen)), call. = FALSE)
    }
  }
  frame <- model.frame(terms, newdata, na.action = na.action, xlev = fit$xlevels)
  classes <- attr(terms, "dataClasses")
  if (!is.null(classes)) .checkMFClasses(classes, frame)
  offset <- NULL
  for (i in attr(terms, "offset")) {
    offset <- sum_of(offset, eval(attr(terms, "variables")[[i + 1]], newdata, environment(terms)))
  }
  if (!is.null(call_offset)) {
    given <- tryCatch(eval(call_offset, newdata, environment(terms)), error = function(e) {
      stop(sprintf("`newdata` must have what the fit's `offset` is made of (%s).", conditionMessage(e)), call. = FALSE)
    })
    offset <- sum_of(offset, given)
  }
  if (!is.null(offset)) {
    rows <- nrow(frame) + length(attr(frame, "na.action"))
    if (!length(offset) %in% c(1, rows)) {
      stop_argument("offset", sprintf("in `newdata`, %d numbers, one a row", rows), sprintf("%d", length(offset)))
    }
    offset <- rep_len(as.double(offset), rows)
    if (!is.null(attr(frame, "na.action"))) offset <- offset[-attr(frame, "na.action")]
  }
  list(frame = frame, design = read_design(frame, fit$contrasts, terms, whole = FALSE), offset = offset,
       dropped = attr(frame, "na.action"))
}

sum_of <- function(a, b) if (is.null(a)) b else a + b
