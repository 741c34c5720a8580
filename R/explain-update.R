# explain_step()'s last two pages: the gradient and the step.

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
