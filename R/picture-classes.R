# Classes: how many rows of each are predicted as which, and the receiver operating characteristic.

# observed (a factor), `scores` (one column per class, the largest at the predicted one), weights, of rows of the fit or
# of new data; and which rows those are. One output scores both classes, equal at `half`, the middle between them.
class_scores <- function(fit, verb, newdata = NULL, rows = NULL) {
  known <- classes_shown(fit, verb)
  if (!is.null(newdata)) {
    if (!is.null(rows)) stop("`rows` must be NULL where there is `newdata`.", call. = FALSE)
    scored <- new_scores(fit, newdata)
    check_classes_of(scored$y, known, scored$names)
    return(scored_rows(scored$y, scored$values, known, NULL, "new data"))
  }
  need_rows(fit, sprintf("%s()", verb))
  held <- fit$validation_rows
  if (is.null(rows)) rows <- if (length(held)) "validation" else "training"
  check_choice(rows, "rows", c("training", "validation", "all"))
  if (rows == "validation" && !length(held)) stop_argument("rows", "\"training\" for a fit that held no rows out",
                                                           describe(rows))
  all <- counted(fit)
  at <- switch(rows, training = setdiff(all, held), validation = intersect(all, held), all = all)
  values <- unname(as.matrix(fit$fitted.values))
  scored_rows(unname(observed_values(fit))[at, , drop = FALSE], values[at, , drop = FALSE], known,
              subset_rows(fit$weights, at),
              c(training = if (length(held)) "training rows" else "rows", validation = "rows held out",
                all = "rows")[[rows]])
}

# The classes of a fit, and of a single output the two numbers that stand for them: 0 and 1, or those of the response.
classes_shown <- function(fit, verb) {
  one <- NCOL(fit$fitted.values) == 1 && length(fit$levels) <= 2
  ends <- if (one) if (is.null(fit$levels)) two_values(fit) else c(0, 1)
  labels <- if (!is.null(fit$levels)) fit$levels else if (one) format_each(ends) else classes_known(fit)
  known <- list(labels = labels, ends = ends)
  rows <- if (!one && is.null(fit$levels)) observed_values(fit)[counted(fit), , drop = FALSE]
  if (!length(labels) || (length(rows) && !one_class_each(rows))) {
    stop(sprintf("%s() needs a fit to classes, or to a response of two numbers such as 0 and 1, or -1 and 1.", verb),
         call. = FALSE)
  }
  known
}

# Does each row have a single 1, in the column of its class, and else 0?
one_class_each <- function(y) all(y %in% 0:1) && all(rowSums(y) == 1)

# New rows have the classes that the fit knows: else they would be counted in a wrong one.
check_classes_of <- function(y, known, names) {
  if (!nrow(y)) stop("`newdata` must have a row without missing values; it has none.", call. = FALSE)
  wrong <- if (!is.null(known$ends)) !y[, 1] %in% known$ends else !apply(y, 1, function(row) one_class_each(t(row)))
  if (any(wrong)) {
    stop(sprintf("`newdata` must have responses of the fit's classes (%s) only; row %s has another.",
                 list_names(known$labels), names[wrong][1]), call. = FALSE)
  }
}

new_scores <- function(fit, newdata) {
  if (!is.data.frame(newdata)) stop_argument("newdata", "a data frame", describe(newdata))
  frame <- model.frame(fit$terms, newdata, na.action = stats::na.omit, xlev = fit$xlevels)
  values <- unname(as.matrix(predict(fit, newdata[rownames(frame), , drop = FALSE])))
  list(y = unname(measured_target(fit, read_response(frame))), values = values, names = rownames(frame))
}

scored_rows <- function(y, values, known, weights, text) {
  if (ncol(values) == 1) {
    y <- cbind(sum(known$ends) - y, y)
    values <- cbind(sum(known$ends) - values, values)
  }
  list(observed = factor(known$labels[class_number(y)], known$labels), scores = values, classes = known$labels,
       weights = if (is.null(weights)) rep(1, nrow(y)) else weights, text = text, half = sum(known$ends) / 2)
}

# counts: observed classes x predicted classes, by weight; `share` of each observed class.
confusion_picture <- function(fit, newdata = NULL, rows = NULL) {
  at <- class_scores(fit, "plot_confusion", newdata, rows)
  predicted <- factor(at$classes[class_number(at$scores)], at$classes)
  counts <- tapply(at$weights, list(at$observed, predicted), sum, default = 0)
  dimnames(counts) <- list(observed = at$classes, predicted = at$classes)
  share <- counts / pmax(rowSums(counts), 1e-300)
  total <- sum(counts)
  list(counts = counts, share = share, classes = at$classes, main = "Observed and predicted classes",
       xlab = paste("Predicted", response_label_of(fit)), ylab = paste("Observed", response_label_of(fit)),
       right = sum(diag(counts)) / total,
       sub = sprintf("right: %.1f %% of %s %s", 100 * sum(diag(counts)) / total, format_each(total), at$text))
}

# curve: for each class (of two the second) the share of its rows found and of the others taken for it, at each
# threshold; `area` under it; `now`, the point at the threshold half-way between two classes.
roc_picture <- function(fit, newdata = NULL, rows = NULL) {
  at <- class_scores(fit, "plot_roc", newdata, rows)
  shown <- if (length(at$classes) == 2) at$classes[2] else at$classes
  curves <- lapply(shown, function(class) {
    roc_curve(at$scores[, match(class, at$classes)], at$observed == class, at$weights)
  })
  area <- vapply(curves, function(curve) sum(diff(curve$false) * (head(curve$true, -1) + curve$true[-1]) / 2), 0)
  curve <- do.call(rbind, Map(function(class, curve) data.frame(class = class, curve), shown, curves))
  curve$class <- factor(curve$class, shown)
  rownames(curve) <- NULL
  two <- length(at$classes) == 2
  list(curve = curve, area = setNames(area, shown), labels = sprintf("%s: area %.3f", shown, area),
       now = if (two) utils::tail(curve[curve$threshold >= at$half, ], 1), main = "Receiver operating characteristic",
       xlab = "Share of the other rows taken for the class", ylab = "Share of the class's rows found",
       xlim = c(0, 1), ylim = c(0, 1),
       sub = caption(sprintf("%s %s", count_text(length(at$observed)), at$text),
                     if (two) paste("dot: threshold", format_each(at$half))))
}

# One point per threshold, from above all scores to the lowest of them.
roc_curve <- function(score, is_class, weights) {
  order <- order(-score)
  last <- c(diff(score[order]) != 0, TRUE)  # equal scores are found together
  sums <- function(of) cumsum((weights * of)[order])[last] / max(sum(weights * of), 1e-300)
  data.frame(threshold = c(Inf, score[order][last]), false = c(0, sums(!is_class)), true = c(0, sums(is_class)))
}
