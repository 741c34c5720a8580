# The coefficients of a network: a list of matrices, and the flat vector that the kernel and the histories hold.

as_layers <- function(theta, layers) {
  ends <- cumsum(lengths(layers))
  Map(function(layer, end) {
    layer[] <- theta[seq.int(end - length(layer) + 1, end)]
    layer
  }, layers, ends)
}

# One number a weight, named layer:input->unit.
flat_layers <- function(layers) setNames(unlist(layers, use.names = FALSE), flat_names(layers))

flat_names <- function(layers) {
  names <- Map(function(layer, l) {
    paste0(paste0(l, ":", rownames(layer), "->"), rep(colnames(layer), each = nrow(layer)))
  }, layers, seq_along(layers))
  unlist(names, use.names = FALSE)
}
