#' One update, written out
#'
#' One step of training as a person would do it on paper: the forward pass unit by unit, the error, the deltas layer by
#' layer with the factors of the chain rule, every weight's gradient, and old weight, step, new weight by the
#' optimizer's rule. Linear models and neurons are networks without hidden layers and read alike.
#'
#' With `scaling` other than `"none"` training works on scaled columns, and so does the step that is shown. What the
#' optimizer remembers at that step is found by running the compiled training again up to there.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()], trained on all rows at once.
#' @param epoch Which step, one whole number: step e leads from the coefficients after e - 1 epochs to those after e.
#' @param row NULL: tables of all rows (a few of them printed); or the number of one row used in the fit, whose
#'   arithmetic is written out in full. With a single row that is the default.
#' @param format `"text"` for the console, `"markdown"` or `"latex"` for a knitted page, where the result of a chunk
#'   appears as formulas and tables.
#' @param x What `explain_step()` returned.
#' @param ... Not used.
#' @return A data frame of class `"explained_step"`, a row a coefficient: `layer`, `from`, `to`, `old`, `gradient`, what
#'   the optimizer remembers of it after the step, `new`. It prints as the whole explanation. The attribute `pass` is a
#'   list of the matrices (rows x units) `z`, `a` and `delta`, one a layer, and the `error`.
#' @section Errors: Mini-batches are refused, since an epoch is then many steps; so is dropout, where units go missing
#'   at random. An epoch beyond the last one is refused.
#' @references Rumelhart, Hinton & Williams (1986), Nature 323, 533-536; Bishop (2006), *Pattern Recognition and Machine
#'   Learning*, section 5.3.
#' @seealso [check_gradient()], [as_r_code()], [optimizers] for the rules
#' @examples
#' truth <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
#' fit <- neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 10)
#' explain_step(fit)
#' explain_step(fit, epoch = 2, row = 4)
#' @export
explain_step <- function(fit, epoch = 1, row = NULL, format = "text") {
  check_fit(fit, "explain_step")
  check_choice(format, "format", c("text", "latex", "markdown"))
  opened <- open_fit(fit, "explain_step")
  if (opened$settings$batch > 0) {
    stop("explain_step() explains one step on all rows, but with `batch_size` an epoch is many steps: ",
         "refit with update(fit, batch_size = NULL).",
         call. = FALSE)
  }
  n <- nrow(opened$x)
  epoch <- check_number(epoch, "epoch",
                        sprintf("one whole number from 1 to %s, the epochs of the fit", format(fit$epochs)),
                        function(x) x >= 1 && x <= fit$epochs && x == round(x))
  if (is.null(row) && n == 1) row <- 1
  if (!is.null(row)) {
    row <- check_number(row, "row", sprintf("NULL or one whole number from 1 to %d", n),
                        function(x) x >= 1 && x <= n && x == round(x))
  }
  state <- state_after(opened, epoch - 1)
  layers <- as_layers(state$theta, opened$start)
  pass <- written_pass(opened, layers)
  step <- written_step(opened, state, pass, epoch)
  labels <- lapply(layers, function(w) expand.grid(from = rownames(w), to = colnames(w), stringsAsFactors = FALSE))
  table <- data.frame(layer = rep(names(layers), lengths(layers)), do.call(rbind, unname(labels)), old = state$theta,
                      gradient = step$gradient, step$remembered, new = step$new)
  structure(table, pass = pass[c("z", "a", "delta", "error")], format = format,
            class = c("explained_step", "data.frame"),
            pages = explanation(fit, opened, layers, pass, step, table, epoch, row))
}

