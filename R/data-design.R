# The design: what the kernels read of the predictors.

# A design is a list of `x`, the columns where the caller put them or a matrix; `bias`, TRUE where the intercept's ones
# are not among them but added by the kernel; `names` of the coefficients; `assign`, the term of each; `rows`. Where
# every term is one numeric variable nothing is copied; else model.matrix() does what it does for lm(), and where
# `whole` is FALSE and the matrix would be large, in pieces of rows when they are needed (`piece`).
read_design <- function(frame, contrasts = NULL, terms = attr(frame, "terms"), whole = TRUE) {
  rows <- frame_size(frame)
  intercept <- attr(terms, "intercept") == 1
  # model.matrix() would make factors of them piece by piece, each with other levels
  for (j in seq_along(frame)) if (is.character(.subset2(frame, j))) frame[[j]] <- factor(frame[[j]])
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
  check_width(frame, terms, rows)
  piece <- function(at) design_columns(terms, frame_rows(frame, at, terms), contrasts)
  first <- if (rows > 0) piece(1L) else design_columns(terms, frame, contrasts)
  large <- !whole && as.double(rows) * ncol(first) > 2e6
  list(x = if (!large) design_columns(terms, frame, contrasts), bias = FALSE, names = colnames(first),
       assign = attr(first, "assign"), contrasts = attr(first, "contrasts"), rows = rows, piece = if (large) piece)
}

# Some rows of a model frame, numbered anew: `[` would keep their names, and the name of a row costs more than the row.
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
    if (is.list(design$x)) do.call(cbind, lapply(design$x, subset_rows, at)) else
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

subset_rows <- function(x, rows) if (is.null(rows) || is.null(x)) x else x[rows]

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


# A message before a very wide design is made: a factor of very many levels becomes as many columns.
check_width <- function(frame, terms, rows) {
  factors <- attr(terms, "factors")
  if (length(factors) == 0) return(invisible())
  width <- vapply(rownames(factors), function(name) {
    column <- frame[[name]]
    if (is.null(column)) 1 else if (is.factor(column)) max(1, nlevels(column) - 1) else NCOL(column) + 0
  }, 0)
  columns <- 1 + sum(apply(factors > 0, 2, function(used) prod(width[used])))
  bytes <- 8 * columns * max(columns, min(rows, 5e5 / columns))
  if (columns < 5000) return(invisible())
  text <- sprintf(paste("the formula has %s coefficients, which need about %s GB and a time that grows with their",
                        "cube, as in lm()"),
                  format(columns, big.mark = ",", scientific = FALSE), format(signif(bytes / 2^30, 2)))
  if (columns^2 >= 2^31) stop(text, ": more than can be fitted. A factor of fewer levels helps.", call. = FALSE)
  message(text, ". A factor of fewer levels makes it quick.")
}

# model.matrix(); a factor that cannot be coded is named.
design_columns <- function(terms, frame, contrasts) {
  tryCatch(model.matrix(terms, frame, contrasts), error = function(e) {
    single <- names(Filter(function(x) is.factor(x) && nlevels(x) < 2, as.list(frame)))
    if (!length(single)) stop(e)
    stop(sprintf("`%s` must have 2 or more levels in the rows of the fit, not only \"%s\": %s", single[1],
                 levels(frame[[single[1]]]), "leave it out of the formula."), call. = FALSE)
  })
}
