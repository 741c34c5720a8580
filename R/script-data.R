# The script's first half: the data, their scale, hyperparameters, and where training begins.

script_data <- function(s, rds) {
  where <- function(name) if (s$batched) paste0(name, "_all") else name
  raw <- s$raw
  data <- if (is.null(rds)) {
    list("", "---- the data: inputs x and observed values d", assign_columns(where("x"), raw$x),
         assign_columns(where("d"), raw$y), if (!is.null(s$weights)) assign_numbers(where("weight"), s$weights),
         if (!is.null(raw$offset)) assign_numbers(where("offset"), raw$offset))
  } else {
    read <- function(name, from = name) assign_to(where(name), call("$", quote(data), as.name(from)))
    list(sprintf("The data are in %s, beside this script.", basename(rds)), "",
         bquote(data <- readRDS(.(basename(rds)))), read("x"), read("d"), if (!is.null(s$weights)) read("weight"),
         if (!is.null(raw$offset)) read("offset"))
  }
  c(data, list(bquote(n <- nrow(.(as.name(where("x")))))), scale_inputs_code(s, where), scale_outputs_code(s, where))
}

# name <- the first expression that gives these numbers from the data, else the numbers.
computed <- function(name, numbers, candidates, home) {
  for (e in candidates) {
    value <- tryCatch(suppressWarnings(as.vector(eval(e, home, stats_home))), error = function(e) NULL)
    if (length(value) == length(numbers) && all(is.finite(value)) &&
          all(abs(value - numbers) <= 1e-13 * pmax(abs(numbers), 1e-300))) {
      return(assign_to(name, e))
    }
  }
  assign_numbers(name, numbers)
}

# Means and standard deviations as R computes them, of a matrix `m`, with and without case weights.
mean_codes <- function(m) {
  list(bquote(colMeans(.(m))), bquote(colSums(weight * .(m)) / sum(weight)))
}
spread_codes <- function(m, centre) {
  around <- if (is.null(centre)) m else bquote(sweep(.(m), 2, .(centre)))
  list(bquote(apply(.(m), 2, sd)), bquote(sqrt(colSums(weight * .(around)^2) / (sum(weight) - 1))),
       bquote(sqrt(colSums(.(around)^2) / (n - 1))), bquote(sqrt(colMeans(.(around)^2))),
       bquote(sqrt(colSums(weight * .(around)^2) / sum(weight))))
}

# From the data's own scale to that of training.
scale_inputs_code <- function(s, where) {
  scale <- s$scale
  x <- as.name(where("x"))
  if (is.null(scale$forward)) return(NULL)
  if (is.matrix(scale$forward)) return(whiten_code(s, where))
  home <- list(x = s$raw$x, x_all = s$raw$x, weight = s$weights, weight_all = s$weights, n = nrow(s$raw$x),
               centre = scale$centre)
  weighted <- function(codes) lapply(codes, relabel, list(weight = as.name(where("weight"))))
  centred <- any(scale$centre != 0)
  list("standardized columns: (x - mean) / sd",
       if (centred) computed("centre", scale$centre, weighted(mean_codes(x)), home),
       computed("spread", 1 / scale$forward, weighted(spread_codes(x, if (centred) quote(centre))), home),
       assign_to(x, bquote(sweep(.(if (centred) bquote(sweep(.(x), 2, centre)) else x), 2, spread, "/"))))
}

whiten_code <- function(s, where) {
  scale <- s$scale
  x <- as.name(where("x"))
  offset <- as.name(where("offset"))
  centred <- any(scale$centre != 0)
  list("whitened columns: uncorrelated, all of the same spread", assign_matrix("forward", scale$forward),
       if (centred) assign_numbers("centre", scale$centre),
       if (!is.null(scale$origin)) assign_numbers("origin", scale$origin),
       if (any(scale$origin != 0)) {
         assign_to(offset, if (is.null(s$raw$offset)) bquote(drop(.(x) %*% origin)) else
           bquote(.(offset) + drop(.(x) %*% origin)))
       },
       assign_to(x, bquote(.(if (centred) bquote(sweep(.(x), 2, centre)) else x) %*% forward)))
}

