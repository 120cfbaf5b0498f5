// The NEON path: part of every 64-bit ARM processor, so it needs no target of its own.
#include "inline.h"
#include "kernels.h"

#ifdef WK_ARM64
#include <arm_neon.h>

#include <cmath>
#include <new>

namespace wavekeep {
namespace {
#define WK_VECTOR "vector-neon.inl"
#include "path.inl"
}  // namespace

const Kernels* neonKernels() { return &table; }
}  // namespace wavekeep
#else
namespace wavekeep {
const Kernels* neonKernels() { return nullptr; }
}  // namespace wavekeep
#endif
