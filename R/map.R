# Scaling as one affine map: the reported coefficients are theta = origin + scale * (F u), where u is what training
# moves. The columns that training sees are the design times F, so that the reported coefficients are on the data's own
# scale. NULL is the map of `scaling = "none"`: training and reported coefficients coincide.
#
# F maps each of the first `blocks` blocks of `inner` numbers (the weights into one unit of the first layer) to `outer`
# numbers; what follows is copied. F is stored as what is not 0 in it (`forward`, and `backward` for the inverse of its
# transpose), or as `triangle`, an upper triangular R with F = R^-1, which is used by triangular solves alone.
# `scale` and `origin` have one number per coefficient, or none. `cost` is what one unit of the cost that training
# minimises is worth in the reported cost. The kernels read these fields; only R reads the others:
# `bias` (does each block begin with a bias?), `centre` and `spread` (of standardized columns), `matrix` and `inverse`
# (of whitened ones that are dense), `constant` (columns whose gradient is 0 whatever rounding says), `shift` and
# `factor` (of the responses), `units` (widths of all layers).

scalings <- c("none", "standardize", "whiten")

# The one in which a step of one size suits every coefficient.
even_scaling <- "standardize"
# The one in which the minimum of a linear model is one step away.
exact_scaling <- "whiten"

no_entries <- list(to = integer(), from = integer(), factor = numeric())

new_map <- function(inner = 0, outer = 0, blocks = 0, forward = no_entries, backward = no_entries, triangle = NULL,
                    scale = numeric(), origin = numeric(), cost = 1, bias = FALSE, ...) {
  map <- list(inner = inner, outer = outer, blocks = blocks, scale = scale, origin = origin, cost = cost, bias = bias,
              ...)
  if (is.null(triangle)) c(map, list(forward = forward, backward = backward)) else c(map, list(triangle = triangle))
}

# What is not 0 in a matrix.
entries <- function(m) {
  at <- which(m != 0, arr.ind = TRUE)
  list(to = at[, 1], from = at[, 2], factor = m[at])
}

# ---- one unit: the coefficients are one block -----------------------------------------------------------------------

# The map of a model with one unit, from the triangle R of its design (R'R = X'WX): its data are not read again.
# `total` is the sum of the weights, `curvature` the number by which X'WX is multiplied in the Hessian.
unit_map <- function(scaling, r, names, total, curvature, start) {
  check_choice(scaling, "scaling", scalings)
  scaling_maps[[scaling]](r, names[1] == "(Intercept)", total, curvature, start)
}

scaling_maps <- list(
  none = function(r, bias, total, curvature, start) NULL,
  standardize = function(r, bias, total, curvature, start) {
    mean <- numeric(ncol(r))
    if (bias) mean[-1] <- drop(crossprod(r, r[, 1]))[-1] / sum(r[, 1]^2)
    squares <- colSums((r - tcrossprod(r[, 1], mean))^2)
    spread <- sqrt(squares / total * total / max(1, total - 1))
    # a constant column, to rounding, keeps its own scale; centred it is 0, and so is its gradient
    constant <- !(squares > 1e-20 * colSums(r^2))
    spread[constant] <- 1
    if (bias) spread[1] <- 1
    standardizing_map(mean, spread, bias, constant = setdiff(which(constant), if (bias) 1))
  },
  # The Hessian becomes the identity. Directions that the data do not determine are left at the start.
  whiten = function(r, bias, total, curvature, start) {
    pieces <- qr(r, tol = 1e-7)
    rank <- pieces$rank
    p <- ncol(r)
    if (rank == p) return(new_map(p, p, 1, triangle = r * sqrt(curvature), origin = start))
    if (rank == 0) return(dense_map(diag(p), diag(p), 1, origin = start))
    if (dependence(pieces, r) > rounding_of_columns) return(kept_map(pieces, p, sqrt(curvature), start))
    s <- svd(r)
    kept <- seq_len(rank)
    root <- s$d[kept] * sqrt(curvature)
    v <- s$v[, kept, drop = FALSE]
    dense_map(v * rep(1 / root, each = p), root * t(v), 1, origin = start)
  }
)

