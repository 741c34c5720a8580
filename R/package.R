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
#' * `fit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto")`, beside `glm()` by
#'   `compare(fit)`.
#' * `fit <- ann(Species ~ ., iris, hidden = 4)`, then `summary(fit)` and `predict(fit, iris, type = "class")`.
#'
#' @section What there is:
#' * Fit: [gd_lm()], [neuron()], [ann()]; [resume()] continues training; [predict()][predict.gd_lm], `summary()` and the
#'   other functions for `lm()` work too.
#' * Choose: [activation()], [cost()], [optimizers], start weights by [init_glorot()] and others; [grid_search()]
#'   compares choices.
#' * See: [plot()][plot.descent], [error_history()], [coef_history()], [gradient_history()], [plot_surface()],
#'   [plot_rates()], [plot_network()], [plot_boundary()], [plot_units()]; [animate()], [replay()] and [playground()]
#'   in motion.
#' * Check: [compare()] with `lm()` and `glm()`, [check_gradient()], [diagnose()].
#' * Understand: [explain_step()] writes one update out, [as_r_code()] the whole training in base R,
#'   [example_failure()] shows what goes wrong; [descent-glossary] explains the words.
#' * Practise and teach: [exercise()] gives tasks, [check_answer()] checks the answers, [as_exam()] writes an exam,
#'   [lecture_slides()] the slides of a lecture.
#' * Read: `vignette("descent", package = "descent")` lists the pages of the course in their order, from the straight
#'   line to how the compiled code works.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize")
#' fit
#' compare(fit)
#' plot(fit)
#' @keywords internal
#' @useDynLib descent, .registration = TRUE
#' @importFrom Rcpp evalCpp
#' @importFrom graphics abline axis box contour grconvertX grconvertY legend lines matplot mtext par persp plot.new
#'   plot.window points rasterImage rect segments strheight strwidth symbols text
#' @importFrom grDevices adjustcolor colorRampPalette hcl.colors trans3d
#' @importFrom parallel getDefaultCluster parLapplyLB
#' @importFrom stats anova binomial .checkMFClasses coef confint D delete.response deviance df.residual extractAIC
#'   family fitted formula gaussian get_all_vars .getXlevels logLik median model.frame model.matrix model.offset
#'   napredict naresid nobs pf pnorm predict printCoefmat pt qnorm qt quantile residuals sd
#'   setNames terms update vcov weights
#' @importFrom utils head tail
"_PACKAGE"
