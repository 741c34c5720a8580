#' descent: gradient descent and back-propagation you can see
#'
#' A linear model, a neuron and a network are one thing: **forward, cost, gradient, step**, repeated. A linear model
#' ([gd_lm()]) is a network without hidden layers, with the identity activation and the mean squared error. A neuron
#' ([neuron()]) is the same with another activation. A network ([ann()]) stacks them.
#'
#' Every fit is a plain list that keeps its whole path: [error_history()], [coef_history()], [gradient_history()].
#' `coef()` are the *parameters*, which are learnt; [hyperparameters()] are what you chose.
#'
#' @section Where to begin:
#' * `fit <- gd_lm(dist ~ speed, cars, scaling = "standardize")`, then `summary(fit)`, `plot(fit)`, `compare(fit)`.
#' * `fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", eta = "auto")`, beside `glm()` by `compare(fit)`.
#' @keywords internal
#' @useDynLib descent, .registration = TRUE
#' @importFrom Rcpp evalCpp
#' @importFrom stats extractAIC family nobs weights .MFclass .checkMFClasses .getXlevels as.formula anova coef confint delete.response
#'   df.residual deviance fitted formula is.empty.model logLik model.extract model.frame model.matrix model.offset
#'   model.response model.weights na.action na.omit naprint naresid napredict nobs pf predict printCoefmat pt qnorm qt
#'   pnorm quantile residuals setNames terms update vcov weights lm glm binomial gaussian D median reformulate sd pchisq
#' @importFrom utils head tail
#' @importFrom grDevices hcl.colors adjustcolor
#' @importFrom graphics abline axis legend lines matplot par points
"_PACKAGE"
