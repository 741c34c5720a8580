# Nothing that R can hand to a kernel breaks it: whatever is missing, too short, too long or of another type is an R error
# that names it. Each call below is valid; then each argument, and each field of each list, is changed in turn.

boundary_training <- function(size, ...) {
  training <- list(first = 0, epochs = 4, eta = 0.1, batch = 0, shuffle = FALSE, tol = 0, patience = 0,
                   optimizer = "adam", settings = c(beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8),
                   penalised = rep(1, size), learns = rep(1, size), l1 = 0, l2 = 0, clip = Inf, every = 1,
                   error_every = 1, names = paste0("b", seq_len(size)), map = NULL, wrap = FALSE)
  utils::modifyList(training, list(...), keep.null = TRUE)
}

boundary_state <- function(size, slots = 2) {
  list(theta = seq_len(size) / 10, gradient = numeric(size), error = NaN, objective = NaN, validation = Inf,
       memory = matrix(0, size, slots), steps = 0, best = numeric(size), best_error = Inf, best_epoch = 0)
}

boundary_map <- function(size) {
  list(inner = 3, outer = 3, blocks = 2, scale = rep(2, size), origin = rep(1, size), cost = 2,
       forward = list(to = 1:3, from = 1:3, factor = c(1, 2, 3)),
       backward = list(to = 1:3, from = 1:3, factor = 1 / c(1, 2, 3)))
}

boundary_calls <- function() {
  set.seed(1)
  n <- 11
  x <- list(rnorm(n), rnorm(n))
  model <- list(units = c(2, 2, 2), bias = TRUE, activations = list("tanh", "identity"), cost = "mse", dropout = 0)
  size <- 12
  data <- list(x = x, y = matrix(rnorm(2 * n), n), weights = runif(n), offset = rnorm(n), rows = n, scale = c(1, 2))
  theta <- seq_len(size) / 10
  own <- list(value = function(z) z^2, slope = function(z) 2 * z)
  triangle <- list(inner = 3, outer = 3, blocks = 2, scale = rep(2, 8), origin = rep(1, 8), cost = 1,
                   triangle = diag(3) + upper.tri(diag(3)))
  report <- function(epoch, error) FALSE
  finish <- utils::modifyList(data, list(names = c("u", "v")))
  list(
    kernel_activation = list("tanh", c(-1, 0, 1)),
    kernel_activation = list(own, c(-1, 0, 1)),
    kernel_reduce = list(matrix(0, 4, 4), x, TRUE, rnorm(n), runif(n), rnorm(n)),
    kernel_reduce = list(matrix(0, 3, 3), cbind(x[[1]], x[[2]]), FALSE, rnorm(n), NULL, NULL),
    kernel_linear_values = list(x, TRUE, c(1, 2, 3), rnorm(n), n),
    kernel_finish_linear = list(x, TRUE, c(1, 2, 3), rnorm(n), rnorm(n)),
    kernel_linear_range = list(x, TRUE, c(1, 2, 3), n),
    kernel_information = list(x, TRUE, rnorm(n), runif(n), runif(n), TRUE),
    kernel_moments = list(x, 2:5, 4),
    kernel_rescale = list(x, 2:5, 4, c(0, 1), c(2, 3)),
    kernel_nonfinite = list(x),
    kernel_outwards = list(boundary_map(8), as.double(1:8), FALSE),
    kernel_outwards = list(triangle, as.double(1:8), TRUE),
    kernel_evaluate = list(model, data, theta),
    kernel_cost = list(model, data, theta),
    kernel_outputs = list(model, data, theta, 1, FALSE),
    kernel_finish_network = list(model, finish, theta),
    kernel_train_linear = list(diag(3), c(1, 2, 3), 1, 0.5, boundary_training(3), boundary_state(3), report),
    kernel_train_network = list(model, data, data, boundary_training(size, patience = 3), boundary_state(size), report),
    kernel_train_network = list(model, data, NULL, boundary_training(size, wrap = TRUE, map = boundary_map(size),
                                                                     eta = c(0.1, 0.2, 0.1, 0.2)),
                                boundary_state(size), report)
  )
}

