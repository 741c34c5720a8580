# Databases for the tests of tables: SQLite in memory, and a PostgreSQL server of their own, which runs as an
# unprivileged user on a socket in a temporary folder and is stopped when the tests end.

table_packages <- c("DBI", "dbplyr", "dplyr")

skip_without_sqlite <- function() for (package in c(table_packages, "RSQLite")) skip_if_absent(package)

# Runs code(con) with a connection that is closed afterwards.
with_con <- function(con, code, ...) {
  on.exit(suppressWarnings(try(DBI::dbDisconnect(con, ...), silent = TRUE)))
  code(con)
}

with_sqlite <- function(code) {
  skip_without_sqlite()
  with_con(DBI::dbConnect(RSQLite::SQLite()), code)
}

with_postgres <- function(code, name = "main", user = "tester") {
  skip_without_postgres()
  with_con(postgres_con(name, user), code)
}

# Folders of running servers by name; they end with the session.
servers <- new.env()
reg.finalizer(servers, function(servers) {
  for (folder in mget(ls(servers), servers)) {
    as_unprivileged(postgres_program("pg_ctl"), c("-D", file.path(folder, "data"), "-m", "immediate", "-w", "stop"))
    unlink(folder, recursive = TRUE)
  }
}, onexit = TRUE)

postgres_program <- function(name) {
  found <- c(unname(Sys.which(name)), rev(sort(Sys.glob(file.path("/usr/lib/postgresql/*/bin", name)))))
  found <- found[nzchar(found)]
  if (length(found)) found[1]
}

skip_without_postgres <- function() {
  for (package in c(table_packages, "RPostgres")) skip_if_absent(package)
  testthat::skip_on_cran()
  testthat::skip_if(.Platform$OS.type != "unix", "PostgreSQL is started on Unix only")
  testthat::skip_if(is.null(postgres_program("initdb")), "no PostgreSQL server is installed")
  testthat::skip_if(as_unprivileged("true") != 0, "PostgreSQL needs an unprivileged user")
}

# PostgreSQL refuses to run as root: there it runs as the user that its package made.
as_unprivileged <- function(program, arguments = character()) {
  if (Sys.info()[["effective_user"]] == "root") {
    arguments <- c("-u", "postgres", "--", program, arguments)
    program <- "runuser"
  }
  suppressWarnings(system2(program, arguments, stdout = FALSE, stderr = FALSE))
}

# The folder of a running server by that name, started where it is not.
postgres_folder <- function(name = "main") {
  if (!is.null(servers[[name]])) return(servers[[name]])
  folder <- tempfile("pg", tmpdir = "/tmp")
  dir.create(folder)
  Sys.chmod(folder, "0777", use_umask = FALSE)
  data <- file.path(folder, "data")
  as_unprivileged(postgres_program("initdb"), c("-D", data, "-A", "trust", "-U", "tester", "-N", "-E", "UTF8"))
  cat(sprintf("\nunix_socket_directories = '%s'\nlisten_addresses = ''\nfsync = off\n", folder),
      file = file.path(data, "postgresql.conf"), append = TRUE)
  status <- as_unprivileged(postgres_program("pg_ctl"), c("-D", data, "-w", "-l", file.path(folder, "log"), "start"))
  if (status != 0) stop("PostgreSQL did not start: ", paste(readLines(file.path(folder, "log")), collapse = "\n"))
  servers[[name]] <- folder
  folder
}

postgres_con <- function(name = "main", user = "tester") {
  DBI::dbConnect(RPostgres::Postgres(), host = postgres_folder(name), dbname = "postgres", user = user)
}

# Runs code(con) on each engine that is there.
on_engines <- function(code) {
  with_sqlite(code)
  if (requireNamespace("duckdb", quietly = TRUE)) {
    with_con(DBI::dbConnect(duckdb::duckdb()), code, shutdown = TRUE)
  }
  with_postgres(code)
}

# A data frame as a table of that name, factors as text.
as_table <- function(con, data, name = basename(tempfile("t"))) {
  data <- as.data.frame(data)
  data[] <- lapply(data, function(column) if (is.factor(column)) as.character(column) else column)
  DBI::dbWriteTable(con, name, data, overwrite = TRUE, row.names = FALSE)
  dplyr::tbl(con, name)
}

# The same data frame as lm() sees it: levels in the order of factor().
as_seen <- function(data) {
  data[] <- lapply(data, function(column) if (is.factor(column)) as.character(column) else column)
  data
}
