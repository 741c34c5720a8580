test_that("every weight of a network is a line, every unit a place", {
  set.seed(1)
  fit <- ann(Species ~ ., iris, hidden = c(4, 2), epochs = 10, progress = FALSE)
  picture <- drawn(net <- plot_network(fit, values = FALSE))
  expect_identical(nrow(net$lines), 5L * 4L + 5L * 2L + 3L * 3L)
  expect_equal(net$lines$value, unlist(lapply(coef(fit), function(w) as.vector(rbind(w[-1, , drop = FALSE], w[1, ]))),
                                       use.names = FALSE))
  expect_identical(sum(net$units$bias), 3L)
  expect_identical(as.vector(table(net$units$layer[!net$units$bias])), c(4L, 4L, 2L, 3L))
  expect_true(all(c(names(iris)[1:4], levels(iris$Species), "h1", "inputs", "softmax") %in% picture$words$text))
  expect_identical(picture$lines, nrow(net$lines) + 3L)  # and three in the legend
  expect_true(all(net$lines$width >= 0 & net$lines$width <= 1))
  expect_identical(anyDuplicated(net$units[c("x", "y")]), 0L)
})

test_that("an epoch's weights and its gradient are shown", {
  fit <- picture_line(epochs = 10)
  expect_equal(off_screen(plot_network(fit, epoch = 0))$lines$value, c(1, 1))
  shown <- off_screen(plot_network(fit, epoch = 3, colour = "gradient"))$lines
  expect_equal(shown$value, unlist(gradient_history(fit)[4, c("x", "(Intercept)")]), ignore_attr = TRUE)
  expect_equal(off_screen(plot_network(fit, colour = "gradient"))$lines$value[1], tail(gradient_history(fit)$x, 1))
})

test_that("the numbers on the lines are the weights", {
  gate <- oracle_gate()
  fit <- neuron(d ~ x1 + x2, gate$data, bias = gate$bias, start = gate$start, eta = gate$eta, epochs = gate$epochs,
                progress = FALSE)
  picture <- drawn(net <- plot_network(fit))
  expect_equal(net$lines$value, c(gate$coefficients, gate$bias))
  expect_true(all(c("6.11", "0.204", "-3", "x1", "x2", "d") %in% picture$words$text))
})

test_that("widths compare inputs in different units", {
  fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten", eta = 1, epochs = 5, progress = FALSE)
  net <- off_screen(plot_network(fit))$lines
  size <- abs(coef(lm(mpg ~ wt + hp, mtcars))[2:3]) * c(sd(mtcars$wt), sd(mtcars$hp))
  expect_equal(net$width[1:2], unname(size / max(size)))
})

test_that("wide layers are collapsed, with a note", {
  set.seed(1)
  wide <- data.frame(matrix(rnorm(30 * 40), 30))
  wide$y <- rnorm(30)
  fit <- ann(y ~ ., wide, hidden = 200, epochs = 2, progress = FALSE)
  picture <- drawn(net <- plot_network(fit))
  expect_true(any(grepl("29 of the 40 inputs drawn; 29 of the 200 units drawn", picture$words$text)))
  expect_identical(nrow(net$lines), 30L * 29L + 30L)
  last <- net$lines$value[net$lines$layer == 1 & net$lines$from == "X40" & net$lines$to == "h200"]
  expect_identical(last, coef(fit)$hidden1["X40", "h200"])
  expect_identical(nrow(off_screen(plot_network(fit, most = 200))$lines), 41L * 200L + 201L)
})

test_that("models without inputs, without biases and without a record are drawn", {
  expect_identical(nrow(off_screen(plot_network(gd_lm(mpg ~ 1, mtcars, epochs = 2, progress = FALSE)))$lines), 1L)
  set.seed(1)
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 2, bias = "none", epochs = 2, record = FALSE, progress = FALSE)
  expect_identical(nrow(off_screen(plot_network(fit))$lines), 6L)
  expect_error(off_screen(plot_network(fit, colour = "gradient")), "refit it with update")
  expect_error(off_screen(plot_network(fit, epoch = 1)), "refit it with update")
  expect_error(plot_network(fit, colour = "weigth"), "did you mean \"weight\"")
})
