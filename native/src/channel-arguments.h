// Reads and checks the options of a channel, as main/dsp/channel.ts does.
#pragma once
#include "arguments.h"

namespace wavekeep {

inline bool readProperty(Napi::Env env, napi_value object, const char* name, napi_value& value) {
  napi_valuetype type;
  if (napi_typeof(env, object, &type) != napi_ok || type != napi_object)
    return refuse(env, "a channel's options and its stages must be objects");
  if (napi_get_named_property(env, object, name, &value) != napi_ok)
    return refuse(env, std::string("the option ") + name + " can't be read");
  return true;
}

inline bool checkTaps(Napi::Env env, const Span<float>& taps) {
  if (taps.length < 1 || taps.length > mostTaps)
    return refuseRange(env, "a stage has 1 to " + std::to_string(mostTaps) + " taps, not " +
                                std::to_string(taps.length));
  for (size_t n = 0; n < taps.length; n++)
    if (!std::isfinite(taps.data[n]) || taps.data[n] != taps.data[taps.length - 1 - n])
      return refuseRange(env, "tap " + std::to_string(n) + " of " + std::to_string(taps.length) +
                                  ": taps must be finite and symmetric");
  return true;
}

// The taps point into JavaScript's memory: nothing of JavaScript may run before they are used. So everything
// that may run a getter is fetched first.
inline bool readChannelOptions(Napi::Env env, napi_value value, ChannelOptions& options) {
  napi_value list, shift, taps[mostStages], decimations[mostStages];
  if (!readProperty(env, value, "stages", list) || !readProperty(env, value, "shift", shift)) return false;
  bool isArray = false;
  uint32_t count = 0;
  if (napi_is_array(env, list, &isArray) != napi_ok || !isArray ||
      napi_get_array_length(env, list, &count) != napi_ok)
    return refuse(env, "stages must be an array");
  if (count < 1 || count > mostStages)
    return refuseRange(env, "a channel has 1 to " + std::to_string(mostStages) + " stages, not " +
                                std::to_string(count));
  for (uint32_t n = 0; n < count; n++) {
    napi_value stage;
    if (napi_get_element(env, list, n, &stage) != napi_ok) return refuse(env, "a stage can't be read");
    if (!readProperty(env, stage, "taps", taps[n]) || !readProperty(env, stage, "decimation", decimations[n]))
      return false;
  }
  if (!readNumber(env, shift, "shift", options.shift)) return false;
  // Written so that NaN is refused, too.
  if (!(options.shift >= -0.5 && options.shift <= 0.5))
    return refuseRange(env, "shift must be from -0.5 to 0.5 cycles per sample");
  double whole = 1;
  options.stageCount = count;
  for (uint32_t n = 0; n < count; n++) {
    ChannelStage& stage = options.stages[n];
    Span<float> span;
    if (!readInteger(env, decimations[n], "decimation", 1, mostDecimation, stage.decimation) ||
        !readFloats(env, taps[n], "taps", span) || !checkTaps(env, span))
      return false;
    stage.taps = span.data;
    stage.tapCount = span.length;
    whole *= static_cast<double>(stage.decimation);
  }
  if (whole > 2147483648.0) return refuseRange(env, "the stages' decimations multiply to more than 2^31");
  return true;
}

}  // namespace wavekeep
