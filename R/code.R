#' The same training as a script of base R
#'
#' Writes a script that needs no package: vectors and matrices, a `for` loop, and comments that name each formula. It
#' trains the same model from the same start and ends at the same coefficients; only the order in which sums are added
#' differs, so that they agree to about 1e-12 relative to their size unless training itself magnifies rounding (a rate
#' near the largest stable one, thousands of steps of a network, or steps of `"lbfgs"` at its minimum, where only rounding
#' is left to search in).
#'
#' Shuffled mini-batches are drawn by the same generator from the same state, which the script sets. Where training ended
#' early, at `tol` or with `patience`, the script runs as many epochs as were kept.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param file Where to write the script, or NULL. Data of more than 5000 numbers go into an `.rds` file beside it, which
#'   the script names in its first lines and looks for in the working folder.
#' @param x What `as_r_code()` returned.
#' @param ... Not used.
#' @return The script, a character vector of class `"r_code"` with an element a line, which prints as it is; invisibly
#'   where `file` is given. When it has run, `coefficients` holds what `coef(fit)` holds, and `E` the error of every
#'   epoch, as [error_history()] (with mini-batches the mean over the batches of each epoch).
#' @section Errors: Dropout is refused: which units are off is drawn inside the compiled loop, block by block. So are an
#'   activation or a cost of your own that uses variables the script would not know, a network whose drawn start weights
#'   were not recorded, and large data without a `file`.
#' @seealso [explain_step()] for one step of it
#' @examples
#' truth <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
#' fit <- neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 100)
#' as_r_code(fit)
#' @export
as_r_code <- function(fit, file = NULL) {
  if (!is.null(file) && !(is.character(file) && length(file) == 1 && !is.na(file))) {
    stop_argument("file", "NULL or the name of one file", describe(file))
  }
  s <- script_of(open_fit(fit, "as_r_code"), fit)
  stored <- length(s$raw$x) + length(s$raw$y) > 5000
  if (stored && is.null(file)) {
    stop(sprintf("`file` must be given for data of %s numbers: they go into an .rds file beside the script.",
                 format(length(s$raw$x) + length(s$raw$y))), call. = FALSE)
  }
  rds <- if (stored) sub("([.][Rr])?$", ".rds", file)
  lines <- c(code_head(s, fit), code_data(s, rds), code_settings(s), code_start(s),
             if (s$search) code_search(s) else code_loop(s), code_end(s, fit))
  if (!is.null(file)) {
    if (stored) saveRDS(list(x = s$raw$x, d = s$raw$y, weight = s$weights, offset = s$raw$offset), rds)
    writeLines(enc2utf8(lines), file, useBytes = TRUE)
  }
  lines <- structure(lines, class = "r_code")
  if (is.null(file)) lines else invisible(lines)
}

#' @rdname as_r_code
#' @export
print.r_code <- function(x, ...) {
  cat(x, sep = "\n")
  invisible(x)
}

# What the pieces of the script share: its variables' names, layer by layer.
script_of <- function(opened, fit) {
  s <- opened
  s$depth <- length(s$start)
  s$at <- if (s$depth == 1) "" else as.character(seq_len(s$depth))  # W1, W2, ...; one layer is plain w
  s$w <- paste0(if (s$depth == 1) "w" else "W", s$at)
  s$batched <- s$settings$batch > 0
  s$search <- s$settings$optimizer$name == "lbfgs"
  s$stopped <- if (fit$stop == "patience") fit$best_epoch else fit$epochs
  s$input <- paste0(c("x", paste0("a", s$at[-s$depth])[seq_len(s$depth - 1)]))
  s$read <- if (s$bias) sprintf("cbind(1, %s)", s$input) else s$input
  s$mask <- split(s$penalised, rep(seq_len(s$depth), lengths(s$start)))
  s
}

code_head <- function(s, fit) {
  kind <- switch(class(fit)[1], gd_lm = "A linear model", neuron = "A neuron", ann = "A network")
  c(paste0("# ", kind, " by gradient descent, in base R: ", paste(deparse(formula(fit)), collapse = " ")),
    paste0("# ", s$stopped, " epochs of ", s$settings$optimizer$name, " on the cost ", s$cost$name, "."))
}

