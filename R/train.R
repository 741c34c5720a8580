# settings -> plan -> kernel -> history: the only caller of the kernels that train. What goes in has been checked.

# A batch that holds every row is the full batch.
whole_batch <- function(settings, rows) {
  if (settings$batch >= rows) settings$batch <- 0
  settings
}

# The settings that a fit was made with, for other epochs.
training_settings <- function(hyper, epochs, progress) {
  optimizer <- hyper$optimizer
  l2 <- or_else(hyper$l2, 0)
  if (l2 > 0 && decays(optimizer)) {  # the decoupled decay takes its place
    optimizer <- with_decay(optimizer, l2)
    l2 <- 0
  }
  list(eta = hyper$eta, epochs = epochs, optimizer = optimizer,
       batch = or_else(hyper$batch_size, 0), shuffle = hyper$shuffle, tol = hyper$tol, record = hyper$record,
       progress = progress, patience = or_else(hyper$patience, Inf), l1 = or_else(hyper$l1, 0), l2 = l2,
       clip = or_else(hyper$clip, Inf))
}

or_else <- function(x, default) if (is.null(x)) default else x

no_memory <- matrix(0, 0, 0)

# Where training begins: nothing learnt, nothing remembered.
start_state <- function(theta) {
  list(theta = as.double(theta), gradient = numeric(length(theta)), error = NaN, objective = NaN,
       validation = Inf,
       memory = no_memory, steps = 0, best = numeric(), best_error = Inf, best_epoch = 0, best_since = 0)
}

# How many epochs lie between two recorded ones: the smallest power of two that keeps the numbers under a million. (A
# power of two, so that a resumed fit keeps the same epochs as one that was not interrupted.)
stride <- function(record, epochs, size) {
  if (is.numeric(record)) return(record)
  if (epochs * size <= 1e6) return(1)
  2^max(0, ceiling(log2(max(1, epochs * size / 1e6))))
}

# What the kernel is asked to do, from epoch `first` on. map, names: of the coefficients that are recorded; rates: one
# for all epochs or one per epoch.
training_plan <- function(problem, settings, size, first, names, map, penalised, learns, rates) {
  epochs <- settings$epochs
  record <- settings$record
  optimizer <- unclass(settings$optimizer)
  list(
    map = map, wrap = isTRUE(problem$wrap), first = first, epochs = epochs, eta = rates, batch = settings$batch,
    shuffle = settings$shuffle, tol = settings$tol,
    patience = if (is.finite(settings$patience)) settings$patience else 0,
    optimizer = optimizer$name, settings = kernel_settings(optimizer),
    penalised = if (is.null(penalised)) rep(1, size) else as.double(penalised),
    learns = if (is.null(learns)) numeric() else as.double(learns),
    l1 = settings$l1, l2 = settings$l2, clip = settings$clip,
    # without a record the two ends serve to judge whether the gradient has vanished
    every = if (isFALSE(record)) max(1, first + epochs) else stride(record, first + epochs, size),
    error_every = stride(if (isFALSE(record)) NULL else record, first + epochs, 1), names = names
  )
}

# problem: list(kind = "linear", r, z, rss_min, scale) or list(kind = "network", model, data, validation, wrap); or for
# rows in a database list(kind = "statements", run) with run(plan, state, ask) in place of the kernel.
train <- function(problem, settings, state, first, names = NULL, map = NULL, penalised = NULL, learns = NULL,
                  rates = expand_rate(settings$eta, first, settings$epochs)) {
  training <- training_plan(problem, settings, length(state$theta), first, names, map, penalised, learns, rates)
  kept <- !isFALSE(settings$record)
  if (!kept) training["names"] <- list(NULL)
  watch <- watch_training(first, settings$epochs, settings$progress)
  on.exit(watch$done())
  # R's own code, of the user's functions say, is not cut in two: only `ask` hears of an interrupt
  outcome <- suspendInterrupts(
    if (problem$kind == "linear") {
      kernel_train_linear(problem$r, problem$z, problem$rss_min, problem$scale, training, state, watch$ask)
    } else if (!is.null(problem$run)) {
      problem$run(training, state, watch$ask)
    } else {
      run_network(problem$model, problem$data, problem$validation, training, state, watch$ask)
    }
  )
  if (first == 0 && !is.finite(outcome$history$error[1])) {
    if (outcome$stop == "interrupted") interrupt()  # within the first forward pass: there is nothing to save
    stop_not_finite(outcome$history$error[1], state$theta)
  }
  random <- problem$kind == "network" && ((settings$batch > 0 && settings$shuffle) || problem$model$dropout > 0)
  if (random && is.null(outcome$state$seed)) outcome$state$seed <- generator()
  outcome$history$gradient_sizes <- ends_of(outcome$history$gradients)
  if (!kept) {
    for (part in c("coefficients", "gradients")) outcome$history[[part]] <- outcome$history[[part]][0, , drop = FALSE]
    outcome$history$epoch <- numeric()
  }
  outcome$every <- c(coefficients = if (kept) training$every else 0, error = training$error_every)
  outcome
}

# The first error is not finite, although the data are: their squares overflow, or what start values make of them.
stop_not_finite <- function(error, theta) {
  if (!isTRUE(max(abs(theta), 0) < 1e50)) {
    stop_argument("start", "where the error is finite", sprintf("where it is %s", format(error)))
  }
  stop(sprintf("the error at the start is %s: the response, the predictors or `weights` are so large that %s",
               format(error), "their squares overflow. Measure them in another unit."), call. = FALSE)
}

