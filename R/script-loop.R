# The script's training with vectors and matrices: forward, cost, gradient, step, layer by layer.

# z, a, ... of layer l: z1, a1, or plain z where there is one layer; the last a is yhat.
of_layer <- function(s, l, name) {
  if (name == "a" && l == s$depth) return(quote(yhat))
  as.name(paste0(if (name == "w" && s$depth > 1) "W" else name, s$at[l]))
}

layer_input <- function(s, l) {
  before <- if (l == 1) quote(x) else of_layer(s, l - 1, "a")
  if (s$bias) bquote(cbind(1, .(before))) else before
}

matrix_start <- function(s) {
  each <- seq_len(s$depth)
  shape <- function(l, value) {
    w <- of_layer(s, l, "w")
    bquote(matrix(.(value), nrow(.(w)), ncol(.(w))))
  }
  list("", "---- where training begins",
       lapply(each, function(l) assign_matrix(as.character(of_layer(s, l, "w")), s$start[[l]])),
       if (needs_mask(s)) c("the biases are not penalised", lapply(each, function(l) mask_code(s, l))),
       lapply(each, function(l) {
         unname(Map(function(name, value) assign_to(of_layer(s, l, name), shape(l, first_rate(s, value))),
                    names(s$rule$state), s$rule$state))
       }),
       if (is_timed(s$rule)) quote(t <- 0), quote(E <- numeric()), seed_code(s))
}

# A state that begins as eta does with the first epoch's.
first_rate <- function(s, value) if (s$rated) relabel(value, list(eta = quote(rate(1)))) else value

needs_mask <- function(s) {
  s$settings$l1 > 0 || s$settings$l2 > 0 || "is_weight" %in% all.vars(s$rule$step)
}

mask_code <- function(s, l) {
  mask <- s$mask[[l]]
  name <- of_layer(s, l, "is_weight")
  w <- of_layer(s, l, "w")
  if (all(mask == 1)) return(assign_to(name, bquote(row(.(w)) > 0)))
  if (s$bias && all(mask == (row(s$start[[l]]) > 1))) return(assign_to(name, bquote(row(.(w)) > 1)))
  assign_matrix(as.character(name), matrix(mask, nrow(s$start[[l]])))
}

matrix_loop <- function(s) {
  rate <- if (s$rated) quote(eta <- rate(epoch))
  update <- list(clip_code(s), if (is_timed(s$rule)) quote(t <- t + 1), step_code(s))
  if (!s$batched) {
    rate <- if (s$rated) quote(eta <- rate(epoch + 1))
    body <- block(forward_code(s), error_code(s, quote(E[epoch + 1])), quote(if (epoch == epochs) break),
                  backward_code(s), rate, update)
    return(list("", "---- training: forward, cost, gradient, step", bquote(for (epoch in 0:epochs) .(body))))
  }
  batch <- block(quote(rows <- order[first:min(first + batch_size - 1, n)]), quote(x <- x_all[rows, , drop = FALSE]),
                 quote(d <- d_all[rows, , drop = FALSE]), if (!is.null(s$weights)) quote(weight <- weight_all[rows]),
                 if (any(s$weights == 0)) {
                   list("a batch without weight has the error 0", quote(total <- max(sum(weight), 1e-300)))
                 },
                 if (!is.null(s$offset)) quote(offset <- offset_all[rows]), "", forward_code(s),
                 error_code(s, quote(errors[length(errors) + 1])), backward_code(s), update)
  order <- if (s$settings$shuffle) list("a new order of the rows", quote(order <- sample.int(n))) else
    list(quote(order <- seq_len(n)))
  body <- block(order, rate, quote(errors <- numeric()), bquote(for (first in seq(1, n, by = batch_size)) .(batch)),
                "the mean over the epoch's batches", quote(E[epoch] <- mean(errors)))
  list("", "---- training: forward, cost, gradient, step, for each mini-batch",
       bquote(for (epoch in seq_len(epochs)) .(body)))
}

# The expressions of an activation in layer l.
activation_code <- function(s, l, part, up = NULL) {
  f <- s$activations[[l]]
  z <- of_layer(s, l, "z")
  code <- relabel(f$code[[part]], list(z = z, a = of_layer(s, l, "a"), value = of_layer(s, l, "f"),
                                       slope = of_layer(s, l, "f_slope"), up = up))
  if (!calls_own(f$code[[part]])) return(code)
  if (part == "slope") bquote(as.vector(.(code))) else bquote(matrix(.(code), nrow(.(z))))
}

forward_code <- function(s) {
  layers <- lapply(seq_len(s$depth), function(l) {
    sum <- bquote(.(layer_input(s, l)) %*% .(of_layer(s, l, "w")))
    if (l == s$depth && !is.null(s$fixed)) sum <- bquote(bias + .(sum))
    if (l == s$depth && !is.null(s$offset)) sum <- bquote(.(sum) + offset)
    list(assign_to(of_layer(s, l, "z"), sum), assign_to(of_layer(s, l, "a"), activation_code(s, l, "value")))
  })
  list("forward: weighted sums, then the activation", layers,
       if (!is.null(s$ratio)) quote(yhat <- sweep(yhat, 2, ratio, "*")))
}

