# Bad input: each ends in an error that names the argument, what it must be and what came, before any work.

good <- data.frame(y = c(1, 3, 2, 5, 4, 6), x = c(1, 2, 3, 4, 5, 6), u = c(0, 1, 0, 1, 1, 0), w = 1,
                   text = letters[1:6], day = as.Date("2024-01-01") + 1:6)
good$bag <- I(as.list(1:6))
good$kind <- factor(c("a", "b", "c", "a", "b", "c"))
with <- function(...) transform(good, ...)

bad_calls <- alist(
  gd_lm(y ~ x, good, eta = NA),
  gd_lm(y ~ x, good, eta = 0),
  gd_lm(y ~ x, good, eta = -1),
  gd_lm(y ~ x, good, eta = Inf),
  gd_lm(y ~ x, good, eta = "fast"),
  gd_lm(y ~ x, good, eta = c(1, 2)),
  gd_lm(y ~ x, good, eta = NULL),
  gd_lm(y ~ x, good, eta = function(epoch) NA),
  gd_lm(y ~ x, good, eta = function(epoch) if (epoch < 500) 0.01 else -1),
  gd_lm(y ~ x, good, eta = 1),
  gd_lm(y ~ x, good, epochs = -1),
  gd_lm(y ~ x, good, epochs = 1.5),
  gd_lm(y ~ x, good, epochs = NA),
  gd_lm(y ~ x, good, epochs = 1e10),
  gd_lm(y ~ x, good, epochs = "many"),
  gd_lm(y ~ x, good, start = 1:3),
  gd_lm(y ~ x, good, start = c(1, NA)),
  gd_lm(y ~ x, good, start = c(a = 1, b = 2)),
  gd_lm(y ~ x, good, start = "zero"),
  gd_lm(y ~ x, good, start = 1e200),
  gd_lm(y ~ x, with(x = c(Inf, 2:6))),
  gd_lm(y ~ x, with(x = c(1:4, NaN, 6))),
  gd_lm(y ~ x + kind, with(x = c(1:4, -Inf, 6))),
  gd_lm(log(x - 1) ~ y, good),
  gd_lm(y ~ x, with(y = c(1:5, Inf))),
  gd_lm(y ~ x, with(y = c(1:5, NaN))),
  gd_lm(y ~ x, good[0, ]),
  gd_lm(y ~ x, with(x = NA_real_)),
  gd_lm(text ~ x, good),
  gd_lm(bag ~ x, good),
  gd_lm(day ~ x, good),
  gd_lm(kind ~ x, good),
  gd_lm(cbind(y, x) ~ u, good),
  gd_lm(y ~ 0, good),
  gd_lm(y ~ x, good, cost = "cross_entropy"),
  gd_lm(y ~ x, good, cost = "mss"),
  gd_lm(y ~ x, good, optimizer = "adm"),
  gd_lm(y ~ x, good, optimizer = 3),
  gd_lm(y ~ x, good, scaling = "standardise"),
  gd_lm(y ~ x, good, weights = -w),
  gd_lm(y ~ x, good, weights = c(-2, NA, 1, 1, 1, 1)),
  gd_lm(y ~ x, good, weights = 0 * w),
  gd_lm(y ~ x, good, weights = text),
  gd_lm(y ~ x, good, weights = 1:3),
  gd_lm(y ~ x, good, offset = text),
  gd_lm(y ~ x, good, offset = c(Inf, 1, 1, 1, 1, 1)),
  gd_lm(~x, good),
  gd_lm(y ~ y + x, good),
  gd_lm(y ~ . + y, good[1:3]),
  gd_lm(y ~ x, as.matrix(good[1:3])),
  gd_lm(y ~ x, list(1, 2)),
  gd_lm(y ~ x, "good"),
  gd_lm(data = good),
  gd_lm(3, good),
  gd_lm(y ~ absent, good),
  gd_lm(y ~ x, good, ets = 0.1),
  gd_lm(y ~ x, good, batch_size = 0),
  gd_lm(y ~ x, good, batch_size = 2.5),
  gd_lm(y ~ x, good, batch_size = 2, optimizer = "lbfgs"),
  gd_lm(y ~ x, good, shuffle = "yes"),
  gd_lm(y ~ x, good, tol = -1),
  gd_lm(y ~ x, good, record = 0),
  gd_lm(y ~ x, good, record = TRUE),
  gd_lm(y ~ x, good, progress = NA),
  gd_lm(y ~ x, good, allow_divergence = 1),
  neuron(u ~ x, good, activation = "sigmod"),
  neuron(u ~ x, good, activation = "softmax"),
  neuron(u ~ x, good, activation = 3),
  neuron(u ~ x, good, activation = "tanh", cost = "cross_entropy"),
  neuron(u ~ x, good, eta = "auto"),
  neuron(u ~ x, good, bias = "no"),
  neuron(u ~ x, good, bias = NA),
  neuron(u ~ 1, good, bias = "none"),
  neuron(text ~ x, good),
  neuron(day ~ x, good),
  neuron(kind ~ x, good),
  neuron(kind ~ x, good[good$kind == "a", ]),
  neuron(u > 5 ~ x, good),
  neuron(0 * u ~ x, good, cost = "cross_entropy"),
  neuron(y ~ x, good, cost = "cross_entropy"),
  neuron(cbind(u, 1 - u) ~ x, good),
  neuron(u ~ x, with(x = c(Inf, 2:6))),
  neuron(u ~ x, with(u = c(NaN, 1, 0, 1, 0, 1))),
  neuron(u ~ x, good, ets = 0.1)
)

