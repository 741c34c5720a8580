#include "kernels.h"

#include <cstdlib>
#include <cstring>

namespace descent {
namespace {

struct Choice {
  const Kernels* copy;
  bool runs;
};

}  // namespace

const Kernels& kernels() {
  const Choice choices[] = {
#ifdef DESCENT_COPIES
      {&kernels_avx512, __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")},
      {&kernels_avx2, __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")},
#endif
#ifdef DESCENT_VECTORS
      {&kernels_baseline, true},
#endif
      {&kernels_portable, true}};
  const char* wanted = std::getenv("DESCENT_KERNELS");
  if (wanted)
    for (const Choice& choice : choices)
      if (choice.runs && std::strcmp(choice.copy->name, wanted) == 0) return *choice.copy;
  for (const Choice& choice : choices)
    if (choice.runs) return *choice.copy;
  return kernels_portable;
}

}  // namespace descent
