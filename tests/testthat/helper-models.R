# Random models, and what must hold of each of them.

# One of the values; the first as often as not.
pick <- function(..., usual = FALSE) {
  choices <- list(...)
  if (usual && runif(1) < 0.5) choices[[1]] else choices[[sample.int(length(choices), 1)]]
}

random_data <- function() {
  n <- pick(7, 20, 33, 64, 130)
  d <- data.frame(x1 = rnorm(n), x2 = rnorm(n, pick(0, 5, 100), pick(1, 0.1, 20)), x3 = rexp(n) + 0.1,
                  g = factor(sample(c("a", "b", "c"), n, TRUE), c("a", "b", "c")), l = runif(n) > 0.5,
                  w = sample(0:3, n, TRUE), o = rnorm(n) / 10)
  d$g[1:3] <- c("a", "b", "c")
  d$w[1:5] <- 1
  d$y <- 1 + d$x1 - 0.5 * (d$x2 - mean(d$x2)) / sd(d$x2) + rnorm(n)
  d$u <- d$x1 + rnorm(n)
  d$b <- as.numeric(d$x1 + rnorm(n) > 0)
  d$b[1:4] <- c(0, 1, 0, 1)
  d$k <- factor(c("n", "p")[d$b + 1])
  d$m <- factor(c("q", "r", "s")[1 + (d$b + d$l)], c("q", "r", "s"))
  d$m[1:3] <- c("q", "r", "s")
  d
}

# A call of a verb with `data = d`, as list(call, d, what is known of it).
random_model <- function() {
  d <- random_data()
  verb <- pick("gd_lm", "neuron", "ann", "ann")
  right <- pick("x1", "x1 + x2", "x1 * x3", "poly(x1, 2) + x2", "log(x3) + g", "g", "g:x1", "x1 + x2 - 1", "l + x2",
                "x1 + offset(o)", "I(x1^2) + x3", "x1 + x2 + x3 + g", "scale(x2) + x1")
  batch <- pick(NULL, NULL, 5, 16, 1)
  whole <- is.null(batch) || batch >= nrow(d)
  optimizer <- pick("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw",
                    if (is.null(batch)) "rprop" else "gd",
                    if (is.null(batch)) "lbfgs" else "gd")
  arguments <- list(epochs = pick(12, 20, 30), optimizer = optimizer, batch_size = batch,
                    shuffle = pick(TRUE, FALSE), scaling = pick("standardize", "none", "whiten"),
                    record = pick(NULL, NULL, 3, FALSE))
  if (runif(1) < 0.4) arguments$weights <- quote(w)
  arguments <- c(arguments, list(gd_lm = random_gd_lm, neuron = random_neuron, ann = random_ann)[[verb]](d))
  left <- arguments$left
  arguments$left <- NULL
  if (optimizer == "lbfgs" && verb == "ann") arguments$clip <- Inf
  call <- as.call(c(list(as.name(verb), stats::as.formula(paste(left, "~", right)), data = quote(d)),
                    Filter(Negate(is.null), arguments)))
  list(call = call, data = d, verb = verb, whole = whole,
       # rules that divide by the size of the gradient make steps of what is rounding where it should be 0
       smooth = optimizer %in% c("gd", "momentum", "nesterov"),
       drawn = (!whole && arguments$shuffle) || isTRUE(arguments$dropout > 0) || isTRUE(arguments$validation > 0))
}

random_gd_lm <- function(d) {
  list(left = pick("y", "b", "I(2 * y)"), cost = pick("mse", "half_mse", "huber", "mae", "half_sse"), eta = 1e-4,
       allow_divergence = TRUE, start = pick(0, 0.5))
}

random_neuron <- function(d) {
  activation <- pick("sigmoid", "sigmoid", "tanh", "identity", "relu", "softplus", "elu", "swish", "gelu", "leaky_relu")
  list(left = if (activation == "sigmoid") pick("b", "k") else "b", activation = activation,
       cost = if (activation == "sigmoid") pick("cross_entropy", "half_mse", "mse") else pick("half_mse", "huber", "mse"),
       bias = pick("learn", "learn", "none", -1), eta = 1e-3,
       start = if (grepl("relu", activation)) 0.1 else pick(0, 0.1), allow_divergence = TRUE)
}

random_ann <- function(d) {
  left <- pick("y", "cbind(y, u)", "k", "m", "b")
  hidden <- pick(3, 2, c(4, 3), 17, c(9, 8, 2), integer())
  list(left = left, hidden = hidden, activation = pick("sigmoid", "tanh", "relu", "softplus", "elu", "gelu", "swish"),
       bias = pick("learn", "learn", "learn", "none", "fixed"), eta = 1e-3, l2 = pick(0, 0, 0.01), l1 = pick(0, 0, 0, 0.01),
       clip = pick(Inf, Inf, Inf, 0.5), dropout = pick(0, 0, 0, 0.2), validation = pick(0, 0, 0.25))
}

# The fit of a call, without the warnings about data that were drawn at random.
run_model <- function(call, d, seed = 1) {
  home <- list2env(list(d = d), parent = globalenv())
  for (part in c("gd_lm", "neuron", "ann")) assign(part, getExportedValue("descent", part), home)
  formula <- call[[2]]
  environment(formula) <- home
  call[[2]] <- formula
  set.seed(seed)
  suppressWarnings(suppressMessages(eval(call, home)))
}

