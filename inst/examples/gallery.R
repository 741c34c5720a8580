# Every picture of the package, drawn into a folder: Rscript gallery.R [folder] [width height dpi]
library(descent)

arguments <- commandArgs(TRUE)
folder <- if (length(arguments)) arguments[1] else "gallery"
size <- if (length(arguments) == 4) as.numeric(arguments[2:4]) else c(7, 5, 100)
dir.create(folder, recursive = TRUE, showWarnings = FALSE)

draw <- function(name, picture) {
  png(file.path(folder, paste0(name, ".png")), size[1], size[2], units = "in", res = size[3])
  on.exit(dev.off())
  force(picture)
}

# a line: gradient descent, and lm() dashed
set.seed(123)
x <- rnorm(100)
y <- 3 + 2 * x + rnorm(100)
line <- gd_lm(y ~ x, eta = 0.01, epochs = 1000, start = 1)
fast <- gd_lm(y ~ x, eta = 0.9, epochs = 1000, start = 1)
heavy <- gd_lm(y ~ x, eta = 0.1, epochs = 1000, start = 1, optimizer = "momentum")
draw("line-error", plot(line, "error"))
draw("line-coefficients", plot(line, "coefficients"))
draw("line-gradient", plot(line, "gradient"))
draw("line-fit", plot(line, "fit"))
draw("line-surface", plot_surface(line))
draw("line-surface-3d", plot_surface(line, type = "persp"))
draw("line-surface-optimizers", plot_surface(line, fast, heavy))
draw("line-rates", plot_rates(line))
draw("line-optimizers", plot_optimizers(line, epochs = 200))

# a rate that is too large: the first swings
swings <- suppressWarnings(gd_lm(y ~ x, eta = 1, start = 1, allow_divergence = TRUE))
draw("diverged-coefficients", plot(swings, "coefficients"))
draw("diverged-fit", plot(swings, "fit"))
draw("diverged-surface", plot_surface(swings))

# several predictors
cars <- gd_lm(mpg ~ ., mtcars, scaling = "standardize")
draw("cars-coefficients", plot(cars, "coefficients"))
draw("cars-fitted", plot(cars, "fitted"))
draw("cars-residuals", plot(cars, "residuals"))
draw("cars-surface", plot_surface(cars, which = c("wt", "hp")))
draw("cars-network", plot_network(cars))
draw("cars-boundary", plot_boundary(cars, c("wt", "hp")))
draw("cars-compare", plot(compare(cars)))

# the course's neuron, with its fixed bias
gate <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
unit <- neuron(d ~ x1 + x2, gate, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10000)
draw("neuron-error", plot(unit, "error"))
draw("neuron-surface", plot_surface(unit, grid = 40))
draw("neuron-network", plot_network(unit))
draw("neuron-boundary", plot_boundary(unit))
draw("neuron-data", plot_boundary(unit, plane = FALSE))
draw("neuron-forward", plot_network(unit, what = "forward", row = 4))
draw("neuron-backward", plot_network(unit, what = "backward", row = 2))
draw("neuron-costs", plot_hyperparameter(unit, cost = c("half_mse", "cross_entropy"), epochs = 1000))

# a logistic neuron
gears <- transform(mtcars, am = factor(am, labels = c("automatic", "manual")))
logistic <- neuron(am ~ wt, gears, cost = "cross_entropy", scaling = "standardize", eta = "auto")
draw("logistic-fit", plot(logistic, "fit"))
draw("logistic-fitted", plot(logistic, "fitted"))

