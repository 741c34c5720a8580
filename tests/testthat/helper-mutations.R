# Fits of each class with one field dropped, shortened or replaced, and every verb that takes a fit.

# One fit of each kind that has fields of its own.
mutation_fits <- function(few = FALSE) {
  set.seed(1)
  fits <- list(
    gd_lm = gd_lm(breaks ~ wool + tension, warpbreaks, weights = breaks, epochs = 6, scaling = "standardize", eta = 0.1),
    neuron = neuron(am ~ wt + hp, mtcars, cost = "cross_entropy", scaling = "standardize", eta = 0.1, epochs = 6,
                    batch_size = 8, optimizer = "adam"),
    ann = ann(tension ~ breaks + wool, warpbreaks, hidden = 2, epochs = 6, validation = 0.25, patience = 3)
  )
  if (few) return(fits)
  c(fits, list(
    lm_whitened = gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten", eta = 1, epochs = 3, offset = qsec),
    lm_huber = gd_lm(mpg ~ poly(wt, 2), mtcars, cost = "huber", epochs = 6, model = FALSE),
    lm_rate = gd_lm(mpg ~ wt, mtcars, eta = function(epoch) 0.01 / epoch, epochs = 6, record = FALSE, batch_size = 10),
    neuron_bias = neuron(am ~ wt, mtcars, bias = -3, epochs = 6, activation = ~ x / (1 + abs(x))),
    neuron_classes = neuron(factor(am) ~ wt, mtcars, optimizer = "lbfgs", eta = "auto", cost = "cross_entropy",
                            epochs = 6, scaling = "whiten"),
    ann_two = ann(cbind(mpg, hp) ~ wt + factor(gear), mtcars, hidden = c(3, 2), activation = "tanh", epochs = 6,
                  restarts = 2, l2 = 0.01, record = 2),
    ann_held = ann(am ~ wt, mtcars, hidden = 2, epochs = 6, validation = mtcars[1:6, ], dropout = 0.2, batch_size = 8),
    ann_fixed = ann(mpg ~ wt, mtcars, hidden = 2, epochs = 6, bias = "fixed", start = 0.1, scaling = "none",
                    eta = 0.01, optimizer = "gd", model = FALSE),
    ann_whitened = ann(am ~ wt + hp, mtcars, hidden = 2, epochs = 6, scaling = "whiten", bias = "none", l1 = 0.01)
  ))
}

# Every function that takes a fit: the methods of R's own generics, and what the package exports. Those that ask for more
# than the fit get it.
mutation_verbs <- function() {
  of <- c("descent", "gd_lm", "neuron", "ann")
  methods <- getNamespaceInfo("descent", "S3methods")
  methods <- methods[methods[, 2] %in% of, 1]
  own <- methods[vapply(methods, function(name) exists(name, asNamespace("stats")) || exists(name, baseenv()), NA)]
  exported <- getNamespaceExports("descent")
  takes_fit <- vapply(exported, function(name) identical(names(formals(getExportedValue("descent", name)))[1], "fit"), NA)
  verbs <- lapply(setNames(nm = setdiff(unique(own), c("$", "[[", "print", "print.default"))), function(name) {
    f <- if (exists(name, asNamespace("stats"))) get(name, asNamespace("stats")) else get(name, baseenv())
    function(fit) f(fit)
  })
  verbs <- c(verbs, lapply(setNames(nm = sort(exported[takes_fit])), function(name) getExportedValue("descent", name)))
  shown <- function(f) function(fit) utils::capture.output(print(f(fit)))
  verbs[["simulate"]] <- function(fit) stats::simulate(fit, seed = 1)
  verbs[["update"]] <- function(fit) stats::update(fit, epochs = 2)
  verbs[["print"]] <- shown(identity)
  verbs[["summary"]] <- shown(summary)
  verbs[["diagnose"]] <- shown(diagnose)
  verbs[["explain_step"]] <- shown(explain_step)
  verbs[["resume"]] <- function(fit) resume(fit, 2)
  verbs[["replay"]] <- function(fit) replay(fit, frames = 3)
  verbs[["grid_search"]] <- function(fit) grid_search(fit, epochs = c(1, 2), folds = 2)
  verbs[["plot_hyperparameter"]] <- function(fit) plot_hyperparameter(fit, epochs = c(1, 2))
  verbs[["coef_epoch"]] <- function(fit) coef(fit, epoch = 2)
  verbs[["predict_newdata"]] <- function(fit) predict(fit, data.frame(wt = 3:4, hp = 100, gear = 4, wool = "A", tension = "M", breaks = 20))
  verbs[["predict_prob"]] <- function(fit) predict(fit, type = "prob")
  verbs[["as_sql"]] <- if (requireNamespace("dbplyr", quietly = TRUE)) {
    function(fit) as_sql(fit, dbplyr::simulate_postgres())
  }
  verbs[!names(verbs) %in% c("check_sql", "animate")]  # check_sql() needs a database; animate() plots, and takes seconds
}

