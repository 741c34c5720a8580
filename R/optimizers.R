#' Optimizers
#'
#' The rule that turns the gradient g into a step of the coefficients, with its settings. The name alone, as in
#' `optimizer = "adam"`, means the rule with the defaults below. Rules and defaults are PyTorch's where it has them; all
#' states start at 0, t is the number of the step.
#'
#' | name | rule | `eta` if "auto" or NULL |
#' |---|---|---|
#' | `"gd"` | theta - eta g | by the model |
#' | `"momentum"` | v = rho v + g; theta - eta v | by the model |
#' | `"nesterov"` | v = rho v + g; theta - eta (g + rho v) | by the model |
#' | `"adagrad"` | s = s + g^2; theta - eta g / (sqrt(s) + epsilon) | 0.01 |
#' | `"rmsprop"` | v = alpha v + (1 - alpha) g^2; theta - eta g / (sqrt(v) + epsilon) | 0.01 |
#' | `"adam"` | as below the table | 0.01 |
#' | `"adamw"` | theta - eta decay theta (weights only), then adam | 0.01 |
#' | `"rprop"` | own step sizes, times `grow` while the gradient's sign stays, `shrink` when it turns | 0.01 |
#' | `"lbfgs"` | quasi-Newton from the last 10 steps, halved until the error falls enough; all rows only | 1 |
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
#' @param shrink,grow Factors of a step when the gradient's sign turns (in (0, 1)) and stays (above 1).
#' @param smallest,largest Bounds of a step, positive numbers.
#' @return An object of class `"optimizer"`: a list with the `name` and the `settings`, a named numeric vector.
#' @section Errors: A setting outside its range is named, with what came.
#' @references PyTorch documentation, module torch.optim; Polyak (1964); Nesterov (1983); Duchi, Hazan & Singer (2011);
#'   Kingma & Ba (2015); Loshchilov & Hutter (2019); Riedmiller & Braun (1993); Nocedal & Wright (2006), algorithm 7.4;
#'   Hager & Zhang (2005), equation 4.1.
#' @seealso [gd_lm()], [neuron()], [ann()]
#' @examples
#' opt_momentum(rho = 0.8)
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", optimizer = opt_nesterov(0.8))
#' @name optimizers
NULL

# rate: the eta that "auto" and NULL mean where the model does not set it (NULL: it does).
# bound: the largest stable rate on a quadratic is bound(settings) / lambda_max (NULL: the rule has none).
optimizer_rules <- list(
  gd = list(make = function() opt_gd(), bound = function(s) 2),
  momentum = list(make = function() opt_momentum(), bound = function(s) 2 * (1 + s[["rho"]])),
  nesterov = list(make = function() opt_nesterov(),
                  bound = function(s) 2 * (1 + s[["rho"]]) / (1 + 2 * s[["rho"]])),
  adagrad = list(make = function() opt_adagrad(), rate = 0.01),
  rmsprop = list(make = function() opt_rmsprop(), rate = 0.01),
  adam = list(make = function() opt_adam(), rate = 0.01),
  adamw = list(make = function() opt_adamw(), rate = 0.01),
  rprop = list(make = function() opt_rprop(), rate = 0.01),
  lbfgs = list(make = function() opt_lbfgs(), rate = 1)
)

new_optimizer <- function(name, ...) {
  optimizer <- list(name = name, settings = c(...))
  class(optimizer) <- "optimizer"
  optimizer
}

#' @rdname optimizers
#' @export
opt_gd <- function() new_optimizer("gd")

#' @rdname optimizers
#' @export
opt_momentum <- function(rho = 0.9) new_optimizer("momentum", rho = check_share(rho, "rho"))

#' @rdname optimizers
#' @export
opt_nesterov <- function(rho = 0.9) new_optimizer("nesterov", rho = check_share(rho, "rho"))

#' @rdname optimizers
#' @export
opt_adagrad <- function(epsilon = 1e-10) new_optimizer("adagrad", epsilon = check_positive(epsilon, "epsilon"))

#' @rdname optimizers
#' @export
opt_rmsprop <- function(alpha = 0.99, epsilon = 1e-8) {
  new_optimizer("rmsprop", alpha = check_share(alpha, "alpha"), epsilon = check_positive(epsilon, "epsilon"))
}

#' @rdname optimizers
#' @export
opt_adam <- function(beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8) {
  new_optimizer("adam", beta1 = check_share(beta1, "beta1"), beta2 = check_share(beta2, "beta2"),
                epsilon = check_positive(epsilon, "epsilon"))
}

#' @rdname optimizers
#' @export
opt_adamw <- function(beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0.01) {
  new_optimizer("adamw", beta1 = check_share(beta1, "beta1"), beta2 = check_share(beta2, "beta2"),
                epsilon = check_positive(epsilon, "epsilon"), decay = check_nonnegative(decay, "decay"))
}

#' @rdname optimizers
#' @export
opt_rprop <- function(shrink = 0.5, grow = 1.2, smallest = 1e-6, largest = 50) {
  shrink <- check_number(shrink, "shrink", "one number between 0 and 1", function(x) x > 0 && x < 1)
  grow <- check_number(grow, "grow", "one number above 1", function(x) x > 1 && is.finite(x))
  smallest <- check_positive(smallest, "smallest")
  largest <- check_number(largest, "largest", "one number above `smallest`", function(x) x > smallest && is.finite(x))
  new_optimizer("rprop", shrink = shrink, grow = grow, smallest = smallest, largest = largest)
}

#' @rdname optimizers
#' @export
opt_lbfgs <- function() new_optimizer("lbfgs")

#' @export
print.optimizer <- function(x, ...) {
  cat("Optimizer: ", format(x), "\n", sep = "")
  invisible(x)
}

#' @export
format.optimizer <- function(x, ...) {
  if (!length(x$settings)) return(x$name)
  sprintf("%s (%s)", x$name, paste(names(x$settings), format_each(x$settings), sep = " ", collapse = ", "))
}

as_optimizer <- function(x, batch_size) {
  if (!inherits(x, "optimizer")) {
    rule <- check_choice(x, "optimizer", names(optimizer_rules), " or one of opt_gd(), opt_adam(), ...")
    x <- optimizer_rules[[rule]]$make()
  }
  if (x$name == "lbfgs" && !is.null(batch_size)) {
    stop("`optimizer` must be one that can learn from mini-batches where `batch_size` is given, not \"lbfgs\".",
         call. = FALSE)
  }
  x
}
