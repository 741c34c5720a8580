# The network of a fit as replay() and playground() draw it: units, edges, and the weights at each frame.

# A matrix a layer, of a linear model and a neuron too. A bias that is fixed belongs to the picture as a constant.
layers_of <- function(fit) {
  if (is.list(fit$coefficients)) return(fit$coefficients)
  response <- deparse1(formula(fit)[[2]])
  list(output = matrix(fit$coefficients, dimnames = list(names(fit$coefficients), response)))
}

# `most` units a layer at most: of more, those with the largest weights at the end.
network_sketch <- function(fit, most = 10) {
  layers <- layers_of(fit)
  last <- length(layers)
  biased <- unname(vapply(layers, function(w) rownames(w)[1] == "(Intercept)", NA))
  inputs <- Map(function(w, b) w[seq_len(nrow(w)) > b, , drop = FALSE], layers, biased)
  size <- unname(c(nrow(inputs[[1]]), vapply(layers, ncol, 0L)))
  shown <- lapply(seq_along(size), function(l) {
    if (size[l] <= most + 2) return(seq_len(size[l]))
    weight <- if (l <= last) apply(abs(inputs[[l]]), 1, max) else -seq_len(size[l])
    sort(head(order(weight, decreasing = TRUE), most))
  })
  names <- lapply(c(list(rownames(inputs[[1]])), lapply(layers, colnames)), as.character)
  before <- c(0, cumsum(lengths(layers)))
  edges <- do.call(rbind, lapply(seq_along(layers), function(l) {
    from <- c(if (biased[l]) 0, shown[[l]])
    pairs <- expand.grid(from = from, to = shown[[l + 1]])
    rows <- pairs$from + biased[l]
    data.frame(layer = rep(l - 1, nrow(pairs)), from = match(pairs$from, shown[[l]], nomatch = 0) - 1,
               to = match(pairs$to, shown[[l + 1]]) - 1, at = before[l] + rows + (pairs$to - 1) * nrow(layers[[l]]))
  }))
  fixed <- fit$hyperparameters$bias
  fixed <- if (is.numeric(fixed)) fixed
  columns <- lapply(seq_along(size), function(l) {
    list(units = I(names[[l]][shown[[l]]]), more = size[l] - length(shown[[l]]),
         bias = l <= last && (biased[l] || !is.null(fixed)))
  })
  hidden <- size > lengths(shown)
  inside <- if (last == 2) "hidden units" else sprintf("units of hidden layer %d", seq_len(last - 1))
  kind <- c("inputs", inside, "outputs")
  list(columns = columns, edges = edges, at = edges$at, shown = shown, fixed = fixed,
       note = if (any(hidden)) sprintf("Shown are %s: those with the largest weights at the end.", paste(sprintf(
         "%d of %s %s", lengths(shown)[hidden], format(size[hidden], big.mark = ",", trim = TRUE), kind[hidden]),
         collapse = ", ")))
}

# The sketch with the weights of each row of thetas.
network_frames <- function(sketch, thetas) {
  weights <- thetas[, sketch$at, drop = FALSE]
  edges <- sketch$edges
  if (!is.null(sketch$fixed)) {
    edges <- rbind(data.frame(layer = 0, from = -1, to = 0, at = 0), edges)
    weights <- cbind(rep(sketch$fixed, nrow(weights)), weights)
  }
  list(columns = sketch$columns, layer = I(edges$layer), from = I(edges$from), to = I(edges$to),
       weights = matrix(signif(weights, 6), nrow(weights)), note = sketch$note)
}
