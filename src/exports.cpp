// The only file that knows R: it unpacks lists, calls the kernels, packs lists. Nothing is computed here.
#include <memory>

#include <RcppArmadillo.h>
#include <R_ext/Random.h>

#include "activations.h"
#include "affine.h"
#include "costs.h"
#include "linear.h"
#include "mapped.h"
#include "memory.h"
#include "network.h"
#include "optimizers.h"
#include "scaling.h"
#include "train.h"

using namespace descent;

namespace {

template <class Row>
const Row& find(const std::vector<Row>& table, const std::string& name) {
  for (const Row& row : table)
    if (row.name == name) return row;
  Rcpp::stop("no such choice: %s", name);  // R has checked the name: this is a mistake of ours
}

bool absent(SEXP x) { return Rf_isNull(x); }
const double* pointer(SEXP x) { return absent(x) ? nullptr : REAL(x); }

// Vectors and matrices for R, not yet filled.
Rcpp::NumericVector fresh(R_xlen_t n) {
  Rcpp::NumericVector result(Rcpp::no_init(n));
  prepare(result.begin(), n * sizeof(double));
  return result;
}

Rcpp::NumericMatrix fresh(R_xlen_t rows, R_xlen_t columns) {
  Rcpp::NumericMatrix result(Rcpp::no_init(static_cast<int>(rows), static_cast<int>(columns)));
  prepare(result.begin(), rows * columns * sizeof(double));
  return result;
}

Rcpp::NumericVector vector_of(const arma::vec& x) {
  Rcpp::NumericVector result = fresh(x.n_elem);
  std::copy(x.begin(), x.end(), result.begin());
  return result;
}

Rcpp::NumericMatrix matrix_of(const arma::mat& x) {
  Rcpp::NumericMatrix result = fresh(x.n_rows, x.n_cols);
  std::copy(x.begin(), x.end(), result.begin());
  return result;
}

// A double matrix, or a list of double vectors, read where it lies.
Columns columns(SEXP x) {
  Columns result;
  if (TYPEOF(x) == VECSXP) {
    for (R_xlen_t j = 0; j < Rf_xlength(x); ++j) result.push_back(REAL(VECTOR_ELT(x, j)));
  } else {
    const R_xlen_t rows = Rf_nrows(x);
    for (int j = 0; j < Rf_ncols(x); ++j) result.push_back(REAL(x) + rows * j);
  }
  return result;
}

// A block without its padding, as R sees it, and back: padding repeats the last row.
Rcpp::NumericVector unpadded(Shape shape, const double* block) {
  Rcpp::NumericVector result(shape.rows * shape.units);
  for (std::size_t u = 0; u < shape.units; ++u)
    std::copy(block + u * shape.ld(), block + u * shape.ld() + shape.rows, result.begin() + u * shape.rows);
  return result;
}

void pad(Shape shape, const Rcpp::NumericVector& from, double* block) {
  for (std::size_t u = 0; u < shape.units; ++u, block += shape.ld()) {
    std::copy(from.begin() + u * shape.rows, from.begin() + (u + 1) * shape.rows, block);
    std::fill(block + shape.rows, block + shape.ld(), block[shape.rows - 1]);
  }
}

// One of the user's own functions, called on whole blocks.
Rcpp::NumericVector call(const Rcpp::Function& f, Shape shape, const double* x, const double* y = nullptr) {
  const Rcpp::NumericVector numbers(y ? f(unpadded(shape, x), unpadded(shape, y)) : f(unpadded(shape, x)));
  if (static_cast<std::size_t>(numbers.size()) != shape.rows * shape.units)
    Rcpp::stop("an activation or cost of your own must return one number for each number, not %d for %d",
               static_cast<int>(numbers.size()), static_cast<int>(shape.rows * shape.units));
  return numbers;
}

// A name from the table, or a list with the user's own vectorised functions.
Activation activation_of(SEXP choice) {
  if (TYPEOF(choice) == STRSXP) return find_activation(kernels(), Rcpp::as<std::string>(choice));
  const Rcpp::List own(choice);
  const Rcpp::Function value = own["value"], slope = own["slope"];
  return {"custom",
          [=](Shape shape, const double* z, double* a) { pad(shape, call(value, shape, z), a); },
          [=](Shape shape, const double* z, const double*, double* g) {
            std::vector<double> s(shape.all());
            pad(shape, call(slope, shape, z), s.data());
            for (std::size_t i = 0; i < shape.all(); ++i) g[i] *= s[i];
          }};
}

Cost cost_of(SEXP choice) {
  if (TYPEOF(choice) == STRSXP) return find_cost(kernels(), Rcpp::as<std::string>(choice));
  const Rcpp::List own(choice);
  const Rcpp::Function value = own["value"], slope = own["slope"];
  return {"custom",
          [=](Shape shape, const double* d, const double*, const double* y, const double* w, double* g) {
            const Rcpp::NumericVector loss = call(value, shape, d, y);
            pad(shape, call(slope, shape, d, y), g);
            double total = 0;
            for (std::size_t k = 0, at = 0; k < shape.units; ++k)
              for (std::size_t i = 0; i < shape.ld(); ++i) {
                const double weight = i >= shape.rows ? 0 : w ? w[i] : 1;
                if (i < shape.rows) total += weight * loss[at++];
                g[i + k * shape.ld()] *= weight;
              }
            return total;
          },
          [](double weight, double units) { return 1 / (weight * units); }};
}

// list(units = c(inputs, hidden ..., outputs), bias = TRUE, activations = list(...), cost =)
std::vector<Layer> layers_of(const Rcpp::List& model) {
  const arma::uvec units = Rcpp::as<arma::uvec>(model["units"]);
  const Rcpp::List activations = model["activations"];
  const bool bias = model["bias"];
  std::vector<Layer> layers;
  for (arma::uword l = 0; l + 1 < units.n_elem; ++l)
    layers.push_back({units[l], units[l + 1], bias, activation_of(activations[l])});
  return layers;
}

Network network_of(const Rcpp::List& model, const Rcpp::List& data, Watch* watch) {
  const std::vector<Layer> layers = layers_of(model);
  const Data read = {columns(data["x"]), columns(data["y"]), pointer(data["weights"]), pointer(data["offset"]),
                     Rcpp::as<arma::uword>(data["rows"]),
                     data.containsElementNamed("scale") ? Rcpp::as<arma::vec>(data["scale"]) : arma::vec()};
  if (read.x.size() != layers.front().inputs)
    Rcpp::stop("%d columns for %d inputs", static_cast<int>(read.x.size()), static_cast<int>(layers.front().inputs));
  return Network(kernels(), layers, at_output(kernels(), cost_of(model["cost"]), layers.back().activation), read, watch,
                 1 - Rcpp::as<double>(model["dropout"]), [] { return unif_rand(); });
}

std::vector<Entry> entries_of(const Rcpp::List& sparse) {
  const Rcpp::IntegerVector to = sparse["to"], from = sparse["from"];
  const Rcpp::NumericVector factor = sparse["factor"];
  std::vector<Entry> entries;
  for (R_xlen_t e = 0; e < factor.size(); ++e)
    entries.push_back({static_cast<arma::uword>(to[e] - 1), static_cast<arma::uword>(from[e] - 1), factor[e]});
  return entries;
}

// NULL: training and reported coefficients coincide.
Affine map_of(SEXP x) {
  Affine map;
  if (absent(x)) return map;
  const Rcpp::List read(x);
  map.inner = Rcpp::as<arma::uword>(read["inner"]);
  map.outer = Rcpp::as<arma::uword>(read["outer"]);
  map.blocks = Rcpp::as<arma::uword>(read["blocks"]);
  if (read.containsElementNamed("triangle") && !absent(read["triangle"])) {
    map.triangle = REAL(read["triangle"]);
  } else {
    map.forward = entries_of(read["forward"]);
    map.backward = entries_of(read["backward"]);
  }
  map.scale = Rcpp::as<std::vector<double>>(read["scale"]);
  map.origin = Rcpp::as<std::vector<double>>(read["origin"]);
  map.cost = Rcpp::as<double>(read["cost"]);
  return map;
}

Watch watch_of(const Rcpp::Function& look) {
  return Watch([look](arma::uword epoch, double error) {
    return Rcpp::as<bool>(look(static_cast<double>(epoch), error));
  });
}

// The order that R's sample() would draw: entry j of the n left is drawn, and the last one left takes its place. Here
// the drawn ones gather at the end, so one array does.
void shuffle_as_sample(arma::uvec& order) {
  for (arma::uword i = 0; i < order.n_elem; ++i) order[i] = i;
  for (arma::uword n = order.n_elem; n > 0; --n)
    std::swap(order[static_cast<arma::uword>(R_unif_index(static_cast<double>(n)))], order[n - 1]);
  std::reverse(order.begin(), order.end());
}

Rcpp::List run(Model& model, Model* validation, const Affine& map, const Rcpp::List& training,
               const Rcpp::List& state, Watch& watch, bool random) {
  const Objective objective = {kernels(),          model,          training["penalised"],
                               training["learns"], training["l1"], training["l2"]};
  const Plan plan = {training["first"], training["epochs"], training["eta"], training["batch"], training["tol"],
                     training["clip"], training["patience"], find(optimizer_table(), training["optimizer"]),
                     training["settings"]};
  const Rcpp::NumericVector theta_before = state["theta"], gradient_before = state["gradient"],
                            memory_before = state["memory"];
  Position now(theta_before.size(), plan.optimizer.slots);
  std::copy(theta_before.begin(), theta_before.end(), now.theta.begin());
  std::copy(gradient_before.begin(), gradient_before.end(), now.gradient.begin());
  now.memory.zeros();  // where nothing is remembered yet
  if (memory_before.size() == now.memory.n_elem)
    std::copy(memory_before.begin(), memory_before.end(), now.memory.begin());
  now.error = state["error"];
  now.validation = state["validation"];
  now.steps = state["steps"];
  Best best = {state["best"], state["best_error"], state["best_epoch"]};
  const arma::uword every = Rcpp::as<arma::uword>(training["every"]),
                    error_every = Rcpp::as<arma::uword>(training["error_every"]);
  const int shown = static_cast<int>(map.outer_size(now.theta.n_elem)),
            most = static_cast<int>(Record::rows(plan.first, plan.epochs, every)),
            errors = static_cast<int>(Record::rows(plan.first, plan.epochs, error_every));
  Rcpp::NumericMatrix theta = fresh(most, shown), gradient = fresh(most, shown);
  Rcpp::NumericVector epoch = fresh(most), error_epoch = fresh(errors), error = fresh(errors),
                      held_out = fresh(validation ? errors : 0);
  Record record(map, now.theta.n_elem, most, every, error_every,
                {epoch.begin(), theta.begin(), gradient.begin(), error_epoch.begin(), error.begin(),
                 validation ? held_out.begin() : nullptr});
  const bool shuffled = plan.batch > 0 && Rcpp::as<bool>(training["shuffle"]);

  // An epoch that was cut short has drawn numbers in vain: to go on exactly is to begin it anew where it began.
  Rcpp::RObject seed;
  if (random)
    watch.epoch_begins = [&seed] {
      PutRNGstate();
      seed = Rf_findVarInFrame(R_GlobalEnv, Rf_install(".Random.seed"));
    };

  const Outcome outcome = train(objective, plan, now, best, record, watch,
                                shuffled ? shuffle_as_sample : std::function<void(arma::uvec&)>(), validation);

  // fewer epochs where training stopped early
  const int n = static_cast<int>(record.kept()), n_errors = static_cast<int>(record.errors_kept());
  const SEXP names = training["names"];
  auto kept = [&](Rcpp::NumericMatrix x) {
    if (n < most) x = x(Rcpp::Range(0, n - 1), Rcpp::_);
    if (!absent(names)) x.attr("dimnames") = Rcpp::List::create(R_NilValue, names);
    return x;
  };
  auto first = [](const Rcpp::NumericVector& x, int m) {
    return m >= x.size() ? x : Rcpp::NumericVector(x.begin(), x.begin() + m);
  };
  const bool cut = outcome.stop == Stop::diverged || outcome.stop == Stop::interrupted;
  const char* const stops[] = {"epochs", "tolerance", "patience", "diverged", "interrupted"};
  return Rcpp::List::create(
      Rcpp::Named("stop") = stops[static_cast<int>(outcome.stop)],
      Rcpp::Named("epochs") = static_cast<double>(outcome.epochs),
      Rcpp::Named("history") = Rcpp::List::create(
          Rcpp::Named("error_epoch") = first(error_epoch, n_errors),
          Rcpp::Named("error") = first(error, n_errors),
          Rcpp::Named("validation") = first(held_out, n_errors),
          Rcpp::Named("epoch") = first(epoch, n),
          Rcpp::Named("coefficients") = kept(theta),
          Rcpp::Named("gradients") = kept(gradient)),
      Rcpp::Named("state") = Rcpp::List::create(
          Rcpp::Named("theta") = vector_of(now.theta),
          Rcpp::Named("gradient") = vector_of(now.gradient), Rcpp::Named("error") = now.error,
          Rcpp::Named("validation") = now.validation,
          Rcpp::Named("memory") = matrix_of(now.memory),
          Rcpp::Named("steps") = now.steps, Rcpp::Named("best") = vector_of(best.theta),
          Rcpp::Named("best_error") = best.error, Rcpp::Named("best_epoch") = static_cast<double>(best.epoch),
          Rcpp::Named("seed") = cut ? seed : Rcpp::RObject()));
}

}  // namespace

