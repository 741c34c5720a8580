# What explain_step() says, as pieces without a layout: headings, notes, equations (parts joined by =) and tables.

page_heading <- function(...) list(kind = "heading", text = paste0(...))
note <- function(...) list(kind = "note", text = paste0(...))
equations <- function(parts) list(kind = "equations", parts = parts)
a_table <- function(data) list(kind = "table", data = data)

most_units <- 12  # more than these are named, not written out
most_rows <- 6
most_weights <- 40

explanation <- function(fit, o, layers, pass, step, table, epoch, row) {
  # z, y and delta of a model with a single unit need not say whose they are
  if (length(layers) == 1 && ncol(o$y) == 1 && !any(c("z", "y", "d") %in% colnames(o$x))) {
    colnames(layers[[1]]) <- colnames(o$y) <- ""
  }
  c(list(page_heading(sprintf("Step %s of %s: from the coefficients after epoch %s to those after epoch %s",
                              format(epoch), format(fit$epochs), format(epoch - 1), format(epoch)))),
    if (!is.null(o$scale$forward) || any(o$scale$unit != 1)) {
      list(note("Training works on ", if (fit$hyperparameters$scaling == "whiten") "whitened" else "standardized",
                " columns, and so does this step; coef() gives coefficients on the data's own scale."))
    },
    explain_forward(o, layers, pass, row), explain_error(o, pass, row), explain_deltas(o, layers, pass, row),
    explain_gradient(o, layers, pass, step, row), explain_update(o, step, table))
}

number <- function(x) trimws(formatC(x + 0, digits = 6, format = "g", width = 1))
# 1 + -2 is written 1 - 2, and 3 * -2 as 3 * (-2)
add_up <- function(terms) gsub("+ -", "- ", paste(terms, collapse = " + "), fixed = TRUE)
signed <- function(x) ifelse(x < 0, sprintf("(%s)", number(x)), number(x))
times <- function(a, b) sprintf("%s * %s", number(a), signed(b))
shorten_sum <- function(terms, most = 8) {
  if (length(terms) <= most) return(add_up(terms))
  add_up(c(head(terms, most - 2), "...", tail(terms, 1)))
}

# A value of the last layer is called y.
value_name <- function(l, depth, unit) of_unit(if (l == depth) "y" else "a", unit)
of_unit <- function(what, unit) ifelse(unit == "", what, sprintf("%s[%s]", what, unit))
first_units <- function(w) seq_len(min(ncol(w), most_units))
more_units <- function(w) if (ncol(w) > most_units) list(note(sprintf("... and %d units more.", ncol(w) - most_units)))

formula_of <- function(f) f$help[["value"]]
slope_of <- function(f) f$help[["slope"]]

cost_formula <- function(o) {
  if (is_own(o$cost)) return(paste0("the mean of", sub("^~", " ", o$cost$name)))
  weighted <- if (is.null(o$weights)) "" else "w "
  sprintf("%ssum %s%s", front_of(o), weighted, deparse1(cost_at_output(o$cost, o$activations[[length(o$start)]])$shown))
}

# The share of one row: "1/(2 * 4) ".
front_of <- function(o) {
  cost <- cost_at_output(o$cost, o$activations[[length(o$start)]])
  if (identical(cost$share, 1)) return("")
  rows <- if (is.null(o$weights)) nrow(o$x) else signif(sum(o$weights), 6)
  share <- if (ncol(o$y) == 1) drop_factor(cost$share, "k") else cost$share
  paste0(gsub(" / ", "/", deparse1(do.call(substitute, list(share, list(n = rows, k = ncol(o$y)))))), " ")
}

# (n * k) with a k that is 1 is n.
drop_factor <- function(e, name) {
  if (!is.call(e)) return(e)
  e[-1] <- lapply(e[-1], drop_factor, name)
  if (identical(e[[1]], quote(`*`)) && identical(e[[3]], as.name(name))) return(e[[2]])
  if (identical(e[[1]], quote(`(`)) && !is.call(e[[2]])) return(e[[2]])
  e
}

