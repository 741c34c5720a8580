#' Activation functions
#'
#' The function that a neuron applies to its weighted sum z, by name or made from your own formula or functions. `f(z)`
#' is the value, `f'(z)` the slope that back-propagation multiplies by.
#'
#' `r activation_help()`
#'
#' All are computed so that they are finite for any finite z. Softmax is for the output of [ann()] only: it shares 1
#' among several units, so that each z_k moves all of them.
#'
#' @param f The name of an activation in the table; or a one-sided formula in `x`, as `~ x / (1 + abs(x))`, whose slope
#'   is derived symbolically by [stats::D()] (`abs()` and `sign()` are understood too); or a vectorised function of one
#'   numeric vector.
#' @param slope The derivative of `f`, a vectorised function; needed where `f` is a function, and where a formula cannot
#'   be derived.
#' @return An object of class `"activation"`: a list with the `name`, the functions `value` and `slope` of z (softmax
#'   has no slope of one unit alone), and what the package knows of it: `code` (value and slope as R expressions in z
#'   and a = f(z)), `range` (of the values; NA for one of your own), `kinks` (where the slope jumps or bends).
#' @section Errors: A formula that cannot be derived, and a function without `slope`, are refused with the remedy.
#' @references Goodfellow, Bengio & Courville (2016), *Deep Learning*, section 6.3. GELU: Hendrycks & Gimpel (2016);
#'   swish: Ramachandran, Zoph & Le (2017); ELU: Clevert, Unterthiner & Hochreiter (2015).
#' @seealso [neuron()] and [ann()], which take it as `activation`; [plot_activations()] draws them.
#' @seealso In the course: `vignette("neuron", package = "descent")` and
#'   `vignette("hyperparameters", package = "descent")`.
#' @examples
#' softsign <- activation(~ x / (1 + abs(x)))
#' softsign$value(c(-2, 0, 2))
#' softsign$slope(c(-2, 0, 2))
#' activation("tanh")
#' @export
activation <- function(f, slope = NULL) {
  if (is.character(f)) return(activation_table[[check_choice(f, "f", names(activation_table))]])
  own <- own_function(f, slope, "x", "activation")
  rename <- function(e) do.call(substitute, list(e, list(x = quote(z))))
  code <- if (is.null(own$body)) as_code(value = quote(value(z)), slope = quote(slope(z))) else
    as_code(value = rename(own$body), slope = if (is.null(own$derived)) quote(slope(z)) else rename(own$derived))
  code["shown"] <- code["value"]
  structure(list(name = own$name, value = own$value, slope = own$slope, own = TRUE, code = code,
                 range = c(NA_real_, NA_real_), start = "glorot", kinks = NA_real_, linear = FALSE, joint = FALSE,
                 help = c(value = sub("^~ *", "", own$name), slope = "its slope")),
            class = "activation")
}

new_activation <- function(name, value, slope = NULL, shown = value, backward = NULL, range, start, kinks = numeric(),
                           linear = FALSE, joint = FALSE, alone = name, help) {
  home <- topenv()
  compiled <- bquote(asNamespace("descent")$compiled_activation(.(name), z))  # found after dput() and dget() too
  list(name = name,
       value = as_function(bquote(.(compiled)$value), "z", home),
       slope = if (!joint) as_function(bquote(.(compiled)$slope), "z", home),
       own = FALSE, code = as_code(value = value, slope = slope, shown = shown, backward = backward), range = range,
       start = start, kinks = kinks, linear = linear, joint = joint, alone = alone,
       help = setNames(help, c("value", "slope")))
}

