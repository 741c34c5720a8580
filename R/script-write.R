# From statements to the lines of a script. A script is a list of items: R expressions are statements; a string is a
# comment, "" an empty line, also as a statement of its own inside a quoted block; `code_lines` are lines of numbers.

script_lines <- function(items, indent = 0) unlist(lapply(items, item_lines, indent), use.names = FALSE)

widest <- 80

item_lines <- function(e, indent) {
  pad <- strrep(" ", indent)
  if (is.null(e)) return(NULL)
  if (inherits(e, "code_lines")) return(paste0(pad, e))
  if (is.list(e)) return(script_lines(e, indent))
  if (is.character(e)) {
    return(if (e == "") "" else strwrap(e, widest, initial = paste0(pad, "# "), prefix = paste0(pad, "# ")))
  }
  statement_lines(e, indent, pad)
}

# Of one expression, where a block is among its parts line by line.
statement_lines <- function(e, indent, pad) {
  head <- if (is.call(e)) as.character(e[[1]])[1] else ""
  if (head == "{") return(script_lines(as.list(e)[-1], indent))
  if (head == "for") {
    return(block_lines(sprintf("%sfor (%s in %s) {", pad, as.character(e[[2]]), deparse1(e[[3]])), e[[4]], indent))
  }
  if (head == "if" && is_block(e[[3]])) return(if_lines(e, indent))
  if (head == "<-" && is_call_of(e[[3]], "function") && is_block(e[[3]][[3]])) {
    arguments <- paste(names(e[[3]][[2]]), collapse = ", ")
    return(block_lines(sprintf("%s%s <- function(%s) {", pad, deparse1(e[[2]]), arguments), e[[3]][[3]], indent))
  }
  paste0(pad, code_lines_within(e, widest - indent, first = widest - 15 - indent))
}

is_block <- function(e) is_call_of(e, "{")

block_lines <- function(head, body, indent) c(head, item_lines(body, indent + 2), paste0(strrep(" ", indent), "}"))

if_lines <- function(e, indent) {
  lines <- block_lines(sprintf("%sif (%s) {", strrep(" ", indent), deparse1(e[[2]])), e[[3]], indent)
  if (length(e) < 4) return(lines)
  more <- if (is_call_of(e[[4]], "if")) if_lines(e[[4]], indent) else block_lines("{", e[[4]], indent)
  c(lines[-length(lines)], paste0(strrep(" ", indent), "} else ", trimws(more[1], "left")), more[-1])
}

# { a; b } from statements, NULL ones left out.
block <- function(...) as.call(c(quote(`{`), flat_items(list(...))))

flat_items <- function(items) {
  unlist(lapply(items, function(e) if (is.list(e) && !is.object(e)) flat_items(e) else if (!is.null(e)) list(e)),
         recursive = FALSE)
}

assign_to <- function(name, value) call("<-", if (is.character(name)) as.name(name) else name, value)

# ---- numbers and names, which are data

code_lines <- function(...) structure(c(...), class = "code_lines")

# `head` item, item, ... `tail`, broken between items.
fill_lines <- function(head, items, tail = ")", by = 2) {
  items <- paste0(items, c(rep(",", length(items) - 1), ""))
  size <- cumsum(c(nchar(head), nchar(items) + 1))
  lines <- character()
  first <- 1
  room <- widest - 1 - nchar(head)
  while (first <= length(items)) {  # as many items as a line has room for, but one at least
    last <- max(first, sum(size[-1] - size[first] <= room + 1))
    lines <- c(lines, paste(items[first:last], collapse = " "))
    first <- last + 1
    room <- widest - 1 - by
  }
  lines <- paste0(c(head, rep(strrep(" ", by), length(lines) - 1)), lines)
  lines[length(lines)] <- paste0(lines[length(lines)], tail)
  lines
}

assign_numbers <- function(name, x, integer = FALSE) {
  if (!length(x)) return(code_lines(sprintf("%s <- numeric()", name)))
  text <- if (integer) paste0(x, "L") else r_numbers(x)
  if (length(x) == 1) return(code_lines(sprintf("%s <- %s", name, text)))
  code_lines(fill_lines(sprintf("%s <- c(", name), text))
}

assign_matrix <- function(name, m) {
  if (!length(m)) return(code_lines(sprintf("%s <- matrix(0, %d, %d)", name, nrow(m), ncol(m))))
  code_lines(fill_lines(sprintf("%s <- matrix(c(", name), r_numbers(m), sprintf("), %d, %d)", nrow(m), ncol(m))))
}

# Columns by their names, where those are names in R too.
assign_columns <- function(name, m) {
  if (ncol(m) == 0) return(code_lines(sprintf("%s <- matrix(0, %d, 0)", name, nrow(m))))
  plain <- all(is_plain_name(colnames(m)))
  columns <- unlist(lapply(seq_len(ncol(m)), function(j) {
    head <- if (plain) sprintf("  %s = c(", colnames(m)[j]) else "  c("
    fill_lines(head, r_numbers(m[, j]), if (j < ncol(m)) ")," else ")", 4)
  }))
  code_lines(sprintf("%s <- cbind(", name), columns, ")",
             if (!plain) fill_lines(sprintf("colnames(%s) <- c(", name), r_strings(colnames(m))))
}

is_plain_name <- function(x) !is.na(x) & make.names(x) == x

r_strings <- function(x) vapply(x, deparse, "", USE.NAMES = FALSE)

# Numbers as R code that reads back to the last bit, with as few digits as that takes.
r_numbers <- function(x) {
  text <- sprintf("%.15g", x)
  off <- is.finite(x) & as.numeric(text) != x
  text[off] <- sprintf("%.17g", x[off])
  off <- is.finite(x) & as.numeric(text) != x
  text[off] <- sprintf("%a", x[off])
  text
}

# ---- results with the names of coef()

# left <- c("a", "b") or list(c("a", "b"), c("c"))
names_code <- function(left, names) {
  if (!is.list(names)) return(code_lines(fill_lines(sprintf("%s <- c(", left), r_strings(names))))
  parts <- lapply(names, function(x) if (is.null(x)) "NULL" else fill_lines("c(", r_strings(x), by = 4))
  parts[[1]][length(parts[[1]])] <- paste0(parts[[1]][length(parts[[1]])], ",")
  lines <- unlist(parts)
  if (sum(nchar(lines)) + nchar(left) + 12 < widest) lines <- paste(lines, collapse = " ") else
    lines <- c("", paste0("  ", lines))
  lines[1] <- sprintf("%s <- list(%s", left, lines[1])
  lines[length(lines)] <- paste0(lines[length(lines)], ")")
  code_lines(lines)
}

# A vector with the names of coef(); of a network without hidden layers a list with one matrix.
result_code <- function(fit, values) {
  if (is.list(fit$coefficients)) {
    m <- fit$coefficients[[1]]
    return(list(bquote(coefficients <- list(output = matrix(.(values)))),
                names_code("dimnames(coefficients$output)", list(rownames(m), colnames(m))),
                quote(print(coefficients, digits = 10))))
  }
  list(assign_to("coefficients", values), names_code("names(coefficients)", names(fit$coefficients)),
       quote(print(coefficients, digits = 10)))
}
