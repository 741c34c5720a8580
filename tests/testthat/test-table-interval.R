# Standard errors and intervals of a table's predictions, against those of the same rows in memory and lm()'s.

test_that("standard errors and intervals of gd_lm() are predict.lm()'s, with factors, offset and an unseen level", {
  exact <- lm(mpg ~ wt * factor(cyl) + offset(qsec / 3), mtcars, subset = gear < 5)
  new <- data.frame(id = 1:5, wt = c(2, 3.5, NA, 3, 40), cyl = c(4, 8, 6, 5, 6), qsec = 17, gear = 4)
  known <- new[c(1, 2, 5), ]
  want <- predict(exact, known, se.fit = TRUE, interval = "prediction", level = 0.9)
  on_engines(function(con) {
    fit <- gd_lm(mpg ~ wt * factor(cyl) + offset(qsec / 3), as_table(con, mtcars), subset = gear < 5, scaling = "whiten",
                 eta = 1, epochs = 1)
    table <- as_table(con, new)
    lazy <- generics::augment(fit, table, se_fit = TRUE, interval = "prediction", conf.level = 0.9)
    expect_s3_class(lazy, "tbl_lazy")
    found <- as.data.frame(dplyr::collect(lazy))
    expect_identical(names(found), c(names(new), ".fitted", ".se.fit", ".lower", ".upper"))
    found <- found[order(found$id), ]
    expect_true(all(is.na(found[3:4, 6:9])))
    found <- found[c(1, 2, 5), ]
    expect_equal(cbind(found$.fitted, found$.lower, found$.upper), unname(want$fit), tolerance = 1e-11,
                 ignore_attr = TRUE)
    expect_equal(found$.se.fit, unname(want$se.fit), tolerance = 1e-11)
    expect_identical(colnames(predict(fit, table, interval = "confidence")), c(".fitted", ".lower", ".upper"))
    expect_error(predict(fit, table, se.fit = TRUE, epoch = 0), "`epoch` must be NULL")
    expect_error(predict(fit, table, type = "terms"), "`type` must be left out")
  })
})

test_that("columns with many shared digits, and columns that depend on others, keep the digits of the standard error", {
  day <- 19000 + (0:139) / 32
  rows <- data.frame(day = day, k = rep(c(1, 5, 2, 8, 3, 3, 7), 20), same = 2 * rep(c(1, 5, 2, 8, 3, 3, 7), 20))
  rows$y <- 7 + (day - 19000) / 2 + rep(c(1, -1, 0, 2), 35)
  centred <- transform(rows, day = day - 19000)
  want <- suppressWarnings(predict(lm(y ~ day + k + same, centred), se.fit = TRUE)$se.fit)
  with_sqlite(function(con) {
    table <- as_table(con, rows)
    fit <- gd_lm(y ~ day + k + same, table, scaling = "whiten", eta = 1, epochs = 2)
    expect_equal(dplyr::collect(predict(fit, table, se.fit = TRUE))$.se.fit, unname(want), tolerance = 1e-9)
  })
})

test_that("those of a neuron are the ones of the rows in memory, on both scales", {
  calls <- list(
    function(data) neuron(am ~ wt, data, cost = "cross_entropy", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                          epochs = 60),
    function(data) neuron(vs ~ wt + hp, data, activation = "tanh", scaling = "whiten", optimizer = "lbfgs", eta = 1,
                          epochs = 200),
    function(data) neuron(mpg ~ wt, data, activation = "gelu", bias = 20, scaling = "whiten", optimizer = "lbfgs",
                          eta = 1, epochs = 200)
  )
  on_engines(function(con) {
    cars <- cbind(mtcars, id = seq_len(32))
    table <- as_table(con, cars)
    for (call in calls) {
      fit <- call(cars)
      for (type in c("response", "link")) {
        for (interval in c("confidence", if (type == "response" && !identical(fit$family, "binomial")) "prediction")) {
          want <- suppressWarnings(predict(fit, cars, type = type, se.fit = TRUE, interval = interval))
          found <- suppressWarnings(generics::augment(fit, table, type.predict = type, se_fit = TRUE,
                                                      interval = interval))
          found <- as.data.frame(dplyr::collect(found))
          found <- found[order(found$id), ]
          expect_equal(as.matrix(found[c(".fitted", ".lower", ".upper")]), want$fit, tolerance = 1e-9,
                       ignore_attr = TRUE)
          expect_equal(found$.se.fit, unname(want$se.fit), tolerance = 1e-9)
        }
      }
    }
    logistic <- calls[[1]](cars)
    link <- dplyr::collect(generics::augment(logistic, table))
    expect_equal(link$.fitted[order(link$id)], unname(predict(logistic, cars, type = "link")), tolerance = 1e-12)
    expect_error(predict(logistic, table, interval = "prediction"), "`interval` must be \"confidence\"")
    expect_error(predict(logistic, table, type = "class", se.fit = TRUE), "`type` must be")
  })
})

test_that("probabilities have one column per class, for one output as for several", {
  set.seed(1)
  flowers <- as_seen(iris)
  fits <- list(ann(Species ~ Petal.Width, flowers, hidden = 2, epochs = 5),
               neuron((Species == "setosa") ~ Petal.Width, flowers, epochs = 5))
  on_engines(function(con) {
    flowers$id <- 1:150
    table <- as_table(con, flowers)
    for (fit in fits) {
      found <- DBI::dbGetQuery(con, as_sql(fit, con, "prob", from = table, keep = "id"))
      want <- predict(fit, flowers, type = "prob")
      expect_identical(names(found)[-1], paste0(".fitted_", colnames(want)))
      expect_equal(as.matrix(found[order(found$id), -1]), want, tolerance = 1e-12, ignore_attr = TRUE)
    }
    expect_error(predict(gd_lm(Petal.Width ~ Sepal.Width, flowers), table, type = "prob"), "`type` must be")
  })
})
