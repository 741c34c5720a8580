# The coefficients of a network: a list of matrices, and the flat vector that the kernel and the histories hold.

# One matrix per layer, named: rows "(Intercept)" then inputs, columns units.
layer_template <- function(inputs, hidden, outputs, bias) {
  widths <- c(hidden, length(outputs))
  last <- length(widths)
  layers <- list()
  for (l in seq_len(last)) {
    units <- if (l == last) outputs else paste0("h", seq_len(widths[l]))
    layers[[if (l == last) "output" else paste0("hidden", l)]] <-
      matrix(0, length(inputs) + bias, length(units), dimnames = list(c(if (bias) "(Intercept)", inputs), units))
    inputs <- units
  }
  layers
}

is_bias <- function(layers) {
  unlist(lapply(layers, function(w) rep(rownames(w) == "(Intercept)" & seq_len(nrow(w)) == 1, ncol(w))),
         use.names = FALSE)
}

as_layers <- function(theta, layers) {
  ends <- cumsum(lengths(layers))
  Map(function(layer, end) {
    layer[] <- theta[seq_along(layer) + (end - length(layer))]
    layer
  }, layers, ends)
}

# One number per weight, named layer:input->unit.
flat_layers <- function(layers) setNames(unlist(layers, use.names = FALSE), flat_names(layers))

flat_names <- function(layers) {
  names <- Map(function(layer, l) {
    if (length(layer) == 0) return(character())
    paste0(paste0(l, ":", rownames(layer), "->"), rep(colnames(layer), each = nrow(layer)))
  }, layers, seq_along(layers))
  unlist(names, use.names = FALSE)
}

# Start values on the data's scale from what the user gave, or NULL for drawn ones.
given_start <- function(start, layers) {
  if (is.null(start)) return(NULL)
  size <- sum(lengths(layers))
  if (is.list(start)) {
    shape <- function(x) paste(vapply(x, function(w) paste(dim(as.matrix(w)), collapse = " x "), ""), collapse = ", ")
    numeric <- all(vapply(start, is.numeric, NA))
    fits <- numeric && length(start) == length(layers) &&
      all(mapply(function(a, b) identical(dim(as.matrix(a)), dim(b)), start, layers))
    if (!fits) {
      stop_argument("start", sprintf("a list of matrices as coef() returns (%s)", shape(layers)),
                    sprintf("a list of %s", if (numeric) shape(start) else "other things"))
    }
    start <- unlist(lapply(start, as.vector), use.names = FALSE)
  }
  if (!is.numeric(start) || !length(start) %in% c(1, size) || !all(is.finite(start))) {
    stop_argument("start", sprintf("a list of matrices as coef() returns, %d finite numbers, or one for all", size),
                  describe(start))
  }
  rep_len(as.double(start), size)
}

# The first weights of a network, drawn layer by layer.
draw_start <- function(spec) {
  model <- spec$problem$model
  last <- length(model$units) - 1
  unlist(lapply(seq_len(last), function(l) {
    draw_layer(spec$hyper$init, model$units[l], model$units[l + 1], model$bias, spec$activations[[l]], l == last)
  }), use.names = FALSE)
}
