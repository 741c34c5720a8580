# Packages that explain a model from outside: DALEX, lime, caret, NeuralNetTools. What they read is predict()'s.

#' @exportS3Method DALEX::yhat descent
yhat.descent <- function(X.model, newdata, ...) {  # nolint: object_name_linter. DALEX's name.
  values <- stats::predict(X.model, newdata)
  if (is.matrix(values)) values else as.double(values)
}

#' @exportS3Method DALEX::model_info descent
model_info.descent <- function(model, is_multiclass = FALSE, ...) {
  classes <- length(model$levels)
  type <- if (classes > 2) "multiclass" else if (classes == 2) "classification" else "regression"
  structure(list(package = "descent", ver = as.character(utils::packageVersion("descent")), type = type),
            class = "model_info")
}

#' @exportS3Method lime::model_type descent
model_type.descent <- function(x, ...) if (is.null(x$levels)) "regression" else "classification"

#' @exportS3Method lime::predict_model descent
predict_model.descent <- function(x, newdata, type, ...) {
  if (type == "raw") {
    values <- if (is.null(x$levels)) stats::predict(x, newdata) else stats::predict(x, newdata, type = "class")
    return(data.frame(Response = as.vector(values)))
  }
  values <- as.matrix(stats::predict(x, newdata))
  if (ncol(values) == 1) values <- cbind(1 - values, values)
  setNames(as.data.frame(values), x$levels)
}

#' Importance of the inputs of a network
#'
#' For caret: how far the prediction moves, on average over the rows, when an input moves by its standard deviation: the
#' mean absolute slope of [input_slopes()] times the input's standard deviation; for a factor the mean absolute
#' difference to its first level. For linear models and logistic neurons caret's own measure, the absolute t or z value.
#'
#' @param object A fit.
#' @param ... Passed to caret's method for an lm or glm; else not used.
#' @return A data frame with the column `Overall`, one row per input.
#' @keywords internal
#' @method varImp descent
#' @exportS3Method caret::varImp descent
varImp.descent <- function(object, ...) {  # nolint: object_name_linter. caret's name.
  if (has_exact(object)) return(call_of("caret", "varImp")(exact_model(object, "varImp"), ...))
  check_dots(...)
  slopes <- as.data.frame(input_slopes(object))
  label <- ifelse(slopes$contrast == "slope", slopes$variable, paste(slopes$variable, slopes$contrast))
  one <- function(name) {
    rows <- slopes[label == name, ]
    moves <- if (rows$contrast[1] == "slope") sd(rows$value[rows$output == rows$output[1]], na.rm = TRUE) else 1
    mean(abs(rows$slope), na.rm = TRUE) * moves
  }
  inputs <- unique(label)
  data.frame(Overall = vapply(inputs, one, 0), row.names = inputs)
}

#' @export
family.ann <- function(object, ...) {
  check_dots(...)
  hyper <- object$hyperparameters
  outputs <- ncol(object$coefficients$output)
  if (identical(cost_at_output(hyper$cost, hyper$output)$family, "binomial") && outputs == 1) return(binomial())
  if (hyper$cost$quadratic && hyper$output$linear) return(gaussian())
  stop("family() makes no sense for this network: only numeric responses behind the identity (gaussian) and two ",
       "classes behind a sigmoid (binomial) are of a family.", call. = FALSE)
}

# ---- NeuralNetTools -------------------------------------------------------------------------------------------------

# A network's weights for standardized inputs and responses, so that weights of inputs on different scales compare. With
# scaling = "none" the weights are returned as they are.
standardized_layers <- function(fit) {
  layers <- fit$coefficients
  hyper <- fit$hyperparameters
  if (hyper$bias == "none") layers <- lapply(layers, function(w) rbind("(Intercept)" = 0, w))
  if (identical(hyper$scaling, "none")) return(layers)
  used <- setdiff(seq_len(NROW(fit$residuals)), fit$validation_rows)
  w <- if (is.null(fit$weights)) rep(1, length(used)) else fit$weights[used]
  moments <- function(m) {
    mean <- colSums(w * m) / sum(w)
    list(mean = mean, sd = sqrt(colSums(w * sweep(m, 2, mean)^2) / sum(w) * length(w) / (length(w) - 1)))
  }
  inputs <- rownames(layers[[1]])[-1]
  x <- moments(model.matrix(fit)[used, inputs, drop = FALSE])
  first <- layers[[1]]
  first[1, ] <- first[1, ] + colSums(x$mean * first[-1, , drop = FALSE])
  first[-1, ] <- first[-1, , drop = FALSE] * replace(x$sd, x$sd == 0, 1)
  layers[[1]] <- first
  last <- length(layers)
  if (is.null(fit$levels) && hyper$output$linear) {
    y <- moments(as.matrix(fit$fitted.values + fit$residuals)[used, , drop = FALSE])
    layers[[last]][1, ] <- layers[[last]][1, ] - y$mean
    layers[[last]] <- sweep(layers[[last]], 2, y$sd, "/")
  }
  layers
}

# The weights as NeuralNetTools lists them, with the names of inputs and outputs.
listed_weights <- function(fit) {
  layers <- standardized_layers(fit)
  struct <- unname(c(nrow(layers[[1]]) - 1, vapply(layers, ncol, 0L)))
  weights <- flat_numbers(layers)
  list(weights = weights, struct = struct, inputs = rownames(layers[[1]])[-1], outputs = colnames(layers$output),
       lists = call_of("NeuralNetTools", "neuralweights")(weights, struct = struct)$wts)
}

#' @exportS3Method NeuralNetTools::plotnet ann
plotnet.ann <- function(mod_in, ...) {
  known <- listed_weights(mod_in)
  given <- list(...)
  of_fit <- list(x_names = known$inputs, y_names = known$outputs)
  given <- c(given, of_fit[setdiff(names(of_fit), names(given))])
  do.call(call_of("NeuralNetTools", "plotnet"), c(list(known$weights, struct = known$struct), given))
}

#' @exportS3Method NeuralNetTools::garson ann
garson.ann <- function(mod_in, ...) {
  known <- listed_weights(mod_in)
  call_of("NeuralNetTools", "garson")(known$lists, known$inputs, known$outputs, ...)
}

#' @exportS3Method NeuralNetTools::olden ann
olden.ann <- function(mod_in, ...) {
  known <- listed_weights(mod_in)
  call_of("NeuralNetTools", "olden")(known$lists, known$inputs, known$outputs, ...)
}

#' @exportS3Method NeuralNetTools::lekprofile ann
lekprofile.ann <- function(mod_in, xsel = NULL, ysel = NULL, ...) {
  inputs <- raw_data(mod_in)[mod_in$variables]
  if (!all(vapply(inputs, is.numeric, NA))) {
    stop("lekprofile() needs numeric inputs: it moves each along its range. plot(input_slopes(fit)) draws factors too.",
         call. = FALSE)
  }
  if (is.null(ysel)) ysel <- colnames(mod_in$coefficients$output)
  profile <- utils::getS3method("lekprofile", "default", envir = asNamespace("NeuralNetTools"))
  profile(mod_in, xvars = inputs, ysel = ysel, xsel = xsel, ...)
}
