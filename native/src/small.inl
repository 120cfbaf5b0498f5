// Conversion, clipping and maxima.

template <Format format>
void convertAs(const uint8_t* samples, size_t sampleCount, float* output) {
  constexpr float scale = format == Format::cu8    ? 1.0f / (127.5f * Vector::byteUnit)
                          : format == Format::cs8 ? 1.0f / (128.0f * Vector::byteUnit)
                                                  : 1.0f / (32768.0f * Vector::shortUnit);
  constexpr size_t step = bytesPerSample(format);
  const auto block = [&](const uint8_t* from, float* to) WK_LAMBDA {
    Vector::F re, im;
    if constexpr (format == Format::cs16) Vector::loadShorts(from, re, im);
    else Vector::loadBytes<format == Format::cs8>(from, re, im);
    re = Vector::mul(re, Vector::set(scale));
    im = Vector::mul(im, Vector::set(scale));
    // Samples load in memory order, pairs are stored from the transform's; the permutation is its own inverse.
    Vector::storePairs(to, Vector::inOrder(re), Vector::inOrder(im));
  };
  size_t n = 0;
  for (; n + L <= sampleCount; n += L) block(samples + n * step, output + 2 * n);
  if (n < sampleCount) {
    uint8_t last[L * step] = {};
    float converted[2 * L];
    std::memcpy(last, samples + n * step, (sampleCount - n) * step);
    block(last, converted);
    std::memcpy(output + 2 * n, converted, (sampleCount - n) * 2 * sizeof(float));
  }
}

void convert(Format format, const uint8_t* samples, size_t sampleCount, float* output) {
  switch (format) {
    case Format::cu8:
      return convertAs<Format::cu8>(samples, sampleCount, output);
    case Format::cs8:
      return convertAs<Format::cs8>(samples, sampleCount, output);
    case Format::cs16:
      return convertAs<Format::cs16>(samples, sampleCount, output);
    case Format::cf32:
      std::memmove(output, samples, sampleCount * bytesPerSample(Format::cf32));
      return;
  }
}

// The loops below are plain: the compiler turns them into this path's vectors.

template <class T>
size_t countEnds(const uint8_t* samples, size_t sampleCount, T lowest, T highest) {
  size_t clipped = 0;
  for (size_t start = 0; start < sampleCount; start += 65536) {
    const size_t end = start + 65536 < sampleCount ? start + 65536 : sampleCount;
    uint32_t found = 0;
    for (size_t n = start; n < end; n++) {
      T pair[2];
      std::memcpy(pair, samples + n * sizeof pair, sizeof pair);
      found += (pair[0] <= lowest) | (pair[0] >= highest) | (pair[1] <= lowest) | (pair[1] >= highest);
    }
    clipped += found;
  }
  return clipped;
}

size_t countClipped(Format format, const uint8_t* samples, size_t sampleCount) {
  switch (format) {
    case Format::cu8:
      return countEnds<uint8_t>(samples, sampleCount, 0, 255);
    case Format::cs8:
      return countEnds<int8_t>(samples, sampleCount, -128, 127);
    case Format::cs16:
      return countEnds<int16_t>(samples, sampleCount, -32768, 32767);
    case Format::cf32:
      return countEnds<float>(samples, sampleCount, -1.0f, 1.0f);
  }
  return 0;
}

void maxPairs(const uint8_t* from, uint8_t* to, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const uint8_t left = from[2 * i], right = from[2 * i + 1];
    to[i] = left > right ? left : right;
  }
}

void maxInto(uint8_t* row, const uint8_t* other, size_t count) {
  for (size_t i = 0; i < count; i++) row[i] = row[i] > other[i] ? row[i] : other[i];
}

const Kernels table = {Vector::name, makeFft,      makeSpectrum, makeChannel,
                       convert,      countClipped, maxPairs,     maxInto};
