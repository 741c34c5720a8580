# nolint start: object_name_linter. The names are car's.
# The tests and plots of the package car: each asks for an lm or a glm, and gets that of the fit. What compares models
# (Anova) compares them at the minimum.

on_car <- function(verb, fit, ...) call_of("car", verb)(exact_model(fit, verb), ...)

#' @exportS3Method car::Anova descent
Anova.descent <- function(mod, ...) call_of("car", "Anova")(minimum_model(mod, "Anova"), ...)

#' @exportS3Method car::linearHypothesis descent
linearHypothesis.descent <- function(model, ...) on_car("linearHypothesis", model, ...)

#' @exportS3Method car::vif descent
vif.descent <- function(mod, ...) on_car("vif", mod, ...)

#' @exportS3Method car::ncvTest descent
ncvTest.descent <- function(model, ...) on_car("ncvTest", model, ...)

#' @exportS3Method car::outlierTest descent
outlierTest.descent <- function(model, ...) on_car("outlierTest", model, ...)

#' @exportS3Method car::durbinWatsonTest descent
durbinWatsonTest.descent <- function(model, ...) on_car("durbinWatsonTest", model, ...)

#' @exportS3Method car::hccm descent
hccm.descent <- function(model, ...) on_car("hccm", model, ...)

#' @exportS3Method car::deltaMethod descent
deltaMethod.descent <- function(object, ...) on_car("deltaMethod", object, ...)

#' @exportS3Method car::Confint descent
Confint.descent <- function(object, ...) on_car("Confint", object, ...)

#' @exportS3Method car::S descent
S.descent <- function(object, ...) on_car("S", object, ...)

#' @exportS3Method car::Predict descent
Predict.descent <- function(object, ...) on_car("Predict", object, ...)

#' @exportS3Method car::Boot descent
Boot.descent <- function(object, ...) on_car("Boot", object, ...)

#' @exportS3Method car::powerTransform descent
powerTransform.descent <- function(object, ...) on_car("powerTransform", object, ...)

#' @exportS3Method car::boxCox descent
boxCox.descent <- function(object, ...) on_car("boxCox", object, ...)

#' @exportS3Method car::avPlot descent
avPlot.descent <- function(model, ...) on_car("avPlot", model, ...)

#' @exportS3Method car::avPlots descent
avPlots.descent <- function(model, ...) on_car("avPlots", model, ...)

#' @exportS3Method car::crPlot descent
crPlot.descent <- function(model, ...) on_car("crPlot", model, ...)

#' @exportS3Method car::crPlots descent
crPlots.descent <- function(model, ...) on_car("crPlots", model, ...)

#' @exportS3Method car::ceresPlot descent
ceresPlot.descent <- function(model, ...) on_car("ceresPlot", model, ...)

#' @exportS3Method car::leveragePlot descent
leveragePlot.descent <- function(model, ...) on_car("leveragePlot", model, ...)

#' @exportS3Method car::mmp descent
mmp.descent <- function(model, ...) on_car("mmp", model, ...)

#' @exportS3Method car::residualPlot descent
residualPlot.descent <- function(model, ...) on_car("residualPlot", model, ...)

#' @exportS3Method car::residualPlots descent
residualPlots.descent <- function(model, ...) on_car("residualPlots", model, ...)

#' @exportS3Method car::qqPlot descent
qqPlot.descent <- function(x, ...) on_car("qqPlot", x, ...)

#' @exportS3Method car::influencePlot descent
influencePlot.descent <- function(model, ...) on_car("influencePlot", model, ...)

#' @exportS3Method car::infIndexPlot descent
infIndexPlot.descent <- function(model, ...) on_car("infIndexPlot", model, ...)

#' @exportS3Method car::spreadLevelPlot descent
spreadLevelPlot.descent <- function(x, ...) on_car("spreadLevelPlot", x, ...)

#' @exportS3Method car::inverseResponsePlot descent
inverseResponsePlot.descent <- function(model, ...) on_car("inverseResponsePlot", model, ...)
# nolint end
