# The learning rate: a number, a function of the epoch, or "auto".

check_rate <- function(eta, automatic = FALSE) {
  if (automatic && identical(eta, "auto")) return(eta)
  if (is.function(eta) && (is.primitive(eta) || length(formals(eta)) > 0)) return(eta)
  must <- if (automatic) "one positive number, \"auto\" or a function of the epoch" else
    "one positive number or a function of the epoch"
  if (is.function(eta)) stop_argument("eta", must, "a function without an argument for the epoch")
  check_number(eta, "eta", must, eta > 0 && is.finite(eta))
}

# One number, or a number for each of the epochs first + 1, ..., first + epochs (0 where there are none).
expand_rate <- function(eta, first, epochs) {
  if (!is.function(eta)) return(eta)
  rates <- lapply(first + seq_len(epochs), eta)
  good <- vapply(rates, function(x) is_number(x) && x > 0 && is.finite(x), NA)
  if (!all(good)) {
    at <- which(!good)[1]
    stop(sprintf("`eta` must return one positive number for each epoch, not %s as for epoch %s.",
                 describe(rates[[at]]), format(first + at)), call. = FALSE)
  }
  if (epochs == 0) 0 else as.double(unlist(rates, use.names = FALSE))
}

# What "auto" means: 1 / lambda_max of the cost's Hessian where the rule is a gradient rule, else the rule's own rate.
automatic_rate <- function(optimizer, largest_curvature) {
  rate <- rule_of(optimizer)$rate
  if (!is.null(rate)) return(rate)
  if (largest_curvature > 0) 1 / largest_curvature else 1
}

# What NULL and "auto" mean for a network, whose curvature is not known.
network_rate <- function(optimizer) {
  rule <- rule_of(optimizer)
  if (is.null(rule$rate)) rule$network_rate else rule$rate
}

# The largest stable rate on a quadratic whose largest curvature is given.
stable_rate <- function(optimizer, largest_curvature) {
  bound <- rule_of(optimizer)$bound
  if (is.null(bound) || largest_curvature == 0) return(Inf)
  (if (is.numeric(bound)) bound else eval(bound, as.list(optimizer$settings), baseenv())) / largest_curvature
}

check_stable <- function(rates, bound, allow) {
  if (allow || min(rates) <= bound) return(invisible())
  stop(sprintf("`eta` must be at most %s, the largest rate at which this fit is stable, not %s. %s",
               format(bound, digits = 6), format(min(rates), digits = 6),
               "Take a smaller one or `eta = \"auto\"`; `allow_divergence = TRUE` shows what happens."), call. = FALSE)
}

# One rate as far as an epoch, another after it: a function that holds both, so that all of training can be followed.
rate_then <- function(before, last, after) {
  if (last == 0 || identical(before, after)) return(after)
  at <- function(rate) if (is.function(rate)) as.call(list(rate, quote(epoch))) else rate
  body <- call("if", call("<=", quote(epoch), last), at(before), at(after))
  as.function(c(formals(function(epoch) NULL), body), baseenv())
}