# share * e, a mean as a sum over n: 1/(2 * n) * e is e / (2 * n).
take_share <- function(s, e, rows = rows_code(s)) {
  share <- simplify(relabel(s$at_output$share, list(n = rows, k = as.numeric(ncol(s$y)))))
  if (is_one(share)) return(e)
  if (is_call_of(share, "/") && is_one(share[[2]])) return(call("/", e, share[[3]]))
  call("*", share, e)
}

# The sum of the weights.
rows_code <- function(s) {
  if (s$batched && any(s$weights == 0)) return(quote(total))
  if (!is.null(s$weights)) quote(sum(weight)) else if (s$batched) quote(length(rows)) else quote(n)
}

cost_code <- function(s, part, z = of_layer(s, s$depth, "z")) {
  code <- relabel(s$at_output[[part]], list(y = quote(yhat), z = z, value = quote(loss), slope = quote(loss_slope)))
  if (is.null(s$weights)) code else call("*", quote(weight), code)
}

# The error is the cost of the data alone.
error_code <- function(s, to) {
  list(sprintf("the cost: %s", s$cost$name), assign_to(to, take_share(s, bquote(sum(.(cost_code(s, "loss")))))))
}

# What training makes small: error + penalty.
objective_code <- function(s, to, error) {
  penalty <- function(size, shape) {
    sums <- lapply(seq_len(s$depth), function(l) {
      bquote(sum(.(relabel(shape, list(w = of_layer(s, l, "w"), is_weight = of_layer(s, l, "is_weight"))))))
    })
    assign_to(to, bquote(.(to) + .(size) * .(add(sums))))
  }
  list(assign_to(to, error), if (s$settings$l2 > 0) penalty(quote(l2 / 2), quote((is_weight * w)^2)),
       if (s$settings$l1 > 0) penalty(quote(l1), quote(abs(is_weight * w))))
}

backward_code <- function(s) {
  l <- s$depth
  output <- s$activations[[l]]
  delta <- function(l) of_layer(s, l, "delta")
  chained <- function(up, slope) if (is_one(slope)) up else call("*", up, slope)
  first <- if (s$at_output$fused) {
    list(assign_to(delta(l), take_share(s, cost_code(s, "delta"))))
  } else {
    list(assign_to("dE_dyhat", take_share(s, cost_code(s, "slope"))),
         assign_to(delta(l), if (output$joint) activation_code(s, l, "backward", quote(dE_dyhat)) else
           chained(quote(dE_dyhat), activation_code(s, l, "slope"))),
         if (!is.null(s$ratio)) assign_to(delta(l), bquote(sweep(.(delta(l)), 2, ratio, "*"))))
  }
  rest <- lapply(rev(seq_len(s$depth)), function(l) {
    w <- of_layer(s, l, "w")
    weights <- if (s$bias) bquote(.(w)[-1, , drop = FALSE]) else w
    list(assign_to(of_layer(s, l, "g"), bquote(crossprod(.(layer_input(s, l)), .(delta(l))))),
         if (l > 1) assign_to(delta(l - 1), chained(bquote((.(delta(l)) %*% t(.(weights)))),
                                                    activation_code(s, l - 1, "slope"))))
  })
  list("backward: delta = dE/dz, from the output to the first layer", first, rest, penalty_code(s))
}

# What penalties add to the gradient, and biases that keep their values.
penalty_code <- function(s) {
  each <- function(e) {
    lapply(seq_len(s$depth), function(l) {
      relabel(e, list(g = of_layer(s, l, "g"), w = of_layer(s, l, "w"), is_weight = of_layer(s, l, "is_weight")))
    })
  }
  list(if (s$settings$l2 > 0) each(quote(g <- g + l2 * is_weight * w)),
       if (s$settings$l1 > 0) each(quote(g <- g + l1 * is_weight * sign(w))),
       if (!is.null(s$learns)) c("the biases keep their values", each(quote(g[1, ] <- 0))) else
         if (!is.null(s$moves)) list("a column that is constant is 0 when it is centred, and so is its gradient",
                                    assign_to(bquote(.(of_layer(s, 1, "g"))[.(which(s$moves == 0)), ]), 0)))
}

clip_code <- function(s) {
  if (!is.finite(s$settings$clip)) return(NULL)
  g <- lapply(seq_len(s$depth), of_layer, s = s, name = "g")
  length <- bquote(sqrt(.(add(lapply(g, function(g) bquote(sum(.(g)^2)))))))
  list("a gradient longer than clip is shortened", bquote(shorten <- min(1, clip / .(length))),
       lapply(g, function(g) assign_to(g, bquote(.(g) * shorten))))
}

step_code <- function(s) {
  list(paste("step:", rule_formula(s$rule)), lapply(seq_len(s$depth), function(l) {
    names <- c("w", "g", "is_weight", names(s$rule$state))
    lapply(as.list(s$rule$step), relabel, setNames(lapply(names, of_layer, s = s, l = l), names))
  }))
}