# What is put in place of a value; an error means that there is nothing to try.
mutation_changes <- list(
  dropped = function(v) NULL,
  shorter = function(v) if (length(v) > 0 && !is.function(v) && !is.language(v)) v[-1] else stop(),
  text = function(v) "none such",
  list = function(v) list(),
  none = function(v) numeric(),
  negative = function(v) if (is.numeric(v) && length(v) > 1) stop() else if (is.numeric(v)) -1 - abs(v) else -1,
  missing = function(v) if (is.atomic(v) && length(v) > 1) stop() else NA,
  frame = function(v) data.frame(a = 1:3)
)

# The ways to the fields of a fit, and to those of its lists.
mutation_paths <- function(fit, depth = 2) {
  into <- function(x, at) {
    names <- names(x)
    if (!is.list(x) || is.null(names) || length(at) >= depth) return(NULL)
    unlist(lapply(names[names != ""], function(name) c(list(c(at, name)), into(.subset2(x, name), c(at, name)))),
           recursive = FALSE)
  }
  into(unclass(fit), character())
}

mutate_at <- function(fit, at, change) {
  class <- class(fit)
  fit <- unclass(fit)
  put <- function(x, at) {
    value <- .subset2(x, at[1])
    new <- if (length(at) == 1) change(value) else put(value, at[-1])
    kept <- attributes(x)
    if (is.null(new) && length(at) == 1) {
      x <- unclass(x)[setdiff(names(x), at)]
      kept$names <- names(x)
    } else {
      x <- unclass(x)
      x[at[1]] <- list(new)
    }
    attributes(x) <- kept
    x
  }
  structure(put(fit, at), class = class)
}

# What DESCENT_EXHAUSTIVE asks for: NULL for a few cases; c(1, 1) for "yes", all of them; c(3, 20) for "3/20", the third
# of twenty parts, which together are all.
mutation_part <- function(asked) {
  if (asked %in% c("", "no")) return(NULL)
  if (asked == "yes") return(c(1, 1))
  part <- suppressWarnings(as.integer(strsplit(asked, "/", fixed = TRUE)[[1]]))
  if (length(part) != 2 || anyNA(part) || part[1] < 1 || part[1] > part[2]) {
    stop("DESCENT_EXHAUSTIVE must be yes, or a part such as 3/20, not ", asked, ".", call. = FALSE)
  }
  part
}

# The rows of `n` that a part has: each row is in one part, and parts take equally long, for the order is drawn.
mutation_rows <- function(n, part) {
  set.seed(1)
  sort(sample.int(n)[seq_len(n) %% part[2] == part[1] %% part[2]])
}

# Runs verbs on changed fits: a `part` of all of them, or without one a `share` of them. Returns one line for each that
# ends in an error that is not the package's own: those have no call, or the class of fits that are none. `now` is told
# what runs, for the case that R itself ends.
mutation_failures <- function(fits, verbs, share = 1, now = function(text) NULL, part = NULL) {
  wrong <- character()
  tried <- 0
  for (kind in names(fits)) {
    paths <- mutation_paths(fits[[kind]])
    tasks <- expand.grid(change = names(mutation_changes), path = seq_along(paths), verb = names(verbs),
                         stringsAsFactors = FALSE)
    rows <- if (is.null(part)) sort(sample.int(nrow(tasks), ceiling(share * nrow(tasks)))) else
      mutation_rows(nrow(tasks), part)
    for (i in rows) {
      at <- paths[[tasks$path[i]]]
      fit <- tryCatch(mutate_at(fits[[kind]], at, mutation_changes[[tasks$change[i]]]), error = function(e) NULL)
      if (is.null(fit)) next
      label <- sprintf("%s, %s %s: %s()", kind, paste(at, collapse = "$"), tasks$change[i], tasks$verb[i])
      now(label)
      tried <- tried + 1
      bad <- mutation_outcome(verbs[[tasks$verb[i]]], fit)
      if (length(bad)) wrong <- c(wrong, paste0(label, ": ", bad))
    }
  }
  list(wrong = wrong, tried = tried)
}

mutation_outcome <- function(verb, fit) {
  tryCatch({
    suppressWarnings(suppressMessages(utils::capture.output(verb(fit))))
    character()
  }, error = function(e) {
    clear <- inherits(e, "descent_stale_fit") || (is.null(conditionCall(e)) && !inherits(e, "C++Error"))
    if (!clear) paste0(strsplit(conditionMessage(e), "\n")[[1]][1], " [", deparse(conditionCall(e))[1], "]") else character()
  })
}
