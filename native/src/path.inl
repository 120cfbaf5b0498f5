// One SIMD path's kernels, in its own anonymous namespace. The including file has set the target.
#include "unroll.inl"
#include WK_VECTOR
#include "butterfly.inl"
#include "fft.inl"
#include "spectrum.inl"
#include "channel.inl"
#include "small.inl"
