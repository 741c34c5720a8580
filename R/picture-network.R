# A fit as a diagram: layers from left to right, units from top to bottom, the bias below them. A linear model and a
# neuron are networks without hidden layers.

# One matrix per layer with the place of each weight in the flat coefficients; 0 is a bias that is not learnt.
layer_places <- function(fit) {
  if (is_network(fit)) return(as_layers(seq_len(sum(lengths(fit$coefficients))), fit$coefficients))
  names <- names(fit$coefficients)
  place <- matrix(seq_along(names), dimnames = list(names, observed_label(fit)))
  if (is.numeric(fit$hyperparameters$bias)) place <- rbind("(Intercept)" = 0L, place)
  list(output = place)
}

# The units of a layer that are drawn: all, or where they are more than `most` the first ones and the last three.
drawn_units <- function(n, most) if (n <= most) seq_len(n) else c(seq_len(most - 4), seq.int(n - 2, n))

# units: layer (0 for the inputs), unit, bias, x, y and `number` in its layer; lines: layer, from, to, bias and their
# ends, `at` (the place in the flat coefficients); `shift`, for the fixed bias; what each line's width is divided by.
network_sketch <- function(fit, most = 30) {
  places <- layer_places(fit)
  biased <- vapply(places, function(w) identical(rownames(w)[1], "(Intercept)"), NA)
  names <- c(list(setdiff(rownames(places[[1]]), "(Intercept)")), lapply(unname(places), colnames))
  sizes <- lengths(names)
  units <- lapply(seq_along(names), function(l) {
    layer_units(names[[l]], l - 1, drawn_units(sizes[l], most), l <= length(places) && biased[l])
  })
  lines <- do.call(rbind, lapply(seq_along(places), function(l) {
    layer_lines(places[[l]], l, units[[l]], units[[l + 1]], biased[l])
  }))
  gaps <- sizes > most
  kinds <- ifelse(seq_along(sizes) == 1, "inputs", ifelse(seq_along(sizes) == length(sizes), "outputs", "units"))
  notes <- sprintf("%d of the %s %s drawn", lengths(lapply(sizes, drawn_units, most)), count_text_each(sizes), kinds)
  list(units = do.call(rbind, units), lines = lines, names = names, sizes = sizes, notes = unique(notes[gaps]),
       gaps = data.frame(x = which(gaps) - 1, y = rep(1 - 0.9 * (most - 3.5) / most, sum(gaps))),
       slots = max(pmin(sizes, most)), headings = layer_headings(fit), fixed = fit$hyperparameters$bias)
}

layer_units <- function(names, layer, kept, biased) {
  n <- length(names)
  collapsed <- length(kept) < n
  slot <- seq_along(kept) + (collapsed & seq_along(kept) > length(kept) - 3)  # one slot stays free for three dots
  units <- data.frame(layer = rep(layer, length(kept)), unit = names[kept], x = rep(layer, length(kept)),
                      y = 1 - 0.9 * (slot - 0.5) / max(slot, 1), bias = rep(FALSE, length(kept)), number = kept)
  if (!biased) return(units)
  rbind(units, data.frame(layer = layer, unit = "(Intercept)", x = layer, y = 0, bias = TRUE, number = 0L))
}

layer_lines <- function(place, layer, from, to, biased) {
  to <- to[!to$bias, ]
  pair <- expand.grid(i = seq_len(nrow(from)), j = seq_len(nrow(to)))
  data.frame(layer = rep(layer, nrow(pair)), from = from$unit[pair$i], to = to$unit[pair$j], bias = from$bias[pair$i],
             at = place[cbind(from$number[pair$i] + biased, to$number[pair$j])], x0 = from$x[pair$i],
             y0 = from$y[pair$i], x1 = to$x[pair$j], y1 = to$y[pair$j])
}

layer_headings <- function(fit) {
  names <- vapply(layer_activations(fit), `[[`, "", "name")
  hidden <- length(names) - 1
  c("inputs", if (hidden) sprintf("hidden %s\n%s", if (hidden > 1) seq_len(hidden) else "", names[seq_len(hidden)]),
    paste0("output\n", names[hidden + 1]))
}

# What each drawn line stands for at each row of `thetas` (weights or derivatives), one column per moment.
line_values <- function(sketch, thetas, fixed = if (is.numeric(sketch$fixed)) sketch$fixed else 0) {
  at <- sketch$lines$at
  values <- matrix(fixed, length(at), nrow(thetas))
  values[at > 0, ] <- t(thetas[, at[at > 0], drop = FALSE])
  values
}

# How much a weight does, relative to the largest of its layer, biases apart: between 0 and 1. A weight times the
# standard deviation of its input says what the input does; a derivative is divided by it. The largest is that of all
# moments in `over`, so that a weight is seen to grow.
line_widths <- function(fit, sketch, values, over = values, gradient = FALSE) {
  pmin(replace(abs(values), !is.finite(values), 0) * line_scales(fit, sketch, over, gradient), 1)
}

# What the size of each line's value is multiplied by.
line_scales <- function(fit, sketch, over, gradient = FALSE) {
  lines <- sketch$lines
  scale <- rep(1, nrow(lines))
  first <- lines$layer == 1
  scale[first] <- input_scale(fit, lines$from[first], gradient)
  group <- paste(lines$layer, lines$bias)
  size <- apply(replace(abs(over), !is.finite(over), 0) * scale, 1, max)
  largest <- as.vector(tapply(size, group, max)[group])
  scale / ifelse(largest > 0, largest, 1)
}

input_scale <- function(fit, names, gradient) {
  design <- tryCatch(model.matrix(fit), error = function(e) NULL)
  scale <- rep(1, length(names))
  found <- names %in% colnames(design) & names != "(Intercept)"
  rows <- counted(fit)
  if (!any(found) || length(rows) < 2) return(scale)
  spread <- apply(design[rows, unique(names[found]), drop = FALSE], 2, sd)
  spread <- ifelse(spread > 0, spread, 1)[names[found]]
  scale[found] <- if (gradient) 1 / spread else spread
  scale
}

# The diagram at one moment: `lines` has `value` and `width` then.
network_picture <- function(fit, epoch = NULL, colour = "weight", most = 30, over = NULL) {
  sketch <- network_sketch(fit, most)
  gradient <- colour == "gradient"
  if (gradient) check_recorded(fit, "plot_network(colour = \"gradient\")")
  moment <- at_epoch(fit, epoch)
  theta <- if (gradient) gradient_at(fit, epoch) else matrix(unlist(moment$coefficients, use.names = FALSE), 1)
  if (is.null(over)) over <- if (gradient) theta else rbind(theta, recorded_path(fit)$theta)
  fixed <- if (!gradient && is.numeric(sketch$fixed)) sketch$fixed else 0
  values <- line_values(sketch, theta, fixed)
  sketch$lines$value <- values[, 1]
  sketch$lines$width <- line_widths(fit, sketch, values, line_values(sketch, over, fixed), gradient)[, 1]
  sketch$main <- if (gradient) "The network and its gradient" else "The network and its weights"
  sketch$sub <- caption(moment_note(fit, if (gradient) attr(theta, "epoch") else epoch), sketch$notes)
  sketch
}

# The recorded gradient of an epoch; of the end the last one recorded before it.
gradient_at <- function(fit, epoch) {
  kept <- fit$history$epoch
  row <- if (is.null(epoch)) max(which(kept <= end_epoch(fit))) else match(epoch, kept)
  structure(fit$history$gradients[row, , drop = FALSE], epoch = kept[row])
}
