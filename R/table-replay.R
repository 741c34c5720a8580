# The picture in replay() of a fit whose rows are in a database: what it predicts over one column, the other columns of
# the design at their means, which the fit knows. There are no points.

table_page <- function(fit, points = 201) {
  layer <- if (is_network(fit)) rownames(fit$coefficients[[1]]) else names(fit$coefficients)
  names <- setdiff(layer, bias_row)
  spread <- fit$table$spread
  at <- drawn_column(fit, names, spread)
  x <- seq(spread$min[at], spread$max[at], length.out = points)
  columns <- rep(list(numeric(points)), length(names))
  columns[] <- lapply(spread$mean[seq_along(names)], rep, points)
  columns[[at]] <- x
  bias <- layer[1] == bias_row
  design <- list(x = columns, bias = bias, names = c(if (bias) bias_row, names), rows = points)
  outputs <- if (is_network(fit)) ncol(fit$coefficients[[length(fit$coefficients)]]) else 1
  shown <- if (nrow(spread) == length(names) + outputs) unlist(spread[-seq_along(names), c("min", "max")])
  list(bytes = 2 * points * outputs, frames = function(thetas) {
    values <- stacked(lapply(moments_of(fit, thetas), output_values, design, NULL))
    view <- near_range(if (is.null(shown)) values[, , dim(values)[3]] else shown, values)
    reach <- wider(view, 0.5)
    title <- if (length(names) > 1) "The fit, other columns at their mean" else "The fit, epoch by epoch"
    list(type = "curve", title = title, xlab = names[at], ylab = observed_label(fit), x = page_numbers(x),
         xlim = wider(range(x), 0.03), ylim = view,
         points = list(x = I(numeric()), y = rep(list(I(numeric())), outputs)), held = I(integer()),
         names = I(if (outputs > 1) colnames(fit$coefficients$output) else observed_label(fit)),
         curves = lapply(seq_len(outputs), function(k) pack(slab(values, k), reach[1], reach[2])))
  })
}

# A variable that stands in the design by itself, else the first column that varies.
drawn_column <- function(fit, names, spread) {
  varies <- which(spread$min[seq_along(names)] < spread$max[seq_along(names)])
  if (length(varies) == 0) need_rows(fit, "replay() without a predictor")
  plain <- varies[names[varies] %in% fit$variables]
  if (length(plain)) plain[1] else varies[1]
}
