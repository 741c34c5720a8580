# A headless browser, driven through Chromium's own debugging protocol (chromedevtools.github.io/devtools-protocol)
# over a WebSocket (RFC 6455) in base R, so that these tests need no package beyond jsonlite.

browser_program <- function() {
  found <- Sys.which(c("chromium", "chromium-browser", "google-chrome", "chrome"))
  found <- unname(found[nzchar(found)])
  given <- Sys.getenv("CHROMOTE_CHROME")
  if (nzchar(given)) given else if (length(found)) found[1]
}

skip_without_browser <- function(packages = character()) {
  testthat::skip_if(.Platform$OS.type != "unix", "the browser is driven on Unix only")
  for (package in c("jsonlite", "processx", packages)) skip_if_absent(package) # nolint: object_usage_linter.
  testthat::skip_if(is.null(browser_program()), "no Chromium is installed")
}

# Opens a page, hands it to `code`, and ends the browser. The page is an environment: its socket, and the `errors` that
# the console has shown.
with_page <- function(url, code, width = 1100, height = 800) {
  folder <- tempfile("browser")
  process <- processx::process$new(browser_program(), c(
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
    paste0("--user-data-dir=", folder), "about:blank"
  ), cleanup_tree = TRUE)
  page <- new.env()
  page$errors <- character()
  page$id <- 0
  on.exit({
    # a browser that is asked to go takes its temporary files along
    if (!is.null(page$socket)) {
      try(ask(page, "Browser.close"), silent = TRUE)
      close(page$socket)
      process$wait(5000)
    }
    process$kill_tree()
    unlink(folder, recursive = TRUE)
  })
  ready <- file.path(folder, "DevToolsActivePort")
  wait_until(function() file.exists(ready) && length(readLines(ready, warn = FALSE)) > 0, "the browser to start", 60)
  port <- as.integer(readLines(ready, warn = FALSE)[1])
  target <- NULL
  wait_until(function() {
    listed <- jsonlite::fromJSON(http_get(port, "/json/list"), simplifyVector = FALSE)
    target <<- Find(function(x) x$type == "page", listed)
    !is.null(target)
  }, "the browser's first page", 30)
  page$socket <- web_socket(port, sub("^ws://[^/]*", "", target$webSocketDebuggerUrl))
  for (domain in c("Page", "Runtime", "Log")) ask(page, paste0(domain, ".enable"))
  resize_page(page, width, height)
  ask(page, "Page.navigate", list(url = url))
  wait_for(page, "document.readyState === 'complete' && location.href !== 'about:blank'")
  code(page)
}

wait_until <- function(done, what, seconds = 20) {
  deadline <- Sys.time() + seconds
  repeat {
    if (isTRUE(tryCatch(done(), error = function(e) FALSE))) return(invisible(TRUE))
    if (Sys.time() > deadline) stop("waited in vain for ", what, call. = FALSE)
    Sys.sleep(0.05)
  }
}

http_get <- function(port, path) {
  connection <- socketConnection("127.0.0.1", port, open = "r+b", blocking = TRUE, timeout = 20)
  on.exit(close(connection))
  send_lines(connection, paste("GET", path, "HTTP/1.1"), paste0("Host: 127.0.0.1:", port), "Connection: close")
  head <- read_head(connection)
  length <- as.integer(sub(".*content-length: *([0-9]+).*", "\\1", tolower(head)))
  rawToChar(readBin(connection, "raw", length))
}

send_lines <- function(connection, ...) {
  writeBin(charToRaw(paste0(paste(c(...), collapse = "\r\n"), "\r\n\r\n")), connection)
}

read_head <- function(connection) {
  head <- raw()
  while (!identical(tail(head, 4), charToRaw("\r\n\r\n"))) {
    byte <- readBin(connection, "raw", 1)
    if (length(byte) == 0) stop("the browser closed the connection", call. = FALSE)
    head <- c(head, byte)
  }
  rawToChar(head)
}

web_socket <- function(port, path) {
  connection <- socketConnection("127.0.0.1", port, open = "r+b", blocking = TRUE, timeout = 30)
  send_lines(connection, paste("GET", path, "HTTP/1.1"), paste0("Host: 127.0.0.1:", port), "Upgrade: websocket",
             "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13")
  if (!grepl("^HTTP/1.1 101", read_head(connection))) stop("the browser refused the WebSocket", call. = FALSE)
  connection
}

# One text frame; a mask of four zero bytes leaves the text as it is.
send_text <- function(connection, text) {
  payload <- charToRaw(enc2utf8(text))
  n <- length(payload)
  bytes <- function(n, k) as.raw((n %/% 256^((k - 1):0)) %% 256)
  size <- if (n < 126) as.raw(128 + n) else if (n < 65536) c(as.raw(254), bytes(n, 2)) else c(as.raw(255), bytes(n, 8))
  writeBin(c(as.raw(0x81), size, raw(4), payload), connection)
}

