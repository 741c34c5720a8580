# Where the fits of grid_search() run: on the workers that the user has set up, else in this session. The first way that
# is set up is used. Only loaded packages are asked: workers of a package that is not loaded cannot have been set up.
#   ready: is it set up?     workers: how many there are     map: one(i) for each i, as a list, in order
worker_plans <- list(
  mirai = list(
    ready = function() isNamespaceLoaded("mirai") && mirai::status()$connections > 0,
    workers = function() mirai::status()$connections,
    map = function(tasks, one) mirai::collect_mirai(mirai::mirai_map(tasks, one), ".stop")
  ),
  future = list(
    ready = function() isNamespaceLoaded("future") && !inherits(future::plan(), "sequential"),
    workers = function() future::nbrOfWorkers(),
    map = function(tasks, one) {
      need_package("future.apply", "grid_search() on a plan of future")
      future.apply::future_lapply(tasks, one, future.seed = NULL)
    }
  ),
  parallel = list(
    ready = function() !is.null(getDefaultCluster()),
    workers = function() length(getDefaultCluster()),
    map = function(tasks, one) parLapplyLB(NULL, tasks, one)
  ),
  here = list(ready = function() TRUE, workers = function() 1, map = lapply)
)

# The tasks in rounds of a few for each worker: between them the progress is shown and an interrupt heard. One that is
# interrupted ends the rounds; what was not measured then is NULL.
run_tasks <- function(n, one, progress) {
  plan <- set_up()
  workers <- plan$workers()
  rounds <- split(seq_len(n), (seq_len(n) - 1) %/% (if (workers > 1) 4 * workers else 1))
  watch <- watch_training(0, n, progress)
  on.exit(watch$done())
  outcomes <- vector("list", n)
  for (round in rounds) {
    outcome <- tryCatch(plan$map(round, one), interrupt = function(e) NULL, error = function(e) {
      if (workers == 1) stop(e)  # what goes wrong in a fit is an outcome; of workers it is that one has died
      stop(sprintf("a worker was lost (%s): set up the workers again, or take them back to search without them.",
                   conditionMessage(e)), call. = FALSE)
    })
    whole <- !vapply(outcome, function(o) isTRUE(o$interrupted), NA)
    outcomes[round[seq_along(outcome)][whole]] <- outcome[whole]
    last <- if (length(outcome)) outcome[[length(outcome)]]$error else NA
    if (is.null(outcome) || !all(whole) || watch$ask(max(round), last)) break
  }
  outcomes
}

set_up <- function() {
  plan <- Find(function(plan) plan$ready(), worker_plans)
  has_descent <- function(i) requireNamespace("descent", quietly = TRUE)
  environment(has_descent) <- globalenv()  # the package's namespace could not be sent where descent is missing
  if (!plan$map(1, has_descent)[[1]]) {  # one answers for all: a plan may have any number of them
    stop("descent must be installed where the workers look for packages, .libPaths() there.", call. = FALSE)
  }
  plan
}
