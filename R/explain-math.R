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

# ---- from a choice's code to a line of arithmetic

stats_home <- asNamespace("stats")

# left = formula = the same with its numbers = value, for one unit of one row.
#   codes     the expression, or several that mean the same: the first that gives `value` is written (a textbook's form
#             overflows where that of the computer does not)
#   symbols   what the names in the code are called here; for the terms of a sum over units, without a unit
#   values    what they are: vectors over the row's units; u is the unit
worked_out <- function(left, codes, symbols, values, u, value, terms = symbols) {
  code <- fitting_code(codes, values, u, value)
  one <- lapply(values, function(v) if (length(v) > 1) v[u] else v)
  code <- choose_branches(code, one)
  several <- Filter(is.numeric, values)
  given <- vapply(one, is.function, NA)  # the user's own functions keep their names
  one[given] <- symbols[names(one)[given]]
  formula <- across_units(code, several, symbols, function(e) call("sum", relabel(e, terms)),
                          function(e) call("max", relabel(e, terms)))
  numbers <- across_units(simplify(code, fold = TRUE), several, one, function(e) {
    shorten_sum(lapply(seq_along(several[[all.vars(e)[1]]]), function(at) relabel(e, lapply(several, `[`, at))))
  }, function(e) max(eval(e, several)))
  distinct(list(left, simplify(formula), simplify(numbers), value))
}

# The first code that gives the value, with finite numbers all the way.
fitting_code <- function(codes, values, u, value) {
  rows <- lapply(values, function(v) if (is.function(v)) v else matrix(v, 1))
  for (code in codes) {
    all <- eval(code, rows, stats_home)
    given <- if (length(all) > 1) all[u] else all[1]
    if (all(is.finite(all)) && abs(given - value) <= 1e-8 * max(abs(value), 1e-4)) break
  }
  code
}

distinct <- function(parts) parts[!duplicated(vapply(parts, math_text, ""))]

# A formula in which rowSums() and the largest of a row are replaced by what `sum` and `largest` make of their argument,
# and all other names by `symbols`; a sum that is 1 is 1.
across_units <- function(e, values, symbols, sum, largest) {
  kept <- list()
  keep <- function(e) {
    kept[[length(kept) + 1]] <<- e
    as.name(sprintf(".kept%d", length(kept)))
  }
  walk <- function(e, inside = FALSE) {
    if (!is.call(e)) return(e)
    if (is_call_of(e, "apply")) return(keep(largest(e[[2]])))
    if (!is_call_of(e, "rowSums")) {
      e[-1] <- lapply(e[-1], walk)
      return(e)
    }
    if (is.name(e[[2]]) && sum_is_one(values[[as.character(e[[2]])]])) return(1)
    keep(call("(", sum(walk(e[[2]]))))
  }
  result <- relabel(walk(e), symbols)
  symbols <- setNames(kept, sprintf(".kept%d", seq_along(kept)))
  for (i in seq_along(kept)) result <- relabel(result, symbols)  # one may stand in another
  result
}

sum_is_one <- function(x) length(x) && abs(sum(x) - 1) < 1e-12

# Of an ifelse() whose condition is known only the branch that holds is written.
choose_branches <- function(e, values) {
  if (!is.call(e)) return(e)
  if (is_call_of(e, "ifelse") && !anyNA(match(all.vars(e[[2]]), names(values)))) {
    return(choose_branches(e[[if (isTRUE(eval(e[[2]], values, stats_home))) 3 else 4]], values))
  }
  e[-1] <- lapply(e[-1], choose_branches, values)
  e
}

# Factors 1 are left out; with `fold` numbers that are multiplied are put together.
simplify <- function(e, fold = FALSE) {
  if (!is.call(e)) return(e)
  if (!is_call_of(bare(e), "*")) {
    e[-1] <- lapply(e[-1], simplify, fold)
    return(e)
  }
  factors <- lapply(factors_of(e), simplify, fold)
  factors <- factors[!vapply(factors, is_one, NA)]
  plain <- fold & !vapply(factors, has_terms, NA)
  if (sum(plain) > 1) {
    number <- prod(vapply(factors[plain], eval, 0, baseenv()))
    at <- which(plain)
    factors[[at[1]]] <- number
    factors <- factors[-at[-1]]
    factors <- factors[!vapply(factors, is_one, NA)]
  }
  if (length(factors)) multiply(factors) else 1
}

is_one <- function(e) is.numeric(e) && e == 1

# Whether there is still something to work out: a function or a difference, say, but not 1/(2 * 4).
has_terms <- function(e) {
  e <- bare(e)
  if (!is.call(e)) return(!is.numeric(e))
  if (!as.character(e[[1]])[1] %in% c("*", "/")) return(!(is_call_of(e, "-") && length(e) == 2 && is.numeric(e[[2]])))
  any(vapply(as.list(e[-1]), has_terms, NA))
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
  known <- c(exp = "\\exp", log = "\\log", sin = "\\sin", cos = "\\cos", pmax = "\\max",
             pmin = "\\min", max = "\\max", min = "\\min", pnorm = "\\Phi", dnorm = "\\varphi", "f'" = "f'", f = "f")
  if (name %in% names(known)) known[[name]] else sprintf("\\operatorname{%s}", latex_text(name))
}

latex_text <- function(x) {
  x <- gsub("\\", "\\textbackslash{}", x, fixed = TRUE)
  x <- gsub("([#$%&_{}])", "\\\\\\1", x, perl = TRUE)
  x <- gsub("->", "$\\to$", gsub("^", "\\^{}", x, fixed = TRUE), fixed = TRUE)
  x <- gsub("*", "$\\cdot$", x, fixed = TRUE)
  gsub("<", "$<$", gsub("(?<![$\\\\])>", "$>$", x, perl = TRUE), fixed = TRUE)
}
