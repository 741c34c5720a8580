// Plain loops for any compiler and processor; exp() and similar functions are those of the C library.
#include "simd_headers.h"
#define LANES 1
#define TILE_VECTORS 2
#define TILE_COLUMNS 4
#define INNER_COLUMNS 2
#define KERNELS_NAME "portable"
#define KERNELS kernels_portable
#include "simd_kernels.h"
