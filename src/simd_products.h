// Products by register tiles: the sums of a tile stay in registers over the whole depth.

// Rows * LANES rows and `columns` columns of C. Of the last rows only `rows` belong to C; A is padded.
template <int Vectors, int Columns>
INLINE void tile(const Product& q, std::size_t row, std::size_t column) {
  V sums[Columns][Vectors] = {};
  const double* b = q.b + column * q.across;
  for (std::size_t k = 0; k < q.depth; ++k, b += q.down) {
    const double* a = q.a[k] + row;
    V left[Vectors];
    UNROLL for (int v = 0; v < Vectors; ++v) left[v] = load(a + v * LANES);
    UNROLL for (int u = 0; u < Columns; ++u) UNROLL for (int v = 0; v < Vectors; ++v) sums[u][v] +=
        left[v] * b[u * q.across];
  }
  double* c = q.c + row + column * q.ldc;
  const std::size_t rows = q.rows - row;
  UNROLL for (int u = 0; u < Columns; ++u, c += q.ldc) {
    if (rows >= Vectors * LANES) {
      UNROLL for (int v = 0; v < Vectors; ++v)
          store(c + v * LANES, q.add ? load(c + v * LANES) + sums[u][v] : sums[u][v]);
    } else {
      double rest[Vectors * LANES];
      UNROLL for (int v = 0; v < Vectors; ++v) store(rest + v * LANES, sums[u][v]);
      for (std::size_t i = 0; i < rows; ++i) c[i] = q.add ? c[i] + rest[i] : rest[i];
    }
  }
}

// The next narrower tile: 6, 4, 2, 1.
constexpr int narrower(int columns) { return columns > 4 ? 4 : (columns + 1) / 2; }

// All columns from `column` on for some rows, the widest tiles first.
template <int Vectors, int Columns>
static void tiles_of_rows(const Product& q, std::size_t row, std::size_t column) {
  for (; column + Columns <= q.columns; column += Columns) tile<Vectors, Columns>(q, row, column);
  if (Columns > 1 && column < q.columns) tiles_of_rows<Vectors, narrower(Columns)>(q, row, column);
}

// All rows from `row` on, the tallest tiles first.
template <int Vectors>
static void tiles_from(const Product& q, std::size_t row) {
  for (; row + (Vectors - 1) * LANES < q.rows; row += Vectors * LANES) tiles_of_rows<Vectors, TILE_COLUMNS>(q, row, 0);
  if (Vectors > 1 && row < q.rows) tiles_from<(Vectors + 1) / 2>(q, row);
}

static void multiply(const Product& q) { tiles_from<TILE_VECTORS>(q, 0); }

// Inputs x Units sums over the rows.
template <int Inputs, int Units>
INLINE void inner_tile(std::size_t rows, const double* const* a, const double* d, std::size_t ldd, double* c,
                       std::size_t ldc, bool add) {
  V parts[Units * Inputs] = {};
  for (std::size_t i = 0; i < rows; i += LANES) {
    V left[Inputs];
    UNROLL for (int k = 0; k < Inputs; ++k) left[k] = load(a[k] + i);
    UNROLL for (int u = 0; u < Units; ++u) {
      const V right = load(d + i + u * ldd);
      UNROLL for (int k = 0; k < Inputs; ++k) parts[u * Inputs + k] += left[k] * right;
    }
  }
  double whole[Units * Inputs];
  sums<Units * Inputs>(parts, whole);
  UNROLL for (int u = 0; u < Units; ++u) UNROLL for (int k = 0; k < Inputs; ++k) c[k + u * ldc] =
      whole[u * Inputs + k] + (add ? c[k + u * ldc] : 0);
}

template <int Inputs>
static void inner_tiles(std::size_t rows, std::size_t units, const double* const* a, const double* d, std::size_t ldd,
                        double* c, std::size_t ldc, bool add) {
  std::size_t u = 0;
  for (; u + INNER_COLUMNS <= units; u += INNER_COLUMNS)
    inner_tile<Inputs, INNER_COLUMNS>(rows, a, d + u * ldd, ldd, c + u * ldc, ldc, add);
  for (; u < units; ++u) inner_tile<Inputs, 1>(rows, a, d + u * ldd, ldd, c + u * ldc, ldc, add);
}

