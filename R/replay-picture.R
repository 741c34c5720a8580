# The picture of a model at each of several sets of coefficients, as replay() and playground() draw it. Predictions are
# made here, by predict(), so that what the page shows is what the fit says, whatever the formula and the activation.

# What suits the model: list(bytes = about how many a frame takes, frames = function(thetas)). Which variables it is
# drawn over, and the data that they stand in, need not be given.
model_picture <- function(fit, data = NULL, names = unique(fit$variables)) {
  outputs <- as.matrix(fit$fitted.values)
  variables <- plain_variables(fit, data, names)
  context <- list(outputs = ncol(outputs), observed = observed_values(fit), levels = fit$levels,
                  variables = variables, label = deparse1(formula(fit)[[2]]), range = output_range(fit))
  context$rows <- choose_rows(nrow(outputs))
  if (length(variables) == 1) return(curve_picture(fit, context))
  if (length(variables) == 2) return(plane_picture(fit, context))
  observed_picture(fit, context)
}

# Points enough to see the data by.
choose_rows <- function(n, most = 300) if (n <= most) seq_len(n) else round(seq(1, n, length.out = most))

# The numeric variables behind the predictors, as they stand in the data; NULL where there are factors, offsets or
# more than two, or where the data cannot be found any more.
plain_variables <- function(fit, data, names) {
  if (!length(names) %in% 1:2 || !is.null(fit$offset)) return(NULL)
  frame <- tryCatch(frame_of(fit), error = function(e) NULL)
  if (is.null(data)) data <- tryCatch(eval(fit$call$data, environment(fit$terms)), error = function(e) NULL)
  columns <- lapply(setNames(nm = names), function(name) {
    if (name %in% names(frame)) return(frame[[name]])
    if (is.data.frame(data) && all(rownames(frame) %in% rownames(data))) data[rownames(frame), name]
  })
  plain <- function(x) {
    is.numeric(x) && is.null(dim(x)) && length(x) == nrow(frame) && all(is.finite(x)) && min(x) < max(x)
  }
  if (!all(vapply(columns, plain, NA))) return(NULL)
  # factor(x) knows no values but those it has seen
  between <- data.frame(lapply(columns, function(x) min(x) + 0.3819 * diff(range(x))), check.names = FALSE)
  if (inherits(try(suppressWarnings(predict(fit, between)), silent = TRUE), "try-error")) return(NULL)
  columns
}

# The outputs that a bounded activation can give, or NULL.
output_range <- function(fit) {
  range <- output_activation(fit)$range
  if (identical(range, c(0, 1))) range
}

# points x outputs x frames
at_frames <- function(fit, thetas, newdata, type = "response") {
  stacked(lapply(seq_len(nrow(thetas)), function(i) {
    # beyond the data log(x) and its like may be unknown, and are left out of the picture
    as.matrix(suppressWarnings(predict(with_coefficients(fit, thetas[i, ]), newdata, type = type)))
  }))
}

stacked <- function(matrices) array(unlist(matrices), c(dim(matrices[[1]]), length(matrices)))

wider <- function(range, by = 0.06) {
  width <- diff(range)
  range + c(-1, 1) * if (width > 0) by * width else max(1, abs(range[1])) * 0.5
}

finite_range <- function(...) {
  x <- c(...)
  x <- x[is.finite(x)]
  if (length(x)) range(x) else c(0, 1)
}

# ---- one predictor: the curve through the points --------------------------------------------------------------------

curve_picture <- function(fit, context, points = 81) {
  x <- context$variables[[1]]
  grid <- setNames(data.frame(seq(min(x), max(x), length.out = points)), names(context$variables))
  units <- length(last_units(fit))
  list(bytes = 2 * points * (context$outputs + units), frames = function(thetas) {
    values <- at_frames(fit, thetas, grid)
    shares <- if (units) replay_shares(fit, thetas, grid)
    # diverging or first predictions must not press the data flat
    view <- finite_range(context$observed, values[, , dim(values)[3]])
    if (diff(view) > 3 * diff(finite_range(context$observed))) view <- finite_range(context$observed)
    view <- wider(if (is.null(context$range)) view else range(view, context$range))
    reach <- wider(view, 0.5)
    rows <- context$rows
    list(type = "curve", xlab = names(context$variables), ylab = context$label, x = short_numbers(grid[[1]]),
         xlim = wider(range(x), 0.03), ylim = view,
         points = list(x = short_numbers(x[rows]), y = observed_columns(context)),
         names = I(curve_names(fit, context)),
         curves = lapply(seq_len(context$outputs), function(k) pack(slab(values, k), reach[1], reach[2])),
         shares = packed_shares(shares))
  })
}

