// The activations a unit can have: one row a choice, value and slope side by side.
#ifndef DESCENT_ACTIVATIONS_H
#define DESCENT_ACTIVATIONS_H

#include <functional>
#include <string>
#include <vector>

namespace descent {

// Both functions work on a whole block, column-major, one row a sample and one column a unit.
struct Activation {
  std::string name;
  // a = f(z)
  std::function<void(const double* z, double* a, std::size_t rows, std::size_t units)> value;
  // g = dE/da becomes g = dE/dz: the chain rule's factor f'(z) is multiplied in
  std::function<void(const double* z, const double* a, double* g, std::size_t rows, std::size_t units)> backward;
};

const std::vector<Activation>& activation_table();

}  // namespace descent

#endif
