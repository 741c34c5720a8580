# How far a fit is from its minimum, and what the minimum is: the arithmetic that summary(), vcov() and others share.

# The design, response and all, reduced to what the squares need: `root`, whose crossproduct is that of [X y]. It is the
# triangle [R z; 0 rest], or the weighted rows themselves where there are fewer rows than coefficients.
reduce_design <- function(design, weights, y, offset = NULL) {
  p <- length(design$names)
  if (design$rows < p) {
    if (!is.null(offset)) y <- y - offset
    rows <- cbind(design_matrix(design), y, deparse.level = 0)
    return(if (is.null(weights)) rows else sqrt(weights) * rows)
  }
  root <- matrix(0, p + 1, p + 1)
  each_piece(design, function(x, rows) {
    root <<- kernel_reduce(root, x, design$bias, take(y, rows), take(weights, rows), take(offset, rows))
  })
  root
}

overflows <- function(root) !is.finite(sum(root^2))

stop_overflow <- function() {
  stop("the data must be finite and not so large that their squares overflow.", call. = FALSE)
}

# R, z and the square of the rest.
split_root <- function(root) {
  p <- ncol(root) - 1
  at <- seq_len(min(p, nrow(root)))
  list(r = root[at, seq_len(p), drop = FALSE], z = root[at, p + 1],
       rest = if (nrow(root) > p) root[p + 1, p + 1]^2 else 0)
}

# The least-squares minimum of a root, as lm() would have it: NA where a column is aliased. `unscaled` is of those that
# are `kept`, `variances` is its diagonal in the place of each coefficient.
minimum <- function(root, names) {
  p <- length(names)
  parts <- split_root(root)
  r <- parts$r
  z <- parts$z
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
  list(coefficients = setNames(theta, names), rank = rank, kept = kept, unscaled = unscaled, variances = variances,
       rss = parts$rest + sum(effects[seq_along(effects) > rank]^2), effects = effects, qr = pieces)
}

# The rank as qr() judges it. Where nothing depends on anything else the diagonal of a triangle tells, that of the rows
# where they are fewer, which is much faster.
rank_of <- function(r) {
  if (independent(small_root(r))) min(dim(r)) else qr(r, tol = 1e-7)$rank
}

# A triangle with the singular values of R: R itself, or where it has fewer rows than columns that of its transpose.
small_root <- function(r) {
  if (nrow(r) >= ncol(r)) return(r)
  at <- seq_len(nrow(r))
  kernel_reduce(matrix(0, nrow(r) + 1, nrow(r) + 1), t(r), FALSE, numeric(ncol(r)), NULL, NULL)[at, at, drop = FALSE]
}

# Whether no column of a triangle depends on those before it.
independent <- function(triangle) {
  p <- dim(triangle)[2]
  squares <- triangle^2
  all(squares[seq_len(p) * (p + 1L) - p] > 1e-14 * .colSums(squares, p, p))
}

# Distance to the minimum of a quadratic fit in standard errors, coefficient by coefficient. Aliased coefficients have
# no standard error of their own: with any, the distances are those of the fitted values, along R's singular directions.
distance <- function(fit) {
  p <- length(fit$coefficients)
  m <- minimum(fit$root, names(fit$coefficients))
  sigma <- sqrt(m$rss / fit$df.residual)
  if (m$rank == 0) return(numeric(p))
  if (m$rank < p) {
    parts <- split_root(fit$root)
    excess <- parts$z - drop(parts$r %*% fit$coefficients)
    s <- svd(parts$r, nv = 0)
    moved <- drop(crossprod(s$u[, seq_len(m$rank), drop = FALSE], excess))
    return(abs(moved) / sigma)
  }
  abs(m$coefficients - fit$coefficients) / (sigma * sqrt(m$variances))
}

# excess: what is left of the way, z - R theta.
near_minimum <- function(fit, excess) {
  left <- sqrt(sum(excess^2))
  rest <- sqrt(split_root(fit$root)$rest)
  size <- sqrt(sum(fit$root[, ncol(fit$root)]^2))
  if (fit$df.residual > 0) {
    # where the model fits perfectly, standard errors are rounding and so is what is left of the way
    if (left <= 1e-12 * size) return(TRUE)
    # no coefficient is further away than the fitted values are
    if (left <= 0.001 * rest / sqrt(fit$df.residual)) return(TRUE)
    away <- distance(fit)
    if (!anyNA(away)) return(all(away <= 0.001))
  }
  # a perfect fit has no standard errors: there, the residuals vanish against the response
  sqrt(left^2 + rest^2) <= 1e-6 * size
}

# The judgement where no standard error tells: the gradient has all but vanished and the error has settled.
settled <- function(fit) {
  history <- fit$history
  error <- history$error
  if (length(error) < 2 || fit$stop %in% c("diverged", "interrupted")) return(FALSE)
  late <- error[history$error_epoch >= 0.9 * max(history$error_epoch)][1]
  now <- error[length(error)]
  still <- abs(late - now) <= 1e-3 * abs(late)
  gradients <- history$gradients
  if (nrow(gradients) < 2) return(still)
  still && max(abs(gradients[nrow(gradients), ])) <= 1e-3 * max(abs(gradients[1, ]), 1e-300)
}