# Forward and backward pass by the expressions of the choices.
written_pass <- function(o, layers) {
  depth <- length(layers)
  inputs <- z <- a <- slope <- delta <- back <- gradient <- vector("list", depth)
  at <- o$x
  for (l in seq_len(depth)) {
    inputs[[l]] <- if (o$bias) cbind("(Intercept)" = 1, at) else at
    z[[l]] <- inputs[[l]] %*% layers[[l]]
    if (l == depth) z[[l]] <- z[[l]] + sum_of(o$fixed, 0) + if (is.null(o$offset)) 0 else o$offset
    f <- o$activations[[l]]
    a[[l]] <- at <- like(z[[l]], run_code(f, f$code$value, list(z = z[[l]])))
    if (!f$joint) slope[[l]] <- like(z[[l]], run_code(f, f$code$slope, list(z = z[[l]], a = a[[l]])))
  }
  ratio <- if (is.null(o$ratio)) 1 else rep(o$ratio, each = nrow(o$x))
  y <- a[[depth]] * ratio
  weight <- if (is.null(o$weights)) 1 else o$weights
  cost <- cost_at_output(o$cost, f)
  factor <- share_of(cost, if (is.null(o$weights)) nrow(o$x) else sum(o$weights), ncol(y))
  run <- function(code) run_code(o$cost, code, list(d = o$y, y = y, z = z[[depth]]))
  error <- factor * sum(weight * run(cost$loss))
  if (cost$fused) {
    delta[[depth]] <- factor * weight * run(cost$delta)
  } else {
    back[[depth]] <- factor * weight * run(cost$slope)
    delta[[depth]] <- ratio * if (f$joint) run_code(f, f$code$backward, list(a = y, up = back[[depth]])) else
      back[[depth]] * slope[[depth]]
  }
  for (l in rev(seq_len(depth))) {
    gradient[[l]] <- crossprod(inputs[[l]], delta[[l]])
    if (l == 1) break
    w <- layers[[l]]
    back[[l - 1]] <- delta[[l]] %*% t(if (o$bias) w[-1, , drop = FALSE] else w)
    delta[[l - 1]] <- back[[l - 1]] * slope[[l - 1]]
  }
  list(inputs = inputs, z = z, a = a, y = y, slope = slope, back = back, delta = delta, error = error,
       factor = factor, gradient = unlist(lapply(gradient, as.vector), use.names = FALSE))
}

# Numbers in the shape of z: a constant for all of them, or one for each.
like <- function(z, x) replace(z, TRUE, as.vector(x))

# Gradient with its penalties, the optimizer's memory after the step, and the new coefficients.
written_step <- function(o, state, pass, epoch) {
  settings <- o$settings
  w <- state$theta
  g <- pass$gradient + settings$l2 * o$penalised * w + settings$l1 * sign(o$penalised * w)
  if (!is.null(o$learns)) g[o$learns == 0] <- 0
  shorten <- min(1, settings$clip / sqrt(sum(g^2)))
  eta <- expand_rate(settings$eta, epoch - 1, 1)
  rule <- rule_of(settings$optimizer)
  if (rule$search) {  # what the compiled search found
    after <- state_after(o, epoch)
    direction <- after$memory[, 1]
    longest <- which.max(abs(direction))
    moved <- after$theta - w
    return(list(gradient = g, remembered = data.frame(direction = direction), new = after$theta, eta = eta, shorten = 1,
                length = if (direction[longest] == 0) 0 else moved[longest] / direction[longest],
                formula = rule_formula(rule)))
  }
  home <- c(as.list(settings$optimizer$settings), list(w = w, g = g * shorten, eta = eta, t = state$steps + 1,
                                                       is_weight = o$penalised))
  for (i in seq_along(rule$state)) {
    home[[names(rule$state)[i]]] <- if (state$steps > 0) state$memory[, i] else
      rep(eval(rule$state[[i]], home), length(w))
  }
  home <- list2env(home)
  for (line in as.list(rule$step)) eval(line, home)
  remembered <- data.frame(row.names = seq_along(w))
  for (name in names(rule$state)) remembered[[name]] <- home[[name]]
  list(gradient = g, remembered = remembered, new = home$w, eta = eta, shorten = shorten, formula = rule_formula(rule),
       time = home$t)
}

#' @rdname explain_step
#' @export
print.explained_step <- function(x, ...) {
  cat(render_pages(attr(x, "pages"), attr(x, "format")), sep = "\n")
  invisible(x)
}

#' @exportS3Method knitr::knit_print
knit_print.explained_step <- function(x, ...) {  # nolint: object_name_linter. A method of knitr.
  if (attr(x, "format") == "text") return(knitr::normal_print(x))
  knitr::asis_output(paste(c("", render_pages(attr(x, "pages"), attr(x, "format")), ""), collapse = "\n"))
}

#' @export
`[.explained_step` <- function(x, ...) as.data.frame(x)[...]

#' @export
as.data.frame.explained_step <- function(x, ...) {
  attributes(x) <- attributes(x)[c("names", "row.names")]
  class(x) <- "data.frame"
  x
}