# A list of all names of a table as one word, so that a new choice leaves the recorded messages as they are.
name_lists <- function(lines) {
  known <- kernel_names()
  lists <- list(activation = known$activation, "activation of one unit" = known$unit, cost = known$cost,
                "cost of regression" = known$regression, optimizer = names(optimizer_rules))
  for (what in names(lists)) {
    lines <- gsub(paste0('"', lists[[what]], '"', collapse = ", "), sprintf("<each %s>", what), lines, fixed = TRUE)
  }
  lines
}

test_that("each bad input ends in its own clear error", {
  expect_snapshot(for (call in bad_calls) {
    message <- tryCatch({
      suppressWarnings(eval(call))
      "no error"
    }, error = conditionMessage)
    cat(deparse1(call), "\n   ", message, "\n", sep = "")
  }, transform = name_lists)
})

test_that("no bad input passes, and each message says what came or what must be", {
  for (call in bad_calls) {
    expect_error(suppressWarnings(eval(call)), "must|is not an argument here|not found", info = deparse1(call))
  }
})

test_that("errors come before any work, and nothing is changed", {
  copy <- unserialize(serialize(good, NULL))
  set.seed(3)
  before <- .Random.seed
  value <- function(x) {
    started <<- TRUE
    x
  }
  spy <- activation(value, function(x) x * 0 + 1)
  started <- FALSE
  started <- FALSE
  expect_error(neuron(u ~ x, good, activation = spy, start = 1:9, batch_size = 2), "`start`")
  expect_error(neuron(u ~ x, good, activation = spy, weights = -w, batch_size = 2), "`weights`")
  expect_error(neuron(u ~ x, good, activation = spy, eta = function(epoch) -epoch, batch_size = 2), "`eta`")
  expect_false(started)
  expect_identical(.Random.seed, before)
  expect_identical(good, copy)
})

test_that("what is unusual but meaningful is taken", {
  expect_identical(unname(coef(gd_lm(y ~ x, good, epochs = 0, start = c(x = 2, "(Intercept)" = 1)))), c(1, 2))
  expect_identical(gd_lm(y ~ x, good, epochs = 0)$epochs, 0)
  expect_equal(unname(coef(gd_lm("y ~ x", good, epochs = 10))), unname(coef(gd_lm(y ~ x, good, epochs = 10))))
  expect_s3_class(neuron(I(y > 3) ~ x, good, epochs = 1), "neuron")
  expect_s3_class(gd_lm(I(y > 3) ~ x, good, epochs = 1), "gd_lm")
  y <- good$y
  x <- good$x
  expect_equal(coef(gd_lm(y ~ x, epochs = 5)), coef(gd_lm(y ~ x, good, epochs = 5)))
})

