# The script's training: forward, cost, gradient, step, layer by layer.

code_loop <- function(s) {
  rule <- s$rule
  rated <- is.function(s$settings$eta)
  timed <- is_timed(rule)
  update <- c(code_clip(s), if (timed) "t <- t + 1", code_update(s, rule))
  if (!s$batched) {
    return(c("", "# ---- training: forward, cost, gradient, step", "for (epoch in 0:epochs) {",
             indent(c(code_forward(s), code_error(s, "E[epoch + 1]"), "if (epoch == epochs) break",
                      code_backward(s), if (rated) "eta <- rates[epoch + 1]", update)), "}"))
  }
  c("", "# ---- training: forward, cost, gradient, step, for each mini-batch", "for (epoch in seq_len(epochs)) {",
    indent(c(sprintf("order <- %s",
                     if (s$settings$shuffle) "sample.int(n)  # a new order of the rows" else "seq_len(n)"),
             if (rated) "eta <- rates[epoch]", "errors <- numeric()", "for (first in seq(1, n, by = batch_size)) {",
             indent(c("rows <- order[first:min(first + batch_size - 1, n)]",
                      "x <- x_all[rows, , drop = FALSE]", "d <- d_all[rows, , drop = FALSE]",
                      if (!is.null(s$weights)) "weight <- weight_all[rows]",
                      if (!is.null(s$offset)) "offset <- offset_all[rows]", "",
                      code_forward(s), code_error(s, "errors[length(errors) + 1]"), code_backward(s), update)),
             "}", "E[epoch] <- mean(errors)  # the mean over the epoch's batches")), "}")
}

indent <- function(lines) ifelse(lines == "", "", paste0("  ", lines))

# The names that stand in layer l for z, a, ... of the tables.
layer_names <- function(s, l) {
  c(z = paste0("z", s$at[l]), a = if (l == s$depth) "y" else paste0("a", s$at[l]), w = s$w[l], g = paste0("g", s$at[l]))
}

code_forward <- function(s) {
  lines <- "# forward: weighted sums, then the activation"
  for (l in seq_len(s$depth)) {
    names <- layer_names(s, l)
    last <- l == s$depth
    sum <- sprintf("%s %%*%% %s", s$read[l], s$w[l])
    if (last && !is.null(s$fixed)) sum <- paste(r_numbers(s$fixed), "+", sum)
    if (last && !is.null(s$offset)) sum <- paste(sum, "+ offset")
    lines <- c(lines, sprintf("%s <- %s", names[["z"]], sum),
               sprintf("%s <- %s", names[["a"]], value_code(s, l)))
  }
  if (!is.null(s$ratio)) lines <- c(lines, "y <- sweep(y, 2, ratio, \"*\")")
  lines
}

value_code <- function(s, l) {
  f <- s$activations[[l]]
  names <- c(layer_names(s, l)["z"], value = paste0("f", s$at[l]))
  text <- code_text(f$code$value, names)
  if (uses_own(f)) sprintf("matrix(%s, nrow(%s))", text, names[["z"]]) else text
}

slope_code <- function(s, l) {
  f <- s$activations[[l]]
  text <- code_text(f$code$slope, c(layer_names(s, l)[c("z", "a")], slope = paste0("f_slope", s$at[l])))
  if (uses_own(f)) return(sprintf("as.vector(%s)", text))
  if (is.call(f$code$slope)) sprintf("(%s)", text) else text
}

rows_sum <- function(s) if (!is.null(s$weights)) "sum(weight)" else if (s$batched) "length(rows)" else "n"

# 1 / n, 1 / (2 * n), ...
factor_code <- function(s) {
  share <- if (ncol(s$y) == 1) drop_factor(s$at_output$share, "k") else s$at_output$share
  gsub("/", " / ", gsub(" / ", "/", code_text(share, c(n = rows_sum(s), k = ncol(s$y)))))
}

