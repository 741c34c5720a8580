#' Optimizers
#'
#' The rule that turns the gradient g into a step of the coefficients, with its settings. The name alone, as in
#' `optimizer = "adam"`, means the rule with the defaults below. Rules and defaults are PyTorch's where it has them; all
#' states start at 0, t is the number of the step.
#'
#' `r optimizer_help()`
#'
#' Adam: m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
#' theta - eta / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon).
#'
#' `eta` is 0.01 for adam and adamw where PyTorch has 0.001: full-batch training on tables needs fewer epochs with it.
#'
#' @param rho Share of the last velocity that is kept, a number in \[0, 1).
#' @param alpha Share of the last mean square that is kept, a number in \[0, 1).
#' @param beta1,beta2 Shares of the last means of g and g^2 that are kept, numbers in \[0, 1).
#' @param epsilon A positive number that keeps the division finite.
#' @param decay Decoupled weight decay, a number that is 0 or larger; biases are left out. In [ann()] a positive `l2`
#'   takes its place.
#' @param shrink,grow Factors of a step when the gradient's sign changes (in (0, 1)) and stays (above 1).
#' @param smallest,largest Bounds of a step, positive numbers.
#' @return An object of class `"optimizer"`: a list with the `name` and the `settings`, a named numeric vector.
#' @section Errors: A setting outside its range is named, with what came.
#' @references PyTorch documentation, module torch.optim; Polyak (1964); Nesterov (1983); Duchi, Hazan & Singer (2011);
#'   Kingma & Ba (2015); Loshchilov & Hutter (2019); Riedmiller & Braun (1993); Nocedal & Wright (2006), algorithm 7.4;
#'   Hager & Zhang (2005), equation 4.1.
#' @seealso [gd_lm()], [neuron()], [ann()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @examples
#' opt_momentum(rho = 0.8)
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", optimizer = opt_nesterov(0.8))
#' @name optimizers
NULL

# A setting: its default and what it must be. `before` holds the settings that come before it.
setting <- function(default, check) list(default = default, check = check)
setting_share <- function(default) setting(default, function(x, name, before) check_share(x, name))
setting_positive <- function(default) setting(default, function(x, name, before) check_positive(x, name))
setting_nonnegative <- function(default) setting(default, function(x, name, before) check_nonnegative(x, name))
setting_between <- function(default, must, ok) {
  setting(default, function(x, name, before) check_number(x, name, must, is.finite(x) && ok(x, before)))
}

new_rule <- function(name, settings = list(), state = list(), step = NULL, formula = NULL, rate = NULL,
                     network_rate = 0.01, bound = NULL, search = FALSE, whole = search, help) {
  list(name = name, settings = settings, state = state, step = step, formula = formula, rate = rate,
       network_rate = network_rate, bound = bound, search = search, whole = whole, help = help)
}

adam_step <- expression(
  m <- beta1 * m + (1 - beta1) * g,
  v <- beta2 * v + (1 - beta2) * g^2,
  w <- w - eta / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
)

