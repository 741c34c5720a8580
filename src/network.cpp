#include "network.h"

#include <algorithm>

namespace descent {
namespace {

// From this width on a layer's weight gradient is an outer product (weight_gradient()).
constexpr std::size_t wide = 8;

// A block of rows and all that is computed from it stay in the cache (2^15 doubles are 256 kB).
std::size_t rows_at_once(const std::vector<Layer>& layers, const Data& data) {
  std::size_t width = data.x.size();
  for (const Layer& layer : layers) width += 2 * layer.units;
  const std::size_t room = (1 << 15) / std::max<std::size_t>(1, width) / 16 * 16;
  return std::max<std::size_t>(1, std::min(std::max<std::size_t>(64, std::min<std::size_t>(1024, room)), data.rows));
}

Columns all_columns(const Data& data) {
  Columns all = data.x;
  all.insert(all.end(), data.y.begin(), data.y.end());
  if (data.weights) all.push_back(data.weights);
  if (data.offset) all.push_back(data.offset);
  return all;
}

}  // namespace

// A wide layer reads its inputs several times: it gets a copy of the block, whose columns lie side by side.
Network::Network(const Kernels& kernels, std::vector<Layer> layers, Cost cost, Data data, Progress* progress,
                 double keep, std::function<double()> uniform)
    : kernels_(kernels),
      layers_(layers),
      cost_(cost),
      data_(data),
      progress_(progress),
      keep_(keep),
      uniform_(uniform),
      block_(rows_at_once(layers_, data_)),
      blocks_(kernels_, all_columns(data_), data_.rows, block_, data_.y.size() == 1 && layers_[0].units < wide,
              layers_[0].bias) {
  const std::size_t rows = padded(block_);
  std::size_t longest = 0;
  for (const Layer& layer : layers_) {
    size_ += layer.size();
    if (layer.units >= wide) longest = std::max<std::size_t>(longest, padded(layer.inputs + layer.bias));
    logit_.emplace_back(rows * layer.units);
    output_.emplace_back(rows * layer.units);
    delta_.emplace_back(rows * layer.units);
    mask_.emplace_back(keep_ < 1 ? rows * layer.units : 0);
    input_.emplace_back(layer.bias + layer.inputs);
    delta_columns_.emplace_back(layer.units);
  }
  ones_ = Buffer(rows);
  std::fill(ones_.data(), ones_.data() + rows, 1.0);
  for (std::size_t l = 0; l < layers_.size(); ++l)
    if (layers_[l].bias) input_[l][0] = ones_.data();
  transposed_ = Buffer(longest * block_);
  transposed_columns_.resize(block_);
}

// Points the layers, the targets, the weights and the offset at a block.
void Network::load(const Rows& rows, bool ahead) {
  if (!blocks_.load(rows, ahead)) return;
  const bool resized = rows.count != count_;
  count_ = rows.count;
  for (std::size_t k = 0; k < layers_[0].inputs; ++k) input_[0][layers_[0].bias + k] = blocks_.column(k);
  std::size_t next = data_.x.size();
  targets_ = data_.y.empty() ? nullptr : blocks_.column(next);
  next += data_.y.size();
  if (data_.weights) weights_ = blocks_.column(next++);
  if (data_.offset) offset_ = blocks_.column(next);
  if (!resized) return;
  const std::size_t ld = padded(count_);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    if (l > 0)
      for (std::size_t k = 0; k < layer.inputs; ++k) input_[l][layer.bias + k] = output_[l - 1].data() + k * ld;
    for (std::size_t u = 0; u < layer.units; ++u) delta_columns_[l][u] = delta_[l].data() + u * ld;
  }
}

// z = bias + a W (+ offset at the output), a = f(z), layer by layer
void Network::forward(const double* theta, std::size_t last, bool drop) {
  const std::size_t ld = padded(count_);
  for (std::size_t l = 0; l <= last; ++l) {
    const Layer& layer = layers_[l];
    const std::size_t inputs = layer.inputs + layer.bias;
    double *z = logit_[l].data(), *a = output_[l].data();
    const bool output = l + 1 == layers_.size(), shifted = output && data_.offset;
    if (shifted)
      for (std::size_t u = 0; u < layer.units; ++u) std::copy(offset_, offset_ + ld, z + u * ld);
    kernels_.multiply({ld, layer.units, inputs, input_[l].data(), theta, 1, inputs, z, ld, shifted});
    layer.activation.value(shape(l), z, a);
    if (drop && !output)  // inverted dropout: the units that stay on are scaled up, so that prediction needs no change
      for (std::size_t u = 0; u < layer.units; ++u) {
        double* mask = mask_[l].data() + u * ld;
        for (std::size_t i = 0; i < count_; ++i) mask[i] = uniform_() < keep_ ? 1 / keep_ : 0;
        std::fill(mask + count_, mask + ld, mask[count_ - 1]);
        for (std::size_t i = 0; i < ld; ++i) a[i + u * ld] *= mask[i];
      }
    theta += layer.size();
  }
}

