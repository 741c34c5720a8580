# Usage: Rscript tools/callgraph.R [--graph | --dot] [package folder], with descent installed.
#
# Reads R/ and checks what CONTRIBUTING.md promises of it: no cycle between files, kernels called from two files, the
# name of a choice in choice-*.R and map.R alone, few questions about the class of a fit, no long function or file.
# Ends with status 1 and the list of offenders when a bound is exceeded. --graph also prints which file calls which,
# lowest layer first; --dot prints the same for Graphviz and checks nothing.
#
# What counts as the name of a choice: a string, the name of an element of list(), c() or switch(), or `$name`.
# Two places are open to it, because a user writes it there too: the default of an argument of an exported
# function, and the argument `activation`, `output`, `cost`, `optimizer`, `init` or `scaling`, named, in a call of one.
# Comments never count, and neither does "none": it says that there is no choice, and not only of a scaling.
# The number without these two places is the one that is bounded; the number with them is printed as well.

bounds <- list(cycles = 0, kernels = 2, choices = 0, kinds = 5, imports = 0, function_lines = 60, file_lines = 250)
choice_arguments <- c("activation", "output", "cost", "optimizer", "init", "scaling")
choice_homes <- "^(choice-.*|map)[.]R$"

# A list with one entry per top-level expression: file, name (NA without an assignment), value, lines and whether it is
# a function.
read_definitions <- function(folder) {
  files <- list.files(folder, "[.][Rr]$", full.names = TRUE)
  unlist(lapply(files, function(file) {
    parsed <- parse(file, keep.source = TRUE)
    Map(function(expression, source) {
      assigned <- is.call(expression) && as.character(expression[[1]])[1] %in% c("<-", "=") && is.name(expression[[2]])
      value <- if (assigned) expression[[3]] else expression
      list(file = basename(file), name = if (assigned) as.character(expression[[2]]) else NA_character_, value = value,
           lines = diff(as.integer(source)[c(1, 3)]) + 1L, is_function = is_function(value))
    }, as.list(parsed), attr(parsed, "srcref"))
  }), recursive = FALSE)
}

is_function <- function(x) is.call(x) && identical(x[[1]], quote(`function`))

# The parts of a call or of a function's arguments, without those that are empty, as in x[, 1].
parts_of <- function(x) {
  x <- as.list(x)
  x[!vapply(seq_along(x), function(i) identical(x[[i]], substitute()), NA)]
}

# "" where the function of a call has no name, and for what is no call.
called_name <- function(x) {
  head <- if (is.call(x)) x[[1]]
  if (is.call(head) && identical(head[[1]], quote(`::`))) head <- head[[3]]
  if (is.name(head)) as.character(head) else ""
}

# Every call inside an expression, functions' default arguments included.
walk <- function(x, visit) {
  if (is.call(x)) visit(x)
  if (is.call(x) || is.pairlist(x)) for (part in parts_of(x)) walk(part, visit)
}

quoted_names <- function(definition) {
  names <- character()
  walk(definition$value, function(x) {
    if (called_name(x) %in% c("quote", "bquote", "expression")) names <<- c(names, all.names(x))
  })
  names
}

# importFrom() entries whose name nothing reads. R itself reads those of generics that have methods here, when it loads
# the package, and the one from Rcpp loads Rcpp's library.
unused_imports <- function(package, definitions) {
  lines <- readLines(file.path(package, "NAMESPACE"))
  imported <- sub("^importFrom[(][^,]*,\\s*\"?([^\")]*).*", "\\1", grep("^importFrom", lines, value = TRUE))
  generics <- sub("^S3method[(]\"?([^\",]+).*", "\\1", grep("^S3method", lines, value = TRUE))
  read <- unlist(lapply(definitions, function(d) c(globals(d), quoted_names(d))))
  setdiff(imported, c(read, generics, "evalCpp"))
}

# The names that a definition reads and does not make itself. A generic does not call its methods: R does.
globals <- function(definition) {
  value <- definition$value
  f <- eval(if (definition$is_function) value else call("function", NULL, value), baseenv())
  codetools::findGlobals(f)
}

# A logical matrix: the file of the row reads something that the file of the column defines.
file_graph <- function(definitions) {
  files <- unique(vapply(definitions, `[[`, "", "file"))
  home <- vapply(definitions, `[[`, "", "file")
  names(home) <- vapply(definitions, `[[`, "", "name")
  home <- home[!is.na(names(home))]
  calls <- matrix(FALSE, length(files), length(files), dimnames = list(files, files))
  for (d in definitions) calls[d$file, home[intersect(globals(d), names(home))]] <- TRUE
  diag(calls) <- FALSE
  calls
}

