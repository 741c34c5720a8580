# Fits beside lm() and glm(): the same call with another verb. Whitened, gradient descent's coefficients are lm()'s to its
# digits, and a logistic neuron's are glm()'s to about nine.

# beside_lm(formula, data, ...) evaluates gd_lm() and lm() where it is called.
beside_lm <- function(...) {
  call <- sys.call()
  ours <- call
  ours[[1]] <- quote(gd_lm)
  ours$scaling <- "whiten"
  call[[1]] <- quote(lm)
  list(ours = eval.parent(ours), exact = eval.parent(call))
}

beside_glm <- function(...) {
  call <- sys.call()
  ours <- call
  ours[[1]] <- quote(neuron)
  ours[c("cost", "scaling", "optimizer", "eta", "epochs", "tol")] <-
    list("cross_entropy", "whiten", "lbfgs", "auto", 200, 1e-12)
  call[[1]] <- quote(glm)
  call$family <- quote(binomial)
  call$control <- quote(glm.control(epsilon = 1e-10, maxit = 50))
  list(ours = eval.parent(ours), exact = eval.parent(call))
}

client_data <- function() {
  d <- mtcars
  d$gear <- factor(d$gear)
  d$size <- d$wt / 2
  d$none <- replace(rep(1, 32), c(3, 7), 0)
  d$hp[5] <- NA
  d$third <- seq_len(32) %% 3 == 0
  d
}
