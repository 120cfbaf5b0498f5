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
    if constexpr (format == Format::cf32) Vector::loadPairs(reinterpret_cast<const float*>(from), x.re, x.im);
    else if constexpr (format == Format::cs16) Vector::loadShorts(from, x.re, x.im);
    else Vector::loadBytes<format == Format::cs8>(from, x.re, x.im);
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

// Powers to a·log2(power) + b. A float's bits, read as an integer, are 2^23·(127 + exponent + mantissa - 1); what
// log2 of the mantissa differs from its straight line is the minimax polynomial of degree 4 through the octave's
// ends. Its error is below 1.2e-4, 0.0004 dB.
class Logarithm {
 public:
  Logarithm(double a, double b, float least)
      : least_(Vector::set(least)),
        slope_(Vector::set(static_cast<float>(a / 8388608))),
        constant_(Vector::set(static_cast<float>(b + a * (-127 - 1.51982946)))),
        first_(Vector::set(static_cast<float>(a * 3.08638359))),
        second_(Vector::set(static_cast<float>(a * -2.13413526))),
        third_(Vector::set(static_cast<float>(a * 0.64971185))),
        fourth_(Vector::set(static_cast<float>(a * -0.08213072))) {}
  WK_INLINE Vector::F of(Vector::F power) const {
    const auto x = Vector::max(power, least_);
    const auto m = Vector::mantissa(x);
    const auto line = Vector::fmadd(Vector::bits(x), slope_, constant_);
    auto p = Vector::fmadd(fourth_, m, third_);
    p = Vector::fmadd(p, m, second_);
    p = Vector::fmadd(p, m, first_);
    return Vector::fmadd(p, m, line);
  }

 private:
  Vector::F least_, slope_, constant_, first_, second_, third_, fourth_;
};

// 10·log10(2): dB of a factor of two.
constexpr double decibels = 3.01029995663981195214;

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
    const double full = format_ == Format::cu8    ? 127.5 * Vector::byteUnit
                        : format_ == Format::cs8  ? 128.0 * Vector::byteUnit
                        : format_ == Format::cs16 ? 32768.0 * Vector::shortUnit
                                                  : 1.0;
    for (size_t block = 0; block < size_; block += L)
      for (int lane = 0; lane < L; lane++) {
        const int element = format_ == Format::cf32 ? Vector::order(lane) : lane;
        window_.get()[block + lane] = static_cast<float>(window[block + element] / (sum * full));
      }
  }

  void row(const uint8_t* samples, size_t transforms, size_t hop, uint8_t* row) override {
    const size_t joined = join(samples, transforms, hop);
    const double levels = decibels / stepDb_;
    // A half more, because the conversion to integers cuts.
    const double offset = 0.5 - floorDb_ / stepDb_ - levels * std::log2(static_cast<double>(joined));
    const Logarithm level(levels, offset, leastPower * static_cast<float>(joined));
    const float* power = power_.get();
    for (size_t bin = 0; bin < size_; bin += 4 * L, power += 4 * L)
      Vector::storeLevels(row + bin, level.of(Vector::load(power)), level.of(Vector::load(power + L)),
                          level.of(Vector::load(power + 2 * L)), level.of(Vector::load(power + 3 * L)));
  }

  void rowDb(const uint8_t* samples, size_t transforms, size_t hop, float* row) override {
    const size_t joined = join(samples, transforms, hop);
    const double offset = -decibels * std::log2(static_cast<double>(joined));
    const Logarithm db(decibels, offset, leastPower * static_cast<float>(joined));
    for (size_t bin = 0; bin < size_; bin += L)
      Vector::storeAny(row + bin, Vector::inOrder(db.of(Vector::load(power_.get() + bin))));
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