code_data <- function(s, rds) {
  where <- function(name) if (s$batched) paste0(name, "_all") else name
  raw <- s$raw
  n <- nrow(raw$x)
  column <- function(m, j) broken(sprintf("%s = c(%s)", r_names(colnames(m)[j]), paste(r_numbers(m[, j]), collapse = ", ")), 2)
  bound <- function(m) {
    if (ncol(m) == 0) return(sprintf("matrix(0, %d, 0)", n))
    c("cbind(", comma(lapply(seq_len(ncol(m)), function(j) column(m, j))), ")")
  }
  vector <- function(x) broken(sprintf("c(%s)", paste(r_numbers(x), collapse = ", ")), 0)
  lines <- if (is.null(rds)) {
    c("", "# ---- the data: inputs x and observed values d", assign_code(where("x"), bound(raw$x)),
      assign_code(where("d"), bound(raw$y)),
      if (!is.null(s$weights)) assign_code(where("weight"), vector(s$weights)),
      if (!is.null(raw$offset)) assign_code(where("offset"), vector(raw$offset)))
  } else {
    c(sprintf("# The data are in %s, beside this script.", basename(rds)), "",
      sprintf("data <- readRDS(%s)", deparse(basename(rds))), sprintf("%s <- data$x", where("x")),
      sprintf("%s <- data$d", where("d")), if (!is.null(s$weights)) sprintf("%s <- data$weight", where("weight")),
      if (!is.null(raw$offset)) sprintf("%s <- data$offset", where("offset")))
  }
  c(lines, sprintf("n <- nrow(%s)", where("x")), code_scaling(s, where))
}

# From the data's own scale to that of training.
code_scaling <- function(s, where) {
  scale <- s$scale
  x <- where("x")
  lines <- character()
  if (is.matrix(scale$forward)) {
    lines <- c("# whitened columns: uncorrelated, all of the same spread",
               assign_code("forward", broken(sprintf("matrix(%s, %d)", r_vector(scale$forward), nrow(scale$forward)), 0)))
    if (any(scale$centre != 0)) lines <- c(lines, assign_code("centre", broken(r_vector(scale$centre), 0)))
    if (!is.null(scale$origin)) {
      lines <- c(lines, assign_code("origin", broken(r_vector(scale$origin), 0)))
      if (any(scale$origin != 0)) {
        lines <- c(lines, sprintf("%s <- %sdrop(%s %%*%% origin)", where("offset"),
                                  if (is.null(s$raw$offset)) "" else paste(where("offset"), "+ "), x))
      }
    }
    inner <- if (any(scale$centre != 0)) sprintf("sweep(%s, 2, centre)", x) else x
    lines <- c(lines, sprintf("%s <- %s %%*%% forward", x, inner))
  } else if (!is.null(scale$forward)) {
    lines <- c("# standardized columns: (x - mean) / sd",
               assign_code("centre", broken(r_vector(scale$centre), 0)),
               assign_code("spread", broken(r_vector(1 / scale$forward), 0)),
               sprintf("%s <- sweep(sweep(%s, 2, centre), 2, spread, \"/\")", x, x))
  }
  if (any(scale$shift != 0, scale$unit != 1)) {
    lines <- c(lines, "# standardized responses",
               if (!is.null(s$raw$offset) && is.null(s$offset)) sprintf("%s <- %s - %s", where("d"), where("d"), where("offset")),
               sprintf("shift <- %s", r_vector(scale$shift)), sprintf("unit <- %s", r_vector(scale$unit)),
               sprintf("%s <- sweep(%s, 2, shift) / %s", where("d"), where("d"),
                       if (is.null(s$ratio)) "unit" else r_numbers(scale$root)),
               if (!is.null(s$ratio)) c("# each response in its own unit, the cost in their common one",
                                        sprintf("ratio <- unit / %s", r_numbers(scale$root))))
  }
  lines
}

