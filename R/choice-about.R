# What all tables of choices share. R reads this file before its siblings.

# Rows to classed objects, each made by new_<class>(name, ...), which knows every field: a wrong one is an error here.
named_objects <- function(class, rows) {
  new <- get(paste0("new_", class), mode = "function")
  Map(function(name, row) structure(do.call(new, c(list(name), row), quote = TRUE), class = class), names(rows), rows)
}

as_function <- function(body, arguments, home) {
  f <- function() NULL
  formals(f) <- setNames(rep(list(quote(expr = )), length(arguments)), arguments)  # nolint: spaces_inside_linter.
  body(f) <- body
  environment(f) <- home
  f
}

# A table of a help page, in markdown; the names stand in quotes, as they are given.
help_table <- function(heads, names, ...) {
  row <- function(...) paste("|", paste(..., sep = " | "), "|")
  paste(c(do.call(row, as.list(heads)), do.call(row, as.list(rep("---", length(heads)))),
          row(sprintf("`\"%s\"`", names), ...)), collapse = "\n")
}

# Code that a fit holds. dput() writes a call in a list as it stands, so that dget() would evaluate it; an expression
# comes back as it was.
as_code <- function(...) as.expression(list(...))
