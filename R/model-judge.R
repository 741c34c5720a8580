# The judgement `converged`, for each kind of model.

# reduced_residual: z - R theta, which vanishes at the minimum.
near_minimum <- function(fit, reduced_residual) {
  left <- sqrt(sum(reduced_residual^2))
  rest <- sqrt(split_factor(fit$qr_factor)$rss_min)
  size <- sqrt(sum(fit$qr_factor[, ncol(fit$qr_factor)]^2))
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

# Weighted sums (without offset or fixed bias, which cannot grow) with the right sign in every row: twice these
# coefficients are better than once, and so on for ever.
separates <- function(design, theta, y, weights) {
  right <- TRUE
  each_block(design$rows, 50 * length(theta), function(at) {
    if (!right) return()  # as a rule some row of the first, small block has settled it
    if (!is.null(weights)) at <- at[weights[at] > 0]
    d <- y[at]
    right <<- all(d == 0 | d == 1) && all((2 * d - 1) * (design_matrix(design, at) %*% theta) > 0)
  })
  right
}

# Standard errors that have grown faster than the way to the minimum has shrunk: the Newton step is nothing beside them,
# but still moves a weighted sum by a half and more, or some coefficients have no curvature left that the design would
# give them. Some rows of the two classes are separated, others lie on the border.
flat <- function(fit, design) {
  m <- minimum(fit$qr_factor, names(fit$coefficients))
  if (m$rank < length(design$names)) {
    curved <- qr(split_factor(reduce_design(design, fit$weights, fit$fitted.values))$r, tol = 1e-7)$rank
    if (m$rank < curved) return(TRUE)
  }
  step <- m$coefficients
  moved <- linear_range(design, ifelse(is.na(step), 0, step))
  max(abs(moved)) > 0.5
}

# The Newton step from here, in standard errors: |R delta| bounds every coefficient's share.
near_newton <- function(fit) {
  # a row with the wrong class for certain pulls, but has no curvature that a Newton step could see
  certain <- min(fit$fitted.values) <= 0 || max(fit$fitted.values) >= 1
  if (certain && any(fit$fitted.values %in% c(0, 1) & abs(fit$residuals) > 1e-8)) return(FALSE)
  pieces <- minimum(fit$qr_factor, names(fit$coefficients))
  delta <- pieces$effects[seq_len(pieces$rank)]
  if (sqrt(sum(delta^2)) <= 0.001) return(TRUE)
  all(abs(pieces$coefficients) <= 0.001 * sqrt(pieces$variances), na.rm = TRUE)
}
