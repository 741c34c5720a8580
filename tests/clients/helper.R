# Every client is asked the same of an lm() or glm() and of descent's fit of the same model; the numbers must agree. One
# line per check: client | fit | call | lm/glm | descent | ok. A client that is not installed is skipped by name.

library(descent)

results <- new.env()
results$rows <- list()

note <- function(client, fit, call, exact, ours, ok) {
  version <- tryCatch(as.character(utils::packageVersion(client)), error = function(e) "-")
  row <- data.frame(client = client, version = version, fit = fit, call = call, exact = exact, descent = ours, ok = ok)
  row[] <- lapply(row, function(text) gsub("[ \n]+", " ", text))
  results$rows[[length(results$rows) + 1]] <- row
  cat(paste(unlist(row[-2]), collapse = " | "), "\n", sep = "")
}

# Runs `code` where the client is installed.
with_client <- function(client, code) {
  if (!requireNamespace(client, quietly = TRUE)) return(note(client, "-", "-", "-", "-", "skipped: not installed"))
  suppressPackageStartupMessages(require(client, character.only = TRUE, quietly = TRUE))
  tryCatch(code, error = function(e) note(client, "-", "-", "-", "-", paste("FAILED:", conditionMessage(e))))
}

# All numbers of an object, in order: of lists, data frames and S4 objects their parts'.
numbers <- function(x) {
  if (is.function(x) || is.environment(x) || is.language(x) || inherits(x, "formula")) return(numeric())
  if (isS4(x)) x <- lapply(methods::slotNames(x), function(s) methods::slot(x, s))
  if (is.list(x)) return(unlist(lapply(unclass(x), numbers), use.names = FALSE))
  if (is.factor(x)) x <- as.integer(x)
  if (is.numeric(x) || is.logical(x)) as.double(x) else numeric()
}

shown <- function(x) {
  x <- x[is.finite(x)]
  if (length(x) == 0) return("-")
  paste0(paste(signif(utils::head(x, 3), 6), collapse = ", "), if (length(x) > 3) ", ..." else "")
}

# A call as the table shows it: without what only prepares it.
shown_call <- function(call) {
  if (is.call(call) && identical(call[[1]], as.name("{"))) call <- call[[length(call)]]
  text <- gsub("[ \n]+", " ", paste(deparse(call, 500), collapse = " "))
  gsub("if \\(inherits\\(fit, \"descent\"\\)\\) (as_g?lm\\(fit\\)) else fit", "\\1", text)
}

# The value of `code`, or its error; what it prints is not shown.
silently <- function(code) {
  utils::capture.output(value <- tryCatch(suppressMessages(suppressWarnings(code)), error = identity))
  value
}

# `call` is an expression in `fit`; it is evaluated for both models of each pair.
same <- function(client, call, pairs, tolerance = 1e-5) {
  call <- substitute(call)
  text <- shown_call(call)
  for (name in names(pairs)) {
    value <- function(model) {
      envir <- list2env(list(fit = model), parent = globalenv())
      silently(eval(call, envir))
    }
    compare_values(client, name, text, value(pairs[[name]]$exact), value(pairs[[name]]$ours), tolerance)
  }
}

# What has no counterpart is held against what descent itself predicts: `ours` and `exact` are values.
against <- function(client, fit, text, ours, exact, tolerance = 1e-6) {
  compare_values(client, fit, text, silently(exact), silently(ours), tolerance)
}

compare_values <- function(client, fit, text, exact, ours, tolerance) {
  if (inherits(exact, "error")) {
    return(note(client, fit, text, paste("error:", conditionMessage(exact)), "-", "skipped: fails for lm() too"))
  }
  if (inherits(ours, "error")) {
    return(note(client, fit, text, shown(numbers(exact)), paste("error:", conditionMessage(ours)), "FAILED"))
  }
  a <- numbers(exact)
  b <- numbers(ours)
  equal <- length(a) > 0 && isTRUE(all.equal(a, b, tolerance = tolerance, check.attributes = FALSE))
  note(client, fit, text, shown(a), shown(b), if (equal) "ok" else "FAILED")
}

# A statement about descent alone, which must hold; `seen` is what it rests on.
holds <- function(client, fit, text, true, seen = "") {
  note(client, fit, text, "-", seen, if (isTRUE(true)) "ok" else "FAILED")
}

# The pairs that most clients are asked about.
lm_pairs <- function(...) {
  d <<- mtcars
  d$gear <<- factor(d$gear)
  d$third <<- as.integer(seq_len(32) %% 3 == 0)
  pairs <- list(
    gd_lm = list(exact = lm(mpg ~ wt + hp + gear, d), ours = gd_lm(mpg ~ wt + hp + gear, d, scaling = "whiten")),
    neuron = list(exact = glm(third ~ wt + hp, binomial, d, control = glm.control(epsilon = 1e-10)),
                  ours = neuron(third ~ wt + hp, d, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs",
                                eta = "auto", epochs = 200))
  )
  if (length(c(...))) pairs[c(...)] else pairs
}

finish <- function(group) {
  rows <- do.call(rbind, results$rows)
  target <- Sys.getenv("CLIENTS_TABLES")
  if (nzchar(target)) utils::write.csv(cbind(group = group, rows), file.path(target, paste0(group, ".csv")),
                                       row.names = FALSE)
  quit(status = as.integer(any(grepl("^FAILED", rows$ok))))
}
