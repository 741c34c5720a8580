// The columns of a design on a scale that suits training.
#ifndef DESCENT_SCALING_H
#define DESCENT_SCALING_H

#include "linear.h"

namespace descent {

// Some rows of a design; `at` numbers them from 1, as R does, and nullptr is all.
struct Chosen {
  const int* at;
  std::size_t count;
  double of(const double* column, std::size_t i) const { return column[at ? static_cast<std::size_t>(at[i] - 1) : i]; }
};

// The mean of a column and its standard deviation, as sd() has it (of one row: 0).
void moments(const double* column, const Chosen& rows, double& mean, double& spread);

// (column - centre) * factor
void rescale(const double* column, const Chosen& rows, double centre, double factor, double* to);

}  // namespace descent

#endif
