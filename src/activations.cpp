#include "activations.h"

#include <stdexcept>

namespace descent {

std::vector<std::string> activation_names(const Kernels& copy) {
  std::vector<std::string> names;
  for (const UnitKernel* row = copy.units; row->name; ++row) names.push_back(row->name);
  return names;
}

Activation find_activation(const Kernels& copy, const std::string& name) {
  for (const UnitKernel* row = copy.units; row->name; ++row)
    if (row->name == name) return {row->name, row->value, row->backward};
  throw std::logic_error("no such activation: " + name);
}

}  // namespace descent
