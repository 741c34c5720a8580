# From sums to the triangle that gd_lm() trains on: [R z; 0 rest] with R'R = X'WX, as the rows of [X y] would be reduced
# to in memory.

# The triangle of a matrix of products. Where a pivot is next to nothing it may be rounding: `unsure`, and a second
# summing tells; then pivots count as `least` of their column's square at the least.
triangle_of <- function(products, least = 0) {
  q <- ncol(products)
  r <- matrix(0, q, q)
  share <- rep(1, q)
  for (j in seq_len(q)) {
    above <- seq_len(j - 1)
    for (i in above) {
      left <- products[i, j] - sum(r[seq_len(i - 1), i] * r[seq_len(i - 1), j])
      r[i, j] <- if (r[i, i] > 0) left / r[i, i] else 0
    }
    pivot <- products[j, j] - sum(r[above, j]^2)
    if (products[j, j] > 1e-25 * products[1, 1]) share[j] <- pivot / products[j, j]
    r[j, j] <- sqrt(max(pivot, least * products[j, j], 0))
  }
  list(r = r, share = share)
}

# The triangle of [1 z1 z2 ...], the first `p` of which predict. Columns that nearly depend on each other are made
# orthogonal by the first triangle and summed again, which finds the rest of the digits ("CholeskyQR2": Yamamoto,
# Nakatsukasa, Yanagisawa & Fukaya 2015, Electronic Transactions on Numerical Analysis 44, 306-326).
ask_triangle <- function(frame, centred, names, p, weight) {
  weighted <- !is.null(frame$weights)
  products <- ask_products(frame$source, centred, names, weight, weighted)
  first <- triangle_of(products)
  if (all(first$share[seq_len(p + 1)] > 1e-6)) return(first$r)
  r <- triangle_of(products, least = 1e-11)$r
  diag(r)[diag(r) == 0] <- 1
  inverse <- backsolve(r, diag(ncol(r)))
  dialect <- frame$source$dialect
  quoted <- c("1", sql_name(dialect, names))
  columns <- vapply(seq_along(names) + 1, function(j) {
    used <- which(inverse[, j] != 0)
    sql_sum(ifelse(used == 1, sql_number(inverse[used, j]), sprintf("%s * %s", quoted[used],
                                                                    sql_number(inverse[used, j]))))
  }, "")
  u <- paste0("u", seq_along(names))
  extra <- if (weighted) c(w = sql_name(dialect, "w"))
  from <- sql_select(dialect, sql_columns(dialect, c(stats::setNames(columns, u), extra)), centred,
                     fenced = "sums")
  again <- ask_products(frame$source, from, u, weight, weighted, "products once more, of nearly dependent columns")
  triangle_of(again)$r %*% (r / c(r[1, 1], rep(1, nrow(r) - 1)))
}

# [X y offset] = [1 z1 z2 ...] times this.
uncentre <- function(means) {
  q <- length(means$mean)
  rbind(c(1, means$mean), cbind(numeric(q), diag(means$scale, q)))
}

# The triangle of the design and response, and what else the statements told. y - offset is the response.
table_triangle <- function(frame) {
  dialect <- frame$source$dialect
  p <- length(frame$design$columns)
  if (p + frame$design$intercept == 0) {
    stop("`formula` must have a predictor or an intercept: without either there is nothing to learn.", call. = FALSE)
  }
  y <- sql_name(dialect, "y")
  target <- if (is.null(frame$offset)) y else sprintf("(%s - %s)", y, sql_name(dialect, "o"))
  rows <- design_rows(frame, c(y = target))
  names <- c(if (p > 0) paste0("c", seq_len(p)), "y", if (!is.null(frame$offset)) "o")
  labels <- c(frame$design$names[seq_len(p) + frame$design$intercept], frame$label, "(offset)")
  means <- ask_means(frame, rows, names, labels)
  extra <- if (!is.null(frame$weights)) c(w = sql_name(dialect, "w"))
  centred <- centred_rows(dialect, rows, names, means, extra)
  z <- paste0("z", seq_along(names))
  r <- ask_triangle(frame, centred, z, p, means$weight)
  solved <- solve_centred(frame, centred, z[seq_len(p + 1)], r, means)
  back <- uncentre(means)
  kept <- c(if (frame$design$intercept) 1, seq_len(p) + 1)
  root <- upright(cbind(r[seq_len(p + 1), seq_len(p + 1)] %*% back[seq_len(p + 1), kept, drop = FALSE],
                        r[seq_len(p + 1), seq_len(p + 1)] %*% solved$fitted))
  root <- rbind(root[seq_along(kept), , drop = FALSE], c(numeric(length(kept)), sqrt(solved$rss)))
  c(means[c("rows", "dropped", "weight", "counted", "logs", "heaviest")],
    list(root = unname(root), triangle = upright_all(r, back, solved, p), spread = spread_of(r, means)))
}

