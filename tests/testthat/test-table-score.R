# A fit as one SELECT, against predict().

expect_scored <- function(fit, con, newdata, tolerance = 1e-12, type = "response") {
  expect_output(difference <- check_sql(fit, con, newdata, type), "rows scored in the database")
  expect_lt(difference, tolerance)
}

test_that("every kind of fit scores in the database as predict() does", {
  set.seed(1)
  flowers <- iris
  flowers$Petal.Width[c(3, 77)] <- NA
  fits <- list(
    list(gd_lm(mpg ~ wt * factor(cyl) + log(hp) + offset(qsec), mtcars, scaling = "whiten", epochs = 2), mtcars),
    list(gd_lm(mpg ~ 0 + wt + I(hp > 100), mtcars, epochs = 2, offset = qsec), mtcars),
    list(neuron(am ~ wt + hp, mtcars, bias = -2, epochs = 5), mtcars),
    list(ann(Species ~ ., flowers, hidden = c(5, 4), activation = c("tanh", "gelu"), epochs = 10), flowers),
    list(ann(cbind(Sepal.Length, Sepal.Width) ~ Species + Petal.Width, flowers, hidden = 3, epochs = 10), flowers),
    list(ann(Sepal.Length ~ Species, flowers, hidden = 3, bias = "none", epochs = 10, contrasts = list(
      Species = "contr.helmert")), flowers),
    list(ann(Species ~ Petal.Width, flowers, hidden = integer(), epochs = 10), flowers),
    list(ann(I(mpg > 20) ~ wt + qsec, mtcars, hidden = 2, activation = activation(~ x / (1 + abs(x))), epochs = 10), mtcars)
  )
  on_engines(function(con) {
    for (case in fits) {
      expect_scored(case[[1]], con, case[[2]])
      expect_scored(case[[1]], con, case[[2]], type = "link")
    }
  })
})

test_that("a deep network, a wide one, and weighted sums of +-800 score to 1e-12", {
  set.seed(1)
  data <- as.data.frame(matrix(rnorm(64000), 1000))
  data$y <- sample(letters[1:10], 1000, TRUE)
  wide <- ann(y ~ ., data, hidden = 32, epochs = 2)
  steep <- wide
  steep$coefficients$output <- steep$coefficients$output * 1000
  expect_gt(max(abs(predict(steep, data, type = "link"))), 800)
  deep <- ann(y ~ V1 + V2 + V3, data, hidden = rep(3, 12), activation = "tanh", epochs = 1)
  on_engines(function(con) {
    expect_lt(nchar(as_sql(wide, con)), 1e6)
    expect_scored(wide, con, data)
    expect_scored(steep, con, data)
    expect_scored(deep, con, data)
  })
})

test_that("predict() and augment() of a tbl() are lazy and know classes, units, unseen levels and NaN", {
  set.seed(1)
  flowers <- as_seen(iris)
  fit <- ann(Species ~ Petal.Width + Sepal.Width, flowers, hidden = 3, epochs = 30)
  binary <- neuron((cyl > 4) ~ wt + factor(gear), mtcars, epochs = 10)
  on_engines(function(con) {
    flowers$id <- 1:150
    table <- as_table(con, flowers)
    classes <- predict(fit, table, type = "class")
    expect_s3_class(classes, "tbl_lazy")
    found <- dplyr::collect(generics::augment(fit, table))
    expect_identical(names(found), names(generics::augment(fit, newdata = flowers)))
    found <- found[order(found$id), ]
    expect_identical(found$.pred_class, as.character(predict(fit, flowers, type = "class")))
    expect_equal(as.matrix(found[8:10]), predict(fit, flowers), tolerance = 1e-12, ignore_attr = TRUE)
    query <- as_sql(fit, con, "class", from = table, keep = "id")
    found <- DBI::dbGetQuery(con, query)
    expect_identical(found$.class[order(found$id)], as.character(predict(fit, flowers, type = "class")))
    found <- DBI::dbGetQuery(con, as_sql(fit, con, "units", from = table, keep = "id"))
    expect_equal(as.matrix(found[order(found$id), -1]), predict(fit, flowers, type = "units"), tolerance = 1e-12,
                 ignore_attr = TRUE)
    odd <- data.frame(id = 1:4, wt = c(2, NA, NaN, 3), gear = c(4, 3, 5, 6))
    found <- DBI::dbGetQuery(con, as_sql(binary, con, from = as_table(con, odd), keep = "id"))
    expect_identical(is.na(found$.fitted[order(found$id)]), c(FALSE, TRUE, TRUE, TRUE))
    expect_error(predict(fit, as_table(con, mtcars)), "must have the columns `Petal.Width`, `Sepal.Width`")
  })
})

