# The coordinates in which training works: coefficients = origin + forward %*% coordinates. Training sees the design
# times `forward`; users see coefficients on the data's own scale.

# The statistics come from the root of the design alone (its data are not read again): R'R = X'WX.
# `weight` is the sum of the weights, `curvature` the number by which X'WX is multiplied in the Hessian.
coordinates <- function(scaling, r, names, rows, weight, curvature, start) {
  p <- length(names)
  if (scaling == "none") return(NULL)
  if (scaling == "standardize") {
    centred <- names[1] == "(Intercept)"
    squares <- colSums(r^2)
    mean <- if (centred) r[1, ] / r[1, 1] else numeric(p)
    if (centred) squares <- squares - r[1, ]^2
    scale <- sqrt(squares / weight * rows / max(1, rows - 1))
    # a constant column, to rounding, keeps its own scale
    scale[!(squares > 1e-20 * colSums(r^2))] <- 1
    if (centred) mean[1] <- 0
    forward <- diag(1 / scale, p)
    inverse <- diag(scale, p)
    if (centred) {
      forward[1, -1] <- -mean[-1] / scale[-1]
      inverse[1, -1] <- mean[-1]
    }
    return(list(forward = forward, inverse = inverse, origin = numeric(p)))
  }
  # whiten: the Hessian becomes the identity. Directions that the data do not determine are left at the start.
  pieces <- qr(r, tol = 1e-7)
  if (pieces$rank == 0) return(list(forward = diag(p), inverse = diag(p), origin = start))
  if (pieces$rank == p) {
    inverse <- r * sqrt(curvature)
    forward <- backsolve(inverse, diag(p))
  } else {
    s <- svd(r)
    kept <- seq_len(pieces$rank)
    forward <- s$v[, kept, drop = FALSE] %*% diag(1 / (s$d[kept] * sqrt(curvature)), pieces$rank)
    inverse <- diag(s$d[kept] * sqrt(curvature), pieces$rank) %*% t(s$v[, kept, drop = FALSE])
  }
  list(forward = forward, inverse = inverse, origin = start)
}

to_coordinates <- function(k, theta) if (is.null(k)) theta else drop(k$inverse %*% (theta - k$origin))

# How what training moves looks on the data's own scale: for the kernel, which records it so, and for kernel_outwards().
# A map lists what is not 0 in its matrix; it belongs to each of the `blocks` first blocks of `inner` numbers, which
# become `outer` numbers. Then coefficients are multiplied by `scale` and moved by `shift`; `unit` is what one unit of
# the cost that training sees is worth. NULL: what is trained is what is seen.
new_view <- function(forward, backward, inner, outer, blocks, scale = numeric(), shift = numeric(), unit = 1) {
  list(forward = forward, backward = backward, inner = inner, outer = outer, blocks = blocks, scale = scale,
       shift = shift, unit = unit)
}

entries <- function(m) {
  at <- which(m != 0, arr.ind = TRUE)
  list(to = at[, 1], from = at[, 2], factor = m[at])
}

coordinates_view <- function(k) {
  if (is.null(k)) return(NULL)
  new_view(entries(k$forward), entries(t(k$inverse)), ncol(k$forward), nrow(k$forward), 1, shift = k$origin)
}
