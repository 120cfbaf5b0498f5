// The path every processor runs.
#include "inline.h"
#include "kernels.h"

#include <cmath>
#include <new>

namespace wavekeep {
namespace {
#define WK_VECTOR "vector-portable.inl"
#include "path.inl"
}  // namespace

const Kernels* portableKernels() { return &table; }
}  // namespace wavekeep
