#' Cost functions
#'
#' What training makes small, by name or made from your own formula or functions. In the table below n is the number of
#' rows, k the number of outputs, d what was observed and y the model's output.
#'
#' `r cost_help()`
#'
#' With case weights w a mean divides by sum(w) instead of n, so that a weight of 2 is the row twice. The cross-entropy
#' of a sigmoid or softmax output is computed from its weighted sum z, so that it is finite for any finite z.
#'
#' @param f A one-sided formula in `d` (observed) and `y` (output), as `~ (d - y)^4`, whose slope in `y` is derived
#'   symbolically; or a vectorised function of `d` and `y`. It gives the cost of one output; the mean is taken over all.
#' @param slope The derivative of `f` by `y`, a vectorised function of `d` and `y`; needed where `f` is a function.
#' @return An object of class `"cost"`: a list with the `name`, the functions `value` and `slope` of `d` and `y` (of one
#'   output in one row), and what the package knows of it: `code` (both as R expressions) and `share`, the expression in
#'   n and k by which the sum over rows and outputs is multiplied.
#' @section Errors: A formula that cannot be derived, and a function without `slope`, are refused with the remedy.
#' @references Bishop (2006), *Pattern Recognition and Machine Learning*, sections 3.1 and 4.3; Huber (1964). Bounds on
#'   the curvature of the cross-entropy: Boehning (1992), Annals of the Institute of Statistical Mathematics 44,
#'   197-200.
#' @seealso [gd_lm()], [neuron()] and [ann()], which take it as `cost`; [activation()].
#' @seealso In the course: `vignette("neuron", package = "descent")`.
#' @examples
#' fourth <- cost(~ (d - y)^4)
#' fourth$slope(d = 1, y = c(0, 1, 2))
#' @export
cost <- function(f, slope = NULL) {
  own <- own_function(f, slope, c("d", "y"), "cost")
  code <- if (is.null(own$body)) as_code(loss = quote(value(d, y)), slope = quote(slope(d, y))) else
    as_code(loss = own$body, slope = if (is.null(own$derived)) quote(slope(d, y)) else as_long(own$derived, "y"))
  structure(list(name = own$name, value = own$value, slope = own$slope, own = TRUE, code = code,
                 share = expression(1 / (n * k)), quadratic = FALSE, degree = NA_real_, bend = NA_real_,
                 range = c(-Inf, Inf), kinks = NA_real_, pairs = list(), shown = code["loss"], help = NULL),
            class = "cost")
}

new_cost <- function(name, loss, slope, share, quadratic = FALSE, degree = if (quadratic) 2 else NA_real_,
                     bend = if (quadratic) 2 else NA_real_, range = c(-Inf, Inf), kinks = numeric(), shown = loss,
                     pairs = list(), help) {
  home <- asNamespace("stats")
  list(name = name, value = as_function(loss, c("d", "y"), home), slope = as_function(slope, c("d", "y"), home),
       own = FALSE, code = as_code(loss = loss, slope = slope), share = as_code(share), quadratic = quadratic,
       degree = degree, bend = bend, range = range, kinks = kinks, pairs = lapply(pairs, pair_row),
       shown = as_code(shown), help = help)
}

pair_row <- function(pair) {
  written <- vapply(pair, is.language, NA)
  c(list(code = do.call(as_code, pair[written], quote = TRUE)), pair[!written])
}

# One row for each cost that has a name; the compiled table (simd_rows.h) has the same names, in the same order.
#   loss, slope   expressions in d (observed) and y (the output): the cost of one output in one row, its slope by y
#   share         what the sum of w loss is multiplied by, in n (the sum of the weights w) and k (the outputs)
#   quadratic     whether the loss is (d - y)^2
#   degree        p, where c times larger d and y make the loss c^p times larger; NA where they change its shape
#   bend          a bound on the loss's second derivative by y; 1 for mae, which has all of it in its kink
#   range         the values that targets and outputs may have
#   kinks         values of y - d where the slope or its slope jumps
#   shown         the loss as a textbook writes it, where `loss` is written for the computer
#   pairs         by the output's activation: where dE/dz (`delta`) is simpler and more exact than slope times f'(z);
#                 loss and delta in d, z and y, the bend by z, the family of the exponential that it is likelihood of
cost_table <- named_objects("cost", list(
  mse = list(
    loss = quote((d - y)^2), slope = quote(2 * (y - d)), share = quote(1 / (n * k)), quadratic = TRUE,
    help = "1/(nk) sum (d - y)^2"
  ),
  half_mse = list(
    loss = quote((d - y)^2), slope = quote(2 * (y - d)), share = quote(1 / (2 * n)), quadratic = TRUE,
    help = "1/(2n) sum (d - y)^2"
  ),
  sse = list(
    loss = quote((d - y)^2), slope = quote(2 * (y - d)), share = quote(1), quadratic = TRUE,
    help = "sum (d - y)^2"
  ),
  half_sse = list(
    loss = quote((d - y)^2), slope = quote(2 * (y - d)), share = quote(1 / 2), quadratic = TRUE,
    help = "1/2 sum (d - y)^2"
  ),
  mae = list(
    loss = quote(abs(d - y)), slope = quote(sign(y - d)), share = quote(1 / (n * k)), degree = 1, bend = 1, kinks = 0,
    help = "1/(nk) sum abs(d - y)"
  ),
  huber = list(
    loss = quote(ifelse(abs(d - y) <= 1, (d - y)^2 / 2, abs(d - y) - 1 / 2)), slope = quote(pmax(pmin(y - d, 1), -1)),
    share = quote(1 / (n * k)), bend = 1, kinks = c(-1, 1),
    help = "1/(nk) sum r^2 / 2 where abs(r) <= 1, else abs(r) - 1/2, with r = d - y"
  ),
  cross_entropy = list(
    loss = quote(-ifelse(d == 0, 0, d * log(y)) - ifelse(d == 1, 0, (1 - d) * log1p(-y))),
    slope = quote(ifelse(d == 0, 0, -d / y) + ifelse(d == 1, 0, (1 - d) / (1 - y))),
    shown = quote(-(d * log(y) + (1 - d) * log(1 - y))), share = quote(1 / (n * k)), range = c(0, 1),
    pairs = list(
      sigmoid = list(
        loss = quote(pmax(z, 0) - d * z + log1p(exp(-abs(z)))), delta = quote(y - d), share = quote(1 / (n * k)),
        bend = 1 / 4, family = "binomial", shown = quote(-(d * log(y) + (1 - d) * log(1 - y)))
      ),
      softmax = list(
        loss = quote(d * (log(rowSums(exp(z - apply(z, 1, max)))) + apply(z, 1, max) - z)),
        delta = quote(y * rowSums(d) - d), share = quote(1 / n), bend = 1 / 2, family = NULL,
        shown = quote(-d * log(y))
      )
    ),
    help = "-1/(nk) sum d log(y) + (1 - d) log(1 - y); with softmax -1/n sum d log(y)"
  )
))

