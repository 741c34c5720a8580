// The loops in which a fit spends its time. They are written once (simd_*.h) and compiled for several instruction sets,
// each of which fills one table. Matrices are column-major; `ld` is the distance between the beginnings of two columns.
#ifndef DESCENT_KERNELS_H
#define DESCENT_KERNELS_H

#include <cstddef>

namespace descent {

// The rows of a block are padded to a multiple of this, so that loops over rows need no special case for the last ones:
// padding repeats the last row and has weight 0. A column called padded may be read that far.
constexpr std::size_t padding = 8;
constexpr std::size_t padded(std::size_t rows) { return (rows + padding - 1) / padding * padding; }

// A block of a layer: rows x units, its columns padded(rows) apart.
struct Shape {
  std::size_t rows, units;
  std::size_t ld() const { return padded(rows); }
  std::size_t all() const { return ld() * units; }
};

// C (rows x columns) = A B, or += where `add`. A is given by pointers to its columns (padded), so that it can be read
// in place; B's entry (k, u) is b[k * down + u * across], so that it may be the transpose of a stored matrix.
struct Product {
  std::size_t rows, columns, depth;
  const double* const* a;
  const double* b;
  std::size_t down, across;
  double* c;
  std::size_t ldc;
  bool add;
};

struct UnitKernel {
  const char* name;
  void (*value)(Shape shape, const double* z, double* a);                      // a = f(z)
  void (*backward)(Shape shape, const double* z, const double* a, double* g);  // g = dE/da becomes dE/dz
};

struct LossKernel {
  const char* name;
  // sum_i w_i loss(d_i, y_i), and g = its derivative; w may be nullptr: all 1
  double (*block)(Shape shape, const double* d, const double* z, const double* y, const double* w, double* g);
};

struct StepKernel {
  const char* name;
  // memories that the rule does not have are nullptr
  void (*step)(std::size_t n, double* theta, const double* gradient, double* memory1, double* memory2, double eta,
               const double* constants);
};

struct Kernels {
  const char* name;
  void (*multiply)(const Product& product);
  // C (inputs x units) = A' D, or += where `add`, A given by its columns, all columns padded
  void (*multiply_inner)(std::size_t rows, std::size_t inputs, std::size_t units, const double* const* a,
                         const double* d, std::size_t ldd, double* c, std::size_t ldc, bool add);
  // to[k + i ld] = from[k][first + i] for k < n and i < count
  void (*transpose)(std::size_t n, const double* const* from, std::size_t first, std::size_t count, double* to,
                    std::size_t ld);
  void (*add_multiple)(std::size_t n, double factor, const double* x, double* y);  // y += factor x
  void (*multiply_by)(std::size_t n, double factor, double* x);                    // x *= factor; n is padded
  // u = R theta - z, where R is upper triangular unless it has fewer rows than columns, and g = factor R'u unless it is
  // nullptr; returns u'u
  double (*triangle)(std::size_t rows, std::size_t columns, const double* r, const double* theta, const double* z,
                     double* u, double factor, double* g);
  bool (*all_finite)(std::size_t n, const double* x);
  // Householder reflections of a panel's columns, each of its diagonal entry in `top` and of `rows` entries in `rest`
  // (padded with zeros), which become 0 (simd_reflections.h).
  void (*reflect_panel)(std::size_t rows, std::size_t columns, double* top, std::size_t ld_top, double* rest,
                        std::size_t ld, double* beta);
  const UnitKernel* units;   // the last one's name is nullptr
  const LossKernel* losses;  // likewise
  const StepKernel* steps;   // likewise
};

// The kernels for this processor, or those that the environment variable DESCENT_KERNELS names, if they can run here.
const Kernels& best_kernels();

extern const Kernels kernels_portable, kernels_baseline, kernels_avx2, kernels_avx512;

// Whether the compiler has the vector types of GCC and Clang, and whether it can compile for newer instruction sets
// beside the baseline: not on Windows, where GCC misaligns wide values on the stack.
#if defined(__GNUC__)
#define DESCENT_VECTORS 1
#endif
#if defined(__GNUC__) && !defined(__INTEL_COMPILER) && defined(__x86_64__) && !defined(_WIN32)
#define DESCENT_INSTRUCTION_SETS 1
#endif

}  // namespace descent

#endif
