# The picture of a model at each of several sets of coefficients, packed for the page of replay() and playground(). What
# it shows is computed by the picture-*.R files, as for the base pictures.

# What suits the model: list(bytes = about how many a frame takes, frames = function(thetas)). Which variables it is
# drawn over, and the data that they stand in, need not be given.
model_page <- function(fit, data = NULL, names = unique(fit$variables)) {
  if (!is.null(fit$table)) return(table_page(fit))
  variables <- plain_inputs(fit, data, names)
  if (length(variables) == 1) return(curve_page(fit, variables))
  if (length(variables) == 2) return(plane_page(fit, variables))
  fitted_page(fit)
}

# Points enough to see the data by.
page_rows <- function(fit, most = 300) {
  rows <- counted(fit)
  rows[drawn_rows(length(rows), most)]
}

held_points <- function(fit, rows) I(which(rows %in% fit$validation_rows) - 1)

# ---- one input: the curve through the points ------------------------------------------------------------------------

curve_page <- function(fit, variables, points = 201) {
  x <- variables[[1]]
  y <- unname(observed_values(fit))
  rows <- counted(fit)
  range <- range(x[rows])
  input <- list(newdata = setNames(data.frame(seq(range[1], range[2], length.out = points)), names(variables)),
                x = x[rows], y = y[rows, , drop = FALSE], name = names(variables))
  units <- if (ncol(y) == 1) unit_count(fit)
  shown <- page_rows(fit)
  list(bytes = 2 * points * (ncol(y) + sum(units)), frames = function(thetas) {
    moments <- moments_of(fit, thetas)
    values <- predicted_at(moments, input$newdata)
    view <- near_range(input$y, values)
    reach <- wider(view, 0.5)
    list(type = "curve", title = "The fit, epoch by epoch", xlab = input$name, ylab = observed_label(fit),
         x = page_numbers(input$newdata[[1]]), xlim = wider(range, 0.03), ylim = view,
         points = list(x = page_numbers(x[shown]), y = lapply(seq_len(ncol(y)), function(k) page_numbers(y[shown, k]))),
         held = held_points(fit, shown), names = I(if (ncol(y) > 1) outputs_of(fit) else observed_label(fit)),
         curves = lapply(seq_len(ncol(y)), function(k) pack(slab(values, k), reach[1], reach[2])),
         shares = if (length(units)) shares_page(units_picture(fit, moments, 1, input)))
  })
}

# Networks whose units are drawn below the curve.
unit_count <- function(fit, most = 16) {
  layers <- fit$coefficients
  if (!is.list(layers) || length(layers) < 2) return(NULL)
  n <- ncol(layers[[length(layers) - 1]])
  if (n <= most) n
}

shares_page <- function(units) {
  frames <- dim(units$shares)[3]
  lim <- range_of(units$shares[, , unique(c(frames, ceiling(frames / 2)))], 0, add = 0.02)
  reach <- wider(lim, 1)
  list(ylim = lim, ylab = "Share of each unit", names = I(units$units), colours = I(named_units(units$shares) - 1),
       note = sum_note(units),
       units = lapply(seq_along(units$units), function(k) pack(slab(units$shares, k), reach[1], reach[2])))
}

# ---- two inputs: the plane ------------------------------------------------------------------------------------------

plane_page <- function(fit, variables, side = 40, small = 16) {
  inputs <- structure(variables, class = "data.frame", row.names = .set_row_names(length(variables[[1]])))
  frame <- plane_frame(fit, names(variables), side, inputs = inputs)
  few <- plane_frame(fit, names(variables), small, inputs = inputs)
  maps <- map_units(fit)
  shown <- match(page_rows(fit), frame$rows)
  list(bytes = 2 * side^2 + small^2 * maps, frames = function(thetas) {
    moments <- moments_of(fit, thetas)
    values <- predicted_at(moments, frame$newdata)
    plane <- plane_values(fit, frame, values)
    page <- list(type = "plane", kind = plane$kind, title = plane$main, xlab = plane$names[1], ylab = plane$names[2],
                 zlab = plane$label, side = side, xlim = plane$xlim, ylim = plane$ylim,
                 points = list(x = page_numbers(plane$points$x[shown]), y = page_numbers(plane$points$y[shown])),
                 held = held_points(fit, frame$rows[shown]))
    if (maps) page$maps <- unit_maps(fit, moments, few$newdata, small)
    c(page, plane_colours(plane, values, shown))
  })
}

