// What training moves, seen on the data's own scale: theta = shift + scale * (F u), and so
// dE/dtheta = unit / scale * (F^-1)' dE/du, `unit` being the size of one unit of the cost that training sees.
#ifndef DESCENT_VIEW_H
#define DESCENT_VIEW_H

#include <algorithm>
#include <vector>

#include <RcppArmadillo.h>

namespace descent {

struct Entry {
  arma::uword to, from;
  double factor;
};

// F is sparse, and the same for each of the `blocks` first blocks of `inner` numbers, which become `outer` numbers;
// what follows them stays. Without entries F is the identity; `scale` and `shift`, where not empty, have a number a
// coefficient.
struct View {
  std::vector<Entry> forward, backward;  // of F and of (F^-1)'
  arma::uword inner = 0, outer = 0, blocks = 0;
  arma::vec scale, shift;
  double unit = 1;

  arma::uword size(arma::uword inside) const { return inside + blocks * outer - blocks * inner; }

  void coefficients(const arma::vec& u, double* theta) const {
    map(forward, u, theta);
    for (arma::uword j = 0; j < scale.n_elem; ++j) theta[j] *= scale[j];
    for (arma::uword j = 0; j < shift.n_elem; ++j) theta[j] += shift[j];
  }

  void gradient(const arma::vec& du, double* dtheta) const {
    map(backward, du, dtheta);
    for (arma::uword j = 0; j < scale.n_elem; ++j) dtheta[j] /= scale[j];
    const arma::uword all = unit == 1 ? 0 : size(du.n_elem);
    for (arma::uword j = 0; j < all; ++j) dtheta[j] *= unit;
  }

 private:
  void map(const std::vector<Entry>& entries, const arma::vec& from, double* to) const {
    const double* read = from.begin();
    for (arma::uword b = 0; b < blocks; ++b, read += inner, to += outer) {
      for (arma::uword j = 0; j < outer; ++j) to[j] = 0;
      for (const Entry& entry : entries) to[entry.to] += entry.factor * read[entry.from];
    }
    std::copy(read, from.end(), to);
  }
};

}  // namespace descent

#endif
