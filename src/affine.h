// The coefficients that a user reads, from those that training moves: theta = origin + scale * (F u).
#ifndef DESCENT_AFFINE_H
#define DESCENT_AFFINE_H

#include <cstddef>
#include <vector>

namespace descent {

// A non-zero entry of a matrix, counted from 0.
struct Entry {
  std::size_t to, from;
  double factor;
};

// F maps each of the first `blocks` blocks of `inner` numbers to `outer` numbers; the numbers behind them stay as they
// are. F is either sparse (the entries of F and of the transpose of its inverse) or the inverse of an upper triangular
// matrix R, which is then applied by substitution: no inverse is formed, so that no digits are lost to one. Without
// blocks F is the identity. `scale` and `origin`, unless they are empty, have one number per coefficient.
struct Affine {
  std::vector<Entry> forward, backward;  // of F and of (F^-1)'
  const double* triangle = nullptr;      // R, inner x inner, column-major; nullptr: F is sparse
  std::size_t inner = 0, outer = 0, blocks = 0;
  std::vector<double> scale, origin;
  double cost = 1;  // what one unit of training's cost is worth

  // The number of coefficients that a user reads, where training moves this many.
  std::size_t outer_size(std::size_t inner_size) const { return inner_size + blocks * outer - blocks * inner; }

  // theta = origin + scale * (F u); n is the length of u
  void coefficients(std::size_t n, const double* u, double* theta) const;
  // dE/dtheta = cost / scale * (F^-1)' dE/du
  void outward_gradient(std::size_t n, const double* du, double* dtheta) const;
  // dE/du = 1 / cost * F' (scale * dE/dtheta), dE/dtheta being measured in the user's cost; it is overwritten
  void inward_gradient(std::size_t n, double* dtheta, double* du) const;
};

}  // namespace descent

#endif
