# How far a fit is from its minimum, and what the minimum is: the arithmetic that summary(), vcov() and others share.

# The design, response and all, reduced to what the squares need: a factor whose crossproduct is that of [X y]. It is
# the triangle [R z; 0 sqrt(rss_min)], or the weighted rows themselves where there are fewer rows than coefficients.
reduce_design <- function(design, weights, y, offset = NULL) {
  p <- length(design$names)
  if (design$rows < p) {
    if (!is.null(offset)) y <- y - offset
    rows <- cbind(design_matrix(design), y, deparse.level = 0)
    return(if (is.null(weights)) rows else sqrt(weights) * rows)
  }
  triangle <- matrix(0, p + 1, p + 1)
  each_piece(design, function(x, rows) {
    triangle <<- fold_rows(triangle, x, design$bias, subset_rows(y, rows), subset_rows(weights, rows),
                           subset_rows(offset, rows))
  })
  triangle
}

# Slopes, those whose squares underflow as 0: a decomposition that divides by the root of their sum would give NaN.
without_tiny <- function(slopes) replace(slopes, abs(slopes) < 1e-150, 0)

overflows <- function(factor) !is.finite(sum(factor^2))

# names: of the columns and the response that are so large, where they are known.
stop_overflow <- function(names = NULL) {
  what <- if (length(names)) paste0("`", utils::head(names, 6), "`", collapse = ", ") else "the data"
  stop(what, " must be finite and not so large that their squares overflow: measure them in another unit.",
       call. = FALSE)
}

# R, z and the sum of squares that is left at the minimum; `full`: is R a triangle of full rank?
split_factor <- function(factor) {
  rows <- dim(factor)[1]
  p <- dim(factor)[2] - 1
  if (rows <= p) {
    return(list(r = factor[, seq_len(p), drop = FALSE], z = factor[, p + 1], rss_min = 0,
                full = FALSE))
  }
  at <- seq_len(p)
  r <- factor[at, at, drop = FALSE]
  list(r = r, z = factor[at, p + 1], rss_min = factor[p + 1, p + 1]^2, full = isTRUE(independent(r)))
}

# The least-squares minimum of a factor, as lm() would have it: NA where a column is aliased. `unscaled` is of those
# that are `kept`, `variances` is its diagonal in the place of each coefficient.
minimum <- function(factor, names) {
  if (overflows(factor)) stop_overflow()
  p <- length(names)
  parts <- split_factor(factor)
  r <- parts$r
  z <- parts$z
  if (parts$full) {  # a triangle of full rank is its own decomposition
    unscaled <- chol2inv(r)
    return(list(coefficients = setNames(backsolve(r, z), names), rank = p, kept = seq_len(p), unscaled = unscaled,
                variances = setNames(diag(unscaled), names), rss = parts$rss_min, effects = z, pivot = seq_len(p),
                estimable = rep(TRUE, p)))
  }
  pieces <- qr(r, tol = 1e-7)  # the decomposition, tolerance and pivoting of lm()
  rank <- pieces$rank
  kept <- pieces$pivot[seq_len(rank)]
  effects <- qr.qty(pieces, z)
  theta <- rep(NA_real_, p)
  theta[kept] <- qr.coef(pieces, z)[kept]
  used <- qr.R(pieces)[seq_len(rank), seq_len(rank), drop = FALSE]
  unscaled <- if (rank > 0) chol2inv(used) else matrix(0, 0, 0)
  variances <- setNames(rep(NA_real_, p), names)
  variances[kept] <- diag(unscaled)
  known <- estimable_columns(pieces, sqrt(colSums(r^2)))
  variances[!known] <- NA
  list(coefficients = setNames(theta, names), rank = rank, kept = kept, unscaled = unscaled, variances = variances,
       rss = parts$rss_min + sum(effects[seq_along(effects) > rank]^2), effects = effects,
       pivot = pieces$pivot, estimable = known)
}

# The rank as qr() judges it. Where nothing depends on anything else the diagonal of a triangle tells, that of the rows
# where they are fewer, which is much faster.
rank_of <- function(r, full = independent(small_factor(r))) if (full) min(dim(r)) else qr(r, tol = 1e-7)$rank

# A triangle with the singular values of R: R itself, or where it has fewer rows than columns that of its transpose.
small_factor <- function(r) {
  if (nrow(r) >= ncol(r)) return(r)
  at <- seq_len(nrow(r))
  fold_rows(matrix(0, nrow(r) + 1, nrow(r) + 1), t(r), FALSE, numeric(ncol(r)))[at, at, drop = FALSE]
}

# Whether no column of a triangle depends on those before it.
independent <- function(triangle) {
  p <- dim(triangle)[2]
  squares <- triangle^2
  all(squares[seq_len(p) * (p + 1L) - p] > 1e-14 * .colSums(squares, p, p))
}

# Distance to the minimum of a quadratic fit in standard errors, coefficient by coefficient. Aliased coefficients have
# no standard error of their own: with any, the distances are those of the fitted values, along R's singular directions.
distance <- function(fit, m = minimum(fit$qr_factor, names(fit$coefficients))) {
  p <- length(fit$coefficients)
  sigma <- sqrt(m$rss / fit$df.residual)
  if (m$rank == 0) return(numeric(p))
  if (m$rank < p) {
    parts <- split_factor(fit$qr_factor)
    reduced_residual <- parts$z - drop(parts$r %*% fit$coefficients)
    # of many, the norm: no direction is further away
    if (is_many(p)) return(sqrt(sum(crossprod(reached_basis(parts$r), reduced_residual)^2)) / sigma)
    return(abs(drop(crossprod(reached_axes(parts$r), reduced_residual))) / sigma)
  }
  abs(m$coefficients - fit$coefficients) / (sigma * sqrt(m$variances))
}

largest_curvature <- function(r, curvature) curvature * largest_square(small_factor(r))

# The squared length of the longest row of a design in the coordinates of a map.
longest_row <- function(design, map) {
  longest <- 0
  each_block(design$rows, length(design$names), function(at) {
    longest <<- max(longest, rowSums(map_columns(map, design_matrix(design, at))^2))
  })
  longest
}

# The design weighted by the slopes' information, with the working residuals for a response. values: the slopes, where
# the error is `squared`; else the outputs p of a sigmoid, whose slope p (1 - p) is the information too.
reduce_tangent <- function(design, residuals, values, weights, squared) {
  if (design$rows >= length(design$names)) {
    return(fold_tangent(design$x, design$bias, residuals, values, weights, squared))
  }
  slope <- if (squared) values else values * (1 - values)
  information <- (if (squared) slope^2 else slope) * (if (is.null(weights)) 1 else weights)
  reduce_design(design, information, ifelse(slope == 0, 0, residuals / slope))
}

# From qr()'s decomposition, with the lengths of the columns. Each dropped column is a combination b of those kept, so
# that nothing changes in the direction of (b, -1): a kept column that has no part in any is estimable.
estimable_columns <- function(pieces, size) {
  known <- rep(FALSE, length(size))
  at <- seq_len(pieces$rank)
  kept <- pieces$pivot[at]
  dropped <- pieces$pivot[-at]
  if (pieces$rank == 0 || length(dropped) == 0) return(replace(known, kept, TRUE))
  triangle <- qr.R(pieces)
  b <- backsolve(triangle[at, at, drop = FALSE], triangle[at, -at, drop = FALSE])
  share <- abs(b) * size[kept] / rep(pmax(size[dropped], 1e-300), each = length(at))
  replace(known, kept, rowSums(share > 1e-7) == 0)
}
