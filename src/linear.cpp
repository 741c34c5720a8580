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
  Fold(const Kernels& kernels, double* triangle, std::size_t q, double* block, std::size_t stride)
      : kernels_(kernels),
        triangle_(triangle),
        q_(q),
        block_(block),
        stride_(stride),
        factor_(panel * panel),
        inner_(panel * panel),
        product_(panel * q),
        change_(panel * q) {}

  void operator()(std::size_t count) {
    for (std::size_t first = 0; first < q_; first += panel) {
      const std::size_t width = std::min(panel, q_ - first), behind = q_ - first - width;
      double beta[panel];
      kernels_.reflect_panel(count, width, &at(first, first), q_, column(first), stride_, beta);
      if (behind > 0) {
        form_factor(first, width, count, beta);
        apply(first, width, behind, count);
      }
    }
  }

 private:
  static constexpr std::size_t panel = 16;

  double* column(std::size_t k) { return block_ + k * stride_; }
  double& at(std::size_t i, std::size_t j) { return triangle_[i + j * q_]; }

  // factor_ = -T', where T is upper triangular: T_jj = beta_j, T_1:j-1,j = -beta_j T_1:j-1,1:j-1 (W' w_j)_1:j-1
  void form_factor(std::size_t first, std::size_t width, std::size_t count, const double* beta) {
    for (std::size_t j = 0; j < width; ++j) w_[j] = column(first + j);
    kernels_.multiply_inner(count, width, width, w_, w_[0], stride_, inner_.data(), panel, false);
    for (std::size_t j = 0; j < width; ++j) {
      for (std::size_t i = 0; i < j; ++i) {
        double sum = 0;
        for (std::size_t k = i; k < j; ++k) sum += factor_[k + i * panel] * inner_[k + j * panel];
        factor_[j + i * panel] = -beta[j] * sum;
      }
      factor_[j + j * panel] = -beta[j];
      for (std::size_t i = j + 1; i < width; ++i) factor_[j + i * panel] = 0;
    }
  }

  void apply(std::size_t first, std::size_t width, std::size_t behind, std::size_t count) {
    double *rest = column(first + width), *y = product_.data(), *change = change_.data();
    for (std::size_t j = 0; j < behind; ++j)
      for (std::size_t i = 0; i < width; ++i) y[i + j * panel] = at(first + i, first + width + j);
    kernels_.multiply_inner(count, width, behind, w_, rest, stride_, y, panel, true);
    const double* factor[panel];
    for (std::size_t k = 0; k < width; ++k) factor[k] = factor_.data() + k * panel;
    kernels_.multiply({width, behind, width, factor, y, 1, panel, change, panel, false});
    for (std::size_t j = 0; j < behind; ++j)
      for (std::size_t i = 0; i < width; ++i) at(first + i, first + width + j) += change[i + j * panel];
    kernels_.multiply({count, behind, width, w_, change, 1, panel, rest, stride_, true});
  }

  const Kernels& kernels_;
  double* const triangle_;
  const std::size_t q_;
  double* const block_;
  const std::size_t stride_;
  const double* w_[panel];
  Buffer factor_, inner_, product_, change_;
};

constexpr std::size_t Fold::panel;

}  // namespace

void reduce_rows(const Kernels& kernels, double* triangle, const Columns& x, bool intercept, const double* y,
                 const double* weights, const double* offset, std::size_t rows) {
  // rows per block: it stays in the cache while it is folded, a narrow one in the first level's
  const std::size_t q = intercept + x.size() + 1, most = q > 32 ? 256 : 128;
  Buffer block(most * q), root(most);
  Fold fold(kernels, triangle, q, block.data(), most);
  for (std::size_t first = 0; first < rows; first += most) {
    const std::size_t count = std::min(most, rows - first);
    if (weights)
      for (std::size_t i = 0; i < count; ++i) root[i] = std::sqrt(weights[first + i]);
    double* column = block.data();
    auto fill = [&](const double* source) {
      for (std::size_t i = 0; i < count; ++i) column[i] = source ? source[first + i] : 1;
      if (weights)
        for (std::size_t i = 0; i < count; ++i) column[i] *= root[i];
      for (std::size_t i = count; i < padded(count); ++i) column[i] = 0;
    };
    for (std::size_t j = 0; j < x.size() + intercept; ++j, column += most)
      fill(j < intercept ? nullptr : x[j - intercept]);
    fill(y);
    if (offset)
      for (std::size_t i = 0; i < count; ++i) column[i] -= offset[first + i] * (weights ? root[i] : 1);
    fold(padded(count));
  }
}

void reduce_tangent(const Kernels& kernels, double* triangle, Columns x, bool intercept, const double* residual,
                    const double* values, const double* weights, bool squared, std::size_t rows) {
  const std::size_t most = 4096;
  std::vector<double> working(most), information(most);
  for (std::size_t first = 0; first < rows; first += most) {
    const std::size_t count = std::min(most, rows - first);
    for (std::size_t i = 0; i < count; ++i) {
      const double v = values[first + i], s = squared ? v : v * (1 - v);
      working[i] = s == 0 ? 0 : residual[first + i] / s;
      information[i] = (squared ? s * s : s) * (weights ? weights[first + i] : 1);
    }
    reduce_rows(kernels, triangle, x, intercept, working.data(), information.data(), nullptr, count);
    for (const double*& column : x) column += count;
  }
}

void linear_values(const Kernels& kernels, const Columns& x, bool intercept, const double* theta, const double* offset,
                   std::size_t rows, double* values, const double* y, double* residuals) {
  const std::size_t most = 1024;  // the sums of a block stay in the cache
  for (std::size_t first = 0; first < rows; first += most) {
    const std::size_t count = std::min(most, rows - first);
    std::fill(values + first, values + first + count, intercept ? theta[0] : 0);
    if (offset) kernels.add_multiple(count, 1, offset + first, values + first);
    for (std::size_t j = 0; j < x.size(); ++j)
      kernels.add_multiple(count, theta[j + intercept], x[j] + first, values + first);
    for (std::size_t i = first; residuals && i < first + count; ++i) residuals[i] = y[i] - values[i];
  }
}

Range linear_range(const Kernels& kernels, Columns x, bool intercept, const double* theta, std::size_t rows) {
  const std::size_t most = 1024;
  Range range = {HUGE_VAL, -HUGE_VAL};
  double values[most];
  for (std::size_t first = 0; first < rows; first += most) {
    const std::size_t count = std::min(most, rows - first);
    linear_values(kernels, x, intercept, theta, nullptr, count, values);
    for (std::size_t i = 0; i < count; ++i) {
      range.smallest = std::min(range.smallest, values[i]);
      range.largest = std::max(range.largest, values[i]);
    }
    for (const double*& column : x) column += count;
  }
  return range;
}

Linear::Linear(const Kernels& kernels, std::size_t rows, std::size_t columns, const double* r, const double* z,
               double rss_min, double share)
    : kernels_(kernels),
      rows_(rows),
      columns_(columns),
      r_(r),
      z_(z),
      rss_min_(rss_min),
      share_(share),
      residual_(rows) {}

// E = share (|u|^2 + rss_min) with u = R theta - z;  dE/dtheta = 2 share R'u
double Linear::evaluate(const Rows&, const double* theta, double* gradient) {
  const double squares = kernels_.triangle(rows_, columns_, r_, theta, z_, residual_.data(), 2 * share_, gradient);
  return share_ * (squares + rss_min_);
}

}  // namespace descent
