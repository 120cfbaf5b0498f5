// The addon's exports: native/index.ts says what each does. Everything is checked before a kernel runs.
#include <napi.h>

#include <cstdlib>
#include <cstring>

#include "arguments.h"
#include "channel-arguments.h"
#include "kernels.h"

namespace wavekeep {
namespace {

const Kernels* kernelsOf(const Napi::CallbackInfo& info) { return static_cast<const Kernels*>(info.Data()); }

// Tells the garbage collector what memory hangs on an object.
class Weight {
 public:
  void set(Napi::Env env, int64_t bytes) {
    env_ = env;
    bytes_ = bytes;
    Napi::MemoryManagement::AdjustExternalMemory(env, bytes);
  }
  ~Weight() {
    if (bytes_ != 0) Napi::MemoryManagement::AdjustExternalMemory(Napi::Env(env_), -bytes_);
  }

 private:
  napi_env env_ = nullptr;
  int64_t bytes_ = 0;
};

// Roots, two scratch buffers, window and power, roughly.
int64_t bytesOf(size_t size) { return static_cast<int64_t>(size) * 32; }

class FftObject : public Napi::ObjectWrap<FftObject> {
 public:
  static Napi::Function define(Napi::Env env, const Kernels* kernels) {
    return DefineClass(env, "Fft",
                       {InstanceMethod<&FftObject::process>("process"),
                        InstanceAccessor<&FftObject::size>("size")},
                       const_cast<Kernels*>(kernels));
  }

  explicit FftObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<FftObject>(info) {
    if (!readFftSize(info.Env(), info[0], size_)) return;
    fft_ = kernelsOf(info)->makeFft(size_);
    if (fft_ == nullptr) {
      refuseRange(info.Env(), "no memory for an FFT of " + std::to_string(size_));
      return;
    }
    weight_.set(info.Env(), bytesOf(size_));
  }
  ~FftObject() override { delete fft_; }

 private:
  Napi::Value size(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(size_));
  }

  void process(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Span<float> input, output;
    if (!readFloats(env, info[0], "FFT input", input)) return;
    if (!readFloats(env, info[1], "FFT output", output)) return;
    if (!checkLength(env, "FFT input", input.length, 2.0 * size_)) return;
    if (!checkLength(env, "FFT output", output.length, 2.0 * size_)) return;
    fft_->process(input.data, output.data);
  }

  size_t size_ = 0;
  Fft* fft_ = nullptr;
  Weight weight_;
};

class SpectrumObject : public Napi::ObjectWrap<SpectrumObject> {
 public:
  static Napi::Function define(Napi::Env env, const Kernels* kernels) {
    return DefineClass(env, "Spectrum",
                       {InstanceMethod<&SpectrumObject::row>("row"),
                        InstanceMethod<&SpectrumObject::rowDb>("rowDb"),
                        InstanceAccessor<&SpectrumObject::size>("size")},
                       const_cast<Kernels*>(kernels));
  }

  explicit SpectrumObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<SpectrumObject>(info) {
    const Napi::Env env = info.Env();
    SpectrumOptions options = {};
    if (!readOptions(env, info[0], options)) return;
    size_ = options.size;
    format_ = options.format;
    spectrum_ = kernelsOf(info)->makeSpectrum(options);
    if (spectrum_ == nullptr) {
      refuseRange(env, "no memory for a spectrum of " + std::to_string(size_));
      return;
    }
    weight_.set(env, bytesOf(size_));
  }
  ~SpectrumObject() override { delete spectrum_; }

 private:
  static bool readOptions(Napi::Env env, Napi::Value value, SpectrumOptions& options) {
    if (!value.IsObject()) return refuse(env, "the spectrum's options must be an object");
    const Napi::Object object = value.As<Napi::Object>();
    const char* const names[] = {"size", "format", "window", "detector", "floorDb", "stepDb"};
    napi_value values[6];
    for (int i = 0; i < 6; i++)
      if (napi_get_named_property(env, object, names[i], &values[i]) != napi_ok)
        return refuse(env, std::string("the option ") + names[i] + " can't be read");
    Span<float> window;
    if (!readFftSize(env, values[0], options.size) || !readFormat(env, values[1], options.format) ||
        !readFloats(env, values[2], "window", window) || !readDetector(env, values[3], options.detector) ||
        !readNumber(env, values[4], "floorDb", options.floorDb) ||
        !readNumber(env, values[5], "stepDb", options.stepDb))
      return false;
    if (window.length != options.size)
      return refuseRange(env, "the window has " + std::to_string(window.length) +
                                  " coefficients for an FFT of " + std::to_string(options.size));
    // Written so that NaN is refused, too.
    if (!(std::fabs(options.floorDb) <= 1000)) return refuseRange(env, "floorDb must be from -1000 to 1000 dB");
    if (!(options.stepDb >= 0.001 && options.stepDb <= 100))
      return refuseRange(env, "stepDb must be from 0.001 to 100 dB");
    double sum = 0;
    for (size_t n = 0; n < window.length; n++) sum += window.data[n];
    if (sum == 0 || !std::isfinite(sum))
      return refuseRange(env, "the window's coefficients sum to 0 or to no number: no full scale can be told");
    options.window = window.data;
    return true;
  }

