# What the compiled tables hold, written out as R code: as_r_code() pastes these lines into its script, explain_step()
# runs and shows them. Tests run both against the kernel, row by row.

# z is the weighted sum, a = f(z) the value
written_activations <- list(
  identity = c(value = "z", slope = "1"),
  sigmoid = c(value = "1 / (1 + exp(-z))", slope = "a * (1 - a)"),
  tanh = c(value = "tanh(z)", slope = "(1 - a^2)"),
  relu = c(value = "pmax(z, 0)", slope = "(z > 0)"),
  leaky_relu = c(value = "ifelse(z > 0, z, 0.01 * z)", slope = "ifelse(z > 0, 1, 0.01)"),
  elu = c(value = "ifelse(z > 0, z, expm1(z))", slope = "ifelse(z > 0, 1, a + 1)"),
  softplus = c(value = "pmax(z, 0) + log1p(exp(-abs(z)))", slope = "1 / (1 + exp(-z))"),
  gelu = c(value = "z * pnorm(z)", slope = "(pnorm(z) + z * dnorm(z))"),
  swish = c(value = "z / (1 + exp(-z))", slope = "(1 + z - a) / (1 + exp(-z))"),
  softmax = c(value = "exp(z - apply(z, 1, max)) / rowSums(exp(z - apply(z, 1, max)))", slope = NA)
)

# d is observed, y = f(z) the output; where `delta` is given the pair with that output's activation is fused.
written_costs <- list(
  squared = c(loss = "(d - y)^2", slope = "2 * (y - d)"),
  mae = c(loss = "abs(d - y)", slope = "sign(y - d)"),
  huber = c(loss = "ifelse(abs(d - y) <= 1, (d - y)^2 / 2, abs(d - y) - 1 / 2)", slope = "pmax(pmin(y - d, 1), -1)"),
  cross_entropy = c(loss = "-ifelse(d == 0, 0, d * log(y)) - ifelse(d == 1, 0, (1 - d) * log1p(-y))",
                    slope = "ifelse(d == 0, 0, -d / y) + ifelse(d == 1, 0, (1 - d) / (1 - y))"),
  cross_entropy_sigmoid = c(loss = "pmax(z, 0) - d * z + log1p(exp(-abs(z)))", delta = "y - d"),
  cross_entropy_softmax = c(loss = "d * (log(rowSums(exp(z - apply(z, 1, max)))) + apply(z, 1, max) - z)",
                            delta = "y * rowSums(d) - d")
)

written_cost <- function(cost, output, fused) {
  if (is_own(cost)) return(c(loss = "loss(d, y)", slope = "loss_slope(d, y)"))
  if (!is.null(quadratic_scale(cost$name, 1))) return(written_costs$squared)
  written_costs[[if (fused) paste0("cross_entropy_", output$name) else cost$name]]
}

# w the coefficients, g their gradient, t the number of the step; the settings go by their names. `state` holds what a
# rule remembers and where that begins; the last line but those of the state is the step.
written_rules <- list(
  gd = list(formula = "w - eta g", lines = "w <- w - eta * g"),
  momentum = list(formula = "v = rho v + g;  w - eta v", state = c(v = "0"),
                  lines = c("v <- rho * v + g", "w <- w - eta * v")),
  nesterov = list(formula = "v = rho v + g;  w - eta (g + rho v)", state = c(v = "0"),
                  lines = c("v <- rho * v + g", "w <- w - eta * (g + rho * v)")),
  adagrad = list(formula = "s = s + g^2;  w - eta g / (sqrt(s) + epsilon)", state = c(s = "0"),
                 lines = c("s <- s + g^2", "w <- w - eta * g / (sqrt(s) + epsilon)")),
  rmsprop = list(formula = "v = alpha v + (1 - alpha) g^2;  w - eta g / (sqrt(v) + epsilon)", state = c(v = "0"),
                 lines = c("v <- alpha * v + (1 - alpha) * g^2", "w <- w - eta * g / (sqrt(v) + epsilon)")),
  adam = list(
    formula = paste("m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;",
                    "w - eta / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon)"),
    state = c(m = "0", v = "0"),
    lines = c("m <- beta1 * m + (1 - beta1) * g", "v <- beta2 * v + (1 - beta2) * g^2",
              "w <- w - eta / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)")
  ),
  rprop = list(
    formula = paste0("size grows while the gradient keeps its sign, shrinks when it turns;  ",
                     "w - sign(g) size, no step after a turn"),
    state = c(last = "0", size = "eta"),
    lines = c("turn <- g * last",
              paste0("size <- ifelse(turn > 0, pmin(grow * size, largest), ",
                     "ifelse(turn < 0, pmax(shrink * size, smallest), size))"),
              "last <- ifelse(turn < 0, 0, g)", "w <- w - sign(last) * size")
  )
)
written_rules$adamw <- within(written_rules$adam, {
  formula <- paste("w = w - eta decay w (not the biases);", formula)
  lines <- c("w <- w - eta * decay * is_weight * w", lines)
})

# Puts other names into a line of R: c(w = "W1") makes w <- w - eta * g into W1 <- W1 - eta * g.
rename <- function(line, names) {
  for (old in names(names)) {
    line <- gsub(sprintf("(?<![[:alnum:]_.])%s(?![[:alnum:]_.(])", old), sprintf("\u0001%s\u0002", names[[old]]), line,
                 perl = TRUE)
  }
  gsub("[\u0001\u0002]", "", line)
}

# Numbers as R code that reads back to the last bit, with as few digits as that takes.
r_numbers <- function(x) {
  text <- sprintf("%.15g", x)
  off <- is.finite(x) & as.numeric(text) != x
  text[off] <- sprintf("%.17g", x[off])
  off <- is.finite(x) & as.numeric(text) != x
  text[off] <- sprintf("%a", x[off])
  text
}

r_vector <- function(x, names = NULL) {
  text <- r_numbers(x)
  if (!is.null(names)) text <- paste(r_names(names), "=", text)
  if (length(x) == 1 && is.null(names)) text else sprintf("c(%s)", paste(text, collapse = ", "))
}

r_names <- function(x) {
  ifelse(make.names(x) == x, x, paste0("`", gsub("`", "\\`", gsub("\\", "\\\\", x, fixed = TRUE), fixed = TRUE), "`"))
}
