# The course's two fits and two on real data, beside lm() and glm().
# Usage: Rscript demo.R [folder], where the pictures go (a temporary folder without it);
# or in R: source(system.file("examples/demo.R", package = "descent")), which leaves your own variables alone.
library(descent)

local({

folder <- c(commandArgs(trailingOnly = TRUE), tempdir())[1]
dir.create(folder, showWarnings = FALSE, recursive = TRUE)

# Milliseconds of one call, the median of nine rounds that each fill a hundredth of a second.
milliseconds <- function(f) {
  round <- function(times) {
    begun <- Sys.time()
    for (i in seq_len(times)) f()
    as.double(Sys.time() - begun, units = "secs") * 1000
  }
  round(1)
  times <- max(1, ceiling(10 / max(round(1), 1e-3)))
  median(replicate(9, round(times) / times))
}

title <- function(text, call) {
  cat("\n", text, "\n", strrep("-", nchar(text)), "\n> ", paste(deparse(call), collapse = "\n+ "), "\n\n", sep = "")
}

# Fits both, prints their coefficients side by side and their times, and draws the fit.
show <- function(text, ours, theirs, file) {
  title(text, ours)
  here <- parent.frame()
  fit <- eval(ours, here)
  exact <- suppressWarnings(eval(theirs, here))
  verb <- as.character(ours[[1]])
  label <- as.character(theirs[[1]])
  table <- cbind(coef(fit), coef(exact), coef(fit) - coef(exact))
  colnames(table) <- c(verb, label, "difference")
  print(table, digits = 10)
  cat(sprintf("\n%s() %.2f ms for %s epochs, %s() %.2f ms\n", verb, milliseconds(function() eval(ours, here)),
              format(fit$epochs, big.mark = ","), label, milliseconds(function() suppressWarnings(eval(theirs, here)))))
  draw(fit, file)
  invisible(fit)
}

draw <- function(fit, file) {
  path <- file.path(folder, file)
  png(path, 1500, 500, res = 120)
  on.exit(dev.off())
  par(mfrow = c(1, 3))
  plot(fit)
  cat("Picture:", path, "\n")
}

set.seed(123)
x <- rnorm(100)
y <- 3 + 2 * x + rnorm(100)
show("1. A line by gradient descent",
     quote(gd_lm(y ~ x, eta = 0.01, epochs = 1000, start = 1)), quote(lm(y ~ x)), "1-line.png")

truth <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
call <- quote(neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000))
title("2. A sigmoid neuron with a fixed bias", call)
fit <- eval(call)
print(cbind(truth, fitted = fitted(fit)), row.names = FALSE)
cat("\nAfter 9999 epochs, as on the lecture's slide, whose loop computes the outputs\nbefore the last step:\n",
    format(fitted(fit, epoch = 9999), digits = 7), "\n")
cat("\nWeights:", format(coef(fit), digits = 10), "\n")
cat(sprintf("neuron() %.2f ms for %s epochs\n", milliseconds(function() eval(call)),
            format(fit$epochs, big.mark = ",")))
draw(fit, "2-neuron.png")

show("3. Real data: fuel consumption of 32 cars",
     quote(gd_lm(mpg ~ wt + hp + factor(cyl), mtcars, scaling = "standardize", epochs = 2000)),
     quote(lm(mpg ~ wt + hp + factor(cyl), mtcars)), "3-cars.png")

if (requireNamespace("MASS", quietly = TRUE)) {
  biopsy <- MASS::biopsy
  names(biopsy)[c(2, 4, 7)] <- c("thickness", "shape", "nuclei")
  fit <- show("4. Real data: 699 tumours, benign or malignant (without rows that lack values)",
              quote(neuron(class ~ thickness + shape + nuclei, biopsy, cost = "cross_entropy", scaling = "standardize",
                           eta = 5, epochs = 1000)),
              quote(glm(class ~ thickness + shape + nuclei, binomial, biopsy)), "4-tumours.png")
} else {
  fit <- show("4. Real data: cars with manual or automatic gear (MASS, which has the tumours, is not installed)",
              quote(neuron(am ~ wt, mtcars, cost = "cross_entropy", scaling = "standardize", eta = 5, epochs = 1000)),
              quote(glm(am ~ wt, binomial, mtcars)), "4-gears.png")
}
cat("\nPredicted and observed classes:\n")
print(table(predicted = predict(fit, type = "class"), observed = model.response(model.frame(fit))))
cat("\nThe pictures are in ", normalizePath(folder), "\n", sep = "")

})
