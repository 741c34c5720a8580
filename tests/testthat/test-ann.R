quiet_ann <- function(...) ann(..., progress = FALSE)

# A network of the package as the oracle wants it: its start and end, and the data as plain matrices.
start_of <- function(fit) unname(lapply(coef(fit, epoch = 0), unname))

test_that("one step of back-propagation, worked by hand", {
  # 1-1-1, all sigmoid, half_mse, one row: x = 1, d = 0, w1 = 0.5, b1 = 0, w2 = 1, b2 = -0.5, eta = 1
  # z1 = 0.5                     a1 = 1 / (1 + exp(-0.5))              = 0.6224593312
  # z2 = 0.6224593312 - 0.5      y  = 1 / (1 + exp(-0.1224593312))     = 0.5305766310
  # E  = 1/2 (0 - y)^2                                                 = 0.1407557807
  # delta2 = (y - d) y (1 - y) = 0.5305766310 * 0.2490650696           = 0.1321481060
  # dE/dw2 = delta2 a1 = 0.0822568217    dE/db2 = delta2
  # delta1 = delta2 w2 a1 (1 - a1) = 0.1321481060 * 0.2350037122       = 0.0310552955
  # dE/dw1 = delta1 x                dE/db1 = delta1
  fit <- quiet_ann(d ~ x, data.frame(x = 1, d = 0), hidden = 1, output = "sigmoid", cost = "half_mse",
                   scaling = "none", optimizer = "gd", eta = 1, epochs = 1, start = list(c(0, 0.5), c(-0.5, 1)))
  expect_equal(error_history(fit)$error[1], 0.1407557807, tolerance = 1e-9)
  expect_equal(unname(unlist(gradient_history(fit)[1, -1])), c(0.0310552955, 0.0310552955, 0.1321481060, 0.0822568217),
               tolerance = 1e-8)
  expect_equal(unname(unlist(coef(fit))), c(-0.0310552955, 0.4689447045, -0.6321481060, 0.9177431783), tolerance = 1e-8)
})

test_that("a published worked example comes out", {
  m <- oracle_mazur()
  data <- data.frame(m$x, m$d)
  fit <- quiet_ann(cbind(o1, o2) ~ i1 + i2, data, hidden = 2, output = "sigmoid", cost = "half_sse", bias = "fixed",
                   start = m$weights, eta = m$eta, optimizer = "gd", scaling = "none", epochs = 10000)
  error <- error_history(fit)$error
  expect_equal(error[1], m$error[1], tolerance = 1e-8)
  expect_equal(error[10000], m$error[2], tolerance = 1e-5)
  expect_equal(lapply(coef(fit, epoch = 1), unname), setNames(lapply(m$after_one, unname), names(coef(fit))),
               tolerance = 2e-8)
})

test_that("gradients agree with central differences for every activation, cost and depth", {
  activations <- setdiff(descent:::kernel_names()$activation, "softmax")
  costs <- setdiff(descent:::kernel_names()$cost, "cross_entropy")
  for (activation in activations) for (cost in c(costs, "cross_entropy"))
    for (hidden in list(integer(), 3, c(4, 3, 2))) {
    output <- if (cost == "cross_entropy") "sigmoid" else activation
    p <- oracle_problem(hidden, activation, output, cost, seed = 3)
    size <- vapply(p$weights, ncol, 0L)
    model <- list(units = c(ncol(p$x), size), bias = TRUE,
                  activations = as.list(c(rep(activation, length(hidden)), output)), cost = cost, dropout = 0)
    data <- list(x = p$x, y = p$d, weights = p$w, offset = rep(p$offset, length.out = nrow(p$x)), rows = nrow(p$x))
    theta <- oracle_flatten(p$weights)
    kernel <- descent:::kernel_evaluate(model, data, theta)
    value <- function(theta) {
      y <- oracle_forward(oracle_unflatten(theta, p$weights), p$x, activation, output, data$offset)$y
      oracle_cost(cost, p$d, y, p$w, output)
    }
    expect_equal_relative(kernel$error, value(theta), 1e-12)
    numeric <- oracle_numeric_gradient(value, theta)
    expect_lt(max(abs(kernel$gradient - numeric)) / max(abs(numeric)), 1e-7)
  }
})

