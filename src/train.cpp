#include "train.h"

#include <cmath>

namespace descent {

double Objective::operator()(const Rows& rows, const arma::vec& theta, arma::vec& gradient) const {
  double error = model.evaluate(rows, theta, &gradient);
  if (l1 > 0 || l2 > 0)
    for (arma::uword j = 0; j < theta.n_elem; ++j) {
      const double w = penalised[j] * theta[j];
      error += l1 * std::abs(w) + l2 / 2 * w * w;
      gradient[j] += l1 * ((w > 0) - (w < 0)) + l2 * w;
    }
  for (arma::uword j = 0; j < learns.n_elem; ++j) gradient[j] *= learns[j];
  return error;
}

arma::uword Record::rows(arma::uword first, arma::uword epochs, arma::uword k) {
  const arma::uword end = first + epochs;
  return k == 0 ? 0 : end / k - (first + k - 1) / k + 1 + (first % k != 0) + (end % k != 0);
}

void Record::write(arma::uword now, bool last, const Position& position) {
  auto due = [&](arma::uword k, arma::uword rows, const double* written) {
    return (now % k == 0 || last || rows == 0) && (rows == 0 || written[rows - 1] != now);
  };
  if (due(error_every, errors_kept, error_epoch)) {
    error[errors_kept] = position.error;
    if (validation) validation[errors_kept] = position.validation;
    error_epoch[errors_kept++] = static_cast<double>(now);
  }
  if (every > 0 && due(every, kept, epoch)) {
    std::copy(position.theta.begin(), position.theta.end(), theta + kept * position.theta.n_elem);
    std::copy(position.gradient.begin(), position.gradient.end(), gradient + kept * position.gradient.n_elem);
    epoch[kept++] = static_cast<double>(now);
  }
}

namespace {

double largest(const arma::vec& x) {
  double most = 0;
  for (double value : x) most = std::max(most, std::abs(value));
  return most;
}

bool finite(const Kernels& copy, const Position& position) {
  return std::isfinite(position.error) && copy.all_finite(position.theta.n_elem, position.theta.memptr()) &&
         copy.all_finite(position.gradient.n_elem, position.gradient.memptr());
}

}  // namespace

Outcome train(const Objective& objective, const Plan& plan, Position& now, Best& best, Record& record, Watch& watch,
              const std::function<void(arma::uvec&)>& shuffle, Model* validation) {
  const Kernels& copy = objective.kernels;
  const arma::uword rows = objective.model.rows();
  const Rows all = {nullptr, 0, rows};
  arma::uvec order(shuffle ? rows : 0);
  for (arma::uword i = 0; i < order.n_elem; ++i) order[i] = i;
  arma::vec gradient_sum(plan.batch > 0 ? now.theta.n_elem : 0);
  arma::vec clipped(std::isfinite(plan.clip) ? now.theta.n_elem : 0);

  const Evaluate evaluate = [&](const arma::vec& theta, arma::vec& gradient) {
    return objective(all, theta, gradient);
  };
  auto update = [&](double eta) {
    ++now.steps;
    const double norm = std::isfinite(plan.clip) ? arma::norm(now.gradient) : 0;
    if (norm > plan.clip) clipped = now.gradient * (plan.clip / norm);
    Step step = {copy, now.theta, norm > plan.clip ? clipped : now.gradient, now.error, now.memory, now.steps, eta,
                 plan.settings, objective.penalised};
    if (plan.optimizer.search) {
      plan.optimizer.search(step, evaluate);
      return false;  // error and gradient are known already
    }
    plan.optimizer.update(step);
    return true;
  };
  auto whole_epoch = [&](double eta) {
    if (update(eta)) now.error = evaluate(now.theta, now.gradient);
  };
  auto batch_epoch = [&](double eta) {
    if (shuffle) shuffle(order);
    double error_sum = 0, batches = 0;
    gradient_sum.zeros();
    for (arma::uword first = 0; first < rows; first += plan.batch, ++batches) {
      const Rows batch = {shuffle ? order.memptr() : nullptr, first, std::min(plan.batch, rows - first)};
      error_sum += objective(batch, now.theta, now.gradient);
      copy.add_multiple(gradient_sum.n_elem, 1, now.gradient.memptr(), gradient_sum.memptr());
      update(eta);
      watch.poll();
    }
    now.error = error_sum / batches;
    now.gradient = gradient_sum / batches;
  };
  auto validate = [&] {
    if (validation) now.validation = validation->evaluate({nullptr, 0, validation->rows()}, now.theta, nullptr);
  };

  Outcome outcome = {Stop::epochs, plan.first};
  Position before = now;
  try {
    if (std::isnan(now.error)) {  // a first run; one that goes on knows its error
      now.error = evaluate(now.theta, now.gradient);
      validate();
    }
    while (true) {
      before = now;
      record.write(outcome.epochs, false, now);
      if (validation && now.validation < best.error) best = {now.theta, now.validation, outcome.epochs};
      if (plan.tolerance > 0 && largest(now.gradient) <= plan.tolerance) outcome.stop = Stop::tolerance;
      if (plan.patience > 0 && outcome.epochs - best.epoch >= plan.patience) outcome.stop = Stop::patience;
      const arma::uword done = outcome.epochs - plan.first;
      if (outcome.stop != Stop::epochs || done == plan.epochs) break;

      watch.at(outcome.epochs, now.error);  // here an interrupt has cost nothing
      const double eta = plan.eta[plan.eta.n_elem == 1 ? 0 : done];
      if (plan.batch > 0) batch_epoch(eta);
      else whole_epoch(eta);
      validate();
      if (!finite(copy, now)) {
        outcome.stop = Stop::diverged;
        break;
      }
      ++outcome.epochs;
    }
  } catch (const Interrupted&) {
    outcome.stop = Stop::interrupted;
  }
  if (outcome.stop == Stop::diverged || outcome.stop == Stop::interrupted) now = before;
  record.write(outcome.epochs, true, now);
  return outcome;
}

}  // namespace descent
