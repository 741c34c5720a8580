# gd_lm() of a table, against lm() on the same rows.

expect_same_lm <- function(fit, exact, tolerance = 1e-9, info = NULL) {
  got <- suppressWarnings(summary(fit))
  want <- summary(exact)
  estimated <- !is.na(coef(exact))
  expect_identical(names(coef(fit)), names(coef(exact)), info = info)
  expect_equal(got$minimum[estimated], coef(exact)[estimated], tolerance = tolerance, info = info)
  # lm() gives a standard error to what the data do not determine, in the place of those it leaves out
  determined <- !got$undetermined[estimated]
  expect_identical(all(got$undetermined[!estimated]), TRUE, info = info)
  expect_equal(unname(got$coefficients[estimated, 2][determined]), unname(want$coefficients[determined, 2]),
               tolerance = tolerance, info = info)
  expect_identical(any(is.na(got$coefficients[, 2])), !all(estimated), info = info)
  expect_equal(got$sigma, want$sigma, tolerance = tolerance, info = info)
  expect_equal(got$df, want$df, info = info)
  if (!is.null(want$fstatistic)) {
    expect_equal(c(got$r.squared, got$fstatistic), c(want$r.squared, want$fstatistic), tolerance = tolerance, info = info)
  }
  expect_equal(as.numeric(logLik(fit)), as.numeric(logLik(exact)), tolerance = tolerance, info = info)
}

test_that("coefficients, standard errors and fits are lm()'s on SQLite, DuckDB and PostgreSQL", {
  breaks <- as_seen(warpbreaks)
  flowers <- as_seen(iris)
  cases <- list(
    list(mpg ~ wt + hp + qsec, mtcars), list(mpg ~ wt * factor(cyl) + log(hp), mtcars),
    list(Sepal.Length ~ Species * Petal.Width + Sepal.Width, flowers), list(Ozone ~ ., airquality),
    list(breaks ~ wool * tension, breaks, contrasts = list(wool = "contr.sum", tension = "contr.helmert")),
    list(mpg ~ 0 + wt + factor(cyl), mtcars, weights = quote(hp)), list(mpg ~ 0 + wt, mtcars),
    list(mpg ~ wt + offset(qsec / 2), mtcars, weights = quote(carb / 4), subset = quote(gear > 3 | am == 0)),
    list(mpg ~ wt + I(2 * wt) + hp, mtcars), list(mpg ~ 1, mtcars)
  )
  on_engines(function(con) {
    for (case in cases) {
      names(case)[1:2] <- c("formula", "data")
      exact <- do.call(lm, case)
      here <- case
      here$data <- as_table(con, case$data)
      fit <- do.call(gd_lm, c(here, list(scaling = "whiten", eta = 1, epochs = 1)))
      expect_same_lm(fit, exact, info = paste(deparse1(case$formula), class(con)[1]))
      expect_equal(coef(fit)[!is.na(coef(exact))] , coef(exact)[!is.na(coef(exact))],
                   tolerance = if (anyNA(coef(exact))) Inf else 1e-9)
    }
  })
})

test_that("missing values are NULL and NaN, counted and named", {
  data <- data.frame(id = 1:8, y = c(1, 3, 2, 5, 4, 6, 8, 7), x = c(1, 2, NA, 4, 5, NaN, 7, 8), f = c("a", "b", "a", NA,
                     "b", "a", "a", "b"))
  clean <- data[!is.na(data$x) & !is.na(data$f), ]
  on_engines(function(con) {
    table <- as_table(con, data)
    fit <- gd_lm(y ~ x + f, table, scaling = "whiten", epochs = 2)
    expect_equal(coef(fit), coef(lm(y ~ x + f, clean)), tolerance = 1e-11)
    expect_equal(nobs(fit), 5)
    expect_output(print(fit), "3 left out for missing values.*x 2, f 1")
    expect_error(gd_lm(y ~ x + f, table, na.action = na.fail), "`x` 2, `f` 1")
    expect_error(gd_lm(y ~ x, table, na.action = na.pass), "`na.action` must be na.omit or na.fail")
    expect_error(gd_lm(y ~ x, table, subset = id > 100), "at least one row.*subset")
  })
})

