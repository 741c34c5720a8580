# How far a least-squares or a logistic fit is from its minimum, in standard errors, and how many epochs that is. Where
# a bound tells as much, no work grows with the cube of the number of coefficients.

most_exact <- 200  # with more coefficients than these, bounds stand in for exact distances when a fit is printed

# left: the norm of R (minimum - theta), a bound on every coefficient's distance; rest: the norm of the residuals at
# the minimum; size: that of the response. perfect: no residual is left that double precision could tell from rounding.
# exact: with collinear columns left needs a decomposition; without it left and what follows from it are NA there.
# What follows `parts` is never given, but worked out when it is first asked for. away: the largest distance of a
# coefficient; reference: what residuals are compared with where there is no standard error, of a response that is 0
# those at the start.
quadratic_measures <- function(fit, exact = TRUE, parts = split_factor(fit$qr_factor),
                               bound = left / sigma,
                               reference = if (isTRUE(size > 0)) size else size_at_start(fit),
                               away = if (perfect) NA_real_ else largest_distance(r, way, sigma, full)) {
  r <- parts$r
  way <- way_left(fit, parts)
  full <- parts$full
  beside <- if (full || reaches_all(r)) 0 else if (exact) sum(qr.resid(qr(r, tol = 1e-7), way)^2) else NA_real_
  left <- sqrt(max(0, sum(way^2) - beside))
  rest <- sqrt(parts$rss_min + beside)  # `beside` is what no coefficients can reach
  size <- response_size(fit)
  df <- fit$df.residual
  perfect <- isTRUE(rest <= 1e-10 * size) || !isTRUE(df > 0)
  sigma <- if (perfect) NA_real_ else rest / sqrt(df)
  environment()
}

# The length of the residuals at the start.
size_at_start <- function(fit) {
  sqrt(max(0, fit$history$error[1] / quadratic_scale(fit$hyperparameters$cost, weight_of(fit))))
}

# Fewer rows than coefficients, none of which depends on others.
reaches_all <- function(r) nrow(r) < ncol(r) && independent(small_factor(r))

# R (minimum - theta). The last column of a linear model's factor is the response, that of others the residuals of now.
way_left <- function(fit, parts) {
  if (!is_gaussian(fit)) return(parts$z)
  parts$z - drop(parts$r %*% as.double(fit$coefficients))
}

# The length of the weighted response; of a linear model less its offset, which is the last column of the factor.
response_size <- function(fit) {
  if (!is.null(fit$table)) return(size_by_sums(fit$table))
  factor <- fit$qr_factor
  if (is_gaussian(fit)) return(weighted_length(factor[, dim(factor)[2]]))
  weighted_length(as.double(fit$fitted.values + fit$residuals), fit$weights)
}

# sqrt(sum w y^2), also where the squares would overflow or vanish.
weighted_length <- function(y, weights = 1) {
  largest <- max(abs(y), 0)
  if (!isTRUE(largest > 0)) return(largest)
  largest * sqrt(sum((if (is.null(weights)) 1 else weights) * (y / largest)^2))
}

# The largest distance of a coefficient to the minimum, sigma times the norm of its row of R^-1. Where columns depend on
# others a coefficient has none of its own: the distances are those of the fitted values, along R's singular directions.
largest_distance <- function(r, way, sigma = 1, full = nrow(r) == ncol(r) && independent(r)) {
  if (ncol(r) == 0 || all(way == 0)) return(0)
  if (full) {
    variances <- rowSums(backsolve(r, diag(ncol(r)))^2)
    return(max(abs(backsolve(r, way)) / (sigma * sqrt(variances))))
  }
  max(abs(crossprod(reached_axes(r), way)), 0) / sigma
}

# Whether every coefficient lies within 0.001 standard errors of the minimum; of a perfect fit, which has none, whether
# the residuals have vanished beside the response.
at_quadratic_minimum <- function(q) {
  if (q$perfect) return(isTRUE(sqrt(q$left^2 + q$rest^2) <= 1e-6 * q$reference))
  if (!is.finite(q$bound)) return(FALSE)
  if (q$bound <= 0.001) return(TRUE)
  # the last coefficient's distance needs no inverse of R
  if (q$full && abs(q$way[length(q$way)]) > 0.001 * q$sigma) return(FALSE)
  # of k distances along directions the largest is at least their norm by the root of k
  if (!q$full && q$bound > 0.001 * sqrt(ncol(q$r))) return(FALSE)
  isTRUE(q$away <= 0.001)
}

# ---- the speed of gradient descent on a quadratic --------------------------------------------------------------------

