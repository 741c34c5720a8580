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

# Where training begins: nothing learnt, nothing remembered.
start_state <- function(theta) {
  list(theta = as.double(theta), gradient = numeric(length(theta)), error = NaN, validation = Inf,
       memory = matrix(0, 0, 0), steps = 0, best = numeric(), best_error = Inf, best_epoch = 0)
}

# The distance of two recorded epochs: the smallest power of two that keeps the numbers under a million, so that a fit
# that is resumed keeps the same epochs as one that was not interrupted.
stride <- function(record, epochs, size) {
  if (is.numeric(record)) return(record)
  2^max(0, ceiling(log2(max(1, epochs * size / 1e6))))
}

# What the kernel is asked to do, from epoch `first` on. map, names: of the coefficients that are recorded; rates: one
# for all epochs or one per epoch.
training_plan <- function(problem, settings, size, first, names, map, penalised, learns, rates) {
  epochs <- settings$epochs
  record <- settings$record
  list(
    map = map, wrap = isTRUE(problem$wrap), first = first, epochs = epochs, eta = rates, batch = settings$batch,
    shuffle = settings$shuffle, tol = settings$tol,
    patience = if (is.finite(settings$patience)) settings$patience else 0,
    optimizer = settings$optimizer$name, settings = kernel_settings(settings$optimizer),
    penalised = if (is.null(penalised)) rep(1, size) else as.double(penalised),
    learns = if (is.null(learns)) numeric() else as.double(learns),
    l1 = settings$l1, l2 = settings$l2, clip = settings$clip,
    every = if (isFALSE(record)) 0 else stride(record, first + epochs, size),
    error_every = stride(if (isFALSE(record)) NULL else record, first + epochs, 1), names = names
  )
}

# problem: list(kind = "linear", r, z, rss_min, scale) or list(kind = "network", model, data, validation, wrap); or for
# rows in a database list(kind = "statements", run) with run(plan, state, ask) in place of the kernel.
train <- function(problem, settings, state, first, names = NULL, map = NULL, penalised = NULL, learns = NULL,
                  rates = expand_rate(settings$eta, first, settings$epochs)) {
  training <- training_plan(problem, settings, length(state$theta), first, names, map, penalised, learns, rates)
  if (training$every == 0) training["names"] <- list(NULL)
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
    stop_argument("start", "where the error is finite", sprintf("where it is %s", format(outcome$history$error[1])))
  }
  random <- problem$kind == "network" && ((settings$batch > 0 && settings$shuffle) || problem$model$dropout > 0)
  if (random && is.null(outcome$state$seed)) outcome$state$seed <- generator()
  outcome$every <- c(coefficients = training$every, error = training$error_every)
  outcome
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

# Of the old history stays what an uninterrupted run would have kept.
join_history <- function(old, new, every) {
  begun <- new$error_epoch[1]
  kept <- old$error_epoch < begun & old$error_epoch %% every[["error"]] == 0
  new_kept <- new$error_epoch %% every[["error"]] == 0 | new$error_epoch == max(new$error_epoch)
  rows <- every[["coefficients"]] > 0 & old$epoch < begun & old$epoch %% max(1, every[["coefficients"]]) == 0
  new_rows <- new$epoch %% max(1, every[["coefficients"]]) == 0 | new$epoch == max(new$epoch, -Inf)
  joined <- function(name, a, b) c(old[[name]][a], new[[name]][b])
  stacked <- function(name) rbind(old[[name]][rows, , drop = FALSE], new[[name]][new_rows, , drop = FALSE])
  list(
    error_epoch = joined("error_epoch", kept, new_kept), error = joined("error", kept, new_kept),
    validation = if (length(new$validation)) joined("validation", kept, new_kept) else numeric(),
    epoch = joined("epoch", rows, new_rows), coefficients = stacked("coefficients"), gradients = stacked("gradients")
  )
}

# Warnings that say what stopped training and what to do. asked: the epochs asked for in all; rate: of the epoch at
# which training diverged.
warn_stop <- function(fit, asked, tol, rate, remedy) {
  text <- switch(fit$stop,
    interrupted = sprintf("training was interrupted after epoch %s of %s; %s", format(fit$epochs), format(asked),
                          "the fit is what was learnt until then, and resume(fit, epochs) goes on."),
    diverged = sprintf("training diverged at epoch %s with eta = %s; the fit is the last finite one, after epoch %s. %s",
                       format(fit$epochs + 1), format(rate, digits = 4), format(fit$epochs), remedy),
    epochs = if (tol > 0) {
      sprintf("the gradient is still larger than tol = %s after %s epochs; resume(fit, epochs) goes on.", format(tol),
              format(fit$epochs))
    })
  if (!is.null(text)) warning(text, call. = FALSE)
}
