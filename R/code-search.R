# The script's training by L-BFGS. Its line search asks for the cost at places where no step ends, so that forward, cost
# and gradient become a function here.
code_search <- function(s) {
  ends <- cumsum(lengths(s$start))
  shapes <- sprintf("%s <- matrix(theta[%d:%d], %d)", s$w, ends - lengths(s$start) + 1, ends, vapply(s$start, nrow, 0L))
  c("", "# ---- cost and gradient at theta, all coefficients in one vector", "evaluate <- function(theta) {",
    indent(c(shapes, code_forward(s), code_error(s, "error"), code_backward(s),
             sprintf("list(error = error, gradient = c(%s))", paste0("g", s$at, collapse = ", ")))), "}", "",
    "# ---- training: L-BFGS, directions from the last ten steps (Nocedal & Wright 2006, algorithm 7.4)",
    sprintf("theta <- c(%s)", paste(s$w, collapse = ", ")), "now <- evaluate(theta)", "E <- now$error",
    "moved <- turned <- list()  # the last changes of theta and of the gradient", "for (epoch in seq_len(epochs)) {",
    if (is.function(s$settings$eta)) "  eta <- rates[epoch]",
    indent(search_direction), indent(search_length), "  E[epoch + 1] <- now$error", "}", shapes)
}

search_direction <- c(
  "# direction = -H g, with H built up from those changes", "direction <- -now$gradient", "alpha <- numeric()",
  "for (k in rev(seq_along(moved))) {",
  "  alpha[k] <- sum(moved[[k]] * direction) / sum(moved[[k]] * turned[[k]])",
  "  direction <- direction - alpha[k] * turned[[k]]", "}",
  "last <- length(moved)",
  "direction <- direction *",
  "  if (last > 0) sum(moved[[last]] * turned[[last]]) / sum(turned[[last]]^2) else min(1, 1 / sum(abs(now$gradient)))",
  "for (k in seq_along(moved)) {",
  "  back <- sum(turned[[k]] * direction) / sum(moved[[k]] * turned[[k]])",
  "  direction <- direction + (alpha[k] - back) * moved[[k]]", "}"
)

search_length <- c(
  "# a step of length eta, halved until the error falls enough; where the fall drowns in rounding the slope along it",
  "# decides, which for a parabola is the same condition (Hager & Zhang 2005, equation 4.1)",
  "descent <- sum(direction * now$gradient)",
  "length <- eta", "found <- FALSE", "for (halving in seq_len(if (isTRUE(descent < 0)) 50 else 0)) {",
  "  there <- evaluate(theta + length * direction)",
  "  rise <- there$error - now$error", "  slope <- sum(direction * there$gradient)",
  "  seen <- abs(rise) > 1e-10 * abs(now$error)",
  "  found <- isTRUE(if (isTRUE(seen)) rise <= 1e-4 * length * descent else slope <= (2 * 1e-4 - 1) * descent)",
  "  if (found) break",
  "  length <- length / 2", "}",
  "if (found) {", "  curvature <- length * (slope - descent)",
  "  if (curvature > -1e-10 * length * descent) {",
  "    moved <- tail(c(moved, list(theta + length * direction - theta)), 10)",
  "    turned <- tail(c(turned, list(there$gradient - now$gradient)), 10)", "  }",
  "  theta <- theta + length * direction", "  now <- there", "} else if (isTRUE(descent < 0)) {",
  "  moved <- turned <- list()  # no shorter step lowers the error: the minimum, to rounding", "}"
)