test_that("softmax has the right gradient with every cost", {
  for (cost in descent:::kernel_names()$cost) {
    p <- oracle_problem(3, "tanh", "softmax", cost, k = 3)
    model <- list(units = c(ncol(p$x), 3, 3), bias = TRUE, activations = list("tanh", "softmax"),
                  cost = cost, dropout = 0)
    data <- list(x = p$x, y = p$d, weights = p$w, offset = rep(p$offset, length.out = nrow(p$x)), rows = nrow(p$x))
    kernel <- descent:::kernel_evaluate(model, data, oracle_flatten(p$weights))
    oracle <- oracle_backprop(p$weights, p$x, p$d, "tanh", "softmax", cost, p$w, data$offset)
    expect_equal_relative(kernel$error, oracle$error, 1e-12)
    expect_lt(max(abs(kernel$gradient - oracle_flatten(oracle$gradient))), 1e-12)
  }
})

test_that("every optimizer takes the same path as plain R, full batch and in shuffled mini-batches", {
  x <- as.matrix(mtcars[c("wt", "hp")]) / 10
  data <- data.frame(x, mpg = mtcars$mpg / 10)
  for (optimizer in setdiff(names(descent:::optimizer_rules), "lbfgs")) for (batch in list(NULL, 10)) {
    set.seed(4)
    fit <- quiet_ann(mpg ~ wt + hp, data, hidden = c(3, 2), activation = c("tanh", "sigmoid"), scaling = "none",
                     optimizer = optimizer, eta = 0.01, epochs = 30, batch_size = batch, l2 = 0.01,
                     l1 = 0.002, clip = 0.5)
    set.seed(4)
    draws <- sum(lengths(coef(fit)))
    drawn <- lapply(list(c(2, 3), c(3, 2), c(2, 1)), function(d) runif((d[1] + 1) * d[2]))
    orders <- replicate(30, sample.int(nrow(data)), simplify = FALSE)
    oracle <- oracle_train_network(start_of(fit), x, matrix(data$mpg), activation = c("tanh", "sigmoid"), cost = "mse",
                                   eta = 0.01, epochs = 30, optimizer = optimizer, batch_size = batch,
                                   order = function(e) orders[[e]], l2 = 0.01, l1 = 0.002, clip = 0.5)
    expect_equal_relative(unlist(coef(fit)), oracle_flatten(oracle$weights), 1e-10)
    expect_equal_relative(unlist(coef(fit, epoch = 1)), oracle$path[2, ], 1e-10)
    # the penalty is part of the objective; the error is the cost of the data alone
    expect_equal_relative(error_history(fit)$objective, oracle$error, 1e-10)
    cost <- function(theta) mean((oracle_forward(oracle_unflatten(theta, start_of(fit)), x, c("tanh", "sigmoid"))$y -
                                    data$mpg)^2)
    expect_equal_relative(fit$error, cost(oracle$path[31, ]), 1e-10)
    if (is.null(batch)) expect_equal_relative(error_history(fit)$error, apply(oracle$path, 1, cost), 1e-10)
  }
})

test_that("l-bfgs reaches the minimum that optim() finds", {
  data <- data.frame(x = scale(mtcars$wt)[, 1], y = scale(mtcars$mpg)[, 1])
  start <- list(matrix(c(0.1, 0.5, -0.2, -0.4), 2), matrix(c(0, 0.3, -0.5), 3))
  fit <- quiet_ann(y ~ x, data, hidden = 2, scaling = "none", optimizer = "lbfgs", l2 = 0.01, start = start,
                   epochs = 400)
  cost <- function(theta) {
    oracle_backprop(oracle_unflatten(theta, start), cbind(data$x), cbind(data$y), "sigmoid", "identity", "mse",
                    l2 = 0.01)$error
  }
  found <- optim(oracle_flatten(start), cost, method = "BFGS", control = list(reltol = 1e-14, maxit = 2000))
  error <- error_history(fit)$objective
  expect_lt(abs(error[401] - found$value), 1e-8)
  expect_true(all(diff(error) <= 1e-14 * error[-1]))  # at the minimum its last digit flickers
})

