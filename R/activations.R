#' Activation functions
#'
#' The function that a unit applies to its weighted sum, by name or made from your own formula or functions. `f(z)` is
#' the value, `f'(z)` the slope that back-propagation multiplies by.
#'
#' | name | f(z) | f'(z) |
#' |---|---|---|
#' | `"identity"` | z | 1 |
#' | `"sigmoid"` | 1 / (1 + exp(-z)) | f (1 - f) |
#' | `"tanh"` | tanh(z) | 1 - f^2 |
#' | `"relu"` | max(0, z) | 1 for z > 0, else 0 |
#' | `"leaky_relu"` | z for z > 0, else 0.01 z | 1 or 0.01 |
#' | `"elu"` | z for z > 0, else exp(z) - 1 | 1 or exp(z) |
#' | `"softplus"` | log(1 + exp(z)) | sigmoid(z) |
#' | `"gelu"` | z Phi(z), Phi the normal distribution function | Phi(z) + z phi(z) |
#' | `"swish"` | z sigmoid(z) | sigmoid(z) + f (1 - sigmoid(z)) |
#' | `"softmax"` | exp(z_k) / sum_j exp(z_j), for the output of [ann()] only | the matrix diag(f) - f f' |
#'
#' All are computed so that they are finite for any finite z.
#'
#' @param f The name of an activation in the table; or a one-sided formula in `x`, as `~ x / (1 + abs(x))`, whose slope
#'   is derived symbolically by [stats::D()] (`abs()` and `sign()` are understood too); or a vectorised function of one
#'   numeric vector.
#' @param slope The derivative of `f`, a vectorised function; needed where `f` is a function, and where a formula cannot
#'   be derived.
#' @return An object of class `"activation"`: a list with `name` and the two functions `value` and `slope`.
#' @section Errors: A formula that cannot be derived, and a function without `slope`, are refused with the remedy.
#' @references Goodfellow, Bengio & Courville (2016), *Deep Learning*, section 6.3. GELU: Hendrycks & Gimpel (2016);
#'   swish: Ramachandran, Zoph & Le (2017); ELU: Clevert, Unterthiner & Hochreiter (2015).
#' @seealso [neuron()] and [ann()], which take it as `activation`.
#' @examples
#' softsign <- activation(~ x / (1 + abs(x)))
#' softsign$value(c(-2, 0, 2))
#' softsign$slope(c(-2, 0, 2))
#' activation("tanh")
#' @export
activation <- function(f, slope = NULL) {
  if (is.character(f)) {
    name <- check_choice(f, "f", kernel_names()$activation)
    value <- function(x) kernel_activation(name, as.double(x))$value
    slope <- function(x) kernel_activation(name, as.double(x))$slope
    if (name == "softmax") slope <- NULL
    return(structure(list(name = name, value = value, slope = slope), class = "activation"))
  }
  own <- own_function(f, slope, "x", "activation")
  structure(c(list(name = own$name), own[c("value", "slope")]), class = "activation")
}

#' @export
print.activation <- function(x, ...) {
  cat("Activation: ", x$name, "\n", sep = "")
  z <- c(-2, -1, 0, 1, 2)
  if (!is.null(x$slope)) {
    table <- rbind("z" = z, "f(z)" = x$value(z), "f'(z)" = x$slope(z))
    cells <- apply(formatC(table, digits = 4, width = 10, format = "g"), 1, paste, collapse = "")
    cat(sprintf("%-5s%s\n", rownames(table), cells), sep = "")
  }
  invisible(x)
}

# What the compiled tables hold, asked once a session.
kernel_names <- local({
  names <- NULL
  function() {
    if (is.null(names)) {
      names <<- kernel_choices()
      names$unit <<- setdiff(names$activation, "softmax")  # what one unit can do alone
      names$regression <<- setdiff(names$cost, "cross_entropy")
    }
    names
  }
})

# An argument `activation`: a name or an activation() becomes an activation(); what the kernel wants is its `kernel`.
as_activation <- function(x, name, choices) {
  if (inherits(x, "activation")) {
    if (!is_own(x)) check_choice(x$name, name, choices)
    return(x)
  }
  if (inherits(x, "formula") || is.function(x)) return(activation(x))
  list(name = check_choice(x, name, choices, " or an activation()"))
}