test_that("classes are predicted in the database as in memory: two numbers, logical values and text", {
  set.seed(2)
  data <- data.frame(id = 1:60, x = rnorm(60), g = rnorm(60), w = rep(0:2, 20))
  data$bit <- as.integer(data$x + rnorm(60) > 0)
  data$sign <- 2 * data$bit - 1
  data$tens <- 10 * data$bit + 2.5
  data$mixed <- ifelse(data$id == 7, 0.25, data$sign)
  data$flag <- data$bit == 1
  data$kind <- ifelse(data$flag, "yes", "no")
  on_engines(function(con) {
    table <- as_table(con, data)
    same <- function(fit, own) {
      found <- DBI::dbGetQuery(con, as_sql(fit, con, "class", from = table, keep = "id"))
      found <- found$.class[order(found$id)]
      wanted <- predict(own, data, type = "class")
      info <- deparse1(fit$call)
      expect_equal(if (is.logical(wanted)) as.logical(found) else found,
                   if (is.factor(wanted)) as.character(wanted) else wanted, ignore_attr = TRUE, info = info)
      expect_identical(class(predict(fit, data, type = "class")), class(wanted), info = info)
      both <- list(summary(fit), summary(own))
      if (!is.null(both[[1]]$confusion)) {
        expect_equal(unclass(both[[1]]$confusion), unclass(both[[2]]$confusion), ignore_attr = "dimnames", info = info)
        expect_equal(both[[1]]$accuracy, both[[2]]$accuracy, info = info)
      }
      both
    }
    for (y in c("bit", "sign", "tens", "flag", "kind")) {
      formula <- reformulate("x", y)
      activation <- c(sign = "tanh", tens = "identity")[y]
      if (is.na(activation)) activation <- "sigmoid"
      rate <- if (y == "tens") "auto" else 0.1
      own <- neuron(formula, data, activation = activation, eta = rate, epochs = 20, weights = w)
      there <- neuron(formula, table, activation = activation, eta = rate, epochs = 20, weights = w)
      same(own, own)
      if (y == "flag" && is.null(there$levels)) next  # SQLite keeps logical values as numbers
      both <- same(there, own)
      if (y != "tens") expect_identical(dimnames(both[[1]]$confusion), dimnames(both[[2]]$confusion))
      net <- oracle_with_seed(1, ann(formula, table, hidden = 2, epochs = 3, weights = w, order_by = id))
      both <- same(net, oracle_with_seed(1, ann(formula, data, hidden = 2, epochs = 3, weights = w)))
      expect_false(is.null(both[[1]]$confusion))
    }
    # one row between the two values, and there are no classes
    for (fit in list(neuron(mixed ~ x, table, activation = "tanh", epochs = 3),
                     neuron(mixed ~ x, table, activation = "identity", eta = "auto", epochs = 3),
                     oracle_with_seed(1, ann(mixed ~ x, table, epochs = 3, order_by = id)))) {
      expect_error(predict(fit, table, type = "class"), "not of two numbers, which has no classes")
      expect_null(summary(fit)$confusion)
    }
  })
})

test_that("cost and gradient in one query are those of the fit's history", {
  set.seed(1)
  flowers <- as_seen(iris)
  flowers$id <- 1:150
  flowers$Petal.Width[3] <- NA
  cars <- mtcars
  fits <- list(
    ann(Species ~ Sepal.Length + Petal.Width, flowers, hidden = c(3, 2), activation = c("tanh", "swish"), epochs = 20),
    ann(Sepal.Length ~ Species + Petal.Width, flowers, hidden = 3, epochs = 20, weights = id),
    ann(cbind(Sepal.Length, Sepal.Width) ~ Petal.Width, flowers, hidden = 3, epochs = 20, scaling = "none"),
    ann(Species ~ Petal.Width, flowers, hidden = 3, epochs = 20, cost = "mse", output = "softmax"),
    neuron(am ~ wt + factor(cyl) + offset(disp / 100), cars, bias = -1, epochs = 20, subset = carb < 5),
    neuron((mpg > 20) ~ wt, cars, cost = "cross_entropy", epochs = 20), gd_lm(mpg ~ wt * hp, cars, epochs = 20,
                                                                             weights = qsec, cost = "sse")
  )
  on_engines(function(con) {
    as_table(con, flowers, "flowers")
    as_table(con, cars, "cars")
    for (fit in fits) {
      from <- if (identical(fit$call$data, quote(cars))) "cars" else "flowers"
      found <- unlist(DBI::dbGetQuery(con, as_sql(fit, con, what = "gradient", from = from)))
      last <- fit$history$gradients[nrow(fit$history$gradients), ]
      expect_equal(found[["cost"]], fit$error, tolerance = 1e-12)
      expect_lt(max(abs(found[-1] - last)) / max(abs(last)), 1e-10)
    }
    expect_identical(names(found)[-1], names(coef(fits[[7]])))
  })
})

test_that("arguments are checked", {
  skip_without_sqlite()
  con <- dbplyr::simulate_postgres()
  fit <- gd_lm(dist ~ speed, cars, epochs = 1)
  expect_error(as_sql(1, con), "`fit` must be a fit")
  expect_error(as_sql(fit, con, type = "unit"), "`type` must be")
  expect_error(as_sql(fit, con, type = "units"), "without hidden layers")
  expect_error(as_sql(fit, con, type = "class"), "which has no classes")
  expect_error(as_sql(fit, con, from = 3), "`from` must be a table's name")
  expect_error(as_sql(gd_lm(dist ~ poly(speed, 2), cars, epochs = 1), con), "poly\\(\\) depends on all rows")
  expect_error(check_sql(fit, con, 1), "`newdata` must be a data frame")
  expect_error(dplyr::show_query(fit), "made in memory")
})