test_that("common mistakes are told what to write", {
  cars2 <- transform(mtcars, text = as.character(mpg), same = "a", weight = wt)
  dollar <- gd_lm(mtcars$mpg ~ mtcars$wt)
  brackets <- ann(log(mtcars$mpg) ~ log(mtcars[["wt"]]), epochs = 2)
  by_cylinder <- gd_lm(mpg ~ factor(cyl), mtcars)
  flowers <- oracle_with_seed(1, ann(Species ~ ., iris, epochs = 2))
  short <- 1:3
  said <- function(expr, wanted) expect_error(expr, wanted, fixed = TRUE)
  said(gd_lm(mpg ~ weigth, mtcars), "object 'weigth' not found; did you mean `wt`?")
  said(gd_lm(mpg ~ weigth, cars2), "did you mean `weight`?")
  said(gd_lm(mpg ~ wt), "object 'mpg' not found: did you forget `data`?")
  said(ann(mpg ~ wt), "did you forget `data`?")
  said(gd_lm(mpg, mtcars), "`formula` must be a formula, as y ~ x, but R says: object 'mpg' not found.")
  said(gd_lm(mpg ~ short, mtcars), "`mpg` has 32, `short` has 3")
  # arguments by the names of other packages
  for (name in c("learning_rate", "lr", "mu", "alpha")) {
    for (verb in list(gd_lm, neuron, ann)) said(do.call(verb, setNames(list(am ~ wt, mtcars, 0.1), c("", "", name))),
                                                sprintf("`%s` is not an argument here; here it is `eta`.", name))
  }
  said(ann(mpg ~ wt, mtcars, size = 3), "here it is `hidden`")
  said(gd_lm(mpg ~ wt, mtcars, size = 3), "`size` is not an argument here; ann() has `hidden`.")
  said(neuron(am ~ wt, mtcars, hidden = 3), "; ann() has `hidden`.")
  said(gd_lm(mpg ~ wt, mtcars, l2 = 0.1), "; ann() has `l2`.")
  said(gd_lm(mpg ~ wt, mtcars, optimiser = "adam"), "here it is `optimizer`")
  said(ann(mpg ~ wt, mtcars, momentum = 0.9), "instead there is optimizer = opt_momentum(rho = 0.9)")
  said(ann(mpg ~ wt, mtcars, seed = 1), "instead there is set.seed() before the fit")
  said(neuron(am ~ wt, mtcars, family = binomial), "instead there is `activation` and `cost`")
  said(ann(mpg ~ wt, mtcars, linout = TRUE), "instead there is `output`")
  said(gd_lm(mpg ~ wt, mtcars, weigths = hp), "here it is `weights`")
  # names without their quotes
  said(neuron(am ~ wt, mtcars, activation = tanh), "`activation` must be in quotes: activation = \"tanh\".")
  said(ann(am ~ wt, mtcars, activation = sigmoid), "activation = \"sigmoid\"")
  said(ann(am ~ wt, mtcars, output = softmax), "`output` must be in quotes: output = \"softmax\".")
  said(ann(am ~ wt, mtcars, optimizer = adam), "optimizer = \"adam\"")
  said(gd_lm(mpg ~ wt, mtcars, cost = mae), "`cost` must be in quotes: cost = \"mae\".")
  said(neuron(am ~ wt, mtcars, cost = cross_entropy), "cost = \"cross_entropy\"")
  said(gd_lm(mpg ~ wt, mtcars, scaling = whiten), "`scaling` must be in quotes: scaling = \"whiten\".")
  said(gd_lm(mpg ~ wt, mtcars, scaling = nothing_at_all), "object 'nothing_at_all' not found")
  # functions without their brackets
  said(ann(am ~ wt, mtcars, optimizer = opt_adam),
       "`optimizer` must be opt_adam(), with brackets, not the function opt_adam itself.")
  said(gd_lm(mpg ~ wt, mtcars, optimizer = opt_lbfgs), "`optimizer` must be opt_lbfgs(), with brackets")
  said(ann(am ~ wt, mtcars, init = init_he), "`init` must be init_he(), with brackets, not the function init_he itself.")
  said(ann(am ~ wt, mtcars, init = mean), "`init` must be NULL, or one of")
  # no hidden layer
  for (hidden in list(0, c(), NULL, integer(0))) {
    expect_named(coef(ann(mpg ~ wt, mtcars, hidden = hidden, epochs = 2)), "output")
  }
  expect_output(print(ann(mpg ~ wt, mtcars, hidden = 0, epochs = 2)), "hidden none; activation none;", fixed = TRUE)
  # predictions
  for (type in c("raw", "probs")) said(predict(flowers, type = type), "`type` must be \"prob\"")
  said(predict(flowers, type = "classes"), "did you mean \"class\"?")
  said(predict(dollar, data.frame(wt = 1)), "that names mtcars$wt: write the fit's formula with wt, data = mtcars.")
  said(predict(brackets, data.frame(wt = 1)), "that names mtcars[[\"wt\"]]: write the fit's formula with wt, data = mtcars.")
  said(predict(by_cylinder, data.frame(cyl = c(4, 5))),
       "`factor(cyl)` must be one of the levels of the fit (\"4\", \"6\", \"8\"), not \"5\".")
  said(predict(gd_lm(Sepal.Length ~ Species, iris), data.frame(Species = "tulip")), "\"virginica\"), not \"tulip\".")
  said(ann(mpg ~ factor(cyl), mtcars[mtcars$cyl < 8, ], validation = mtcars, epochs = 1),
       "`factor(cyl)` must be one of the levels of the fit (\"4\", \"6\"), not \"8\".")
  # data and start
  said(compare(by_cylinder, mtcars), "`...` must be models")
  said(gd_lm(mpg ~ same + wt, cars2), "`same` must have 2 or more levels in the rows of the fit, not only \"a\"")
  said(neuron(am ~ factor(cyl), mtcars[mtcars$cyl == 4, ]), "`factor(cyl)` must have 2 or more levels")
  said(gd_lm(mpg ~ wt, mtcars, start = c(alpha = 1, beta = 2)), "named as the coefficients ((Intercept), wt)")
  said(gd_lm(text ~ wt, cars2), "as.numeric() makes numbers of text")
  said(neuron(text ~ wt, cars2), "as.numeric() makes numbers of text")
  said(ann(text ~ wt, cars2, epochs = 1),
       "`text` must be numbers or classes: as.numeric() makes numbers of text, factor() classes, not 32 values (\"21\"")
  expect_identical(oracle_with_seed(1, ann(factor(text) ~ wt, cars2, epochs = 1))$levels, levels(factor(cars2$text)))
  whole <- oracle_with_seed(1, ann(gears ~ wt, transform(cars2, gears = as.character(gear)), epochs = 1))
  expect_identical(whole$levels, c("3", "4", "5"))
  said(neuron(text ~ wt, transform(cars2, text = letters[gear])), "for more classes there is ann()), not 3 levels")
})

