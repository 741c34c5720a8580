#include "activations.h"

#include <stdexcept>

namespace descent {

std::vector<std::string> activation_names(const Kernels& kernels) {
  std::vector<std::string> names;
  for (const UnitKernel* row = kernels.units; row->name; ++row) names.push_back(row->name);
  return names;
}

Activation find_activation(const Kernels& kernels, const std::string& name) {
  for (const UnitKernel* row = kernels.units; row->name; ++row)
    if (row->name == name) return {row->name, row->value, row->backward};
  throw std::invalid_argument("there is no activation \"" + name + "\"");
}

}  // namespace descent
