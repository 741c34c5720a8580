#' Replay training in the browser
#'
#' A page element with a slider over the epochs: the error curve with a moving dot, the network whose weights change,
#' and the model at that moment. It needs no server and no network connection, works in a knitted HTML page and in
#' Shiny, and can be saved as one file by `save_replay()` (or by `htmlwidgets::saveWidget()`, which needs pandoc).
#'
#' A document that is knitted to PDF, Word or Markdown shows some of the epochs side by side instead, by base graphics;
#' `plot()` of a replay draws the same. On slides, `fragments = TRUE` lets the clicker step through these epochs before
#' it goes to the next slide.
#'
#' Everything comes from the recorded history; nothing is trained. The third picture is chosen by the model: with one
#' numeric predictor the curve through the points (and, in a network, what each unit of the last hidden layer adds);
#' with two the predicted values as a coloured plane (and in a network small maps of the hidden units); else the fitted
#' values against the observed ones. For a table in a database, whose rows are not here, it is the prediction over one
#' column, the others at their means. Predictors inside `poly()`, `log()` and the like are looked up in the data of the
#' call.
#'
#' Keys: the left and right arrows step, page up and page down go ten steps, space plays and pauses, home and end go to
#' the ends. A number in the field "Epoch" goes to the nearest epoch that the page holds. A line of the network shows
#' its weight where the pointer rests on it or where it is tapped; "Weights as numbers" has all that are drawn.
#'
#' @param fit A fit by [gd_lm()], [neuron()] or [ann()] that kept its path.
#' @param frames How many epochs to show at most, one whole number; half of them evenly spread, half closer together at
#'   the start, where most happens. There are fewer where the page would grow beyond about a megabyte.
#' @param width,height Width and height as CSS has them, as `"100%"` or `600`; NULL fills the width and is as high as
#'   needed.
#' @param static The epochs that stand for the replay where there is no browser, up to 12 recorded ones; NULL for four,
#'   closer together at the start.
#' @param fragments TRUE: on slides the keys of a clicker (page down and up, the arrows, space) first go through the
#'   epochs of `static`, and then to the next slide.
#' @param theme `"light"`, `"dark"`, or `"auto"`, which is dark where the page is.
#' @param elementId The id of the element in the page; NULL for a random one.
#' @return An object of class `c("replay", "htmlwidget")`, which shows itself when printed; where a document is knitted
#'   that no browser shows, one of class `"replay"`, which draws the pictures.
#' @section Errors: A fit with `record = FALSE` has no path; the message says how to refit. An epoch in `static` that
#'   was not recorded is refused. The package htmlwidgets is needed.
#' @seealso [histories] for the numbers, [playground()] for training while you watch.
#' @seealso In the course: `vignette("neuron", package = "descent")`.
#' @examples
#' fit <- gd_lm(dist ~ speed, cars, scaling = "standardize", eta = 0.05, epochs = 60)
#' if (requireNamespace("htmlwidgets", quietly = TRUE)) {
#'   widget <- replay(fit)
#'   if (interactive()) widget
#'   save_replay(widget, tempfile(fileext = ".html"))
#' }
#' @order 1
#' @export
replay <- function(fit, frames = 120, width = NULL, height = NULL, elementId = NULL, # nolint: object_name_linter.
                   static = NULL, fragments = FALSE, theme = "auto") {
  check_fit(fit, "replay")
  frames <- check_count(frames, "frames", 2)
  check_flag(fragments, "fragments")
  check_choice(theme, "theme", c("auto", "light", "dark"))
  check_recorded(fit, "replay")
  static <- static_epochs(fit, static)
  if (on_paper()) return(structure(list(), class = "replay", fit = fit, static = static))
  need_package("htmlwidgets", "replay()")
  data <- replay_data(fit, frames, also = static)
  data$theme <- theme
  if (fragments) data$steps <- I(match(static, data$epochs) - 1)
  widget <- htmlwidgets::createWidget(
    "replay", data, width = width, height = height, package = "descent", elementId = elementId,
    sizingPolicy = htmlwidgets::sizingPolicy(defaultWidth = "100%", defaultHeight = "auto", viewer.fill = FALSE,
                                             browser.fill = FALSE, knitr.figure = FALSE, padding = 10)
  )
  structure(widget, fit = fit, static = static)
}

#' @rdname replay
#' @param outputId The name of the output in a Shiny app.
#' @param expr An expression that gives a `replay()`.
#' @param env,quoted Where to evaluate `expr`, and whether it is quoted already, as in Shiny's render functions.
#' @export
replayOutput <- function(outputId, width = "100%", height = "auto") { # nolint: object_name_linter. Shiny's manner.
  need_package("htmlwidgets", "replayOutput()")
  htmlwidgets::shinyWidgetOutput(outputId, "replay", width, height, package = "descent")
}