test_that("no method swallows an argument that it does not know", {
  line <- gd_lm(mpg ~ wt, mtcars, scaling = "whiten")
  unit <- neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "whiten", eta = "auto")
  net <- oracle_with_seed(1, ann(mpg ~ wt, mtcars, epochs = 5))
  verbs <- c("coef", "fitted", "residuals", "predict", "formula", "terms", "nobs", "df.residual", "weights", "family",
             "model.frame", "model.matrix", "deviance", "logLik", "vcov", "confint", "extractAIC", "summary", "print",
             "sigma", "variable.names", "case.names", "simulate", "hatvalues", "diagnose", "resume", "update", "anova")
  for (fit in list(line, unit, net)) {
    for (verb in verbs) {
      label <- paste(verb, class(fit)[1])
      expect_error(do.call(verb, c(list(fit), if (verb == "resume") 1, list(zzz = 1))), info = label)
    }
  }
  expect_error(predict(line, mtcars[1:2, ], interval = "prediction", weights = 4), "`weights` is not an argument here")
  expect_error(logLik(line, REMl = TRUE), "`REMl` is not an argument here; there is none.", fixed = TRUE)
  # what lm() knows is known: a design of other data
  new <- data.frame(wt = c(2, 3))
  exact <- lm(mpg ~ wt, mtcars)
  expect_error(model.matrix(line, data = new), "object 'mpg' not found")  # lm() asks for the response too
  expect_error(model.matrix(exact, data = new), "object 'mpg' not found")
  other <- transform(mtcars[1:5, ], g = factor(c("a", "b", "a", "b", "a"), c("a", "b", "c")))
  by_group <- gd_lm(mpg ~ poly(wt, 2) + factor(cyl), mtcars, scaling = "whiten")
  expect_equal(model.matrix(by_group, data = mtcars[5:9, ]),
               model.matrix(lm(mpg ~ poly(wt, 2) + factor(cyl), mtcars), data = mtcars[5:9, ]), ignore_attr = TRUE)
  expect_equal(model.frame(line, data = mtcars[5:9, ]), model.frame(exact, data = mtcars[5:9, ]), ignore_attr = TRUE)
})

test_that("a count's error names the largest whole number only where that is passed", {
  expect_error(gd_lm(mpg ~ wt, mtcars, epochs = -1), "`epochs` must be one whole number that is 0 or larger, not -1.",
               fixed = TRUE)
  expect_error(ann(mpg ~ wt, mtcars, restarts = 0), "`restarts` must be one whole number that is 1 or larger, not 0.",
               fixed = TRUE)
  expect_error(gd_lm(mpg ~ wt, mtcars, epochs = 3e9), "from 0 to 2147483647, not 3e+09.", fixed = TRUE)
})
