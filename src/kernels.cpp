#include "kernels.h"

#include <cstdlib>
#include <cstring>

namespace descent {
namespace {

struct Choice {
  const Kernels* kernels;
  bool runs_here;
};

}  // namespace

const Kernels& best_kernels() {
  const Choice choices[] = {
#ifdef DESCENT_INSTRUCTION_SETS
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
      if (choice.runs_here && std::strcmp(choice.kernels->name, wanted) == 0) return *choice.kernels;
  for (const Choice& choice : choices)
    if (choice.runs_here) return *choice.kernels;
  return kernels_portable;
}

}  // namespace descent
