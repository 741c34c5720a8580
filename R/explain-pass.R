# The numbers of explain_step(): forward and backward pass and the optimizer's step, by the expressions of the choices.

# o: what open_fit() gives; layers: the coefficients before the step, one matrix per layer.
# inputs, z, a, slope (f'(z)), back (dE/da) and delta (dE/dz) are lists of matrices (rows x units), one per layer.
run_pass <- function(o, layers) {
  depth <- length(layers)
  inputs <- z <- a <- slope <- delta <- back <- gradient <- vector("list", depth)
  at <- o$x
  for (l in seq_len(depth)) {
    inputs[[l]] <- if (o$bias) cbind("(Intercept)" = 1, at) else at
    z[[l]] <- inputs[[l]] %*% layers[[l]]
    if (l == depth) z[[l]] <- z[[l]] + sum(o$fixed) + if (is.null(o$offset)) 0 else o$offset
    f <- o$activations[[l]]
    a[[l]] <- at <- like(z[[l]], run_code(f, f$code$value, list(z = z[[l]])))
    if (!f$joint) slope[[l]] <- like(z[[l]], run_code(f, f$code$slope, list(z = z[[l]], a = a[[l]])))
  }
  ratio <- if (is.null(o$ratio)) 1 else rep(o$ratio, each = nrow(o$x))
  yhat <- a[[depth]] * ratio
  weight <- if (is.null(o$weights)) 1 else o$weights
  cost <- cost_at_output(o$cost, f)
  share <- share_of(cost, if (is.null(o$weights)) nrow(o$x) else sum(o$weights), ncol(yhat))
  run <- function(code) run_code(o$cost, code, list(d = o$y, y = yhat, z = z[[depth]]))
  loss <- like(yhat, run(cost$loss))
  if (cost$fused) {
    delta[[depth]] <- share * weight * run(cost$delta)
  } else {
    back[[depth]] <- share * weight * run(cost$slope)
    delta[[depth]] <- ratio * if (f$joint) run_code(f, f$code$backward, list(a = yhat, up = back[[depth]])) else
      back[[depth]] * slope[[depth]]
  }
  for (l in rev(seq_len(depth))) {
    gradient[[l]] <- crossprod(inputs[[l]], delta[[l]])
    if (l == 1) break
    back[[l - 1]] <- delta[[l]] %*% t(if (o$bias) layers[[l]][-1, , drop = FALSE] else layers[[l]])
    delta[[l - 1]] <- back[[l - 1]] * slope[[l - 1]]
  }
  list(inputs = inputs, z = z, a = a, yhat = yhat, slope = slope, back = back, delta = delta, loss = loss,
       error = share * sum(weight * loss), share = share,
       gradient = unlist(lapply(gradient, as.vector), use.names = FALSE))
}

# Numbers in the shape of z: a constant for all of them, or one for each.
like <- function(z, x) replace(z, TRUE, as.vector(x))

# Gradient with its penalties, what the optimizer remembers after the step, and the new coefficients. The environment
# `home` holds the values of the rule's variables before the step.
run_step <- function(o, state, pass, epoch) {
  settings <- o$settings
  w <- state$theta
  g <- pass$gradient + settings$l2 * o$penalised * w + settings$l1 * sign(o$penalised * w)
  if (!is.null(o$moves)) g[o$moves == 0] <- 0
  shorten <- min(1, settings$clip / sqrt(sum(g^2)))
  if (is.nan(shorten)) shorten <- 1
  eta <- expand_rate(settings$eta, epoch - 1, 1)
  rule <- rule_of(settings$optimizer)
  common <- list(gradient = g, eta = eta, shorten = shorten, rule = rule)
  if (rule$search) return(c(common, searched_step(o, state, epoch)))
  home <- c(as.list(settings$optimizer$settings), list(w = w, g = g * shorten, eta = eta, t = state$steps + 1,
                                                       is_weight = o$penalised))
  for (i in seq_along(rule$state)) {
    home[[names(rule$state)[i]]] <- if (state$steps > 0) state$memory[, i] else
      rep(eval(rule$state[[i]], home), length(w))
  }
  after <- list2env(home)
  for (line in as.list(rule$step)) eval(line, after)
  remembered <- data.frame(row.names = seq_along(w))
  for (name in names(rule$state)) remembered[[name]] <- after[[name]]
  c(common, list(remembered = remembered, new = after$w, home = home))
}

# What the compiled line search found: the direction, and how far along it.
searched_step <- function(o, state, epoch) {
  after <- state_after(o, epoch)
  direction <- after$memory[, 1]
  longest <- which.max(abs(direction))
  change <- after$theta - state$theta
  list(remembered = data.frame(direction = direction), new = after$theta,
       length = if (direction[longest] == 0) 0 else change[longest] / direction[longest])
}
