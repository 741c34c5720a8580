// A model trained through an affine map: its data stay as they are, its coefficients and their gradient are mapped.
#ifndef DESCENT_MAPPED_H
#define DESCENT_MAPPED_H

#include "affine.h"
#include "model.h"

namespace descent {

class Mapped : public Model {
 public:
  // size: the number of coefficients that training moves; the model has map.outer_size(size).
  Mapped(Model& model, const Affine& map, std::size_t size)
      : model_(model), map_(map), size_(size), theta_(model.size()), slope_(model.size()) {}
  std::size_t size() const override { return size_; }
  std::size_t rows() const override { return model_.rows(); }

  double evaluate(const Rows& rows, const double* u, double* gradient) override {
    map_.coefficients(size_, u, theta_.data());
    const double error = model_.evaluate(rows, theta_.data(), gradient ? slope_.data() : nullptr);
    if (gradient) map_.inward_gradient(size_, slope_.data(), gradient);
    return map_.cost == 1 ? error : error / map_.cost;
  }

 private:
  Model& model_;
  const Affine& map_;
  const std::size_t size_;
  std::vector<double> theta_, slope_;
};

}  // namespace descent

#endif