#' @rdname replay
#' @export
renderReplay <- function(expr, env = parent.frame(), quoted = FALSE) { # nolint: object_name_linter. Shiny's manner.
  need_package("htmlwidgets", "renderReplay()")
  if (!quoted) expr <- substitute(expr)
  htmlwidgets::shinyRenderWidget(expr, replayOutput, env, quoted = TRUE)
}

#' @rdname replay
#' @param widget What `replay()` returned.
#' @param file Where `save_replay()` writes the page, a path that ends in `.html`. Its value is that path, invisibly.
#' @export
save_replay <- function(widget, file) {
  if (!inherits(widget, "replay")) stop_argument("widget", "what replay() returned", describe(widget))
  if (!is.character(file) || length(file) != 1 || !grepl("[.]html?$", file)) {
    stop_argument("file", "one path that ends in .html", describe(file))
  }
  check_writable(file)
  need_package("htmlwidgets", "save_replay()")
  need_package("jsonlite", "save_replay()")
  own <- function(...) system.file("htmlwidgets", ..., package = "descent", mustWork = TRUE)
  inside <- function(tag, files) {
    text <- vapply(files, function(f) paste(readLines(f, encoding = "UTF-8", warn = FALSE), collapse = "\n"), "")
    sprintf("<%s>\n%s\n</%s>", tag, text, tag)
  }
  # a name holds no tag: neither the end of this script nor the start of a comment or of another
  json <- jsonlite::toJSON(list(x = widget$x, evals = list(), jsHooks = list()), auto_unbox = TRUE, null = "null",
                           na = "null", digits = I(15))
  json <- gsub("<", "\\u003c", json, fixed = TRUE)
  id <- if (is.null(widget$elementId)) "replay" else widget$elementId
  page <- c(
    "<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">", "<title>Replay of training</title>",
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
    inside("style", own("lib", c("draw.css", "replay.css"))), page_colours(widget$x$theme),
    inside("script", c(system.file("www", "htmlwidgets.js", package = "htmlwidgets", mustWork = TRUE),
                       own("lib", c("draw.js", "network.js", "picture.js")), own("replay.js"))),
    "</head>", "<body>", sprintf("<div id=\"%s\" class=\"replay html-widget\"></div>", id),
    sprintf("<script type=\"application/json\" data-for=\"%s\">%s</script>", id, json), "</body>", "</html>"
  )
  write_files(text_file(page, file))
}

# The page around the replay: as light or dark as it is.
page_colours <- function(theme) {
  dark <- "body { background: #17191c; }"
  light <- "body { background: #ffffff; margin: 0; }"
  rule <- switch(theme, light = light, dark = paste(light, dark),
                 auto = sprintf("%s @media (prefers-color-scheme: dark) { %s }", light, dark))
  sprintf("<style>%s</style>", rule)
}

# What the page holds: a list that becomes JSON. `frames` sets of coefficients at most, fewer where they are large.
replay_data <- function(fit, frames, bytes = 8e5, also = NULL) {
  path <- recorded_path(fit)
  picture <- model_page(fit)
  per_frame <- network_bytes(fit) + picture$bytes
  kept <- spread_rows(length(path$epoch), max(2, min(frames, floor(bytes / per_frame))))
  kept <- sort(union(kept, match(also, path$epoch)))
  thetas <- path$theta[kept, , drop = FALSE]
  epochs <- path$epoch[kept]
  list(
    title = title_of(fit), formula = deparse1(formula(fit)), epochs = I(epochs), last = end_epoch(fit),
    trained = fit$epochs, error = error_page(fit, epochs), network = network_page(fit, thetas),
    picture = picture$frames(thetas),
    note = if (fit$stop == "diverged") "Training diverged: the last epoch shown is the last finite one." else
      if (stopped_early(fit)) sprintf("Training ran for %s epochs; the fit is that of the best one, epoch %s.",
                                      count_text(fit$epochs), count_text(end_epoch(fit)))
  )
}

# The error curve, thin enough to draw, and the error at the epochs that are shown.
error_page <- function(fit, epochs = fit$epochs, points = 600, history = error_history(fit)) {
  picture <- error_picture(history, most = points)
  shown <- picture$shown
  at <- findInterval(epochs, history$epoch)
  validation <- length(history$validation) > 0
  list(epoch = I(shown$epoch), error = page_numbers(shown$error),
       validation = if (validation) page_numbers(shown$validation), at = page_numbers(history$error[at]),
       at_validation = if (validation) page_numbers(history$validation[at]), log = picture$log,
       best = if (!is.null(picture$mark)) picture$mark$epoch,
       label = sprintf("Error (%s)", fit$hyperparameters$cost$name))
}
