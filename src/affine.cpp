#include "affine.h"

#include <algorithm>

namespace descent {
namespace {

void add_products(const std::vector<Entry>& entries, const double* from, double* to) {
  for (const Entry& entry : entries) to[entry.to] += entry.factor * from[entry.from];
}

void add_transposed_products(const std::vector<Entry>& entries, const double* from, double* to) {
  for (const Entry& entry : entries) to[entry.from] += entry.factor * from[entry.to];
}

// Solves R x = x by back substitution, column by column.
void back_substitute(std::size_t n, const double* r, double* x) {
  for (std::size_t j = n; j-- > 0;) {
    const double* column = r + j * n;
    x[j] /= column[j];
    for (std::size_t i = 0; i < j; ++i) x[i] -= column[i] * x[j];
  }
}

// Solves R'x = x by forward substitution; a row of R' is a column of R.
void forward_substitute(std::size_t n, const double* r, double* x) {
  for (std::size_t j = 0; j < n; ++j) {
    const double* column = r + j * n;
    double sum = x[j];
    for (std::size_t i = 0; i < j; ++i) sum -= column[i] * x[i];
    x[j] = sum / column[j];
  }
}

// y = R'x
void multiply_transposed(std::size_t n, const double* r, const double* x, double* y) {
  for (std::size_t j = 0; j < n; ++j) {
    const double* column = r + j * n;
    y[j] = 0;
    for (std::size_t i = 0; i <= j; ++i) y[j] += column[i] * x[i];
  }
}

}  // namespace

void Affine::coefficients(std::size_t n, const double* u, double* theta) const {
  const double *read = u, *end = u + n;
  double* to = theta;
  for (std::size_t b = 0; b < blocks; ++b, read += inner, to += outer) {
    if (triangle) {
      std::copy(read, read + inner, to);
      back_substitute(inner, triangle, to);
    } else {
      std::fill(to, to + outer, 0.0);
      add_products(forward, read, to);
    }
  }
  std::copy(read, end, to);
  for (std::size_t j = 0; j < scale.size(); ++j) theta[j] *= scale[j];
  for (std::size_t j = 0; j < origin.size(); ++j) theta[j] += origin[j];
}

void Affine::outward_gradient(std::size_t n, const double* du, double* dtheta) const {
  const double *read = du, *end = du + n;
  double* to = dtheta;
  for (std::size_t b = 0; b < blocks; ++b, read += inner, to += outer) {
    if (triangle) {
      multiply_transposed(inner, triangle, read, to);
    } else {
      std::fill(to, to + outer, 0.0);
      add_products(backward, read, to);
    }
  }
  std::copy(read, end, to);
  for (std::size_t j = 0; j < scale.size(); ++j) dtheta[j] /= scale[j];
  if (cost != 1)
    for (std::size_t j = 0; j < outer_size(n); ++j) dtheta[j] *= cost;
}

void Affine::inward_gradient(std::size_t n, double* dtheta, double* du) const {
  for (std::size_t j = 0; j < scale.size(); ++j) dtheta[j] *= scale[j];
  const double *read = dtheta, *end = dtheta + outer_size(n);
  double* to = du;
  for (std::size_t b = 0; b < blocks; ++b, read += outer, to += inner) {
    if (triangle) {
      std::copy(read, read + inner, to);
      forward_substitute(inner, triangle, to);
    } else {
      std::fill(to, to + inner, 0.0);
      add_transposed_products(forward, read, to);
    }
  }
  std::copy(read, end, to);
  if (cost != 1)
    for (std::size_t j = 0; j < n; ++j) du[j] /= cost;
}

}  // namespace descent