model_changed <- function(call, ...) {
  changed <- list(...)
  for (name in names(changed)) call[name] <- changed[name]
  call
}

# How far two sets of numbers are apart, beside the largest.
apart <- function(a, b) {
  a <- unlist(a, use.names = FALSE)
  b <- unlist(b, use.names = FALSE)
  if (length(a) != length(b)) return(Inf)
  if (identical(a, b) || length(a) == 0) return(0)
  max(abs(a - b)) / max(abs(a), abs(b), 1e-12)
}

# What does not hold of the model: texts. `copies`: the kernels to compare; `again`: what goes on with a fit.
model_faults <- function(model, copies = character(), again = resume) {
  call <- model$call
  d <- model$data
  faults <- character()
  must <- function(what, ok) if (!isTRUE(ok)) faults <<- c(faults, what)
  fit <- run_model(call, d)
  must("the same seed gives the same fit", identical(coef(fit), coef(run_model(call, d))))
  finite <- all(is.finite(unlist(coef(fit)))) && fit$stop == "epochs"
  if (!finite) return(faults)
  quiet <- function(expr) suppressWarnings(suppressMessages(expr))

  done <- call$epochs
  first <- run_model(model_changed(call, epochs = 5), d)
  more <- quiet(again(first, done - 5))
  must("resume() goes on exactly", identical(coef(more), coef(fit)) &&
         identical(more$optimizer_state, fit$optimizer_state))
  must("resume() joins the history", identical(unclass(error_history(more)$error), unclass(error_history(fit)$error)))

  values <- quiet(predict(fit))
  must("predict(fit) is fitted(fit)", apart(values, fitted(fit)) < 1e-10)
  must("predict(fit, data) is fitted(fit)", apart(quiet(predict(fit, d)), fitted(fit)) < 1e-10)
  must("predict() of one row", apart(quiet(predict(fit, d[3, ])), as.matrix(fitted(fit))[3, ]) < 1e-9)

  file <- tempfile(fileext = ".rds")
  saveRDS(fit, file)
  saved <- readRDS(file)
  unlink(file)
  must("a saved fit predicts", identical(quiet(predict(saved, d)), quiet(predict(fit, d))))
  must("a saved fit goes on", identical(coef(quiet(resume(saved, 3))), coef(quiet(resume(fit, 3)))))

  # where a rate is too large, or weighted sums lie at a kink, rounding grows into another fit: what computes in another
  # order cannot agree
  moved <- d
  moved[c("x1", "x2", "x3")] <- lapply(d[c("x1", "x2", "x3")], function(x) x * (1 + 1e-13 * (runif(length(x)) - 0.5)))
  calm <- apart(coef(run_model(call, moved)), coef(fit)) < 1e-9
  model$smooth <- model$smooth && calm
  if (model$whole && !model$drawn && model$smooth) {
    order <- sample.int(nrow(d))
    start <- if (model$verb == "ann") fit_start(fit)
    fixed <- if (is.null(start)) call else model_changed(call, start = start)
    if (model$verb != "ann" || !is.null(start)) {
      must("the order of rows does not matter", apart(coef(run_model(fixed, d[order, ])), coef(fit)) < 1e-6)
      if (!is.null(call$weights) && !grepl("poly|scale", deparse1(call[[2]]))) {
        repeated <- d[rep(seq_len(nrow(d)), d$w), ]
        plain <- fixed
        plain$weights <- NULL
        must("a weight of 2 is the row twice", apart(coef(run_model(plain, repeated)), coef(fit)) < 1e-6)
      }
    }
  }
  if (model$smooth) {
    for (copy in copies) {
      theirs <- with_kernels(copy, coef(run_model(call, d)))
      must(paste("the kernels agree:", copy), apart(theirs, coef(fit)) < 1e-6)
    }
  }
  if (!isTRUE(fit$hyperparameters$dropout > 0) && calm && (model$verb != "ann" || !isFALSE(fit$hyperparameters$record))) {
    script <- tryCatch(as_r_code(fit), error = conditionMessage)
    home <- new.env(parent = globalenv())
    ran <- tryCatch({
      utils::capture.output(suppressWarnings(eval(parse(text = script), home)))
      ""
    }, error = conditionMessage)
    tolerance <- if (model$smooth) 1e-7 else 1e-4
    must(paste("the script ends at the coefficients", ran), apart(home$coefficients, coef(fit)) < tolerance)
  }
  check <- quiet(check_gradient(fit))
  worst <- max(check$difference, 0, na.rm = TRUE)
  must(sprintf("check_gradient() agrees, but for %.2g", worst), worst < 1e-4)
  faults
}

# The weights that training began with, where the fit kept them.
fit_start <- function(fit) if (!isFALSE(fit$hyperparameters$record)) coef(fit, epoch = 0)

with_kernels <- function(copy, code) {
  old <- Sys.getenv("DESCENT_KERNELS", NA)
  on.exit(if (is.na(old)) Sys.unsetenv("DESCENT_KERNELS") else Sys.setenv(DESCENT_KERNELS = old))
  Sys.setenv(DESCENT_KERNELS = copy)
  code
}