# The largest absolute entry of the first and of the last gradient.
ends_of <- function(gradients) {
  c(max(abs(gradients[1, ]), 0), max(abs(gradients[nrow(gradients), ]), 0))
}

run_network <- function(model, data, validation, training, state, ask) {
  kernel_train_network(model, data, validation, training, state, ask)
}

# What the kernel calls some times a second: `ask` returns TRUE where the person interrupts, and shows a progress bar
# when asked to and the run takes longer than a second. R's own handler catches the interrupt, so that it works in
# scripts, in notebooks and at the console alike. `done` clears the bar.
watch_training <- function(first, epochs, progress) {
  begun <- NULL
  bar <- NULL
  home <- environment()
  show <- function(epoch, error) {
    if (is.null(bar)) {
      bar <<- cli::cli_progress_bar(
        total = epochs, .envir = home, .auto_close = FALSE, extra = list(error = ""),
        format = paste0("Training {cli::pb_bar} epoch {cli::pb_current} of {cli::pb_total}{cli::pb_extra$error} ",
                        "{cli::pb_eta_str}")
      )
    }
    cli::cli_progress_update(set = epoch - first, extra = list(error = sprintf(", error %.5g,", error)), id = bar,
                             .envir = home)
  }
  list(
    ask = function(epoch, error) {
      tryCatch({
        allowInterrupts(hear_interrupt())
        now <- proc.time()[["elapsed"]]
        if (is.null(begun)) begun <<- now
        if (progress && now - begun > 1) show(epoch, error)
        FALSE
      }, interrupt = function(e) TRUE)
    },
    done = function() if (!is.null(bar)) cli::cli_progress_done(id = bar, .envir = home)
  )
}

# Runs `expr`, which trains and makes a fit of it. After an interrupt of training a second one would lose what the first
# has saved: it is heard when the fit is made, and then ends nothing more. Without a first one it does what it always
# does.
finish_whole <- function(expr) {
  fit <- NULL
  heard <- tryCatch({
    suspendInterrupts(fit <- expr)
    hear_interrupt()
    FALSE
  }, interrupt = function(e) TRUE)
  if (heard && (is.null(fit) || fit$stop != "interrupted")) interrupt()
  fit
}

# What R does at Ctrl-C.
interrupt <- function() {
  signalCondition(structure(class = c("interrupt", "condition"), list(message = "", call = NULL)))
  invokeRestart("abort")
}

# Where the generator stands after rows were shuffled, or units dropped, is part of a fit's state.
generator <- function(needed = FALSE) {
  there <- exists(".Random.seed", globalenv(), inherits = FALSE)
  if (needed && !there) stats::runif(1)
  if (needed || there) get(".Random.seed", globalenv())
}

# Runs `expr` with the generator as a fit left it; the user's own generator stays where it was.
with_generator <- function(seed, expr) {
  if (is.null(seed)) return(expr)
  old <- generator()
  on.exit(if (is.null(old)) rm(".Random.seed", envir = globalenv()) else assign(".Random.seed", old, globalenv()))
  assign(".Random.seed", seed, globalenv())
  expr
}

# Runs `expr` from that seed of R's default generators.
with_seed <- function(seed, expr) {
  with_generator(generator(needed = TRUE), {
    set.seed(seed, "Mersenne-Twister", "Inversion", "Rejection")
    expr
  })
}

# A kernel's history, joined to what had been learnt before.
read_history <- function(outcome, old = NULL) {
  if (is.null(old)) outcome$history else join_history(old, outcome$history, outcome$every)
}

# Keeps those epochs of the old history which an uninterrupted run would have kept. Epochs without a penalty, where it
# began or ended on the way, have the error as their objective.
join_history <- function(old, new, every) {
  if (length(old$objective) || length(new$objective)) {
    if (!length(old$objective)) old$objective <- old$error
    if (!length(new$objective)) new$objective <- new$error
  }
  begun <- new$error_epoch[1]
  kept <- old$error_epoch < begun & old$error_epoch %% every[["error"]] == 0
  new_kept <- new$error_epoch %% every[["error"]] == 0 | new$error_epoch == max(new$error_epoch)
  rows <- every[["coefficients"]] > 0 & old$epoch < begun & old$epoch %% max(1, every[["coefficients"]]) == 0
  new_rows <- new$epoch %% max(1, every[["coefficients"]]) == 0 | new$epoch == max(new$epoch, -Inf)
  joined <- function(name, a, b) c(old[[name]][a], new[[name]][b])
  stacked <- function(name) rbind(old[[name]][rows, , drop = FALSE], new[[name]][new_rows, , drop = FALSE])
  list(
    error_epoch = joined("error_epoch", kept, new_kept), error = joined("error", kept, new_kept),
    objective = if (length(new$objective)) joined("objective", kept, new_kept) else numeric(),
    validation = if (length(new$validation)) joined("validation", kept, new_kept) else numeric(),
    epoch = joined("epoch", rows, new_rows), coefficients = stacked("coefficients"), gradients = stacked("gradients"),
    gradient_sizes = c(old$gradient_sizes[1], new$gradient_sizes[2])
  )
}
