#' The words of the course
#'
#' What the terms mean that descent's pages, prints and pictures use, each in a sentence or two.
#'
#' \describe{
#' \item{activation}{The function f that a unit applies to its weighted sum; without a bent one a network is a linear
#'   model. See [activation()].}
#' \item{back-propagation}{The chain rule, worked from the output back to the first layer, so that each layer's delta is
#'   used for all weights below it. See [explain_step()].}
#' \item{batch, mini-batch}{The rows that one step looks at: all of them, or a few. With few rows a step is cheap and
#'   noisy.}
#' \item{bias}{The constant of a unit's weighted sum, what `lm()` calls the intercept.}
#' \item{condition number}{Largest over smallest curvature of the cost. A large one means a long narrow valley, and slow
#'   gradient descent; `scaling` makes it small.}
#' \item{converged}{Training has arrived: further epochs would not change the result by anything that matters.}
#' \item{cost, error, loss}{The number that says how wrong the model is, and that training makes small. See [cost()].}
#' \item{cross-entropy}{The cost for classes: minus the mean log-probability of what was observed, that is half the
#'   deviance of `glm()` divided by the number of rows.}
#' \item{delta}{The derivative of the cost by a unit's weighted sum. Times an input it is that weight's gradient.}
#' \item{divergence}{The error grows from step to step, because the learning rate is too large.}
#' \item{early stopping}{Training ends when the error on rows that are not learnt from has stopped falling: `validation`
#'   and `patience` of [ann()].}
#' \item{epoch}{One pass over all rows. Without mini-batches it is one step.}
#' \item{forward pass}{From inputs to outputs, layer by layer.}
#' \item{gradient}{The derivatives of the cost by all coefficients: the direction in which it rises fastest.}
#' \item{gradient descent}{Steps against the gradient, each as long as the learning rate times the gradient.}
#' \item{hidden layer, unit}{Units between inputs and outputs. Each is a neuron; its output is the next layer's input.}
#' \item{hyperparameter}{What you choose: rate, activation, number of units. See [hyperparameters()] and
#'   [grid_search()].}
#' \item{learning rate, eta}{How far a step goes. Too small is slow, too large diverges.}
#' \item{neuron}{A weighted sum of the inputs behind an activation function. See [neuron()].}
#' \item{optimizer}{The rule that makes a step of the gradient, perhaps with a memory of earlier ones. See
#'   [optimizers].}
#' \item{over-fitting}{The model has learnt the noise of its rows, and is worse on others.}
#' \item{parameter, weight, coefficient}{What is learnt from the data: `coef()`.}
#' \item{regularisation}{A price on large weights (`l2`, `l1`), or units left out at random (`dropout`), against
#'   over-fitting.}
#' \item{saturation}{A unit far out on the flat part of its activation: its slope is about 0 and it hardly learns.}
#' \item{universal approximation}{With enough hidden units a network comes as near as you like to any continuous
#'   function on a bounded region. It does not say that training finds the weights.}
#' \item{validation set}{Rows that are not learnt from, to measure and to choose hyperparameters by.}
#' }
#'
#' @examples
#' # parameters are learnt, hyperparameters are chosen
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize")
#' coef(fit)
#' hyperparameters(fit)
#' @seealso [descent-package] for where to begin
#' @name descent-glossary
#' @aliases glossary
NULL
