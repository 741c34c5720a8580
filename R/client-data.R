# `data` and `newdata` as lm() takes them: lists, tables, resamples of modelr, splits of rsample; whatever has a method
# of as.data.frame().

# The argument as a data frame; an environment stays one, and so does a list whose elements are not equally long.
as_data <- function(data, name = "data") {
  if (is.null(data) || is.data.frame(data) || is.environment(data)) return(data)
  if (is.object(data) && !inherits(data, "tbl_lazy")) {
    frame <- tryCatch(as.data.frame(data), error = function(e) NULL)
    if (is.data.frame(frame)) return(frame)
  } else if (is.list(data) && !is.object(data)) {
    named <- !is.null(names(data)) && all(nzchar(names(data)))
    if (!named) stop_argument(name, "a data frame, or a list with names", "a list without names")
    if (length(unique(vapply(data, NROW, 0L))) == 1) return(list_as_frame(data))
    return(list2env(data, parent = parent.frame(2)))
  }
  table <- if (name == "data" && names_database(data)) ", or dplyr::tbl(con, \"name\") of a table in a database"
  stop_argument(name, paste0("a data frame", table), describe(data))
}

# Whether somebody may have meant a table in a database.
names_database <- function(data) {
  methods::is(data, "DBIConnection") || (is.character(data) && length(data) == 1)
}

list_as_frame <- function(data) {
  structure(data, row.names = .set_row_names(NROW(data[[1]])), class = "data.frame")
}

# The terms of a fit. dput() writes a formula without its attributes; they are worked out again from the model frame,
# with the knots and coefficients of poly(), ns() and their like. Without a model frame the formula alone tells them.
terms_of <- function(fit) {
  known <- .subset2(fit, "terms")
  frame <- .subset2(fit, "model")
  if (is.null(known) || !is.null(attr(known, "variables"))) return(known)
  if (is.null(frame)) {
    made <- terms(formula(known))
    variables <- attr(made, "variables")
    if (!any(vapply(all.names(variables), learns_from_data, NA))) attr(made, "predvars") <- variables
    return(made)
  }
  made <- terms(formula(known), data = frame)
  variables <- as.list(attr(made, "variables"))
  for (i in seq_along(variables)[-1]) {
    variables[[i]] <- stats::makepredictcall(frame[[deparse1(variables[[i]])]], variables[[i]])
  }
  attr(made, "predvars") <- as.call(variables)
  attr(made, "dataClasses") <- vapply(frame, stats::.MFclass, "")
  made
}

# Whether a function's values for new rows depend on the rows of the fit.
learns_from_data <- function(name) {
  name %in% c("poly", "polym", "scale", "ns", "bs") ||
    !is.null(utils::getS3method("makepredictcall", name, optional = TRUE))
}

# dput() writes the call as it stands, and dget() evaluates it: the field has then become the fit that the call makes,
# which holds the call.
written_call <- function(value) {
  while (is.list(value)) value <- .subset2(value, "call")
  value
}
