# Formulas as R expressions: the code of a choice with other names or with numbers in it, and how a reader sees it, as
# text in R's own notation or as LaTeX.

# f[u], or f where a model has a single unit.
of_unit <- function(symbol, unit) {
  if (unit == "") as.name(symbol) else call("[", as.name(symbol), as.name(unit))
}

# dE/da, as one symbol.
partial <- function(of) call("partial", of)

# An expression with others in the place of its symbols.
relabel <- function(e, symbols) do.call(substitute, list(e, symbols))

add <- function(terms) Reduce(function(a, b) call("+", a, b), terms)
multiply <- function(factors) Reduce(function(a, b) call("*", a, b), factors)

# A long sum keeps its first terms and its last.
shorten_sum <- function(terms, most = 8) {
  if (length(terms) > most) terms <- c(head(terms, most - 2), quote(...), tail(terms, 1))
  add(terms)
}

bare <- function(e) if (is.call(e) && identical(e[[1]], quote(`(`))) bare(e[[2]]) else e
is_call_of <- function(e, name) is.call(e) && identical(e[[1]], as.name(name))

# The factors of a product, however it is nested.
factors_of <- function(e) {
  e <- bare(e)
  if (is_call_of(e, "*")) c(factors_of(e[[2]]), factors_of(e[[3]])) else list(e)
}

# What a person does before the arithmetic: of an ifelse() only the branch that holds is written, numbers that are
# multiplied are put together, and a factor 1 is left out. Symbols with a value in `values` are known.
choose_branches <- function(e, values) {
  if (!is.call(e)) return(e)
  if (is_call_of(e, "ifelse") && !anyNA(match(all.vars(e[[2]]), names(values)))) {
    return(choose_branches(e[[if (isTRUE(eval(e[[2]], values, stats_home))) 3 else 4]], values))
  }
  e[-1] <- lapply(e[-1], choose_branches, values)
  e
}

fold_numbers <- function(e) {
  factors <- factors_of(e)
  plain <- lengths(lapply(factors, all.vars)) == 0
  if (length(factors) == 1 || !any(plain)) return(e)
  number <- prod(vapply(factors[plain], eval, 0, baseenv()))
  if (all(plain)) return(number)
  multiply(c(if (number != 1) list(number), factors[!plain]))
}

stats_home <- asNamespace("stats")

# left = code = code with its numbers = value, as one line of explain_step(). symbols: what the code's names are called
# here; values: what they are. Functions over all units of a row (rowSums) get theirs from `row`.
worked_out <- function(left, code, symbols, values, value, row = values) {
  code <- choose_branches(code, values)
  formula <- relabel(per_row(code), symbols)
  numbers <- relabel(per_row(code, row), values)
  parts <- list(left, formula, fold_numbers(numbers), value)
  parts[!duplicated(vapply(parts, math_text, ""))]
}

# What is the sum over a row's units in the code is written sum() for one row; with numbers, term by term.
per_row <- function(e, row = NULL) {
  if (!is.call(e)) return(e)
  if (is_call_of(e, "rowSums")) {
    e[[1]] <- quote(sum)
    if (is.null(row)) return(e)
    terms <- lapply(seq_along(row[[1]]), function(u) relabel(bare(e[[2]]), lapply(row, `[`, u)))
    return(shorten_sum(terms))
  }
  e[-1] <- lapply(e[-1], per_row, row)
  e
}

number <- function(x) trimws(formatC(x + 0, digits = 6, format = "g", width = 1))

# ---- as text, in R's notation: what is printed can be pasted and run

operators <- c("==" = 1, "<=" = 1, ">=" = 1, "<" = 1, ">" = 1, "+" = 2, "-" = 2, "*" = 3, "/" = 3, "^" = 5)

# How tightly an expression binds; negative numbers bind as a product does.
binding <- function(e) {
  e <- bare(e)
  if (is.numeric(e)) return(if (isTRUE(e < 0)) 3 else 6)
  if (!is.call(e)) return(6)
  op <- as.character(e[[1]])[1]
  if (!op %in% names(operators)) return(6)
  if (length(e) == 2) 3 else operators[[op]]
}

math_text <- function(e, least = 0) {
  e <- bare(e)
  if (is.character(e)) return(e)
  text <- if (is.numeric(e)) number(e) else if (is.name(e)) as.character(e) else call_text(e)
  if (binding(e) < least) sprintf("(%s)", text) else text
}

