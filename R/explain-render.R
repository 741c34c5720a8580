# The pieces of explain_step() as lines of text, markdown or LaTeX.

render_pages <- function(pages, format) {
  unlist(lapply(pages, function(piece) {
    switch(format, text = render_text(piece), markdown = render_markdown(piece), latex = render_latex(piece))
  }))
}

shown_cells <- function(data) {
  cells <- lapply(data, function(column) {
    if (is.numeric(column)) ifelse(is.na(column), "", number(column)) else as.character(column)
  })
  more <- attr(data, "more")
  list(names = names(data), cells = cells, numeric = vapply(data, is.numeric, NA),
       more = if (length(more) && more > 0) sprintf("... and %d more: as.data.frame() has all of them.", more))
}

render_text <- function(piece) {
  switch(piece$kind,
    heading = c("", piece$text),
    note = strwrap(piece$text, getOption("width") - 2, prefix = "  "),
    equations = {
      left <- vapply(piece$parts, `[`, "", 1)
      right <- vapply(piece$parts, function(p) paste(p[-1], collapse = " = "), "")
      wide <- max(nchar(left))
      left <- formatC(left, width = -wide)
      plain <- unlist(Map(function(a, b) {
        strwrap(paste(a, "=", b), getOption("width") - 2, indent = 4, exdent = 8 + wide)
      }, left, right), use.names = FALSE)
      aligned <- paste0("    ", left, " = ", right)
      if (all(nchar(aligned) <= getOption("width"))) aligned else plain
    },
    table = {
      t <- shown_cells(piece$data)
      width <- pmax(nchar(t$names), vapply(t$cells, function(x) max(nchar(x)), 0L))
      pad <- function(x, j) formatC(x, width = if (t$numeric[j]) width[j] else -width[j])
      columns <- lapply(seq_along(t$cells), function(j) pad(c(t$names[j], t$cells[[j]]), j))
      # columns that do not fit go below, each block with the first column again
      room <- max(1, getOption("width") - 4 - width[1])
      block <- integer(length(columns))
      used <- room + 1
      for (j in seq_along(columns)[-1]) {
        used <- used + width[j] + 2
        if (used > room) used <- width[j] + 2 + 0 * (block[j] <- 0)
        block[j] <- if (used == width[j] + 2) max(block) + 1 else max(block)
      }
      lines <- unlist(lapply(unique(block[-1]), function(b) {
        paste0("    ", do.call(paste, c(columns[c(1, which(block == b))], sep = "  ")))
      }))
      c(sub(" +$", "", lines), if (!is.null(t$more)) paste0("    ", t$more))
    })
}

render_markdown <- function(piece) {
  switch(piece$kind,
    heading = c("", sprintf("**%s**", piece$text), ""),
    note = c("", piece$text, ""),
    equations = c("", "$$\\begin{aligned}", latex_equations(piece$parts), "\\end{aligned}$$", ""),
    table = {
      t <- shown_cells(piece$data)
      row <- function(cells) sprintf("| %s |", paste(gsub("|", "\\|", cells, fixed = TRUE), collapse = " | "))
      c("", row(sub("->", "\u2192", t$names, fixed = TRUE)), row(ifelse(t$numeric, "---:", ":---")),
        vapply(seq_len(nrow(piece$data)), function(i) {
          row(sub("->", "\u2192", vapply(t$cells, `[`, "", i), fixed = TRUE))
        }, ""), "",
        t$more, "")
    })
}

render_latex <- function(piece) {
  switch(piece$kind,
    heading = c("", sprintf("\\paragraph{%s}", latex_text(piece$text)), ""),
    note = c("", latex_text(piece$text), ""),
    equations = c("\\begin{align*}", latex_equations(piece$parts), "\\end{align*}"),
    table = {
      t <- shown_cells(piece$data)
      row <- function(cells) paste0(paste(latex_text(cells), collapse = " & "), " \\\\")
      c("", sprintf("\\begin{tabular}{%s}", paste(ifelse(t$numeric, "r", "l"), collapse = "")), "\\hline", row(t$names),
        "\\hline", vapply(seq_len(nrow(piece$data)), function(i) row(vapply(t$cells, `[`, "", i)), ""), "\\hline",
        "\\end{tabular}", "",
        if (!is.null(t$more)) latex_text(t$more))
    })
}

latex_equations <- function(parts) {
  lines <- vapply(parts, function(p) {
    p <- vapply(p, latex_math, "")
    paste0(p[1], " &= ", paste(p[-1], collapse = " = "))
  }, "")
  paste0(lines, c(rep(" \\\\", length(lines) - 1), ""))
}

latex_text <- function(x) {
  x <- gsub("\\", "\\textbackslash{}", x, fixed = TRUE)
  x <- gsub("([#$%&_{}])", "\\\\\\1", x, perl = TRUE)
  x <- gsub("->", "$\\to$", gsub("^", "\\^{}", x, fixed = TRUE), fixed = TRUE)
  gsub("<", "$<$", gsub("(?<![$\\\\])>", "$>$", x, perl = TRUE), fixed = TRUE)
}

# z[h1] becomes z with a subscript, dE/dz[h1] a fraction, 1.2e-05 a power of ten.
latex_math <- function(x) {
  subscript <- function(s) paste0("_{\\text{", latex_text(s), "}}")
  pieces <- regmatches(x, gregexpr("\\[[^]]*\\]", x))[[1]]
  for (i in seq_along(pieces)) x <- sub(pieces[i], sprintf("\u0001%d\u0002", i), x, fixed = TRUE)
  x <- gsub("dE/d([zya])(\u0001[0-9]+\u0002)?", "\\\\dfrac{\\\\partial E}{\\\\partial \\1\\2}", x)
  x <- gsub("delta", "\\\\delta", x)
  x <- gsub("(?<![\\\\A-Za-z])([A-Za-z][A-Za-z0-9_.]{1,})", "\\\\text{\\1}", x, perl = TRUE)
  x <- gsub("\\\\text\\{sum\\}", "\\\\sum", gsub("\\\\text\\{(log|exp|tanh)\\}", "\\\\\\1", x))
  x <- gsub("([0-9.]+)e([+-])0*([0-9]+)", "\\1 \\\\cdot 10^{\\2\\3}", x)
  x <- gsub("{+", "{", gsub("*", "\\times", gsub("_", "\\_", x, fixed = TRUE), fixed = TRUE), fixed = TRUE)
  x <- gsub("...", "\\dots", gsub(" x ", " \\times ", x, fixed = TRUE), fixed = TRUE)
  x <- gsub("%", "\\%", gsub("&", "\\&", gsub("#", "\\#", x, fixed = TRUE), fixed = TRUE), fixed = TRUE)
  for (i in seq_along(pieces)) {
    x <- sub(sprintf("\u0001%d\u0002", i), subscript(substr(pieces[i], 2, nchar(pieces[i]) - 1)), x, fixed = TRUE)
  }
  x
}
