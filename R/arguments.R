# Arguments that a verb does not know: what was meant.

# Arguments by the names that other packages have for them.
other_names <- c(learning_rate = "eta", learningrate = "eta", learn_rate = "eta", lr = "eta", mu = "eta",
                 alpha = "eta", rate = "eta", size = "hidden", units = "hidden", neurons = "hidden",
                 hidden_units = "hidden", hidden.layers = "hidden", optimiser = "optimizer", algorithm = "optimizer",
                 act.fct = "activation", act = "activation", err.fct = "cost", loss = "cost", stepmax = "epochs",
                 maxit = "epochs", iterations = "epochs", n.epochs = "epochs", batch = "batch_size",
                 batch.size = "batch_size", decay = "l2", penalty = "l2", weight_decay = "l2", threshold = "tol",
                 startweights = "start", rep = "restarts", scale = "scaling")

refuse_arguments <- function(known, ...) {
  if (...length() == 0) return(invisible())
  given <- names(match.call(expand.dots = FALSE)$...)
  if (is.null(given) || given[1] == "") stop("every argument after `data` must be named.", call. = FALSE)
  stop(sprintf("`%s` is not an argument here%s.", given[1], argument_hint(given[1], known)), call. = FALSE)
}

# What was meant by an argument that is not known: another name, another way to say it, or a verb that has it.
argument_hint <- function(given, known) {
  meant <- other_names[given]
  if (is.na(meant)) meant <- given
  if (meant %in% known) return(sprintf("; here it is `%s`", meant))
  way <- other_ways[given]
  needs <- regmatches(way, regexec("`(\\w+)`", way))[[1]][2]
  if (!is.na(way) && (is.na(needs) || needs %in% known)) return(sprintf("; instead there is %s", way))
  if (meant %in% ann_only) return(sprintf("; ann() has `%s`", meant))
  near <- nearest_name(given, known)
  if (length(near)) sprintf("; here it is `%s`", near) else ""
}

# Arguments of networks that the other verbs lack.
ann_only <- c("hidden", "output", "l2", "l1", "dropout", "clip", "validation", "patience", "restarts", "init")
