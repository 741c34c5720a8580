# Start weights are drawn in every fit, so that the generators must agree too.
searched <- function() {
  set.seed(1)
  fit <- ann(mpg ~ wt + hp, mtcars, hidden = 2, epochs = 10)
  set.seed(5)
  state <- .Random.seed
  search <- grid_search(fit, eta = 0.01, hidden = list(2, c(3, 2)), clip = c(Inf, 1),
                        optimizer = c("adam", "lbfgs"), folds = 3)
  expect_identical(.Random.seed, state)
  as.data.frame(search)
}

# Which plan is taken, and that the search on it is that of one R alone.
expect_same_on <- function(plan) {
  taken <- Filter(function(name) worker_plans[[name]]$ready(), names(worker_plans))
  expect_identical(taken, c(plan, "here"))
  expect_gt(worker_plans[[plan]]$workers(), 1)
  elsewhere <- unlist(worker_plans[[plan]]$map(1:3, function(i) Sys.getpid()))
  expect_false(Sys.getpid() %in% elsewhere)
  expect_identical(searched(), alone)
}

skip_on_cran()
alone <- searched()

# A cluster that is the default one until it ends; a worker of it may have died by then.
default_cluster <- function(workers) {
  cluster <- parallel::makeCluster(workers)
  parallel::setDefaultCluster(cluster)
  cluster
}

end_default <- function(cluster) {
  parallel::setDefaultCluster(NULL)
  try(parallel::stopCluster(cluster), silent = TRUE)
}

test_that("without workers the search runs here", {
  expect_true(worker_plans$here$ready())
  expect_false(any(vapply(worker_plans[names(worker_plans) != "here"], function(plan) plan$ready(), NA)))
  expect_match(alone$problem[8], "`clip` must be Inf with the optimizer \"lbfgs\"")
})

test_that("the daemons of mirai give the same result", {
  skip_if_absent("mirai")
  mirai::daemons(2)
  on.exit(mirai::daemons(0))
  expect_same_on("mirai")
})

test_that("a plan of future gives the same result", {
  skip_if_absent("future.apply")
  old <- future::plan(future::multisession, workers = 2)
  on.exit(future::plan(old))
  expect_same_on("future")
})

test_that("a default cluster of parallel gives the same result, whatever its generator", {
  cluster <- default_cluster(2)
  on.exit(end_default(cluster))
  parallel::clusterSetRNGStream(cluster, 1)
  expect_same_on("parallel")
})

test_that("workers without descent are named, not waited for", {
  cluster <- default_cluster(1)
  on.exit(end_default(cluster))
  parallel::clusterCall(cluster, function() assign(".lib.loc", character(), environment(.libPaths)))
  parallel::clusterEvalQ(cluster, try(unloadNamespace("descent"), silent = TRUE))
  expect_error(set_up(), "descent must be installed where the workers look for packages")
})

test_that("a worker that dies in a fold ends the search, in plain words", {
  cluster <- default_cluster(2)
  on.exit(end_default(cluster))
  here <- Sys.getpid()
  # the rate is asked for where the fold is fitted; this session is never ended
  fit <- gd_lm(mpg ~ wt, mtcars, scaling = "standardize", eta = 0.1, epochs = 3)
  deadly <- function(epoch) {
    if (Sys.getpid() != here) tools::pskill(Sys.getpid(), tools::SIGKILL)
    0.1
  }
  environment(deadly) <- list2env(list(here = here), parent = globalenv())
  said <- tryCatch(grid_search(fit, eta = list(0.1, deadly), folds = 3, progress = FALSE), error = conditionMessage)
  expect_match(said, "^a worker was lost [(].+[)]: set up the workers again, or take them back to search without them.$")
  parallel::setDefaultCluster(NULL)
  expect_s3_class(grid_search(fit, eta = c(0.1, 0.2), folds = 3, progress = FALSE), "grid_search")
})
