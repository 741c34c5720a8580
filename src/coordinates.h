// A model trained in other coordinates: its data stay as they are, what moves are the coefficients and the gradient.
#ifndef DESCENT_COORDINATES_H
#define DESCENT_COORDINATES_H

#include "model.h"

namespace descent {

// theta = origin + F u, so dE/du = F' dE/dtheta
class Coordinates : public Model {
 public:
  Coordinates(Model& model, const arma::vec& origin, const arma::mat& forward)
      : model_(model), origin_(origin), forward_(forward), slope_(origin.n_elem) {}
  arma::uword size() const override { return forward_.n_cols; }
  arma::uword rows() const override { return model_.rows(); }

  double evaluate(const Rows& rows, const arma::vec& u, arma::vec* gradient) override {
    theta_ = origin_;
    theta_ += forward_ * u;
    const double error = model_.evaluate(rows, theta_, gradient ? &slope_ : nullptr);
    if (gradient) *gradient = forward_.t() * slope_;
    return error;
  }

 private:
  Model& model_;
  const arma::vec origin_;
  const arma::mat forward_;
  arma::vec theta_, slope_;
};

}  // namespace descent

#endif
