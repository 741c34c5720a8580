# Curves over the epochs: the error, the size of the gradient, the coefficients.

# history: as error_history() and so on return it. Their value: `shown`, the rows drawn, first column `epoch`; `log`,
# the logarithmic axes ("", "x", "y", "xy"); labels; `names` of the columns; `mark`, the best epoch and the values
# there, or NULL.
error_picture <- function(history, log = NULL, most = 2000) {
  best <- attr(history, "best")
  shown <- thin_rows(as.data.frame(history), most, best)
  picture <- curves_picture(shown, log, "Error during training", "Error", best)
  picture$names <- replace(picture$names, picture$names == "error", "training")
  picture
}

gradient_picture <- function(history, log = NULL) {
  shown <- up_to_best(thin_rows(as.data.frame(history), also = attr(history, "best")), attr(history, "best"))
  shown <- data.frame(epoch = shown$epoch, norm = sqrt(rowSums(shown[-1]^2)))
  curves_picture(shown, log, "Size of the gradient", "Norm of the gradient", caption = best_note(history))
}

curves_picture <- function(shown, log, main, ylab, best = NULL, caption = "") {
  values <- shown[-1]
  logs <- epoch_axes(shown$epoch, values, log, log_axis(unlist(values)))
  logged <- grepl("y", logs)
  now <- match(c(best, NA)[1], shown$epoch)
  mark <- if (!is.na(now)) list(epoch = best, values = unlist(values[now, , drop = FALSE]))
  list(shown = shown, names = names(values), log = logs, main = main, xlab = epoch_label(logs),
       ylab = paste0(ylab, if (logged) " (log scale)"), xlim = range_of(shown$epoch),
       ylim = range_of(values, log = logged, add = 0.02), mark = mark, sub = caption)
}

coefficient_picture <- function(history, log = NULL) {
  exact <- attr(history, "reference")
  best <- attr(history, "best")
  all <- up_to_best(as.data.frame(history), best)
  n <- nrow(all)
  swings <- if (isTRUE(attr(history, "diverged")) && n > 1) first_swings(as.matrix(all[-1]), exact) else n
  shown <- thin_rows(all[seq_len(swings), , drop = FALSE], also = best)
  values <- shown[-1]
  log <- sub("y", "", epoch_axes(shown$epoch, values, log, ""), fixed = TRUE)
  list(shown = shown, names = names(values), log = log, main = "Coefficients during training", xlab = epoch_label(log),
       ylab = "Coefficient", exact = exact, xlim = range_of(shown$epoch),
       ylim = range_of(if (swings < n) unlist(values) else path_range(values, exact),
                       if (swings < n) exact[is.finite(exact)], add = 0.02),
       sub = caption(if (any(is.finite(exact))) "dashed: the exact minimum",
                     if (swings < n) sprintf("diverges: the first %d of %s epochs", max(shown$epoch),
                                             count_text(max(all$epoch))),
                     best_note(history), if (length(values) > 12) sprintf("%d coefficients", length(values))))
}

up_to_best <- function(shown, best) if (is.null(best)) shown else shown[shown$epoch <= best, , drop = FALSE]

best_note <- function(history) {
  best <- attr(history, "best")
  if (!is.null(best)) sprintf("to the best epoch, %s", count_text(best))
}

# The axes asked for, or those that show most.
epoch_axes <- function(epoch, values, asked, y) {
  if (!is.null(asked)) return(asked)
  paste0(if (begins_fast(epoch, values, y == "y")) "x", y)
}

epoch_label <- function(log) if (grepl("x", log)) "Epoch (log scale)" else "Epoch"

# A logarithmic axis where the values fall by more than a factor of 20.
log_axis <- function(values) {
  values <- values[is.finite(values)]
  if (length(values) && all(values >= 0) && any(values > 0) && max(values) > 20 * min(values[values > 0])) "y" else ""
}

# A path that runs away is shown where it still can be read: around the start, the exact values and the first steps.
path_range <- function(values, exact = NULL) {
  exact <- as.double(exact)  # NULL where no exact method is known
  values <- unlist(values, use.names = FALSE)
  values <- values[is.finite(values)]
  exact <- exact[is.finite(exact)]
  all <- range_of(values, exact)
  middle <- stats::quantile(abs(values), 0.5, names = FALSE)
  if (max(abs(all)) > 1e4 * max(middle, abs(exact), 1e-8)) {
    bound <- 10 * max(middle, abs(exact))
    return(c(max(all[1], -bound), min(all[2], bound)))
  }
  all
}

# The range of what is finite, never of width 0, with a share of it added at both ends.
range_of <- function(..., log = FALSE, add = 0) {
  values <- unlist(list(...))
  values <- values[is.finite(values) & (!log | values > 0)]
  if (length(values) == 0) return(if (log) c(0.1, 1) else c(0, 1))
  range <- range(values)
  if (log) return(if (diff(log10(range)) < 1e-9) range * c(0.5, 2) else range)
  if (diff(range) <= 1e-12 * max(abs(range))) return(range + c(-1, 1) * max(0.5 * (range[1] == 0), 0.1 * abs(range[1])))
  range + c(-1, 1) * add * diff(range)
}
