# neuron() of a table, against glm() and against the same rows in memory.

test_that("coefficients, standard errors and likelihood are glm()'s in about ten statements", {
  cars <- transform(mtcars, kind = ifelse(am == 1, "manual", "auto"))
  exact <- suppressWarnings(glm(am ~ wt + hp, binomial, cars, control = list(epsilon = 1e-15, maxit = 50)))
  on_engines(function(con) {
    table <- as_table(con, cars)
    fit <- neuron(kind ~ wt + hp, table, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                  epochs = 40, tol = 1e-9)
    expect_true(fit$converged)
    expect_lt(fit$table$passes, 20)
    expect_equal(coef(fit), coef(exact), tolerance = 1e-7)
    expect_equal(sqrt(diag(vcov(fit))), summary(exact)$coefficients[, 2], tolerance = 1e-6)
    expect_equal(c(deviance(fit), logLik(fit), AIC(fit), nobs(fit), df.residual(fit)),
                 c(deviance(exact), logLik(exact), AIC(exact), 32, 29), tolerance = 1e-9, ignore_attr = TRUE)
    expect_equal(unclass(summary(fit)$confusion), table(cars$kind, fitted(exact) > 0.5), ignore_attr = TRUE)
    expect_output(print(fit), "cost and gradient asked for [0-9]+ times")
    sampled <- neuron(kind ~ wt + hp, table, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                      epochs = 40, tol = 1e-6, start = "sample")
    expect_lt(sampled$table$passes, fit$table$passes)
    expect_equal(coef(sampled), coef(exact), tolerance = 1e-5)
  })
})

test_that("about ten passes bring glm()'s coefficients to 1e-6, and the print says how many were made", {
  set.seed(5)
  rows <- data.frame(a = rnorm(2000), b = runif(2000, 100, 101), f = sample(c("u", "v", "w"), 2000, TRUE))
  rows$y <- as.numeric(runif(2000) < plogis(rows$a + 2 * (rows$b - 100) - (rows$f == "v")))
  with_sqlite(function(con) {
    for (case in list(list(y ~ a + b + f, rows), list(am ~ wt, mtcars))) {
      exact <- coef(glm(case[[1]], binomial, case[[2]], control = list(epsilon = 1e-15)))
      fit <- neuron(case[[1]], as_table(con, case[[2]]), cost = "cross_entropy", scaling = "whiten",
                    optimizer = "lbfgs", eta = 1, epochs = 10)
      expect_lt(max(abs(coef(fit) / exact - 1)), 1e-6)
      expect_lte(fit$table$passes, 12)
      expect_output(print(fit), sprintf("asked for %d times", fit$table$passes))
    }
  })
})

test_that("standard errors at one and the same place are the Fisher information's to 1e-9", {
  exact <- glm(am ~ wt + hp, binomial, mtcars)
  with_sqlite(function(con) {
    fit <- neuron(am ~ wt + hp, as_table(con, mtcars), cost = "cross_entropy", start = coef(exact), epochs = 0, eta = 1)
    x <- cbind(1, mtcars$wt, mtcars$hp)
    p <- drop(plogis(x %*% coef(exact)))
    expect_equal(unname(sqrt(diag(vcov(fit)))), sqrt(diag(solve(crossprod(x, p * (1 - p) * x)))), tolerance = 1e-9)
  })
})