test_that("a network without hidden layers is the linear model and the neuron", {
  linear <- quiet_ann(mpg ~ wt + hp, mtcars, hidden = integer(0), optimizer = "lbfgs", epochs = 200)
  expect_equal(drop(coef(linear)$output), coef(lm(mpg ~ wt + hp, mtcars)), tolerance = 1e-6)
  logistic <- quiet_ann(factor(am) ~ wt, mtcars, hidden = integer(0), optimizer = "lbfgs", epochs = 200)
  expect_equal(drop(coef(logistic)$output), coef(glm(am ~ wt, binomial, mtcars)), tolerance = 1e-6)
})

test_that("coefficients, errors and gradients are on the data's own scale, whatever the scale of training", {
  for (scaling in c("none", "standardize", "whiten")) for (outputs in c("mpg", "cbind(mpg, disp)")) {
    set.seed(2)
    f <- as.formula(paste(outputs, "~ wt + hp"))
    fit <- quiet_ann(f, mtcars, hidden = 3, scaling = scaling, eta = 0.001, epochs = 3)
    x <- as.matrix(mtcars[c("wt", "hp")])
    d <- as.matrix(mtcars[all.vars(f[[2]])])
    for (e in c(0, 3)) {
      oracle <- oracle_backprop(unname(coef(fit, epoch = e)), x, d, "sigmoid", "identity", "mse")
      expect_equal(error_history(fit)$error[e + 1], oracle$error, tolerance = 1e-9)
      expect_equal(unname(unlist(gradient_history(fit)[e + 1, -1])), oracle_flatten(oracle$gradient), tolerance = 1e-7)
    }
    expect_equal(fit$error, mean((d - as.matrix(fitted(fit)))^2), tolerance = 1e-9)
    expect_equal(unname(as.matrix(predict(fit, mtcars))), unname(as.matrix(fitted(fit))), tolerance = 1e-12)
    expect_lt(max(check_gradient(fit)$difference), 1e-7)
  }
})

test_that("start takes what coef() returns", {
  set.seed(1)
  fit <- quiet_ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 20)
  again <- quiet_ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 0, start = coef(fit))
  expect_equal(coef(again), coef(fit), tolerance = 1e-12)
  expect_equal(fitted(again), fitted(fit), tolerance = 1e-12)
  expect_error(quiet_ann(mpg ~ wt, mtcars, hidden = 2, start = coef(fit)), "2 x 2, 3 x 1.*not a list of 3 x 2, 3 x 1")
})

test_that("the same seed gives the identical fit, and another seed another", {
  one <- function(seed) {
    set.seed(seed)
    quiet_ann(Species ~ ., iris, hidden = 3, epochs = 5, batch_size = 20, dropout = 0.2, validation = 0.2)
  }
  expect_identical(one(1), one(1))
  expect_false(identical(coef(one(1)), coef(one(2))))
})

test_that("resume() goes on to the last bit", {
  cases <- list(list(), list(optimizer = "rprop"), list(optimizer = "lbfgs"), list(batch_size = 16),
                list(batch_size = 16, dropout = 0.3, optimizer = "momentum"), list(dropout = 0.3),
                list(validation = 0.3, l2 = 0.1), list(scaling = "whiten", optimizer = "adamw", l2 = 0.1))
  for (case in cases) {
    run <- function(epochs) {
      set.seed(8)
      do.call(quiet_ann, c(list(mpg ~ wt + hp, quote(mtcars), hidden = 3, epochs = epochs), case))
    }
    half <- run(30)
    runif(3)
    seed <- .Random.seed
    resumed <- resume(half, 20, progress = FALSE)
    expect_identical(.Random.seed, seed)
    whole <- run(50)
    for (field in c("coefficients", "history", "error", "optimizer_state", "fitted.values", "epochs")) {
      expect_identical(resumed[[field]], whole[[field]])
    }
  }
})

