#include "network.h"

#include <algorithm>

namespace descent {
namespace {

// From this width on a layer's weight gradient is an outer product (weight_gradient()).
constexpr arma::uword wide = 8;

// What is copied at once where blocks are picked by an order: 2^19 doubles are 4 MB.
constexpr std::size_t ahead_at_most = 1 << 19;

bool same(const Rows& a, const Rows& b) {
  return !a.order && !b.order && a.first == b.first && a.count == b.count;
}

}  // namespace

Network::Network(const Kernels& copy, std::vector<Layer> layers, FusedCost cost, Data data, Watch* watch, double keep,
                 std::function<double()> uniform)
    : kernels_(copy), layers_(layers), cost_(cost), data_(data), watch_(watch), keep_(keep), uniform_(uniform) {
  arma::uword width = data_.x.size(), longest = 0;
  for (const Layer& layer : layers_) {
    size_ += layer.size();
    width += 2 * layer.units;
    if (layer.units >= wide) longest = std::max<arma::uword>(longest, padded(layer.inputs + layer.bias));
  }
  // A block of rows and all that is computed from it stay in the cache (2^15 doubles are 256 kB).
  block_ =
      std::max<arma::uword>(128, std::min<arma::uword>(1024, (1 << 15) / std::max<arma::uword>(1, width) / 16 * 16));
  block_ = std::max<arma::uword>(1, std::min(block_, data_.rows));
  const arma::uword rows = padded(block_);
  for (const Layer& layer : layers_) {
    logit_.emplace_back(rows * layer.units);
    output_.emplace_back(rows * layer.units);
    delta_.emplace_back(rows * layer.units);
    mask_.emplace_back(keep_ < 1 ? rows * layer.units : 0);
    input_.emplace_back(layer.bias + layer.inputs);
    delta_columns_.emplace_back(layer.units);
  }
  ones_ = Buffer(rows);
  std::fill(ones_.data(), ones_.data() + rows, 1.0);
  sources_ = data_.x;
  sources_.insert(sources_.end(), data_.y.begin(), data_.y.end());
  if (data_.weights) sources_.push_back(data_.weights);
  if (data_.offset) sources_.push_back(data_.offset);
  const std::size_t one = rows * sources_.size(), all = one * (data_.rows / block_ + 1);
  room_ = std::max(one, std::min(all, ahead_at_most));
  gathered_ = Buffer(room_);
  flipped_ = Buffer(longest * block_);
  flipped_columns_.resize(block_);
}

// Points the first layer, the targets, the weights and the offset at a block. Where it is not read in place, `ahead`
// says that blocks of the same size will follow.
void Network::load(const Rows& rows, bool ahead) {
  if (same(rows, loaded_)) return;
  loaded_ = rows;
  count_ = rows.count;
  const arma::uword ld = padded(count_);
  // columns far apart are slow to read again and again: a wide layer, which does, has them beside each other
  const bool in_place = !rows.order && count_ == ld && data_.y.size() == 1 && layers_[0].units < wide;
  const double* block = in_place ? nullptr : gathered(rows, ahead);
  auto column = [&](std::size_t c) { return block ? block + c * ld : sources_[c] + rows.first; };
  for (arma::uword l = 0; l < layers_.size(); ++l) {
    const Layer& layer = layers_[l];
    if (layer.bias) input_[l][0] = ones_.data();
    for (arma::uword k = 0; k < layer.inputs; ++k)
      input_[l][layer.bias + k] = l > 0 ? output_[l - 1].data() + k * ld : column(k);
    for (arma::uword u = 0; u < layer.units; ++u) delta_columns_[l][u] = delta_[l].data() + u * ld;
  }
  std::size_t next = data_.x.size();
  target_now_ = data_.y.empty() ? nullptr : column(next);
  next += data_.y.size();
  if (data_.weights) weight_now_ = column(next++);
  if (data_.offset) offset_now_ = column(next);
}

// A copy of the block, its columns padded. Several blocks are copied at once: the rows of one that an order picks lie
// on nearly as many pages of memory as there are rows, for each column anew.
const double* Network::gathered(const Rows& rows, bool ahead) {
  const std::size_t size = padded(held_.count) * sources_.size();
  const arma::uword at = held_.count > 0 && rows.first >= held_.first ? (rows.first - held_.first) / held_.count : 0;
  const bool there = at < blocks_held_ && rows.order == held_.order && rows.first == held_.first + at * held_.count &&
                     rows.count == std::min(held_.count, data_.rows - rows.first) &&
                     (!rows.order || at == block_served_ + 1);  // an order is another one in the next epoch
  if (there) {
    block_served_ = at;
    return gathered_.data() + at * size;
  }
  held_ = rows;
  block_served_ = 0;
  const std::size_t fresh = padded(rows.count) * sources_.size();
  const arma::uword left = (data_.rows - rows.first + rows.count - 1) / rows.count;
  blocks_held_ = ahead ? std::max<arma::uword>(1, std::min<arma::uword>(left, room_ / fresh)) : 1;
  for (std::size_t c = 0; c < sources_.size(); ++c)
    for (arma::uword b = 0; b < blocks_held_; ++b) {
      const arma::uword first = rows.first + b * rows.count;
      const arma::uword count = b == 0 ? rows.count : std::min(rows.count, data_.rows - first);
      double *to = gathered_.data() + b * fresh + c * padded(count), *end = to + count;
      if (rows.order)
        for (arma::uword i = 0; i < count; ++i) to[i] = sources_[c][rows.order[first + i]];
      else
        std::copy(sources_[c] + first, sources_[c] + first + count, to);
      std::fill(end, to + padded(count), end[-1]);
    }
  return gathered_.data();
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
  const arma::uword length = padded(inputs);
  for (arma::uword i = 0; i < count_; ++i) flipped_columns_[i] = flipped_.data() + i * length;
  for (arma::uword first = 0; first < inputs; first += padding) {
    const double* const* a = input_[l].data() + first;
    const arma::uword some = std::min<arma::uword>(padding, inputs - first);
    double* to = flipped_.data() + first;
    for (arma::uword i = 0; i < count_; ++i, to += length)
      for (arma::uword k = 0; k < some; ++k) to[k] = a[k][i];
  }
  kernels_.multiply({inputs, layer.units, count_, flipped_columns_.data(), delta, 1, ld, gradient, inputs, add});
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

void Network::outputs(const arma::vec& theta, arma::uword layer, bool logit, arma::mat& values) {
  for (arma::uword first = 0; first < data_.rows; first += count_) {
    load({nullptr, first, std::min(block_, data_.rows - first)}, false);
    forward(theta.memptr(), layer, false);
    const double* from = (logit ? logit_ : output_)[layer].data();
    for (arma::uword u = 0; u < layers_[layer].units; ++u, from += padded(count_))
      std::copy(from, from + count_, values.colptr(u) + first);
  }
}

}  // namespace descent
