// The data block by block: some of their rows at a time, as columns that can be read together.
#ifndef DESCENT_BLOCKS_H
#define DESCENT_BLOCKS_H

#include "buffer.h"
#include "columns.h"
#include "kernels.h"

namespace descent {

// Consecutive rows are read in place, or copied, several blocks at once. Rows that an order picks would be scattered
// over every column: when an order comes for the first time, all data are copied row by row, so that the numbers of a
// row are neighbours.
class Blocks {
 public:
  // At most `most` rows per block. in_place: a block may be read where the data are. ones: the copy of each row begins
  // with a 1, the input of a bias.
  Blocks(const Kernels& kernels, Columns sources, std::size_t rows, std::size_t most, bool in_place, bool ones);
  // `ahead`: blocks of the same size will follow. Returns false where these rows are loaded already.
  bool load(const Rows& rows, bool ahead);
  // A column of the loaded block, padded with repetitions of its last row.
  const double* column(std::size_t c) const {
    return block_ ? block_ + c * padded(loaded_.count) : sources_[c] + loaded_.first;
  }
  // Where an order has picked the rows: for each of them its numbers, one per column; else nullptr.
  const double* const* samples() const { return loaded_.order ? samples_.data() : nullptr; }

 private:
  const double* copy(const Rows& rows, bool ahead);
  const double* gather(const Rows& rows);
  void reserve(std::size_t numbers);
  void transpose();

  const Kernels& kernels_;
  const Columns sources_;
  const std::size_t rows_;
  const bool in_place_, ones_;
  Rows loaded_ = {nullptr, 0, 0};
  const double* block_ = nullptr;  // nullptr: in place
  // Copied blocks, one behind the other: columns[0] of the first, columns[1], ..., then the next block.
  Buffer copied_;
  Rows first_copied_ = {nullptr, 0, 0};  // the first block in it; the others follow in the data
  std::size_t blocks_copied_ = 0;
  Buffer transposed_;  // all rows, each `length_` numbers long; empty until an order comes
  std::size_t length_ = 0;
  std::vector<const double*> samples_;
};

}  // namespace descent

#endif
