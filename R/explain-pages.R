# What explain_step() says, as pieces without a layout: headings, notes, equations and tables. Formulas in them are R
# expressions; explain-render.R makes text, markdown or LaTeX of them.

page_heading <- function(...) list(kind = "heading", text = paste0(...))
note <- function(...) list(kind = "note", parts = list(...))  # strings and expressions
equations <- function(parts) list(kind = "equations", parts = parts)  # each a list of members, joined by =
# heads: strings or expressions, one for each column
a_table <- function(heads, columns, more = NULL) list(kind = "table", heads = heads, columns = columns, more = more)

most_units <- 12  # more than these are named, not written out
most_rows <- 6
most_weights <- 40

explanation <- function(fit, o, layers, pass, step, table, epoch, row) {
  depth <- length(layers)
  x <- list(o = o, layers = layers, pass = pass, step = step, row = row, depth = depth, n = nrow(o$x),
            units = unit_labels(o, layers), cost = cost_at_output(o$cost, o$activations[[depth]]))
  c(list(page_heading(sprintf("Step %s of %s: from the coefficients after epoch %s to those after epoch %s",
                              format(epoch), format(fit$epochs), format(epoch - 1), format(epoch)))),
    if (!is.null(o$scale$forward) || any(o$scale$unit != 1)) {
      list(note("Training works on ", if (is.matrix(o$scale$forward)) "whitened" else "standardized",
                " columns, and so does this step; coef() gives coefficients on the data's own scale."))
    },
    explain_forward(x), explain_error(x), explain_backward(x), explain_gradient(x), explain_update(x, table))
}

# What the units of each layer are called: "" where there is one alone (unless an input has a name of ours), and with
# several hidden layers, whose units have the same names, with the layer before it, as 2:h1.
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

explain_gradient <- function(x) {
  o <- x$o
  settings <- o$settings
  each <- function(m, by) unlist(lapply(seq_len(x$depth), function(l) by(m[[l]][x$row, ], x$layers[[l]])))
  heads <- list("weight")
  columns <- list(weight_names(x))
  add_column <- function(head, values) {
    heads <<- c(heads, list(head))
    columns <<- c(columns, list(values))
  }
  if (!is.null(x$row)) {
    input <- each(x$pass$inputs, function(v, w) rep(v, ncol(w)))
    delta <- each(x$pass$delta, function(v, w) rep(v, each = nrow(w)))
    add_column("input", input)
    add_column(quote(delta), delta)
    add_column(if (x$n > 1) "this row" else "gradient", or_fixed(input * delta, o))
  }
  if (is.null(x$row) || x$n > 1) {
    add_column(if (is.null(x$row)) "gradient" else "all rows", or_fixed(x$pass$gradient, o))
  }
  if (settings$l1 > 0 || settings$l2 > 0) add_column("with penalty", or_fixed(x$step$gradient, o))
  c(list(page_heading("4. Gradient: dE/dw = input * delta", if (x$n > 1) ", summed over the rows")),
    if (is.null(x$row)) list(equations(list(first_gradient(x)))), list(weights_table(heads, columns)),
    penalty_note(settings),
    if (x$step$shorten < 1) {
      list(note("The gradient is longer than clip = ", number(settings$clip), ": it is shortened by the factor ",
                number(x$step$shorten), "."))
    })
}

# The first weight's gradient, with the terms of its sum.
first_gradient <- function(x) {
  row <- min(nrow(x$layers[[1]]), if (x$o$bias) 2 else 1)
  terms <- lapply(seq_len(x$n), function(i) call("*", x$pass$inputs[[1]][i, row], x$pass$delta[[1]][i, 1]))
  list(call("partial", of_unit("w", weight_names(x)[row])), shorten_sum(terms), x$pass$gradient[row])
}

penalty_note <- function(settings) {
  terms <- c(if (settings$l2 > 0) list(call("*", settings$l2, quote(w))),
             if (settings$l1 > 0) list(call("*", settings$l1, quote(sign(w)))))
  if (length(terms)) list(note("The penalty adds ", add(terms), " to the gradient of each weight, not to the biases'."))
}

explain_update <- function(x, table) {
  step <- x$step
  optimizer <- x$o$settings$optimizer
  plain <- is_plain(optimizer)
  gradient <- step$gradient * step$shorten
  settings <- c(list(eta = step$eta), as.list(optimizer$settings), length = step$length,
                t = if (is_timed(step$rule)) step$home$t)
  heads <- c(list("weight", "old", "gradient"), if (plain) "eta * gradient", lapply(names(step$remembered), as.name),
             "new")
  columns <- c(list(weight_names(x), table$old, or_fixed(gradient, x$o)),
               if (plain) list(or_fixed(step$eta * gradient, x$o)), as.list(step$remembered), list(table$new))
  formula <- rule_formula(step$rule)
  c(list(page_heading("5. Step", if (plain) paste(":", formula) else paste(" by", optimizer$name)),
         note(if (!plain) paste0(formula, ". With "),
              paste(names(settings), "=", number(unlist(settings)), collapse = ", "), ".")),
    first_step(x), list(weights_table(heads, columns)))
}

# The rule for the first weight that learns, line by line.
first_step <- function(x) {
  step <- x$step
  at <- which(rep_len(if (is.null(x$o$learns)) 1 else x$o$learns, length(step$new)) == 1)[1]
  if (step$rule$search || is.na(at)) return(NULL)
  home <- lapply(step$home, function(v) if (length(v) > 1) v[at] else v)
  lines <- lapply(as.list(step$rule$step), function(line) {
    value <- eval(line[[3]], home)
    parts <- worked_out(line[[2]], list(line[[3]]), list(), home, 1, value)
    home[[as.character(line[[2]])]] <<- value
    parts
  })
  list(note("For ", weight_names(x)[at], ":"), equations(lines))
}
