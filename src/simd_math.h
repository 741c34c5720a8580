// Vectors of LANES doubles and the elementary functions on them; with one lane, plain doubles and the C library.
// All is `static` or in an unnamed namespace: code for one instruction set must not be linked into another's.

#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#elif defined(__GNUC__)
#define UNROLL _Pragma("GCC unroll 8")
#else
#define UNROLL
#endif

#if LANES == 1
#define INLINE static inline
typedef double V;
INLINE V load(const double* p) { return *p; }
INLINE void store(double* p, V x) { *p = x; }
INLINE void store_first(double* p, V x) { *p = x; }
#else
#define INLINE static inline __attribute__((always_inline))
typedef double V __attribute__((vector_size(8 * LANES)));
typedef std::uint64_t Bits __attribute__((vector_size(8 * LANES)));
typedef double Unaligned __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
INLINE V load(const double* p) { return *reinterpret_cast<const Unaligned*>(p); }
INLINE void store(double* p, V x) { *reinterpret_cast<Unaligned*>(p) = x; }
INLINE void store_first(double* p, V x) { *p = x[0]; }
#endif

INLINE V splat(double x) { return x - V{}; }  // x - 0 is x, -0 included

#if LANES > 2 && !defined(__clang__)  // GCC's own shuffle; Clang finds one in the plain loop

INLINE V exchanged(V x, std::uint64_t by) {  // lane i is x's lane i ^ by
  Bits at;
  for (int i = 0; i < LANES; ++i) at[i] = i ^ by;
  return __builtin_shuffle(x, at);
}

// Where i has the bit `Step`, lane i is from b, else from a: the sum of its lane i and lane i ^ Step.
template <int Step>
INLINE V merged(V a, V b) {
  Bits at;
  for (int i = 0; i < LANES; ++i) at[i] = i & Step ? LANES + i : i;
  return __builtin_shuffle(a, b, at) + __builtin_shuffle(a, b, at ^ Step);
}

// The sum of each of N vectors (a power of two), in as few steps as possible: pairs, pairs of pairs, ...
template <int N>
INLINE void sums(V* x, double* to) {
  const int together = N < LANES ? N : LANES;
  UNROLL for (int first = 0; first < N; first += together) {
    if (together > 1) UNROLL for (int i = first; i < first + together; i += 2) x[i] = merged<1>(x[i], x[i + 1]);
    if (together > 2) UNROLL for (int i = first; i < first + together; i += 4) x[i] = merged<2>(x[i], x[i + 2]);
    if (together > 4) x[first] = merged<4>(x[first], x[first + 4]);
    V all = x[first];
    if (together < 2) all += exchanged(all, 1);
    if (together < 4) all += exchanged(all, 2);
    if (together < 8 && LANES > 4) all += exchanged(all, 4);
    double lanes[LANES];
    store(lanes, all);
    UNROLL for (int i = 0; i < together; ++i) to[first + i] = lanes[i];
  }
}

// For each pair of vectors k and k + Step: the lanes of the first that have the bit `Step` change places with those of
// the second that have not.
template <int Step>
INLINE void exchange(V* x) {
  Bits first, second;
  for (int i = 0; i < LANES; ++i) {
    first[i] = i & Step ? LANES + (i ^ Step) : i;
    second[i] = i & Step ? LANES + i : i ^ Step;
  }
  UNROLL for (int k = 0; k < LANES; ++k) {
    if (k & Step) continue;
    const V a = x[k], b = x[k + Step];
    x[k] = __builtin_shuffle(a, b, first);
    x[k + Step] = __builtin_shuffle(a, b, second);
  }
}

// Lane i of vector k and lane k of vector i change places.
INLINE void transpose_square(V* x) {
  exchange<1>(x);
  exchange<2>(x);
  if (LANES > 4) exchange<LANES / 2>(x);
}

INLINE double sum(V x) {
  UNROLL for (int half = LANES / 2; half > 0; half /= 2) x += exchanged(x, half);
  return x[0];
}

#else

INLINE void transpose_square(V* x) {
  double from[LANES * LANES], to[LANES * LANES];
  for (int k = 0; k < LANES; ++k) store(from + k * LANES, x[k]);
  for (int k = 0; k < LANES; ++k)
    for (int i = 0; i < LANES; ++i) to[k * LANES + i] = from[i * LANES + k];
  for (int k = 0; k < LANES; ++k) x[k] = load(to + k * LANES);
}

INLINE double sum(V x) {
  double lanes[LANES], total = 0;
  store(lanes, x);
  for (double lane : lanes) total += lane;
  return total;
}

template <int N>
INLINE void sums(V* x, double* to) {
  for (int i = 0; i < N; ++i) to[i] = sum(x[i]);
}

#endif

template <double function(double)>
INLINE V lane_by_lane(V x) {
  double lanes[LANES];
  store(lanes, x);
  for (int i = 0; i < LANES; ++i) lanes[i] = function(lanes[i]);
  return load(lanes);
}

INLINE double scalar_erfc(double x) { return std::erfc(x); }
INLINE double scalar_log(double x) { return std::log(x); }
INLINE double scalar_log1p(double x) { return std::log1p(x); }

INLINE V larger(V x, V y) { return x > y ? x : y; }

#if LANES == 1

