#include "network.h"

#include <algorithm>

namespace descent {
namespace {

// From this width on a layer's weight gradient is an outer product (weight_gradient()).
constexpr arma::uword wide = 8;

// A block of rows and all that is computed from it stay in the cache (2^15 doubles are 256 kB).
arma::uword rows_at_once(const std::vector<Layer>& layers, const Data& data) {
  arma::uword width = data.x.size();
  for (const Layer& layer : layers) width += 2 * layer.units;
  const arma::uword room = (1 << 15) / std::max<arma::uword>(1, width) / 16 * 16;
  return std::max<arma::uword>(1, std::min(std::max<arma::uword>(64, std::min<arma::uword>(1024, room)), data.rows));
}

Columns all_columns(const Data& data) {
  Columns all = data.x;
  all.insert(all.end(), data.y.begin(), data.y.end());
  if (data.weights) all.push_back(data.weights);
  if (data.offset) all.push_back(data.offset);
  return all;
}

}  // namespace

// Columns far apart are slow to read again and again: a wide layer, which does, has them beside each other.
Network::Network(const Kernels& copy, std::vector<Layer> layers, Cost cost, Data data, Watch* watch, double keep,
                 std::function<double()> uniform)
    : kernels_(copy),
      layers_(layers),
      cost_(cost),
      data_(data),
      watch_(watch),
      keep_(keep),
      uniform_(uniform),
      block_(rows_at_once(layers_, data_)),
      blocks_(all_columns(data_), data_.rows, block_, data_.y.size() == 1 && layers_[0].units < wide, layers_[0].bias) {
  const arma::uword rows = padded(block_);
  arma::uword longest = 0;
  for (const Layer& layer : layers_) {
    size_ += layer.size();
    if (layer.units >= wide) longest = std::max<arma::uword>(longest, padded(layer.inputs + layer.bias));
    logit_.emplace_back(rows * layer.units);
    output_.emplace_back(rows * layer.units);
    delta_.emplace_back(rows * layer.units);
    mask_.emplace_back(keep_ < 1 ? rows * layer.units : 0);
    input_.emplace_back(layer.bias + layer.inputs);
    delta_columns_.emplace_back(layer.units);
  }
  ones_ = Buffer(rows);
  std::fill(ones_.data(), ones_.data() + rows, 1.0);
  for (arma::uword l = 0; l < layers_.size(); ++l)
    if (layers_[l].bias) input_[l][0] = ones_.data();
  flipped_ = Buffer(longest * block_);
  flipped_columns_.resize(block_);
}

// Points the layers, the targets, the weights and the offset at a block.
void Network::load(const Rows& rows, bool ahead) {
  if (!blocks_.load(rows, ahead)) return;
  const bool resized = rows.count != count_;
  count_ = rows.count;
  for (arma::uword k = 0; k < layers_[0].inputs; ++k) input_[0][layers_[0].bias + k] = blocks_.column(k);
  std::size_t next = data_.x.size();
  target_now_ = data_.y.empty() ? nullptr : blocks_.column(next);
  next += data_.y.size();
  if (data_.weights) weight_now_ = blocks_.column(next++);
  if (data_.offset) offset_now_ = blocks_.column(next);
  if (!resized) return;
  const arma::uword ld = padded(count_);
  for (arma::uword l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    if (l > 0)
      for (arma::uword k = 0; k < layer.inputs; ++k) input_[l][layer.bias + k] = output_[l - 1].data() + k * ld;
    for (arma::uword u = 0; u < layer.units; ++u) delta_columns_[l][u] = delta_[l].data() + u * ld;
  }
}

// z = bias + a W (+ offset at the output), a = f(z), layer by layer
void Network::forward(const double* theta, arma::uword last, bool drop) {
  const arma::uword ld = padded(count_);
  for (arma::uword l = 0; l <= last; ++l) {
    const Layer& layer = layers_[l];
    const arma::uword inputs = layer.inputs + layer.bias;
    double *z = logit_[l].data(), *a = output_[l].data();
    const bool output = l + 1 == layers_.size(), shifted = output && data_.offset;
    if (shifted)
      for (arma::uword u = 0; u < layer.units; ++u) std::copy(offset_now_, offset_now_ + ld, z + u * ld);
    kernels_.multiply({ld, layer.units, inputs, input_[l].data(), theta, 1, inputs, z, ld, shifted});
    layer.activation.value(shape(l), z, a);
    if (drop && !output)  // inverted dropout: what stays on is scaled up, so that prediction needs no change
      for (arma::uword u = 0; u < layer.units; ++u) {
        double* mask = mask_[l].data() + u * ld;
        for (arma::uword i = 0; i < count_; ++i) mask[i] = uniform_() < keep_ ? 1 / keep_ : 0;
        std::fill(mask + count_, mask + ld, mask[count_ - 1]);
        for (arma::uword i = 0; i < ld; ++i) a[i + u * ld] *= mask[i];
      }
    theta += layer.size();
  }
}

// dE/dW = a' dE/dz. The columns of a lie along the rows of the block, so each entry is an inner product over the rows,
// and its last step, the sum of a register's lanes, is slow. Where many units share an input it pays to turn `a` round,
// sample by sample: then the lanes are neighbouring weights.
void Network::weight_gradient(arma::uword l, double* gradient, bool add) {
  const Layer& layer = layers_[l];
  const arma::uword inputs = layer.inputs + layer.bias, ld = padded(count_);
  const double* delta = delta_[l].data();
  if (layer.units < wide || inputs < wide) {
    kernels_.multiply_inner(ld, inputs, layer.units, input_[l].data(), delta, ld, gradient, inputs, add);
    return;
  }
  const double* const* a = l == 0 && blocks_.samples() ? blocks_.samples() : flipped(l);
  kernels_.multiply({inputs, layer.units, count_, a, delta, 1, ld, gradient, inputs, add});
}

const double* const* Network::flipped(arma::uword l) {
  const arma::uword inputs = layers_[l].inputs + layers_[l].bias, length = padded(inputs);
  for (arma::uword i = 0; i < count_; ++i) flipped_columns_[i] = flipped_.data() + i * length;
  for (arma::uword first = 0; first < inputs; first += padding) {
    const double* const* a = input_[l].data() + first;
    const arma::uword some = std::min<arma::uword>(padding, inputs - first);
    double* to = flipped_.data() + first;
    for (arma::uword i = 0; i < count_; ++i, to += length)
      for (arma::uword k = 0; k < some; ++k) to[k] = a[k][i];
  }
  return flipped_columns_.data();
}

// From dE/dz of the output back: dE/da of the layer below = dE/dz W', dE/dz = dE/da f'(z)
void Network::backward(const double* theta, double* gradient, bool add) {
  const arma::uword ld = padded(count_);
  arma::uword at = size_;
  for (arma::uword l = layers_.size(); l-- > 0;) {
    const Layer& layer = layers_[l];
    at -= layer.size();
    weight_gradient(l, gradient + at, add);
    if (l == 0) break;
    double *below = delta_[l - 1].data(), *z = logit_[l - 1].data(), *a = output_[l - 1].data();
    kernels_.multiply({ld, layer.inputs, layer.units, delta_columns_[l].data(), theta + at + layer.bias,
                       layer.inputs + layer.bias, 1, below, ld, false});
    const Shape hidden = shape(l - 1);
    if (keep_ < 1) {  // the activation before dropout is needed for its slope: recompute it from z
      layers_[l - 1].activation.value(hidden, z, a);
      for (arma::uword i = 0; i < hidden.all(); ++i) below[i] *= mask_[l - 1][i];
    }
    layers_[l - 1].activation.backward(hidden, z, a, below);
  }
}

double Network::weight_of(const Rows& rows) {
  if (!data_.weights) return static_cast<double>(rows.count);
  if (same(rows, weighed_)) return weight_sum_;
  weighed_ = rows;
  weight_sum_ = 0;
  for (arma::uword i = rows.first; i < rows.first + rows.count; ++i)
    weight_sum_ += data_.weights[rows.order ? rows.order[i] : i];
  return weight_sum_;
}

double Network::evaluate(const Rows& rows, const arma::vec& theta, arma::vec* gradient) {
  const arma::uword outputs = data_.y.size();
  const double weight = weight_of(rows), scale = weight > 0 ? cost_.scale(weight, outputs) : 0;
  const double* units = data_.units.is_empty() ? nullptr : data_.units.memptr();
  const bool ahead = rows.count <= block_ || rows.count == data_.rows;
  double total = 0;
  for (arma::uword done = 0; done < rows.count; done += count_) {
    load({rows.order, rows.first + done, std::min(block_, rows.count - done)}, ahead);
    forward(theta.memptr(), layers_.size() - 1, gradient && keep_ < 1);
    const Shape block = {count_, outputs};
    double *y = output_.back().data(), *delta = delta_.back().data();
    for (arma::uword i = 0; units && i < block.all(); ++i) y[i] *= units[i / block.ld()];
    total += cost_.block(block, target_now_, logit_.back().data(), y, weight_now_, delta);
    if (gradient) {
      for (arma::uword i = 0; i < block.all(); ++i) delta[i] *= units ? scale * units[i / block.ld()] : scale;
      backward(theta.memptr(), gradient->memptr(), done > 0);
    }
    if (watch_) watch_->poll();  // an epoch over many rows can be interrupted in its midst
  }
  return scale * total;
}

double Network::outputs(const arma::vec& theta, arma::uword layer, bool logit, arma::mat& values) {
  const double weight = weight_of({nullptr, 0, data_.rows});
  const bool priced = layer + 1 == layers_.size() && data_.y.size() == layers_[layer].units;
  double total = 0;
  for (arma::uword first = 0; first < data_.rows; first += count_) {
    load({nullptr, first, std::min(block_, data_.rows - first)}, false);
    forward(theta.memptr(), layer, false);
    double *z = logit_[layer].data(), *y = output_[layer].data(), *from = logit ? z : y;
    for (arma::uword u = 0; u < layers_[layer].units; ++u, from += padded(count_))
      std::copy(from, from + count_, values.colptr(u) + first);
    if (priced) total += cost_.block(shape(layer), target_now_, z, y, weight_now_, delta_[layer].data());
  }
  return priced && weight > 0 ? cost_.scale(weight, layers_[layer].units) * total : 0;
}

}  // namespace descent