scale_outputs_code <- function(s, where) {
  scale <- s$scale
  if (!any(scale$shift != 0, scale$unit != 1)) return(NULL)
  d <- as.name(where("d"))
  y <- s$raw$y
  if (!is.null(s$raw$offset) && is.null(s$offset)) y <- y - s$raw$offset
  home <- list(d = y, d_all = y, weight = s$weights, weight_all = s$weights, n = nrow(y), shift = scale$shift,
               unit = scale$unit)
  weighted <- function(codes) lapply(codes, relabel, list(weight = as.name(where("weight"))))
  worth <- if (scale$cost_unit != 1) {
    computed("cost_unit", scale$cost_unit, list(quote(mean(unit^2)), quote(mean(unit))), home)
  }
  list("standardized responses",
       if (!is.null(s$raw$offset) && is.null(s$offset)) assign_to(d, bquote(.(d) - .(as.name(where("offset"))))),
       computed("shift", scale$shift, weighted(mean_codes(d)), home),
       computed("unit", scale$unit, weighted(spread_codes(d, quote(shift))), home), worth,
       if (!is.null(s$ratio)) {
         list("each response has a scale of its own, the cost that of them all",
              assign_to("ratio", if (scale$root == scale$cost_unit) quote(unit / cost_unit) else
                quote(unit / sqrt(cost_unit))))
       },
       assign_to(d, bquote(sweep(.(d), 2, shift) / .(if (is.null(s$ratio)) quote(unit[1]) else quote(unit / ratio)))))
}

script_settings <- function(s) {
  settings <- s$settings
  chosen <- settings$optimizer$settings
  one <- function(name, value, needed) if (needed) assign_numbers(name, value)
  c(list("", "---- hyperparameters", assign_numbers("epochs", s$stopped), rate_code(s)),
    unname(Map(assign_numbers, names(chosen), as.list(chosen))),
    list(one("batch_size", settings$batch, s$batched), one("l2", settings$l2, settings$l2 > 0),
         one("l1", settings$l1, settings$l1 > 0), one("clip", settings$clip, is.finite(settings$clip)),
         one("bias", s$fixed, !is.null(s$fixed))),
    lapply(seq_along(s$activations), function(l) {
      own_functions(s$activations[[l]], paste0(c("f", "f_slope"), s$at[l]))
    }),
    list(own_functions(s$cost, c("loss", "loss_slope"))))
}

# The rate: a number, the user's own function of the epoch, or what that gave.
rate_code <- function(s) {
  if (!s$rated) return(assign_numbers("eta", s$settings$eta))
  own <- tryCatch(own_code(s$settings$eta, "rate"), error = function(e) NULL)
  if (!is.null(own)) return(own)
  list(assign_numbers("rates", expand_rate(s$settings$eta, 0, max(1, s$stopped))),
       quote(rate <- function(epoch) rates[epoch]))
}

# The functions of a choice that was made from functions.
own_functions <- function(choice, names) {
  if (uses_own(choice)) list(own_code(choice$value, names[1]), own_code(choice$slope, names[2]))
}

# Whether a choice is made from the user's own functions, which the script must define.
uses_own <- function(choice) is_own(choice) && any(vapply(choice$code, calls_own, NA))
calls_own <- function(e) any(c("value", "slope") %in% all.names(e))

# The user's own function, as text; one that uses what only his session knows cannot be written out.
own_code <- function(f, name) {
  attributes(f) <- NULL
  known <- c(names(formals(f)), assigned_names(body(f)))
  free <- setdiff(all.names(body(f)), known)
  base <- c(ls(baseenv(), all.names = TRUE), getNamespaceExports("stats"))
  if (length(stray <- setdiff(free, base))) {
    stop(sprintf("as_r_code() cannot write out your own function: it uses `%s`, %s", stray[1],
                 "which the script would not know. Give it as a formula, which keeps constants."), call. = FALSE)
  }
  text <- deparse(f, width.cutoff = 100)
  code_lines(paste(name, "<-", text[1]), text[-1])
}

assigned_names <- function(e) {
  if (!is.call(e)) return(character())
  here <- if (as.character(e[[1]])[1] %in% c("<-", "=") && is.name(e[[2]])) as.character(e[[2]])
  c(here, unlist(lapply(as.list(e)[-1], assigned_names)))
}

# Where the generator stood, for the order of mini-batches.
seed_code <- function(s) {
  if (is.null(s$seed) || !s$batched || !s$settings$shuffle) return(NULL)
  list("the random number generator as it stood", assign_numbers("seed", s$seed, integer = TRUE),
       quote(assign(".Random.seed", seed, globalenv())))
}