# One row for each rule; the compiled table (optimizers.cpp) has the same names with the same settings, in the same
# order.
#   settings       default and check of each
#   state          what the rule remembers of each coefficient, and where that begins
#   step           expressions in w (the coefficients), g (their gradient), eta, t (the number of the step), is_weight
#                  (FALSE for biases), the settings and the state
#   formula        the step in words, where the expressions do not read as a formula
#   rate           eta where it is left to the rule; without it the model sets it, and a network takes network_rate
#   bound          the largest stable rate on a quadratic, times its largest curvature, in the settings
#   search         a line search finds the step by evaluating the cost
#   whole          learns from all rows at once only
#   help           the rule for a reader
optimizer_rules <- lapply(named_objects("rule", list(
  gd = list(
    step = expression(w <- w - eta * g), network_rate = 0.1, bound = 2, help = "theta - eta g"
  ),
  momentum = list(
    settings = list(rho = setting_share(0.9)), state = list(v = 0),
    step = expression(v <- rho * v + g, w <- w - eta * v),
    bound = quote(2 * (1 + rho)), help = "v = rho v + g; theta - eta v"
  ),
  nesterov = list(
    settings = list(rho = setting_share(0.9)), state = list(v = 0),
    step = expression(v <- rho * v + g, w <- w - eta * (g + rho * v)),
    bound = quote(2 * (1 + rho) / (1 + 2 * rho)), help = "v = rho v + g; theta - eta (g + rho v)"
  ),
  adagrad = list(
    settings = list(epsilon = setting_positive(1e-10)), state = list(s = 0),
    step = expression(s <- s + g^2, w <- w - eta * g / (sqrt(s) + epsilon)),
    rate = 0.01, help = "s = s + g^2; theta - eta g / (sqrt(s) + epsilon)"
  ),
  rmsprop = list(
    settings = list(alpha = setting_share(0.99), epsilon = setting_positive(1e-8)), state = list(v = 0),
    step = expression(v <- alpha * v + (1 - alpha) * g^2, w <- w - eta * g / (sqrt(v) + epsilon)),
    rate = 0.01, help = "v = alpha v + (1 - alpha) g^2; theta - eta g / (sqrt(v) + epsilon)"
  ),
  adam = list(
    settings = list(beta1 = setting_share(0.9), beta2 = setting_share(0.999), epsilon = setting_positive(1e-8)),
    state = list(m = 0, v = 0), step = adam_step, rate = 0.01, help = "as below the table"
  ),
  adamw = list(
    settings = list(beta1 = setting_share(0.9), beta2 = setting_share(0.999), epsilon = setting_positive(1e-8),
                    decay = setting_nonnegative(0.01)),
    state = list(m = 0, v = 0), step = c(expression(w <- w - eta * decay * is_weight * w), adam_step), rate = 0.01,
    help = "theta - eta decay theta (weights only), then adam"
  ),
  rprop = list(
    settings = list(
      shrink = setting_between(0.5, "one number between 0 and 1", function(x, before) x > 0 && x < 1),
      grow = setting_between(1.2, "one number above 1", function(x, before) x > 1),
      smallest = setting_positive(1e-6),
      largest = setting_between(50, "one number above `smallest`", function(x, before) x > before[["smallest"]])
    ),
    state = list(last = 0, size = quote(eta)),
    step = expression(
      change <- g * last,
      size <- ifelse(change > 0, pmin(grow * size, largest), ifelse(change < 0, pmax(shrink * size, smallest), size)),
      last <- ifelse(change < 0, 0, g),
      w <- w - sign(last) * size
    ),
    formula = paste("size grows while the gradient keeps its sign and shrinks when it changes;",
                    "w = w - sign(g) * size, no step after a change"),
    rate = 0.01, help = "own step sizes, times `grow` while the gradient's sign stays, `shrink` when it changes"
  ),
  lbfgs = list(
    formula = "w = w + length * direction, the length halved from eta until the error falls enough",
    rate = 1, search = TRUE,
    help = "quasi-Newton from the last 10 steps, halved until the error falls enough; all rows only"
  )
)), unclass)

# An optimizer's row, by the object or the name. Rows are plain lists: looking up the fields of an object with a class
# searches for methods each time, and all of a small fit takes as long as some hundred such searches.
rule_of <- function(optimizer) {
  name <- if (is.list(optimizer)) .subset2(optimizer, "name") else optimizer
  row <- if (is.character(name) && length(name) == 1 && !is.na(name)) optimizer_rules[[name]]
  if (is.null(row)) check_choice(name, "optimizer", names(optimizer_rules)) else row
}

# The settings as the compiled rule takes them: by name, in the row's order.
kernel_settings <- function(optimizer) {
  wanted <- names(rule_of(optimizer)$settings)
  if (identical(wanted, names(optimizer$settings))) return(optimizer$settings)
  missing <- setdiff(wanted, names(optimizer$settings))
  if (length(missing)) {
    stop_argument("optimizer", sprintf("an optimizer with the settings %s", paste(wanted, collapse = ", ")),
                  sprintf("one without `%s`", missing[1]))
  }
  optimizer$settings[wanted]
}

