# The script's training as a lecture writes it: one variable for each coefficient, its values after all epochs in a
# vector, and sums over the rows divided by n. For models of one output with one to three weights.

# NULL where a model has more than that; else the names of everything.
scalar_names <- function(s, fit) {
  if (!is_scalar_model(s)) return(NULL)
  p <- ncol(s$raw$x)
  settings <- names(s$settings$optimizer$settings)
  reserved <- c("n", "i", "E", "eta", "rate", "rates", "epochs", "z", "yhat", "delta", "weight", "offset", "bias", "t",
                "l1", "l2", "f", "f_slope", "loss", "loss_slope", "coefficients", "c", "sum", "data", settings)
  weights <- if (!s$activations[[1]]$linear) c("b", paste0("w", seq_len(p))) else
    c("alpha", if (p == 1) "beta" else paste0("beta", seq_len(p)))
  if (any(weights %in% settings)) weights <- c("b", paste0("w", seq_len(p)))
  inputs <- colnames(s$raw$x)
  derived <- c(weights, outer(c("dEd", paste0(names(s$rule$state), "_")), weights, paste0))
  if (!all(is_plain_name(inputs)) || any(inputs %in% c(reserved, derived)) || any(grepl("_scaled$", inputs))) {
    inputs <- paste0("x", seq_len(p))
  }
  label <- colnames(s$raw$y)
  own <- is.null(fit$levels) && is_plain_name(label) && !label %in% c(reserved, derived, inputs)
  scaled <- if (is.null(s$scale$forward)) inputs else paste0(inputs, "_scaled")
  list(inputs = inputs, response = if (own) label else "d", weights = if (s$bias) weights else weights[-1],
       scaled = scaled)
}

is_scalar_model <- function(s) {
  small <- s$depth == 1 && ncol(s$y) == 1 && ncol(s$raw$x) %in% 1:3 && is.null(s$moves)
  every_row <- !s$batched && !s$rule$search && !is.finite(s$settings$clip)
  scaled <- is.matrix(s$scale$forward) || !is.null(s$ratio) || any(s$scale$shift != 0, s$scale$unit != 1)
  small && every_row && !scaled
}

scalar_data <- function(s) {
  v <- s$scalar
  each <- seq_along(v$inputs)
  list("", "---- the data", lapply(each, function(j) assign_numbers(v$inputs[j], s$raw$x[, j])),
       assign_numbers(v$response, s$raw$y[, 1]), if (!is.null(s$weights)) assign_numbers("weight", s$weights),
       if (!is.null(s$offset)) assign_numbers("offset", s$offset), bquote(n <- length(.(as.name(v$response)))),
       if (!is.null(s$scale$forward)) list("training sees standardized inputs", lapply(each, scale_input, s = s)))
}

# mean_x, sd_x and x_scaled of one input.
scale_input <- function(s, j) {
  name <- s$scalar$inputs[j]
  x <- as.name(name)
  home <- list(weight = s$weights, n = nrow(s$raw$x))
  home[[name]] <- s$raw$x[, j]
  centre <- s$scale$centre[j]
  mean <- paste0("mean_", name)
  home[[mean]] <- centre
  around <- if (centre == 0) x else bquote((.(x) - .(as.name(mean))))
  means <- list(bquote(mean(.(x))), bquote(sum(weight * .(x)) / sum(weight)))
  list(if (centre != 0) computed(mean, centre, means, home),
       computed(paste0("sd_", name), 1 / s$scale$forward[j], list(
         bquote(sd(.(x))), bquote(sqrt(sum(weight * .(around)^2) / (sum(weight) - 1))),
         bquote(sqrt(sum(.(around)^2) / (n - 1)))), home),
       assign_to(s$scalar$scaled[j], bquote(.(around) / .(as.name(paste0("sd_", name))))))
}

scalar_start <- function(s) {
  v <- s$scalar
  states <- unlist(lapply(names(s$rule$state), function(name) {
    lapply(v$weights, function(w) assign_to(paste0(name, "_", w), first_rate(s, s$rule$state[[name]])))
  }))
  list("", "---- where training begins: element i of each vector belongs to i - 1 epochs",
       unname(Map(assign_numbers, v$weights, as.list(s$start[[1]]))), states, if (is_timed(s$rule)) quote(t <- 0),
       quote(E <- numeric()), lapply(paste0("dEd", v$weights), function(g) assign_to(g, quote(numeric()))))
}

now <- function(name) call("[", as.name(name), quote(i))