call_text <- function(e) {
  name <- as.character(e[[1]])[1]
  if (name == "partial") return(paste0("dE/d", math_text(e[[2]])))
  if (name == "[") return(sprintf("%s[%s]", math_text(e[[2]]), math_text(e[[3]])))
  if (!name %in% names(operators)) {
    name <- c(pmax = "max", pmin = "min", name)[[min(3, match(name, c("pmax", "pmin"), 3))]]
    return(sprintf("%s(%s)", name, paste(vapply(as.list(e[-1]), math_text, ""), collapse = ", ")))
  }
  if (length(e) == 2) return(paste0(name, math_text(e[[2]], 4)))
  level <- operators[[name]]
  left <- math_text(e[[2]], if (name == "^") 6 else level)
  right <- math_text(e[[3]], level + (name != "+"))
  if (name == "+" && startsWith(right, "-")) return(sprintf("%s - %s", left, substring(right, 2)))
  if (name == "-" && startsWith(right, "-")) right <- sprintf("(%s)", right)
  if (name %in% c("^", "/")) paste0(left, name, right) else paste(left, name, right)
}

# ---- as LaTeX

math_latex <- function(e, least = 0) {
  e <- bare(e)
  if (is.character(e)) return(sprintf("\\text{%s}", latex_text(e)))
  if (is.numeric(e)) {
    text <- sub("e([+-])0*([0-9]+)$", " \\\\cdot 10^{\\1\\2}", number(e))
    text <- sub("{+", "{", text, fixed = TRUE)
  } else if (is.name(e)) {
    text <- name_latex(as.character(e))
  } else {
    text <- call_latex(e)
  }
  if (binding(e) < least && !is_call_of(e, "/")) sprintf("\\left(%s\\right)", text) else text
}

name_latex <- function(name) {
  if (name == "...") return("\\dots")
  if (name == "yhat") return("\\hat{y}")
  if (grepl("^(alpha|beta|delta|epsilon|eta|rho)[0-9]?$", name)) {
    return(sub("([0-9])$", "_\\1", paste0("\\", name)))
  }
  if (grepl("^[A-Za-z]'?$", name)) name else sprintf("\\text{%s}", latex_text(name))
}

call_latex <- function(e) {
  name <- as.character(e[[1]])[1]
  arguments <- as.list(e[-1])
  if (!name %in% names(operators)) {
    if (name == "[") {
      inner <- as.character(arguments[[2]])
      return(sprintf("%s_{\\text{%s}}", math_latex(arguments[[1]]), latex_text(inner)))
    }
    inside <- vapply(arguments, math_latex, "")
    return(switch(name,
      partial = sprintf("\\dfrac{\\partial E}{\\partial %s}", inside), abs = sprintf("\\left|%s\\right|", inside),
      sqrt = sprintf("\\sqrt{%s}", inside), sum = paste("\\sum", math_latex(arguments[[1]], 3)),
      ifelse = sprintf("\\begin{cases}%s & \\text{if } %s\\\\ %s & \\text{otherwise}\\end{cases}", inside[2], inside[1],
                       inside[3]),
      sprintf("%s\\left(%s\\right)", function_latex(name), paste(inside, collapse = ", "))
    ))
  }
  if (length(e) == 2) return(paste0(name, math_latex(e[[2]], 4)))
  if (name == "/") return(sprintf("\\frac{%s}{%s}", math_latex(e[[2]]), math_latex(e[[3]])))
  level <- operators[[name]]
  left <- math_latex(e[[2]], if (name == "^") 6 else level)
  if (name == "^") return(sprintf("%s^{%s}", left, math_latex(e[[3]])))
  right <- math_latex(e[[3]], level + (name != "+"))
  if (name == "+" && startsWith(right, "-")) return(sprintf("%s - %s", left, substring(right, 2)))
  if (name == "-" && startsWith(right, "-")) right <- sprintf("\\left(%s\\right)", right)
  sign <- c("*" = "\\cdot", "==" = "=", "<=" = "\\le", ">=" = "\\ge")
  paste(left, if (name %in% names(sign)) sign[[name]] else name, right)
}

function_latex <- function(name) {
  known <- c(exp = "\\exp", log = "\\log", tanh = "\\tanh", sin = "\\sin", cos = "\\cos", pmax = "\\max",
             pmin = "\\min", max = "\\max", min = "\\min", pnorm = "\\Phi", dnorm = "\\varphi", "f'" = "f'", f = "f")
  if (name %in% names(known)) known[[name]] else sprintf("\\operatorname{%s}", latex_text(name))
}
