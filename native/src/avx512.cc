// The AVX-512 path. Compiled for them by attribute, so that the rest of the addon stays baseline.
#include "inline.h"
#include "kernels.h"

#ifdef WK_X64
#include <immintrin.h>

#include <cmath>
#include <new>

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12's own intrinsics start from an undefined register and warn about it.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl")
#endif

namespace wavekeep {
namespace {
#define WK_VECTOR "vector-avx512.inl"
#include "path.inl"
}  // namespace
}  // namespace wavekeep

#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif

namespace wavekeep {
namespace {

// The first pass fills registers of 16 from 16 places: smaller transforms are the narrower path's.
constexpr size_t smallestWide = 256;

Fft* makeAnyFft(size_t size) {
  return size < smallestWide ? avx2Kernels()->makeFft(size) : makeFft(size);
}

Spectrum* makeAnySpectrum(const SpectrumOptions& options) {
  return options.size < smallestWide ? avx2Kernels()->makeSpectrum(options) : makeSpectrum(options);
}

const Kernels anySize = {table.simd,    makeAnyFft,         makeAnySpectrum, table.makeChannel,
                         table.convert, table.countClipped, table.maxPairs,  table.maxInto};

}  // namespace

const Kernels* avx512Kernels() { return &anySize; }
}  // namespace wavekeep
#else
namespace wavekeep {
const Kernels* avx512Kernels() { return nullptr; }
}  // namespace wavekeep
#endif
