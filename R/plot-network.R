#' The network as a diagram
#'
#' Units as circles, weights as lines: blue for positive, orange for negative, the wider the larger. Bias units are
#' squares with dashed lines. A linear model and a neuron are networks without hidden layers and drawn as such.
#'
#' A line's width is relative to the largest of its layer, biases apart. In the first layer the weights are multiplied
#' by the standard deviations of their inputs first, so that inputs in different units compare; the numbers written on
#' the lines of small networks are the weights themselves.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param epoch NULL for the end, or a recorded epoch (0 is the start).
#' @param colour What the lines show: `"weight"`, or `"gradient"` for the cost's derivative by each weight.
#' @param most The most units of a layer that are drawn, one whole number from 4 on; of a larger layer the first and the
#'   last ones are, and the line below the title says so.
#' @param values Write the numbers on the lines; by default where there are at most 16.
#' @param ... Settings of the picture: `main`, `sub`, `col` (two colours: positive, negative), `lwd` (the widest line).
#' @return A list, invisibly: `units`, a data frame with the columns `layer` (0 for the inputs), `unit`, `x`, `y`,
#'   `bias`, a row a drawn unit; `lines`, a data frame with `layer`, `from`, `to`, `value`, `width` (between 0 and 1),
#'   a row a drawn weight.
#' @section Errors: `epoch` and `colour = "gradient"` need a fit that recorded its path; the message says how to refit.
#' @seealso [coef.descent()], [gradient_history()]
#' @examples
#' unit <- neuron(am ~ wt + hp, mtcars, cost = "cross_entropy", scaling = "standardize", eta = "auto")
#' plot_network(unit)
#' set.seed(1)
#' fit <- ann(Species ~ ., iris, hidden = 4, epochs = 100)
#' plot_network(fit)
#' plot_network(fit, epoch = 0, colour = "gradient")
#' @export
plot_network <- function(fit, epoch = NULL, colour = "weight", most = 30, values = NULL, ...) {
  check_fit(fit, "plot_network")
  check_choice(colour, "colour", c("weight", "gradient"))
  net <- diagram(fit, network_layers(fit, epoch, colour), colour, check_count(most, "most", 4))
  if (is.null(values)) values <- nrow(net$lines) <= 16
  at <- if (is.null(epoch)) fit$epochs else epoch
  look <- styled(list(
    main = if (colour == "weight") "The network and its weights" else "The network and its gradient",
    sub = paste(c(paste("epoch", count_text(at)), net$notes), collapse = "; "), lwd = 5,
    col = unname(okabe_ito[c("blue", "orange")])), list(...))
  old <- par(touched_par)
  on.exit(par(old))
  draw_diagram(net, look, check_flag(values, "values"))
  invisible(net[c("units", "lines")])
}

# A matrix a layer of any fit, with the weights or their derivatives, and each layer's activation.
network_layers <- function(fit, epoch, colour) {
  if (colour == "gradient") {
    check_recorded(fit, "plot_network(colour = \"gradient\")")
    if (!is.null(epoch)) coef(fit, epoch = epoch)
    row <- if (is.null(epoch)) nrow(fit$history$gradients) else match(epoch, fit$history$epoch)
    theta <- fit$history$gradients[row, ]
    if (is.list(fit$coefficients)) return(as_layers(theta, fit$coefficients))
  } else {
    theta <- coef(fit, epoch = epoch)
    if (is.list(theta)) return(theta)
  }
  layer <- matrix(theta, dimnames = list(names(theta), observed_label(fit)))
  bias <- fit$hyperparameters$bias
  if (is.numeric(bias)) {
    layer <- rbind(`(Intercept)` = if (colour == "gradient") 0 else bias, layer)
  }
  list(output = layer)
}

layer_headings <- function(fit) {
  hyper <- fit$hyperparameters
  if (is.null(hyper$hidden)) {
    return(c("inputs", paste0("output\n", if (is.null(hyper$activation)) linear_activation$name else hyper$activation$name)))
  }
  hidden <- length(hyper$hidden)
  names <- vapply(hyper$activation, `[[`, "", "name")
  c("inputs", if (hidden) sprintf("hidden %s\n%s", if (hidden > 1) seq_len(hidden) else "", names),
    paste0("output\n", hyper$output$name))
}

