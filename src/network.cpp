#include "network.h"

#include <algorithm>

#include "gemm.h"

namespace descent {

Network::Network(std::vector<Layer> layers, FusedCost cost, Data data, Watch* watch, double keep,
                 std::function<double()> uniform)
    : layers_(layers), cost_(cost), data_(data), watch_(watch), keep_(keep), uniform_(uniform) {
  arma::uword width = data_.x.size();
  for (const Layer& layer : layers_) {
    size_ += layer.size();
    width += 2 * layer.units;
  }
  // A block of rows and all that is computed from it stay in the cache (2^15 doubles are 256 kB).
  block_ = std::max<arma::uword>(32, std::min<arma::uword>(1024, (1 << 15) / std::max<arma::uword>(1, width) / 16 * 16));
  block_ = std::max<arma::uword>(1, std::min(block_, data_.rows));
  for (const Layer& layer : layers_) {
    logit_.emplace_back(block_ * layer.units);
    output_.emplace_back(block_ * layer.units);
    delta_.emplace_back(block_ * layer.units);
    mask_.emplace_back(keep_ < 1 ? block_ * layer.units : 0);
    input_.emplace_back(layer.inputs);
  }
  target_.set_size(block_ * data_.y.size());
}

// Points the first layer at its rows: in the caller's columns, or in copies where an order picks them.
void Network::load(const Rows& rows) {
  count_ = rows.count;
  const bool pick = rows.order != nullptr;
  if (pick && gathered_.is_empty() && !data_.x.empty()) gathered_.set_size(block_, data_.x.size());
  if (pick && data_.weights && weight_.is_empty()) weight_.set_size(block_);
  if (pick && data_.offset && offset_.is_empty()) offset_.set_size(block_);
  auto source = [&](const double* column, double* copy) -> const double* {
    if (!pick) return column + rows.first;
    for (arma::uword i = 0; i < count_; ++i) copy[i] = column[rows.order[rows.first + i]];
    return copy;
  };
  for (arma::uword j = 0; j < data_.x.size(); ++j)
    input_[0][j] = source(data_.x[j], pick ? gathered_.colptr(j) : nullptr);
  weight_now_ = data_.weights ? source(data_.weights, weight_.memptr()) : nullptr;
  offset_now_ = data_.offset ? source(data_.offset, offset_.memptr()) : nullptr;
  for (arma::uword l = 1; l < layers_.size(); ++l)
    for (arma::uword k = 0; k < layers_[l].inputs; ++k) input_[l][k] = output_[l - 1].memptr() + k * count_;
}

// z = bias + a W (+ offset at the output), a = f(z), layer by layer
void Network::forward(const arma::vec& theta, arma::uword last, bool drop) {
  const double* w = theta.memptr();
  for (arma::uword l = 0; l <= last; ++l) {
    const Layer& layer = layers_[l];
    const arma::uword stride = layer.inputs + layer.bias;
    double* z = logit_[l].memptr();
    const bool output = l + 1 == layers_.size();
    for (arma::uword u = 0; u < layer.units; ++u) {
      const double bias = layer.bias ? w[u * stride] : 0;
      for (arma::uword i = 0; i < count_; ++i) z[i + u * count_] = bias + (output && offset_now_ ? offset_now_[i] : 0);
    }
    multiply(count_, layer.units, layer.inputs, input_[l].data(), w + layer.bias, stride, z, count_);
    layer.activation.value(z, output_[l].memptr(), count_, layer.units);
    if (drop && !output)  // inverted dropout: what stays on is scaled up, so that prediction needs no change
      for (arma::uword i = 0; i < count_ * layer.units; ++i) {
        mask_[l][i] = uniform_() < keep_ ? 1 / keep_ : 0;
        output_[l][i] *= mask_[l][i];
      }
    w += layer.size();
  }
}

// From dE/dz of the output back: dE/dW = a' dE/dz, dE/da of the layer below = dE/dz W', dE/dz = dE/da f'(z)
void Network::backward(const arma::vec& theta, arma::vec& gradient) {
  arma::uword at = size_;
  for (arma::uword l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    at -= layer.size();
    const arma::uword stride = layer.inputs + layer.bias;
    const double* delta = delta_[l].memptr();
    double* g = gradient.memptr() + at;
    if (layer.bias)
      for (arma::uword u = 0; u < layer.units; ++u)
        for (arma::uword i = 0; i < count_; ++i) g[u * stride] += delta[i + u * count_];
    multiply_transposed_left(count_, layer.units, layer.inputs, input_[l].data(), delta, count_, g + layer.bias,
                             stride);
    if (l == 0) break;
    double* below = delta_[l - 1].memptr();
    multiply_transposed_right(count_, layer.units, layer.inputs, delta, count_, theta.memptr() + at + layer.bias,
                              stride, below, count_);
    if (keep_ < 1) {  // the activation before dropout is needed for its slope: recompute it from z
      layers_[l - 1].activation.value(logit_[l - 1].memptr(), output_[l - 1].memptr(), count_, layer.inputs);
      for (arma::uword i = 0; i < count_ * layer.inputs; ++i) below[i] *= mask_[l - 1][i];
    }
    layers_[l - 1].activation.backward(logit_[l - 1].memptr(), output_[l - 1].memptr(), below, count_, layer.inputs);
  }
}

double Network::evaluate(const Rows& rows, const arma::vec& theta, arma::vec* gradient) {
  const arma::uword outputs = data_.y.size();
  const bool drop = gradient && keep_ < 1;
  double total = 0, weight = 0;
  if (gradient) gradient->zeros();
  for (arma::uword done = 0; done < rows.count; done += count_) {
    load({rows.order, rows.first + done, std::min(block_, rows.count - done)});
    for (arma::uword k = 0; k < outputs; ++k)
      for (arma::uword i = 0; i < count_; ++i)
        target_[i + k * count_] = data_.y[k][rows.order ? rows.order[rows.first + done + i] : rows.first + done + i];
    forward(theta, layers_.size() - 1, drop);
    for (arma::uword k = 0; k < data_.units.n_elem; ++k)
      for (arma::uword i = 0; i < count_; ++i) output_.back()[i + k * count_] *= data_.units[k];
    total += cost_.block(target_.memptr(), logit_.back().memptr(), output_.back().memptr(), weight_now_,
                         delta_.back().memptr(), count_, outputs);
    for (arma::uword k = 0; k < data_.units.n_elem; ++k)
      for (arma::uword i = 0; i < count_; ++i) delta_.back()[i + k * count_] *= data_.units[k];
    if (gradient) backward(theta, *gradient);
    if (weight_now_)
      for (arma::uword i = 0; i < count_; ++i) weight += weight_now_[i];
    if (watch_) watch_->poll();  // an epoch over many rows can be interrupted in its midst
  }
  const double scale = weight_now_ ? (weight > 0 ? cost_.scale(weight, outputs) : 0) : cost_.scale(rows.count, outputs);
  if (gradient) *gradient *= scale;
  return scale * total;
}

void Network::outputs(const arma::vec& theta, arma::uword layer, bool logit, arma::mat& values) {
  for (arma::uword first = 0; first < data_.rows; first += count_) {
    load({nullptr, first, std::min(block_, data_.rows - first)});
    forward(theta, layer, false);
    const double* from = (logit ? logit_ : output_)[layer].memptr();
    for (arma::uword u = 0; u < layers_[layer].units; ++u, from += count_)
      std::copy(from, from + count_, values.colptr(u) + first);
  }
}

}  // namespace descent