read_bytes <- function(connection, n) {
  got <- raw()
  while (length(got) < n) {
    more <- readBin(connection, "raw", n - length(got))
    if (length(more) == 0) stop("the browser sent nothing more", call. = FALSE)
    got <- c(got, more)
  }
  got
}

receive_text <- function(connection) {
  message <- raw()
  repeat {
    head <- as.integer(read_bytes(connection, 2))
    size <- head[2] %% 128
    if (size >= 126) {
      bytes <- if (size == 126) 2 else 8
      size <- sum(as.integer(read_bytes(connection, bytes)) * 256^((bytes - 1):0))
    }
    payload <- if (size > 0) read_bytes(connection, size) else raw()
    if (head[1] %% 16 %in% c(0, 1)) message <- c(message, payload)
    if (head[1] >= 128 && head[1] %% 16 %in% c(0, 1)) break
  }
  text <- rawToChar(message)
  Encoding(text) <- "UTF-8"
  text
}

# A command of the protocol and its answer; what the page complained of meanwhile is kept in page$errors.
ask <- function(page, method, params = NULL) {
  page$id <- page$id + 1
  params <- if (length(params)) params else structure(list(), names = character())
  command <- list(id = page$id, method = method, params = params)
  send_text(page$socket, as.character(jsonlite::toJSON(command, auto_unbox = TRUE, digits = NA)))
  repeat {
    message <- jsonlite::fromJSON(receive_text(page$socket), simplifyVector = FALSE)
    if (identical(message$method, "Runtime.exceptionThrown")) {
      details <- message$params$exceptionDetails
      page$errors <- c(page$errors, paste(details$text, details$exception$description))
    }
    if (identical(message$method, "Runtime.consoleAPICalled") && message$params$type %in% c("error", "assert")) {
      said <- vapply(message$params$args, function(a) paste(a$value, a$description), "")
      page$errors <- c(page$errors, paste(said, collapse = " "))
    }
    if (identical(message$method, "Log.entryAdded") && message$params$entry$level == "error") {
      page$errors <- c(page$errors, paste(message$params$entry$text, message$params$entry$url))
    }
    if (identical(as.numeric(message$id), as.numeric(page$id))) break
  }
  if (!is.null(message$error)) stop(method, ": ", message$error$message, call. = FALSE)
  message$result
}

# The value of a JavaScript expression in the page.
evaluate <- function(page, script) {
  result <- ask(page, "Runtime.evaluate", list(expression = script, returnByValue = TRUE, awaitPromise = TRUE))
  if (!is.null(result$exceptionDetails)) {
    stop(script, ": ", result$exceptionDetails$exception$description, call. = FALSE)
  }
  value <- result$result$value
  if (is.list(value)) unlist(value) else value
}

wait_for <- function(page, condition, seconds = 20) {
  wait_until(function() isTRUE(evaluate(page, condition)), condition, seconds)
}

press_key <- function(page, key, code = key, text = NULL, number = 0) {
  base <- list(key = key, code = code, windowsVirtualKeyCode = number)
  down <- if (is.null(text)) list(type = "rawKeyDown") else list(type = "keyDown", text = text)
  ask(page, "Input.dispatchKeyEvent", c(down, base))
  ask(page, "Input.dispatchKeyEvent", c(list(type = "keyUp"), base))
}

# A real click, in the middle of what a CSS selector finds.
click <- function(page, selector) {
  at <- evaluate(page, sprintf(paste0(
    "(function () { var e = document.querySelector(%s); e.scrollIntoView({ block: 'center', behavior: 'instant' }); ",
    "var b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()"
  ), jsonlite::toJSON(selector, auto_unbox = TRUE)))
  for (type in c("mousePressed", "mouseReleased")) {
    ask(page, "Input.dispatchMouseEvent", list(type = type, x = at[1], y = at[2], button = "left", clickCount = 1))
  }
}

resize_page <- function(page, width, height = 800) {
  ask(page, "Emulation.setDeviceMetricsOverride",
      list(width = width, height = height, deviceScaleFactor = 1, mobile = FALSE))
}

prefer <- function(page, feature, value) {
  ask(page, "Emulation.setEmulatedMedia", list(features = list(list(name = feature, value = value))))
}

# The whole page as a PNG file.
screenshot <- function(page, file) {
  size <- ask(page, "Page.getLayoutMetrics")$cssContentSize
  shot <- ask(page, "Page.captureScreenshot", list(
    format = "png", captureBeyondViewport = TRUE,
    clip = list(x = 0, y = 0, width = size$width, height = size$height, scale = 1)
  ))
  writeBin(jsonlite::base64_dec(shot$data), file)
  invisible(file)
}
