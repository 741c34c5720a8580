// The data block by block: some of their rows at a time, as columns that can be read together.
#ifndef DESCENT_BLOCKS_H
#define DESCENT_BLOCKS_H

#include <vector>

#include "buffer.h"
#include "linear.h"
#include "model.h"

namespace descent {

inline bool same(const Rows& a, const Rows& b) {
  return !a.order && !b.order && a.first == b.first && a.count == b.count;
}

// Rows in their order are read where they lie, or copied, several blocks at once. Rows that an order picks would be as
// many far places in every column: the first time, all the data are copied with what belongs to a row side by side.
class Blocks {
 public:
  // At most `most` rows a block. in_place: blocks may be read where they lie. ones: what belongs to a row begins
  // with 1.
  Blocks(Columns sources, arma::uword rows, arma::uword most, bool in_place, bool ones);
  // `ahead`: blocks of the same size will follow. Returns false where these rows are loaded already.
  bool load(const Rows& rows, bool ahead);
  // Of the loaded block, padded: what is padded repeats the last row.
  const double* column(std::size_t c) const {
    return block_ ? block_ + c * padded(loaded_.count) : sources_[c] + loaded_.first;
  }
  // Where an order picked the rows: what belongs to each, a number a column; else nullptr.
  const double* const* samples() const { return loaded_.order ? samples_.data() : nullptr; }

 private:
  const double* copied(const Rows& rows, bool ahead);
  const double* picked(const Rows& rows);
  void turn();

  const Columns sources_;
  const arma::uword rows_;
  const bool in_place_, ones_;
  Rows loaded_ = {nullptr, 0, 0};
  const double* block_ = nullptr;  // nullptr: in place
  // Copied blocks, one behind the other: columns[0] of the first, columns[1], ..., then the next block.
  Buffer copies_;
  const std::size_t room_;       // the numbers there is room for
  Rows held_ = {nullptr, 0, 0};  // the first block; the others follow in the data
  arma::uword held_blocks_ = 0;
  Buffer turned_;  // all rows, `length_` apart; nothing before an order has come
  std::size_t length_ = 0;
  std::vector<const double*> samples_;
};

}  // namespace descent

#endif
