# What cannot be registered by NAMESPACE alone: methods of generics that a package keeps to itself, S4 methods,
# settings.
# Nothing here loads a package; what belongs to one waits until somebody loads it.

.onLoad <- function(libname, pkgname) {
  when_loaded("ggplot2", register_inner("ggplot2", "predictdf", "ann", predictdf.ann))
  when_loaded("ggeffects", register_inner("ggeffects", "get_predictions", "descent", get_predictions.descent))
  when_loaded("texreg", register_texreg())
  when_loaded("bayestestR", register_exact("bayestestR"))
  when_loaded("datawizard", register_exact("datawizard"))
  when_loaded("parameters", register_exact("parameters"))
  when_loaded("performance", register_exact("performance"))
  when_loaded("parsnip", register_parsnip())
  # marginaleffects asks for the names of classes; the user's own stay
  known <- getOption("marginaleffects_model_classes")
  options(marginaleffects_model_classes = union(known, c("gd_lm", "neuron", "ann")))
}

# Evaluates `code` now if the package is loaded, and whenever it is loaded later.
when_loaded <- function(package, code) {
  code <- substitute(code)
  envir <- parent.frame()
  run <- function(...) eval(code, envir)
  if (isNamespaceLoaded(package)) run()
  setHook(packageEvent(package, "onLoad"), run)
}

# A method of a generic that is not exported and may be gone in another version.
register_inner <- function(package, generic, class, method) {
  home <- asNamespace(package)
  if (exists(generic, home, inherits = FALSE)) registerS3method(generic, class, method, envir = home)
}

# geom_smooth(method = ann) draws the line of a network, without a ribbon: a network has no standard errors.
predictdf.ann <- function(model, xseq, se, level) {
  data.frame(x = xseq, y = as.vector(stats::predict(model, data.frame(x = xseq))))
}

# texreg's generic is S4. Its namespace and ours are locked by now: the methods stand in an environment of their own.
register_texreg <- function() {
  extract <- getExportedValue("texreg", "extract")
  home <- new.env(parent = topenv())
  for (class in c("gd_lm", "neuron")) {
    methods::setOldClass(c(class, "descent"), where = home)
    methods::setMethod(extract, class, function(model, ...) extract(exact_model(model, "texreg"), ...), where = home)
  }
}

# Generics of easystats that know models by their class: they get the lm or glm of a fit. Which of them there are changes
# from version to version.
exact_verbs <- list(
  bayestestR = c("ci", "equivalence_test"),
  datawizard = deparse(quote(standardize)),  # a verb of that package, not a scaling
  parameters = c("bootstrap_model", "degrees_of_freedom", "dof", "p_value", "select_parameters", "simulate_model",
                 "simulate_parameters", "standardize_info", "standardize_parameters"),
  performance = c("check_model", "check_predictions", "r2_coxsnell", "r2_mcfadden", "r2_nagelkerke")
)

register_exact <- function(package) {
  for (verb in exact_verbs[[package]]) {
    generic <- get0(verb, asNamespace(package), mode = "function", inherits = FALSE)
    if (is.null(generic)) next
    model <- names(formals(generic))[1]
    body <- bquote(call_of(.(package), .(verb))(exact_model(.(as.name(model)), .(verb)), ...))
    register_inner(package, verb, "descent", as_function(body, c(model, "..."), topenv()))
  }
}
