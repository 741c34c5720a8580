# What a picture holds, read from an uncompressed PDF of it, in inches: every text with its place, size and width, the
# number of circles, and of lines between two points.
drawn <- function(expr, width = 7, height = 5) {
  file <- tempfile(fileext = ".pdf")
  on.exit(unlink(file))
  grDevices::pdf(file, width, height, compress = FALSE, useKerning = FALSE, useDingbats = FALSE)
  before <- graphics::par(no.readonly = TRUE)
  tryCatch(force(expr), finally = {
    after <- graphics::par(no.readonly = TRUE)
    grDevices::dev.off()
  })
  kept <- c("cex", "mar", "mgp", "tcl", "las", "xpd", "mfrow", "mfcol", "ask", "lwd", "lty", "col", "bg", "font")
  text <- readLines(file, warn = FALSE, encoding = "latin1")
  number <- "(-?[0-9.]+)"
  place <- paste0("^/F([0-9]) 1 Tf (?:[0-9] Tr )?", paste(rep(number, 6), collapse = " "), " Tm \\((.*)\\) Tj.*$")
  rows <- grep(place, text, perl = TRUE, value = TRUE, useBytes = TRUE)
  cell <- function(k) sub(place, paste0("\\", k), rows, perl = TRUE, useBytes = TRUE)
  number_at <- function(k) as.numeric(cell(k))
  words <- data.frame(font = cell(1), x = number_at(6) / 72, y = number_at(7) / 72,
                      size = sqrt(number_at(2)^2 + number_at(3)^2), angle = atan2(number_at(3), number_at(2)),
                      text = gsub("\\\\", "", cell(8)))
  circles <- sum(grepl(" c$", text, useBytes = TRUE)) / 4  # four curves each
  lines <- sum(grepl("^[-0-9. ]+ m [-0-9. ]+ l +S$", text, useBytes = TRUE))
  list(words = words, width = width, height = height, points = circles, lines = lines,
       par_kept = identical(before[kept], after[kept]))
}

# The texts that leave the page, with the widths of the PDF's own font.
clipped <- function(picture) {
  words <- picture$words
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  graphics::plot.new()
  length <- mapply(function(text, size, font) {
    graphics::strwidth(text, "inches", cex = size / 12, font = font)
  }, words$text, words$size, ifelse(words$font == "3", 2, 1))
  high <- words$size / 72 * 0.7
  along <- list(cos(words$angle), sin(words$angle))
  end <- list(length * along[[1]], length * along[[2]])
  up <- list(-high * along[[2]], high * along[[1]])
  x <- words$x + cbind(0, end[[1]], up[[1]], end[[1]] + up[[1]])
  y <- words$y + cbind(0, end[[2]], up[[2]], end[[2]] + up[[2]])
  out <- rowSums(x < -0.01 | x > picture$width + 0.01 | y < -0.01 | y > picture$height + 0.01) > 0
  words$text[out]
}

# The lines of the uncompressed PDF of a picture.
uncompressed <- function(expr, width = 7, height = 5) {
  file <- tempfile(fileext = ".pdf")
  on.exit(unlink(file))
  grDevices::pdf(file, width, height, compress = FALSE, useKerning = FALSE, useDingbats = FALSE)
  tryCatch(force(expr), finally = grDevices::dev.off())
  readLines(file, warn = FALSE, encoding = "latin1")
}

picture_sizes <- list(page = c(7, 5), knitted = c(5, 3.6), pane = c(4, 3), projector = c(13, 7))

# Draws nothing that anybody sees.
off_screen <- function(expr) {
  grDevices::pdf(NULL)
  on.exit(grDevices::dev.off())
  expr
}

picture_line <- function(...) {
  line <- oracle_line()
  gd_lm(y ~ x, line$data, eta = line$eta, start = line$start, ..., progress = FALSE)
}
