#include "costs.h"

#include <stdexcept>

#include "simd_rows.h"

namespace descent {
namespace {

BlockCost find_loss(const Kernels& kernels, const std::string& name) {
  for (const LossKernel* row = kernels.losses; row->name; ++row)
    if (row->name == name) return row->block;
  throw std::logic_error("there is no loss \"" + name + "\"");
}

struct CostRow {
  const char *name, *loss;
  double (*share)(double weight, double outputs);
};

#define COST_SHARE(name, loss, share)                  \
  double share_##name(double weight, double outputs) { \
    (void)weight, (void)outputs;                       \
    return share;                                      \
  }
COSTS(COST_SHARE)

#define COST_ROW(name, loss, share) {#name, #loss, share_##name},
const CostRow costs[] = {COSTS(COST_ROW)};

struct FusedRow {
  const char *cost, *activation, *loss;
  double (*share)(double weight, double outputs);
};

#define FUSED_SHARE(cost, activation, loss, share)     \
  double share_##loss(double weight, double outputs) { \
    (void)weight, (void)outputs;                       \
    return share;                                      \
  }
FUSED_COSTS(FUSED_SHARE)

#define FUSED_ROW(cost, activation, loss, share) {#cost, #activation, #loss, share_##loss},
const FusedRow fused[] = {FUSED_COSTS(FUSED_ROW)};

}  // namespace

std::vector<std::string> cost_names() {
  std::vector<std::string> names;
  for (const CostRow& row : costs) names.push_back(row.name);
  return names;
}

Cost find_cost(const Kernels& kernels, const std::string& name) {
  for (const CostRow& row : costs)
    if (row.name == name) return {row.name, find_loss(kernels, row.loss), row.share};
  throw std::invalid_argument("there is no cost \"" + name + "\"");
}

Cost at_output(const Kernels& kernels, const Cost& cost, const Activation& activation) {
  for (const FusedRow& row : fused)
    if (row.cost == cost.name && row.activation == activation.name)
      return {cost.name, find_loss(kernels, row.loss), row.share};
  const BlockCost block = cost.block;
  const auto backward = activation.backward;
  return {
      cost.name,
      [block, backward](Shape shape, const double* d, const double* z, const double* y, const double* w, double* g) {
        const double total = block(shape, d, z, y, w, g);
        backward(shape, z, y, g);
        return total;
      },
      cost.share};
}

}  // namespace descent
