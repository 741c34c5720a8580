#include "view.h"

#include <algorithm>

namespace descent {

void View::map(const std::vector<Entry>& entries, const arma::vec& from, double* to) const {
  const double* read = from.begin();
  for (arma::uword b = 0; b < blocks; ++b, read += inner, to += outer) {
    std::fill(to, to + outer, 0.0);
    for (const Entry& entry : entries) to[entry.to] += entry.factor * read[entry.from];
  }
  std::copy(read, from.end(), to);
}

void View::coefficients(const arma::vec& u, double* theta) const {
  map(forward, u, theta);
  for (arma::uword j = 0; j < scale.n_elem; ++j) theta[j] *= scale[j];
  for (arma::uword j = 0; j < shift.n_elem; ++j) theta[j] += shift[j];
}

void View::gradient(const arma::vec& du, double* dtheta) const {
  map(backward, du, dtheta);
  for (arma::uword j = 0; j < scale.n_elem; ++j) dtheta[j] /= scale[j];
  if (unit != 1)
    for (arma::uword j = 0; j < size(du.n_elem); ++j) dtheta[j] *= unit;
}

}  // namespace descent
