# Training by statements: the compiled loop sees a network without inputs, whose outputs are its coefficients, and a
# cost that asks the database.
statement_problem <- function(slopes, map) {
  list(kind = "statements", run = function(training, state, ask) {
    asked <- asked_costs(slopes, map)
    size <- length(state$theta)
    cost <- list(own = TRUE, value = function(d, y) c(asked$at(as.vector(y))$error * size, numeric(size - 1)),
                 slope = function(d, y) asked$at(as.vector(y))$gradient * size)
    model <- list(units = c(0, size), bias = TRUE, activations = list(for_kernel(linear_activation)), cost = cost,
                  dropout = 0)
    data <- kernel_data(list(), as.list(numeric(size)), NULL, NULL, 1)
    go <- function(epochs) {
      training$epochs <- epochs
      if (length(training$eta) > 1) training$eta <- training$eta[seq_len(max(1, epochs))]
      tryCatch(run_network(model, data, NULL, training, state, ask),
               error = function(e) if (asked$stopped()) NULL else stop(conditionMessage(e), call. = FALSE))
    }
    outcome <- go(training$epochs)
    done <- asked$count()
    # what had been learnt before the interrupt is found again in what was asked, without a statement
    while (is.null(outcome) && done > 0) {
      asked$replay()
      done <- done - 1
      outcome <- go(done)
      if (!is.null(outcome)) outcome$stop <- "interrupted"
    }
    if (is.null(outcome)) stop("training was interrupted before its first epoch.", call. = FALSE)
    slopes$passes(asked$count())
    outcome
  })
}

# Cost and gradient by the coefficients of training, asked once for each.
asked_costs <- function(slopes, map) {
  known <- list()
  stopped <- FALSE
  replay <- FALSE
  at <- function(u) {
    last <- length(known)
    for (i in if (replay) seq_len(last) else if (last) last) if (identical(known[[i]]$u, u)) return(known[[i]])
    if (replay) {
      stopped <<- TRUE
      stop("interrupted")
    }
    found <- tryCatch(allowInterrupts(slopes$evaluate(map_apply(map, u))), interrupt = function(i) {
      stopped <<- TRUE
      stop("interrupted")
    })
    found$u <- u
    found$gradient <- map_pullback(map, found$gradient)
    known[[last + 1]] <<- found
    found
  }
  list(at = at, count = function() length(known), stopped = function() stopped, replay = function() {
    replay <<- TRUE
    stopped <<- FALSE
  })
}
