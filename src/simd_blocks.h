// Functions of a whole block: element by element those of simd_rows.h, then softmax and its cost, which take all units
// of a sample together (LANES samples at once). Every loop runs over the padded rows.

#define UNIT_ROW(name, at_z, slope_at)       \
  INLINE V value_##name(V z) {               \
    const V zero = splat(0);                 \
    (void)zero;                              \
    return at_z;                             \
  }                                          \
  INLINE V slope_##name(V z, V a) {          \
    const V one = splat(1), zero = splat(0); \
    (void)one, (void)zero, (void)z, (void)a; \
    return slope_at;                         \
  }
ACTIVATIONS(UNIT_ROW)

#define LOSS_ROW(name, loss, slope)                     \
  INLINE V loss_##name(V d, V z, V y, V& derivative) {  \
    const V one = splat(1), zero = splat(0), r = y - d; \
    (void)one, (void)zero, (void)z, (void)r;            \
    derivative = slope;                                 \
    return loss;                                        \
  }
LOSSES(LOSS_ROW)

template <V value(V)>
static void each_value(Shape shape, const double* z, double* a) {
  for (std::size_t i = 0; i < shape.all(); i += LANES) store(a + i, value(load(z + i)));
}

template <V slope(V, V)>
static void each_slope(Shape shape, const double* z, const double* a, double* g) {
  for (std::size_t i = 0; i < shape.all(); i += LANES) store(g + i, load(g + i) * slope(load(z + i), load(a + i)));
}

// The weights of LANES rows from i on; a row of padding weighs 0.
INLINE V weights_at(std::size_t i, std::size_t rows, const double* w) {
  if (i + LANES <= rows) return w ? load(w + i) : splat(1);
  const V real = first_lanes(i < rows ? rows - i : 0);
  return w ? real * load(w + i) : real;
}

template <V loss(V, V, V, V&)>
static double each_loss(Shape shape, const double* d, const double* z, const double* y, const double* w, double* g) {
  V total = splat(0);
  for (std::size_t k = 0, at = 0; k < shape.units; ++k)
    for (std::size_t i = 0; i < shape.ld(); i += LANES, at += LANES) {
      const V weight = weights_at(i, shape.rows, w);
      V derivative;
      total += weight * loss(load(d + at), load(z + at), load(y + at), derivative);
      store(g + at, weight * derivative);
    }
  return sum(total);
}

// a_k = exp(z_k - max z) / sum_j exp(z_j - max z)
static void softmax_value(Shape shape, const double* z, double* a) {
  const std::size_t ld = shape.ld();
  for (std::size_t i = 0; i < ld; i += LANES) {
    V top = load(z + i), exps = splat(0);
    for (std::size_t k = 1; k < shape.units; ++k) top = larger(load(z + i + k * ld), top);
    for (std::size_t k = 0; k < shape.units; ++k) {
      const V e = exponential(load(z + i + k * ld) - top);
      store(a + i + k * ld, e);
      exps += e;
    }
    for (std::size_t k = 0; k < shape.units; ++k) store(a + i + k * ld, load(a + i + k * ld) / exps);
  }
}

// Its Jacobian is diag(a) - a a', so dE/dz_k = a_k (g_k - sum_j g_j a_j).
static void softmax_backward(Shape shape, const double*, const double* a, double* g) {
  const std::size_t ld = shape.ld();
  for (std::size_t i = 0; i < ld; i += LANES) {
    V mean = splat(0);
    for (std::size_t k = 0; k < shape.units; ++k) mean += load(g + i + k * ld) * load(a + i + k * ld);
    for (std::size_t k = 0; k < shape.units; ++k)
      store(g + i + k * ld, load(a + i + k * ld) * (load(g + i + k * ld) - mean));
  }
}

// categorical, y = softmax(z): sum_k d_k (log sum_j exp(z_j) - z_k), and dE/dz = y sum(d) - d
static double cross_entropy_softmax(Shape shape, const double* d, const double* z, const double* y, const double* w,
                                    double* g) {
  const std::size_t ld = shape.ld();
  V total = splat(0);
  for (std::size_t i = 0; i < ld; i += LANES) {
    V top = load(z + i), exps = splat(0), mass = splat(0), score = splat(0);
    for (std::size_t k = 1; k < shape.units; ++k) top = larger(load(z + i + k * ld), top);
    for (std::size_t k = 0; k < shape.units; ++k) {
      const V target = load(d + i + k * ld), beside = load(z + i + k * ld) - top;
      exps += exponential(beside);
      mass += target;
      score += target * beside;
    }
    const V weight = weights_at(i, shape.rows, w);
    total += weight * (mass * lane_by_lane<scalar_log>(exps) - score);
    for (std::size_t k = 0; k < shape.units; ++k)
      store(g + i + k * ld, weight * (load(y + i + k * ld) * mass - load(d + i + k * ld)));
  }
  return sum(total);
}

#define UNIT_ENTRY(name, at_z, slope_at) {#name, each_value<value_##name>, each_slope<slope_##name>},
static const UnitKernel unit_table[] = {ACTIVATIONS(UNIT_ENTRY){"softmax", softmax_value, softmax_backward},
                                        {nullptr, nullptr, nullptr}};

#define LOSS_ENTRY(name, loss, slope) {#name, each_loss<loss_##name>},
static const LossKernel loss_table[] = {LOSSES(LOSS_ENTRY){"cross_entropy_softmax", cross_entropy_softmax},
                                        {nullptr, nullptr}};