# The k-th column of each frame, side by side.
slab <- function(values, k) matrix(values[, k, ], dim(values)[1])

observed_columns <- function(context) {
  lapply(seq_len(context$outputs), function(k) short_numbers(context$observed[context$rows, k]))
}

curve_names <- function(fit, context) {
  if (context$outputs > 1) colnames(as.matrix(fit$fitted.values)) else context$label
}

# The units of the last hidden layer of a network with one output.
last_units <- function(fit, most = 16) {
  layers <- fit$coefficients
  if (!is.list(layers) || length(layers) < 2 || ncol(layers$output) > 1 || ncol(layers[[length(layers) - 1]]) > most) {
    return(NULL)
  }
  colnames(layers[[length(layers) - 1]])
}

# What each of them adds to the output's weighted sum: its activation times its weight.
replay_shares <- function(fit, thetas, grid) {
  units <- last_units(fit)
  values <- at_frames(fit, thetas, grid, "units")
  values <- values[, dim(values)[2] - rev(seq_along(units)) + 1, , drop = FALSE]
  for (i in seq_len(nrow(thetas))) {
    weights <- tail(with_coefficients(fit, thetas[i, ])$coefficients$output, length(units))
    values[, , i] <- sweep(matrix(values[, , i], dim(values)[1]), 2, weights[, 1], `*`)
  }
  values
}

packed_shares <- function(shares) {
  if (is.null(shares)) return(NULL)
  frames <- dim(shares)[3]
  lim <- wider(finite_range(0, shares[, , frames], shares[, , ceiling(frames / 2)]))
  reach <- wider(lim, 1)
  list(ylim = lim, units = lapply(seq_len(dim(shares)[2]), function(k) pack(slab(shares, k), reach[1], reach[2])))
}

# ---- two predictors: the plane --------------------------------------------------------------------------------------

plane_picture <- function(fit, context, side = 40, small = 16) {
  x <- context$variables
  limits <- lapply(x, function(v) wider(range(v), 0.05))
  grid_of <- function(n) do.call(expand.grid, lapply(limits, function(l) centres(l, n)))
  grid <- grid_of(side)
  maps <- map_units(fit)
  bytes <- 2 * side^2 + small^2 * maps
  classes <- if (context$outputs > 1 && !is.null(context$levels)) context$levels
  rows <- context$rows
  observed <- context$observed[rows, , drop = FALSE]
  list(bytes = bytes, frames = function(thetas) {
    values <- at_frames(fit, thetas, grid)
    picture <- list(
      type = "plane", xlab = names(x)[1], ylab = names(x)[2], zlab = context$label, side = side,
      xlim = limits[[1]], ylim = limits[[2]],
      points = list(x = short_numbers(x[[1]][rows]), y = short_numbers(x[[2]][rows]))
    )
    if (maps) picture$maps <- unit_maps(fit, thetas, grid_of(small), small)
    if (!is.null(classes)) {
      columns <- lapply(seq_along(classes), function(k) slab(values, k))
      share <- do.call(pmax, columns)
      winner <- share
      for (k in rev(seq_along(classes))) winner[columns[[k]] == share] <- k - 1
      picture$classes <- I(classes)
      picture$winner <- pack(winner, 0, 62, 1)
      picture$plane <- pack(share, 0, 1, 1)
      picture$points$z <- I(max.col(observed, "first") - 1)
      return(picture)
    }
    z <- slab(values, 1)
    range <- if (is.null(context$range)) finite_range(context$observed[, 1]) else context$range
    if (diff(range) == 0) range <- wider(range)
    picture$plane <- pack(z, range[1], range[2])
    picture$points$z <- short_numbers(observed[, 1])
    if (!is.null(context$range)) picture$contour <- 0.5
    if (!is.null(context$levels)) picture$classes <- I(context$levels)
    if (context$outputs > 1) picture$zlab <- colnames(as.matrix(fit$fitted.values))[1]
    picture
  })
}