  // Samples, transforms and hop, checked against each other.
  bool readRequest(const Napi::CallbackInfo& info, Span<uint8_t>& samples, size_t& transforms, size_t& hop) {
    const Napi::Env env = info.Env();
    if (!readBytes(info, 0, "samples", samples)) return false;
    constexpr double most = 4294967295.0;
    if (!readInteger(env, info[1], "transforms", 1, most, transforms)) return false;
    if (!readInteger(env, info[2], "hop", 0, most, hop)) return false;
    // In floating point: the product may pass 64 bits, and exactness matters only where it is small.
    const double needed = (static_cast<double>(transforms) - 1) * static_cast<double>(hop) + size_;
    return checkLength(env, "samples (counted in complex samples)", samples.length / bytesPerSample(format_),
                       needed);
  }

  void row(const Napi::CallbackInfo& info) {
    Span<uint8_t> samples, row;
    size_t transforms = 0, hop = 0;
    if (!readRequest(info, samples, transforms, hop)) return;
    if (!readBytes(info, 3, "row", row)) return;
    if (!checkLength(info.Env(), "row", row.length, static_cast<double>(size_))) return;
    spectrum_->row(samples.data, transforms, hop, row.data);
  }

  void rowDb(const Napi::CallbackInfo& info) {
    Span<uint8_t> samples;
    Span<float> row;
    size_t transforms = 0, hop = 0;
    if (!readRequest(info, samples, transforms, hop)) return;
    if (!readFloats(info.Env(), info[3], "row", row)) return;
    if (!checkLength(info.Env(), "row", row.length, static_cast<double>(size_))) return;
    spectrum_->rowDb(samples.data, transforms, hop, row.data);
  }

  Napi::Value size(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), static_cast<double>(size_));
  }

  size_t size_ = 0;
  Format format_ = Format::cu8;
  Spectrum* spectrum_ = nullptr;
  Weight weight_;
};

class ChannelObject : public Napi::ObjectWrap<ChannelObject> {
 public:
  static Napi::Function define(Napi::Env env, const Kernels* kernels) {
    return DefineClass(env, "Channel",
                       {InstanceMethod<&ChannelObject::process>("process"),
                        InstanceMethod<&ChannelObject::reset>("reset"),
                        InstanceAccessor<&ChannelObject::decimation>("decimation"),
                        InstanceAccessor<&ChannelObject::delay>("delay")},
                       const_cast<Kernels*>(kernels));
  }

  explicit ChannelObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ChannelObject>(info) {
    ChannelOptions options = {};
    if (!readChannelOptions(info.Env(), info[0], options)) return;
    for (size_t n = 0; n < options.stageCount; n++) {
      delay_ += decimation_ * (static_cast<double>(options.stages[n].tapCount) - 1) / 2;
      decimation_ *= static_cast<double>(options.stages[n].decimation);
    }
    channel_ = kernelsOf(info)->makeChannel(options);
    if (channel_ == nullptr) {
      refuseRange(info.Env(), "no memory for the channel");
      return;
    }
    weight_.set(info.Env(), static_cast<int64_t>(channel_->bytes()));
  }
  ~ChannelObject() override { delete channel_; }

 private:
  Napi::Value process(const Napi::CallbackInfo& info) {
    const Napi::Env env = info.Env();
    Span<float> input, output;
    size_t count = 0;
    if (!readFloats(env, info[0], "input", input) ||
        !readInteger(env, info[1], "sampleCount", 0, 4294967295.0, count) ||
        !readFloats(env, info[2], "output", output))
      return env.Undefined();
    const double samples = static_cast<double>(count);
    if (!checkLength(env, "input", input.length, 2 * samples)) return env.Undefined();
    if (!checkLength(env, "output", output.length, 2 * (std::ceil(samples / decimation_) + 1)))
      return env.Undefined();
    const size_t outputs = channel_->process(input.data, count, output.data);
    return Napi::Number::New(env, static_cast<double>(outputs));
  }

  void reset(const Napi::CallbackInfo& info) {
    size_t first = 0;
    if (!readInteger(info.Env(), info[0], "firstSample", 0, 9007199254740991.0, first)) return;
    channel_->reset(first);
  }

