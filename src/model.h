// What the training loop asks of a model.
#ifndef DESCENT_MODEL_H
#define DESCENT_MODEL_H

#include <RcppArmadillo.h>

namespace descent {

// Some rows of the data: all of them in place, or those an order names.
struct Rows {
  const arma::uword* order;  // nullptr: first, first + 1, ...
  arma::uword first, count;
};

class Model {
 public:
  virtual ~Model() = default;
  virtual arma::uword size() const = 0;  // number of coefficients
  virtual arma::uword rows() const = 0;
  // The cost over these rows at theta; fills the gradient unless it is nullptr.
  virtual double evaluate(const Rows& rows, const arma::vec& theta, arma::vec* gradient) = 0;
};

}  // namespace descent

#endif