test_that("Longley has 12 correct digits and a date-like column 8", {
  certified <- c(-3482258.63459582, 15.0618722713733, -0.358191792925910E-01, -2.02022980381683, -1.03322686717359,
                 -0.511041056535807E-01, 1829.15146461355)  # NIST StRD
  rows <- data.frame(
    y = longley$Employed * 1000, x1 = longley$GNP.deflator, x2 = longley$GNP * 1000, x3 = longley$Unemployed * 10,
    x4 = longley$Armed.Forces * 10, x5 = longley$Population * 1000, x6 = longley$Year
  )
  rows[] <- lapply(rows, function(x) round(x, 1))
  day <- 19000 + c(0, 1, 1, 2, 3, 3, 4) / 4
  dates <- data.frame(day = rep(day, 20) + rep(0:19, each = 7) / 1e3, k = rep(c(1, 5, 2, 8, 3, 3, 7), 20))
  # exact in binary: the answer is known without any solver
  dates$day <- round(dates$day * 1024) / 1024
  dates$y <- 7 + 0.5 * (dates$day - 19000) + 0.25 * dates$k
  on_engines(function(con) {
    fit <- gd_lm(y ~ x1 + x2 + x3 + x4 + x5 + x6, as_table(con, rows))
    expect_gt(min(-log10(abs(summary(fit)$minimum / certified - 1))), 12)
    expect_gt(mean(dates$day) / sd(dates$day), 3e4)
    fit <- gd_lm(y ~ day + k, as_table(con, dates))
    truth <- c(7 - 0.5 * 19000, 0.5, 0.25)
    expect_gt(min(-log10(abs(suppressWarnings(summary(fit))$minimum / truth - 1))), 8)
  })
})

test_that("the whole path is that of the same rows in memory", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    for (scaling in c("none", "standardize", "whiten")) {
      for (optimizer in c("gd", "nesterov", "adam", "lbfgs")) {
        eta <- if (optimizer %in% c("gd", "nesterov")) "auto" else 0.1
        here <- gd_lm(mpg ~ wt + qsec, table, scaling = scaling, optimizer = optimizer, eta = eta, epochs = 20, start = 1)
        memory <- gd_lm(mpg ~ wt + qsec, mtcars, scaling = scaling, optimizer = optimizer, eta = eta, epochs = 20,
                        start = 1)
        expect_equal(here$history, memory$history, tolerance = 1e-9, info = paste(scaling, optimizer))
        expect_equal(here$hyperparameters$eta, memory$hyperparameters$eta, tolerance = 1e-12)
      }
    }
    expect_equal(coef(here, epoch = 3), coef(memory, epoch = 3), tolerance = 1e-9)
    expect_error(gd_lm(mpg ~ wt, table, eta = 10), "stable")
  })
})

test_that("nearly dependent columns are summed once more, and aliased ones are lm()'s NA", {
  set.seed(4)
  x <- rnorm(200)
  data <- data.frame(x = x, near = x + 1e-5 * rnorm(200), same = 3 - x, y = rnorm(200))
  with_sqlite(function(con) {
    fit <- gd_lm(y ~ x + near, as_table(con, data), scaling = "whiten", eta = 1, epochs = 1)
    exact <- lm(y ~ x + near, data)
    expect_equal(summary(fit)$minimum, coef(exact), tolerance = 1e-9)
    expect_equal(unname(sqrt(summary(fit)$sigma^2 * diag(summary(fit)$cov.unscaled))),
                 unname(summary(exact)$coefficients[, 2]), tolerance = 1e-9)
    expect_true(any(grepl("once more", names(fit$table$statements))))
    fit <- gd_lm(y ~ x + same + near, as_table(con, data))
    expect_identical(unname(summary(fit)$aliased), unname(is.na(coef(lm(y ~ x + same + near, data)))))
  })
})

