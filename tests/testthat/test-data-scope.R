# What a saved fit keeps of the place where its formula was written: all that its formula can reach, and no more.

test_that("a function beside the formula works in a saved fit, without the data that stood beside it", {
  make <- function() {
    large <- rnorm(1e5)
    k <- 3
    count <- 0
    parts <- list(half = function(x) x / (k - 1))
    times <- function(x) x * k
    again <- function(x, n = 2) if (n == 0) x else times(again(x, n - 1))
    even <- function(x, n) if (n == 0) x else odd(x + k, n - 1)
    odd <- function(x, n) if (n == 0) -x else even(x * k, n - 1)
    text <- function(x) x * get("k")
    counted <- function(x) {
      count <<- count + 1
      x + 0 * count
    }
    maker <- function(power, unused = large) function(x) x^power
    cube <- maker(3)
    curve <- splinefun(1:6, (1:6)^2)
    shadow <- function(k) k + 1
    own <- mtcars
    lapply(list(
      mpg ~ times(wt), mpg ~ again(wt), mpg ~ even(wt, 3), mpg ~ text(wt), mpg ~ parts$half(wt), mpg ~ counted(wt),
      mpg ~ cube(wt), mpg ~ curve(wt), mpg ~ shadow(wt), mpg ~ I(sapply(wt, function(z) times(z) + k)), times(mpg) ~ wt,
      mpg ~ times(wt) + text(hp)
    ), function(formula) gd_lm(formula, own, epochs = 3, eta = 1e-7))
  }
  set.seed(1)
  fits <- make()
  nets <- (function() {
    large <- rnorm(1e5)
    k <- 3
    h <- function(x) x / k
    own <- mtcars
    list(neuron(am ~ h(wt), own, epochs = 3), ann(mpg ~ h(wt) + hp, own, hidden = 2, epochs = 3))
  })()
  file <- tempfile(fileext = ".rds")
  others <- c("k", "times", "large", "count")
  for (name in others) assign(name, 100, globalenv())
  on.exit(rm(list = others, envir = globalenv()))
  for (fit in c(fits, nets)) {
    saveRDS(fit, file)
    expect_lt(file.size(file), 3e4)
    expect_lt(length(serialize(fit, NULL)), 1.2e5)
    saved <- readRDS(file)
    expect_equal(unname(predict(saved, mtcars)), unname(fitted(fit)), tolerance = 1e-12, info = deparse(formula(fit)))
    expect_identical(coef(resume(saved, 2)), coef(resume(fit, 2)))
  }
})

test_that("a function that looks for what it does not name keeps all that it may find", {
  make <- function(own) {
    k3 <- 3
    made <- function(x) x * get(paste0("k", 3))
    home <- function(x) x * environment(sys.function())[["k3"]]
    read <- function(x) x * eval(parse(text = paste0("k", 3)))
    steps <- ecdf(own$wt)
    lapply(list(mpg ~ made(wt), mpg ~ home(wt), mpg ~ read(wt), mpg ~ steps(wt)), gd_lm, own, epochs = 3, eta = 1e-6)
  }
  for (fit in make(mtcars)) {
    saved <- unserialize(serialize(fit, NULL))
    expect_equal(unname(predict(saved, mtcars)), unname(fitted(fit)), tolerance = 1e-12)
  }
})

test_that("functions that share an environment still share it, and the caller's own are not changed", {
  total <- 0
  add <- function(x) {
    total <<- total + 1
    x
  }
  seen <- function(x) x + 0 * total
  before <- list(environment(add), environment(seen))
  terms <- lean_environment(terms(mpg ~ add(wt) + seen(wt)), mtcars)
  kept <- environment(terms)
  expect_identical(environment(kept$add), environment(kept$seen))
  kept$add(1)
  expect_identical(environment(kept$seen)$total, 1)
  expect_identical(total, 0)
  expect_identical(list(environment(add), environment(seen)), before)
})

test_that("an argument that was never asked for stays unasked", {
  make <- function(power, note = stop("asked for")) function(x, full = FALSE) if (full) note else x^power
  f <- make(2)
  fit <- gd_lm(mpg ~ f(wt), mtcars, epochs = 2, eta = 1e-6)
  expect_equal(unname(predict(unserialize(serialize(fit, NULL)), mtcars)), unname(fitted(fit)))
})
