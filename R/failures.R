#' Training that fails, and its remedy
#'
#' Six small fits that go wrong the way fits go wrong in practice, each with a second fit that does it right.
#'
#' * `"zero_start"`: a network whose weights all begin at 0. All hidden units stay alike.
#' * `"saturated"`: sigmoid units that begin far out on the flat part of the curve.
#' * `"dead_relu"`: relu units that are 0 in every row, so that no gradient comes back.
#' * `"rate_too_large"`: a learning rate above the largest stable one.
#' * `"unscaled"`: predictors of very different size.
#' * `"separation"`: two classes that a line divides without error; the cross-entropy has no minimum.
#'
#' @param name Which one.
#' @param x What `example_failure()` returned.
#' @param main Title of the plot.
#' @param ... For `plot()`, settings of the picture, as `xlim`, `col` or `lwd`; else not used.
#' @return A list of class `"failure"`: the fits `fails` and `remedy`, and the sentences `seen`, `why` and `what_helps`.
#'   It prints in those three lines; `plot()` draws the two error curves and returns them, invisibly, as a data frame.
#' @section Errors: A name that is not in the list is refused.
#' @references Glorot & Bengio (2010), AISTATS; Albert & Anderson (1984), Biometrika 71, 1-10.
#' @seealso [ann()], [neuron()], [gd_lm()], [summary.ann()], which warns of some of them
#' @examples
#' failure <- example_failure("rate_too_large")
#' failure
#' plot(failure)
#' @export
example_failure <- function(name = c("zero_start", "saturated", "dead_relu", "rate_too_large", "unscaled",
                                     "separation")) {
  if (missing(name)) name <- name[1]
  make <- failures[[check_choice(name, "name", names(failures))]]
  structure(c(list(name = name), with_seed(1, suppressWarnings(make()))), class = "failure")
}

failures <- list(
  zero_start = function() {
    data <- wave()
    fit <- function(...) {
      ann(y ~ x, data, hidden = 4, activation = "tanh", epochs = 400, eta = 0.05, progress = FALSE, ...)
    }
    list(fails = fit(init = init_zero()), remedy = fit(),
         seen = "the error hardly falls, and summary() shows the same weights for every hidden unit.",
         why = "units that begin alike get the same gradient at every step, so four units do no more than one.",
         what_helps = "weights drawn at random, as ann() does by itself (see init_glorot()).")
  },
  saturated = function() {
    data <- wave()
    large <- list(matrix(stats::rnorm(8, sd = 100), 2), matrix(stats::rnorm(5), 5))
    fit <- function(...) ann(y ~ x, data, hidden = 4, epochs = 400, eta = 0.02, progress = FALSE, ...)
    list(fails = fit(start = large), remedy = fit(),
         seen = "the error falls while the output learns, and then stays; units give 0 or 1 in nearly every row.",
         why = paste0("the weights are so large that the sigmoid is flat there: ",
                      "its slope, a factor of every gradient, is about 0."),
         what_helps = "small first weights and scaling = \"standardize\", which keep the weighted sums near 0.")
  },
  dead_relu = function() {
    data <- wave()
    dead <- list(matrix(c(-20, 1), 2, 4), matrix(0.5, 5, 1))
    fit <- function(...) {
      ann(y ~ x, data, hidden = 4, activation = "relu", epochs = 400, eta = 0.02, progress = FALSE, ...)
    }
    list(fails = fit(start = dead, scaling = "none"), remedy = fit(),
         seen = "all predictions are the same number, and only the output's bias learns.",
         why = paste0("every weighted sum is negative, where relu is 0 and so is its slope: ",
                      "no gradient comes back to the units."),
         what_helps = "biases near 0, a smaller rate, or \"leaky_relu\", whose slope is never 0.")
  },
  rate_too_large = function() {
    cars <- getExportedValue("datasets", "cars")
    fit <- function(eta) {
      gd_lm(dist ~ speed, cars, eta = eta, epochs = 30, allow_divergence = TRUE, progress = FALSE)
    }
    list(fails = fit(0.0042), remedy = fit(0.0035),
         seen = "the error grows at every step, faster and faster, and would end at Inf.",
         why = paste0("each step jumps across the valley and lands higher up on the other side: ",
                      "the rate is above 2/lambda_max of the cost's Hessian."),
         what_helps = "a smaller `eta`, or eta = \"auto\".")
  },
  unscaled = function() {
    mtcars <- getExportedValue("datasets", "mtcars")
    fit <- function(scaling) gd_lm(mpg ~ wt + disp, mtcars, scaling = scaling, epochs = 300, progress = FALSE)
    list(fails = fit("none"), remedy = fit("standardize"),
         seen = "the error falls in the first step and then hardly at all, far above the minimum.",
         why = paste0("disp is a hundred times larger than wt: ",
                      "the one rate that suits its direction is far too small for the others."),
         what_helps = "scaling = \"standardize\"; the coefficients are reported on the data's own scale all the same.")
  },
  separation = function() {
    data <- data.frame(x = c(1, 2, 3, 4, 6, 7, 8, 9), d = rep(0:1, each = 4))
    tied <- data
    tied$d[c(4, 5)] <- c(1, 0)
    fit <- function(data) {
      neuron(d ~ x, data, cost = "cross_entropy", scaling = "standardize", eta = 1, epochs = 3000, progress = FALSE)
    }
    list(fails = fit(data), remedy = fit(tied),
         seen = "the classes are all right, yet the coefficients grow for as long as training goes on.",
         why = paste0("a steeper curve always fits a little better when nothing lies on the wrong side: ",
                      "there is no minimum to arrive at."),
         what_helps = paste0("read the classes and not the coefficients, stop early, penalise with `l2` in ann(), ",
                             "or get data that overlap (the second fit)."))
  }
)

# A curve that no straight line follows.
wave <- function() {
  x <- seq(-3, 3, length.out = 60)
  data.frame(x = x, y = sin(2 * x) + x / 2 + stats::rnorm(60, sd = 0.1))
}

#' @rdname example_failure
#' @export
print.failure <- function(x, ...) {
  error <- function(fit) format(signif(fit$error, 4), big.mark = ",")
  cat(x$name, ": error ", error(x$fails), ", with the remedy ", error(x$remedy), "\n", sep = "")
  say <- function(label, text) cat(strwrap(text, getOption("width"), initial = label, prefix = "       "), sep = "\n")
  say("Seen:  ", x$seen)
  say("Why:   ", x$why)
  say("Helps: ", x$what_helps)
  invisible(x)
}

#' @rdname example_failure
#' @export
plot.failure <- function(x, main = paste("Failure and remedy:", x$name), ...) {
  errors <- lapply(x[c("remedy", "fails")], function(fit) error_history(fit)$error)
  shown <- thin_rows(data.frame(epoch = error_history(x$fails)$epoch, errors))
  draw_curves(shown, log_axis(unlist(errors)), main, "Error", list(...))
  invisible(shown)
}
