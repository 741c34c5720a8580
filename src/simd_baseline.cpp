// Vectors of 16 bytes: what every processor of a kind has, as SSE2 or NEON.
#include "simd_headers.h"

#ifdef DESCENT_VECTORS
#define LANES 2
#define TILE_VECTORS 2
#define TILE_COLUMNS 4
#define INNER_COLUMNS 2
#define COPY_NAME "baseline"
#define COPY kernels_baseline
#include "simd_kernels.h"
#endif