test_that("early stopping brings the best coefficients back", {
  set.seed(3)
  rows <- sample(32, 12)
  fit <- quiet_ann(mpg ~ ., mtcars[rows, ], hidden = 20, eta = 0.05, epochs = 3000, validation = mtcars[-rows, ],
                   patience = 40)
  expect_identical(fit$stop, "patience")
  h <- error_history(fit)
  expect_identical(h$epoch[which.min(h$validation)], fit$best_epoch)
  expect_identical(fit$epochs, fit$best_epoch + 40)
  expect_equal(mean((predict(fit, mtcars[-rows, ]) - mtcars$mpg[-rows])^2), min(h$validation), tolerance = 1e-9)
  expect_equal(coef(fit), coef(fit, epoch = fit$best_epoch), tolerance = 1e-12)
})

test_that("restarts keep the best of all", {
  set.seed(1)
  fit <- quiet_ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 50, restarts = 4)
  expect_identical(nrow(fit$restarts), 4L)
  expect_identical(fit$error, min(fit$restarts$error))
  expect_gt(diff(range(fit$restarts$error)), 0)
})

test_that("dropout switches units off in training only, and leaves the mean output as it is", {
  # One hidden identity unit is on with probability 1/2 and then doubled: the first training error is that of one of
  # two known outputs for each row.
  data <- data.frame(x = c(1, 2, 3, 4), y = 0)
  set.seed(1)
  fit <- quiet_ann(y ~ x, data, hidden = 1, activation = "identity", bias = "none", scaling = "none", dropout = 0.5,
                   start = list(matrix(1), matrix(1)), epochs = 0)
  set.seed(1)
  on <- runif(4) < 0.5
  expect_equal(error_history(fit)$error, mean((2 * data$x * on)^2))
  expect_equal(fit$error, mean(data$x^2))
  expect_equal(unname(predict(fit)), data$x)
})

test_that("case weights count rows", {
  data <- data.frame(mtcars[1:10, c("mpg", "wt")], w = c(1, 2, 1, 1, 3, 1, 1, 1, 1, 1))
  twice <- data[rep(1:10, data$w), ]
  start <- list(matrix(c(0.1, 0.5, -0.2, -0.4), 2), matrix(c(0, 0.3, -0.5), 3))
  a <- ann(mpg ~ wt, data, weights = w, hidden = 2, scaling = "none", start = start, epochs = 30, progress = FALSE)
  b <- quiet_ann(mpg ~ wt, twice, hidden = 2, scaling = "none", start = start, epochs = 30)
  expect_equal(coef(a), coef(b), tolerance = 1e-12)
})

test_that("units times output weights are the fit, and one-dimensional curves are approximated ever better", {
  x <- seq(-1, 1, length.out = 101)
  curves <- list(bump = exp(-20 * x^2), sine = sin(pi * 2 * x), step = as.numeric(x > 0.2), bend = abs(x))
  for (name in names(curves)) {
    data <- data.frame(x, y = curves[[name]])
    error <- vapply(c(1, 2, 4, 16), function(h) {
      set.seed(5)
      fit <- quiet_ann(y ~ x, data, hidden = h, activation = "tanh", optimizer = "lbfgs", epochs = 400, restarts = 3,
                       record = FALSE)
      units <- predict(fit, type = "units")
      expect_equal(unname(drop(cbind(1, units) %*% coef(fit)$output)), unname(fitted(fit)), tolerance = 1e-12)
      fit$error
    }, 0)
    # one steep unit is a step already: what more of them bring is rounding
    expect_true(all(diff(error) < if (name == "step") 1e-3 else 1e-3 * error[1]), info = name)
    expect_lt(error[4], if (name == "step") 1e-3 else 0.02 * error[1])
  }
})

