#include "linear.h"

#include <cmath>

#include "buffer.h"

namespace descent {
namespace {

// Householder reflections that fold rows (a block, column-major, `stride` apart, padded with zeros) into the triangle: for
// each column, one reflection of the triangle's diagonal entry and the block's column, applied to those that follow.
void fold(const Kernels& copy, arma::mat& triangle, double* block, arma::uword stride, arma::uword count) {
  const arma::uword q = triangle.n_cols;
  for (arma::uword k = 0; k < q; ++k) {
    double* v = block + k * stride;
    const double below = copy.dot(count, v, v);
    if (below == 0) continue;
    const double head = triangle(k, k), norm = std::sqrt(head * head + below);
    const double diagonal = head > 0 ? -norm : norm;  // the sign that does not cancel
    const double pivot = head - diagonal, beta = -1 / (diagonal * pivot);  // I - beta v v', v = (pivot, column)
    triangle(k, k) = diagonal;
    copy.reflect(count, q - k - 1, v, pivot, beta, &triangle(k, k) + triangle.n_rows, triangle.n_rows, v + stride,
                 stride);
  }
}

}  // namespace

void reduce_rows(const Kernels& copy, arma::mat& triangle, const Columns& x, bool intercept, const double* y,
                 const double* weights, const double* offset, arma::uword rows) {
  const arma::uword q = triangle.n_cols, most = 128;  // rows a block: it stays in the cache while it is folded
  Buffer block(most * q), root(most);
  for (arma::uword first = 0; first < rows; first += most) {
    const arma::uword count = std::min(most, rows - first);
    if (weights)
      for (arma::uword i = 0; i < count; ++i) root[i] = std::sqrt(weights[first + i]);
    double* column = block.data();
    auto fill = [&](const double* source) {
      for (arma::uword i = 0; i < count; ++i) column[i] = source ? source[first + i] : 1;
      if (weights)
        for (arma::uword i = 0; i < count; ++i) column[i] *= root[i];
      for (arma::uword i = count; i < padded(count); ++i) column[i] = 0;
    };
    for (arma::uword j = 0; j < x.size() + intercept; ++j, column += most) fill(j < intercept ? nullptr : x[j - intercept]);
    fill(y);
    if (offset)
      for (arma::uword i = 0; i < count; ++i) column[i] -= offset[first + i] * (weights ? root[i] : 1);
    fold(copy, triangle, block.data(), most, padded(count));
  }
}

void reduce_tangent(const Kernels& copy, arma::mat& triangle, Columns x, bool intercept, const arma::vec& residual,
                    const arma::vec& slope, const double* weights, bool squared) {
  const arma::uword rows = residual.n_elem, most = 4096;
  arma::vec working(most), information(most);
  for (arma::uword first = 0; first < rows; first += most) {
    const arma::uword count = std::min(most, rows - first);
    for (arma::uword i = 0; i < count; ++i) {
      const double s = slope[first + i];
      working[i] = s == 0 ? 0 : residual[first + i] / s;
      information[i] = (squared ? s * s : s) * (weights ? weights[first + i] : 1);
    }
    reduce_rows(copy, triangle, x, intercept, working.memptr(), information.memptr(), nullptr, count);
    for (const double*& column : x) column += count;
  }
}

Linear::Linear(const Kernels& copy, const arma::mat& r, const arma::vec& z, double rest, double scale)
    : kernels_(copy), r_(r), z_(z), rest_(rest), scale_(scale), residual_(r.n_rows) {}

// E = scale (|u|^2 + rest) with u = R theta - z;  dE/dtheta = 2 scale R'u
double Linear::evaluate(const Rows&, const arma::vec& theta, arma::vec* gradient) {
  const arma::uword p = r_.n_cols, m = r_.n_rows;
  double* u = residual_.memptr();
  for (arma::uword i = 0; i < m; ++i) u[i] = -z_[i];
  for (arma::uword j = 0; j < p; ++j) kernels_.add_multiple(std::min(j + 1, m), theta[j], r_.colptr(j), u);
  if (gradient)
    for (arma::uword j = 0; j < p; ++j) (*gradient)[j] = 2 * scale_ * kernels_.dot(std::min(j + 1, m), r_.colptr(j), u);
  return scale_ * (kernels_.dot(m, u, u) + rest_);
}

}  // namespace descent
