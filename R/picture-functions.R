# Activations and costs as functions, with their slopes.

activation_picture <- function(x, from = -5, to = 5) {
  check_number(from, "from", "one number", is.finite)
  check_number(to, "to", sprintf("one number above `from` (%s)", format(from)), function(v) is.finite(v) && v > from)
  z <- seq(from, to, length.out = 401)
  f <- if (x$joint) activation_table[[x$alone]] else x  # the other unit's weighted sum is 0
  data <- data.frame(z = z, value = f$value(z), slope = f$slope(z))
  list(data = data, names = c("f(z)", "slope f'(z)"), ylim = range_of(data$value, data$slope, add = 0.02), middle = 0,
       main = paste0(x$name, if (x$joint) " (1 of 2 units)"), xlab = "Weighted sum z")
}