explain_forward <- function(o, layers, pass, row) {
  depth <- length(layers)
  pieces <- list(page_heading("1. Forward"))
  for (l in seq_len(depth)) {
    w <- layers[[l]]
    f <- o$activations[[l]]
    units <- colnames(w)
    name <- format(f)
    pieces <- c(pieces, list(note(
      if (depth == 1) "" else if (l == depth) "Output: " else sprintf("Layer %s: ", names(layers)[l]),
      "z = ", if (o$bias || !is.null(o$fixed)) "bias + ", "the sum of weight x input",
      if (l == depth && !is.null(o$offset)) " + offset", "; ",
      if (l == depth) "y" else "a",
      if (f$linear) " = z" else sprintf(" = f(z) with f the %s, %s", name, formula_of(f)),
      if (l == depth && !is.null(o$ratio)) ", times the unit of the response" else "", ".")))
    fixed <- if (l == depth) {
      c(if (!is.null(o$fixed)) number(o$fixed), if (!is.null(o$offset) && !is.null(row)) number(o$offset[row]))
    }
    if (!is.null(row)) {
      into <- pass$inputs[[l]][row, ]
      parts <- list()
      for (u in first_units(w)) {
        plain <- if (o$bias) number(w[1, u])
        at <- if (o$bias) seq_len(nrow(w))[-1] else seq_len(nrow(w))
        z <- pass$z[[l]][row, u]
        total <- shorten_sum(c(fixed, plain, times(w[at, u], into[at])))
        parts <- c(parts, list(c(of_unit("z", units[u]), total, number(z))))
        out <- if (l == depth) pass$y[row, u] else pass$a[[l]][row, u]
        middle <- if (f$linear) number(z) else if (f$joint) sprintf("%s(z)", f$name) else
          sprintf("%s(%s)", if (is_own(f)) "f" else f$name, number(z))
        if (l == depth && !is.null(o$ratio)) middle <- times(z, o$ratio[u])
        parts <- c(parts, list(unique(c(value_name(l, depth, units[u]), middle, number(out)))))
      }
      pieces <- c(pieces, list(equations(parts)), more_units(w))
    } else {
      out <- if (l == depth) pass$y else pass$a[[l]]
      shown <- first_units(w)
      columns <- c(if (l == 1) named_columns(o$x, 5),
                   unlist(lapply(shown, function(u) {
                     setNames(list(pass$z[[l]][, u], out[, u]),
                              c(of_unit("z", units[u]), value_name(l, depth, units[u])))
                   }), recursive = FALSE),
                   if (l == depth) setNames(lapply(shown, function(u) o$y[, u]), of_unit("d", units[shown])))
      signs <- equations(lapply(shown, function(u) {
        name <- rownames(w)[if (o$bias) -1 else TRUE]
        into <- if (l == 1) name else sprintf("a[%s]", name)
        weights <- w[if (o$bias) -1 else TRUE, u]
        c(of_unit("z", units[u]), shorten_sum(c(if (l == depth && !is.null(o$fixed)) number(o$fixed),
          if (o$bias) number(w[1, u]), sprintf("%s %s", number(weights), into))))
      }))
      pieces <- c(pieces, list(signs, a_table(rows_of(columns))), more_units(w))
    }
  }
  c(pieces,
    if (is.null(row) && nrow(o$x) > most_rows) list(note(sprintf("... and %d rows more.", nrow(o$x) - most_rows))))
}

named_columns <- function(m, most) {
  columns <- lapply(seq_len(min(ncol(m), most)), function(j) m[, j])
  setNames(columns, colnames(m)[seq_along(columns)])
}

rows_of <- function(columns) {
  at <- seq_len(min(length(columns[[1]]), most_rows))
  as.data.frame(c(list(row = at), lapply(columns, `[`, at)), check.names = FALSE, optional = TRUE)
}

