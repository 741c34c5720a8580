#include "activations.h"

namespace descent {

std::vector<Activation> activation_table(const Kernels& copy) {
  std::vector<Activation> table;
  for (const UnitKernel* row = copy.units; row->name; ++row) table.push_back({row->name, row->value, row->backward});
  return table;
}

}  // namespace descent
