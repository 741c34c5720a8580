#' Small data sets to learn on
#'
#' The data sets of [playground()]: two classes in a plane that a straight line can or cannot divide, and a number to
#' predict from two inputs or from one.
#'
#' * `"circle"`: one class inside, one around it. `"xor"`: opposite quarters belong together. `"gauss"`: two clouds.
#'   `"spiral"`: two arms wound into each other. Columns `x1`, `x2` (about -6 to 6) and the factor `y` (`orange`,
#'   `blue`).
#' * `"plane"`: y = (x1 + x2) / 2. `"hill"`: a hill in one quarter, a hollow in the opposite one. Columns `x1`, `x2` (-6
#'   to 6) and the number `y`.
#' * `"line"`: y = 1 + x / 2. `"sine"`: y = 2 sin(x). Columns `x` (-6 to 6) and `y`.
#'
#' @param name One of the names under Details.
#' @param n Number of rows, one whole number from 2.
#' @param noise How far the points are scattered around the pattern, one number that is 0 or larger: the standard
#'   deviation along each axis (of `y` where it is a number).
#' @param seed One whole number that decides the random draws; R's own generator stays where it was.
#' @return A data frame with n rows.
#' @section Errors: An unknown name and numbers out of range are refused.
#' @seealso [playground()], [ann()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @examples
#' spiral <- playground_data("spiral", noise = 0.2)
#' plot(x2 ~ x1, spiral, col = as.character(y), asp = 1)
#' @export
playground_data <- function(name, n = 200, noise = 0.3, seed = 1) {
  name <- check_choice(name, "name", names(playground_sets))
  n <- check_count(n, "n", 2)
  noise <- check_nonnegative(noise, "noise")
  with_seed(check_count(seed, "seed"), playground_sets[[name]](n, noise))
}

in_plane <- function(x1, x2, blue, noise) {
  n <- length(x1)
  data.frame(x1 = x1 + stats::rnorm(n) * noise, x2 = x2 + stats::rnorm(n) * noise,
             y = factor(ifelse(blue, "blue", "orange"), c("orange", "blue")))
}

over_plane <- function(n, noise, value) {
  x1 <- stats::runif(n, -6, 6)
  x2 <- stats::runif(n, -6, 6)
  data.frame(x1 = x1, x2 = x2, y = value(x1, x2) + stats::rnorm(n) * noise)
}

playground_sets <- list(
  circle = function(n, noise) {
    blue <- seq_len(n) %% 2 == 0
    radius <- ifelse(blue, stats::runif(n, 0, 2.5), stats::runif(n, 3.5, 5))
    angle <- stats::runif(n, 0, 2 * pi)
    in_plane(radius * cos(angle), radius * sin(angle), blue, noise)
  },
  xor = function(n, noise) {
    x1 <- stats::runif(n, 0.3, 5) * rep_len(c(1, -1, 1, -1), n)
    x2 <- stats::runif(n, 0.3, 5) * rep_len(c(1, -1, -1, 1), n)
    in_plane(x1, x2, x1 * x2 > 0, noise)
  },
  gauss = function(n, noise) {
    blue <- seq_len(n) %% 2 == 0
    centre <- ifelse(blue, 2, -2)
    in_plane(centre + stats::rnorm(n), centre + stats::rnorm(n), blue, noise)
  },
  spiral = function(n, noise) {
    blue <- seq_len(n) %% 2 == 0
    turn <- stats::runif(n, 0.05, 1)
    angle <- turn * 3.5 * pi + ifelse(blue, 0, pi)
    in_plane(5 * turn * sin(angle), 5 * turn * cos(angle), blue, noise / 2)
  },
  plane = function(n, noise) over_plane(n, noise, function(x1, x2) (x1 + x2) / 2),
  hill = function(n, noise) {
    over_plane(n, noise, function(x1, x2) {
      bell <- function(centre) 4 * exp(-((x1 - centre)^2 + (x2 - centre)^2) / 8)
      bell(2.5) - bell(-2.5)
    })
  },
  line = function(n, noise) {
    x <- stats::runif(n, -6, 6)
    data.frame(x = x, y = 1 + x / 2 + stats::rnorm(n) * noise)
  },
  sine = function(n, noise) {
    x <- stats::runif(n, -6, 6)
    data.frame(x = x, y = 2 * sin(x) + stats::rnorm(n) * noise)
  }
)