// As many inputs at once as possible, then half as many, and so on.
template <int Inputs>
static void inner_from(std::size_t rows, std::size_t inputs, std::size_t units, const double* const* a, const double* d,
                       std::size_t ldd, double* c, std::size_t ldc, bool add) {
  std::size_t k = 0;
  for (; k + Inputs <= inputs; k += Inputs) inner_tiles<Inputs>(rows, units, a + k, d, ldd, c + k, ldc, add);
  if (Inputs > 1 && k < inputs) inner_from<(Inputs + 1) / 2>(rows, inputs - k, units, a + k, d, ldd, c + k, ldc, add);
}

static void multiply_inner(std::size_t rows, std::size_t inputs, std::size_t units, const double* const* a,
                           const double* d, std::size_t ldd, double* c, std::size_t ldc, bool add) {
  inner_from<4>(rows, inputs, units, a, d, ldd, c, ldc, add);
}

// Squares of LANES x LANES in registers, then the numbers that are left.
static void transpose(std::size_t n, const double* const* from, std::size_t first, std::size_t count, double* to,
                      std::size_t ld) {
  std::size_t k = 0;
  for (; k + LANES <= n; k += LANES) {
    std::size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
      V square[LANES];
      UNROLL for (int j = 0; j < LANES; ++j) square[j] = load(from[k + j] + first + i);
      transpose_square(square);
      UNROLL for (int j = 0; j < LANES; ++j) store(to + k + (i + j) * ld, square[j]);
    }
    for (; i < count; ++i) UNROLL for (int j = 0; j < LANES; ++j) to[k + j + i * ld] = from[k + j][first + i];
  }
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = k; j < n; ++j) to[j + i * ld] = from[j][first + i];
}

INLINE double dot(std::size_t n, const double* x, const double* y) {
  double total = 0;
  std::size_t i = 0;
  if (n >= 2 * LANES) {
    V s0 = splat(0), s1 = splat(0);
    for (; i + 2 * LANES <= n; i += 2 * LANES) {
      s0 += load(x + i) * load(y + i);
      s1 += load(x + i + LANES) * load(y + i + LANES);
    }
    total = sum(s0 + s1);
  }
  for (; i < n; ++i) total += x[i] * y[i];
  return total;
}

INLINE void add_multiple(std::size_t n, double factor, const double* x, double* y) {
  std::size_t i = 0;
  for (; i + LANES <= n; i += LANES) store(y + i, load(y + i) + factor * load(x + i));
  for (; i < n; ++i) y[i] += factor * x[i];
}

static void multiply_by(std::size_t n, double factor, double* x) {
  for (std::size_t i = 0; i < n; i += LANES) store(x + i, factor * load(x + i));
}

static double triangle(std::size_t rows, std::size_t columns, const double* r, const double* theta, const double* z,
                       double* u, double factor, double* g) {
  const std::size_t first = rows < columns ? rows : 1;  // the length of the first column
  for (std::size_t i = 0; i < rows; ++i) u[i] = -z[i];
  for (std::size_t j = 0, n = first; j < columns; ++j, n += n < rows) add_multiple(n, theta[j], r + j * rows, u);
  for (std::size_t j = 0, n = first; g && j < columns; ++j, n += n < rows) g[j] = factor * dot(n, r + j * rows, u);
  return dot(rows, u, u);
}

// 0 x is 0 where x is finite, else NaN
static bool all_finite(std::size_t n, const double* x) {
  double zero = 0;
  std::size_t i = 0;
  if (n >= LANES) {
    V zeros = splat(0);
    for (; i + LANES <= n; i += LANES) zeros += 0 * load(x + i);
    zero = sum(zeros);
  }
  for (; i < n; ++i) zero += 0 * x[i];
  return zero == 0;
}
