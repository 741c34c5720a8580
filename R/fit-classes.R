# Classes of a fit: which ones its response has, in which of them each output lies, and their probabilities.

# What the response was in the data: "factor", "ordered", "character", "logical", "numeric" ...
response_kind <- function(fit) {
  kinds <- attr(fit$terms, "dataClasses")
  if (length(kinds)) return(kinds[[1]])
  if (identical(fit$levels, c("FALSE", "TRUE"))) "logical" else if (is.null(fit$levels)) "numeric" else "factor"
}

# The classes with these numbers as a factor, ordered where the response was.
class_factor <- function(fit, codes, levels = fit$levels) {
  factor(levels[codes], levels, ordered = response_kind(fit) == "ordered")
}

# The two values of a numeric response, the smaller first, between which an output can decide; NULL of more values.
# Rows of weight 0 are no rows.
two_values <- function(fit) {
  if (!is.null(fit$table)) return(fit$table$ends)
  y <- observed_values(fit)
  if (ncol(y) != 1) return(NULL)
  if (!is.null(fit$weights)) y <- y[fit$weights > 0]
  seen <- sort(unique(as.vector(y)))
  if (length(seen) <= 2 && is.null(trials_of(fit))) two_ends(seen, asks_for_shares(fit))
}

# The two values of a response from the values that were seen, two at most: 0 and 1 where one of them is missing, and
# where they are shares no others.
two_ends <- function(seen, shares) {
  if (all(seen %in% 0:1)) c(0, 1) else if (length(seen) == 2 && !shares) seen
}

# Whether the cost takes responses for shares, between 0 and 1.
asks_for_shares <- function(fit) isTRUE(fit$hyperparameters$cost$range[2] == 1)

# One output -> the class that it is nearer to, as the response has them.
nearer_class <- function(fit, values) {
  if (!is.null(fit$levels)) {
    above <- values > 0.5
    return(if (response_kind(fit) == "logical") above else class_factor(fit, above + 1))
  }
  ends <- two_values(fit)
  if (is.null(ends)) stop_no_classes(fit)
  ends[(values > mean(ends)) + 1]
}

stop_no_classes <- function(fit) {
  counts <- !is.null(trials_of(fit))
  what <- if (counts) "counts of successes and failures, which are no classes" else
    if (NCOL(fit$fitted.values) > 1) "several numeric responses, which have no classes" else
      "a response that is not of two numbers, which has no classes"
  stop_argument("type", sprintf("\"response\" or \"link\" for %s", what), "\"class\"")
}

# Several outputs -> the most probable class of each row; NA where they are not known.
top_class <- function(fit, values) {
  if (is.null(fit$levels) && is.null(classes_known(fit))) stop_no_classes(fit)
  numbers <- class_number(values)
  if (response_kind(fit) == "logical") return(numbers == 2)
  class_factor(fit, numbers, if (is.null(fit$levels)) colnames(values) else fit$levels)
}

# The class that each row of outputs belongs to.
predicted_classes <- function(fit, values) {
  values <- as.matrix(values)
  if (ncol(values) == 1) nearer_class(fit, values[, 1]) else top_class(fit, values)
}

# The number of the most probable class of each row.
class_number <- function(values) {
  if (ncol(values) == 1) return((values[, 1] > 0.5) + 1)
  known <- stats::complete.cases(values)
  replace(rep(NA_integer_, nrow(values)), known, max.col(values[known, , drop = FALSE], "first"))
}

# How many rows of each class are predicted as which, and the share that is right: list(confusion, accuracy), or NULL
# where the response has no classes.
confusion_of <- function(fit) {
  if (!is.null(fit$table)) return(if (!is.null(fit$table$confusion)) labelled_confusion(fit, fit$table$confusion))
  values <- as.matrix(fit$fitted.values)
  ends <- if (ncol(values) == 1) if (is.null(fit$levels)) two_values(fit) else c(0, 1)
  if (is.null(fit$levels) && is.null(ends)) return(NULL)
  labels <- if (is.null(fit$levels)) format_each(ends) else fit$levels
  number <- function(m) if (is.null(ends)) class_number(m) else (m[, 1] > mean(ends)) + 1
  classed <- function(m) factor(labels[number(as.matrix(m))], labels)
  counts <- class_table(classed(observed_values(fit)), classed(values), fit$weights)
  list(confusion = counts, accuracy = sum(diag(counts)) / sum(counts))
}

# The same from the counts that were found in a database.
labelled_confusion <- function(fit, counts) {
  labels <- if (is.null(fit$levels)) format_each(fit$table$ends) else fit$levels
  dimnames(counts) <- list(observed = labels, predicted = labels)
  list(confusion = as.table(counts), accuracy = sum(diag(counts)) / sum(counts))
}

# Observed and predicted classes, by weight: a weight of 2 is the row twice, a weight of 0 is no row.
class_table <- function(observed, predicted, weights) {
  counts <- table(observed = observed, predicted = predicted)
  if (!is.null(weights)) counts[] <- tapply(weights, list(observed, predicted), sum, default = 0)
  counts
}

# The classes of a response: its levels, or 0 and 1 where the output is a probability.
classes_known <- function(fit) {
  if (!is.null(fit$levels)) return(fit$levels)
  if (!asks_for_shares(fit)) return(NULL)
  if (NCOL(fit$fitted.values) > 1) return(colnames(fit$fitted.values))
  if (is.null(trials_of(fit))) return(c("0", "1"))
  names <- colnames(frame_response(frame_of(fit)))  # successes come first there, but are 1
  if (is.null(names) || any(names == "")) c("failure", "success") else rev(names)
}

# One column per class, named, from outputs of which a single one is the probability of the second class.
class_probabilities <- function(fit, values) {
  values <- as.matrix(values)
  if (ncol(values) == 1) values <- cbind(1 - values[, 1], values[, 1])
  colnames(values) <- classes_known(fit)
  values
}

need_probabilities <- function(fit) {
  if (is.null(classes_known(fit))) {
    stop_argument("type", "\"response\" or \"link\" for a numeric response", "\"prob\"")
  }
}

# Was a neuron fitted to counts of successes and failures?
counts_successes <- function(fit) {
  !is_network(fit) && is.null(fit$table) && identical(response_kind(fit), "nmatrix.2") && is.null(fit$levels)
}

# The trials of each row of such a fit, else NULL.
trials_of <- function(fit) if (counts_successes(fit)) unname(rowSums(frame_response(frame_of(fit))))
