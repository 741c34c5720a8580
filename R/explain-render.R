# The pieces of explain_step() as lines of text, markdown or LaTeX.

render_pages <- function(pages, format) {
  style <- page_styles[[format]]
  unlist(lapply(pages, function(piece) style[[piece$kind]](piece)), use.names = FALSE)
}

# Strings as they are (or as `plain` writes them), expressions as `math` does.
inline <- function(parts, math, plain = identity) {
  paste(vapply(parts, function(p) if (is.character(p)) plain(paste(p, collapse = "")) else math(p), ""), collapse = "")
}

flat_parts <- function(parts) {
  unlist(lapply(parts[lengths(parts) > 0], function(p) if (is.list(p)) flat_parts(p) else list(p)), recursive = FALSE)
}

cells_of <- function(column) if (is.numeric(column)) number(column) else as.character(column)
is_right <- function(column) is.numeric(column) || any(column == "fixed")

# ---- text: no line is longer than the console is wide

wrap <- function(text, indent, exdent = indent) {
  width <- getOption("width")
  lines <- strwrap(text, width + 1, indent = indent, exdent = exdent)
  unlist(lapply(lines, function(line) {  # a name without a space in it can still be longer
    if (nchar(line) <= width) return(line)
    at <- seq(1, nchar(line), by = width)
    substring(line, at, pmin(at + width - 1, nchar(line)))
  }))
}

cut_short <- function(x, most) ifelse(nchar(x) > most, paste0(substr(x, 1, max(1, most - 3)), "..."), x)

text_equations <- function(piece) {
  unlist(lapply(piece$parts, function(members) wrap(paste(vapply(members, math_text, ""), collapse = " = "), 4, 8)))
}

text_table <- function(piece) {
  room <- getOption("width") - 4
  heads <- vapply(piece$heads, math_text, "")
  columns <- Map(function(head, column, first) {
    cells <- c(head, cells_of(column))
    cells <- cut_short(cells, if (first) room %/% 2 else room - room %/% 2 - 2)
    formatC(cells, width = max(nchar(cells)) * if (is_right(column)) 1 else -1)
  }, heads, piece$columns, seq_along(heads) == 1)
  # columns that do not fit go below, each block with the first column again
  width <- nchar(vapply(columns, `[`, "", 1))
  block <- rep(1, length(columns))
  used <- 0
  for (j in seq_along(columns)[-1]) {
    used <- used + width[j] + 2
    block[j] <- block[j - 1]
    if (used > room - width[1]) {
      if (j > 2) block[j] <- block[j] + 1
      used <- width[j] + 2
    }
  }
  lines <- unlist(lapply(unique(block), function(b) {
    do.call(paste, c(unname(columns[sort(unique(c(1, which(block == b))))]), sep = "  "))
  }))
  c(sub(" +$", "", paste0("    ", lines)), if (!is.null(piece$more)) wrap(piece$more, 4))
}

# ---- markdown and LaTeX

latex_equations <- function(piece) {
  lines <- vapply(piece$parts, function(members) {
    members <- vapply(members, math_latex, "")
    paste0(members[1], " &= ", paste(members[-1], collapse = " = "))
  }, "")
  paste0(lines, c(rep(" \\\\", length(lines) - 1), ""))
}

in_line <- function(e) sprintf("$%s$", math_latex(e))

markdown_table <- function(piece) {
  row <- function(cells) sprintf("| %s |", paste(cells, collapse = " | "))
  plain <- function(x) sub("->", "\u2192", gsub("|", "\\|", x, fixed = TRUE), fixed = TRUE)
  heads <- vapply(piece$heads, function(h) if (is.character(h)) plain(h) else in_line(h), "")
  cells <- lapply(piece$columns, function(column) plain(cells_of(column)))
  c("", row(heads), row(ifelse(vapply(piece$columns, is_right, NA), "---:", ":---")),
    do.call(Map, c(list(function(...) row(c(...))), unname(cells))), "", piece$more, "")
}

latex_table <- function(piece) {
  row <- function(cells) paste0(paste(cells, collapse = " & "), " \\\\")
  heads <- vapply(piece$heads, function(h) if (is.character(h)) latex_text(h) else in_line(h), "")
  cells <- lapply(piece$columns, function(column) latex_text(cells_of(column)))
  c("", sprintf("\\begin{tabular}{%s}", paste(ifelse(vapply(piece$columns, is_right, NA), "r", "l"), collapse = "")),
    "\\hline", row(heads), "\\hline", do.call(Map, c(list(function(...) row(c(...))), unname(cells))), "\\hline",
    "\\end{tabular}", "", if (!is.null(piece$more)) latex_text(piece$more))
}

page_styles <- list(
  text = list(
    heading = function(piece) c("", wrap(piece$text, 0, 2)),
    note = function(piece) wrap(inline(flat_parts(piece$parts), math_text), 2),
    equations = text_equations,
    table = text_table
  ),
  markdown = list(
    heading = function(piece) c("", sprintf("**%s**", gsub("*", "\\*", piece$text, fixed = TRUE)), ""),
    note = function(piece) {
      c("", inline(flat_parts(piece$parts), in_line, function(x) gsub("*", "\\*", x, fixed = TRUE)), "")
    },
    equations = function(piece) c("", "$$\\begin{aligned}", latex_equations(piece), "\\end{aligned}$$", ""),
    table = markdown_table
  ),
  latex = list(
    heading = function(piece) c("", sprintf("\\paragraph{%s}", latex_text(piece$text)), ""),
    note = function(piece) c("", inline(flat_parts(piece$parts), in_line, latex_text), ""),
    equations = function(piece) c("\\begin{align*}", latex_equations(piece), "\\end{align*}"),
    table = latex_table
  )
)
