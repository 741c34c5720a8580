#' Training as an animation
#'
#' Draws one of the pictures at one recorded epoch after the other and writes them as an animated GIF, by the package
#' gifski or else magick. In a knitr chunk, where no `file` is given, it draws the plain frames instead: give the chunk
#' `fig.show = "animate"` or `fig.show = "hold"`.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()] that recorded its path.
#' @param file Where the GIF goes, a path that ends in `.gif`; by default a new file in the session's temporary folder,
#'   which a message names.
#' @param what The picture: `"fit"` (one numeric input), `"surface"`, `"error"`, `"coefficients"`, `"network"`,
#'   `"boundary"` (two numeric inputs, in few colours, which keeps the file small), `"units"` ([ann()] with one
#'   input); or your own function of the fit and an epoch that draws one frame.
#'   NULL takes the first of `"fit"`, `"boundary"`, `"surface"` that suits the fit.
#' @param frames How many frames at most, one whole number from 2 on: recorded epochs, closer together at the start.
#' @param fps Frames per second, one positive number; the last frame stays for a second.
#' @param width,height,res Size in inches and resolution in pixels per inch of the GIF.
#' @param progress Whether a progress bar shows how many frames are drawn, and then that the file is being written:
#'   `TRUE` or `FALSE`, by default only in an
#'   interactive session.
#' @param ... Passed to the picture, as `which` of [plot_surface()] or `main`.
#' @return The path of the GIF, invisibly; in a knitr chunk without `file` the epochs drawn.
#' @section Errors: Without gifski and magick it says what to install; a fit with `record = FALSE` has no frames.
#' @seealso [plot.descent()], [plot_surface()], [plot_network()], [plot_boundary()], [plot_units()]
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.1, epochs = 30)
#' if (requireNamespace("gifski", quietly = TRUE)) {
#'   animate(fit, tempfile(fileext = ".gif"), frames = 3, width = 3, height = 2)
#' }
#' @export
animate <- function(fit, file = tempfile("training-", fileext = ".gif"), what = NULL, frames = 40, fps = 8, width = 7,
                    height = 5, res = 100, progress = interactive(), ...) {
  check_fit(fit, "animate")
  check_recorded(fit, "animate")
  epochs <- spread_epochs(recorded_path(fit)$epoch, check_count(frames, "frames", 2))
  fps <- check_positive(fps, "fps")
  if (!is.function(what)) {
    what <- if (is.null(what)) default_frame(fit) else check_choice(what, "what", names(frame_makers), " or a function")
  }
  plain <- missing(file) && isTRUE(getOption("knitr.in.progress"))
  if (!plain) {
    if (!is.character(file) || length(file) != 1 || !grepl("[.]gif$", file)) {
      stop_argument("file", "one path that ends in .gif", describe(file))
    }
    writer <- gif_writer()
    size <- c(check_positive(width, "width"), check_positive(height, "height")) * check_positive(res, "res")
  }
  if (!plain) check_writable(file)
  draw <- if (is.function(what)) function(epoch) what(fit, epoch, ...) else frame_makers[[what]](fit, epochs, list(...))
  if (plain) {
    for (epoch in epochs) draw(epoch)
    return(invisible(epochs))
  }
  folder <- tempfile("frames")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  progress <- check_flag(progress, "progress")
  draw_frames(draw, epochs, folder, size, res, progress)
  pictures <- sort(list.files(folder, full.names = TRUE))
  if (progress) cli::cli_progress_message("Writing {.file {basename(file)}} ...")
  pictures <- c(pictures, rep(tail(pictures, 1), ceiling(fps) - 1))
  write_files(new_file(file, function(to) writer(pictures, to, size, fps), gif_whole))
  if (missing(file)) message("The animation is in ", file, ".")
  invisible(file)
}

draw_frames <- function(draw, epochs, folder, size, res, progress = FALSE) {
  device <- grDevices::dev.cur()
  grDevices::png(file.path(folder, "%05d.png"), size[1], size[2], res = res)
  on.exit({
    grDevices::dev.off()
    if (device > 1) grDevices::dev.set(device)
  })
  bar <- if (progress) cli::cli_progress_bar("Drawing frames", total = length(epochs), clear = TRUE)
  for (epoch in epochs) {
    draw(epoch)
    if (progress) cli::cli_progress_update(id = bar)
  }
  if (progress) cli::cli_progress_done(id = bar)
}

