#include "train.h"

#include <cmath>

namespace descent {

double Objective::penalty(const arma::vec& theta) const {
  double total = 0;
  for (std::size_t j = 0; has_penalty() && j < theta.n_elem; ++j) {
    const double w = penalised[j] * theta[j];
    total += l1 * std::abs(w) + l2 / 2 * w * w;
  }
  return total;
}

Objective::Value Objective::operator()(const Rows& rows, const arma::vec& theta, arma::vec* gradient) const {
  const double error = model.evaluate(rows, theta.memptr(), gradient ? gradient->memptr() : nullptr);
  if (gradient && has_penalty())
    for (std::size_t j = 0; j < theta.n_elem; ++j) {
      const double w = penalised[j] * theta[j];
      (*gradient)[j] += l1 * ((w > 0) - (w < 0)) + l2 * w;
    }
  if (gradient)
    for (std::size_t j = 0; j < learns.n_elem; ++j) (*gradient)[j] *= learns[j];
  return {error, error + penalty(theta)};
}

Position::Position(std::size_t size, std::size_t slots)
    : numbers_(Buffer::unfilled(2 * padded(size) + size * slots)),
      theta(numbers_.data(), size, false, true),
      gradient(numbers_.data() + padded(size), size, false, true),
      error(0),
      objective(0),
      validation(0),
      memory(numbers_.data() + 2 * padded(size), size, slots, false, true),
      steps(0) {}

void Position::copy_from(const Position& other) {
  std::copy(other.numbers_.data(), other.numbers_.data() + numbers_.size(), numbers_.data());
  error = other.error;
  objective = other.objective;
  validation = other.validation;
  steps = other.steps;
}

Record::Record(const Kernels& kernels, const Affine& map, std::size_t size, std::size_t every, std::size_t error_every,
               Memory memory, Grow grow)
    : kernels_(kernels),
      map_(map),
      inner_size_(size),
      size_(map.outer_size(size)),
      together_(std::min<std::size_t>(8, memory.rows)),
      path_(every),
      errors_(error_every),
      memory_(memory),
      grow_(grow),
      theta_(Buffer::unfilled(together_ * size_)),
      gradient_(Buffer::unfilled(together_ * size_)) {
  for (std::size_t i = 0; i < together_; ++i) {
    theta_rows_.push_back(theta_.data() + i * size_);
    gradient_rows_.push_back(gradient_.data() + i * size_);
  }
}

std::size_t Record::rows(std::size_t first, std::size_t epochs, std::size_t k) {
  const std::size_t end = first + epochs;
  return k == 0 ? 0 : end / k - (first + k - 1) / k + 1 + (first % k != 0) + (end % k != 0);
}

inline bool Record::Calendar::due(std::size_t now, bool last) {
  if (every == 0 || (now < next && !last) || (kept > 0 && now == latest)) return false;
  next = now == next ? now + every : (now / every + 1) * every;
  latest = now;
  ++kept;
  return true;
}

void Record::write(std::size_t now, bool last, const Position& position) {
  if (errors_.due(now, last)) {
    if (errors_.kept > memory_.error_rows) memory_ = grow_(memory_.rows, errors_.kept);
    const std::size_t row = errors_.kept - 1;
    memory_.error[row] = position.error * map_.cost;
    if (memory_.objective) memory_.objective[row] = position.objective * map_.cost;
    if (memory_.validation) memory_.validation[row] = position.validation * map_.cost;
    memory_.error_epoch[row] = static_cast<double>(now);
  }
  if (path_.due(now, last)) {
    if (path_.kept > memory_.rows) memory_ = grow_(path_.kept, memory_.error_rows);
    memory_.epoch[path_.kept - 1] = static_cast<double>(now);
    map_.coefficients(inner_size_, position.theta.memptr(), theta_.data() + waiting_ * size_);
    map_.outward_gradient(inner_size_, position.gradient.memptr(), gradient_.data() + waiting_ * size_);
    if (++waiting_ == together_) flush();
  }
  if (last) flush();
}

void Record::flush() {
  const std::size_t first = path_.kept - waiting_;
  kernels_.transpose(waiting_, theta_rows_.data(), 0, size_, memory_.theta + first, memory_.rows);
  kernels_.transpose(waiting_, gradient_rows_.data(), 0, size_, memory_.gradient + first, memory_.rows);
  waiting_ = 0;
  // where the next rows will go; more than this would leave the cache again before they are written
  for (std::size_t j = 0; j < size_ && size_ <= 512 && path_.kept < memory_.rows; ++j) {
    prefetch(memory_.theta + path_.kept + j * memory_.rows);
    prefetch(memory_.gradient + path_.kept + j * memory_.rows);
  }
}

namespace {

double largest(const arma::vec& x) {
  double most = 0;
  for (double value : x) most = std::max(most, std::abs(value));
  return most;
}

bool finite(const Kernels& kernels, const Position& position) {
  return std::isfinite(position.objective) && kernels.all_finite(position.theta.n_elem, position.theta.memptr()) &&
         kernels.all_finite(position.gradient.n_elem, position.gradient.memptr());
}

}  // namespace

Outcome train(const Objective& objective, const Plan& plan, Position& now, Best& best, Record& record,
              Progress& progress, const Shuffle& shuffle, Model* validation) {
  const Kernels& kernels = objective.kernels;
  const std::size_t rows = objective.model.rows();
  const Rows all = {nullptr, 0, rows};
  std::vector<Index> order(shuffle ? rows : 0);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<Index>(i);
  // With mini-batches only the record and the tolerance read an epoch's mean gradient.
  const bool averaged = plan.batch > 0 && (record.has_gradients() || plan.tolerance > 0);
  arma::vec gradient_sum(averaged ? now.theta.n_elem : 0);
  arma::vec clipped(std::isfinite(plan.clip) ? now.theta.n_elem : 0);

  const Evaluate evaluate = [&](const arma::vec& theta, arma::vec& gradient) {
    return objective(all, theta, &gradient).objective;
  };
  const StepKernel* kernel = plan.optimizer.kernel ? &find_step(kernels, plan.optimizer.kernel) : nullptr;
  auto update = [&](double eta) {
    ++now.steps;
    const double norm = std::isfinite(plan.clip) ? arma::norm(now.gradient) : 0;
    if (norm > plan.clip) clipped = now.gradient * (plan.clip / norm);
    Step step = {kernel,        now.theta,     norm > plan.clip ? clipped : now.gradient,
                 now.objective, now.memory,    now.steps,
                 eta,           plan.settings, objective.penalised};
    if (plan.optimizer.search) {
      plan.optimizer.search(step, evaluate);
      now.error = now.objective - objective.penalty(now.theta);
      return false;  // objective and gradient are those after the step already
    }
    plan.optimizer.update(step);
    return true;
  };
  auto measure = [&](const Rows& from, arma::vec* gradient) {
    const Objective::Value value = objective(from, now.theta, gradient);
    now.error = value.error;
    now.objective = value.objective;
  };
  auto whole_epoch = [&](double eta) {
    if (update(eta)) measure(all, &now.gradient);
  };
  auto batch_epoch = [&](double eta) {
    if (shuffle) shuffle(order);
    double error_sum = 0, objective_sum = 0, batches = 0;
    gradient_sum.zeros();
    for (std::size_t first = 0; first < rows; first += plan.batch, ++batches) {
      const Rows batch = {shuffle ? order.data() : nullptr, first, std::min(plan.batch, rows - first)};
      const Objective::Value value = objective(batch, now.theta, &now.gradient);
      error_sum += value.error;
      objective_sum += value.objective;
      kernels.add_multiple(gradient_sum.n_elem, 1, now.gradient.memptr(), gradient_sum.memptr());
      update(eta);
      progress.poll();
    }
    now.error = error_sum / batches;
    now.objective = objective_sum / batches;
    if (averaged) now.gradient = gradient_sum / batches;
  };
  auto validate = [&] {
    if (validation)
      now.validation = validation->evaluate({nullptr, 0, validation->rows()}, now.theta.memptr(), nullptr);
  };

  Outcome outcome = {Stop::epochs, plan.first};
  Position before(now.theta.n_elem, now.memory.n_cols);
  before.copy_from(now);
  try {
    if (std::isnan(now.error)) {  // a first run; a resumed one knows its error
      // the same rows, read where the epochs will read them
      measure(shuffle ? Rows{order.data(), 0, rows} : all, averaged || plan.batch == 0 ? &now.gradient : nullptr);
      validate();
    }
    while (true) {
      before.copy_from(now);
      record.write(outcome.epochs, false, now);
      if (validation && now.validation < best.error) best = {now.theta, now.validation, outcome.epochs, outcome.epochs};
      if (plan.tolerance > 0 && largest(now.gradient) <= plan.tolerance) outcome.stop = Stop::tolerance;
      if (plan.patience > 0 && outcome.epochs - best.since >= plan.patience) outcome.stop = Stop::patience;
      const std::size_t done = outcome.epochs - plan.first;
      if (outcome.stop != Stop::epochs || done == plan.epochs) break;

      progress.epoch_begins(outcome.epochs, now.error);  // an interrupt loses nothing here
      const double eta = plan.eta[plan.eta.n_elem == 1 ? 0 : done];
      if (plan.batch > 0) batch_epoch(eta);
      else whole_epoch(eta);
      validate();
      if (!finite(kernels, now)) {
        outcome.stop = Stop::diverged;
        break;
      }
      ++outcome.epochs;
    }
  } catch (const Interrupted&) {
    outcome.stop = Stop::interrupted;
  }
  if (outcome.stop == Stop::diverged || outcome.stop == Stop::interrupted) now.copy_from(before);
  record.write(outcome.epochs, true, now);
  return outcome;
}

}  // namespace descent