# The triangle of [1 X y offset], with the corrected solution in the place of the response's part within the design.
upright_all <- function(r, back, solved, p) {
  all <- r %*% back
  at <- seq_len(p + 1)
  all[at, p + 2] <- r[at, at] %*% solved$fitted
  all[p + 2, p + 2] <- sqrt(solved$rss)
  all
}

# A matrix of fewer columns than rows as a triangle.
upright <- function(m) {
  if (all(m[lower.tri(m)] == 0)) return(m)
  pieces <- qr(m, tol = 0)
  qr.R(pieces)[, order(pieces$pivot), drop = FALSE]
}

# Mean, standard deviation and range of each column of the design.
spread_of <- function(r, means) {
  centre <- means$mean + r[1, -1] / r[1, 1] * means$scale
  squares <- colSums(r[-1, -1, drop = FALSE]^2) * means$scale^2
  data.frame(mean = centre, sd = sqrt(squares / means$weight * means$rows / max(1, means$rows - 1)), min = means$min,
             max = means$max)
}

# The solution in the centred columns, corrected by the gradient that statement 3 finds there. A correction has some
# digits of its own; only one that was large is followed by another. fitted: the response's part within the design, as
# a combination of [1 z1 z2 ...], on the response's own scale; rss: the weighted sum of squares of what is left.
solve_centred <- function(frame, centred, z, r, means) {
  p <- length(z) - 1
  at <- seq_len(p + 1)
  centre <- means$mean[p + 1]
  scale <- means$scale[p + 1]
  intercept <- frame$design$intercept
  basis <- if (intercept) diag(p + 1) else uncentre(means)[at, at, drop = FALSE][, -1, drop = FALSE]
  x <- r[at, at, drop = FALSE] %*% basis
  target <- r[at, p + 2]
  if (!intercept) target <- target + r[at, 1] * centre / scale
  pieces <- qr(x %*% diag(1 / pmax(sqrt(colSums(x^2)), 1e-300), ncol(x)), tol = 1e-7)
  kept <- pieces$pivot[seq_len(pieces$rank)]
  pieces <- qr(x[, kept, drop = FALSE], tol = 0)
  order <- pieces$pivot
  triangle <- qr.R(pieces)
  u <- numeric(ncol(x))
  u[kept] <- qr.coef(pieces, target)
  step <- Inf
  for (try in 1:2) {
    fitted <- drop(basis %*% u)
    if (!intercept) fitted[1] <- fitted[1] - centre / scale
    found <- ask_gradient(frame, centred, z, fitted)
    g <- drop(crossprod(basis[, kept, drop = FALSE], found$gradient))[order]
    half <- if (length(kept)) backsolve(triangle, g, transpose = TRUE) else numeric()
    now <- sqrt(sum(half^2))
    if (now >= step) break
    if (length(kept)) u[kept[order]] <- u[kept[order]] + backsolve(triangle, half)
    rss <- max(0, found$squares - sum(half^2))
    step <- now
    if (now <= 1e-8 * sqrt(sum(target^2))) break
  }
  fitted <- drop(basis %*% u) * scale
  if (intercept) fitted[1] <- fitted[1] + centre
  list(fitted = fitted, rss = rss * scale^2)
}

# Statement 3: what is left of the response at a solution, its square and its products with the columns.
ask_gradient <- function(frame, centred, z, fitted) {
  dialect <- frame$source$dialect
  weighted <- !is.null(frame$weights)
  quoted <- sql_name(dialect, z)
  p <- length(z) - 1
  terms <- c(sql_number(fitted[1]), sprintf("%s * %s", quoted[seq_len(p)], sql_number(fitted[-1])))
  left <- sprintf("%s - %s", quoted[p + 1], sql_sum(terms))
  columns <- c(stats::setNames(quoted[seq_len(p)], z[seq_len(p)]), r = left,
               if (weighted) c(w = sql_name(dialect, "w")))
  from <- sql_select(dialect, sql_columns(dialect, columns), centred, fenced = "sums")
  r <- sql_name(dialect, "r")
  weighted_r <- if (weighted) paste(sql_name(dialect, "w"), "*", r) else r
  sums <- c(sprintf("SUM(%s * %s)", weighted_r, r), sprintf("SUM(%s)", weighted_r),
            if (p > 0) sprintf("SUM(%s * %s)", weighted_r, quoted[seq_len(p)]))
  values <- ask_sums(frame$source, sums, from, "the gradient at the solution")
  list(squares = values[1], gradient = values[-1])
}
