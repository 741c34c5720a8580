# How far a fit is from its minimum, and what the minimum is: the arithmetic that summary(), vcov() and others share.

# The least-squares minimum of the triangle [R z; 0 rest], as lm() would have it: NA where a column is aliased.
minimum <- function(triangle, names) {
  p <- length(names)
  at <- seq_len(p)
  r <- triangle[at, at, drop = FALSE]
  z <- triangle[at, p + 1]
  pieces <- qr(r, tol = 1e-7)  # the decomposition, tolerance and pivoting of lm()
  rank <- pieces$rank
  kept <- pieces$pivot[seq_len(rank)]
  effects <- qr.qty(pieces, z)
  theta <- rep(NA_real_, p)
  theta[kept] <- qr.coef(pieces, z)[kept]
  used <- qr.R(pieces)[seq_len(rank), seq_len(rank), drop = FALSE]
  unscaled <- matrix(NA_real_, p, p, dimnames = list(names, names))
  if (rank > 0) unscaled[kept, kept] <- chol2inv(used)
  list(coefficients = setNames(theta, names), rank = rank, kept = kept, unscaled = unscaled,
       rss = triangle[p + 1, p + 1]^2 + sum(effects[seq_along(effects) > rank]^2), effects = effects, qr = pieces)
}

# The rank as qr() judges it, which without a dependent column is seen from the diagonal alone.
rank_of <- function(r) {
  p <- dim(r)[2]
  squares <- r^2
  diagonal <- squares[seq_len(p) * (p + 1L) - p]
  if (all(diagonal >= 1e-14 * .colSums(squares, p, p))) p else qr(r, tol = 1e-7)$rank
}

# Distance to the minimum of a quadratic fit in standard errors, coefficient by coefficient. Aliased coefficients have
# no standard error of their own: with any, the distances are those of the fitted values, along R's singular directions.
distance <- function(fit) {
  p <- length(fit$coefficients)
  at <- seq_len(p)
  m <- minimum(fit$triangle, names(fit$coefficients))
  sigma <- sqrt(m$rss / fit$df.residual)
  if (m$rank == 0) return(numeric(p))
  if (m$rank < p) {
    excess <- fit$triangle[at, p + 1] - drop(fit$triangle[at, at, drop = FALSE] %*% fit$coefficients)
    s <- svd(fit$triangle[at, at, drop = FALSE], nv = 0)
    moved <- drop(crossprod(s$u[, seq_len(m$rank), drop = FALSE], excess))
    return(abs(moved) / sigma)
  }
  abs(m$coefficients - fit$coefficients) / (sigma * sqrt(diag(m$unscaled)))
}

# excess: what is left of the way, z - R theta.
near_minimum <- function(fit, excess) {
  last <- fit$triangle[, length(fit$coefficients) + 1]
  left <- sqrt(sum(excess^2))
  rest <- abs(last[length(last)])
  size <- sqrt(sum(last^2))
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