code_error <- function(s, to) {
  names <- c(layer_names(s, s$depth)["z"], value = "loss")
  weighted <- if (is.null(s$weights)) "" else "weight * "
  loss <- code_text(s$at_output$loss, names)
  if (nzchar(weighted)) loss <- sprintf("(%s)", loss)
  lines <- c(sprintf("# the cost: %s", s$cost$name),
             sprintf("%s <- %s * sum(%s%s)", to, factor_code(s), weighted, loss))
  if (s$settings$l2 > 0) {
    lines <- c(lines, sprintf("%s <- %s + l2 / 2 * %s", to, to, penalty_code(s, "(is_weight%s * %s)^2")))
  }
  if (s$settings$l1 > 0) {
    lines <- c(lines, sprintf("%s <- %s + l1 * %s", to, to, penalty_code(s, "abs(is_weight%s * %s)")))
  }
  lines
}

penalty_code <- function(s, shape) {
  parts <- paste(sprintf(sprintf("sum(%s)", shape), s$at, s$w), collapse = " + ")
  if (s$depth > 1) sprintf("(%s)", parts) else parts
}

code_backward <- function(s) {
  cost <- s$at_output
  weighted <- if (is.null(s$weights)) "" else "weight * "
  output <- s$activations[[s$depth]]
  names <- c(layer_names(s, s$depth)["z"], slope = "loss_slope")
  delta <- function(l) paste0("delta", s$at[l])
  lines <- "# backward: delta = dE/dz, from the output to the first layer"
  if (cost$fused) {
    lines <- c(lines, sprintf("%s <- %s * %s(%s)", delta(s$depth), factor_code(s), weighted, code_text(cost$delta, names)))
  } else {
    lines <- c(lines, sprintf("dE_dy <- %s * %s(%s)", factor_code(s), weighted, code_text(cost$slope, names)))
    slope <- if (!output$joint) slope_code(s, s$depth)
    lines <- c(lines, sprintf("%s <- %s", delta(s$depth), if (is.null(slope))
      code_text(output$code$backward, c(a = "y", up = "dE_dy")) else
      if (slope == "1") "dE_dy" else paste("dE_dy *", slope)))
    if (!is.null(s$ratio)) {
        lines <- c(lines, sprintf("%s <- sweep(%s, 2, ratio, \"*\")", delta(s$depth), delta(s$depth)))
      }
  }
  for (l in rev(seq_len(s$depth))) {
    lines <- c(lines, sprintf("%s <- crossprod(%s, %s)", layer_names(s, l)[["g"]], s$read[l], delta(l)))
    if (l == 1) break
    slope <- slope_code(s, l - 1)
    back <- sprintf("%s %%*%% t(%s)", delta(l), if (s$bias) sprintf("%s[-1, , drop = FALSE]", s$w[l]) else s$w[l])
    lines <- c(lines, sprintf("%s <- %s", delta(l - 1), if (slope == "1") back else sprintf("(%s) * %s", back, slope)))
  }
  g <- paste0("g", s$at)
  c(lines, if (s$settings$l2 > 0) sprintf("%s <- %s + l2 * is_weight%s * %s", g, g, s$at, s$w),
    if (s$settings$l1 > 0) sprintf("%s <- %s + l1 * is_weight%s * sign(%s)", g, g, s$at, s$w),
    if (!is.null(s$learns)) sprintf("%s[1, ] <- 0  # the biases keep their values", g))
}

code_clip <- function(s) {
  if (!is.finite(s$settings$clip)) return(NULL)
  g <- paste0("g", s$at)
  c("# a gradient longer than clip is shortened",
    sprintf("shorten <- min(1, clip / sqrt(%s))", paste(sprintf("sum(%s^2)", g), collapse = " + ")),
    sprintf("%s <- %s * shorten", g, g))
}

code_update <- function(s, rule) {
  lines <- paste("# step:", rule_formula(rule))
  for (l in seq_len(s$depth)) {
    own <- c("w", "g", "is_weight", names(rule$state))
    names <- replace(setNames(paste0(own, s$at[l]), own), "w", s$w[l])
    lines <- c(lines, vapply(as.list(rule$step), code_text, "", names))
  }
  lines
}
