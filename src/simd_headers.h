// All that the copies of the kernels may use of the standard library, read before a target is set: nothing of it is
// compiled for a processor that others may not have.
#ifndef DESCENT_SIMD_HEADERS_H
#define DESCENT_SIMD_HEADERS_H

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels.h"

#endif
