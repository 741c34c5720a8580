// Memory for numbers that begins at a cache line: a vector that lies across two cache lines is read at half the speed.
// It is filled with zeros, or unfilled where all of it will be written.
#ifndef DESCENT_BUFFER_H
#define DESCENT_BUFFER_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "memory.h"

namespace descent {

class Buffer {
 public:
  explicit Buffer(std::size_t n = 0) : Buffer(n, Unfilled()) { std::fill(begin_, begin_ + n, 0.0); }
  static Buffer unfilled(std::size_t n) { return Buffer(n, Unfilled()); }
  Buffer(Buffer&&) = default;  // its memory stays at the same address
  Buffer& operator=(Buffer&&) = default;
  std::size_t size() const { return size_; }
  double* data() { return begin_; }
  const double* data() const { return begin_; }
  double& operator[](std::size_t i) { return begin_[i]; }

 private:
  struct Unfilled {};
  Buffer(std::size_t n, Unfilled) : memory_(new double[n + 8]), size_(n) {
    const std::size_t beyond = reinterpret_cast<std::uintptr_t>(memory_.get()) % 64;
    begin_ = memory_.get() + (beyond ? (64 - beyond) / sizeof(double) : 0);
    prepare(begin_, n * sizeof(double));
  }

  std::unique_ptr<double[]> memory_;
  double* begin_;
  std::size_t size_;
};

}  // namespace descent

#endif