# One row for each activation that has a name; the compiled table (simd_rows.h) has the same names, in the same order.
#   value, slope   expressions in z (the weighted sum) and a = f(z), stable at z = +-800
#   shown          the value as a textbook writes it, where `value` is written for the computer
#   backward       for softmax, whose values depend on each other: dE/dz from `up` = dE/da and a, in place of a slope
#   range          smallest and largest value
#   start          the rule for initial weights (a name in init_rules)
#   kinks          where the slope or its slope jumps, so that a difference quotient must not step over it
#   alone          what softmax is for one of two units when the other's z is 0
#   help           f(z) and f'(z) for a reader
activation_table <- named_objects("activation", list(
  identity = list(
    value = quote(z), slope = quote(1), range = c(-Inf, Inf), start = "glorot", linear = TRUE, help = c("z", "1")
  ),
  sigmoid = list(
    value = quote(1 / (1 + exp(-z))), slope = quote(a * (1 - a)), range = c(0, 1), start = "glorot",
    help = c("1 / (1 + exp(-z))", "f (1 - f)")
  ),
  tanh = list(
    value = quote(tanh(z)), slope = quote(1 - a^2), range = c(-1, 1), start = "glorot", help = c("tanh(z)", "1 - f^2")
  ),
  relu = list(
    value = quote(pmax(z, 0)), slope = quote(ifelse(z > 0, 1, 0)), range = c(0, Inf), start = "he", kinks = 0,
    help = c("max(0, z)", "1 for z > 0, else 0")
  ),
  leaky_relu = list(
    value = quote(ifelse(z > 0, z, 0.01 * z)), slope = quote(ifelse(z > 0, 1, 0.01)), range = c(-Inf, Inf),
    start = "he", kinks = 0, help = c("z for z > 0, else 0.01 z", "1 for z > 0, else 0.01")
  ),
  elu = list(
    value = quote(ifelse(z > 0, z, expm1(z))), shown = quote(ifelse(z > 0, z, exp(z) - 1)),
    slope = quote(ifelse(z > 0, 1, a + 1)), range = c(-1, Inf),
    start = "he", kinks = 0, help = c("z for z > 0, else exp(z) - 1", "1 for z > 0, else exp(z)")
  ),
  softplus = list(
    value = quote(pmax(z, 0) + log1p(exp(-abs(z)))), slope = quote(1 / (1 + exp(-z))), range = c(0, Inf),
    shown = quote(log(1 + exp(z))), start = "he",
    help = c("log(1 + exp(z))", "1 / (1 + exp(-z))")
  ),
  gelu = list(
    value = quote(z * pnorm(z)), slope = quote(pnorm(z) + z * dnorm(z)), range = c(-0.16997120747990369, Inf),
    start = "he", help = c("z Phi(z), Phi the normal distribution function", "Phi(z) + z phi(z)")
  ),
  swish = list(
    value = quote(z / (1 + exp(-z))), slope = quote((1 + z - a) / (1 + exp(-z))), range = c(-0.27846454276107379, Inf),
    start = "he", help = c("z / (1 + exp(-z))", "(1 + z - f) / (1 + exp(-z))")
  ),
  softmax = list(
    value = quote(exp(z - apply(z, 1, max)) / rowSums(exp(z - apply(z, 1, max)))),
    shown = quote(exp(z) / rowSums(exp(z))), backward = quote(a * (up - rowSums(up * a))), range = c(0, 1),
    start = "glorot", joint = TRUE, alone = "sigmoid",
    help = c("exp(z_k) / sum_j exp(z_j)", "the matrix diag(f) - f f'")
  )
))

# An output without an activation: that of a linear model.
linear_activation <- activation_table$identity

# The names that can stand where one unit is alone (joint = FALSE) or anywhere.
activation_names <- function(joint = TRUE) if (joint) names(activation_table) else separate_activations

separate_activations <- names(Filter(function(a) !a$joint, activation_table))

# Whether an activation (name or object) shares its value among several units, as softmax does.
is_joint <- function(x) {
  if (is.character(x)) x %in% names(activation_table) & !x %in% separate_activations else
    inherits(x, "activation") && x$joint
}

activation_help <- function() {
  cells <- vapply(activation_table, `[[`, c("", ""), "help")
  help_table(c("name", "f(z)", "f'(z)"), activation_names(), cells[1, ], cells[2, ])
}

#' @export
format.activation <- function(x, ...) x$name

#' @export
print.activation <- function(x, ...) {
  cat("Activation: ", format(x), "\n", sep = "")
  z <- c(-2, -1, 0, 1, 2)
  if (!is.null(x$slope)) {
    table <- rbind("z" = z, "f(z)" = x$value(z), "f'(z)" = x$slope(z))
    cells <- apply(formatC(table, digits = 4, width = 10, format = "g"), 1, paste, collapse = "")
    cat(sprintf("%-5s%s\n", rownames(table), cells), sep = "")
  }
  invisible(x)
}

# An argument `activation` or `output`: a name, a formula, a function with a slope or an activation() becomes an
# activation(). joint: whether one that shares its value among several units may stand there.
as_activation <- function(x, name, joint = TRUE) {
  if (inherits(x, "activation")) {
    if (is_own(x)) return(x)
    x <- x$name
  }
  if (inherits(x, "formula") || is.function(x)) return(activation(x))
  activation_table[[check_choice(x, name, activation_names(joint), " or an activation()")]]
}

# The output's activation where it was left to us: for numbers, for two classes and for more.
default_output <- function(classes) {
  activation_table[[if (classes == 0) "identity" else if (classes == 2) "sigmoid" else "softmax"]]
}