code_settings <- function(s) {
  settings <- s$settings
  rates <- expand_rate(settings$eta, 0, s$stopped)
  scheduled <- length(rates) > 1
  chosen <- settings$optimizer$settings
  own <- Filter(is_own, s$activations)
  lines <- c("", "# ---- hyperparameters", sprintf("epochs <- %d", s$stopped),
             assign_code(if (scheduled) "rates" else "eta", broken(r_vector(rates), 0)),
             sprintf("%s <- %s", names(chosen), r_numbers(chosen)),
             if (s$batched) sprintf("batch_size <- %d", settings$batch),
             if (settings$l2 > 0) paste("l2 <-", r_numbers(settings$l2)),
             if (settings$l1 > 0) paste("l1 <-", r_numbers(settings$l1)),
             if (is.finite(settings$clip)) paste("clip <-", r_numbers(settings$clip)))
  for (l in seq_along(s$activations)) {
    f <- s$activations[[l]]
    if (is_own(f)) {
      lines <- c(lines, own_code(f$value, paste0("f", s$at[l])), own_code(f$slope, paste0("f_slope", s$at[l])))
    }
  }
  if (is_own(s$cost)) lines <- c(lines, own_code(s$cost$value, "loss"), own_code(s$cost$slope, "loss_slope"))
  lines
}

# The user's own function, as text; one that uses what only his session knows cannot be written out.
own_code <- function(f, name) {
  attributes(f) <- NULL
  known <- c(names(formals(f)), all.names(body(f))[all.names(body(f)) %in% assigned_names(body(f))])
  free <- setdiff(all.names(body(f)), known)
  base <- c(ls(baseenv(), all.names = TRUE), getNamespaceExports("stats"))
  if (length(stray <- setdiff(free, base))) {
    stop(sprintf("as_r_code() cannot write out your own function: it uses `%s`, which the script would not know. Give it as a formula, which keeps constants.",
                 stray[1]), call. = FALSE)
  }
  text <- deparse(f, width.cutoff = 100)
  c(paste(name, "<-", text[1]), text[-1])
}

assigned_names <- function(e) {
  if (!is.call(e)) return(character())
  here <- if (as.character(e[[1]])[1] %in% c("<-", "=") && is.name(e[[2]])) as.character(e[[2]])
  c(here, unlist(lapply(as.list(e)[-1], assigned_names)))
}

code_start <- function(s) {
  rule <- written_rules[[s$settings$optimizer$name]]
  lines <- c("", "# ---- where training begins")
  for (l in seq_len(s$depth)) {
    m <- s$start[[l]]
    lines <- c(lines, assign_code(s$w[l], broken(sprintf("matrix(%s, %d, %d)", r_vector(m), nrow(m), ncol(m)), 0)))
  }
  if (needs_mask(s)) lines <- c(lines, sprintf("is_weight%s <- %s  # the biases are not penalised", s$at,
                                               vapply(seq_len(s$depth), function(l) mask_code(s, l), "")))
  for (l in seq_len(s$depth)) {
    lines <- c(lines, sprintf("%s%s <- %s", names(rule$state), s$at[l],
                              sprintf("matrix(%s, nrow(%s), ncol(%s))",
                                      ifelse(rule$state == "eta" & is.function(s$settings$eta), "rates[1]", rule$state),
                                      s$w[l], s$w[l])))
  }
  timed <- any(grepl("\\bt\\b", rule$lines))
  c(lines, if (timed) "t <- 0", "E <- numeric()",
    if (!is.null(s$seed) && s$batched && s$settings$shuffle) {
      c("# the random number generator as it stood",
        assign_code("seed", broken(sprintf("c(%s)", paste0(s$seed, "L", collapse = ", ")), 0)),
        "assign(\".Random.seed\", seed, globalenv())")
    })
}

needs_mask <- function(s) s$settings$l1 > 0 || s$settings$l2 > 0 || s$settings$optimizer$name == "adamw"

mask_code <- function(s, l) {
  mask <- s$mask[[l]]
  w <- s$w[l]
  if (all(mask == 1)) return(sprintf("row(%s) > 0", w))
  if (s$bias && all(mask == (row(s$start[[l]]) > 1))) return(sprintf("row(%s) > 1", w))
  sprintf("matrix(%s, %d) == 1", r_vector(mask), nrow(s$start[[l]]))
}

