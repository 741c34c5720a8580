# explain_step()'s first two pages: from the inputs to the error.

explain_forward <- function(x) {
  c(list(page_heading("1. Forward")),
    unlist(lapply(seq_len(x$depth), function(l) {
      c(list(forward_note(x, l)), if (is.null(x$row)) forward_table(x, l) else list(forward_row(x, l)),
        more_units(x, l))
    }), recursive = FALSE),
    more_rows(x))
}

forward_note <- function(x, l) {
  o <- x$o
  f <- o$activations[[l]]
  last <- l == x$depth
  value <- value_symbol(x, l)
  bias <- if (o$bias) {
    paste0("bias", if (!is.null(o$learns)) " (fixed)", " + ")
  } else if (last && !is.null(o$fixed)) {
    sprintf("%s (the fixed bias) + ", number(o$fixed))
  }
  note(layer_title(x, l), "z = ", bias, "the sum of weight * input", if (last && !is.null(o$offset)) " + offset", "; ",
       value, if (f$linear) " = z" else sprintf(" = f(z) with f the %s", activation_words(f)),
       if (last && !is.null(o$ratio)) ", times the scale of the response", ".")
}

activation_words <- function(f) {
  if (is_own(f)) paste("function", f$help[["value"]]) else sprintf("%s, %s", f$name, f$help[["value"]])
}

# Formulas, and the numbers of the first rows.
forward_table <- function(x, l) {
  shown <- shown_units(x, l)
  last <- l == x$depth
  z <- lapply(x$units[[l]], function(u) of_unit("z", u))
  out <- lapply(seq_along(z), function(u) value_symbol(x, l, u))
  inputs <- if (l == 1) head(colnames(x$o$x), 5)
  targets <- if (last) lapply(x$units[[l]][shown], function(u) of_unit("d", u))
  columns <- c(lapply(inputs, function(name) x$o$x[, name]),
               unlist(lapply(shown, function(u) list(x$pass$z[[l]][, u], value_numbers(x, l)[, u])), recursive = FALSE),
               if (last) lapply(shown, function(u) x$o$y[, u]))
  heads <- c(as.list(inputs), unlist(lapply(shown, function(u) list(z[[u]], out[[u]])), recursive = FALSE), targets)
  sums <- lapply(shown, function(u) {
    terms <- Map(function(w, input) call("*", w, input), slopes_of(x, l)[, u], input_symbols(x, l))
    list(z[[u]], shorten_sum(c(constant_terms(x, l, u, NULL), unname(terms))))
  })
  list(equations(sums), rows_table(x, heads, columns))
}

# Every number of one row.
forward_row <- function(x, l) {
  row <- x$row
  o <- x$o
  input <- as.list(if (o$bias) x$pass$inputs[[l]][row, -1] else x$pass$inputs[[l]][row, ])
  equations(unlist(lapply(shown_units(x, l), function(u) {
    symbol <- of_unit("z", x$units[[l]][u])
    terms <- Map(function(w, input) call("*", w, input), slopes_of(x, l)[, u], input)
    sum <- distinct(list(symbol, shorten_sum(c(constant_terms(x, l, u, row), unname(terms))), x$pass$z[[l]][row, u]))
    list(sum, activation_row(x, l, u, symbol))
  }), recursive = FALSE))
}

# a = f(z) with its numbers; outputs with a scale of their own are multiplied by it.
activation_row <- function(x, l, u, symbol) {
  f <- x$o$activations[[l]]
  ratio <- if (l == x$depth && !is.null(x$o$ratio)) x$o$ratio[u]
  scaled <- function(code) if (is.null(ratio)) code else call("*", code, ratio)
  values <- list(z = x$pass$z[[l]][x$row, ], value = f$value)
  worked_out(value_symbol(x, l, u), lapply(list(f$code$shown, f$code$value), scaled),
             list(z = symbol, value = quote(f)), values, u, value_numbers(x, l)[x$row, u],
             terms = list(z = quote(z)))
}

# ---- the error -------------------------------------------------------------------------------------------------------

explain_error <- function(x) {
  each <- if (!is.null(x$row)) lapply(shown_units(x, x$depth), function(u) loss_row(x, u))
  c(list(page_heading("2. Error"),
         note("d is what was observed, ", quote(yhat), " what the model gives",
              if (x$n > 1) sprintf("; the sum is over all %d rows", x$n),
              if (ncol(x$o$y) > 1) sprintf("%s the %d outputs", if (x$n > 1) " and" else "; the sum is over",
                                           ncol(x$o$y)), ".")),
    if (length(each)) list(equations(each)), list(equations(list(error_row(x)))))
}

# How the variables of a cost's code are shown, for one unit or (u = NULL) in a sum over all.
cost_symbols <- function(x, u = NULL) {
  of <- function(name) if (is.null(u)) as.name(name) else of_unit(name, x$units[[x$depth]][u])
  list(d = of("d"), y = of("yhat"), z = of("z"), value = quote(loss), slope = as.name("loss'"))
}

cost_numbers <- function(x, row) {
  list(d = x$o$y[row, ], y = x$pass$yhat[row, ], z = x$pass$z[[x$depth]][row, ], value = x$o$cost$value,
       slope = x$o$cost$slope)
}

loss_row <- function(x, u) {
  worked_out(of_unit("loss", x$units[[x$depth]][u]), list(x$cost$shown, x$cost$loss), cost_symbols(x, u),
             cost_numbers(x, x$row), u, x$pass$loss[x$row, u], cost_symbols(x))
}

# E = share * sum(loss) = its number * (the losses), where they are few
error_row <- function(x) {
  weighted <- if (is.null(x$o$weights)) 1 else x$o$weights
  terms <- lapply(as.vector(t(weighted * x$pass$loss)), identity)
  shown <- relabel(x$cost$shown, cost_symbols(x))
  formula <- call("*", share_formula(x), call("sum", if (is.null(x$o$weights)) shown else call("*", quote(w), shown)))
  numbers <- if (length(terms) <= most_rows) call("*", x$pass$share, call("(", add(terms)))
  distinct(c(list(quote(E), simplify(formula)), if (!is.null(numbers)) list(simplify(numbers)), list(x$pass$error)))
}

# 1/(2 * 4): the share of one row in the cost.
share_formula <- function(x) {
  rows <- if (is.null(x$o$weights)) x$n else sum(x$o$weights)
  simplify(relabel(x$cost$share, list(n = rows, k = ncol(x$o$y))))
}
