#' One update, written out
#'
#' One step of training as a person would do it on paper: the forward pass unit by unit, the error, the deltas layer by
#' layer with the factors of the chain rule, every weight's gradient, and old weight, step, new weight by the
#' optimizer's rule. Linear models and neurons are networks without hidden layers and read alike.
#'
#' Each line reads: what it is = its formula = the formula with its numbers = the result. What was observed is d, what
#' the model gives is yhat (y-hat in markdown and LaTeX), and formulas are in R's notation, so that a line can be pasted
#' and run. Numbers are shown to six digits. With two or more hidden layers units and weights are named with their
#' layer, as `2:h1` and `2:h1->h1`.
#'
#' With `scaling` other than `"none"` training works on scaled columns, and so does the step that is shown. What the
#' optimizer remembers at that step is found by running the compiled training again up to there.
#'
#' Of a [gd_lm()] fit of a table in a database the rows that are shown are made-up ones, as many as the design has
#' columns and one more: sums over them (of squares and products too) are those over the table's rows, so that error,
#' gradient and step are the table's. Other fits of a table are refused: collect some rows, fit these, and explain that
#' fit.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()], trained on all rows at once.
#' @param epoch Which step, one whole number: step e leads from the coefficients after e - 1 epochs to those after e.
#' @param row NULL: tables of all rows (a few of them printed) with the arithmetic of the first; or the number of one
#'   row used in the fit, whose arithmetic is written out in full. With a single row that is the default.
#' @param format `"text"` for the console, `"markdown"` or `"latex"` for a knitted page, where the result of a chunk
#'   appears as formulas and tables.
#' @param x What `explain_step()` returned.
#' @param ... Not used.
#' @return A data frame of class `"explained_step"`, one row per coefficient: `layer`, `from`, `to`, `old`, `gradient`,
#'   what the optimizer remembers of it after the step, `new`. It prints as the whole explanation. The attribute `pass`
#'   is a list of the matrices (rows x units) `z`, `a` and `delta`, one per layer, and the `error`.
#' @section Errors: Mini-batches are refused, since an epoch is then many steps; so is dropout, where units go missing
#'   at random. An epoch beyond the last one is refused.
#' @references Rumelhart, Hinton & Williams (1986), Nature 323, 533-536; Bishop (2006), *Pattern Recognition and Machine
#'   Learning*, section 5.3.
#' @seealso [check_gradient()], [as_r_code()], [optimizers] for the rules
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("backprop", package = "descent")`.
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
  if (length(opened$start[[1]]) == 0) {
    stop("explain_step() needs a predictor or a bias: nothing goes into the first layer of this network.",
         call. = FALSE)
  }
  n <- nrow(opened$x)
  epoch <- check_number(epoch, "epoch",
                        sprintf("one whole number from 1 to %s, the epochs of the fit", format(fit$epochs)),
                        epoch >= 1 && epoch <= fit$epochs && epoch == round(epoch))
  if (is.null(row) && n == 1) row <- 1
  if (!is.null(row)) {
    row <- check_number(row, "row", sprintf("NULL or one whole number from 1 to %d", n),
                        row >= 1 && row <= n && row == round(row))
  }
  state <- state_after(opened, epoch - 1)
  layers <- as_layers(state$theta, opened$start)
  pass <- run_pass(opened, layers)
  step <- run_step(opened, state, pass, epoch)
  labels <- lapply(layers, function(w) expand.grid(from = rownames(w), to = colnames(w), stringsAsFactors = FALSE))
  table <- data.frame(layer = rep(names(layers), lengths(layers)), do.call(rbind, unname(labels)), old = state$theta,
                      gradient = step$gradient, step$remembered, new = step$new)
  structure(table, pass = pass[c("z", "a", "delta", "error")], format = format,
            class = c("explained_step", "data.frame"),
            pages = explanation(fit, opened, layers, pass, step, table, epoch, row))
}

# All pages. x: what they share.
explanation <- function(fit, o, layers, pass, step, table, epoch, row) {
  depth <- length(layers)
  x <- list(o = o, layers = layers, pass = pass, step = step, row = row, depth = depth, n = nrow(o$x),
            units = unit_labels(o, layers), cost = cost_at_output(o$cost, o$activations[[depth]]))
  c(list(page_heading(sprintf("Step %s of %s: from the coefficients after epoch %s to those after epoch %s",
                              format(epoch), format(fit$epochs), format(epoch - 1), format(epoch)))),
    if (!is.null(fit$table)) list(note(stand_in_note(fit, x$n))),
    if (!is.null(o$scale$forward) || any(o$scale$unit != 1)) {
      list(note("Training works on ", if (is.matrix(o$scale$forward)) "whitened" else "standardized",
                " columns, and so does this step; coef() gives coefficients on the data's own scale."))
    },
    explain_forward(x), explain_error(x), explain_backward(x), explain_gradient(x), explain_update(x, table))
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