# The ways to everything in a call: an argument's number, then names or numbers in lists.
boundary_paths <- function(x, at = list()) {
  inside <- if (is.list(x)) {
    keys <- if (is.null(names(x))) seq_along(x) else names(x)
    do.call(c, lapply(keys, function(key) boundary_paths(x[[key]], c(at, key))))
  }
  c(if (length(at)) list(at), inside)
}

boundary_changes <- list(
  null = function(v) NULL,
  shorter = function(v) if (length(v) > 0 && !is.function(v)) v[-1] else stop("none"),
  longer = function(v) if (length(v) > 0 && !is.function(v) && is.null(names(v))) c(v, v[1]) else stop("none"),
  text = function(v) if (is.character(v)) rep("?", length(v)) else as.character(unlist(v)),
  integer = function(v) if (is.double(v)) { v[!is.finite(v)] <- 0; storage.mode(v) <- "integer"; v } else stop("none"),
  listed = function(v) list(list(v)),
  negative = function(v) if (is.numeric(v)) -1 - abs(v) else stop("none"),
  huge = function(v) if (is.numeric(v)) v + 1e300 else stop("none")
)

boundary_replace <- function(x, at, value) {
  key <- at[[1]]
  new <- if (length(at) == 1) value else boundary_replace(x[[key]], at[-1], value)
  x[key] <- list(new)
  x
}

boundary_drop <- function(x, at) {
  if (length(at) == 1) x[[at[[1]]]] <- NULL else x[[at[[1]]]] <- boundary_drop(x[[at[[1]]]], at[-1])
  x
}

# The changes that are no mistakes: NULL for what is optional, numbers of either type where one number is asked for, other
# values of the right type and size, data of another size where nothing else has that size.
boundary_allowed <- function(kernel, at, change) {
  field <- at[[length(at)]]
  is <- function(kernels, fields) kernel %in% kernels && length(at) == 1 && field %in% fields
  ranged <- c("units", "rows", "inner", "outer", "blocks", "to", "from", "first", "epochs", "batch", "patience", "every",
              "error_every", "best_epoch", "dropout")
  single <- c("l1", "l2", "clip", "tol", "error", "validation", "steps", "best_error", "cost")
  subset <- c("kernel_moments", "kernel_rescale")
  ranged_argument <- is(subset, 2:3) || is("kernel_linear_values", 5) || is("kernel_linear_range", 4) ||
    is("kernel_outputs", 4)
  if (change %in% c("negative", "huge")) return(!field %in% ranged && !ranged_argument)
  if (change == "integer") {
    return(field %in% c(ranged, single) || is("kernel_train_linear", 3:4) || (ranged_argument && !is(subset, 2)))
  }
  in_data <- length(at) == 2 && at[[1]] %in% 2:3 && kernel != "kernel_outwards"
  if (change == "dropped") return((in_data && field == "scale") || (field == "names" && kernel == "kernel_finish_network"))
  if (change %in% c("shorter", "longer")) {
    return(is("kernel_activation", 2) || is(c("kernel_information", "kernel_nonfinite", "kernel_moments"), 1))

  }
  if (change == "text") return(field == "names")
  if (change == "null") {
    return(is("kernel_reduce", 5:6) || is("kernel_linear_values", 4) || is("kernel_finish_linear", 5) ||
             is("kernel_information", 5) || is(subset, 2) || is("kernel_outwards", 1) || is("kernel_train_network", 3) ||
             (length(at) > 1 && field %in% c("weights", "offset", "names", "map")) || (in_data && field == "scale"))
  }
  FALSE
}

# One call of each kernel with every change. Returns what went otherwise than it should.
boundary_failures <- function(calls = boundary_calls()) {
  wrong <- character()
  tried <- 0
  try_call <- function(kernel, arguments, at, change) {
    tried <<- tried + 1
    outcome <- tryCatch({
      do.call(get(kernel, asNamespace("descent")), arguments)
      "an answer"
    }, error = function(e) if (nzchar(conditionMessage(e))) "an error" else "an empty error")
    expected <- if (boundary_allowed(kernel, at, change)) "an answer" else "an error"
    if (outcome != expected) {
      wrong <<- c(wrong, sprintf("%s, %s %s: %s instead of %s", kernel, paste(unlist(at), collapse = "$"), change, outcome,
                                 expected))
    }
  }
  for (i in seq_along(calls)) for (at in boundary_paths(calls[[i]])) {
    value <- Reduce(function(x, key) x[[key]], at, calls[[i]])
    for (change in names(boundary_changes)) {
      new <- tryCatch(list(boundary_changes[[change]](value)), error = function(e) NULL)
      if (is.null(new) || identical(new[[1]], value)) next
      try_call(names(calls)[i], boundary_replace(calls[[i]], at, new[[1]]), at, change)
    }
    if (length(at) > 1 && is.character(at[[length(at)]])) {
      try_call(names(calls)[i], boundary_drop(calls[[i]], at), at, "dropped")
    }
  }
  structure(wrong, tried = tried)
}

