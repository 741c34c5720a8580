# The network of a fit as the page of replay() and playground() draws it: the units and lines of network_sketch(), and
# the weights at each frame.

network_page <- function(fit, thetas, most = 11, sketch = network_sketch(fit, most)) {
  sketch$lines <- lines <- sketch$lines[order(sketch$lines$layer, sketch$lines$at), ]
  columns <- lapply(seq_along(sketch$sizes), function(l) {
    units <- sketch$units[sketch$units$layer == l - 1, ]
    list(units = I(units$unit[!units$bias]), more = sketch$sizes[l] - sum(!units$bias), bias = any(units$bias))
  })
  place <- function(names, layer) {  # of a unit in the column of its layer, -1 for the bias
    mapply(function(name, l) match(name, columns[[l]]$units) - 1, names, layer, USE.NAMES = FALSE)
  }
  values <- line_values(sketch, thetas)
  over <- recorded_path(fit)$theta
  list(columns = columns, layer = I(lines$layer - 1), from = I(ifelse(lines$bias, -1, place(lines$from, lines$layer))),
       to = I(place(lines$to, lines$layer + 1)), weights = t(matrix(signif(values, 6), nrow(values))),
       widths = line_scales(fit, sketch, line_values(sketch, rbind(thetas, over))), headings = I(sketch$headings),
       note = wide_note(sketch, columns))
}

wide_note <- function(sketch, columns) {
  shown <- vapply(columns, function(column) length(column$units), 0L)
  last <- length(shown)
  inside <- if (last == 3) "hidden units" else sprintf("units of hidden layer %d", seq_len(last - 2))
  kinds <- c("inputs", inside[seq_len(last - 2)], "outputs")
  wide <- shown < sketch$sizes
  if (any(wide)) {
    sprintf("Of wide layers the first and the last units are shown: %s.", paste(sprintf(
      "%d of %s %s", shown[wide], count_text_each(sketch$sizes[wide]), kinds[wide]), collapse = ", "))
  }
}

# How much of all coefficients a frame's lines are, to know how many frames a page can hold.
network_bytes <- function(fit, most = 11) 10 * nrow(network_sketch(fit, most)$lines)
