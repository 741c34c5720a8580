# What an exercise is made of, and the text of one.

# One row per exercise. `draw`, `work`, `answer` and the mistakes are expressions, evaluated one after the other in one
# environment: `draw` makes the numbers (its variables are what the task may show), `work` the plain arithmetic on the
# way (for a function to complete also `cases`, the lists of arguments on which it is tried), `answer` the result. Text
# between braces in `text` and `solution` is R code that sees all of it.
an_exercise <- function(topic, title, text, draw, answer, mistakes, solution, work = NULL, kind = "number",
                        tolerance = 1e-3, skeleton = NULL) {
  draw <- substitute(draw)
  list(topic = topic, title = title, text = text, draw = draw, work = substitute(work), answer = substitute(answer),
       mistakes = mistakes, solution = solution, kind = kind, tolerance = tolerance, skeleton = skeleton,
       drawn = drawn_names(draw))
}

# A known mistake: what it gives, and what to say about it, both expressions.
slip <- function(value, sentence) list(value = substitute(value), sentence = substitute(sentence))

drawn_names <- function(block) {
  assigned <- function(line) is.call(line) && identical(line[[1]], quote(`<-`)) && is.name(line[[2]])
  unique(vapply(Filter(assigned, as.list(block)[-1]), function(line) as.character(line[[2]]), ""))
}

# n numbers between two bounds, with few digits, none of them 0.
some <- function(n, from, to, digits = 1) {
  repeat {
    x <- round(stats::runif(n, from, to), digits)
    if (all(x != 0)) return(x)
  }
}

# Replaces every {code} by its value.
fill_text <- function(text, home) {
  vapply(text, function(line) {
    holes <- gregexpr("\\{[^{}]*\\}", line)
    regmatches(line, holes) <- list(vapply(regmatches(line, holes)[[1]], function(hole) {
      value <- eval(str2lang(substr(hole, 2, nchar(hole) - 1)), home)
      paste(if (is.numeric(value)) plain_number(value) else value, collapse = ", ")
    }, ""))
    line
  }, "", USE.NAMES = FALSE)
}

plain_number <- function(x) trimws(formatC(x + 0, digits = 6, format = "fg", width = 1, drop0trailing = TRUE))

# For the second number of a sum or a product: in brackets where it is negative.
held <- function(x) ifelse(x < 0, sprintf("(%s)", plain_number(x)), plain_number(x))

# For a table: columns of one width.
spaced <- function(x, digits = 4) {
  substring(paste(formatC(plain_number(signif(x, digits)), width = 7), collapse = ""), 2)
}
