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

# One fit of every class and shape that pictures know, by name.
picture_fits <- function() {
  set.seed(11)
  curve <- data.frame(x = seq(-3, 3, length.out = 40))
  curve$y <- sin(curve$x)
  curve$z <- curve$x / 2
  noisy <- data.frame(x = stats::runif(60, -3, 3))
  noisy$y <- sin(2 * noisy$x) + stats::rnorm(60) / 2
  flowers <- datasets::iris
  many <- data.frame(a = stats::rnorm(120), b = stats::rnorm(120), g = factor(rep(letters[1:8], 15)))
  many$a <- many$a + as.integer(many$g)
  list(
    line = gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60),
    plane = gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", epochs = 40),
    table = gd_lm(mpg ~ ., mtcars, scaling = "standardize", eta = 0.01, epochs = 40),
    diverged = suppressWarnings(gd_lm(dist ~ speed, cars, eta = 0.01, epochs = 300, allow_divergence = TRUE)),
    neuron = neuron(am ~ wt, mtcars, cost = "cross_entropy", eta = 0.05, epochs = 50),
    gate = neuron(am ~ wt + hp, mtcars, scaling = "standardize", bias = -1, eta = 0.1, epochs = 50),
    curve = ann(y ~ x, curve, hidden = 4, activation = "tanh", epochs = 80),
    two = ann(cbind(y, z) ~ x, curve, hidden = 3, epochs = 60),
    early = ann(y ~ x, noisy, hidden = 12, activation = "tanh", epochs = 2000, eta = 0.1, validation = 0.3,
                patience = 20),
    binary = ann(am ~ wt + hp, mtcars, hidden = c(3, 2), epochs = 40, validation = 0.2),
    classes = ann(Species ~ Petal.Length + Petal.Width, flowers, hidden = 3, epochs = 60),
    table3 = ann(Species ~ ., flowers, hidden = 2, epochs = 40, batch_size = 30),
    eight = ann(g ~ a + b, many, hidden = 4, epochs = 30)
  )
}

# Packed numbers as the page reads them, one column per frame.
unpacked <- function(packed) {
  alphabet <- c(LETTERS, letters, 0:9, "-", "_")
  sapply(packed$frames, function(text) {
    code <- match(strsplit(text, "")[[1]], alphabet) - 1
    if (packed$letters == 2) code <- code[c(TRUE, FALSE)] * 64 + code[c(FALSE, TRUE)]
    missing <- 64^packed$letters - 1
    ifelse(code == missing, NA, packed$lo + code / (missing - 1) * (packed$hi - packed$lo))
  }, USE.NAMES = FALSE)
}
