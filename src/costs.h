// The costs a model can minimise: one row a choice, and the pairs with an activation that fuse.
#ifndef DESCENT_COSTS_H
#define DESCENT_COSTS_H

#include <functional>
#include <string>
#include <vector>

#include "activations.h"

namespace descent {

// One block at the output: targets d, logits z, outputs y = f(z), all rows x units, column-major; a weight a row
// (nullptr: all 1). Returns sum_i w_i loss(d_i, y_i) and writes g = its derivative.
using BlockCost = std::function<double(const double* d, const double* z, const double* y, const double* w, double* g,
                                       std::size_t rows, std::size_t units)>;

struct Cost {
  std::string name;
  BlockCost block;                                               // g = dE/dy
  std::function<double(double weight, double units)> scale;     // what the sum is multiplied by
};

// cost and activation together, when dE/dz is simpler and more exact than dE/dy times f'(z)
struct FusedCost {
  std::string cost, activation;
  BlockCost block;                                               // g = dE/dz
  std::function<double(double weight, double units)> scale;
};

const std::vector<Cost>& cost_table();
const std::vector<FusedCost>& fused_table();

// What the last layer needs: the sum of losses and dE/dz, whatever the pair.
FusedCost at_output(const Cost& cost, const Activation& activation);

}  // namespace descent

#endif
