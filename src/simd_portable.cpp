// Plain loops for any compiler and processor; exp() and its like are those of the C library.
#include "simd_headers.h"
#define LANES 1
#define TILE_VECTORS 2
#define TILE_COLUMNS 4
#define INNER_COLUMNS 2
#define COPY_NAME "portable"
#define COPY kernels_portable
#include "simd_kernels.h"
