# R expressions as SQL, against R's own values.

sql_column <- function(con, e, data, limit = NULL) {
  table <- basename(tempfile("t"))
  DBI::dbWriteTable(con, table, data)
  types <- vapply(data, function(column) if (is.character(column)) "text" else "numeric", "")
  dialect <- descent:::table_dialect(con)
  scope <- descent:::sql_scope(dialect, types, environment(), limit = limit)
  value <- descent:::translate(e, scope)
  sql <- if (value$type == "logical") descent:::sql_indicator(value$sql, dialect) else value$sql
  rows <- DBI::dbGetQuery(con, sprintf("SELECT id, %s AS v FROM %s", sql, table))
  as.double(rows$v[order(rows$id)])
}

test_that("expressions have R's values to the last digits, and conditions R's", {
  data <- data.frame(id = 1:7, x = c(-2.5, -1, 0.1, 1, 2, 3.75, NA), k = c(3L, 2L, 1L, 4L, 5L, 7L, 1L),
                     f = c("a", "b", "it's", "a", "c", NA, "b"))
  expressions <- list(
    quote(x + 2 * k - 1 / 3), quote(-x^2), quote(k^-1), quote(x^3), quote(2^k), quote(exp(x)), quote(log(k)),
    quote(log(k, 2)), quote(log10(k)), quote(sqrt(k + 0.5)), quote(abs(x)), quote(I(x * k)), quote((x > 1) * k),
    quote(x > 1 & k != 4), quote(!(f == "a") | x < 0), quote(f %in% c("a", "it's")), quote(is.na(x)), quote(is.na(f)),
    quote(ifelse(x > 0, x, 0.01 * x)), quote(pmax(x, 0)), quote(pmin(x, k)), quote(sign(x)), quote(floor(x)),
    quote(ceiling(x)), quote(sin(x)), quote(tanh(x)), quote(expm1(x / 100)), quote(log1p(k / 1e8)), quote(pnorm(x)),
    quote(as.numeric(x > 0)), quote(1e-17 + 0 * k), quote(0.1 + 0 * k)
  )
  on_engines(function(con) {
    for (e in expressions) {
      want <- as.double(eval(e, data))
      expect_equal(sql_column(con, e, data), want, tolerance = 4e-15, info = paste(deparse1(e), class(con)[1]))
    }
  })
})

test_that("integer products and sums do not overflow, and numbers keep 17 digits", {
  data <- data.frame(id = 1:3, a = c(999999999L, 1000000000L, 123456789L), b = c(2000000000L, 3L, 987654321L))
  on_engines(function(con) {
    expect_equal(sql_column(con, quote(a * b), data), as.double(data$a) * data$b)
    expect_equal(sql_column(con, quote(a + b), data), as.double(data$a) + data$b)
    for (x in c(pi, 1 / 3, .Machine$double.xmin, 1.7e308, 123456789.123456789, -2^53 - 2)) {
      expect_identical(sql_column(con, bquote(.(x) + 0 * a), data)[1], x)
    }
  })
})

test_that("activations hold at +-800 where engines overflow", {
  z <- c(-800, -745, -40, -5, -1e-9, 0, 1e-9, 0.7, 5, 40, 745, 800)
  data <- data.frame(id = seq_along(z), z = z)
  on_engines(function(con) {
    for (name in descent:::activation_names(joint = FALSE)) {
      choice <- activation(name)
      expect_equal(sql_column(con, choice$code$value, data, limit = 700), choice$value(z), tolerance = 1e-14,
                   info = name)
    }
  })
})

test_that("what has no SQL is refused by name, with what to do", {
  skip_without_sqlite()
  scope <- descent:::sql_scope(descent:::table_dialect(dbplyr::simulate_sqlite()), c(x = "numeric", f = "text"))
  refused <- function(e, words) {
    message <- expect_error(descent:::translate(e, scope))$message
    for (word in words) expect_match(message, word, fixed = TRUE)
  }
  refused(quote(poly(x, 2)), c("poly(x, 2)", "all rows at once", "I(x^2)", "mutate()"))
  refused(quote(splines::ns(x, 3)), c("ns()", "mutate()"))
  refused(quote(scale(x)), c("scale()", "I((x - 10) / 3)"))
  refused(quote(zoo(x)), c("zoo()", "not known", "log"))
  refused(quote(x + f), c("x + f", "text"))
  refused(quote(x == "a"), "compares text with numbers")
  refused(quote(nowhere + 1), c("`nowhere`", "`x`, `f`"))
  refused(quote(x & f), "conditions")
})

test_that("constants of the formula's environment are numbers in the statement", {
  skip_without_sqlite()
  dialect <- descent:::table_dialect(dbplyr::simulate_sqlite())
  home <- list2env(list(cutoff = 2.5, power = 3), parent = baseenv())
  scope <- descent:::sql_scope(dialect, c(x = "numeric"), home)
  expect_match(descent:::translate(quote(x > cutoff), scope)$sql, "2.5e0", fixed = TRUE)
  expect_match(descent:::translate(quote(x^power), scope)$sql, "3e0", fixed = TRUE)
  expect_match(descent:::translate(quote(x * log(10)), scope)$sql, "2.302585092994046e0", fixed = TRUE)
})
