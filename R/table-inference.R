# What a neuron's table is asked after training: the information that standard errors rest on, likelihood and classes,
# in one statement, and how far it is from the minimum.

#' @export
judge.table_slopes_model <- function(model, spec, fit) {
  theta <- unname(fit$coefficients)
  known <- ask_information(spec, theta)
  facts <- spec$table
  keep <- c("rows", "dropped", "missing", "weight", "counted", "logs", "spread", "label", "names", "assign")
  found <- c("squares", "deviance", "null.deviance", "likelihood", "confusion", "ends", "certain")
  fit$table <- c(facts[keep], known[found], list(passes = spec$slopes$passes()))
  fit["weights"] <- list(NULL)
  fit["qr_factor"] <- list(if (is.null(spec$family)) spec$qr_factor else known$factor)
  fit$df.residual <- facts$counted - rank_of(split_factor(fit$qr_factor)$r)
  binomial <- identical(spec$family, "binomial")
  fit$separated <- spec$cost$range[2] == 1 && known$classes && known$wrong == 0
  # rows that do not depend on each other can be separated whatever their classes
  separable <- binomial && fit$df.residual <= 0 && known$classes
  fit$converged <- !separable && judge_converged(fit)
  if (binomial && fit$converged && flat_sums(spec, fit)) {
    fit$separated <- TRUE
    fit$converged <- FALSE
  }
  fit$table$statements <- sent_statements(spec$frame$source)
  fit
}

# The sums over the rows at the coefficients: information v in the place of weights, residuals, losses, classes.
ask_information <- function(spec, theta) {
  slopes <- spec$slopes
  dialect <- spec$frame$source$dialect
  squared <- spec$cost$quadratic
  binomial <- identical(spec$family, "binomial")
  slope <- spec$activations[[1]]$code$slope
  # the derivative of the loss by z is -residual for the family binomial, -residual f'(z) for squares
  codes <- list(loss = slopes$pair$loss, res = if (squared) bquote((d - y) * .(slope)) else quote(d - y),
                v = if (squared) bquote((.(slope)) * (.(slope))) else slope, square = quote((d - y) * (d - y)),
                full = quote(ifelse(d > 0 & d < 1, d * log(d) + (1 - d) * log(1 - d), 0)))
  if (!binomial) codes$full <- quote(0 * y)
  z <- slopes$sums$z
  q <- function(name) sql_name(dialect, name)
  at <- which(upper.tri(diag(length(z)), diag = TRUE), arr.ind = TRUE)
  times <- function(...) sprintf("SUM(%s%s)", slopes$weighted, paste(..., sep = " * "))
  counting <- function(condition) sql_count_if(dialect, condition)
  ends <- two_ends(unique(c(slopes$sums$smallest, slopes$sums$largest)), spec$cost$range[2] == 1)
  known <- !is.null(ends)
  if (!known) ends <- c(0, 1)
  literals <- sql_number(ends)
  between <- sprintf("%s <> %s AND %s <> %s", q("y"), literals[1], q("y"), literals[2])
  nearer <- c(sprintf("%s > %s", q("a"), sql_number(mean(ends))), sprintf("%s <= %s", q("a"), sql_number(mean(ends))))
  cells <- sprintf("%s = %s AND %s", q("y"), literals, rep(nearer, each = 2))
  live <- if (nzchar(slopes$weighted)) paste(q("w"), "> 0 AND ") else ""
  free <- free_sum(spec, theta)
  aggregates <- c(
    squares = times(q("square")), loss = times(q("loss")), full = times(q("full")), v = times(q("v")),
    res = times(q("res")), between = counting(paste0(live, between)),
    wrong = counting(sprintf("%s(2e0 * %s - 1e0) * %s <= 0e0", live, q("y"), free)),
    certain = counting(sprintf("%s(%s <= 1e-300 OR %s >= 1e0) AND ABS(%s - %s) > 1e-8", live, q("a"), q("a"), q("y"),
                               q("a"))),
    sprintf("SUM(%sCASE WHEN %s THEN 1e0 ELSE 0e0 END)", slopes$weighted, cells),
    if (length(z)) c(times(q("v"), q(z)), times(q("res"), q(z)), times(q("v"), q(z[at[, 1]]), q(z[at[, 2]])))
  )
  values <- ask_sums(spec$frame$source, aggregates, slopes$rows(theta, codes), "information and likelihood")
  numbers <- unname(values[-(1:12)])
  classes <- known && values[["between"]] == 0
  loss <- values[["loss"]]
  list(squares = values[["squares"]], deviance = if (binomial) 2 * (loss + values[["full"]]),
       null.deviance = if (binomial) 2 * (null_loss(spec) + values[["full"]]),
       likelihood = if (binomial) if (classes) -loss else NA_real_, classes = classes, wrong = values[["wrong"]],
       certain = values[["certain"]], confusion = if (classes) matrix(values[c(11, 12, 9, 10)], 2),
       ends = if (classes) ends,
       factor = information_factor(spec, values[["v"]], values[["res"]], numbers, length(z), at,
                                   if (squared) values[["squares"]] else 0))
}