  Napi::Value decimation(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), decimation_); }
  Napi::Value delay(const Napi::CallbackInfo& info) { return Napi::Number::New(info.Env(), delay_); }

  double decimation_ = 1;
  double delay_ = 0;
  Channel* channel_ = nullptr;
  Weight weight_;
};

void convert(const Napi::CallbackInfo& info) {
  Format format;
  Span<uint8_t> samples;
  Span<float> output;
  size_t count = 0;
  if (!readFormat(info.Env(), info[0], format) || !readSamples(info, 1, format, samples, count)) return;
  if (!readFloats(info.Env(), info[2], "output", output)) return;
  if (!checkLength(info.Env(), "output", output.length, 2.0 * count)) return;
  kernelsOf(info)->convert(format, samples.data, count, output.data);
}

Napi::Value countClipped(const Napi::CallbackInfo& info) {
  Format format;
  Span<uint8_t> samples;
  size_t count = 0;
  if (!readFormat(info.Env(), info[0], format) || !readSamples(info, 1, format, samples, count))
    return info.Env().Undefined();
  const size_t clipped = kernelsOf(info)->countClipped(format, samples.data, count);
  return Napi::Number::New(info.Env(), static_cast<double>(clipped));
}

void maxPyramid(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Span<uint8_t> pyramid;
  size_t width = 0, levels = 0;
  if (!readBytes(info, 0, "pyramid", pyramid)) return;
  if (!readInteger(env, info[1], "width", 1, 4294967295.0, width)) return;
  if (!readInteger(env, info[2], "levels", 1, 31, levels)) return;
  if (width % (size_t{1} << (levels - 1)) != 0) {
    refuseRange(env, "a width of " + std::to_string(width) + " does not halve evenly into " +
                         std::to_string(levels) + " levels");
    return;
  }
  const size_t bytes = 2 * width - (width >> (levels - 1));
  if (!checkLength(env, "pyramid", pyramid.length, static_cast<double>(bytes))) return;
  uint8_t* from = pyramid.data;
  for (size_t level = 1; level < levels; level++) {
    kernelsOf(info)->maxPairs(from, from + width, width / 2);
    from += width;
    width /= 2;
  }
}

void maxInto(const Napi::CallbackInfo& info) {
  Span<uint8_t> row, other;
  if (!readBytes(info, 0, "row", row) || !readBytes(info, 1, "other", other)) return;
  if (row.length != other.length) {
    refuseRange(info.Env(), "rows of " + std::to_string(row.length) + " and " +
                                std::to_string(other.length) + " levels can't be merged");
    return;
  }
  kernelsOf(info)->maxInto(row.data, other.data, row.length);
}

void fill(Napi::Env env, Napi::Object exports, const Kernels* kernels);

// The same exports on a path of the caller's choice: 'portable', 'avx2', 'avx512' or 'neon'.
Napi::Value forPath(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  char word[16];
  if (!readWord(env, info[0], "path", word)) return env.Undefined();
  const Kernels* kernels = chooseKernels(word);
  if (kernels == nullptr) {
    refuseRange(env, "the SIMD path '" + std::string(word) + "' can't run on this processor");
    return env.Undefined();
  }
  const Napi::Object exports = Napi::Object::New(env);
  fill(env, exports, kernels);
  return exports;
}

void fill(Napi::Env env, Napi::Object exports, const Kernels* kernels) {
  void* const data = const_cast<Kernels*>(kernels);
  exports.Set("simd", Napi::String::New(env, kernels->simd));
  exports.Set("Fft", FftObject::define(env, kernels));
  exports.Set("Spectrum", SpectrumObject::define(env, kernels));
  exports.Set("Channel", ChannelObject::define(env, kernels));
  exports.Set("convert", Napi::Function::New<convert>(env, "convert", data));
  exports.Set("countClipped", Napi::Function::New<countClipped>(env, "countClipped", data));
  exports.Set("maxPyramid", Napi::Function::New<maxPyramid>(env, "maxPyramid", data));
  exports.Set("maxInto", Napi::Function::New<maxInto>(env, "maxInto", data));
  exports.Set("forPath", Napi::Function::New<forPath>(env, "forPath"));
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  const char* wanted = std::getenv("WAVEKEEP_SIMD");
  const Kernels* kernels = chooseKernels(wanted);
  if (kernels == nullptr) {
    refuseRange(env, "WAVEKEEP_SIMD names the path '" + std::string(wanted) +
                         "', which can't run on this processor");
    return exports;
  }
  fill(env, exports, kernels);
  return exports;
}

}  // namespace
}  // namespace wavekeep

static Napi::Object Init(Napi::Env env, Napi::Object exports) { return wavekeep::init(env, exports); }

NODE_API_MODULE(wavekeep, Init)
