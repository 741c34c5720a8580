# Where the levels of contours are written: on their lines, apart from each other and from the paths across them.

# x, y: the middle of each label; label; wide, high: half its size. values: a row for each x of `plane`; limits: those
# of the axes, as par("usr"); half(label): half the size of a label, as shares of the axes; marks: data frames with x
# and y, lines which no label may touch. Short lines have no label, and neither has one without room for it.
level_labels <- function(plane, values, levels, text, limits, half, marks = NULL) {
  span <- c(limits[2] - limits[1], limits[4] - limits[3])
  share <- function(line) cbind((line$x - limits[1]) / span[1], (line$y - limits[3]) / span[2])
  lines <- if (length(levels)) grDevices::contourLines(plane$x, plane$y, values, levels = levels)
  marked <- lapply(marks, function(mark) dense_line(share(mark))[, c(1, 2, 1, 2)])
  taken <- do.call(rbind, c(list(matrix(0, 0, 4)), marked))
  found <- list()
  for (line in lines) {
    label <- text(line$level)
    size <- half(label)
    box <- label_box(share(line), size, taken)
    if (is.null(box)) next
    taken <- rbind(taken, box)
    found[[length(found) + 1]] <- data.frame(
      x = limits[1] + span[1] * (box[1] + size[1]), y = limits[3] + span[2] * (box[2] + size[2]), label = label,
      wide = span[1] * size[1], high = span[2] * size[2])
  }
  do.call(rbind, found)
}

# Left, bottom, right and top of a label on a line, or NULL where there is no room for one.
label_box <- function(line, half, taken) {
  long <- c(0, cumsum(sqrt(rowSums(diff(line)^2))))
  total <- long[length(long)]
  if (total < 0.12) return(NULL)
  for (share in c(0.35, 0.6, 0.15, 0.8, 0.5, 0.95, 0.25, 0.7, 0.42, 0.87, 0.05)) {
    at <- pmin(pmax(line[which(long >= share * total)[1], ], half), 1 - half)
    box <- c(at - half, at + half)
    free <- taken[, 1] > box[3] | taken[, 3] < box[1] | taken[, 2] > box[4] | taken[, 4] < box[2]
    if (all(free)) return(box)
  }
}

# Points of a line with no gap of more than a hundredth of the axes, and around its two ends, where marks stand.
dense_line <- function(line, gap = 0.01, around = 0.015) {
  inside <- rowSums(abs(line - 0.5) <= 1) == 2 & stats::complete.cases(line)
  line <- line[inside, , drop = FALSE]
  if (nrow(line) == 0) return(line)
  pieces <- lapply(seq_len(nrow(line) - 1), function(i) {
    n <- ceiling(max(abs(line[i + 1, ] - line[i, ])) / gap)
    cbind(seq(line[i, 1], line[i + 1, 1], length.out = n + 1), seq(line[i, 2], line[i + 1, 2], length.out = n + 1))
  })
  ends <- line[c(1, nrow(line)), , drop = FALSE]
  corners <- lapply(list(c(-1, -1), c(-1, 1), c(1, -1), c(1, 1)), function(way) sweep(ends, 2, around * way, "+"))
  do.call(rbind, c(list(line), pieces, corners))
}

# What lies on a surface: its paths and its lowest point.
surface_marks <- function(surface) {
  low <- surface$minimum
  c(unname(surface$paths), if (length(low) == 2) list(data.frame(x = low[[1]], y = low[[2]])))
}
