// The kernels against their definitions in double precision, without JavaScript: what runs under an emulator of
// another processor. Prints one line a check that fails and answers their number.
#include <cmath>
#include <complex>
#include <cstdio>
#include <cstring>
#include <vector>

#include "../src/kernels.h"

using namespace wavekeep;
using Complexes = std::vector<std::complex<double>>;

namespace {

constexpr double turn = 6.283185307179586476925;
int failures = 0;

void check(bool right, const char* path, const char* what, size_t size, double value) {
  if (right) return;
  failures++;
  std::printf("%s: %s, size %zu: %g\n", path, what, size, value);
}

// sfc-like noise is more than is needed here: a linear congruence's upper bits do.
uint32_t state = 1;
double noise() {
  state = state * 1664525u + 1013904223u;
  return static_cast<double>(state >> 8) / 8388608.0 - 1.0;
}

void transform(Complexes& x) {
  const size_t size = x.size();
  if (size == 1) return;
  Complexes even(size / 2), odd(size / 2);
  for (size_t n = 0; n < size / 2; n++) {
    even[n] = x[2 * n];
    odd[n] = x[2 * n + 1];
  }
  transform(even);
  transform(odd);
  for (size_t k = 0; k < size / 2; k++) {
    const auto rotated = odd[k] * std::polar(1.0, -turn * static_cast<double>(k) / static_cast<double>(size));
    x[k] = even[k] + rotated;
    x[k + size / 2] = even[k] - rotated;
  }
}

void checkFft(const Kernels& kernels, size_t size) {
  std::vector<float> input(2 * size + 1), output(2 * size + 1);
  Complexes expected(size);
  for (size_t n = 0; n < size; n++) {
    input[2 * n + 1] = static_cast<float>(noise());
    input[2 * n + 2] = static_cast<float>(noise());
    expected[n] = {input[2 * n + 1], input[2 * n + 2]};
  }
  Fft* fft = kernels.makeFft(size);
  fft->process(input.data() + 1, output.data() + 1);
  delete fft;
  transform(expected);
  double peak = 0, worst = 0;
  for (size_t k = 0; k < size; k++) {
    peak = std::fmax(peak, std::abs(expected[k]));
    const std::complex<double> got(output[2 * k + 1], output[2 * k + 2]);
    worst = std::fmax(worst, std::abs(got - expected[k]));
  }
  check(worst < 1e-6 * peak, kernels.simd, "FFT error relative to its peak", size, worst / peak);
}

// One complex sample of `bytes` as full scale ±1.
std::complex<double> decode(Format format, const uint8_t* bytes) {
  if (format == Format::cu8) return {(bytes[0] - 127.5) / 127.5, (bytes[1] - 127.5) / 127.5};
  if (format == Format::cs8) {
    int8_t pair[2];
    std::memcpy(pair, bytes, sizeof pair);
    return {pair[0] / 128.0, pair[1] / 128.0};
  }
  if (format == Format::cs16) {
    int16_t pair[2];
    std::memcpy(pair, bytes, sizeof pair);
    return {pair[0] / 32768.0, pair[1] / 32768.0};
  }
  float pair[2];
  std::memcpy(pair, bytes, sizeof pair);
  return {pair[0], pair[1]};
}

std::vector<uint8_t> makeSamples(Format format, size_t count) {
  std::vector<uint8_t> bytes(count * bytesPerSample(format));
  if (format == Format::cf32) {
    for (size_t n = 0; n < 2 * count; n++) {
      const float value = static_cast<float>(1.2 * noise());
      std::memcpy(bytes.data() + 4 * n, &value, sizeof value);
    }
  } else {
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(128 + 127.99 * noise());
  }
  return bytes;
}

void checkSpectrum(const Kernels& kernels, Format format, Detector detector, size_t size) {
  constexpr size_t transforms = 3;
  const size_t hop = size / 2 + 1;
  const auto samples = makeSamples(format, (transforms - 1) * hop + size);
  std::vector<float> window(size);
  double sum = 0;
  for (size_t n = 0; n < size; n++) {
    window[n] = static_cast<float>(0.5 - 0.5 * std::cos(turn * static_cast<double>(n) / static_cast<double>(size)));
    sum += window[n];
  }
  Spectrum* spectrum = kernels.makeSpectrum({size, format, window.data(), detector, -120, 0.5});
  std::vector<uint8_t> row(size);
  std::vector<float> rowDb(size);
  spectrum->row(samples.data(), transforms, hop, row.data());
  spectrum->rowDb(samples.data(), transforms, hop, rowDb.data());
  delete spectrum;

  std::vector<double> power(size);
  for (size_t t = detector == Detector::sample ? transforms - 1 : 0; t < transforms; t++) {
    Complexes x(size);
    for (size_t n = 0; n < size; n++)
      x[n] = decode(format, samples.data() + (t * hop + n) * bytesPerSample(format)) * (window[n] / sum);
    transform(x);
    for (size_t k = 0; k < size; k++) {
      double& bin = power[(k + size / 2) % size];
      if (detector == Detector::peak) bin = std::fmax(bin, std::norm(x[k]));
      else bin += std::norm(x[k]) / (detector == Detector::average ? transforms : 1);
    }
  }
  double worstDb = 0, worstLevel = 0;
  for (size_t bin = 0; bin < size; bin++) {
    const double db = 10 * std::log10(std::fmax(power[bin], 1e-20));
    const double level = std::fmin(255, std::fmax(0, std::floor((db + 120) / 0.5 + 0.5)));
    worstDb = std::fmax(worstDb, std::fabs(rowDb[bin] - db));
    worstLevel = std::fmax(worstLevel, std::fabs(row[bin] - level));
  }
  check(worstDb < 0.02, kernels.simd, "row in dB", size, worstDb);
  check(worstLevel <= 1, kernels.simd, "row of levels", size, worstLevel);
}

void checkSmall(const Kernels& kernels, Format format, size_t count) {
  const auto samples = makeSamples(format, count);
  std::vector<float> output(2 * count);
  kernels.convert(format, samples.data(), count, output.data());
  double worst = 0;
  for (size_t n = 0; n < count; n++) {
    const auto expected = decode(format, samples.data() + n * bytesPerSample(format));
    worst = std::fmax(worst, std::abs(expected - std::complex<double>(output[2 * n], output[2 * n + 1])));
  }
  check(worst < 2e-7, kernels.simd, "conversion", count, worst);
  const double top = format == Format::cu8 || format == Format::cf32 ? 1.0
                     : format == Format::cs8                         ? 127 / 128.0
                                                                     : 32767 / 32768.0;
  size_t clipped = 0;
  for (size_t n = 0; n < count; n++) {
    const auto x = decode(format, samples.data() + n * bytesPerSample(format));
    if (x.real() <= -1 || x.real() >= top || x.imag() <= -1 || x.imag() >= top) clipped++;
  }
  const size_t counted = kernels.countClipped(format, samples.data(), count);
  check(counted == clipped, kernels.simd, "clipped samples", count, static_cast<double>(counted));
}

void checkMaxima(const Kernels& kernels, size_t count) {
  const auto bytes = makeSamples(Format::cu8, count);
  std::vector<uint8_t> pairs(count), row(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
  kernels.maxPairs(bytes.data(), pairs.data(), count);
  kernels.maxInto(row.data(), bytes.data() + count, count);
  bool right = true;
  for (size_t n = 0; n < count; n++) {
    const uint8_t pair = bytes[2 * n] > bytes[2 * n + 1] ? bytes[2 * n] : bytes[2 * n + 1];
    const uint8_t merged = bytes[n] > bytes[count + n] ? bytes[n] : bytes[count + n];
    right = right && pairs[n] == pair && row[n] == merged;
  }
  check(right, kernels.simd, "maxima", count, 0);
}

// A channel of two stages against sums in double precision, fed in pieces of several lengths.
void checkChannel(const Kernels& kernels, size_t tapCount, size_t decimation, double shift) {
  constexpr size_t count = 9000, secondTaps = 21, secondDecimation = 3;
  std::vector<float> first(tapCount), second(secondTaps), input(2 * count + 1), output(2 * count);
  for (size_t n = 0; n < tapCount; n++)
    first[n] = first[tapCount - 1 - n] = static_cast<float>(noise() / static_cast<double>(tapCount));
  for (size_t n = 0; n < secondTaps; n++) second[n] = second[secondTaps - 1 - n] = static_cast<float>(noise());
  for (float& value : input) value = static_cast<float>(noise());
  ChannelOptions options = {};
  options.stages[0] = {first.data(), tapCount, decimation};
  options.stages[1] = {second.data(), secondTaps, secondDecimation};
  options.stageCount = 2;
  options.shift = shift;
  Channel* channel = kernels.makeChannel(options);
  constexpr size_t firstSample = 1000003;
  channel->reset(firstSample);
  size_t outputs = 0;
  for (size_t at = 0, piece = 1; at < count; at += piece, piece = piece * 7 % 1009) {
    if (piece > count - at) piece = count - at;
    outputs += channel->process(input.data() + 1 + 2 * at, piece, output.data() + 2 * outputs);
  }
  delete channel;

  Complexes mixed(count), middle;
  for (size_t n = 0; n < count; n++)
    mixed[n] = std::complex<double>(input[1 + 2 * n], input[2 + 2 * n]) *
               std::polar(1.0, -turn * std::fmod(shift * static_cast<double>(firstSample + n), 1.0));
  const auto filter = [](const Complexes& x, const std::vector<float>& taps, size_t step) {
    Complexes y;
    for (size_t n = 0; n < x.size(); n += step) {
      std::complex<double> sum = 0;
      for (size_t j = 0; j < taps.size() && j <= n; j++) sum += x[n - j] * static_cast<double>(taps[j]);
      y.push_back(sum);
    }
    return y;
  };
  const Complexes expected = filter(filter(mixed, first, decimation), second, secondDecimation);
  check(outputs == expected.size(), kernels.simd, "outputs of a channel", tapCount, static_cast<double>(outputs));
  double peak = 0, worst = 0;
  for (size_t n = 0; n < expected.size(); n++) {
    peak = std::fmax(peak, std::abs(expected[n]));
    worst = std::fmax(worst, std::abs(expected[n] - std::complex<double>(output[2 * n], output[2 * n + 1])));
  }
  check(worst < 2e-6 * peak, kernels.simd, "channel error relative to its peak", tapCount, worst / peak);
}

void checkAll(const Kernels& kernels) {
  for (size_t size = smallestFft; size <= 65536; size *= 2) checkFft(kernels, size);
  for (Format format : {Format::cu8, Format::cs8, Format::cs16, Format::cf32}) {
    for (Detector detector : {Detector::average, Detector::peak, Detector::sample})
      for (size_t size = smallestFft; size <= 1024; size *= 2) checkSpectrum(kernels, format, detector, size);
    for (size_t count : {1, 3, 4, 5, 16, 37, 70000}) checkSmall(kernels, format, count);
  }
  for (size_t count : {1, 15, 16, 100}) checkMaxima(kernels, count);
  for (size_t tapCount : {1, 2, 7, 64, 128, 301})
    for (size_t decimation : {1, 2, 3, 10, 37}) checkChannel(kernels, tapCount, decimation, 0.1234);
  checkChannel(kernels, 33, 4, 0);
  checkChannel(kernels, 33, 4, -0.5);
}

}  // namespace

// Arguments: the paths to check; the first that can't run here is a failure.
int main(int count, char** names) {
  for (int n = 1; n < count; n++) {
    const Kernels* kernels = chooseKernels(names[n]);
    if (kernels == nullptr) {
      std::printf("%s can't run here\n", names[n]);
      return 1;
    }
    checkAll(*kernels);
    std::printf("%s checked\n", kernels->simd);
  }
  return failures == 0 ? 0 : 1;
}
