// Vectors of 16 bytes: what every processor of a kind has, as SSE2 or NEON.
#include "simd_headers.h"

#ifdef DESCENT_VECTORS
#define LANES 2
#if defined(__aarch64__)  // twice the registers
#define TILE_VECTORS 4
#define INNER_COLUMNS 4
#else
#define TILE_VECTORS 2
#define INNER_COLUMNS 2
#endif
#define TILE_COLUMNS 4
#define COPY_NAME "baseline"
#define COPY kernels_baseline
#include "simd_kernels.h"
#endif
