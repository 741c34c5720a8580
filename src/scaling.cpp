#include "scaling.h"

#include <algorithm>
#include <cmath>

namespace descent {

// Two passes (Chan, Golub & LeVeque 1983): where the mean is off by its rounding, the sum of squares about it is off by
// the square of that.
void moments(const double* column, const Subset& rows, double& mean, double& deviation) {
  const double n = static_cast<double>(rows.count);
  double sum = 0, rounding = 0, squares = 0;
  for (std::size_t i = 0; i < rows.count; ++i) sum += rows.of(column, i);
  mean = sum / n;
  for (std::size_t i = 0; i < rows.count; ++i) rounding += rows.of(column, i) - mean;
  mean += rounding / n;
  for (std::size_t i = 0; i < rows.count; ++i) squares += std::pow(rows.of(column, i) - mean, 2);
  deviation = std::sqrt(squares / std::max(1.0, n - 1));
}

void count_nonfinite(const Kernels& kernels, const double* column, std::size_t rows, int& missing, int& infinite) {
  missing = infinite = 0;
  if (kernels.all_finite(rows, column)) return;
  for (std::size_t i = 0; i < rows; ++i) {
    missing += std::isnan(column[i]);
    infinite += std::isinf(column[i]);
  }
}

void rescale(const double* column, const Subset& rows, double centre, double factor, double* to) {
  for (std::size_t i = 0; i < rows.count; ++i) to[i] = (rows.of(column, i) - centre) * factor;
}

}  // namespace descent
