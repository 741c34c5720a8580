# The script's training by a line search (L-BFGS). It asks for the cost at places where no step ends, so that forward,
# cost and gradient become a function here.
search_loop <- function(s) {
  each <- seq_len(s$depth)
  ends <- cumsum(lengths(s$start))
  shapes <- lapply(each, function(l) {
    at <- call(":", ends[l] - length(s$start[[l]]) + 1, ends[l])
    assign_to(of_layer(s, l, "w"), bquote(matrix(theta[.(at)], .(as.numeric(nrow(s$start[[l]]))))))
  })
  all <- function(name) as.call(c(quote(c), lapply(each, of_layer, s = s, name = name)))
  evaluate <- block(shapes, forward_code(s), error_code(s, quote(error)),
                    objective_code(s, quote(objective), quote(error)), backward_code(s),
                    bquote(list(error = error, objective = objective, gradient = .(all("g")))))
  loop <- block(if (s$rated) quote(eta <- rate(epoch)), search_direction, search_length,
                quote(E[epoch + 1] <- now$error))
  arguments <- as.pairlist(alist(theta = ))  # nolint: spaces_inside_linter.
  list("", "---- cost and gradient at theta, all coefficients in one vector",
       bquote(evaluate <- .(call("function", arguments, evaluate))), "",
       "---- training: L-BFGS, directions from the last ten steps (Nocedal & Wright 2006, algorithm 7.4)",
       bquote(theta <- .(all("w"))), quote(now <- evaluate(theta)), quote(E <- now$error),
       "the last changes of theta and of the gradient", quote(steps <- list()), quote(changes <- list()),
       bquote(for (epoch in seq_len(epochs)) .(loop)), shapes)
}

search_direction <- quote({
  "direction = -H g, with H built up from those changes"
  direction <- -now$gradient
  alpha <- numeric()
  for (k in rev(seq_along(steps))) {
    alpha[k] <- sum(steps[[k]] * direction) / sum(steps[[k]] * changes[[k]])
    direction <- direction - alpha[k] * changes[[k]]
  }
  last <- length(steps)
  if (last > 0) {
    direction <- direction * sum(steps[[last]] * changes[[last]]) / sum(changes[[last]]^2)
  } else {
    direction <- direction * min(1, 1 / sum(abs(now$gradient)))
  }
  for (k in seq_along(steps)) {
    back <- sum(changes[[k]] * direction) / sum(steps[[k]] * changes[[k]])
    direction <- direction + (alpha[k] - back) * steps[[k]]
  }
})

search_length <- quote({
  "a step of length eta, halved until the error falls enough; where the fall drowns in rounding the slope along it
  decides, which for a parabola is the same condition (Hager & Zhang 2005, equation 4.1)"
  descent <- sum(direction * now$gradient)
  length <- eta
  found <- FALSE
  for (halving in seq_len(if (isTRUE(descent < 0)) 50 else 0)) {
    there <- evaluate(theta + length * direction)
    rise <- there$objective - now$objective
    slope <- sum(direction * there$gradient)
    seen <- abs(rise) > 1e-10 * abs(now$objective)
    if (isTRUE(seen)) {
      found <- isTRUE(rise <= 1e-4 * length * descent)
    } else {
      found <- isTRUE(slope <= (2 * 1e-4 - 1) * descent)
    }
    if (found) break
    length <- length / 2
  }
  if (found) {
    curvature <- length * (slope - descent)
    if (curvature > -1e-10 * length * descent) {
      steps <- tail(c(steps, list(theta + length * direction - theta)), 10)
      changes <- tail(c(changes, list(there$gradient - now$gradient)), 10)
    }
    theta <- theta + length * direction
    now <- there
  } else if (isTRUE(descent < 0)) {
    "no shorter step lowers the error: the minimum, to rounding"
    steps <- list()
    changes <- list()
  }
})