reachable <- function(calls) {
  for (k in rownames(calls)) calls <- calls | outer(calls[, k], calls[k, ], `&`)
  calls
}

files_in_cycles <- function(calls) names(which(diag(reachable(calls))))

callers_of_kernels <- function(definitions) {
  glue <- "RcppExports.R"
  kernels <- Filter(function(d) d$file == glue && grepl("^kernel_", d$name), definitions)
  if (!length(kernels)) stop("no kernel_* function in ", glue, call. = FALSE)
  names <- vapply(kernels, `[[`, "", "name")
  calling <- Filter(function(d) d$file != glue && any(names %in% globals(d)), definitions)
  unique(vapply(calling, `[[`, "", "file"))
}

# Every word in an expression that could be the name of a choice, as the head of this file says: TRUE, named by the
# word, where a choice may stand.
words_in <- function(x, allowed, exported) {
  if (is.character(x)) return(setNames(rep(allowed, length(x)), x))
  if (!is.call(x) && !is.pairlist(x)) return(logical())
  called <- called_name(x)
  own <- if (called %in% c("$", "@")) as.character(x[[3]]) else if (called %in% c("list", "c", "switch")) names(x)
  parts <- parts_of(x)
  named <- if (is.null(names(parts))) rep("", length(parts)) else names(parts)
  open <- (called %in% exported & named %in% choice_arguments) | (allowed & called == "c")
  c(setNames(rep(FALSE, length(own)), own), do.call(c, unname(Map(words_in, parts, open, list(exported)))))
}

choices_in <- function(definition, choices, exported) {
  value <- definition$value
  words <- if (definition$is_function && definition$name %in% exported) {
    defaults <- unname(lapply(parts_of(value[[2]]), words_in, TRUE, exported))
    c(do.call(c, defaults), words_in(value[[3]], FALSE, exported))
  } else {
    words_in(value, FALSE, exported)
  }
  words <- words[names(words) %in% choices]
  if (length(words)) unique(data.frame(file = definition$file, name = names(words), allowed = unname(words)))
}

find_choices <- function(definitions, choices, exported) {
  outside <- Filter(function(d) !grepl(choice_homes, d$file), definitions)
  found <- do.call(rbind, lapply(outside, choices_in, choices, exported))
  if (is.null(found)) data.frame(file = character(), name = character(), allowed = logical()) else unique(found)
}

# Is this call a question about what kind of fit this is?
asks_kind <- function(x) {
  called <- called_name(x)
  if (called == "inherits") return(length(x) > 2 && any(c("gd_lm", "neuron", "ann") %in% all_strings(x[[3]])))
  first <- called %in% c("[", "[[") && length(x) == 3 && identical(x[[3]], 1)
  called %in% c("is_logistic", "is_quadratic") || (first && called_name(x[[2]]) == "class")
}

# The file of each such question.
kind_tests <- function(definitions) {
  unlist(lapply(definitions, function(d) {
    count <- 0
    walk(d$value, function(x) count <<- count + asks_kind(x))
    rep(d$file, count)
  }))
}

all_strings <- function(x) if (is.character(x)) x else if (is.call(x)) unlist(lapply(parts_of(x), all_strings))

code_lines <- function(folder) {
  files <- list.files(folder, "[.][Rr]$", full.names = TRUE)
  files <- files[basename(files) != "RcppExports.R"]
  lines <- vapply(files, function(file) sum(!grepl("^\\s*(#|$)", readLines(file, warn = FALSE))), 0L)
  setNames(lines, basename(files))
}

function_lines <- function(definitions) {
  functions <- Filter(function(d) d$is_function && d$file != "RcppExports.R", definitions)
  setNames(vapply(functions, `[[`, 0L, "lines"),
           vapply(functions, function(d) sprintf("%s() in %s", d$name, d$file), ""))
}

# What the package calls a choice: an unknown name is an error that lists the known ones. Rules of initialisation are
# functions, init_*(); optimizers have one each as well, opt_*().
known_choices <- function(exported) {
  listed <- lapply(c("activation", "output", "cost", "optimizer", "scaling"), function(argument) {
    call <- as.call(list(quote(descent::ann), quote(dist ~ speed), quote(datasets::cars), "?"))
    names(call)[4] <- argument
    message <- tryCatch({
      eval(call)
      ""
    }, error = conditionMessage)
    names <- gsub("\"", "", unlist(regmatches(message, gregexpr("\"[a-z_]+\"", message))))
    if (length(names) < 3) stop("no names of `", argument, "` in: ", message, call. = FALSE)
    names
  })
  made <- sub("^(init|opt)_", "", grep("^(init|opt)_", exported, value = TRUE))
  setdiff(unique(c(unlist(listed), made)), "none")
}

