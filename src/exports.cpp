// What R can call: each function converts its arguments, calls a kernel and converts the result.
#include "convert_model.h"

#include <memory>

#include "linear.h"
#include "mapped.h"
#include "scaling.h"

using namespace descent;

// Lets R notice that the person has asked to stop.
// [[Rcpp::export(rng = false)]]
void kernel_interrupt() { Rcpp::checkUserInterrupt(); }

// The names of the choices and of the instruction set in use; each optimizer's settings in the order of its row.
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_choices() {
  using Rcpp::Named;
  return Rcpp::List::create(Named("activation") = activation_names(best_kernels()), Named("cost") = cost_names(),
                            Named("optimizer") = optimizer_settings(), Named("kernels") = best_kernels().name);
}

// Value and slope of an activation at each z. (Softmax has no slope of one unit alone.)
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_activation(SEXP activation, SEXP z) {
  const Activation choice = activation_of(activation, "activation");
  const Numbers from = numbers(z, "z");
  const Shape shape = {from.size, 1};
  std::vector<double> logit(shape.all()), value(shape.all()), slope(shape.all(), 1.0);
  std::copy(from.begin, from.end(), logit.begin());
  choice.value(shape, logit.data(), value.data());
  choice.backward(shape, logit.data(), value.data(), slope.data());
  return Rcpp::List::create(Rcpp::Named("value") = without_padding(shape, value.data()),
                            Rcpp::Named("slope") = without_padding(shape, slope.data()));
}

// The triangle with the rows of [1 X y - offset] added.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_reduce(SEXP triangle, SEXP x, bool intercept, SEXP y, SEXP weights, SEXP offset) {
  const Numbers response = numbers(y, "y");
  const std::size_t rows = response.size;
  const Columns read = columns(x, "x", rows);
  const std::size_t q = read.size() + intercept + 1;
  Rcpp::NumericMatrix result = copy_of(matrix(triangle, "triangle", q, q));
  reduce_rows(best_kernels(), result.begin(), read, intercept, response.begin,
              optional_numbers(weights, "weights", rows), optional_numbers(offset, "offset", rows), rows);
  return result;
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_linear_values(SEXP x, bool intercept, SEXP theta, SEXP offset, SEXP rows) {
  const std::size_t n = count(rows, "rows");
  const Columns read = columns(x, "x", n);
  const Numbers coefficients = numbers(theta, "theta", read.size() + intercept);
  Rcpp::NumericVector result = new_vector(n);
  linear_values(best_kernels(), read, intercept, coefficients.begin, optional_numbers(offset, "offset", n), n,
                result.begin());
  return result;
}

