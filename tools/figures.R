# Draws the pictures of README.md into man/figures. Usage: Rscript tools/figures.R, with descent installed.
library(descent)

set.seed(123)
x <- rnorm(100)
y <- 3 + 2 * x + rnorm(100)
fit <- gd_lm(y ~ x, eta = 0.01, epochs = 1000, start = 1)

png("man/figures/lecture.png", 1500, 500, res = 120)
par(mfrow = c(1, 3))
plot(fit)
invisible(dev.off())
