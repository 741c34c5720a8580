# The answers of the exercises are plain arithmetic; here they meet the package's own training, and every known mistake.

students <- c("anna", "Bert", "Zo\u00eb", "\u674e", "student 7", "07spring")

home_of <- function(id, student = "class") draw_numbers(exercise_rows()[[id]], id, student)

# What a mistake gives: none for some students, several values for some exercises.
wrong_values <- function(slip, home) {
  value <- eval(slip$value, home)
  if (is.null(value)) list() else if (is.function(value)) list(value) else as.list(value)
}

test_that("every exercise takes its answer, names every mistake, and prints numbers only", {
  for (id in exercise()$id) {
    row <- exercise_rows()[[id]]
    met <- character()
    for (student in students) {
      home <- home_of(id, student)
      task <- exercise(id, student)
      right <- check_answer(task, home$answer, solution = TRUE)
      expect_true(right$right, info = paste(id, student))
      expect_identical(right$mistake, NA_character_)
      for (name in names(row$mistakes)) {
        for (value in wrong_values(row$mistakes[[name]], home)) {
          verdict <- check_answer(task, value)
          expect_false(verdict$right, info = paste(id, student, name))
          expect_identical(verdict$mistake, name, info = paste(id, student))
          expect_gt(nchar(verdict$message), 30)
          expect_false(grepl("[{}]", verdict$message), info = paste(id, name))
          met <- c(met, name)
        }
      }
      text <- utils::capture.output(print(task), print(right))
      expect_false(any(grepl("NaN|NULL|numeric\\(0\\)|\\bNA\\b|\\bInf\\b", text)), info = paste(id, student))
      if (row$kind != "code") expect_false(any(grepl("[{}]", text)), info = paste(id, student))
      if (row$kind == "number") {
        expect_true(any(grepl(plain_number(home$answer), right$solution, fixed = TRUE)), info = paste(id, student))
      }
    }
    expect_setequal(unique(met), names(row$mistakes))
  }
})

test_that("a number is right to four digits, close is told apart from wrong, and what is counted must be exact", {
  task <- exercise("one-step", "anna")
  answer <- home_of("one-step", "anna")$answer
  expect_true(check_answer(task, signif(answer, 4))$right)
  expect_true(check_answer(task, answer * 1.0009)$right)
  expect_false(check_answer(task, answer * 1.0011)$right)
  expect_identical(check_answer(task, answer * 1.005)$mistake, "rounded")
  expect_identical(check_answer(task, answer * 17.3)$mistake, NA_character_)
  counted <- home_of("count-parameters")$answer
  expect_false(check_answer(exercise("count-parameters"), counted + 0.1)$right)
})

test_that("the numbers belong to the student: reproducible from the name, and another's answers are rejected", {
  expect_identical(exercise("delta", "Anna "), within_name <- exercise("delta", "Anna"))
  expect_identical(exercise("delta", "anna")$numbers, within_name$numbers)
  for (id in exercise()$id) {
    kind <- exercise_rows()[[id]]$kind
    if (kind == "code") next  # a function that is right is right for everybody
    answers <- lapply(students, function(student) home_of(id, student)$answer)
    for (i in seq_along(students)) {
      task <- exercise(id, students[i])
      for (j in seq_along(students)[-i]) {
        same <- identical(answers[[i]], answers[[j]])
        # six letters are shared by chance; so are small numbers that are counted
        if (kind == "number" && exercise_rows()[[id]]$tolerance > 0) expect_false(same, info = paste(id, i, j))
        expect_identical(check_answer(task, answers[[j]])$right, same, info = paste(id, i, j))
      }
    }
  }
})

test_that("a seed is the same everywhere", {
  # 33 * hash + code modulo 2^31 - 1, worked by hand for one letter
  expect_identical(seed_of("a"), (33 * 5381 + 97) %% 2147483647)
  expect_identical(seed_of("one-step", "ANNA"), seed_of("one-step", "anna"))
  expect_false(seed_of("one-step", "anna") == seed_of("one-step", "bert"))
})

test_that("the generator stays where it was, and kinds other than the default give the same numbers", {
  usual <- exercise("momentum-step", "anna")
  set.seed(1, kind = "Wichmann-Hill")
  state <- .Random.seed
  expect_identical(exercise("momentum-step", "anna"), usual)
  invisible(check_answer(exercise("code-descent"), function(x, y, eta, epochs, a, b) c(stats::runif(1), 1)))
  expect_identical(.Random.seed, state)
  RNGkind("default")
})