new_optimizer <- function(name, ...) {
  given <- list(...)
  settings <- numeric()
  for (one in names(given)) {
    settings[[one]] <- optimizer_rules[[name]]$settings[[one]]$check(given[[one]], one, settings)
  }
  structure(list(name = name, settings = if (length(settings)) settings), class = "optimizer")
}

# The function that makes an optimizer, its arguments the settings of the row.
optimizer_maker <- function(name) {
  settings <- optimizer_rules[[name]]$settings
  make <- as_function(as.call(c(quote(new_optimizer), name, sapply(names(settings), as.name))), names(settings),
                      topenv())
  formals(make) <- lapply(settings, `[[`, "default")
  make
}

# Each rule with its defaults.
default_optimizers <- lapply(setNames(nm = names(optimizer_rules)), function(name) optimizer_maker(name)())

#' @rdname optimizers
#' @export
opt_gd <- optimizer_maker("gd")

#' @rdname optimizers
#' @export
opt_momentum <- optimizer_maker("momentum")

#' @rdname optimizers
#' @export
opt_nesterov <- optimizer_maker("nesterov")

#' @rdname optimizers
#' @export
opt_adagrad <- optimizer_maker("adagrad")

#' @rdname optimizers
#' @export
opt_rmsprop <- optimizer_maker("rmsprop")

#' @rdname optimizers
#' @export
opt_adam <- optimizer_maker("adam")

#' @rdname optimizers
#' @export
opt_adamw <- optimizer_maker("adamw")

#' @rdname optimizers
#' @export
opt_rprop <- optimizer_maker("rprop")

#' @rdname optimizers
#' @export
opt_lbfgs <- optimizer_maker("lbfgs")

optimizer_help <- function() {
  rate <- vapply(optimizer_rules, function(r) if (is.null(r$rate)) "by the model" else format(r$rate), "")
  help_table(c("name", "rule", "`eta` if \"auto\" or NULL"), names(optimizer_rules),
             vapply(optimizer_rules, `[[`, "", "help"), rate)
}

#' @export
print.optimizer <- function(x, ...) {
  say(paste("Optimizer:", format(x)), exdent = 2)
  invisible(x)
}

#' @export
format.optimizer <- function(x, ...) {
  if (!length(x$settings)) return(x$name)
  sprintf("%s (%s)", x$name, paste(names(x$settings), format_each(x$settings), sep = " ", collapse = ", "))
}

# An argument `optimizer`: a name becomes an object with the defaults of its row.
as_optimizer <- function(x) {
  if (inherits(x, "optimizer")) return(x)
  check_called(x, "optimizer", paste0("opt_", names(optimizer_rules)))
  check_choice(x, "optimizer", names(optimizer_rules), " or one of opt_gd(), opt_adam(), ...")
  default_optimizers[[x]]
}

# The optimizer, if it can learn from batches of that size; NULL: all rows.
check_batches <- function(optimizer, batch_size) {
  rule <- rule_of(optimizer)
  if (!rule$whole || is.null(batch_size)) return(optimizer)
  stop(sprintf("`optimizer` must be one that can learn from mini-batches where `batch_size` is given, not \"%s\".",
               rule$name), call. = FALSE)
}

# The step as a formula: "v = rho * v + g; w = w - eta * v".
rule_formula <- function(rule) {
  if (!is.null(rule$formula)) return(rule$formula)
  paste(vapply(as.list(rule$step), function(e) paste(deparse1(e[[2]]), "=", deparse1(e[[3]])), ""), collapse = "; ")
}

# Whether the step depends on its number.
is_timed <- function(rule) any(vapply(as.list(rule$step), function(e) "t" %in% all.vars(e), NA))

# Gradient descent itself: a step that remembers nothing.
is_plain <- function(optimizer) {
  rule <- rule_of(optimizer)
  !rule$search && !length(rule$state)
}

# The names of the rules that learn from mini-batches too.
batch_optimizers <- function() names(Filter(function(rule) !rule$whole, optimizer_rules))

# The rule with its decoupled weight decay set, and whether it has one.
decays <- function(optimizer) "decay" %in% names(rule_of(optimizer)$settings)
with_decay <- function(optimizer, decay) {
  optimizer$settings[["decay"]] <- decay
  optimizer
}
