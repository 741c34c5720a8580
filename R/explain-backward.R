# explain_step()'s third page: the chain rule, from the output back to the first layer.

explain_backward <- function(x) {
  c(list(page_heading("3. Backward: delta = dE/dz, by the chain rule")),
    unlist(lapply(rev(seq_len(x$depth)), function(l) {
      c(list(backward_note(x, l)), if (is.null(x$row)) backward_table(x, l) else list(backward_rows(x, l, x$row)),
        more_units(x, l))
    }), recursive = FALSE))
}

# How delta of a layer comes about.
delta_kind <- function(x, l) {
  if (l == x$depth && x$cost$fused) "fused" else if (x$o$activations[[l]]$joint) "joint" else "chain"
}

backward_note <- function(x, l) {
  f <- x$o$activations[[l]]
  value <- value_symbol(x, l)
  title <- layer_title(x, l)
  up <- call("partial", value)
  if (delta_kind(x, l) == "fused") {
    return(note(title, sprintf("for %s behind %s, ", x$o$cost$name, f$name), up, " * f'(z) is ", fused_formula(x),
                " times the share of a row in the cost, ", share_formula(x),
                if (!is.null(x$o$weights)) " times its weight w", "."))
  }
  if (delta_kind(x, l) == "joint") {
    return(note(title, "each z moves all outputs, and so delta sums over them: ",
                across_units(f$code$backward, NULL, list(a = value, up = up), function(e) {
                  call("sum", relabel(e, list(a = value, up = up)))
                }), "."))
  }
  note(title, "delta = ", up, " * f'(z)", if (l == x$depth && !is.null(x$o$ratio)) " * the scale of the response",
       ", with f'(z) = ", slope_words(f),
       if (l < x$depth) list("; ", up, " is the sum of delta * weight over the units that read a"), ".")
}

slope_words <- function(f) {
  if (is_own(f) && "slope" %in% all.names(f$code$slope)) return("the slope given")
  relabel(f$code$slope, list(a = quote(f)))
}

fused_formula <- function(x) {
  targets <- if (all(rowSums(x$o$y) == 1)) list(d = 1)
  simplify(across_units(x$cost$delta, targets, cost_symbols(x), function(e) call("sum", relabel(e, cost_symbols(x)))))
}

# The cost's share of one row, and its weight: what its slope is multiplied by.
share_of_row <- function(x, code) {
  multiply(c(list(share_formula(x)), if (!is.null(x$o$weights)) list(quote(w)), list(code)))
}

# Formulas, the numbers of the first rows, and the arithmetic of the first of them for the first unit.
backward_table <- function(x, l) {
  shown <- shown_units(x, l)
  chain <- delta_kind(x, l) == "chain"
  labels <- x$units[[l]]
  heads <- unlist(lapply(shown, function(u) {
    c(if (chain) list(call("partial", value_symbol(x, l, u)), slope_symbol(x, l, u)),
      list(of_unit("delta", labels[u])))
  }), recursive = FALSE)
  columns <- unlist(lapply(shown, function(u) {
    c(if (chain) list(x$pass$back[[l]][, u], x$pass$slope[[l]][, u]), list(x$pass$delta[[l]][, u]))
  }), recursive = FALSE)
  list(rows_table(x, heads, columns), note("In row 1:"), backward_rows(x, l, 1, units = 1))
}

slope_symbol <- function(x, l, u) call("f'", of_unit("z", x$units[[l]][u]))

# The arithmetic of one row.
backward_rows <- function(x, l, row, units = shown_units(x, l)) {
  equations(unlist(lapply(units, function(u) delta_lines(x, l, row, u)), recursive = FALSE))
}

delta_lines <- function(x, l, row, u) {
  f <- x$o$activations[[l]]
  delta <- x$pass$delta[[l]][row, u]
  left <- of_unit("delta", x$units[[l]][u])
  kind <- delta_kind(x, l)
  if (kind == "fused") return(list(cost_line(x, left, x$cost$delta, row, u, delta)))
  up <- call("partial", value_symbol(x, l, u))
  first <- if (l == x$depth) cost_line(x, up, x$cost$slope, row, u, x$pass$back[[l]][row, u]) else
    list(up, delta_sum(x, l, row, u), x$pass$back[[l]][row, u])
  if (kind == "joint") {
    values <- list(a = x$pass$yhat[row, ], up = x$pass$back[[l]][row, ])
    return(list(first, worked_out(left, list(f$code$backward), list(a = value_symbol(x, l, u), up = up), values, u,
                                  delta, list(a = quote(yhat), up = call("partial", quote(yhat))))))
  }
  ratio <- if (l == x$depth && !is.null(x$o$ratio)) list(x$o$ratio[u])
  slope <- slope_symbol(x, l, u)
  list(distinct(first), slope_line(x, l, row, u, slope),
       distinct(list(left, multiply(c(list(up, slope), ratio)),
                     multiply(c(list(x$pass$back[[l]][row, u], x$pass$slope[[l]][row, u]), ratio)), delta)))
}

# As in: dE/dyhat = 1/(2 * 4) * 2 * (yhat - d) = 0.25 * (0.0522 - 1) = -0.23695
cost_line <- function(x, left, code, row, u, value) {
  numbers <- cost_numbers(x, row)
  if (!is.null(x$o$weights)) numbers$w <- rep(x$o$weights[row], ncol(x$o$y))
  worked_out(left, list(share_of_row(x, code)), cost_symbols(x, u), numbers, u, value, cost_symbols(x))
}

# f'(z) = yhat * (1 - yhat) = 0.0522 * (1 - 0.0522) = 0.0494
slope_line <- function(x, l, row, u, left) {
  f <- x$o$activations[[l]]
  scaled <- l == x$depth && !is.null(x$o$ratio)
  a <- if (scaled) quote(f) else value_symbol(x, l, u)
  worked_out(left, list(f$code$slope), list(z = of_unit("z", x$units[[l]][u]), a = a, slope = as.name("f'")),
             list(z = x$pass$z[[l]][row, ], a = x$pass$a[[l]][row, ], slope = f$slope), u, x$pass$slope[[l]][row, u])
}

# dE/da: delta * weight, summed over the units that read a.
delta_sum <- function(x, l, row, u) {
  weights <- x$layers[[l + 1]][u + x$o$bias, ]
  shorten_sum(unname(Map(function(delta, w) call("*", delta, w), x$pass$delta[[l + 1]][row, ], weights)))
}
