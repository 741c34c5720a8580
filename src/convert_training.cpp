// Training: from the lists `training` and `state` to what the loop needs, and from its outcome to R's list.
#include "convert_model.h"
#include "random.h"
#include "train.h"

namespace descent {

std::ostream& console() { return Rcpp::Rcerr; }

namespace {

// Optimizer settings are matched by name: what R lists in another order means the same.
arma::vec settings_of(SEXP x, const Optimizer& optimizer) {
  const std::vector<std::string>& wanted = optimizer.settings;
  if (wanted.empty() && Rf_xlength(x) == 0) return arma::vec();
  const Numbers given = numbers(x, "training$settings");
  const SEXP names = Rf_getAttrib(x, R_NamesSymbol);
  arma::vec settings(wanted.size());
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    R_xlen_t at = 0;
    while (at < Rf_xlength(names) && wanted[k] != CHAR(STRING_ELT(names, at))) ++at;
    if (at == Rf_xlength(names))
      Rcpp::stop("`training$settings` must have `%s`, a setting of the optimizer \"%s\".", wanted[k], optimizer.name);
    settings[k] = given.begin[at];
  }
  if (given.size != wanted.size())
    Rcpp::stop("`training$settings` must be the %s of the optimizer \"%s\", not %s.",
               numbered(wanted.size(), "setting"), optimizer.name, describe(x));
  return settings;
}

// R's memory as Armadillo sees it, not to be changed.
arma::vec view(const Numbers& x) { return arma::vec(const_cast<double*>(x.begin), x.size, false, true); }

Rcpp::NumericVector to_r(const arma::vec& x) { return copy_of(Numbers{x.memptr(), x.n_elem}); }
Rcpp::NumericMatrix to_r(const arma::mat& x) { return copy_of(Matrix{x.memptr(), x.n_rows, x.n_cols}); }

Objective objective_of(const Fields& training, Model& model) {
  return {best_kernels(),
          model,
          view(training.numbers("penalised", model.size())),
          view(training.numbers_or_none("learns", model.size())),
          training.number("l1"),
          training.number("l2")};
}

Plan plan_of(const Fields& training) {
  const Optimizer& optimizer = find_optimizer(training.text("optimizer"));
  const std::size_t epochs = training.count("epochs");
  const Numbers eta = training.numbers("eta");
  if (eta.size != 1 && eta.size != epochs)
    refuse("training$eta", "one number or one per epoch (" + std::to_string(epochs) + ")", training["eta"]);
  return {training.count("first"),
          epochs,
          view(eta),
          training.count("batch"),
          training.number("tol"),
          training.number("clip"),
          training.count("patience"),
          optimizer,
          settings_of(training["settings"], optimizer)};
}

std::size_t slots_of(const Optimizer& optimizer, std::size_t size) {
  if (static_cast<double>(size) * static_cast<double>(std::max<std::size_t>(1, optimizer.slots)) > 4294967295.0)
    Rcpp::stop("the optimizer must remember fewer than 2^32 numbers, not %.0f per coefficient for %.0f coefficients.",
               optimizer.slots, size);
  return optimizer.slots;
}

void read_position(const Fields& state, Position& now) {
  const Numbers theta = state.numbers("theta", now.theta.n_elem), gradient = state.numbers("gradient", theta.size),
                memory = state.numbers_or_none("memory", now.memory.n_elem);
  std::copy(theta.begin, theta.end(), now.theta.begin());
  std::copy(gradient.begin, gradient.end(), now.gradient.begin());
  now.memory.zeros();  // where nothing is remembered yet
  std::copy(memory.begin, memory.end(), now.memory.begin());
  now.error = state.number("error");
  now.objective = state.number("objective");
  now.validation = state.number("validation");
  now.steps = state.number("steps");
}

Best best_of(const Fields& state, std::size_t size) {
  const Numbers theta = state.numbers_or_none("best", size);
  return {arma::vec(theta.begin, theta.size), state.number("best_error"), state.count("best_epoch"),
          state.count(state.has("best_since") ? "best_since" : "best_epoch")};
}

// The history in R's own memory, and the list that R gets of it. It begins with room for a million numbers, which are
// all that R asks for as a rule, and grows where more epochs are recorded: those that are asked for need not be done.
class History {
 public:
  History(const Affine& map, const Plan& plan, const Fields& training, std::size_t size, bool penalised,
          bool validated);
  Record& record() { return record_; }
  Rcpp::List list() const;