// The fitted values of a linear model and its residuals, in one pass.
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_finish_linear(SEXP x, bool intercept, SEXP theta, SEXP y, SEXP offset) {
  const Numbers response = numbers(y, "y");
  const std::size_t n = response.size;
  const Columns read = columns(x, "x", n);
  const Numbers coefficients = numbers(theta, "theta", read.size() + intercept);
  Rcpp::NumericVector fitted = new_vector(n), residuals = new_vector(n);
  linear_values(best_kernels(), read, intercept, coefficients.begin, optional_numbers(offset, "offset", n), n,
                fitted.begin(), response.begin, residuals.begin());
  return Rcpp::List::create(Rcpp::Named("fitted") = fitted, Rcpp::Named("residuals") = residuals);
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_linear_range(SEXP x, bool intercept, SEXP theta, SEXP rows) {
  const std::size_t n = count(rows, "rows");
  const Columns read = columns(x, "x", n);
  const Numbers coefficients = numbers(theta, "theta", read.size() + intercept);
  const Range range = linear_range(best_kernels(), read, intercept, coefficients.begin, n);
  return Rcpp::NumericVector::create(range.smallest, range.largest);
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_information(SEXP x, bool intercept, SEXP residual, SEXP values, SEXP weights, bool squared) {
  const Numbers left = numbers(residual, "residual");
  const std::size_t rows = left.size;
  const Columns read = columns(x, "x", rows);
  const int q = static_cast<int>(read.size()) + intercept + 1;
  Rcpp::NumericMatrix result(q, q);
  reduce_tangent(best_kernels(), result.begin(), read, intercept, left.begin, numbers(values, "values", rows).begin,
                 optional_numbers(weights, "weights", rows), squared, rows);
  return result;
}

// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_train_linear(SEXP r, SEXP z, double rss_min, double scale, SEXP training, SEXP state,
                               const Rcpp::Function& report) {
  return within_memory([&] {
    const Matrix design = matrix(r, "r");
    const Numbers response = numbers(z, "z", design.rows);
    const Fields settings(training, "training");
    if (settings.flag("wrap")) Rcpp::stop("`training$wrap` must be FALSE for a linear model.");
    Progress progress = progress_of(report);
    Linear model(best_kernels(), design.rows, design.columns, design.begin, response.begin, rss_min, scale);
    return run_training(model, nullptr, map_of(settings["map"], model.size()), settings, Fields(state, "state"),
                        progress, false);
  });
}

// Uses R's generator only where something is random.
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_train_network(SEXP model, SEXP data, SEXP validation, SEXP training, SEXP state,
                                const Rcpp::Function& report) {
  return within_memory([&] {
    const Fields layers(model, "model"), settings(training, "training"), before(state, "state");
    Progress progress = progress_of(report);
    const bool shuffled = settings.flag("shuffle") && settings.count("batch") > 0;
    const bool random = shuffled || layers.number("dropout") > 0;
    const std::unique_ptr<Rcpp::RNGScope> generator(random ? new Rcpp::RNGScope() : nullptr);
    Network network = network_of(layers, Fields(data, "data"), true, &progress);
    if (network.rows() == 0) Rcpp::stop("`data` must have rows.");
    const std::unique_ptr<Network> held_out(
        Rf_isNull(validation) ? nullptr
                              : new Network(network_of(layers, Fields(validation, "validation"), true, &progress)));
    const std::size_t size = before.numbers("theta").size;
    const Affine map = map_of(settings["map"], size);
    if (!settings.flag("wrap")) return run_training(network, held_out.get(), map, settings, before, progress, random);
    if (map.outer_size(size) != network.size())
      Rcpp::stop("`map` must lead to the model's %s, not to %d.", numbered(network.size(), "coefficient"),
                 map.outer_size(size));
    Mapped mapped(network, map, size);
    const std::unique_ptr<Mapped> mapped_held_out(held_out ? new Mapped(*held_out, map, size) : nullptr);
    return run_training(mapped, mapped_held_out.get(), map, settings, before, progress, random);
  });
}

// Coefficients of training, or their gradient, on the data's own scale.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_outwards(SEXP map, SEXP x, bool gradient) {
  const Numbers from = numbers(x, "x");
  const Affine affine = map_of(map, from.size);
  Rcpp::NumericVector result = new_vector(affine.outer_size(from.size));
  if (gradient) affine.outward_gradient(from.size, from.begin, result.begin());
  else affine.coefficients(from.size, from.begin, result.begin());
  return result;
}

// Cost and gradient of a network at theta, over all rows.
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_evaluate(SEXP model, SEXP data, SEXP theta) {
  return within_memory([&] {
    Network network = network_of(Fields(model, "model"), Fields(data, "data"), true, nullptr);
    const Numbers at = numbers(theta, "theta", network.size());
    Rcpp::NumericVector result = new_vector(at.size);
    std::fill(result.begin(), result.end(), 0.0);  // of no rows
    const double error = network.evaluate({nullptr, 0, network.rows()}, at.begin, result.begin());
    return Rcpp::List::create(Rcpp::Named("error") = error, Rcpp::Named("gradient") = result);
  });
}