centres <- function(limits, n) limits[1] + (seq_len(n) - 0.5) / n * diff(limits)

# How many small maps: of the hidden units that the network's picture shows, and of its inputs.
map_units <- function(fit, most = 24) {
  if (!is.list(fit$coefficients) || length(fit$coefficients) < 2) return(0)
  hidden <- vapply(fit$coefficients[-length(fit$coefficients)], ncol, 0L)
  if (sum(hidden) > most || any(hidden > 12)) 0 else sum(hidden)
}

# What each unit says over the plane, one small map each, layer by layer. Inputs never change, so they come once.
unit_maps <- function(fit, thetas, grid, side) {
  units <- at_frames(fit, thetas, grid, "units")
  design <- without_intercept(read_newdata(fit, grid, stats::na.pass)$design)
  inputs <- if (is.list(design$x)) do.call(cbind, design$x) else design$x
  packed <- function(m) {
    range <- finite_range(m[, ncol(m)])
    pack(m, range[1], if (diff(range) > 0) range[2] else range[1] + 1, 1)
  }
  widths <- vapply(fit$coefficients[-length(fit$coefficients)], ncol, 0L)
  ends <- cumsum(widths)
  list(side = side, layers = c(
    list(lapply(seq_len(ncol(inputs)), function(j) packed(inputs[, j, drop = FALSE]))),
    unname(Map(function(end, n) lapply(seq.int(end - n + 1, end), function(k) packed(slab(units, k))), ends, widths))
  ))
}

# ---- more predictors: fitted against observed -----------------------------------------------------------------------

observed_picture <- function(fit, context) {
  rows <- context$rows
  thin <- thin_fit(fit, rows)
  list(bytes = 2 * length(rows) * context$outputs, frames = function(thetas) {
    values <- stacked(lapply(seq_len(nrow(thetas)), function(i) {
      as.matrix(predict(with_coefficients(thin, thetas[i, ])))
    }))
    observed <- context$observed[rows, , drop = FALSE]
    classes <- context$levels
    if (!is.null(classes)) {  # the probability of the class that each row has
      own <- if (context$outputs > 1) max.col(observed, "first") else observed[, 1] + 1
      values <- vapply(seq_len(dim(values)[3]), function(i) {
        p <- matrix(values[, , i], length(rows))
        if (context$outputs > 1) p[cbind(seq_along(rows), own)] else ifelse(own == 2, p[, 1], 1 - p[, 1])
      }, numeric(length(rows)))
      return(list(type = "observed", classes = I(classes), xlab = paste("Observed", context$label),
                  ylab = "Fitted probability of the observed class", observed = I(own - 1),
                  fitted = pack(matrix(values, length(rows)), 0, 1), ylim = c(-0.03, 1.03)))
    }
    view <- finite_range(observed, values[, , dim(values)[3]])
    if (diff(view) > 3 * diff(finite_range(observed))) view <- finite_range(observed)
    view <- wider(view)
    list(type = "observed", xlab = "Fitted", ylab = "Observed", ylim = view,
         observed = short_numbers(as.vector(observed)),
         group = I(rep(seq_len(context$outputs) - 1, each = length(rows))),
         fitted = pack(matrix(values, length(observed)), view[1], view[2]),
         names = if (context$outputs > 1) I(colnames(as.matrix(fit$fitted.values))))
  })
}

# The fit as if it had been given these rows only, to predict for them.
thin_fit <- function(fit, rows) {
  frame <- frame_of(fit)
  fit$model <- structure(frame[rows, , drop = FALSE], terms = attr(frame, "terms"))
  fit$offset <- subset_rows(fit$offset, rows)
  fit$na.action <- NULL
  fit
}
