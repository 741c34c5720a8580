# Standard errors by sandwich, tests by lmtest, multcomp and clubSandwich, marginal means by emmeans. Methods are
# registered when the package is loaded; the oracle of each is the same call on lm() or glm().

# ---- sandwich --------------------------------------------------------------------------------------------------------

#' Robust standard errors
#'
#' What the package sandwich needs for `vcovHC()`, `vcovCL()`, `NeweyWest()` and `vcovBS()`: the gradient of the
#' log-likelihood in each row (times the residual variance for least squares), and the inverse of the information.
#'
#' @param x A fit by [gd_lm()] with a squared error, or a sigmoid [neuron()] with the cross-entropy.
#' @param ... Not used.
#' @return `estfun()` a matrix with one row per observation and one column per coefficient; `bread()` a square matrix.
#' @references Zeileis (2006), Object-oriented computation of sandwich estimators, *Journal of Statistical Software*
#'   16(9).
#' @seealso [vcov.descent()], [tidy.descent()] with `vcov =`
#' @examplesIf requireNamespace("sandwich", quietly = TRUE)
#' fit <- gd_lm(mpg ~ wt + hp, mtcars, scaling = "whiten")
#' sandwich::vcovHC(fit, type = "HC3")
#' @name estfun
#' @method estfun descent
#' @exportS3Method sandwich::estfun descent
estfun.descent <- function(x, ...) {
  check_dots(...)
  model <- exact_model(x, "estfun")
  if (is_of(parent.frame(), "sandwich")) stand_in(x, "sandwich", "x", model)
  call_of("sandwich", "estfun")(model)
}

#' @rdname estfun
#' @method bread descent
#' @exportS3Method sandwich::bread descent
bread.descent <- function(x, ...) {
  check_dots(...)
  call_of("sandwich", "bread")(exact_model(x, "bread", warn = FALSE))
}

#' @exportS3Method sandwich::vcovHC descent
vcovHC.descent <- function(x, ...) call_of("sandwich", "vcovHC")(exact_model(x, "vcovHC"), ...)

#' @exportS3Method sandwich::vcovBS descent
vcovBS.descent <- function(x, ...) call_of("sandwich", "vcovBS")(exact_model(x, "vcovBS"), ...)

call_of <- function(package, verb) getExportedValue(package, verb)

# ---- lmtest ----------------------------------------------------------------------------------------------------------

# A logistic neuron's tests are normal, as glm()'s; the defaults of lmtest would take t.
#' @exportS3Method lmtest::coeftest descent
coeftest.descent <- function(x, ...) call_of("lmtest", "coeftest")(exact_model(x, "coeftest"), ...)

#' @exportS3Method lmtest::coefci descent
coefci.descent <- function(x, ...) call_of("lmtest", "coefci")(exact_model(x, "coefci"), ...)

#' @exportS3Method lmtest::waldtest descent
waldtest.descent <- function(object, ...) {
  others <- lapply(list(...), function(other) if (inherits(other, "descent")) exact_model(other, "waldtest") else other)
  # the smaller models are refitted where waldtest() is called
  do.call(call_of("lmtest", "waldtest"), c(list(exact_model(object, "waldtest")), others), envir = parent.frame())
}

# ---- multcomp --------------------------------------------------------------------------------------------------------

#' @exportS3Method multcomp::modelparm descent
modelparm.descent <- function(model, ...) {
  # its methods are not registered: they are found from within multcomp alone
  inside <- list2env(list(model = exact_model(model, "glht"), given = list(...)), parent = asNamespace("multcomp"))
  eval(quote(do.call(modelparm, c(list(model), given))), inside)
}

# ---- clubSandwich ----------------------------------------------------------------------------------------------------

#' @exportS3Method clubSandwich::vcovCR descent
vcovCR.descent <- function(obj, ...) call_of("clubSandwich", "vcovCR")(exact_model(obj, "vcovCR"), ...)

# ---- emmeans ---------------------------------------------------------------------------------------------------------

#' @exportS3Method emmeans::recover_data descent
recover_data.descent <- function(object, frame = NULL, ...) {
  if (is.null(frame)) frame <- frame_of(object)
  call_of("emmeans", "recover_data")(object$call, delete.response(object$terms), object$na.action, frame = frame, ...)
}

# A fit without a covariance has the predictions at the grid, and NA for their standard errors.
#' @exportS3Method emmeans::emm_basis descent
emm_basis.descent <- function(object, trms, xlev, grid, ...) {
  if (has_exact(object)) {
    return(call_of("emmeans", "emm_basis")(exact_model(object, "emmeans"), trms, xlev, grid, ...))
  }
  values <- stats::predict(object, grid)
  n <- length(values)
  outputs <- if (is.matrix(values)) setNames(list(colnames(values)), deparse1(attr(object$terms, "variables")[[2]]))
  list(X = diag(n), bhat = as.vector(values), nbasis = matrix(NA), V = matrix(NA_real_, n, n),
       dffun = function(k, dfargs) NA_real_, dfargs = list(), misc = list(ylevs = outputs))
}

# ---- survival --------------------------------------------------------------------------------------------------------

#' @exportS3Method survival::concordance descent
concordance.descent <- function(object, ...) {
  call_of("survival", "concordance")(exact_model(object, "concordance", warn = FALSE), ...)
}