code_loop <- function(s) {
  rule <- written_rules[[s$settings$optimizer$name]]
  rated <- is.function(s$settings$eta)
  timed <- any(grepl("\\bt\\b", rule$lines))
  update <- c(code_clip(s), if (timed) "t <- t + 1", code_update(s, rule))
  if (!s$batched) {
    return(c("", "# ---- training: forward, cost, gradient, step", "for (epoch in 0:epochs) {",
             indent(c(code_forward(s), code_error(s, "E[epoch + 1]"), "if (epoch == epochs) break",
                      code_backward(s), if (rated) "eta <- rates[epoch + 1]", update)), "}"))
  }
  c("", "# ---- training: forward, cost, gradient, step, for each mini-batch", "for (epoch in seq_len(epochs)) {",
    indent(c(sprintf("order <- %s", if (s$settings$shuffle) "sample.int(n)  # a new order of the rows" else "seq_len(n)"),
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
               sprintf("%s <- %s", names[["a"]], rename(value_code(s, l), names)))
  }
  if (!is.null(s$ratio)) lines <- c(lines, "y <- sweep(y, 2, ratio, \"*\")")
  lines
}

value_code <- function(s, l) {
  f <- s$activations[[l]]
  if (is_own(f)) sprintf("matrix(f%s(z), nrow(z))", s$at[l]) else written_activations[[f$name]][["value"]]
}

slope_code <- function(s, l) {
  f <- s$activations[[l]]
  if (is_own(f)) sprintf("as.vector(f_slope%s(z))", s$at[l]) else written_activations[[f$name]][["slope"]]
}

rows_sum <- function(s) if (!is.null(s$weights)) "sum(weight)" else if (s$batched) "length(rows)" else "n"

# 1 / n, 1 / (2 * n), ...
factor_code <- function(s) {
  if (s$divisor$sum) return(if (s$divisor$times == 1) "1" else sprintf("1 / %d", s$divisor$times))
  if (s$divisor$times == 1) sprintf("1 / %s", rows_sum(s)) else sprintf("1 / (%d * %s)", s$divisor$times, rows_sum(s))
}

code_error <- function(s, to) {
  cost <- written_cost(s$cost, s$activations[[s$depth]], s$fused)
  names <- replace(layer_names(s, s$depth), "a", "y")
  weighted <- if (is.null(s$weights)) "" else "weight * "
  loss <- rename(cost[["loss"]], names["z"])
  if (nzchar(weighted)) loss <- sprintf("(%s)", loss)
  lines <- c(sprintf("# the cost: %s", s$cost$name),
             sprintf("%s <- %s * sum(%s%s)", to, factor_code(s), weighted, loss))
  if (s$settings$l2 > 0) lines <- c(lines, sprintf("%s <- %s + l2 / 2 * %s", to, to, penalty_code(s, "(is_weight%s * %s)^2")))
  if (s$settings$l1 > 0) lines <- c(lines, sprintf("%s <- %s + l1 * %s", to, to, penalty_code(s, "abs(is_weight%s * %s)")))
  lines
}

penalty_code <- function(s, shape) {
  parts <- paste(sprintf(sprintf("sum(%s)", shape), s$at, s$w), collapse = " + ")
  if (s$depth > 1) sprintf("(%s)", parts) else parts
}

code_backward <- function(s) {
  cost <- written_cost(s$cost, s$activations[[s$depth]], s$fused)
  weighted <- if (is.null(s$weights)) "" else "weight * "
  output <- s$activations[[s$depth]]$name
  names <- layer_names(s, s$depth)
  delta <- function(l) paste0("delta", s$at[l])
  lines <- "# backward: delta = dE/dz, from the output to the first layer"
  if (s$fused) {
    lines <- c(lines, sprintf("%s <- %s * %s(%s)", delta(s$depth), factor_code(s), weighted, cost[["delta"]]))
  } else {
    lines <- c(lines, sprintf("dE_dy <- %s * %s(%s)", factor_code(s), weighted, cost[["slope"]]))
    slope <- if (output == "softmax") NULL else rename(slope_code(s, s$depth), names)
    lines <- c(lines, sprintf("%s <- %s", delta(s$depth), if (is.null(slope)) "y * (dE_dy - rowSums(dE_dy * y))" else
      if (slope == "1") "dE_dy" else paste("dE_dy *", slope)))
    if (!is.null(s$ratio)) lines <- c(lines, sprintf("%s <- sweep(%s, 2, ratio, \"*\")", delta(s$depth), delta(s$depth)))
  }
  for (l in rev(seq_len(s$depth))) {
    lines <- c(lines, sprintf("%s <- crossprod(%s, %s)", layer_names(s, l)[["g"]], s$read[l], delta(l)))
    if (l == 1) break
    slope <- rename(slope_code(s, l - 1), layer_names(s, l - 1))
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
  lines <- paste("# step:", rule$formula)
  for (l in seq_len(s$depth)) {
    own <- c("w", "g", "is_weight", names(rule$state))
    names <- replace(setNames(paste0(own, s$at[l]), own), "w", s$w[l])
    lines <- c(lines, rename(rule$lines, names))
  }
  lines
}

# What came out, on the data's own scale, named as coef() names it.
code_end <- function(s, fit) {
  scale <- s$scale
  first <- s$w[1]
  last <- s$w[s$depth]
  lines <- c("", "# ---- the result")
  if (!is.null(scale$forward)) {
    inner <- if (s$bias) sprintf("%s[-1, , drop = FALSE]", first) else first
    lines <- c(lines, "# back to the data's own scale", sprintf("slopes <- %s",
      if (is.matrix(scale$forward)) sprintf("forward %%*%% %s", inner) else sprintf("%s / spread", inner)))
    if (!is.null(scale$origin)) lines <- c(lines, "slopes <- origin + slopes")
    centred <- if (any(scale$centre != 0)) " - centre %*% slopes" else ""
    lines <- c(lines, sprintf("%s <- %s", first,
                              if (s$bias) sprintf("rbind(%s[1, ]%s, slopes)", first, centred) else "slopes"))
  }
  if (any(scale$shift != 0, scale$unit != 1)) {
    lines <- c(lines, sprintf(if (length(scale$unit) > 1) "%s <- sweep(%s, 2, unit, \"*\")" else "%s <- %s * unit", last, last),
               if (s$bias) sprintf("%s[1, ] <- %s[1, ] + shift", last, last))
  }
  if (scale$cost_unit != 1) lines <- c(lines, sprintf("E <- E * %s", r_numbers(scale$cost_unit)))
  text <- function(x) sprintf("c(%s)", paste(vapply(x, function(v) deparse(v), ""), collapse = ", "))
  if (!is.list(fit$coefficients)) {
    return(c(lines, assign_code("coefficients", broken(sprintf("setNames(drop(%s), %s)", first, text(names(fit$coefficients))), 0)),
             "print(coefficients, digits = 10)"))
  }
  for (l in seq_len(s$depth)) {
    m <- fit$coefficients[[l]]
    lines <- c(lines, assign_code(sprintf("dimnames(%s)", s$w[l]),
                                  broken(sprintf("list(%s, %s)", text(rownames(m)), text(colnames(m))), 0)))
  }
  c(lines, sprintf("coefficients <- list(%s)", paste(names(fit$coefficients), s$w, sep = " = ", collapse = ", ")),
    "print(coefficients, digits = 10)")
}

# ---- layout: lines of at most 110 characters, broken after commas

broken <- function(text, by) {
  if (nchar(text) <= 110) return(text)
  pieces <- strsplit(text, "(?<=,) ", perl = TRUE)[[1]]
  ends <- cumsum(nchar(pieces) + 1)
  line <- ends %/% 105
  lines <- unname(vapply(split(pieces, line), paste, "", collapse = " "))
  c(lines[1], paste0(strrep(" ", by + 2), lines[-1]))
}

assign_code <- function(name, value) c(paste(name, "<-", value[1]), value[-1])

comma <- function(items) {
  n <- length(items)
  unlist(Map(function(lines, i) {
    lines <- paste0("  ", lines)
    if (i < n) lines[length(lines)] <- paste0(lines[length(lines)], ",")
    lines
  }, items, seq_len(n)))
}