test_that("the path, with weights, offset and any activation, is that of the rows in memory", {
  data <- cbind(mtcars, id = seq_len(32))
  with_sqlite(function(con) {
    table <- as_table(con, data)
    for (activation in list("sigmoid", "tanh", "softplus", "gelu", descent::activation(~ x / (1 + abs(x))))) {
      call <- function(data) {
        neuron(vs ~ wt + factor(cyl) + offset(disp / 100), data, weights = carb, activation = activation, epochs = 15,
               scaling = "standardize", eta = 0.05, optimizer = "momentum", subset = gear < 5)
      }
      here <- call(table)
      memory <- call(data)
      expect_equal(here$history, memory$history, tolerance = 1e-9)
      expect_equal(summary(here)$coefficients, summary(memory)$coefficients, tolerance = 1e-7)
      expect_equal(c(nobs(here), df.residual(here)), c(nobs(memory), df.residual(memory)))
    }
    fixed <- function(data) neuron(vs ~ wt, data, bias = -1, epochs = 10)
    expect_equal(fixed(table)$history, fixed(data)$history, tolerance = 1e-9)
    auto <- function(data) neuron(vs ~ wt, data, cost = "cross_entropy", eta = "auto", epochs = 10)
    expect_equal(auto(table)$history, auto(data)$history, tolerance = 1e-9)
    fit <- auto(table)
    here <- neuron(vs ~ wt, table, cost = "cross_entropy", eta = "auto", epochs = 10)
    expect_equal(resume(here, 5)$coefficients, resume(auto(data), 5)$coefficients, tolerance = 1e-9)
    expect_error(resume(fit, 5), "table `data` cannot be found")
    set.seed(1)
    here <- neuron(vs ~ wt, table, cost = "cross_entropy", batch_size = 8, epochs = 5, order_by = id, eta = "auto")
    set.seed(1)
    memory <- neuron(vs ~ wt, data, cost = "cross_entropy", batch_size = 8, epochs = 5, eta = "auto")
    expect_equal(here$history, memory$history, tolerance = 1e-9)
  })
})

test_that("separation is found, responses that do not suit are refused", {
  with_sqlite(function(con) {
    table <- as_table(con, data.frame(x = 1:10, y = rep(0:1, each = 5), three = c("a", "b", "c", "a", "b"), one = "a"))
    lbfgs <- function(f) neuron(f, table, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                                epochs = 60)
    expect_warning(fit <- lbfgs(y ~ x), "the classes are separated perfectly: all 10 rows")
    expect_false(fit$converged)
    expect_error(lbfgs(three ~ x), "two values.*3 levels")
    expect_error(lbfgs(one ~ x), "only of the class \"a\"")
    expect_error(lbfgs(x ~ y), "between 0 and 1")
    expect_error(neuron(y ~ x, table, activation = activation(function(z) z, function(z) z^0)), "give it as a formula")
  })
})

test_that("logits of +-800 are summed without an error", {
  on_engines(function(con) {
    data <- data.frame(x = c(-800, -1, 1, 800, 2), y = c(0, 0, 1, 1, 0))
    here <- neuron(y ~ x, as_table(con, data), cost = "cross_entropy", start = c(0, 1), epochs = 1, eta = 0.1)
    memory <- neuron(y ~ x, data, cost = "cross_entropy", start = c(0, 1), epochs = 1, eta = 0.1)
    expect_equal(here$history, memory$history, tolerance = 1e-12)
  })
})

test_that("summary() has glm()'s deviances, and diagnose() and its verdict need no rows", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    found <- summary(neuron(am ~ wt, table, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                            epochs = 60))
    exact <- glm(am ~ wt, binomial, mtcars)
    figures <- c("deviance", "null.deviance", "df.null", "df.residual")
    expect_equal(found[figures], exact[figures], tolerance = 1e-9)
    expect_equal(found$aic, AIC(exact), tolerance = 1e-9)
    weighted <- neuron(am ~ wt - 1, table, weights = carb, cost = "cross_entropy", scaling = "whiten",
                       optimizer = "lbfgs", eta = 1, epochs = 60)
    exact <- glm(am ~ wt - 1, binomial, mtcars, weights = carb)
    expect_equal(summary(weighted)[figures], exact[figures], tolerance = 1e-9)
    expect_true(weighted$converged)
    expect_equal(nrow(diagnose(weighted)), 0)
    expect_error(explain_step(weighted), "explain_step() needs the rows, which are in the database", fixed = TRUE)
  })
})

