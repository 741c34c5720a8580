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
#' @return A list of class `"failure"`: the fits `fails` and `remedy`, what [diagnose()] finds in the first
#'   (`findings`), and the sentences `seen`, `why` and `what_helps`. Both fits can be given to [update()] and
#'   [resume()]. It prints in four lines; `plot()` draws the two error curves and returns them, invisibly, as a data
#'   frame.
#' @section Errors: A name that is not in the list is refused.
#' @references Glorot & Bengio (2010), AISTATS; Albert & Anderson (1984), Biometrika 71, 1-10.
#' @seealso [diagnose()], [ann()], [neuron()], [gd_lm()]
#' @seealso In the course: `vignette("hyperparameters", package = "descent")`.
#' @examples
#' failure <- example_failure("rate_too_large")
#' failure
#' plot(failure)
#' diagnose(failure$fails)
#' @export
example_failure <- function(name = c("zero_start", "saturated", "dead_relu", "rate_too_large", "unscaled",
                                     "separation")) {
  if (missing(name)) name <- name[1]
  failure <- failures[[check_choice(name, "name", names(failures))]]
  train <- function(call) {
    call$progress <- FALSE
    with_seed(1, suppressWarnings(eval(call, new.env(parent = topenv()))))
  }
  failure[c("fails", "remedy")] <- lapply(failure[c("fails", "remedy")], train)
  failure$findings <- diagnose(failure$fails)
  structure(c(list(name = name), failure), class = "failure")
}

# The calls name nothing but functions and data that everybody has, so that update() can evaluate them anywhere.
failures <- list(
  zero_start = list(
    fails = quote(ann(y ~ x, playground_data("sine", n = 60), hidden = 4, activation = "tanh", epochs = 400, eta = 0.05,
                      init = init_zero())),
    remedy = quote(ann(y ~ x, playground_data("sine", n = 60), hidden = 4, activation = "tanh", epochs = 400,
                       eta = 0.05)),
    seen = "the error hardly falls, and summary() shows the same weights for every hidden unit.",
    why = "units that begin alike get the same gradient at every step, so four units do no more than one.",
    what_helps = "weights drawn at random, as ann() does by itself (see init_glorot())."
  ),
  saturated = list(
    fails = quote(ann(y ~ x, playground_data("sine", n = 60), hidden = 4, epochs = 400, eta = 0.1,
                      start = list(matrix(c(10, 100, -20, 100, 30, -100, 0, 200), 2), matrix(0, 5, 1)))),
    remedy = quote(ann(y ~ x, playground_data("sine", n = 60), hidden = 4, epochs = 400, eta = 0.1)),
    seen = "the error falls while the output learns, and then stays; units give 0 or 1 in nearly every row.",
    why = paste0("the weights are so large that the sigmoid is flat there: ",
                 "its slope, a factor of every gradient, is about 0."),
    what_helps = "small first weights and scaling = \"standardize\", which keep the weighted sums near 0."
  ),
  dead_relu = list(
    fails = quote(ann(y ~ x, playground_data("sine", n = 60), hidden = 4, activation = "relu", epochs = 400, eta = 0.02,
                      scaling = "none", start = list(matrix(c(-20, 1), 2, 4), matrix(0.5, 5, 1)))),
    remedy = quote(ann(y ~ x, playground_data("sine", n = 60), hidden = 4, activation = "leaky_relu", epochs = 400,
                       eta = 0.02)),
    seen = "all predictions are the same number, and only the output's bias learns.",
    why = paste0("every weighted sum is negative, where relu is 0 and so is its slope: ",
                 "no gradient comes back to the units."),
    what_helps = "biases near 0, a smaller rate, or \"leaky_relu\", whose slope is never 0."
  ),
  rate_too_large = list(
    fails = quote(gd_lm(dist ~ speed, cars, eta = 0.0042, epochs = 30, allow_divergence = TRUE)),
    remedy = quote(gd_lm(dist ~ speed, cars, eta = 0.0035, epochs = 30)),
    seen = "the error grows at every step, faster and faster, and would end at Inf.",
    why = paste0("each step jumps across the valley and lands higher up on the other side: ",
                 "the rate is above 2/lambda_max of the cost's Hessian."),
    what_helps = "a smaller `eta`, or eta = \"auto\"."
  ),
  unscaled = list(
    fails = quote(gd_lm(mpg ~ wt + disp, mtcars, epochs = 300)),
    remedy = quote(gd_lm(mpg ~ wt + disp, mtcars, epochs = 300, scaling = "standardize")),
    seen = "the error falls in the first step and then hardly at all, far above the minimum.",
    why = paste0("disp is a hundred times larger than wt: ",
                 "the one rate that suits its direction is far too small for the others."),
    what_helps = "scaling = \"standardize\"; the coefficients are reported on the data's own scale all the same."
  ),
  separation = list(
    fails = quote(neuron(d ~ x, data.frame(x = c(1, 2, 3, 4, 6, 7, 8, 9), d = rep(0:1, each = 4)),
                         cost = "cross_entropy", scaling = "standardize", eta = 1, epochs = 3000)),
    remedy = quote(neuron(d ~ x, data.frame(x = c(1, 2, 3, 4, 6, 7, 8, 9), d = c(0, 0, 0, 1, 0, 1, 1, 1)),
                          cost = "cross_entropy", scaling = "standardize", eta = 1, epochs = 3000)),
    seen = "the classes are all right, yet the coefficients grow for as long as training goes on.",
    why = paste0("a steeper curve always fits a little better when nothing lies on the wrong side: ",
                 "there is no minimum to arrive at."),
    what_helps = paste0("read the classes and not the coefficients, stop early, penalise with `l2` in ann(), ",
                        "or get data that overlap (the second fit).")
  )
)

#' @rdname example_failure
#' @export
print.failure <- function(x, ...) {
  error <- function(fit) format(signif(fit$error, 4), big.mark = ",")
  cat(x$name, ": error ", error(x$fails), ", with the remedy ", error(x$remedy), "\n", sep = "")
  say <- function(label, text) cat(strwrap(text, getOption("width"), initial = label, prefix = "       "), sep = "\n")
  say("Seen:  ", x$seen)
  if (nrow(x$findings)) say("Found: ", sprintf("%s: %s.", x$findings$finding[1], x$findings$evidence[1]))
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
