// The activations that a unit can have: one row per choice, value and slope side by side (simd_rows.h).
#ifndef DESCENT_ACTIVATIONS_H
#define DESCENT_ACTIVATIONS_H

#include <functional>
#include <string>
#include <vector>

#include "kernels.h"

namespace descent {

// Both functions work on a whole block, column-major: one row per sample, one column per unit, rows padded.
struct Activation {
  std::string name;
  std::function<void(Shape shape, const double* z, double* a)> value;  // a = f(z)
  // g = dE/da becomes g = dE/dz: it is multiplied by f'(z), as the chain rule says
  std::function<void(Shape shape, const double* z, const double* a, double* g)> backward;
};

std::vector<std::string> activation_names(const Kernels& kernels);
Activation find_activation(const Kernels& kernels, const std::string& name);

}  // namespace descent

#endif
