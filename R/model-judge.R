# Whether the predictors separate two classes, so that the cross-entropy has no minimum.

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