# Where everything stands: layers from left to right, units from top to bottom, biases below.
diagram <- function(fit, layers, colour, most) {
  biased <- vapply(layers, function(w) identical(rownames(w)[1], "(Intercept)"), NA)
  names <- c(list(setdiff(rownames(layers[[1]]), "(Intercept)")), lapply(unname(layers), colnames))
  notes <- character()
  units <- list()
  for (l in seq_along(names)) {
    n <- length(names[[l]])
    kept <- if (n <= most) seq_len(n) else c(seq_len(most - 4), seq.int(n - 2, n))
    slot <- seq_along(kept) + (n > most & seq_along(kept) > most - 4)  # one slot stays free for three dots
    stand <- function(unit, number, bias, y) {
      data.frame(layer = rep(l - 1, length(unit)), unit = unit, x = rep(l - 1, length(unit)), number = number,
                 bias = rep(bias, length(unit)), y = y)
    }
    units[[l]] <- stand(names[[l]][kept], kept, FALSE, 1 - 0.9 * (slot - 0.5) / max(slot, 1))
    if (l <= length(layers) && biased[l]) units[[l]] <- rbind(units[[l]], stand("(Intercept)", 0, TRUE, 0))
    if (n > most) {
      notes <- c(notes, sprintf("%d of the %d %s drawn", length(kept), n, if (l == 1) "inputs" else "units"))
    }
  }
  lines <- do.call(rbind, lapply(seq_along(layers), function(l) {
    from <- units[[l]]
    to <- units[[l + 1]][!units[[l + 1]]$bias, ]
    pair <- expand.grid(i = seq_len(nrow(from)), j = seq_len(nrow(to)))
    w <- layers[[l]][cbind(from$number[pair$i] + biased[l], to$number[pair$j])]
    size <- abs(w) * if (l == 1) input_scale(fit, from$unit, colour)[pair$i] else 1
    bias <- from$bias[pair$i]
    widest <- ifelse(bias, max(size[bias], 0, na.rm = TRUE), max(size[!bias], 0, na.rm = TRUE))
    data.frame(layer = rep(l, nrow(pair)), from = from$unit[pair$i], to = to$unit[pair$j], value = w,
               width = ifelse(widest > 0, size / widest, 0), bias = bias, x0 = from$x[pair$i], y0 = from$y[pair$i],
               x1 = to$x[pair$j], y1 = to$y[pair$j])
  }))
  units <- do.call(rbind, units)
  gaps <- vapply(names, length, 0L) > most
  list(units = units[c("layer", "unit", "x", "y", "bias")], lines = lines, notes = unique(notes),
       gaps = data.frame(x = which(gaps) - 1, y = rep(1 - 0.9 * (most - 3.5) / most, sum(gaps))),
       slots = max(vapply(names, function(n) min(length(n), most), 0)), headings = layer_headings(fit))
}

# A weight times the standard deviation of its input says what the input does; a derivative is divided by it.
input_scale <- function(fit, names, colour) {
  design <- tryCatch(model.matrix(fit), error = function(e) NULL)
  scale <- rep(1, length(names))
  found <- names %in% colnames(design) & names != "(Intercept)"
  if (!any(found) || nrow(design) < 2) return(scale)
  spread <- apply(design[, names[found], drop = FALSE], 2, sd)
  scale[found] <- ifelse(spread > 0, spread, 1)
  if (colour == "gradient") 1 / scale else scale
}

