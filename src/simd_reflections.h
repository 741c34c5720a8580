// Householder reflections I - beta v v' with v = (1, w) of the columns of a panel: the first entry of each is in `top`,
// the other `rows` entries, padded with zeros, are in `rest`.

// Applies a reflection to `Columns` columns at once, so that w is read once for all of them.
template <int Columns>
INLINE void reflect_columns(std::size_t rows, const double* w, double beta, double* top, std::size_t ld_top,
                            double* rest, std::size_t ld) {
  V parts[Columns] = {};
  for (std::size_t i = 0; i < rows; i += LANES) {
    const V v = load(w + i);
    UNROLL for (int j = 0; j < Columns; ++j) parts[j] += v * load(rest + i + j * ld);
  }
  double share[Columns];
  sums<Columns>(parts, share);
  UNROLL for (int j = 0; j < Columns; ++j) {
    share[j] = beta * (top[j * ld_top] + share[j]);
    top[j * ld_top] -= share[j];
  }
  for (std::size_t i = 0; i < rows; i += LANES) {
    const V v = load(w + i);
    UNROLL for (int j = 0; j < Columns; ++j) store(rest + i + j * ld, load(rest + i + j * ld) - share[j] * v);
  }
}

// As many columns at once as possible, then half as many, and so on.
template <int Columns>
static void reflect_all(std::size_t rows, std::size_t columns, const double* w, double beta, double* top,
                        std::size_t ld_top, double* rest, std::size_t ld) {
  std::size_t j = 0;
  for (; j + Columns <= columns; j += Columns)
    reflect_columns<Columns>(rows, w, beta, top + j * ld_top, ld_top, rest + j * ld, ld);
  if (Columns > 1 && j < columns)
    reflect_all<(Columns + 1) / 2>(rows, columns - j, w, beta, top + j * ld_top, ld_top, rest + j * ld, ld);
}

// The reflection of each column makes its entries in `rest` 0 and is applied to the columns behind it. Its w is stored
// in their place.
static void reflect_panel(std::size_t rows, std::size_t columns, double* top, std::size_t ld_top, double* rest,
                          std::size_t ld, double* beta) {
  for (std::size_t j = 0; j < columns; ++j, top += ld_top + 1, rest += ld) {
    const double below = dot(rows, rest, rest);
    beta[j] = 0;
    if (below == 0) {
      for (std::size_t i = 0; i < rows; ++i) rest[i] = 0;  // their squares underflow
      continue;
    }
    const double head = *top, norm = std::sqrt(head * head + below);
    const double diagonal = head > 0 ? -norm : norm, pivot = head - diagonal;  // the sign that avoids cancellation
    const double factor = 1 / pivot;
    for (std::size_t i = 0; i < rows; i += LANES) store(rest + i, factor * load(rest + i));
    *top = diagonal;
    beta[j] = -pivot / diagonal;
    reflect_all<8>(rows, columns - j - 1, rest, beta[j], top + ld_top, ld_top, rest + ld, ld);
  }
}
