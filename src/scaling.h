// The columns of a design on a scale that suits training.
#ifndef DESCENT_SCALING_H
#define DESCENT_SCALING_H

#include "kernels.h"

namespace descent {

// Some rows of a design, numbered from 1 as in R; nullptr: the first `count`.
struct Subset {
  const int* at;
  std::size_t count;
  double of(const double* column, std::size_t i) const { return column[at ? static_cast<std::size_t>(at[i] - 1) : i]; }
};

// The mean of a column and its standard deviation as sd() has it (of one row: 0).
void moments(const double* column, const Subset& rows, double& mean, double& deviation);

// How many entries of a column are NaN (as NA is), and how many infinite.
void count_nonfinite(const Kernels& kernels, const double* column, std::size_t rows, int& missing, int& infinite);

// (column - centre) * factor
void rescale(const double* column, const Subset& rows, double centre, double factor, double* to);

}  // namespace descent

#endif