INLINE V absolute(V x) { return std::fabs(x); }
INLINE V root(V x) { return std::sqrt(x); }
INLINE V exponential(V x) { return std::exp(x); }
INLINE V expm1_negative(V x) { return std::expm1(x); }
INLINE V log1p_share(V x) { return std::log1p(x); }
INLINE V tangent(V x) { return std::tanh(x); }
// 1 for the first `count` lanes, else 0
INLINE V first_lanes(std::size_t count) { return count > 0 ? 1.0 : 0.0; }

#else

INLINE Bits bits(V x) { return reinterpret_cast<Bits>(x); }
INLINE V from_bits(Bits x) { return reinterpret_cast<V>(x); }

INLINE V absolute(V x) { return from_bits(bits(x) & 0x7fffffffffffffffULL); }
INLINE V with_sign_of(V x, V sign) { return from_bits(bits(x) | (bits(sign) & 0x8000000000000000ULL)); }

INLINE V root(V x) {
  V y;
  UNROLL for (int i = 0; i < LANES; ++i) y[i] = std::sqrt(x[i]);
  return y;
}

INLINE V first_lanes(std::size_t count) {
  V at;
  for (int i = 0; i < LANES; ++i) at[i] = i;
  return at < static_cast<double>(count) ? splat(1) : splat(0);
}

// Adding 1.5 * 2^52 rounds to an integer, which then stands in the last bits.
const double rounder = 6755399441055744.0;

INLINE V power_of_two(V n) { return from_bits((bits(n + rounder) + 1023) << 52); }  // n an integer, -1022 ... 1023

// exp(x) = 2^n (1 + p) with n = round(x / log 2) and p = exp(r) - 1, r = x - n log 2 (in two parts). |r| < 0.35, so
// that the error of Taylor's series up to r^13 / 13! is less than 2^-56 of p. Its terms are summed in pairs, and pairs
// of pairs, so that few additions have to wait for others (Estrin's scheme).
INLINE V exponent_parts(V x, V& n) {
  n = (x * 1.4426950408889634074 + rounder) - rounder;
  const V r = (x - n * 6.93147180369123816490e-01) - n * 1.90821492927058770002e-10, s = r * r, t = s * s;
  const V a = (0.5 + r * (1.0 / 6)) + s * (1.0 / 24 + r * (1.0 / 120));
  const V b = (1.0 / 720 + r * (1.0 / 5040)) + s * (1.0 / 40320 + r * (1.0 / 362880));
  const V c = (1.0 / 3628800 + r * (1.0 / 39916800)) + s * (1.0 / 479001600 + r * (1.0 / 6227020800));
  return r + s * (a + t * (b + t * c));
}

// Below -745.2 it is 0, above 709.8 Inf. 2^n is the product of two powers, so that it may be a subnormal number.
INLINE V exponential(V x) {
  const V low = splat(-746), high = splat(710);
  x = x < low ? low : x;
  x = x > high ? high : x;
  V n;
  const V p = exponent_parts(x, n), half = (0.5 * n + rounder) - rounder;
  return (1 + p) * power_of_two(half) * power_of_two(n - half);
}

INLINE V expm1_within(V x) {  // |x| at most 700
  V n;
  const V p = exponent_parts(x, n), scale = power_of_two(n);
  return scale * p + (scale - 1);
}

INLINE V expm1_negative(V x) {  // x at most 0
  const V low = splat(-50);
  return expm1_within(x < low ? low : x);
}

// tanh |x| = m / (m + 2) with m = exp(2 |x|) - 1; 1 from 20 on
INLINE V tangent(V x) {
  const V high = splat(40), twice = 2 * absolute(x), m = expm1_within(twice > high ? high : twice);
  return with_sign_of(m / (m + 2), x);
}

// log(1 + x) for x from 0 to 1: 2 artanh(s) with s = x / (2 + x), at most 1/3. The error of the series up to s^33 is
// below 2^-57.
INLINE V log1p_share(V x) {
  const V s = x / (2 + x), t = s * s, u = t * t;
  V even = splat(1.0 / 33), odd = splat(1.0 / 31);
  even = even * u + 1.0 / 29, odd = odd * u + 1.0 / 27;
  even = even * u + 1.0 / 25, odd = odd * u + 1.0 / 23;
  even = even * u + 1.0 / 21, odd = odd * u + 1.0 / 19;
  even = even * u + 1.0 / 17, odd = odd * u + 1.0 / 15;
  even = even * u + 1.0 / 13, odd = odd * u + 1.0 / 11;
  even = even * u + 1.0 / 9, odd = odd * u + 1.0 / 7;
  even = even * u + 1.0 / 5, odd = odd * u + 1.0 / 3;
  return 2 * s + 2 * s * t * (odd + even * t);
}

#endif

// 1 / (1 + exp(-x)), without overflow
INLINE V logistic(V x) {
  const V one = splat(1), e = exponential(-absolute(x));
  return (x >= 0.0 ? one : e) / (1 + e);
}

// the standard normal distribution and its density; erfc keeps the tail
INLINE V normal_cdf(V x) { return 0.5 * lane_by_lane<scalar_erfc>(-x * 0.70710678118654752440); }
INLINE V normal_density(V x) { return 0.39894228040143267794 * exponential(-0.5 * x * x); }