// Where the person has asked to stop, this is where R hears of it.
// [[Rcpp::export(rng = false)]]
void kernel_interrupt() { Rcpp::checkUserInterrupt(); }

// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_choices() {
  Rcpp::List settings;
  for (const Optimizer& optimizer : optimizer_table()) settings[optimizer.name] = optimizer.settings;
  return Rcpp::List::create(Rcpp::Named("activation") = activation_names(kernels()),
                            Rcpp::Named("cost") = cost_names(), Rcpp::Named("optimizer") = settings,
                            Rcpp::Named("kernels") = kernels().name);
}

// Value and slope of an activation at z, unit by unit (softmax, which has no slope of one unit alone, is not asked
// for).
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_activation(SEXP activation, const arma::vec& z) {
  const Activation choice = activation_of(activation);
  const Shape shape = {z.n_elem, 1};
  std::vector<double> logit(shape.all()), value(shape.all()), slope(shape.all(), 1.0);
  std::copy(z.begin(), z.end(), logit.begin());
  choice.value(shape, logit.data(), value.data());
  choice.backward(shape, logit.data(), value.data(), slope.data());
  return Rcpp::List::create(Rcpp::Named("value") = unpadded(shape, value.data()),
                            Rcpp::Named("slope") = unpadded(shape, slope.data()));
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_reduce(const Rcpp::NumericMatrix& triangle, SEXP x, bool intercept, const arma::vec& y,
                                  SEXP weights, SEXP offset) {
  Rcpp::NumericMatrix result = Rcpp::clone(triangle);
  arma::mat folded(result.begin(), result.nrow(), result.ncol(), false, true);
  reduce_rows(kernels(), folded, columns(x), intercept, y.memptr(), pointer(weights), pointer(offset), y.n_elem);
  return result;
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_linear_values(SEXP x, bool intercept, const arma::vec& theta, SEXP offset, int rows) {
  Rcpp::NumericVector result = fresh(rows);
  linear_values(kernels(), columns(x), intercept, theta.memptr(), pointer(offset), rows, result.begin());
  return result;
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_linear_range(SEXP x, bool intercept, const arma::vec& theta, int rows) {
  const Range range = linear_range(kernels(), columns(x), intercept, theta.memptr(), rows);
  return Rcpp::NumericVector::create(range.smallest, range.largest);
}

// y - values, where R's own arithmetic would touch fresh memory page by page.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_residuals(const arma::vec& y, const arma::vec& values) {
  Rcpp::NumericVector result = fresh(y.n_elem);
  for (arma::uword i = 0; i < y.n_elem; ++i) result[i] = y[i] - values[i];
  return result;
}

// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_information(SEXP x, bool intercept, const arma::vec& residual, const arma::vec& values,
                                       SEXP weights, bool squared) {
  const Columns read = columns(x);
  const int q = static_cast<int>(read.size()) + intercept + 1;
  Rcpp::NumericMatrix result(q, q);
  arma::mat triangle(result.begin(), q, q, false, true);
  reduce_tangent(kernels(), triangle, read, intercept, residual, values, pointer(weights), squared);
  return result;
}

// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_train_linear(const arma::mat& r, const arma::vec& z, double rest, double scale,
                               const Rcpp::List& training, const Rcpp::List& state, const Rcpp::Function& look) {
  Watch watch = watch_of(look);
  Linear model(kernels(), r, z, rest, scale);
  return run(model, nullptr, map_of(training["map"]), training, state, watch, false);
}

