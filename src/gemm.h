// The products that the kernels spend their time in. Column-major throughout; `ld` is the distance of two columns.
#ifndef DESCENT_GEMM_H
#define DESCENT_GEMM_H

#include <cstddef>

namespace descent {

double dot(std::size_t n, const double* x, const double* y);
void add_multiple(std::size_t n, double factor, const double* x, double* y);  // y += factor x

// Applies the Householder reflection I - beta v v' with v = (pivot, tail) to `columns` columns whose first entry lies
// in `top` (a row of a matrix, ld_top apart) and whose others lie in `rest` (rows x columns).
void reflect(std::size_t rows, std::size_t columns, const double* tail, double pivot, double beta, double* top,
             std::size_t ld_top, double* rest, std::size_t ld_rest);

// The left factor of the first two is given by pointers to its columns, so that it can lie in the caller's data.
// C (rows x units) += A (rows x inputs) B (inputs x units)
void multiply(std::size_t rows, std::size_t units, std::size_t inputs, const double* const* a, const double* b,
              std::size_t ldb, double* c, std::size_t ldc);
// C (inputs x units) += A' D, with A (rows x inputs) and D (rows x units)
void multiply_transposed_left(std::size_t rows, std::size_t units, std::size_t inputs, const double* const* a,
                              const double* d, std::size_t ldd, double* c, std::size_t ldc);
// C (rows x inputs) = D (rows x units) B', with B (inputs x units)
void multiply_transposed_right(std::size_t rows, std::size_t units, std::size_t inputs, const double* d,
                               std::size_t ldd, const double* b, std::size_t ldb, double* c, std::size_t ldc);

}  // namespace descent

#endif
