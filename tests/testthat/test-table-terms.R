# Names and coding of the design, against model.matrix().

design_of <- function(con, formula, data, contrasts = NULL) {
  data$d_order <- seq_len(nrow(data))
  table <- as_table(con, data)
  frame <- descent:::table_frame(list(formula = formula, contrasts = contrasts), table, environment(formula))
  frame$order <- c(k1 = descent:::sql_name(frame$source$dialect, "d_order"))
  frame <- descent:::add_offset(frame)
  rows <- descent:::design_rows(frame, c(y = descent:::sql_name(frame$source$dialect, "y")))
  found <- DBI::dbGetQuery(con, descent:::sql_statement(frame$source$dialect, rows))
  found <- found[order(found$k1), ]
  x <- as.matrix(found[grepl("^c[0-9]+$", names(found))])
  if (frame$design$intercept) x <- cbind(1, x)
  list(x = unname(x), design = frame$design, terms = frame$terms, xlevels = frame$xlevels)
}

test_that("columns, names, assign and contrasts are model.matrix()'s", {
  flowers <- as_seen(iris)
  names(flowers) <- gsub(".", "_", names(flowers), fixed = TRUE)
  flowers$big <- flowers$Sepal_Length > 6
  flowers$part <- rep(c("n", "e", "s", "w", "e"), 30)
  formulas <- list(
    Sepal_Length ~ Species, Sepal_Length ~ 0 + Species, Sepal_Length ~ Species * Petal_Width,
    Sepal_Length ~ Species * part, Sepal_Length ~ 0 + Species:part, Sepal_Length ~ Petal_Width:Species + part,
    Sepal_Length ~ (Species + part + Petal_Width)^2 - Species:part, Sepal_Length ~ log(Petal_Width) + I(Petal_Length^2),
    Sepal_Length ~ Species + offset(Petal_Width), Sepal_Length ~ I(Petal_Width > 1), Sepal_Length ~ 0 + (Petal_Width > 1),
    Sepal_Length ~ factor(Petal_Width > 1), Sepal_Length ~ factor(part, levels = c("w", "s", "n", "e")),
    Sepal_Length ~ part:Petal_Width - 1, Sepal_Length ~ 1
  )
  on_engines(function(con) {
    for (f in formulas) {
      got <- design_of(con, f, flowers)
      want <- model.matrix(f, model.frame(f, flowers))
      info <- paste(deparse1(f), class(con)[1])
      expect_identical(got$design$names, colnames(want), info = info)
      expect_equal(got$x, unname(want), ignore_attr = TRUE, info = info)
      expect_identical(got$design$assign, attr(want, "assign"), info = info)
      expect_equal(got$design$contrasts, attr(want, "contrasts"), info = info)
    }
  })
})

test_that("any contrasts, and levels of numbers in their order", {
  data <- data.frame(y = 1:24, f = rep(c("lo", "mid", "hi", "top"), 6), g = rep(c(10, 9, 100), 8))
  data$f <- as.character(data$f)
  odd <- matrix(c(1, 0, 0.25, -1.25, 0, 1 / 3, -1, 2 / 3), 4, dimnames = list(NULL, c(".a", ".b")))
  on_engines(function(con) {
    for (kind in list("contr.treatment", "contr.sum", "contr.helmert", "contr.poly", odd)) {
      got <- design_of(con, y ~ f * factor(g), data, list(f = kind))
      want <- model.matrix(y ~ f * factor(g), data, list(f = kind))
      expect_identical(got$design$names, colnames(want))
      expect_equal(got$x, unname(want), ignore_attr = TRUE)
    }
    expect_identical(got$xlevels[["factor(g)"]], c("9", "10", "100"))
    ordered <- design_of(con, y ~ ordered(g), data)
    expect_equal(ordered$x, unname(model.matrix(y ~ ordered(g), data)), ignore_attr = TRUE)
  })
})

test_that("the dot means the other columns, and odd names and quotes are safe", {
  data <- data.frame(y = c(1, 4, 2, 8, 5, 7), `select x` = c(1, 3, 2, 5, 4, 6), `a"b` = c(2, 2, 1, 1, 3, 3),
                     `drop table` = c("it's", "\"q\"", "it's", "a;--", "a;--", "\"q\""), check.names = FALSE)
  on_engines(function(con) {
    fit <- gd_lm(y ~ ., as_table(con, data), scaling = "whiten", epochs = 2)
    exact <- lm(y ~ ., data)
    expect_identical(names(coef(fit)), names(coef(exact)))
    expect_equal(coef(fit), coef(exact), tolerance = 1e-11)
    expect_output(expect_lt(check_sql(fit, con, data), 1e-12), "6 rows scored")
  })
})

test_that("a level that first appears in row 100,001 counts, and too many levels are refused", {
  n <- 100001
  data <- data.frame(y = sin(seq_len(n)), f = rep(c("a", "b"), length.out = n))
  data$f[n] <- "c"
  with_sqlite(function(con) {
    fit <- gd_lm(y ~ f, as_table(con, data), scaling = "whiten", epochs = 2)
    expect_equal(coef(fit), coef(lm(y ~ f, data)), tolerance = 1e-10)
    many <- as_table(con, data.frame(y = 1:1001, f = sprintf("l%04d", 1:1001)))
    expect_error(gd_lm(y ~ f, many), "`f` has more than 1000 levels")
    wide <- as_table(con, data.frame(y = 1:100, f = sprintf("l%02d", 1:100), g = sprintf("m%02d", 1:100)))
    expect_error(gd_lm(y ~ f * g, wide), "leave out `f:g`")
  })
})

test_that("dates, blobs and formulas without a response are refused", {
  with_sqlite(function(con) {
    table <- as_table(con, data.frame(y = 1:4, d = I(list(raw(1), raw(1), raw(1), raw(1)))))
    expect_error(gd_lm(y ~ d, table), "`d` must be numbers, text or logical.*mutate")
    expect_error(gd_lm(~ y, table), "must have a response")
    expect_error(gd_lm(y ~ y, table), "response `y` among the predictors")
    expect_error(gd_lm(y ~ nothing, table), "`nothing` must be a column")
  })
  with_postgres(function(con) {
    table <- as_table(con, data.frame(y = 1:4, d = Sys.Date() + 0:3))
    expect_error(gd_lm(y ~ d, table), "`d` must be numbers, text or logical.*dates")
  })
})