draw_diagram <- function(net, look, values) {
  par(cex = text_size(), mai = rep(0.05, 4), xpd = NA)
  line <- par("cin")[2] * par("cex")
  plot.new()
  units <- net$units
  last <- max(units$layer)
  first <- units[units$layer == 0 & !units$bias, ]
  final <- units[units$layer == last, ]
  wide <- function(text, cex = 0.9) max(0, strwidth(unlist(strsplit(text, "\n")), "inches", cex = cex))
  top <- line * 6.4
  apart <- 0.9 * (par("fin")[2] - top - 0.8 * line) / max(net$slots, 1)
  radius <- min(0.75 * line, 0.4 * apart)
  margin <- function(names, heading) {
    max(wide(short_names(names)) + radius + 0.6 * line, wide(heading, 0.85) / 2 + 0.3 * line)
  }
  par(mai = c(line * 0.8, margin(first$unit, net$headings[1]), top, margin(final$unit, tail(net$headings, 1))))
  plot.window(c(0, last), c(0, 1), xaxs = "i", yaxs = "i")
  heading(look$main, look$sub, above = 3.5, inches = 0.5 * line)
  room <- 0.95 * par("pin")[1] / last
  text(seq_along(net$headings) - 1, 1 + 0.15 * line / par("pin")[2], net$headings, adj = c(0.5, 0), font = 3,
       cex = 0.85 * min(1, room / wide(net$headings, 0.85)), col = "grey30")

  lines <- net$lines[order(net$lines$width), ]
  crowd <- max(0, nrow(lines) - 60) / 400
  widest <- look$lwd * line_size() / (1 + crowd)
  finite <- is.finite(lines$value)
  strength <- ifelse(lines$bias, 0.75, 0.25 + 0.75 * lines$width) / (1 + 0.6 * min(1, crowd))
  colour <- ifelse(lines$value == 0 | !finite, "grey70", look$col[1 + (lines$value < 0)])
  colour <- mapply(adjustcolor, colour, strength)
  segments(lines$x0, lines$y0, lines$x1, lines$y1, col = colour, lty = ifelse(lines$bias, 2, 1),
           lwd = pmax(0.4, widest * ifelse(lines$bias, 0.5, 1) * lines$width))
  if (values) write_values(lines, look$col, radius)

  bias <- units$bias
  hidden <- !bias & units$layer > 0 & units$layer < last
  symbols(units$x[!bias], units$y[!bias], circles = rep(radius, sum(!bias)), inches = radius, add = TRUE, bg = "white",
          fg = "grey25", lwd = line_size())
  if (any(bias)) {
    symbols(units$x[bias], units$y[bias], squares = rep(radius, sum(bias)), inches = 0.85 * line, add = TRUE,
            bg = "grey92", fg = "grey25", lwd = line_size())
    text(units$x[bias], units$y[bias], "1", cex = 0.7)
  }
  names <- units$unit[hidden]
  inside <- if (any(hidden)) min(0.85, 1.6 * radius / max(strwidth(names, "inches"))) else 0
  if (inside > 0.4) text(units$x[hidden], units$y[hidden], names, cex = inside)
  if (nrow(net$gaps)) {
    step <- 0.9 / (net$slots + 1) * 0.33
    points(rep(net$gaps$x, each = 3), rep(net$gaps$y, each = 3) + c(-step, 0, step), pch = 19, cex = 0.2)
  }
  beside <- (radius + line * 0.25) / par("pin")[1] * last
  write_names(first, first$x - beside, 1, line)
  write_names(final, final$x + beside, 0, line)
  legend(grconvertX(grconvertX(0, "nfc", "inches") + 0.2 * line, "inches", "user"), 1 + line * 2.9 / par("pin")[2],
         yjust = 0.5, bty = "n", horiz = TRUE, legend = c("positive", "negative", if (any(bias)) "bias"),
         lwd = c(2.5, 2.5, 1.5), col = c(look$col, if (any(bias)) "grey40"), lty = c(1, 1, if (any(bias)) 2),
         cex = 0.85, seg.len = 1.8, x.intersp = 0.6)
}

# As many of the names as can stand above each other.
write_names <- function(units, x, side, line) {
  if (nrow(units) == 0) return(invisible())
  apart <- if (nrow(units) > 1) min(-diff(units$y)) * par("pin")[2] else line
  size <- max(0.6, min(0.9, apart / (0.75 * line)))
  kept <- seq(1, nrow(units), by = ceiling(0.75 * line * size / apart * 0.999))
  text(x[kept], units$y[kept], short_names(units$unit[kept]), adj = c(side, 0.5), cex = size)
}

# Each number near the unit that it comes from, where lines are still apart.
write_values <- function(lines, col, radius) {
  share <- 0.27
  x <- lines$x0 + share * (lines$x1 - lines$x0)
  y <- lines$y0 + share * (lines$y1 - lines$y0)
  text <- vapply(lines$value, function(v) format(signif(v, 3), big.mark = ","), "")
  # numbers of one layer stand above each other: apart by a line at least
  height <- strheight("0", cex = 0.8) * 1.7
  for (l in unique(lines$layer)) {
    at <- lines$layer == l
    y[at] <- spread_labels(y[at], height, c(0, 1))
  }
  half <- strwidth(text, cex = 0.8) / 2 * 1.1
  rect(x - half, y - height * 0.45, x + half, y + height * 0.45, col = adjustcolor("white", 0.85), border = NA)
  text(x, y, text, cex = 0.8, col = ifelse(lines$value < 0, col[2], col[1]))
}
