#include "gemm.h"

namespace descent {

// Four partial sums: their additions need not wait for one another.
double dot(std::size_t n, const double* x, const double* y) {
  double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4) {
    s0 += x[i] * y[i];
    s1 += x[i + 1] * y[i + 1];
    s2 += x[i + 2] * y[i + 2];
    s3 += x[i + 3] * y[i + 3];
  }
  for (; i < n; ++i) s0 += x[i] * y[i];
  return (s0 + s1) + (s2 + s3);
}

void add_multiple(std::size_t n, double factor, const double* x, double* y) {
  for (std::size_t i = 0; i < n; ++i) y[i] += factor * x[i];
}

void reflect(std::size_t rows, std::size_t columns, const double* tail, double pivot, double beta, double* top,
             std::size_t ld_top, double* rest, std::size_t ld_rest) {
  for (std::size_t j = 0; j < columns; ++j, top += ld_top, rest += ld_rest) {
    const double share = beta * (pivot * *top + dot(rows, tail, rest));
    *top -= share * pivot;
    add_multiple(rows, -share, tail, rest);
  }
}

void multiply(std::size_t rows, std::size_t units, std::size_t inputs, const double* const* a, const double* b,
              std::size_t ldb, double* c, std::size_t ldc) {
  for (std::size_t u = 0; u < units; ++u)
    for (std::size_t k = 0; k < inputs; ++k) add_multiple(rows, b[k + u * ldb], a[k], c + u * ldc);
}

void multiply_transposed_left(std::size_t rows, std::size_t units, std::size_t inputs, const double* const* a,
                              const double* d, std::size_t ldd, double* c, std::size_t ldc) {
  for (std::size_t u = 0; u < units; ++u)
    for (std::size_t k = 0; k < inputs; ++k) c[k + u * ldc] += dot(rows, a[k], d + u * ldd);
}

void multiply_transposed_right(std::size_t rows, std::size_t units, std::size_t inputs, const double* d,
                               std::size_t ldd, const double* b, std::size_t ldb, double* c, std::size_t ldc) {
  for (std::size_t k = 0; k < inputs; ++k) {
    for (std::size_t i = 0; i < rows; ++i) c[i + k * ldc] = 0;
    for (std::size_t u = 0; u < units; ++u) add_multiple(rows, b[k + u * ldb], d + u * ldd, c + k * ldc);
  }
}

}  // namespace descent
