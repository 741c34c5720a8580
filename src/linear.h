// Linear models with a quadratic cost: the data are read once, then an epoch costs p^2 however many rows there are.
#ifndef DESCENT_LINEAR_H
#define DESCENT_LINEAR_H

#include "kernels.h"
#include "model.h"

namespace descent {

// Adds rows of [1 X y - offset], each times the square root of its weight, to an orthogonal reduction: the triangle S
// is (1 + p + 1) square (without the 1 where there is no intercept), and S'S = [1 X y]'[1 X y] at any time. The
// cross-products themselves would hold the same with half the digits.
void reduce_rows(const Kernels& kernels, double* triangle, const Columns& x, bool intercept, const double* y,
                 const double* weights, const double* offset, std::size_t rows);

// The same for the linearised model of a neuron: the rows of X and the working residuals residual / slope, each
// weighted by the slope squared (`squared`: `values` are the slopes), or by the slope alone, that of a sigmoid
// (`values` are its outputs p, the slopes p (1 - p)).
void reduce_tangent(const Kernels& kernels, double* triangle, Columns x, bool intercept, const double* residual,
                    const double* values, const double* weights, bool squared, std::size_t rows);

// values = offset + [1 X] theta, one number per row, and where they are asked for residuals = y - values.
void linear_values(const Kernels& kernels, const Columns& x, bool intercept, const double* theta, const double* offset,
                   std::size_t rows, double* values, const double* y = nullptr, double* residuals = nullptr);

// The smallest and the largest of these values, without memory for all of them.
struct Range {
  double smallest, largest;
};
Range linear_range(const Kernels& kernels, Columns x, bool intercept, const double* theta, std::size_t rows);

// E = share (|z - R theta|^2 + rss_min): no cancellation near the minimum, where z - R theta is small itself. R is
// upper triangular, or any matrix where it has fewer rows than columns.
class Linear : public Model {
 public:
  // R is rows x columns, read where it is.
  Linear(const Kernels& kernels, std::size_t rows, std::size_t columns, const double* r, const double* z,
         double rss_min, double share);
  std::size_t size() const override { return columns_; }
  std::size_t rows() const override { return 1; }
  double evaluate(const Rows& rows, const double* theta, double* gradient) override;

 private:
  const Kernels& kernels_;
  const std::size_t rows_, columns_;
  const double *r_, *z_;
  const double rss_min_, share_;
  std::vector<double> residual_;
};

}  // namespace descent

#endif