gif_writer <- function(installed = function(package) requireNamespace(package, quietly = TRUE)) {
  if (installed("gifski")) {
    return(function(pictures, file, size, fps) {
      gifski::gifski(pictures, file, size[1], size[2], delay = 1 / fps, progress = FALSE)
    })
  }
  if (installed("magick")) {
    return(function(pictures, file, size, fps) {
      film <- magick::image_animate(magick::image_read(pictures), delay = max(1, round(100 / fps)), optimize = TRUE)
      magick::image_write(film, file)
    })
  }
  stop("animate() needs the package gifski (or magick) to write a GIF: install.packages(\"gifski\").", call. = FALSE)
}

default_frame <- function(fit) {
  if (!is.null(one_input(fit))) return("fit")
  inputs <- raw_inputs(fit)
  if (length(inputs) && sum(are_numbers(fit, inputs)) == 2) "boundary" else "surface"
}

# What draws a frame, prepared once for all epochs so that the axes stand still and widths compare.
frame_makers <- list(
  fit = function(fit, epochs, theirs) {
    limits <- fit_picture(fit, spread_epochs(epochs, 30))["ylim"]
    function(epoch) {
      picture <- replace(fit_picture(fit, epoch), c("ylim", "sub"), c(limits, moment_text(fit, epoch)))
      draw_fit(picture, theirs)
    }
  },
  surface = function(fit, epochs, theirs) {
    own <- c("which", "grid", "directions")
    grid <- if (is.null(theirs$grid)) 60 else theirs$grid
    surface <- surface_picture(list(fit), theirs$which, theirs$directions, grid, xlim = theirs$xlim, ylim = theirs$ylim)
    function(epoch) {
      surface$paths[[1]] <- surface$paths[[1]][surface$paths[[1]]$epoch <= epoch, ]
      surface$path_cost <- lapply(surface$path_cost, head, nrow(surface$paths[[1]]))
      surface$sub <- caption(moment_text(fit, epoch), if (nzchar(surface$sub)) surface$sub)
      draw_surface(surface, theirs[!names(theirs) %in% own])
    }
  },
  error = function(fit, epochs, theirs) {
    picture <- error_picture(error_history(fit), theirs$log)
    function(epoch) draw_path(replace(picture, "sub", moment_text(fit, epoch)), theirs, epoch)
  },
  coefficients = function(fit, epochs, theirs) {
    picture <- coefficient_picture(coef_history(fit), theirs$log)
    function(epoch) {
      picture$sub <- caption(moment_text(fit, epoch), if (nzchar(picture$sub)) picture$sub)
      draw_coefficients(picture, theirs, epoch)
    }
  },
  network = function(fit, epochs, theirs) {
    own <- c("colour", "most", "values")
    colour <- if (is.null(theirs$colour)) "weight" else check_choice(theirs$colour, "colour", c("weight", "gradient"))
    most <- if (is.null(theirs$most)) 30 else check_count(theirs$most, "most", 4)
    over <- if (colour == "gradient") fit$history$gradients
    function(epoch) {
      picture <- network_picture(fit, epoch, colour, most, over)
      picture$sub <- caption(moment_text(fit, epoch), picture$notes)
      draw_network(picture, theirs$values, theirs[!names(theirs) %in% own])
    }
  },
  boundary = function(fit, epochs, theirs) {
    own <- c("which", "grid", "output")
    grid <- if (is.null(theirs$grid)) 60 else check_count(theirs$grid, "grid", 10)
    frame <- plane_frame(fit, theirs$which, grid, theirs$xlim, theirs$ylim)
    output <- if (is.null(theirs$output)) 1 else theirs$output
    values <- lapply(spread_epochs(epochs, 6), function(epoch) predicted_at(list(at_epoch(fit, epoch)), frame$newdata))
    range <- range_of(unlist(values))
    function(epoch) {
      plane <- plane_values(fit, frame, predicted_at(list(at_epoch(fit, epoch)), frame$newdata), output)
      if (plane$kind == "value") plane$range <- range_of(range, plane$points$observed)
      plane$sub <- caption(moment_text(fit, epoch), plane$rest)
      plane$coarse <- TRUE
      draw_plane(plane, theirs[!names(theirs) %in% own])
    }
  },
  units = function(fit, epochs, theirs) {
    output <- if (is.null(theirs$output)) 1 else theirs$output
    theirs$output <- NULL
    picture <- function(epoch) units_picture(fit, list(at_epoch(fit, epoch)), output)
    limits <- units_limits(lapply(spread_epochs(epochs, 12), picture))
    function(epoch) draw_units(list(picture(epoch)), moment_text(fit, epoch), theirs, limits)
  }
)

moment_text <- function(fit, epoch) {
  at <- match(epoch, fit$history$error_epoch)
  error <- if (!is.na(at)) sprintf(", error %s", number_text(fit$history$error[at]))
  paste0(moment_note(fit, epoch), error)
}
