# Activations and costs as functions, with their slopes.

activation_picture <- function(x, from = -5, to = 5) {
  check_number(from, "from", "one number", is.finite(from))
  check_number(to, "to", sprintf("one number above `from` (%s)", format(from)), is.finite(to) && to > from)
  z <- seq(from, to, length.out = 401)
  f <- if (x$joint) activation_table[[x$alone]] else x  # the other unit's weighted sum is 0
  data <- data.frame(z = z, value = f$value(z), slope = f$slope(z))
  list(data = data, names = c("f(z)", "slope f'(z)"), ylim = range_of(data$value, data$slope, add = 0.02), middle = 0,
       main = paste0(x$name, if (x$joint) " (1 of 2 units)"), xlab = "Weighted sum z")
}

# One output's part of a cost, and its slope by the output y: over y - d, and where outputs are shares over y, with d =
# 1.
cost_picture <- function(x, from = -3, to = 3) {
  check_number(from, "from", "one number", is.finite(from))
  check_number(to, "to", sprintf("one number above `from` (%s)", format(from)), is.finite(to) && to > from)
  shares <- is.finite(x$range[1])
  y <- if (shares) centres(x$range, 401) else seq(from, to, length.out = 401)
  d <- if (shares) x$range[2] else 0
  share <- share_of(x, 1)
  observed <- rep(d, length(y))
  data <- data.frame(y = y, value = share * x$value(observed, y), slope = share * x$slope(observed, y))
  all <- range_of(data$value, data$slope, add = 0.02)
  list(data = data, d = d, names = c("cost", "slope by y"), middle = d, main = x$name,
       ylim = if (shares) c(max(all[1], -6), min(all[2], 6)) else all,
       xlab = if (shares) sprintf("Output y, with d = %g observed", d) else "y - d")
}