test_that("xor, flowers and handwriting are learnt", {
  xor <- data.frame(a = c(0, 0, 1, 1), b = c(0, 1, 0, 1), y = c(0, 1, 1, 0))
  set.seed(1)
  fit <- quiet_ann(y ~ a + b, xor, hidden = 4, output = "sigmoid", eta = 0.05, epochs = 1000)
  expect_equal(unname(round(fitted(fit))), xor$y)
  set.seed(1)
  fold <- sample(rep(1:5, 30))
  right <- unlist(lapply(1:5, function(k) {
    fit <- quiet_ann(Species ~ ., iris[fold != k, ], record = FALSE)
    predict(fit, iris[fold == k, ], type = "class") == iris$Species[fold == k]
  }))
  expect_gte(mean(right), 0.95)
  set.seed(1)
  train <- sample(nrow(digits), 1297)
  fit <- quiet_ann(digit ~ ., digits[train, ], hidden = 32, activation = "relu", batch_size = 32, epochs = 30,
                   record = FALSE)
  expect_gte(mean(predict(fit, digits[-train, ], type = "class") == digits$digit[-train]), 0.95)
})

test_that("classes, logicals, characters and matrices are understood as responses", {
  set.seed(1)
  two <- quiet_ann(factor(am, labels = c("auto", "hand")) ~ wt, mtcars, hidden = 2, epochs = 200)
  expect_identical(two$hyperparameters$output$name, "sigmoid")
  expect_identical(colnames(coef(two)$output), "hand")
  p <- predict(two, mtcars)
  expect_identical(as.character(predict(two, mtcars, type = "class")), unname(ifelse(p > 0.5, "hand", "auto")))
  expect_identical(names(predict(two, mtcars, type = "class")), rownames(mtcars))
  logical <- quiet_ann(I(am == 1) ~ wt, mtcars, hidden = 2, epochs = 5)
  expect_identical(logical$levels, c("FALSE", "TRUE"))
  three <- quiet_ann(as.character(Species) ~ ., iris, hidden = 2, epochs = 5)
  expect_equal(rowSums(predict(three)), setNames(rep(1, 150), 1:150))
  expect_identical(unname(predict(three, iris[0, ], type = "class")), factor(character(), levels(iris$Species)))
  both <- quiet_ann(cbind(mpg, disp) ~ wt, mtcars, hidden = 2, epochs = 5)
  expect_identical(dim(fitted(both)), c(32L, 2L))
  expect_identical(colnames(fitted(both)), c("mpg", "disp"))
})

test_that("formula features work in fitting and in prediction", {
  data <- transform(mtcars, gear = factor(gear))
  set.seed(1)
  fit <- quiet_ann(mpg ~ poly(wt, 2) * gear + log(hp) + offset(drat), data, hidden = 2, epochs = 20)
  expect_equal(predict(fit, data[3:9, ]), fitted(fit)[3:9], tolerance = 1e-10)
  expect_error(predict(fit, transform(data, gear = factor(9))), "`gear` must be one of the levels .* not \"9\"")
  expect_error(predict(fit, data["wt"]), "must have the columns")
  data$wt[2] <- NA
  expect_identical(which(is.na(predict(fit, data))), c("Mazda RX4 Wag" = 2L))
  excluded <- quiet_ann(mpg ~ wt, data, hidden = 2, epochs = 2, na.action = na.exclude)
  expect_identical(length(residuals(excluded)), 32L)
  expect_identical(length(residuals(quiet_ann(mpg ~ wt, data, hidden = 2, epochs = 2))), 31L)
})

