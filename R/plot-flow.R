# The flow of one row on the diagram: boxes with numbers in place of circles.

draw_flow <- function(net, theirs) {
  style <- styled(list(main = net$main, sub = net$sub, lwd = 5, col = unname(okabe_ito[c("blue", "orange")])), theirs)
  old <- par(touched_par)
  on.exit(par(old))
  text <- flow_text(net)
  size <- NULL
  place <- open_diagram(net, style, function(line, apart) {
    size <<- min(0.85, 0.8 * apart / (line * (0.4 + 0.8 * text$rows)))
    max(strwidth(text$label, "inches", cex = size)) / 2 + 0.25 * line * size
  })
  draw_lines(net$lines, style)
  draw_boxes(net$units, text, place, size)
  diagram_key(net, style, place, net$key)
  invisible(list(units = net$units[c("layer", "unit", "x", "y", "bias", "value", "delta")],
                 lines = net$lines[setdiff(names(net$lines), "at")]))
}

# What stands in each box: its value, and backward its delta below.
flow_text <- function(net) {
  units <- net$units
  value <- number_text(units$value)
  backward <- net$what == "backward" & !is.na(units$delta)
  # delta and not a letter of the Greek alphabet, which not every device has
  label <- ifelse(backward, paste0(value, "\nd ", number_text(units$delta)), value)
  list(label = ifelse(units$bias, "1", label), rows = if (any(backward)) 2 else 1)
}

draw_boxes <- function(units, text, place, size) {
  width <- place$radius / par("pin")[1] * place$last
  lines <- ifelse(grepl("\n", text$label, fixed = TRUE), 2, 1)
  height <- place$line * size * (0.4 + 0.8 * lines) / 2 / par("pin")[2]
  wide <- ifelse(units$bias, 0.4 * width, width)
  rect(units$x - wide, units$y - height, units$x + wide, units$y + height, border = ink(0.85), lwd = line_size(),
       col = ifelse(units$bias, ink(0.08), paper()))
  text(units$x, units$y, text$label, cex = size, col = ink())
  hidden <- units[!units$bias & units$layer > 0 & units$layer < place$last, ]
  above <- place$line * size * (0.4 + 0.8 * text$rows) / 2 / par("pin")[2]
  if (nrow(hidden) && size > 0.5) {
    text(hidden$x, hidden$y + above, hidden$unit, adj = c(0.5, -0.3), cex = 0.88 * size, col = ink(0.75), font = 3)
  }
  beside <- (place$radius + place$line * 0.25) / par("pin")[1] * place$last
  write_names(place$first, place$first$x - beside, 1, place$line)
  write_names(place$final, place$final$x + beside, 0, place$line)
}
