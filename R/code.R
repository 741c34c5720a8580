#' The same training as a script of base R
#'
#' Writes a script that needs no package: vectors and matrices, a `for` loop, and comments that name each formula. It
#' trains the same model from the same start and ends at the same coefficients; only the order in which sums are added
#' differs, so that they agree to about 1e-12 relative to their size unless training itself magnifies rounding (a rate
#' near the largest stable one, thousands of steps of a network, or `"lbfgs"` on its way through a badly scaled problem,
#' until it reaches the minimum).
#'
#' Shuffled mini-batches are drawn by the same generator from the same state, which the script sets. Where training
#' ended early, at `tol` or with `patience`, the script runs as many epochs as were kept.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param file Where to write the script, or NULL. Data of more than 5000 numbers go into an `.rds` file beside it,
#'   which the script names in its first lines and looks for in the working folder.
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
  s$rule <- rule_of(s$settings$optimizer)
  s$search <- s$rule$search
  s$at_output <- cost_at_output(s$cost, s$activations[[s$depth]])
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

code_settings <- function(s) {
  settings <- s$settings
  rates <- expand_rate(settings$eta, 0, s$stopped)
  scheduled <- length(rates) > 1
  chosen <- settings$optimizer$settings
  lines <- c("", "# ---- hyperparameters", sprintf("epochs <- %d", s$stopped),
             assign_code(if (scheduled) "rates" else "eta", broken(r_vector(rates), 0)),
             sprintf("%s <- %s", names(chosen), r_numbers(chosen)),
             if (s$batched) sprintf("batch_size <- %d", settings$batch),
             if (settings$l2 > 0) paste("l2 <-", r_numbers(settings$l2)),
             if (settings$l1 > 0) paste("l1 <-", r_numbers(settings$l1)),
             if (is.finite(settings$clip)) paste("clip <-", r_numbers(settings$clip)))
  for (l in seq_along(s$activations)) {
    f <- s$activations[[l]]
    if (uses_own(f)) {
      lines <- c(lines, own_code(f$value, paste0("f", s$at[l])), own_code(f$slope, paste0("f_slope", s$at[l])))
    }
  }
  if (uses_own(s$cost)) lines <- c(lines, own_code(s$cost$value, "loss"), own_code(s$cost$slope, "loss_slope"))
  lines
}

# The user's own function, as text; one that uses what only his session knows cannot be written out.
own_code <- function(f, name) {
  attributes(f) <- NULL
  known <- c(names(formals(f)), all.names(body(f))[all.names(body(f)) %in% assigned_names(body(f))])
  free <- setdiff(all.names(body(f)), known)
  base <- c(ls(baseenv(), all.names = TRUE), getNamespaceExports("stats"))
  if (length(stray <- setdiff(free, base))) {
    stop(sprintf("as_r_code() cannot write out your own function: it uses `%s`, %s", stray[1],
                 "which the script would not know. Give it as a formula, which keeps constants."), call. = FALSE)
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
  rule <- s$rule
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
                                      vapply(rule$state, function(e) code_text(e, if (is.function(s$settings$eta)) c(eta = "rates[1]")), ""),
                                      s$w[l], s$w[l])))
  }
  timed <- is_timed(rule)
  c(lines, if (timed) "t <- 0", "E <- numeric()",
    if (!is.null(s$seed) && s$batched && s$settings$shuffle) {
      c("# the random number generator as it stood",
        assign_code("seed", broken(sprintf("c(%s)", paste0(s$seed, "L", collapse = ", ")), 0)),
        "assign(\".Random.seed\", seed, globalenv())")
    })
}

needs_mask <- function(s) s$settings$l1 > 0 || s$settings$l2 > 0 || decays(s$settings$optimizer)