 private:
  Record::Memory memory();
  Record::Memory grow(std::size_t rows, std::size_t error_rows);

  const SEXP names_;
  const std::size_t rows_, error_rows_;  // at most
  const bool penalised_, validated_;
  Rcpp::NumericMatrix theta_, gradient_;
  Rcpp::NumericVector epoch_, error_epoch_, error_, objective_, validation_;
  Record record_;
};

// Room for so many rows of so many numbers, of `all` that may come.
std::size_t first_rows(std::size_t all, std::size_t numbers) {
  return std::min(all, std::max<std::size_t>(16, (std::size_t(1) << 20) / std::max<std::size_t>(1, numbers)));
}

std::size_t recorded_rows(const Plan& plan, const Fields& training, const char* every) {
  const std::size_t rows = Record::rows(plan.first, plan.epochs, training.count(every));
  if (rows > 2147483647)
    Rcpp::stop("`record` must be larger for so many epochs: a history must have fewer than 2^31 rows, not %.0f.", rows);
  return rows;
}

History::History(const Affine& map, const Plan& plan, const Fields& training, std::size_t size, bool penalised,
                 bool validated)
    : names_(training["names"]),
      rows_(recorded_rows(plan, training, "every")),
      error_rows_(recorded_rows(plan, training, "error_every")),
      penalised_(penalised),
      validated_(validated),
      theta_(new_matrix(first_rows(rows_, map.outer_size(size)), map.outer_size(size))),
      gradient_(new_matrix(theta_.nrow(), map.outer_size(size))),
      epoch_(new_vector(theta_.nrow())),
      error_epoch_(new_vector(first_rows(error_rows_, 1))),
      error_(new_vector(error_epoch_.size())),
      objective_(new_vector(penalised ? error_epoch_.size() : 0)),
      validation_(new_vector(validated ? error_epoch_.size() : 0)),
      record_(best_kernels(), map, size, training.count("every"), training.count("error_every"), memory(),
              [this](std::size_t rows, std::size_t error_rows) { return grow(rows, error_rows); }) {
  const std::size_t shown = map.outer_size(size);
  if (!Rf_isNull(names_) && (TYPEOF(names_) != STRSXP || Rf_xlength(names_) != static_cast<R_xlen_t>(shown)))
    refuse("training$names", numbered(shown, "name"), names_);
}

Record::Memory History::memory() {
  return {static_cast<std::size_t>(epoch_.size()),
          static_cast<std::size_t>(error_epoch_.size()),
          epoch_.begin(),
          theta_.begin(),
          gradient_.begin(),
          error_epoch_.begin(),
          error_.begin(),
          penalised_ ? objective_.begin() : nullptr,
          validated_ ? validation_.begin() : nullptr};
}

Record::Memory History::grow(std::size_t rows, std::size_t error_rows) {
  auto longer = [](Rcpp::NumericVector& x, std::size_t n) {
    Rcpp::NumericVector more = new_vector(n);
    std::copy(x.begin(), x.end(), more.begin());
    x = more;
  };
  auto higher = [](Rcpp::NumericMatrix& x, std::size_t n) {
    Rcpp::NumericMatrix more = new_matrix(n, x.ncol());
    for (int j = 0; j < x.ncol(); ++j)
      std::copy(x.begin() + j * R_xlen_t(x.nrow()), x.begin() + (j + 1) * R_xlen_t(x.nrow()),
                more.begin() + j * static_cast<R_xlen_t>(n));
    x = more;
  };
  const std::size_t had = epoch_.size(), had_errors = error_epoch_.size();
  if (rows > had) {
    rows = std::min(rows_, std::max(rows, 2 * had));
    higher(theta_, rows);
    higher(gradient_, rows);
    longer(epoch_, rows);
  }
  if (error_rows > had_errors) {
    error_rows = std::min(error_rows_, std::max(error_rows, 2 * had_errors));
    longer(error_epoch_, error_rows);
    longer(error_, error_rows);
    if (penalised_) longer(objective_, error_rows);
    if (validated_) longer(validation_, error_rows);
  }
  return memory();
}

Rcpp::List History::list() const {
  // fewer epochs where training stopped early
  const std::size_t n = record_.kept(), n_errors = record_.errors_kept();
  auto matrix = [&](Rcpp::NumericMatrix x) {
    if (static_cast<int>(n) < x.nrow()) x = x(Rcpp::Range(0, static_cast<int>(n) - 1), Rcpp::_);
    if (!Rf_isNull(names_)) x.attr("dimnames") = Rcpp::List::create(R_NilValue, names_);
    return x;
  };
  auto vector = [](const Rcpp::NumericVector& x, std::size_t m) {
    return static_cast<R_xlen_t>(m) >= x.size() ? x : Rcpp::NumericVector(x.begin(), x.begin() + m);
  };
  using Rcpp::Named;
  return Rcpp::List::create(Named("error_epoch") = vector(error_epoch_, n_errors),
                            Named("error") = vector(error_, n_errors),
                            Named("objective") = vector(objective_, n_errors),
                            Named("validation") = vector(validation_, n_errors), Named("epoch") = vector(epoch_, n),
                            Named("coefficients") = matrix(theta_), Named("gradients") = matrix(gradient_));
}

// list(stop, epochs, history, state); seed: where R's generator stood before an epoch that was cut short.
Rcpp::List result_of(const Outcome& outcome, const History& history, const Position& now, const Best& best,
                     const Rcpp::RObject& seed) {
  const bool cut = outcome.stop == Stop::diverged || outcome.stop == Stop::interrupted;
  const char* const stops[] = {"epochs", "tolerance", "patience", "diverged", "interrupted"};
  using Rcpp::Named;
  return Rcpp::List::create(
      Named("stop") = stops[static_cast<int>(outcome.stop)], Named("epochs") = static_cast<double>(outcome.epochs),
      Named("history") = history.list(),
      Named("state") = Rcpp::List::create(
          Named("theta") = to_r(now.theta), Named("gradient") = to_r(now.gradient), Named("error") = now.error,
          Named("objective") = now.objective, Named("validation") = now.validation, Named("memory") = to_r(now.memory),
          Named("steps") = now.steps, Named("best") = to_r(best.theta), Named("best_error") = best.error,
          Named("best_epoch") = static_cast<double>(best.epoch), Named("best_since") = static_cast<double>(best.since),
          Named("seed") = cut ? seed : Rcpp::RObject()));
}

}  // namespace

Rcpp::List optimizer_settings() {
  Rcpp::List settings;
  for (const Optimizer& optimizer : optimizer_table()) settings[optimizer.name] = optimizer.settings;
  return settings;
}

Rcpp::List run_training(Model& model, Model* validation, const Affine& map, const Fields& training, const Fields& state,
                        Progress& progress, bool random) {
  const Plan plan = plan_of(training);
  const Objective objective = objective_of(training, model);
  Position now(model.size(), slots_of(plan.optimizer, model.size()));
  read_position(state, now);
  Best best = best_of(state, model.size());
  History history(map, plan, training, model.size(), objective.has_penalty(), validation);
  // An epoch that is cut short has drawn random numbers already: a resumed fit repeats it from where it began.
  Rcpp::RObject seed;
  if (random) progress.before_epoch = [&seed] { seed = random_seed(); };
  const bool shuffled = training.flag("shuffle") && plan.batch > 0;
  const Outcome outcome = train(objective, plan, now, best, history.record(), progress,
                                shuffled ? Shuffle(shuffle_as_sample) : Shuffle(), validation);
  return result_of(outcome, history, now, best, seed);
}

}  // namespace descent
