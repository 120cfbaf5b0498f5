// One channel: a mixer, then stages of symmetric low-pass filters that keep every n-th output. The definition is
// main/dsp/channel.ts.
//
// Answers don't depend on how the stream is cut into calls, to the bit: everything is counted from the last reset.
// The mixer's vectors and its turning base start at multiples of their length, a sample always meets the same lane
// of the filter's vectors, and an output's additions have one order, whichever group it is computed in.

// Complex samples of one vector.
constexpr size_t pairLanes = L / 2;
// Samples of one turn of the mixer's table.
constexpr size_t tableSamples = 256;
// Turns of the table after which the base is taken from the exact phase again.
constexpr size_t exactEvery = 64;
// Samples that go through all stages before the next: what the first stage holds stays in the nearest cache.
constexpr size_t chunkSamples = 4096;

WK_INLINE size_t upTo(size_t value, size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

// Multiplies by a falling phase. The phase is an integer in 1/2^52 of a turn: exact for ever.
class Mixer {
 public:
  explicit Mixer(double shift)
      : step_(static_cast<uint64_t>(static_cast<int64_t>(std::floor(shift * 4503599627370496.0 + 0.5))) & mask),
        table_(2 * tableSamples) {}
  bool ok() const { return table_.ok(); }

  void fill() {
    // Blocks of the cosines of L samples, then their sines, in the order of the loader's lanes.
    for (size_t block = 0; block < tableSamples; block += L)
      for (int lane = 0; lane < L; lane++) {
        double re = 0, im = 0;
        unit(step_ * (block + static_cast<size_t>(Vector::order(lane))), re, im);
        table_.get()[2 * block + lane] = static_cast<float>(re);
        table_.get()[2 * block + L + lane] = static_cast<float>(im);
      }
    unit(step_ * tableSamples, turnRe_, turnIm_);
    reset(0);
  }

  void reset(uint64_t firstSample) {
    first_ = step_ * firstSample;
    sample_ = 0;
    beginTable();
  }

  void mix(const float* input, size_t count, float* to) {
    if (step_ == 0) {
      // Nothing to turn by but the phase, which is none.
      std::memcpy(to, input, 2 * count * sizeof(float));
      return;
    }
    while (count > 0) {
      const size_t at = sample_ % tableSamples;
      const size_t lane = at % L;
      size_t taken;
      if (lane != 0 || count < L) {
        taken = L - lane < count ? L - lane : count;
        part(input, lane, taken, at - lane, to);
      } else {
        taken = (tableSamples - at < count ? tableSamples - at : count) / L * L;
        for (size_t n = 0; n < taken; n += L) vector(input + 2 * n, at + n, to + 2 * n);
      }
      input += 2 * taken;
      to += 2 * taken;
      count -= taken;
      sample_ += taken;
      if (sample_ % tableSamples == 0) beginTable();
    }
  }

 private:
  static constexpr uint64_t mask = (uint64_t{1} << 52) - 1;

  static void unit(uint64_t phase, double& re, double& im) {
    const double angle = static_cast<double>(phase & mask) * (-6.283185307179586476925 / 4503599627370496.0);
    re = std::cos(angle);
    im = std::sin(angle);
  }

  void beginTable() {
    if (sample_ / tableSamples % exactEvery == 0) {
      unit(first_ + step_ * sample_, baseRe_, baseIm_);
      return;
    }
    const double re = baseRe_ * turnRe_ - baseIm_ * turnIm_;
    baseIm_ = baseRe_ * turnIm_ + baseIm_ * turnRe_;
    baseRe_ = re;
  }

  WK_INLINE void vector(const float* input, size_t at, float* to) const {
    C x;
    Vector::loadPairs(input, x.re, x.im);
    const C w = times(loadBlock(table_.get() + 2 * at), Vector::set(static_cast<float>(baseRe_)),
                      Vector::set(static_cast<float>(baseIm_)));
    const C mixed = times(x, w.re, w.im);
    Vector::storePairs(to, mixed.re, mixed.im);
  }

  // Samples that fill only a part of a vector.
  void part(const float* input, size_t lane, size_t count, size_t at, float* to) const {
    float in[2 * L] = {}, out[2 * L];
    std::memcpy(in + 2 * lane, input, 2 * count * sizeof(float));
    vector(in, at, out);
    std::memcpy(to, out + 2 * lane, 2 * count * sizeof(float));
  }

  uint64_t step_;
  uint64_t first_ = 0;
  // Of the next sample, since the reset.
  uint64_t sample_ = 0;
  double baseRe_ = 1, baseIm_ = 0, turnRe_ = 1, turnIm_ = 0;
  Buffer table_;
};

// One filter. Its samples lie in a buffer where they were written; what is still needed moves to the front after
// each call, by whole vectors. The taps exist once for every place a window can start within a vector, so that
// all loads are of whole vectors, too: a load across two cache lines would cost two.
class Stage {
 public:
  // `most`: samples of one call.
  Stage(const ChannelStage& stage, size_t most)
      : taps_(stage.tapCount),
        decimation_(stage.decimation),
        period_(periodOf(stage.decimation)),
        lead_(upTo(stage.tapCount - 1, pairLanes)),
        copy_(2 * upTo(stage.tapCount + pairLanes - 1, pairLanes)),
        capacity_(lead_ + pairLanes + upTo(most, pairLanes) + pairLanes),
        copies_(pairLanes * copy_),
        samples_(2 * capacity_) {}
  bool ok() const { return copies_.ok() && samples_.ok(); }
  size_t bytes() const { return (pairLanes * copy_ + 2 * capacity_) * sizeof(float); }

  void fill(const float* taps) {
    std::memset(copies_.get(), 0, pairLanes * copy_ * sizeof(float));
    for (size_t shift = 0; shift < pairLanes; shift++)
      for (size_t n = 0; n < taps_; n++) {
        float* to = copies_.get() + shift * copy_ + 2 * (shift + n);
        to[0] = to[1] = taps[n];
      }
    reset();
  }

  void reset() {
    std::memset(samples_.get(), 0, 2 * capacity_ * sizeof(float));
    end_ = next_ = lead_;
  }

  // Where the next samples are to be written.
  float* end() const { return samples_.get() + 2 * end_; }

  // Outputs that `count` more samples give.
  size_t outputsOf(size_t count) const {
    return next_ < end_ + count ? (end_ + count - next_ + decimation_ - 1) / decimation_ : 0;
  }

  // Takes the `count` samples that were written at `end`; answers the number of outputs.
  size_t run(size_t count, float* output) {
    const size_t outputs = outputsOf(count);
    end_ += count;
    // The last window's vector reaches beyond the samples: its taps are 0 there, and 0 times what is left of
    // a sample that is no number would be none.
    std::memset(end(), 0, 2 * pairLanes * sizeof(float));
    for (size_t first = 0; first < period_ && first < outputs; first++)
      every(next_ + first * decimation_, (outputs - first + period_ - 1) / period_, output + 2 * first);
    next_ += outputs * decimation_;
    forget();
    return outputs;
  }

 private:
  // Outputs after which windows start at the same place of a vector again.
  static size_t periodOf(size_t decimation) {
    size_t period = pairLanes;
    while (period > 1 && decimation % 2 == 0) {
      decimation /= 2;
      period /= 2;
    }
    return period;
  }

  // Outputs whose windows start at the same place of a vector.
  struct Series {
    size_t count;
    // Where the first window's vectors start, and floats to the next window's.
    const float* window;
    size_t hop;
    // The taps as they lie in those vectors.
    const float* taps;
    size_t vectors;
    float* output;
    size_t stride;
  };

  // Every `period_`-th output, from the one whose newest sample is `newest`.
  void every(size_t newest, size_t count, float* output) const {
    const size_t oldest = newest - (taps_ - 1);
    const size_t shift = oldest % pairLanes;
    Series series = {count,
                     samples_.get() + 2 * (oldest - shift),
                     2 * period_ * decimation_,
                     copies_.get() + shift * copy_,
                     (shift + taps_ + pairLanes - 1) / pairLanes,
                     output,
                     2 * period_};
    // Together, so that they share the taps' loads and hide the additions' delay.
    groups<8>(series);
    groups<4>(series);
    groups<2>(series);
    groups<1>(series);
  }

  // Takes outputs off the series in groups of N while it holds as many.
  template <int N>
  static void groups(Series& series) {
    const size_t hop = series.hop;
    for (; series.count >= N; series.count -= N) {
      const float* window = series.window;
      Vector::F sum[N];
      each<N>([&](auto i) WK_LAMBDA { sum[decltype(i)::value] = Vector::set(0); });
      for (size_t k = 0; k < series.vectors * L; k += L) {
        const auto tap = Vector::load(series.taps + k);
        each<N>([&](auto i) WK_LAMBDA {
          constexpr int I = decltype(i)::value;
          sum[I] = Vector::fmadd(Vector::load(window + I * hop + k), tap, sum[I]);
        });
      }
      each<N>([&](auto i) WK_LAMBDA {
        constexpr int I = decltype(i)::value;
        Vector::storePairSum(series.output + I * series.stride, sum[I]);
      });
      series.window += N * hop;
      series.output += N * series.stride;
    }
  }

  // The next output lies at or behind the end: it needs the last `lead_` samples at most.
  void forget() {
    const size_t gone = (end_ - lead_) / pairLanes * pairLanes;
    end_ -= gone;
    next_ -= gone;
    std::memmove(samples_.get(), samples_.get() + 2 * gone, 2 * end_ * sizeof(float));
  }

  size_t taps_;
  size_t decimation_;
  size_t period_;
  // Samples before the first: at least one less than taps.
  size_t lead_;
  // Floats of one copy of the taps, each tap twice.
  size_t copy_;
  size_t capacity_;
  Buffer copies_;
  Buffer samples_;
  // Of the buffer: behind the last sample, and the newest sample of the next output.
  size_t end_ = 0;
  size_t next_ = 0;
};

class PathChannel final : public Channel {
 public:
  explicit PathChannel(double shift) : mixer_(shift) {}
  ~PathChannel() override {
    for (size_t n = 0; n < stageCount_; n++) delete stages_[n];
  }

  bool build(const ChannelOptions& options) {
    if (!mixer_.ok()) return false;
    mixer_.fill();
    size_t most = chunkSamples;
    for (size_t n = 0; n < options.stageCount; n++) {
      const ChannelStage& wanted = options.stages[n];
      Stage* stage = new (std::nothrow) Stage(wanted, most);
      if (stage == nullptr) return false;
      stages_[stageCount_++] = stage;
      if (!stage->ok()) return false;
      stage->fill(wanted.taps);
      most = (most + wanted.decimation - 1) / wanted.decimation;
    }
    return true;
  }

  size_t process(const float* input, size_t sampleCount, float* output) override {
    size_t written = 0;
    while (sampleCount > 0) {
      size_t count = sampleCount < chunkSamples ? sampleCount : chunkSamples;
      mixer_.mix(input, count, stages_[0]->end());
      input += 2 * count;
      sampleCount -= count;
      for (size_t n = 0; n < stageCount_; n++) {
        const bool last = n + 1 == stageCount_;
        count = stages_[n]->run(count, last ? output + 2 * written : stages_[n + 1]->end());
      }
      written += count;
    }
    return written;
  }

  void reset(uint64_t firstSample) override {
    mixer_.reset(firstSample);
    for (size_t n = 0; n < stageCount_; n++) stages_[n]->reset();
  }

  size_t bytes() const override {
    size_t sum = sizeof *this + 2 * tableSamples * sizeof(float);
    for (size_t n = 0; n < stageCount_; n++) sum += sizeof(Stage) + stages_[n]->bytes();
    return sum;
  }

 private:
  Mixer mixer_;
  size_t stageCount_ = 0;
  Stage* stages_[mostStages] = {};
};

Channel* makeChannel(const ChannelOptions& options) {
  PathChannel* channel = new (std::nothrow) PathChannel(options.shift);
  if (channel == nullptr || channel->build(options)) return channel;
  delete channel;
  return nullptr;
}
