// All kernels for one instruction set, with LANES doubles in a register; the file that includes this has chosen it.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-math-errno")  // sqrt() is then one instruction for all lanes
#endif

namespace descent {
namespace {

#include "simd_math.h"
#include "simd_rows.h"
#include "simd_blocks.h"
#include "simd_products.h"
#include "simd_reflections.h"
#include "simd_steps.h"

}  // namespace

const Kernels KERNELS = {KERNELS_NAME, multiply,   multiply_inner, transpose,  add_multiple, multiply_by,
                         triangle,     all_finite, reflect_panel,  unit_table, loss_table,   step_table};

}  // namespace descent