test_that("rows that have changed since are noticed when training goes on", {
  with_sqlite(function(con) {
    rows <- transform(mtcars, id = seq_len(32))
    table <- as_table(con, rows)
    name <- as.character(dbplyr::remote_name(table))
    fits <- list(neuron(am ~ wt, table, epochs = 5), gd_lm(mpg ~ wt, table, cost = "huber", eta = 0.01, epochs = 5),
                 oracle_with_seed(1, ann(mpg ~ wt, table, hidden = 2, batch_size = 8, order_by = id, epochs = 2)))
    for (fit in fits) expect_no_error(resume(fit, 1))
    DBI::dbExecute(con, sprintf("UPDATE %s SET wt = 2 * wt", DBI::dbQuoteIdentifier(con, name)))
    for (fit in fits) expect_error(resume(fit, 1), "the table has changed since the fit was made: its columns have other")
    DBI::dbExecute(con, sprintf("UPDATE %s SET wt = wt / 2", DBI::dbQuoteIdentifier(con, name)))
    for (fit in fits) expect_no_error(resume(fit, 1))
    DBI::dbExecute(con, sprintf("DELETE FROM %s WHERE cyl = 8", DBI::dbQuoteIdentifier(con, name)))
    for (fit in fits) expect_error(resume(fit, 1), "the number of its rows was 32, and is 18 now", fixed = TRUE)
  })
})

test_that("compare() of a logistic neuron of a table asks for the model to compare with", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    fit <- neuron(am ~ wt, table, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1, epochs = 60)
    expect_error(compare(fit), "the rows are in a database, and glm() needs them in memory", fixed = TRUE)
    beside <- compare(fit, glm = glm(am ~ wt, binomial, mtcars))
    expect_equal(beside[[1]], beside$glm, tolerance = 1e-6)
    expect_error(neuron(cbind(am, vs) ~ wt, table, cost = "cross_entropy"), "needs the rows in memory")
    stepped <- neuron(am ~ wt, table, batch_size = 8, order_by = mpg, epochs = 2)
    expect_false(any(grepl("asked for", capture.output(print(stepped)))))
  })
})

test_that("print() counts what was asked in training, resume() included", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    fit <- neuron(am ~ wt, table, cost = "cross_entropy", eta = "auto", epochs = 5)
    expect_output(print(fit), "asked for 6 times")
    more <- resume(fit, 7)
    whole <- neuron(am ~ wt, table, cost = "cross_entropy", eta = "auto", epochs = 12)
    expect_identical(coef(more), coef(whole))
    # the gradient where the first fit stopped is known or asked once more
    expect_true(more$table$passes - whole$table$passes <= 1 && more$table$passes >= whole$table$passes)
    last <- resume(resume(fit, 3), 4)
    expect_gte(last$table$passes, whole$table$passes)
    expect_lte(last$table$passes, whole$table$passes + 2)
    expect_identical(fit$table$passes, 6)
  })
})

test_that("show_query() prints what was sent in all calls, resume() included, blocks of rows too", {
  with_sqlite(function(con) {
    table <- as_table(con, transform(mtcars, id = seq_len(32)))
    starts <- list(
      sums = function() gd_lm(mpg ~ wt, table, epochs = 3),
      slopes = function() neuron(am ~ wt, table, epochs = 3),
      huber = function() gd_lm(mpg ~ wt, table, cost = "huber", epochs = 3),
      batches = function() gd_lm(mpg ~ wt, table, batch_size = 8, epochs = 3, order_by = id),
      network = function() ann(am ~ wt, table, epochs = 3),
      blocks = function() ann(am ~ wt, table, epochs = 3, batch_size = 8, order_by = id)
    )
    # the oracle: what reaches the driver, each text as often as it may be
    sent <- character()
    record <- function(conn, statement, ...) sent <<- c(sent, as.character(statement))
    suppressMessages(trace(DBI::dbSendQuery, tracer = bquote(.(record)(conn, statement)), print = FALSE,
                           where = asNamespace("descent")))
    on.exit(suppressMessages(untrace(DBI::dbSendQuery, where = asNamespace("descent"))))
    for (name in names(starts)) {
      sent <- character()
      set.seed(1)
      fit <- resume(resume(starts[[name]](), 2), 2)
      shown <- fit$table$statements
      expect_setequal(unname(shown), sent)
      expect_gte(length(sent), if (name == "sums") 3 else 4)
      printed <- capture.output(dplyr::show_query(fit))
      expect_identical(sum(grepl("^-- [0-9]+: ", printed)), length(shown), info = name)
      repeated <- grepl("sent anew for each pass", names(shown))
      expect_identical(any(repeated), name %in% c("batches", "network", "blocks"), info = name)
      # what is sent with other numbers each time is there every time
      expect_identical(unname(shown[!repeated]), sent[!sent %in% shown[repeated]], info = name)
    }
  })
})
