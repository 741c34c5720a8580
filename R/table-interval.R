# Standard errors and intervals of predictions in a database. A squared standard error x'Vx is written as a sum of
# squares of combinations of the row's columns, V = SS' with the inverse S of the fit's triangle: summed as x'Vx it
# would lose the digits that the columns share.

# inference: list(se.fit, interval, level). -> the statement; its columns are .fitted, .se.fit, .lower, .upper.
interval_query <- function(fit, writer, columns, rows, link, inference) {
  scored <- scored_errors(fit, writer, columns, rows)
  f <- output_activation(fit)
  z <- writer$quote("z1_1")
  e <- writer$quote("e")
  spread <- if (inference$interval == "prediction") residual_variance(fit) else 0
  width <- sql_number(if (inference$interval == "none") 0 else interval_quantile(fit, inference$level))
  ends <- function(centre, error) {
    stats::setNames(sprintf("%s %s %s * %s", centre, c("-", "+"), width, error), writer$name(c("lwr", "upr")))
  }
  if (link || f$linear) {
    error <- if (spread > 0) sprintf("SQRT(%s * %s + %s)", e, e, sql_number(spread)) else e
    all <- c(stats::setNames(c(z, e), writer$name(c("fit", "se"))), ends(z, error))
    return(shown_interval(writer, pass_select(writer, all, scored), inference))
  }
  slope <- writer$quote("s")
  outer <- spread > 0 || !rises(f)
  inner <- writer$name(c("z1_1", "e", "below", "above"))
  columns <- c(stats::setNames(c(z, e), inner[1:2]), stats::setNames(ends(z, e), inner[3:4]))
  query <- pass_select(writer, columns, scored)
  value <- function(query, from, to, pass) {
    write_rows(writer, query, list(writer$name(to)), list(f$code$value), list(z = from), pass)$query
  }
  query <- value(query, inner[1], "fit", inner)
  query <- write_rows(writer, query, list(writer$name("s")), list(f$code$slope),
                      list(z = inner[1], a = writer$name("fit")), c(inner, writer$name("fit")))$query
  known <- c(inner, writer$name(c("fit", "s")))
  if (!outer) {
    query <- value(query, inner[3], "lwr", known)
    query <- value(query, inner[4], "upr", c(known, writer$name("lwr")))
  }
  error <- sprintf("SQRT(%s * %s * %s * %s + %s)", slope, slope, e, e, sql_number(spread))
  all <- c(stats::setNames(c(writer$quote("fit"), sprintf("%s * ABS(%s)", e, slope)), writer$name(c("fit", "se"))),
           if (outer) ends(writer$quote("fit"), error) else
             stats::setNames(writer$quote(c("lwr", "upr")), writer$name(c("lwr", "upr"))))
  shown_interval(writer, pass_select(writer, all, query), inference)
}

# The query of a row's weighted sum z1_1 and its standard error e.
scored_errors <- function(fit, writer, columns, rows) {
  dialect <- writer$dialect
  bias <- has_bias(fit)
  fixed <- fit$hyperparameters$bias
  start <- score_design(fit, writer, columns, rows)
  pass <- c(start$inputs, if (start$known) writer$name("known"))
  query <- score_layer(writer, start$query, fit_layers(fit)[[1]], 1, start$inputs, bias, start$known, start$offset,
                       if (is.numeric(fixed)) fixed else 0, pass, FALSE)$query
  s <- error_factor(fit)
  inputs <- c(if (bias) "1e0", sql_name(dialect, start$inputs))[s$kept]
  u <- if (ncol(s$factor)) writer$name("u", seq_len(ncol(s$factor)))
  sums <- vapply(seq_along(u), function(j) {
    at <- which(s$factor[, j] != 0)
    sql_sum(sprintf("%s * %s", inputs[at], sql_number(s$factor[at, j])))
  }, "")
  z <- stats::setNames(writer$quote("z1_1"), writer$name("z1_1"))
  known <- if (start$known) stats::setNames(writer$quote("known"), writer$name("known"))
  query <- pass_select(writer, c(z, stats::setNames(sums, u), known), query)
  squares <- if (length(u)) sql_sum(sprintf("%s * %s", sql_name(dialect, u), sql_name(dialect, u))) else "0e0"
  if (start$known) squares <- sprintf("%s * %s", writer$quote("known"), squares)
  pass_select(writer, c(z, stats::setNames(sprintf("SQRT(%s)", squares), writer$name("e"))), query)
}

# S of V = SS', the covariance of the coefficients that are `kept`.
error_factor <- function(fit) {
  m <- covariance(fit)
  r <- split_factor(fit$qr_factor)$r[, m$kept, drop = FALSE]
  if (length(m$kept) == 0) return(list(factor = matrix(0, 0, 0), kept = integer()))
  triangle <- qr.R(qr(r, tol = 0))
  size <- if (is_binomial(fit)) 1 else sqrt(residual_variance(fit))
  list(factor = backsolve(triangle, diag(length(m$kept))) * size, kept = m$kept)
}

shown_interval <- function(writer, query, inference) {
  shown <- c(.fitted = "fit", if (inference$se.fit) c(.se.fit = "se"),
             if (inference$interval != "none") c(.lower = "lwr", .upper = "upr"))
  columns <- stats::setNames(writer$quote(unname(shown)), names(shown))
  sql_statement(writer$dialect, pass_select(writer, columns, query, fenced = FALSE))
}

# What predict() and augment() of a table are asked for beside the predictions; NULL for nothing.
table_inference <- function(fit, se.fit, interval, level, type, epoch = NULL) {
  interval <- interval_kind(interval)
  if (!check_flag(se.fit, "se.fit") && interval == "none") return(NULL)
  refuse_epoch(epoch, if (se.fit) "se.fit" else "interval")
  what <- if (se.fit) "predict(se.fit = TRUE)" else "predict(interval = )"
  if (!is_binomial(fit)) need_squares(fit, what)
  if (type %in% c("class", "prob")) {
    stop_argument("type", "\"response\" or \"link\" with `se.fit` and `interval`", describe(type))
  }
  if (interval == "prediction" && (is_binomial(fit) || (type == "link" && !output_activation(fit)$linear))) {
    stop_argument("interval", "\"confidence\" for classes and for the weighted sum: they have no residual variance",
                  "\"prediction\"")
  }
  warn_away(fit, what)
  if (interval == "prediction") warn_future(fit, TRUE)
  list(se.fit = se.fit, interval = interval, level = check_level(level))
}