# Columns that nearly depend on others, but not to rounding, are left out as lm() leaves them out: their coefficients
# stay at the start.
kept_map <- function(pieces, p, root, start) {
  at <- seq_len(pieces$rank)
  kept <- pieces$pivot[at]
  triangle <- qr.R(pieces)[at, at, drop = FALSE]
  f <- matrix(0, p, pieces$rank)
  f[kept, ] <- backsolve(triangle, diag(1 / root, pieces$rank))
  dense_map(f, root * triangle %*% diag(p)[kept, , drop = FALSE], 1, origin = start)
}

# (x - mean) / spread, column by column; the bias takes the means up. `mean` and `spread` have one number per row of a
# block, 0 and 1 for the bias.
standardizing_map <- function(mean, spread, bias, blocks = 1, ...) {
  all <- seq_along(spread)
  centred <- which(mean != 0)
  first <- rep(1L, length(centred))
  new_map(length(all), length(all), blocks,
          forward = list(to = c(all, first), from = c(all, centred),
                         factor = c(1 / spread, -mean[centred] / spread[centred])),
          backward = list(to = c(all, centred), from = c(all, first), factor = c(spread, mean[centred])),
          bias = bias, centre = mean, spread = spread, ...)
}

# theta = origin + F u with a dense F; with `centre` (one number per row of F) each block begins with a bias.
dense_map <- function(f, inverse, blocks, centre = NULL, ...) {
  forward <- entries(f)
  backward <- entries(t(inverse))
  bias <- !is.null(centre)
  if (bias) {
    forward <- beside_bias(forward, to = rep(1, ncol(f)), from = seq_len(ncol(f)) + 1, factor = -drop(centre %*% f))
    backward <- beside_bias(backward, to = seq_len(nrow(f)) + 1, from = rep(1, nrow(f)), factor = centre)
  }
  new_map(ncol(f) + bias, nrow(f) + bias, blocks, forward, backward, bias = bias, matrix = f, inverse = inverse,
          centre = centre, ...)
}

# A bias before all others, which keeps its value, and what passes between it and them.
beside_bias <- function(entries, to, from, factor) {
  list(to = c(1, to, entries$to + 1), from = c(1, from, entries$from + 1), factor = c(1, factor, entries$factor))
}

# ---- a network: one block per unit of the first layer, and the responses' own scale ---------------------------------

# What the inputs are scaled by: their centres, and their standard deviations or a matrix that whitens them. All are
# weighted by the case weights.
network_inputs <- list(
  none = function(data, hyper, s) s["centre"],
  standardize = function(data, hyper, s) {
    known <- input_moments(data)
    list(centre = if (hyper$bias == "learn") known$mean else s$centre,
         spread = ifelse(known$constant, 1, known$sd))
  },
  whiten = function(data, hyper, s) {
    known <- input_moments(data)
    centred <- hyper$bias == "learn"
    if (centred) s$centre <- known$mean
    if (length(s$centre) == 0) return(s["centre"])
    root <- sqrt(data$total)
    x <- rescale_columns(data$design$x, data$rows, data$count, s$centre, rep(1, length(s$centre)))
    w <- subset_rows(data$weights, data$rows)
    if (!is.null(w)) x <- sqrt(w) * x
    # in units of their own, so that no column is small beside the others
    spread <- sqrt(colSums(x^2)) / root
    unseen <- spread == 0 | (centred & known$constant)
    x[, unseen] <- 0
    spread[unseen] <- 1
    parts <- svd(x / rep(spread, each = nrow(x)), nu = 0)
    kept <- parts$d > max(parts$d, 0) * 1e-7 & parts$d > 0
    # svd() leaves the signs open, and drawn weights would differ with them: the largest entry is positive
    ends <- apply(parts$v, 2, function(v) v[which.max(abs(v))])
    parts$v <- parts$v * rep(sign(ends), each = nrow(parts$v))
    list(centre = s$centre, matrix = parts$v[, kept, drop = FALSE] %*% diag(root / parts$d[kept], sum(kept)) / spread,
         inverse = diag(parts$d[kept] / root, sum(kept)) %*% t(spread * parts$v[, kept, drop = FALSE]))
  }
)