test_that("inputs that break other packages are fitted, or refused in a sentence", {
  expect_lt(quiet_ann(mpg ~ ., mtcars, epochs = 500)$error, 6)  # unscaled; the variance is 36
  constant <- quiet_ann(mpg ~ wt + one, transform(mtcars, one = 1), epochs = 20)
  expect_true(all(is.finite(unlist(coef(constant)))))
  expect_true(is.finite(quiet_ann(mpg ~ wt, mtcars[1, ], epochs = 5)$error))
  wide <- data.frame(y = rnorm(20), matrix(rnorm(20000), 20))
  expect_true(is.finite(quiet_ann(y ~ ., wide, epochs = 5)$error))
  refused <- list(
    list("`hidden` must be whole numbers.*integer\\(0\\).*not -1", hidden = -1),
    list("not 2 values \\(3, -1\\)", hidden = c(3, -1)),
    list("`hidden` must be.*not 1.5", hidden = 1.5), list("`hidden` must be.*not \"a\"", hidden = "a"),
    list("`activation` must be one activation, or one for each of the 2 hidden layers, not 3", hidden = c(2, 2),
         activation = rep("tanh", 3)),
    list("`activation` must be one of .*not \"softmax\"", activation = "softmax"),
    list("`dropout` must be one number that is at least 0 and less than 1, not 1", dropout = 1),
    list("`validation` must be .*not 1", validation = 1), list("`eta` must be.*not -1", eta = -1),
    list("`patience` must be", patience = 3), list("`restarts` must be", restarts = 0),
    list("`cost` must be one for any output", output = "tanh", cost = "cross_entropy"),
    list("`output` must be one for a single output", output = "softmax"), list("`init` must be", init = 3),
    list("`bias` must be one of", bias = 3), list("`clip` must be", clip = 0), list("`l2` must be", l2 = -1)
  )
  for (case in refused) {
    expect_error(do.call(quiet_ann, c(list(mpg ~ wt, quote(mtcars)), case[-1])), case[[1]])
  }
  expect_error(quiet_ann(Species ~ ., iris[1:50, ]),
               "`Species` must be of two classes at least, not only of class \"setosa\"")
  expect_error(quiet_ann(mpg ~ wt, mtcars, hiden = 3), "`hiden` is not an argument here; here it is `hidden`", fixed = TRUE)
  whole <- quiet_ann(mpg ~ wt, mtcars, start = 0.1, epochs = 5)
  expect_identical(coef(quiet_ann(mpg ~ wt, mtcars, start = 0.1, epochs = 5, batch_size = 1000)), coef(whole))
})

test_that("a fit survives the file, and holds no copies of what was around it", {
  big <- rnorm(1e6)
  fit <- (function(data) {
    ballast <- big
    quiet_ann(mpg ~ wt, data, hidden = 2, epochs = 10)
  })(mtcars)
  expect_lt(length(serialize(fit, NULL)), 1e5)
  file <- tempfile(fileext = ".rds")
  saveRDS(fit, file)
  script <- sprintf("fit <- readRDS('%s'); cat(format(predict(fit, mtcars), digits = 17))", file)
  library <- c(dirname(getNamespaceInfo("descent", "path")), .libPaths())
  out <- system2(file.path(R.home("bin"), "Rscript"),
                 c("-e", shQuote(sprintf(".libPaths(c(%s)); library(descent); %s",
                                         paste0("'", library, "'", collapse = ", "), script))), stdout = TRUE)
  expect_identical(as.numeric(strsplit(paste(out, collapse = " "), " +")[[1]]), unname(predict(fit, mtcars)))
})