test_that("verbs that read the triangle work without the database", {
  skip_without_sqlite()
  con <- DBI::dbConnect(RSQLite::SQLite())
  fit <- gd_lm(mpg ~ wt + hp, as_table(con, mtcars, "cars"), scaling = "standardize", eta = 0.1, epochs = 40)
  longer <- gd_lm(mpg ~ wt + hp, dplyr::tbl(con, "cars"), scaling = "standardize", eta = 0.1, epochs = 60)
  DBI::dbDisconnect(con)
  memory <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "standardize", eta = 0.1, epochs = 40)
  expect_equal(suppressWarnings(vcov(fit)), suppressWarnings(vcov(memory)), tolerance = 1e-9)
  expect_equal(as.data.frame(anova(fit)), as.data.frame(anova(memory)), tolerance = 1e-9)
  expect_equal(compare(fit)$lm, unname(coef(lm(mpg ~ wt + hp, mtcars))), tolerance = 1e-9)
  expect_equal(attr(compare(fit), "measures")[["lm"]], sqrt(mean(resid(lm(mpg ~ wt + hp, mtcars))^2)), tolerance = 1e-9)
  expect_identical(resume(fit, 20)$coefficients, longer$coefficients)
  expect_equal(predict(fit, mtcars), predict(memory, mtcars), tolerance = 1e-12)
  expect_lt(max(as.data.frame(check_gradient(fit))$difference), 1e-6)
  script <- tempfile(fileext = ".R")
  writeLines(as_r_code(fit), script)
  home <- new.env()
  utils::capture.output(source(script, local = home))
  expect_equal(home$coefficients, coef(fit), tolerance = 1e-9)
  expect_output(print(explain_step(fit)), "Backward")
  grDevices::pdf(NULL)
  plot(fit)
  plot_surface(fit)
  grDevices::dev.off()
  expect_error(fitted(fit), "fitted\\(\\) needs the rows.*predict\\(fit")
  expect_error(residuals(fit), "residuals\\(\\) needs the rows")
  expect_error(plot(fit, which = "residuals"), "needs the rows")
  expect_error(predict(fit), "needs the rows")
  expect_lt(length(serialize(fit, NULL)), 5e4)
  expect_output(dplyr::show_query(fit), "means and ranges")
})

test_that("mini-batches, mae and huber of a table are those in memory", {
  data <- cbind(mtcars, id = seq_len(nrow(mtcars)))
  with_sqlite(function(con) {
    table <- as_table(con, data)
    for (scaling in c("none", "standardize", "whiten")) {
      set.seed(1)
      here <- gd_lm(mpg ~ wt + qsec, table, batch_size = 8, epochs = 5, scaling = scaling, order_by = id)
      set.seed(1)
      memory <- gd_lm(mpg ~ wt + qsec, data, batch_size = 8, epochs = 5, scaling = scaling)
      expect_equal(here$history, memory$history, tolerance = 1e-9)
      expect_equal(here$error, memory$error, tolerance = 1e-9)
    }
    for (cost in c("mae", "huber")) {
      here <- gd_lm(mpg ~ wt + qsec, table, cost = cost, epochs = 30)
      memory <- gd_lm(mpg ~ wt + qsec, data, cost = cost, epochs = 30)
      expect_equal(here$history, memory$history, tolerance = 1e-9, info = cost)
    }
    expect_error(gd_lm(mpg ~ wt, data, order_by = id), "`order_by` must be left out")
  })
})

test_that("lazy queries are tables too", {
  on_engines(function(con) {
    table <- as_table(con, mtcars)
    heavy <- dplyr::filter(dplyr::mutate(table, ratio = hp / wt), cyl > 4)
    fit <- gd_lm(mpg ~ ratio, heavy, scaling = "whiten", epochs = 2)
    rows <- subset(transform(mtcars, ratio = hp / wt), cyl > 4)
    expect_equal(coef(fit), coef(lm(mpg ~ ratio, rows)), tolerance = 1e-11)
  })
})

test_that("what shows rows in the place of a table's says so, and its sums are the table's", {
  with_sqlite(function(con) {
    table <- as_table(con, mtcars)
    for (formula in list(mpg ~ wt, mpg ~ wt + hp, mpg ~ 1)) {
      fit <- gd_lm(formula, table, eta = "auto", epochs = 3)
      own <- gd_lm(formula, mtcars, eta = "auto", epochs = 3)
      step <- explain_step(fit, 2)
      expect_equal(step$gradient, explain_step(own, 2)$gradient, tolerance = 1e-9)
      text <- gsub("\\s+", " ", paste(capture.output(step), collapse = " "))
      rows <- length(coef(fit)) + 1
      note <- sprintf("The fit's rows are in a database. The %d rows here are not among them: made-up rows", rows)
      expect_match(text, note, fixed = TRUE)
      expect_match(text, "those of all 32 rows", fixed = TRUE)
      code <- gsub("\\s+", " ", paste(sub("^#", "", as_r_code(fit)), collapse = " "))
      expect_match(code, note, fixed = TRUE)
      expect_no_match(paste(capture.output(explain_step(own, 2)), collapse = " "), "database")
      expect_no_match(paste(as_r_code(own), collapse = " "), "database")
    }
  })
})
