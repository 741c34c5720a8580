# The hyperparameters of the verbs: what each may be, one row per argument. The verbs, resume() and searches check with
# these rows.

# The hyperparameters of a verb: its defaults, and what was given instead, checked. usage: the verb's formals(); given:
# the names of the arguments that were given; values: where they are, a list or the environment of the verb's call,
# which evaluates an argument when its check asks for it.
choose_hyper <- function(verb, usage, given, values) {
  rows <- hyper_rows[[verb]]
  hyper <- defaults_of(verb, usage)
  for (name in names(rows)[match(names(rows), given, 0L) > 0L]) hyper[name] <- list(rows[[name]](values[[name]]))
  hyper_agreement[[verb]](hyper)
}

# A verb's defaults, checked. They never change, and are kept once they have been asked for.
defaults_of <- function(verb, usage) {
  hyper <- checked_defaults[[verb]]
  if (!is.null(hyper)) return(hyper)
  rows <- hyper_rows[[verb]]
  hyper <- usage[names(rows)]
  for (name in names(rows)) hyper[name] <- list(rows[[name]](eval(hyper[[name]], baseenv())))
  assign(verb, hyper, checked_defaults)
  hyper
}

checked_defaults <- new.env(parent = emptyenv())

# ---- one row per argument: a function that returns the value, checked, or stops with its name ------------------------

check_eta <- function(x) check_rate(x, automatic = TRUE)

# What all verbs have.
loop_rows <- list(
  eta = check_eta,
  epochs = function(x) check_count(x, "epochs"),
  start = identity,  # checked where the coefficients are known
  scaling = function(x) check_choice(unquoted(x, "scaling", scalings), "scaling", scalings),
  optimizer = function(x) as_optimizer(unquoted(x, "optimizer", names(optimizer_rules))),
  batch_size = function(x) if (!is.null(x)) check_count(x, "batch_size", 1),
  shuffle = function(x) check_flag(x, "shuffle")
)

last_rows <- list(
  tol = function(x) check_nonnegative(x, "tol"),
  # NULL: every epoch while that stays under about a million numbers; FALSE: the errors only; k: every k-th epoch
  record = function(x) {
    if (is.null(x) || isFALSE(x)) return(x)
    check_number(x, "record", "NULL, FALSE or one whole number that is 1 or larger",
                 x >= 1 && x == round(x) && x <= .Machine$integer.max)
  }
)

# Of a linear model only costs that suit an output without bounds.
gd_lm_rows <- c(
  list(cost = function(x) as_cost(unquoted(x, "cost", cost_names()), linear_activation)),
  loop_rows, last_rows
)

neuron_rows <- c(
  list(
    activation = function(x) as_unit_activation(unquoted(x, "activation", activation_names())),
    cost = function(x) as_cost(unquoted(x, "cost", cost_names())),
    bias = function(x) {
      if (identical(x, "learn") || identical(x, "none") || (is_number(x) && is.finite(x))) return(x)
      stop_argument("bias", "\"learn\", \"none\" or one number at which it is fixed", describe(x))
    }
  ),
  loop_rows, last_rows
)

# NULL is what is left to us: it depends on the response or on other arguments.
ann_rows <- c(
  list(
    hidden = function(x) check_hidden(x),
    activation = function(x) unquoted(x, "activation", activation_names()),  # see hidden_activations()
    output = function(x) {
      x <- unquoted(x, "output", activation_names())
      if (!is.null(x)) as_activation(x, "output")
    },
    cost = function(x) {
      x <- unquoted(x, "cost", cost_names())
      if (!is.null(x)) as_cost(x)
    },
    bias = function(x) check_choice(x, "bias", c("learn", "none", "fixed")),
    init = function(x) check_init(x)
  ),
  replace(loop_rows, "eta", list(function(x) if (!is.null(x) && !identical(x, "auto")) check_eta(x))),
  list(
    l2 = function(x) check_nonnegative(x, "l2"),
    l1 = function(x) check_nonnegative(x, "l1"),
    dropout = function(x) check_share(x, "dropout"),
    clip = function(x) check_number(x, "clip", "one positive number", x > 0),
    validation = function(x) check_validation(x),
    patience = function(x) {
      check_number(x, "patience", "one whole number that is 1 or larger, or Inf", x >= 1 && x == round(x))
    },
    restarts = function(x) check_count(x, "restarts", 1)
  ),
  last_rows
)

hyper_rows <- list(gd_lm = gd_lm_rows, neuron = neuron_rows, ann = ann_rows)

# One unit alone: no activation that shares 1 among several.
as_unit_activation <- function(x) {
  if (is_joint(x)) {
    stop("`activation` must be that of one output; softmax shares several among classes: use ann().", call. = FALSE)
  }
  as_activation(x, "activation", joint = FALSE)
}

check_hidden <- function(hidden) {
  if (length(hidden) == 0 || (is.numeric(hidden) && identical(as.double(hidden), 0))) return(numeric())
  must <- "whole numbers that are 1 or larger, one per layer, or integer(0) for no hidden layer"
  if (!is.numeric(hidden) || is.object(hidden) || anyNA(hidden) || any(hidden < 1 | hidden != round(hidden)) ||
        any(hidden > 1e6)) {
    stop_argument("hidden", must, describe(hidden))
  }
  as.double(hidden)
}

check_validation <- function(validation) {
  if (is_table(validation)) return(validation)
  if (is.data.frame(validation)) return(validation)
  if (is.object(validation)) return(as_data(validation, "validation"))
  check_number(validation, "validation", "a share that is at least 0 and less than 1, or a data frame",
               validation >= 0 && validation < 1)
}

# ---- arguments that depend on each other -----------------------------------------------------------------------------

hyper_agreement <- list(
  gd_lm = function(hyper) check_together(hyper),
  neuron = function(hyper) {
    check_pair(hyper$activation, hyper$cost)
    check_together(hyper)
  },
  ann = function(hyper) {
    hyper$activation <- hidden_activations(hyper$activation, length(hyper$hidden))
    if (is.null(hyper$eta)) hyper$eta <- network_rate(hyper$optimizer)
    check_together(hyper)
  }
)

# One activation for all hidden layers, or one for each.
hidden_activations <- function(x, layers) {
  one <- inherits(x, "activation") || inherits(x, "formula") || is.function(x)
  choices <- if (one) list(x) else as.list(x)
  if (!length(choices) %in% c(1, layers)) {
    stop_argument("activation", sprintf("one activation, or one for each of the %d hidden layers", layers),
                  sprintf("%d of them", length(choices)))
  }
  lapply(rep_len(choices, layers), as_activation, "activation", joint = FALSE)
}

# Stops at arguments that do not go together.
check_together <- function(hyper) {
  check_batches(hyper$optimizer, hyper$batch_size)
  if (is.null(hyper$hidden)) return(hyper)
  if (is.finite(hyper$patience) && is.numeric(hyper$validation) && hyper$validation == 0) {
    stop("`patience` must be Inf without a `validation` share or data frame: it counts epochs without a better one.",
         call. = FALSE)
  }
  if (is.finite(hyper$clip) && rule_of(hyper$optimizer)$search) {
    stop_argument("clip", sprintf("Inf with the optimizer \"%s\", whose steps are as long as its line search finds",
                                  hyper$optimizer$name), format(hyper$clip))
  }
  hyper
}
