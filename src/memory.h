// The system maps new memory page by page when it is first written. On virtual machines each page can cost one to ten
// microseconds, more than the writing itself. Mapping a large piece at once costs a fraction of that, and with large
// pages (2 MB on most systems that have them) a twentieth again.
#ifndef DESCENT_MEMORY_H
#define DESCENT_MEMORY_H

#include <cstddef>
#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace descent {

// To be called before the first write; it changes no content. Where the system has no such call, or an older kernel,
// the first write maps the pages as usual.
inline void prepare(void* begin, std::size_t bytes) {
#if defined(MADV_POPULATE_WRITE) && defined(MADV_HUGEPAGE)
  const std::uintptr_t page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const std::uintptr_t from = (reinterpret_cast<std::uintptr_t>(begin) + page - 1) / page * page;
  const std::uintptr_t to = (reinterpret_cast<std::uintptr_t>(begin) + bytes) / page * page;
  if (to <= from + 4 * page) return;
  if (to > from + (std::size_t(1) << 21)) madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE);
  madvise(reinterpret_cast<void*>(from), to - from, MADV_POPULATE_WRITE);
#else
  (void)begin, (void)bytes;
#endif
}

// Brings the two cache lines from here on into the cache, where the compiler has a way to ask for it.
inline void prefetch(const double* begin) {
#if defined(__GNUC__)
  __builtin_prefetch(begin);
  __builtin_prefetch(begin + 8);
#else
  (void)begin;
#endif
}

}  // namespace descent

#endif