cost_help <- function() {
  help_table(c("name", "cost"), names(cost_table), vapply(cost_table, `[[`, "", "help"))
}

#' @export
format.cost <- function(x, ...) x$name

#' @export
print.cost <- function(x, ...) {
  cat("Cost: ", if (is_own(x)) "the mean of ", format(x), if (!is_own(x)) c(", ", x$help), "\n", sep = "")
  invisible(x)
}

# An argument `cost`. output: the activation of the output, which only some costs suit; NULL for all of them.
as_cost <- function(x, output = NULL) {
  if (inherits(x, "cost")) {
    if (is_own(x)) return(x)
    x <- x$name
  }
  if (inherits(x, "formula")) return(cost(x))
  row <- if (is.character(x) && length(x) == 1 && !is.na(x)) cost_table[[x]]
  if (!is.null(row) && (is.null(output) || suits(row, output))) return(row)
  check_choice(x, "cost", cost_names(output), " or a cost()")
}

cost_names <- function(output = NULL) {
  if (is.null(output)) return(names(cost_table))
  names(Filter(function(cost) suits(cost, output), cost_table))
}

# The cost where it was left to us: with an output that gives shares and targets between 0 and 1 that of shares.
default_cost <- function(output, unit_interval) {
  cost_table[[if (unit_interval && length(cost_table$cross_entropy$pairs[[output$name]])) "cross_entropy" else "mse"]]
}

# A cost that takes the logarithm of the output needs one between 0 and 1.
suits <- function(cost, activation) {
  cost <- unclass(cost)
  activation <- unclass(activation)
  is_own(activation) || lies_within(activation$range, cost$range)
}

check_pair <- function(activation, cost) {
  if (suits(cost, activation)) return(invisible())
  stop(sprintf("`cost` must be one for any output with the activation \"%s\", such as \"%s\", not \"%s\": %s.",
               activation$name, "half_mse", cost$name,
               sprintf("that needs outputs between %g and %g, as the sigmoid's", cost$range[1], cost$range[2])),
       call. = FALSE)
}

# What a cost is behind an output: `fused` where the pair has a row of its own; then dE/dz is `delta`, else
# slope times f'(z). `share` as above; `bend` bounds the second derivative by z (NA: no bound is known); `family` is
# the distribution whose likelihood the cost is, NULL where inference knows of none.
cost_at_output <- function(cost, activation) {
  cost <- unclass(cost)
  activation <- unclass(activation)
  pair <- if (!is_own(cost) && !is_own(activation)) cost$pairs[[activation$name]]
  if (!is.null(pair)) return(c(list(fused = TRUE), as.list(pair$code), pair[names(pair) != "code"]))
  list(fused = FALSE, loss = cost$code$loss, slope = cost$code$slope, share = cost$share[[1]],
       bend = if (activation$linear) cost$bend else NA_real_,
       family = if (activation$linear && cost$quadratic) "gaussian", shown = cost$shown[[1]])
}

# The number that the sum of w loss is multiplied by. weight: the sum of the weights.
share_of <- function(at, weight, outputs = 1) eval(at$share, list(n = weight, k = outputs))

# Whether the cost grows with the number of rows: a sum, not a mean.
is_sum <- function(at) !"n" %in% all.vars(at$share)

# The quadratic costs: E = quadratic_scale times the sum of squares; NULL for the others.
quadratic_scale <- function(cost, weight) if (cost$quadratic) share_of(cost, weight)

# A bound on the Hessian's factor of X'WX, or NULL where none is known; `at` by cost_at_output().
curvature_bound <- function(at, weight) if (!is.na(at$bend)) at$bend * share_of(at, weight)

# The cost of outputs y for targets d, both n x k; z: the weighted sums, which a fused pair reads instead of y.
cost_value <- function(cost, activation, d, y, z = NULL, weights = rep(1, nrow(y))) {
  at <- cost_at_output(cost, activation)
  share_of(at, sum(weights), ncol(y)) * sum(weights * run_code(cost, at$loss, list(d = d, y = y, z = z)))
}
