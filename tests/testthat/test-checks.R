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

test_that("each bad input ends in its own clear error", {
  expect_snapshot(for (call in bad_calls) {
    message <- tryCatch({
      suppressWarnings(eval(call))
      "no error"
    }, error = conditionMessage)
    cat(deparse1(call), "\n   ", message, "\n", sep = "")
  })
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
