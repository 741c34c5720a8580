test_that("a formula as text means what the expression means", {
  set.seed(1)
  draw <- function(depth) {
    if (depth == 0 || runif(1) < 0.2) return(sample(c(-3, -2, -1, 1, 2, 3), 1))
    pick <- sample(c("+", "-", "*", "/", "^", "minus", "abs", "("), 1)
    switch(pick, minus = call("-", draw(depth - 1)), abs = call("abs", draw(depth - 1)), "(" = call("(", draw(depth - 1)),
           "^" = call("^", draw(depth - 1), sample(1:3, 1) + 0), call(pick, draw(depth - 1), draw(depth - 1)))
  }
  for (i in 1:500) {
    e <- draw(4)
    expect_equal(eval(str2lang(math_text(e))), eval(e), info = deparse1(e))
    expect_equal(eval(simplify(e)), eval(e), info = deparse1(e))
    if (is.finite(eval(e))) expect_equal(eval(simplify(e, fold = TRUE)), eval(e), info = deparse1(e))
  }
  expect_identical(math_text(quote(a + -2 * b)), "a - 2 * b")
  expect_identical(math_text(call("-", quote(a), -2)), "a - (-2)")
  expect_identical(math_text(call("^", -2, 2)), "(-2)^2")
  expect_identical(math_text(quote(z[h1])), "z[h1]")
})

test_that("a formula as LaTeX has fractions, powers, Greek letters and cases", {
  expect_identical(math_latex(quote(1 / (2 * n))), "\\frac{1}{2 \\cdot n}")
  expect_identical(math_latex(quote(w - eta * g)), "w - \\eta \\cdot g")
  expect_identical(math_latex(quote(beta1^t)), "\\beta_1^{t}")
  expect_identical(math_latex(1.5e-7), "1.5 \\cdot 10^{-7}")
  expect_identical(math_latex(call("partial", quote(yhat[a_b]))),
                   "\\dfrac{\\partial E}{\\partial \\hat{y}_{\\text{a\\_b}}}")
  expect_match(math_latex(quote(ifelse(z > 0, 1, 0))), "begin{cases}1 & \\text{if } z > 0", fixed = TRUE)
})

test_that("numbers are put together, branches chosen and sums over units written term by term", {
  expect_identical(math_text(simplify(quote(1 / (2 * 4) * (2 * (y - d))), fold = TRUE)), "0.25 * (y - d)")
  expect_identical(choose_branches(quote(ifelse(z > 0, z, 0.01 * z)), list(z = -2)), quote(0.01 * z))
  line <- worked_out(quote(a), list(quote(exp(z) / rowSums(exp(z)))), list(z = quote(z[u])), list(z = c(0.5, 1)), 2,
                     exp(1) / (exp(0.5) + exp(1)), list(z = quote(z)))
  expect_identical(vapply(line, math_text, ""), c("a", "exp(z[u])/sum(exp(z))", "exp(1)/(exp(0.5) + exp(1))", "0.622459"))
})
