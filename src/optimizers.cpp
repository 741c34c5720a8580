#include "optimizers.h"

#include <cmath>
#include <stdexcept>

namespace descent {
namespace {

// The rules that have a row in simd_rows.h; g is the gradient, t the number of the step.
void step(Step& s, double eta, const double* constants) {
  s.kernel->step(s.theta.n_elem, s.theta.memptr(), s.gradient.memptr(),
                 s.memory.n_cols > 0 ? s.memory.colptr(0) : nullptr, s.memory.n_cols > 1 ? s.memory.colptr(1) : nullptr,
                 eta, constants);
}

// The constants are the optimizer's settings as they are.
void plain(Step& s) { step(s, s.eta, s.settings.memptr()); }

// m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2
// theta <- theta - eta / (1 - b1^t) m / (sqrt(v) / sqrt(1 - b2^t) + epsilon)
void adam(Step& s) {
  const double b1 = s.settings[0], b2 = s.settings[1];
  const double constants[] = {b1, b2, s.settings[2], 1 / std::sqrt(1 - std::pow(b2, s.time))};
  step(s, s.eta / (1 - std::pow(b1, s.time)), constants);
}

// theta <- theta - eta decay theta (weights only);  then adam
void adamw(Step& s) {
  const double decay = s.settings[3];
  for (std::size_t j = 0; j < s.theta.n_elem; ++j) s.theta[j] *= 1 - s.eta * decay * s.penalised[j];
  adam(s);
}

// Each coefficient has a step size d of its own, eta at first. The gradient's sign kept: d <- min(grow d, largest);
// changed: d <- max(shrink d, smallest) and this gradient counts as 0.  theta <- theta - sign(g) d
void rprop(Step& s) {
  const double shrink = s.settings[0], grow = s.settings[1], smallest = s.settings[2], largest = s.settings[3];
  double *last = s.memory.colptr(0), *d = s.memory.colptr(1);
  for (std::size_t j = 0; j < s.theta.n_elem; ++j) {
    if (s.time == 1) d[j] = s.eta;
    double g = s.gradient[j];
    const double agree = g * last[j];
    if (agree > 0) d[j] = std::min(grow * d[j], largest);
    if (agree < 0) {
      d[j] = std::max(shrink * d[j], smallest);
      g = 0;
    }
    s.theta[j] -= ((g > 0) - (g < 0)) * d[j];
    last[j] = g;
  }
}

// Limited-memory BFGS (Nocedal & Wright 2006, algorithm 7.4): direction = -H g from the last pairs
// (change of theta, change of gradient), then a step eta, halved until the error has decreased enough (Armijo's
// condition, 1e-4). Close to the minimum the decrease is smaller than the error's rounding while the slope along the
// step is still exact: there the slope decides, which for a parabola is the same condition (Hager & Zhang 2005,
// equation 4.1). Slots: 0 the direction, 1 theta and 2 the gradient before the step, 3 the number of pairs so far, then
// the pairs, each a change of theta (step_of) and of the gradient (change_of).
constexpr std::size_t lbfgs_pairs = 10;

void lbfgs(Step& s, const Evaluate& evaluate) {
  const std::size_t n = s.theta.n_elem;
  auto slot = [&](std::size_t k) { return arma::vec(s.memory.colptr(k), n, false, true); };
  arma::vec direction = slot(0), theta_before = slot(1), gradient_before = slot(2);
  double& count = s.memory.colptr(3)[0];
  auto step_of = [&](std::size_t pair) { return slot(4 + 2 * (pair % lbfgs_pairs)); };
  auto change_of = [&](std::size_t pair) { return slot(5 + 2 * (pair % lbfgs_pairs)); };
  // a count that no training can reach comes from a changed fit
  const std::size_t last = count >= 1 && count < 1e15 ? static_cast<std::size_t>(count) : 0;
  const std::size_t first = last > lbfgs_pairs ? last - lbfgs_pairs : 0;

  double alpha[lbfgs_pairs];
  direction = -s.gradient;
  for (std::size_t k = last; k-- > first;) {
    alpha[k % lbfgs_pairs] = arma::dot(step_of(k), direction) / arma::dot(step_of(k), change_of(k));
    direction -= alpha[k % lbfgs_pairs] * change_of(k);
  }
  if (last > 0)
    direction *=
        arma::dot(step_of(last - 1), change_of(last - 1)) / arma::dot(change_of(last - 1), change_of(last - 1));
  else direction *= std::min(1.0, 1 / arma::norm(s.gradient, 1));  // as PyTorch: a first step of length 1 at most
  for (std::size_t k = first; k < last; ++k)
    direction += (alpha[k % lbfgs_pairs] - arma::dot(change_of(k), direction) / arma::dot(step_of(k), change_of(k))) *
                 step_of(k);

  theta_before = s.theta;
  gradient_before = s.gradient;
  const double error_before = s.error, descent = arma::dot(direction, s.gradient);
  if (!(descent < 0)) return;  // the gradient is 0
  double length = s.eta;
  for (int halvings = 0; halvings < 50; ++halvings, length /= 2) {
    s.theta = theta_before + length * direction;
    s.error = evaluate(s.theta, s.gradient);
    const double rise = s.error - error_before, slope = arma::dot(direction, s.gradient);
    const bool measurable = std::abs(rise) > 1e-10 * std::abs(error_before);
    if (measurable ? rise <= 1e-4 * length * descent : slope <= (2 * 1e-4 - 1) * descent) {
      // (change of theta)'(change of gradient); a pair without curvature would spoil the next direction
      const double curvature = length * (slope - descent);
      if (curvature > -1e-10 * length * descent) {
        step_of(last) = s.theta - theta_before;
        change_of(last) = s.gradient - gradient_before;
        ++count;
      }
      return;
    }
  }
  s.theta = theta_before;  // no shorter step lowers the error: the minimum, to rounding
  s.gradient = gradient_before;
  s.error = error_before;
  count = 0;
}

}  // namespace

const StepKernel& find_step(const Kernels& kernels, const char* name) {
  for (const StepKernel* row = kernels.steps; row->name; ++row)
    if (std::string(name) == row->name) return *row;
  throw std::logic_error(std::string("there is no step \"") + name + "\"");
}

const std::vector<Optimizer>& optimizer_table() {
  static const std::vector<Optimizer> table = {
      // theta <- theta - eta g
      {"gd", {}, 0, "gd", plain, nullptr},
      // v <- rho v + g;  theta <- theta - eta v
      {"momentum", {"rho"}, 1, "momentum", plain, nullptr},
      // v <- rho v + g;  theta <- theta - eta (g + rho v)
      {"nesterov", {"rho"}, 1, "nesterov", plain, nullptr},
      // s <- s + g^2;  theta <- theta - eta g / (sqrt(s) + epsilon)
      {"adagrad", {"epsilon"}, 1, "adagrad", plain, nullptr},
      // v <- alpha v + (1 - alpha) g^2;  theta <- theta - eta g / (sqrt(v) + epsilon)
      {"rmsprop", {"alpha", "epsilon"}, 1, "rmsprop", plain, nullptr},
      {"adam", {"beta1", "beta2", "epsilon"}, 2, "adam", adam, nullptr},
      {"adamw", {"beta1", "beta2", "epsilon", "decay"}, 2, "adam", adamw, nullptr},
      {"rprop", {"shrink", "grow", "smallest", "largest"}, 2, nullptr, rprop, nullptr},
      {"lbfgs", {}, 4 + 2 * lbfgs_pairs, nullptr, nullptr, lbfgs}};
  return table;
}

const Optimizer& find_optimizer(const std::string& name) {
  for (const Optimizer& row : optimizer_table())
    if (row.name == name) return row;
  throw std::invalid_argument("there is no optimizer \"" + name + "\"");
}

}  // namespace descent
