#include "blocks.h"

namespace descent {
namespace {

// What is copied at once: 2^19 doubles are 4 MB.
constexpr std::size_t copied_at_most = 1 << 19;

// Brings the two lines from here on into the cache, where the compiler can say so.
inline void fetch(const double* begin) {
#ifdef DESCENT_VECTORS
  __builtin_prefetch(begin);
  __builtin_prefetch(begin + 8);
#else
  (void)begin;
#endif
}

std::size_t room_for(std::size_t columns, arma::uword rows, arma::uword most) {
  const std::size_t one = padded(most) * columns;
  return std::max(one, std::min(one * (rows / most + 1), copied_at_most));
}

}  // namespace

Blocks::Blocks(Columns sources, arma::uword rows, arma::uword most, bool in_place, bool ones)
    : sources_(sources),
      rows_(rows),
      in_place_(in_place),
      ones_(ones),
      room_(room_for(sources.size(), rows, most)),
      samples_(padded(most)) {}

bool Blocks::load(const Rows& rows, bool ahead) {
  if (same(rows, loaded_)) return false;
  loaded_ = rows;
  if (rows.order) block_ = picked(rows);
  else if (in_place_ && rows.count == padded(rows.count)) block_ = nullptr;
  else block_ = copied(rows, ahead);
  return true;
}

const double* Blocks::copied(const Rows& rows, bool ahead) {
  const std::size_t size = padded(held_.count) * sources_.size();
  const arma::uword at = held_.count > 0 && rows.first >= held_.first ? (rows.first - held_.first) / held_.count : 0;
  if (at < held_blocks_ && rows.first == held_.first + at * held_.count &&
      rows.count == std::min(held_.count, rows_ - rows.first))
    return copies_.data() + at * size;
  if (copies_.size() == 0) copies_ = Buffer(room_);
  held_ = rows;
  const std::size_t fresh = padded(rows.count) * sources_.size();
  const arma::uword left = (rows_ - rows.first + rows.count - 1) / rows.count;
  held_blocks_ = ahead ? std::max<arma::uword>(1, std::min<arma::uword>(left, room_ / fresh)) : 1;
  for (std::size_t c = 0; c < sources_.size(); ++c)
    for (arma::uword b = 0; b < held_blocks_; ++b) {
      const arma::uword first = rows.first + b * rows.count;
      const arma::uword count = b == 0 ? rows.count : std::min(rows.count, rows_ - first);
      double *to = copies_.data() + b * fresh + c * padded(count), *end = to + count;
      std::copy(sources_[c] + first, sources_[c] + first + count, to);
      std::fill(end, to + padded(count), end[-1]);
    }
  return copies_.data();
}

const double* Blocks::picked(const Rows& rows) {
  if (turned_.size() == 0) turn();
  if (copies_.size() == 0) copies_ = Buffer(room_);
  held_blocks_ = 0;
  const arma::uword count = rows.count, ld = padded(count);
  for (arma::uword i = 0; i < ld; ++i)
    samples_[i] = turned_.data() + rows.order[rows.first + std::min(i, count - 1)] * length_;
  // single rows are too short for the processor to see the next ones coming
  const arma::uword soon = rows.first + count + padding;
  for (arma::uword i = soon; i < std::min(soon + count, rows_); ++i) fetch(turned_.data() + rows.order[i] * length_);
  double* to = copies_.data();
  for (arma::uword first = 0; first < ld; first += padding) {
    const double* const* sample = samples_.data() + first;
    for (std::size_t c = 0; c < sources_.size(); ++c)
      for (arma::uword i = 0; i < padding; ++i) to[first + i + c * ld] = sample[i][c + ones_];
  }
  return to;
}

void Blocks::turn() {
  // an odd number of cache lines: rows that are read together do not fall on the same places of the cache
  const std::size_t whole = padded(sources_.size() + ones_);
  length_ = whole < 8 * padding ? sources_.size() + ones_ : (whole / padding | 1) * padding;
  turned_ = Buffer::unfilled(rows_ * length_ + padding);
  std::fill(turned_.data() + rows_ * length_, turned_.data() + turned_.size(), 0.0);
  const arma::uword most = 64;  // these rows' lines stay in the cache until they are full
  for (arma::uword first = 0; first < rows_; first += most) {
    const arma::uword count = std::min(most, rows_ - first);
    double* to = turned_.data() + first * length_;
    for (arma::uword i = 0; i < count; ++i) {
      if (ones_) to[i * length_] = 1;
      std::fill(to + i * length_ + ones_ + sources_.size(), to + (i + 1) * length_, 0.0);
    }
    for (std::size_t c = 0; c < sources_.size(); ++c)
      for (arma::uword i = 0; i < count; ++i) to[i * length_ + c + ones_] = sources_[c][first + i];
  }
}

}  // namespace descent
