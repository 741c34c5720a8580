# The description of a network: ann()'s part of model-spec.R.

network_spec <- function(hyper, settings, frame, contrasts, known) {
  target <- network_target(read_response(frame))
  hyper <- choose_output(hyper, target)
  data <- network_rows(hyper, frame, contrasts, target, known)
  network_spec_of(hyper, whole_batch(settings, data$count), data)
}

# data: network_rows(), or rows that have the sums of a table.
network_spec_of <- function(hyper, settings, data) {
  design <- data$design
  bias <- hyper$bias != "none"
  units <- c(length(design$names), hyper$hidden, ncol(data$y))
  check_size(units, bias)
  layers <- layer_template(design$names, hyper$hidden, colnames(data$y), bias)
  statistics <- network_statistics(data, hyper)
  map <- network_map(statistics, units, bias)
  problem <- network_problem(data, hyper, statistics, units)
  inner <- layer_template(character(problem$model$units[1]), hyper$hidden, colnames(data$y), bias)
  biases <- is_bias(inner)
  given <- given_start(hyper$start, layers)
  spec <- c(data, list(
    verb = "ann", hyper = hyper, settings = settings, activations = c(hyper$activation, list(hyper$output)),
    cost = hyper$cost, output = cost_at_output(hyper$cost, hyper$output), bias = bias, layers = layers,
    units = units, map = map, statistics = statistics, problem = problem,
    start = if (!is.null(given)) map_inverse(map, given), penalised = as.double(!biases),
    learns = if (hyper$bias == "fixed") as.double(!biases),
    random = hyper$dropout > 0 || (settings$batch > 0 && settings$shuffle)
  ))
  new_spec(spec, "network")
}

# arma::uword has 32 bits in R's builds.
check_size <- function(units, bias) {
  weights <- sum((units[-length(units)] + bias) * units[-1])
  if (weights == 0) {
    stop_argument("formula", paste("one with at least one predictor, because a network without hidden layers and",
                                   "biases has no other coefficients"), "one without predictors")
  }
  if (weights < 2^31) return(invisible())
  stop_argument("hidden", "of widths that make fewer than 2^31 weights",
                sprintf("%s, which make %s", paste(units[-c(1, length(units))], collapse = ", "),
                        format(weights, big.mark = ",", scientific = FALSE)))
}

# The output's activation and the cost, where they were left to us, and whether they suit the response.
choose_output <- function(hyper, target) {
  classes <- length(target$levels)
  if (is.null(hyper$output)) hyper$output <- default_output(classes)
  unit_interval <- classes > 0 || (all(target$y >= 0) && all(target$y <= 1))
  if (is.null(hyper$cost)) hyper$cost <- default_cost(hyper$output, unit_interval)
  check_pair(hyper$output, hyper$cost)
  if (classes == 0) check_target_range(target$label, target$y, hyper$cost$range)
  if (hyper$output$joint && classes == 0 && ncol(target$y) < 2) {
    stop(sprintf("`output` must be one for a single output, such as \"sigmoid\", not \"%s\": %s.", hyper$output$name,
                 "that shares 1 among several"), call. = FALSE)
  }
  hyper
}

# Design, targets and rows: those that are trained on, and those that validate.
network_rows <- function(hyper, frame, contrasts, target, known) {
  design <- without_intercept(read_design(frame, contrasts))
  check_columns(design)
  weights <- read_weights(frame)
  y <- target_matrix(target, hyper$output)
  rows <- NULL
  held_out <- NULL
  validation_rows <- known$validation_rows
  if (is.data.frame(hyper$validation)) {
    held_out <- read_validation(frame, hyper, target, contrasts, known)
  } else if (hyper$validation > 0) {
    n <- nrow(y)
    if (is.null(validation_rows)) {
      validation_rows <- draw_validation(n, hyper$validation, row_classes(target$y, target$levels, target$codes))
    }
    rows <- seq_len(n)[-validation_rows]
    if (length(rows) == 0) {
      stop_argument("validation", "a share that leaves a row to train on", describe(hyper$validation))
    }
  }
  w <- subset_rows(weights, rows)
  count <- if (is.null(rows)) nrow(y) else length(rows)
  offset <- read_offset(frame)
  list(design = design, y = y, weights = weights, offset = offset, own_offset = offset, rows = rows, count = count,
       total = if (is.null(w)) as.double(count) else sum(w), validation_rows = validation_rows, held_out = held_out,
       levels = target$levels, label = target$label)
}

