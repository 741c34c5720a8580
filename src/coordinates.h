// A model trained in other coordinates: its data stay as they are, what moves are the coefficients and the gradient.
#ifndef DESCENT_COORDINATES_H
#define DESCENT_COORDINATES_H

#include "model.h"
#include "view.h"

namespace descent {

// theta = origin + F u, so dE/du = F' dE/dtheta
class Coordinates : public Model {
 public:
  Coordinates(Model& model, arma::uword size, const arma::vec& origin, std::vector<Entry> forward)
      : model_(model), size_(size), origin_(origin), forward_(forward), theta_(origin.n_elem), slope_(origin.n_elem) {}
  arma::uword size() const override { return size_; }
  arma::uword rows() const override { return model_.rows(); }

  double evaluate(const Rows& rows, const arma::vec& u, arma::vec* gradient) override {
    std::copy(origin_.begin(), origin_.end(), theta_.begin());
    for (const Entry& entry : forward_) theta_[entry.to] += entry.factor * u[entry.from];
    const double error = model_.evaluate(rows, theta_, gradient ? &slope_ : nullptr);
    if (gradient) {
      gradient->zeros();
      for (const Entry& entry : forward_) (*gradient)[entry.from] += entry.factor * slope_[entry.to];
    }
    return error;
  }

 private:
  Model& model_;
  const arma::uword size_;
  const arma::vec origin_;
  const std::vector<Entry> forward_;
  arma::vec theta_, slope_;
};

}  // namespace descent

#endif
