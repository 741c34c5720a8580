// Vectors of 32 bytes, with fused products.
#include "simd_headers.h"

#ifdef DESCENT_INSTRUCTION_SETS
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif
#define LANES 4
#define TILE_VECTORS 2
#define TILE_COLUMNS 6
#define INNER_COLUMNS 2
#define KERNELS_NAME "avx2"
#define KERNELS kernels_avx2
#include "simd_kernels.h"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