# The data frame given as `validation`, as the fit's own rows are read: with its weights and its offset.
read_validation <- function(frame, hyper, target, contrasts, known) {
  held <- validation_frame(attr(frame, "terms"), hyper$validation, known)
  if (is.null(target$levels)) {
    aim <- network_target(read_response(held))
    if (ncol(aim$y) != ncol(target$y)) {
      must <- sprintf("a data frame whose response has %d column%s", ncol(target$y),
                      if (ncol(target$y) == 1) "" else "s")
      stop_argument("validation", must, sprintf("one with %d", ncol(aim$y)))
    }
  } else {
    y <- as.character(frame_response(held))
    if (!all(y %in% target$levels)) {
      stop_argument("validation", "of the classes of the training rows", describe(setdiff(y, target$levels)))
    }
    aim <- list(levels = target$levels, codes = match(y, target$levels))
  }
  used <- without_intercept(read_design(held, contrasts))
  check_columns(used)
  list(design = used, y = target_matrix(aim, hyper$output), weights = read_weights(held), offset = read_offset(held))
}

# ---- the scale of training -------------------------------------------------------------------------------------------

# Training sees (x - centre) / spread, or (x - centre) times `matrix`, and outputs (y - shift) / factor: each numeric
# response has its own factor, so that all are learnt at the same pace. The cost is that of the responses themselves,
# divided by `cost`, so that a rate means the same whatever they are measured in. All are weighted by the case weights.
network_statistics <- function(data, hyper) {
  k <- ncol(data$y)
  s <- list(centre = numeric(length(data$design$names)), shift = numeric(k), factor = rep(1, k), cost = 1)
  c(network_inputs[[check_choice(hyper$scaling, "scaling", scalings)]](data, hyper, s),
    if (hyper$scaling == "none") s[c("shift", "factor", "cost")] else response_statistics(data, hyper, s))
}

# Numeric responses behind a linear output.
response_statistics <- function(data, hyper, s) {
  if (!is.null(data$levels) || !hyper$output$linear) return(s[c("shift", "factor", "cost")])
  y <- if (is.null(data$rows)) data$y else data$y[data$rows, , drop = FALSE]
  w <- subset_rows(data$weights, data$rows)
  mean_of <- function(m) if (is.null(w)) colMeans(m) else colSums(w * m) / sum(w)
  centre <- mean_of(y)
  if (hyper$bias == "learn") s$shift <- centre
  factor <- sqrt(mean_of(sweep(y, 2, centre)^2))
  factor[!(factor > 1e-10 * max(abs(y)))] <- 1
  # a cost that changes its shape with the size of the residuals is left as it is
  degree <- hyper$cost$degree
  if (!is.na(degree)) {
    s$factor <- factor
    s$cost <- mean(factor^degree)
  }
  s[c("shift", "factor", "cost")]
}

# ---- the kernel's problem --------------------------------------------------------------------------------------------

network_problem <- function(data, hyper, statistics, units) {
  # a cost of degree 2 divided by `cost` is that of responses divided by its root
  root <- cost_root(hyper$cost, statistics$cost)
  piece <- function(design, y, weights, offset, rows) {
    n <- if (is.null(rows)) design$rows else length(rows)
    y <- if (is.null(rows)) y else y[rows, , drop = FALSE]
    if (!is.null(offset) && any(statistics$factor != 1)) {  # the output is linear: the offset can leave the response
      y <- y - subset_rows(offset, rows)
      offset <- NULL
    }
    kernel_data(scaled_inputs(design, statistics, rows, n), (y - rep(statistics$shift, each = n)) / root,
                subset_rows(weights, rows), if (!is.null(offset)) subset_rows(offset, rows) / root, n,
                statistics$factor / root)
  }
  train <- piece(data$design, data$y, data$weights, data$offset, data$rows)
  held <- data$held_out
  validation <- if (!is.null(held)) {
    piece(held$design, held$y, held$weights, held$offset, NULL)
  } else if (length(data$validation_rows)) {
    piece(data$design, data$y, data$weights, data$offset, data$validation_rows)
  }
  inputs <- if (is.list(train$x)) length(train$x) else ncol(train$x)
  list(kind = "network", wrap = FALSE, data = train, validation = validation,
       model = kernel_model(c(inputs, units[-1]), hyper$bias != "none", c(hyper$activation, list(hyper$output)),
                            hyper$cost, hyper$dropout))
}

cost_root <- function(cost, value) if (isTRUE(cost$degree == 2)) sqrt(value) else value

scaled_inputs <- function(design, statistics, rows, n) {
  p <- length(design$names)
  if (is.null(statistics$spread) && is.null(statistics$matrix)) {
    if (is.null(rows)) return(design$x)
    return(lapply(seq_len(p), function(j) design_column(design, j)[rows]))
  }
  factor <- if (is.null(statistics$matrix)) 1 / statistics$spread else rep(1, p)
  x <- rescale_columns(design$x, rows, n, statistics$centre, factor)
  if (is.null(statistics$matrix)) x else x %*% statistics$matrix
}

design_column <- function(design, j) if (is.list(design$x)) design$x[[j]] else design$x[, j]
