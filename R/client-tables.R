# Tables in documents: xtable, pander, flextable, knitr. Linear models and logistic neurons have the table of their lm
# or glm; other fits one with their estimates.

# The coefficients as summary() shows them; of a network one row per weight.
coefficient_table <- function(fit) {
  if (is_network(fit)) return(data.frame(Estimate = flat_numbers(fit$coefficients),
                                                   row.names = flat_names(fit$coefficients)))
  as.data.frame(stats::coef(summary(fit)))
}

as_table <- function(package, verb, fit, ...) {
  call_of(package, verb)(if (has_exact(fit)) exact_model(fit, verb) else coefficient_table(fit), ...)
}

#' @exportS3Method xtable::xtable descent
xtable.descent <- function(x, ...) as_table("xtable", "xtable", x, ...)

#' @exportS3Method pander::pander descent
pander.descent <- function(x, ...) as_table("pander", "pander", x, ...)

#' @exportS3Method flextable::as_flextable descent
as_flextable.descent <- function(x, ...) {
  if (has_exact(x)) return(call_of("flextable", "as_flextable")(exact_model(x, "as_flextable"), ...))
  table <- coefficient_table(x)
  call_of("flextable", "flextable")(cbind(term = row.names(table), table), ...)
}

#' Summaries as data frames
#'
#' The table of coefficients of a summary, and of a network the table of its layers, for [knitr::kable()], xtable and
#' pander.
#'
#' @param x A summary of a fit.
#' @param row.names,optional,... Not used.
#' @return A data frame.
#' @examples
#' as.data.frame(summary(gd_lm(dist ~ speed, cars, scaling = "whiten")))
#' @export
as.data.frame.summary.gd_lm <- function(x, row.names = NULL, optional = FALSE, ...) as.data.frame(x$coefficients)

#' @rdname as.data.frame.summary.gd_lm
#' @export
as.data.frame.summary.neuron <- as.data.frame.summary.gd_lm

#' @rdname as.data.frame.summary.gd_lm
#' @export
as.data.frame.summary.ann <- function(x, row.names = NULL, optional = FALSE, ...) x$layers

#' @exportS3Method xtable::xtable summary.gd_lm
xtable.summary.gd_lm <- function(x, ...) call_of("xtable", "xtable")(as.data.frame(x), ...)

#' @exportS3Method xtable::xtable summary.neuron
xtable.summary.neuron <- xtable.summary.gd_lm

#' @exportS3Method xtable::xtable summary.ann
xtable.summary.ann <- xtable.summary.gd_lm

#' @exportS3Method pander::pander summary.gd_lm
pander.summary.gd_lm <- function(x, ...) call_of("pander", "pander")(as.data.frame(x), ...)

#' @exportS3Method pander::pander summary.neuron
pander.summary.neuron <- pander.summary.gd_lm

#' @exportS3Method pander::pander summary.ann
pander.summary.ann <- pander.summary.gd_lm
