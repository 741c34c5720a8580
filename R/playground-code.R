# The R code that leads to what a session of playground() shows, phase by phase.

# No argument is parted from its value.
wrap_call <- function(text) gsub("\001", " ", strwrap(gsub(" = ", "\001=\001", text), 90, exdent = 11))

count_code <- function(x) format(x, scientific = FALSE)

playground_code <- function(phases, label) {
  given <- phases[[1]]$type %in% c("given", "again")
  own <- if (given && label != "fit") sprintf("fit <- %s", label)
  lines <- unlist(Map(phase_code, phases, c(list(NULL), phases[-length(phases)]), MoreArgs = list(label = label)))
  paste(c("library(descent)", own, lines, "plot(fit)"), collapse = "\n")
}

phase_code <- function(phase, before, label) {
  switch(phase$type,
         first = c(data_line(phase$choices, label), seed_line(phase$choices), ann_line(phase)),
         given = if (phase$epochs > 0) sprintf("fit <- resume(fit, %s)", count_code(phase$epochs)),
         resume = resume_phase(phase),
         again = update_line(phase, "coef(fit, epoch = 0)"),
         from = from_code(phase, before, label))
}

from_code <- function(phase, before, label) {
  edits <- if (length(phase$edits)) c("w <- coef(fit)", phase$edits)
  start <- if (length(edits)) "w" else "coef(fit)"
  if (phase$choices$kind == "fit") return(c(edits, update_line(phase, start)))
  same <- !is.null(before$choices) && !other_data(before$choices, phase$choices)
  c(edits, if (!same) data_line(phase$choices, label), seed_line(phase$choices), ann_line(phase, start))
}

data_line <- function(choices, label) {
  if (choices$kind == "own") return(sprintf("data <- na.omit(%s)", label))
  sprintf("data <- playground_data(\"%s\", noise = %s, seed = %s)", choices$set, deparse1(choices$noise),
          count_code(choices$draw))
}

seed_line <- function(choices) sprintf("set.seed(%s)", count_code(choices$seed))

ann_line <- function(phase, start = NULL) {
  arguments <- vapply(phase$choices$arguments, deparse1, "")
  all <- c(deparse1(playground_formula(phase$choices)), "data", paste(names(arguments), "=", arguments),
           if (!is.null(start)) paste("start =", start), paste("epochs =", count_code(phase$epochs)))
  wrap_call(sprintf("fit <- ann(%s)", paste(all, collapse = ", ")))
}

update_line <- function(phase, start) {
  arguments <- Filter(function(x) is.numeric(x) || is.character(x), phase$choices$arguments)
  all <- c("fit", sprintf("%s = %s", names(arguments), vapply(arguments, deparse1, "")), paste("start =", start),
           paste("epochs =", count_code(phase$epochs)))
  wrap_call(sprintf("fit <- update(%s)", paste(all, collapse = ", ")))
}

resume_phase <- function(phase) {
  changed <- phase$changed
  value <- function(x) if (inherits(x, "optimizer")) deparse1(x$name) else deparse1(x)
  c(if ("batch_size" %in% names(changed)) seed_line(phase$choices),
    wrap_call(sprintf("fit <- resume(fit, %s, %s)", count_code(phase$epochs),
                      paste(names(changed), "=", vapply(changed, value, ""), collapse = ", "))))
}