test_that("the summary says what is wrong with a fit", {
  dead <- quiet_ann(mpg ~ wt, mtcars, hidden = 2, activation = "relu", scaling = "none", epochs = 1,
                    start = list(matrix(c(-100, 0, 1, 1), 2), matrix(1, 3, 1)))
  expect_match(summary(dead)$warnings, "units are dead: 1 of 2 .hidden1:h1.", all = FALSE)
  stuck <- quiet_ann(mpg ~ wt, mtcars, hidden = 2, scaling = "none", start = 0, epochs = 1)
  expect_match(summary(stuck)$warnings, "all units of a layer are alike", all = FALSE)
  saturated <- quiet_ann(mpg ~ hp, mtcars, hidden = 1, scaling = "none", start = 5, epochs = 0)
  expect_match(summary(saturated)$warnings, "units are saturated: 1 of 1 .hidden1:h1.", all = FALSE)
  set.seed(1)
  good <- summary(quiet_ann(Species ~ ., iris, hidden = 3, epochs = 300))
  expect_identical(good$layers$parameters, c(15L, 12L))
  expect_equal(good$accuracy, sum(diag(good$confusion)) / 150)
  flat <- quiet_ann(cbind(mpg, disp) ~ wt, mtcars, hidden = 2, epochs = 100)
  y <- as.matrix(mtcars[c("mpg", "disp")])
  expect_equal(summary(flat)$r.squared, 1 - colSums((y - fitted(flat))^2) / colSums(sweep(y, 2, colMeans(y))^2))
})

test_that("vcov() and friends say why they make no sense", {
  fit <- quiet_ann(mpg ~ wt, mtcars, hidden = 2, epochs = 2)
  expect_error(vcov(fit), "^vcov\\(\\) makes no sense for a network: its weights have no standard errors")
  expect_error(confint(fit), "^confint\\(\\) makes no sense for a network: .* interval = \"prediction\"")
  # without hidden layers there are no units to exchange
  alone <- ann(am ~ wt, mtcars, hidden = integer(0), epochs = 5)
  for (verb in list(vcov, confint)) {
    said <- tryCatch(verb(alone), error = conditionMessage)
    expect_match(said, "gd_lm() and neuron() have it", fixed = TRUE)
    expect_no_match(said, "exchanged")
  }
  expect_error(confint(quiet_ann(Species ~ ., iris, hidden = 2, epochs = 2)), "^confint.*input_slopes\\(fit\\)")
  # what the message names is there
  held <- quiet_ann(mpg ~ wt, mtcars, hidden = 2, epochs = 2, validation = 0.7)
  expect_identical(dim(predict(held, mtcars[1:2, ], interval = "prediction")), c(2L, 3L))
  expect_s3_class(input_slopes(fit), "input_slopes")
  # a cost without standard errors is refused by the verb that was called, too
  expect_error(confint(neuron(am ~ wt, mtcars, cost = "huber", epochs = 2, progress = FALSE)), "^confint\\(\\) makes")
})

test_that("a fit without a record is made for every bias and scaling", {
  for (bias in c("learn", "none", "fixed")) {
    for (scaling in scalings) {
      set.seed(1)
      fit <- quiet_ann(mpg ~ wt + hp, mtcars, hidden = 2, bias = bias, scaling = scaling, epochs = 2, record = FALSE)
      set.seed(1)
      kept <- quiet_ann(mpg ~ wt + hp, mtcars, hidden = 2, bias = bias, scaling = scaling, epochs = 2)
      expect_identical(coef(fit), coef(kept))
    }
  }
})

test_that("an offset counts in full for each of several standardized responses", {
  set.seed(5)
  data <- data.frame(x = rnorm(30), o = rnorm(30))
  data$small <- data$x + data$o + rnorm(30) / 10
  data$large <- 100 * data$x + data$o
  fit <- ann(cbind(small, large) ~ x + offset(o), data, hidden = 2, epochs = 5)
  exact <- mean((as.matrix(data[c("small", "large")]) - fitted(fit))^2)
  expect_equal(tail(error_history(fit)$error, 1), exact, tolerance = 1e-10)
  expect_equal(fit$error, exact, tolerance = 1e-10)
})

