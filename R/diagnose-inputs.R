# The inputs of a fit, some thousand rows of them at most.

# The model frame where it can be had, some thousand rows of it at most, evenly spaced.
sampled_frame <- function(fit, reads, most = 5000) {
  frame <- if (!is.null(fit$model) || reads) tryCatch(frame_of(fit), error = function(e) NULL)
  if (is.null(frame)) return(NULL)
  n <- frame_size(frame)
  if (n <= most) frame else frame_rows(frame, unique(round(seq(1, n, length.out = most))), attr(frame, "terms"))
}

# What is known of each input: a column of ones where a bias is learnt, and the inputs. NULL where they are many.
input_columns <- function(fit, reads, most = 200, most_rows = 5000) {
  frame <- sampled_frame(fit, reads, most_rows)
  if (is.null(frame)) return(NULL)
  design <- read_design(frame, fit$contrasts)
  if (!is.null(fit$hyperparameters$bias) && !identical(fit$hyperparameters$bias, "learn")) {
    design <- without_intercept(design)
  }
  if (length(design$names) > most || length(design$names) < 1) return(NULL)
  x <- design_matrix(design)
  structure(x, dimnames = list(NULL, design$names))
}
