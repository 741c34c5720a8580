// The parts of the standard library that the kernels use, included before an instruction set is chosen: none of their
// code is compiled for a processor that others may not have.
#ifndef DESCENT_SIMD_HEADERS_H
#define DESCENT_SIMD_HEADERS_H

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels.h"

#endif
