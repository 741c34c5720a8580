# One row on its way through a network: the value of every unit forward, the derivative of the cost by every weighted
# sum (its delta) backward. On the data's own scale, whatever scale training works on.

# unit: layer, unit, value (the input, the activation or the output), delta (NA for inputs); in the order of the layers.
flow_values <- function(fit, epoch, row) {
  opened <- open_fit(fit, "plot_network")
  n <- nrow(opened$x)
  row <- check_number(row, "row", sprintf("one whole number from 1 to %d, the rows that are trained on", n),
                      row >= 1 && row <= n && row == round(row))
  theta <- unlist(at_epoch(fit, epoch)$coefficients, use.names = FALSE)
  layers <- as_layers(map_inverse(reopen(fit)$map, theta), opened$start)
  pass <- run_pass(opened, layers)
  depth <- length(layers)
  scale <- opened$scale
  of <- function(values) if (is.null(dim(values))) values[row] else values[row, ]
  a <- lapply(pass$a, of)
  root <- if (is.null(scale$root)) 1 else scale$root
  a[[depth]] <- of(pass$yhat) * root + scale$shift
  delta <- lapply(pass$delta, function(d) of(d) * scale$cost_unit)
  delta[[depth]] <- delta[[depth]] / scale$unit  # dE/dz, with z on the response's own scale
  raw <- opened$raw$x[, colnames(opened$raw$x) != "(Intercept)", drop = FALSE]
  inputs <- of(raw)
  names <- c(list(colnames(raw)), lapply(unname(layers), colnames))
  data.frame(layer = rep(seq_along(names) - 1, lengths(names)), unit = unlist(names),
             value = c(unname(inputs), unlist(a, use.names = FALSE)),
             delta = c(rep(NA_real_, length(inputs)), unlist(delta, use.names = FALSE)), row.names = NULL,
             stringsAsFactors = FALSE)
}

# The diagram of the flow. Forward, a line shows its weight times the value of the unit where it begins; backward, its
# weight times the delta of the unit that it feeds.
flow_picture <- function(fit, epoch = NULL, what = "forward", row = 1, most = 30) {
  sketch <- network_sketch(fit, most)
  values <- flow_values(fit, epoch, row)
  # the output of one unit is named after its response in the diagram
  last <- values$layer == max(values$layer)
  values$unit[last] <- sketch$names[[length(sketch$names)]]
  theta <- unlist(at_epoch(fit, epoch)$coefficients, use.names = FALSE)
  weight <- line_values(sketch, matrix(theta, 1))[, 1]
  find <- function(layer, unit) match(paste(layer, unit), paste(values$layer, values$unit))
  lines <- sketch$lines
  from <- ifelse(lines$bias, 1, values$value[find(lines$layer - 1, lines$from)])
  to <- values$delta[find(lines$layer, lines$to)]
  lines$value <- weight * if (what == "forward") from else to
  largest <- tapply(abs(lines$value), lines$layer, max, na.rm = TRUE)
  lines$width <- abs(lines$value) / pmax(as.vector(largest[as.character(lines$layer)]), 1e-300)
  sketch$lines <- lines
  at <- find(sketch$units$layer, sketch$units$unit)
  sketch$units$value <- ifelse(sketch$units$bias, 1, values$value[at])
  sketch$units$delta <- ifelse(sketch$units$bias, NA, values$delta[at])
  forward <- what == "forward"
  sketch$what <- what
  sketch$main <- if (forward) "Forward: each unit's value" else "Backward: each unit's value and delta"
  sketch$key <- if (forward) c("adds to the next unit", "takes away") else c("a larger sum costs more", "costs less")
  sketch$sub <- caption(moment_note(fit, epoch), sprintf("row %d of %s", row, count_text(picture_rows(fit))),
                        if (!forward) "delta: the derivative of the cost by the unit's weighted sum", sketch$notes)
  sketch
}

picture_rows <- function(fit) NROW(fit$fitted.values) - length(fit$validation_rows)
