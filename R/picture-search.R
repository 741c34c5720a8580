# What a grid search tried and what came of it: along one hyperparameter that is a number, or as a ranking.

search_picture <- function(x) {
  tried <- attr(x, "tried")
  numbers <- vapply(tried, function(v) is.numeric(x[[v]]) && length(unique(x[[v]])) > 1, NA)
  counts <- vapply(tried[numbers], function(v) length(unique(x[[v]])), 0L)
  along <- if (any(numbers)) tried[numbers][which.max(counts)]
  others <- setdiff(tried, along)
  groups <- if (length(others)) {
    interaction(as.data.frame(x)[others], sep = ", ", drop = TRUE, lex.order = TRUE)
  } else {
    factor(rep("", nrow(x)))
  }
  if (is.null(along) || nlevels(groups) > 7) ranking_picture(x, tried) else along_picture(x, along, groups, others)
}

# data: at, error, low, high (one standard error), group; `ticks`: the values that were tried.
along_picture <- function(x, along, groups, others) {
  at <- x[[along]]
  logged <- min(at) > 0 && max(at) > 20 * min(at)
  data <- search_rows(x, seq_len(nrow(x)))
  data$at <- at
  data$group <- groups
  shown <- is.finite(data$error) & data$error <= 20 * min(data$error[is.finite(data$error)])
  data <- data[order(data$group, data$at), ]
  kept <- data[data$row %in% which(shown), ]
  values <- sort(unique(at))
  list(kind = "along", data = kept, best = kept[match(best_row(x), kept$row), ], log = if (logged) "x" else "",
       main = "Error on the rows left out", xlab = paste0(along, if (logged) " (log scale)"), ylab = "Error",
       xlim = range_of(at, log = logged), ylim = range_of(kept$low, kept$high, add = 0.02),
       ticks = list(at = values, labels = format_each(values)), groups = levels(groups),
       sub = caption(if (length(others)) paste("one line for each", paste(others, collapse = ", ")),
                     if (any(!shown)) sprintf("%d not shown: far worse, or not fitted", sum(!shown))))
}

# The fifteen best, one below the other.
ranking_picture <- function(x, tried) {
  data <- search_rows(x, head(order(x$error), 15))
  values <- lapply(as.data.frame(x)[data$row, tried, drop = FALSE], format, digits = 4, trim = TRUE, justify = "none")
  list(kind = "ranking", data = data, labels = do.call(paste, c(unname(values), sep = ", ")), log = "",
       main = "Error on the rows left out", xlab = "Error", ylab = "", sub = paste(tried, collapse = ", "),
       xlim = range_of(data$low, data$high, add = 0.02), ylim = c(nrow(data) + 0.5, 0.5))
}

search_rows <- function(x, rows) {
  se <- ifelse(is.na(x$se[rows]), 0, x$se[rows])
  data.frame(row = rows, error = x$error[rows], low = x$error[rows] - se, high = x$error[rows] + se)
}
