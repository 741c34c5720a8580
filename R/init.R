#' Initial weights of a network
#'
#' How [ann()] draws its first weights, with R's generator. By default (`init = NULL`) each layer gets the rule that
#' suits its activation: `init_he()` for relu, leaky_relu, elu, softplus, gelu and swish, `init_glorot()` for all
#' others. In hidden layers the biases are drawn as the weights are, so that units start at different places; the
#' output's are 0.
#'
#' * `init_glorot()`: uniform on +-sqrt(6 / (inputs + units)).
#' * `init_he()`: normal with standard deviation sqrt(2 / inputs).
#' * `init_uniform(range)`: uniform on +-range.
#' * `init_normal(sd)`: normal with that standard deviation.
#' * `init_zero()`: all 0. Units that start alike stay alike: the failure that shows why weights are drawn.
#'
#' @param range,sd One positive number.
#' @return An object of class `"init"`: a list with the `name` of the rule and its `size`.
#' @section Errors: A `range` or `sd` that is not one positive number is refused.
#' @references Glorot & Bengio (2010), AISTATS; He, Zhang, Ren & Sun (2015), ICCV.
#' @seealso [ann()]
#' @examples
#' set.seed(1)
#' ann(mpg ~ wt + hp, mtcars, hidden = 2, init = init_uniform(0.7), epochs = 50)
#' @name init
NULL

new_init <- function(name, size = NULL) structure(list(name = name, size = size), class = "init")

#' @rdname init
#' @export
init_glorot <- function() new_init("glorot")

#' @rdname init
#' @export
init_he <- function() new_init("he")

#' @rdname init
#' @export
init_uniform <- function(range = 0.7) new_init("uniform", check_positive(range, "range"))

#' @rdname init
#' @export
init_normal <- function(sd = 0.1) new_init("normal", check_positive(sd, "sd"))

#' @rdname init
#' @export
init_zero <- function() new_init("zero")

#' @export
format.init <- function(x, ...) if (is.null(x$size)) x$name else sprintf("%s(%s)", x$name, format(x$size))

#' @export
print.init <- function(x, ...) {
  cat("Initial weights: ", format(x), "\n", sep = "")
  invisible(x)
}

check_init <- function(init) {
  if (is.null(init) || inherits(init, "init")) return(init)
  stop_argument("init", "NULL, or one of init_glorot(), init_he(), init_uniform(), init_normal(), init_zero()",
                describe(init))
}

# One layer's matrix: the bias row first, where there is one.
draw_layer <- function(init, inputs, units, bias, activation, output) {
  if (is.null(init)) {
    bent <- activation$name %in% c("relu", "leaky_relu", "elu", "softplus", "gelu", "swish")
    init <- if (bent) init_he() else init_glorot()
  }
  n <- (inputs + bias) * units
  w <- matrix(switch(init$name,
    glorot = stats::runif(n, -1, 1) * sqrt(6 / (inputs + units)),
    he = stats::rnorm(n) * sqrt(2 / max(1, inputs)),
    uniform = stats::runif(n, -init$size, init$size),
    normal = stats::rnorm(n) * init$size,
    zero = numeric(n)
  ), inputs + bias, units)
  if (bias && output) w[1, ] <- 0
  w
}
