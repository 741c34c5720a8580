#include "costs.h"

#include <stdexcept>

namespace descent {
namespace {

double mean_of_all(double weight, double units) { return 1 / (weight * units); }
double mean_of_rows(double weight, double) { return 1 / weight; }
double half_mean_of_rows(double weight, double) { return 0.5 / weight; }
double sum(double, double) { return 1; }
double half_sum(double, double) { return 0.5; }

BlockCost loss(const Kernels& copy, const std::string& name) {
  for (const LossKernel* row = copy.losses; row->name; ++row)
    if (row->name == name) return row->block;
  throw std::logic_error("no such loss: " + name);
}

}  // namespace

std::vector<Cost> cost_table(const Kernels& copy) {
  const BlockCost squared = loss(copy, "squared");
  return {{"mse", squared, mean_of_all},
          {"half_mse", squared, half_mean_of_rows},
          {"sse", squared, sum},
          {"half_sse", squared, half_sum},
          {"mae", loss(copy, "absolute"), mean_of_all},
          {"huber", loss(copy, "huber"), mean_of_all},
          {"cross_entropy", loss(copy, "cross_entropy"), mean_of_all}};
}

std::vector<FusedCost> fused_table(const Kernels& copy) {
  return {{"cross_entropy", "sigmoid", loss(copy, "cross_entropy_sigmoid"), mean_of_all},
          {"cross_entropy", "softmax", loss(copy, "cross_entropy_softmax"), mean_of_rows}};
}

FusedCost at_output(const Kernels& copy, const Cost& cost, const Activation& activation) {
  for (const FusedCost& pair : fused_table(copy))
    if (pair.cost == cost.name && pair.activation == activation.name) return pair;
  const BlockCost block = cost.block;
  const auto backward = activation.backward;
  return {cost.name, activation.name,
          [block, backward](Shape shape, const double* d, const double* z, const double* y, const double* w,
                            double* g) {
            const double total = block(shape, d, z, y, w, g);
            backward(shape, z, y, g);
            return total;
          },
          cost.scale};
}

}  // namespace descent