# three classes
set.seed(1)
flowers <- ann(Species ~ ., iris, hidden = 4, validation = 0.2, epochs = 300)
petals <- ann(Species ~ Petal.Length + Petal.Width, iris, hidden = 3, epochs = 300)
draw("flowers-error", plot(flowers, "error"))
draw("flowers-fitted", plot(flowers, "fitted"))
draw("flowers-network", plot_network(flowers))
draw("flowers-gradient", plot_network(flowers, epoch = 0, colour = "gradient"))
draw("flowers-boundary", plot_boundary(petals))
draw("flowers-confusion", plot_confusion(flowers))
draw("flowers-roc", plot_roc(flowers))
draw("flowers-forward", plot_network(flowers, 0, what = "forward"))
draw("flowers-backward", plot_network(flowers, 0, what = "backward"))
draw("flowers-search", plot(grid_search(petals, eta = c(0.001, 0.01, 0.1), hidden = list(2, 6), folds = 3)))

# more classes than colours
groups <- data.frame(a = rnorm(180), b = rnorm(180), g = factor(rep(letters[1:9], 20)))
groups$a <- groups$a + 2 * (as.integer(groups$g) %% 3)
groups$b <- groups$b + 2 * (as.integer(groups$g) %/% 3.1)
draw("nine-classes", plot_boundary(ann(g ~ a + b, groups, hidden = 9, epochs = 300)))

# universal approximation
curve <- data.frame(x = seq(-3, 3, length.out = 80))
curve$y <- sin(2 * curve$x) + rnorm(80) / 5
curves <- lapply(c(1, 2, 4, 16), function(units) ann(y ~ x, curve, hidden = units, activation = "tanh", epochs = 1500))
draw("curve-units", plot_units(curves[[3]]))
draw("curve-units-side-by-side", plot_units(curves))
draw("curve-fit", plot(curves[[4]], "fit"))
draw("curve-surface", plot_surface(curves[[2]], grid = 40))
draw("curve-surface-path", plot_surface(curves[[2]], directions = "path", grid = 40))
draw("curve-surface-random", plot_surface(curves[[2]], directions = "random", grid = 40))
set.seed(4)
noisy <- data.frame(x = runif(80, -3, 3))
noisy$y <- sin(2 * noisy$x) + rnorm(80) / 2
stopped <- ann(y ~ x, noisy, hidden = 20, activation = "tanh", epochs = 4000, validation = 0.3, patience = 50,
               eta = 0.05)
draw("stopped-error", plot(stopped, "error"))
draw("stopped-fit", plot(stopped, "fit"))
draw("many-units", plot_units(ann(y ~ x, curve, hidden = 200, activation = "tanh", epochs = 200)))

# wide layers are collapsed
genes <- data.frame(matrix(rnorm(50 * 40), 50, dimnames = list(NULL, paste0("gene", 1:40))))
genes$y <- genes$gene1 + rnorm(50)
draw("wide-network", plot_network(ann(y ~ ., genes, hidden = 200, epochs = 5)))

draw("activation", plot(activation("tanh")))
draw("activation-own", plot(activation(~ x / (1 + abs(x)))))
draw("activations", plot_activations())
draw("costs", plot_costs())

if (requireNamespace("htmlwidgets", quietly = TRUE)) {
  draw("line-replay", plot(replay(line, static = c(0, 10, 100, 1000))))
  draw("flowers-replay", plot(replay(petals)))
  save_replay(replay(petals), file.path(folder, "flowers-replay.html"))
}

if (requireNamespace("ggplot2", quietly = TRUE)) {
  for (which in c("error", "coefficients", "fit", "surface")) {
    draw(paste0("ggplot-line-", which), print(ggplot2::autoplot(line, which)))
  }
  draw("ggplot-flowers-network", print(ggplot2::autoplot(flowers, "network")))
  draw("ggplot-flowers-boundary", print(ggplot2::autoplot(petals, "boundary")))
  draw("ggplot-neuron-boundary", print(ggplot2::autoplot(unit, "boundary")))
  draw("ggplot-curve-units", print(ggplot2::autoplot(curves[[3]], "units")))
}

if (requireNamespace("gifski", quietly = TRUE) || requireNamespace("magick", quietly = TRUE)) {
  animate(line, file.path(folder, "line-fit.gif"), frames = 15, width = 5, height = 3.5)
}
cat(length(list.files(folder)), "pictures in", folder, "\n")
