# The coordinates in which training works: coefficients = origin + F coordinates, `size` of them. Training sees the
# design times F; users see coefficients on the data's own scale.

# The statistics come from the root of the design alone (its data are not read again): R'R = X'WX.
# `weight` is the sum of the weights, `curvature` the number by which X'WX is multiplied in the Hessian.
coordinates <- function(scaling, r, names, rows, weight, curvature, start) {
  p <- length(names)
  if (scaling == "none") return(NULL)
  if (scaling == "standardize") {
    centred <- names[1] == "(Intercept)"
    mean <- numeric(p)
    if (centred) mean[-1] <- drop(crossprod(r, r[, 1]))[-1] / sum(r[, 1]^2)
    squares <- colSums((r - tcrossprod(r[, 1], mean))^2)
    scale <- sqrt(squares / weight * rows / max(1, rows - 1))
    # a constant column, to rounding, keeps its own scale
    scale[!(squares > 1e-20 * colSums(r^2))] <- 1
    if (centred) scale[1] <- 1
    return(centring_map(mean, scale))
  }
  # whiten: the Hessian becomes the identity. Directions that the data do not determine are left at the start.
  pieces <- qr(r, tol = 1e-7)
  if (pieces$rank == 0) return(matrix_map(diag(p), diag(p), start))
  if (pieces$rank == p) {
    inverse <- r * sqrt(curvature)
    return(matrix_map(backsolve(inverse, diag(p)), inverse, start))
  }
  s <- svd(r)
  kept <- seq_len(pieces$rank)
  root <- s$d[kept] * sqrt(curvature)
  v <- s$v[, kept, drop = FALSE]
  matrix_map(v * rep(1 / root, each = p), root * t(v), start)
}

# A map F: `columns` are a matrix times F, `out` is F u, `back` is F'g, `inwards` F^-1 v; `forward` and `backward` are
# the entries of F and of (F^-1)'.
matrix_map <- function(f, inverse, origin) {
  list(size = ncol(f), origin = origin, matrix = f, forward = entries(f), backward = entries(t(inverse)),
       columns = function(m) m %*% f, out = function(u) drop(f %*% u), back = function(g) drop(crossprod(f, g)),
       inwards = function(v) drop(inverse %*% v))
}

# (x - mean) / scale, column by column; where a mean is not 0 the first column is the intercept's, which takes them up.
centring_map <- function(mean, scale) {
  all <- seq_along(scale)
  moved <- which(mean != 0)
  first <- rep(1L, length(moved))
  list(size = length(scale), origin = numeric(length(scale)), mean = mean, scale = scale,
       forward = list(to = c(all, first), from = c(all, moved), factor = c(1 / scale, -mean[moved] / scale[moved])),
       backward = list(to = c(all, moved), from = c(all, first), factor = c(scale, mean[moved])),
       columns = function(m) (m - tcrossprod(m[, 1], mean)) * rep(1 / scale, each = nrow(m)),
       out = function(u) {
         v <- u / scale
         replace(v, 1, v[1] - sum(mean * v))
       },
       back = function(g) (g - mean * g[1]) / scale,
       inwards = function(v) replace(v * scale, 1, v[1] * scale[1] + sum(mean * v)))
}

to_coordinates <- function(k, theta) if (is.null(k)) theta else k$inwards(theta - k$origin)

# A matrix times F.
in_coordinates <- function(k, m) if (is.null(k)) m else k$columns(m)

# The map as the kernels take it: theta = origin + scale * (F u), for the record and for kernel_outwards(). `forward` and
# `backward` list the entries of F and of (F^-1)' that are not 0; F belongs to each of the first `blocks` blocks of `inner`
# numbers, which become `outer` numbers. `cost` is what one unit of the cost that training sees is worth. NULL: training
# and reported coefficients coincide.
new_view <- function(forward, backward, inner, outer, blocks, scale = numeric(), origin = numeric(), cost = 1) {
  list(forward = forward, backward = backward, inner = inner, outer = outer, blocks = blocks, scale = scale,
       origin = origin, cost = cost)
}

entries <- function(m) {
  at <- which(m != 0, arr.ind = TRUE)
  list(to = at[, 1], from = at[, 2], factor = m[at])
}

coordinates_view <- function(k) {
  if (is.null(k)) return(NULL)
  new_view(k$forward, k$backward, k$size, length(k$origin), 1, origin = k$origin)
}
