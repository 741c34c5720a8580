// What the training loop asks of a model.
#ifndef DESCENT_MODEL_H
#define DESCENT_MODEL_H

#include "columns.h"

namespace descent {

class Model {
 public:
  virtual ~Model() = default;
  virtual std::size_t size() const = 0;  // number of coefficients
  virtual std::size_t rows() const = 0;
  // The cost over these rows at theta; fills the gradient unless it is nullptr. Both have size() numbers.
  virtual double evaluate(const Rows& rows, const double* theta, double* gradient) = 0;
};

}  // namespace descent

#endif
