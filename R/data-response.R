# The response of a model frame: what kind it is, its classes, its label, and the numbers that training aims at.

# The response as it is; model.response() would make a name of every row's number.
frame_response <- function(frame) .subset2(frame, 1L)

response_label <- function(frame) {
  name <- attr(attr(frame, "terms"), "variables")[[2]]
  if (is.name(name)) as.character(name) else deparse1(name)  # deparse1() is slow
}

# list(kind, label, levels, codes, values): `kind` is "numbers" (values: a vector, or a matrix with one column per
# response), "logical" or "classes" (codes into levels).
read_response <- function(frame) {
  came <- y <- frame_response(frame)
  label <- response_label(frame)
  if (is.character(y) && is.null(dim(y))) y <- factor(y)
  if (is.factor(y)) {
    return(list(kind = "classes", label = label, levels = levels(y), codes = as.integer(y), came = came))
  }
  if (is.logical(y) && is.null(dim(y))) {
    return(list(kind = "logical", label = label, levels = c("FALSE", "TRUE"), codes = y + 1L, values = y, came = y))
  }
  list(kind = if (is.numeric(y) || is.logical(y)) "numbers" else "other", label = label, values = y, came = came)
}

is_several <- function(response) is.matrix(response$values) && ncol(response$values) > 1

# What a linear model aims at: one numeric vector.
numeric_target <- function(response) {
  y <- response$came
  if (is_several(response)) {
    stop_argument(response$label, "one numeric vector (for several responses there is ann())", describe(y))
  }
  if (response$kind == "classes") {
    more <- if (is.character(y)) "; as.numeric() makes numbers of text" else ""
    stop_argument(response$label, sprintf("one numeric vector (for classes there are neuron() and ann()%s)", more),
                  describe(y))
  }
  if (response$kind == "other") stop_argument(response$label, "one numeric vector", describe(y))
  list(y = plain_numbers(y))
}

# Numbers without the class that other packages give them, by their own rules where these are loaded.
plain_numbers <- function(y) {
  if (is.object(y)) tryCatch(as.double(y), error = function(e) as.double(unclass(y))) else as.double(y)
}

# What one unit aims at: the second of two levels and TRUE are 1. `range`: where the cost asks targets to lie. `trials`:
# of counts how many each row is.
unit_target <- function(response, range) {
  y <- response$came
  if (is_several(response)) {
    if (is_counts(response) && range[2] == 1) return(counts_target(response))
    must <- "one vector, or cbind(successes, failures) with the cost \"cross_entropy\""
    stop_argument(response$label, paste(must, "(for several responses there is ann())"), describe(y))
  }
  if (response$kind == "classes" && length(response$levels) != 2) {
    came <- if (length(response$levels) == 1) sprintf("only of the class \"%s\"", response$levels) else
      paste(length(response$levels), "levels")
    more <- if (is_number_text(response$came)) "; as.numeric() makes numbers of text" else ""
    must <- sprintf("a factor or character with two levels (for more classes there is ann()%s)", more)
    stop_argument(response$label, must, came)
  }
  if (response$kind == "other") stop_argument(response$label, "numbers, a logical or two classes", describe(y))
  y <- if (is.null(response$levels)) plain_numbers(y) else response$codes - 1
  check_finite(list(y), response$label)
  smallest <- min(y)
  largest <- max(y)
  check_target_range(response$label, y, range)
  if (!is.null(response$levels) && smallest == largest) {
    stop_argument(response$label, "of two classes", sprintf("only of class \"%s\"", response$levels[y[1] + 1]))
  }
  if (is.null(response$levels) && range[2] == 1 && (largest == 0 || smallest == 1)) {
    stop_argument(response$label, "of two classes for the cross-entropy", sprintf("always %g", y[1]))
  }
  list(y = y, levels = response$levels)
}

# Numbers that were read as text.
is_number_text <- function(x) is.character(x) && !anyNA(suppressWarnings(as.numeric(x)))

check_target_range <- function(label, y, range) {
  if (min(y, range) < range[1] || max(y, range) > range[2]) {
    out <- y < range[1] | y > range[2]
    stop_argument(label, sprintf("between %g and %g for the cross-entropy", range[1], range[2]), format(y[out][1]))
  }
}

