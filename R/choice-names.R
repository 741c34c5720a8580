# The names of all choices.

# All names at once, as the compiled tables have them; `unit` and `regression` are those for one unit alone and for any
# output.
kernel_names <- function() {
  list(activation = activation_names(), cost = cost_names(), optimizer = lapply(optimizer_rules, function(rule) {
    as.character(names(rule$settings))
  }), unit = activation_names(joint = FALSE), regression = cost_names(linear_activation))
}

# What playground() begins with.
first_choices <- list(activation = "tanh", optimizer = "adam")
