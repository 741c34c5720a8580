#' Initial weights of a network
#'
#' How [ann()] draws its first weights, with R's generator. By default (`init = NULL`) each layer gets the rule that
#' suits its activation: `r init_help()`. A name, as in `init = "he"`, means the rule with the size below. In hidden
#' layers the biases are drawn as the weights are, so that units start at different places; the output's are 0.
#'
#' `r init_table()`
#'
#' With `init_zero()` units that start alike stay alike: the failure that shows why weights are drawn.
#'
#' @param range,sd One positive number.
#' @return An object of class `"init"`: a list with the `name` of the rule and its `size`.
#' @section Errors: A `range` or `sd` that is not one positive number is refused.
#' @references Glorot & Bengio (2010), AISTATS; He, Zhang, Ren & Sun (2015), ICCV.
#' @seealso [ann()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @examples
#' set.seed(1)
#' ann(mpg ~ wt + hp, mtcars, hidden = 2, init = init_uniform(0.7), epochs = 50)
#' @name init
NULL

# One row for each rule:
#   draw    n weights of a layer with so many `inputs` and `units`, an expression; `size` is the rule's number
#   size    its default, NULL where the rule has none, and what the user calls it
#   help    the distribution for a reader
init_rules <- list(
  glorot = list(draw = quote(stats::runif(n, -1, 1) * sqrt(6 / (inputs + units))),
                help = "uniform on +-sqrt(6 / (inputs + units))"),
  he = list(draw = quote(stats::rnorm(n) * sqrt(2 / max(1, inputs))),
            help = "normal with standard deviation sqrt(2 / inputs)"),
  uniform = list(draw = quote(stats::runif(n, -size, size)), size = c(range = 0.7), help = "uniform on +-`range`"),
  normal = list(draw = quote(stats::rnorm(n) * size), size = c(sd = 0.1), help = "normal with standard deviation `sd`"),
  zero = list(draw = quote(numeric(n)), help = "all 0")
)

new_init <- function(name, size = unname(init_rules[[name]]$size)) {
  structure(list(name = name, size = size), class = "init")
}

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

# For the help page: which activations start by which rule, and the rules.
init_help <- function() {
  starts <- vapply(activation_table, `[[`, "", "start")
  quoted <- tapply(sprintf("`\"%s\"`", names(starts)), factor(starts, unique(starts)), paste, collapse = ", ")
  paste0("`\"", names(quoted), "\"` for ", quoted, collapse = "; ")
}

init_table <- function() {
  size <- vapply(init_rules, function(r) if (is.null(r$size)) "" else sprintf("%s = %s", names(r$size), r$size), "")
  help_table(c("name", "weights", "size"), names(init_rules), vapply(init_rules, `[[`, "", "help"), size)
}

#' @export
format.init <- function(x, ...) if (is.null(x$size)) x$name else sprintf("%s(%s)", x$name, format(x$size))

#' @export
print.init <- function(x, ...) {
  cat("Initial weights: ", format(x), "\n", sep = "")
  invisible(x)
}

check_init <- function(init) {
  if (is.null(init)) return(NULL)
  if (inherits(init, "init")) {
    check_choice(init$name, "init", names(init_rules))
    return(init)
  }
  if (is.character(init)) {
    return(new_init(check_choice(init, "init", names(init_rules), ", NULL, or an object as init_uniform() returns")))
  }
  check_called(init, "init", paste0("init_", names(init_rules)))
  stop_argument("init", paste("NULL, or one of", paste0("init_", names(init_rules), "()", collapse = ", ")),
                describe(init))
}

# One layer's matrix: the bias row first, where there is one.
draw_layer <- function(init, inputs, units, bias, activation, output) {
  if (is.null(init)) init <- new_init(activation$start)
  numbers <- list(n = (inputs + bias) * units, inputs = inputs, units = units, size = init$size)
  w <- matrix(eval(init_rules[[init$name]]$draw, numbers, baseenv()), inputs + bias, units)
  if (bias && output) w[1, ] <- 0
  w
}