# The kernel takes its own choices by name and the user's by their two functions.
for_kernel <- function(choice) if (is_own(choice)) choice else choice$name
is_own <- function(choice) isTRUE(attr(choice$value, "own"))

# value and slope of the user's own formula (derived by stats::D) or functions, for activation() and cost().
own_function <- function(f, slope, variables, verb) {
  wanted <- sprintf("a formula in %s, or a function with `slope`", paste(variables, collapse = " and "))
  last <- variables[length(variables)]
  if (inherits(f, "formula")) {
    if (length(f) != 2) stop_argument("f", paste("one-sided,", wanted), describe(f))
    stray <- setdiff(all.vars(f), variables)
    constants <- mget(stray, envir = environment(f), inherits = TRUE, ifnotfound = list(NULL))
    unknown <- stray[!vapply(constants, is_number, NA)]
    if (length(unknown)) stop_argument("f", wanted, sprintf("one that also holds `%s`", unknown[1]))
    body <- do.call(substitute, list(f[[2]], constants))
    if (is.null(slope)) {
      derived <- tryCatch(derive(body, last), error = function(e) {
        stop(sprintf("the slope of %s cannot be derived (%s): give it, %s(f = , slope = function(%s) ...).",
                     deparse1(f[[2]]), conditionMessage(e), verb, paste(variables, collapse = ", ")), call. = FALSE)
      })
      slope <- as_vectorised(derived, variables)
    }
    value <- as_vectorised(body, variables)
    name <- deparse1(f)
  } else if (is.function(f)) {
    if (!is.function(slope)) {
      stop_argument("slope", sprintf("a function, the derivative of `f`, as in %s(f, slope = function(%s) ...)", verb,
                                     paste(variables, collapse = ", ")), describe(slope))
    }
    value <- f
    name <- "custom"
  } else {
    known <- if (verb == "activation") "a name, " else ""
    aside <- if (is.character(f) && verb == "cost") " (a cost that has a name is given by it, as cost = \"mse\")"
    stop_argument("f", paste0(known, wanted, aside), describe(f))
  }
  trial <- rep(list(c(0.25, 0.75)), length(variables))
  for (g in list(value, slope)) {
    result <- do.call(g, trial)
    if (!is.numeric(result) || length(result) != 2) {
      stop_argument("f", "vectorised: one number back for each number", describe(result))
    }
  }
  attr(value, "own") <- TRUE
  list(name = name, value = value, slope = slope)
}

# stats::D() with two more rules, |u|' = sign(u) u' and sign(u)' = 0, put in where D() meets them.
derive <- function(body, variable) {
  inner <- list()
  hide <- function(e) {  # abs(u) and sign(u) become symbols that D() takes for constants, and are put right after
    if (!is.call(e)) return(e)
    e[-1] <- lapply(e[-1], hide)
    head <- as.character(e[[1]])[1]
    if (head %in% c("abs", "sign")) {
      inner[[length(inner) + 1]] <<- list(head = head, call = e)
      return(as.name(sprintf(".inner%d", length(inner))))
    }
    e
  }
  show <- function(e) {
    symbols <- setNames(lapply(inner, `[[`, "call"), sprintf(".inner%d", seq_along(inner)))
    for (i in seq_along(inner)) e <- do.call(substitute, list(e, symbols))
    e
  }
  hidden <- hide(body)
  total <- D(hidden, variable)
  for (i in seq_along(inner)) {
    if (inner[[i]]$head == "sign") next
    outer <- D(hidden, sprintf(".inner%d", i))
    argument <- show(inner[[i]]$call[[2]])
    total <- call("+", total, call("*", outer, call("*", call("sign", argument), derive(argument, variable))))
  }
  show(total)
}

# A constant must come back as long as what went in.
as_vectorised <- function(body, variables) {
  f <- function() NULL
  formals(f) <- setNames(rep(list(quote(expr = )), length(variables)), variables)  # nolint: spaces_inside_linter.
  body(f) <- call("+", body, call("*", 0, as.name(variables[length(variables)])))
  environment(f) <- baseenv()
  f
}
