// The costs that a model can minimise: one row per choice, and the pairs with an activation that fuse.
#ifndef DESCENT_COSTS_H
#define DESCENT_COSTS_H

#include <functional>
#include <string>
#include <vector>

#include "activations.h"

namespace descent {

// One block at the output: targets d, logits z, outputs y = f(z), all rows x units, column-major, padded; one weight
// per row (nullptr: all 1). Returns sum_i w_i loss(d_i, y_i) and writes g = its derivative, 0 where a row is padding.
using BlockCost =
    std::function<double(Shape shape, const double* d, const double* z, const double* y, const double* w, double* g)>;

struct Cost {
  std::string name;
  BlockCost block;                                             // g = dE/dy
  std::function<double(double weight, double outputs)> share;  // what the sum is multiplied by
};

std::vector<std::string> cost_names();
Cost find_cost(const Kernels& kernels, const std::string& name);

// The cost as the last layer needs it, with g = dE/dz.
Cost at_output(const Kernels& kernels, const Cost& cost, const Activation& activation);

}  // namespace descent

#endif
