# Exercises in which one chooses.

# For choices: the options in a drawn order, each with what to say to somebody who chooses it by mistake. `letter` gives
# the letter of an option by its name.
choose_from <- function(named) named[sample(length(named))]
letter <- function(name, options) letters[match(name, names(options))]

choice_exercises <- list(
  "cost-and-activation" = an_exercise(
    topic = 4, title = "Choosing cost and output activation", kind = "choice",
    draw = {
      kind <- sample(c("number", "outliers", "two", "several"), 1)
      n <- sample(2:9, 1) * 100
      many <- sample(4:9, 1)
      setting <- switch(
        kind,
        number = sample(c("the temperature of a lake, between -1.5 and 24 degrees, from 5 sensors",
                          "the length of a fish in millimetres from its age, sex and pond",
                          "how much the weight of a patient changes in a month, up or down"), 1),
        outliers = sample(c("a blood pressure that a device records wildly wrong once in a while",
                            "the price of a flat, where a few entries have a digit too many",
                            "the travel time of a bus, with a few days of breakdown among the rows"), 1),
        two = sample(c("whether a tumour is benign or malignant", "whether a mail is spam or not",
                       "whether a seed germinates or does not"), 1),
        several = paste(sample(c("which species a leaf belongs to, one of", "which digit a picture shows, one of",
                                 "which tissue a cell comes from, one of"), 1), many)
      )
      options <- choose_from(c(number = "identity with \"mse\"", outliers = "identity with \"huber\"",
                               two = "sigmoid with \"cross_entropy\"", several = "softmax with \"cross_entropy\"",
                               bounded = "tanh with \"mse\"", rising = "relu with \"cross_entropy\""))
    },
    text = c("A network is to learn, from {n} rows, {setting}. Which activation of the output and which cost fit",
             "best?"),
    work = reason <- switch(kind, number = "a number without bounds, and no outliers",
                            outliers = "a large residual counts as it is, not squared",
                            two = "one probability, with minus its logarithm as the cost",
                            several = "probabilities that add up to 1"),
    answer = letter(kind, options),
    mistakes = list(
      "straight" = slip(if (kind != "number") letter("number", options), if (kind == "outliers")
        "Squares let a few wild rows pull the whole fit." else
        "A line is not held between 0 and 1, and a class needs a probability."),
      "robust" = slip(if (kind != "outliers") letter("outliers", options), if (kind == "number")
        "Nothing speaks of outliers here: without them squares use the rows better." else
        "Classes have no outliers; they need a probability."),
      "binary" = slip(if (kind != "two") letter("two", options), if (kind == "several")
        "One sigmoid per class does not make probabilities that add up to 1." else
        "A sigmoid gives numbers between 0 and 1 only: it cannot reach such a response."),
      "many-classes" = slip(if (kind != "several") letter("several", options), if (kind == "two")
        "It would do, with twice the outputs; for two classes one sigmoid is enough." else
        "The softmax is for classes; a number needs an output without bounds."),
      "bounded" = slip(letter("bounded", options),
                       "tanh stays between -1 and 1: neither a probability nor a free number."),
      "never-below" = slip(letter("rising", options), paste("The cross-entropy needs outputs between 0 and 1;",
                                                          "relu has no upper bound."))
    ),
    solution = "{capital(options[[kind]])}: {reason}."
  ),
  "error-curve" = an_exercise(
    topic = 5, title = "Reading an error curve", kind = "choice",
    draw = {
      kind <- sample(c("diverges", "slow", "zigzag", "good", "overfit"), 1)
      epoch <- 0:6
      factor <- switch(kind, diverges = some(1, -1.5, -1.2, 2), slow = some(1, 0.985, 0.997, 3),
                       zigzag = some(1, -0.8, -0.5, 2), some(1, 0.2, 0.5, 2))
      minimum <- some(1, 1, 3)
      start <- minimum + sample(c(-1, 1), 1) * some(1, 1, 2)
      lowest <- some(1, 0.2, 0.9, 2)
      w <- minimum + (start - minimum) * factor^epoch
      training <- lowest + (w - minimum)^2
      validation <- 1.1 * training + if (kind == "overfit") 0.12 * pmax(0, epoch - 2)^2 else 0
      options <- choose_from(c(diverges = "the learning rate is above the largest stable one",
                               slow = "the learning rate is much too small",
                               zigzag = "the rate is stable but overshoots: a smaller one would be faster",
                               good = "nothing is wrong: it has arrived", overfit = "over-fitting: it trains too long"))
    },
    text = c("One weight w of a model, its error on the training rows and that on rows held out:", "",
             "    epoch   {spaced(epoch)}", "    w       {spaced(w, 3)}", "    training{spaced(training, 3)}",
             "    held out{spaced(validation, 3)}", "", "What do you read from these numbers?"),
    work = reason <- switch(kind, diverges = "the training error grows at each step",
                            slow = "w and the error hardly change",
                            zigzag = "w changes sides at each step while the error falls",
                            good = "w and both errors stand still at the end",
                            overfit = "the error on the rows held out rises while the other falls"),
    answer = letter(kind, options),
    mistakes = list(
      "divergence" = slip(if (kind != "diverges") letter("diverges", options),
                          "Above the largest stable rate the training error grows at each step. Does it?"),
      "slowness" = slip(if (kind != "slow") letter("slow", options),
                        "With a rate much too small w hardly changes from epoch to epoch. Does it?"),
      "overshooting" = slip(if (kind != "zigzag") letter("zigzag", options),
                            "A stable rate that overshoots makes w change sides at each step while the error falls."),
      "arrival" = slip(if (kind != "good") letter("good", options),
                       "Where training has arrived w and both errors stand still, after steps in one direction."),
      "over-fitting" = slip(if (kind != "overfit") letter("overfit", options),
                            "With over-fitting the error on the rows held out rises while the other falls. Does it?")
    ),
    solution = "{capital(options[[kind]])}: {reason}."
  ),
  "parameters" = an_exercise(
    topic = 5, title = "Parameters and hyperparameters", kind = "letters",
    draw = {
      learnt <- c("the bias of a hidden unit", "the weight from h1 to the output", "the slope of a line",
                  "its intercept",
                  "the bias of the output", "the weight from the first input to h2")
      chosen <- c("the learning rate", "the number of hidden units", "the activation function", "the batch size",
                  "the number of epochs", "the penalty l2", "the dropout probability", "the optimizer",
                  "the momentum rho", "the cost")
      count <- sample(2:4, 1)
      options <- c(sample(learnt, 6 - count), sample(chosen, count))[sample(6)]
    },
    text = c("Which of these are hyperparameters? Give all their letters."),
    work = {
      hyper <- options %in% chosen
      as_text <- function(on) paste(letters[seq_along(options)][on], collapse = "")
    },
    answer = as_text(hyper),
    mistakes = list(
      "turned-round" = slip(as_text(!hyper),
                            "You listed the parameters, what training learns. Hyperparameters are chosen."),
      "one-missing" = slip(vapply(which(hyper), function(i) as_text(replace(hyper, i, FALSE)), ""),
                           "One is missing: ask of each whether training changes it."),
      "one-too-many" = slip(vapply(which(!hyper), function(i) as_text(replace(hyper, i, TRUE)), ""),
                            "One of them is learnt by training, so it is a parameter."),
      "all" = slip(as_text(rep(TRUE, 6)), "Some of them are learnt by training: those are parameters.")
    ),
    solution = c("Chosen before training, so hyperparameters: {options[hyper]}.",
                 "Learnt by training, so parameters: {options[!hyper]}.")
  )
)
