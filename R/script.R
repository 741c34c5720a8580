#' The same training as a script of base R
#'
#' Writes a script that needs no package: a `for` loop with a comment for each step, from the same formulas that
#' [explain_step()] shows. A model of one output with one to three weights is written as in a lecture, with a variable
#' for each coefficient (`alpha`, `beta`; `w1`, `w2`) whose element i + 1 is its value after i epochs, and `sum()`;
#' others with matrices. The script prints the coefficients and draws the error.
#'
#' It trains the same model from the same start and ends at the same coefficients; only the order in which sums are
#' added differs, so that they agree to about 1e-12 relative to their size unless training itself magnifies rounding (a
#' rate near the largest stable one, thousands of steps of a network, or `"lbfgs"` on its way through a badly scaled
#' problem, until it reaches the minimum).
#'
#' Shuffled mini-batches are drawn by the same generator from the same state, which the script sets. Where training
#' ended early at `tol` the script runs as many epochs as were done; with `patience` as many as led to the best ones,
#' which the fit holds.
#'
#' Of a [gd_lm()] fit of a table in a database the script holds made-up rows with the sums of the table's, as
#' [explain_step()] shows them; other fits of a table are refused.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()].
#' @param file Where to write the script, or NULL. Data of more than 5000 numbers go into an `.rds` file beside it,
#'   which the script names in its first lines and looks for in the working folder. A file that is there is replaced
#'   when the new one is complete.
#' @param x What `as_r_code()` returned.
#' @param ... Not used.
#' @return The script, a character vector of class `"r_code"` with one element per line, which prints as it is;
#'   invisibly where `file` is given. When it has run, `coefficients` holds what `coef(fit)` holds, and `E` the error of
#'   every epoch, as [error_history()] (with mini-batches the mean over the batches of each epoch).
#' @section Errors: Dropout is refused: which units are off is drawn inside the compiled loop, block by block. So are an
#'   activation or a cost of your own that uses variables the script would not know, a network whose drawn start weights
#'   were not recorded, and large data without a `file`.
#' @seealso [explain_step()] for one step of it
#' @seealso In the course: `vignette("linear-model", package = "descent")` and
#'   `vignette("backprop", package = "descent")`.
#' @examples
#' truth <- data.frame(d = c(0, 0, 1, 1), x1 = c(0, 0, 1, 1), x2 = c(0, 1, 0, 1))
#' fit <- neuron(d ~ x1 + x2, truth, bias = -3, start = c(0.1, 0.5), eta = 0.1, epochs = 100)
#' as_r_code(fit)
#' @export
as_r_code <- function(fit, file = NULL) {
  if (!is.null(file) && !(is.character(file) && length(file) == 1 && !is.na(file))) {
    stop_argument("file", "NULL or the name of one file", describe(file))
  }
  if (!is.null(file)) check_writable(file)
  s <- script_of(open_fit(fit, "as_r_code"), fit)
  size <- length(s$raw$x) + length(s$raw$y)
  stored <- size > 5000
  if (stored && is.null(file)) {
    stop(sprintf("`file` must be given for data of %s numbers: they go into an .rds file beside the script.",
                 format(size)), call. = FALSE)
  }
  rds <- if (stored) sub("([.][Rr])?$", ".rds", file)
  scalar <- !is.null(s$scalar) && !stored
  items <- list(script_head(s, fit), if (scalar) scalar_data(s) else script_data(s, rds), script_settings(s),
                if (scalar) list(scalar_start(s), scalar_loop(s), scalar_end(s, fit)) else
                  list(matrix_start(s), if (s$rule$search) search_loop(s) else matrix_loop(s), matrix_end(s, fit)),
                "", "---- the error, epoch by epoch", error_plot(s))
  lines <- script_lines(items)
  if (stored) {
    data <- list(x = s$raw$x, d = s$raw$y, weight = s$weights, offset = s$raw$offset)
    write_files(data_file(data, rds), text_file(lines, file))
  } else if (!is.null(file)) {
    write_files(text_file(lines, file))
  }
  lines <- structure(lines, class = "r_code")
  if (is.null(file)) lines else invisible(lines)
}

#' @rdname as_r_code
#' @export
print.r_code <- function(x, ...) {
  cat(x, sep = "\n")
  invisible(x)
}

# What open_fit() gives, and what the pieces of the script share.
script_of <- function(opened, fit) {
  s <- opened
  s$depth <- length(s$start)
  s$at <- if (s$depth == 1) "" else as.character(seq_len(s$depth))  # W1, W2, ...; one layer is plain w
  s$batched <- s$settings$batch > 0
  s$rated <- is.function(s$settings$eta)
  s$rule <- rule_of(s$settings$optimizer)
  s$at_output <- cost_at_output(s$cost, s$activations[[s$depth]])
  s$stopped <- if (brought_back(fit)) fit$best_epoch else fit$epochs  # with patience the fit is that of its best epoch
  s$mask <- split(s$penalised, rep(seq_len(s$depth), lengths(s$start)))
  s$scalar <- scalar_names(s, fit)
  s
}

script_head <- function(s, fit) {
  list(paste0("", title_of(fit), ", in base R: ", paste(trimws(deparse(formula(fit))), collapse = " ")),
       sprintf("%s epochs of %s on the cost %s.", format(s$stopped), s$settings$optimizer$name, s$cost$name),
       stand_in_note(fit, nrow(s$raw$x)))
}

# What came out of the matrices, on the data's own scale.
matrix_end <- function(s, fit) {
  scale <- s$scale
  first <- of_layer(s, 1, "w")
  last <- of_layer(s, s$depth, "w")
  list("", "---- the result", if (!is.null(scale$forward)) inputs_back(s, first),
       if (any(scale$unit != 1)) assign_to(last, if (length(scale$unit) > 1) bquote(sweep(.(last), 2, unit, "*")) else
         bquote(.(last) * unit)),
       if (any(scale$shift != 0) && s$bias) bquote(.(last)[1, ] <- .(last)[1, ] + shift),
       if (scale$cost_unit != 1) quote(E <- E * cost_unit),
       if (is.list(fit$coefficients)) layers_result(s, fit) else result_code(fit, bquote(drop(.(first)))))
}

inputs_back <- function(s, first) {
  scale <- s$scale
  inner <- if (s$bias) bquote(.(first)[-1, , drop = FALSE]) else first
  slopes <- if (is.matrix(scale$forward)) bquote(forward %*% .(inner)) else bquote(.(inner) / spread)
  if (!is.null(scale$origin)) slopes <- bquote(origin + .(slopes))
  bias <- bquote(.(first)[1, ])
  if (any(scale$centre != 0)) bias <- bquote(.(bias) - centre %*% slopes)
  list("back to the data's own scale", assign_to("slopes", slopes),
       assign_to(first, if (s$bias) bquote(rbind(.(bias), slopes)) else quote(slopes)))
}

layers_result <- function(s, fit) {
  w <- lapply(seq_len(s$depth), of_layer, s = s, name = "w")
  list(lapply(seq_len(s$depth), function(l) {
    names_code(sprintf("dimnames(%s)", as.character(w[[l]])), dimnames(fit$coefficients[[l]]))
  }), assign_to("coefficients", as.call(c(quote(list), setNames(w, names(fit$coefficients))))),
  quote(print(coefficients, digits = 10)))
}

error_plot <- function(s) {
  epochs <- if (s$batched) quote(seq_along(E)) else quote(seq_along(E) - 1)
  bquote(plot(.(epochs), E, type = "l", xlab = "Epoch", ylab = "Error"))
}