explain_error <- function(o, pass, row) {
  seen <- if (!is.null(row)) {
    shown <- seq_len(min(ncol(o$y), most_units))
    list(equations(lapply(shown, function(k) {
      c(paste(of_unit("d", colnames(o$y)[k]), "-", of_unit("y", colnames(o$y)[k])),
        sprintf("%s - %s", number(o$y[row, k]), signed(pass$y[row, k])), number(o$y[row, k] - pass$y[row, k]))
    })))
  }
  c(list(page_heading("2. Error"), note("d is what was observed, y what the model gives",
                                   if (nrow(o$x) > 1) sprintf("; the sum is over all %d rows", nrow(o$x)), ".")), seen,
    list(equations(list(c("E", cost_formula(o), number(pass$error))))))
}

explain_deltas <- function(o, layers, pass, row) {
  depth <- length(layers)
  pieces <- list(page_heading("3. Backward: delta = dE/dz, by the chain rule"))
  for (l in rev(seq_len(depth))) {
    f <- o$activations[[l]]
    units <- colnames(layers[[l]])
    last <- l == depth
    fused <- last && cost_at_output(o$cost, f)$fused
    value <- if (last) "y" else "a"
    title <- if (depth == 1) "" else if (last) "Output: " else sprintf("Layer %s: ", names(layers)[l])
    front <- if (last && pass$factor != 1) sprintf(" has the cost's factor %s", sub(" $", "", front_of(o)))
    pieces <- c(pieces, list(note(title, if (fused)
      sprintf("for the %s behind the %s, delta = y - d%s.", o$cost$name, f$name,
              if (is.null(front)) "" else paste0("; it", front)) else
      sprintf("delta = dE/d%s x d%s/dz, with d%s/dz = f'(z) = %s%s.", value, value, value, slope_of(f),
              if (!last) "; dE/da is the sum of delta x weight over the units that read a" else
                if (is.null(front)) "" else paste0("; dE/dy", front)))))
    shown <- first_units(layers[[l]])
    softmax <- f$joint
    if (!is.null(row)) {
      parts <- list()
      for (u in shown) {
        delta <- pass$delta[[l]][row, u]
        if (fused || softmax) {
          weight <- pass$factor * if (is.null(o$weights)) 1 else o$weights[row]
          middle <- if (fused) {
            core <- sprintf("%s - %s", number(pass$y[row, u]), number(o$y[row, u]))
            if (weight == 1) core else sprintf("%s * (%s)", number(weight), core)
          }
        } else {
          upper <- if (last) {
            error_slope(o, pass, row, u)
          } else {
            w <- layers[[l + 1]]
            shorten_sum(times(pass$delta[[l + 1]][row, ], w[u + o$bias, ]))
          }
          back <- pass$back[[l]][row, u]
          parts <- c(parts, list(unique(c(of_unit(paste0("dE/d", value), units[u]), upper, number(back)))))
          slope <- pass$slope[[l]][row, u]
          middle <- times(back, slope)
          if (last && !is.null(o$ratio)) middle <- sprintf("%s * %s", middle, number(o$ratio[u]))
        }
        parts <- c(parts, list(c(of_unit("delta", units[u]), middle, number(delta))))
      }
      pieces <- c(pieces, list(equations(parts)), more_units(layers[[l]]))
    } else {
      columns <- unlist(lapply(shown, function(u) {
        delta <- setNames(list(pass$delta[[l]][, u]), of_unit("delta", units[u]))
        if (fused || softmax) return(delta)
        c(setNames(list(pass$back[[l]][, u], pass$slope[[l]][, u]),
                   c(of_unit(paste0("dE/d", value), units[u]), sprintf("d%s/dz", value))), delta)
      }), recursive = FALSE)
      pieces <- c(pieces, list(a_table(rows_of(columns))), more_units(layers[[l]]))
    }
  }
  pieces
}