test_that("lines, steps and rates agree with gd_lm()", {
  for (student in students) {
    h <- home_of("derivative", student)
    fit <- gd_lm(y ~ x, data.frame(x = h$x, y = h$y), start = c(h$a, h$b), eta = 1e-6, epochs = 1)
    expect_equal(h$answer, gradient_history(fit)$x[1], tolerance = 1e-10)
    h <- home_of("one-step", student)
    fit <- gd_lm(y ~ x, data.frame(x = h$x, y = h$y), start = c(h$a, h$b), eta = h$eta, epochs = 1,
                 allow_divergence = TRUE)
    expect_equal(h$answer, coef(fit)[["x"]], tolerance = 1e-10)
    h <- home_of("largest-rate", student)
    auto <- gd_lm(y ~ x - 1, data.frame(x = h$x, y = 1), epochs = 1)$hyperparameters$eta
    expect_equal(h$answer, 2 * auto, tolerance = 1e-10)
    h <- home_of("standardise", student)
    line <- data.frame(x = h$x, y = h$a + h$b * as.vector(scale(h$x)))
    expect_equal(h$answer, coef(lm(y ~ x, line))[[1]], tolerance = 1e-10)
    h <- home_of("momentum-step", student)
    # the error (y - w)^2 of a single row: a first step that leads to w with the memory v, then the one in question
    first <- h$w + h$eta * h$v
    y <- first - h$v / 2
    two <- gd_lm(y ~ 1, data.frame(y = y), start = first, eta = h$eta, epochs = 2,
                 optimizer = opt_momentum(rho = h$rho), allow_divergence = TRUE)
    expect_equal(coef(two, epoch = 1)[[1]], h$w)
    h$g <- 2 * (h$w - y)
    row <- exercise_rows()[["momentum-step"]]
    eval(row$work, h)
    expect_equal(eval(row$answer, h), coef(two)[[1]], tolerance = 1e-10)
  }
})

test_that("neurons and networks agree with neuron() and ann()", {
  for (student in students) {
    h <- home_of("fixed-bias", student)
    fit <- neuron(d ~ x1 + x2, data.frame(d = h$d, x1 = h$x1, x2 = h$x2), bias = -3, start = c(h$w1, h$w2), eta = h$eta,
                  epochs = 1)
    expect_equal(h$answer, coef(fit)[["x1"]], tolerance = 1e-10)
    h <- home_of("delta", student)
    fit <- neuron(d ~ x - 1, data.frame(d = h$d, x = h$z), bias = "none", start = 1, epochs = 1)
    expect_equal(h$answer * h$z, gradient_history(fit)$x[1], tolerance = 1e-10)
    h <- home_of("chain", student)
    fit <- ann(d ~ x, data.frame(d = h$d, x = h$x), hidden = 1, start = list(matrix(h$w), matrix(h$v)), bias = "none",
               output = "sigmoid", cost = "half_sse", optimizer = "gd", eta = h$eta, scaling = "none", epochs = 1)
    expect_equal(h$answer, unlist(coef(fit))[[1]], tolerance = 1e-10)
    h <- home_of("hidden-weight", student)
    fit <- ann(cbind(d1, d2) ~ x1 + x2, data.frame(d1 = h$d[1], d2 = h$d[2], x1 = h$x[1], x2 = h$x[2]), hidden = 2,
               start = list(h$w, h$v), bias = "none", output = "sigmoid", cost = "half_sse", optimizer = "gd",
               eta = 0.1, scaling = "none", epochs = 1)
    gradient <- matrix(unlist(gradient_history(fit)[1, 2:5]), 2)
    expect_equal(h$answer, gradient[h$i, h$j], tolerance = 1e-10)
    h <- home_of("forward-pass", student)
    net <- ann(y ~ x1 + x2, data.frame(y = c(0, 1), x1 = c(h$x[1], 0), x2 = c(h$x[2], 1)), hidden = 2,
               start = list(rbind(h$b, h$w), matrix(c(h$b3, h$v))), scaling = "none", epochs = 1, eta = 1e-12)
    expect_equal(h$answer, predict(net, data.frame(x1 = h$x[1], x2 = h$x[2]))[[1]], tolerance = 1e-8)
    h <- home_of("class-probability", student)
    expect_equal(h$answer, 1 / sum(exp(h$z - h$z[h$k])))
  }
})

test_that("curves, counts and stops agree with a count by hand", {
  for (student in students) {
    h <- home_of("pieces", student)
    curve <- function(x) sum(h$v * pmax(0, h$b + h$w * x))
    expect_equal(h$answer, (curve(h$at + 1e-7) - curve(h$at - 1e-7)) / 2e-7, tolerance = 1e-6)
    h <- home_of("without-bend", student)
    line <- function(x) h$b3 + sum(h$v * (h$b + h$w * x))
    expect_equal(h$answer, line(1) - line(0))
    h <- home_of("kink", student)
    expect_equal(h$b + h$w * h$answer, 0)
    h <- home_of("count-parameters", student)
    sizes <- c(h$p, h$h, h$k)
    expect_equal(h$answer, sum(vapply(1:3, function(l) length(matrix(0, sizes[l] + 1, sizes[l + 1])), 0)))
    h <- home_of("early-stopping", student)
    best <- 0
    for (epoch in seq_along(h$validation) - 1) {
      if (h$validation[epoch + 1] < h$validation[best + 1]) best <- epoch
      if (epoch - best >= h$patience) break
    }
    expect_equal(h$answer, best)
    h <- home_of("tuning", student)
    expect_identical(h$answer, h$units[which.min(h$folds)])
    expect_true(all(diff(h$training) <= 0))
    h <- home_of("difference-quotient", student)
    expect_equal(h$answer, (h$up - h$down) / h$h / 2)
  }
})

