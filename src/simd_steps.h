// The steps of simd_rows.h over all coefficients.

#define STEP_ROW(name, rule)                                                                    \
  INLINE void step_##name(V& theta, V g, V& memory1, V& memory2, double eta, const double* c) { \
    (void)memory1, (void)memory2, (void)c;                                                      \
    rule;                                                                                       \
  }
STEPS(STEP_ROW)

template <void step(V&, V, V&, V&, double, const double*)>
static void each_step(std::size_t n, double* theta, const double* g, double* memory1, double* memory2, double eta,
                      const double* c) {
  std::size_t i = 0;
  for (; i + LANES <= n; i += LANES) {
    V t = load(theta + i), m1 = memory1 ? load(memory1 + i) : V{}, m2 = memory2 ? load(memory2 + i) : V{};
    step(t, load(g + i), m1, m2, eta, c);
    store(theta + i, t);
    if (memory1) store(memory1 + i, m1);
    if (memory2) store(memory2 + i, m2);
  }
  for (; i < n; ++i) {  // the last ones, each in the first lane
    V t = V{} + theta[i], m1 = V{} + (memory1 ? memory1[i] : 0), m2 = V{} + (memory2 ? memory2[i] : 0);
    step(t, V{} + g[i], m1, m2, eta, c);
    store_first(theta + i, t);
    if (memory1) store_first(memory1 + i, m1);
    if (memory2) store_first(memory2 + i, m2);
  }
}

#define STEP_ENTRY(name, rule) {#name, each_step<step_##name>},
static const StepKernel step_table[] = {STEPS(STEP_ENTRY){nullptr, nullptr}};
