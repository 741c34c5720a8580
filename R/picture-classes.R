# Classes: how many rows of each are predicted as which, and the receiver operating characteristic.

# observed (a factor), `scores` (one column of probabilities per class), weights, of rows of the fit or of new data; and
# which rows those are. With one output the scores are those of both classes.
class_scores <- function(fit, verb, newdata = NULL, rows = NULL) {
  y <- observed_values(fit)
  values <- unname(as.matrix(fit$fitted.values))
  classes <- fit$levels
  if (is.null(classes)) {
    binary <- ncol(values) == 1 && all(y %in% 0:1) && all(values >= 0 & values <= 1)
    if (!isTRUE(binary)) {
      stop(sprintf("%s() needs a fit to classes, or to 0 and 1 with an output between them.", verb), call. = FALSE)
    }
    classes <- c("0", "1")
  }
  if (!is.null(newdata)) {
    if (!is.null(rows)) stop("`rows` must be NULL where there is `newdata`.", call. = FALSE)
    scored <- new_scores(fit, newdata)
    return(scored_rows(scored$y, scored$values, classes, NULL, "new data"))
  }
  held <- fit$validation_rows
  if (is.null(rows)) rows <- if (length(held)) "validation" else "training"
  check_choice(rows, "rows", c("training", "validation", "all"))
  if (rows == "validation" && !length(held)) stop_argument("rows", "\"training\" for a fit that held no rows out",
                                                           describe(rows))
  all <- counted(fit)
  at <- switch(rows, training = setdiff(all, held), validation = intersect(all, held), all = all)
  scored_rows(unname(y)[at, , drop = FALSE], values[at, , drop = FALSE], classes, subset_rows(fit$weights, at),
              c(training = if (length(held)) "training rows" else "rows", validation = "rows held out",
                all = "rows")[[rows]])
}

new_scores <- function(fit, newdata) {
  if (!is.data.frame(newdata)) stop_argument("newdata", "a data frame", describe(newdata))
  frame <- model.frame(fit$terms, newdata, na.action = stats::na.omit, xlev = fit$xlevels)
  values <- unname(as.matrix(predict(fit, newdata[rownames(frame), , drop = FALSE])))
  list(y = unname(measured_target(fit, read_response(frame))), values = values)
}

scored_rows <- function(y, values, classes, weights, text) {
  if (ncol(values) == 1) {
    y <- cbind(1 - y, y)
    values <- cbind(1 - values, values)
  }
  list(observed = factor(classes[class_number(y)], classes), scores = values, classes = classes,
       weights = if (is.null(weights)) rep(1, nrow(y)) else weights, text = text)
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
# threshold; `area` under it; `now`, the point at the threshold 0.5 of two classes.
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
       now = if (two) utils::tail(curve[curve$threshold >= 0.5, ], 1), main = "Receiver operating characteristic",
       xlab = "Share of the other rows taken for the class", ylab = "Share of the class's rows found",
       xlim = c(0, 1), ylim = c(0, 1),
       sub = caption(sprintf("%s %s", count_text(length(at$observed)), at$text), if (two) "dot: threshold 0.5"))
}

# One point per threshold, from above all scores to the lowest of them.
roc_curve <- function(score, is_class, weights) {
  order <- order(-score)
  last <- c(diff(score[order]) != 0, TRUE)  # equal scores are found together
  sums <- function(of) cumsum((weights * of)[order])[last] / max(sum(weights * of), 1e-300)
  data.frame(threshold = c(Inf, score[order][last]), false = c(0, sums(!is_class)), true = c(0, sums(is_class)))
}
