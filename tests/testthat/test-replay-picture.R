# What the page of a replay draws is what the base pictures draw, for every class and shape of fit.

test_that("for every fit the page has the numbers of plot(), plot_network() and plot_boundary()", {
  fits <- picture_fits()
  types <- character()
  for (name in names(fits)) {
    fit <- fits[[name]]
    page <- rapply(descent:::replay_data(fit, 30), unclass, how = "replace")
    last <- length(page$epochs)
    base <- function(expr) suppressWarnings(off_screen(expr))

    # the error curve, and the dot on it
    curve <- base(plot(fit, "error")$error)
    kept <- curve$epoch %in% page$error$epoch
    expect_equal(page$error$error, curve$error[kept], tolerance = 1e-5, info = name)
    if (!is.null(curve$validation)) expect_equal(page$error$validation, curve$validation[kept], tolerance = 1e-5, info = name)
    expect_equal(page$error$at, curve$error[match(page$epochs, curve$epoch)], tolerance = 1e-5, info = name)

    # the lines of the network, in any order: their ends and weights at the start, on the way and at the end
    for (i in c(1, ceiling(last / 2), last)) {
      lines <- base(plot_network(fit, page$epochs[i], most = 11)$lines)
      ends <- lapply(seq_along(page$network$to), function(e) {
        columns <- page$network$columns
        l <- page$network$layer[e] + 1
        from <- if (page$network$from[e] < 0) "(Intercept)" else columns[[l]]$units[page$network$from[e] + 1]
        paste(l, from, columns[[l + 1]]$units[page$network$to[e] + 1])
      })
      drawn <- paste(lines$layer, ifelse(lines$bias %in% TRUE, "(Intercept)", lines$from), lines$to)
      at <- match(unlist(ends), drawn)
      expect_false(anyNA(at), info = name)
      expect_length(drawn, length(at))
      expect_equal(page$network$weights[i, ], lines$value[at], tolerance = 1e-5, info = name)
    }

    # the model at the end
    picture <- page$picture
    types <- c(types, picture$type)
    within <- function(packed, values, info) {  # as fine as a packed number can be
      expect_lt(max(abs(unpacked(packed)[, last] - pmin(pmax(values, packed$lo), packed$hi))),
                (packed$hi - packed$lo) / 4000 + 1e-9, label = info)
    }
    if (picture$type == "curve") {
      x <- stats::setNames(data.frame(picture$x), descent:::one_input(fit)$name)
      values <- as.matrix(predict(fit, x, epoch = if (name == "early") NULL else page$epochs[last]))
      for (k in seq_along(picture$curves)) within(picture$curves[[k]], values[, k], name)
      if (name != "diverged") {
        drawn <- base(plot(fit, "fit", epochs = descent:::end_epoch(fit))$fit)
        among <- stats::approx(picture$x, unpacked(picture$curves[[1]])[, last], drawn[[1]], rule = 2)$y
        expect_equal(among, drawn[[2]], tolerance = 0.02, info = name)
      }
    } else if (picture$type == "plane") {
      plane <- base(plot_boundary(fit, grid = picture$side))
      expect_identical(picture$kind, plane$kind, info = name)
      expect_equal(picture$points$x, plane$points$x, tolerance = 1e-5, info = name)
      expect_equal(picture$points$y, plane$points$y, tolerance = 1e-5, info = name)
      if (plane$kind == "class") {
        expect_identical(round(unpacked(picture$winner)[, last]) + 1, as.vector(plane$class) + 0, info = name)
        expect_lt(max(abs(unpacked(picture$plane)[, last] - plane$probability)), 0.51 / 62, label = name)
        expect_identical(as.integer(picture$z + 1), as.integer(plane$points$observed), info = name)
      } else {
        within(picture$plane, as.vector(plane$value), name)
      }
    } else {
      points <- base(plot(fit, "fitted")$fitted)
      within(picture$fitted, points$fitted, name)
      seen <- if (is.null(picture$classes)) points$observed else as.integer(points$observed) - 1
      expect_equal(as.numeric(picture$observed), as.numeric(seen), tolerance = 1e-5, info = name)
    }
  }
  expect_setequal(types, c("curve", "plane", "observed"))
})
