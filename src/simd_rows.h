// What can be chosen, one row per choice. (clang-format would read the products in a macro as pointers.)
// clang-format off

// An activation: name, value at z, slope at z where the value is a.
#define ACTIVATIONS(ROW)                                                                                      \
  ROW(identity, z, one)                                                                                       \
  ROW(sigmoid, logistic(z), a * (1 - a))                                                                      \
  ROW(tanh, tangent(z), 1 - a * a)                                                                            \
  ROW(relu, z > 0.0 ? z : 0 * z, z > 0.0 ? one : zero)                                                        \
  ROW(leaky_relu, z > 0.0 ? z : 0.01 * z, z > 0.0 ? one : 0.01 * one)                                         \
  ROW(elu, z > 0.0 ? z : expm1_negative(z > 0.0 ? zero : z), z > 0.0 ? one : a + 1)                           \
  ROW(softplus, (z < 0.0 ? zero : z) + log1p_share(exponential(-absolute(z))), logistic(z))                   \
  ROW(gelu, z * normal_cdf(z), normal_cdf(z) + z * normal_density(z))                                         \
  ROW(swish, z * logistic(z), logistic(z) + a * (1 - logistic(z)))

// A loss of one output: name, loss, its derivative by the output y; d is the target, r = y - d.
// cross_entropy is for an output that is a probability by whatever activation (0 log 0 = 0); cross_entropy_sigmoid has
// y = sigmoid(z), so that -d log y - (1 - d) log(1 - y) is max(z, 0) - d z + log(1 + exp(-|z|)), its derivative
// by z y - d.
#define LOSSES(ROW)                                                                                           \
  ROW(squared, r * r, 2 * r)                                                                                  \
  ROW(absolute, absolute(r), r > 0.0 ? one : (r < 0.0 ? -one : 0 * r))                                        \
  ROW(huber, absolute(r) <= 1.0 ? 0.5 * r * r : absolute(r) - 0.5,                                            \
      absolute(r) <= 1.0 ? r : (r > 0.0 ? one : -one))                                                        \
  ROW(cross_entropy,                                                                                          \
      (d == 0.0 ? zero : -d * lane_by_lane<scalar_log>(y)) -                                                  \
          (d == 1.0 ? zero : (1 - d) * lane_by_lane<scalar_log1p>(-y)),                                       \
      (d == 0.0 ? zero : -d / y) + (d == 1.0 ? zero : (1 - d) / (1 - y)))                                     \
  ROW(cross_entropy_sigmoid, (z < 0.0 ? zero : z) - d * z + log1p_share(exponential(-absolute(z))), r)

// A cost: name, loss, and what the weighted sum of its losses is multiplied by, over all rows (of this total weight)
// and outputs (this many).
#define COSTS(ROW)                                \
  ROW(mse, squared, 1 / (weight * outputs))       \
  ROW(half_mse, squared, 0.5 / weight)            \
  ROW(sse, squared, 1)                            \
  ROW(half_sse, squared, 0.5)                     \
  ROW(mae, absolute, 1 / (weight * outputs))      \
  ROW(huber, huber, 1 / (weight * outputs))       \
  ROW(cross_entropy, cross_entropy, 1 / (weight * outputs))

// A cost with the activation of its output, where dE/dz is simpler and more exact than dE/dy f'(z): cost, activation,
// loss, multiplier. cross_entropy_softmax takes all outputs together and stands in simd_blocks.h.
#define FUSED_COSTS(ROW)                                                              \
  ROW(cross_entropy, sigmoid, cross_entropy_sigmoid, 1 / (weight * outputs))          \
  ROW(cross_entropy, softmax, cross_entropy_softmax, 1 / weight)

// A rule that updates each coefficient by itself: theta from the gradient g, two numbers of memory and the constants c.
#define STEPS(ROW)                                                                                            \
  ROW(gd, theta -= eta * g)                                                                                   \
  ROW(momentum, memory1 = c[0] * memory1 + g; theta -= eta * memory1)                                         \
  ROW(nesterov, memory1 = c[0] * memory1 + g; theta -= eta * (g + c[0] * memory1))                            \
  ROW(adagrad, memory1 += g * g; theta -= eta * g / (root(memory1) + c[0]))                                   \
  ROW(rmsprop, memory1 = c[0] * memory1 + (1 - c[0]) * g * g; theta -= eta * g / (root(memory1) + c[1]))      \
  ROW(adam, memory1 = c[0] * memory1 + (1 - c[0]) * g; memory2 = c[1] * memory2 + (1 - c[1]) * g * g;         \
      theta -= eta * memory1 / (root(memory2) * c[3] + c[2]))

// clang-format on