# dE/dy of a squared error with its numbers
error_slope <- function(o, pass, row, u) {
  if (!o$cost$quadratic) return(NULL)
  front <- 2 * pass$factor * if (is.null(o$weights)) 1 else o$weights[row]
  core <- sprintf("%s - %s", number(pass$y[row, u]), signed(o$y[row, u]))
  if (front == 1) core else sprintf("%s * (%s)", number(front), core)
}

explain_gradient <- function(o, layers, pass, step, row) {
  share <- !is.null(row) && nrow(o$x) > 1
  columns <- list(weight = weight_names(layers))
  if (!is.null(row)) {
    columns$input <- unlist(lapply(seq_along(layers), function(l) rep(pass$inputs[[l]][row, ], ncol(layers[[l]]))))
    columns$delta <- unlist(lapply(seq_along(layers), function(l) {
      rep(pass$delta[[l]][row, ], each = nrow(layers[[l]]))
    }))
    columns[[if (share) "this row" else "gradient"]] <- columns$input * columns$delta
  }
  if (is.null(row) || share) columns[[if (share) "all rows" else "gradient"]] <- pass$gradient
  if (o$settings$l1 > 0 || o$settings$l2 > 0) columns[["with penalty"]] <- step$gradient
  if (!is.null(o$learns)) columns[["learnt"]] <- ifelse(o$learns == 1, "yes", "no, fixed")
  pieces <- list(page_heading("4. Gradient: dE/dw = input x delta", if (nrow(o$x) > 1) ", summed over the rows"),
                 weight_table(columns))
  if (o$settings$l2 > 0 || o$settings$l1 > 0) {
    pieces <- c(pieces, list(note("The penalty adds ", paste(c(if (o$settings$l2 > 0) paste(number(o$settings$l2), "w"),
      if (o$settings$l1 > 0) paste(number(o$settings$l1), "sign(w)")), collapse = " + "),
      " to the gradient of each weight, not to the biases'.")))
  }
  if (step$shorten < 1) {
    pieces <- c(pieces, list(note("The gradient is longer than clip = ", number(o$settings$clip),
                                  ": it is shortened by the factor ",
                                  number(step$shorten), ".")))
  }
  pieces
}

# to <- from, with the layer where there are several
weight_names <- function(layers) {
  one <- function(l) {
    w <- layers[[l]]
    from <- rep(rownames(w), ncol(w))
    if (length(layers) == 1 && ncol(w) == 1) from else paste0(from, " -> ", rep(colnames(w), each = nrow(w)))
  }
  unlist(lapply(seq_along(layers), one))
}

weight_table <- function(columns) {
  data <- as.data.frame(columns, check.names = FALSE, optional = TRUE, stringsAsFactors = FALSE, row.names = NULL)
  rownames(data) <- NULL
  a_table(structure(head(data, most_weights), more = max(0, nrow(data) - most_weights)))
}

explain_update <- function(o, step, table) {
  settings <- o$settings$optimizer$settings
  columns <- list(weight = weight_names(o$start), old = table$old, gradient = step$gradient * step$shorten)
  columns[names(step$remembered)] <- step$remembered
  if (is_plain(o$settings$optimizer)) columns[["eta x gradient"]] <- step$eta * columns$gradient
  columns$new <- table$new
  plain <- is_plain(o$settings$optimizer)
  list(page_heading("5. Step", if (plain) paste(":", step$formula) else paste(" by", o$settings$optimizer$name)),
       note(if (!plain) paste0(step$formula, ".  With "), "eta = ", number(step$eta),
            if (length(settings)) paste0(", ", paste(names(settings), "=", number(settings), collapse = ", ")),
            if (!is.null(step$length)) paste(", length =", number(step$length)),
            if (!is.null(step$time) && grepl("^t", step$formula, fixed = TRUE)) paste(", t =", step$time), "."),
       weight_table(columns))
}