# The plane itself, packed, and how it is coloured.
plane_colours <- function(plane, values, shown) {
  if (plane$kind == "class") {
    winner <- apply(values, 3, class_number)
    share <- apply(values, 3, function(v) v[cbind(seq_len(nrow(v)), class_number(v))])
    return(list(classes = I(plane$classes), winner = pack(winner - 1, 0, 62, 1), plane = pack(share, 0, 1, 1),
                colours = I(plane$col), z = I(as.integer(plane$points$observed)[shown] - 1)))
  }
  z <- slab(values, plane$output)
  if (plane$kind == "probability") {
    return(list(classes = I(plane$classes), plane = pack(z, 0, 1), contour = 0.5, ramp = I(probability_ramp(plane$col)),
                colours = I(plane$col), z = I(as.integer(plane$points$observed)[shown] - 1)))
  }
  list(plane = pack(z, plane$range[1], plane$range[2]), ramp = I(mix_white(value_colours(16), 0.85)),
       z = page_numbers(plane$points$observed[shown]))
}

# How many small maps: of the hidden units that the network's picture shows, and of its inputs.
map_units <- function(fit, most = 24) {
  if (!is_network(fit) || length(fit$coefficients) < 2) return(0)
  hidden <- vapply(fit$coefficients[-length(fit$coefficients)], ncol, 0L)
  wide <- c(nrow(fit$coefficients[[1]]), hidden) > 11  # of which the network shows some units only
  if (sum(hidden) > most || any(wide)) 0 else sum(hidden)
}

# What each unit says over the plane, one small map each, layer by layer. Inputs never change, so they come once.
unit_maps <- function(fit, moments, grid, side) {
  units <- predicted_at(moments, grid, "units")
  design <- without_intercept(read_newdata(fit, grid, stats::na.pass)$design)
  inputs <- if (is.list(design$x)) do.call(cbind, design$x) else design$x
  packed <- function(m) {
    range <- range_of(m[, ncol(m)])
    pack(m, range[1], range[2], 1)
  }
  widths <- vapply(fit$coefficients[-length(fit$coefficients)], ncol, 0L)
  ends <- cumsum(widths)
  list(side = side, layers = c(
    list(lapply(seq_len(ncol(inputs)), function(j) packed(inputs[, j, drop = FALSE]))),
    unname(Map(function(end, n) lapply(seq.int(end - n + 1, end), function(k) packed(slab(units, k))), ends, widths))
  ))
}

# ---- more inputs: fitted against observed ---------------------------------------------------------------------------

fitted_page <- function(fit) {
  rows <- page_rows(fit)
  thin <- thin_fit(fit, rows)
  y <- unname(observed_values(fit))[rows, , drop = FALSE]
  picture <- fitted_picture(fit)
  list(bytes = 2 * length(rows) * ncol(y), frames = function(thetas) {
    data <- lapply(moments_of(thin, thetas), function(now) pairs_of(fit, y, unname(as.matrix(predict(now)))))
    fitted <- vapply(data, `[[`, numeric(nrow(data[[1]])), "fitted")
    fitted <- matrix(fitted, nrow(data[[1]]))
    page <- list(type = "observed", title = picture$main, xlab = picture$xlab, ylab = picture$ylab,
                 held = held_points(fit, rep(rows, length.out = nrow(fitted))))
    if (!is.null(fit$levels)) {
      return(c(page, list(classes = I(fit$levels), level = picture$level,
                          colours = I(class_colours(length(fit$levels))), ylim = c(-0.03, 1.03),
                          observed = I(as.integer(data[[1]]$observed) - 1), fitted = pack(fitted, 0, 1))))
    }
    view <- wider(near_range(y, fitted))
    c(page, list(observed = page_numbers(data[[1]]$observed), ylim = view, fitted = pack(fitted, view[1], view[2]),
                 group = I(match(data[[1]]$output, picture$outputs) - 1),
                 names = if (length(picture$outputs) > 1) I(picture$outputs)))
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
