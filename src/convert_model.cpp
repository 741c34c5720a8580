#include "convert_model.h"

#include "custom.h"
#include "random.h"

namespace descent {

namespace {

Cost cost_of(SEXP choice, const Label& label) {
  if (TYPEOF(choice) == VECSXP) return own_cost(Fields(choice, label));
  if (TYPEOF(choice) != STRSXP || Rf_xlength(choice) != 1) refuse(label, "a name or a list of two functions", choice);
  return find_cost(best_kernels(), CHAR(STRING_ELT(choice, 0)));
}

std::vector<Entry> entries_of(const Fields& sparse, std::size_t outer, std::size_t inner) {
  const Numbers factor = sparse.numbers("factor");
  const auto to = counts(sparse["to"], sparse.label("to"), 1, static_cast<double>(outer));
  const auto from = counts(sparse["from"], sparse.label("from"), 1, static_cast<double>(inner));
  for (const char* field : {"to", "from"})
    if (Rf_xlength(sparse[field]) != static_cast<R_xlen_t>(factor.size))
      refuse(sparse.label(field), numbered(factor.size, "number"), sparse[field]);
  std::vector<Entry> entries;
  for (std::size_t e = 0; e < factor.size; ++e) entries.push_back({to[e] - 1, from[e] - 1, factor.begin[e]});
  return entries;
}

}  // namespace

Activation activation_of(SEXP choice, const Label& label) {
  if (TYPEOF(choice) == VECSXP) return own_activation(Fields(choice, label));
  if (TYPEOF(choice) != STRSXP || Rf_xlength(choice) != 1) refuse(label, "a name or a list of two functions", choice);
  return find_activation(best_kernels(), CHAR(STRING_ELT(choice, 0)));
}

std::vector<Layer> layers_of(const Fields& model) {
  const std::vector<std::size_t> units = counts(model["units"], model.label("units"), 0, 2147483647);
  if (units.size() < 2) refuse(model.label("units"), "the numbers of inputs, hidden units and outputs", model["units"]);
  const SEXP activations = model["activations"];
  if (TYPEOF(activations) != VECSXP || Rf_xlength(activations) != static_cast<R_xlen_t>(units.size() - 1))
    refuse(model.label("activations"), tfm::format("a list of length %d", units.size() - 1), activations);
  const bool bias = model.flag("bias");
  const Label label = model.label("activations");
  std::vector<Layer> layers;
  double size = 0;
  for (std::size_t l = 0; l + 1 < units.size(); ++l) {
    if (units[l + 1] == 0) Rcpp::stop("`%s` must be at least 1 in every layer, not 0.", model.label("units"));
    layers.push_back({units[l], units[l + 1], bias, activation_of(VECTOR_ELT(activations, l), {label, l + 1})});
    size += (static_cast<double>(units[l]) + bias) * static_cast<double>(units[l + 1]);
  }
  if (size > 4294967295.0) Rcpp::stop("a network must have fewer than 2^32 weights, not %.0f.", size);
  return layers;
}

Network network_of(const Fields& model, const Fields& data, bool targets, Progress* progress) {
  const std::vector<Layer> layers = layers_of(model);
  const std::size_t rows = data.count("rows", 0, 2147483647), inputs = layers.front().inputs,
                    outputs = layers.back().units;
  const double dropout = model.number("dropout");
  if (!(dropout >= 0 && dropout < 1))
    Rcpp::stop("`%s` must be from 0 to below 1, not %g.", model.label("dropout"), dropout);
  Data read = {columns(data["x"], data.label("x"), rows),
               columns(data["y"], data.label("y"), rows),
               optional_numbers(data["weights"], data.label("weights"), rows),
               optional_numbers(data["offset"], data.label("offset"), rows),
               rows,
               {}};
  auto check = [&](const char* field, std::size_t came, std::size_t must) {
    if (came != must) Rcpp::stop("`%s` must have %s, not %d.", data.label(field), numbered(must, "column"), came);
  };
  check("x", read.x.size(), inputs);
  if (targets) check("y", read.y.size(), outputs);
  else read.y.clear();
  if (data.has("scale")) {
    const Numbers scale = data.numbers_or_none("scale", outputs);
    read.scale.assign(scale.begin, scale.end());
  }
  const Kernels& kernels = best_kernels();
  return Network(kernels, layers,
                 at_output(kernels, cost_of(model["cost"], model.label("cost")), layers.back().activation), read,
                 progress, 1 - dropout, uniform);
}

Affine map_of(SEXP x, std::size_t size) {
  Affine map;
  if (Rf_isNull(x)) return map;
  const Fields read(x, "map");
  map.inner = read.count("inner", 0, 4294967295.0);
  map.outer = read.count("outer", 0, 4294967295.0);
  map.blocks = read.count("blocks", 0, 4294967295.0);
  const double mapped = static_cast<double>(map.blocks) * static_cast<double>(map.inner);
  if (mapped > static_cast<double>(size))
    Rcpp::stop("`map` must fit the model: %d blocks of %d coefficients are more than %d.", map.blocks, map.inner, size);
  if (static_cast<double>(map.blocks) * static_cast<double>(map.outer) > 4294967295.0)
    Rcpp::stop("`map` must lead to fewer than 2^32 coefficients.");
  if (read.has("triangle")) {
    if (read.has("forward") || read.has("backward"))
      Rcpp::stop("`map` must have either `triangle`, or `forward` and `backward`.");
    if (map.inner != map.outer) Rcpp::stop("`map` with a `triangle` must have as many `inner` as `outer` numbers.");
    map.triangle = matrix(read["triangle"], "map$triangle", map.inner, map.inner).begin;
  } else {
    map.forward = entries_of(Fields(read["forward"], "map$forward"), map.outer, map.inner);
    map.backward = entries_of(Fields(read["backward"], "map$backward"), map.outer, map.inner);
  }
  const Numbers scale = read.numbers_or_none("scale", map.outer_size(size)),
                origin = read.numbers_or_none("origin", map.outer_size(size));
  map.scale.assign(scale.begin, scale.end());
  map.origin.assign(origin.begin, origin.end());
  map.cost = read.number("cost");
  return map;
}

Progress progress_of(const Rcpp::Function& report) {
  return Progress(
      [report](std::size_t epoch, double error) { return Rcpp::as<bool>(report(static_cast<double>(epoch), error)); });
}

}  // namespace descent
