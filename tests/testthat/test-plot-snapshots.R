# Three pictures to the last mark; what all of them draw is tested in their own files.
snapshot_picture <- function(name, draw) {
  skip_on_cran()
  skip_if_absent("vdiffr")
  vdiffr::expect_doppelganger(name, draw)
}

test_that("the error curve and the paths of a line look as they did", {
  line <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60, progress = FALSE)
  snapshot_picture("error of a line", function() plot(error_history(line)))
  snapshot_picture("coefficients of a line", function() plot(coef_history(line)))
})

test_that("the diagram of a network looks as it did", {
  start <- list(matrix(c(0.1, 0.5, -0.7, 0.2, -0.4, 0.9), 3), matrix(c(0.2, 1, -1), 3))
  network <- ann(mpg ~ wt + hp, mtcars, hidden = 2, start = start, epochs = 0, scaling = "none", progress = FALSE)
  snapshot_picture("network", function() plot_network(network))
})