# What a network aims at, before its output is chosen: a matrix with one named column per response, or classes.
network_target <- function(response) {
  label <- response$label
  if (!is.null(response$levels)) {
    seen <- unique(response$codes)
    if (length(seen) < 2) {
      stop_argument(label, "of two classes at least", sprintf("only of class \"%s\"", response$levels[seen[1]]))
    }
    # whole numbers may be the names of classes
    if (is_number_text(response$came) && any(as.numeric(response$came) %% 1 != 0)) {
      stop_argument(label, "numbers or classes: as.numeric() makes numbers of text, factor() classes",
                    describe(response$came))
    }
    return(response[c("levels", "codes", "label")])
  }
  if (response$kind == "other") {
    stop_argument(label, "numbers (one vector, or several in cbind()), a logical or a factor", describe(response$came))
  }
  y <- if (is.matrix(response$values)) response$values else as.matrix(plain_numbers(response$values))
  names <- colnames(y)
  if (is.null(names)) names <- if (ncol(y) == 1) label else paste0(label, seq_len(ncol(y)))
  unnamed <- which(names == "")  # as of cbind(a, 1 - a)
  names[unnamed] <- paste0("y", unnamed)
  y <- matrix(as.double(y), nrow(y), ncol(y), dimnames = list(NULL, names))
  check_finite(y, rep(label, ncol(y)))
  list(y = y, label = label)
}

# Targets as the output has them: one column for two classes behind an output of one unit, else one per class.
target_matrix <- function(target, output) {
  if (is.null(target$levels)) return(target$y)
  if (length(target$levels) == 2 && !output$joint) {
    return(matrix(as.double(target$codes == 2), dimnames = list(NULL, target$levels[2])))
  }
  cells <- as.double(length(target$codes)) * length(target$levels)
  if (cells >= 2^31) {
    must <- sprintf("of fewer classes: %s rows with one number per class need %s GB",
                    format(length(target$codes), big.mark = ","), format(signif(8 * cells / 2^30, 2)))
    stop_argument(or_else(target$label, "response"), must, format(length(target$levels), big.mark = ","))
  }
  y <- matrix(0, length(target$codes), length(target$levels), dimnames = list(NULL, target$levels))
  y[cbind(seq_along(target$codes), target$codes)] <- 1
  y
}

# ---- counts of successes and failures --------------------------------------------------------------------------------

# cbind(successes, failures) -> the share of successes, and how many trials each row is: list(y, trials), as glm() reads
# them. A row without trials is no row.
counts_target <- function(response) {
  counts <- response$values
  must <- "numbers of successes and failures that are 0 or larger"
  bad <- which(!is.finite(counts) | counts < 0)
  if (length(bad)) stop_argument(response$label, must, format(counts[bad[1]]))
  trials <- rowSums(counts)
  sums <- colSums(counts)
  if (any(sums == 0)) {
    stop_argument(response$label, "successes and failures", sprintf("no %s", c("successes", "failures")[sums == 0][1]))
  }
  list(y = counts_share(counts), trials = unname(trials))
}

counts_share <- function(counts) unname(ifelse(rowSums(counts) > 0, counts[, 1] / rowSums(counts), 0))

is_counts <- function(response) is.numeric(response$values) && is.matrix(response$values) && ncol(response$values) == 2

weighted_by_trials <- function(weights, trials) {
  if (is.null(trials)) weights else if (is.null(weights)) trials else weights * trials
}

# ---- weights and offset ----------------------------------------------------------------------------------------------

read_weights <- function(frame) {
  w <- .subset2(frame, "(weights)")
  if (is.null(w)) return(NULL)
  if (!is.numeric(w)) stop_argument("weights", "numbers, one per row", describe(w))
  if (length(w) != frame_size(frame)) {
    stop_argument("weights", sprintf("%d numbers, one per row", frame_size(frame)), describe(w))
  }
  bad <- which(is.na(w) | w < 0 | w == Inf)
  if (length(bad)) {
    stop_argument("weights", "finite numbers that are 0 or larger", sprintf("%s (row %d)", format(w[bad[1]]), bad[1]))
  }
  total <- sum(w)
  if (total == 0) stop_argument("weights", "positive in one row at least", "all 0")
  if (total < 1e-290 || total == Inf) {
    stop_argument("weights", "of a sum that a number can be divided by",
                  sprintf("of the sum %s", format(total, digits = 3)))
  }
  as.double(w)
}

read_offset <- function(frame) {
  if (is.null(.subset2(frame, "(offset)")) && is.null(attr(attr(frame, "terms"), "offset"))) return(NULL)
  offset <- tryCatch(model.offset(frame), error = function(e) {
    stop_argument("offset", "numbers, one per row", "other values")
  })
  if (is.null(offset)) return(NULL)
  offset <- as.double(offset)
  if (length(offset) != frame_size(frame)) {
    stop_argument("offset", sprintf("%d numbers, one per row", frame_size(frame)), sprintf("%d", length(offset)))
  }
  if (!all(is.finite(offset))) stop_argument("offset", "finite", format(offset[!is.finite(offset)][1]))
  offset
}

# How many rows count: those with a positive weight.
counted_rows <- function(weights, rows) if (is.null(weights)) rows else sum(weights > 0)
