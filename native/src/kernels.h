// What the addon asks of a SIMD path. No N-API here: the same sources are compiled into the tests' own program.
#pragma once
#include <cstddef>
#include <cstdint>

namespace wavekeep {

enum class Format { cu8, cs8, cs16, cf32 };
enum class Detector { average, peak, sample };

constexpr size_t bytesPerSample(Format format) {
  return format == Format::cf32 ? 8 : format == Format::cs16 ? 4 : 2;
}

constexpr size_t smallestFft = 64;
constexpr size_t largestFft = 1048576;

// Powers below are taken as this one, as in main/dsp/spectrum.ts. Infinity is taken as 2^128.
constexpr float leastPower = 1e-20f;

// A transform with its tables and scratch. One thread at a time uses an object; objects share nothing.
struct Fft {
  virtual ~Fft() = default;
  // 2·size floats each, interleaved, any alignment; they may be the same array.
  virtual void process(const float* input, float* output) = 0;
};

struct SpectrumOptions {
  size_t size;
  Format format;
  const float* window;  // `size` coefficients, read during construction only
  Detector detector;
  double floorDb;
  double stepDb;
};

// Samples to one row. `hop` and the samples' extent were checked by the caller.
struct Spectrum {
  virtual ~Spectrum() = default;
  virtual void row(const uint8_t* samples, size_t transforms, size_t hop, uint8_t* row) = 0;
  virtual void rowDb(const uint8_t* samples, size_t transforms, size_t hop, float* row) = 0;
};

constexpr size_t mostStages = 8;
constexpr size_t mostTaps = 65536;
constexpr size_t mostDecimation = 65536;

struct ChannelStage {
  const float* taps;  // `tapCount`, symmetric, read during construction only
  size_t tapCount;
  size_t decimation;
};

struct ChannelOptions {
  ChannelStage stages[mostStages];
  size_t stageCount;
  double shift;
};

// Mix, filter, decimate. Lengths were checked by the caller; `output` is none of the input's memory.
struct Channel {
  virtual ~Channel() = default;
  // 2·sampleCount floats; answers the number of complex outputs, at most sampleCount/decimation, rounded up.
  virtual size_t process(const float* input, size_t sampleCount, float* output) = 0;
  virtual void reset(uint64_t firstSample) = 0;
  // Of memory it holds.
  virtual size_t bytes() const = 0;
};

// One instruction set's kernels.
struct Kernels {
  const char* simd;
  // Null when memory is short.
  Fft* (*makeFft)(size_t size);
  Spectrum* (*makeSpectrum)(const SpectrumOptions& options);
  Channel* (*makeChannel)(const ChannelOptions& options);
  void (*convert)(Format format, const uint8_t* samples, size_t sampleCount, float* output);
  size_t (*countClipped)(Format format, const uint8_t* samples, size_t sampleCount);
  // to[i] = max(from[2i], from[2i+1]) for `count` values of `to`.
  void (*maxPairs)(const uint8_t* from, uint8_t* to, size_t count);
  void (*maxInto)(uint8_t* row, const uint8_t* other, size_t count);
};

// Null where the path wasn't compiled for this processor's family.
const Kernels* portableKernels();
const Kernels* avx2Kernels();
const Kernels* avx512Kernels();
const Kernels* neonKernels();

// The fastest path this processor runs. `wanted` (may be null) names one to take instead; null is
// returned when that one can't run here.
const Kernels* chooseKernels(const char* wanted);

}  // namespace wavekeep
