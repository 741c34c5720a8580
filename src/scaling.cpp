#include "scaling.h"

#include <cmath>

namespace descent {

// Two passes: the sum of squares about a mean that is off by rounding is off by its square.
void moments(const double* column, const Chosen& rows, double& mean, double& spread) {
  const double n = static_cast<double>(rows.count);
  double sum = 0, rest = 0, squares = 0;
  for (std::size_t i = 0; i < rows.count; ++i) sum += rows.of(column, i);
  mean = sum / n;
  for (std::size_t i = 0; i < rows.count; ++i) rest += rows.of(column, i) - mean;
  mean += rest / n;  // what rounding has left
  for (std::size_t i = 0; i < rows.count; ++i) squares += std::pow(rows.of(column, i) - mean, 2);
  spread = std::sqrt(squares / std::max(1.0, n - 1));
}

void rescale(const double* column, const Chosen& rows, double centre, double factor, double* to) {
  for (std::size_t i = 0; i < rows.count; ++i) to[i] = (rows.of(column, i) - centre) * factor;
}

}  // namespace descent
