#include "linear.h"

#include <cmath>

#include "buffer.h"

namespace descent {
namespace {

// Householder reflections that fold rows (a block, column-major, `stride` apart, padded with zeros) into the triangle:
// for each column one reflection I - beta v v' of the triangle's diagonal entry and the block's column, v = (1, w). A
// panel of them is kept as I - V T V' with V = (I, W) (the compact WY form of Schreiber & Van Loan 1989), so that what
// they do to the columns behind the panel is products of matrices: Y = top + W' rest; top -= T' Y; rest -= W T' Y.
class Fold {
 public:
  Fold(const Kernels& copy, arma::mat& triangle, double* block, std::size_t stride)
      : kernels_(copy),
        triangle_(triangle),
        block_(block),
        stride_(stride),
        turned_(panel * panel),
        inner_(panel * panel),
        product_(panel * triangle.n_cols),
        change_(panel * triangle.n_cols) {}

  void operator()(std::size_t count) {
    const std::size_t q = triangle_.n_cols;
    for (std::size_t first = 0; first < q; first += panel) {
      const std::size_t width = std::min(panel, q - first), behind = q - first - width;
      double beta[panel];
      kernels_.reflect_panel(count, width, &triangle_(first, first), triangle_.n_rows, column(first), stride_, beta);
      if (behind > 0) {
        turn(first, width, count, beta);
        apply(first, width, behind, count);
      }
    }
  }

 private:
  static constexpr std::size_t panel = 16;

  double* column(std::size_t k) { return block_ + k * stride_; }

  // turned_ = -T', where T is upper triangular: T_jj = beta_j, T_1:j-1,j = -beta_j T_1:j-1,1:j-1 (W' w_j)_1:j-1
  void turn(std::size_t first, std::size_t width, std::size_t count, const double* beta) {
    for (std::size_t j = 0; j < width; ++j) w_[j] = column(first + j);
    kernels_.multiply_inner(count, width, width, w_, w_[0], stride_, inner_.data(), panel, false);
    for (std::size_t j = 0; j < width; ++j) {
      for (std::size_t i = 0; i < j; ++i) {
        double sum = 0;
        for (std::size_t k = i; k < j; ++k) sum += turned_[k + i * panel] * inner_[k + j * panel];
        turned_[j + i * panel] = -beta[j] * sum;
      }
      turned_[j + j * panel] = -beta[j];
      for (std::size_t i = j + 1; i < width; ++i) turned_[j + i * panel] = 0;
    }
  }

  void apply(std::size_t first, std::size_t width, std::size_t behind, std::size_t count) {
    double *rest = column(first + width), *y = product_.data(), *change = change_.data();
    for (std::size_t j = 0; j < behind; ++j)
      for (std::size_t i = 0; i < width; ++i) y[i + j * panel] = triangle_(first + i, first + width + j);
    kernels_.multiply_inner(count, width, behind, w_, rest, stride_, y, panel, true);
    const double* turned[panel];
    for (std::size_t k = 0; k < width; ++k) turned[k] = turned_.data() + k * panel;
    kernels_.multiply({width, behind, width, turned, y, 1, panel, change, panel, false});
    for (std::size_t j = 0; j < behind; ++j)
      for (std::size_t i = 0; i < width; ++i) triangle_(first + i, first + width + j) += change[i + j * panel];
    kernels_.multiply({count, behind, width, w_, change, 1, panel, rest, stride_, true});
  }

  const Kernels& kernels_;
  arma::mat& triangle_;
  double* const block_;
  const std::size_t stride_;
  const double* w_[panel];
  Buffer turned_, inner_, product_, change_;
};

constexpr std::size_t Fold::panel;

}  // namespace

void reduce_rows(const Kernels& copy, arma::mat& triangle, const Columns& x, bool intercept, const double* y,
                 const double* weights, const double* offset, arma::uword rows) {
  // rows a block: it stays in the cache while it is folded, a narrow one in the first level's
  const arma::uword q = triangle.n_cols, most = q > 32 ? 256 : 128;
  Buffer block(most * q), root(most);
  Fold fold(copy, triangle, block.data(), most);
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
    for (arma::uword j = 0; j < x.size() + intercept; ++j, column += most)
      fill(j < intercept ? nullptr : x[j - intercept]);
    fill(y);
    if (offset)
      for (arma::uword i = 0; i < count; ++i) column[i] -= offset[first + i] * (weights ? root[i] : 1);
    fold(padded(count));
  }
}

void reduce_tangent(const Kernels& copy, arma::mat& triangle, Columns x, bool intercept, const arma::vec& residual,
                    const arma::vec& values, const double* weights, bool squared) {
  const arma::uword rows = residual.n_elem, most = 4096;
  arma::vec working(most), information(most);
  for (arma::uword first = 0; first < rows; first += most) {
    const arma::uword count = std::min(most, rows - first);
    for (arma::uword i = 0; i < count; ++i) {
      const double v = values[first + i], s = squared ? v : v * (1 - v);
      working[i] = s == 0 ? 0 : residual[first + i] / s;
      information[i] = (squared ? s * s : s) * (weights ? weights[first + i] : 1);
    }
    reduce_rows(copy, triangle, x, intercept, working.memptr(), information.memptr(), nullptr, count);
    for (const double*& column : x) column += count;
  }
}

void linear_values(const Kernels& copy, const Columns& x, bool intercept, const double* theta, const double* offset,
                   arma::uword rows, double* values) {
  const arma::uword most = 1024;  // the sums of a block stay in the cache
  for (arma::uword first = 0; first < rows; first += most) {
    const arma::uword count = std::min(most, rows - first);
    std::fill(values + first, values + first + count, intercept ? theta[0] : 0);
    if (offset) copy.add_multiple(count, 1, offset + first, values + first);
    for (arma::uword j = 0; j < x.size(); ++j)
      copy.add_multiple(count, theta[j + intercept], x[j] + first, values + first);
  }
}

Range linear_range(const Kernels& copy, Columns x, bool intercept, const double* theta, arma::uword rows) {
  const arma::uword most = 1024;
  Range range = {arma::datum::inf, -arma::datum::inf};
  double values[most];
  for (arma::uword first = 0; first < rows; first += most) {
    const arma::uword count = std::min(most, rows - first);
    linear_values(copy, x, intercept, theta, nullptr, count, values);
    for (arma::uword i = 0; i < count; ++i) {
      range.smallest = std::min(range.smallest, values[i]);
      range.largest = std::max(range.largest, values[i]);
    }
    for (const double*& column : x) column += count;
  }
  return range;
}

Linear::Linear(const Kernels& copy, const arma::mat& r, const arma::vec& z, double rest, double scale)
    : kernels_(copy), r_(r), z_(z), rest_(rest), scale_(scale), residual_(r.n_rows) {}

// E = scale (|u|^2 + rest) with u = R theta - z;  dE/dtheta = 2 scale R'u
double Linear::evaluate(const Rows&, const arma::vec& theta, arma::vec* gradient) {
  const double squares = kernels_.triangle(r_.n_rows, r_.n_cols, r_.memptr(), theta.memptr(), z_.memptr(),
                                           residual_.memptr(), 2 * scale_, gradient ? gradient->memptr() : nullptr);
  return scale_ * (squares + rest_);
}

}  // namespace descent
