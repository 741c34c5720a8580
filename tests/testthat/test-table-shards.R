# Rows on other PostgreSQL servers, behind a partitioned foreign table.

# Two servers with half of the rows each, and a third that knows them as one table.
with_shards <- function(data, code) {
  skip_without_postgres()
  for (i in 1:2) {
    with_con(postgres_con(paste0("shard", i)), function(con) {
      half <- data[if (i == 1) data$id <= nrow(data) / 2 else data$id > nrow(data) / 2, ]
      DBI::dbWriteTable(con, "part", half, overwrite = TRUE, row.names = FALSE)
    })
  }
  with_con(postgres_con("front"), function(con) {
    send <- function(...) suppressMessages(DBI::dbExecute(con, sprintf(...)))
    send("CREATE EXTENSION IF NOT EXISTS postgres_fdw")
    send("DROP TABLE IF EXISTS trips")
    send("CREATE TABLE trips (id integer, x double precision, k integer, f text, y double precision) PARTITION BY RANGE (id)")
    for (i in 1:2) {
      send("DROP SERVER IF EXISTS shard%d CASCADE", i)
      send("CREATE SERVER shard%d FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '%s', dbname 'postgres')", i,
           postgres_folder(paste0("shard", i)))
      send("CREATE USER MAPPING FOR tester SERVER shard%d OPTIONS (user 'tester')", i)
      send("CREATE FOREIGN TABLE trips%d PARTITION OF trips FOR VALUES FROM (%d) TO (%d) SERVER shard%d OPTIONS (table_name 'part')",
           i, (i - 1) * nrow(data) %/% 2 + 1, i * nrow(data) %/% 2 + 1, i)
    }
    code(con)
  })
}

# Every statement of sums is answered by aggregates that the shards computed.
expect_pushed_down <- function(fit, con, shards, statements) {
  sent <- fit$table$statements
  sums <- sent[!grepl("types|lie|partitions", names(sent))]
  expect_gte(length(sums), statements)
  for (statement in sums) {
    plan <- DBI::dbGetQuery(con, paste("EXPLAIN (VERBOSE, COSTS OFF)", statement))[[1]]
    remote <- grep("Remote SQL", plan, value = TRUE)
    expect_gte(length(remote), shards)
    expect_true(all(grepl("Remote SQL: SELECT.*(sum|count)\\(|GROUP BY", remote)), info = statement)
  }
}

test_that("two shards give lm()'s digits, and every sum is computed on the shards", {
  set.seed(2)
  n <- 2000
  data <- data.frame(id = seq_len(n), x = round(rnorm(n, 50, 3), 3), k = sample(1:9, n, TRUE),
                     f = sample(c("a", "b", "c"), n, TRUE))
  data$y <- round(3 + 0.5 * data$x + data$k / 10 + (data$f == "b") + rnorm(n), 3)
  data$x[5] <- NA
  data$y[n] <- NaN
  with_shards(data, function(con) {
    trips <- dplyr::tbl(con, "trips")
    fit <- gd_lm(y ~ x * f + k, trips, scaling = "whiten", eta = 1, epochs = 1)
    exact <- lm(y ~ x * f + k, data[-c(5, n), ])
    expect_equal(coef(fit), coef(exact), tolerance = 1e-11)
    expect_equal(unname(sqrt(diag(vcov(fit)))), unname(summary(exact)$coefficients[, 2]), tolerance = 1e-11)
    expect_equal(fit$table$dropped, 2)
    expect_pushed_down(fit, con, 2, 5)
    logistic <- neuron((f == "b") ~ x + k, trips, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                       epochs = 30)
    exact <- glm((f == "b") ~ x + k, binomial, data[-5, ])
    expect_equal(coef(logistic), coef(exact), tolerance = 1e-6)
    expect_pushed_down(logistic, con, 2, 10)
    one <- gd_lm(y ~ x * f + k, dplyr::tbl(con, "trips1"), weights = k, scaling = "whiten", eta = 1, epochs = 1)
    exact <- lm(y ~ x * f + k, data[-5, ][1:999, ], weights = k)
    expect_equal(coef(one), coef(exact), tolerance = 1e-11)
    expect_pushed_down(one, con, 1, 4)
  })
})

test_that("several processes of one server share the sums", {
  set.seed(3)
  data <- data.frame(y = c(rnorm(299), NaN), x = c(NA, rnorm(299)), f = sample(c("a", "b", NA), 300, TRUE), w = 1:300,
                     z = rexp(300))
  with_postgres(function(con) {
    table <- as_table(con, data, "shared")
    DBI::dbExecute(con, "ANALYZE shared")
    alone <- gd_lm(y ~ x * f + log(z), table, weights = w, scaling = "whiten", eta = 1, epochs = 1)
    for (setting in c("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size")) {
      DBI::dbExecute(con, sprintf("SET %s = 0", setting))
    }
    shared <- gd_lm(y ~ x * f + log(z), table, weights = w, scaling = "whiten", eta = 1, epochs = 1)
    exact <- lm(y ~ x * f + log(z), data, weights = w)
    expect_equal(coef(shared), coef(exact), tolerance = 1e-11)
    expect_equal(coef(alone), coef(exact), tolerance = 1e-11)
    for (name in c("centred products", "the gradient at the solution")) {
      plan <- DBI::dbGetQuery(con, paste("EXPLAIN", shared$table$statements[[name]]))[[1]]
      expect_true(any(grepl("Partial Aggregate", plan)), info = name)
    }
    DBI::dbRemoveTable(con, "shared")
  })
})
