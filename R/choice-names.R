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

# What other packages have an argument for and here is said in another way.
other_ways <- c(momentum = "optimizer = opt_momentum(rho = 0.9)", seed = "set.seed() before the fit",
                random_state = "set.seed() before the fit", verbose = "`progress`", trace = "`progress`",
                layers = "`hidden`, one number per layer", lambda = "`l2`", family = "`activation` and `cost`",
                link = "`activation`", linear.output = "`output`", linout = "`output`")
