// The AVX2 and FMA path. Compiled for them by attribute, so that the rest of the addon stays baseline.
#include "inline.h"
#include "kernels.h"

#ifdef WK_X64
#include <immintrin.h>

#include <cmath>
#include <new>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif

namespace wavekeep {
namespace {
#define WK_VECTOR "vector-avx2.inl"
#include "path.inl"
}  // namespace
}  // namespace wavekeep

#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif

namespace wavekeep {
const Kernels* avx2Kernels() { return &table; }
}  // namespace wavekeep
#else
namespace wavekeep {
const Kernels* avx2Kernels() { return nullptr; }
}  // namespace wavekeep
#endif
