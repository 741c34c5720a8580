// A model trained through an affine map: its data stay as they are, its coefficients and their gradient are mapped.
#ifndef DESCENT_MAPPED_H
#define DESCENT_MAPPED_H

#include "affine.h"
#include "model.h"

namespace descent {

class Mapped : public Model {
 public:
  // size: the number of coefficients that training moves; the model has map.outer_size(size).
  Mapped(Model& model, const Affine& map, arma::uword size)
      : model_(model), map_(map), size_(size), theta_(model.size()), slope_(model.size()) {}
  arma::uword size() const override { return size_; }
  arma::uword rows() const override { return model_.rows(); }

  double evaluate(const Rows& rows, const arma::vec& u, arma::vec* gradient) override {
    map_.coefficients(size_, u.memptr(), theta_.memptr());
    const double error = model_.evaluate(rows, theta_, gradient ? &slope_ : nullptr);
    if (gradient) map_.inward_gradient(size_, slope_.memptr(), gradient->memptr());
    return map_.cost == 1 ? error : error / map_.cost;
  }

 private:
  Model& model_;
  const Affine& map_;
  const arma::uword size_;
  arma::vec theta_, slope_;
};

}  // namespace descent

#endif