exports <- function(package) {
  sub("^export[(](.*)[)]$", "\\1", grep("^export[(]", readLines(file.path(package, "NAMESPACE")), value = TRUE))
}

# One row per rule: what it is, the number found, the bound, and who exceeds it.
measure <- function(package, choices = known_choices(exports(package))) {
  folder <- file.path(package, "R")
  definitions <- read_definitions(folder)
  cycles <- files_in_cycles(file_graph(definitions))
  kernels <- callers_of_kernels(definitions)
  named <- find_choices(definitions, choices, exports(package))
  outside <- named[!named$allowed, ]
  kinds <- kind_tests(definitions)
  imports <- unused_imports(package, definitions)
  functions <- function_lines(definitions)
  files <- code_lines(folder)
  longer <- function(lines, bound) sprintf("%s: %d", names(lines), lines)[lines > bound]
  by_file <- function(x) if (length(x)) sprintf("%s: %s", names(table(x)), table(x))
  rule <- function(what, found, bound, who) list(what = what, found = found, bound = bound, who = who)
  list(
    rule("files in cycles", length(cycles), bounds$cycles, cycles),
    rule("files that call kernels", length(kernels), bounds$kernels, kernels),
    rule("files with a choice's name", length(unique(outside$file)), bounds$choices,
         vapply(split(outside, outside$file), function(f) paste0(f$file[1], ": ", toString(sort(f$name))), "")),
    rule("the same, defaults and calls included", length(unique(named$file)), Inf, NULL),
    rule("kind tests", length(kinds), bounds$kinds, by_file(kinds)),
    rule("imports that nothing reads", length(imports), bounds$imports, toString(imports)),
    rule("lines of the longest function", max(0L, functions), bounds$function_lines,
         longer(functions, bounds$function_lines)),
    rule("lines of code of the longest file", max(0L, files), bounds$file_lines, longer(files, bounds$file_lines))
  )
}

# Lowest first: what calls nothing is layer 1; a file stands one above the highest that it calls. Files in a cycle share
# the layer at which the cycle is met.
layers <- function(calls) {
  reach <- reachable(calls)
  up <- calls & !(reach & t(reach))
  layer <- setNames(rep(1L, nrow(calls)), rownames(calls))
  repeat {
    higher <- apply(up, 1, function(to) max(0L, layer[to]) + 1L)
    together <- apply(reach & t(reach), 1, function(same) max(0L, higher[same]))
    higher <- pmax(higher, together)
    if (identical(as.integer(higher), as.integer(layer))) return(layer)
    layer[] <- as.integer(higher)
  }
}

print_graph <- function(calls) {
  layer <- layers(calls)
  for (file in names(sort(layer))) {
    called <- toString(colnames(calls)[calls[file, ]])
    cat(sprintf("%2d %s\n", layer[[file]], file))
    if (nzchar(called)) cat(strwrap(called, 110, prefix = "       "), sep = "\n")
  }
  cat("\n")
}

print_dot <- function(calls) {
  at <- which(calls, arr.ind = TRUE)
  arrows <- sprintf("  \"%s\" -> \"%s\";", rownames(calls)[at[, 1]], colnames(calls)[at[, 2]])
  cat("digraph R {", arrows, "}", sep = "\n")
}

main <- function(args) {
  package <- c(grep("^--", args, value = TRUE, invert = TRUE), ".")[1]
  if (any(c("--graph", "--dot") %in% args)) {
    calls <- file_graph(read_definitions(file.path(package, "R")))
    if ("--dot" %in% args) return(print_dot(calls))
    print_graph(calls)
  }
  rules <- measure(package)
  for (r in rules) {
    over <- r$found > r$bound
    limit <- if (is.finite(r$bound)) sprintf("(at most %d)%s", r$bound, if (over) " EXCEEDED" else "") else ""
    cat(sprintf("%-40s %4d %s\n", r$what, r$found, limit))
    if (over) cat(paste0("    ", r$who), sep = "\n")
  }
  if (any(vapply(rules, function(r) r$found > r$bound, NA))) quit(status = 1)
}

if (sys.nframe() == 0) main(commandArgs(trailingOnly = TRUE))
