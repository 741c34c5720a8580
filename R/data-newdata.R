# newdata and validation data -> frame, design and offset for a fit.

# newdata -> frame, design and offset for a fit, without the response.
read_newdata <- function(fit, newdata, na.action, call_offset = fit$call$offset) {
  if (is.object(newdata)) newdata <- as_data(newdata, "newdata")
  if (!is.data.frame(newdata) && !is.list(newdata)) stop_argument("newdata", "a data frame", describe(newdata))
  terms <- delete.response(terms_to_predict(fit))
  check_no_dollar(terms)
  check_variables(fit, newdata, "newdata")
  frame <- tryCatch(model.frame(terms, newdata, na.action = na.action, xlev = fit$xlevels),
                    error = function(e) stop(explain_levels(e, fit$xlevels), call. = FALSE))
  check_shapes(frame)
  classes <- attr(terms, "dataClasses")
  if (!is.null(classes)) .checkMFClasses(classes, frame)
  offset <- newdata_offset(fit, terms, newdata, call_offset, frame)
  list(frame = frame, design = read_design(frame, fit$contrasts, terms, whole = FALSE), offset = offset,
       dropped = attr(frame, "na.action"))
}

# The terms with what poly(), ns() and their like found in the data of the fit. Where dget() read a fit without a model
# frame, only those data tell it.
terms_to_predict <- function(fit) {
  terms <- fit$terms
  learns <- if (is.null(attr(terms, "predvars"))) Filter(learns_from_data, all.names(attr(terms, "variables")))
  if (length(learns) == 0) return(terms)
  frame <- tryCatch(frame_of(fit), error = function(e) {
    stop(sprintf("%s() of `formula` needs the data of the fit, which dput() did not write with model = FALSE: %s",
                 learns[1], conditionMessage(e)), call. = FALSE)
  })
  attr(frame, "terms")
}

# The model frame of rows that validate, with the weights that the call names.
validation_frame <- function(terms, newdata, known) {
  check_variables(known, newdata, "validation")
  call <- as.call(list(quote(stats::model.frame), terms, data = newdata, weights = known$call$weights,
                       na.action = quote(stats::na.omit), xlev = known$xlevels))
  if (is.null(known$call$weights)) call$weights <- NULL
  frame <- tryCatch(eval(call, environment(terms)), error = function(e) {
    text <- explain_levels(e, known$xlevels)
    if (text != conditionMessage(e)) stop(text, call. = FALSE)
    stop(sprintf("`validation` must have the variables of `formula` and `weights` (%s).", text), call. = FALSE)
  })
  check_shapes(frame)
  if (frame_size(frame) == 0) stop_argument("validation", "a data frame with complete rows", "one without any")
  frame
}

# Stops unless a data frame has the variables and the levels of the fit.
check_variables <- function(fit, newdata, name) {
  absent <- setdiff(fit$variables, names(newdata))
  if (length(absent)) {
    stop(sprintf("`%s` must have the column%s %s; it has %s.", name, if (length(absent) > 1) "s" else "",
                 paste0("`", absent, "`", collapse = ", "),
                 if (length(newdata)) paste0("`", head(names(newdata), 8), "`", collapse = ", ") else "none"),
         call. = FALSE)
  }
  for (variable in names(fit$xlevels)) {
    column <- newdata[[variable]]
    if (is.null(column)) next
    unseen <- setdiff(unique(as.character(column[!is.na(column)])), fit$xlevels[[variable]])
    if (length(unseen)) {
      stop(sprintf("`%s` must be one of the levels of the fit (%s), not %s.", variable,
                   paste0("\"", fit$xlevels[[variable]], "\"", collapse = ", "), describe(unseen)), call. = FALSE)
    }
  }
}

# What model.frame() says of levels that the fit does not know, with those it knows; else what it says.
explain_levels <- function(e, xlevels) {
  text <- conditionMessage(e)
  found <- regmatches(text, regexec("^factor (.*) has new levels? (.*)$", text))[[1]]
  known <- if (length(found)) xlevels[[found[2]]]
  if (is.null(known)) return(text)
  in_quotes <- function(levels) paste0("\"", levels, "\"", collapse = ", ")
  sprintf("`%s` must be one of the levels of the fit (%s), not %s.", found[2], in_quotes(known),
          in_quotes(strsplit(found[3], ", ")[[1]]))
}

newdata_offset <- function(fit, terms, newdata, call_offset, frame) {
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
  if (is.null(offset)) return(NULL)
  dropped <- attr(frame, "na.action")
  rows <- frame_size(frame) + length(dropped)
  if (!length(offset) %in% c(1, rows)) {
    stop_argument("offset", sprintf("in `newdata`, %d numbers, one per row", rows), sprintf("%d", length(offset)))
  }
  offset <- rep_len(as.double(offset), rows)
  if (is.null(dropped)) offset else offset[-dropped]
}

# y ~ data$x is found in the data of the fit whatever newdata holds, and so is y ~ log(data[["x"]]).
check_no_dollar <- function(terms) {
  for (v in as.list(attr(terms, "variables"))[-1]) {
    column <- column_call(v)
    if (is.null(column)) next
    stop(sprintf("`newdata` must have the variables of `formula`, but that names %s: %s with %s, data = %s.",
                 deparse1(column), "write the fit's formula", as.character(column[[3]]), deparse1(column[[2]])),
         call. = FALSE)
  }
}

# The first data$x or data[["x"]] in an expression, or NULL.
column_call <- function(e) {
  if (!is.call(e)) return(NULL)
  takes <- length(e) == 3 && (identical(e[[1]], quote(`$`)) || (identical(e[[1]], quote(`[[`)) && is.character(e[[3]])))
  if (takes) return(e)
  for (part in given_parts(as.list(e)[-1])) if (!is.null(found <- column_call(part))) return(found)
  NULL
}
