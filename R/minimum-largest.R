# The largest eigenvalue of large matrices, as the rate of gradient descent needs it.

# Columns from which on all eigenvalues together, which take a time that grows with the cube, are too many to wait for.
is_many <- function(columns) columns > 500

# The largest singular value of a matrix, squared.
largest_square <- function(x) {
  if (!is_many(min(dim(x)))) return(La.svd(x, 0, 0)$d[1]^2)
  largest_eigenvalue(function(v) crossprod(x, x %*% v), ncol(x))
}

# times: the product of a symmetric, positive matrix with a vector.
largest_eigenvalue <- function(times, size, most = 300) {
  steps <- min(most, size)
  basis <- matrix(0, size, steps)
  main <- beside <- numeric(steps)
  v <- rep_len(c(1, -0.5, 0.25), size)
  v <- v / sqrt(sum(v^2))
  value <- 0
  for (i in seq_len(steps)) {
    basis[, i] <- v
    product <- drop(times(v))
    main[i] <- sum(v * product)
    known <- basis[, seq_len(i), drop = FALSE]
    for (again in 1:2) product <- product - drop(known %*% crossprod(known, product))
    beside[i] <- sqrt(sum(product^2))
    if (i %% 10 == 0 || i == steps || beside[i] <= 1e-14 * abs(main[1])) {
      band <- diag(main[seq_len(i)], i)
      at <- cbind(seq_len(i - 1), seq_len(i - 1) + 1)
      band[at] <- band[at[, 2:1, drop = FALSE]] <- beside[seq_len(i - 1)]
      now <- eigen(band, symmetric = TRUE, only.values = TRUE)$values[1]
      if (abs(now - value) <= 1e-10 * now || beside[i] <= 1e-14 * abs(main[1])) return(now)
      value <- now
    }
    v <- product / beside[i]
  }
  value
}
