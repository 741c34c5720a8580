# The fits of a grid search: the same model on some of the rows that the fit holds, measured on the others.

# The number of the fold of each row; with a validation share 1 for the rows left out, 0 for the others. The rows of
# each class are spread evenly over the folds, in random order.
draw_folds <- function(response, n, folds, validation) {
  order <- sample.int(n)
  classes <- row_classes(response$values, response$levels, response$codes)
  if (!is.null(classes)) order <- order[order(classes[order])]
  parts <- integer(n)
  if (is.null(validation)) {
    parts[order] <- rep_len(sample.int(folds), n)
  } else {
    count <- min(n - 1, max(1, round(validation * n)))
    parts[order[unique(round(seq(1, n, length.out = count)))]] <- 1
  }
  parts
}

# All that a worker needs to make the fit again: the verb's arguments by their values, and the model frame, one per
# formula that is tried.
search_recipe <- function(fit, frame, formulas, envir) {
  verb <- verb_of(fit)
  frames <- if (is.null(formulas)) list(with_factors(frame)) else
    lapply(formulas, formula_frame, fit = fit, frame = frame, envir = envir)
  if (!is.null(formulas)) for (other in frames) check_same_response(other, frame)
  list(verb = verb, arguments = search_arguments(fit, verb), about = data_fields(fit), contrasts = fit$contrasts,
       frames = frames, formulas = formulas)
}

# Errors of different responses cannot be compared.
check_same_response <- function(other, frame) {
  if (!is.data.frame(other)) return(invisible())
  has_response <- attr(attr(other, "terms"), "response") == 1
  if (has_response && isTRUE(all.equal(response_numbers(other), response_numbers(frame), tolerance = 1e-7))) {
    return(invisible())
  }
  stop_argument("formula", sprintf("formulas with the response of the fit (%s)", response_label(frame)),
                if (has_response) response_label(other) else "without one")
}

# The hyperparameters as the verb took them: what was left to us is left to us again.
search_arguments <- function(fit, verb) {
  hyper <- fit$hyperparameters
  given <- fit$call
  arguments <- c(hyper, list(allow_divergence = isTRUE(given$allow_divergence)))
  if (!"eta" %in% names(given) || identical(given$eta, "auto")) arguments["eta"] <- list(formals(verb)$eta)
  for (name in intersect(c("output", "cost"), names(hyper))) {
    if (!name %in% names(given)) arguments[name] <- list(eval(formals(verb)[[name]]))
  }
  if (is.list(hyper$activation) && !is.object(hyper$activation)) {
    same <- unique(vapply(hyper$activation, `[[`, "", "name"))
    if (length(same) == 1) arguments$activation <- hyper$activation[[1]]
  }
  arguments
}

# Text as factors, so that every part of the rows knows all levels.
with_factors <- function(frame) {
  for (j in which(vapply(frame, is.character, NA))) frame[[j]] <- factor(frame[[j]])
  frame
}

# The frame of another formula on the rows of the fit, or the error of one that the data do not fit. It needs the data
# themselves, which must still be there as they were.
formula_frame <- function(formula, fit, frame, envir) {
  home <- environment(fit$terms)
  data <- tryCatch(if (is.null(fit$call$data)) get_all_vars(formula, environment(formula)) else
    eval(fit$call$data, envir), error = identity)
  if (is.null(fit$call$data) && inherits(data, "error")) return(data)
  used <- match(rownames(frame), rownames(data))
  terms <- fit$terms
  same <- is.data.frame(data) && !anyNA(used) && isTRUE(all.equal(
    as.list(unclass(model.frame(terms, data[used, , drop = FALSE], na.action = stats::na.pass))),
    as.list(unclass(frame[seq_along(attr(terms, "variables")[-1])])), check.attributes = FALSE))
  if (!same) {
    stop("the data of the fit must still be there as they were, to try another `formula`: its rows cannot be found ",
         "again.", call. = FALSE)
  }
  other <- tryCatch(model.frame(stats::terms(formula, data = data), data[used, , drop = FALSE],
                                na.action = stats::na.pass), error = identity)
  if (inherits(other, "error")) return(other)
  own <- intersect(c("(weights)", "(offset)"), names(frame))
  other[own] <- frame[own]
  if (is.null(environment(attr(other, "terms")))) environment(attr(other, "terms")) <- home
  with_factors(other)
}

# Some rows of a frame; rows with missing values are left out.
frame_part <- function(frame, rows) {
  part <- frame_rows(frame, which(rows), attr(frame, "terms"))
  if (!anyNA(unclass(part), recursive = TRUE)) return(part)
  frame_rows(part, which(stats::complete.cases(part)), attr(frame, "terms"))
}

# The i-th fit of the search, with no more around it than it needs: all that stands here travels to the workers.
search_task <- function(recipe, values, grid, tasks, parts, seed) {
  function(i) {
    changed <- combination(values, grid, tasks$combination[i])
    changed$formula <- grid$formula[tasks$combination[i]]
    fit_and_measure(recipe, changed, parts == tasks$fold[i], seed + tasks$fold[i])
  }
}

