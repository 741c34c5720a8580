# What each unit of the last hidden layer adds to the output: its activation times its weight.

# x: the grid over the input; for each moment a column of `sum` (the output's bias and all shares), `fitted` (after the
# output's activation) and a slab of `shares` (points x units x moments); the data.
units_picture <- function(fit, moments, output = 1, input = units_input(fit)) {
  force(input)
  output <- one_output(fit, output)
  shares <- stacked(lapply(moments, unit_shares, newdata = input$newdata, output = output))
  names <- colnames(moments[[1]]$coefficients[[length(moments[[1]]$coefficients) - 1]])
  column <- function(type) slab(predicted_at(moments, input$newdata, type), output)
  several <- NCOL(fit$fitted.values) > 1
  list(x = input$newdata[[1]], name = input$name, units = names, shares = shares, sum = column("link"),
       fitted = column("response"), points = input$x, y = input$y[, output], set = held_out(fit, counted(fit)),
       label = if (several) outputs_of(fit)[output] else observed_label(fit),
       bent = !identical(column("link"), column("response")))
}

units_input <- function(fit) {
  if (!is_network(fit) || length(fit$coefficients) < 2) {
    stop("plot_units() needs a network with a hidden layer, as ann(y ~ x, hidden = 4) makes it.", call. = FALSE)
  }
  input <- one_input(fit)
  if (is.null(input)) {
    stop("plot_units() needs a network with one numeric input and no offset; plot_boundary() draws two.", call. = FALSE)
  }
  input
}

unit_shares <- function(fit, newdata, output) {
  layers <- fit$coefficients
  names <- colnames(layers[[length(layers) - 1]])
  values <- suppressWarnings(predict(fit, newdata, type = "units"))
  last <- values[, ncol(values) - rev(seq_along(names)) + 1, drop = FALSE]
  sweep(last, 2, layers$output[names, output], "*")
}

# The units that get a colour of their own: those that move the output most at the last moment; the others are grey.
named_units <- function(shares, most = 7) {
  k <- dim(shares)[2]
  if (k <= most) return(seq_len(k))
  now <- matrix(shares[, , dim(shares)[3]], dim(shares)[1])
  spread <- apply(now, 2, function(v) if (any(is.finite(v))) diff(range(v[is.finite(v)])) else 0)
  sort(head(order(spread, decreasing = TRUE), most))
}

# One scale for all fits or moments: what is above, and what is below.
units_limits <- function(pictures) {
  list(top = range_of(lapply(pictures, function(d) c(d$y, near_range(d$y, d$fitted))), add = 0.02),
       bottom = range_of(lapply(pictures, function(d) d$shares), 0, add = 0.02))
}
