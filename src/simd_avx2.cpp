// Vectors of 32 bytes, with fused products.
#include "simd_headers.h"

#ifdef DESCENT_COPIES
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif
#define LANES 4
#define TILE_VECTORS 2
#define TILE_COLUMNS 6
#define INNER_COLUMNS 2
#define COPY_NAME "avx2"
#define COPY kernels_avx2
#include "simd_kernels.h"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