// Touches R's generator only where something is random.
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_train_network(const Rcpp::List& model, const Rcpp::List& data, SEXP validation,
                                const Rcpp::List& training, const Rcpp::List& state, const Rcpp::Function& look) {
  Watch watch = watch_of(look);
  const bool shuffled = Rcpp::as<double>(training["batch"]) > 0 && Rcpp::as<bool>(training["shuffle"]);
  const bool random = shuffled || Rcpp::as<double>(model["dropout"]) > 0;
  const std::unique_ptr<Rcpp::RNGScope> generator(random ? new Rcpp::RNGScope() : nullptr);
  Network network = network_of(model, data, &watch);
  const std::unique_ptr<Network> held_out(
      absent(validation) ? nullptr : new Network(network_of(model, Rcpp::List(validation), &watch)));
  const Affine map = map_of(training["map"]);
  if (!Rcpp::as<bool>(training["wrap"])) return run(network, held_out.get(), map, training, state, watch, random);
  const arma::uword size = Rf_xlength(state["theta"]);
  Mapped mapped(network, map, size);
  const std::unique_ptr<Mapped> mapped_held_out(held_out ? new Mapped(*held_out, map, size) : nullptr);
  return run(mapped, mapped_held_out.get(), map, training, state, watch, random);
}

// Coefficients of training, or their gradient, on the data's own scale.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericVector kernel_outwards(SEXP map, const arma::vec& x, bool gradient) {
  const Affine affine = map_of(map);
  Rcpp::NumericVector result = fresh(affine.outer_size(x.n_elem));
  if (gradient) affine.outward_gradient(x.n_elem, x.memptr(), result.begin());
  else affine.coefficients(x.n_elem, x.memptr(), result.begin());
  return result;
}