scalar_loop <- function(s) {
  v <- s$scalar
  linear <- s$activations[[1]]$linear
  slopes <- if (s$bias) v$weights[-1] else v$weights
  terms <- c(if (!is.null(s$fixed)) quote(bias), if (s$bias) now(v$weights[1]),
             unname(Map(function(w, x) call("*", now(w), as.name(x)), slopes, v$scaled)),
             if (!is.null(s$offset)) quote(offset))
  symbols <- list(d = as.name(v$response), y = quote(yhat), a = quote(yhat), z = if (linear) quote(yhat) else quote(z),
                  value = quote(f), slope = quote(f_slope))
  forward <- if (linear) assign_to("yhat", add(terms)) else
    list(assign_to("z", add(terms)), assign_to("yhat", relabel(s$activations[[1]]$code$value, symbols)))
  rate <- if (s$rated) quote(eta <- rate(i))
  body <- block(forward, scalar_error(s, symbols), quote(if (i > epochs) break), scalar_gradient(s, symbols), rate,
                if (is_timed(s$rule)) quote(t <- t + 1), paste("step:", rule_formula(s$rule)),
                lapply(v$weights, function(w) scalar_step(s, w)))
  list("", "---- training: forward, cost, gradient, step", bquote(for (i in 1:(epochs + 1)) .(body)))
}

scalar_cost <- function(s, part, symbols) {
  symbols[c("value", "slope")] <- list(quote(loss), quote(loss_slope))
  code <- relabel(s$at_output[[part]], symbols)
  if (is.null(s$weights)) code else call("*", quote(weight), code)
}

scalar_error <- function(s, symbols) {
  list(sprintf("the cost: %s", s$cost$name),
       assign_to(quote(E[i]), take_share(s, bquote(sum(.(scalar_cost(s, "loss", symbols)))))))
}

scalar_gradient <- function(s, symbols) {
  v <- s$scalar
  f <- s$activations[[1]]
  slope <- if (!s$at_output$fused) relabel(f$code$slope, symbols)
  delta <- if (s$at_output$fused) scalar_cost(s, "delta", symbols) else
    if (is_one(slope)) scalar_cost(s, "slope", symbols) else call("*", scalar_cost(s, "slope", symbols), slope)
  inputs <- c(if (s$bias) list(NULL), lapply(v$scaled, as.name))
  learnt <- unname(Map(function(w, x) {
    g <- now(paste0("dEd", w))
    list(assign_to(g, take_share(s, if (is.null(x)) quote(sum(delta)) else bquote(sum(delta * .(x))))),
         if (!is.null(x) && s$settings$l2 > 0) assign_to(g, bquote(.(g) + l2 * .(now(w)))),
         if (!is.null(x) && s$settings$l1 > 0) assign_to(g, bquote(.(g) + l1 * sign(.(now(w))))))
  }, v$weights, inputs))
  list(if (f$linear) "gradient: delta is the slope of each row's loss by yhat" else
    "gradient, by the chain rule: delta is the slope of each row's loss by z",
       assign_to("delta", delta), learnt)
}

# The rule for one coefficient: from its value now to the next.
scalar_step <- function(s, w) {
  v <- s$scalar
  after <- call("[", as.name(w), quote(i + 1))
  is_bias <- s$bias && w == v$weights[1]
  states <- setNames(lapply(names(s$rule$state), function(name) as.name(paste0(name, "_", w))), names(s$rule$state))
  changes <- setdiff(vapply(as.list(s$rule$step), function(e) as.character(e[[2]]), ""), c("w", names(states)))
  states[changes] <- lapply(changes, function(name) as.name(paste0(name, "_", w)))
  given <- now(w)
  lapply(as.list(s$rule$step), function(e) {
    symbols <- c(list(w = given, g = now(paste0("dEd", w)), is_weight = as.numeric(!is_bias)), states)
    value <- simplify(relabel(e[[3]], symbols))
    if (is_bias && "is_weight" %in% all.vars(e)) value <- given
    if (!identical(e[[2]], quote(w))) return(assign_to(relabel(e[[2]], states), value))
    given <<- after
    assign_to(after, value)
  })
}

# The last values, back on the data's own scale.
scalar_end <- function(s, fit) {
  v <- s$scalar
  last <- function(w) bquote(.(as.name(w))[epochs + 1])
  values <- lapply(v$weights, last)
  if (!is.null(s$scale$forward)) {
    slopes <- seq_along(v$inputs) + s$bias
    values[slopes] <- Map(function(value, x) call("/", value, as.name(paste0("sd_", x))), values[slopes], v$inputs)
    if (s$bias) {
      shifts <- Map(function(value, x) call("*", value, as.name(paste0("mean_", x))), values[-1], v$inputs)
      values[[1]] <- Reduce(function(a, b) call("-", a, b), c(values[1], shifts[s$scale$centre != 0]))
    }
  }
  list("", "---- the result", if (!is.null(s$scale$forward)) "back to the data's own scale",
       result_code(fit, as.call(c(quote(c), unname(values)))))
}
