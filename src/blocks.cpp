#include "blocks.h"

#include <algorithm>

namespace descent {
namespace {

// How much is copied at once, but one block at least: 2^19 doubles are 4 MB.
constexpr std::size_t copied_at_most = 1 << 19;

}  // namespace

Blocks::Blocks(const Kernels& kernels, Columns sources, std::size_t rows, std::size_t most, bool in_place, bool ones)
    : kernels_(kernels), sources_(sources), rows_(rows), in_place_(in_place), ones_(ones), samples_(padded(most)) {}

bool Blocks::load(const Rows& rows, bool ahead) {
  if (same(rows, loaded_)) return false;
  loaded_ = rows;
  if (rows.order) block_ = gather(rows);
  else if (in_place_ && rows.count == padded(rows.count)) block_ = nullptr;
  else block_ = copy(rows, ahead);
  return true;
}

const double* Blocks::copy(const Rows& rows, bool ahead) {
  const Rows& held = first_copied_;
  const std::size_t size = padded(held.count) * sources_.size();
  const std::size_t at = held.count > 0 && rows.first >= held.first ? (rows.first - held.first) / held.count : 0;
  if (at < blocks_copied_ && rows.first == held.first + at * held.count &&
      rows.count == std::min(held.count, rows_ - rows.first))
    return copied_.data() + at * size;
  first_copied_ = rows;
  const std::size_t block_size = padded(rows.count) * sources_.size();
  const std::size_t left = (rows_ - rows.first + rows.count - 1) / rows.count;
  blocks_copied_ = ahead && block_size > 0 ? std::max<std::size_t>(1, std::min(left, copied_at_most / block_size)) : 1;
  reserve(blocks_copied_ * block_size);
  for (std::size_t c = 0; c < sources_.size(); ++c)
    for (std::size_t b = 0; b < blocks_copied_; ++b) {
      const std::size_t first = rows.first + b * rows.count;
      const std::size_t count = b == 0 ? rows.count : std::min(rows.count, rows_ - first);
      double *to = copied_.data() + b * block_size + c * padded(count), *end = to + count;
      std::copy(sources_[c] + first, sources_[c] + first + count, to);
      std::fill(end, to + padded(count), end[-1]);
    }
  return copied_.data();
}

void Blocks::reserve(std::size_t numbers) {
  if (copied_.size() < numbers) copied_ = Buffer::unfilled(numbers);
}

const double* Blocks::gather(const Rows& rows) {
  if (transposed_.size() == 0) transpose();
  reserve(samples_.size() * sources_.size());
  blocks_copied_ = 0;
  const std::size_t count = rows.count, ld = padded(count);
  for (std::size_t i = 0; i < ld; ++i)
    samples_[i] = transposed_.data() + rows.order[rows.first + std::min(i, count - 1)] * length_;
  // a single row is too short for the processor to guess which one comes next
  const std::size_t soon = rows.first + count + padding;
  for (std::size_t i = soon; i < std::min(soon + count, rows_); ++i)
    prefetch(transposed_.data() + rows.order[i] * length_);
  kernels_.transpose(ld, samples_.data(), ones_, sources_.size(), copied_.data(), ld);
  return copied_.data();
}

void Blocks::transpose() {
  // an odd number of cache lines: rows that are read together do not compete for the same places in the cache
  const std::size_t whole = padded(sources_.size() + ones_);
  length_ = whole < 8 * padding ? sources_.size() + ones_ : (whole / padding | 1) * padding;
  transposed_ = Buffer::unfilled(rows_ * length_ + padding);
  std::fill(transposed_.data() + rows_ * length_, transposed_.data() + transposed_.size(), 0.0);
  const std::size_t most = 256;  // one cache line of each of these rows stays in the cache until it is full
  for (std::size_t first = 0; first < rows_; first += most) {
    const std::size_t count = std::min(most, rows_ - first);
    double* to = transposed_.data() + first * length_;
    for (std::size_t i = 0; i < count; ++i) {
      if (ones_) to[i * length_] = 1;
      std::fill(to + i * length_ + ones_ + sources_.size(), to + (i + 1) * length_, 0.0);
    }
    kernels_.transpose(sources_.size(), sources_.data(), first, count, to + ones_, length_);
  }
}

}  // namespace descent
