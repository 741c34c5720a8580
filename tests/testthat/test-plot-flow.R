test_that("forward the units have the values of predict(), backward deltas that add up to the biases' gradient", {
  set.seed(1)
  data <- data.frame(a = rnorm(20, 5, 3), b = rnorm(20))
  data$y <- data$a - data$b + rnorm(20)
  data$class <- factor(ifelse(data$y > 5, "high", "low"))
  data$three <- factor(findInterval(data$y, c(3, 6)))
  fits <- list(
    ann(y ~ a + b, data, hidden = c(3, 2), epochs = 10, progress = FALSE),
    ann(y ~ a + b, data, hidden = 3, scaling = "none", eta = 0.001, epochs = 10, progress = FALSE),
    ann(cbind(y, b) ~ a, data, hidden = 2, scaling = "whiten", epochs = 10, progress = FALSE),
    ann(class ~ a + b, data, hidden = 2, epochs = 10, progress = FALSE),
    ann(three ~ a + b, data, hidden = 2, epochs = 10, progress = FALSE),
    neuron(class ~ a + b, data, cost = "cross_entropy", scaling = "standardize", epochs = 10, progress = FALSE),
    gd_lm(y ~ a + b, data, scaling = "whiten", eta = 0.1, epochs = 10, progress = FALSE)
  )
  for (fit in fits) {
    for (epoch in c(0, 10)) {
      flows <- lapply(1:20, function(row) flow_values(fit, epoch, row))
      moment <- at_epoch(fit, epoch)
      last <- flows[[7]]$layer == max(flows[[7]]$layer)
      expect_equal(flows[[7]]$value[last], as.vector(as.matrix(predict(moment, data))[7, ]))
      hidden <- !last & flows[[7]]$layer > 0
      if (any(hidden)) expect_equal(flows[[7]]$value[hidden], unname(predict(moment, data, type = "units")[7, ]))
      expect_equal(flows[[7]]$value[flows[[7]]$layer == 0], unlist(data[7, flows[[7]]$unit[flows[[7]]$layer == 0]]),
                   ignore_attr = TRUE)
      total <- Reduce(`+`, lapply(flows, `[[`, "delta"))[flows[[7]]$layer > 0]
      gradient <- gradient_history(fit)
      biases <- grepl("(Intercept)", names(gradient), fixed = TRUE)
      expect_equal(total, unlist(gradient[gradient$epoch == epoch, biases]), ignore_attr = TRUE, tolerance = 1e-6)
    }
  }
})

test_that("the diagram shows the flow, and lines what they pass on", {
  set.seed(1)
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 10, progress = FALSE)
  picture <- drawn(net <- plot_network(fit, what = "forward", row = 3))
  w <- coef(fit)$hidden1
  line <- function(net, from, to) net$lines$value[net$lines$from == from & net$lines$to == to]
  expect_equal(line(net, "wt", "h2"), mtcars$wt[3] * w["wt", "h2"])
  expect_true(number_text(mtcars$wt[3]) %in% picture$words$text)
  expect_true(any(grepl("row 3 of 32", picture$words$text)))
  back <- off_screen(plot_network(fit, what = "backward", row = 3))
  delta <- back$units$delta[back$units$unit == "h2"]
  expect_equal(line(back, "wt", "h2"), delta * w["wt", "h2"])
  expect_error(plot_network(fit, what = "sideways"), "`what` must be one of")
  expect_error(plot_network(fit, what = "forward", row = 33), "`row` must be one whole number from 1 to 32")
  expect_error(plot_network(fit, what = "forward", epoch = 11), "`epoch` must be a recorded epoch")
  mazur <- oracle_mazur()
  one <- ann(mazur$d ~ mazur$x, hidden = 2, activation = "sigmoid", output = "sigmoid", cost = "half_sse",
             bias = "fixed", start = mazur$weights, scaling = "none", eta = 0.5, optimizer = "gd", epochs = 1,
             progress = FALSE)
  shown <- flow_values(one, 0, 1)
  expect_equal(shown$value[shown$layer == 1], mazur$hidden, tolerance = 1e-8)
  expect_equal(shown$value[shown$layer == 2], mazur$y, tolerance = 1e-8)
  expect_equal(shown$delta[shown$layer == 2][1], 0.138498562, tolerance = 1e-8)  # Mazur's own number
})
