// The spectrum line: samples, window, transform, power, detector, dB, row.

// One format's samples times the window, into the first pass.
template <Format format>
struct SampleLoader {
  const uint8_t* samples;
  // Already divided by the format's full scale and the window's sum; in the order of the loader's lanes.
  const float* window;
  static constexpr int order(int lane) {
    return format == Format::cf32 ? Vector::order(lane) : lane;
  }
  WK_INLINE C load(size_t block) const {
    C x;
    const uint8_t* from = samples + block * L * bytesPerSample(format);
    if constexpr (format == Format::cf32) {
      Vector::loadPairs(reinterpret_cast<const float*>(from), x.re, x.im);
    } else if constexpr (format == Format::cs16) {
      Vector::loadShorts(from, x.re, x.im);
    } else {
      Vector::loadBytes(from, x.re, x.im, format == Format::cs8);
      const auto zero = Vector::set(format == Format::cu8 ? 127.5f : 128.0f);
      x.re = Vector::sub(x.re, zero);
      x.im = Vector::sub(x.im, zero);
    }
    const auto w = Vector::load(window + block * L);
    return {Vector::mul(x.re, w), Vector::mul(x.im, w)};
  }
};

enum class Join { set, add, max };

// The last pass to powers, lowest frequency first.
template <Join join>
struct PowerSink {
  float* power;
  static constexpr bool shifted = true;
  WK_INLINE void put(size_t block, const C& x) const {
    float* to = power + block * L;
    const auto square = Vector::mul(x.im, x.im);
    if constexpr (join == Join::set) Vector::store(to, Vector::fmadd(x.re, x.re, square));
    else if constexpr (join == Join::add)
      Vector::store(to, Vector::add(Vector::load(to), Vector::fmadd(x.re, x.re, square)));
    else Vector::store(to, Vector::max(Vector::fmadd(x.re, x.re, square), Vector::load(to)));
  }
};

// log2 of numbers within leastPower and mostPower. The polynomial in the mantissa is the minimax fit of
// degree 5 through the ends of the octave; its error is below 2e-5, 6e-5 dB.
WK_INLINE Vector::F log2(Vector::F x) {
  Vector::F exponent, m;
  Vector::split(x, exponent, m);
  auto p = Vector::set(0.04514906f);
  p = Vector::fmadd(p, m, Vector::set(-0.41932104f));
  p = Vector::fmadd(p, m, Vector::set(1.64139965f));
  p = Vector::fmadd(p, m, Vector::set(-3.56885977f));
  p = Vector::fmadd(p, m, Vector::set(5.10697649f));
  p = Vector::fmadd(p, m, Vector::set(-2.80534439f));
  return Vector::add(exponent, p);
}

class PathSpectrum final : public Spectrum {
 public:
  PathSpectrum(const SpectrumOptions& options, Plan* plan)
      : plan_(plan),
        size_(options.size),
        format_(options.format),
        detector_(options.detector),
        floorDb_(options.floorDb),
        stepDb_(options.stepDb),
        window_(options.size),
        power_(options.size) {}
  ~PathSpectrum() override { delete plan_; }
  bool ok() const { return window_.ok() && power_.ok(); }

  void fillWindow(const float* window) {
    double sum = 0;
    for (size_t n = 0; n < size_; n++) sum += window[n];
    const double full = format_ == Format::cu8    ? 127.5
                        : format_ == Format::cs8  ? 128
                        : format_ == Format::cs16 ? 32768
                                                  : 1;
    for (size_t block = 0; block < size_; block += L)
      for (int lane = 0; lane < L; lane++) {
        const int element = format_ == Format::cf32 ? Vector::order(lane) : lane;
        window_.get()[block + lane] = static_cast<float>(window[block + element] / (sum * full));
      }
  }

