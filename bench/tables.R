# Tables in PostgreSQL: gd_lm() beside the statements alone, ann() beside the rows in memory, and R's peak memory.
# Usage: Rscript bench/tables.R; BENCH_ROWS=1e6 makes the largest table smaller than 1e7 rows.
source("helpers.R")
source("../tests/testthat/helper-tables.R")

if (!all(present(c("descent", "DBI", "dbplyr", "dplyr", "RPostgres"))) || is.null(postgres_program("initdb"))) {
  cat("\n## Tables in PostgreSQL\n\nNot measured: PostgreSQL or a package for it is not installed.\n")
  quit(status = 0)
}
suppressPackageStartupMessages(library(descent))
most <- as.double(Sys.getenv("BENCH_ROWS", "1e7"))
columns <- c(paste0("x", 1:10), "y")
con <- postgres_con()

# A table of n rows, made by the server itself.
make_table <- function(name, n) {
  send <- function(...) DBI::dbExecute(con, sprintf(...))
  x <- sprintf("%d + %d * RANDOM() AS x%d", 10 * (0:9), 1:10, 1:10)
  DBI::dbGetQuery(con, "SELECT SETSEED(0.5)::text")
  send("CREATE UNLOGGED TABLE %s AS SELECT q.*, x1 - 0.5 * x2 + 0.1 * x3 * x3 / (1 + x1) + RANDOM() AS y
        FROM (SELECT %s FROM GENERATE_SERIES(1, %d) i) q", name, paste(x, collapse = ", "), as.integer(n))
  send("VACUUM ANALYZE %s", name)
}

# Means, then centred products, as somebody would write them who wants these numbers and no fit.
by_hand <- function(table) {
  first <- paste(sprintf("AVG(%s), MIN(%s), MAX(%s)", columns, columns, columns), collapse = ", ")
  means <- DBI::dbGetQuery(con, sprintf("SELECT COUNT(*), %s FROM %s", first, table))
  centred <- sprintf("(%s - %.17g)", columns, unlist(means[seq(2, length(means), 3)]))
  at <- which(upper.tri(diag(length(columns)), diag = TRUE), arr.ind = TRUE)
  sums <- c(sprintf("SUM(%s)", centred), sprintf("SUM(%s * %s)", centred[at[, 1]], centred[at[, 2]]))
  DBI::dbGetQuery(con, sprintf("SELECT %s FROM %s", paste(sums, collapse = ", "), table))
}

sent_again <- function(fit) {
  sent <- fit$table$statements
  for (sql in sent[names(sent) %in% c("rows, means and ranges", "centred products", "the gradient at the solution")]) {
    DBI::dbGetQuery(con, sql)
  }
}

# ---- gd_lm() -------------------------------------------------------------------------------------------------------

sizes <- unique(c(1e5, 1e6, most))
names <- sprintf("rows_%d", seq_along(sizes))
for (i in seq_along(sizes)) make_table(names[i], sizes[i])

for (i in which(sizes >= 1e6)) {
  table <- dplyr::tbl(con, names[i])
  fit <- gd_lm(y ~ ., table, epochs = 1000)
  race(sprintf("%.0e x 10 in PostgreSQL, formula, 1000 epochs", sizes[i]), list(
    "gd_lm() of the table" = function() gd_lm(y ~ ., table, epochs = 1000),
    "its three statements alone" = function() sent_again(fit),
    "means and products, by hand" = function() by_hand(names[i])
  ), rounds = if (sizes[i] > 2e6) 2 else 5, headline = c("its three statements alone", "means and products, by hand"))
}

# ---- ann() by blocks -----------------------------------------------------------------------------------------------

rows <- DBI::dbGetQuery(con, sprintf("SELECT * FROM %s", names[2]))
table <- dplyr::tbl(con, names[2])
train <- function(data, epochs) {
  set.seed(1)
  ann(y ~ ., data, hidden = 16, epochs = epochs, batch_size = 256, record = FALSE)
}
# the statements and the first and last pass are the same for any number of epochs
further <- function(data, epochs) {
  elsewhere(function() {
    took <- vapply(c(1, 1 + epochs), function(epochs) system.time(train(data, epochs))[[3]], 0)
    (took[2] - took[1]) / epochs
  })
}
fetch_all <- function() {
  result <- DBI::dbSendQuery(con, sprintf("SELECT * FROM %s", names[2]))
  while (nrow(DBI::dbFetch(result, 1e5)) > 0) NULL
  DBI::dbClearResult(result)
}
race("10-16-1, 1e6 rows, batch 256: each further epoch", list(
  "ann() of the table" = further(table, 2), "ann() in memory" = further(rows, 20),
  "fetching the rows, nothing else" = fetch_all
), rounds = 3, headline = "ann() in memory")
rm(rows)

# ---- memory --------------------------------------------------------------------------------------------------------

child <- '
suppressPackageStartupMessages(library(descent))
con <- DBI::dbConnect(RPostgres::Postgres(), host = "%s", dbname = "postgres", user = "tester")
status <- function(field) {
  line <- if (file.exists("/proc/self/status")) grep(field, readLines("/proc/self/status"), value = TRUE)
  if (length(line)) as.numeric(gsub("[^0-9]", "", line)) / 1024 else NA
}
table <- dplyr::tbl(con, "rows_1")
fit <- %s
table <- dplyr::tbl(con, "%s")
invisible(gc(reset = TRUE))
heap <- sum(gc()[, 2])
try(writeLines("5", "/proc/self/clear_refs"), silent = TRUE)
resident <- status("VmRSS")
begun <- Sys.time()
fit <- %s
cat(as.double(Sys.time() - begun, units = "secs"), status("VmHWM") - resident, sum(gc()[, 6]) - heap, "\n")
'

measure <- function(name, call) {
  script <- tempfile(fileext = ".R")
  writeLines(sprintf(child, postgres_folder(), call, name, call), script)
  as.double(strsplit(tail(system2("Rscript", script, stdout = TRUE, stderr = FALSE), 1), " ")[[1]])
}

calls <- c("gd_lm(y ~ ., table, epochs = 1000)",
           "ann(y ~ ., table, hidden = 16, epochs = 1, batch_size = 256, block = 5e4)")
cat("\n## Peak memory of R, by the rows of the table\n\nEach fit in a process of its own, after one of 1e5 rows.\n\n")
cat("| call | rows | system | R's heap | time | rows per second |\n|---|---|---|---|---|---|\n")
for (call in calls) for (i in seq_along(sizes)) {
  m <- measure(names[i], call)
  cat(sprintf("| `%s` | %.0e | %.0f MB | %.0f MB | %s | %s |\n", call, sizes[i], m[2], m[3], duration(m[1]),
              format(signif(sizes[i] / m[1], 2), big.mark = ",", scientific = FALSE)))
}
DBI::dbDisconnect(con)
