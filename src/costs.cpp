#include "costs.h"

#include <algorithm>
#include <cmath>

namespace descent {
namespace {

double mean_of_all(double weight, double units) { return 1 / (weight * units); }
double mean_of_rows(double weight, double) { return 1 / weight; }
double half_mean_of_rows(double weight, double) { return 0.5 / weight; }
double sum(double, double) { return 1; }
double half_sum(double, double) { return 0.5; }

// loss(d, z, y, slope) returns the loss of one output and sets its derivative.
template <class Loss>
BlockCost each(Loss loss) {
  return [loss](const double* d, const double* z, const double* y, const double* w, double* g, std::size_t rows,
                std::size_t units) {
    double total = 0;
    for (std::size_t k = 0; k < units; ++k)
      for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t at = i + k * rows;
        const double weight = w ? w[i] : 1.0;
        double slope;
        total += weight * loss(d[at], z[at], y[at], slope);
        g[at] = weight * slope;
      }
    return total;
  };
}

double squared(double d, double, double y, double& slope) {
  const double r = y - d;
  slope = 2 * r;
  return r * r;
}

double absolute(double d, double, double y, double& slope) {
  const double r = y - d;
  slope = (r > 0) - (r < 0);
  return std::abs(r);
}

double huber(double d, double, double y, double& slope) {
  const double r = y - d;
  slope = std::max(-1.0, std::min(1.0, r));
  return std::abs(r) <= 1 ? 0.5 * r * r : std::abs(r) - 0.5;
}

// -d log y - (1 - d) log(1 - y) for an output that is a probability, by whatever activation; 0 log 0 = 0
double cross_entropy(double d, double, double y, double& slope) {
  slope = (d == 0 ? 0 : -d / y) + (d == 1 ? 0 : (1 - d) / (1 - y));
  return (d == 0 ? 0 : -d * std::log(y)) - (d == 1 ? 0 : (1 - d) * std::log1p(-y));
}

// the same from the logit, y = sigmoid(z): log(1 + exp(z)) - d z, and dE/dz = y - d
double cross_entropy_sigmoid(double d, double z, double y, double& slope) {
  slope = y - d;
  return std::max(z, 0.0) - d * z + std::log1p(std::exp(-std::abs(z)));
}

// categorical, y = softmax(z): sum_k d_k (log sum_j exp(z_j) - z_k), and dE/dz = y sum(d) - d
double cross_entropy_softmax(const double* d, const double* z, const double* y, const double* w, double* g,
                             std::size_t rows, std::size_t units) {
  double total = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    double top = z[i], exps = 0, mass = 0, score = 0;
    for (std::size_t k = 1; k < units; ++k) top = std::max(top, z[i + k * rows]);
    for (std::size_t k = 0; k < units; ++k) {
      exps += std::exp(z[i + k * rows] - top);
      mass += d[i + k * rows];
      score += d[i + k * rows] * (z[i + k * rows] - top);
    }
    const double weight = w ? w[i] : 1.0;
    total += weight * (mass * std::log(exps) - score);
    for (std::size_t k = 0; k < units; ++k) g[i + k * rows] = weight * (y[i + k * rows] * mass - d[i + k * rows]);
  }
  return total;
}

}  // namespace

const std::vector<Cost>& cost_table() {
  static const std::vector<Cost> table = {{"mse", each(squared), mean_of_all},
                                          {"half_mse", each(squared), half_mean_of_rows},
                                          {"sse", each(squared), sum},
                                          {"half_sse", each(squared), half_sum},
                                          {"mae", each(absolute), mean_of_all},
                                          {"huber", each(huber), mean_of_all},
                                          {"cross_entropy", each(cross_entropy), mean_of_all}};
  return table;
}

const std::vector<FusedCost>& fused_table() {
  static const std::vector<FusedCost> table = {
      {"cross_entropy", "sigmoid", each(cross_entropy_sigmoid), mean_of_all},
      {"cross_entropy", "softmax", cross_entropy_softmax, mean_of_rows}};
  return table;
}

FusedCost at_output(const Cost& cost, const Activation& activation) {
  for (const FusedCost& pair : fused_table())
    if (pair.cost == cost.name && pair.activation == activation.name) return pair;
  const BlockCost block = cost.block;
  const auto backward = activation.backward;
  return {cost.name, activation.name,
          [block, backward](const double* d, const double* z, const double* y, const double* w, double* g,
                            std::size_t rows, std::size_t units) {
            const double total = block(d, z, y, w, g, rows, units);
            backward(z, y, g, rows, units);
            return total;
          },
          cost.scale};
}

}  // namespace descent
