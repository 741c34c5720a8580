// Vectors of 64 bytes.
#include "simd_headers.h"

#ifdef DESCENT_INSTRUCTION_SETS
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx512f,avx512dq,avx2,fma,prefer-vector-width=512")
#endif
#define LANES 8
#define TILE_VECTORS 4
#define TILE_COLUMNS 6
#define INNER_COLUMNS 4
#define KERNELS_NAME "avx512"
#define KERNELS kernels_avx512
#include "simd_kernels.h"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#endif
