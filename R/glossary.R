#' The words of the course
#'
#' The terms that the pages, prints and pictures of descent use, each explained in a sentence or two.
#'
#' \describe{
#' \item{activation}{The function f that a unit applies to its weighted sum z. If f is a straight line in every unit,
#'   the network is only a linear model. See [activation()].}
#' \item{back-propagation}{The chain rule, worked from the output back to the first layer, so that each layer's delta is
#'   used for all weights below it. See [explain_step()].}
#' \item{batch, mini-batch}{The rows that one step looks at: all of them, or a few. A step on a few rows is cheap and
#'   noisy.}
#' \item{bias}{The constant of a unit's weighted sum, what `lm()` calls the intercept.}
#' \item{chain rule}{The derivative of a function inside a function is the product of the two derivatives. Where a
#'   weight acts on the cost along several paths, the products of all paths are added.}
#' \item{condition number}{The largest curvature of the cost divided by the smallest. A large one means a long narrow
#'   valley, and slow gradient descent; `scaling` makes it smaller.}
#' \item{converged}{Training has arrived: further epochs would not change the result by anything that matters.}
#' \item{cost, error, loss}{The number that says how wrong the model is, and that training makes small. See [cost()].}
#' \item{cross-entropy}{The cost for classes: minus the mean log-probability of what was observed, that is half the
#'   deviance of `glm()` divided by the number of rows.}
#' \item{curvature}{How fast the slope of the cost changes along a direction, that is the second derivative. The larger
#'   it is, the smaller the learning rate must be.}
#' \item{delta}{The derivative of the cost by a unit's weighted sum. Multiplied by one of the unit's inputs it is the
#'   gradient of that input's weight.}
#' \item{divergence}{The error grows from step to step, because the learning rate is too large.}
#' \item{early stopping}{Training ends when the error on rows that are not learnt from has stopped falling: `validation`
#'   and `patience` of [ann()].}
#' \item{epoch}{One pass over all rows. Without mini-batches it is one step.}
#' \item{forward pass}{From inputs to outputs, layer by layer.}
#' \item{gradient}{The derivatives of the cost by all coefficients: the direction in which it rises fastest.}
#' \item{gradient descent}{Steps against the gradient, each as long as the learning rate times the gradient.}
#' \item{hidden layer, unit}{Units between inputs and outputs. Each is a neuron; its output is the next layer's input.}
#' \item{Hessian}{The matrix of the second derivatives of the cost. Its eigenvalues are the curvatures; gradient descent
#'   on a quadratic cost needs a learning rate below 2 divided by the largest.}
#' \item{hyperparameter}{What you choose: rate, activation, number of units. See [hyperparameters()] and
#'   [grid_search()].}
#' \item{learning rate, eta}{How far a step goes. Too small is slow, too large diverges.}
#' \item{local minimum}{A point where the cost is smaller than everywhere near it, but perhaps larger than far away. The
#'   cost of a linear model has none besides the minimum; that of a network may have many.}
#' \item{logit}{log(p / (1 - p)), the inverse of the sigmoid: the weighted sum z that gives the probability p.}
#' \item{neuron}{An activation function of a weighted sum of the inputs. See [neuron()].}
#' \item{optimizer}{The rule that makes a step of the gradient, perhaps with a memory of earlier ones. See
#'   [optimizers].}
#' \item{over-fitting}{The model has learnt the noise of its rows, and is worse on others.}
#' \item{parameter, weight, coefficient}{What is learnt from the data: `coef()`.}
#' \item{regularisation}{What is done against over-fitting: a penalty on large weights (`l2`, `l1`), or units left out
#'   at random (`dropout`).}
#' \item{saturation}{A unit is saturated when its weighted sum lies far out on the flat part of the activation: the
#'   slope is about 0, and the unit hardly learns.}
#' \item{scaling}{Bringing inputs of different sizes to one scale before training, for example to mean 0 and standard
#'   deviation 1. Coefficients are reported on the data's own scale nevertheless.}
#' \item{sigmoid}{The activation f(z) = 1 / (1 + exp(-z)), which turns any number into one between 0 and 1. Its slope is
#'   f (1 - f), at most 1/4.}
#' \item{softmax}{The output for several classes: exp(z_k) / sum_j exp(z_j), numbers between 0 and 1 whose sum is 1.}
#' \item{universal approximation}{With enough hidden units a network comes as near as you like to any continuous
#'   function on a closed, bounded region. The theorem does not say that training finds the weights.}
#' \item{vanishing gradient}{In a network of many layers the deltas of the first ones are products of many slopes and
#'   weights. If most factors are below 1, the products are nearly 0, and the first layers hardly learn.}
#' \item{validation set}{Rows that are not learnt from, to measure and to choose hyperparameters by.}
#' }
#'
#' @examples
#' # parameters are learnt, hyperparameters are chosen
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize")
#' coef(fit)
#' hyperparameters(fit)
#' @seealso [descent-package] for where to begin
#' @seealso In the course: `vignette("descent", package = "descent")`.
#' @name descent-glossary
#' @aliases glossary
NULL
