# Parts of the rows: what is held out, and that every class is in every part that can have it.

test_that("rows held out come from every class, and none is left without rows to learn from", {
  set.seed(1)
  data <- data.frame(x = rnorm(60), class = rep(c("a", "b", "c", "d"), c(30, 22, 7, 1)), bit = rep(0:1, c(55, 5)))
  for (share in c(0.1, 0.5, 0.9)) {
    for (seed in 1:5) {
      fit <- oracle_with_seed(seed, ann(class ~ x, data, hidden = 2, epochs = 1, validation = share))
      held <- table(data$class)[] * 0
      seen <- table(factor(data$class[fit$validation_rows], names(held)))
      all <- c(table(data$class))
      expect_true(all(seen <= all - 1), label = sprintf("share %s leaves every class to learn from", share))
      expect_true(all(abs(seen - share * all) <= 1 | seen == all - 1), label = sprintf("share %s", share))
      fit <- oracle_with_seed(seed, ann(bit ~ x, data, hidden = 2, epochs = 1, validation = share))
      ones <- sum(data$bit[fit$validation_rows])
      expect_true(ones <= 4 && abs(ones - share * 5) <= 1, label = sprintf("bits, share %s", share))
    }
  }
  # as many as asked for; numbers are drawn as ever
  fit <- oracle_with_seed(3, ann(Species ~ ., iris, epochs = 1, validation = 0.3))
  expect_identical(c(table(iris$Species[fit$validation_rows])), c(setosa = 15L, versicolor = 15L, virginica = 15L))
  expect_identical(descent:::draw_validation(10, 0.25, rep(1:2, 5)) %in% 1:10, c(TRUE, TRUE))
  numbers <- oracle_with_seed(3, ann(mpg ~ wt, mtcars, epochs = 1, validation = 0.25, start = 0.1))
  expect_identical(numbers$validation_rows, oracle_with_seed(3, sort(sample.int(32, 8))))
  expect_error(ann(dist ~ speed, cars[1, ], validation = 0.5, epochs = 1), "leaves a row to train on")
})