input_moments <- function(data) {
  known <- column_moments(data$design$x, data$rows, data$count, subset_rows(data$weights, data$rows))
  constant <- known$sd <= 1e-10 * abs(known$mean) | known$sd == 0
  x <- data$design$x
  for (j in which(known$sd < 1e-140)) {
    largest <- max(abs(if (is.list(x)) x[[j]] else x[, j]))
    if (largest > 0 && largest < 1e-140) stop_near_zero(data$design$names[j], largest)
  }
  list(mean = known$mean, sd = known$sd, constant = constant)
}

# statistics: `centre`, `spread`, `shift`, `factor`, `cost` and, to whiten, `matrix` and `inverse`; `units` are the
# widths of the layers. NULL where nothing is scaled.
network_map <- function(statistics, units, bias) {
  last <- last_layer(units, bias)
  size <- max(last, 0)
  scaled <- any(statistics$factor != 1)
  each <- length(last) / length(statistics$factor)
  scale <- if (scaled) replace(rep(1, size), last, rep(statistics$factor, each = each))
  shifted <- any(statistics$shift != 0)
  origin <- if (shifted) replace(numeric(size), last[bias_rows(units)], statistics$shift)
  common <- list(scale = as.double(scale), origin = as.double(origin), cost = statistics$cost, units = units,
                 shift = statistics$shift, factor = statistics$factor)
  make <- function(f, ...) do.call(f, c(list(...), common))
  if (!is.null(statistics$matrix)) {
    return(make(dense_map, statistics$matrix, statistics$inverse, units[2], if (bias) statistics$centre))
  }
  if (!is.null(statistics$spread)) {
    return(make(standardizing_map, c(if (bias) 0, statistics$centre), c(if (bias) 1, statistics$spread), bias,
                units[2]))
  }
  if (scaled || shifted || statistics$cost != 1) make(new_map, bias = bias)
}

# Where the weights into the outputs stand in the flat vector, and their biases among them.
last_layer <- function(units, bias) {
  l <- length(units) - 1
  total <- sum((units[-length(units)] + bias) * units[-1])
  seq.int(total - (units[l] + bias) * units[l + 1] + 1, length.out = (units[l] + bias) * units[l + 1])
}

bias_rows <- function(units) {
  last <- length(units)
  (seq_len(units[last]) - 1) * (units[last - 1] + 1) + 1
}

# ---- using a map (map_apply() and map_gradient() stand in kernel-calls.R) -----------------------------------------

# u from theta.
map_inverse <- function(map, theta) {
  if (is.null(map)) return(theta)
  if (length(map$origin)) theta <- theta - map$origin
  if (length(map$scale)) theta <- theta / map$scale
  if (map$blocks == 0) return(theta)
  first <- seq_len(map$outer * map$blocks)
  block <- matrix(theta[first], map$outer)
  c(as.vector(block_inverse(map, block)), theta[seq_along(theta) > length(first)])
}

# One column per block.
block_inverse <- function(map, block) {
  if (!is.null(map$triangle)) return(map$triangle %*% block)
  if (!is.null(map$spread)) {
    inner <- block * map$spread
    if (map$bias) inner[1, ] <- block[1, ] * map$spread[1] + colSums(map$centre * block)
    return(inner)
  }
  if (!map$bias) return(map$inverse %*% block)
  weights <- block[-1, , drop = FALSE]
  rbind(block[1, ] + drop(crossprod(map$centre, weights)), map$inverse %*% weights)
}

# A matrix with one column per coefficient of a unit, times F.
map_columns <- function(map, m) {
  if (is.null(map)) return(m)
  if (!is.null(map$triangle)) return(t(backsolve(map$triangle, t(m), transpose = TRUE)))
  if (!is.null(map$spread)) return((m - tcrossprod(m[, 1], map$centre)) * rep(1 / map$spread, each = nrow(m)))
  m %*% map$matrix
}

# How many numbers training moves where a unit has p coefficients.
map_size <- function(map, p) if (is.null(map)) p else map$inner

# dE/du from dE/dtheta, of a unit: F'g.
map_pullback <- function(map, slope) {
  if (is.null(map)) return(slope)
  if (!is.null(map$triangle)) return(backsolve(map$triangle, slope, transpose = TRUE))
  if (is.null(map$spread)) return(drop(crossprod(map$matrix, slope)))
  (slope - map$centre * slope[1]) / map$spread
}