// Cost and gradient of a network at theta, over all rows.
// [[Rcpp::export(rng = false)]]
Rcpp::List kernel_evaluate(const Rcpp::List& model, const Rcpp::List& data, const arma::vec& theta) {
  Network network = network_of(model, data, nullptr);
  arma::vec gradient(theta.n_elem);
  const double error = network.evaluate({nullptr, 0, network.rows()}, theta, &gradient);
  return Rcpp::List::create(Rcpp::Named("error") = error,
                            Rcpp::Named("gradient") = vector_of(gradient));
}

// The cost alone.
// [[Rcpp::export(rng = false)]]
double kernel_cost(const Rcpp::List& model, const Rcpp::List& data, const arma::vec& theta) {
  Network network = network_of(model, data, nullptr);
  return network.evaluate({nullptr, 0, network.rows()}, theta, nullptr);
}

// What the units of a layer (1 the first) give for every row, before (logit = true) or after their activation; where the
// data have targets, which are the last layer's, with the attribute `cost`. (In a list R would copy what it changes.)
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_outputs(const Rcpp::List& model, const Rcpp::List& data, const arma::vec& theta, int layer,
                                   bool logit) {
  Network network = network_of(model, data, nullptr);
  const arma::uvec units = Rcpp::as<arma::uvec>(model["units"]);
  Rcpp::NumericMatrix result = fresh(network.rows(), units[layer]);
  arma::mat values(result.begin(), result.nrow(), result.ncol(), false, true);
  const double cost = network.outputs(theta, layer - 1, logit, values);
  if (Rf_xlength(data["y"]) > 0) result.attr("cost") = cost;
  return result;
}