test_that("the calls that are changed below are valid", {
  calls <- boundary_calls()
  for (i in seq_along(calls)) expect_no_error(do.call(get(names(calls)[i], asNamespace("descent")), calls[[i]]))
})

test_that("every argument and field that is dropped, shorter, longer or of another type is an error", {
  failures <- boundary_failures()
  expect_gt(attr(failures, "tried"), 1000)
  expect_identical(c(failures), character())
})

test_that("a message names what is missing or does not fit", {
  calls <- boundary_calls()
  train <- calls[[which(names(calls) == "kernel_train_network")[1]]]
  changed <- function(...) do.call(kernel_train_network, boundary_replace(train, list(...)[-...length()], ...elt(...length())))
  expect_error(changed(2, "y", matrix(0, 11, 3)), "`data$y` must have 2 columns, not 3.", fixed = TRUE)
  expect_error(changed(2, "x", list(numeric(11), numeric(10))), "`data$x[[2]]` must be 11 numbers, not 10 numbers.",
               fixed = TRUE)
  expect_error(changed(2, "weights", 1:11), "`data$weights` must be numbers of type double, not 11 integers.", fixed = TRUE)
  expect_error(changed(5, "theta", numeric(11)), "`state$theta` must be 12 numbers, not 11 numbers.", fixed = TRUE)
  expect_error(changed(5, "memory", numeric(11)), "`state$memory` must be 24 numbers, not 11 numbers.", fixed = TRUE)
  expect_error(changed(4, "optimizer", "sgd"), "there is no optimizer \"sgd\"", fixed = TRUE)
  expect_error(changed(4, "settings", c(beta1 = 0.9, epsilon = 1e-8)), "`training$settings` must have `beta2`", fixed = TRUE)
  expect_error(changed(4, "names", c("a", "b")), "`training$names` must be 12 names", fixed = TRUE)
  expect_error(changed(1, "activations", 2, "tanhh"), "there is no activation \"tanhh\"", fixed = TRUE)
  expect_error(changed(1, "cost", "see"), "there is no cost \"see\"", fixed = TRUE)
  expect_error(do.call(kernel_train_network, boundary_drop(train, list(4, "clip"))), "`training` must have a field `clip`.",
               fixed = TRUE)
  expect_error(kernel_outwards(boundary_map(8), numeric(5), FALSE), "2 blocks of 3 coefficients are more than 5", fixed = TRUE)
})

test_that("sizes beyond what a compiled matrix can hold are refused before any work", {
  calls <- boundary_calls()
  large <- calls[[which(names(calls) == "kernel_cost")]]
  large[[1]]$units <- c(2, 1e6, 1e6)
  expect_error(do.call(kernel_cost, large), "fewer than 2^32 weights, not 1000004000000", fixed = TRUE)
  long <- calls[[which(names(calls) == "kernel_train_linear")]]
  long[[5]]$epochs <- 2^31
  expect_error(do.call(kernel_train_linear, long), "fewer than 2^31 rows", fixed = TRUE)
})

test_that("an optimizer's settings are matched by name", {
  calls <- boundary_calls()
  train <- calls[[which(names(calls) == "kernel_train_network")[1]]]
  other <- boundary_replace(train, list(4, "settings"), rev(train[[4]]$settings))
  expect_identical(do.call(kernel_train_network, other), do.call(kernel_train_network, train))
})

test_that("the optimizers of R and of the kernels have the same settings in the same order", {
  settings <- kernel_choices()$optimizer
  for (rule in names(settings)) {
    made <- get(paste0("opt_", rule), asNamespace("descent"))()
    expect_identical(as.character(names(made$settings)), as.character(settings[[rule]]))
  }
})
