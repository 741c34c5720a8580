#' Training as an animation
#'
#' Draws one of the pictures at one recorded epoch after the other and writes them as an animated GIF, by the package
#' gifski or else magick. In a knitr chunk, where no `file` is given, it draws the plain frames instead: give the chunk
#' `fig.show = "animate"` or `fig.show = "hold"`.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()] that recorded its path.
#' @param file Where the GIF goes, a path that ends in `.gif`.
#' @param what The picture: `"fit"` (one numeric input), `"surface"`, `"error"`, `"network"`, `"boundary"` (two numeric
#'   inputs), `"units"` ([ann()] with one input); or your own function of the fit and an epoch that draws one frame.
#'   NULL takes the first of `"fit"`, `"boundary"`, `"surface"` that suits the fit.
#' @param frames How many frames at most, one whole number from 2 on: recorded epochs, closer together at the start.
#' @param fps Frames a second, one positive number; the last frame stays for a second.
#' @param width,height,res Size in inches and resolution in pixels an inch of the GIF.
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
animate <- function(fit, file = "training.gif", what = NULL, frames = 40, fps = 8, width = 7, height = 5, res = 100,
                    ...) {
  check_fit(fit, "animate")
  check_recorded(fit, "animate")
  epochs <- spread_epochs(fit$history$epoch, check_count(frames, "frames", 2))
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
  draw <- if (is.function(what)) function(epoch) what(fit, epoch, ...) else frame_makers[[what]](fit, epochs, list(...))
  if (plain) {
    for (epoch in epochs) draw(epoch)
    return(invisible(epochs))
  }
  folder <- tempfile("frames")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  draw_frames(draw, epochs, file.path(folder, "%05d.png"), size, res)
  pictures <- sort(list.files(folder, full.names = TRUE))
  writer(c(pictures, rep(tail(pictures, 1), ceiling(fps) - 1)), file, size, fps)
  invisible(file)
}

draw_frames <- function(draw, epochs, pattern, size, res) {
  device <- grDevices::dev.cur()
  grDevices::png(pattern, size[1], size[2], res = res)
  on.exit({
    grDevices::dev.off()
    if (device > 1) grDevices::dev.set(device)
  })
  for (epoch in epochs) draw(epoch)
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
  numeric <- sum(vapply(raw_inputs(fit), is.numeric, NA))
  if (numeric == 2) "boundary" else "surface"
}

# What draws a frame, prepared once for all epochs so that the axes stand still.
frame_makers <- list(
  fit = function(fit, epochs, theirs) {
    curves <- fit_curves(fit, if (length(epochs) > 30) spread_epochs(epochs, 30) else epochs)
    ours <- list(ylim = near_range(curves$input$y, curves$values))
    function(epoch) do.call(draw_fit, c(list(fit, epoch), styled(c(ours, list(sub = moment_text(fit, epoch))), theirs)))
  },
  surface = function(fit, epochs, theirs) {
    chosen <- names(theirs) %in% c("which", "grid")
    grid <- if (is.null(theirs$grid)) 60 else theirs$grid
    surface <- surface_data(list(fit), theirs$which, grid, theirs[!chosen])
    function(epoch) draw_surface(surface, fit$hyperparameters$cost$name, theirs[!chosen], epoch = epoch)
  },
  error = function(fit, epochs, theirs) {
    shown <- thin_rows(as.data.frame(error_history(fit)))
    log <- log_axis(unlist(shown[-1]))
    function(epoch) {
      draw_curves(shown, log, "Error during training", "Error", styled(list(sub = moment_text(fit, epoch)), theirs),
                  mark = epoch)
    }
  },
  network = function(fit, epochs, theirs) function(epoch) do.call(plot_network, c(list(fit, epoch), theirs)),
  boundary = function(fit, epochs, theirs) {
    function(epoch) do.call(plot_boundary, c(list(fit, epoch = epoch), theirs))
  },
  units = function(fit, epochs, theirs) {
    output <- if (is.null(theirs$output)) 1 else theirs$output
    theirs$output <- NULL
    moments <- lapply(spread_epochs(epochs, 12), unit_shares, fit = fit, output = output)
    limits <- units_limits(moments)
    function(epoch) draw_units(list(unit_shares(fit, epoch, output)), moment_text(fit, epoch), theirs, limits)
  }
)

moment_text <- function(fit, epoch) {
  at <- match(epoch, fit$history$error_epoch)
  error <- if (!is.na(at)) sprintf(", error %s", format(signif(fit$history$error[at], 3), big.mark = ","))
  paste0("epoch ", count_text(epoch), error)
}
