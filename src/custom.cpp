#include "custom.h"

namespace descent {
namespace {

Rcpp::Function function_of(const Fields& functions, const char* field) {
  const SEXP function = functions[field];
  if (!Rf_isFunction(function)) refuse(functions.label(field), "a function", function);
  return function;
}

// Calls one of the functions on whole blocks.
Rcpp::NumericVector call(const Rcpp::Function& f, Shape shape, const double* x, const double* y = nullptr) {
  const Rcpp::RObject result =
      y ? f(without_padding(shape, x), without_padding(shape, y)) : f(without_padding(shape, x));
  const std::size_t wanted = shape.rows * shape.units;
  if (!Rf_isNumeric(result) && !Rf_isLogical(result))
    Rcpp::stop("an activation or cost of your own must return numbers, not %s", describe(result));
  const Rcpp::NumericVector numbers(result);
  if (static_cast<std::size_t>(numbers.size()) != wanted)
    Rcpp::stop("an activation or cost of your own must return one number for each number, not %d for %d",
               static_cast<double>(numbers.size()), static_cast<double>(wanted));
  return numbers;
}

}  // namespace

Activation own_activation(const Fields& functions) {
  const Rcpp::Function value = function_of(functions, "value"), slope = function_of(functions, "slope");
  return {"custom",
          [value](Shape shape, const double* z, double* a) { add_padding(shape, call(value, shape, z).begin(), a); },
          [slope](Shape shape, const double* z, const double*, double* g) {
            std::vector<double> s(shape.all());
            add_padding(shape, call(slope, shape, z).begin(), s.data());
            for (std::size_t i = 0; i < shape.all(); ++i) g[i] *= s[i];
          }};
}

Cost own_cost(const Fields& functions) {
  const Rcpp::Function value = function_of(functions, "value"), slope = function_of(functions, "slope");
  return {"custom",
          [value, slope](Shape shape, const double* d, const double*, const double* y, const double* w, double* g) {
            const Rcpp::NumericVector loss = call(value, shape, d, y);
            add_padding(shape, call(slope, shape, d, y).begin(), g);
            double total = 0;
            for (std::size_t k = 0, at = 0; k < shape.units; ++k)
              for (std::size_t i = 0; i < shape.ld(); ++i) {
                const double weight = i >= shape.rows ? 0 : w ? w[i] : 1;
                if (i < shape.rows) total += weight * loss[at++];
                g[i + k * shape.ld()] *= weight;
              }
            return total;
          },
          [](double weight, double outputs) { return 1 / (weight * outputs); }};
}

}  // namespace descent
