# The model against the data: its curve over one input, fitted against observed values, residuals, the classes.

# The model's curve at several epochs: `input` (see one_input()), `values` over its grid with one column per epoch (for
# several outputs, at one epoch, one column per output).
fit_picture <- function(fit, epochs = NULL) {
  input <- one_input(fit)
  if (is.null(input)) {
    stop("the picture \"fit\" needs a model with one numeric input and no offset; ",
         "plot(fit, which = \"fitted\") works for any.", call. = FALSE)
  }
  kept <- readable_path(fit)$epoch
  several <- NCOL(fit$fitted.values) > 1
  if (several && length(epochs) > 1) {
    stop_argument("epochs", "one epoch for a model with several outputs", describe(epochs))
  }
  if (is.null(epochs)) epochs <- if (several || !length(kept)) end_epoch(fit) else spread_epochs(kept)
  if (!length(kept) && !identical(as.double(epochs), as.double(end_epoch(fit)))) {
    check_recorded(fit, "plot(epochs = )")
  }
  if (!is.numeric(epochs) || !length(epochs)) {
    stop_argument("epochs", "NULL or numbers of recorded epochs", describe(epochs))
  }
  for (epoch in epochs) check_epoch(epoch, unique(c(kept, end_epoch(fit))), "epochs")
  predicted <- predicted_at(lapply(epochs, at_epoch, fit = fit), input$newdata)
  values <- as.data.frame(if (several) matrix(predicted, ncol = dim(predicted)[2]) else slab(predicted, 1))
  names(values) <- if (several) outputs_of(fit) else paste0("epoch_", epochs)
  list(input = input, values = values, epochs = if (!several) epochs, set = held_out(fit, counted(fit)),
       xlab = input$name, ylab = observed_label(fit), xlim = range_of(input$x), ylim = near_range(input$y, values),
       main = if (several) "The fit" else "The fit, epoch by epoch", sub = fit_caption(fit, epochs, several))
}

fit_caption <- function(fit, epochs, several) {
  if (several || length(epochs) == 1) return(caption(moment_note(fit, epochs), held_note(fit)))
  caption(sprintf("from epoch %s (light) to %s (dark)", count_text(min(epochs)), moment_note(fit, max(epochs))),
          if (max(epochs) < end_epoch(fit)) "then it diverges", held_note(fit))
}

held_note <- function(fit) if (length(fit$validation_rows)) "open points: held out to validate"

# The data's range, and as much of the curves as lies within one such range of it: a diverged fit leaves the picture.
near_range <- function(y, curves) {
  data <- range_of(y)
  curves <- unlist(curves)
  range_of(data, curves[is.finite(curves) & curves > data[1] - diff(data) & curves < data[2] + diff(data)], add = 0.02)
}

# ---- fitted against observed ----------------------------------------------------------------------------------------

# `data`: observed and fitted values, row by row, `set` (training or validation); for numbers `output`, for classes the
# observed class, its fitted probability (of two classes that of the second), and whether the class is predicted right.
fitted_picture <- function(fit) {
  rows <- counted(fit)
  y <- unname(observed_values(fit))[rows, , drop = FALSE]
  data <- pairs_of(fit, y, as.matrix(fit$fitted.values)[rows, , drop = FALSE])
  data$set <- held_out(fit, rep(rows, length.out = nrow(data)))
  other <- validation_pairs(fit)
  if (!is.null(other)) data <- rbind(data, other)
  classes <- fit$levels
  label <- response_label_of(fit)
  list(data = data, classes = classes, outputs = unique(data$output), label = label, main = "Fitted against observed",
       xlab = if (is.null(classes)) paste("Observed", if (is.null(colnames(fit$fitted.values))) label) else
         paste("Observed", label),
       ylab = if (length(classes) > 2) "P(the row's own class)" else
         if (length(classes)) observed_label(fit) else "Fitted",
       xlim = if (length(classes)) c(0.5, length(classes) + 0.5) else range_of(data$observed, add = 0.02),
       ylim = if (length(classes)) c(0, 1) else range_of(data$observed, data$fitted, add = 0.02),
       level = if (length(classes) == 2) 0.5,
       sub = caption(if (length(classes)) right_note(data), thinned_note(nrow(data))))
}

pairs_of <- function(fit, y, fitted) {
  if (is.null(fit$levels)) {
    output <- rep(outputs_of(fit), each = nrow(y))
    return(data.frame(observed = as.vector(y), fitted = as.vector(fitted), output = output))
  }
  own <- class_number(y)
  shown <- if (ncol(fitted) > 2) fitted[cbind(seq_along(own), own)] else fitted[, ncol(fitted)]
  data.frame(observed = factor(fit$levels[own], fit$levels), fitted = as.vector(shown),
             right = class_number(fitted) == own)
}

# The rows of a data frame that was given as `validation`.
validation_pairs <- function(fit) {
  data <- fit$hyperparameters$validation
  if (!is.data.frame(data)) return(NULL)
  tryCatch({
    frame <- model.frame(fit$terms, data, na.action = stats::na.omit, xlev = fit$xlevels)
    fitted <- as.matrix(predict(fit, data[rownames(frame), , drop = FALSE]))
    pairs <- pairs_of(fit, unname(fit_target(fit, read_response(frame))), unname(fitted))
    pairs$set <- factor("validation", c("training", "validation"))
    pairs
  }, error = function(e) NULL)
}

right_note <- function(data) {
  share <- tapply(data$right, data$set, mean)
  share <- share[!is.na(share)]
  text <- paste(sprintf("%.0f %%", 100 * share), if (length(share) > 1) paste("of", names(share)))
  paste("right:", paste(trimws(text), collapse = ", "))
}

# ---- residuals ------------------------------------------------------------------------------------------------------

residual_picture <- function(fit) {
  rows <- counted(fit)
  column <- function(values) as.vector(as.matrix(values)[rows, , drop = FALSE])
  data <- data.frame(fitted = column(fit$fitted.values), residual = column(fit$residuals),
                     output = rep(outputs_of(fit), each = length(rows)))
  data$set <- held_out(fit, rep(rows, length.out = nrow(data)))
  list(data = data, outputs = unique(data$output), main = "Residuals against fitted values", xlab = "Fitted",
       ylab = "Residual (observed - fitted)", xlim = range_of(data$fitted, add = 0.02),
       ylim = range_of(data$residual, 0, add = 0.02), sub = caption(thinned_note(nrow(data))))
}