test_that("the final error is that of the rows that were trained on, whatever the held-out ones cost", {
  d <- data.frame(x = c(seq(1, 3, length.out = 19), -5))
  d$y <- c(round(exp(d$x[1:19])), 1)
  for (seed in 1:200) {  # until the last row is the one that is held out
    set.seed(seed)
    if (sample.int(20, 1) == 20) break
  }
  set.seed(seed)
  # log(y) of the last row has no value
  fit <- suppressWarnings(ann(y ~ x, d, hidden = integer(0), cost = cost(~ y - d * log(y)), start = c(8, 1),
                              scaling = "none", validation = 0.05, batch_size = 5, eta = 0.01, epochs = 50,
                              optimizer = "gd"))
  expect_identical(fit$validation_rows, 20L)
  y <- fitted(fit)[1:19]
  expect_equal_relative(fit$error, mean(y - d$y[1:19] * log(y)), 1e-12)
  # no weight is left to train with
  d <- data.frame(x = 1:10, y = 1:10, w = c(1, rep(0, 9)))
  for (seed in 1:9) {
    set.seed(seed)
    fit <- suppressWarnings(ann(y ~ x, d, weights = w, hidden = 2, validation = 0.3, batch_size = 3, epochs = 3))
    expect_length(fit$error, 1)
  }
  # a last step that overflows
  set.seed(1)
  fit <- suppressWarnings(ann(mpg ~ ., mtcars, hidden = c(3, 3), activation = "relu", batch_size = 20, optimizer = "gd",
                              scaling = "none", eta = 1e120, epochs = 1))
  expect_length(fit$error, 1)
})

test_that("a network without any coefficient is refused by every optimizer", {
  for (optimizer in c("adam", "lbfgs", "gd")) {
    expect_error(ann(mpg ~ 1, mtcars, hidden = integer(0), bias = "none", optimizer = optimizer),
                 "`formula` must be one with at least one predictor", fixed = TRUE)
  }
})

test_that("predict() without newdata has the offset of the formula, as fitted() has", {
  set.seed(1)
  d <- data.frame(x = rnorm(40), o = rnorm(40), v = rnorm(40))
  d$y <- d$x + d$o
  d$k <- factor(d$x > 0)
  fits <- suppressWarnings(list(
    ann(y ~ x + offset(o), d, hidden = 2, epochs = 20), ann(y ~ x + offset(o), d, hidden = integer(), epochs = 20),
    ann(cbind(y, v) ~ x + offset(o), d, hidden = 2, scaling = "none", eta = 0.01, epochs = 20),
    ann(k ~ x + offset(o), d, hidden = 2, epochs = 20, model = FALSE)
  ))
  for (fit in fits) {
    expect_equal(predict(fit), fitted(fit), ignore_attr = TRUE)
    expect_equal(predict(fit, d), fitted(fit), ignore_attr = TRUE)
    expect_equal(predict(fit, epoch = 20), fitted(fit), ignore_attr = TRUE)
    expect_equal(residuals(fit, epoch = 20), residuals(fit), ignore_attr = TRUE)
  }
  # without hidden layers the offset is a coefficient of 1
  linear <- coef(fits[[2]])$output
  expect_equal(unname(predict(fits[[2]])), linear[1] + linear[2] * d$x + d$o, tolerance = 1e-12)
})

test_that("summary() ends with the verdict of print(), and each further finding on its own", {
  fits <- list(oracle_with_seed(1, ann(mpg ~ wt, mtcars, epochs = 3)),
               oracle_with_seed(1, ann(mpg ~ wt, mtcars, hidden = 40, epochs = 3)),
               oracle_with_seed(1, ann(mpg ~ wt, mtcars, hidden = integer(0), optimizer = "lbfgs", epochs = 200)))
  for (fit in fits) {
    shown <- gsub("\\s+", " ", paste(capture.output(print(summary(fit))), collapse = " "))
    expect_match(shown, gsub("\\s+", " ", verdict(fit)), fixed = TRUE)
    expect_no_match(shown, "! ", fixed = TRUE)
    for (line in summary(fit)$warnings) expect_match(shown, gsub("\\s+", " ", line), fixed = TRUE)
    expect_length(gregexpr(verdict(fit), shown, fixed = TRUE)[[1]], 1)
  }
  expect_true(fits[[3]]$converged)
})
