#include "activations.h"

#include <algorithm>
#include <cmath>

namespace descent {
namespace {

double sigmoid(double z) {
  const double e = std::exp(-std::abs(z));  // never overflows
  return (z >= 0 ? 1.0 : e) / (1.0 + e);
}

// Phi(z), the standard normal distribution function; erfc keeps its tail.
double normal_cdf(double z) { return 0.5 * std::erfc(-z * 0.70710678118654752440); }
double normal_density(double z) { return 0.39894228040143267794 * std::exp(-0.5 * z * z); }

// A row from two scalar functions: value(z) and slope(z, value(z)).
template <class Value, class Slope>
Activation row(const char* name, Value value, Slope slope) {
  return {name,
          [value](const double* z, double* a, std::size_t rows, std::size_t units) {
            for (std::size_t i = 0; i < rows * units; ++i) a[i] = value(z[i]);
          },
          [slope](const double* z, const double* a, double* g, std::size_t rows, std::size_t units) {
            for (std::size_t i = 0; i < rows * units; ++i) g[i] *= slope(z[i], a[i]);
          }};
}

// Softmax works on the units of a sample together: a_k = exp(z_k - max z) / sum_j exp(z_j - max z).
void softmax_value(const double* z, double* a, std::size_t rows, std::size_t units) {
  for (std::size_t i = 0; i < rows; ++i) {
    double top = z[i];
    for (std::size_t k = 1; k < units; ++k) top = std::max(top, z[i + k * rows]);
    double sum = 0;
    for (std::size_t k = 0; k < units; ++k) sum += a[i + k * rows] = std::exp(z[i + k * rows] - top);
    for (std::size_t k = 0; k < units; ++k) a[i + k * rows] /= sum;
  }
}

// Its Jacobian is diag(a) - a a', so dE/dz_k = a_k (g_k - sum_j g_j a_j).
void softmax_backward(const double*, const double* a, double* g, std::size_t rows, std::size_t units) {
  for (std::size_t i = 0; i < rows; ++i) {
    double mean = 0;
    for (std::size_t k = 0; k < units; ++k) mean += g[i + k * rows] * a[i + k * rows];
    for (std::size_t k = 0; k < units; ++k) g[i + k * rows] = a[i + k * rows] * (g[i + k * rows] - mean);
  }
}

}  // namespace

const std::vector<Activation>& activation_table() {
  static const std::vector<Activation> table = {
      row("identity", [](double z) { return z; }, [](double, double) { return 1.0; }),
      row("sigmoid", sigmoid, [](double, double a) { return a * (1 - a); }),
      row("tanh", [](double z) { return std::tanh(z); }, [](double, double a) { return 1 - a * a; }),
      row("relu", [](double z) { return z > 0 ? z : 0.0 * z; }, [](double z, double) { return z > 0 ? 1.0 : 0.0; }),
      row("leaky_relu", [](double z) { return z > 0 ? z : 0.01 * z; },
          [](double z, double) { return z > 0 ? 1.0 : 0.01; }),
      row("elu", [](double z) { return z > 0 ? z : std::expm1(z); },
          [](double z, double a) { return z > 0 ? 1.0 : a + 1; }),
      row("softplus", [](double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); },
          [](double z, double) { return sigmoid(z); }),
      row("gelu", [](double z) { return z * normal_cdf(z); },
          [](double z, double) { return normal_cdf(z) + z * normal_density(z); }),
      row("swish", [](double z) { return z * sigmoid(z); },
          [](double z, double a) { const double s = sigmoid(z); return s + a * (1 - s); }),
      {"softmax", softmax_value, softmax_backward}};
  return table;
}

}  // namespace descent
