# The coefficients of a network: a list of matrices, and the flat vector that the kernel and the histories hold.

as_layers <- function(theta, layers) {
  ends <- cumsum(lengths(layers))
  Map(function(layer, end) {
    layer[] <- theta[seq.int(end - length(layer) + 1, end)]
    layer
  }, layers, ends)
}

# One number a weight, named layer:input->unit.
flat_layers <- function(layers) {
  names <- Map(function(layer, l) {
    outer(rownames(layer), colnames(layer), function(from, to) sprintf("%d:%s->%s", l, from, to))
  }, layers, seq_along(layers))
  setNames(unlist(layers, use.names = FALSE), unlist(names, use.names = FALSE))
}
