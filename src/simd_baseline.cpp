// Vectors of 16 bytes, which every processor of its kind has: SSE2 or NEON.
#include "simd_headers.h"

#ifdef DESCENT_VECTORS
#define LANES 2
#if defined(__aarch64__)  // it has twice as many registers
#define TILE_VECTORS 4
#define INNER_COLUMNS 4
#else
#define TILE_VECTORS 2
#define INNER_COLUMNS 2
#endif
#define TILE_COLUMNS 4
#define KERNELS_NAME "baseline"
#define KERNELS kernels_baseline
#include "simd_kernels.h"
#endif
