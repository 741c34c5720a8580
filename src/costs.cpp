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

struct CostRow {
  const char *name, *loss;
  double (*scale)(double weight, double units);
};

const CostRow costs[] = {{"mse", "squared", mean_of_all},
                         {"half_mse", "squared", half_mean_of_rows},
                         {"sse", "squared", sum},
                         {"half_sse", "squared", half_sum},
                         {"mae", "absolute", mean_of_all},
                         {"huber", "huber", mean_of_all},
                         {"cross_entropy", "cross_entropy", mean_of_all}};

// cost and activation together, when dE/dz is simpler and more exact than dE/dy times f'(z)
struct FusedRow {
  const char *cost, *activation, *loss;
  double (*scale)(double weight, double units);
};

const FusedRow fused[] = {{"cross_entropy", "sigmoid", "cross_entropy_sigmoid", mean_of_all},
                          {"cross_entropy", "softmax", "cross_entropy_softmax", mean_of_rows}};

}  // namespace

std::vector<std::string> cost_names() {
  std::vector<std::string> names;
  for (const CostRow& row : costs) names.push_back(row.name);
  return names;
}

Cost find_cost(const Kernels& copy, const std::string& name) {
  for (const CostRow& row : costs)
    if (row.name == name) return {row.name, loss(copy, row.loss), row.scale};
  throw std::logic_error("no such cost: " + name);
}

Cost at_output(const Kernels& copy, const Cost& cost, const Activation& activation) {
  for (const FusedRow& row : fused)
    if (row.cost == cost.name && row.activation == activation.name)
      return {cost.name, loss(copy, row.loss), row.scale};
  const BlockCost block = cost.block;
  const auto backward = activation.backward;
  return {cost.name,
          [block, backward](Shape shape, const double* d, const double* z, const double* y, const double* w,
                            double* g) {
            const double total = block(shape, d, z, y, w, g);
            backward(shape, z, y, g);
            return total;
          },
          cost.scale};
}

}  // namespace descent
