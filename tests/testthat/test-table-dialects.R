# Statements for engines that are not here, rendered by dbplyr's simulated connections. What they say was read against
# each engine's manual; these tests keep it said.

simulated <- function(name) {
  made <- getNamespaceExports("dbplyr")
  if (name == "spark") name <- if ("simulate_spark_sql" %in% made) "spark_sql" else "hive"
  if (name == "mariadb") name <- if ("simulate_mariadb" %in% made) "mariadb" else "mysql"
  getExportedValue("dbplyr", paste0("simulate_", name))()
}

statement <- function(fit, name, ...) as.character(as_sql(fit, simulated(name), ...))

# dbplyr has no simulated DuckDB: its own package translates for it. These statements were run by DuckDB 1.5.
duckdb_like <- function() structure(list(), class = c("duckdb_connection", "TestConnection", "DBIConnection"))

test_that("DuckDB gets doubles of 8 bytes, and needs nothing that keeps subqueries apart", {
  skip_without_sqlite()
  set.seed(1)
  fits <- list(gd_lm(mpg ~ wt + factor(cyl), mtcars, epochs = 1), neuron(am ~ wt, mtcars, epochs = 1),
               ann(Species ~ Petal.Width, iris, hidden = 2, epochs = 1))
  for (fit in fits) {
    sql <- c(as_sql(fit, duckdb_like()), as_sql(fit, duckdb_like(), what = "gradient"))
    expect_true(all(grepl("AS DOUBLE)", sql, fixed = TRUE)))
    expect_false(any(grepl("FLOAT|REAL|NUMERIC|OFFSET|LIMIT", sql)))
    expect_true(all(grepl("<> CAST('NaN' AS DOUBLE)", sql, fixed = TRUE)))
  }
})

test_that("casts name each engine's 8-byte type, and literals are floating point", {
  skip_without_sqlite()
  fit <- gd_lm(mpg ~ wt + factor(cyl), mtcars, epochs = 1)
  types <- c(spark = "AS DOUBLE)", mssql = "AS FLOAT)", snowflake = "AS DOUBLE)", mariadb = "AS DOUBLE)",
             postgres = "AS DOUBLE PRECISION)", sqlite = "AS REAL)")
  for (name in names(types)) {
    sql <- statement(fit, name)
    expect_match(sql, types[[name]], fixed = TRUE, info = name)
    expect_false(grepl("NUMERIC|DECIMAL|AS FLOAT4|AS FLOAT8", sql), info = name)
    numbers <- regmatches(sql, gregexpr("[0-9]+[.][0-9]+(e[-+]?[0-9]+)?", sql))[[1]]
    expect_true(all(grepl("e", numbers)), info = name)  # without it SQL Server, Spark and MariaDB make decimals of them
  }
})

test_that("NaN is asked for only where there is one, and exponents are kept from overflowing everywhere", {
  skip_without_sqlite()
  fit <- neuron(am ~ wt, mtcars, epochs = 1)
  for (name in c("spark", "snowflake", "postgres")) expect_match(statement(fit, name), "<> CAST('NaN'", fixed = TRUE)
  for (name in c("mssql", "mariadb", "sqlite")) expect_false(grepl("NaN", statement(fit, name)))
  for (name in c("spark", "mssql", "snowflake", "mariadb")) {
    expect_match(statement(fit, name), "> 700 THEN 1.0142320547350045e+304 ELSE EXP", fixed = TRUE)
    expect_match(statement(fit, name), "< -700 THEN 0e0", fixed = TRUE)
  }
})

test_that("SQL Server gets no WITH inside a query, no GREATEST and no boolean values", {
  skip_without_sqlite()
  set.seed(1)
  fit <- ann(Species ~ Petal.Width, iris, hidden = 2, epochs = 1)
  sql <- statement(fit, "mssql", type = "class")
  expect_false(grepl("WITH|GREATEST|TRUE|LIMIT|OFFSET", sql))
  expect_match(sql, "SELECT MAX(v) FROM (VALUES", fixed = TRUE)
  expect_match(sql, "TOP (9223372036854775807)", fixed = TRUE)
  expect_match(sql, "N'setosa'", fixed = TRUE)
  expect_match(statement(fit, "snowflake", type = "class"), "GREATEST", fixed = TRUE)
  expect_match(statement(neuron(am ~ wt, mtcars, epochs = 1), "mssql", what = "gradient"), "COUNT_BIG(*)", fixed = TRUE)
})

test_that("the logarithm is the natural one in every dialect", {
  skip_without_sqlite()
  fit <- gd_lm(mpg ~ log(wt), mtcars, epochs = 1)
  for (name in c("spark", "snowflake", "mariadb", "postgres")) expect_match(statement(fit, name), "LN(", fixed = TRUE)
  for (name in c("mssql", "sqlite")) expect_match(statement(fit, name), " LOG(CAST", fixed = TRUE)
})

test_that("quotes and backslashes in levels are escaped as each engine reads them", {
  skip_without_sqlite()
  data <- data.frame(y = 1:4, f = c("it's", "a\\b", "it's", "a\\b"))
  fit <- gd_lm(y ~ f, data, epochs = 1)
  expect_match(statement(fit, "spark"), "'it\\'s'", fixed = TRUE)
  expect_match(statement(fit, "spark"), "'a\\\\b'", fixed = TRUE)
  expect_match(statement(fit, "snowflake"), "'it''s'", fixed = TRUE)
  expect_match(statement(fit, "snowflake"), "'a\\\\b'", fixed = TRUE)
  expect_match(statement(fit, "postgres"), "'a\\b'", fixed = TRUE)
  expect_match(statement(fit, "mssql"), "N'it''s'", fixed = TRUE)
})