# The cross-entropy of the intercept alone, which gives the mean of the response; NA with an offset, where it has no
# closed form.
null_loss <- function(spec) {
  if (!is.null(spec$frame$offset)) return(NA_real_)
  p <- if (spec$frame$design$intercept) spec$slopes$sums$response else 0.5
  -spec$table$weight * (p * log(p) + (1 - p) * log1p(-p))
}

# The weighted sum without the offset, which cannot grow.
free_sum <- function(spec, theta) {
  dialect <- spec$frame$source$dialect
  t <- sql_name(dialect, "t")
  if (is.null(spec$frame$offset)) t else sprintf("(%s - %s)", t, sql_name(dialect, "o"))
}

# The triangle of the tangent design, with the working residual behind it.
information_factor <- function(spec, v, res, numbers, p, at, squares) {
  products <- matrix(0, p + 1, p + 1)
  products[1, 1] <- v
  if (p > 0) {
    products[1, -1] <- products[-1, 1] <- numbers[seq_len(p)]
    products[at + 1] <- products[at[, 2:1, drop = FALSE] + 1] <- numbers[-seq_len(2 * p)]
  }
  back <- spec$slopes$sums$back
  gradient <- c(res, if (p > 0) numbers[p + seq_len(p)])
  r <- upright(triangle_of(products)$r %*% back)[seq_len(ncol(back)), , drop = FALSE]
  pieces <- qr(r, tol = 1e-7)
  kept <- seq_len(pieces$rank)
  used <- qr.R(pieces)[kept, kept, drop = FALSE]
  g <- drop(crossprod(back, gradient))[pieces$pivot[kept]]
  z <- numeric(ncol(back))
  if (length(kept)) z[kept] <- backsolve(used, g, transpose = TRUE)
  z <- drop(qr.qy(pieces, z))
  rbind(cbind(r, z, deparse.level = 0), c(numeric(ncol(r)), sqrt(max(0, squares - sum(z^2)))))
}

# As flat() judges it: does a Newton step that is nothing in standard errors still move a weighted sum by a half?
# The ranges of the columns bound it; only where they cannot rule it out a statement asks.
flat_sums <- function(spec, fit) {
  m <- minimum(fit$qr_factor, names(fit$coefficients))
  sums <- spec$slopes$sums
  if (m$rank < qr(split_factor(sums$factor)$r, tol = 1e-7)$rank) return(TRUE)
  step <- ifelse(is.na(m$coefficients), 0, m$coefficients)
  at <- drop(sums$back %*% step)
  reach <- pmax(abs(sums$means$min - sums$means$mean), abs(sums$means$max - sums$means$mean)) / sums$means$scale
  if (abs(at[1]) + sum(abs(at[-1]) * reach) <= 0.5) return(FALSE)
  moved <- sql_sum(c(sql_number(at[1]), sprintf("%s * %s", sql_name(spec$frame$source$dialect, sums$z),
                                                sql_number(at[-1]))))
  range <- ask_sums(spec$frame$source, sprintf(c("MIN(%s)", "MAX(%s)"), moved), sums$from, "the reach of a last step")
  max(abs(range)) > 0.5
}
