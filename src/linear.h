// Linear models with a quadratic cost: the data are read once, then an epoch costs p^2 however many rows there are.
#ifndef DESCENT_LINEAR_H
#define DESCENT_LINEAR_H

#include <vector>

#include "kernels.h"
#include "model.h"

namespace descent {

// The columns of a design, wherever they lie: each points at the rows of one column.
using Columns = std::vector<const double*>;

// Adds rows of [1 X y - offset], each times the root of its weight, to an orthogonal reduction: S is upper triangular,
// (1 + p + 1) square (without the 1 where there is no intercept), and S'S = [1 X y]'[1 X y] at any time. A Gram matrix
// would hold the same with half the digits.
void reduce_rows(const Kernels& copy, arma::mat& triangle, const Columns& x, bool intercept, const double* y,
                 const double* weights, const double* offset, arma::uword rows);

// The same for the tangent of a unit: the rows of X and the working residuals residual / slope, each weighted by the
// slope squared (`squared`: `values` are the slopes), or by the slope alone, that of a sigmoid (`values` are its
// outputs p, the slopes p (1 - p)).
void reduce_tangent(const Kernels& copy, arma::mat& triangle, Columns x, bool intercept, const arma::vec& residual,
                    const arma::vec& values, const double* weights, bool squared);

// offset + [1 X] theta, one number a row.
void linear_values(const Kernels& copy, const Columns& x, bool intercept, const double* theta, const double* offset,
                   arma::uword rows, double* values);

// Their smallest and largest, without room for them all.
struct Range {
  double smallest, largest;
};
Range linear_range(const Kernels& copy, Columns x, bool intercept, const double* theta, arma::uword rows);

// E = scale (|z - R theta|^2 + rest): no cancellation near the minimum, where z - R theta is small itself. R is upper
// triangular, or any where it has fewer rows than columns.
class Linear : public Model {
 public:
  Linear(const Kernels& copy, const arma::mat& r, const arma::vec& z, double rest, double scale);
  arma::uword size() const override { return r_.n_cols; }
  arma::uword rows() const override { return 1; }
  double evaluate(const Rows& rows, const arma::vec& theta, arma::vec* gradient) override;

 private:
  const Kernels& kernels_;
  const arma::mat& r_;
  const arma::vec& z_;
  const double rest_, scale_;
  arma::vec residual_;
};

}  // namespace descent

#endif
