// Reads and checks what JavaScript passes. Each reader throws a JavaScript error that names the argument and
// answers false; the caller returns at once.
#pragma once
#include <napi.h>

#include <cmath>
#include <string>

#include "kernels.h"

namespace wavekeep {

inline bool refuse(Napi::Env env, const std::string& message) {
  if (!env.IsExceptionPending()) Napi::TypeError::New(env, message).ThrowAsJavaScriptException();
  return false;
}

inline bool refuseRange(Napi::Env env, const std::string& message) {
  if (!env.IsExceptionPending()) Napi::RangeError::New(env, message).ThrowAsJavaScriptException();
  return false;
}

// A typed array's memory, valid during the call. Works over a SharedArrayBuffer as well.
template <class T>
struct Span {
  T* data = nullptr;
  size_t length = 0;
};

inline bool readArray(Napi::Env env, napi_value value, napi_typedarray_type type, const char* what,
                      const char* typeName, void** data, size_t* length) {
  napi_typedarray_type actual;
  const napi_status status = napi_get_typedarray_info(env, value, &actual, length, data, nullptr, nullptr);
  if (status != napi_ok || actual != type)
    return refuse(env, std::string(what) + " must be a " + typeName);
  return true;
}

inline bool readBytes(const Napi::CallbackInfo& info, size_t index, const char* what, Span<uint8_t>& span) {
  void* data = nullptr;
  if (!readArray(info.Env(), info[index], napi_uint8_array, what, "Uint8Array", &data, &span.length))
    return false;
  span.data = static_cast<uint8_t*>(data);
  return true;
}

inline bool readFloats(Napi::Env env, napi_value value, const char* what, Span<float>& span) {
  void* data = nullptr;
  if (!readArray(env, value, napi_float32_array, what, "Float32Array", &data, &span.length)) return false;
  span.data = static_cast<float*>(data);
  return true;
}

inline bool readNumber(Napi::Env env, napi_value value, const char* what, double& number) {
  if (napi_get_value_double(env, value, &number) != napi_ok)
    return refuse(env, std::string(what) + " must be a number");
  return true;
}

// An integer from `least` to `most`, both below 2^53.
inline bool readInteger(Napi::Env env, napi_value value, const char* what, double least, double most,
                        size_t& integer) {
  double number = 0;
  if (!readNumber(env, value, what, number)) return false;
  if (!(number >= least && number <= most) || number != std::floor(number))
    return refuseRange(env, std::string(what) + " must be an integer of at least " +
                                std::to_string(static_cast<long long>(least)));
  integer = static_cast<size_t>(number);
  return true;
}

inline bool checkLength(Napi::Env env, const char* what, size_t length, double atLeast) {
  if (static_cast<double>(length) >= atLeast) return true;
  return refuseRange(env, std::string(what) + " has length " + std::to_string(length) + " where at least " +
                              std::to_string(static_cast<long long>(atLeast)) + " is needed");
}

inline bool readFftSize(Napi::Env env, napi_value value, size_t& size) {
  if (!readInteger(env, value, "FFT size", smallestFft, largestFft, size)) return false;
  if ((size & (size - 1)) != 0)
    return refuseRange(env, "FFT size " + std::to_string(size) + " is not a power of two");
  return true;
}

// A short word as its characters; empty where it is none.
inline bool readWord(Napi::Env env, napi_value value, const char* what, char (&word)[16]) {
  size_t length = 0;
  if (napi_get_value_string_utf8(env, value, word, sizeof word, &length) != napi_ok)
    return refuse(env, std::string(what) + " must be a string");
  return true;
}

inline bool readFormat(Napi::Env env, napi_value value, Format& format) {
  char word[16];
  if (!readWord(env, value, "format", word)) return false;
  const std::string name(word);
  if (name == "cu8") format = Format::cu8;
  else if (name == "cs8") format = Format::cs8;
  else if (name == "cs16") format = Format::cs16;
  else if (name == "cf32") format = Format::cf32;
  else return refuse(env, "format '" + name + "' is none of cu8, cs8, cs16, cf32");
  return true;
}

inline bool readDetector(Napi::Env env, napi_value value, Detector& detector) {
  char word[16];
  if (!readWord(env, value, "detector", word)) return false;
  const std::string name(word);
  if (name == "average") detector = Detector::average;
  else if (name == "peak") detector = Detector::peak;
  else if (name == "sample") detector = Detector::sample;
  else return refuse(env, "detector '" + name + "' is none of average, peak, sample");
  return true;
}

inline bool readSamples(const Napi::CallbackInfo& info, size_t index, Format format, Span<uint8_t>& samples,
                        size_t& sampleCount) {
  if (!readBytes(info, index, "samples", samples)) return false;
  sampleCount = samples.length / bytesPerSample(format);
  if (sampleCount * bytesPerSample(format) != samples.length)
    return refuseRange(info.Env(), std::to_string(samples.length) + " bytes are not a whole number of samples");
  return true;
}

}  // namespace wavekeep