  void row(const uint8_t* samples, size_t transforms, size_t hop, uint8_t* row) override {
    const size_t joined = join(samples, transforms, hop);
    const double levels = 3.01029995663981195214 / stepDb_;
    const auto scale = Vector::set(static_cast<float>(levels));
    // A half more, because the conversion to integers cuts.
    const auto offset = Vector::set(static_cast<float>(
        0.5 - floorDb_ / stepDb_ - levels * std::log2(static_cast<double>(joined))));
    const auto least = Vector::set(leastPower * static_cast<float>(joined));
    const auto most = Vector::set(mostPower);
    const auto none = Vector::set(0.0f), top = Vector::set(255.0f);
    const float* power = power_.get();
    const auto level = [&](size_t at) WK_LAMBDA {
      const auto bounded = Vector::min(Vector::max(Vector::load(power + at), least), most);
      return Vector::max(Vector::min(Vector::fmadd(log2(bounded), scale, offset), top), none);
    };
    for (size_t bin = 0; bin < size_; bin += 4 * L)
      Vector::storeLevels(row + bin, level(bin), level(bin + L), level(bin + 2 * L), level(bin + 3 * L));
  }

  void rowDb(const uint8_t* samples, size_t transforms, size_t hop, float* row) override {
    const size_t joined = join(samples, transforms, hop);
    const auto scale = Vector::set(3.01029995663981195214f);
    const auto offset = Vector::set(
        static_cast<float>(-3.01029995663981195214 * std::log2(static_cast<double>(joined))));
    const auto least = Vector::set(leastPower * static_cast<float>(joined));
    const auto most = Vector::set(mostPower);
    for (size_t bin = 0; bin < size_; bin += L) {
      const auto bounded = Vector::min(Vector::max(Vector::load(power_.get() + bin), least), most);
      Vector::storeAny(row + bin, Vector::inOrder(Vector::fmadd(log2(bounded), scale, offset)));
    }
  }

 private:
  // Fills power_ and answers how many transforms were summed into it.
  size_t join(const uint8_t* samples, size_t transforms, size_t hop) {
    const size_t step = hop * bytesPerSample(format_);
    if (detector_ == Detector::sample) {
      transform<Join::set>(samples + (transforms - 1) * step);
      return 1;
    }
    transform<Join::set>(samples);
    for (size_t t = 1; t < transforms; t++) {
      if (detector_ == Detector::peak) transform<Join::max>(samples + t * step);
      else transform<Join::add>(samples + t * step);
    }
    return detector_ == Detector::peak ? 1 : transforms;
  }

  template <Join join>
  void transform(const uint8_t* samples) {
    const PowerSink<join> sink{power_.get()};
    const float* window = window_.get();
    switch (format_) {
      case Format::cu8:
        return plan_->run(SampleLoader<Format::cu8>{samples, window}, sink);
      case Format::cs8:
        return plan_->run(SampleLoader<Format::cs8>{samples, window}, sink);
      case Format::cs16:
        return plan_->run(SampleLoader<Format::cs16>{samples, window}, sink);
      case Format::cf32:
        return plan_->run(SampleLoader<Format::cf32>{samples, window}, sink);
    }
  }

  Plan* plan_;
  size_t size_;
  Format format_;
  Detector detector_;
  double floorDb_;
  double stepDb_;
  Buffer window_;
  Buffer power_;
};

Spectrum* makeSpectrum(const SpectrumOptions& options) {
  // cs8 and cs16 are loaded in the same order as cu8.
  Plan* plan = options.format == Format::cf32 ? Plan::make<SampleLoader<Format::cf32>>(options.size)
                                              : Plan::make<SampleLoader<Format::cu8>>(options.size);
  if (plan == nullptr) return nullptr;
  PathSpectrum* spectrum = new (std::nothrow) PathSpectrum(options, plan);
  if (spectrum == nullptr) {
    delete plan;
    return nullptr;
  }
  if (!spectrum->ok()) {
    delete spectrum;
    return nullptr;
  }
  spectrum->fillWindow(options.window);
  return spectrum;
}
