# Some epochs of a replay, drawn by base graphics: what a page on paper shows, and plot() of a replay.

#' @name replay
#' @rdname replay
#' @order 2
#' @param x What `replay()` returned.
#' @param epochs The epochs that are drawn side by side, as `static`.
#' @export
plot.replay <- function(x, epochs = NULL, ...) {
  fit <- attr(x, "fit")
  epochs <- if (is.null(epochs)) attr(x, "static") else static_epochs(fit, epochs)
  n <- length(epochs)
  columns <- if (n <= 1) 1 else if (n <= 4) 2 else 3
  old <- par(c("mfrow", touched_par))
  on.exit(par(old))
  par(mfrow = c(ceiling(n / columns), columns))
  draw <- still_maker(fit)(fit, epochs, list(...))
  for (epoch in epochs) draw(epoch)
  invisible(epochs)
}

# The picture that suits the fit, as replay() chooses it.
still_maker <- function(fit) {
  what <- default_frame(fit)
  if (what %in% c("fit", "boundary")) frame_makers[[what]] else fitted_frames
}

fitted_frames <- function(fit, epochs, theirs) {
  at <- function(epoch) {
    fit$fitted.values <- fitted(fit, epoch = epoch)
    fitted_picture(fit)
  }
  limits <- range_of(unlist(lapply(epochs, function(epoch) at(epoch)$ylim)))
  function(epoch) {
    picture <- at(epoch)
    if (is.null(picture$classes)) picture$ylim <- limits
    draw_fitted(replace(picture, "sub", moment_text(fit, epoch)), theirs)
  }
}

# Recorded epochs that stand for the whole path, the first and the last among them.
static_epochs <- function(fit, epochs = NULL) {
  kept <- recorded_path(fit)$epoch
  if (is.null(epochs)) return(spread_epochs(kept, 4))
  if (!is.numeric(epochs) || !length(epochs) || length(epochs) > 12 || !all(epochs %in% kept)) {
    stop_argument("static", sprintf("NULL or up to 12 recorded epochs, from %s to %s", count_text(kept[1]),
                                    count_text(kept[length(kept)])), describe(epochs))
  }
  sort(unique(as.double(epochs)))
}

# Whether a document is knitted that no browser shows. There a replay must not be a widget: knitr would photograph it.
on_paper <- function() {
  isTRUE(getOption("knitr.in.progress")) && requireNamespace("knitr", quietly = TRUE) &&
    !knitr::is_html_output(excludes = c("markdown", "gfm", "epub", "epub2", "epub3"))
}

#' @exportS3Method knitr::knit_print
knit_print.replay <- function(x, ...) {
  if (inherits(x, "htmlwidget")) return(NextMethod())
  plot(x)
  invisible()
}