# The fit by a recipe on some of its rows, with other arguments; `formula` is the number of one that is tried.
fit_recipe <- function(recipe, changed, rows, progress = FALSE) {
  frame <- recipe_frame(recipe, changed)
  arguments <- replace(recipe$arguments, names(changed), changed)
  hyper <- hyper_from(recipe$verb, arguments)
  contrasts <- if ("contrasts" %in% names(changed)) changed$contrasts else recipe$contrasts
  about <- recipe$about
  about$validation_rows <- NULL
  # what a warning says of the fit names its own formula
  if (!is.null(changed$formula)) about$call$formula <- recipe$formulas[[changed$formula]]
  settings <- training_settings(hyper, hyper$epochs, progress)
  spec <- model_spec(recipe$verb, hyper, settings, frame_part(frame, rows), contrasts, about)
  if (is.null(hyper$restarts)) fit_model(spec, about, allow_divergence = arguments$allow_divergence) else
    fit_restarts(spec, about)
}

# The hyperparameters from all of a verb's arguments, in a list.
hyper_from <- function(verb, arguments) choose_hyper(verb, formals(verb), names(arguments), arguments)

# Stops before any work at a value that no combination can have, whatever the data are.
check_tried <- function(recipe, values, grid) {
  refused <- vapply(seq_len(nrow(grid)), function(i) {
    arguments <- replace(recipe$arguments, names(values), combination(values, grid, i))
    tryCatch({
      suppressWarnings(hyper_from(recipe$verb, arguments))
      ""
    }, error = conditionMessage)
  }, "")
  for (name in intersect(names(values), names(hyper_rows[[recipe$verb]]))) for (at in seq_along(values[[name]])) {
    said <- refused[grid[[name]] == at]
    if (all(said != "")) stop(said[1], mixed_hint(values[[name]], name), call. = FALSE)
  }
}

# The values in row i of the grid.
combination <- function(values, grid, i) Map(function(v, at) v[[at]], values, grid[i, , drop = FALSE])

# c("auto", 0.1) is text.
mixed_hint <- function(values, name) {
  text <- Filter(is_number_text, values)
  if (!length(text) || length(values) < 2) return("")
  sprintf(" c() makes text of numbers beside text; write list(\"%s\", %s).",
          c(setdiff(unlist(values), unlist(text)), text[[1]])[1], text[[1]])
}

# What else may be tried: what each value must be, and whether it is.
tried_kinds <- list(
  formula = list(must = "formulas, in a list where there are several, as list(y ~ x, y ~ log(x))",
                 ok = function(v) inherits(v, "formula")),
  contrasts = list(must = "lists, as list(list(x = \"contr.sum\"), list(x = \"contr.treatment\"))",
                   ok = function(v) is.null(v) || is.list(v)),
  allow_divergence = list(must = "TRUE or FALSE", ok = function(v) isTRUE(v) || isFALSE(v)),
  start = list(must = "numbers, in lists where they are several for a fit", ok = function(v) {
    is.null(v) || is.numeric(v) || (is.list(v) && all(vapply(v, is.numeric, NA)))
  })
)

check_kinds <- function(values, name) {
  kind <- tried_kinds[[name]]
  for (value in if (!is.null(kind)) values) if (!kind$ok(value)) stop_argument(name, kind$must, describe(value))
}

recipe_frame <- function(recipe, changed) {
  frame <- recipe$frames[[if (is.null(changed$formula)) 1 else changed$formula]]
  if (inherits(frame, "error")) stop(conditionMessage(frame), call. = FALSE)
  frame
}

fit_and_measure <- function(recipe, changed, held_out, seed) {
  problem <- ""
  interrupted <- FALSE
  measured <- tryCatch(
    withCallingHandlers({
      changed["record"] <- list(FALSE)
      fit <- with_seed(seed, fit_recipe(recipe, changed, !held_out))
      interrupted <- "interrupted" %in% c(fit$stop, fit$restarts$stop)
      c(measure_fit(fit, frame_part(recipe_frame(recipe, changed), held_out)), training = fit$error)
    }, warning = function(w) {
      if (problem == "") problem <<- conditionMessage(w)
      invokeRestart("muffleWarning")
    }),
    error = function(e) {
      problem <<- conditionMessage(e)
      c(error = NA_real_, rmse = NA_real_, accuracy = NA_real_, training = NA_real_)
    }
  )
  data.frame(as.list(measured), problem = problem, interrupted = interrupted)
}

# The fit's cost on the rows of a frame, and a measure that does not depend on the cost.
measure_fit <- function(fit, frame) {
  output <- output_activation(fit)
  cost <- fit$hyperparameters$cost
  response <- read_response(frame)
  d <- unname(measured_target(fit, response))
  design <- read_design(frame, fit$contrasts)
  offset <- read_offset(frame)
  y <- unname(output_values(fit, design, offset))
  z <- unname(output_values(fit, design, offset, link = TRUE))
  weights <- weighted_by_trials(read_weights(frame), if (counts_successes(fit)) rowSums(response$values))
  if (is.null(weights)) weights <- rep(1, nrow(d))
  total <- sum(weights)
  classes <- !is.null(fit$levels)
  right <- if (classes) class_number(d) == class_number(y)
  c(error = cost_value(cost, output, d, y, z, weights),
    rmse = if (classes) NA else sqrt(sum(weights * (d - y)^2) / total / ncol(y)),
    accuracy = if (classes) sum(weights * right) / total else NA)
}

# The targets of rows that may lack a class.
measured_target <- function(fit, response) {
  if (is.null(fit$levels)) {
    y <- if (counts_successes(fit)) counts_share(response$values) else response$values
    return(matrix(plain_numbers(y), NROW(y)))
  }
  codes <- match(response$levels[response$codes], fit$levels)
  target_matrix(list(levels = fit$levels, codes = codes), list(joint = NCOL(fit$fitted.values) > 1))
}
