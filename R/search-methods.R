# What grid_search() returns, printed and drawn.

#' @rdname grid_search
#' @export
print.grid_search <- function(x, n = 10, digits = 4, ...) {
  say(sprintf("%d combination%s of %s, %s", nrow(x), if (nrow(x) == 1) "" else "s",
              paste(attr(x, "tried"), collapse = ", "), attr(x, "design")))
  cat("\n")
  shown <- as.data.frame(x)
  shown <- shown[order(shown$error), , drop = FALSE]
  problems <- shown$problem[shown$problem != ""]
  shown$problem <- ifelse(shown$problem == "", "", "!")
  if (!length(problems)) shown$problem <- NULL
  if (all(is.na(shown$se))) shown$se <- NULL
  for (name in intersect(c("error", "se", "rmse", "accuracy", "training"), names(shown))) {
    shown[[name]] <- format_column(shown[[name]], digits)
  }
  print(head(shown, n), digits = digits, row.names = FALSE)
  if (nrow(x) > n) cat(sprintf("... and %d more\n", nrow(x) - n))
  if (length(problems)) {
    say(sprintf("! in %d combination%s, the first: %s", length(problems), if (length(problems) == 1) "" else "s",
                problems[1]), exdent = 2)
  }
  if (any(!is.na(x$error))) {
    at <- best_row(x)
    values <- vapply(attr(x, "tried"), function(v) format(x[[v]][at]), "")
    cat("\n")
    say(sprintf("Best: %s. best() fits it on all rows.", paste(attr(x, "tried"), "=", values, collapse = ", ")))
  }
  invisible(x)
}

# One format for the column, but for fits that diverged: they would force e+00 upon all.
format_column <- function(x, digits) {
  far <- !is.na(x) & x > 1e6 * min(x, Inf, na.rm = TRUE)
  replace(format(replace(x, far, NA), digits = digits), far, format(x[far], digits = digits))
}

#' @export
`[.grid_search` <- function(x, ...) as.data.frame(x)[...]

#' @export
as.data.frame.grid_search <- function(x, ...) {
  attributes(x) <- attributes(x)[c("names", "row.names")]
  class(x) <- "data.frame"
  x
}