// dE/dW = a' dE/dz. The columns of a lie along the rows of the block, so each entry is an inner product over the rows,
// whose last step, the sum of a register's lanes, is slow. Where many units share an input it pays to transpose a
// first: then the lanes hold neighbouring weights.
void Network::weight_gradient(std::size_t l, double* gradient, bool add) {
  const Layer& layer = layers_[l];
  const std::size_t inputs = layer.inputs + layer.bias, ld = padded(count_);
  const double* delta = delta_[l].data();
  if (layer.units < wide || inputs < wide) {
    kernels_.multiply_inner(ld, inputs, layer.units, input_[l].data(), delta, ld, gradient, inputs, add);
    return;
  }
  const double* const* a = l == 0 && blocks_.samples() ? blocks_.samples() : transposed_input(l);
  kernels_.multiply({inputs, layer.units, count_, a, delta, 1, ld, gradient, inputs, add});
}

const double* const* Network::transposed_input(std::size_t l) {
  const std::size_t inputs = layers_[l].inputs + layers_[l].bias, length = padded(inputs);
  for (std::size_t i = 0; i < count_; ++i) transposed_columns_[i] = transposed_.data() + i * length;
  kernels_.transpose(inputs, input_[l].data(), 0, count_, transposed_.data(), length);
  return transposed_columns_.data();
}

// From dE/dz of the output back: dE/da of the layer below = dE/dz W', dE/dz = dE/da f'(z)
void Network::backward(const double* theta, double* gradient, bool add) {
  const std::size_t ld = padded(count_);
  std::size_t at = size_;
  for (std::size_t l = layers_.size(); l-- > 0;) {
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
      for (std::size_t i = 0; i < hidden.all(); ++i) below[i] *= mask_[l - 1][i];
    }
    layers_[l - 1].activation.backward(hidden, z, a, below);
  }
}

double Network::weight_of(const Rows& rows) {
  if (!data_.weights) return static_cast<double>(rows.count);
  if (same(rows, weighed_)) return weight_sum_;
  weighed_ = rows;
  weight_sum_ = 0;
  for (std::size_t i = rows.first; i < rows.first + rows.count; ++i)
    weight_sum_ += data_.weights[rows.order ? rows.order[i] : i];
  return weight_sum_;
}

// Multiplies a number per row and output by the output's scale and by `factor`.
void Network::multiply_outputs(double* x, double factor) const {
  const std::size_t ld = padded(count_), units = layers_.back().units;
  if (data_.scale.empty()) kernels_.multiply_by(units * ld, factor, x);
  for (std::size_t u = 0; u < data_.scale.size(); ++u) kernels_.multiply_by(ld, factor * data_.scale[u], x + u * ld);
}

// The cost of the loaded block, not yet multiplied by the cost's share; leaves dE/dz in the last delta.
double Network::output_cost() {
  double* y = output_.back().data();
  if (!data_.scale.empty()) multiply_outputs(y, 1);
  return cost_.block(shape(layers_.size() - 1), targets_, logit_.back().data(), y, weights_, delta_.back().data());
}

double Network::evaluate(const Rows& rows, const double* theta, double* gradient) {
  const std::size_t outputs = data_.y.size();
  const double weight = weight_of(rows), share = weight > 0 ? cost_.share(weight, outputs) : 0;
  const bool ahead = rows.count <= block_ || rows.count == data_.rows;
  double total = 0;
  for (std::size_t done = 0; done < rows.count; done += count_) {
    load({rows.order, rows.first + done, std::min(block_, rows.count - done)}, ahead);
    forward(theta, layers_.size() - 1, gradient && keep_ < 1);
    total += output_cost();
    if (gradient) {
      multiply_outputs(delta_.back().data(), share);
      backward(theta, gradient, done > 0);
    }
    if (progress_) progress_->poll();  // an epoch over many rows can be interrupted before its end
  }
  return share * total;
}

void Network::outputs(const double* theta, std::size_t layer, bool logit, double* values) {
  for (std::size_t first = 0; first < data_.rows; first += count_) {
    load({nullptr, first, std::min(block_, data_.rows - first)}, false);
    forward(theta, layer, false);
    const double* from = logit ? logit_[layer].data() : output_[layer].data();
    for (std::size_t u = 0; u < layers_[layer].units; ++u, from += padded(count_))
      std::copy(from, from + count_, values + u * data_.rows + first);
  }
}

double Network::finish(const double* theta, double* fitted, double* residuals) {
  const double weight = weight_of({nullptr, 0, data_.rows});
  const std::size_t last = layers_.size() - 1, units = layers_[last].units;
  double total = 0;
  for (std::size_t first = 0; first < data_.rows; first += count_) {
    load({nullptr, first, std::min(block_, data_.rows - first)}, false);
    forward(theta, last, false);
    total += output_cost();
    for (std::size_t u = 0; u < units; ++u) {
      const double *y = output_[last].data() + u * padded(count_), *d = targets_ + u * padded(count_);
      double *value = fitted + u * data_.rows + first, *residual = residuals + u * data_.rows + first;
      for (std::size_t i = 0; i < count_; ++i) {
        value[i] = y[i];
        residual[i] = d[i] - y[i];
      }
    }
  }
  return weight > 0 ? cost_.share(weight, units) * total : 0;
}

}  // namespace descent