// The mean (first row) and the standard deviation of each column; rows NULL: all.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_moments(SEXP x, SEXP rows, int count) {
  const Columns read = columns(x);
  const Chosen chosen = {absent(rows) ? nullptr : INTEGER(rows), static_cast<std::size_t>(count)};
  Rcpp::NumericMatrix result(2, static_cast<int>(read.size()));
  for (int j = 0; j < result.ncol(); ++j) moments(read[j], chosen, result(0, j), result(1, j));
  return result;
}

// (x - centre) * factor, column by column.
// [[Rcpp::export(rng = false)]]
Rcpp::NumericMatrix kernel_rescale(SEXP x, SEXP rows, int count, const arma::vec& centre, const arma::vec& factor) {
  const Columns read = columns(x);
  const Chosen chosen = {absent(rows) ? nullptr : INTEGER(rows), static_cast<std::size_t>(count)};
  Rcpp::NumericMatrix result = fresh(count, read.size());
  for (int j = 0; j < result.ncol(); ++j) rescale(read[j], chosen, centre[j], factor[j], &result(0, j));
  return result;
}

// How many entries are NA or NaN, and how many infinite, in each column.
// [[Rcpp::export(rng = false)]]
Rcpp::IntegerMatrix kernel_nonfinite(SEXP x) {
  const Columns read = columns(x);
  const R_xlen_t rows = TYPEOF(x) == VECSXP ? (read.empty() ? 0 : Rf_xlength(VECTOR_ELT(x, 0))) : Rf_nrows(x);
  Rcpp::IntegerMatrix counts(2, static_cast<int>(read.size()));
  for (std::size_t j = 0; j < read.size(); ++j) {
    double zero = 0;
    for (R_xlen_t i = 0; i < rows; ++i) zero += read[j][i] * 0;
    if (zero == 0) continue;
    for (R_xlen_t i = 0; i < rows; ++i) {
      counts(0, static_cast<int>(j)) += std::isnan(read[j][i]);
      counts(1, static_cast<int>(j)) += std::isinf(read[j][i]);
    }
  }
  return counts;
}