test_that("dropout at prediction is what ann() does", {
  h <- home_of("dropout")
  set.seed(1)
  net <- ann(y ~ x, data.frame(x = 1:4, y = c(1, 3, 2, 5)), hidden = 3, activation = "relu", dropout = h$p, epochs = 3,
             scaling = "none")
  hidden <- predict(net, data.frame(x = 2), type = "units")
  w <- coef(net)[[2]]
  expect_equal(predict(net, data.frame(x = 2))[[1]], w[1] + sum(w[-1] * hidden))
})

test_that("a choice may be a letter or its text, letters come in any order, and all else is refused", {
  task <- exercise("error-curve", "anna")
  at <- match(home_of("error-curve", "anna")$answer, letters)
  expect_true(check_answer(task, toupper(letters[at]))$right)
  expect_true(check_answer(task, task$options[[at]])$right)
  expect_error(check_answer(task, "ab"), "`value` must be one letter from a to e, not \"ab\"")
  expect_error(check_answer(task, "z"), "`value` must be one letter")
  expect_error(check_answer(task, 2), "`value` must be one letter")
  task <- exercise("parameters", "anna")
  answer <- home_of("parameters", "anna")$answer
  backwards <- paste(rev(strsplit(answer, "")[[1]]), collapse = ", ")
  expect_true(check_answer(task, backwards)$right)
})

test_that("functions are run on data of their own, and what goes wrong in them is said", {
  task <- exercise("code-gradient", "anna")
  h <- home_of("code-gradient", "anna")
  # right on the numbers of the task only
  expect_false(check_answer(task, function(a, b, x, y) rep(h$first, 2))$right)
  expect_identical(check_answer(task, function(a, b, x, y) stop("oh"))$mistake, "stops")
  expect_match(check_answer(task, function(a, b, x, y) stop("oh"))$message, "oh")
  expect_identical(check_answer(task, function(x) x)$mistake, "stops")
  expect_identical(check_answer(task, function(a, b, x, y) 1)$mistake, "form")
  expect_identical(check_answer(task, function(a, b, x, y) "two")$mistake, "form")
  expect_identical(check_answer(task, function(a, b, x, y) c(NA, 1))$mistake, "not-finite")
  expect_error(check_answer(task, c(1, 2)), "`value` must be a function")
  step <- function(w1, w2, b, x1, x2, d, eta) {
    y <- plogis(b + w1 * x1 + w2 * x2)
    c(w1, w2) - eta * c(mean((y - d) * y * (1 - y) * x1), mean((y - d) * y * (1 - y) * x2))
  }
  expect_true(check_answer(exercise("code-neuron", "anna"), step)$right)
})

test_that("slips are told in the package's words", {
  expect_error(exercise("one-stp"), "`id` must be one of .*did you mean \"one-step\"")
  expect_error(exercise("delta", student = ""), "`student` must be one name, as text, not \"\"")
  expect_error(exercise("delta", student = 7), "`student` must be one name")
  expect_error(check_answer("delta", 1), "`exercise` must be what exercise\\(id\\) returned, not \"delta\"")
  expect_error(check_answer(exercise("delta"), NA_real_), "`value` must be one finite number")
  expect_error(print(exercise("delta"), digits = 3), "`digits` is not an argument here")
})

test_that("the list holds all topics of the course, at least fifteen exercises, and prints every one", {
  all <- exercise()
  expect_gte(nrow(all), 15)
  expect_setequal(all$topic, 1:5)
  expect_identical(anyDuplicated(all$id), 0L)
  text <- utils::capture.output(print(all))
  for (id in all$id) expect_true(any(grepl(paste0("^ +", id, " "), text)), info = id)
})

test_that("advice on a wrong letter fits a choice among options", {
  seen <- 0
  for (id in names(exercise_rows())) {
    ex <- exercise(id)
    if (!ex$kind %in% c("choice", "letters")) next
    for (letter in c("a", "b", "c", "ab", "bc")) {
      said <- tryCatch(check_answer(ex, letter)$message, error = function(e) "")
      expect_no_match(said, "Write every step down", info = id)
      seen <- seen + grepl("Go through the options one by one", said)
    }
  }
  expect_gt(seen, 0)
})
