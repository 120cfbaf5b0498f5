// Which path this processor runs.
#include "inline.h"
#include "kernels.h"

#if defined(WK_X64) && defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#endif

namespace wavekeep {
namespace {

struct Processor {
  bool avx2;
  bool avx512;
};

#ifndef WK_X64
Processor detect() { return {false, false}; }
#elif defined(_MSC_VER) && !defined(__clang__)
Processor detect() {
  int r[4];
  __cpuid(r, 1);
  const bool savesAvx = (r[2] >> 27 & 1) && (r[2] >> 28 & 1);
  const bool fma = r[2] >> 12 & 1;
  if (!savesAvx) return {false, false};
  const unsigned long long saved = _xgetbv(0);
  __cpuidex(r, 7, 0);
  const bool avx2 = (saved & 6) == 6 && fma && (r[1] >> 5 & 1);
  const bool wide = (r[1] >> 16 & 1) && (r[1] >> 17 & 1) && (r[1] >> 30 & 1) && (r[1] >> 31 & 1);
  const bool vbmi2 = r[2] >> 6 & 1;
  return {avx2, avx2 && (saved & 0xe6) == 0xe6 && wide && vbmi2};
}
#else
// The compiler's own check looks at what the operating system saves, too.
Processor detect() {
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  // vbmi2 stands for the generations (Ice Lake, Zen 4 and later) that don't slow down for wide vectors.
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512vbmi2");
  return {avx2, avx512};
}
#endif

}  // namespace

const Kernels* chooseKernels(const char* wanted) {
  const Processor processor = detect();
  const Kernels* const avx512 = processor.avx512 ? avx512Kernels() : nullptr;
  const Kernels* const avx2 = processor.avx2 ? avx2Kernels() : nullptr;
  if (wanted != nullptr) {
    if (std::strcmp(wanted, "portable") == 0) return portableKernels();
    if (std::strcmp(wanted, "avx2") == 0) return avx2;
    if (std::strcmp(wanted, "avx512") == 0) return avx512;
    if (std::strcmp(wanted, "neon") == 0) return neonKernels();
    return nullptr;
  }
  if (avx512 != nullptr) return avx512;
  if (avx2 != nullptr) return avx2;
  if (neonKernels() != nullptr) return neonKernels();
  return portableKernels();
}

}  // namespace wavekeep
