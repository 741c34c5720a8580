# What is drawn and told of a fit whose rows are in a database.

letters_of <- function(page) page$picture$curves[[1]]$frames

test_that("replay() shows the curve of the rows in memory, without points", {
  skip_if_absent("htmlwidgets")
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    call <- function(data) gd_lm(mpg ~ wt, data, scaling = "standardize", eta = 0.1, epochs = 20)
    here <- replay(call(table))$x
    memory <- replay(call(mtcars))$x
    same <- c("type", "x", "xlim", "ylim", "xlab", "ylab")
    expect_equal(here$picture[same], memory$picture[same])
    expect_equal(letters_of(here), letters_of(memory))
    expect_length(here$picture$points$x, 0)
    expect_identical(here$error, memory$error)
  })
})

test_that("with several columns the others stand at their means, for every class of fit", {
  skip_if_absent("htmlwidgets")
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    fit <- gd_lm(mpg ~ factor(cyl) + wt * hp, table, scaling = "whiten", eta = 1, epochs = 1)
    picture <- replay(fit)$x$picture
    expect_identical(picture$xlab, "wt")
    expect_identical(picture$title, "The fit, other columns at their mean")
    x <- model.matrix(mpg ~ factor(cyl) + wt * hp, mtcars)
    means <- colMeans(x)
    low <- replace(means, "wt", min(mtcars$wt))
    code <- picture$curves[[1]]
    alphabet <- c(LETTERS, letters, 0:9, "-", "_")
    digits <- match(strsplit(substr(code$frames[2], 1, 2), "")[[1]], alphabet) - 1
    drawn <- code$lo + (digits[1] * 64 + digits[2]) / (64^2 - 2) * (code$hi - code$lo)
    expect_equal(drawn, sum(low * coef(fit)), tolerance = (code$hi - code$lo) / 4000)
    set.seed(1)
    others <- list(neuron(am ~ wt + hp, table, epochs = 5), ann(factor(cyl) ~ wt + hp, table, hidden = 2, epochs = 5),
                   ann(cbind(mpg, qsec) ~ hp, table, hidden = 2, epochs = 5))
    widths <- vapply(others, function(one) length(replay(one)$x$picture$curves), 0L)
    expect_identical(widths, c(1L, 3L, 2L))
    expect_error(replay(gd_lm(mpg ~ 1, table, epochs = 2)), "needs the rows")
  })
})

test_that("glance() and input_slopes() of other rows need no rows of the fit", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    calls <- list(
      function(data) gd_lm(mpg ~ wt + factor(cyl), data, scaling = "whiten", eta = 1, epochs = 1),
      function(data) neuron(am ~ wt, data, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                            epochs = 40)
    )
    for (call in calls) {
      here <- call(table)
      memory <- call(mtcars)
      expect_equal(generics::glance(here), generics::glance(memory), tolerance = 1e-8)
      expect_equal(summary(input_slopes(here, mtcars)), summary(input_slopes(memory, mtcars)), tolerance = 1e-6,
                   ignore_attr = TRUE)
    }
    expect_error(input_slopes(here), "needs the rows")
  })
})
