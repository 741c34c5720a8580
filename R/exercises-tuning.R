# Topic 5, hyperparameters: exercises with a number as answer.

tuning_exercises <- list(
  "early-stopping" = an_exercise(
    topic = 5, title = "When training stops", tolerance = 0,
    draw = {
      best <- sample(5:9, 1)
      patience <- sample(3:4, 1)
      first <- some(1, 0.8, 1.4, 3)
      fall <- first * 0.8^(0:best) + c(stats::runif(best, 0, 0.01), 0)
      dip <- sample(2:3, 1)
      fall[dip + 1] <- fall[dip] + 0.012
      late <- fall[best + 1] + cumsum(stats::runif(14 - best, 0.008, 0.03))
      late[patience + 2] <- fall[best + 1] - 0.015
      validation <- round(c(fall, late), 3)
    },
    text = c("The error on the validation rows was, at epochs 0 to {length(validation) - 1},", "",
             "    {spaced(head(validation, 8))}", "    {spaced(tail(validation, -8))}", "",
             "With patience = {patience} training stops as soon as the error has not fallen below its best for",
             "{patience}",
             "epochs, and the weights of the best epoch are kept. Of which epoch are they?"),
    answer = best,
    mistakes = list(
      "stopping-epoch" = slip(best + patience,
                              "Training stops at that epoch; the weights kept are those of the best one."),
      "never-reached" = slip(which.min(validation) - 1,
                             "That later, lower error is never seen: training stopped before."),
      "first-rise" = slip(dip - 1, "One worse epoch is not enough: patience waits for {patience} in a row."),
      "counted-from-1" = slip(best + 1, "The first number is that of epoch 0, the start.")
    ),
    solution = c("The smallest error up to there is {validation[best + 1]}, at epoch {best}. The {patience} epochs",
                 "after it are",
                 "not better, so training stops at epoch {best + patience} and goes back to epoch {answer}.")
  ),
  "dropout" = an_exercise(
    topic = 5, title = "Dropout, when it predicts",
    draw = {
      a <- some(3, 0.2, 2)
      v <- some(3, -2, 3)
      b <- some(1, -1, 1)
      p <- sample(c(0.2, 0.25, 0.4), 1)
      off <- sample(3, 1)
    },
    text = c("A network was trained with dropout = {p}: at each step a hidden unit was left out with that",
             "probability, and the",
             "values of those that stayed were divided by {1 - p}. Now it predicts. Its three hidden units have,",
             "before",
             "anything is left out, the values {a}; the weights to the linear output are {v}, its bias is {b}. In",
             "the last",
             "step of training unit {off} was left out. What is the prediction?"),
    answer = b + sum(v * a),
    mistakes = list(
      "scaled-again" = slip(b + (1 - p) * sum(v * a),
                            "Training divided by {1 - p} already, so that nothing is left to correct."),
      "still-divided" = slip(b + sum(v * a) / (1 - p), "The division belongs to training, where units are missing."),
      "unit-left-out" = slip(b + sum(v[-off] * a[-off]), "When it predicts, all units take part."),
      "as-in-training" = slip(b + sum(v[-off] * a[-off]) / (1 - p), paste(
        "That is a value of training. When the network predicts, no unit is left out and nothing is divided.")),
      "bias-forgotten" = slip(sum(v * a), "The output has a bias, {b}.")
    ),
    solution = c("All units take part, as they are:", "",
                 "    {b} + {held(v[1])} * {a[1]} + {held(v[2])} * {a[2]} + {held(v[3])} * {a[3]} = {answer}")
  ),
  "tuning" = an_exercise(
    topic = 5, title = "Which network to choose", tolerance = 0,
    draw = {
      units <- sort(sample(2:40, 5))
      chosen <- sample(2:3, 1)
      training <- round(sort(stats::runif(5, 0.05, 0.9), decreasing = TRUE), 3)
      folds <- round(0.55 + 0.07 * abs(1:5 - chosen) + stats::runif(5, 0, 0.03), 3)
      test <- round(folds + stats::runif(5, 0.05, 0.09), 3)
      test[4] <- round(min(test) - 0.03, 3)
    },
    text = c("Networks with different numbers of hidden units were tuned by cross-validation. Their errors:", "",
             "    hidden units    {spaced(units)}",
             "    training rows   {spaced(training)}",
             "    rows left out   {spaced(folds)}",
             "    test rows       {spaced(test)}", "",
             "With how many hidden units do you fit the network that you report?"),
    answer = units[chosen],
    mistakes = list(
      "training-error" = slip(units[5], paste("The error on training rows favours the largest network:",
                                              "it rewards noise that was learnt by heart.")),
      "test-error" = slip(units[4], paste("Test rows are for the final report only.",
                                          "Who chooses by them has no honest error left to report.")),
      "smallest" = slip(units[1], "The smallest is not the best by itself: take the smallest error on rows left out."),
      "column-not-units" = slip(chosen, "That is the position in the table. The number of hidden units is asked for.")
    ),
    solution = c("Hyperparameters are chosen by the error on rows left out, which is smallest ({folds[chosen]}) with",
                 "{answer}",
                 "units. The test rows are looked at once, at the end, for the error to report.")
  )
)
