# What goes wrong in a database is said in plain words, and leaves nothing behind.

tables_of <- function(con) sort(DBI::dbListTables(con))

test_that("a dropped table, a lost connection and a wrong statement say what happened", {
  with_sqlite(function(con) {
    gone <- as_table(con, mtcars, "gone")
    DBI::dbRemoveTable(con, "gone")
    expect_error(gd_lm(mpg ~ wt, gone), "did not answer the statement for the types of the columns.*gone")
    table <- as_table(con, data.frame(y = 1:3, x = c(1, -1, 2)))
    expect_error(gd_lm(y ~ sqrt(x), table), "did not answer.*Nothing was changed")
    DBI::dbDisconnect(con)
    expect_error(gd_lm(y ~ x, table), "connection is lost: connect again")
  })
  with_postgres(function(con) {
    table <- as_table(con, mtcars, "doomed")
    fit <- ann(mpg ~ wt, table, hidden = 2, epochs = 1, batch_size = 8)
    other <- postgres_con()
    pid <- DBI::dbGetQuery(con, "SELECT pg_backend_pid() AS pid")$pid
    DBI::dbGetQuery(other, sprintf("SELECT pg_terminate_backend(%d)", pid))
    expect_error(gd_lm(mpg ~ wt, table), "connection is lost")
    expect_false(any(grepl("descent", tables_of(other))))
    DBI::dbRemoveTable(other, "doomed")
    DBI::dbDisconnect(other)
  })
})

test_that("fits and predictions need no right to write, and check_sql() says when it may not", {
  with_postgres(function(con) {
    as_table(con, mtcars, "shown")
    DBI::dbExecute(con, "DROP ROLE IF EXISTS reader")
    DBI::dbExecute(con, "CREATE ROLE reader LOGIN")
    DBI::dbExecute(con, "GRANT SELECT ON shown TO reader")
    DBI::dbExecute(con, "REVOKE TEMPORARY ON DATABASE postgres FROM PUBLIC")
    reader <- postgres_con(user = "reader")
    DBI::dbExecute(reader, "SET default_transaction_read_only = on")
    table <- dplyr::tbl(reader, "shown")
    fit <- gd_lm(mpg ~ wt, table, scaling = "whiten", epochs = 2)
    expect_equal(coef(fit), coef(lm(mpg ~ wt, mtcars)), tolerance = 1e-11)
    expect_equal(nrow(dplyr::collect(predict(fit, table))), 32)
    expect_error(check_sql(fit, reader, mtcars), "temporary table, which the database does not allow")
    DBI::dbDisconnect(reader)
    DBI::dbExecute(con, "DROP OWNED BY reader")
    DBI::dbExecute(con, "DROP ROLE reader")
    DBI::dbExecute(con, "GRANT TEMPORARY ON DATABASE postgres TO PUBLIC")
    DBI::dbRemoveTable(con, "shown")
  })
})

test_that("nothing is left behind: no table, no open result, no lock", {
  with_postgres(function(con) {
    table <- as_table(con, mtcars, "kept")
    before <- tables_of(con)
    fit <- gd_lm(mpg ~ wt, table, epochs = 2)
    expect_output(check_sql(fit, con, mtcars))
    ann(mpg ~ wt, table, hidden = 2, epochs = 2, batch_size = 8, block = 10)
    neuron(am ~ wt, table, epochs = 2)
    expect_error(gd_lm(mpg ~ sqrt(wt - 4), table))
    expect_identical(tables_of(con), before)
    other <- postgres_con()
    locks <- DBI::dbGetQuery(other, "SELECT count(*) AS n FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'kept'")
    expect_equal(as.double(locks$n), 0)
    DBI::dbRemoveTable(other, "kept")  # would wait for ever where a lock was left
    DBI::dbDisconnect(other)
  })
})

test_that("an interrupt keeps what was learnt, and resume() goes on from there", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars, "rows")
    whole <- neuron(am ~ wt, table, cost = "cross_entropy", epochs = 12, eta = 0.1)
    calls <- 0
    original <- ask_table
    replace <- function(f) replace_function("ask_table", f)
    on.exit(replace(original))
    replace(function(source, sql, purpose, limit = -1) {
      if (purpose == "cost and gradient") {
        calls <<- calls + 1
        if (calls == 6) signalCondition(structure(class = c("interrupt", "condition"), list(message = "", call = NULL)))
      }
      original(source, sql, purpose, limit)
    })
    expect_warning(fit <- neuron(am ~ wt, table, cost = "cross_entropy", epochs = 12, eta = 0.1),
                   "interrupted after epoch 4 of 12")
    expect_identical(fit$epochs, 4)
    expect_equal(fit$history$coefficients, whole$history$coefficients[1:5, ], tolerance = 1e-12)
    calls <- 100
    expect_equal(resume(fit, 8)$coefficients, whole$coefficients, tolerance = 1e-12)
  })
})

test_that("what needs the rows names a remedy that runs", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars, "here")
    fits <- list(gd_lm(mpg ~ wt, table, scaling = "whiten", epochs = 3),
                 neuron(am ~ wt, table, epochs = 3),
                 ann(mpg ~ wt, table, hidden = 2, epochs = 3, batch_size = 8, order_by = "wt", block = 20))
    ways <- list(grid = function(fit) grid_search(fit, eta = 0.1), slopes = input_slopes, rows = residuals,
                 step = function(fit) stats::step(fit, trace = 0))
    for (fit in fits) for (name in setdiff(names(ways), if (inherits(fit, "gd_lm")) "" else "step")) {
      said <- tryCatch(ways[[name]](fit), error = conditionMessage)
      remedy <- sub(".* and (update[(].*[)]) fits them here[.]$", "\\1", said)
      again <- eval(parse(text = remedy))
      expect_s3_class(again, class(fit)[1], exact = FALSE)
      expect_null(again$table)
      expect_identical(nobs(again), 32L)
    }
    fit <- fits[[1]]
    DBI::dbDisconnect(con)
    expect_error(predict(fit, table), "connect again, make the tbl() anew and repeat the call", fixed = TRUE)
  })
})
