// The data as the kernels read them: columns that stay where they are, and some of their rows.
#ifndef DESCENT_COLUMNS_H
#define DESCENT_COLUMNS_H

#include <cstddef>
#include <cstdint>
#include <vector>

namespace descent {

// The columns of a design: each points at the first row of one column.
using Columns = std::vector<const double*>;

// The number of a row, from 0. R's data frames and matrices have fewer than 2^31 rows.
using Index = std::uint32_t;

// Some rows of the data: consecutive ones, or those that an order names.
struct Rows {
  const Index* order;  // nullptr: first, first + 1, ...
  std::size_t first, count;
};

// The same rows of the data, neither of them by an order.
inline bool same(const Rows& a, const Rows& b) {
  return !a.order && !b.order && a.first == b.first && a.count == b.count;
}

}  // namespace descent

#endif