# largest_rate, best_rate: 2 / lambda_max, and 2 / (lambda_max + lambda_min), the best in the long run, of the
# curvatures lambda in the coordinates of training. epochs_needed: until at_quadratic_minimum(), for plain gradient
# descent at a constant rate on all rows and up to 500 coefficients, else NA.
quadratic_speed <- function(fit, q = quadratic_measures(fit)) {
  hyper <- fit$hyperparameters
  names <- names(fit$coefficients)
  weight <- weight_of(fit)
  curvature <- 2 * quadratic_scale(hyper$cost, weight)
  map <- unit_map(hyper$scaling, q$r, names, weight, curvature, expand_start(hyper$start, names))
  x <- map_columns(map, q$r)
  many <- is_many(length(names))
  s <- if (many) list(d = extreme_singular_values(x)) else svd(x)
  lambda <- curvature * s$d^2
  seen <- lambda > max(lambda, 0) * 1e-14
  flat <- !all(seen) || (!many && length(lambda) < ncol(x))
  plain <- is_plain(hyper$optimizer) && !is_batched(fit) && is.numeric(hyper$eta) && fit$stop != "diverged"
  list(largest_rate = stable_rate(hyper$optimizer, max(lambda, 0)),
       best_rate = if (any(seen)) 2 / (max(lambda) + min(lambda[seen])) else Inf,
       condition = if (flat) Inf else max(lambda) / min(lambda),
       epochs_needed = if (isTRUE(fit$converged)) 0 else if (plain && !many && is.finite(q$left))
         epochs_to_go(q, map, s, lambda, hyper$eta) else NA_real_)
}

# The largest and the smallest singular value of a triangle, by Lanczos iterations on R'R and on its inverse, which take
# p^2 operations each (Golub & Van Loan 2013, section 10.1); of other matrices by svd().
extreme_singular_values <- function(x) {
  triangular <- nrow(x) == ncol(x) && all(x[lower.tri(x)] == 0) && independent(x)
  if (!triangular) return(range(svd(x, 0, 0)$d))
  inverse <- function(v) backsolve(x, backsolve(x, v, transpose = TRUE))
  sqrt(c(1 / largest_eigenvalue(inverse, ncol(x)), largest_eigenvalue(function(v) crossprod(x, x %*% v), ncol(x))))
}

# Along an eigenvector of the Hessian the distance left shrinks by 1 - eta lambda per epoch. Epochs are searched by
# doubling, then by halving the interval.
epochs_to_go <- function(q, map, s, lambda, eta) {
  # of the fitted values, without what no coefficients can reach
  way <- drop(crossprod(s$u, q$way)) * (s$d > 1e-7 * max(s$d, 0))
  shrunk <- function(epochs) (1 - eta * lambda)^epochs * way
  if (q$perfect) {
    there <- function(epochs) sqrt(sum(shrunk(epochs)^2) + q$rest^2) <= 1e-6 * q$reference
  } else if (q$full) {
    se <- q$sigma * sqrt(rowSums(backsolve(q$r, diag(ncol(q$r)))^2))
    there <- function(epochs) {
      u <- drop(s$v %*% (shrunk(epochs) / s$d))
      all(abs(map_apply(map, u) - map_apply(map, 0 * u)) <= 0.001 * se)
    }
  } else {
    there <- function(epochs) all(abs(shrunk(epochs)) <= 0.001 * q$sigma)
  }
  if (isTRUE(there(0))) return(0)
  upper <- 1
  while (!isTRUE(there(upper))) {
    upper <- upper * 2
    if (upper > 1e15) return(Inf)
  }
  lower <- upper / 2
  while (upper - lower > max(1, 1e-3 * upper)) {
    middle <- floor((lower + upper) / 2)
    if (isTRUE(there(middle))) upper <- middle else lower <- middle
  }
  upper
}

# ---- logistic regression ---------------------------------------------------------------------------------------------

# The Newton step from here estimates the distance left, with the Fisher information in place of R'R / sigma^2.
newton_measures <- function(fit, away = if (is.finite(bound)) largest_distance(r, way) else Inf) {
  parts <- split_factor(fit$qr_factor)
  r <- parts$r
  way <- parts$z
  # a row predicted wrongly with certainty has a gradient, but no curvature, which a Newton step needs
  blind <- if (is.null(fit$table)) is_certain(fit$fitted.values, fit$residuals) else fit$table$certain > 0
  bound <- if (blind || !all(is.finite(way))) Inf else sqrt(sum(way^2))
  environment()
}

# Whether a probability is exactly 0 or 1 where the class is the other one.
is_certain <- function(p, residuals) {
  ends <- range(p)
  if (isTRUE(ends[1] > 0 && ends[2] < 1)) return(FALSE)
  any((p == 0 | p == 1) & abs(residuals) > 1e-8)
}

at_newton_minimum <- function(n) {
  if (!is.finite(n$bound)) return(FALSE)
  n$bound <= 0.001 || isTRUE(n$away <= 0.001)
}