// The cost alone.
// [[Rcpp::export(rng = false)]]
double kernel_cost(SEXP model, SEXP data, SEXP theta) {
  return within_memory([&] {
    Network network = network_of(Fields(model, "model"), Fields(data, "data"), true, nullptr);
    return network.evaluate({nullptr, 0, network.rows()}, numbers(theta, "theta", network.size()).begin, nullptr);
  });
}

// What the units of a layer (1 is the first) give for every row, before (logit = true) or after their activation.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_outputs(SEXP model, SEXP data, SEXP theta, SEXP layer, bool logit) {
  return within_memory([&] {
    const Fields fields(model, "model");
    const std::vector<Layer> layers = layers_of(fields);
    const std::size_t l = count(layer, "layer", 1, static_cast<double>(layers.size())) - 1;
    Network network = network_of(fields, Fields(data, "data"), false, nullptr);
    const Numbers at = numbers(theta, "theta", network.size());
    Rcpp::NumericMatrix result = new_matrix(network.rows(), layers[l].units);
    network.outputs(at.begin, l, logit, result.begin());
    return result;
  });
}

// A network's fitted values, residuals and cost, in one pass: matrices where there are several outputs, with the names
// `data$names` for their columns if it is given.
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_finish_network(SEXP model, SEXP data, SEXP theta) {
  return within_memory([&] {
    const Fields fields(model, "model"), read(data, "data");
    Network network = network_of(fields, read, true, nullptr);
    const Numbers at = numbers(theta, "theta", network.size());
    const std::size_t outputs = layers_of(fields).back().units;
    Rcpp::NumericVector fitted = new_vector(network.rows() * outputs), residuals = new_vector(network.rows() * outputs);
    const double cost = network.finish(at.begin, fitted.begin(), residuals.begin());
    for (Rcpp::NumericVector* x : {&fitted, &residuals}) {
      if (outputs == 1) continue;
      x->attr("dim") = Rcpp::IntegerVector::create(static_cast<int>(network.rows()), static_cast<int>(outputs));
      if (read.has("names")) x->attr("dimnames") = Rcpp::List::create(R_NilValue, read["names"]);
    }
    return Rcpp::List::create(Rcpp::Named("fitted") = fitted, Rcpp::Named("residuals") = residuals,
                              Rcpp::Named("cost") = cost);
  });
}

// The mean (first row) and the standard deviation of each column; rows NULL: all.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_moments(SEXP x, SEXP rows, SEXP size) {
  const Columns read = columns(x, "x", any_size);
  const std::size_t n = count(size, "size");
  const Subset subset = {read.empty() ? nullptr : row_numbers(rows, "rows", rows_of(x), n), n};
  Rcpp::NumericMatrix result(2, static_cast<int>(read.size()));
  for (int j = 0; j < result.ncol(); ++j) moments(read[j], subset, result(0, j), result(1, j));
  return result;
}

// (x - centre) * factor, column by column.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_rescale(SEXP x, SEXP rows, SEXP size, SEXP centre, SEXP factor) {
  const Columns read = columns(x, "x", any_size);
  const std::size_t n = count(size, "size");
  const Subset subset = {read.empty() ? nullptr : row_numbers(rows, "rows", rows_of(x), n), n};
  const Numbers centres = numbers(centre, "centre", read.size()), factors = numbers(factor, "factor", read.size());
  Rcpp::NumericMatrix result = new_matrix(n, read.size());
  for (std::size_t j = 0; j < read.size(); ++j)
    rescale(read[j], subset, centres.begin[j], factors.begin[j], result.begin() + n * j);
  return result;
}

// How many entries are NA or NaN (first row), and how many infinite, in each column.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerMatrix kernel_nonfinite(SEXP x) {
  const Columns read = columns(x, "x", any_size);
  const std::size_t rows = rows_of(x);
  const Kernels& kernels = best_kernels();
  Rcpp::IntegerMatrix counts(2, static_cast<int>(read.size()));
  for (int j = 0; j < counts.ncol(); ++j) count_nonfinite(kernels, read[j], rows, counts(0, j), counts(1, j));
  return counts;
}
