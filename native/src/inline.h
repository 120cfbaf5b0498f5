// Compiler differences and the unrolled loop, shared by every SIMD path.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#if defined(_MSC_VER) && !defined(__clang__)
#define WK_INLINE __forceinline
#define WK_LAMBDA
#else
#define WK_INLINE inline __attribute__((always_inline))
#define WK_LAMBDA __attribute__((always_inline))
#endif

#if defined(__x86_64__) || defined(_M_X64)
#define WK_X64 1
#endif
#if defined(__aarch64__) || defined(_M_ARM64)
#define WK_ARM64 1
#endif