mask_code <- function(s, l) {
  mask <- s$mask[[l]]
  w <- s$w[l]
  if (all(mask == 1)) return(sprintf("row(%s) > 0", w))
  if (s$bias && all(mask == (row(s$start[[l]]) > 1))) return(sprintf("row(%s) > 1", w))
  sprintf("matrix(%s, %d) == 1", r_vector(mask), nrow(s$start[[l]]))
}

# What came out, on the data's own scale, named as coef() names it.
code_end <- function(s, fit) {
  scale <- s$scale
  first <- s$w[1]
  last <- s$w[s$depth]
  lines <- c("", "# ---- the result")
  if (length(scale$forward)) {
    inner <- if (s$bias) sprintf("%s[-1, , drop = FALSE]", first) else first
    lines <- c(lines, "# back to the data's own scale", sprintf("slopes <- %s",
      if (is.matrix(scale$forward)) sprintf("forward %%*%% %s", inner) else sprintf("%s / spread", inner)))
    if (!is.null(scale$origin)) lines <- c(lines, "slopes <- origin + slopes")
    centred <- if (any(scale$centre != 0)) " - centre %*% slopes" else ""
    lines <- c(lines, sprintf("%s <- %s", first,
                              if (s$bias) sprintf("rbind(%s[1, ]%s, slopes)", first, centred) else "slopes"))
  }
  if (any(scale$shift != 0, scale$unit != 1)) {
    lines <- c(lines, sprintf(if (length(scale$unit) > 1) "%s <- sweep(%s, 2, unit, \"*\")" else "%s <- %s * unit",
                              last, last),
               if (s$bias) sprintf("%s[1, ] <- %s[1, ] + shift", last, last))
  }
  if (scale$cost_unit != 1) lines <- c(lines, sprintf("E <- E * %s", r_numbers(scale$cost_unit)))
  text <- function(x) sprintf("c(%s)", paste(vapply(x, function(v) deparse(v), ""), collapse = ", "))
  if (!is.list(fit$coefficients)) {
    named <- sprintf("setNames(drop(%s), %s)", first, text(names(fit$coefficients)))
    return(c(lines, assign_code("coefficients", broken(named, 0)), "print(coefficients, digits = 10)"))
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

# ---- expressions as text

# An expression with other names in it: c(w = "W1") makes w <- w - eta * g into W1 <- W1 - eta * g.
code_text <- function(e, names = NULL) {
  deparse1(do.call(substitute, list(e, lapply(as.list(names), str2lang))), " ")
}

# Whether a choice is made from the user's own functions, which the script must define.
uses_own <- function(choice) is_own(choice) && any(vapply(choice$code, is_own_call, NA))
is_own_call <- function(e) any(c("value", "slope") %in% all.names(e))

# (n * k) with a k that is 1 is n.
drop_factor <- function(e, name) {
  if (!is.call(e)) return(e)
  e[-1] <- lapply(e[-1], drop_factor, name)
  if (identical(e[[1]], quote(`*`)) && identical(e[[3]], as.name(name))) return(e[[2]])
  if (identical(e[[1]], quote(`(`)) && !is.call(e[[2]])) return(e[[2]])
  e
}

# Numbers as R code that reads back to the last bit, with as few digits as that takes.
r_numbers <- function(x) {
  text <- sprintf("%.15g", x)
  off <- is.finite(x) & as.numeric(text) != x
  text[off] <- sprintf("%.17g", x[off])
  off <- is.finite(x) & as.numeric(text) != x
  text[off] <- sprintf("%a", x[off])
  text
}

r_vector <- function(x, names = NULL) {
  text <- r_numbers(x)
  if (!is.null(names)) text <- paste(r_names(names), "=", text)
  if (length(x) == 1 && is.null(names)) text else sprintf("c(%s)", paste(text, collapse = ", "))
}

r_names <- function(x) {
  ifelse(make.names(x) == x, x, paste0("`", gsub("`", "\\`", gsub("\\", "\\\\", x, fixed = TRUE), fixed = TRUE), "`"))
}
