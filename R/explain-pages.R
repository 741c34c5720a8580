# What explain_step() says, as pieces without a layout: headings, notes, equations and tables. Formulas in them are R
# expressions; explain-render.R makes text, markdown or LaTeX of them.

page_heading <- function(...) list(kind = "heading", text = paste0(...))
note <- function(...) list(kind = "note", parts = list(...))  # strings and expressions
equations <- function(parts) list(kind = "equations", parts = parts)  # each a list of members, joined by =
# heads: strings or expressions, one for each column
a_table <- function(heads, columns, more = NULL) list(kind = "table", heads = heads, columns = columns, more = more)

most_units <- 12  # units beyond this number are counted, not written out
most_rows <- 6
most_weights <- 40

# The names of the units of each layer: "" for a single unit (unless an input has one of our names); with several hidden
# layers, whose units have the same names, the layer stands before the name, as 2:h1.
unit_labels <- function(o, layers) {
  depth <- length(layers)
  lapply(seq_len(depth), function(l) {
    names <- colnames(layers[[l]])
    if (depth == 1 && length(names) == 1 && !any(c("z", "d", "yhat") %in% colnames(o$x))) return("")
    if (depth > 2 && l < depth) paste0(l, ":", names) else names
  })
}

# from -> to, with the layer where there are several hidden ones.
weight_names <- function(x) {
  unlist(lapply(seq_len(x$depth), function(l) {
    w <- x$layers[[l]]
    from <- rep(rownames(w), ncol(w))
    if (x$depth == 1 && ncol(w) == 1) return(from)
    paste0(if (x$depth > 2) paste0(l, ":"), from, "->", rep(colnames(w), each = nrow(w)))
  }))
}

shown_units <- function(x, l) seq_len(min(ncol(x$layers[[l]]), most_units))

more_units <- function(x, l) {
  more <- ncol(x$layers[[l]]) - most_units
  if (more > 0) list(note(sprintf("... and %d units more.", more)))
}

more_rows <- function(x) {
  if (is.null(x$row) && x$n > most_rows) list(note(sprintf("... and %d rows more.", x$n - most_rows)))
}

layer_title <- function(x, l) {
  if (x$depth == 1) "" else if (l == x$depth) "Output: " else sprintf("Layer %s: ", names(x$layers)[l])
}

# The value of a unit: yhat in the last layer (d is what was observed), a in the others.
value_symbol <- function(x, l, u = NULL) {
  name <- if (l == x$depth) "yhat" else "a"
  if (is.null(u)) as.name(name) else of_unit(name, x$units[[l]][u])
}

value_numbers <- function(x, l) if (l == x$depth) x$pass$yhat else x$pass$a[[l]]

# The inputs of a layer as they are written: columns of the data, or values of the layer before.
input_symbols <- function(x, l) {
  if (l == 1) return(lapply(colnames(x$o$x), as.name))
  lapply(seq_along(x$units[[l - 1]]), function(u) of_unit("a", x$units[[l - 1]][u]))
}

# What is added to a unit's weighted inputs: a bias that is fixed by the user, the offset of a row, the learnt bias.
constant_terms <- function(x, l, u, row) {
  o <- x$o
  c(if (l == x$depth) as.list(o$fixed),
    if (l == x$depth && !is.null(o$offset)) list(if (is.null(row)) quote(offset) else o$offset[row]),
    if (o$bias) list(x$layers[[l]][1, u]))
}

slopes_of <- function(x, l) if (x$o$bias) x$layers[[l]][-1, , drop = FALSE] else x$layers[[l]]

# The first rows of columns that are matrices or vectors over all rows.
rows_table <- function(x, heads, columns) {
  at <- seq_len(min(x$n, most_rows))
  a_table(c("row", heads), c(list(at), lapply(columns, `[`, at)))
}

weights_table <- function(heads, columns) {
  size <- length(columns[[1]])
  a_table(heads, lapply(columns, head, most_weights), if (size > most_weights)
    sprintf("... and %d more: as.data.frame() has all of them.", size - most_weights))
}

# Numbers, but "fixed" where a coefficient does not learn.
or_fixed <- function(numbers, o) if (is.null(o$learns)) numbers else ifelse(o$learns == 1, number(numbers), "fixed")
